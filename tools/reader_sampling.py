"""What is read in a step: passages and headings for a judged question, and how it is typed this time."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from huabei_qa.words import Words, normalise

if TYPE_CHECKING:
    from reader_data import Question

WORDS = Words.from_folder(Path(__file__).resolve().parent.parent / "kb")
_WHOLE = re.compile(r"([a-z0-9][a-z0-9.,:%/ -]*[a-z0-9%]|[a-z0-9])")
PARTICLES = frozenset("的了吗呢啊呀吧么嘛")
SURE = 2
"""Of the nearest wrong passages so many are always in a question's group, the others by chance."""
WRONG_HEADINGS = 2
"""Headings beside the one that leads to the answer."""


def group(question: Question, rng: random.Random) -> list[int]:
    """Candidates of one question to train on this time: some of those that answer, and hard ones that do not.

    Few, so that more questions are read in the same time. Hard are the nearest, and of these, where a reader has read
    them, those that it takes for answers the soonest.
    """
    direct = [i for i, grade in enumerate(question.grades) if grade == 2]
    partly = [i for i, grade in enumerate(question.grades) if grade == 1]
    chosen = rng.sample(direct, min(2, len(direct))) + rng.sample(partly, min(1, len(partly)))
    wanted = 4 if chosen else 5
    near = [int(i) for i in np.argsort(-question.found, kind="stable") if question.grades[i] == 0][: wanted + 4]
    near.sort(key=lambda i: -question.read.get(i, 0.0))
    sure, rest = near[:SURE], near[SURE:]
    return chosen + sure + rng.sample(rest, min(wanted - len(sure), len(rest)))


def mangled(text: str, rng: random.Random) -> str:
    """The question as it is typed in haste: a particle gone, a word said twice, two words swapped, no marks.

    Its words are normalised. A text without Chinese stays as it is.
    """
    words = _split(text)
    if len(words) < 2:
        return text
    at = rng.randrange(1, len(words))
    way = rng.choice(("particle", "twice", "swapped", "marks"))
    if way == "particle":
        words = [word for word in words if word not in PARTICLES]
    elif way == "twice":
        words.insert(at, words[at])
    elif way == "swapped":
        words[at - 1], words[at] = words[at], words[at - 1]
    else:
        words = [word if any(map(str.isalnum, word)) else " " for word in words]
    return "".join(words).strip() or text


def _split(text: str) -> list[str]:
    """The words of a Chinese text, a number or what is Latin in one piece; none of another text."""
    if not any("\u4e00" <= c <= "\u9fff" for c in text):
        return []
    parts = _WHOLE.split(normalise(text))  # every second one is such a piece
    return [w for k, part in enumerate(parts) for w in ([part] if k % 2 else WORDS.cut(part)) if w.strip()]


def headings_of(question: Question, rng: random.Random) -> list[int]:
    """Headings to train this question on: one that leads to its answer beside two that do not, so that sections are
    told apart; where none does, half the time one that does not.
    """
    right = [at for at, grade in enumerate(question.headings) if grade == 2]
    wrong = [at for at, grade in enumerate(question.headings) if grade == 0]
    if right:
        return [rng.choice(right), *rng.sample(wrong, min(WRONG_HEADINGS, len(wrong)))]
    return [rng.choice(wrong)] if wrong and rng.random() < 0.5 else []


def foreign_group(question: Question, rng: random.Random) -> tuple[int, list[int]]:
    """A near article that does not answer the question, and four of its nearest passages."""
    article, rows = rng.choice(question.foreign[:3])
    return article, [rows[0], *rng.sample(rows[1:], min(3, len(rows) - 1))]
