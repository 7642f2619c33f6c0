"""The report: figures over all questions, what went wrong with the worst, and both as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from huabei_qa.evaluate import measures
from huabei_qa.evaluate.asking import Outcome
from huabei_qa.evaluate.fitting import Fit
from huabei_qa.evaluate.judged import Answerable
from huabei_qa.evaluate.measures import Bin
from huabei_qa.records import Status


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures, 0 to 1 where nothing else is said; None: there was nothing to take it of. docs/evaluating.md."""

    hit_1: float | None
    """Share of the answerable questions whose first hit touches a place that answers directly."""
    hit_3: float | None
    """The same for one of the first three hits."""
    recall: float | None
    """Mean share of the places that answer directly among the hits."""
    recall_400: float | None
    """The same among the first 400 characters of the hits."""
    mrr: float | None
    """Mean reciprocal rank of the first hit that answers directly."""
    ndcg: float | None
    """Normalised discounted cumulative gain of the hits."""
    auroc: float | None
    """How often an answerable question has more confidence than one that is not."""
    calibration_error: float | None
    """Expected calibration error of the confidence."""
    aurc: float | None
    """Area under the risk-coverage curve; less is better."""
    best_aurc: float | None
    """The least that it could be with as many right answers."""
    answered: float | None
    """Share of the answerable questions that were answered, in part too."""
    false_answers: float | None
    """Share of the others that were answered all the same."""
    coverage: float | None
    """Share of all questions that were answered."""
    risk: float | None
    """Share of the answered ones that are wrong: nothing that is cited answers or supports."""
    agreement: float | None
    """Share of all questions told as they were judged: outright, in part, or not at all."""
    cite_precision: float | None
    """Mean share of what an answer cites that answers or supports."""
    cite_recall: float | None
    """Mean share of the places that answer directly which are cited, over all answerable questions."""
    cite_f1: float | None
    """Mean of the F1 of those two, over all answerable questions."""
    duplicates: float | None
    """Points an answer that repeat another; None without groups."""
    bad_quotes: int
    """Citations that are not the article to the letter."""
    p50: float | None
    """Seconds in which half of the questions were answered."""
    p95: float | None
    """Seconds in which nineteen of twenty were."""


@dataclass(frozen=True, slots=True)
class Report:
    """How a knowledge base did on judged questions."""

    outcomes: tuple[Outcome, ...]
    """One a question, in their order."""
    limit: int
    """How many hits each question was judged by."""
    answer_above: float
    """The threshold of the confidence, below which nothing is answered."""
    figures: Figures
    fit: Fit | None = None
    """What refitting the confidence came to, if it was asked for."""

    @property
    def counts(self) -> dict[str, int]:
        """How many questions are answerable (yes), in part, and not (no)."""
        found = Counter(o.asked.answerable for o in self.outcomes)
        return {judged.value: found[judged] for judged in Answerable}

    @property
    def statuses(self) -> dict[str, dict[str, int]]:
        """How questions of each judgement were answered."""
        found = Counter((o.asked.answerable, o.status) for o in self.outcomes)
        return {judged.value: {s.value: found[judged, s] for s in Status} for judged in Answerable}

    @property
    def answerability(self) -> list[tuple[float, bool]]:
        """Of each question its confidence, and whether it is answerable."""
        return [(o.confidence, o.answerable) for o in self.outcomes]

    @property
    def rightness(self) -> list[tuple[float, bool]]:
        """Of each question its confidence, and whether its answer (or first hit) is right."""
        return [(o.confidence, o.right) for o in self.outcomes]

    @property
    def reliability(self) -> list[Bin]:
        """What was said against what holds."""
        return measures.reliability(self.answerability)

    def worst(self, number: int) -> list[Outcome]:
        """The questions that went most wrong, at most this many, the worst first."""
        wrong = [o for o in self.outcomes if badness(o) > 0]
        return sorted(wrong, key=badness, reverse=True)[:number]

    def to_dict(self, worst: int = 10) -> dict[str, object]:
        """Everything, for a program."""
        return {
            "questions": len(self.outcomes),
            "judged": self.counts,
            "limit": self.limit,
            "answer_above": self.answer_above,
            "figures": {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(self.figures).items()},
            "statuses": self.statuses,
            "reliability": [asdict(b) for b in self.reliability],
            "fit": self.fit.to_dict() if self.fit else None,
            "worst": [{"line": o.asked.number, "question": o.asked.question, "why": why(o)} for o in self.worst(worst)],
            "outcomes": [o.to_dict() for o in self.outcomes],
        }


def summarise(outcomes: Sequence[Outcome], limit: int, answer_above: float) -> Report:
    """The report of these outcomes."""
    able = [o for o in outcomes if o.answerable]
    answered = [o for o in outcomes if o.answered]
    confidence = [(o.confidence, o.answerable) for o in outcomes]
    right = [(o.confidence, o.right) for o in outcomes]
    seconds = [o.seconds for o in outcomes]
    precise = [o.cited.precision for o in able if o.answered and o.cited.precision is not None]
    figures = Figures(
        hit_1=_mean(able, lambda o: o.rank == 1),
        hit_3=_mean(able, lambda o: o.rank is not None and o.rank <= 3),
        recall=_mean(able, lambda o: o.recall),
        recall_400=_mean(able, lambda o: o.recall_400),
        mrr=_mean(able, lambda o: o.reciprocal_rank),
        ndcg=_mean(able, lambda o: o.ndcg),
        auroc=measures.auroc(confidence),
        calibration_error=measures.calibration_error(confidence),
        aurc=measures.aurc(right),
        best_aurc=measures.best_aurc(right),
        answered=_mean(able, lambda o: o.answered),
        false_answers=_mean([o for o in outcomes if not o.answerable], lambda o: o.answered),
        coverage=_mean(outcomes, lambda o: o.answered),
        risk=_mean(answered, lambda o: not o.right),
        agreement=_mean(outcomes, lambda o: o.agrees),
        cite_precision=measures.mean(precise),
        cite_recall=_mean(able, lambda o: o.cited.recall),
        cite_f1=_mean(able, lambda o: o.cited.f1),
        duplicates=measures.mean([float(o.duplicates) for o in outcomes if o.duplicates is not None]),
        bad_quotes=sum(o.bad_quotes for o in outcomes),
        p50=measures.quantile(seconds, 0.5),
        p95=measures.quantile(seconds, 0.95),
    )
    return Report(tuple(outcomes), limit, answer_above, figures)


def badness(outcome: Outcome) -> float:
    """0: as judged. A false or a missed answer weighs the more, the surer it was; poor citations weigh half."""
    if not outcome.answerable:
        return 1 + outcome.confidence if outcome.answered else 0.0
    if not outcome.answered:
        return 2 - outcome.confidence
    return 1 - outcome.cited.f1


def why(outcome: Outcome) -> str:
    """What went wrong with a question, in a few words."""
    sure = f"confidence {outcome.confidence:.2f}"
    if not outcome.answerable:
        return f"answered though nothing answers it ({sure})" if outcome.answered else "as judged"
    at = f"the right passage is hit {outcome.rank}" if outcome.rank else "the right passage is not among the hits"
    if not outcome.answered:
        return f"not found although it is answerable ({sure}); {at}"
    cited = outcome.cited
    if not cited.right:
        return f"cites nothing that answers ({sure}); {at}"
    parts = [f"{cited.extra} cited too many"] if cited.extra else []
    parts += [f"{cited.missed} of {len(outcome.asked.direct)} places not cited"] if cited.missed else []
    return "; ".join([*parts, at]) if parts else "as judged"


def _mean(outcomes: Sequence[Outcome], of: Callable[[Outcome], float]) -> float | None:
    return measures.mean([float(of(o)) for o in outcomes])
