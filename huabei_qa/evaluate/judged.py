"""What is judged: the knowledge base as this room needs it, and questions with what answers them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from huabei_qa.confidence import Calibration
from huabei_qa.reader import Reader
from huabei_qa.records import Answer, Passage
from huabei_qa.text import line_starts

DIRECT = 2
"""The grade of a place that answers; below it, of one that supports an answer."""
_LEAST = 2  # characters that a span must share with a judged place to touch it: a line end alone is no touch


class KnowledgeBaseLike(Protocol):
    """What is judged: `huabei_qa.KnowledgeBase` is one."""

    @property
    def home(self) -> Path:
        """Its folder."""

    @property
    def generation(self) -> str:
        """The name of what was opened of it."""

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, in the order of their rows."""

    @property
    def reader(self) -> Reader | None:
        """The reader in use, if any."""

    @property
    def calibration(self) -> Calibration:
        """The weights and thresholds in use."""

    def ask_with_signals(self, question: str, limit: int) -> tuple[Answer, dict[str, float]]:
        """An answer, and what the confidence in it is made of."""

    def text_of(self, source: str) -> str:
        """The text of an article."""


class Answerable(StrEnum):
    """Whether the knowledge base answers a question, as a person judged."""

    YES = "yes"
    """Outright."""
    PART = "part"
    """In part, or by plain implication."""
    NO = "no"


@dataclass(frozen=True, slots=True)
class Place:
    """A place of an article that bears on a question."""

    source: str
    start: int
    end: int
    grade: int = DIRECT
    """2: answers directly; 1: supports."""

    def touched_by(self, source: str, start: int, end: int) -> bool:
        """Whether a span shares two characters or more with this place (or all of a place of one)."""
        shared = min(self.end, end) - max(self.start, start)
        return source == self.source and shared >= min(_LEAST, self.end - self.start)


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question and what a person judged to answer it."""

    question: str
    answerable: Answerable
    places: tuple[Place, ...] = ()
    """In the order of the articles. At least one is `DIRECT`, unless nothing answers the question."""
    by_line: bool = False
    """Whether places are lines: citations are then counted line by line, otherwise each as one."""
    number: int = 0
    """The line of the file that it stands on, from 1; 0: none."""

    @property
    def direct(self) -> tuple[Place, ...]:
        """The places that answer directly."""
        return tuple(p for p in self.places if p.grade >= DIRECT)


@dataclass(frozen=True, slots=True)
class Groups:
    """Lines of one article that say the same, and which lines stand under which."""

    source: str
    same: tuple[frozenset[int], ...]
    """Numbers of lines, from 1."""
    children: Mapping[int, frozenset[int]]
    """Head line to the lines under it: a judged head makes them acceptable to cite, and they it."""

    def acceptable(self, lines: set[int]) -> set[int]:
        """These lines, the lines under them, and the heads of them."""
        below = {child for head in lines for child in self.children.get(head, ())}
        return lines | below | {head for head, under in self.children.items() if under & lines}


class Texts:
    """The articles of a knowledge base and where their lines start, each looked up once."""

    def __init__(self, kb: KnowledgeBaseLike) -> None:
        self._kb = kb
        self._known: dict[str, tuple[str, list[int]]] = {}

    def __getitem__(self, source: str) -> tuple[str, list[int]]:
        """The text of an article, and the offset of each of its lines."""
        if source not in self._known:
            text = self._kb.text_of(source)
            self._known[source] = text, line_starts(text)
        return self._known[source]


def line_numbers(starts: Sequence[int], start: int, end: int) -> set[int]:
    """Numbers (from 1) of the lines that [start, end) touches by two characters or more."""
    ends = [*starts[1:], 10**9]
    return {n for n, (a, b) in enumerate(zip(starts, ends, strict=True), 1) if min(end, b) - max(start, a) >= _LEAST}
