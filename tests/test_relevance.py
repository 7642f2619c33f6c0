from __future__ import annotations

import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huabei_qa import relevance
from huabei_qa.errors import ModelError
from huabei_qa.question import Shape
from huabei_qa.records import Evidence, Hit, Passage, Role
from huabei_qa.relevance import FEW, MOST, READ, Choice, Heading, Relevance, best_count, heading_signals, hit_signals

FLAT = {"bias": 0.0}
BY_READER = {"bias": 0.0, "reader": 1.0}
"""Makes of the reader's probability the chance, unchanged."""
BY_READ = {"bias": 0.0, "read": 1.0}


def passage(text: str = "每天浇水", role: Role = Role.ITEM, parent: int = 0) -> Passage:
    return Passage("x", "怎么种薄荷", "kb/a.txt", (), role, 0, len(text), text, "", 0, parent)


def hits_read(*reader: float | None) -> list[Hit]:
    return [Hit(passage(), row, 0.5, Evidence(reader=p)) for row, p in enumerate(reader)]


def heading(row: int, read: float | None = None, nearer: float = 0.0) -> Heading:
    return Heading(row, nearer, read, title=False, says=False)


def model(**changed: Any) -> Relevance:
    return Relevance(**{"answers": BY_READER, "supports": BY_READER, "heading": BY_READ, "missed": 0.0} | changed)


# How many hits


@pytest.mark.parametrize(
    ("answers", "supports", "missed", "expected"),
    [
        ([], [], 0.0, (0, 0.0)),
        ([0.0, 0.0], [0.0, 0.0], 0.0, (1, 0.0)),
        ([0.0, 0.0], [1.0, 1.0], 0.0, (1, 0.0)),
        ([1.0, 1.0, 0.0], [0.0, 0.0, 0.0], 0.0, (2, 1.0)),
        ([0.0, 1.0], [0.0, 1.0], 0.0, (2, 2 / 3)),
        ([1.0], [1.0], 1.0, (1, 2 / 3)),
        ([0.75, 0.25], [0.75, 0.25], 0.0, (1, 3 / 4)),
        ([0.75, 0.25], [0.75, 1.0], 0.0, (2, 14 / 15)),
        ([0.9, 0.3], [0.9, 0.3], 0.0, (1, 9 / 11)),
        ([0.9, 0.3], [0.9, 0.3], 1.0, (2, 4 / 7)),
        ([0.5, 0.25], [0.5, 0.25], 0.25, (1, 0.5)),
        ([1.0] * 12, [1.0] * 12, 0.0, (8, 0.8)),
    ],
    ids=[
        "nothing found",
        "no chance: the first all the same",
        "what only supports answers nothing",
        "precision counts what answers for what supports too",
        "the second alone answers, and is worth the first",
        "one more is missed",
        "the second costs more than it brings",
        "unless it supports",
        "a second one is given",
        "when more is missed",
        "of equals the shorter",
        "no more than may be",
    ],
)
def test_so_many_of_the_first_hits(
    answers: list[float], supports: list[float], missed: float, expected: tuple[int, float]
) -> None:
    count, f1 = best_count(answers, supports, missed)
    assert (count, f1) == (expected[0], pytest.approx(expected[1]))


CHANCE = st.floats(0, 1, allow_subnormal=False)


def f1_of(right: float, found: float, everything: float, size: int) -> float:
    """2PR / (P + R) with P = right / size and R = found / everything, multiplied out."""
    below = right * everything + found * size
    return 2 * right * found / below if below > 0 else 0.0


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(CHANCE, CHANCE), min_size=1, max_size=READ), st.floats(0, 3))
def test_no_prefix_is_better_than_the_one_chosen(chances: list[tuple[float, float]], missed: float) -> None:
    answers, supports = [a for a, _ in chances], [s for _, s in chances]
    everything = sum(answers) + missed
    of_prefix = {
        k: f1_of(sum(max(pair) for pair in chances[:k]), sum(answers[:k]), everything, k)
        for k in range(1, min(MOST, len(chances)) + 1)
    }
    count, f1 = best_count(answers, supports, missed)
    assert f1 == pytest.approx(of_prefix[count], abs=1e-9)
    assert f1 == pytest.approx(max(of_prefix.values()), abs=1e-9)
    assert 0 <= f1 <= 1 + 1e-9


@settings(max_examples=60, deadline=None)
@given(st.lists(CHANCE, min_size=1, max_size=6), st.floats(0, 3))
def test_nor_is_any_other_set_if_the_likeliest_come_first(chances: list[float], missed: float) -> None:
    answers = sorted(chances, reverse=True)
    everything = sum(answers) + missed
    sets = (some for size in range(1, len(answers) + 1) for some in itertools.combinations(answers, size))
    best = max(f1_of(sum(some), sum(some), everything, len(some)) for some in sets)
    assert best_count(answers, answers, missed)[1] == pytest.approx(best, abs=1e-9)


# What is seen of a hit and of a heading


def test_what_is_seen_of_hits() -> None:
    first = Hit(passage("每天浇水"), 3, 0.5, Evidence(0.75, 2.0, 0.25, 0.5))
    second = Hit(passage("别淹", Role.CAUTION), 4, 0.25, Evidence(0.875, 1.0, 0.5, 0.9))
    third = Hit(passage("浇水", Role.METHOD, -1), 2, 0.1, Evidence(0.5, 0.0, 0.0, None))
    ln9 = math.log(9)
    expected = [
        {"reader": 0.0, "reader_behind": ln9, "behind": 0.0, "cosine_behind": 0.125, "coverage": 0.25, "first": 1.0}
        | {"rank": 0.0, "caution": 0.0, "defines": 0.0, "heads": 0.0, "beside_best": 1.0}
        | {"length": math.log(4), "shape_howto": 1.0},
        {"reader": ln9, "reader_behind": 0.0, "behind": math.log(3), "cosine_behind": 0.0, "coverage": 0.5}
        | {"first": 0.0, "rank": math.log(2), "caution": 1.0, "defines": 0.0, "heads": 0.0, "beside_best": 1.0}
        | {"length": math.log(2), "shape_howto": 1.0},
        {"reader": -9.0, "reader_behind": ln9 + 9, "behind": ln9, "cosine_behind": 0.375, "coverage": 0.0, "first": 0.0}
        | {"rank": math.log(3), "caution": 0.0, "defines": 0.0, "heads": 1.0, "beside_best": 0.0, "length": math.log(2)}
        | {"shape_howto": 1.0},
    ]
    found = hit_signals([first, second, third], Shape.HOWTO)
    assert found == [pytest.approx(signals) for signals in expected]
    assert hit_signals([], Shape.HOWTO) == []


@pytest.mark.parametrize(
    ("role", "shape", "defines"),
    [(Role.DEFINITION, "definition", 1.0), (Role.DEFINITION, "howto", 0.0), (Role.METHOD, "definition", 0.0)],
)
def test_what_defines_is_told_where_a_definition_is_asked_for(role: Role, shape: str, defines: float) -> None:
    assert hit_signals([Hit(passage("薄荷是一种草", role), 1, 0.5)], shape)[0]["defines"] == defines


@pytest.mark.parametrize(("read", "odds"), [(0.9, math.log(9)), (1.0, 9.0), (0.0, -9.0), (None, -9.0)])
def test_what_is_seen_of_a_heading(read: float | None, odds: float) -> None:
    title = Heading(7, 0.125, read, title=True, says=False, coverage=0.5)
    (found,) = heading_signals([title], hits_read(0.1, 0.5, None), Shape.WHY)
    expected = {
        "read": odds,
        "read_over_best": odds,
        "nearer": 0.125,
        "title": 1.0,
        "says": 0.0,
        "coverage": 0.5,
        "title_lacks": 0.0,
        "shape_why": 1.0,
    }
    assert found == pytest.approx(expected)


def test_a_heading_is_held_against_the_hits_that_were_read() -> None:
    hits = [*hits_read(*[0.25] * READ), *hits_read(0.9)]
    section = Heading(7, -30.0, 0.5, title=False, says=True)
    expected = {
        "read": 0.0,
        "read_over_best": math.log(3),
        "nearer": -20.0,
        "title": 0.0,
        "says": 1.0,
        "shape_why": 1.0,
    }
    expected |= {"coverage": 0.0, "title_lacks": 0.0}
    assert heading_signals([section], hits, "why") == [pytest.approx(expected)]
    assert heading_signals([section], [], "why")[0]["read_over_best"] == 9.0
    assert heading_signals([heading(7, nearer=30.0)], [], "why")[0]["nearer"] == 20.0


def test_what_a_title_lacks_of_the_question_and_a_section_has_is_seen() -> None:
    named = [
        Heading(row, 0.0, 0.5, title=title, says=False, coverage=coverage)
        for row, (title, coverage) in enumerate([(True, 0.25), (False, 0.75), (False, 0.5), (True, 1.0)])
    ]
    assert [row["title_lacks"] for row in heading_signals(named, [], "why")] == [0.5, 0.0, 0.0, 0.0]


PROBABILITY = st.none() | st.floats(0, 1)
EVIDENCE = st.builds(Evidence, st.floats(-1, 1), st.floats(0, 50), st.floats(0, 1), PROBABILITY)
HITS = st.lists(st.builds(Hit, st.just(passage()), st.integers(0, 99), st.floats(0, 1), EVIDENCE), max_size=20)
HEADINGS = st.lists(
    st.builds(Heading, st.integers(0, 99), st.floats(-2, 2), PROBABILITY, st.booleans(), st.booleans()),
    max_size=4,
    unique_by=lambda h: h.row,
)


@settings(max_examples=100, deadline=None)
@given(HITS, HEADINGS, st.sampled_from(Shape))
def test_whatever_was_found_there_is_a_choice(hits: list[Hit], headings: list[Heading], shape: Shape) -> None:
    steep = dict.fromkeys(hit_signals([Hit(passage(), 0, 0.5)], shape)[0], 1e6) | FLAT
    for weights in (FLAT, BY_READER, steep):
        chosen = model(answers=weights, supports=weights).decide(hits, headings, shape)
        assert min(1, len(hits)) <= chosen.count <= min(MOST, len(hits))
        assert set(chosen.headings) <= {h.row for h in headings}
        assert len(set(chosen.headings)) == len(chosen.headings)


def told(choice: Choice) -> tuple[int, tuple[int, ...]]:
    return choice.count, choice.headings


# The choice


@pytest.mark.parametrize(
    ("reader", "missed", "count"),
    [
        ((0.58, 0.3), 0.0, 1),
        ((0.58, 0.3), 1.0, 2),
        ((0.9, 0.9, 0.9, 0.1), 0.0, 3),
        ((0.9,) * 20, 0.0, MOST),
        ((None, None), 0.0, 2),
        ((), 0.3, 0),
    ],
)
def test_the_chances_decide_how_many_hits(reader: Sequence[float | None], missed: float, count: int) -> None:
    assert told(model(missed=missed).decide(hits_read(*reader), [], Shape.HOWTO)) == (count, ())


def test_what_supports_is_worth_giving_too() -> None:
    hits = hits_read(0.5, 0.1)
    assert told(model().decide(hits, [], Shape.HOWTO)) == (1, ())
    assert told(model(supports={"bias": 10.0}).decide(hits, [], Shape.HOWTO)) == (2, ())


def test_the_shape_counts() -> None:
    several = model(answers={"bias": -20.0, "first": 20.0, "shape_list": 20.0}, supports={"bias": -20.0})
    hits = hits_read(None, None, None)
    assert told(several.decide(hits, [], Shape.NUMBER)) == (1, ())
    assert told(several.decide(hits, [], Shape.LIST)) == (3, ())


@pytest.mark.parametrize(("chance", "chosen"), [(0.49, ()), (0.51, (7,))])
def test_a_heading_must_be_likelier_than_not_to_be_better(chance: float, chosen: tuple[int, ...]) -> None:
    assert told(model().decide(hits_read(0.5), [heading(7, chance)], Shape.HOWTO)) == (1, chosen)


def test_a_heading_is_weighed_against_what_the_hits_promise() -> None:
    weighed = model(heading={"bias": 0.0, "read": 1.0, "hits_f1": -3.0})
    for answer, chosen in ((0.1, (7,)), (0.9, ())):
        assert told(weighed.decide(hits_read(answer), [heading(7, 0.8)], Shape.HOWTO)) == (1, chosen)


@pytest.mark.parametrize("shape", Shape)
def test_definitions_effects_numbers_and_places_have_no_list_for_an_answer(shape: Shape) -> None:
    listed = shape not in (Shape.DEFINITION, Shape.EFFECT, Shape.NUMBER, Shape.PLACE)
    expected = (5, (7,)) if listed else (FEW, ())
    assert told(model().decide(hits_read(*[0.999] * 5), [heading(7, 0.999)], shape)) == expected


def test_a_definition_is_answered_by_what_defines() -> None:
    first, *others = hits_read(0.9, 0.9, 0.9)
    defines = replace(first, passage=replace(first.passage, role=Role.DEFINITION))
    assert model().decide([defines, *others], [], Shape.DEFINITION).count == 1
    assert model().decide([defines, *others], [], Shape.LIST).count == 3
    assert model().decide([*others, defines], [], Shape.DEFINITION).count == 3


def test_the_hits_likelier_than_not_to_answer_are_known() -> None:
    hits = hits_read(0.9, 0.4, 0.6, None)
    assert model().decide(hits, [heading(7, 0.9)], Shape.WHY).likely == (hits[0].row, hits[2].row)


@pytest.mark.parametrize(("of_section", "chosen"), [(0.5, (1, 2)), (0.75, (2, 1)), (1.0, (2,))])
def test_a_title_that_lacks_what_a_section_has_is_meant_less(of_section: float, chosen: tuple[int, ...]) -> None:
    title = Heading(1, 0.0, 0.9, title=True, says=False, coverage=0.4)
    section = Heading(2, 0.0, 0.8, title=False, says=True, coverage=of_section)
    weighed = model(heading=BY_READ | {"title_lacks": -4 * math.log(3)})  # lacking .5 takes 9 to 1 down to 1 to 1
    assert told(weighed.decide(hits_read(0.5), [title, section], Shape.HOWTO)) == (1, chosen)


def test_the_likeliest_heading_comes_first() -> None:
    headings = [heading(9, 0.8), heading(4, 0.9), heading(5, None), heading(3, 0.8), heading(6, 0.4)]
    assert told(model().decide(hits_read(0.5), headings, Shape.HOWTO)) == (1, (4, 3, 9))
    assert told(model().decide([], headings, Shape.HOWTO)) == (0, (4, 3, 9))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0.001, 0.999), max_size=6), st.floats(0.001, 0.999))
def test_what_the_reader_thinks_more_of_never_stands_behind(read: list[float], answer: float) -> None:
    chosen = model().decide(hits_read(answer), [heading(row, p) for row, p in enumerate(read)], Shape.HOWTO)
    of_chosen = [read[row] for row in chosen.headings]
    assert of_chosen == pytest.approx(sorted(of_chosen, reverse=True))
    left = [p for row, p in enumerate(read) if row not in chosen.headings]
    assert all(p > 0.5 - 1e-9 for p in of_chosen)
    assert all(p <= 0.5 + 1e-9 for p in left)


def test_a_signal_without_a_weight_says_nothing() -> None:
    flat = Relevance(FLAT, FLAT, FLAT, 0.0)
    headings = [heading(1, 0.999), heading(2, 0.001)]
    assert told(flat.decide(hits_read(0.999), headings, Shape.HOWTO)) == (1, ())


# The weights

PLAIN: dict[str, Any] = {"answers": {"bias": 1.0}, "supports": {"bias": 2}, "heading": {"bias": 3.0}, "missed": 0.25}
OF_READER: dict[str, Any] = {
    "answers": {"bias": -1.0, "reader": 0.5},
    "supports": {"bias": -2.0},
    "heading": {"bias": -3.0, "read": 0.75},
    "missed": 0,
    "fingerprint": "r1",
}
RETRIEVAL = Relevance({"bias": 1.0}, {"bias": 2.0}, {"bias": 3.0}, 0.25)
READING = Relevance({"bias": -1.0, "reader": 0.5}, {"bias": -2.0}, {"bias": -3.0, "read": 0.75}, 0.0)


def choose_from(file: Path, reader: str | None, monkeypatch: pytest.MonkeyPatch) -> Relevance:
    """The weights chosen if this file were the shipped one."""
    monkeypatch.setattr(relevance, "_DATA", file)
    relevance.shipped.cache_clear()
    try:
        return Relevance.choose(reader)
    finally:
        relevance.shipped.cache_clear()


@pytest.mark.parametrize(
    ("fitted", "reader", "expected"),
    [
        ({"plain": PLAIN, "reader": OF_READER}, "r1", READING),
        ({"plain": PLAIN, "reader": OF_READER}, "r2", RETRIEVAL),
        ({"plain": PLAIN, "reader": OF_READER}, None, RETRIEVAL),
        ({"plain": PLAIN, "reader": PLAIN}, None, RETRIEVAL),
        ({"plain": PLAIN}, "r1", RETRIEVAL),
    ],
)
def test_the_weights_are_those_of_the_reader_in_use(
    fitted: dict[str, Any], reader: str | None, expected: Relevance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "relevance.json"
    file.write_text(json.dumps(fitted), encoding="utf-8")
    assert choose_from(file, reader, monkeypatch) == expected


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "not json",
        "[]",
        "{}",
        '{"plain": null}',
        json.dumps({"plain": PLAIN, "reader": []}),
        json.dumps({"plain": {**PLAIN, "answers": {}}}),
        json.dumps({"plain": {**PLAIN, "supports": {"bias": "much"}}}),
        json.dumps({"plain": {**PLAIN, "heading": [1.0]}}),
        json.dumps({"plain": {**PLAIN, "heading": {"bias": 0.0, "read": None}}}),
        json.dumps({"plain": {name: value for name, value in PLAIN.items() if name != "missed"}}),
        "\udcff",
        None,
    ],
)
def test_damaged_weights_are_told(damaged: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "relevance.json"
    if damaged is not None:
        file.write_text(damaged, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(ModelError, match=r"relevance\.json is missing or damaged .*Reinstall huabei-qa"):
        choose_from(file, "r1", monkeypatch)


def test_every_shipped_weight_is_of_a_signal_that_there_is() -> None:
    hits = hits_read(0.5)
    of_hits = set().union(*(hit_signals(hits, shape)[0] for shape in Shape))
    of_headings = set().union(*(heading_signals([heading(0)], hits, shape)[0] for shape in Shape))
    fitted = relevance.shipped()
    for name, data in fitted.items():
        shipped = Relevance.choose(data.get("fingerprint"))
        assert shipped.missed >= 0
        assert {*shipped.answers, *shipped.supports} <= of_hits | {"bias"}, name
        assert set(shipped.heading) <= of_headings | set(shipped.of_hits(hits, Shape.HOWTO)[1]) | {"bias"}, name
    assert "plain" in fitted


@pytest.mark.parametrize(
    ("shape", "read", "count"),
    [
        ("yesno", (0.8, 0.3, 0.2), 1),
        ("yesno", (0.8, 0.2, 0.5), 3),
        ("yesno", (0.5, 0.1, 0.1), 3),
        ("yesno", (0.8, 0.4, 0.3), 2),
        ("yesno", (0.6, 0.2, 0.2), 1),
        ("howto", (0.8, 0.3, 0.2), 1),
    ],
)
def test_behind_a_sure_hit_the_last_weak_ones_are_not_told(shape: str, read: tuple[float, ...], count: int) -> None:
    every = model(answers={"bias": 9.0}, supports={"bias": 9.0})
    assert every.of_hits(hits_read(*read), shape)[0] == count
