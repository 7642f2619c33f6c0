"""Headings without numbering: which short lines name what follows them, by the lines and blank lines around."""

from __future__ import annotations

import re

from huabei_qa.articles.cues import exclaims, points
from huabei_qa.articles.entries import ends_sentence, set_off
from huabei_qa.articles.imprint import is_byline
from huabei_qa.articles.lines import LONGEST_HEADING, Line, blank_between
from huabei_qa.articles.markers import COMMAND, Rank

_ASKS = re.compile("[?？]|[吗呢嗎]$")
_PAUSE = re.compile("[,，、]")


def is_plain_head(text: str, lines: list[Line], i: int) -> bool:
    """A heading without numbering: short, what follows says something, and it is no row of a table."""
    line = lines[i]
    if line.rank != Rank.PARAGRAPH or line.marker is not None or i + 1 >= len(lines):
        return False
    after = lines[i + 1]
    if line.warns and line.warns != after.warns:
        return False  # a warning heads nothing outside its quote
    if _in_session(text, lines, i):
        return False
    if line.label is not None and not line.heading:
        named = len(line.span.of(text)) <= 24 and _unfinished(text, line) and _says(text, after)
        return named and not is_byline(line.span.of(text)) and not _is_entry(text, lines, i)
    if not line.heading:
        return (exclaims(line.span.of(text)) or _points_below(text, line)) and _leads_list(text, lines, i)
    if _is_value(text, lines, i) or _ends_block(text, lines, i) or _in_list(text, lines, i):
        return False
    if not _is_short(after) or _heads_block(text, lines, i):
        return True
    rows = i + 2 == len(lines) or _is_short(lines[i + 2]) or _goes_on(text, lines, i + 1)
    return not rows or (i > 0 and not lines[i - 1].heading)  # rows below a heading have one


def _in_session(text: str, lines: list[Line], i: int) -> bool:
    """Whether a line is a command right above or below another one, or a remark on one (# 设置镜像源)."""
    if COMMAND.fullmatch(text, lines[i].span.start, lines[i].span.end) is None:
        return False
    below = _adjoin(text, lines, i) and _is_typed(text, lines[i + 1])
    return below or (i > 0 and _is_typed(text, lines[i - 1]) and _adjoin(text, lines, i - 1))


def _is_typed(text: str, line: Line) -> bool:
    if line.rank != Rank.PARAGRAPH or line.marker is not None:
        return False
    remark = text.startswith("# ", line.span.start)
    return remark or COMMAND.fullmatch(text, line.span.start, line.span.end) is not None


def _is_short(line: Line) -> bool:
    """Whether by its own looks it could be a heading, or a row."""
    return line.rank == Rank.PARAGRAPH and line.heading


def _is_entry(text: str, lines: list[Line], i: int) -> bool:
    """Whether a line 标题:说明 is one of several: 地点：社区书屋 right below 时间：4月20日 heads nothing."""
    before = lines[i - 1]
    if i == 0 or before.rank != Rank.PARAGRAPH or before.label is None or before.heading:
        return False
    return _unfinished(text, before) and _adjoin(text, lines, i - 1) and not _ASKS.search(lines[i].span.of(text))


def _in_list(text: str, lines: list[Line], i: int) -> bool:
    """Whether a short line is one of a list with a longer entry behind it: 单人床, 书桌, 卫生间，带热水."""
    return i > 1 and _is_short(lines[i - 1]) and _adjoin(text, lines, i - 1) and _goes_on(text, lines, i)


def _goes_on(text: str, lines: list[Line], i: int) -> bool:
    """Whether right below line i stands an entry of a list, which ends no sentence and announces none."""
    after = lines[i + 1]
    return after.rank == Rank.PARAGRAPH and _unfinished(text, after) and _adjoin(text, lines, i)


def _points_below(text: str, line: Line) -> bool:
    """Whether a short line with a comma in it points at what follows: 房东就是不退，按这个顺序来."""
    words = line.span.of(text)
    return len(words) <= LONGEST_HEADING and words[-1].isalnum() and points(words)


def _leads_list(text: str, lines: list[Line], i: int) -> bool:
    """Whether a list begins right below line i, which a blank line parts from what stands above it."""
    after = lines[i + 1]
    begins = after.number == 1 or after.rank == Rank.BULLET
    return begins and _adjoin(text, lines, i) and i > 0 and blank_between(text, lines[i - 1], lines[i])


def _adjoin(text: str, lines: list[Line], i: int) -> bool:
    return not blank_between(text, lines[i], lines[i + 1])


def _ends_block(text: str, lines: list[Line], i: int) -> bool:
    """Whether blank lines show that a short line is the last one below such others, or below lists of words."""
    before = lines[i - 1]
    listed = before.rank == Rank.PARAGRAPH and _unfinished(text, before) and _PAUSE.search(before.span.of(text))
    if i < 2 or not (listed or _is_short(before)):  # the first line is the title
        return False
    return blank_between(text, lines[i], lines[i + 1]) and not blank_between(text, lines[i - 1], lines[i])


def _heads_block(text: str, lines: list[Line], i: int) -> bool:
    """Whether blank lines show a heading: a line alone above a block of lines, or the first of a block of two."""
    if not blank_between(text, lines[i - 1], lines[i]):
        return False
    alone, ends = blank_between(text, lines[i], lines[i + 1]), i + 2 == len(lines)
    return alone is not (ends or blank_between(text, lines[i + 1], lines[i + 2]))


def _is_value(text: str, lines: list[Line], i: int) -> bool:
    """Whether nothing can hang below the line since a further heading follows: it is what the one above it asks for."""
    before, after = lines[i - 1], lines[i + 1]
    if i == 0 or after.rank >= Rank.PARAGRAPH or after.hangs is not None:
        return False
    named = before.heading and before.rank < Rank.PARAGRAPH and before.hangs is None and after.depth <= before.depth
    # what has been said asks for nothing, and neither does the end of a list before the next one
    begins = set_off(text, lines, i) or (after.rank == before.rank and after.number == 1) or _is_between(lines, i)
    named = named and not begins and not ends_sentence(text, before)
    return named or (after.number is not None and after.number > 1 and after.depth <= Rank.HAN)


def _is_between(lines: list[Line], i: int) -> bool:
    """Whether a short line parts two lists of one sign, the first of which a short line heads too: 接种前, 接种后."""
    rank = lines[i - 1].rank
    listed = rank == Rank.BULLET and i + 2 < len(lines) and lines[i + 1].rank == lines[i + 2].rank == rank
    first = i - 1
    while listed and first > 0 and lines[first].rank == rank:
        first -= 1
    return listed and i - first > 2 and first > 0 and _is_short(lines[first])


def _unfinished(text: str, line: Line) -> bool:
    return line.span.of(text)[-1] not in "。.!！;；”)）:："


def _says(text: str, line: Line) -> bool:
    return line.rank == Rank.PARAGRAPH and not line.heading and line.span.of(text)[-1] in "。.!！”"
