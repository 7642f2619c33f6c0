"""A Markdown text becomes the same lines that a plain one does, so that one tree is built of both.

What Markdown says by itself (headings, lists and what stands in them, tables, code) is taken from its blocks;
Chinese numbering, `标题:说明` and lists within a paragraph are then read from the words, as everywhere.
"""

from __future__ import annotations

import re
from dataclasses import replace

from huabei_qa.articles.bare import bare_numbers, pointed_numbers
from huabei_qa.articles.body import body_lines
from huabei_qa.articles.depths import PIECE
from huabei_qa.articles.imprint import without_imprint
from huabei_qa.articles.lines import Line, read_line
from huabei_qa.articles.markdown.blocks import Kind, blocks
from huabei_qa.articles.markdown.said import Statement
from huabei_qa.articles.markdown.statements import statements
from huabei_qa.articles.markers import EMPHASIS, Rank, in_sequence, marker_at
from huabei_qa.articles.numbering import Cut, cut_inline
from huabei_qa.records import Span

__all__ = ["read_markdown"]

_AS_THEY_ARE = (Kind.TABLE, Kind.CODE)
_IMAGE = re.compile(r"[ \t]*!\[")
_WITH_HEADINGS = 2  # headings of Markdown; in such a text a short paragraph is none


def read_markdown(text: str) -> list[Line]:
    """All lines that may hold words of an article written in Markdown."""
    body = body_lines(text)
    found = statements(text, list(blocks(text, _start(text, body[0]) if body else len(text))))
    found = _without_imprint(text, found)
    headed = sum(s.kind is Kind.HEADING for s in found) >= _WITH_HEADINGS
    pieces = list(_pieces(text, found))
    guessed = [None if s.marker or s.kind in _AS_THEY_ARE else marker_at(text, cut.span) for s, cut in pieces]
    guessed = in_sequence(text, [None if m and m.rank in (Rank.HASH, Rank.QUOTE) else m for m in guessed])
    free = [cut.span if s.kind is Kind.TEXT and not s.marker else Span(0, 0) for s, cut in pieces]
    guessed = bare_numbers(text, free, pointed_numbers(text, free, guessed))
    lines = []
    for (statement, cut), marker in zip(pieces, guessed, strict=True):
        if statement.kind in _AS_THEY_ARE:
            lines.append(replace(_as_it_is(text, statement), warns=statement.warns))
            continue
        line = read_line(
            text, cut, statement.marker if cut.span.start == statement.span.start and statement.marker else marker
        )
        lines.append(replace(_placed(text, statement, cut, line, headed), warns=statement.warns))
    return lines


def _without_imprint(text: str, found: list[Statement]) -> list[Statement]:
    kept = iter(without_imprint(text, [s.span for s in found]))
    span = next(kept, None)
    said: list[Statement] = []
    for statement in found:
        if span is not None and span.end <= statement.span.end:
            said.append(replace(statement, span=span))
            span = next(kept, None)
    return said


def _start(text: str, first: Span) -> int:
    """Where the first line begins, behind a byte order mark, which would hide the `#` or `-` that it begins with."""
    start = max(text.rfind("\n", 0, first.start), text.rfind("\r", 0, first.start)) + 1
    return start + text.startswith("\ufeff", start)


def _pieces(text: str, found: list[Statement]) -> list[tuple[Statement, Cut]]:
    """Each statement, or the entries of the list that it holds."""
    pieces: list[tuple[Statement, Cut]] = []
    free = [s for s in found if s.kind is Kind.TEXT]
    cuts = iter([*cut_inline(text, [s.span for s in free])])
    cut = next(cuts, None)
    for statement in found:
        if statement.kind is not Kind.TEXT:
            pieces.append((statement, Cut(statement.span)))
            continue
        while cut is not None and cut.span.start < statement.span.end:
            pieces.append((statement, cut))
            cut = next(cuts, None)
    return pieces


def _as_it_is(text: str, statement: Statement) -> Line:
    """A row of a table, or code."""
    rank = statement.rank if statement.rank is not None else Rank.PARAGRAPH
    header = rank == Rank.HEADER
    line = Line(statement.span, None, rank, None, statement.label, header, False, statement.hangs)
    return replace(line, under=statement.under)


def _is_shown(text: str, statement: Statement, cut: Cut) -> bool:
    """Whether an image shows what the words say: 点击设置图标![](a.png), or *单向阀* below one."""
    if statement.kind is not Kind.TEXT:
        return False
    caption = statement.marker is not None and statement.marker.span.of(text) in ("*", "_") and statement.hangs is None
    return caption or "![" in cut.span.of(text) or _IMAGE.match(text, cut.span.end) is not None


def _placed(text: str, statement: Statement, cut: Cut, line: Line, headed: bool) -> Line:
    """The line, where its block stands, if the looks of its words do not say it better."""
    first = cut.span.start == statement.span.start
    if statement.kind is Kind.HEADING:
        return replace(line, marker=None)  # `##` says how deep it stands, and nothing to who reads it
    if line.marker and line.marker.start == line.marker.end:
        line = replace(line, marker=None)
    opens = cut.span.start if text.startswith(EMPHASIS, cut.span.start) and line.heading else None
    emphasised = opens is not None and line.span.end < cut.span.end
    plain = headed and not statement.apart and line.rank == Rank.PARAGRAPH and not emphasised
    if line.heading and (plain or _is_shown(text, statement, cut) or "\n" in line.span.of(text)):
        line = replace(line, heading=False, label=None)
    if statement.hangs is None:
        return replace(line, opens=opens if emphasised else None)
    hangs = statement.hangs if first else statement.hangs + PIECE
    return replace(line, hangs=hangs, opens=opens if emphasised else None)
