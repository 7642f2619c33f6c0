"""One ranking out of two: dense and lexical scores, each brought to a common scale, then added.

Reciprocal rank fusion forgets how sure a list is and falls below the better of the two (DESIGN.md). Here each
score says how good it is in itself: a cosine by where it lies between unrelated and equal texts, a BM25 score by
how near it comes to the most that this question's terms could earn. A question whose words the passages share is
so decided by BM25, one in other words by the vectors. The weight was chosen by the tables in docs/decisions.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from huabei_qa.records import Ranked

DENSE_WEIGHT = 0.15
COSINE_FLOOR = 0.75
"""Cosine of unrelated texts: multilingual-e5 is trained at temperature 0.01 and puts everything above it."""
COSINE_SPAN = 0.2


def fuse(rows: Sequence[int], cosines: NDArray[np.float32], bm25: NDArray[np.float32], ceiling: float) -> list[Ranked]:
    """The rows ranked by both, best first, equal scores by row.

    `cosines` and `bm25` hold each row's scores, shape (len(rows),); `ceiling` is the most that BM25 could give.
    """
    lexical = bm25 / ceiling if ceiling > 0 else np.zeros_like(bm25)
    scores = DENSE_WEIGHT * (cosines - COSINE_FLOOR) / COSINE_SPAN + (1 - DENSE_WEIGHT) * lexical
    found = [Ranked(int(row), float(score)) for row, score in zip(rows, scores, strict=True)]
    return sorted(found, key=lambda ranked: (-ranked.score, ranked.row))


READER_TRUST = 80.0
"""How many units of the reader's log-odds one whole unit of the fused score is worth; chosen in docs/quality.md."""
_SUREST = 1e-6


def rerank(ranked: Sequence[Ranked], read: NDArray[np.float32]) -> list[Ranked]:
    """The rows in the order of what the reader says, moved a little by how they were found; scores 0 to 1.

    `read` is the reader's probability for each row, shape (len(ranked),). The score is the reader's log-odds plus
    what the row's fused score adds to the mean of all, taken back to a probability.
    """
    if not ranked:
        return []
    fused = np.array([r.score for r in ranked], dtype=np.float64)
    sure = np.clip(read.astype(np.float64), _SUREST, 1 - _SUREST)
    odds = np.log(sure / (1 - sure)) + READER_TRUST * (fused - fused.mean())
    scores = 1 / (1 + np.exp(-odds))
    found = [Ranked(r.row, float(score)) for r, score in zip(ranked, scores, strict=True)]
    return sorted(found, key=lambda one: (-one.score, one.row))
