"""Headings of an encyclopedia, known by what stands behind each (用法[编辑]); its contents tell how deep they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from huabei_qa.articles.lines import LONGEST_HEADING, Line
from huabei_qa.articles.markers import Rank
from huabei_qa.records import Span
from huabei_qa.text import trimmed

_EDIT = re.compile(r"\s*[\[【](?:编辑|編輯)(?:源代码|原始碼|本段)?[\]】]$")
_CONTENTS = re.compile(r"目\s*[录錄次](?:\s*\[(?:隐藏|隱藏)\])?$")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})[.、\s]\s*(\S.*)$")
_FEWEST = 2
_LOWEST = Rank.HASH + 5


def with_edited_heads(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines, those with such a sign as headings without it, and without the contents that list them."""
    names = [_name(text, line) for line in lines]
    if sum(name is not None for name in names) < _FEWEST:
        return list(lines)
    listed, depths = _contents(text, lines, {name.of(text) for name in names if name})
    found: list[Line] = []
    for i, (line, name) in enumerate(zip(lines, names, strict=True)):
        if i in listed or _EDIT.fullmatch(text, line.span.start, line.span.end):
            continue
        if name is None:
            found.append(line)
            continue
        rank = min(Rank.HASH + depths.get(name.of(text), 1), _LOWEST)
        found.append(Line(name, None, rank, None, name, True, False))
    return found


def _name(text: str, line: Line) -> Span | None:
    """The heading that a line is, if the sign stands behind a few words."""
    sign = _EDIT.search(text, line.span.start, line.span.end) if line.hangs is None else None
    if sign is None or line.marker is not None:
        return None
    name = trimmed(text, line.span.start, sign.start())
    return name if 0 < name.end - name.start <= LONGEST_HEADING else None


def _contents(text: str, lines: Sequence[Line], names: set[str]) -> tuple[set[int], dict[str, int]]:
    """Which lines list the headings, 目录 above them included, and how deep each heading is by its number."""
    heads = (i for i, line in enumerate(lines) if _CONTENTS.match(text, line.span.start, line.span.end))
    start = next(heads, len(lines))
    depths: dict[str, int] = {}
    end = start + 1
    while end < len(lines) and (entry := _NUMBERED.match(_whole(text, lines[end]))) and entry[2] in names:
        depths.setdefault(entry[2], entry[1].count(".") + 1)
        end += 1
    return (set(range(start, end)), depths) if len(depths) >= _FEWEST else (set(), {})


def _whole(text: str, line: Line) -> str:
    return text[line.marker.start if line.marker else line.span.start : line.span.end]
