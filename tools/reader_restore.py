"""The weights of a shipped reader, taken back out of its int8 graph, to train it further.

Of a reader only the rounded graph is kept. Its matrices times their scales are the float weights but for the
rounding, which changes scores by .005 on average (docs/reader-training.md), so that training can go on from there.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from reader_net import LINEARS, NORMS

_QUERY_KEY_VALUE = ("q", "k", "v")


def restored(folder: Path) -> dict[str, torch.Tensor]:
    """Names and tensors of the layers and the head of `folder`/model.onnx, as a CrossEncoder has them."""
    graph = onnx.load(str(folder / "model.onnx")).graph
    held = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    layers = 1 + max(int(name[1:].split(".")[0]) for name in held if name.startswith("l") and name.endswith(".fi.w"))
    state = {name: held[name] for name in ("first.weight", "first.bias", "last.weight", "last.bias")}
    for n in range(layers):
        at = f"body.encoder.layer.{n}."
        joined = zip(_QUERY_KEY_VALUE, np.split(_matrix(held, f"l{n}.qkv"), 3), strict=True)
        biases = zip(_QUERY_KEY_VALUE, np.split(held[f"l{n}.qkv.b"], 3), strict=True)
        state |= {f"{at}{LINEARS[short]}.weight": matrix for short, matrix in joined}
        state |= {f"{at}{LINEARS[short]}.bias": bias for short, bias in biases}
        for short in ("ao", "fi", "fo"):
            state[f"{at}{LINEARS[short]}.weight"] = _matrix(held, f"l{n}.{short}")
            state[f"{at}{LINEARS[short]}.bias"] = held[f"l{n}.{short}.b"]
        for short, long in NORMS.items():
            state[f"{at}{long}.weight"] = held[f"l{n}.{short}.w"]
            state[f"{at}{long}.bias"] = held[f"l{n}.{short}.b"]
    return {name: torch.from_numpy(np.array(value, dtype=np.float32)) for name, value in state.items()}


def _matrix(held: dict[str, np.ndarray], name: str) -> np.ndarray:
    """(rows, columns): whole numbers times the scale of each row and what each column of the input is multiplied by; an
    input that comes even (reader_graph._even_values) is multiplied by nothing.
    """
    whole = held[f"{name}.w"].T.astype(np.float32) * held[f"{name}.scale"][:, None]
    return whole * held[f"{name}.sizes"][None] if f"{name}.sizes" in held else whole
