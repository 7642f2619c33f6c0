"""What each line of an article is by its own looks: a numbered head, a bullet, a paragraph, page chrome."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from huabei_qa.records import Span
from huabei_qa.text import han_share, lines, trimmed


class Rank(IntEnum):
    """How deep a line of this style usually stands; smaller is higher."""

    TITLE = 0
    HASH = 1  # Markdown headings take 1 to 6
    CHAPTER = 7  # 第一章
    HAN = 8  # 一、
    PLAIN_HEAD = 8  # a heading alone on its line; also 【基本概念】
    HAN_PAREN = 9  # (一)
    QUESTION = 10  # 问:
    ARABIC = 11  # 1、 1. 1)
    ORDINAL = 12  # 第一, 第一步
    PAREN = 13  # (1)
    CIRCLED = 14  # ①
    BULLET = 15  # - • *
    QUOTE = 16  # > of Markdown
    PARAGRAPH = 17


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
            rf"第\s*({_HAN_NUMBER}|\d{{1,2}})\s*(?:[步点點招项項种種类類](?:[:：,，、.\s]\s*|(?=\S))|[,，、:：]\s*)"
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
    (Rank.QUOTE, re.compile(r">\s*")),
)
_ANSWER = re.compile(r"(?:\*\*)?(?:答案?|A)\s*[:：]\s*(?:\*\*)?\s*")
_RULE = re.compile(r"[-=*_#~—\s]{3,}$|<!--.*-->$")
_DIGITS = {c: i for i, c in enumerate("一二三四五六七八九", 1)}

# 25 characters is the longest heading that stood alone on its line in the 72 training articles, titles aside.
LONGEST_HEADING = 28
LONGEST_LABEL = 18


def number_of(written: str) -> int | None:
    """The value of 3, 三, 十二 or ③; None where it is none."""
    if not written:
        return None
    if written.isdecimal():
        return int(written)
    if len(written) == 1 and "①" <= written <= "⑳":
        return ord(written) - ord("①") + 1
    tens, cross, ones = written.rpartition("十")
    if cross:
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    return _DIGITS.get(written)


def read_lines(text: str) -> list[Line]:
    """All lines that may hold words of the article, front matter and rules left out."""
    found = [s for s in _body(text) if not _RULE.match(s.of(text))]
    return [_read(text, span) for span in found]


def is_answer(text: str, span: Span) -> bool:
    """Whether the line is the answer to a question above it (答:)."""
    return _ANSWER.match(text, span.start, span.end) is not None


def _body(text: str) -> list[Span]:
    """Lines behind the front matter (`---` … `---` at the very top), or all lines."""
    every = list(lines(text))
    if every and every[0].of(text) == "---":
        for i, span in enumerate(every[1:60], 1):
            if span.of(text) == "---":
                return every[i + 1 :]
    return every


def _read(text: str, span: Span) -> Line:
    rank, number, body, marker = _marker(text, span)
    words = body.of(text)
    if words.startswith("【") and words.endswith("】") and len(words) <= LONGEST_HEADING:
        inner = Span(body.start + 1, body.end - 1)
        return Line(body, marker, min(rank, Rank.PLAIN_HEAD), number, inner, True, False)
    label = _label(text, body, rank)
    heading = _is_heading(words, rank, label is not None)
    if heading:
        end = body.end - 1 if words[-1] in "。.:：" else body.end
        label = Span(body.start, max(end, body.start + 1))
    return Line(body, marker, rank, number, label, heading, words[-1] in ":：")


def _marker(text: str, span: Span) -> tuple[int, int | None, Span, Span | None]:
    for rank, pattern in _MARKERS:
        found = pattern.match(text, span.start, span.end)
        if found and found.end() < span.end:
            written = found.group(1) if pattern.groups else ""
            depth = rank + len(written) - 1 if rank == Rank.HASH else rank
            number = None if rank == Rank.HASH else number_of(written)
            return depth, number, Span(found.end(), span.end), trimmed(text, *found.span())
    return Rank.PARAGRAPH, None, span, None


def _label(text: str, body: Span, rank: int) -> Span | None:
    """The words before the colon of `标题:说明`, or a question before its answer on one line."""
    words = body.of(text)
    if rank == Rank.QUESTION:
        answer = re.search(r"\s*(?:答案?|A)\s*[:：]", words)
        return trimmed(text, body.start, body.start + answer.start()) if answer else None
    colon = re.search(r"[:：]", words[: LONGEST_LABEL + 1])
    if not colon or colon.start() == 0 or colon.end() == len(words) or re.search(r"[。;；!！]", words[: colon.start()]):
        return None
    if words[colon.start() - 1].isdigit() and words[colon.end()].isdigit():
        return None  # a time of day, or a score
    return trimmed(text, body.start, body.start + colon.start())


def _is_heading(words: str, rank: int, labelled: bool) -> bool:
    """Whether the line is nothing but a heading: short, one phrase, no sentence in it or at its end."""
    if rank < Rank.CHAPTER:
        return True
    if rank == Rank.QUESTION:
        return not labelled
    if labelled or len(words) > LONGEST_HEADING or re.search(r"[。;；]", words[:-1]) or words[-1] in ",，;；、":
        return False
    if words[-1] in "。.":
        return rank in (Rank.ARABIC, Rank.HAN, Rank.ORDINAL, Rank.HAN_PAREN) and not re.search(r"[,，]", words)
    if rank == Rank.PARAGRAPH:
        row_of_table = re.search(r"[\s,，]", words) and han_share(words) > 0.5
        return not row_of_table and words[-1] not in ":：" and len(words) <= LONGEST_HEADING - 4
    return True
