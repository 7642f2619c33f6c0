"""Blocks that are taken as they stand: rows of tables, code, the source of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from huabei_qa.articles.body import without_comments
from huabei_qa.articles.depths import ROW
from huabei_qa.articles.markdown.blocks import Block, Kind
from huabei_qa.articles.markdown.cells import Row, Table, between, tables
from huabei_qa.articles.markdown.said import IMAGES, NO_STYLE, TAGS, Statement, depth_of, heading, without_tags
from huabei_qa.articles.markdown.toggles import summary_of
from huabei_qa.articles.markers import Marker, Rank
from huabei_qa.records import Span
from huabei_qa.text import has_words, trimmed

_HIDDEN = re.compile(r"<(script|style)\b", re.I)
_BLOCKS = re.compile(r"(?:</?(?:t[dhr]|p|div|li|ul|ol)\b[^<>]*>\s*)+", re.I)
_CELLS = re.compile(r"</t[dh]\s*>\s*<t[dh]\b[^<>]*>\s*", re.I)
_BAR = re.compile(r"(?<!\\)\|")
_SAME = re.compile("同上|同前")
_SUMS = re.compile(r"\W*(?:合计|总计|小计|共计|备注|注|合計|總計|小計|共計|備註)")


def rows(text: str, block: Block) -> Iterator[Statement]:
    """The rows as they stand, below the first one."""
    header, under = _row(text, block.lines[0]), depth_of(block, under=True)
    headed = has_words(header.of(text))
    if headed:
        yield Statement(Kind.TABLE, header, None, under, Rank.HEADER, header)
    above: list[Span] = []
    for line in block.lines[2:]:
        row = _row(text, line)
        if has_words(row.of(text)):
            cells = _cells(text, row)
            lent = _lent(text, cells, above)
            above = above[:lent] + cells[lent:]
            row, hangs = Span(cells[lent].start, row.end), None if under is None else under + ROW
            label = _first_cell(text, cells[lent:])
            rank = Rank.ROW if headed else Rank.INLINE
            yield Statement(Kind.TABLE, row, None, hangs, rank, label, tuple(above[:lent]))


def _row(text: str, line: Span) -> Span:
    """A row without the bars at its ends."""
    start, end = line.start, line.end
    if text[start] == "|":
        start += 1
    if end > start and text[end - 1] == "|" and text[end - 2] != "\\":
        end -= 1
    return trimmed(text, start, end)


def _cells(text: str, row: Span) -> list[Span]:
    bars = [bar.start() for bar in _BAR.finditer(text, row.start, row.end)]
    return [trimmed(text, *ends) for ends in zip([row.start, *(at + 1 for at in bars)], [*bars, row.end], strict=True)]


def _lent(text: str, cells: Sequence[Span], above: Sequence[Span]) -> int:
    """How many cells at the beginning of a row are left empty, or say 同上, since those above hold for it too."""
    lent = next(i for i, cell in enumerate(cells) if has_words(said := cell.of(text)) and not _SAME.fullmatch(said))
    sums = _SUMS.match(text, cells[lent].start, cells[lent].end)
    return 0 if sums or not all(has_words(cell.of(text)) for cell in above[:lent]) or len(above) < lent else lent


def _first_cell(text: str, cells: Sequence[Span]) -> Span | None:
    return cells[0] if len(cells) > 1 and has_words(cells[0].of(text)) else None


def code(text: str, block: Block) -> Iterator[Statement]:
    """All its lines as one statement."""
    if block.lines:
        span = Span(block.lines[0].start, block.lines[-1].end)
        if has_words(span.of(text)):
            yield Statement(Kind.CODE, span, None, depth_of(block, under=True))


def page_source(text: str, block: Block) -> Iterator[Statement]:
    """What a page's source says row by row of tables, and else line by line, without the tags around it.

    Scripts and comments say nothing.
    """
    if not block.lines or _HIDDEN.match(block.lines[0].of(text)):
        return
    whole = without_comments(text, Span(block.lines[0].start, block.lines[-1].end))
    of = {row: table for table in tables(text, whole.start, whole.end) for row in table.rows}
    table: Table | None = None
    for piece in between([_within(line, whole) for line in block.lines], list(of)):
        if isinstance(piece, Row):
            table = of[piece]
            yield _statement(text, block, piece, table)
        elif piece.start < piece.end:
            said = (statement for part in _parts(text, piece) for statement in _source(text, block, part))
            yield from (_between_rows(s, table) for s in said)


def _between_rows(statement: Statement, table: Table | None) -> Statement:
    """What stands below a row; a note between the rows of a table heads nothing, unless it is meant as a heading."""
    if table is None or statement.span.start >= table.end or statement.kind is Kind.HEADING:
        return statement
    return replace(statement, kind=Kind.TABLE, marker=None)


def _parts(text: str, line: Span) -> Iterator[Span]:
    """What stands between the tags of blocks within a line: <p>先停机。</p><p>再断电。</p> are two statements.

    Two cells are one: where a row is not understood, 手续费 and 2元 still belong together.
    """
    line = without_comments(text, trimmed(text, line.start, line.end))
    start = line.start
    for tags in _BLOCKS.finditer(text, line.start, line.end):
        if _CELLS.fullmatch(text, *tags.span()):
            continue
        yield Span(start, tags.start())
        start = tags.start()
    yield Span(start, line.end)


def _within(line: Span, whole: Span) -> Span:
    start = max(line.start, whole.start)
    return Span(start, max(start, min(line.end, whole.end)))


def _statement(text: str, block: Block, row: Row, table: Table) -> Statement:
    """A row of a table of HTML, as one of Markdown's."""
    under = depth_of(block, under=True)
    if table.headed and row is table.rows[0]:
        return Statement(Kind.TABLE, row.span, None, under, Rank.HEADER, row.span)
    label = without_tags(text, row.cells[0])
    hangs = None if under is None else under + ROW
    rank = Rank.ROW if table.headed else Rank.INLINE
    return Statement(Kind.TABLE, row.span, None, hangs, rank, label if has_words(label.of(text)) else None)


def _source(text: str, block: Block, line: Span) -> Iterator[Statement]:
    """What a line of a page's source says."""
    span = without_comments(text, without_tags(text, trimmed(text, line.start, line.end)))
    words = span.of(text)
    if not has_words(TAGS.sub("", words)) or IMAGES.match(words):
        return
    level = len(words) - len(words.lstrip("#"))
    if summary := summary_of(text, line):
        marker = Marker(Rank.BULLET, None, Span(summary.start, summary.start), NO_STYLE)
        yield Statement(Kind.TEXT, summary, marker, depth_of(block))
    elif 0 < level <= 6 and words[level : level + 1].isspace():
        yield from heading(text, span, level, None)
    else:
        yield Statement(Kind.TEXT, span, None, depth_of(block, under=True))
