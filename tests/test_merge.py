from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from huabei_qa.merge import Statement, group, pairs, partners, shipped


def statement(text: str, family: int, part: int = 0, *, head: bool = False, frames: bool = False) -> Statement:
    return Statement(text, frozenset(text), family, ("kb/a.txt", part), head, frames)


def unit(*rows: tuple[float, ...]) -> NDArray[np.float32]:
    found = np.array(rows, dtype=np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


ON_TIME, AGAIN = statement("按时还书", 0), statement("按时还书吧", 1, 1)
QUIET, TIDY = statement("保持安静", 0), statement("座位整洁", 1, 1)
FOUR = [ON_TIME, QUIET, AGAIN, TIDY]
VECTORS = unit((1, 0, 0), (0, 1, 0), (1, 0.05, 0), (0, 0, 1))


def test_statements_in_like_words_and_near_vectors_are_the_same() -> None:
    assert pairs(FOUR, VECTORS) == [(0, 2)]


def test_entries_of_one_list_are_never_the_same() -> None:
    one_list = [replace(s, family=0) for s in FOUR]
    assert pairs(one_list, VECTORS) == []


def test_of_a_list_only_the_nearest_entry_is_the_same() -> None:
    nearly = statement("按时还书呀", 1, 1)
    vectors = unit((1, 0, 0), (0, 1, 0), (1, 0.05, 0), (0, 0, 1), (1, 0.2, 0))
    assert pairs([*FOUR, nearly], vectors) == [(0, 2)]


def test_other_numbers_keep_statements_apart() -> None:
    assert shipped()["other_numbers"] < 0
    strict = dict(shipped()) | {"other_numbers": -50.0}
    differing = [replace(ON_TIME, text="30天内还书"), QUIET, replace(AGAIN, text="60天内还书"), TIDY]
    assert pairs(differing, VECTORS, strict) == []
    assert pairs([replace(differing[0], text="60天内还书"), *differing[1:]], VECTORS, strict) == [(0, 2)]


def test_introductions_are_rather_the_same_as_nothing() -> None:
    assert pairs([replace(ON_TIME, frames=True), *FOUR[1:]], VECTORS, dict(shipped()) | {"frames": -50.0}) == []


def test_one_statement_is_the_same_as_nothing() -> None:
    assert pairs(FOUR[:1], VECTORS[:1]) == []


def test_equal_vectors_everywhere_do_no_harm() -> None:
    equal = unit(*[(1.0, 0.0)] * 4)
    assert all(i < j for i, j in pairs(FOUR, equal))


def test_the_order_of_other_statements_changes_nothing() -> None:
    order = [3, 2, 1, 0]
    turned = pairs([FOUR[k] for k in order], VECTORS[order])
    assert [tuple(sorted((order[i], order[j]))) for i, j in turned] == pairs(FOUR, VECTORS)


def test_nothing_given_is_changed() -> None:
    vectors, weights = VECTORS.copy(), dict(shipped())
    pairs(FOUR, vectors, weights)
    np.testing.assert_array_equal(vectors, VECTORS)
    assert weights == shipped()


def test_partners_look_up_both_ways() -> None:
    assert partners([(1, 4), [1, 6]]) == {1: {4, 6}, 4: {1}, 6: {1}}
    assert partners([]) == {}


def test_groups_keep_the_order_given() -> None:
    same = partners([(1, 4), (2, 5)])
    families = {1: 0, 2: 0, 3: 0, 4: 9, 5: 9}
    assert group([1, 2, 3, 4, 5], same, families) == [[1, 4], [2, 5], [3]]
    assert group([5, 4, 3, 2, 1], same, families) == [[5, 2], [4, 1], [3]]
    assert group([], same, families) == []


def test_two_entries_of_one_list_never_meet_in_a_group() -> None:
    same = partners([(1, 4), (2, 4)])
    assert group([1, 4, 2], same, {1: 0, 2: 0, 4: 9}) == [[1, 4], [2]]
