"""Labels of a table that head the list beside them: 受理条件⇥1.…, below it 2.…"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from huabei_qa.articles.lines import Line, blank_between, read_line
from huabei_qa.articles.markers import Rank, marker_at
from huabei_qa.articles.numbering import Cut
from huabei_qa.records import Span

_ROW = re.compile(r"(?P<label>[^\t\r\n:：。，,；;]{1,12})\t+(?P<cell>[^\t\r\n]+)")


def with_lists_in_cells(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines; 受理条件 beside 1.…, below which 2.… stands, heads that list, and other rows stand beside it."""
    found: list[Line] = []
    end = 0
    for start, stop in _tables(text, lines):
        found += lines[end:start]
        for line in lines[start:stop]:
            found += _row(text, line)
        end = stop
    return [*found, *lines[end:]]


def _tables(text: str, lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """From where to where rows of a label and a cell stand together, if the cells of some are lists."""
    start = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and _is_of_table(text, lines, end) and not blank_between(text, lines[end - 1], lines[end]):
            continue
        if _is_row(text, lines[start]) and any(_begins_list(text, lines, i) for i in range(start, end - 1)):
            yield start, end
        start = end


def _is_of_table(text: str, lines: Sequence[Line], i: int) -> bool:
    """Whether line i goes on with a table: another row, or the next entry of a list beside a label."""
    before, number = lines[i - 1], lines[i].number
    if number is None:
        return _is_row(text, lines[i]) and (before.number is not None or _is_row(text, before))
    return before.number == number - 1 or _begins_list(text, lines, i - 1)


def _is_row(text: str, line: Line) -> bool:
    plain = line.rank == Rank.PARAGRAPH and line.marker is None and line.hangs is None
    return plain and _ROW.fullmatch(text, line.span.start, line.span.end) is not None


def _begins_list(text: str, lines: Sequence[Line], i: int) -> bool:
    """Whether the cell of row i is the first entry of a list that goes on in the next line."""
    head = _head(text, lines[i])
    after = lines[i + 1]
    return head is not None and after.number == 2 and after.rank == head[1].rank


def _head(text: str, line: Line) -> tuple[Line, Line] | None:
    """The label of a row and the entry beside it, if that has the number 1."""
    row = _ROW.fullmatch(text, line.span.start, line.span.end) if _is_row(text, line) else None
    if row is None:
        return None
    label, cell = Span(*row.span("label")), Span(*row.span("cell"))
    marker = marker_at(text, cell)
    if marker is None or marker.number != 1 or not Rank.ARABIC <= marker.rank < Rank.LETTER:
        return None
    head = replace(line, span=label, rank=Rank.OUTER, label=label, heading=True)
    return head, read_line(text, Cut(cell), marker)


def _row(text: str, line: Line) -> list[Line]:
    """A row as a heading and the first entry of its list, or as one line beside such headings."""
    if not _is_row(text, line):
        return [line]
    head = _head(text, line)
    return list(head) if head else [replace(line, rank=Rank.OUTER, label=None, heading=False)]
