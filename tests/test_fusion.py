from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from huabei_qa.fusion import COSINE_FLOOR, COSINE_SPAN, DENSE_WEIGHT, fuse, rerank
from huabei_qa.records import Ranked


def numbers(*values: float) -> NDArray[np.float32]:
    return np.array(values, dtype=np.float32)


def test_each_score_is_the_weighted_sum_of_both() -> None:
    found = fuse([4, 9], numbers(COSINE_FLOOR + COSINE_SPAN, COSINE_FLOOR), numbers(2, 6), 8.0)
    scores = [(1 - DENSE_WEIGHT) * 0.75, DENSE_WEIGHT + (1 - DENSE_WEIGHT) * 0.25]
    assert [r.row for r in found] == [9, 4]
    assert [r.score for r in found] == pytest.approx(scores, abs=1e-5)


def test_without_lexical_evidence_the_vectors_decide() -> None:
    found = fuse([0, 1, 2], numbers(0.8, 0.9, 0.85), numbers(0, 0, 0), 5.0)
    assert [r.row for r in found] == [1, 2, 0]
    assert [r.row for r in fuse([0, 1, 2], numbers(0.8, 0.9, 0.85), numbers(0, 0, 0), 0.0)] == [1, 2, 0]


def test_with_equal_cosines_the_terms_decide() -> None:
    assert [r.row for r in fuse([0, 1, 2], numbers(0.8, 0.8, 0.8), numbers(1, 3, 2), 5.0)] == [1, 2, 0]


def test_equal_scores_stand_by_row() -> None:
    assert [r.row for r in fuse([7, 3, 5], numbers(0.8, 0.8, 0.8), numbers(1, 1, 1), 5.0)] == [3, 5, 7]


def test_nothing_in_nothing_out() -> None:
    assert fuse([], numbers(), numbers(), 3.0) == []


SCORE = st.floats(0, 1, width=32)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(SCORE, SCORE), max_size=12))
def test_a_row_better_in_both_lists_is_never_behind(pairs: list[tuple[float, float]]) -> None:
    rows = list(range(len(pairs)))
    cosines, bm25 = numbers(*(c for c, _ in pairs)), numbers(*(b for _, b in pairs))
    kept = cosines.copy(), bm25.copy(), list(rows)
    found = fuse(rows, cosines, bm25, 1.0)
    place = {ranked.row: at for at, ranked in enumerate(found)}
    assert sorted(place) == rows
    for i, (c, b) in enumerate(pairs):
        for j, (d, e) in enumerate(pairs):
            if c > d + 1e-3 and b > e + 1e-3:
                assert place[i] < place[j]
    np.testing.assert_array_equal(cosines, kept[0])
    np.testing.assert_array_equal(bm25, kept[1])
    assert rows == kept[2]


def test_the_reader_decides_the_order() -> None:
    ranked = [Ranked(4, 0.5), Ranked(2, 0.5), Ranked(7, 0.5)]
    found = rerank(ranked, numbers(0.1, 0.9, 0.5))
    assert [r.row for r in found] == [2, 7, 4]
    assert [r.score for r in found] == pytest.approx([0.9, 0.5, 0.1], abs=1e-5)
    assert ranked == [Ranked(4, 0.5), Ranked(2, 0.5), Ranked(7, 0.5)]


def test_where_the_reader_is_undecided_the_order_found_stays() -> None:
    assert [r.row for r in rerank([Ranked(4, 0.9), Ranked(2, 0.6), Ranked(1, 0.6)], numbers(0.5, 0.5, 0.5))] == [
        4,
        1,
        2,
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(SCORE, SCORE), max_size=12))
def test_reranked_scores_are_probabilities_best_first(pairs: list[tuple[float, float]]) -> None:
    found = rerank([Ranked(row, fused) for row, (fused, _) in enumerate(pairs)], numbers(*(read for _, read in pairs)))
    assert sorted(r.row for r in found) == list(range(len(pairs)))
    assert all(0 <= r.score <= 1 for r in found)
    assert found == sorted(found, key=lambda r: (-r.score, r.row))
