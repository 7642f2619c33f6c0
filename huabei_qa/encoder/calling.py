"""Calling an encoder, which may be a caller's own: whatever goes wrong in it is a ModelError, and so is no vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from huabei_qa.errors import HuabeiQAError, ModelError, first_line

if TYPE_CHECKING:
    from huabei_qa.encoder import Encoder

_LONGEST = 1.01
"""Length of a unit vector, rounded as half floats are. An encoder that knows no word of a text gives zeros."""


def queries_by(encoder: Encoder, texts: Sequence[str]) -> NDArray[np.float32]:
    """Questions to rows of unit length, shape (len(texts), dimension)."""
    return _sound(encoder, encoder.encode_queries, "encode_queries", texts)


def passages_by(encoder: Encoder, texts: Sequence[str]) -> NDArray[np.float32]:
    """Passages to rows of unit length, shape (len(texts), dimension)."""
    return _sound(encoder, encoder.encode_passages, "encode_passages", texts)


def _sound(
    encoder: Encoder, encode: Callable[[Sequence[str]], object], method: str, texts: Sequence[str]
) -> NDArray[np.float32]:
    """What the encoder gave, which may have run out of its numbers (NaN in half floats).

    An index of anything else would be built, kept and asked without a word.
    """
    remedy = f"Mend its {method}, or take another model."
    try:
        vectors = np.asarray(encode(texts), dtype=np.float32)
    except HuabeiQAError:
        raise
    except Exception as error:
        raise ModelError(f"The encoder {encoder.name} failed ({first_line(error)})", remedy) from error
    if vectors.shape != (len(texts), encoder.dimension):
        raise ModelError(
            f"The encoder {encoder.name} gave an array of shape {vectors.shape} for {len(texts)} texts, expected "
            f"{(len(texts), encoder.dimension)}",
            remedy,
        )
    if not (np.linalg.norm(vectors, axis=1) <= _LONGEST).all():  # false for NaN too
        raise ModelError(f"The encoder {encoder.name} gave vectors that are not of unit length, or no numbers", remedy)
    return vectors
