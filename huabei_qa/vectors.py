"""Dense retrieval: a FAISS index of unit vectors, row i for passage i. Never reads text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huabei_qa.errors import KnowledgeBaseError, rebuild
from huabei_qa.records import Ranked

FLAT_UP_TO = 100_000
"""Rows. Up to here an exact search takes less than 20 ms on two cores; above, a graph (HNSW) is built."""
_HNSW_LINKS = 32
_HNSW_EF = 128


class VectorIndex:
    """Inner products of a question with all rows. Cosines, since all vectors have unit length."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> VectorIndex:
        """From rows of unit length, shape (passages, dimension)."""
        import faiss

        dimension = vectors.shape[1]
        index: Any = faiss.IndexFlatIP(dimension)
        if len(vectors) > FLAT_UP_TO:
            index = faiss.IndexHNSWFlat(dimension, _HNSW_LINKS, faiss.METRIC_INNER_PRODUCT)
            index.hnsw.efSearch = _HNSW_EF
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path, rows: int, dimension: int) -> VectorIndex:
        """Raises KnowledgeBaseError for a file that is missing, damaged, or of other rows or dimension.

        Read through Python: FAISS cannot open paths beyond ASCII on Windows.
        """
        import faiss

        try:
            data = np.frombuffer(path.read_bytes(), dtype=np.uint8)
            index = faiss.deserialize_index(data)
        except OSError as error:
            raise KnowledgeBaseError(f"{path} cannot be read ({error})", rebuild()) from error
        except Exception as error:  # FAISS raises RuntimeError, AssertionError and what SWIG makes of the rest
            raise KnowledgeBaseError(f"{path} is damaged or no FAISS index", rebuild()) from error
        if (index.ntotal, index.d) != (rows, dimension):
            raise KnowledgeBaseError(
                f"{path} holds {index.ntotal} vectors of {index.d} numbers, expected {rows} of {dimension}", rebuild()
            )
        return cls(index)

    def to_bytes(self) -> bytes:
        """The index as a file's content."""
        import faiss

        return bytes(faiss.serialize_index(self._index).tobytes())

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query: NDArray[np.float32], limit: int, among: NDArray[np.int64] | None = None) -> list[Ranked]:
        """The nearest rows to a vector of shape (dimension,), best first, equal scores by row.

        `among`: the only rows to look at, ascending. They are compared one by one: a graph (HNSW) that is searched
        with a selector does not find its way to a few rows among many (facebookresearch/faiss#3186).
        """
        limit = min(limit, len(self) if among is None else len(among))
        if limit <= 0:
            return []
        if among is not None:
            pieces = [among[at : at + FLAT_UP_TO] for at in range(0, len(among), FLAT_UP_TO)]
            cosines = np.concatenate([self.cosines(query, piece) for piece in pieces])
            best = np.argsort(-cosines, kind="stable")[:limit]
            return [Ranked(int(among[i]), float(cosines[i])) for i in best]
        scores, rows = self._index.search(query.reshape(1, -1).astype(np.float32, copy=False), limit)
        found = [Ranked(int(r), float(s)) for r, s in zip(rows[0], scores[0], strict=True) if r >= 0]
        return sorted(found, key=lambda ranked: (-ranked.score, ranked.row))

    def cosines(self, query: NDArray[np.float32], rows: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Inner products of a vector, shape (dimension,), with these rows, shape (rows,)."""
        if not len(rows):
            return np.zeros(0, dtype=np.float32)
        chosen = np.asarray(self._index.reconstruct_batch(np.asarray(rows, dtype=np.int64)), dtype=np.float32)
        return np.asarray(chosen @ query, dtype=np.float32)

    def vectors(self) -> NDArray[np.float32]:
        """All rows as they were given, shape (passages, dimension)."""
        return np.asarray(self._index.reconstruct_n(0, len(self)), dtype=np.float32)
