"""Reading pairs of statements while a knowledge base is built, to tell whether they say the same; every pair once.

What the reader has said is kept as vectors are, with the index and while a build is under way: it is a vector of one
number, and a pair is a text of two halves.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huabei_qa import merge
from huabei_qa.knowledge.embedding import Known, Progress, embed, journal_of, key
from huabei_qa.reader import Reader

_BETWEEN = "\0"


class PairReader:
    """The shipped reader as `merge.Read`; `found` has what it said of all pairs that it was asked for, by key."""

    dimension = 1

    def __init__(self, reader: Reader, home: Path, known: Known, progress: Progress | None = None) -> None:
        """Takes from `known` what is there already."""
        self.fingerprint = reader.fingerprint
        self.found: dict[bytes, NDArray[np.float32]] = {}
        self._read = merge.read_with(reader)
        self._home, self._known, self._progress = home, known, progress

    def __call__(self, asked: Sequence[tuple[str, str]]) -> list[float]:
        """Probability that the second of each two texts answers the first. Raises OSError as `embed` does."""
        texts = [_BETWEEN.join(pair) for pair in asked]
        journal = journal_of(self._home, self)
        self.found, _ = embed(texts, self, self._known, journal, self._progress)
        return [float(self.found[key(self.fingerprint, text)][0]) for text in texts]

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Of each pair the probability, shape (len(texts), 1)."""
        pairs = [(question, passage) for question, _, passage in (text.partition(_BETWEEN) for text in texts)]
        return np.array(self._read(pairs), dtype=np.float32).reshape(-1, 1)
