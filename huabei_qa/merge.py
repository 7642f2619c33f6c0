"""Which statements say the same, so that an answer makes a point once and cites every place that makes it.

Two statements are one point if a logistic model over their nearness says so (weights: `data/merge.json`, fitted by
`tools/fit_merge.py` on articles whose repeats were marked by hand) and each is the other's nearest outside its own
list. An article does not repeat itself within one list: its entries stay apart however alike they sound.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_DATA = Path(__file__).resolve().parent / "data" / "merge.json"


@dataclass(frozen=True, slots=True)
class Statement:
    """What the decision needs to know of a passage."""

    row: int
    vector: NDArray[np.float32]
    """Unit length, shape (dimension,)."""
    terms: frozenset[str]
    """Content words of the whole statement."""
    label: frozenset[str]
    """Content words of its heading; of its first clause where it has none."""
    family: int
    """Entries of one list have one family and are never merged with one another."""
    head: bool
    """Heads merge with heads, items with items: a section is not the same as one line of another."""


def groups(
    statements: Sequence[Statement], centre: NDArray[np.float32], weights: Mapping[str, float] | None = None
) -> list[list[int]]:
    """The statements' positions, each in exactly one group, groups and members in the order given.

    `centre` is the mean vector of the knowledge base, shape (dimension,): all its passages share a subject, and
    only what sets them apart tells whether two say the same.
    """
    weights = weights or shipped()
    count = len(statements)
    likeness = np.zeros((count, count))
    for i in range(count):
        for j in range(i):
            likeness[i, j] = likeness[j, i] = same(statements[i], statements[j], centre, weights)
    parent = list(range(count))
    for i in range(count):
        for j in range(i):
            if likeness[i, j] >= weights["merge_above"] and _each_others_best(likeness, statements, i, j):
                _join(parent, statements, i, j)
    return _collect(parent)


def same(one: Statement, other: Statement, centre: NDArray[np.float32], weights: Mapping[str, float]) -> float:
    """Probability, 0 to 1, that two statements say the same; 0 within one list or across levels."""
    if one.family == other.family or one.head != other.head:
        return 0.0
    signals = nearness(one, other, centre)
    total = weights["bias"] + sum(weights[name] * value for name, value in signals.items())
    return 1 / (1 + math.exp(-total))


def nearness(one: Statement, other: Statement, centre: NDArray[np.float32]) -> dict[str, float]:
    """The signals of the model: cosine about the centre, and shared words of statement and heading."""
    a, b = one.vector - centre, other.vector - centre
    norm = float(np.linalg.norm(a) * np.linalg.norm(b))
    return {
        "cosine": float(a @ b) / norm if norm else 0.0,
        "words": _overlap(one.terms, other.terms),
        "label": _overlap(one.label, other.label),
    }


@cache
def shipped() -> Mapping[str, float]:
    """The fitted weights, and the probability `merge_above` from which two statements are one point."""
    loaded: dict[str, float] = json.loads(_DATA.read_text(encoding="utf-8"))
    return loaded


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared words over the words of the shorter (overlap coefficient, Szymkiewicz 1934)."""
    least = min(len(one), len(other))
    return len(one & other) / least if least else 0.0


def _each_others_best(likeness: NDArray[np.float64], statements: Sequence[Statement], i: int, j: int) -> bool:
    """Whether no entry of j's list is nearer to i than j is, and none of i's list nearer to j."""
    of_j = [k for k, s in enumerate(statements) if s.family == statements[j].family]
    of_i = [k for k, s in enumerate(statements) if s.family == statements[i].family]
    return bool(likeness[i, of_j].max() <= likeness[i, j] and likeness[of_i, j].max() <= likeness[i, j])


def _join(parent: list[int], statements: Sequence[Statement], i: int, j: int) -> None:
    """Unite two groups, unless entries of one list would meet in them."""
    a, b = _root(parent, i), _root(parent, j)
    members = [k for k in range(len(parent)) if _root(parent, k) in (a, b)]
    families = [statements[k].family for k in members]
    if a != b and len(set(families)) == len(families):
        parent[max(a, b)] = min(a, b)


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        i = parent[i]
    return i


def _collect(parent: list[int]) -> list[list[int]]:
    found: dict[int, list[int]] = {}
    for i in range(len(parent)):
        found.setdefault(_root(parent, i), []).append(i)
    return list(found.values())
