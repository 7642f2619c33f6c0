"""Which statements say the same, so that an answer makes a point once and cites every place that makes it.

Decided when a knowledge base is built, by a logistic model over how near two statements are and how much nearer
than anything else (weights: `data/merge.json`, fitted by `tools/fit_merge.py` on articles whose repeats were marked
by hand). An article does not repeat itself within one list: entries of a list stay apart however alike they sound.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_DATA = Path(__file__).resolve().parent / "data" / "merge.json"
_NEIGHBOURS = 16
"""Rows that a statement is compared with: its nearest. One that is not among them is not the same."""
_BLOCK = 1024
_NUMBER = re.compile(r"\d+(?:\.\d+)?")

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Statement:
    """What the decision needs to know of a passage."""

    text: str
    terms: frozenset[str]
    """Content words."""
    family: int
    """Entries of one list have one family and are never the same."""
    part: tuple[str, int]
    """The article it stands in."""
    head: bool
    """It heads a section: sections are rather the same as sections."""
    frames: bool
    """It introduces or sums up: it touches on everything and is the same as nothing."""


def pairs(
    statements: Sequence[Statement], vectors: NDArray[np.float32], weights: Mapping[str, float] | None = None
) -> list[Pair]:
    """Positions (i, j), i < j, of the statements that say the same, ascending.

    `vectors` are those of the statements' words alone, unit length, shape (statements, dimension). Of each list a
    statement is the same as at most its nearest entry.
    """
    weights = weights or shipped()
    likely = {pair: _probability(near, weights) for pair, near in nearness(statements, vectors)}
    best: dict[tuple[int, int], float] = {}
    for (i, j), p in likely.items():
        for one, other in ((i, j), (j, i)):
            key = (one, statements[other].family)
            best[key] = max(best.get(key, 0.0), p)
    return sorted(
        (i, j)
        for (i, j), p in likely.items()
        if p >= max(weights["merge_above"], best[i, statements[j].family], best[j, statements[i].family])
    )


def nearness(statements: Sequence[Statement], vectors: NDArray[np.float32]) -> Iterator[tuple[Pair, dict[str, float]]]:
    """Every pair worth comparing, and the signals of the model for it.

    Cosines are taken about the mean of all vectors: statements of one subject are all alike, and only what sets them
    apart tells whether two say the same. `behind_…`: how much nearer each one's nearest neighbour is than the other.
    """
    centred = _centred(vectors)
    rarity = _rarity(statements)
    near, nearest = _neighbours(centred)
    for i, j in sorted({(min(i, int(j)), max(i, int(j))) for i, row in enumerate(near) for j in row if i != j}):
        one, other = statements[i], statements[j]
        if one.family == other.family:
            continue
        cosine = float(centred[i] @ centred[j])
        yield (
            (i, j),
            {
                "cosine": cosine,
                "words": _overlap(one.terms, other.terms, rarity),
                "both_heads": float(one.head and other.head),
                "head_and_item": float(one.head != other.head),
                "other_numbers": float(_numbers_differ(one.text, other.text)),
                "behind_one": float(nearest[i]) - cosine,
                "behind_other": float(nearest[j]) - cosine,
                "other_article": float(one.part != other.part),
                "frames": float(one.frames or other.frames),
            },
        )


def group(rows: Sequence[int], same: Mapping[int, frozenset[int]], families: Mapping[int, int]) -> list[list[int]]:
    """The rows in groups that say the same, groups and members in the order given.

    `same` holds for a row the rows that say the same; no two entries of one list (`families`) meet in a group.
    """
    groups: list[list[int]] = []
    for row in rows:
        for members in groups:
            joins = any(member in same.get(row, frozenset()) for member in members)
            if joins and families[row] not in {families[m] for m in members}:
                members.append(row)
                break
        else:
            groups.append([row])
    return groups


def partners(found: Iterable[Sequence[int]]) -> dict[int, frozenset[int]]:
    """Pairs of rows as a lookup from each row to those that say the same."""
    table: dict[int, set[int]] = {}
    for i, j in found:
        table.setdefault(i, set()).add(j)
        table.setdefault(j, set()).add(i)
    return {row: frozenset(others) for row, others in table.items()}


@cache
def shipped() -> Mapping[str, float]:
    """The fitted weights, and the probability `merge_above` from which two statements are one point."""
    loaded: dict[str, float] = json.loads(_DATA.read_text(encoding="utf-8"))
    return loaded


def _probability(signals: Mapping[str, float], weights: Mapping[str, float]) -> float:
    total = weights["bias"] + sum(weights[name] * value for name, value in signals.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def _centred(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    apart = vectors - vectors.mean(axis=0)
    norms = np.linalg.norm(apart, axis=1, keepdims=True)
    return np.asarray(apart / np.where(norms > 0, norms, 1), dtype=np.float32)


def _neighbours(centred: NDArray[np.float32]) -> tuple[list[NDArray[np.int64]], NDArray[np.float32]]:
    """For each row its nearest other rows, and the cosine of the nearest; in blocks, so that memory stays small."""
    near: list[NDArray[np.int64]] = []
    nearest = np.zeros(len(centred), dtype=np.float32)
    for start in range(0, len(centred), _BLOCK):
        cosines = centred[start : start + _BLOCK] @ centred.T
        own = np.arange(len(cosines))
        cosines[own, own + start] = -1.0
        nearest[start : start + _BLOCK] = cosines.max(axis=1)
        count = min(_NEIGHBOURS, cosines.shape[1])
        near.extend(np.argpartition(-cosines, count - 1, axis=1)[:, :count])
    return near, nearest


def _rarity(statements: Sequence[Statement]) -> dict[str, float]:
    """Inverse document frequency of each content word, as BM25 has it."""
    held: dict[str, int] = {}
    for statement in statements:
        for term in statement.terms:
            held[term] = held.get(term, 0) + 1
    return {t: math.log(1 + (len(statements) - n + 0.5) / (n + 0.5)) for t, n in held.items()}


def _overlap(one: frozenset[str], other: frozenset[str], rarity: Mapping[str, float]) -> float:
    """Shared words over the words of the shorter (overlap coefficient, Szymkiewicz 1934), weighed by rarity."""
    least = min(sum(rarity[t] for t in terms) for terms in (one, other))
    return sum(rarity[t] for t in one & other) / least if least > 0 else 0.0


def _numbers_differ(one: str, other: str) -> bool:
    """Both give numbers, and none in common: amounts or dates that contradict or belong to something else."""
    a, b = set(_NUMBER.findall(one)), set(_NUMBER.findall(other))
    return bool(a and b and not a & b)
