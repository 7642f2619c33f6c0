"""How sure it is that the knowledge base answers a question: a logistic model over what retrieval and reader saw.

The weights and thresholds are data (`data/confidence.json`, copied into a knowledge base's manifest), fitted by
`tools/fit_confidence.py` on judged questions; this room only computes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huabei_qa.errors import KnowledgeBaseError, rebuild
from huabei_qa.records import Evidence

_SUREST = 8.0
_NEAREST = 15.0
"""Log-odds by which a heading may be nearer, or farther, than the best statement."""
_SHIPPED = Path(__file__).resolve().parent / "data" / "confidence.json"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of a logistic model (P = 1 / (1 + e^-(bias + Σ weight × signal))), and two thresholds on P."""

    weights: Mapping[str, float]
    bias: float
    answer_above: float
    """Below it: the knowledge base does not answer."""
    outright_above: float
    """From here on the sources are taken to say it outright; below, only in part."""

    def probability(self, signals: Mapping[str, float]) -> float:
        """Between 0 and 1. A signal that is not given counts as 0."""
        total = self.bias + sum(w * signals.get(name, 0.0) for name, w in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    @classmethod
    def choose(cls, fitted: Mapping[str, Any], reader: str | None) -> Calibration:
        """The calibration for the reader of this fingerprint; for any other reader, and for none, that of retrieval."""
        for of_reader in [fitted.get("reader", {}), *fitted.get("other_readers", [])]:
            if reader is not None and of_reader.get("fingerprint") == reader:
                return cls.from_dict(of_reader)
        return cls.from_dict(fitted.get("plain", {}))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Calibration:
        """Raises KnowledgeBaseError for data of another shape."""
        try:
            weights = {str(name): float(weight) for name, weight in data["weights"].items()}
            return cls(weights, float(data["bias"]), float(data["answer_above"]), float(data["outright_above"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise KnowledgeBaseError(f"The calibration of the index is damaged ({error!r}). {rebuild()}") from error


def in_place(fitted: Mapping[str, Any], data: Mapping[str, Any], reader: str | None) -> dict[str, Any]:
    """Calibrations with `data` as the one for the reader of this fingerprint (None: for none); the others stay."""
    if reader is None:
        return {**fitted, "plain": dict(data)}
    mine = {**data, "fingerprint": reader}
    if fitted.get("reader", {}).get("fingerprint", reader) == reader:
        return {**fitted, "reader": mine}
    others = [other for other in fitted.get("other_readers", []) if other.get("fingerprint") != reader]
    return {**fitted, "other_readers": [*others, mine]}


def fitted_here(stored: Mapping[str, Any]) -> dict[str, Any]:
    """The calibrations with those of `stored` that were fitted to its own questions in place of the shipped ones.

    One that cannot be read is dropped: building again must mend a knowledge base.
    """
    kept = shipped()
    for data in [stored.get("plain", {}), stored.get("reader", {}), *stored.get("other_readers", [])]:
        if "questions" in data and is_readable(data):
            kept = in_place(kept, data, data.get("fingerprint"))
    return kept


def is_readable(data: Mapping[str, Any]) -> bool:
    """Whether it is a calibration."""
    try:
        Calibration.from_dict(data)
    except KnowledgeBaseError:
        return False
    return True


def signals(
    evidence: Sequence[Evidence], known: float, lacks_number: bool, heading: float, headings_read: Sequence[float] = ()
) -> dict[str, float]:
    """What speaks for an answer, -1 to 1 or log-odds each: from the best hits (best first), and from the question.

    `known` is the share of the question's content words that the knowledge base says anywhere, by synonyms too;
    `lacks_number` tells that it asks for a number that the best hit does not hold; `heading` how much nearer the
    nearest heading is than the best statement (log-odds of retrieval; negative: farther); `headings_read` the reader's
    probabilities that what stands under a heading answers.
    """
    if not evidence:
        return {}
    best = evidence[0]
    read = sorted((_log_odds(e.reader) for e in evidence if e.reader is not None), reverse=True)
    reader = {}
    if read:
        others = read[1:] or read
        under = max(map(_log_odds, headings_read), default=-_SUREST)
        reader = {"reader_best": read[0], "reader_next": sum(others) / len(others)}
        reader |= {"reader_heading": under, "reader_any": max(read[0], under)}
    return reader | {
        "cosine": max(e.cosine for e in evidence),
        "cosine_best": best.cosine,
        "coverage": max(e.coverage for e in evidence),
        "coverage_best": best.coverage,
        "known": known,
        "lacks_number": float(lacks_number),
        "heading": max(-_NEAREST, min(_NEAREST, heading)) / _NEAREST,
    }


def _log_odds(probability: float) -> float:
    """ln(p / (1 - p)), kept within -8 and 8 (`_SUREST`)."""
    kept = min(1 - 3.3e-4, max(3.3e-4, probability))
    return math.log(kept / (1 - kept))


def shipped() -> dict[str, Any]:
    """The shipped calibrations: `plain` for retrieval alone, `reader` for retrieval and reader."""
    loaded: dict[str, Any] = json.loads(_SHIPPED.read_text(encoding="utf-8"))
    return loaded
