"""Judged articles: the lines of an article, and as knowledge bases what the fitting tools learn from."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huabei_qa import Encoder, KnowledgeBase, load_encoder
from huabei_qa.evaluate import measures
from huabei_qa.reader import Reader, load_reader
from huabei_qa.text import line_starts

FURTHER = Path(__file__).resolve().parent / "data" / "howto"
"""Questions to how-to articles that are not kept here: `train/NAME.blind.jsonl`, and rewordings of their statements."""


def groups_file(article: Path) -> Path:
    """Where the lines of an article that say the same are marked, if anybody marked them."""
    return article.with_name(f"{article.stem}.groups.json")


def read_groups(article: Path) -> list[list[int]]:
    """Lines of the article that say the same."""
    return _groups(groups_file(article))


def read_second_groups(article: Path) -> list[list[int]]:
    """The same by a second judge, who had not seen the first one's marks (NAME.second.json); else the first one's."""
    second = article.with_name(f"{article.stem}.second.json")
    return _groups(second) if second.is_file() else read_groups(article)


def _groups(path: Path) -> list[list[int]]:
    found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    groups: list[list[int]] = found["groups"] if isinstance(found, dict) else found
    return groups


def read_questions(path: Path) -> list[dict[str, Any]]:
    """One judged question a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@dataclass(frozen=True)
class Judged:
    """One article, built, with its questions."""

    name: str
    kb: KnowledgeBase
    questions: list[dict[str, Any]]
    starts: list[int]


def question_files(article: Path) -> list[Path]:
    """The files of questions beside an article: NAME.jsonl, and .more, .blind, .near, .sections and .en.jsonl.

    To articles that are kept elsewhere further questions stand in FURTHER, under the same names.
    """
    return _beside(article, ("", ".more", ".blind", ".near", ".sections", ".en"))


def rewordings(article: Path) -> list[dict[str, Any]]:
    """Statements in other words than the article's own, judged as questions are (NAME.like.jsonl)."""
    return [statement for path in _beside(article, (".like",)) for statement in read_questions(path)]


def _beside(article: Path, kinds: Sequence[str]) -> list[Path]:
    names = [f"{article.stem}{kind}.jsonl" for kind in kinds]
    holding = (article.parent, FURTHER / article.parent.name)
    return [folder / name for folder in holding for name in names if (folder / name).is_file()]


def read(article: Path, home: Path, encoder: Encoder, reader: Reader | None) -> Judged:
    """Build one judged article into `home` and read its judgements."""
    kb = KnowledgeBase.build([article], home, model=encoder, reader=reader)
    starts = line_starts(article.read_bytes().decode("utf-8"))
    return Judged(article.stem, kb, [q for path in question_files(article) for q in read_questions(path)], starts)


def folders(paths: Sequence[Path], homes: Path) -> list[Judged]:
    """Every judged article of the folders, in the order of their names; one encoder and one reader for all."""
    encoder, reader = load_encoder(), load_reader()
    found = [
        (article, homes / path.parent.name / path.name) for path in paths for article in sorted(path.glob("*.txt"))
    ]
    return [read(article, home / article.stem, encoder, reader) for article, home in found]


def f1_of_lines(cited: Set[int], judged: Mapping[int, int]) -> float:
    """F1 of cited lines beside judged ones (line to grade): precision counts grades 1 and 2, recall those of 2."""
    must = {line for line, grade in judged.items() if grade == 2}
    precision = len(cited & judged.keys()) / len(cited) if cited else None
    return measures.f1(precision, len(cited & must) / len(must) if must else 0.0)


def fitting_options(description: str | None) -> argparse.ArgumentParser:
    """The command line of what is fitted on judged articles: --data, --homes, --write."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data", type=Path, nargs="+", required=True, help="folders of articles that no model learnt from"
    )
    parser.add_argument("--homes", type=Path, required=True, help="scratch folder for the knowledge bases")
    parser.add_argument("--write", action="store_true", help="store what was fitted in huabei_qa/data")
    return parser
