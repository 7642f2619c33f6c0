"""Which way a question wants a thing to go, and which way a clause takes it."""

from __future__ import annotations

import pytest

from huabei_qa import direction


@pytest.mark.parametrize(
    ("question", "way"),
    [
        ("怎么提高音量", 1),
        ("音量怎么才能提上去,太低", 0),
        ("怎么降低音量", -1),
        ("想把音量调低", -1),
        ("怎么才不提高音量", -1),
        ("怎么避免音量降低", 1),
        ("音量一直不涨怎么办", 0),
        ("怎么先提高再降低音量", 0),
        ("怎么换音箱", 0),
    ],
)
def test_the_way_that_is_asked_for(question: str, way: int) -> None:
    assert direction.asked(question) == way


@pytest.mark.parametrize(
    ("clause", "ways"),
    [
        ("提高音量的办法", {1}),
        ("音量会变小", {-1}),
        ("先提高再降低", {1, -1}),
        ("音量一直不涨", set()),
        ("怎么才不降额", set()),
        ("换音箱", set()),
    ],
)
def test_the_ways_that_a_clause_tells_of(clause: str, ways: set[int]) -> None:
    assert direction.told(clause) == ways


def test_what_goes_is_left_without_the_words_that_tell_which_way() -> None:
    assert direction.without("怎么降低音量").split() == ["怎么", "音量"]
    assert direction.without("提额").split() == direction.without("降低额度").split() == ["额度"]
