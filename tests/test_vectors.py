from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from huabei_qa import vectors as room
from huabei_qa.errors import KnowledgeBaseError
from huabei_qa.records import Ranked
from huabei_qa.vectors import VectorIndex

ROWS = np.array([[1, 0], [0, 1], [0.6, 0.8], [0, 1], [-1, 0]], dtype=np.float32)
EAST = np.array([1, 0], dtype=np.float32)
NORTH = np.array([0, 1], dtype=np.float32)


@pytest.fixture(scope="module")
def index() -> VectorIndex:
    return VectorIndex.build(ROWS)


def random_rows(count: int, dimension: int) -> NDArray[np.float32]:
    rows = np.random.default_rng(7).normal(size=(count, dimension)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def test_best_first_and_equal_scores_by_row(index: VectorIndex) -> None:
    assert index.search(NORTH, 4) == [Ranked(1, 1.0), Ranked(3, 1.0), Ranked(2, float(ROWS[2, 1])), Ranked(0, 0.0)]
    assert [r.row for r in index.search(EAST, 99)] == [0, 2, 1, 3, 4]
    assert index.search(EAST, 0) == []


def test_the_search_is_exact() -> None:
    rows = random_rows(500, 16)
    index = VectorIndex.build(rows)
    for query in random_rows(520, 16)[500:]:
        expected = np.argsort(-(rows @ query), kind="stable")[:10]
        assert [r.row for r in index.search(query, 10)] == expected.tolist()


@pytest.mark.parametrize("flat_up_to", [1000, 64])
def test_of_some_rows_only_those_are_found_and_exactly(monkeypatch: pytest.MonkeyPatch, flat_up_to: int) -> None:
    monkeypatch.setattr(room, "FLAT_UP_TO", flat_up_to)  # 64: a graph, and more rows than are compared at once
    rows = random_rows(500, 16)
    index = VectorIndex.build(rows)
    query = random_rows(501, 16)[-1]
    for among in (np.array([], dtype=np.int64), np.array([7]), np.arange(3, 500, 5)):
        expected = among[np.argsort(-(rows[among] @ query), kind="stable")][:10]
        found = index.search(query, 10, among)
        assert [r.row for r in found] == expected.tolist()
        np.testing.assert_allclose([r.score for r in found], rows[expected] @ query, rtol=1e-5)


def test_the_limit_keeps_the_first_of_many_equal_ones() -> None:
    equal = VectorIndex.build(np.tile(ROWS[:2], (300, 1)))
    assert [r.row for r in equal.search(EAST, 5)] == [0, 2, 4, 6, 8]


def test_cosines_of_chosen_rows(index: VectorIndex) -> None:
    np.testing.assert_allclose(index.cosines(EAST, [4, 2, 0]), [-1, 0.6, 1], rtol=1e-6)
    assert index.cosines(EAST, []).shape == (0,)


def test_rows_come_back_as_given(index: VectorIndex) -> None:
    np.testing.assert_array_equal(index.vectors(), ROWS)
    assert len(index) == 5


def test_nothing_given_is_changed() -> None:
    rows, query = ROWS.copy(), EAST.copy()
    VectorIndex.build(rows).search(query, 3)
    np.testing.assert_array_equal(rows, ROWS)
    np.testing.assert_array_equal(query, EAST)


def test_rows_in_column_order_or_of_another_type_are_taken() -> None:
    index = VectorIndex.build(np.asfortranarray(ROWS.astype(np.float64)))
    np.testing.assert_array_equal(index.vectors(), ROWS)


def test_two_builds_give_equal_bytes() -> None:
    assert VectorIndex.build(ROWS).to_bytes() == VectorIndex.build(ROWS).to_bytes()


def test_what_was_saved_answers_alike_also_in_a_folder_beyond_ascii(index: VectorIndex, tmp_path: Path) -> None:
    path = tmp_path / "索引 é" / "向量.faiss"
    path.parent.mkdir()
    path.write_bytes(index.to_bytes())
    again = VectorIndex.load(path, 5, 2)
    assert again.search(EAST, 5) == index.search(EAST, 5)
    assert again.to_bytes() == path.read_bytes()


def test_many_rows_become_a_graph_that_finds_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rows = random_rows(600, 16)
    exact = VectorIndex.build(rows)
    monkeypatch.setattr(room, "FLAT_UP_TO", 100)
    graph = VectorIndex.build(rows)
    path = tmp_path / "v.faiss"
    path.write_bytes(graph.to_bytes())
    again = VectorIndex.load(path, 600, 16)
    assert graph.to_bytes() != exact.to_bytes()
    for query in random_rows(610, 16)[600:]:
        near = [r.row for r in exact.search(query, 5)]
        assert [r.row for r in graph.search(query, 5)] == near
        assert [r.row for r in again.search(query, 5)] == near
    np.testing.assert_allclose(again.cosines(rows[3], [3]), [1], rtol=1e-5)


@pytest.mark.parametrize("damage", ["half", "empty", "foreign", "head"])
def test_a_damaged_file_is_named(index: VectorIndex, tmp_path: Path, damage: str) -> None:
    data = index.to_bytes()
    path = tmp_path / "v.faiss"
    path.write_bytes(
        {"half": data[: len(data) // 2], "empty": b"", "foreign": "泡茶".encode() * 40, "head": data[:4]}[damage]
    )
    with pytest.raises(KnowledgeBaseError, match=r"v\.faiss is damaged or no FAISS index"):
        VectorIndex.load(path, 5, 2)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match=r"v\.faiss cannot be read"):
        VectorIndex.load(tmp_path / "v.faiss", 5, 2)


@pytest.mark.parametrize(("rows", "dimension"), [(4, 2), (5, 3)])
def test_an_index_of_another_size_is_refused(index: VectorIndex, tmp_path: Path, rows: int, dimension: int) -> None:
    path = tmp_path / "v.faiss"
    path.write_bytes(index.to_bytes())
    with pytest.raises(KnowledgeBaseError, match=f"5 vectors of 2 numbers, expected {rows} of {dimension}"):
        VectorIndex.load(path, rows, dimension)
