from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huabei_qa.errors import KnowledgeBaseError
from huabei_qa.terms import K1, B, TermIndex

DOCUMENTS = [
    ["泡", "茶", "水温", "茶"],
    ["泡", "咖啡"],
    ["自行车", "链条"],
    ["茶", "苦"],
    [],
    ["茶", "苦"],
]


def bm25(query: list[str], documents: list[list[str]]) -> list[float]:
    """Lucene's form, which leaves out the constant factor k1 + 1."""
    count = len(documents)
    mean = sum(map(len, documents)) / count
    scores = []
    for words in documents:
        score = 0.0
        for term in query:
            n = sum(term in d for d in documents)
            if n:
                f = words.count(term)
                idf = math.log(1 + (count - n + 0.5) / (n + 0.5))
                score += idf * f / (f + K1 * (1 - B + B * len(words) / mean))
        scores.append(score)
    return scores


@pytest.fixture(scope="module")
def index() -> TermIndex:
    return TermIndex.build(DOCUMENTS)


@pytest.mark.parametrize("query", [["茶"], ["泡", "茶"], ["链条", "苦", "苦"], ["咖啡", "没有"], ["水温"]])
def test_scores_are_those_of_the_formula(index: TermIndex, query: list[str]) -> None:
    np.testing.assert_allclose(index.scores(query), bm25(query, DOCUMENTS), rtol=1e-5)


WORD = st.sampled_from("茶水杯火泡苦香叶")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WORD, max_size=8), min_size=1, max_size=8).filter(any), st.lists(WORD, min_size=1, max_size=5))
def test_scores_are_those_of_the_formula_for_any_documents(documents: list[list[str]], query: list[str]) -> None:
    built = TermIndex.build(documents)
    np.testing.assert_allclose(built.scores(query), bm25(query, documents), rtol=1e-4, atol=1e-6)
    found = built.search(query, len(documents))
    assert found == sorted(found, key=lambda r: (-r.score, r.row))
    assert {r.row for r in found} == {row for row, words in enumerate(documents) if set(words) & set(query)}


def test_best_first_and_equal_scores_by_row(index: TermIndex) -> None:
    found = index.search(["苦", "茶"], 10)
    assert [r.row for r in found] == [3, 5, 0]
    assert found[0].score == found[1].score > found[2].score > 0


def test_what_shares_no_term_is_not_found(index: TermIndex) -> None:
    assert [r.row for r in index.search(["链条"], 10)] == [2]
    assert index.search(["没有"], 10) == index.search([], 10) == []


def test_the_limit_holds(index: TermIndex) -> None:
    assert [r.row for r in index.search(["苦"], 1)] == [3]
    assert index.search(["苦"], 0) == []
    assert len(index) == 6


def test_the_limit_keeps_the_first_of_many_equal_ones() -> None:
    equal = TermIndex.build([["茶"]] * 300)
    assert [r.row for r in equal.search(["茶"], 5)] == [0, 1, 2, 3, 4]


def test_unknown_terms_count_for_nothing(index: TermIndex) -> None:
    np.testing.assert_array_equal(index.scores(["茶", "没有"]), index.scores(["茶"]))
    np.testing.assert_array_equal(index.scores(["没有"]), np.zeros(6, dtype=np.float32))


def test_postings(index: TermIndex) -> None:
    assert index.postings("茶").tolist() == [0, 3, 5]
    assert index.postings("没有").tolist() == []


def test_coverage_is_the_share_of_rarity_that_a_passage_holds(index: TermIndex) -> None:
    tea, bike = math.log(1 + 3.5 / 3.5), math.log(1 + 5.5 / 1.5)
    expected = [tea, 0, bike, tea, 0, tea]
    np.testing.assert_allclose(index.coverage([["茶"], ["链条"]]), np.array(expected) / (tea + bike), rtol=1e-5)
    assert index.coverage([]).tolist() == [0.0] * 6
    assert index.coverage([["没有"]]).tolist() == [0.0] * 6


def test_shares_add_up_to_the_coverage(index: TermIndex) -> None:
    words = [["额度"], ["套现", "提额"], ["没有的词"]]
    rows = list(range(len(index.coverage(words))))
    shares = index.shares(words, rows)
    assert shares.sum(axis=0).tolist() == pytest.approx(index.coverage(words).tolist())
    assert shares[:, [1]].tolist() == index.shares(words, [1]).tolist()
    assert index.shares([], rows).shape == (0, len(rows))


def test_a_word_is_covered_by_any_of_its_terms_and_is_as_rare_as_all_of_them(index: TermIndex) -> None:
    assert index.holding(["茶", "链条"]).tolist() == [0, 2, 3, 5]
    both, unknown = math.log(1 + 2.5 / 4.5), math.log(1 + 6.5 / 0.5)
    expected = np.array([both, 0, both, both, 0, both]) / (both + unknown)
    np.testing.assert_allclose(index.coverage([["茶", "链条"], ["没有"]]), expected, rtol=1e-5)


def test_nothing_given_is_changed() -> None:
    documents = [["茶", "水"], ["茶"]]
    query = ["水", "茶"]
    TermIndex.build(documents).search(query, 2)
    assert (documents, query) == ([["茶", "水"], ["茶"]], ["水", "茶"])


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_two_builds_write_equal_bytes(tmp_path: Path) -> None:
    for name in "ab":
        TermIndex.build(DOCUMENTS).save(tmp_path / name)
    assert content(tmp_path / "a") == content(tmp_path / "b")


def test_what_was_saved_answers_alike(index: TermIndex, tmp_path: Path) -> None:
    folder = tmp_path / "索引 é"
    index.save(folder)
    before = content(folder)
    again = TermIndex.load(folder, 6)
    for query in (["茶", "苦"], ["泡"], ["没有"]):
        assert again.search(query, 6) == index.search(query, 6)
        np.testing.assert_array_equal(again.coverage([query]), index.coverage([query]))
    assert content(folder) == before


def test_of_some_rows_only_those_are_found(index: TermIndex) -> None:
    everything = index.search(["茶", "苦"], 6)
    for among in ([], [everything[-1].row], sorted(found.row for found in everything[1:]), list(range(6))):
        expected = [found for found in everything if found.row in among]
        assert index.search(["茶", "苦"], 6, np.array(among, dtype=np.int64)) == expected
        assert index.search(["茶", "苦"], 1, np.array(among, dtype=np.int64)) == expected[:1]


def test_documents_without_any_term_find_nothing(tmp_path: Path) -> None:
    TermIndex.build([[], []]).save(tmp_path / "t")
    assert TermIndex.load(tmp_path / "t", 2).search(["茶"], 2) == []


def test_one_document_is_enough() -> None:
    (found,) = TermIndex.build([["茶"]]).search(["茶"], 3)
    assert found.row == 0
    assert found.score == pytest.approx(bm25(["茶"], [["茶"]])[0])


@pytest.mark.parametrize(
    "name", ["data.csc.index.npy", "indptr.csc.index.npy", "params.index.json", "vocab.index.json"]
)
@pytest.mark.parametrize("damage", ["missing", "empty", "foreign"])
def test_a_damaged_folder_is_named(index: TermIndex, tmp_path: Path, name: str, damage: str) -> None:
    index.save(tmp_path)
    if damage == "missing":
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(b"" if damage == "empty" else b"\x93something else")
    with pytest.raises(KnowledgeBaseError, match="missing or damaged"):
        TermIndex.load(tmp_path, 6)


@pytest.mark.parametrize("vocabulary", ['["茶"]', '"茶"', '{"茶": 0}'])
def test_a_foreign_vocabulary_is_named(index: TermIndex, tmp_path: Path, vocabulary: str) -> None:
    index.save(tmp_path)
    (tmp_path / "vocab.index.json").write_text(vocabulary, encoding="utf-8")
    with pytest.raises(KnowledgeBaseError, match="missing or damaged"):
        TermIndex.load(tmp_path, 6)


@pytest.mark.parametrize("damaged", [lambda a: a + 1000, lambda a: a.astype(float), lambda a: a.reshape(1, -1)])
def test_columns_that_are_none_are_named(index: TermIndex, tmp_path: Path, damaged: Callable[..., object]) -> None:
    index.save(tmp_path)
    starts = tmp_path / "indptr.csc.index.npy"
    np.save(starts, damaged(np.load(starts)))
    with pytest.raises(KnowledgeBaseError, match="missing or damaged"):
        TermIndex.load(tmp_path, 6)


def test_an_index_of_other_passages_is_refused(index: TermIndex, tmp_path: Path) -> None:
    index.save(tmp_path)
    with pytest.raises(KnowledgeBaseError, match="terms of 6 passages, expected 7"):
        TermIndex.load(tmp_path, 7)
