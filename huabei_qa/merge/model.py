"""Logistic models of `data/merge.json`: over what is cheap to see, and with what one reader adds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_DATA = Path(__file__).resolve().parent.parent / "data" / "merge.json"


@dataclass(frozen=True, slots=True)
class Logistic:
    """P = 1 / (1 + e^-(bias + Σ weight × signal)), and the P from which two statements are one point."""

    weights: Mapping[str, float]
    bias: float
    merge_above: float

    def probability(self, table: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """Of each pair, shape (pairs,); `table` holds for every signal its values, of the same shape."""
        total = self.bias + sum((weight * table[name] for name, weight in self.weights.items()), np.float64(0.0))
        return np.asarray(1 / (1 + np.exp(-np.clip(total, -30, 30))), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Fit:
    """What decides with one reader, or with none."""

    plain: Logistic
    read: Logistic | None = None
    """For the pairs that `plain` does not rule out, over its signals and the reader's."""
    read_above: float = 0.0
    """Pairs below this `plain` probability are not worth reading."""

    def merge_above(self, reads: bool) -> float:
        """The threshold of the model that decides."""
        return (self.read if reads and self.read is not None else self.plain).merge_above


def choose(reader: str | None, fitted: Mapping[str, Any] | None = None) -> Fit:
    """The fit for the reader of this fingerprint; for any other reader, and for none, that of cheap signals alone."""
    fitted = shipped() if fitted is None else fitted
    plain, of_reader = _logistic(fitted["plain"]), fitted.get("reader", {})
    if reader is None or of_reader.get("fingerprint") != reader:
        return Fit(plain)
    return Fit(plain, _logistic(of_reader), float(of_reader["read_above"]))


@cache
def shipped() -> Mapping[str, Any]:
    """The shipped fits: `plain`, and `reader` with that reader's fingerprint."""
    loaded: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return loaded


def _logistic(data: Mapping[str, Any]) -> Logistic:
    weights = {str(name): float(weight) for name, weight in data["weights"].items()}
    return Logistic(weights, float(data["bias"]), float(data["merge_above"]))
