"""Reading the best passages a few at a time, and no further than an answer may be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import TYPE_CHECKING

import numpy as np

from huabei_qa.encoder.session import threads
from huabei_qa.errors import HuabeiQAError, ModelError, first_line

if TYPE_CHECKING:
    from huabei_qa.reader import Reader

FIRST = 4
"""Passages of the first look."""
NEXT = 2
"""Passages of every further look."""

_Read = Callable[[str], float]
_Place = tuple[list[float], int, str]
"""Where a probability goes, and the text that it is of."""


def read_best(
    reader: Reader, question: str, passages: Sequence[str], beside: Sequence[str] = ()
) -> tuple[list[float], list[float]]:
    """The reader's probabilities of the first passages, (at most len(passages),), and of all `beside`.

    `passages` stand best first. None is read behind a look of which all stay below what the reader itself calls
    hopeless; a reader that has no `hopeless` reads all of them at once.
    """
    hopeless: float = getattr(reader, "hopeless", 0.0)
    if not hopeless:
        found = _probabilities(reader, question, [*passages, *beside]) if passages or beside else []
        return found[: len(passages)], found[len(passages) :]
    looks = [passages[:FIRST], *(passages[at : at + NEXT] for at in range(FIRST, len(passages), NEXT))]
    return _look_by_look(lambda text: _probabilities(reader, question, [text])[0], looks, beside, hopeless)


def _look_by_look(
    read: _Read, looks: Sequence[Sequence[str]], beside: Sequence[str], hopeless: float
) -> tuple[list[float], list[float]]:
    """The probabilities of the looks that are taken, in order, and of all `beside`.

    The next look begins as soon as one passage of the last is not hopeless: while the others of it were waited for, a
    thread had nothing to do. What is read is the same.
    """
    found, others = [[0.0] * len(looks[0])], [0.0] * len(beside)
    waiting = _begin(read, [*_places(found[0], looks[0]), *_places(others, beside)])
    while waiting:
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for one in done:
            values, at = waiting.pop(one)
            values[at] = one.result()
            if values is found[-1] and values[at] >= hopeless and len(found) < len(looks):
                following = looks[len(found)]
                found.append([0.0] * len(following))
                waiting |= _begin(read, _places(found[-1], following))
    return [value for values in found for value in values], others


def _places(values: list[float], texts: Sequence[str]) -> list[_Place]:
    return [(values, at, text) for at, text in enumerate(texts)]


def _begin(read: _Read, places: Sequence[_Place]) -> dict[Future[float], tuple[list[float], int]]:
    """Begin to read; long ones first, so that no thread waits for another's last long one."""
    submit = threads("huabei-look").submit
    longest_first = sorted(places, key=lambda place: -len(place[2]))
    return {submit(read, text): (values, at) for values, at, text in longest_first}


def _probabilities(reader: Reader, question: str, passages: Sequence[str]) -> list[float]:
    """What the reader says, which may be a caller's own: whatever goes wrong in it is a ModelError, and so is what is
    no probability of each.
    """
    remedy = "Mend its score, or take another reader."
    try:
        found = np.asarray(reader.score(question, passages), dtype=np.float64)
    except HuabeiQAError:
        raise
    except Exception as error:
        raise ModelError(f"The reader {reader.name} failed ({first_line(error)})", remedy) from error
    if found.shape != (len(passages),) or not ((found >= 0) & (found <= 1)).all():  # false for NaN too
        raise ModelError(
            f"The reader {reader.name} gave no probability, 0 to 1, for each of {len(passages)} passages",
            remedy,
        )
    return [float(one) for one in found]
