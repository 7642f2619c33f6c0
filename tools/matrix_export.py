"""A learnt matrix as files of the package: what adapter and likeness are shipped as."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from reader_export import write_json

from huabei_qa.adapter import DESCRIPTION, MATRIX


def ship(matrix: NDArray[np.float32], encoder: str, folder: Path) -> None:
    """The matrix in half precision, and which encoder it is for."""
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / MATRIX, matrix.astype(np.float16), allow_pickle=False)
    sha = hashlib.sha256((folder / MATRIX).read_bytes()).hexdigest()
    about = {"name": folder.name, "encoder": encoder, "dimension": len(matrix), "files": {MATRIX: sha}}
    write_json(folder / DESCRIPTION, about, 2)
