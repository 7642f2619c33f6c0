"""Matrices of low rank that move vectors: the loop that learns adapter and likeness, and how they are stored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from reader_export import write_json

from huabei_qa.adapter import DESCRIPTION, MATRIX

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


def ship(matrix: NDArray[np.float32], encoder: str, folder: Path) -> None:
    """The matrix in half precision, and which encoder it is for."""
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / MATRIX, matrix.astype(np.float16), allow_pickle=False)
    sha = hashlib.sha256((folder / MATRIX).read_bytes()).hexdigest()
    about = {"name": folder.name, "encoder": encoder, "dimension": len(matrix), "files": {MATRIX: sha}}
    write_json(folder / DESCRIPTION, about, 2)
