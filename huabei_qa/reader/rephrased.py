"""A reader that reads a question twice: as it was asked, and as the articles put it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from huabei_qa.reader import Reader


class Rephrased:
    """Another reader, which is also asked in other words; the better of both counts, passage by passage.

    A synonym that some article has may be quite another word than that of the passage which answers.
    """

    def __init__(self, reader: Reader, rephrased: str) -> None:
        self._reader, self._rephrased = reader, rephrased
        self.name, self.fingerprint = reader.name, reader.fingerprint
        self.hopeless: float = getattr(reader, "hopeless", 0.0)

    def score(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """As of any reader."""
        asked = (self._reader.score(one, passages) for one in dict.fromkeys((question, self._rephrased)))
        found: NDArray[np.float32] = np.max(np.stack(list(asked)), axis=0)
        return found
