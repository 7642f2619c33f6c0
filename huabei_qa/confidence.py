"""How sure it is that the knowledge base answers a question: a logistic model over what retrieval and reader saw.

The weights and thresholds are data (`data/confidence.json`, copied into a knowledge base's manifest), fitted by
`tools/fit_confidence.py` on judged questions; this room only computes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from huabei_qa.errors import KnowledgeBaseError, reading_shipped, rebuild
from huabei_qa.logistic import log_odds, probability
from huabei_qa.records import Evidence

FORM = "asks_"
"""What the names of the signals begin with that tell how a question is put: `asks_yesno`, `asks_words`. They tell
whether an answer is said outright, and nothing of whether there is one."""
_SUREST = 8.0
"""Log-odds of the reader beyond which nothing changes."""
_NEAREST = 15.0
"""Log-odds by which a heading may be nearer, or farther, than the best statement."""
_MOST_WORDS = 12
"""Content words of a question; more count as so many."""
_SHIPPED = Path(__file__).resolve().parent / "data" / "confidence.json"


@dataclass(frozen=True, slots=True)
class Best:
    """What the best hit is to a question."""

    lacks_number: bool = False
    """A number is asked for, and it holds none."""
    lacks_definition: bool = False
    """What something is was asked, and it does not say what anything is."""
    other_product: bool = False
    """It is about another product than the question."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Two logistic models (P = 1 / (1 + e^-(bias + Σ weight × signal))) with a threshold each.

    One tells whether there is an answer, the other whether an answer is said outright.
    """

    weights: Mapping[str, float]
    bias: float
    answer_above: float
    """Below it: the knowledge base does not answer."""
    outright_above: float
    """From this `outright` on the sources are taken to say it outright; below, only in part."""
    outright_weights: Mapping[str, float] = field(default_factory=dict)
    outright_bias: float = 0.0

    def probability(self, signals: Mapping[str, float]) -> float:
        """That it is answered, outright or in part; between 0 and 1. A signal that is not given counts as 0."""
        return probability(self.weights, self.bias, signals)

    def outright(self, signals: Mapping[str, float]) -> float:
        """That what is answered is said outright; where nothing was fitted to tell, the probability of an answer."""
        if not self.outright_weights:
            return self.probability(signals)
        return probability(self.outright_weights, self.outright_bias, signals)

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
            weights, outright = (
                {str(name): float(weight) for name, weight in data_of.items()}
                for data_of in (data["weights"], data.get("outright_weights", {}))
            )
            bias, answer, said = (float(data[name]) for name in ("bias", "answer_above", "outright_above"))
            return cls(weights, bias, answer, said, outright, float(data.get("outright_bias", 0.0)))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise KnowledgeBaseError(f"The calibration of the index is damaged ({error!r})", rebuild()) from error


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


def of_question(known: float, best: Best, shape: str, words: int) -> dict[str, float]:
    """What a question tells by itself, and beside the best hit.

    `known` is the share of its content words that the best hit's article says anywhere, by synonyms too; `words` is how
    many content words it has.
    """
    form = {f"{FORM}{shape}": 1.0, f"{FORM}words": float(min(_MOST_WORDS, words))}
    against = {"lacks_number": best.lacks_number, "lacks_definition": best.lacks_definition}
    told = {name: float(value) for name, value in (against | {"other_product": best.other_product}).items()}
    return {"known": known} | told | form


def signals(
    evidence: Sequence[Evidence], question: Mapping[str, float], heading: float, headings_read: Sequence[float] = ()
) -> dict[str, float]:
    """What speaks for an answer, -1 to 1 or log-odds each: from the best hits (best first), and from the question.

    `question` are its own signals (`of_question`); `heading` tells how much nearer the nearest heading is than the
    best statement (log-odds of retrieval; negative: farther); `headings_read` are the reader's probabilities that what
    stands under a heading answers.
    """
    if not evidence:
        return {}
    best = evidence[0]
    read = sorted((log_odds(e.reader, _SUREST) for e in evidence if e.reader is not None), reverse=True)
    reader = {}
    if read:
        others = read[1:] or read
        under = max((log_odds(p, _SUREST) for p in headings_read), default=-_SUREST)
        reader = {"reader_best": read[0], "reader_next": sum(others) / len(others)}
        reader |= {"reader_heading": under, "reader_any": max(read[0], under)}
    return reader | {
        "cosine": max(e.cosine for e in evidence),
        "cosine_best": best.cosine,
        "coverage": max(e.coverage for e in evidence),
        "coverage_best": best.coverage,
        "heading": max(-_NEAREST, min(_NEAREST, heading)) / _NEAREST,
        **question,
    }


def shipped() -> dict[str, Any]:
    """The shipped calibrations: `plain` for retrieval alone, `reader` for retrieval and reader.

    Raises ModelError if they are missing or damaged.
    """
    with reading_shipped(_SHIPPED):
        loaded: dict[str, Any] = json.loads(_SHIPPED.read_text(encoding="utf-8"))
        if not all(map(is_readable, loaded.values())):
            raise ValueError("it holds what is no calibration")
    return loaded
