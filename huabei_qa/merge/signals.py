"""What the decision sees of two statements: how near they are in several ways, and what else is as near."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huabei_qa.adapter import Adapter
from huabei_qa.merge.opposition import figures
from huabei_qa.words import normalise

_NEIGHBOURS = 8
"""Rows that a statement is compared with in each of three ways, or four. One that is among none is not the same."""
_BLOCK = 1024
_BESIDE = 6
"""Entries of one list that stand nearer to each other than this are never the same."""
_FAR = 60
"""Statements apart from which on distance tells nothing more; other articles are as far."""
_SHRINK = 8
"""Statements that the mean of the whole knowledge base counts for beside those of the article."""
_NEGATED = re.compile("[不没无别勿未禁非莫拒]")

Pair = tuple[int, int]
Table = dict[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Statement:
    """What the decision needs to know of a passage."""

    text: str
    terms: frozenset[str]
    """Content words."""
    family: Hashable
    """Entries of one list have one family."""
    part: tuple[str, int]
    """The article it stands in, and the part of that."""
    head: bool
    """It heads a section: sections are rather the same as sections."""
    frames: bool
    """It introduces or sums up: it touches on everything and is rarely the same as one thing."""
    label: str = ""
    """The short name that it begins with, if it has one."""
    warns: bool = False
    """It is a caution."""


@dataclass(frozen=True, slots=True)
class _Nearest:
    """For each row its nearest rows, nearest first, shape (rows, at most `_NEIGHBOURS`), and how near they are."""

    rows: NDArray[np.int64]
    near: NDArray[np.float64]

    def lead(self, i: int, j: int, near: float) -> float:
        """How much nearer j is to i than the nearest other row; negative where another is nearer."""
        rows, values = self.rows[i], self.near[i]
        others = values[rows != j]
        return near - max(0.0, float(others[0])) if len(others) else 0.0

    def rank(self, i: int, j: int) -> float:
        """ln(1 + number of nearer rows), at most that of a row that is not among the nearest."""
        at = np.flatnonzero(self.rows[i] == j)
        return math.log1p(int(at[0]) if len(at) else _NEIGHBOURS)


_Way = tuple[str, _Nearest, Callable[[int, int], float]]
"""One way of being near: its name, the nearest rows of each row, and how near two rows are."""


def nearness(
    statements: Sequence[Statement],
    vectors: NDArray[np.float32],
    context: NDArray[np.float32],
    turn: Adapter | None = None,
) -> tuple[list[Pair], Table]:
    """Every pair worth comparing, ascending, and for it each signal of the model, of shape (pairs,).

    Cosines are taken about the mean of the article: statements of one subject are all alike, and only what sets them
    apart tells whether two say the same. With `turn` also those of the words as it turns them.
    """
    words, inside = (centred(v, statements) for v in (vectors, context))
    spelt = _Spelling(statements)
    ways = [
        _by_vectors("words", words, statements),
        _by_vectors("context", inside, statements),
        ("spelling", _nearest(statements, spelt.rows), spelt.cosine),
    ]
    if turn is not None:
        ways.append(_by_vectors("turned", turn.turn(words), statements))
    found = sorted(
        {
            (min(i, int(j)), max(i, int(j)))
            for _, nearest, _ in ways
            for i, row in enumerate(nearest.rows)
            for j, near in zip(row, nearest.near[i], strict=True)
            if near > -1
        }
    )
    seen = [_Seen.of(s) for s in statements]
    rarity = _rarity(statements)
    rows = [_likeness(statements, seen, rarity, i, j) | _ranks(ways, i, j) for i, j in found]
    names = list(rows[0]) if rows else []
    return found, {name: np.array([row[name] for row in rows]) for name in names}


def _by_vectors(name: str, vectors: NDArray[np.float32], statements: Sequence[Statement]) -> _Way:
    near = _nearest(statements, lambda which: vectors[which] @ vectors.T)
    return name, near, lambda i, j: float(vectors[i] @ vectors[j])


def _ranks(ways: Sequence[_Way], i: int, j: int) -> dict[str, float]:
    signals: dict[str, float] = {}
    for name, nearest, cosine in ways:
        near = cosine(i, j)
        leads = nearest.lead(i, j, near), nearest.lead(j, i, near)
        ranks = nearest.rank(i, j), nearest.rank(j, i)
        signals |= {f"{name}_cosine": near, f"{name}_lead_less": min(leads), f"{name}_lead_more": max(leads)}
        signals |= {f"{name}_rank_best": min(ranks), f"{name}_rank_worst": max(ranks)}
    return signals


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is taken from a statement's text once."""

    pairs: frozenset[str]
    label: frozenset[str]
    numbers: frozenset[float]
    negated: bool
    length: float

    @classmethod
    def of(cls, statement: Statement) -> _Seen:
        plain = normalise(statement.text)
        return cls(
            frozenset(_pairs(plain)),
            frozenset(_pairs(normalise(statement.label))),
            figures(plain),
            bool(_NEGATED.search(plain)),
            math.log(max(2, len(statement.text))),
        )


def _likeness(
    statements: Sequence[Statement], seen: Sequence[_Seen], rarity: dict[str, float], i: int, j: int
) -> dict[str, float]:
    one, other, a, b = statements[i], statements[j], seen[i], seen[j]
    shared, sums = _shared(one.terms, other.terms, rarity)
    apart = min(j - i, _FAR) if one.part[0] == other.part[0] else _FAR
    return {
        "terms_overlap": shared / min(sums) if min(sums) > 0 else 0.0,
        "terms_jaccard": shared / (sum(sums) - shared) if sum(sums) > shared else 0.0,
        "labels": _part_of(a.label, b.label, min(len(a.label), len(b.label))),
        "label_in_text": max(_part_of(a.label, b.pairs, len(a.label)), _part_of(b.label, a.pairs, len(b.label))),
        "other_numbers": float(bool(a.numbers and b.numbers and not a.numbers & b.numbers)),
        "same_numbers": float(min(3, len(a.numbers & b.numbers))),
        "one_negated": float(a.negated != b.negated),
        "length_ratio": abs(a.length - b.length),
        "length_less": min(a.length, b.length),
        "one_warns": float(one.warns != other.warns),
        "both_heads": float(one.head and other.head),
        "head_and_item": float(one.head != other.head),
        "frames": float(one.frames or other.frames),
        "one_list": float(one.family == other.family),
        "apart": math.log1p(apart),
        "beside": float(apart <= 2),
        "other_part": float(one.part != other.part),
    }


def centred(vectors: NDArray[np.float32], statements: Sequence[Statement]) -> NDArray[np.float32]:
    """About the mean of the statement's own article, drawn to that of all where the article is short."""
    apart = np.array(vectors, dtype=np.float32)
    whole = vectors.mean(axis=0)
    sources: dict[str, list[int]] = {}
    for row, statement in enumerate(statements):
        sources.setdefault(statement.part[0], []).append(row)
    for rows in sources.values():
        own = vectors[rows]
        apart[rows] = own - (own.sum(axis=0) + _SHRINK * whole) / (len(rows) + _SHRINK)
    norms = np.linalg.norm(apart, axis=1, keepdims=True)
    return np.asarray(apart / np.where(norms > 0, norms, 1), dtype=np.float32)


def _nearest(statements: Sequence[Statement], cosines: Callable[[slice], NDArray[np.float32]]) -> _Nearest:
    """In blocks, so that memory stays small. Entries beside each other in one list do not count."""
    total = len(statements)
    numbers = {family: number for number, family in enumerate(dict.fromkeys(s.family for s in statements))}
    family = np.array([numbers[s.family] for s in statements])
    rows, near = [], []
    for start in range(0, total, _BLOCK):
        found = np.array(cosines(slice(start, min(total, start + _BLOCK))), dtype=np.float64)
        for k, line in enumerate(found):
            i = start + k
            beside = slice(max(0, i - _BESIDE + 1), i + _BESIDE)
            line[beside][family[beside] == family[i]] = -2.0
            line[i] = -2.0
        best = np.argsort(-found, axis=1, kind="stable")[:, :_NEIGHBOURS]
        rows.append(best)
        near.append(np.take_along_axis(found, best, axis=1))
    return _Nearest(np.concatenate(rows), np.concatenate(near))


class _Spelling:
    """Pairs of characters of each statement, weighed by rarity: cosines of whole rows by an inverted index."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        held = [set(_pairs(normalise(s.text))) for s in statements]
        counts = Counter(pair for pairs in held for pair in pairs)
        weight = {pair: _idf(len(held), n) for pair, n in counts.items()}
        norms = [math.sqrt(sum(weight[pair] ** 2 for pair in pairs)) or 1.0 for pairs in held]
        self._own = [
            {pair: weight[pair] / norm for pair in sorted(pairs)} for pairs, norm in zip(held, norms, strict=True)
        ]
        postings: dict[str, list[tuple[int, float]]] = {}
        for row, own in enumerate(self._own):
            for pair, value in own.items():
                postings.setdefault(pair, []).append((row, value))
        self._postings = {
            pair: (np.array([r for r, _ in found]), np.array([v for _, v in found], dtype=np.float32))
            for pair, found in postings.items()
        }

    def rows(self, which: slice) -> NDArray[np.float32]:
        """Cosines of these statements to all, shape (rows, statements)."""
        found = np.zeros((which.stop - which.start, len(self._own)), dtype=np.float32)
        for line, own in zip(found, self._own[which], strict=True):
            for pair, value in own.items():
                rows, values = self._postings[pair]
                line[rows] += value * values
        return found

    def cosine(self, i: int, j: int) -> float:
        """Of two statements."""
        one, other = self._own[i], self._own[j]
        return sum(value * other.get(pair, 0.0) for pair, value in one.items())


def _pairs(plain: str) -> list[str]:
    kept = "".join(c for c in plain if c.isalnum())
    return [kept[k : k + 2] for k in range(len(kept) - 1)]


def _rarity(statements: Sequence[Statement]) -> dict[str, float]:
    counts = Counter(term for statement in statements for term in statement.terms)
    return {term: _idf(len(statements), n) for term, n in counts.items()}


def _idf(total: int, held: int) -> float:
    """Inverse document frequency, as BM25 has it."""
    return math.log(1 + (total - held + 0.5) / (held + 0.5))


def _shared(one: frozenset[str], other: frozenset[str], rarity: dict[str, float]) -> tuple[float, tuple[float, float]]:
    """Rarity of the shared words, and of each one's words; summed in a fixed order."""
    shared, a, b = (sum(rarity[t] for t in sorted(terms)) for terms in (one & other, one, other))
    return shared, (a, b)


def _part_of(one: frozenset[str], other: frozenset[str], of: int) -> float:
    return len(one & other) / of if of else 0.0
