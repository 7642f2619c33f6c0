"""Questions in, cited answers out: a knowledge base over one's own articles, Chinese first, without an LLM.

from huabei_qa import KnowledgeBase
kb = KnowledgeBase.open()
print(kb.ask("花呗怎么提升额度?").text)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from huabei_qa.encoder import Encoder, load_encoder, model_path
    from huabei_qa.errors import (
        ArticleError,
        HuabeiQAError,
        KnowledgeBaseError,
        MismatchError,
        ModelError,
        QuestionError,
        UsageError,
    )
    from huabei_qa.evaluate import JudgedQuestion, Report, judge, read_questions
    from huabei_qa.keeping import Article, Change, Finding
    from huabei_qa.knowledge import KnowledgeBase
    from huabei_qa.reader import Reader, load_reader
    from huabei_qa.records import Answer, Citation, Evidence, Hit, Passage, Point, Role, Status

__version__ = "0.1.0"

# Loaded when first asked for: `huabei-qa --help` and `import huabei_qa` must cost nothing.
_ROOMS = {
    "Encoder": "encoder",
    "load_encoder": "encoder",
    "model_path": "encoder",
    "ArticleError": "errors",
    "HuabeiQAError": "errors",
    "KnowledgeBaseError": "errors",
    "MismatchError": "errors",
    "ModelError": "errors",
    "QuestionError": "errors",
    "UsageError": "errors",
    "JudgedQuestion": "evaluate",
    "Report": "evaluate",
    "judge": "evaluate",
    "read_questions": "evaluate",
    "Article": "keeping",
    "Change": "keeping",
    "Finding": "keeping",
    "KnowledgeBase": "knowledge",
    "Reader": "reader",
    "load_reader": "reader",
    "Answer": "records",
    "Citation": "records",
    "Evidence": "records",
    "Hit": "records",
    "Passage": "records",
    "Point": "records",
    "Role": "records",
    "Status": "records",
}

__all__ = [
    "Answer",
    "Article",
    "ArticleError",
    "Change",
    "Citation",
    "Encoder",
    "Evidence",
    "Finding",
    "Hit",
    "HuabeiQAError",
    "JudgedQuestion",
    "KnowledgeBase",
    "KnowledgeBaseError",
    "MismatchError",
    "ModelError",
    "Passage",
    "Point",
    "QuestionError",
    "Reader",
    "Report",
    "Role",
    "Status",
    "UsageError",
    "__version__",
    "judge",
    "load_encoder",
    "load_reader",
    "model_path",
    "read_questions",
]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        from importlib import import_module

        return getattr(import_module(f"huabei_qa.{_ROOMS[name]}"), name)
    raise AttributeError(f"module 'huabei_qa' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names too, before any of them is loaded: for completion."""
    return sorted({*globals(), *__all__})
