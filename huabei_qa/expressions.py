"""Expressions that say the same, and kinds with what is of them: a question in the words that the articles have.

Those of a knowledge base come first, then those of everyday Chinese (`data/synonyms.txt`), each of which can stand for
every other of its group; last kinds (`data/kinds.txt`), of which only the kind can stand for what is of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from pathlib import Path

from huabei_qa.words import GAP, Words, entries

_DATA = Path(__file__).resolve().parent / "data"
SYNONYMS = _DATA / "synonyms.txt"
KINDS = _DATA / "kinds.txt"


@dataclass(frozen=True)
class Expressions:
    """All groups of expressions that a question to one knowledge base may be put in other words by."""

    words: Words

    def as_held(self, plain: str, held: Callable[[str], bool]) -> str:
        """A normalised text in the words of the articles: of each group the first expression that is `held`, of a kind
        only the kind, takes the place of those that are not. Those with a gap stay: what stands in it would be lost.
        """
        left = self._groups_said(plain)
        while left:
            number, *left = left
            group = [w for w in self._every_group[number] if GAP not in w]
            strange = [w for w in group if w in plain and not held(w)]
            by = group if number < self._first_kind else group[:1]
            found = next(filter(held, by), None) if strange else None
            changed = plain if found is None else self._exchanged(plain, strange, found)
            if changed != plain:
                plain = changed
                left = [later for later in self._groups_said(plain) if later > number]
        return plain

    def _groups_said(self, plain: str) -> list[int]:
        """Numbers of the groups that have an expression in a text."""
        numbers, longest = self._expressions
        pieces = (plain[at : at + n] for at in range(len(plain)) for n in range(1, longest + 1))
        return sorted({number for piece in pieces for number in numbers.get(piece, ())})

    @cached_property
    def _every_group(self) -> tuple[tuple[str, ...], ...]:
        """The groups of the knowledge base, behind them those of everyday Chinese, and kinds with what is of them."""
        return (*self.words.synonyms, *_everyday(), *_kinds())

    @property
    def _first_kind(self) -> int:
        return len(self.words.synonyms) + len(_everyday())

    @cached_property
    def _expressions(self) -> tuple[dict[str, list[int]], int]:
        """Every expression of the groups with the numbers of those that it is in, and the length of the longest."""
        numbers: dict[str, list[int]] = {}
        for number, group in enumerate(self._every_group):
            for expression in group:
                numbers.setdefault(expression, []).append(number)
        return numbers, max(map(len, numbers), default=0)

    def _exchanged(self, plain: str, expressions: list[str], by: str) -> str:
        """Only where an expression is made of whole words: 取现 in 领取现金 is none, nor is 不退款 in 退不退款.

        A space parts what takes their place from what it would grow into another word with: 犬只 and 要 make no 只要.
        """
        ends = self.words.ends(plain)
        pattern = "|".join(map(re.escape, sorted(expressions, key=len, reverse=True)))
        put, rest = list[str](), 0
        for match in re.finditer(pattern, plain):
            if {match.start(), match.end()} <= ends and not _asks_whether(plain[: match.start()], match.group()):
                put.append(plain[rest : match.start()] + by)
                rest = match.end()
        if not put:
            return plain
        put.append(plain[rest:])
        ends = self.words.ends("".join(put))
        reached = accumulate(map(len, put))
        return "".join(piece if end in ends else f"{piece} " for piece, end in zip(put, reached, strict=True))


def _asks_whether(before: str, expression: str) -> bool:
    """Whether an expression that denies is the second half of a question: 不能打开 in 能不能打开."""
    return expression[:1] in ("不", "没") and any(before.endswith(expression[1 : 1 + n]) for n in (1, 2))


@cache
def _everyday() -> tuple[tuple[str, ...], ...]:
    """The shipped groups of synonyms, which are normalised already."""
    return tuple(tuple(line.split()) for line in entries(SYNONYMS))


@cache
def _kinds() -> tuple[tuple[str, ...], ...]:
    """The shipped kinds, each with what is of it behind it, normalised already; those with fewer members first: a word
    that is of two kinds is read as the narrower one, where an article has it.
    """
    return tuple(sorted((tuple(line.replace(":", " ", 1).split()) for line in entries(KINDS)), key=len))
