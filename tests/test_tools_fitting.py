"""The tools that fit weights and thresholds (`tools/fit_*.py`): from judged articles to what the product reads."""

from __future__ import annotations

import runpy
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, FakeEncoder

sys.path.insert(0, str(ROOT / "tools"))

import fit_confidence
import fit_merge
import fit_relevance
import judged
import likeness

from huabei_qa.adapter import Adapter
from huabei_qa.confidence import Calibration
from huabei_qa.relevance import Relevance

PAGES, NAMED = ROOT / "tools/data/pages/validation", ROOT / "tools/data/named/train"


def copied(of: Path, to: Path, some: slice) -> Path:
    """Some of the articles of a folder, with all that was judged of them."""
    to.mkdir(parents=True)
    for article in sorted(of.glob("*.txt"))[some]:
        for path in of.glob(f"{article.stem}.*"):
            shutil.copy(path, to)
    return to


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[judged.Judged]:
    folder, homes = (
        copied(PAGES, tmp_path_factory.mktemp("pages") / "validation", slice(6)),
        tmp_path_factory.mktemp("kb"),
    )
    return [judged.read(a, homes / a.stem, FakeEncoder(), None) for a in sorted(folder.glob("*.txt"))]


def test_f1_of_lines() -> None:
    assert judged.f1_of_lines({3, 4, 9}, {3: 2, 4: 1, 5: 2}) == pytest.approx(2 * (2 / 3) * (1 / 2) / (2 / 3 + 1 / 2))
    assert judged.f1_of_lines(set(), {3: 2}) == judged.f1_of_lines({9}, {3: 2}) == judged.f1_of_lines({3}, {3: 1}) == 0


def test_what_makes_up_an_answer_is_fitted(pages: list[judged.Judged], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit_relevance, "MISSED", (0.4,))
    cases = fit_relevance.cases(pages, False)
    assert len(cases) == sum(question["answerable"] != "no" for page in pages for question in page.questions)
    model = Relevance(**fit_relevance.fitted("retrieval", cases))
    assert model.missed == 0.4
    assert model.decide(cases[0].hits, cases[0].headings, cases[0].shape).count > 0


def test_the_confidence_is_fitted(pages: list[judged.Judged]) -> None:
    articles = fit_confidence.with_strangers([pages[:3], pages[3:]])
    more = [len(article.questions) - len(page.questions) for article, page in zip(articles, pages, strict=True)]
    assert set(more) == {fit_confidence.STRANGERS}, "in Chinese; there are none in English"
    fitted = Calibration.from_dict(fit_confidence.fitted("retrieval", fit_confidence.table(articles, reader=False)))
    for name, weight in fitted.weights.items():
        assert weight <= 0 if name in fit_confidence.AGAINST else weight >= 0
    assert 0 < fitted.answer_above < 1


def test_which_statements_say_the_same_is_fitted(
    tmp_path: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copied(NAMED, tmp_path / "train", slice(4))
    copied(NAMED, tmp_path / "validation", slice(4, 5))
    monkeypatch.setattr(fit_merge, "load_encoder", lambda: fake)
    monkeypatch.setattr(sys, "argv", ["fit_merge.py", "--data", str(tmp_path)])
    fit_merge.main()
    printed = capsys.readouterr().out
    assert "turned train, held out" in printed
    assert "turned validation, ways" in printed


def test_a_matrix_brings_what_says_the_same_together() -> None:
    rows = np.eye(6, dtype=np.float32)[:5]
    found = likeness.cases(rows, [(0, 1)], [(np.eye(6, dtype=np.float32)[5], [2]), (rows[0], [])])
    assert [(case.own, case.share.tolist(), case.weight) for case in found] == [
        (0, [0, 1, 0, 0, 0], likeness.MARKED),
        (1, [1, 0, 0, 0, 0], likeness.MARKED),
        (-1, [0, 0, 1, 0, 0], 1.0),
    ]
    turned = Adapter(likeness.learnt(found * 64)).turn(np.eye(6, dtype=np.float32))
    cosines = turned @ turned.T
    assert cosines[0, 1] > cosines[0, 3] + 0.1
    assert cosines[5, 2] > cosines[5, 3] + 0.1
    np.testing.assert_array_equal(likeness.learnt(found), likeness.learnt(found))


@pytest.mark.parametrize(
    ("script", "out", "shipped"),
    [
        ("common_characters.py", "common_characters.txt", "data/common_characters.txt"),
        ("build_words.py", ".", "models/words/jieba.json"),
    ],
)
def test_shipped_lists_are_what_their_tools_make(
    script: str, out: str, shipped: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", [script, "--out", str(tmp_path / out)])
    runpy.run_path(str(ROOT / "tools" / script), run_name="__main__")
    kept = ROOT / "huabei_qa" / shipped
    assert (tmp_path / kept.name).read_bytes() == kept.read_bytes()
