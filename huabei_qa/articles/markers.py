"""What may stand before a line's words: numbering, bullets, 问:, 第三条. How deep each style usually stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from huabei_qa.articles.numbering import Doubt, belongs, number_of
from huabei_qa.records import Span
from huabei_qa.text import MYTH, is_myth


class Rank(IntEnum):
    """How deep a line of this style usually stands; smaller is higher."""

    TITLE = 0
    HASH = 1  # Markdown headings take 1 to 6
    PART = 7  # 第一编
    CHAPTER = 8  # 第一章
    SECTION = 9  # 第一节
    CLAUSE = 10  # 第一条
    HAN = 11  # 一、
    PLAIN_HEAD = 12  # a heading alone on its line; also 【基本概念】
    HAN_PAREN = 13  # (一)
    QUESTION = 14  # 问:
    ARABIC = 15  # 1、 1. 1)
    ORDINAL = 16  # 第一, 第一步
    PAREN = 17  # (1)
    CIRCLED = 18  # ①
    BULLET = 19  # - • *
    QUOTE = 20  # > of Markdown
    HEADER = 21  # the first row of a table
    ROW = 22
    INLINE = 23  # an entry of a list within a paragraph
    PARAGRAPH = 24


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands before a line's words."""

    rank: int
    number: int | None
    span: Span
    """With the space behind it."""
    style: int
    """Which of the patterns it is."""
    said: bool = False
    """It belongs to what is said: without 误区一 a mistaken belief reads as advice."""


EMPHASIS = ("**", "__")
_HAN_NUMBER = "[一二三四五六七八九十百]{1,4}"
_LAW_NUMBER = "[一二三四五六七八九十百千零〇两]{1,8}"
_MARKERS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (Rank.HASH, re.compile(r"(#{1,6})\s+")),
    (Rank.QUESTION, re.compile(r"(?:\*\*)?(?:问题?|問題?|提问|提問|Q|Question)(\d*)\s*[:：.、]\s*(?:\*\*)?\s*", re.I)),
    (Rank.QUESTION, re.compile(r"[【\[](?:问题?|問題?|提问|Q)(\d*)[】\]]\s*[:：]?\s*", re.I)),
    (Rank.PART, re.compile(rf"第\s*({_LAW_NUMBER}|\d{{1,3}})\s*[编編][\s:：、]*")),
    (Rank.CHAPTER, re.compile(rf"第\s*({_LAW_NUMBER}|\d{{1,3}})\s*[章篇][\s:：、]*")),
    (Rank.SECTION, re.compile(rf"第\s*({_LAW_NUMBER}|\d{{1,3}})\s*[节節][\s:：、]*")),
    (Rank.CLAUSE, re.compile(rf"第\s*({_LAW_NUMBER}|\d{{1,4}})\s*[条條](?:之[一二三四五六七八九十])?[\s:：、]*")),
    (Rank.HAN, re.compile(rf"({_HAN_NUMBER})\s*[、.．,，:：]\s*")),
    (Rank.HAN_PAREN, re.compile(rf"[（(]\s*({_HAN_NUMBER})\s*[)）][、.．]?\s*")),
    (
        Rank.ORDINAL,
        re.compile(
            rf"第\s*({_HAN_NUMBER}|\d{{1,2}})\s*(?:[步招](?:[:：,，、.\s]\s*|(?=\S))|[点點项項种種类類][:：,，、.\s]\s*|[,，、:：]\s*)"
        ),
    ),
    (
        Rank.ORDINAL,
        re.compile(rf"(?:步骤|步驟|方法|方式|技巧|{MYTH})\s*({_HAN_NUMBER}|\d{{1,2}})\s*[:：,，、.\s]\s*"),
    ),
    (Rank.PAREN, re.compile(r"[（(]\s*(\d{1,3})\s*[)）][、.．]?\s*")),
    (Rank.ARABIC, re.compile(r"(\d{1,3})\s*(?:[、．)）]|\.(?!\d))\s*")),
    (Rank.CIRCLED, re.compile(r"([①-⑳❶-❿])[、.．]?\s*")),
    (Rank.BULLET, re.compile(r"(?:[-*+•●○◆◇■□▪▶►➤★☆※→√✔✓·・—–]+\s+|[•●○◆◇■□▪▶►➤★☆※→√✔✓·・]\s*)")),
    (Rank.QUOTE, re.compile(r">\s+")),
)
# Words that would lose their meaning with the number: 三、四线城市, 3、4号窗口.
_RANGE = re.compile(r"(\d{1,3}|[一二三四五六七八九十])\s*、\s*(\d{1,3}|[一二三四五六七八九十])(?![、.．])")
_SUBDIVISIONS = (Rank.PART, Rank.CHAPTER, Rank.SECTION, Rank.CLAUSE)


def marker_at(text: str, span: Span) -> Marker | None:
    """The marker at the start of a line, looked for behind Markdown's emphasis too."""
    start = span.start + 2 if text.startswith(EMPHASIS, span.start) else span.start
    for style, (rank, pattern) in enumerate(_MARKERS):
        found = pattern.match(text, start, span.end)
        if found and found.end() < span.end:
            written = found.group(1) if pattern.groups else ""
            depth = rank + len(written) - 1 if rank == Rank.HASH else rank
            number = None if rank == Rank.HASH else number_of(written)
            return Marker(depth, number, Span(*found.span()), style, said=is_myth(found[0]))
    return None


def in_sequence(text: str, markers: Sequence[Marker | None]) -> list[Marker | None]:
    """The markers that are some: a number that could be a part of the words must belong to a list."""
    before = _neighbours(markers)
    after = _neighbours(markers[::-1])[::-1]
    return [
        marker if marker and belongs(marker.number, last, following, _doubt(text, marker)) else None
        for marker, last, following in zip(markers, before, after, strict=True)
    ]


def _neighbours(markers: Sequence[Marker | None]) -> list[int | None]:
    """For each line the last number of its style before it."""
    last: dict[int, int | None] = {}
    found = []
    for marker in markers:
        found.append(last.get(marker.style) if marker else None)
        if marker:
            last[marker.style] = marker.number
    return found


def _doubt(text: str, marker: Marker) -> Doubt:
    words = marker.span.of(text)
    if marker.rank in (*_SUBDIVISIONS, Rank.ORDINAL) and words[-1] in "编編章节節篇条條步招":
        return Doubt.MUCH
    if marker.rank in _SUBDIVISIONS:
        return Doubt.NONE
    if marker.rank != Rank.HAN and not (marker.rank == Rank.ARABIC and "、" in words):
        return Doubt.NONE
    pair = _RANGE.match(text, marker.span.start)
    one, other = (number_of(pair.group(1)), number_of(pair.group(2))) if pair else (None, None)
    return Doubt.RANGE if one is not None and other == one + 1 else Doubt.SOME
