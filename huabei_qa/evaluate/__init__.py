"""Judging a knowledge base by questions that a person has judged: how well it finds, answers, cites, and knows.

`questions` reads the file, `asking` asks and compares, `report` sums up; `fitting` fits the confidence to the
judgements, `telling` and `drawing` show it. docs/evaluating.md tells how to use it and what each figure means.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from huabei_qa import given
from huabei_qa.errors import UsageError
from huabei_qa.evaluate.asking import Outcome, ask_all
from huabei_qa.evaluate.drawing import check_drawable, draw
from huabei_qa.evaluate.fitting import Fit, check_can_fit, refit
from huabei_qa.evaluate.judged import Answerable, Groups, JudgedQuestion, KnowledgeBaseLike, Place
from huabei_qa.evaluate.questions import read_groups, read_questions
from huabei_qa.evaluate.report import Figures, Report, summarise
from huabei_qa.evaluate.telling import told

__all__ = [
    "Answerable",
    "Figures",
    "Fit",
    "Groups",
    "JudgedQuestion",
    "KnowledgeBaseLike",
    "Outcome",
    "Place",
    "Report",
    "check_drawable",
    "draw",
    "judge",
    "read_groups",
    "read_questions",
    "told",
]


def judge(
    kb: KnowledgeBaseLike,
    questions: Sequence[JudgedQuestion],
    *,
    limit: int = 10,
    groups: Groups | None = None,
    fit: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Ask a knowledge base all of these questions and compare its answers with the judgements.

    `limit` is how many hits a question is judged by, at least 3. With `groups`, points that repeat each other are
    counted. With `fit`, the confidence is then fitted to these questions and stored in the knowledge base's manifest;
    `kb` itself keeps the old one until it is opened again. `progress` hears (questions asked, questions in all).
    Raises UsageError for no questions, or too few to fit to; HuabeiQAError where ir_measures is not installed, or
    scikit-learn for a fit; KnowledgeBaseError where a fit cannot be stored.
    """
    judged = given.all_of((JudgedQuestion,), questions, "Questions", "what read_questions gives")
    if not judged:
        raise UsageError("There is no question to judge by.")
    most = given.count(limit, "limit", least=3)
    if fit:
        check_can_fit([q.answerable for q in judged])
    outcomes, signals = ask_all(kb, judged, most, groups, progress)
    report = summarise(outcomes, most, kb.calibration.answer_above)
    return replace(report, fit=_fitted(kb, outcomes, signals)) if fit else report


def _fitted(kb: KnowledgeBaseLike, outcomes: Sequence[Outcome], signals: Sequence[Mapping[str, float]]) -> Fit:
    """The fit to what asks for something; of other questions (怎么办) the confidence is 0 whatever is fitted."""
    asking = [(seen, o.asked.answerable) for seen, o in zip(signals, outcomes, strict=True) if o.confidence > 0]
    return refit(kb, [seen for seen, _ in asking], [judged for _, judged in asking])
