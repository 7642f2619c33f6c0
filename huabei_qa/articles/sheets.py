"""Rows copied from a sheet: a cell of several lines stands in quotes ("含税⏎不含运费"), empty ones leave their tabs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from huabei_qa.records import Span
from huabei_qa.text import is_blank_between

_OPENED = re.compile(r'\t"[^"\t\r\n]*$')
_CLOSED = re.compile(r'[^"\t\r\n]*"(?:\t|$)')
_GOES_ON = 12  # lines of a cell


def with_whole_rows(text: str, spans: Sequence[Span]) -> list[Span]:
    """The lines; a row with those in which its last cell goes on, as quotes show, or the tabs of its neighbours."""
    found: list[Span] = []
    i = 0
    while i < len(spans):
        end = _end_of_row(text, spans, i)
        found.append(Span(spans[i].start, spans[end].end))
        i = end + 1
    return found


def _end_of_row(text: str, spans: Sequence[Span], i: int) -> int:
    """The last line of the row that line i begins."""
    end = i + _is_torn(text, spans, i)
    while _OPENED.search(text, spans[end].start, spans[end].end):
        closed = _closing(text, spans, end)
        if closed is None:
            return end
        end = closed
    return end


def _is_torn(text: str, spans: Sequence[Span], i: int) -> bool:
    """Whether line i and the next one are one row: it stops amid what its last cell says, and together they have the
    tabs that the rows around them have.
    """
    if i == 0 or i + 1 >= len(spans) or is_blank_between(text, spans[i].end, spans[i + 1].start):
        return False
    if text[spans[i].end - 1] not in "，,、；;。" or empty_behind(text, spans[i]):
        return False
    before, one, other = (text.count("\t", span.start, span.end) for span in spans[i - 1 : i + 2])
    behind = text.count("\t", spans[i + 2].start, spans[i + 2].end) if i + 2 < len(spans) else before
    return min(one, other) > 0 and one + other == before == behind


def _closing(text: str, spans: Sequence[Span], i: int) -> int | None:
    """The line in which the cell ends that line i has opened; None: the quotes are none of a cell."""
    for k in range(i + 1, min(i + _GOES_ON, len(spans))):
        if is_blank_between(text, spans[k - 1].end, spans[k].start):
            return None
        if _CLOSED.match(text, spans[k].start, spans[k].end):
            return k
        if '"' in spans[k].of(text) or "\t" in spans[k].of(text):
            return None
    return None


def on_one_line(words: str) -> str:
    """A row without the line ends in its cells."""
    return " ".join(words.split("\n")) if "\t" in words else words


def empty_behind(text: str, span: Span) -> int:
    """How many empty cells end the row of a sheet: the tabs behind its last word."""
    end = span.end
    while end < len(text) and text[end] == "\t":
        end += 1
    return end - span.end
