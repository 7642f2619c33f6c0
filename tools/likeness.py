"""The matrix that turns vectors of statements toward those that say the same (`huabei_qa/models/likeness-zh/`).

Learnt by `tools/fit_merge.py`: each statement with a repeat elsewhere in its article, and each statement worded anew
(`NAME.like.jsonl`), chooses among all statements of its article.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F  # noqa: N812

RANK = 192
TEMPERATURE = 0.15
DROPOUT = 0.1
RATE, BATCH, EPOCHS = 1e-3, 32, 3
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
    partners: dict[int, set[int]] = {}
    for i, j in same:
        partners.setdefault(i, set()).add(j)
        partners.setdefault(j, set()).add(i)
    found = [Case(all_rows[i], all_rows, _share(len(rows), sorted(js)), i, MARKED) for i, js in partners.items()]
    others = [(torch.from_numpy(v), worded) for v, worded in reworded if worded]
    return found + [Case(v, all_rows, _share(len(rows), worded), -1, 1.0) for v, worded in others]


def learnt(found: Sequence[Case], seed: int = 0) -> NDArray[np.float32]:
    """The matrix W, (dimension, dimension), of rank RANK: x becomes (x + x W) / |x + x W|."""
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    size = len(found[0].asked)
    down = torch.nn.Parameter(torch.randn(size, RANK, generator=generator) * 0.05)
    up = torch.nn.Parameter(torch.zeros(RANK, size))
    work = torch.optim.Adam([down, up], lr=RATE)
    order = np.random.default_rng(seed)
    parts = max(1, len(found) // BATCH)
    batches = [part for _ in range(EPOCHS) for part in np.array_split(order.permutation(len(found)), parts)]
    for step, part in enumerate(batches):
        work.param_groups[0]["lr"] = RATE * min(1.0, (len(batches) - step) / (0.6 * len(batches)))
        matrix = F.dropout(down, DROPOUT) @ up
        loss = torch.stack([_loss(found[i], matrix) for i in part]).mean()
        work.zero_grad()
        loss.backward()
        work.step()
    return np.asarray((down @ up).detach().numpy(), dtype=np.float32)


def _loss(case: Case, matrix: torch.Tensor) -> torch.Tensor:
    """Cross entropy of one statement over those of its article."""
    asked = F.normalize(case.asked + case.asked @ matrix, dim=0)
    scores = F.normalize(case.rows + case.rows @ matrix, dim=1) @ asked / TEMPERATURE
    if case.own >= 0:
        keep = torch.arange(len(scores)) != case.own
        return -case.weight * (case.share[keep] * F.log_softmax(scores[keep], 0)).sum()
    return -case.weight * (case.share * F.log_softmax(scores, 0)).sum()


def _share(total: int, rows: Sequence[int]) -> torch.Tensor:
    share = torch.zeros(total)
    share[list(rows)] = 1 / len(rows)
    return share
