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
_ASKS = re.compile("(?:敬?请|敬?請|务必|務必)(?![假柬客教示帖])")
_FEWEST = 3
_FEWEST_LED = 2  # of them with words on the same line


def headed_in_brackets(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines; where several begin with a name in brackets, each of those with words behind it is two.

    A name that comes twice (【提示】 here and there) heads no section. One that only counts, or says when, is but a
    part of the heading: 【方法一】固定时间打卡, 【头十分钟】把钱冻住. Where some
    stand above their words, one with a sentence behind it is enough.
    """
    heads = [_head(text, line) for line in lines]
    names = [_NUMBER.sub("", head.of(text)) for head in heads if head is not None]
    says = [not line.heading for head, line in zip(heads, lines, strict=True) if head not in (None, line.span)]
    alone = any(head is not None and head == line.span for head, line in zip(heads, lines, strict=True))
    told = len(says) >= _FEWEST_LED and sum(says) * 2 > len(says)
    told = told or (alone and any(says) and sum(says) * 2 >= len(says))
    if not told or len(names) < _FEWEST or len(set(names)) < len(names):
        return list(lines)
    found: list[Line] = []
    for head, line, after in zip(heads, lines, [*heads[1:], None], strict=True):
        if head is None or head == line.span:
            found.append(_beside(text, line) if head is None and after is not None else line)
            continue
        name, said = Span(head.start + 1, head.end - 1), trimmed(text, head.end, line.span.end)
        named = replace(line, span=head, rank=Rank.PLAIN_HEAD, label=name, heading=True, announces=False)
        found.append(replace(named, opens=head.start))  # so that what stands behind it is its lead
        found.append(replace(line, span=said, label=None, heading=False))
    return found


def _beside(text: str, line: Line) -> Line:
    """A line above a name in brackets; what it asks for (请在医师指导下使用) heads none of the names."""
    asks = line.rank == Rank.PARAGRAPH and _ASKS.match(text, line.span.start, line.span.end)
    return replace(line, heading=False, label=None) if asks else line


def _head(text: str, line: Line) -> Span | None:
    """The name in brackets that a line begins with, or that it is."""
    if line.rank not in (Rank.PARAGRAPH, Rank.PLAIN_HEAD) or line.marker is not None or line.hangs is not None:
        return None
    found = _HEAD.match(text, line.span.start, line.span.end)
    return Span(*found.span()) if found else None
