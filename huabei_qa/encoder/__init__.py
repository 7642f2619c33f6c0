"""Texts to vectors: the protocol, and the way to get an encoder.

Importing this package loads neither onnxruntime nor torch; an encoder loads what it needs when it
is first used.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from huabei_qa import given
from huabei_qa.encoder.calling import passages_by, queries_by
from huabei_qa.encoder.onnx import OnnxEncoder
from huabei_qa.encoder.session import DESCRIPTION, ShippedModel

__all__ = ["SHIPPED", "Encoder", "is_loadable", "load_encoder", "model_path", "passages_by", "queries_by"]


SHIPPED = "e5-small-zh-en"
"""Name of the shipped model, as a knowledge base remembers it."""


@runtime_checkable
class Encoder(Protocol):
    """Whatever turns questions and passages into vectors that can be compared by inner product.

    One that takes long to load may have a method `warm()` besides, which loads it: it is called on a thread while the
    indexes are read.
    """

    @property
    def name(self) -> str:
        """What to pass to `load_encoder` to get it again, or the name of the shipped model."""

    @property
    def fingerprint(self) -> str:
        """Equal only for encoders that give equal vectors; the index remembers it."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Questions to rows of unit length, shape (len(texts), dimension)."""

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Passages to rows of unit length; `progress` hears now and then how many are done."""


def model_path() -> str:
    """Folder of the shipped model, which sentence-transformers can also load."""
    return str(Path(__file__).resolve().parent.parent / "models" / SHIPPED)


def is_loadable(encoder: Encoder) -> bool:
    """Whether `load_encoder` gives it again by its name, as it does not give an object of a caller's own class."""
    from huabei_qa.encoder.sentence import SentenceTransformerEncoder

    return isinstance(encoder, ShippedModel | SentenceTransformerEncoder)


def load_encoder(name: str | None = None) -> Encoder:
    """The shipped encoder (None, or its own name), or another by its sentence-transformers hub name or folder.

    Raises ModelError if there is no such folder, or the model cannot be loaded; UsageError for what is no name.
    """
    if name is None or name == SHIPPED:
        return OnnxEncoder(model_path())
    named = given.model(name)
    folder = os.path.expanduser(named)
    if os.path.isfile(os.path.join(folder, DESCRIPTION)):
        return OnnxEncoder(folder)
    from huabei_qa.encoder.sentence import SentenceTransformerEncoder

    return SentenceTransformerEncoder(named)
