"""Judged how-to articles as knowledge bases: what the fitting tools learn from and are measured on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huabei_qa import KnowledgeBase
from huabei_qa.encoder import load_encoder


@dataclass(frozen=True)
class Judged:
    """One article, built, with its questions and the lines that say the same."""

    name: str
    kb: KnowledgeBase
    questions: list[dict[str, Any]]
    groups: list[list[int]]
    starts: list[int]
    """Offset of each line of the article."""

    def lines(self, start: int, end: int) -> set[int]:
        """Numbers (from 1) of the lines that [start, end) touches by two characters or more, as the scorer counts."""
        ends = [*self.starts[1:], 10**9]
        return {n for n, (a, b) in enumerate(zip(self.starts, ends, strict=True), 1) if min(end, b) - max(start, a) >= 2}


def read(article: Path, questions: Path, groups: Path, home: Path) -> Judged:
    """Build one judged article into `home` (unchanged passages keep their vectors) and read its judgements."""
    kb = KnowledgeBase.build([article], home, model=_encoder())
    text = article.read_bytes().decode("utf-8")
    starts = [0]
    for line in text.split("\n")[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    asked = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines() if line.strip()]
    same = json.loads(groups.read_text(encoding="utf-8")) if groups.is_file() else []
    return Judged(article.stem, kb, asked, same["groups"] if isinstance(same, dict) else same, starts)


def folder(path: Path, homes: Path) -> Iterator[Judged]:
    """Every judged article of a folder, in the order of their names."""
    for article in sorted(path.glob("*.txt")):
        stem = article.with_suffix("")
        yield read(article, stem.with_suffix(".jsonl"), Path(f"{stem}.groups.json"), homes / article.stem)


def _encoder(kept: list[Any] = []) -> Any:  # noqa: B006 - one encoder for all articles, on purpose
    if not kept:
        kept.append(load_encoder())
    return kept[0]
