"""Lists without marks, which only blank lines and colons show: records, the lines of which have the same labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from huabei_qa.articles.lines import LONGEST_HEADING, Line, blank_between
from huabei_qa.articles.markers import Rank

_SAYS = re.compile(r"[。.！!？?…][”」』）)]?$")
_FEWEST = 2
_FEWEST_RECORDS = 3
_MANY_LABELS = 3  # that come again as often as this in one order make records already if there are two of them


def with_records(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines; of blocks that have the same labels in the same order the first line heads the others of its block."""
    found = list(lines)
    for records in _records(text, lines):
        for start, end in records:
            found[start] = replace(lines[start], rank=Rank.HEADER, label=lines[start].span, heading=True)
            for i in range(start + 1, end):
                found[i] = replace(lines[i], rank=Rank.ROW)
    return found


def _records(text: str, lines: Sequence[Line]) -> Iterator[list[tuple[int, int]]]:
    """From where to where each of the records that follow one another goes."""
    for labels, run in groupby(_blocks(text, lines), lambda block: _labels(text, lines[slice(*block)])):
        for records in _unbroken(list(run)):
            often = len(records) >= (_FEWEST if len(labels) >= _MANY_LABELS else _FEWEST_RECORDS)
            firsts = [lines[start].span.of(text) for start, _ in records]
            names = all(len(first) <= LONGEST_HEADING and not _SAYS.search(first) for first in firsts)
            if _FEWEST <= len(labels) == len(set(labels)) and often and names and len(set(firsts)) == len(firsts):
                yield records


def _blocks(text: str, lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """From where to where lines 标签：… stand with no blank line between them."""
    start = 0
    for end in range(1, len(lines) + 1):
        together = end < len(lines) and _is_labelled(lines[start]) and _is_labelled(lines[end])
        if not together or blank_between(text, lines[end - 1], lines[end]):
            if _is_labelled(lines[start]):
                yield start, end
            start = end


def _labels(text: str, block: Sequence[Line]) -> tuple[str, ...]:
    return tuple(line.label.of(text) for line in block if line.label is not None)


def _unbroken(blocks: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """The blocks that nothing but blank lines part."""
    run = [blocks[0]]
    for one, other in pairwise(blocks):
        if one[1] != other[0]:
            yield run
            run = []
        run.append(other)
    yield run


def _is_plain(line: Line) -> bool:
    return line.rank == Rank.PARAGRAPH and line.marker is None and line.hangs is None and not line.answers


def _is_labelled(line: Line) -> bool:
    return _is_plain(line) and line.label is not None and not line.heading
