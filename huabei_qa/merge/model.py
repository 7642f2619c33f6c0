"""Logistic models of `data/merge.json`: for the encoder whose vectors a matrix was learnt for, and for any other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huabei_qa.adapter import Adapter
from huabei_qa.errors import reading_shipped

_DATA = Path(__file__).resolve().parent.parent / "data" / "merge.json"
LIKENESS = Path(__file__).resolve().parent.parent / "models" / "likeness-zh"
"""The matrix that turns vectors of statements toward those that say the same, and which encoder it is for."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """P = 1 / (1 + e^-(bias + Σ weight × signal)), and the P from which two statements are one point."""

    weights: Mapping[str, float]
    bias: float
    merge_above: float = 1.0
    ways_above: float = 1.0
    """The same for ways of two articles of one file, which say over what the other says far more often."""

    def probability(self, table: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """Of each pair, shape (pairs,); `table` holds for every signal its values, of the same shape."""
        total = self.bias + sum((weight * table[name] for name, weight in self.weights.items()), np.float64(0.0))
        return np.asarray(1 / (1 + np.exp(-np.clip(total, -30, 30))), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Fit:
    """What decides with one encoder."""

    model: Logistic
    turn: Adapter | None = None
    """Turns vectors of statements, about the mean of their article, toward what says the same. None: there is none."""
    ways: Logistic | None = None
    """How likely ways of two articles of one file are the same, given how likely any others would be (`log_odds`)."""


def choose(encoder: str, fitted: Mapping[str, Any] | None = None) -> Fit:
    """The fit for the encoder of this fingerprint.

    Raises ModelError if the matrix, or the shipped fit, is missing or damaged.
    """
    turn = Adapter.choose(encoder, LIKENESS)
    name = "plain" if turn is None else "turned"
    if fitted is not None:
        return _fit(fitted[name], turn)
    with reading_shipped(_DATA):
        return _fit(_shipped()[name], turn)


@cache
def _shipped() -> Mapping[str, Any]:
    """The shipped fits: `plain`, and `turned` where vectors are turned besides."""
    loaded: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return loaded


def _fit(data: Mapping[str, Any], turn: Adapter | None) -> Fit:
    return Fit(_logistic(data), turn, _logistic(data["ways"]) if "ways" in data else None)


def _logistic(data: Mapping[str, Any]) -> Logistic:
    weights = {str(name): float(weight) for name, weight in data["weights"].items()}
    return Logistic(weights, *(float(data.get(name, 1.0)) for name in ("bias", "merge_above", "ways_above")))
