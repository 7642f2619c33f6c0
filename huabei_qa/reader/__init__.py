"""(question, passage) -> how well the passage answers: the protocol, and the way to get a reader.

Importing this package loads neither onnxruntime nor torch; a reader loads what it needs when it
is first used.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from huabei_qa import given
from huabei_qa.encoder.session import DESCRIPTION
from huabei_qa.reader.onnx import OnnxReader
from huabei_qa.reader.rephrased import Rephrased
from huabei_qa.reader.shown import entries_below, entry, shown
from huabei_qa.reader.waves import read_best

__all__ = [
    "SHIPPED",
    "Reader",
    "Rephrased",
    "entries_below",
    "entry",
    "load_reader",
    "read_best",
    "reader_path",
    "shown",
]


SHIPPED = "reader-zh"
"""Name of the shipped reader."""


@runtime_checkable
class Reader(Protocol):
    """Whatever reads a question beside passages and says how well each of them answers it.

    It may have `warm()` besides, as an encoder may, and `hopeless`, a probability: where all of the passages that were
    read last stay below it, no further ones are read. One that has it is asked for one passage at a time, from several
    threads.
    """

    @property
    def name(self) -> str:
        """What to pass to `load_reader` to get it again, or the name of the shipped model."""

    @property
    def fingerprint(self) -> str:
        """Equal only for readers that give equal scores; a calibration remembers it."""

    def score(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(passages),): for each, 0 to 1, the probability that it answers.

        `passages` are texts as `shown` makes them. A passage's score does not depend on the
        others, nor on their order.
        """


def reader_path() -> str:
    """Folder of the shipped reader."""
    return str(Path(__file__).resolve().parent.parent / "models" / SHIPPED)


def load_reader(name: str | None = None) -> Reader:
    """The shipped reader, or a sentence-transformers CrossEncoder by its hub name or folder.

    Raises ModelError if there is no such folder, or the model cannot be loaded; UsageError for what is no name.
    """
    if name is None or name == SHIPPED:
        return OnnxReader(reader_path())
    named = given.model(name)
    folder = os.path.expanduser(named)
    if os.path.isfile(os.path.join(folder, DESCRIPTION)):
        return OnnxReader(folder)
    from huabei_qa.reader.cross import CrossEncoderReader

    return CrossEncoderReader(named)
