"""Lists within entries of a plain text: where their signs or numbers do not tell them apart, indents decide.

What is indented like the words of an entry, and has no sign of its own, is said within that entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from huabei_qa.articles.depths import LEVEL, PIECE, WITHIN
from huabei_qa.articles.hanging import column, is_hung
from huabei_qa.articles.lines import Line, blank_between
from huabei_qa.articles.markers import Rank

_SLACK = 1  # columns
_DEEPEST = 20  # lists within one another


@dataclass(frozen=True, slots=True)
class _List:
    """A list that is open."""

    column: int
    words: int
    """The column of the words of its last entry."""
    depth: float
    hangs: float | None
    """Where its entries hang, if their signs do not say it."""


def nested(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines, those within entries hung below them."""
    found: list[Line] = []
    lists: list[_List] = []
    for line in lines:
        start = line.marker.start if line.marker else line.span.start
        if not _begins_line(text, start):
            hangs = lists[-1].hangs if lists else None
            found.append(line if hangs is None else replace(line, hangs=hangs + PIECE))
        elif line.rank == Rank.PARAGRAPH:
            _close(lists, column(text, start) - 1)
            adjoins = bool(found) and not blank_between(text, found[-1], line)
            said = bool(lists) and adjoins and is_hung(text, start, lists[-1].words)
            within = replace(line, hangs=lists[-1].depth + WITHIN) if said else line
            found.append(replace(within, heading=False, label=None) if said and line.heading else within)
        elif Rank.ARABIC <= line.rank <= Rank.BULLET:
            found.append(_placed(text, line, start, lists))
        else:
            lists.clear()
            found.append(line)
    return found


def _placed(text: str, line: Line, start: int, lists: list[_List]) -> Line:
    """An entry where its indent hangs it; `lists` are those open behind it."""
    at, words = column(text, start), column(text, line.span.start)
    _close(lists, at + _SLACK)
    last = lists[-1] if lists else None
    deeper = last is not None and at > last.column + _SLACK
    if last is None or (deeper and (line.number or 1) > 1) or (not deeper and len(lists) == 1):
        lists[:] = [_List(at, words, line.depth, None)]  # a count that goes on is indented by chance
        return line
    if not deeper:
        lists.pop()
    above = lists[-1]
    by_sign = line.depth > above.depth and (deeper or last.hangs is None)
    hangs = None if by_sign else above.depth + LEVEL
    if len(lists) <= _DEEPEST:
        lists.append(_List(at, words, line.depth if hangs is None else hangs, hangs))
    return replace(line, hangs=hangs)


def _close(lists: list[_List], at: int) -> None:
    """Close the lists that stand further right than a column."""
    while lists and lists[-1].column > at:
        lists.pop()


def _begins_line(text: str, at: int) -> bool:
    """Whether nothing but space stands before a place on its line."""
    while at > 0 and text[at - 1] in " \t\u3000":
        at -= 1
    return at == 0 or text[at - 1] in "\r\n"
