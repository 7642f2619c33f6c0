"""How much of what was found makes up the answer: the first hits, or all that stands under a heading.

Each hit has a chance to answer and one to support, each heading a chance that what stands under it is the better
answer; all are logistic models (weights: `data/relevance.json`, by `tools/fit_relevance.py`). Of the hits so many are
given as promise the highest F1: for a set decided by its size alone the best one holds the likeliest members (Lewis,
"Evaluating and optimizing autonomous text classification systems", SIGIR 1995).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from huabei_qa.errors import reading_shipped
from huabei_qa.logistic import log_odds, probability
from huabei_qa.records import Hit, Role

_DATA = Path(__file__).resolve().parent / "data" / "relevance.json"
MOST = 8
"""Hits that an answer may have."""
FEW = 3
"""Hits that an answer may have that no list can be."""
READ = 12
"""Hits that the reader may read and chances are worked out for: the judged statements of nine questions in ten are
among them."""
_SURE, _WEAK = 0.6, 0.4
"""The reader's probability of a hit that is sure, and the share of it below which one behind it is weak."""
_LISTED = frozenset({"howto", "list", "cautions", "statement", "why", "yesno"})
"""Shapes of questions (`question.Shape`) that a whole list may answer."""
_SUREST = 9.0
_NEAREST = 20.0
"""Log-odds by which a heading may be nearer, or farther, than the nearest statement."""

Weights = Mapping[str, float]
"""Of each signal; `bias` besides."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that an answer could be made of."""

    row: int
    nearer: float
    """How much nearer it is to the question than the nearest statement (log-odds of retrieval)."""
    read: float | None
    """The reader's probability that what stands under it answers; None: not read."""
    title: bool
    says: bool
    """It has words of its own beside its name, so that it may also be quoted by itself."""
    coverage: float = 0.0
    """Share of the question's content that it has, by synonyms too, weighed by rarity, 0 to 1."""
    adds: float = 0.0
    """The share of it that no title among the headings has."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to answer with."""

    count: int
    """So many of the first hits, unless one of the headings serves."""
    headings: tuple[int, ...]
    """Rows of the headings that promise more than those hits, best first."""
    likely: tuple[int, ...] = ()
    """Rows of the hits likelier than not to answer: a heading among them says something to the point itself."""


@dataclass(frozen=True, slots=True)
class Relevance:
    """The fitted weights."""

    answers: Weights
    supports: Weights
    heading: Weights
    missed: float
    """Statements that answer and are not among the hits, to be expected of a question."""

    @classmethod
    def choose(cls, reader: str | None) -> Relevance:
        """The weights fitted with the reader of this fingerprint, or those of retrieval alone.

        Raises ModelError if they are missing or damaged.
        """
        with reading_shipped(_DATA):
            fitted = shipped()
            of_reader = fitted.get("reader", {})
            data = of_reader if reader is not None and of_reader.get("fingerprint") == reader else fitted["plain"]
            answers, supports, heading = (_weights(data[name]) for name in ("answers", "supports", "heading"))
            return cls(answers, supports, heading, float(data["missed"]))

    def decide(self, hits: Sequence[Hit], headings: Sequence[Heading], shape: str) -> Choice:
        """The first hits, as many as promise the highest F1, and what is likelier than not to be better than those.

        `hits` are statements, best first.
        """
        count, told, likely = self.of_hits(hits, shape)
        if shape not in _LISTED:
            return Choice(count, (), likely)
        rows = heading_signals(headings, hits, shape)
        chance = {h.row: _chance(self.heading, row | told) for h, row in zip(headings, rows, strict=True)}
        better = sorted((row for row in chance if chance[row] > 0.5), key=lambda row: (-chance[row], row))
        return Choice(count, tuple(better), likely)

    def of_hits(self, hits: Sequence[Hit], shape: str) -> tuple[int, dict[str, float], tuple[int, ...]]:
        """How many of the first hits to give, what tells how good an answer they would be, and rows of likely ones."""
        rows = hit_signals(hits[:READ], shape)
        answers = [_chance(self.answers, row) for row in rows]
        supports = [_chance(self.supports, row) for row in rows]
        count, narrow = best_count(answers, supports, self.missed, MOST if shape in _LISTED else FEW)
        count = _without_weak(hits[:count])
        if shape == "definition":  # the defining sentence is the answer, whatever else speaks of the thing
            count = sum(1 for _ in takewhile(lambda h: h.passage.role is Role.DEFINITION, hits[:count])) or count
        likely = tuple(hit.row for hit, answer in zip(hits, answers, strict=False) if answer > 0.5)
        return count, {"hits_f1": narrow, "hits_answer": math.log1p(sum(answers))}, likely


def best_count(
    answers: Sequence[float], supports: Sequence[float], missed: float, most: int = MOST
) -> tuple[int, float]:
    """How many of the first hits to give, at most `most`, and the F1 to be expected of them.

    Precision counts what answers or supports, recall what answers; `missed` is added to the number of all that do.
    """
    everything = sum(answers) + missed
    count, best, right, found = min(1, len(answers)), 0.0, 0.0, 0.0
    for k, (answer, support) in enumerate(zip(answers[:most], supports[:most], strict=True), 1):
        right, found = right + max(answer, support), found + answer
        precision, recall = right / k, found / everything if everything > 0 else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0
        if f1 > best:
            count, best = k, f1
    return count, best


def _without_weak(hits: Sequence[Hit]) -> int:
    """How many of these hits are left without the last ones that are read far below a sure one."""
    read = [hit.evidence.reader or 0.0 for hit in hits]
    best, count = max(read, default=0.0), len(read)
    while best >= _SURE and count > 1 and read[count - 1] < _WEAK * best:
        count -= 1
    return count


def hit_signals(hits: Sequence[Hit], shape: str) -> list[dict[str, float]]:
    """What tells whether each hit belongs to the answer: by itself, beside the best one, and by what is asked."""
    if not hits:
        return []
    top = hits[0]
    odds = [_log_odds(h.evidence.reader) for h in hits]
    surest, nearest = max(odds), max(h.evidence.cosine for h in hits)
    return [
        {
            "reader": odds[k],
            "reader_behind": surest - odds[k],
            "behind": _log_odds(top.score) - _log_odds(h.score),
            "cosine_behind": nearest - h.evidence.cosine,
            "coverage": h.evidence.coverage,
            "first": float(k == 0),
            "rank": math.log1p(k),
            "caution": float(h.passage.role is Role.CAUTION),
            "defines": float(shape == "definition" and h.passage.role is Role.DEFINITION),
            "heads": float(h.passage.is_head),
            "beside_best": float(h.passage.family == top.passage.family),
            "length": math.log(len(h.passage.text)),
            f"shape_{shape}": 1.0,
        }
        for k, h in enumerate(hits)
    ]


def heading_signals(headings: Sequence[Heading], hits: Sequence[Hit], shape: str) -> list[dict[str, float]]:
    """What tells whether all that stands under each heading is the answer: by itself, and beside hits and others."""
    best = max((_log_odds(h.evidence.reader) for h in hits[:READ]), default=-_SUREST)
    named = max((h.coverage for h in headings if not h.title), default=0.0)
    return [
        {
            "read": _log_odds(h.read),
            "read_over_best": _log_odds(h.read) - best,
            "nearer": max(-_NEAREST, min(_NEAREST, h.nearer)),
            "title": float(h.title),
            "says": float(h.says),
            "coverage": h.coverage,
            # A title that lacks what a section has: such a question is about the section, not the whole article.
            "title_lacks": max(0.0, named - h.coverage) if h.title else 0.0,
            f"shape_{shape}": 1.0,
        }
        for h in headings
    ]


@cache
def shipped() -> Mapping[str, Any]:
    """The fitted weights: `plain` for retrieval alone, `reader` for retrieval and reader."""
    loaded: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return loaded


def _weights(data: Mapping[str, Any]) -> Weights:
    """As numbers, `bias` among them."""
    return {str(name): float(weight) for name, weight in data.items()} | {"bias": float(data["bias"])}


def _chance(weights: Weights, signals: Mapping[str, float]) -> float:
    return probability(weights, weights["bias"], signals)


def _log_odds(p: float | None) -> float:
    """ln(p / (1 - p)), kept within -9 and 9; what was not read counts as surely not."""
    return -_SUREST if p is None else log_odds(p, _SUREST)
