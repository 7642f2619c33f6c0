"""Tables of HTML in a Markdown text: each `<tr>` is a row, from its first cell's words to its last one's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from huabei_qa.articles.body import without_comments
from huabei_qa.articles.markdown.said import without_tags
from huabei_qa.cells import names_columns, names_pair, names_things
from huabei_qa.records import Span
from huabei_qa.text import has_words, trimmed

_COMMENT = r"<!--(?:(?!<!--|-->).)*-->"
_ROW = re.compile(
    rf"{_COMMENT}|(?P<table></?table\b)|<tr\b[^<>]*>(?P<cells>(?:{_COMMENT}|(?!</?tr\b|</?table\b|<!--).)*)</tr\s*>",
    re.I | re.S,
)
"""A comment goes before what stands in it."""
_CELL = re.compile(
    rf"{_COMMENT}|<(?P<tag>t[dh])\b[^<>]*>(?P<words>(?:{_COMMENT}|(?!<t[dh]\b|<!--).)*?)</(?P=tag)\s*>",
    re.I | re.S,
)
_HEADS = re.compile(r"<thead\b", re.I)
_WRAPPED = re.compile(r"<p\b[^<>]*>((?:(?!<p\b).)*)</p\s*>", re.I | re.S)
_BREAKS = re.compile(r"(?:<br\s*/?>\s*)+", re.I)
_WITHIN = re.compile(r"<(?:table|tr|t[dh]|ul|ol|li|p|div|dl|pre|img|h[1-6])\b|<!--", re.I)
"""What a cell holds that is read by itself."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: where its source stands, its words from first to last cell, and each cell's."""

    source: Span
    cells: tuple[Span, ...]
    names: bool
    """Each cell is a `<th>`, or they stand in a `<thead>`."""

    @property
    def span(self) -> Span:
        """The words of all cells, with the tags between them."""
        return Span(self.cells[0].start, self.cells[-1].end)


@dataclass(slots=True)
class Table:
    """A table, or what of it stands in a block: its rows, and where it begins and ends."""

    start: int
    end: int
    rows: list[Row] = field(default_factory=list)
    headed: bool = False
    """Its first row names the columns."""


def tables(text: str, start: int, end: int) -> list[Table]:
    """The tables between two places that have rows of several cells with words and nothing else.

    Rows before any `<table>` are one too.
    """
    found = [Table(start, end)]
    for tag in _ROW.finditer(text, start, end):
        if tag["cells"] is not None:
            if row := _row(text, tag):
                found[-1].rows.append(row)
        elif tag["table"]:
            found[-1].end = tag.start()
            found.append(Table(tag.start(), end))
    for table in found:
        table.headed = bool(table.rows) and _has_header(text, table.rows, table.start)
    return found


def _row(text: str, found: re.Match[str]) -> Row | None:
    cells = [cell for cell in _CELL.finditer(text, *found.span("cells")) if cell["tag"]]
    spans = tuple(_words(text, trimmed(text, *cell.span("words"))) for cell in cells)
    if len(cells) < 2 or any(_WITHIN.search(text, span.start, span.end) for span in spans):
        return None
    heads = all(cell["tag"].lower() == "th" for cell in cells)
    row = Row(Span(*found.span()), spans, heads)
    return row if sum(has_words(without_tags(text, span).of(text)) for span in spans) > 1 else None


def _words(text: str, cell: Span) -> Span:
    """What a cell holds, without comments and lines without words around it, nor the one paragraph that it is."""
    cell = without_comments(text, cell)
    wrapped = _WRAPPED.fullmatch(text, cell.start, cell.end)
    cell = trimmed(text, *wrapped.span(1)) if wrapped else cell
    for found in _BREAKS.finditer(text, cell.start, cell.end):
        if found.end() == cell.end:
            return trimmed(text, cell.start, max(found.start(), cell.start))
        if found.start() == cell.start:
            cell = Span(found.end(), cell.end)
    return cell


def _has_header(text: str, rows: Sequence[Row], start: int) -> bool:
    """Whether the first row names the columns; `start` is where the table begins."""
    if rows[0].names or _HEADS.search(text, start, rows[0].source.start):
        return True
    first, *others = [[without_tags(text, span).of(text) for span in row.cells] for row in rows]
    if len(first) == 2:
        return names_pair(first, [cells for cells in others if len(cells) == 2])
    return names_columns(first) or names_things(first[0])


def between(lines: Sequence[Span], rows: Sequence[Row]) -> Iterator[Span | Row]:
    """The rows, and what stands on the lines beside them, in order."""
    waiting = list(reversed(rows))
    for line in lines:
        start = line.start
        while waiting and waiting[-1].source.start < line.end:
            row = waiting[-1].source
            if row.start >= line.start:
                yield Span(start, max(row.start, start))
                yield waiting[-1]
            start = max(start, min(row.end, line.end))
            if row.end > line.end:
                break
            waiting.pop()
        yield Span(start, line.end)
