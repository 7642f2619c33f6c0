from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huabei_qa.evaluate import measures

PAIRS = st.lists(st.tuples(st.integers(0, 5).map(lambda n: n / 5), st.booleans()), min_size=1, max_size=30)


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
