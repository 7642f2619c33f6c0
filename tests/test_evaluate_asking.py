from __future__ import annotations

import importlib.util
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, replace
from types import ModuleType
from typing import Any

import pytest
from conftest import ROOT
from judging import JUDGED, SCRIPT, Scripted, scripted_report, tea, written

from huabei_qa.errors import UsageError
from huabei_qa.evaluate import Answerable, JudgedQuestion, Place, judge, read_groups, read_questions, told
from huabei_qa.evaluate.report import why
from huabei_qa.knowledge import KnowledgeBase
from huabei_qa.records import Answer

SHARED = ROOT.parent / "shared" / "eval"


def test_the_figures_by_hand() -> None:
    report = scripted_report()
    second_ndcg = (1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3))
    expected = {
        "hit_1": 1 / 3,
        "hit_3": 2 / 3,
        "recall": 2 / 3,
        "recall_400": 2 / 3,
        "mrr": (1 + 1 / 2 + 0) / 3,
        "ndcg": (1 + second_ndcg + 0) / 3,
        "auroc": 4 / 6,
        "calibration_error": (0.1 + 0.3 + 0.75 + 0.8 + 0.1) / 5,
        "aurc": (0 + 1 / 2 + 1 / 3 + 2 / 4 + 3 / 5) / 5,
        "best_aurc": (0 + 0 + 1 / 3 + 2 / 4 + 3 / 5) / 5,
        "answered": 2 / 3,
        "false_answers": 1 / 2,
        "coverage": 3 / 5,
        "risk": 1 / 3,
        "agreement": 3 / 5,
        "cite_precision": (1 + 2 / 3) / 2,
        "cite_recall": 2 / 3,
        "cite_f1": (1 + 4 / 5) / 3,
        "duplicates": 1 / 3,
        "bad_quotes": 0,
    }
    figures = asdict(report.figures)
    assert {name: figures[name] for name in expected} == pytest.approx(expected)
    assert 0 < figures["p50"] <= figures["p95"]
    assert set(figures) == {*expected, "p50", "p95"}
    assert report.counts == {"yes": 2, "part": 1, "no": 2}
    assert report.statuses == {
        "yes": {"answered": 1, "partial": 0, "not_found": 1},
        "part": {"answered": 0, "partial": 1, "not_found": 0},
        "no": {"answered": 1, "partial": 0, "not_found": 1},
    }


def test_an_answer_that_cites_the_wrong_place() -> None:
    kb = Scripted({"q": (0.9, [1, 0], [1])})
    report = judge(kb, [JudgedQuestion("q", Answerable.YES, (Place("kb/a.txt", 0, 5),))])
    assert [why(o) for o in report.worst(9)] == [
        "cites nothing that answers (confidence 0.90); the right passage is hit 2"
    ]
    assert (report.figures.risk, report.figures.cite_f1) == (1, 0)
    assert (report.figures.auroc, report.figures.false_answers, report.figures.duplicates) == (None, None, None)


def test_a_place_of_one_character_and_one_in_another_article() -> None:
    assert Place("a", 3, 4).touched_by("a", 0, 10)
    assert not Place("a", 3, 4).touched_by("b", 0, 10)
    assert not Place("a", 3, 9).touched_by("a", 0, 4)
    assert Place("a", 3, 9).touched_by("a", 0, 5)


def test_a_quote_that_is_not_the_article_is_counted() -> None:
    kb = Scripted({"q": (0.9, [0], [0])})
    good = kb.ask("q")
    broken = replace(good, citations=(replace(good.citations[0], quote="别的"),))
    kb.ask = lambda question, limit=10: broken  # type: ignore[method-assign]
    found = judge(kb, [JudgedQuestion("q", Answerable.NO)])
    assert found.figures.bad_quotes == 1
    assert "bad quotes" in told(found)


def test_fewer_hits_are_judged() -> None:
    kb = Scripted({"q": (0.9, [1, 2, 3, 0], [0])})
    question = JudgedQuestion("q", Answerable.YES, (Place("kb/a.txt", 0, 5),))
    assert [judge(kb, [question], limit=n).figures.mrr for n in (3, 4)] == [0, 1 / 4]
    with pytest.raises(UsageError, match=r"limit cannot be 2\. Pass a whole number, at least 3"):
        judge(kb, [question], limit=2)
    with pytest.raises(UsageError, match=r"limit cannot be '5'\. Pass a whole number: 10"):
        judge(kb, [question], limit="5")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no question"):
        judge(kb, [])


@pytest.mark.parametrize(
    ("questions", "told"),
    [
        (None, "Questions cannot be None. Pass what read_questions gives."),
        (["a"], "Questions cannot be 'a'. Pass what read_questions gives."),
        ("a", "Questions cannot be 'a'. Pass what read_questions gives."),
        (iter([]), "There is no question to judge by."),
    ],
)
def test_what_are_no_questions_is_told(questions: Any, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        judge(Scripted(SCRIPT), questions)
    assert str(caught.value) == told


def test_questions_may_come_one_by_one() -> None:
    kb = Scripted(SCRIPT)
    report = judge(kb, (question for question in read_questions(JUDGED, kb)))  # type: ignore[arg-type]
    assert report.counts == {"yes": 2, "part": 1, "no": 2}


def test_progress_is_heard() -> None:
    heard: list[tuple[int, int]] = []
    kb = Scripted(SCRIPT)
    judge(kb, read_questions(JUDGED, kb), progress=lambda done, of: heard.append((done, of)))
    assert heard == [(n, 5) for n in range(1, 6)]


def test_questions_of_the_same_words_are_judged_each(tiny_kb: KnowledgeBase) -> None:
    questions: Sequence[JudgedQuestion] = read_questions(written(tea(lines=[3]), tea(lines=[4])), tiny_kb)
    assert len(judge(tiny_kb, questions).outcomes) == 2


class Remembering:
    """The shipped knowledge base; what it answered is kept as the scorer reads it, the confidence not rounded."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self.answers: dict[str, dict[str, Any]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kb, name)

    def ask_with_signals(self, question: str, limit: int = 10) -> tuple[Answer, dict[str, float]]:
        answer, signals = self._kb.ask_with_signals(question, limit)
        self.answers[question] = answer.to_dict() | {"confidence": answer.confidence}
        return answer, signals


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not (SHARED / "score.py").is_file(), reason="there is no ../shared/eval beside the checkout")
def test_the_figures_are_those_of_the_scorer() -> None:
    score = scorer()
    kb = Remembering(KnowledgeBase.open(reader=None))
    file, groups_file = SHARED / "questions_dev.jsonl", SHARED / "article.groups.json"
    ours = judge(kb, read_questions(file, kb), groups=read_groups(groups_file, kb)).figures
    known = json.loads(groups_file.read_text(encoding="utf-8"))
    asked = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    article, answers = kb.text_of("kb/article.txt"), list(kb.answers.values())
    rows = score.judge(article, asked, answers, known["groups"], known["children"])
    theirs = score.summarise(rows)
    names = {"hit_1": "hit@1", "hit_3": "hit@3", "recall_400": "recall@400"}
    same = (
        "auroc",
        "answered",
        "false_answers",
        "cite_precision",
        "cite_recall",
        "cite_f1",
        "duplicates",
        "bad_quotes",
    )
    names |= {name: name for name in same}
    assert {name: round(getattr(ours, name), 3) for name in names} == {n: theirs[t] for n, t in names.items()}
    assert theirs["missing"] == 0
