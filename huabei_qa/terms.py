"""Lexical retrieval: BM25 over terms, row i for passage i. Never reads text: terms come from `words`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huabei_qa.errors import KnowledgeBaseError, rebuild
from huabei_qa.records import Ranked

K1, B = 1.5, 0.75
"""Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009: the usual middle values."""

_ARRAYS = {"data": "data.csc.index.npy", "indices": "indices.csc.index.npy", "indptr": "indptr.csc.index.npy"}
_PARAMETERS, _VOCABULARY = "params.index.json", "vocab.index.json"
"""Names that bm25s gives the files."""


class TermIndex:
    """BM25 in the form of Lucene (Kamphuis et al., Which BM25 Do You Mean?, 2020), computed by bm25s when it is built.

    To be asked it needs numpy alone: bm25s brings scipy and tqdm with it, which take longer to import than all else
    that a first question needs.
    """

    def __init__(self, scores: Mapping[str, Any], vocabulary: Mapping[str, int]) -> None:
        """`scores` as bm25s has them: what each term adds to each passage that holds it, the columns of a sparse matrix
        (`data`, `indices`, `indptr`), and the number of passages, `num_docs`.
        """
        self._scores = scores
        self._vocabulary = vocabulary
        self._rows = int(scores["num_docs"])

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> TermIndex:
        """From the terms of each passage. The vocabulary is sorted, so that equal input gives equal files."""
        engine = _engine()
        words = sorted({term for terms in documents for term in terms}) or [""]
        vocabulary = {word: number for number, word in enumerate(words)}
        numbers = [[vocabulary[term] for term in terms] for terms in documents]
        with np.errstate(invalid="ignore"):  # no term anywhere: a mean length of 0
            engine.index((numbers, vocabulary), show_progress=False, create_empty_token=False)
        return cls(engine.scores, engine.vocab_dict)

    @classmethod
    def load(cls, folder: Path, rows: int) -> TermIndex:
        """Raises KnowledgeBaseError for files that are missing, damaged, or of another number of passages."""
        try:
            arrays = {name: np.load(folder / file, mmap_mode="r", allow_pickle=False) for name, file in _ARRAYS.items()}
            found = int(json.loads((folder / _PARAMETERS).read_bytes())["num_docs"])
            vocabulary: dict[str, int] = json.loads((folder / _VOCABULARY).read_bytes())
            _check(arrays, vocabulary)
        except Exception as error:  # numpy and json each raise their own
            raise KnowledgeBaseError(f"The terms in {folder} are missing or damaged", rebuild()) from error
        if found != rows:
            raise KnowledgeBaseError(f"{folder} holds the terms of {found} passages, expected {rows}", rebuild())
        return cls({**arrays, "num_docs": found}, vocabulary)

    def save(self, folder: Path) -> None:
        """Into an empty folder, as bm25s saves it."""
        folder.mkdir(parents=True, exist_ok=True)
        engine = _engine()
        engine.scores, engine.vocab_dict, engine.nonoccurrence_array = dict(self._scores), dict(self._vocabulary), None
        engine.save(str(folder), show_progress=False)

    def __len__(self) -> int:
        return self._rows

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """BM25 of every passage for these terms, shape (passages,). Unknown terms count for nothing."""
        scores = np.zeros(self._rows, dtype=np.float32)
        for term in terms:
            held = self._column(term)
            scores[self._scores["indices"][held]] += self._scores["data"][held]
        return scores

    def search(self, terms: Sequence[str], limit: int, among: NDArray[np.int64] | None = None) -> list[Ranked]:
        """The best passages, best first, equal scores by row; none that share no term. `among`: of these rows only."""
        scores = self.scores(terms)
        rows = np.flatnonzero(scores) if among is None else among[scores[among] > 0]
        limit = min(limit, len(rows))
        if limit <= 0:
            return []
        found = scores[rows]
        least = -np.partition(-found, limit - 1)[limit - 1]
        near = rows[found >= least]  # more than `limit` where the last places are equal
        best = near[np.argsort(-scores[near], kind="stable")][:limit]
        return [Ranked(int(r), float(scores[r])) for r in best]

    def weights(self, term: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Rows of the passages that hold a term, ascending, and what it adds to the BM25 of each."""
        return self.postings(term), np.asarray(self._scores["data"][self._column(term)], dtype=np.float32)

    def postings(self, term: str) -> NDArray[np.int64]:
        """Rows of the passages that hold a term, ascending."""
        return np.asarray(self._scores["indices"][self._column(term)], dtype=np.int64)

    def holding(self, terms: Sequence[str]) -> NDArray[np.int64]:
        """Rows of the passages that hold any of these terms, ascending."""
        return self.postings(terms[0]) if len(terms) == 1 else np.flatnonzero(self._held(terms))

    def holding_all(self, terms: Sequence[str]) -> NDArray[np.int64]:
        """Rows of the passages that hold every one of these different terms, ascending."""
        return np.flatnonzero(self._held(terms) == len(terms))

    def coverage(self, words: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """Share of the words that each passage holds, weighed by rarity, shape (passages,), 0 to 1.

        A word is held where any of its terms is: itself, or a mark of what means the same.
        """
        covered, total = np.zeros(self._rows, dtype=np.float32), 0.0
        for terms in words:
            rows = self.holding(terms)
            rarity = self._rarity(len(rows))
            covered[rows] += rarity
            total += rarity
        return covered / total if total else covered

    def shares(self, words: Sequence[Sequence[str]], rows: Sequence[int]) -> NDArray[np.float32]:
        """Of what `coverage` adds up the share of each word, shape (words, rows): 0 where the row does not hold it."""
        found = np.zeros((len(words), len(rows)), dtype=np.float32)
        total = 0.0
        for at, terms in enumerate(words):
            held = self.holding(terms)
            found[at] = np.isin(rows, held) * self._rarity(len(held))
            total += self._rarity(len(held))
        return found / total if total else found

    def _held(self, terms: Sequence[str]) -> NDArray[np.int32]:
        """How many of these terms each passage holds, shape (passages,)."""
        held = np.zeros(self._rows, dtype=np.int32)
        for term in terms:
            held[self._scores["indices"][self._column(term)]] += 1  # no passage stands twice in a column
        return held

    def _column(self, term: str) -> slice:
        """Where the scores of a term stand; nowhere for one that no passage holds."""
        number = self._vocabulary.get(term)
        return slice(0) if number is None else slice(*self._scores["indptr"][number : number + 2].tolist())

    def _rarity(self, n: int) -> float:
        """How rare a word is that n passages hold: ln(1 + (N - n + 0.5) / (n + 0.5)), Robertson and Zaragoza 2009."""
        return math.log(1 + (self._rows - n + 0.5) / (n + 0.5))


def _check(arrays: Mapping[str, NDArray[Any]], vocabulary: object) -> None:
    """Raises ValueError for what is no sparse matrix of a column for each term."""
    starts, held = arrays["indptr"], arrays["indices"]
    numbers = all(array.ndim == 1 and array.dtype.kind in "iu" for array in (starts, held))
    if not numbers or not isinstance(vocabulary, dict) or len(starts) != len(vocabulary) + 1:
        raise ValueError("no columns of terms")
    if starts[0] != 0 or starts[-1] != len(held) or arrays["data"].shape != held.shape:
        raise ValueError("files of different builds")


def _engine() -> Any:  # bm25s has no complete types
    import bm25s

    return bm25s.BM25(method="lucene", k1=K1, b=B)
