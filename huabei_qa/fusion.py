"""One ranking out of what both retrievers and the reader say, each brought to log-odds and added.

Reciprocal rank fusion forgets how sure a list is and falls below the better of the two (docs/decisions.md). Here each
score says how good it is in itself: BM25 is a sum of log-odds as it stands (Robertson and Zaragoza, "The Probabilistic
Relevance Framework: BM25 and Beyond", 2009), a cosine over the temperature that an encoder learnt at is one, and what
the reader gives is a probability. So a question of many rare words, which facts are asked by, is decided by the words,
a short one in everyday words by the vectors. The weights were chosen by the tables in docs/decisions.md.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from huabei_qa.records import Passage, Ranked

PER_COSINE = 60.0
"""Log-odds for a whole unit of cosine. The adapter learnt at a temperature of .02, which would be 50."""
PER_BM25 = 0.3
"""Log-odds for one of BM25: it takes words of one passage for independent, which they are not."""
PER_LENGTH = 0.4
"""Log-odds for e times the length: a longer passage says more."""
HEADS = 0.5
"""Log-odds for a statement that heads others, where a question is broad."""
OTHER_PRODUCT = 4.0
"""Log-odds against a passage that is about another product than the question (`products`)."""
ARTICLE_BEST = 3
"""Rows of an article that tell how much it has to say to a question."""
PER_ARTICLE = 0.5
"""What the log-odds of an article count beside those of a row: one line may answer in an article on something else."""
_MIDDLE, _SPREAD = 62.0, 4.0
"""Log-odds of retrieval by itself that are shown as a score of one half, and how slowly scores rise."""
_SUREST = 1e-6
_MOST = 700.0
"""Log-odds beyond which e to them is no number any more."""


def fuse(
    rows: Sequence[int],
    cosines: NDArray[np.float32],
    bm25: NDArray[np.float32],
    prior: NDArray[np.float32] | None = None,
) -> list[Ranked]:
    """The rows ranked by both, best first, equal scores by row; scores are log-odds, up to a constant.

    `cosines` and `bm25` hold each row's scores, `prior` the log-odds that it has beforehand, shape (len(rows),).
    """
    scores = PER_COSINE * cosines.astype(np.float64) + PER_BM25 * bm25 + (0 if prior is None else prior)
    return _ordered(rows, scores)


def prior(passages: Sequence[Passage], broad: bool, elsewhere: Sequence[bool] = ()) -> NDArray[np.float32]:
    """Log-odds of each passage before the question's words are looked at, shape (len(passages),).

    `broad` tells that the question asks for more than one statement, `elsewhere` of each passage that it is about
    another product (left out: none is).
    """
    lengths = np.log(np.array([len(p.text) for p in passages], dtype=np.float32))
    heads = np.array([p.is_head and broad for p in passages], dtype=np.float32)
    others = np.array(elsewhere or [False] * len(passages), dtype=np.float32)
    found: NDArray[np.float32] = PER_LENGTH * lengths + HEADS * heads - OTHER_PRODUCT * others
    return found


def with_articles(ranked: Sequence[Ranked], articles: Sequence[Hashable]) -> list[Ranked]:
    """The rows ranked by what their article says to the question as well; `articles` names that of each row.

    A row loses half of what its article's best rows, by their mean, stay behind those of the best article: the evidence
    of a passage and of its document mixed, as by Callan ("Passage-level evidence in document retrieval", 1994). An
    article of fewer rows is judged by those that it has; of one article alone nothing changes.
    """
    best: dict[Hashable, list[float]] = {}
    for row, article in zip(ranked, articles, strict=True):
        best.setdefault(article, []).append(row.score)
    says = {article: sum(scores[:ARTICLE_BEST]) / len(scores[:ARTICLE_BEST]) for article, scores in best.items()}
    most = max(says.values(), default=0.0)
    scores = [row.score + PER_ARTICLE * (says[article] - most) for row, article in zip(ranked, articles, strict=True)]
    return _ordered([row.row for row in ranked], np.array(scores, dtype=np.float64))


def of_other_product(read: float) -> float:
    """What is left of the reader's probability of an answer where the passage is about another product."""
    odds = read / max(_SUREST, 1 - read) * math.exp(-OTHER_PRODUCT)
    return odds / (1 + odds)


def rerank(ranked: Sequence[Ranked], read: NDArray[np.float32]) -> list[Ranked]:
    """The rows in the order of what the reader and retrieval say together; scores are probabilities.

    `read` is the reader's probability for each row, shape (len(ranked),). Its log-odds are moved by how much more
    retrieval says for a row than for the mean of all.
    """
    if not ranked:
        return []
    found = np.array([r.score for r in ranked], dtype=np.float64)
    sure = np.clip(read.astype(np.float64), _SUREST, 1 - _SUREST)
    odds = np.log(sure / (1 - sure)) + found - found.mean()
    return _ordered([r.row for r in ranked], _likelihood(odds))


def score_of(odds: float) -> float:
    """Log-odds of retrieval as a score from 0 to 1, the greater the better."""
    return float(_likelihood(np.array((odds - _MIDDLE) / _SPREAD)))


def _ordered(rows: Sequence[int], scores: NDArray[np.float64]) -> list[Ranked]:
    found = [Ranked(int(row), float(score)) for row, score in zip(rows, scores, strict=True)]
    return sorted(found, key=lambda ranked: (-ranked.score, ranked.row))


def _likelihood(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    likely: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(odds, -_MOST, _MOST)))
    return likely
