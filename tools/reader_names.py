"""Names of products: questions asked in the name of a sister product, articles read under another name.

Names of real products lie close together in the encoder that the reader begins from, and those of the articles, which
are made up, do not; so a reader that has seen only these answers what is asked of one well-known product with what is
written of another.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from reader_data import Collection, Question

SISTERS = Path(__file__).resolve().parent / "data" / "sisters.txt"
_LATIN = re.compile(r"[A-Za-z0-9]{2}")
_LENGTHS = range(2, 9)
_MENTIONS = 3
"""Times that an article says the name of what it is about, at least."""
_ASKED = 0.08
"""Share of its questions that say it, at least."""
_ELSEWHERE = 8
"""Other articles that say it, at most: 额度 is no name."""


class Renaming(NamedTuple):
    """How a question and the passages shown with it are worded this time, and whether they still belong together."""

    name: str
    asked: str
    """What the question says in place of the name."""
    told: str
    """What the passages say in its place."""

    @property
    def is_sister(self) -> bool:
        """Whether the question is about another product than the passages."""
        return self.asked != self.told

    def question(self, text: str) -> str:
        """The question in the other name."""
        return text.replace(self.name, self.asked)

    def passage(self, text: str) -> str:
        """A passage in the other name."""
        return text.replace(self.name, self.told)

    def grade(self, grade: int) -> int:
        """What a passage of this grade is worth to the question now: to one about a sister nothing."""
        return 0 if self.is_sister else grade


UNCHANGED = Renaming("", "", "")
"""Everything keeps its own name."""


def name_of(title: str, text: str, asked: Sequence[str], others: Sequence[str]) -> str:
    """What an article is about, as its title, its text and its questions call it; "" where no such name is found.

    `others` are the texts of the other articles: a word that many of them say is no name.
    """
    best, found = 0.0, ""
    for part in _parts(title):
        share = sum(part in question for question in asked) / len(asked) if asked else 0.0
        if share < _ASKED or text.count(part) < _MENTIONS:
            continue
        elsewhere = sum(part in other for other in others)
        if elsewhere <= _ELSEWHERE and (value := share * len(part) ** 0.5 / (1 + elsewhere / 6)) > best:
            best, found = value, part
    return found


def _parts(title: str) -> list[str]:
    """All stretches of letters in it that are as long as names are; none begins or ends within a Latin word."""
    found = set()
    for at in range(len(title)):
        for end in (at + length for length in _LENGTHS if at + length <= len(title)):
            part, before, behind = title[at:end], title[max(0, at - 1) : at], title[end : end + 1]
            if part.isalnum() and not _LATIN.fullmatch(before + part[0]) and not _LATIN.fullmatch(part[-1] + behind):
                found.add(part)
    return sorted(found)


@functools.cache
def kinds() -> tuple[tuple[str, ...], ...]:
    """The names of products of one kind, kind by kind."""
    lines = SISTERS.read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split()) for line in lines if line.strip() and not line.startswith("#"))


def drawn(name: str, question: str, text: str, answers: bool, rng: random.Random) -> Renaming:
    """One way of renaming what `question` and an article (`text`) are about; none where the question does not name it.

    Half the questions that the article answers are asked of a sister, in vain; of the others, and of those that it
    does not answer, only the name changes, in question and article alike.
    """
    if not name or name not in question:
        return UNCHANGED
    known = [name, *(one for kind in kinds() for one in kind if one in text or one in question)]
    free = [[one for one in kind if not any(_alike(one, other) for other in known)] for kind in kinds()]
    free = [kind for kind in free if len(kind) > 1]
    if not free:
        return UNCHANGED
    told, other = rng.sample(rng.choice(free), 2)
    if not answers or _alike(told, other) or rng.random() < 0.5:
        return Renaming(name, told, told)
    return Renaming(name, other, rng.choice((told, name)))


def _alike(one: str, other: str) -> bool:
    """Whether one name stands in the other (支付分, 微信支付分): it may then be meant by it."""
    return one in other or other in one


class Names(NamedTuple):
    """What each article is about (`name_of`), and its text."""

    of: list[str]
    texts: list[str]
    share: float = 0.0
    """Of the questions that say what their article is about so many are read in another name."""

    @classmethod
    def read(cls, data: Collection, share: float = 0.0) -> Names:
        """Those of a collection; articles that nobody asked in words of their own have none."""
        asked: dict[int, list[str]] = {}
        for question in data.questions:
            if question.typed:
                asked.setdefault(question.article, []).append(question.text)
        texts = ["\n".join(c.words for c in found) for found in data.candidates]
        typed = {number: texts[number] for number in asked}
        of = [""] * len(texts)
        for number, questions in asked.items():
            title = data.candidates[number][0].shown.split(" · ")[0]
            others = [text for other, text in typed.items() if other != number]
            of[number] = name_of(title, texts[number], questions, others)
        return cls(of, texts, share)

    def other(self, question: Question, rng: random.Random) -> Renaming:
        """Another name for what this question is about, this time, or its own."""
        if not question.typed or rng.random() >= self.share:
            return UNCHANGED
        about = question.article
        return drawn(self.of[about], question.text, self.texts[about], question.answerable != "no", rng)
