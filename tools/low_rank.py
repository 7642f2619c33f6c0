"""Learning a matrix of low rank that moves vectors: the loop that adapter and likeness share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

RATE, EPOCHS = 1e-3, 3
LEVEL = 0.4
"""Share of the steps at the full rate, which then falls to 0."""

Loss = Callable[[NDArray[np.int64], torch.Tensor, torch.Tensor], torch.Tensor]
"""Of the cases of these numbers, by the factors `down` (dimension, rank) and `up` (rank, dimension)."""


def learnt(total: int, size: int, rank: int, batch: int, spread: float, seed: int, loss: Loss) -> NDArray[np.float32]:
    """down @ up, (size, size), by Adam over `total` cases; `spread` is the deviation that `down` begins with."""
    torch.manual_seed(seed)
    down = torch.nn.Parameter(torch.randn(size, rank) * spread)
    up = torch.nn.Parameter(torch.zeros(rank, size))
    work = torch.optim.Adam([down, up], lr=RATE)
    order = np.random.default_rng(seed)
    parts = max(1, total // batch)
    batches = [part for _ in range(EPOCHS) for part in np.array_split(order.permutation(total), parts)]
    for step, part in enumerate(batches):
        work.param_groups[0]["lr"] = RATE * min(1.0, (len(batches) - step) / ((1 - LEVEL) * len(batches)))
        found = loss(part, down, up)
        work.zero_grad()
        found.backward()
        work.step()
    return np.asarray((down @ up).detach().numpy(), dtype=np.float32)
