"""Logistic models: weighted signals to a probability, and a probability to its log-odds."""

from __future__ import annotations

import math
from collections.abc import Mapping

_MOST = 30.0
"""Log-odds beyond which a probability is no more than rounding away from 0 or 1."""


def probability(weights: Mapping[str, float], bias: float, signals: Mapping[str, float]) -> float:
    """1 / (1 + e^-(bias + weighted sum)), 0 to 1. A signal without a weight, or a weight without one, counts as 0."""
    total = bias + sum(weights.get(name, 0.0) * value for name, value in signals.items())
    return 1 / (1 + math.exp(-max(-_MOST, min(_MOST, total))))


def log_odds(p: float, surest: float) -> float:
    """ln(p / (1 - p)), kept within -`surest` and `surest`: a model is never so sure as its numbers say."""
    least = 1 / (1 + math.exp(surest))
    kept = min(1 - least, max(least, p))
    return math.log(kept / (1 - kept))
