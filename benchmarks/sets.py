"""All judged sets over the product, in one process: what docs/quality.md reports.

    python benchmarks/sets.py --by EVAL --howto HOWTO/validation --work SCRATCH
    python benchmarks/sets.py --by EVAL --work SCRATCH --sets service guides --without --out figures.json

EVAL holds `score.py`, the shipped article's questions (`questions_dev.jsonl`) and its groups; the other sets are those
of `tools/data`, every article a knowledge base of its own; prose is judged by sentences, all else by lines.  What a
reader has made of a question and a passage is kept in SCRATCH, so that a second run with the same reader takes a
fraction of the time, and one that was stopped goes on where it was.  Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import re
import sys
from bisect import bisect
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, SupportsIndex

import numpy as np
from numpy.typing import NDArray

from huabei_qa import KnowledgeBase, load_encoder
from huabei_qa.encoder import Encoder
from huabei_qa.reader import Reader, load_reader

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tools" / "data"
SETS = {
    "everyday": ("everyday", ""),
    "everyday, further": ("everyday", ".more"),
    "service": ("service", ""),
    "blind": ("service", ".blind"),
    "near": ("service", ".near"),
    "guides": ("guides", ""),
    "pages": ("pages", ""),
    "prose": ("prose", ""),
    "named": ("named", ""),
    "more": ("service", ".more"),
    "pages, further": ("pages", ".blind"),
    "guides near": ("guides", ".near"),
    "named near": ("named", ".near"),
    "advice": ("advice", ""),
    "advice sections": ("advice", ".sections"),
    "guides sections": ("guides", ".sections"),
}
"""Name of a set: its folder in tools/data, and how its files of questions end."""
SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’」』）]*|\n)|[^。！？!?\n]+\Z")
FIGURES = (
    *("auroc", "answered", "false_answers", "hit@1", "hit@3", "recall@400"),
    *("cite_precision", "cite_recall", "cite_f1", "duplicates", "bad_quotes"),
)


class Case(NamedTuple):
    """An article with the questions to be asked of it."""

    article: Path
    questions: Path
    home: Path | None
    """Where its knowledge base is made; None: the shipped one."""
    groups: Path


class KeptReader:
    """A reader whose probabilities are remembered, in one file for each of questions.

    It goes by the shipped one's fingerprint: weights and threshold were fitted to that one, and another is to be
    compared with all else equal.
    """

    def __init__(self, reader: Reader, folder: Path, fingerprint: str) -> None:
        self.reader = reader
        self.fingerprint = fingerprint
        self.folder = folder / f"read-{reader.fingerprint[:12]}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.known: dict[str, dict[str, float]] = {}
        self.new = False

    @property
    def name(self) -> str:
        """The reader's own."""
        return self.reader.name

    @property
    def hopeless(self) -> float:
        """The reader's own."""
        return float(getattr(self.reader, "hopeless", 0.0))

    def score(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """As the reader says, or has said; shape (len(passages),)."""
        known = self.known.setdefault(question, {})
        lacking = list(dict.fromkeys(p for p in passages if p not in known))
        if lacking:
            known.update(zip(lacking, self.reader.score(question, lacking).tolist(), strict=True))
            self.new = True
        return np.array([known[p] for p in passages], dtype=np.float32)

    def take_up(self, case: Case) -> None:
        """What is kept of these questions."""
        kept = self._file(case)
        self.known = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
        self.new = False

    def keep(self, case: Case) -> None:
        """All that was read of these questions."""
        if self.new:
            part = self.folder / "part"  # one that is cut off in the middle is never taken for the whole
            part.write_text(json.dumps(self.known, ensure_ascii=False), encoding="utf-8")
            part.replace(self._file(case))

    def _file(self, case: Case) -> Path:
        return self.folder / (hashlib.sha256(str(case.questions.resolve()).encode()).hexdigest()[:16] + ".json")


def cases(name: str, options: argparse.Namespace) -> Iterator[Case]:
    """The articles of a set."""
    if name == "dev":
        article = ROOT / "kb" / "article.txt"
        yield Case(article, options.by / "questions_dev.jsonl", None, options.by / "article.groups.json")
        return
    folder, kind = (options.howto, "") if name == "howto" else (DATA / SETS[name][0] / "validation", SETS[name][1])
    for article in sorted(folder.glob("*.txt")):
        questions = article.with_name(f"{article.stem}{kind}.jsonl")
        home = options.work / "homes" / folder.parent.name / article.stem
        if questions.is_file():
            yield Case(article, questions, home, article.with_name(f"{article.stem}.groups.json"))


def rows(case: Case, score: ModuleType, encoder: Encoder, reader: KeptReader | None) -> list[dict[str, Any]]:
    """What score.py makes of the answers to one article's questions, and the answers."""
    if reader:
        reader.take_up(case)
    if case.home is None:
        kb = KnowledgeBase.open(reader=reader)
    else:
        kb = KnowledgeBase.build([case.article], case.home, model=encoder, reader=reader)
    article, questions = judged(score, case)
    answers = [kb.ask(question["question"]).to_dict() for question in questions]
    if reader:
        reader.keep(case)
    groups = score.read_groups(case.groups if case.groups.exists() else None)
    found = score.judge(article, questions, answers, **groups)
    told = [
        {"article": case.article.stem, "lines": q["lines"], "answer": a}
        for q, a in zip(questions, answers, strict=True)
    ]
    return [row | more for row, more in zip(found, told, strict=True)]


class Sentences(str):
    """A text that falls into sentences where others fall into lines."""

    def split(self, by: str | None = None, most: SupportsIndex = -1) -> list[str]:
        """The pieces less the one character that stands between two lines."""
        return [piece[:-1] for piece in SENTENCE.findall(self)] + [""] if by == "\n" else super().split(by, most)


def judged(score: ModuleType, case: Case) -> tuple[str, list[dict[str, Any]]]:
    """An article's text and its questions; where sentences are judged in place of lines, both are in sentences."""
    text, questions = score.read_article(case.article), score.read(case.questions)
    if all("lines" in question for question in questions):
        return text, questions
    starts = [match.start() for match in SENTENCE.finditer(text)]
    for question in questions:
        graded = question["quotes"].items()
        question["lines"] = {str(bisect(starts, text.index(quote))): grade for quote, grade in graded}
    return Sentences(text), questions


def table(found: dict[str, dict[str, Any]]) -> str:
    """Markdown: a row a set."""
    lines = ["| | " + " | ".join(FIGURES) + " |", "|---" * (1 + len(FIGURES)) + "|"]
    for name, figures in found.items():
        values = [figures[figure] for figure in FIGURES]
        told = ["–" if v is None else f"{v}" if isinstance(v, int) else f"{v:.3f}".lstrip("0") for v in values]
        lines.append(f"| {name} | " + " | ".join(told) + " |")
    return "\n".join(lines)


def arguments() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--by", type=Path, required=True, help="folder of score.py and the shipped article's questions")
    parser.add_argument("--howto", type=Path, help="folder of judged how-to articles; none: left out")
    parser.add_argument("--work", type=Path, required=True, help="scratch folder: knowledge bases, what was read")
    parser.add_argument("--sets", nargs="+", choices=["dev", "howto", *SETS], help="some of the sets (default: all)")
    parser.add_argument("--reader", help="another reader, by folder or name, weighed as the shipped one is")
    parser.add_argument("--without", action="store_true", help="without a reader")
    parser.add_argument("--out", type=Path, help="file for the figures, and for each question its row and answer")
    return parser.parse_args()


def main() -> None:
    """Ask, score, print."""
    options = arguments()
    sys.path.insert(0, str(options.by))
    score = importlib.import_module("score")
    wanted = options.sets or ["dev", *(["howto"] if options.howto else []), *SETS]
    encoder = load_encoder()
    reader = (
        None if options.without else KeptReader(load_reader(options.reader), options.work, load_reader().fingerprint)
    )
    found, kept = {}, {}
    for name in wanted:
        judged = [row for case in cases(name, options) for row in rows(case, score, encoder, reader)]
        found[name], kept[name] = score.summarise(judged), judged
        print(name, json.dumps(found[name]), file=sys.stderr, flush=True)
    print(table(found))
    if options.out:
        options.out.write_text(json.dumps({"figures": found, "rows": kept}, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
