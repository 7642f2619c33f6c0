"""What may stand before a line's words: numbering, bullets, 问:, 第三条. How deep each style usually stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise

from huabei_qa.articles.numbering import FORMAL, Doubt, belongs, number_of, roman
from huabei_qa.records import Span
from huabei_qa.text import MYTH, crosses_out, denies, has_words, is_myth


class Rank(IntEnum):
    """How deep a line of this style usually stands; smaller is higher."""

    TITLE = 0
    HASH = 1  # Markdown headings take 1 to 6
    PART = 7  # 第一编
    CHAPTER = 8  # 第一章
    SECTION = 9  # 第一节, 第一课; 壹、 above 一、
    CLAUSE = 10  # 第一条
    HAN = 11  # 一、 壹、
    PLAIN_HEAD = 12  # a heading alone on its line; also 【基本概念】
    HAN_PAREN = 13  # (一)
    QUESTION = 14  # 问:
    OUTER = 15  # 第一步, 方法一 where each of them heads a count of its own
    ARABIC = 16  # 1、 1. 1)
    DECIMAL = 17  # 1.1 to 1.1.1.1 take 17 to 19
    ORDINAL = 20  # 第一, 第一步
    PAREN = 21  # (1)
    CIRCLED = 22  # ①
    LETTER = 23  # A. a)
    BULLET = 24  # - • *
    QUOTE = 25  # > of Markdown
    HEADER = 26  # the first row of a table
    ROW = 27
    INLINE = 28  # an entry of a list within a paragraph
    PARAGRAPH = 29


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands before a line's words."""

    rank: int
    number: int | None
    span: Span
    """With the space behind it."""
    style: int
    """Which of the patterns it is."""
    counts: str = ""
    """What it counts within, if only a whole count makes it a marker: 1.2 of 1.2.3, the letters of A."""
    said: bool = False
    """It belongs to what is said: without 误区一 a mistaken belief reads as advice."""


EMPHASIS = ("**", "__")
_BOLD_NUMBER = re.compile(r"(\*\*|__)([^*_\s][^*_\n]{0,7}?)\1([:：、.．,，]?)[ \t\u3000]*")
CIRCLED = re.compile("[①-⑳❶-❿]")
_SIGNS = "\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"  # arrows, shapes, emoji
_JOINS = "\ufe0f\u200d\U0001f3fb-\U0001f3ff"  # what makes one emoji of several, or changes its looks
_FIRST_ROMAN = "I"
_UNITS = "万萬亿億元倍米千公毫厘克斤吨升度折"  # what stands behind a number that measures
_HAN_NUMBER = "[一二三四五六七八九十百]{1,4}"
_ROMAN = "IVX\u2160-\u216b"
_LAW_NUMBER = "[一二三四五六七八九十百千零〇两]{1,8}"
_MARKERS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (Rank.HASH, re.compile(r"(#{1,6})\s+")),
    (Rank.QUESTION, re.compile(r"(?:\*\*)?(?:问题?|問題?|提问|提問|Q|Question)(\d*)\s*[:：.、]\s*(?:\*\*)?\s*", re.I)),
    (Rank.QUESTION, re.compile(r"[【\[](?:问题?|問題?|提问|Q)(\d*)[】\]]\s*[:：]?\s*", re.I)),
    (Rank.PART, re.compile(rf"第\s*({_LAW_NUMBER}|\d{{1,3}})\s*[编編][\s:：、]*")),
    (Rank.CHAPTER, re.compile(rf"第\s*({_LAW_NUMBER}|\d{{1,3}})\s*[章篇][\s:：、]*")),
    (Rank.SECTION, re.compile(rf"第\s*({_LAW_NUMBER}|\d{{1,3}})\s*[节節][\s:：、]*")),
    (Rank.SECTION, re.compile(rf"第\s*({_LAW_NUMBER}|\d{{1,3}})\s*(?:部分|单元|單元|[课課讲講])[\s:：、]+")),
    (Rank.CLAUSE, re.compile(rf"第\s*({_LAW_NUMBER}|\d{{1,4}})\s*[条條](?:之[一二三四五六七八九十])?[\s:：、]*")),
    (Rank.HAN, re.compile(rf"({_HAN_NUMBER})\s*[、.．,，:：]\s*")),
    (Rank.HAN, re.compile(rf"方法/(?:步骤|步驟)\s*({_HAN_NUMBER}|\d{{1,2}})\s*[:：、\s]\s*")),
    (Rank.HAN, re.compile(rf"([{FORMAL}]{{1,2}})\s*[、.．:：]\s*")),
    (Rank.HAN_PAREN, re.compile(rf"[（(]\s*({_HAN_NUMBER})\s*[)）][、.．]?\s*")),
    (Rank.HAN_PAREN, re.compile(r"([㈠-㈩])[、.．]?\s*")),
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
    (Rank.PAREN, re.compile(r"([⑴-⒇])[、.．]?\s*")),
    (
        Rank.DECIMAL,
        re.compile(rf"((?:[1-9]\d?[.．]){{1,3}}\d{{1,2}})(?:[.．、]\s*|\s+|(?=[\u4e00-\u9fff])(?![{_UNITS}]))"),
    ),
    (Rank.ARABIC, re.compile(r"(\d)\ufe0f?\u20e3\s*")),
    (Rank.ARABIC, re.compile(r"([⒈-⒛])\s*")),
    (Rank.ARABIC, re.compile(r"(\d{1,3})\s*(?:[、．)）]|\.(?!\d))\s*")),
    (Rank.CIRCLED, re.compile(r"([①-⑳❶-❿])[、.．]?\s*")),
    (Rank.LETTER, re.compile(r"([A-Ha-h\uff21-\uff28\uff41-\uff48])\s*(?:[、．)）]|\.(?!\w))\s*")),
    (Rank.LETTER, re.compile(r"[（(]\s*([A-Ha-h])\s*[)）]\s*")),
    (Rank.HAN, re.compile(rf"([{_ROMAN}]{{1,5}})\s*(?:[、．)）]|\.(?![A-Za-z\d]))\s*(?![{_ROMAN}])")),
    (Rank.HAN, re.compile(rf"([\u2160-\u216b])\s+(?![{_ROMAN}])")),
    (
        Rank.BULLET,
        re.compile(rf"(?:[-*+•※√·・—–{_SIGNS}]+\s+|[•※√·・]\s*|×\s*|(?:[{_SIGNS}][{_JOINS}]*)+\s*)"),
    ),
    (Rank.QUOTE, re.compile(r">\s+")),
)
# Words that would lose their meaning with the number: 三、四线城市, 3、4号窗口.
_IS_ROMAN = re.compile(f"[{_ROMAN}]+")
_RANGE = re.compile(r"(\d{1,3}|[一二三四五六七八九十])\s*、\s*(\d{1,3}|[一二三四五六七八九十])(?![、.．])")
COMMAND = re.compile(r"(?:[$>]\s*)?(?:\.{0,2}/)?[a-z][\w.+/-]*(?:[ \t]+[!-~]+)+", re.A)
"""What is typed at a prompt: yum install utils."""
_GAP = 3  # a count may leave some out
_NO_COUNT = -_GAP * 100
_SUBDIVISIONS = (Rank.PART, Rank.CHAPTER, Rank.SECTION, Rank.CLAUSE)


def marker_at(text: str, span: Span) -> Marker | None:
    """The marker at the start of a line, looked for behind Markdown's emphasis too."""
    if (bold := _bold_number(text, span)) is not None:
        return bold
    start = span.start + 2 if text.startswith(EMPHASIS, span.start) else span.start
    for style, (rank, pattern) in enumerate(_MARKERS):
        found = pattern.match(text, start, span.end)
        if found and found.end() < span.end:
            if rank == Rank.CIRCLED and _is_legend(text, span):
                return None
            if text.startswith("×", found.start()) and not crosses_out(text, found.start()):
                return None
            written = found.group(1) if pattern.groups else ""
            depth = rank + len(written) - 1 if rank == Rank.HASH else rank
            number = None if rank == Rank.HASH else number_of(written)
            marker = Marker(depth, number, Span(*found.span()), style, said=is_myth(found[0]) or denies(found[0]))
            counting = rank in (Rank.DECIMAL, Rank.LETTER) or _IS_ROMAN.fullmatch(written) is not None
            return _counting(text, marker, written) if counting else marker
    return None


def _bold_number(text: str, span: Span) -> Marker | None:
    """The marker that alone is emphasised: **第一步**：签合同, **1.** 签合同."""
    found = _BOLD_NUMBER.match(text, span.start, span.end)
    if found is None or found.end() == span.end:
        return None
    plain = found[2] + (found[3] or " ")
    marker = marker_at(f"{plain}…", Span(0, len(plain) + 1))
    if marker is None or marker.said or marker.span.end < len(plain):
        return None
    return replace(marker, span=Span(found.start(2), found.end()))


def _is_legend(text: str, span: Span) -> bool:
    """Whether a line names several things by their numbers (①出风口 ②显示屏 ③电源键), rather than one entry of a list."""
    circles = list(CIRCLED.finditer(text, span.start, span.end))
    ends = [*(circle.start() for circle in circles[1:]), span.end]
    if len(circles) < 2 or not all(has_words(text[c.end() : end]) for c, end in zip(circles, ends, strict=True)):
        return False
    numbers = [number_of(circle[0]) or 0 for circle in circles]
    apart = all(text[c.start() - 1].isspace() or text[c.start() - 1] in "、，,；;" for c in circles[1:])
    return (apart or len(circles) > 2) and all(other == one + 1 for one, other in pairwise(numbers))


def _counting(text: str, marker: Marker, written: str) -> Marker:
    """The marker of 1.2.3, of a letter, or of IV, with what it counts within."""
    plain = unicodedata.normalize("NFKC", written)
    if marker.rank == Rank.LETTER:
        first = ("(" if text[marker.span.start] in "(（" else "") + ("A" if plain.isupper() else "a")
        return replace(marker, number=ord(plain.lower()) - ord("a") + 1, counts=first)
    if marker.rank == Rank.HAN:
        return replace(marker, number=roman(written), counts=_FIRST_ROMAN)
    above, _, last = plain.rpartition(".")
    return replace(marker, rank=Rank.DECIMAL + above.count("."), number=int(last), counts=above)


def in_sequence(text: str, markers: Sequence[Marker | None]) -> list[Marker | None]:
    """The markers that are some: a number that could be a part of the words must belong to a list."""
    before = _neighbours(markers)
    after = _neighbours(markers[::-1])[::-1]
    found = [
        marker if marker and belongs(marker.number, last, following, _doubt(text, marker)) else None
        for marker, last, following in zip(markers, before, after, strict=True)
    ]
    return _with_roman_below(_with_formal_above(text, _counted(text, found)))


def _with_roman_below(markers: Sequence[Marker | None]) -> list[Marker | None]:
    """The markers, I. deep down in a text that numbers something before it by 一、 or deeper; else it stands as 一、 does."""
    first = next((m for m in markers if m is not None and m.number is not None and m.rank >= Rank.HAN), None)
    if first is None or first.counts == _FIRST_ROMAN:
        return list(markers)
    return [replace(m, rank=Rank.LETTER) if m and m.counts == _FIRST_ROMAN else m for m in markers]


def _with_formal_above(text: str, markers: Sequence[Marker | None]) -> list[Marker | None]:
    """The markers, 壹、 one style above 一、 where a text has both; alone it stands where 一、 does."""
    formal = [marker is not None and text[marker.span.start] in FORMAL for marker in markers]
    han = any(m is not None and m.rank == Rank.HAN and not one for m, one in zip(markers, formal, strict=True))
    return [replace(m, rank=Rank.SECTION) if m and one and han else m for m, one in zip(markers, formal, strict=True)]


def _counted(text: str, markers: Sequence[Marker | None]) -> list[Marker | None]:
    """The markers without decimals, letters and Ⅳ of no count that begins at 1: 12.24 and 12.25 are days, 1.5米 a length."""
    seconds = {marker.counts for marker in markers if marker and marker.number == 2}
    reached = {marker.counts: _NO_COUNT for marker in markers if marker and marker.counts and marker.number == 0}
    found: list[Marker | None] = []
    for marker in markers:
        if marker is None or not marker.counts or marker.number is None:
            found.append(marker)
            continue
        last = reached.get(marker.counts)
        begins = marker.number == 1 and last != _NO_COUNT and _may_begin(text, marker, seconds)
        spaced = text[marker.span.end - 1].isspace()
        goes_on = last is not None and 0 < marker.number - last <= (_GAP if spaced else 1)
        if begins or goes_on or last is None:
            reached[marker.counts] = marker.number if begins or goes_on else _NO_COUNT
        found.append(marker if begins or goes_on else None)
    return found


def _may_begin(text: str, marker: Marker, seconds: set[str]) -> bool:
    """A decimal with a space behind it may stand alone; all else needs a second one."""
    return marker.counts in seconds or (marker.counts[0].isdigit() and text[marker.span.end - 1].isspace())


def without_remarks_of_commands(
    text: str, spans: Sequence[Span], markers: Sequence[Marker | None]
) -> list[Marker | None]:
    """The markers without the # before a remark between commands (# 设置镜像源), where numbers come before any #."""
    first = next((m for m in markers if m is not None and (m.number is not None or m.rank == Rank.HASH)), None)
    if first is None or first.number is None:
        return list(markers)
    commands = [
        marker is None and COMMAND.fullmatch(text, s.start, s.end) is not None
        for s, marker in zip(spans, markers, strict=True)
    ]
    return [
        None if m and m.rank == Rank.HASH and any(commands[max(i - 1, 0) : i]) and any(commands[i + 1 : i + 2]) else m
        for i, m in enumerate(markers)
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
    if words[0] in FORMAL:
        return Doubt.MUCH  # 伍、陆两家 are names
    if marker.rank in _SUBDIVISIONS:
        return Doubt.NONE
    if marker.rank != Rank.HAN and not (marker.rank == Rank.ARABIC and "、" in words):
        return Doubt.NONE
    pair = _RANGE.match(text, marker.span.start)
    one, other = (number_of(pair.group(1)), number_of(pair.group(2))) if pair else (None, None)
    return Doubt.RANGE if one is not None and other == one + 1 else Doubt.SOME
