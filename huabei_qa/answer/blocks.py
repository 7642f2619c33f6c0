"""The text of an answer, taken apart again: for showing it otherwise than in one piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from huabei_qa.answer.compose import APART, BELOW, PARTIAL
from huabei_qa.records import Answer, Point


@dataclass(frozen=True, slots=True)
class Block:
    """A point as the text words it."""

    point: Point
    line: str
    """Its number (where there are several), its words and its citation marks."""
    below: str = ""
    """The short names of what stands under it, as one line; empty: nothing does."""
    apart: str = ""
    """What it stands under: 说法不一, 注意, or nothing."""


def blocks(answer: Answer) -> list[Block] | None:
    """The points of the text in their order, or None for a text that `compose` did not write."""
    lines = answer.text.split("\n")
    if lines[0] == PARTIAL:
        del lines[0]
    found = list(_blocks(answer.points, lines))
    return found if answer.points and not lines and len(found) == len(answer.points) else None


def _blocks(points: tuple[Point, ...], lines: list[str]) -> Iterator[Block]:
    """Uses up the lines."""
    apart = ""
    for point in points:
        if lines and lines[0] in APART[1:]:
            apart = lines.pop(0)
        if not lines:
            return
        line = lines.pop(0)
        below = lines.pop(0).strip() if lines and lines[0].startswith(BELOW) else ""
        yield Block(point, line, below, apart)
