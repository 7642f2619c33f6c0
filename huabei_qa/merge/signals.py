"""What the decision sees of two statements: how near they are in several ways, and what else is as near."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huabei_qa.adapter import Adapter
from huabei_qa.merge.opposition import figures, normalised
from huabei_qa.words import normalise

_NEIGHBOURS = 8
"""Rows that a statement is compared with in each of three ways, or four. One that is among none is not the same."""
_BLOCK = 2**23
"""Cosines held at a time: rows of statements against all statements, however many those are."""
_BESIDE = 6
"""Entries of one list that stand nearer to each other than this are never the same."""
_FAR = 60
"""Statements apart from which on distance tells nothing more; other articles are as far."""
_SHRINK = 8
"""Statements that the mean of the whole knowledge base counts for beside those of the article."""
_LOG_RANK = np.array([math.log1p(rank) for rank in range(_NEIGHBOURS + 1)])
AMONG = ("among_words_cosine", "among_words_lead", "among_names_cosine", "among_names_lead")
"""Signals of ways among those of one file."""
_NEGATED = re.compile("[不没无别勿未禁非莫拒]")

_Rows = NDArray[np.int64]
_Values = NDArray[np.float64]
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

    rows: _Rows
    near: _Values

    def lead(self, one: _Rows, other: _Rows, near: _Values) -> _Values:
        """How much nearer each `other` is to its `one` than the nearest row besides; negative where that is nearer."""
        besides = np.where(self.rows[one, 0] == other, self.near[one, 1], self.near[one, 0])
        return np.asarray(near - np.maximum(0.0, besides), dtype=np.float64)

    def rank(self, one: _Rows, other: _Rows) -> _Values:
        """ln(1 + number of rows nearer to `one` than `other`), at most that of one that is not among the nearest."""
        here = self.rows[one] == other[:, None]
        return _LOG_RANK[np.where(here.any(axis=1), here.argmax(axis=1), _NEIGHBOURS)]


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
    found = sorted({pair for _, nearest, _ in ways for pair in _near_enough(nearest)})
    if not found:
        return [], {}
    return found, _likenesses(statements, found) | _ranks(ways, found)


def _near_enough(nearest: _Nearest) -> Iterator[Pair]:
    for i, (row, values) in enumerate(zip(nearest.rows.tolist(), nearest.near, strict=True)):
        yield from ((min(i, j), max(i, j)) for j, near in zip(row, values, strict=True) if near > -1)


def _by_vectors(name: str, vectors: NDArray[np.float32], statements: Sequence[Statement]) -> _Way:
    near = _nearest(statements, lambda which: vectors[which] @ vectors.T)
    return name, near, lambda i, j: float(vectors[i] @ vectors[j])


def _ranks(ways: Sequence[_Way], found: Sequence[Pair]) -> Table:
    one, other = np.array(found).T
    table: Table = {}
    for name, nearest, cosine in ways:
        near = np.fromiter((cosine(i, j) for i, j in found), dtype=np.float64, count=len(found))
        leads = nearest.lead(one, other, near), nearest.lead(other, one, near)
        ranks = nearest.rank(one, other), nearest.rank(other, one)
        table |= {f"{name}_cosine": near}
        table |= {f"{name}_lead_less": np.minimum(*leads), f"{name}_lead_more": np.maximum(*leads)}
        table |= {f"{name}_rank_best": np.minimum(*ranks), f"{name}_rank_worst": np.maximum(*ranks)}
    return table


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is taken from a statement once, however many others it is compared with."""

    rarity: float
    """Of all its words."""
    pairs: frozenset[str]
    label: frozenset[str]
    numbers: frozenset[float]
    negated: bool
    length: float

    @classmethod
    def of(cls, statement: Statement, rarity: Mapping[str, float]) -> _Seen:
        plain = normalised(statement.text)
        return cls(
            _rarity_of(statement.terms, rarity),
            frozenset(_pairs(plain)),
            frozenset(_pairs(normalise(statement.label))),
            figures(plain),
            bool(_NEGATED.search(plain)),
            math.log(max(2, len(statement.text))),
        )


def _likenesses(statements: Sequence[Statement], found: Sequence[Pair]) -> Table:
    """Written into arrays pair by pair: kept as dicts they would take many times the room."""
    rarity = _rarity(statements)
    seen = [_Seen.of(s, rarity) for s in statements]
    table: defaultdict[str, _Values] = defaultdict(lambda: np.empty(len(found)))
    for at, (i, j) in enumerate(found):
        for name, value in _likeness(statements, seen, rarity, i, j).items():
            table[name][at] = value
    return dict(table)


def _likeness(
    statements: Sequence[Statement], seen: Sequence[_Seen], rarity: Mapping[str, float], i: int, j: int
) -> dict[str, float]:
    one, other, a, b = statements[i], statements[j], seen[i], seen[j]
    shared, sums = _rarity_of(one.terms & other.terms, rarity), (a.rarity, b.rarity)
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


def among_ways(
    statements: Sequence[Statement],
    pairs: Sequence[Pair],
    words: NDArray[np.float32],
    names: NDArray[np.float32],
    turn: Adapter | None = None,
) -> Table:
    """Further signals of pairs of ways of two articles of one file, of shape (pairs,).

    How near they are about the mean of the file's ways alone, and how much nearer than the nearest way besides, by
    their words and by their short names: what one half offers as a way the other mostly offers too, under a like name.
    """
    of_file: dict[str, list[Pair]] = {}
    for pair in pairs:
        of_file.setdefault(statements[pair[0]].part[0], []).append(pair)
    rows: dict[str, list[int]] = {}
    for row, statement in enumerate(statements):
        if statement.head and statement.part[0] in of_file:
            rows.setdefault(statement.part[0], []).append(row)
    near: dict[Pair, tuple[float, ...]] = {}
    for file, ways in rows.items():
        by = [centred(v[ways], [statements[row] for row in ways]) for v in (words, names)]
        leads = [_leads(statements, ways, v if turn is None else turn.turn(v), of_file[file]) for v in by]
        near |= {pair: one + other for pair, one, other in zip(of_file[file], *leads, strict=True)}
    table = np.array([near[pair] for pair in pairs]).T
    return dict(zip(AMONG, table, strict=True))


def _leads(
    statements: Sequence[Statement], ways: Sequence[int], vectors: NDArray[np.float32], pairs: Sequence[Pair]
) -> list[tuple[float, float]]:
    """For each pair of these ways its cosine, and by how much that is more than any that either has with another."""
    place = {row: at for at, row in enumerate(ways)}
    parts = np.array([statements[row].part[1] for row in ways])
    found = []
    for one, other in ((place[i], place[j]) for i, j in pairs):
        besides = 0.0
        for row, beside in ((one, other), (other, one)):
            line = np.where(parts == parts[row], 0.0, vectors @ vectors[row])
            line[beside] = 0.0
            besides = max(besides, float(line.max()))
        near = float(vectors[one] @ vectors[other])
        found.append((near, near - besides))
    return found


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
    """Equally near ones in order. Entries beside each other in one list do not count.

    `cosines` makes those of some statements to all, as an array of its own. They are made for as many statements at a
    time as take the same memory however many there are in all, and only the nearest are sorted.
    """
    total = len(statements)
    numbers = {family: number for number, family in enumerate(dict.fromkeys(s.family for s in statements))}
    family = np.array([numbers[s.family] for s in statements])
    count, block = min(total, _NEIGHBOURS), max(1, _BLOCK // total)
    rows, near = np.empty((total, count), dtype=np.int64), np.empty((total, count))
    for start in range(0, total, block):
        for i, line in enumerate(cosines(slice(start, min(total, start + block))), start):
            beside = slice(max(0, i - _BESIDE + 1), i + _BESIDE)
            line[beside][family[beside] == family[i]] = -2.0
            line[i] = -2.0
            rows[i] = _greatest(line, count)
            near[i] = line[rows[i]]
    return _Nearest(rows, near)


def _greatest(line: NDArray[np.float32], count: int) -> _Rows:
    """Where the greatest values stand, greatest first, equal ones in order."""
    least = -np.partition(-line, count - 1)[count - 1]
    kept = np.flatnonzero(~(line < least))  # what is no number at all stands last
    return kept[np.argsort(-line[kept], kind="stable")][:count]


class _Spelling:
    """Pairs of characters of each statement, weighed by rarity: cosines of whole rows by an inverted index."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        held = [sorted(set(_pairs(normalise(s.text)))) for s in statements]  # summed in one order in every run
        counts = Counter(pair for pairs in held for pair in pairs)
        weight = {pair: _idf(len(held), n) for pair, n in counts.items()}
        norms = [math.sqrt(sum(weight[pair] ** 2 for pair in pairs)) or 1.0 for pairs in held]
        self._own = [{pair: weight[pair] / norm for pair in pairs} for pairs, norm in zip(held, norms, strict=True)]
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


def _rarity_of(terms: frozenset[str], rarity: Mapping[str, float]) -> float:
    """Of all these words; summed in a fixed order."""
    return sum(rarity[term] for term in sorted(terms))


def _part_of(one: frozenset[str], other: frozenset[str], of: int) -> float:
    return len(one & other) / of if of else 0.0
