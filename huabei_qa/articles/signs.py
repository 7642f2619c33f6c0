"""Signs before headings: ★ 门诊时间, ■ 价格, 🌵 浇水 look like entries of a list, and head what follows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from huabei_qa.articles.lines import LONGEST_HEADING, Line, blank_between
from huabei_qa.articles.markers import Rank
from huabei_qa.records import Span

_LISTS = "-*+·・—–"  # what stands before entries of lists only


def headed_by_signs(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines, those that a sign makes the title or the highest headings of the text marked as such.

    Below other numbering they stay what they are: there an entry that names something heads what follows as well.
    """
    signs = [_sign(text, line) for line in lines]
    listed = {one for one, other in pairwise(signs) if one and one == other}
    found = list(lines)
    if len(lines) > 1 and signs[0] and signs[0] not in listed and signs[1] != signs[0] and lines[0].heading:
        found[0] = _title(lines[0])
    heads = 0
    for i, line in enumerate(lines[1:], 1):
        if line.number is not None and not heads:
            break
        if signs[i] and signs[i] not in listed and _heads(text, lines, signs, listed, i):
            found[i] = replace(line, rank=Rank.PLAIN_HEAD)
            heads += 1
    return found


def _sign(text: str, line: Line) -> str:
    if line.rank != Rank.BULLET or line.hangs is not None or line.marker is None:
        return ""
    sign = text[line.marker.start]
    return "" if sign in _LISTS else sign


def _title(line: Line) -> Line:
    assert line.marker is not None
    whole = Span(line.marker.start, line.span.end)
    return replace(line, span=whole, marker=None, rank=Rank.PARAGRAPH, label=whole)


def _heads(text: str, lines: Sequence[Line], signs: list[str], listed: set[str], i: int) -> bool:
    """Whether a line that its sign does not make one of a list names what stands below it."""
    line = lines[i]
    if i + 1 == len(lines) or not line.heading or line.span.end - line.span.start > LONGEST_HEADING:
        return False
    apart = blank_between(text, lines[i - 1], line)
    if signs[i + 1]:
        return signs[i + 1] in listed and apart and not blank_between(text, line, lines[i + 1])
    return lines[i + 1].rank != Rank.BULLET and (apart or not signs[i - 1])
