"""Reading the best passages a few at a time, and no further than an answer may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from huabei_qa.errors import ModelError

if TYPE_CHECKING:
    from huabei_qa.reader import Reader

FIRST = 4
"""Passages that are read at once."""
NEXT = 2
"""Passages of every further look."""


def read_best(
    reader: Reader, question: str, passages: Sequence[str], beside: Sequence[str] = ()
) -> tuple[list[float], list[float]]:
    """The reader's probabilities of the first passages, (at most len(passages),), and of all `beside`.

    `passages` stand best first. None is read behind a look of which all stay below what the reader itself calls
    hopeless; a reader that has no `hopeless` reads all of them in one look.
    """
    hopeless: float = getattr(reader, "hopeless", 0.0)
    first = passages[:FIRST] if hopeless else passages
    if not first and not beside:
        return [], []
    found = _probabilities(reader, question, [*first, *beside])
    read, others = found[: len(first)], found[len(first) :]
    last = read
    while len(read) < len(passages) and max(last) >= hopeless:
        last = _probabilities(reader, question, passages[len(read) : len(read) + NEXT])
        read = read + last
    return read, others


def _probabilities(reader: Reader, question: str, passages: Sequence[str]) -> list[float]:
    """What the reader says, which may be a caller's own. Raises ModelError for what is no probability of each."""
    found = np.asarray(reader.score(question, passages))
    if found.shape != (len(passages),) or not ((found >= 0) & (found <= 1)).all():  # false for NaN too
        raise ModelError(
            f"The reader {reader.name} gave no probability, 0 to 1, for each of {len(passages)} passages",
            "Mend its score, or take another reader.",
        )
    return [float(one) for one in found]
