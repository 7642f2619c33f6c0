"""Vectors turned by one learnt matrix W behind the encoder: x becomes (x + x W) / |x + x W|.

An encoder of general texts puts a question near what is worded like it. The adapter, learnt from judged questions
(`tools/train_adapter.py`), turns questions toward what answers them; vectors of passages stay as they are, so that no
index depends on it. Another matrix of this kind turns statements toward those that say the same (`merge`). Other
encoders go without.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huabei_qa.errors import reading_shipped

_FOLDER = Path(__file__).resolve().parent / "models" / "adapter-zh"
DESCRIPTION, MATRIX = "model.json", "matrix.npy"


@dataclass(frozen=True, slots=True)
class Adapter:
    """The learnt matrix of one encoder."""

    matrix: NDArray[np.float32]
    """Shape (dimension, dimension)."""

    def turn(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Vectors of unit length, shape (number, dimension), to others of unit length; what was given stays."""
        moved = vectors + vectors @ self.matrix
        norms = np.linalg.norm(moved, axis=1, keepdims=True)
        turned: NDArray[np.float32] = (moved / np.where(norms > 0, norms, 1)).astype(np.float32)
        return turned

    @classmethod
    def choose(cls, encoder: str, folder: Path = _FOLDER) -> Adapter | None:
        """The matrix of the folder, if it was learnt for the encoder of this fingerprint; None for any other encoder.

        Raises ModelError if it is missing or damaged.
        """
        with reading_shipped(folder):
            about = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
            if about["encoder"] != encoder:
                return None
            content = (folder / MATRIX).read_bytes()
            if hashlib.sha256(content).hexdigest() != about["files"][MATRIX]:
                raise ValueError(f"{MATRIX} is not the file that {DESCRIPTION} describes")
            matrix = np.load(io.BytesIO(content), allow_pickle=False).astype(np.float32)
            if matrix.shape != (about["dimension"], about["dimension"]):
                raise ValueError(f"a matrix of shape {matrix.shape}")
        return cls(matrix)
