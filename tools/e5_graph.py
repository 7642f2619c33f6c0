"""The ONNX graph of multilingual-e5-small, written node by node.

Every linear layer stays in the 4-bit blocks it came in: `MatMulNBits` takes blocks of 32 weights
with one scale each, which is exactly what the source file holds, so nothing is rounded a second
time.  With accuracy_level 4 that operator quantises activations block by block *within a row*,
so the vector of a text cannot depend on what else is in the batch - the reason why the usual
dynamic int8 (one scale for a whole batch) was not taken.

Fused operators of onnxruntime (`com.microsoft`) are written directly, so the graph is already the
optimised one and a session opens without running the optimiser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

MICROSOFT = "com.microsoft"
BLOCK = 32


class Blocks(NamedTuple):
    """A matrix in 4-bit blocks; value = (nibble - 8) * scale."""

    nibbles: NDArray[np.uint8]
    """(rows, columns), each 0..15."""
    scales: NDArray[np.float32]
    """(rows, columns / 32)."""

    def take(self, rows: NDArray[np.int64]) -> Blocks:
        """The chosen rows, in the order given."""
        return Blocks(self.nibbles[rows], self.scales[rows])

    def stack(self, *below: Blocks) -> Blocks:
        """This matrix with others of the same width under it."""
        parts = (self, *below)
        return Blocks(np.concatenate([p.nibbles for p in parts]), np.concatenate([p.scales for p in parts]))

    def packed(self) -> NDArray[np.uint8]:
        """(rows, columns / 2): even columns in the low half of a byte, odd ones in the high."""
        return (self.nibbles[:, 0::2] | (self.nibbles[:, 1::2] << 4)).astype(np.uint8)


class Shape(NamedTuple):
    """The sizes of the network."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


class Weights(NamedTuple):
    """All tensors by the names the source file gives them."""

    shape: Shape
    plain: Mapping[str, NDArray[np.float32]]
    blocks: Mapping[str, Blocks]


class _Graph:
    """Collects nodes and tensors."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.tensors: list[onnx.TensorProto] = []

    def tensor(self, name: str, value: NDArray[np.generic]) -> str:
        self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def ints(self, name: str, *values: int) -> str:
        return self.tensor(name, np.array(values, np.int64))

    def node(self, op: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: Any) -> str:
        outputs = [output]
        node = helper.make_node(op, inputs, outputs, name=output, domain=domain, **attributes)
        self.nodes.append(node)
        return output

    def linear(self, source: str, weight: Blocks, output: str, bias: str = "") -> str:
        """output = source @ weight.T (+ bias), `weight` being (out, in) in 4-bit blocks."""
        rows, columns = weight.nibbles.shape
        packed = weight.packed().reshape(rows, columns // BLOCK, BLOCK // 2)
        inputs = [
            source,
            self.tensor(f"{output}.w", packed),
            self.tensor(f"{output}.scale", weight.scales.reshape(-1)),
            *(["", "", bias] if bias else []),
        ]
        sizes = {"K": columns, "N": rows, "bits": 4, "block_size": BLOCK, "accuracy_level": 4}
        return self.node("MatMulNBits", inputs, output, MICROSOFT, **sizes)


def build(weights: Weights) -> onnx.ModelProto:
    """The whole model: input_ids, attention_mask (batch, length) -> unit vectors (batch, hidden).

    Text must be padded on the right.  `weights.blocks["emb.word"]` decides the vocabulary.
    """
    graph = _Graph()
    state = _embed(graph, weights)
    graph.node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    for layer in range(weights.shape.layers):
        state = _layer(graph, weights, f"l{layer}", state)
    _pool(graph, state)
    return model_of(graph, "e5-small-zh-en", "sentence_embedding", ["batch", weights.shape.hidden])


def _embed(graph: _Graph, weights: Weights) -> str:
    word = weights.blocks["emb.word"]
    packed = helper.make_tensor("word", TensorProto.UINT4, word.nibbles.shape, word.packed().tobytes(), raw=True)
    graph.tensors.append(packed)
    zero = np.full(word.scales.size, 8, np.uint8)
    zeros = Blocks(zero.reshape(word.scales.shape), word.scales).packed()
    graph.tensors.append(helper.make_tensor("word.zero", TensorProto.UINT4, word.scales.shape, zeros.tobytes(), True))
    graph.node(
        "GatherBlockQuantized",
        ["word", "input_ids", graph.tensor("word.scale", word.scales), "word.zero"],
        "word.rows",
        MICROSOFT,
        block_size=BLOCK,
        gather_axis=0,
        quantize_axis=1,
    )
    # Token type is always 0, so its one row is added to the positions once and for all.
    hidden = weights.shape.hidden
    place = weights.plain["emb.pos"].reshape(-1, hidden) + weights.plain["emb.type"][:hidden]
    graph.tensor("places", place.astype(np.float32))
    graph.node("Shape", ["input_ids"], "length", start=1, end=2)
    graph.node("Slice", ["places", graph.ints("zero", 0), "length"], "places.used")
    graph.node("Add", ["word.rows", "places.used"], "embedded")
    return graph.node(
        "LayerNormalization",
        ["embedded", *_norm(graph, weights, "emb.ln")],
        "embedded.norm",
        axis=-1,
        epsilon=weights.shape.epsilon,
    )


def _norm(graph: _Graph, weights: Weights, name: str) -> list[str]:
    return [graph.tensor(f"{name}.{part}", weights.plain[f"{name}.{part}"]) for part in "wb"]


def _layer(graph: _Graph, weights: Weights, name: str, state: str) -> str:
    """One transformer layer: attention and feed-forward, each added back and normalised."""
    mixed = _attention(graph, weights, name, state)
    out = _biased(graph, weights, mixed, f"{name}.ao")
    state = _add_norm(graph, weights, f"{name}.aln", out, state)
    inner = graph.linear(state, weights.blocks[f"{name}.fi.w"], f"{name}.fi")
    bias = graph.tensor(f"{name}.fi.b", weights.plain[f"{name}.fi.b"])
    active = graph.node("BiasGelu", [inner, bias], f"{name}.gelu", MICROSOFT)
    out = _biased(graph, weights, active, f"{name}.fo")
    return _add_norm(graph, weights, f"{name}.oln", out, state)


def _biased(graph: _Graph, weights: Weights, source: str, name: str) -> str:
    bias = graph.tensor(f"{name}.b", weights.plain[f"{name}.b"])
    return graph.linear(source, weights.blocks[f"{name}.w"], name, bias)


def _attention(graph: _Graph, weights: Weights, name: str, state: str) -> str:
    blocks, plain = weights.blocks, weights.plain
    joined = blocks[f"{name}.q.w"].stack(blocks[f"{name}.k.w"], blocks[f"{name}.v.w"])
    parts = [f"{name}.{key}" for key in "qkv"]
    linear = graph.linear(state, joined, f"{name}.qkv")
    split = helper.make_node("Split", [linear], parts, f"{name}.split", axis=-1, num_outputs=3)
    graph.nodes.append(split)
    bias = graph.tensor(f"{name}.qkv.b", np.concatenate([plain[f"{part}.b"] for part in parts]))
    return graph.node(
        "MultiHeadAttention",
        [*parts, bias, "mask"],
        f"{name}.mixed",
        MICROSOFT,
        num_heads=weights.shape.heads,
    )


def _add_norm(graph: _Graph, weights: Weights, name: str, new: str, old: str) -> str:
    # Two plain operators: the fused SkipLayerNormalization took twice their time when measured.
    summed = graph.node("Add", [new, old], f"{name}.sum")
    return graph.node(
        "LayerNormalization",
        [summed, *_norm(graph, weights, name)],
        name,
        axis=-1,
        epsilon=weights.shape.epsilon,
    )


def _pool(graph: _Graph, state: str) -> None:
    """Mean over the real tokens, then unit length."""
    graph.node("Cast", ["attention_mask"], "mask.float", to=TensorProto.FLOAT)
    graph.node("Unsqueeze", ["mask.float", graph.ints("minus", -1)], "mask.wide")
    graph.node("Mul", [state, "mask.wide"], "kept")
    graph.node("ReduceSum", ["kept", graph.ints("one", 1)], "sum", keepdims=0)
    # The mean and the sum point the same way, and the length becomes 1, so no division by count.
    graph.node("LpNormalization", ["sum"], "sentence_embedding", axis=-1, p=2)


def model_of(graph: _Graph, name: str, output: str, size: Sequence[str | int]) -> onnx.ModelProto:
    """The graph from input_ids and attention_mask, (batch, length), to its one output of this size."""
    inputs = [
        helper.make_tensor_value_info(given, TensorProto.INT64, ["batch", "length"])
        for given in ("input_ids", "attention_mask")
    ]
    outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, size)]
    body = helper.make_graph(graph.nodes, name, inputs, outputs, graph.tensors)
    sets = [helper.make_opsetid("", 21), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(body, opset_imports=sets, ir_version=10, producer_name="huabei_qa")
