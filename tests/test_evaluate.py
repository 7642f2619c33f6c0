from __future__ import annotations

import importlib.util
import json
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from conftest import ROOT, TEA, FakeEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

import huabei_qa
from huabei_qa import store
from huabei_qa.cli import cli
from huabei_qa.confidence import Calibration
from huabei_qa.errors import HuabeiQAError, KnowledgeBaseError, UsageError
from huabei_qa.evaluate import Answerable, Groups, JudgedQuestion, Place, draw, judge, measures, read_groups, told
from huabei_qa.evaluate.fitting import Fit, outright, refit
from huabei_qa.evaluate.questions import read_questions
from huabei_qa.evaluate.report import Report, why
from huabei_qa.knowledge import KnowledgeBase
from huabei_qa.records import Answer, Citation, Hit, Passage, Point, Role, Status

SHARED = ROOT.parent / "shared" / "eval"
TEA_SOURCE = "kb/茶.txt"
HEAT = "水温在八十度左右,太烫会把茶叶烫熟。"
PAIRS = st.lists(st.tuples(st.integers(0, 5).map(lambda n: n / 5), st.booleans()), min_size=1, max_size=30)


def written(*lines: object) -> list[bytes]:
    return [json.dumps(line, ensure_ascii=False).encode() for line in lines]


def tea(question: str = "水多热?", **fields: object) -> dict[str, object]:
    return {"question": question, "source": "茶.txt", **fields}


# The file of questions


@pytest.mark.parametrize(
    "form", ["quotes", "quotes graded", "lines", "lines graded", "spans", "spans graded", "passages"]
)
def test_every_form_names_the_same_place(tiny_kb: KnowledgeBase, form: str) -> None:
    start, line = TEA.index(HEAT), TEA.index("1、选对水温")
    passage = next(p for p in tiny_kb.passages if HEAT in p.text)
    given_as, at = {
        "quotes": ({"quotes": [HEAT]}, (start, start + len(HEAT))),
        "quotes graded": ({"quotes": {HEAT: 2}}, (start, start + len(HEAT))),
        "lines": ({"lines": [3]}, (line, TEA.index("\n", line) + 1)),
        "lines graded": ({"lines": {"3": 2}}, (line, TEA.index("\n", line) + 1)),
        "spans": ({"spans": [[start, start + 4]]}, (start, start + 4)),
        "spans graded": ({"spans": [[start, start + 4, 2]]}, (start, start + 4)),
        "passages": ({"passages": [passage.id]}, (passage.start, passage.end)),
    }[form]
    assert read_questions(written(tea(**given_as)), tiny_kb) == [
        JudgedQuestion("水多热?", Answerable.YES, (Place(TEA_SOURCE, *at),), form.startswith("lines"), 1)
    ]


@pytest.mark.parametrize(
    ("said", "judged"),
    [
        ({"answerable": "no"}, Answerable.NO),
        ({"answerable": "no", "lines": {}}, Answerable.NO),
        ({"relevant": "no"}, Answerable.NO),
        ({"relevant": False}, Answerable.NO),
        ({"answerable": "part", "lines": {"3": 2}}, Answerable.PART),
        ({"answerable": True, "lines": {"3": 2}}, Answerable.YES),
        ({"lines": {"3": 2, "4": 1}}, Answerable.YES),
        ({"lines": {"3": 1}}, Answerable.PART),
    ],
)
def test_whether_it_is_answerable(tiny_kb: KnowledgeBase, said: dict[str, object], judged: Answerable) -> None:
    (question,) = read_questions(written(tea(**said)), tiny_kb)
    assert question.answerable is judged
    assert bool(question.direct) == (judged is not Answerable.NO)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"{", "it is not JSON"),
        (b"\xff", "it is not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[1]", 'no object with a "question"'),
        (written({"question": 3})[0], 'no object with a "question"'),
        (written(tea(" "))[0], "question is empty"),
        (written(tea())[0], "nothing says what answers it"),
        (written(tea(answerable="yes"))[0], "nothing says what answers it"),
        (written(tea(answerable="maybe"))[0], "\"answerable\" is 'maybe'; it must be"),
        (written(tea(answerable=[]))[0], '"answerable" is []; it must be'),
        (written(tea(answerable="no", lines=[3]))[0], "leave out one of the two"),
        (written(tea(answerable="no", relevant="yes"))[0], "contradict each other"),
        (written(tea(passages=["none"]))[0], "there is no passage 'none'"),
        (written(tea(quotes=["没有的话"]))[0], "no article has the words “没有的话”"),
        (written(tea(quotes=["茶"]))[0], "quote more of it"),
        (written(tea(quotes=[" "]))[0], "a quote is empty"),
        (written(tea(quotes=[3]))[0], '"quotes" has 3, which is no text'),
        (written(tea(quotes="水温"))[0], '"quotes" must be a list, or an object with grades'),
        (written(tea(lines=[99]))[0], "has no line 99; its lines are 1 to 10"),
        (written(tea(lines=["三行"]))[0], "which is no line number"),
        (written(tea(lines=[True]))[0], "which is no line number"),
        (written(tea(lines={"3": 5}))[0], "a grade is 5; it must be 2"),
        (written(tea(spans=[[3, 2]]))[0], "has no span 3 to 2"),
        (written(tea(spans=[[1]]))[0], '"spans" has [1]; write [start, end]'),
        (written(tea(spans={"1": 2}))[0], '"spans" must be a list'),
        (written(tea(spans=[[0, 10**6]]))[0], "has no span 0 to 1000000"),
        (written({"question": "水多热?", "lines": [3]})[0], 'add "source", one of kb/bike.txt, kb/茶.txt'),
        (written({"question": "水多热?", "lines": [3], "source": "x.txt"})[0], "there is no article 'x.txt'"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tiny_kb: KnowledgeBase, line: bytes, complaint: str) -> None:
    with pytest.raises(UsageError) as error:
        read_questions([b"\n", *written(tea(lines=[3])), line], tiny_kb)
    head, told_of = str(error.value).split("\n  ")
    assert head == "1 of 2 questions cannot be read; none was judged."
    assert told_of.startswith("line 3: ")
    assert complaint in told_of


def test_all_wrong_lines_are_told_at_once(tiny_kb: KnowledgeBase) -> None:
    with pytest.raises(UsageError, match=r"2 of 3 questions(.|\n)*line 1: (.|\n)*line 3: "):
        read_questions([b"{", *written(tea(lines=[3])), b"{"], tiny_kb)


def test_a_file_that_is_none(tiny_kb: KnowledgeBase, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no question in the file"):
        read_questions([b"\n"], tiny_kb)
    with pytest.raises(UsageError, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl", tiny_kb)


def test_a_quote_is_found_in_any_article(tiny_kb: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + written({"question": "多久打气?", "quotes": ["每两周打一次气"]})[0] + b"\r\n")
    (question,) = read_questions(file, tiny_kb)
    (place,) = question.places
    assert place.source == "kb/bike.txt"
    assert tiny_kb.text_of(place.source)[place.start : place.end] == "每两周打一次气"


def test_groups_of_lines(tiny_kb: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "groups.json"
    file.write_text('{"source": "bike.txt", "groups": [[3, 4]], "children": {"3": [4, 5]}}', encoding="utf-8")
    groups = read_groups(file, tiny_kb)
    assert groups == Groups("kb/bike.txt", (frozenset({3, 4}),), {3: frozenset({4, 5})})
    assert groups.acceptable({3}) == {3, 4, 5}
    assert groups.acceptable({5}) == {3, 5}
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert read_groups(file, tiny_kb) == groups
    with pytest.raises(UsageError, match="cannot be read"):
        read_groups(tmp_path / "none.json", tiny_kb)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("[[3]]", 'say which article is meant: add "source", one of kb/bike.txt, kb/茶.txt. Write {"source": "NAME"'),
        ('{"groups": [[3]], "source": "x.txt"}', "there is no article 'x.txt'"),
        ("[3]", "is no file of groups"),
        ('{"groups": [["x"]]}', "is no file of groups"),
        ("[[Infinity]]", "is no file of groups"),
        ("[" * 100_000, "is no file of groups"),
        ("{", "is no file of groups"),
        ('{"children": [1]}', "is no file of groups"),
    ],
    ids=lambda text: text[:24],
)
def test_groups_that_cannot_be_used_are_misuse(
    tiny_kb: KnowledgeBase, tmp_path: Path, content: str, complaint: str
) -> None:
    file = tmp_path / "groups.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        read_groups(file, tiny_kb)
    assert complaint in str(error.value)


# The measures


@settings(max_examples=100, deadline=None)
@given(PAIRS)
def test_auroc_is_the_share_of_pairs_in_order(pairs: list[tuple[float, bool]]) -> None:
    able, others = [c for c, holds in pairs if holds], [c for c, holds in pairs if not holds]
    wins = sum((a > b) + (a == b) / 2 for a in able for b in others)
    expected = wins / (len(able) * len(others)) if able and others else None
    assert measures.auroc(pairs) == pytest.approx(expected)


def test_auroc_is_that_of_scikit_learn() -> None:
    from sklearn.metrics import roc_auc_score

    pairs = [((n * 37 % 11) / 11, n % 3 == 0) for n in range(50)]
    assert measures.auroc(pairs) == pytest.approx(roc_auc_score([h for _, h in pairs], [c for c, _ in pairs]))


@settings(max_examples=100, deadline=None)
@given(PAIRS, st.randoms(use_true_random=False))
def test_risk_and_coverage(pairs: list[tuple[float, bool]], random: Any) -> None:
    curve = measures.risk_coverage(pairs)
    assert [coverage for coverage, _ in curve] == pytest.approx([(n + 1) / len(pairs) for n in range(len(pairs))])
    assert curve[-1][1] == pytest.approx(sum(not right for _, right in pairs) / len(pairs))
    area, best = measures.aurc(pairs), measures.best_aurc(pairs)
    assert area is not None
    assert best is not None
    assert 0 <= best <= area + 1e-9 <= 1 + 1e-9
    shuffled = list(pairs)
    random.shuffle(shuffled)
    assert measures.aurc(shuffled) == pytest.approx(area)


def test_aurc_by_hand() -> None:
    assert measures.aurc([(0.9, True), (0.5, False), (0.1, True)]) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)
    assert measures.best_aurc([(0.9, True), (0.5, False), (0.1, True)]) == pytest.approx((0 + 0 + 1 / 3) / 3)
    assert measures.aurc([]) is None


@settings(max_examples=100, deadline=None)
@given(PAIRS)
def test_the_calibration_error_lies_between_0_and_1(pairs: list[tuple[float, bool]]) -> None:
    error = measures.calibration_error(pairs)
    assert error is not None
    assert 0 <= error <= 1
    assert sum(b.count for b in measures.reliability(pairs)) == len(pairs)


def test_the_calibration_error_by_hand() -> None:
    assert measures.calibration_error([(0.75, True)] * 3 + [(0.75, False)]) == 0
    assert measures.calibration_error([(1.0, True), (0.0, True)]) == pytest.approx(0.5)
    assert [(b.low, b.high) for b in measures.reliability([(1.0, True)])] == [(0.9, 1.0)]
    assert measures.calibration_error([]) is None


def test_quantiles_are_values_that_were_given() -> None:
    assert [measures.quantile([3, 1, 2], share) for share in (0, 0.5, 0.95, 1)] == [1, 2, 3, 3]
    assert measures.quantile([], 0.5) is None
    assert measures.mean([]) is None


GRADES = st.dictionaries(st.sampled_from("abcdefghij"), st.integers(1, 2), min_size=1)


@settings(max_examples=60, deadline=None)
@given(GRADES, st.permutations("abcdefghijkl"), st.integers(3, 12))
def test_ranks_are_measured_between_0_and_1(grades: dict[str, int], found: list[str], limit: int) -> None:
    ((rank, ndcg),) = measures.ranked([grades], [found], limit)
    places = [n for n, name in enumerate(found[:limit], 1) if grades.get(name) == 2]
    assert rank == pytest.approx(1 / places[0] if places else 0)
    assert 0 <= ndcg <= 1 + 1e-9


@settings(max_examples=60, deadline=None)
@given(GRADES)
def test_the_best_ranking_is_measured_1(grades: dict[str, int]) -> None:
    best = sorted(grades, key=lambda name: -grades[name])
    ((rank, ndcg),) = measures.ranked([grades], [best], 10)
    assert ndcg == pytest.approx(1)
    assert rank == (1 if 2 in grades.values() else 0)


def test_nothing_found_is_measured_0() -> None:
    assert measures.ranked([{"a": 2}, {"b": 2}], [[], ["b"]], 10) == [(0, 0), (1, 1)]


# Judging, over answers that are known


TEXT = "甲说水要热\n乙说杯要净\n丙说茶要少\n丁说茶要少"
ROWS = [Passage(str(n), "茶", "kb/a.txt", (), Role.ITEM, 6 * n, 6 * n + 5, TEXT[6 * n : 6 * n + 5]) for n in range(4)]


class Scripted:
    """A knowledge base of four lines, whose answers are given: confidence, rows of hits, rows cited."""

    def __init__(
        self,
        answers: dict[str, tuple[float, list[int], list[int]]],
        home: Path = Path(),
        signals: Callable[[str], dict[str, float]] = lambda _: {},
    ) -> None:
        self.answers = answers
        self.home = home
        self.generation = store.read_manifest(home).generation if (home / "index").is_dir() else ""
        self.passages = tuple(ROWS)
        self.reader = None
        self.calibration = Calibration({"signal": 1.0}, 0.0, 0.5, 0.8)
        self.signals_of = signals

    def ask(self, question: str, limit: int = 10) -> Answer:
        confidence, hits, cited = self.answers[question]
        status = Status.NOT_FOUND if not cited else Status.ANSWERED if confidence >= 0.8 else Status.PARTIAL
        citations = [
            Citation(n, "茶", "kb/a.txt", (), ROWS[row].text, ROWS[row].start, ROWS[row].end)
            for n, row in enumerate(cited, 1)
        ]
        points = [Point(c.quote, Role.ITEM, (c.number,)) for c in citations]
        found = [Hit(ROWS[row], row, 1 - n / 10) for n, row in enumerate(hits)][:limit]
        return Answer(question, status, confidence, "", tuple(points), tuple(citations), tuple(found))

    def signals(self, question: str, use_reader: bool = True) -> dict[str, float]:
        return self.signals_of(question)

    def text_of(self, source: str) -> str:
        return {"kb/a.txt": TEXT}[source]


SCRIPT: dict[str, tuple[float, list[int], list[int]]] = {
    "right": (0.9, [0, 1], [0]),
    "second": (0.7, [3, 2], [1, 2, 3]),
    "missed": (0.25, [0, 3], []),
    "false": (0.8, [0], [0]),
    "none": (0.1, [1], []),
}
FILE = written(
    {"question": "right", "lines": [1]},
    {"question": "second", "answerable": "part", "lines": {"3": 2, "4": 1}},
    {"question": "missed", "quotes": ["杯要净"]},
    {"question": "false", "answerable": "no"},
    {"question": "none", "answerable": "no"},
)
GROUPS = Groups("kb/a.txt", (frozenset({3, 4}),), {})


@pytest.fixture(scope="module")
def report() -> Report:
    kb = Scripted(SCRIPT)
    return judge(kb, read_questions(FILE, kb), groups=GROUPS)


def test_the_figures_by_hand(report: Report) -> None:
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


def test_the_worst_and_why(report: Report) -> None:
    assert [(o.asked.question, why(o)) for o in report.worst(10)] == [
        ("false", "answered though nothing answers it (confidence 0.80)"),
        ("missed", "not found although it is answerable (confidence 0.25); the right passage is not among the hits"),
        ("second", "1 cited too many; the right passage is hit 2"),
    ]
    assert [o.asked.question for o in report.worst(1)] == ["false"]
    assert {why(o) for o in report.outcomes} >= {"as judged"}


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


def test_the_report_as_text(report: Report) -> None:
    text = told(report, worst=1)
    assert text.startswith("5 questions: 2 answerable, 1 in part, 2 not\n\nFinding")
    assert "\n  hit@1              0.333  the first hit answers\n" in text
    assert "\n  MRR@10             0.500  " in text
    assert "from confidence 0.50 on" in text
    assert text.endswith("The worst\n  line 4: false\n    answered though nothing answers it (confidence 0.80)")
    assert "The worst" not in told(report, worst=0)


def test_the_report_as_data(report: Report) -> None:
    data = json.loads(json.dumps(report.to_dict(worst=1), allow_nan=False))
    assert set(data) == {
        "questions", "judged", "limit", "answer_above", "figures", "statuses", "reliability", "fit", "worst", "outcomes"
    }  # fmt: skip
    assert data["worst"] == [
        {"line": 4, "question": "false", "why": "answered though nothing answers it (confidence 0.80)"}
    ]
    assert [o["judged"] for o in data["outcomes"]] == ["yes", "part", "yes", "no", "no"]
    assert ["rank" in o for o in data["outcomes"]] == [True, True, True, False, False]
    assert data["outcomes"][1]["cited"] == {
        "right": 2, "extra": 1, "missed": 0, "recall": 1.0, "precision": 2 / 3, "f1": 0.8
    }  # fmt: skip


def test_fewer_hits_are_judged() -> None:
    kb = Scripted({"q": (0.9, [1, 2, 3, 0], [0])})
    question = JudgedQuestion("q", Answerable.YES, (Place("kb/a.txt", 0, 5),))
    assert [judge(kb, [question], limit=n).figures.mrr for n in (3, 4)] == [0, 1 / 4]
    with pytest.raises(UsageError, match="at least 3 hits"):
        judge(kb, [question], limit=2)
    with pytest.raises(UsageError, match="no question"):
        judge(kb, [])


def test_progress_is_heard() -> None:
    heard: list[tuple[int, int]] = []
    kb = Scripted(SCRIPT)
    judge(kb, read_questions(FILE, kb), progress=lambda done, of: heard.append((done, of)))
    assert heard == [(n, 5) for n in range(1, 6)]


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_plot(report: Report, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"图.{ending}"
    draw(report, file)
    assert file.read_bytes()[:5] in (b"\x89PNG\r", b"<?xml")


def test_a_plot_of_little(tmp_path: Path) -> None:
    kb = Scripted({"q": (0.1, [0], [])})
    draw(judge(kb, [JudgedQuestion("q", Answerable.NO)]), tmp_path / "a.png")
    assert (tmp_path / "a.png").stat().st_size > 1000


def test_a_plot_that_cannot_be_written(report: Report, tmp_path: Path) -> None:
    with pytest.raises(HuabeiQAError, match="cannot be written"):
        draw(report, tmp_path / "none" / "a.png")


@pytest.mark.parametrize(
    ("module", "package", "act"),
    [
        ("ir_measures", "ir-measures", lambda report: measures.ranked([], [], 10)),
        ("matplotlib.figure", "matplotlib", lambda report: draw(report, "a.png")),
    ],
)
def test_what_is_not_installed_is_named(
    report: Report, monkeypatch: pytest.MonkeyPatch, module: str, package: str, act: Callable[[Report], object]
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(HuabeiQAError, match=rf'needs {package}.*pip install "huabei-qa\[eval\]"'):
        act(report)


# Fitting


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


def test_a_fit_hears_of_every_question_once(tiny_kb: KnowledgeBase) -> None:
    questions, heard, signalled = many(30, 60), [], []

    def signals(question: str) -> dict[str, float]:
        signalled.append(question)
        return overlapping(question)

    kb = Scripted({q.question: (0.9, [0], []) for q in questions}, tiny_kb.home, signals)
    judge(kb, questions, fit=True, progress=lambda done, of: heard.append((done, of)))
    assert heard == [(n, 90) for n in range(1, 91)]
    assert signalled == [q.question for q in questions]


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


def test_the_fit_is_told(tiny_kb: KnowledgeBase, report: Report, fitted: Callable[..., Fit]) -> None:
    fit = fitted()
    shown = told(replace(report, fit=fit))
    assert "\nFitting (full), on questions not fitted to: before, after\n  AUROC  " in shown
    assert "\n  stored\n" in shown
    assert "\n  not stored: " in told(replace(report, fit=replace(fit, stored=False)))
    data = json.loads(json.dumps(replace(report, fit=fit).to_dict(), allow_nan=False))
    assert (data["fit"]["form"], data["fit"]["stored"]) == ("full", True)
    assert data["fit"]["calibration"]["weights"] == fit.calibration.weights


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


# The command


def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    result = CliRunner().invoke(cli, ["eval", *(str(a) for a in arguments)], input=stdin, prog_name="huabei-qa")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("judged")
    (folder / "茶.txt").write_text(TEA, encoding="utf-8")
    KnowledgeBase.build([folder / "茶.txt"], folder / "home")
    return folder / "home"


GOOD = b"\n".join(
    written({"question": "水温多少合适?", "lines": [3]}, {"question": "火星上有水吗?", "answerable": "no"})
)


def test_the_command_prints_a_report(home: Path) -> None:
    result = run("-", "--home", home, "--no-reader", stdin=GOOD)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("2 questions: 1 answerable, 0 in part, 1 not\n")


def test_the_command_prints_json_and_draws(home: Path, tmp_path: Path) -> None:
    groups = tmp_path / "groups.json"
    groups.write_text("[[3, 4]]", encoding="utf-8")
    plot = tmp_path / "a.png"
    result = run("-", "--home", home, "--json", "--limit", "5", "--plot", plot, "--groups", groups, stdin=GOOD)
    assert (result.exit_code, result.stderr) == (0, f"Drew {plot}\n")
    assert plot.read_bytes().startswith(b"\x89PNG")
    data = json.loads(result.stdout)
    assert (data["questions"], data["limit"], data["figures"]["hit_1"]) == (2, 5, 1)


def test_the_command_refuses_what_it_cannot_read(home: Path) -> None:
    result = run("-", "--home", home, stdin=GOOD + b'\n{"question": "x"}\n{')
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("huabei-qa: 2 of 4 questions cannot be read; none was judged.\n  line 3: ")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--fit"], "with --home"),
        (["--limit", "2"], "limit"),
        (["--plot", "a.gif"], "ends in .png"),
        (["--plot", "no/such/a.png"], "Name another file"),
    ],
)
def test_the_command_is_misused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str], complaint: str
) -> None:
    monkeypatch.delenv("HUABEI_QA_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    result = run("-", *arguments, stdin=GOOD)
    assert (result.exit_code, result.stdout) == (2, "")
    assert complaint in result.stderr


def test_the_command_fails_in_one_line(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    result = run("-", "--home", home, stdin=GOOD)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert "pip install" in result.stderr


def test_judging_from_python(tiny_kb: KnowledgeBase) -> None:
    questions = huabei_qa.read_questions(written(tea(lines=[3])), tiny_kb)
    found = huabei_qa.judge(tiny_kb, questions)
    assert isinstance(found, huabei_qa.Report)
    assert found.counts == {"yes": 1, "part": 0, "no": 0}


# Against the project's own scorer


class Remembering:
    """The shipped knowledge base; what it answered is kept as the scorer reads it, the confidence not rounded."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self.answers: dict[str, dict[str, Any]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kb, name)

    def ask(self, question: str, limit: int = 10) -> Answer:
        answer = self._kb.ask(question, limit)
        self.answers[question] = answer.to_dict() | {"confidence": answer.confidence}
        return answer


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


def test_questions_of_the_same_words_are_judged_each(tiny_kb: KnowledgeBase) -> None:
    questions: Sequence[JudgedQuestion] = read_questions(written(tea(lines=[3]), tea(lines=[4])), tiny_kb)
    assert len(judge(tiny_kb, questions).outcomes) == 2


def test_outright_is_what_best_tells_yes_from_part_among_what_is_answered() -> None:
    p = np.array([0.1, 0.2, 0.5, 0.6, 0.7, 0.9])
    yes = np.array([True, True, False, False, True, True])
    assert outright(p[2:], yes[2:]) == 0.7
    assert outright(p[2:], ~yes[2:]) == 1.0, "where the surer are the less outright nothing is called so"
    assert outright(p[:2], yes[:2]) == 1.0, "where all are, nothing tells from where on"
