"""A learnt matrix as files of the package: what adapter and likeness are shipped as."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from model_files import hashes, write_json
from numpy.typing import NDArray

from huabei_qa.adapter import DESCRIPTION, MATRIX


def ship(matrix: NDArray[np.float32], encoder: str, folder: Path) -> None:
    """The matrix in half precision, and which encoder it is for."""
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / MATRIX, matrix.astype(np.float16), allow_pickle=False)
    about = {"name": folder.name, "encoder": encoder, "dimension": len(matrix), "files": hashes(folder, MATRIX)}
    write_json(folder / DESCRIPTION, about)
