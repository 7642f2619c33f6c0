"""What the title of an article says of its passages: those of 离职手续 are about 离职, though few of them repeat it.

In a knowledge base of many articles such a word is rare, and weighs the more where a passage happens to have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huabei_qa.records import Passage, Role
from huabei_qa.terms import TermIndex

SHARE = 0.75
"""What a word of the title counts in a passage that lacks it, as a share of what it counts in those that have it."""


@dataclass(frozen=True, slots=True)
class Titles:
    """Which passages are of one article, and which are titles."""

    articles: NDArray[np.int64]
    """The number of each row's article, shape (passages,)."""
    titles: NDArray[np.bool_]
    """Of each row whether it is a title, shape (passages,)."""

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> Titles:
        """Those of a knowledge base."""
        numbers = {source: number for number, source in enumerate(dict.fromkeys(p.source for p in passages))}
        articles = np.array([numbers[p.source] for p in passages], dtype=np.int64)
        return cls(articles, np.array([p.role is Role.TITLE for p in passages], dtype=np.bool_))

    def bm25(self, index: TermIndex, terms: Sequence[str], rows: Sequence[int]) -> NDArray[np.float32]:
        """What the terms count for rows whose article has them in its title and which have them not, shape (rows,).

        In one article alone that is nothing: it would be the same for all.
        """
        said = np.zeros(len(rows), dtype=np.float32)
        if not rows or not self.articles.any():
            return said
        asked = np.asarray(rows)
        owners = self.articles[asked]
        for term in terms:
            held, scores = index.weights(term)
            titled = self.articles[held[self.titles[held]]]
            lacking = np.isin(owners, titled) & ~np.isin(asked, held)
            if lacking.any():
                total, count = np.bincount(self.articles[held], scores), np.bincount(self.articles[held])
                said[lacking] += SHARE * total[owners[lacking]] / count[owners[lacking]]
        return said
