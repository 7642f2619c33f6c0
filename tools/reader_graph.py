"""The reader's ONNX graph: int8 linear layers, the encoder's own 4-bit word table.

Linear layers are `DynamicQuantizeMatMul` with a scale for every output channel.  That operator
takes one activation scale for a whole batch, so the product runs one pair at a time: scores then
cannot depend on what else is read, nothing is padded, and two cores each take every other pair.
(MatMulNBits, the encoder's operator, has no such scale but takes three times as long on texts of
this length.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
from e5_graph import MICROSOFT, Weights, _embed, _Graph, _layer, model_of
from onnx import TensorProto

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from reader_int8 import Channels


class _Int8(_Graph):
    """The encoder's graph with int8 in place of 4-bit linear layers."""

    def linear(self, source: str, weight: Channels, output: str, bias: str = "") -> str:  # type: ignore[override]
        """Multiply: output = source @ weight.T (+ bias)."""
        even = source
        if (weight.sizes != 1).any():
            sizes = self.tensor(f"{output}.sizes", 1 / weight.sizes)
            even = self.node("Mul", [source, sizes], f"{output}.even")
        whole = self.tensor(f"{output}.w", weight.values.T)
        inputs = [even, whole, self.tensor(f"{output}.scale", weight.scales)]
        inputs += ["", bias] if bias else []
        return self.node("DynamicQuantizeMatMul", inputs, output, MICROSOFT)


def build(weights: Weights, head: Mapping[str, NDArray[np.float32]]) -> onnx.ModelProto:
    """input_ids, attention_mask (batch, length) -> logit (batch,).

    `head` holds first.weight, first.bias, last.weight, last.bias; its matrices stay float32.
    """
    graph = _Int8()
    state = _embed(graph, weights)
    graph.node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    for name in (f"l{layer}" for layer in range(weights.shape.layers)):
        state = _layer(graph, _even_values(weights, name), name, state)
    _head(graph, state, head)
    return model_of(graph, "reader-zh", "logit", ["batch"])


def _even_values(weights: Weights, layer: str) -> Weights:
    """The same layer, of which attention gives what its output layer takes: a mean of values that are divided already,
    where their own linear layer scales them anyhow, in place of a product more.
    """
    out, value = weights.blocks[f"{layer}.ao.w"], weights.blocks[f"{layer}.v.w"]
    even = {
        f"{layer}.v.w": value._replace(scales=value.scales / out.sizes),
        f"{layer}.ao.w": out._replace(sizes=np.ones_like(out.sizes)),
    }
    bias = {f"{layer}.v.b": weights.plain[f"{layer}.v.b"] / out.sizes}
    return weights._replace(blocks={**weights.blocks, **even}, plain={**weights.plain, **bias})


def _head(graph: _Graph, state: str, head: Mapping[str, NDArray[np.float32]]) -> None:
    """The first token's state beside the mean of all, one hidden layer, one number."""
    one = graph.ints("one", 1)
    graph.node("Gather", [state, graph.ints("begin", 0)], "cls.row", axis=1)
    graph.node("Squeeze", ["cls.row", one], "cls")
    graph.node("Cast", ["attention_mask"], "mask.float", to=TensorProto.FLOAT)
    graph.node("Unsqueeze", ["mask.float", graph.ints("minus", -1)], "mask.wide")
    graph.node("Mul", [state, "mask.wide"], "kept")
    graph.node("ReduceSum", ["kept", one], "sum", keepdims=0)
    graph.node("ReduceSum", ["mask.float", one], "count", keepdims=1)
    graph.node("Div", ["sum", "count"], "mean")
    graph.node("Concat", ["cls", "mean"], "both", axis=1)
    for name, source, output in (("first", "both", "hidden"), ("last", "active", "wide")):
        matrix = graph.tensor(f"{name}.weight", head[f"{name}.weight"])
        bias = graph.tensor(f"{name}.bias", head[f"{name}.bias"])
        graph.node("Gemm", [source, matrix, bias], output, transB=1)
        if name == "first":
            graph.node("Tanh", ["hidden"], "active")
    graph.node("Squeeze", ["wide", one], "logit")
