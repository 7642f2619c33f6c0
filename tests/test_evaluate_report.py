from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from judging import Scripted, scripted_report

from huabei_qa.errors import HuabeiQAError
from huabei_qa.evaluate import Answerable, JudgedQuestion, draw, judge, measures, told
from huabei_qa.evaluate.report import Report, why


@pytest.fixture(scope="module")
def report() -> Report:
    return scripted_report()


def test_the_worst_and_why(report: Report) -> None:
    assert [(o.asked.question, why(o)) for o in report.worst(10)] == [
        ("false", "answered though nothing answers it (confidence 0.80)"),
        ("missed", "not found although it is answerable (confidence 0.25); the right passage is not among the hits"),
        ("second", "1 cited too many; the right passage is hit 2"),
    ]
    assert [o.asked.question for o in report.worst(1)] == ["false"]
    assert {why(o) for o in report.outcomes} >= {"as judged"}


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
