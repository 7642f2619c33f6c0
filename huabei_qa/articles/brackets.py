"""Headings in brackets with words behind them: 【用法用量】口服。一次1粒 of a leaflet is a heading and what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from huabei_qa.articles.lines import Line
from huabei_qa.articles.markers import Rank
from huabei_qa.records import Span
from huabei_qa.text import trimmed

_HEAD = re.compile(r"【([^【】]{2,12})】")
_NUMBER = re.compile(r"[一二三四五六七八九十\d]+")
_FEWEST = 3
_FEWEST_LED = 2  # of them with words on the same line


def headed_in_brackets(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines; where several begin with a name in brackets, each of those with words behind it is two.

    A name that comes twice (【提示】 here and there) heads no section. One that only counts, or says when, is but a
    part of the heading: 【方法一】固定时间打卡, 【头十分钟】把钱冻住.
    """
    heads = [_head(text, line) for line in lines]
    names = [_NUMBER.sub("", head.of(text)) for head in heads if head is not None]
    says = [not line.heading for head, line in zip(heads, lines, strict=True) if head not in (None, line.span)]
    told = len(says) >= _FEWEST_LED and sum(says) * 2 > len(says)
    if not told or len(names) < _FEWEST or len(set(names)) < len(names):
        return list(lines)
    found: list[Line] = []
    for head, line in zip(heads, lines, strict=True):
        if head is None or head == line.span:
            found.append(line)
            continue
        name, said = Span(head.start + 1, head.end - 1), trimmed(text, head.end, line.span.end)
        named = replace(line, span=head, rank=Rank.PLAIN_HEAD, label=name, heading=True, announces=False)
        found.append(replace(named, opens=head.start))  # so that what stands behind it is its lead
        found.append(replace(line, span=said, label=None, heading=False))
    return found


def _head(text: str, line: Line) -> Span | None:
    """The name in brackets that a line begins with, or that it is."""
    if line.rank not in (Rank.PARAGRAPH, Rank.PLAIN_HEAD) or line.marker is not None or line.hangs is not None:
        return None
    found = _HEAD.match(text, line.span.start, line.span.end)
    return Span(*found.span()) if found else None
