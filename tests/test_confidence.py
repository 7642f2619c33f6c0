from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huabei_qa.confidence import Best, Calibration, fitted_here, in_place, of_question, shipped, signals
from huabei_qa.errors import KnowledgeBaseError, ModelError
from huabei_qa.records import Evidence

ASKED = of_question(0.75, Best(lacks_number=True), "number", 3)
DATA = {"weights": {"cosine": 2.0, "coverage": 1.0}, "bias": -1.5, "answer_above": 0.3, "outright_above": 0.7}


def test_the_probability_is_the_logistic_of_the_weighted_sum() -> None:
    calibration = Calibration.from_dict(DATA)
    assert calibration.probability({"cosine": 0.5, "coverage": 1.0}) == pytest.approx(1 / (1 + math.exp(-0.5)))
    assert calibration.probability({}) == pytest.approx(1 / (1 + math.exp(1.5)))
    assert calibration.probability({"unheard": 100.0}) == calibration.probability({})
    assert (calibration.answer_above, calibration.outright_above) == (0.3, 0.7)


def test_what_is_said_outright_has_a_model_of_its_own_or_that_of_the_answer() -> None:
    asked = {"cosine": 1.0, "asks_yesno": 1.0, "asks_words": 3.0}
    calibration = Calibration.from_dict(DATA)
    assert calibration.outright(asked) == calibration.probability(asked)
    own = {"outright_weights": {"asks_yesno": -1.0, "asks_words": 0.5}, "outright_bias": 1.0}
    calibration = Calibration.from_dict(DATA | own)
    assert calibration.outright(asked) == pytest.approx(1 / (1 + math.exp(-1.5)))
    assert calibration.probability(asked) == Calibration.from_dict(DATA).probability(asked)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["cosine", "coverage"]), st.floats(-1e6, 1e6)))
def test_the_probability_lies_between_0_and_1(given_signals: dict[str, float]) -> None:
    assert 0 <= Calibration.from_dict(DATA).probability(given_signals) <= 1


def test_more_of_what_speaks_for_it_never_lowers_it() -> None:
    calibration = Calibration.from_dict(DATA)
    found = [calibration.probability({"cosine": c / 10}) for c in range(11)]
    assert found == sorted(found)


@pytest.mark.parametrize(
    "data",
    [
        {},
        DATA | {"outright_weights": []},
        DATA | {"weights": None},
        DATA | {"weights": {"cosine": "much"}},
        DATA | {"bias": "x"},
        DATA | {"bias": None},
    ],
)
def test_data_of_another_shape_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(KnowledgeBaseError, match="calibration of the index is damaged"):
        Calibration.from_dict(data)


@pytest.mark.parametrize("content", [None, "", "[]", "{", '{"plain": {}}', '{"plain": 3}'])
def test_damaged_shipped_calibrations_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    file = tmp_path / "confidence.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    monkeypatch.setattr("huabei_qa.confidence._SHIPPED", file)
    with pytest.raises(ModelError, match=r"confidence\.json is missing or damaged .*Reinstall huabei-qa"):
        shipped()


def test_every_shipped_calibration_can_be_read() -> None:
    calibrations = [Calibration.from_dict(data) for data in shipped().values()]
    assert calibrations
    assert all(0 < c.answer_above < 1 and 0 < c.outright_above < 1 and c.outright_weights for c in calibrations)
    assert "plain" in shipped()


def test_without_evidence_there_are_no_signals() -> None:
    assert signals([], ASKED, 0.0) == {}


def test_a_question_tells_its_form() -> None:
    against = {"lacks_number": 1.0, "lacks_definition": 0.0, "other_product": 0.0}
    assert {"known": 0.75, "asks_number": 1.0, "asks_words": 3.0} | against == ASKED
    many = of_question(0.0, Best(other_product=True), "why", 50)
    form = {"asks_why": 1.0, "asks_words": 12.0}
    assert many == {"known": 0.0, "lacks_number": 0.0, "lacks_definition": 0.0, "other_product": 1.0} | form
    assert of_question(1.0, Best(lacks_definition=True), "definition", 1)["lacks_definition"] == 1.0


def test_signals_take_the_best_hits() -> None:
    found = signals([Evidence(0.8, 2.0, 0.5), Evidence(0.9, 3.0, 0.25)], ASKED, -3.0)
    best = {"cosine": 0.9, "cosine_best": 0.8, "coverage": 0.5, "coverage_best": 0.5, "heading": -0.2}
    assert found == best | ASKED


def test_a_reader_is_heard_in_log_odds() -> None:
    found = signals([Evidence(reader=0.25), Evidence(reader=0.5), Evidence(reader=0.9)], ASKED, 0.0)
    assert found["reader_best"] == pytest.approx(math.log(9))
    assert found["reader_next"] == pytest.approx((0 - math.log(3)) / 2)
    extremes = signals([Evidence(reader=1.0), Evidence(reader=0.0)], ASKED, 0.0)
    assert all(math.isfinite(v) for v in extremes.values())


def test_a_reader_is_heard_on_headings_too() -> None:
    def reader_of(evidence: Evidence, *headings_read: float) -> dict[str, float]:
        found = signals([evidence], ASKED, 0.0, headings_read)
        return {name: value for name, value in found.items() if name.startswith("reader")}

    best = {"reader_best": 0.0, "reader_next": 0.0}
    under = {"reader_heading": math.log(9), "reader_any": math.log(9)}
    assert reader_of(Evidence(reader=0.5), 0.25, 0.9) == pytest.approx(best | under)
    assert reader_of(Evidence(reader=0.5), 0.1) == pytest.approx(
        best | {"reader_heading": -math.log(9), "reader_any": 0}
    )
    assert reader_of(Evidence(reader=0.5)) == best | {"reader_heading": -8.0, "reader_any": 0.0}
    assert reader_of(Evidence(), 0.9) == {}


def test_the_calibration_is_that_of_the_reader_in_use() -> None:
    fitted = {"plain": DATA, "reader": DATA | {"bias": 3.0, "fingerprint": "r1"}}
    assert [Calibration.choose(fitted, r).bias for r in ("r1", "r2", None)] == [3.0, -1.5, -1.5]
    assert Calibration.choose({"plain": DATA}, "r1").bias == -1.5
    with pytest.raises(KnowledgeBaseError):
        Calibration.choose({}, None)


def test_a_fit_takes_the_place_of_the_one_for_the_same_reader_only() -> None:
    stored: dict[str, object] = {"plain": DATA, "reader": DATA | {"bias": 3.0, "fingerprint": "r1"}}
    for reader, bias in ((None, 4.0), ("r1", 5.0), ("r2", 6.0), ("r3", 7.0), ("r2", 8.0)):
        stored = in_place(stored, DATA | {"bias": bias}, reader)
    found = {reader: Calibration.choose(stored, reader).bias for reader in (None, "r1", "r2", "r3", "r4")}
    assert found == {None: 4.0, "r1": 5.0, "r2": 8.0, "r3": 7.0, "r4": 4.0}
    first = in_place({"plain": DATA}, DATA | {"bias": 9.0}, "r1")
    assert (Calibration.choose(first, "r1").bias, Calibration.choose(first, None).bias) == (9.0, -1.5)


def test_only_what_was_fitted_to_own_questions_is_kept_over_the_shipped() -> None:
    assert fitted_here({}) == fitted_here({"plain": DATA}) == shipped()
    mine = DATA | {"questions": 80}
    stored = {"plain": DATA, "reader": mine | {"fingerprint": "r1"}, "other_readers": [mine | {"fingerprint": "r2"}]}
    kept = fitted_here(stored)
    assert kept["plain"] == shipped()["plain"]
    assert {Calibration.choose(kept, reader).bias for reader in ("r1", "r2")} == {-1.5}
    assert fitted_here({"plain": mine})["plain"] == mine
