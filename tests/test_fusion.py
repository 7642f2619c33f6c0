from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from huabei_qa import fusion
from huabei_qa.fusion import HEADS, OTHER_PRODUCT, PER_BM25, PER_COSINE, PER_LENGTH
from huabei_qa.records import Passage, Ranked, Role


def numbers(*values: float) -> NDArray[np.float32]:
    return np.array(values, dtype=np.float32)


def passage(text: str, role: Role = Role.ITEM) -> Passage:
    return Passage("p", "d", "kb/d.txt", (), role, 0, len(text), text)


def test_each_score_is_the_sum_of_what_both_say_in_log_odds() -> None:
    found = fusion.fuse([4, 9], numbers(0.75, 0.5), numbers(2, 60))
    assert [r.row for r in found] == [9, 4]
    assert [r.score for r in found] == pytest.approx([PER_COSINE / 2 + 60 * PER_BM25, 0.75 * PER_COSINE + 2 * PER_BM25])


def test_what_is_known_beforehand_is_added() -> None:
    same = numbers(0.5, 0.5, 0.5), numbers(3, 3, 3)
    assert [r.row for r in fusion.fuse([0, 1, 2], *same, numbers(0, 1, 0.5))] == [1, 2, 0]


def test_a_longer_passage_and_one_that_heads_others_are_likelier_for_a_broad_question() -> None:
    some = [passage("按时还款。"), passage("按时还款。", Role.METHOD), passage("按时还款。" * 2)]
    broad, narrow = fusion.prior(some, True), fusion.prior(some, False)
    assert (broad - broad[0]).tolist() == pytest.approx([0, HEADS, PER_LENGTH * math.log(2)], abs=1e-6)
    assert (narrow - narrow[0]).tolist() == pytest.approx([0, 0, PER_LENGTH * math.log(2)], abs=1e-6)
    assert fusion.prior([], True).tolist() == []


def test_a_passage_about_another_product_is_less_likely() -> None:
    some = [passage("按时还款。"), passage("按时还款。")]
    assert np.diff(fusion.prior(some, False, [True, False])).tolist() == pytest.approx([OTHER_PRODUCT])
    assert fusion.of_other_product(0.0) == 0
    assert fusion.of_other_product(0.5) == pytest.approx(1 / (1 + math.exp(OTHER_PRODUCT)))
    assert fusion.of_other_product(1.0) < 1


def test_an_article_that_says_more_brings_its_rows_forward() -> None:
    """Of b the three best rows lie at 8 in the mean, the one of a at 9, of c at 4.5."""
    ranked = [Ranked(n, s) for n, s in enumerate((9.0, 9.0, 8.0, 7.0, 5.0, 4.0, 1.0))]
    found = fusion.with_articles(ranked, ["a", "b", "b", "b", "c", "c", "b"])
    scores = {0: 9.0, 1: 8.5, 2: 7.5, 3: 6.5, 4: 2.75, 5: 1.75, 6: 0.5}
    assert [(r.row, r.score) for r in found] == sorted(scores.items(), key=lambda row: -row[1])


def test_in_one_article_nothing_is_moved() -> None:
    ranked = [Ranked(3, 5.0), Ranked(1, 2.0)]
    assert fusion.with_articles(ranked, ["a", "a"]) == ranked
    assert fusion.with_articles([], []) == []


def test_without_lexical_evidence_the_vectors_decide() -> None:
    assert [r.row for r in fusion.fuse([0, 1, 2], numbers(0.8, 0.9, 0.85), numbers(0, 0, 0))] == [1, 2, 0]


def test_with_equal_cosines_the_terms_decide() -> None:
    assert [r.row for r in fusion.fuse([0, 1, 2], numbers(0.8, 0.8, 0.8), numbers(1, 3, 2))] == [1, 2, 0]


def test_equal_scores_stand_by_row() -> None:
    assert [r.row for r in fusion.fuse([7, 3, 5], numbers(0.8, 0.8, 0.8), numbers(1, 1, 1))] == [3, 5, 7]


def test_nothing_in_nothing_out() -> None:
    assert fusion.fuse([], numbers(), numbers()) == []
    assert fusion.rerank([], numbers()) == []


@given(st.lists(st.floats(-1e4, 1e4), min_size=2))
def test_shown_scores_are_of_the_same_order_and_between_0_and_1(odds: list[float]) -> None:
    scores = [fusion.score_of(one) for one in sorted(odds)]
    assert scores == sorted(scores)
    assert all(0 <= score <= 1 for score in scores)


SCORE = st.floats(0, 1, width=32)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(SCORE, SCORE), max_size=12))
def test_a_row_better_in_both_lists_is_never_behind(pairs: list[tuple[float, float]]) -> None:
    rows = list(range(len(pairs)))
    cosines, bm25 = numbers(*(c for c, _ in pairs)), numbers(*(b for _, b in pairs))
    kept = cosines.copy(), bm25.copy(), list(rows)
    found = fusion.fuse(rows, cosines, bm25)
    place = {ranked.row: at for at, ranked in enumerate(found)}
    assert sorted(place) == rows
    for i, (c, b) in enumerate(pairs):
        for j, (d, e) in enumerate(pairs):
            if c > d + 1e-3 and b > e + 1e-3:
                assert place[i] < place[j]
    np.testing.assert_array_equal(cosines, kept[0])
    np.testing.assert_array_equal(bm25, kept[1])
    assert rows == kept[2]


def test_reader_and_retrieval_are_added_in_log_odds() -> None:
    ranked = [Ranked(4, 50.0), Ranked(2, 50.0 + math.log(3)), Ranked(7, 50.0)]
    mean = math.log(3) / 3
    found = fusion.rerank(ranked, numbers(0.1, 0.5, 0.9))
    odds = [math.log(9) - mean, math.log(3) - mean, -math.log(9) - mean]
    assert [r.row for r in found] == [7, 2, 4]
    assert [r.score for r in found] == pytest.approx([1 / (1 + math.exp(-one)) for one in odds], abs=1e-6)
    assert ranked[0] == Ranked(4, 50.0)


def test_where_the_reader_is_undecided_the_order_found_stays() -> None:
    undecided = fusion.rerank([Ranked(4, 9.0), Ranked(2, 6.0), Ranked(1, 6.0)], numbers(0.5, 0.5, 0.5))
    assert [r.row for r in undecided] == [4, 1, 2]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(SCORE, SCORE), max_size=12))
def test_reranked_scores_are_probabilities_best_first(pairs: list[tuple[float, float]]) -> None:
    found = fusion.rerank(
        [Ranked(row, fused) for row, (fused, _) in enumerate(pairs)], numbers(*(read for _, read in pairs))
    )
    assert sorted(r.row for r in found) == list(range(len(pairs)))
    assert all(0 <= r.score <= 1 for r in found)
    assert found == sorted(found, key=lambda r: (-r.score, r.row))
