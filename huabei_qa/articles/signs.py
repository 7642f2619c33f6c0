"""Signs before headings: ★ 门诊时间, ■ 价格, 🌵 浇水 look like entries of a list, and head what follows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from huabei_qa.articles.lines import LONGEST_HEADING, Line, blank_between
from huabei_qa.articles.markers import Rank
from huabei_qa.records import Span
from huabei_qa.text import denies

_FORBIDS = re.compile("禁止|严禁|嚴禁|不[要得能可许許准]|请?勿|切忌|必须|必須|小心|当心|當心")
_NAMES = re.compile(
    "(?:事项|事項|须知|須知|提示|提醒|警告|警示|行为|行為|情况|情況|情形|物品|人群|食物|东西|做法|[的：:])$"
)
_LISTS = "-*+·・—–"  # what stands before entries of lists only


def headed_by_signs(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines, those that a sign makes the title or the highest headings of the text marked as such.

    One that only remarks on what stands right above it heads nothing (▲缆车往返140元).
    Below other numbering they stay what they are: there an entry that names something heads what follows as well.
    """
    signs = [_sign(text, line) for line in lines]
    listed = {one for one, other in pairwise(signs) if one and one == other}
    found = [_remark(line) if signs[i] and _remarks(text, lines, i) else line for i, line in enumerate(lines)]
    found = [replace(_remark(line), warns=1) if _warns(text, lines, i) else line for i, line in enumerate(found)]
    lines = list(found)
    if len(lines) > 1 and signs[0] and signs[0] not in listed and signs[1] != signs[0] and lines[0].heading:
        found[0] = _title(lines[0])
    first = next((i for i, line in enumerate(lines) if line.number is not None), len(lines))
    heading = {signs[i] for i in range(1, len(lines)) if signs[i] and _heads(text, lines, signs, listed, i)}
    alone = {i for i in range(1, len(lines) - 1) if signs[i] and _heads_own(text, lines, signs, i)}
    if not any(signs[i] in heading or i in alone for i in range(1, first)):
        return found
    for i, line in enumerate(lines[1:], 1):
        last = i + 1 == len(lines)
        if i in alone or (signs[i] in heading and (_is_labelled(line) or (_names(line) and not last))):
            found[i] = replace(line, rank=Rank.PLAIN_HEAD)
    return found


def _sign(text: str, line: Line) -> str:
    if line.rank != Rank.BULLET or line.hangs is not None or line.marker is None:
        return ""
    sign = text[line.marker.start]
    return "" if sign in _LISTS else sign


def _is_of_list(text: str, line: Line) -> bool:
    """Whether it is an entry by a sign that heads nothing (- 先断电)."""
    return line.hangs is None and line.marker is not None and text[line.marker.start] in _LISTS


def _remarks(text: str, lines: Sequence[Line], i: int) -> bool:
    """Whether a line with a sign stands right below a paragraph, and is set off from a further heading."""
    if i < 2 or i + 1 == len(lines) or lines[i - 1].rank != Rank.PARAGRAPH or lines[i - 1].announces:
        return False
    apart, ends = blank_between(text, lines[i - 1], lines[i]), blank_between(text, lines[i], lines[i + 1])
    return ends and not apart and lines[i].heading and lines[i + 1].heading


def _warns(text: str, lines: Sequence[Line], i: int) -> bool:
    """Whether a line with a sign of warning (⚠️ 高峰期禁止重启) is set off from what follows, and is no name of it."""
    sign = _sign(text, lines[i])
    if not sign or i == 0 or i + 1 == len(lines) or not denies(sign) or not lines[i].heading:
        return False
    alone = lines[i + 1].rank == Rank.PARAGRAPH and blank_between(text, lines[i], lines[i + 1])
    return alone and _FORBIDS.search(lines[i].span.of(text)) is not None and not _NAMES.search(lines[i].span.of(text))


def _remark(line: Line) -> Line:
    return replace(line, heading=False, label=None)


def _title(line: Line) -> Line:
    assert line.marker is not None
    whole = Span(line.marker.start, line.span.end)
    return replace(line, span=whole, marker=None, rank=Rank.PARAGRAPH, label=whole)


def _names(line: Line) -> bool:
    return line.heading and line.span.end - line.span.start <= LONGEST_HEADING


def _is_labelled(line: Line) -> bool:
    """Whether a line says all of it beside headings of its sign: ■ 联系人：刘工."""
    return line.label is not None and not line.heading


def _heads_own(text: str, lines: Sequence[Line], signs: list[str], i: int) -> bool:
    """Whether a line names a list of its own sign below it: ⚠️避雷提醒, set off by a blank line, above ⚠️不要…"""
    named = _names(lines[i]) and _NAMES.search(lines[i].span.of(text)) is not None
    return named and signs[i + 1] == signs[i] and _is_set_off(text, lines, i)


def _is_set_off(text: str, lines: Sequence[Line], i: int) -> bool:
    """Whether a blank line stands above line i, and none below it."""
    return blank_between(text, lines[i - 1], lines[i]) and not blank_between(text, lines[i], lines[i + 1])


def _heads(text: str, lines: Sequence[Line], signs: list[str], listed: set[str], i: int) -> bool:
    """Whether a line that its sign does not make one of a list names what stands below it."""
    line = lines[i]
    if signs[i] in listed or i + 1 == len(lines) or not _names(line):
        return False
    if denies(signs[i]) and lines[i + 1].rank <= Rank.PLAIN_HEAD and not _NAMES.search(line.span.of(text)):
        return False  # it warns at the end of a section
    before, after = signs[i - 1], signs[i + 1]
    set_off = _is_set_off(text, lines, i)
    if after:  # a list of another sign, which this line does not stand in
        return after in listed and (set_off or (before != after and not denies(signs[i])))
    if lines[i + 1].rank == Rank.BULLET:
        return set_off and _is_of_list(text, lines[i + 1])
    return set_off or not before or before in listed
