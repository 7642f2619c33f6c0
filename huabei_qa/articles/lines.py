"""What each line of an article is by its own looks: a numbered head, a bullet, a paragraph, page chrome."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from huabei_qa.articles.numbering import Cut, Doubt, belongs, cut_inline, number_of
from huabei_qa.records import Span
from huabei_qa.text import han_share, lines, trimmed


class Rank(IntEnum):
    """How deep a line of this style usually stands; smaller is higher."""

    TITLE = 0
    HASH = 1  # Markdown headings take 1 to 6
    CHAPTER = 7  # 第一章
    HAN = 8  # 一、
    PLAIN_HEAD = 9  # a heading alone on its line; also 【基本概念】
    HAN_PAREN = 10  # (一)
    QUESTION = 11  # 问:
    ARABIC = 12  # 1、 1. 1)
    ORDINAL = 13  # 第一, 第一步
    PAREN = 14  # (1)
    CIRCLED = 15  # ①
    BULLET = 16  # - • *
    QUOTE = 17  # > of Markdown
    INLINE = 18  # an entry of a list within a paragraph
    PARAGRAPH = 19


@dataclass(frozen=True, slots=True)
class Line:
    """A line, what stands before its words, and how its looks rank it."""

    span: Span
    """The words, without the marker."""
    marker: Span | None
    rank: int
    number: int | None
    """What the numbering says, if it is one."""
    label: Span | None
    """Words before the colon of `标题:说明`, or a heading."""
    heading: bool
    """It names what follows rather than saying something itself."""
    announces: bool
    """It ends in a colon: what follows is its list."""


_HAN_NUMBER = "[一二三四五六七八九十百]{1,4}"
_MARKERS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (Rank.HASH, re.compile(r"(#{1,6})\s+")),
    (Rank.QUESTION, re.compile(r"(?:\*\*)?(?:问题?|問題?|Q)(\d*)\s*[:：.、]\s*(?:\*\*)?\s*", re.I)),
    (Rank.CHAPTER, re.compile(rf"第\s*({_HAN_NUMBER}|\d{{1,3}})\s*[章节節篇条條][\s:：、]*")),
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
        re.compile(rf"(?:步骤|步驟|方法|方式|技巧|误区|誤區|迷思)\s*({_HAN_NUMBER}|\d{{1,2}})\s*[:：,，、.\s]\s*"),
    ),
    (Rank.PAREN, re.compile(r"[（(]\s*(\d{1,3})\s*[)）][、.．]?\s*")),
    (Rank.ARABIC, re.compile(r"(\d{1,3})\s*(?:[、．)）]|\.(?!\d))\s*")),
    (Rank.CIRCLED, re.compile(r"([①-⑳❶-❿])[、.．]?\s*")),
    (Rank.BULLET, re.compile(r"(?:[-*+•●○◆◇■□▪▶►➤★☆※→√✔✓·・—–]+\s+|[•●○◆◇■□▪▶►➤★☆※→√✔✓·・]\s*)")),
    (Rank.QUOTE, re.compile(r">\s+")),
)
_ANSWER = re.compile(r"(?:\*\*)?(?:答案?|A)\s*[:：]\s*(?:\*\*)?\s*")
_RULE = re.compile(r"[-=*_#~—\s]{3,}$")
_COMMENTS = re.compile(r"(?:<!--(?:(?!-->).)*-->\s*)+")
_FRONT_MATTER = re.compile(r"\s|[\w-]+:(\s|$)|-\s|#")
_MARKDOWN = re.compile(r"^[ \t]*(#{1,6}\s|```)|\*\*\S|\]\(", re.M)
_EMPHASIS = ("**", "__")
# Words that would lose their meaning with the number: 三、四线城市, 3、4号窗口.
_RANGE = re.compile(r"(\d{1,3}|[一二三四五六七八九十])\s*、\s*(\d{1,3}|[一二三四五六七八九十])(?![、.．])")

# 25 characters is the longest heading that stood alone on its line in the 72 training articles, titles aside.
LONGEST_HEADING = 28
LONGEST_LABEL = 18


@dataclass(frozen=True, slots=True)
class _Marker:
    """What stands before a line's words."""

    rank: int
    number: int | None
    span: Span
    """With the space behind it."""
    style: int
    """Which of `_MARKERS` it is."""


def read_lines(text: str) -> list[Line]:
    """All lines that may hold words of the article, front matter, rules and comments left out.

    A list written within one paragraph is read as the lines that it would be.
    """
    spans = [_without_comments(text, s) for s in _body(text)]
    cuts = list(cut_inline(text, [s for s in spans if s.start < s.end and not _RULE.match(s.of(text))]))
    markers = _in_sequence(text, [_marker(text, cut.span) for cut in cuts])
    quotes = _MARKDOWN.search(text) is not None
    found = zip(cuts, markers, strict=True)
    return [_read(text, cut, None if m and m.rank == Rank.QUOTE and not quotes else m) for cut, m in found]


def depth(rank: int) -> int:
    """Where a line of a rank hangs: a heading alone on its line and 一、 are equals, each ends the other."""
    return Rank.HAN if rank == Rank.PLAIN_HEAD else rank


def is_answer(text: str, span: Span) -> bool:
    """Whether the line is the answer to a question above it (答:)."""
    return _ANSWER.match(text, span.start, span.end) is not None


def _body(text: str) -> list[Span]:
    """Lines behind the front matter (`---` … `---` at the very top, settings only between), or all lines."""
    every = list(lines(text))
    if every and every[0].of(text) == "---":
        for i, span in enumerate(every[1:60], 1):
            if span.of(text) == "---":
                return every[i + 1 :]
            if not _is_setting(text, span):
                break
    return every


def _is_setting(text: str, span: Span) -> bool:
    """Whether a line of front matter is `key: value`, an entry of a list, a comment, or indented."""
    indented = text[span.start - 1] in " \t"
    return indented or _FRONT_MATTER.match(text, span.start, span.end) is not None


def _without_comments(text: str, span: Span) -> Span:
    """The line without the HTML comments before and behind its words."""
    start, end = span.start, span.end
    for found in _COMMENTS.finditer(text, start, end):
        if found.start() == start:
            start = found.end()
        elif found.end() == end:
            end = found.start()
    return trimmed(text, start, max(start, end))


def _read(text: str, cut: Cut, marker: _Marker | None) -> Line:
    rank, number, before, body = Rank.PARAGRAPH + 0, None, None, cut.span
    if cut.marker and (cut.led or marker is None):
        rank, number, before = Rank.INLINE if cut.led else Rank.ORDINAL, cut.number, cut.marker
        body = trimmed(text, before.end, cut.span.end)
    elif marker:
        rank, number, before = marker.rank, marker.number, trimmed(text, marker.span.start, marker.span.end)
        body = Span(marker.span.end, cut.span.end)
    body = _without_emphasis(text, body, before is not None and text.startswith(_EMPHASIS, cut.span.start))
    words = body.of(text)
    if words.startswith("【") and words.endswith("】") and len(words) <= LONGEST_HEADING:
        inner = Span(body.start + 1, body.end - 1)
        return Line(body, before, min(rank, Rank.PLAIN_HEAD), number, inner, True, False)
    if cut.leads and rank == Rank.PARAGRAPH:
        return Line(body, before, rank, number, None, False, True)
    label = _label(text, body, rank)
    heading = _is_heading(words, rank, label is not None)
    if heading:
        end = body.end - 1 if words[-1] in "。.:：" else body.end
        label = Span(body.start, max(end, body.start + 1))
    return Line(body, before, rank, number, label, heading, cut.leads or words[-1] in ":：")


def _without_emphasis(text: str, body: Span, opened: bool) -> Span:
    """The words without the `**` around all of them; `opened`: the sign that opens stands before the marker."""
    words = body.of(text)
    for sign in _EMPHASIS:
        if opened and words.endswith(sign) and words.count(sign) == 1 and len(words) > 2:
            return trimmed(text, body.start, body.end - 2)
        if words.startswith(sign) and words.endswith(sign) and words.count(sign) == 2 and len(words) > 4:
            inner = trimmed(text, body.start + 2, body.end - 2)
            return inner if inner.start < inner.end else body
    return body


def _marker(text: str, span: Span) -> _Marker | None:
    """The marker at the start of a line, looked for behind Markdown's emphasis too."""
    start = span.start + 2 if text.startswith(_EMPHASIS, span.start) else span.start
    for style, (rank, pattern) in enumerate(_MARKERS):
        found = pattern.match(text, start, span.end)
        if found and found.end() < span.end:
            written = found.group(1) if pattern.groups else ""
            depth = rank + len(written) - 1 if rank == Rank.HASH else rank
            return _Marker(depth, None if rank == Rank.HASH else number_of(written), Span(*found.span()), style)
    return None


def _in_sequence(text: str, markers: list[_Marker | None]) -> list[_Marker | None]:
    """The markers that are some: a number that could be a part of the words must belong to a list."""
    before = _neighbours(markers)
    after = _neighbours(markers[::-1])[::-1]
    return [
        marker if marker and belongs(marker.number, last, following, _doubt(text, marker)) else None
        for marker, last, following in zip(markers, before, after, strict=True)
    ]


def _neighbours(markers: list[_Marker | None]) -> list[int | None]:
    """For each line the last number of its style before it."""
    last: dict[int, int | None] = {}
    found = []
    for marker in markers:
        found.append(last.get(marker.style) if marker else None)
        if marker:
            last[marker.style] = marker.number
    return found


def _doubt(text: str, marker: _Marker) -> Doubt:
    words = marker.span.of(text)
    if marker.rank in (Rank.CHAPTER, Rank.ORDINAL) and words[-1] in "章节節篇条條步招":
        return Doubt.MUCH
    if marker.rank != Rank.HAN and not (marker.rank == Rank.ARABIC and "、" in words):
        return Doubt.NONE
    pair = _RANGE.match(text, marker.span.start)
    one, other = (number_of(pair.group(1)), number_of(pair.group(2))) if pair else (None, None)
    return Doubt.RANGE if one is not None and other == one + 1 else Doubt.SOME


def _label(text: str, body: Span, rank: int) -> Span | None:
    """The words before the colon of `标题:说明`, or a question before its answer on one line."""
    words = body.of(text)
    if rank == Rank.INLINE and not re.search(r"[:：,，。;；!！?？]", words[:-1]) and len(words) <= LONGEST_LABEL:
        return Span(body.start, max(body.start + 1, body.end - (words[-1] in "。.;；!！")))
    if rank == Rank.QUESTION:
        answer = re.search(r"\s*(?:答案?|A)\s*[:：]", words)
        return trimmed(text, body.start, body.start + answer.start()) if answer else None
    colon = re.search(r"[:：]", words[: LONGEST_LABEL + 1])
    if not colon or colon.start() == 0 or colon.end() == len(words) or re.search(r"[。;；!！]", words[: colon.start()]):
        return None
    if words[colon.start() - 1].isdigit() and words[colon.end()].isdigit():
        return None  # a time of day, or a score
    return _without_emphasis(text, trimmed(text, body.start, body.start + colon.start()), opened=True)


def _is_heading(words: str, rank: int, labelled: bool) -> bool:
    """Whether the line is nothing but a heading: short, one phrase, no sentence in it or at its end."""
    if rank < Rank.CHAPTER:
        return True
    if rank == Rank.QUESTION:
        return not labelled
    if rank == Rank.INLINE:
        return False  # it stands in a sentence
    if labelled or len(words) > LONGEST_HEADING or re.search(r"[。;；]", words[:-1]) or words[-1] in ",，;；、":
        return False
    if words[-1] in "。.":
        return rank in (Rank.ARABIC, Rank.HAN, Rank.ORDINAL, Rank.HAN_PAREN) and not re.search(r"[,，]", words)
    if rank == Rank.PARAGRAPH:
        row_of_table = re.search(r"[\s,，]", words) and han_share(words) > 0.5
        return not row_of_table and words[-1] not in ":：" and len(words) <= LONGEST_HEADING - 4
    return True
