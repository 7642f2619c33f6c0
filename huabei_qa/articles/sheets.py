"""Rows copied from a sheet: a cell of several lines stands in quotes ("含税⏎不含运费"), empty ones leave their tabs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from huabei_qa.records import Span
from huabei_qa.text import is_blank_between

_OPENED = re.compile(r'\t"[^"\t\r\n]*$')
_CLOSED = re.compile(r'[^"\t\r\n]*"(?:\t|$)')
_WITHIN = re.compile(r'\t"[^"\t]*"(?=\t|$)')
_GOES_ON = 12  # lines of a cell


def with_quoted_cells(text: str, spans: Sequence[Span]) -> list[Span]:
    """The lines; a row whose last cell opens quotes together with the lines up to where these are closed."""
    found: list[Span] = []
    i = 0
    while i < len(spans):
        end = _end_of_row(text, spans, i)
        found.append(Span(spans[i].start, spans[end].end))
        i = end + 1
    return found


def _end_of_row(text: str, spans: Sequence[Span], i: int) -> int:
    """The last line of the row that line i begins."""
    end = i
    while _OPENED.search(text, spans[end].start, spans[end].end):
        closed = _closing(text, spans, end)
        if closed is None:
            return end
        end = closed
    return end


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
    """A row without the line ends in its quoted cells."""
    return _WITHIN.sub(lambda found: " ".join(found[0].split("\n")), words) if "\n" in words else words


def empty_behind(text: str, span: Span) -> int:
    """How many empty cells end the row of a sheet: the tabs behind its last word."""
    end = span.end
    while end < len(text) and text[end] == "\t":
        end += 1
    return end - span.end
