"""The measures: numbers from confidences, judgements and ranks. Nothing here knows a knowledge base.

Ranked lists are measured by ir_measures (MacAvaney et al., ECIR 2022), which runs trec_eval's own code.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huabei_qa.errors import HuabeiQAError

Pairs = Sequence[tuple[float, bool]]
"""Of each question: a confidence, and whether what it is the confidence of holds."""
BINS = 10
_INSTALL = 'pip install "huabei-qa[eval]"'


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions whose confidence lies in one tenth of 0 to 1."""

    low: float
    high: float
    count: int
    confidence: float
    """Mean confidence said."""
    holds: float
    """Share of them that the knowledge base does answer."""


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean; None of nothing."""
    return sum(values) / len(values) if values else None


def quantile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` of all values do not exceed (nearest rank); None of nothing."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else None


def auroc(pairs: Pairs) -> float | None:
    """How often a case that holds has more confidence than one that does not, ties counting half.

    That is the area under the ROC curve (Hanley and McNeil, Radiology 143, 1982), as the statistic of Mann and
    Whitney (1947) over ranks. None where all hold or none does.
    """
    holding = sum(holds for _, holds in pairs)
    others = len(pairs) - holding
    if not holding or not others:
        return None
    ranks, below = 0.0, 0
    for group in _ties(sorted(pairs, key=lambda pair: pair[0])):
        ranks += sum(holds for _, holds in group) * (below + (len(group) + 1) / 2)
        below += len(group)
    return (ranks - holding * (holding + 1) / 2) / (holding * others)


def reliability(pairs: Pairs) -> list[Bin]:
    """What was said against what holds, in bins of equal width (a reliability diagram); empty bins are left out."""
    inside: dict[int, list[tuple[float, bool]]] = {}
    for confidence, holds in pairs:
        inside.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, holds))
    return [
        Bin(n / BINS, (n + 1) / BINS, len(i), sum(c for c, _ in i) / len(i), sum(h for _, h in i) / len(i))
        for n, i in sorted(inside.items())
    ]


def calibration_error(pairs: Pairs) -> float | None:
    """Expected calibration error: how far what is said lies from what holds, on average over ten bins.

    Naeini, Cooper and Hauskrecht, AAAI 2015; bins of equal width, weighed by their questions.
    """
    if not pairs:
        return None
    return sum(b.count * abs(b.confidence - b.holds) for b in reliability(pairs)) / len(pairs)


def risk_coverage(pairs: Pairs) -> list[tuple[float, float]]:
    """(coverage, risk) for each number of questions answered, the surest first.

    Coverage is the share of questions answered, risk the share of those that are wrong (El-Yaniv and Wiener, JMLR 11,
    2010). Within equal confidence the wrong ones are taken to be spread evenly, so that order does not matter.
    """
    curve: list[tuple[float, float]] = []
    wrong = 0.0
    for group in _ties(sorted(pairs, key=lambda pair: -pair[0])):
        share = sum(not right for _, right in group) / len(group)
        for _ in group:
            wrong += share
            curve.append(((len(curve) + 1) / len(pairs), wrong / (len(curve) + 1)))
    return curve


def aurc(pairs: Pairs) -> float | None:
    """Area under the risk-coverage curve: the mean risk over all coverages (Geifman, Uziel, El-Yaniv, ICLR 2019)."""
    return mean([risk for _, risk in risk_coverage(pairs)])


def best_aurc(pairs: Pairs) -> float | None:
    """The least that `aurc` can be with as many wrong ones: all of them behind all right ones."""
    return aurc([(float(right), right) for _, right in pairs])


def f1(precision: float | None, recall: float) -> float:
    """The harmonic mean of precision and recall; 0 where either is 0 or there is nothing to be precise about."""
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


def ranked(
    relevant: Sequence[Mapping[str, int]], found: Sequence[Sequence[str]], limit: int
) -> list[tuple[float, float]]:
    """(reciprocal rank, nDCG) of each question, both among the first `limit` found.

    `relevant` gives the grade of each passage that answers (2 directly, 1 supporting), `found` the passages as they
    were ranked. The rank is that of the first passage of grade 2; nDCG has the grades as gains and log2 discounts
    (Järvelin and Kekäläinen, ACM TOIS 20, 2002). Raises HuabeiQAError where ir_measures is not installed.
    """
    measures = library()
    rank, gain = measures.RR(rel=2) @ limit, measures.nDCG @ limit
    qrels = {str(n): dict(grades) for n, grades in enumerate(relevant)}
    run = {str(n): {name: -float(i) for i, name in enumerate(names)} for n, names in enumerate(found)}
    values = {(m.query_id, m.measure): float(m.value) for m in measures.iter_calc([rank, gain], qrels, run)}
    return [(values.get((str(n), rank), 0.0), values.get((str(n), gain), 0.0)) for n in range(len(relevant))]


def library() -> Any:
    """The module ir_measures. Raises HuabeiQAError where it is not installed."""
    try:
        import ir_measures
    except ImportError as error:
        raise missing("ir-measures", "Judging a knowledge base") from error
    return ir_measures


def missing(package: str, what: str) -> HuabeiQAError:
    """The error for a library of the extra `eval` that is not there."""
    return HuabeiQAError(f"{what} needs {package}, which is not installed. Install it with: {_INSTALL}")


def _ties(ordered: Pairs) -> list[list[tuple[float, bool]]]:
    """Pairs in their order, those of equal confidence together."""
    groups: list[list[tuple[float, bool]]] = []
    for pair in ordered:
        if groups and groups[-1][0][0] == pair[0]:
            groups[-1].append(pair)
        else:
            groups.append([pair])
    return groups
