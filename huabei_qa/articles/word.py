"""Word documents (.docx): styles become headings, lists and tables become those of HTML, which becomes Markdown."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from huabei_qa.articles.html import fragment_blocks
from huabei_qa.articles.html.markdown import Written, write
from huabei_qa.errors import ArticleError
from huabei_qa.text import has_words

_TITLE = "article-title"
_STYLES = "\n".join(
    [f"p[style-name='{name}'] => h1.{_TITLE}:fresh" for name in ("Title", "标题", "文档标题")]
    + [f"p[style-name='{name} {level}'] => h{level}:fresh" for name in ("heading", "标题") for level in range(1, 7)]
)
"""Word writes the names of its own styles in English into the file; some other editors write the Chinese ones."""

_LONGEST_TITLE = 40


def word_to_markdown(data: bytes, name: str) -> str:
    """The text of a .docx as Markdown. Raises ArticleError if it is none, holds no text, or mammoth is missing."""
    try:
        import mammoth
    except ImportError as error:
        raise ArticleError(f"{name} is a Word document. To read it: pip install 'huabei-qa[documents]'") from error
    try:
        html = mammoth.convert_to_html(io.BytesIO(data), style_map=_STYLES).value
    except Exception as error:  # mammoth lets the errors of zipfile, the XML parser and its own code through
        raise ArticleError(
            f"{name} cannot be read as a Word document ({error or type(error).__name__}). If it is protected by a "
            "password or in the old .doc format, open it in Word or LibreOffice and save it as .docx."
        ) from error
    blocks = titled(fragment_blocks(html), Path(name).stem, known=_TITLE in html)
    if not has_words("".join(b.text for b in blocks)):
        raise ArticleError(f"{name} is empty: there is no text in the document.")
    return write(blocks)


def titled(blocks: list[Written], name: str, *, known: bool) -> list[Written]:
    """The blocks with one heading of level 1 at most, on top: a second one would begin another article.

    `known`: the first heading of level 1 is the title. Where several headings are as high and none is known as the
    title, it is the short line that the text begins with, or else `name`.
    """
    highest = [i for i, block in enumerate(blocks) if block.level == 1]
    if len(highest) == 1 and (known or highest[0] == 0):
        return blocks
    lower = [replace(b, level=min(b.level + 1, 6)) if b.level else b for b in blocks]
    if not highest:
        return blocks
    if known:
        lower[highest[0]] = blocks[highest[0]]
        return lower
    first = blocks[0].text
    if not blocks[0].level and len(first) <= _LONGEST_TITLE and first[-1] not in "。！!；;,，:：":
        return [Written(first, 1), *lower[1:]]
    return [Written(name, 1), *lower]
