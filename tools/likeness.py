"""The matrix that turns vectors of statements toward those that say the same (`huabei_qa/models/likeness-zh/`).

Learnt by `tools/fit_merge.py`: each statement with a repeat elsewhere in its article, and each statement worded anew
(`NAME.like.jsonl`), chooses among all statements of its article.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import low_rank
import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F  # noqa: N812

from huabei_qa import merge

RANK = 192
TEMPERATURE = 0.15
DROPOUT = 0.1
BATCH, SPREAD = 32, 0.05
MARKED = 2.0
"""What a marked repeat counts beside a statement that was only worded anew."""


class Case(NamedTuple):
    """A statement, the vectors of all statements of its article, and which of them say the same."""

    asked: torch.Tensor
    rows: torch.Tensor
    share: torch.Tensor
    """What each of the rows should get; they add up to 1."""
    own: int
    """The row of the statement itself, which is no choice; -1: it stands outside the article."""
    weight: float


def cases(
    rows: NDArray[np.float32],
    same: Sequence[tuple[int, int]],
    reworded: Sequence[tuple[NDArray[np.float32], Sequence[int]]],
) -> list[Case]:
    """Those of one article: `rows` are the vectors of its statements about their mean, of unit length.

    `same` are pairs of them that say the same, `reworded` vectors of other wordings, each with the rows that it words.
    """
    all_rows = torch.from_numpy(rows)
    found = [
        Case(all_rows[i], all_rows, _share(len(rows), sorted(js)), i, MARKED) for i, js in merge.partners(same).items()
    ]
    others = [(torch.from_numpy(v), worded) for v, worded in reworded if worded]
    return found + [Case(v, all_rows, _share(len(rows), worded), -1, 1.0) for v, worded in others]


def learnt(found: Sequence[Case], seed: int = 0) -> NDArray[np.float32]:
    """The matrix W, (dimension, dimension), of rank RANK: x becomes (x + x W) / |x + x W|."""

    def loss(part: NDArray[np.int64], down: torch.Tensor, up: torch.Tensor) -> torch.Tensor:
        matrix = F.dropout(down, DROPOUT) @ up
        return torch.stack([_loss(found[i], matrix) for i in part]).mean()

    return low_rank.learnt(len(found), len(found[0].asked), RANK, BATCH, SPREAD, seed, loss)


def _loss(case: Case, matrix: torch.Tensor) -> torch.Tensor:
    """Cross entropy of one statement over those of its article."""
    asked = F.normalize(case.asked + case.asked @ matrix, dim=0)
    scores = F.normalize(case.rows + case.rows @ matrix, dim=1) @ asked / TEMPERATURE
    keep = torch.arange(len(scores)) != case.own
    return -case.weight * (case.share[keep] * F.log_softmax(scores[keep], 0)).sum()


def _share(total: int, rows: Sequence[int]) -> torch.Tensor:
    share = torch.zeros(total)
    share[list(rows)] = 1 / len(rows)
    return share
