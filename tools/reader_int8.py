"""Rounds the trained reader's linear layers to int8 so that its scores stay what they were.

Plain rounding with one activation scale a text correlates with the float model at .98 only, because
a few channels and the special tokens are 10 to 40 times as large as the rest.  Dividing every input
channel by its size first, and multiplying its weights by it (SmoothQuant), mends the activations;
rounding column by column and spreading each column's error over those not yet rounded (GPTQ), on
the statistics of training pairs, mends the weights.  docs/reader-training.md has the figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from reader_net import CrossEncoder

LARGEST = 127
PAIR = 128
"""Two neighbours of a row, 0 and 1, 2 and 3, ..., come to no more than this in absolute value.

Processors without VNNI add their two products with activations of up to 255 in 16 bits, which hold
32,767: without the limit the score of a pair would depend on the machine.
"""
_SMOOTH = 0.85
_DAMP = 0.01
_BLOCK = 128


class Channels(NamedTuple):
    """A matrix as whole numbers: value = values * scales[row] * sizes[column]."""

    values: NDArray[np.int8]
    """(rows, columns), each -127..127, neighbours within PAIR."""
    scales: NDArray[np.float32]
    """(rows,)."""
    sizes: NDArray[np.float32]
    """(columns,): what the input is divided by before it meets `values`."""

    def stack(self, *below: Channels) -> Channels:
        """Matrices that read one input, one under the other."""
        parts = (self, *below)
        return Channels(
            np.concatenate([p.values for p in parts]),
            np.concatenate([p.scales for p in parts]),
            self.sizes,
        )


class Seen(NamedTuple):
    """What a linear layer's input was like over the calibration texts."""

    most: torch.Tensor
    """(columns,), the greatest absolute value."""
    gram: torch.Tensor
    """(columns, columns), sum of x x^T, float64."""


@torch.inference_mode()
def observe(model: CrossEncoder, rows: list[list[int]]) -> dict[str, Seen]:
    """Inputs of all linear layers of the body while the model reads `rows` one by one."""
    most: dict[str, torch.Tensor] = {}
    gram: dict[str, torch.Tensor] = {}

    def hook(name: str):  # type: ignore[no-untyped-def]
        def note(_module: torch.nn.Module, given: tuple[torch.Tensor, ...]) -> None:
            x = given[0].reshape(-1, given[0].shape[-1])
            new = x.abs().amax(0)
            most[name] = torch.maximum(most[name], new) if name in most else new
            gram[name] = gram.get(name, 0) + (x.T @ x).double()

        return note

    linears = {n: m for n, m in model.body.named_modules() if isinstance(m, torch.nn.Linear)}
    hooks = [m.register_forward_pre_hook(hook(n)) for n, m in linears.items()]
    for row in rows:
        model(torch.tensor([row]), torch.ones((1, len(row)), dtype=torch.long))
    for handle in hooks:
        handle.remove()
    return {name: Seen(most[name], gram[name]) for name in linears}


def rounded(matrices: list[torch.Tensor], seen: Seen) -> list[Channels]:
    """Matrices (rows, columns) that read one input, rounded together."""
    weight = torch.cat(matrices)
    size = seen.most.clamp(min=1e-3) ** _SMOOTH
    size = size / weight.abs().amax(0).clamp(min=1e-5) ** (1 - _SMOOTH)
    size = size / size.median()
    gram = seen.gram / size.double()[:, None] / size.double()[None]
    values, scales = _spread_errors(weight * size, gram)
    sizes = size.numpy()
    out, at = [], 0
    for matrix in matrices:
        stop = at + len(matrix)
        out.append(Channels(values[at:stop], scales[at:stop], sizes))
        at = stop
    return out


def _scales(weight: torch.Tensor) -> torch.Tensor:
    """(rows,): the finest scale with which no weight and no pair of neighbours comes to too much."""
    size = weight.abs()
    single, pair = size.amax(1) / LARGEST, (size[:, 0::2] + size[:, 1::2]).amax(1) / PAIR
    return torch.maximum(single, pair).clamp(min=1e-8)


def _spread_errors(weight: torch.Tensor, gram: torch.Tensor) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """GPTQ: columns of large inputs first, each one's error made good by those that follow."""
    columns = weight.shape[1]
    gram = gram + torch.eye(columns, dtype=torch.float64) * _DAMP * gram.diag().mean()
    order = gram.diag().argsort(descending=True)
    left, gram = weight[:, order].double(), gram[order][:, order]
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(gram))
    upper = torch.linalg.cholesky(inverse, upper=True)
    partner = order.argsort()[order ^ 1]  # where the neighbour of each column stands in this order
    scale = _scales(weight).double()
    whole = torch.zeros_like(left)
    for at in range(0, columns, _BLOCK):
        stop = min(at + _BLOCK, columns)
        errors = torch.zeros_like(left[:, at:stop])
        for k in range(at, stop):
            most = (PAIR - whole[:, partner[k]].abs()).clamp(max=LARGEST)
            whole[:, k] = torch.minimum(torch.maximum((left[:, k] / scale).round(), -most), most)
            error = (left[:, k] - whole[:, k] * scale) / upper[k, k]
            left[:, k + 1 : stop] -= error[:, None] * upper[k, k + 1 : stop][None]
            errors[:, k - at] = error
        left[:, stop:] -= errors @ upper[at:stop, stop:]
    back = whole[:, order.argsort()]
    return back.to(torch.int8).numpy(), scale.float().numpy()
