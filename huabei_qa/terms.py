"""Lexical retrieval: BM25 over terms, row i for passage i. Never reads text: terms come from `words`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huabei_qa.errors import KnowledgeBaseError, rebuild
from huabei_qa.records import Ranked

K1, B = 1.5, 0.75
"""Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009: the usual middle values."""


class TermIndex:
    """BM25 in the form of Lucene (Kamphuis et al., Which BM25 Do You Mean?, 2020), computed by bm25s."""

    def __init__(self, engine: Any, rows: int) -> None:
        self._engine = engine
        self._vocabulary: dict[str, int] = engine.vocab_dict
        self._rows = rows

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> TermIndex:
        """From the terms of each passage. The vocabulary is sorted, so that equal input gives equal files."""
        engine = _engine()
        words = sorted({term for terms in documents for term in terms}) or [""]
        vocabulary = {word: number for number, word in enumerate(words)}
        numbers = [[vocabulary[term] for term in terms] for terms in documents]
        with np.errstate(invalid="ignore"):  # no term anywhere: a mean length of 0
            engine.index((numbers, vocabulary), show_progress=False, create_empty_token=False)
        return cls(engine, len(documents))

    @classmethod
    def load(cls, folder: Path, rows: int) -> TermIndex:
        """Raises KnowledgeBaseError for files that are missing, damaged, or of another number of passages."""
        import bm25s

        try:
            engine = bm25s.BM25.load(str(folder), load_corpus=False, mmap=True, load_vocab=True)
            found = int(engine.scores["num_docs"])
        except Exception as error:  # numpy, json and bm25s each raise their own
            raise KnowledgeBaseError(f"The terms in {folder} are missing or damaged", rebuild()) from error
        if found != rows:
            raise KnowledgeBaseError(f"{folder} holds the terms of {found} passages, expected {rows}", rebuild())
        return cls(engine, rows)

    def save(self, folder: Path) -> None:
        """Into an empty folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._engine.save(str(folder), show_progress=False)

    def __len__(self) -> int:
        return self._rows

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """BM25 of every passage for these terms, shape (passages,). Unknown terms count for nothing."""
        numbers = [self._vocabulary[t] for t in terms if t in self._vocabulary]
        if not numbers:
            return np.zeros(self._rows, dtype=np.float32)
        return np.asarray(self._engine.get_scores_from_ids(numbers), dtype=np.float32)

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

    def postings(self, term: str) -> NDArray[np.int64]:
        """Rows of the passages that hold a term, ascending."""
        number = self._vocabulary.get(term)
        if number is None:
            return np.zeros(0, dtype=np.int64)
        start, end = self._engine.scores["indptr"][number : number + 2]
        return np.asarray(self._engine.scores["indices"][start:end], dtype=np.int64)

    def holding(self, terms: Sequence[str]) -> NDArray[np.int64]:
        """Rows of the passages that hold any of these terms, ascending."""
        return reduce(np.union1d, map(self.postings, terms), np.zeros(0, dtype=np.int64))

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

    def _rarity(self, n: int) -> float:
        """How rare a word is that n passages hold: ln(1 + (N - n + 0.5) / (n + 0.5)), Robertson and Zaragoza 2009."""
        return math.log(1 + (self._rows - n + 0.5) / (n + 0.5))


def _engine() -> Any:  # bm25s has no complete types
    import bm25s

    return bm25s.BM25(method="lucene", k1=K1, b=B)
