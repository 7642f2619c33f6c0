from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import FakeEncoder
from judging import Scripted, scripted_report

from huabei_qa import store
from huabei_qa.confidence import Calibration
from huabei_qa.errors import HuabeiQAError, KnowledgeBaseError, UsageError
from huabei_qa.evaluate import Answerable, JudgedQuestion, Place, judge, told
from huabei_qa.evaluate.fitting import Fit, outright, refit
from huabei_qa.knowledge import KnowledgeBase
from huabei_qa.knowledge.looking import Looker, Seen


def many(answerable: int, others: int) -> list[JudgedQuestion]:
    place = (Place("kb/a.txt", 0, 5),)
    able = [JudgedQuestion(f"yes {n}", Answerable.YES, place) for n in range(answerable)]
    return able + [JudgedQuestion(f"no {n}", Answerable.NO) for n in range(others)]


def overlapping(question: str) -> dict[str, float]:
    """A signal that is higher for the answerable questions, if not always, and too high for all."""
    kind, number = question.split()
    return {"signal": 3 + (kind == "yes") * 2 + (int(number) % 7 - 3) / 2}


@pytest.fixture
def fitted(tiny_kb: KnowledgeBase) -> Callable[..., Fit]:
    def run(signals: Callable[[str], dict[str, float]] = overlapping, able: int = 30, others: int = 60) -> Fit:
        questions = many(able, others)
        kb = Scripted({q.question: (0.9, [0], []) for q in questions}, tiny_kb.home, signals)
        found = judge(kb, questions, fit=True).fit
        assert found is not None
        return found

    return run


def test_a_fit_is_stored_and_nothing_else_changes(
    tiny_kb: KnowledgeBase, fitted: Callable[..., Fit], fake: FakeEncoder
) -> None:
    before = store.read_manifest(tiny_kb.home)
    fit = fitted()
    after = store.read_manifest(tiny_kb.home)
    assert (fit.form, fit.stored, fit.reader) == ("full", True, None)
    assert replace(after, confidence=before.confidence) == before
    assert after.confidence["plain"]["questions"] == 90
    opened = KnowledgeBase.open(tiny_kb.home, model=fake, reader=None)
    assert opened.calibration == fit.calibration
    assert opened.generation == tiny_kb.generation
    assert 0 < fit.calibration.answer_above <= fit.calibration.outright_above <= 1


def test_a_fit_asks_every_question_once(tiny_kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{n} {q}" for q in ("水温多少合适", "杯子要洗吗") for n in range(15)]
    able = [JudgedQuestion(q, Answerable.YES, (Place("kb/茶.txt", 0, 60),)) for q in texts]
    questions = able + [JudgedQuestion(f"{n} 火星上有人吗", Answerable.NO) for n in range(20)]
    looked: list[str] = []
    heard: list[int] = []
    look = Looker.look

    def counted(self: Looker, question: str, *rest: Any, **named: Any) -> Seen:
        looked.append(question)
        return look(self, question, *rest, **named)

    monkeypatch.setattr(Looker, "look", counted)
    judge(tiny_kb, questions, fit=True, progress=lambda done, of: heard.append(done))
    first, *asked = looked
    assert (first, asked) == (questions[0].question, [q.question for q in questions]), "the first one warms up"
    assert heard == list(range(1, 51))


def test_the_gain_is_measured_on_questions_not_fitted_to(fitted: Callable[..., Fit]) -> None:
    fit = fitted()
    assert fit.before.auroc - 0.05 < fit.after.auroc < 1
    assert fit.after.calibration_error < fit.before.calibration_error
    assert fit.after.log_loss < fit.before.log_loss


def test_a_fit_is_for_the_reader_that_was_in_use(tiny_kb: KnowledgeBase) -> None:
    class Named:
        name, fingerprint = "named", "r1"

    kb = Scripted({}, tiny_kb.home)
    kb.reader = Named()  # type: ignore[assignment]
    questions = many(30, 60)
    signals = [overlapping(q.question) | {"reader_best": overlapping(q.question)["signal"]} for q in questions]
    found = refit(kb, signals, [q.answerable for q in questions])
    assert (found.form, found.reader, set(found.calibration.weights)) == ("full", "r1", {"signal", "reader_best"})
    stored = store.read_manifest(tiny_kb.home).confidence
    assert Calibration.choose(stored, "r1") == found.calibration
    assert {Calibration.choose(stored, reader).bias for reader in ("r2", None)} == {tiny_kb.calibration.bias}


def test_a_reader_that_the_confidence_does_not_know_is_heard(tiny_kb: KnowledgeBase) -> None:
    questions = many(30, 60)
    more = {"reader_best": 0.5, "other": 1.0, "another": 0.0}
    signals = [overlapping(q.question) | more for q in questions]
    found = refit(Scripted({}, tiny_kb.home), signals, [q.answerable for q in questions])
    assert (found.form, set(found.calibration.weights)) == ("reader", {"signal", "reader_best"})


def test_the_fit_is_told(fitted: Callable[..., Fit]) -> None:
    report, fit = scripted_report(), fitted()
    shown = told(replace(report, fit=fit))
    assert "\nFitting (full), on questions not fitted to: before, after\n  AUROC  " in shown
    assert "\n  stored\n" in shown
    assert "\n  not stored: " in told(replace(report, fit=replace(fit, stored=False)))
    data = json.loads(json.dumps(replace(report, fit=fit).to_dict(), allow_nan=False))
    assert (data["fit"]["form"], data["fit"]["stored"]) == ("full", True)
    assert data["fit"]["calibration"]["weights"] == fit.calibration.weights


def test_what_asks_nothing_is_not_fitted_to(tiny_kb: KnowledgeBase, fitted: Callable[..., Fit]) -> None:
    questions = many(30, 60)
    idle = [JudgedQuestion(f"yes {n}", Answerable.NO) for n in range(90, 99)]  # 怎么办: signals, and a confidence of 0
    answers = {q.question: (0.0 if q in idle else 0.9, [0], []) for q in [*questions, *idle]}
    kb = Scripted(answers, tiny_kb.home, overlapping)
    assert judge(kb, [*questions, *idle], fit=True).fit == fitted()


def test_few_questions_scale_the_present_confidence(fitted: Callable[..., Fit]) -> None:
    fit = fitted(lambda q: overlapping(q) | {"other": float(int(q.split()[1]) % 2)}, able=15, others=40)
    assert (fit.form, set(fit.calibration.weights)) == ("scale", {"signal"})
    assert fit.calibration.weights["signal"] > 0


def test_a_second_fit_to_the_same_questions_is_not_stored(tiny_kb: KnowledgeBase, fitted: Callable[..., Fit]) -> None:
    first = fitted()
    questions = many(30, 60)
    kb = Scripted({}, tiny_kb.home, overlapping)
    kb.calibration = first.calibration
    again = refit(kb, [overlapping(q.question) for q in questions], [q.answerable for q in questions])
    assert not again.stored
    assert store.read_manifest(tiny_kb.home).confidence["plain"]["questions"] == 90


def test_a_later_build_keeps_the_fit(
    tiny_kb: KnowledgeBase, fitted: Callable[..., Fit], articles_folder: Path, fake: FakeEncoder
) -> None:
    fit = fitted()
    (articles_folder / "more.txt").write_text("1、红茶:水要滚烫才出味。", encoding="utf-8")
    built = KnowledgeBase.build([articles_folder], tiny_kb.home, model=fake, reader=None)
    assert built.generation != tiny_kb.generation
    assert built.calibration == fit.calibration
    other = KnowledgeBase.build([articles_folder], tiny_kb.home, model=FakeEncoder("another"), reader=None)
    assert other.calibration != fit.calibration


@pytest.mark.parametrize(("able", "others"), [(20, 20), (60, 5), (0, 60), (60, 0)])
def test_too_few_questions_are_refused(fitted: Callable[..., Fit], able: int, others: int) -> None:
    with pytest.raises(UsageError, match=rf"{able} answerable questions and {others} others; a fit needs at least 50"):
        fitted(able=able, others=others)


def test_judgements_that_run_against_the_confidence_are_refused(fitted: Callable[..., Fit]) -> None:
    def reversed_(question: str) -> dict[str, float]:
        return {"signal": -overlapping(question)["signal"], "other": 0.0}

    with pytest.raises(UsageError, match="Check the judgements"):
        fitted(reversed_, able=15, others=40)


def test_judgements_that_nothing_tells_apart_are_refused(fitted: Callable[..., Fit]) -> None:
    with pytest.raises(UsageError, match="Check the judgements"):
        fitted(lambda _: {"signal": 1.0})


def test_a_fit_waits_for_no_build_and_overwrites_none(tiny_kb: KnowledgeBase, fitted: Callable[..., Fit]) -> None:
    before = store.read_manifest(tiny_kb.home)
    with (
        store.writing(tiny_kb.home),
        pytest.raises(KnowledgeBaseError, match=r"Another build is writing.*was not stored"),
    ):
        fitted()
    with pytest.raises(KnowledgeBaseError, match="was built again while it was being judged"):
        store.recalibrate(tiny_kb.home, "g-another", lambda stored: {})
    assert store.read_manifest(tiny_kb.home) == before


def test_without_scikit_learn_nothing_is_fitted(fitted: Callable[..., Fit], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huabei_qa.evaluate.fitting.find_spec", lambda name: None)
    with pytest.raises(HuabeiQAError, match="needs scikit-learn"):
        fitted()


def test_outright_is_what_best_tells_yes_from_part_among_what_is_answered() -> None:
    p = np.array([0.1, 0.2, 0.5, 0.6, 0.7, 0.9])
    yes = np.array([True, True, False, False, True, True])
    assert outright(p[2:], yes[2:]) == 0.7
    assert outright(p[2:], ~yes[2:]) == 1.0, "where the surer are the less outright nothing is called so"
    assert outright(p[:2], yes[:2]) == 1.0, "where all are, nothing tells from where on"
