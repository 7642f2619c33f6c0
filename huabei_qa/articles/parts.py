"""Where one article of a file ends and the next begins: at a title, or without one where the numbering starts again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from huabei_qa.articles.cues import closes, warns
from huabei_qa.articles.growing import Growing, waits
from huabei_qa.articles.heads import is_plain_head
from huabei_qa.articles.lines import Line, blank_between
from huabei_qa.articles.markers import Rank
from huabei_qa.records import Span

_TITLE_WORDS = re.compile(
    r"怎么|如何|怎样|技巧|攻略|方法|经验|大全|指南|分享|整理|须知|步骤|总结|必读|必看|讲清|盘点|一篇|几点|另一篇|流程|办法|窍门|诀窍|秘诀|妙招|要点"
    r"|怎麼|怎樣|經驗|步驟|須知|總結|必讀|盤點|幾點|辦法|竅門|訣竅|秘訣|要點|[?？!！]"
)
_ASKS = re.compile(r"[?？]$|[吗嗎呢]$|(?:怎[么样麼樣]|如何)[^，,。]{1,3}$")
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^()\s]*\)")  # its sign is no exclamation mark
_OF_OFFICE = re.compile(
    r"(?:通知|公告|通告|通报|意见|决定|办法|规定|方案|报告|请示|批复|函|公示|纪要|倡议书|告知书|公开信|通報|意見|決定|辦法|規定|報告|請示|批復|紀要)"
    r"(?:[（(][^（()）]{1,12}[)）])?$"
)
"""What the titles of letters of an office end in."""
_TITLE_LINES = 3
_LONGEST_TITLE = 60
_SHORTEST_TITLE = 8
_MOST_BEFORE_SECOND = 50  # nodes of an article among which its second section is
_ENTRIES = 3
"""Paragraphs of the form 标题:说明 behind an introduction that are a list."""
_ENOUGH = 3  # sections; a shorter list is hardly an article


@dataclass(slots=True)
class Numbers:
    """How far the numbering of a part has come, for each depth of heads."""

    last: dict[float, int] = field(default_factory=dict)

    def note(self, line: Line) -> None:
        """Take a line of the part into account."""
        if line.number is not None:
            self.last[line.depth] = line.number
        elif line.rank < Rank.PARAGRAPH or line.heading:
            alone = line.heading and line.rank >= Rank.PLAIN_HEAD
            self.last.setdefault(Rank.HAN if alone else line.rank, 0)

    def starts_again(self, text: str, lines: list[Line], i: int) -> int | None:
        """The first line of a further article, where line i closes this one and that one has no title.

        Behind the last section stand at least two paragraphs (closing words, an introduction), and then the
        numbering of the sections is back at 1. A list of cautions starts at 1 too: what leads it warns.
        """
        top = min(self.last, default=None)
        if top is None or self.last[top] < _ENOUGH or not _behind_sections(lines, i):
            return None
        end = i
        while end < len(lines) and _is_plain(lines[end]):
            end += 1
        if end - i < 2 or end == len(lines) or lines[end].number != 1 or lines[end].depth != top:
            return None
        if lines[i].announces or warns(lines[end - 1].span.of(text)) or _goes_on(lines, end, self.last[top] + 1):
            return None
        first = i + 1
        while first < end - 1 and closes(lines[first].span.of(text)):
            first += 1
        return first


def _behind_sections(lines: list[Line], i: int) -> bool:
    """Whether line i is the first paragraph behind the last section: not its lead sentence, but the next."""
    if i == 0:
        return False
    led = i > 1 and lines[i - 1].rank == Rank.PARAGRAPH and lines[i - 2].heading
    before = lines[i - 2] if led else lines[i - 1]
    return before.rank < Rank.PARAGRAPH and before.heading is led and not before.announces


def _is_plain(line: Line) -> bool:
    return line.rank == Rank.PARAGRAPH and line.label is None


def _goes_on(lines: list[Line], start: int, following: int) -> bool:
    """Whether the numbering before line `start` goes on behind the list that starts there."""
    last = 0
    for line in lines[start:]:
        if line.rank != lines[start].rank or line.number is None:
            continue
        if line.number != last + 1:
            return line.number == following
        last = line.number
    return False


def with_whole_title(text: str, lines: list[Line]) -> list[Line]:
    """The lines, the first ones as one where they are one title: 关于做好燃气灶具, below it 以旧换新工作的通知."""
    for count in range(2, min(_TITLE_LINES, len(lines) - 1) + 1):
        whole = Span(lines[0].span.start, lines[count - 1].span.end)
        if _is_of_office(text, lines[:count], whole):
            return [replace(lines[0], span=whole, label=None), *lines[count:]]
    return lines


def _is_of_office(text: str, lines: list[Line], whole: Span) -> bool:
    """Whether these lines alone are one title, 关于…的通知, and none of the others is one already."""
    if any(line.rank != Rank.PARAGRAPH or line.marker is not None or line.hangs is not None for line in lines):
        return False
    words = [line.span.of(text) for line in lines]
    ended = any(_OF_OFFICE.search(one) or one[-1] in "。；;：:，,！!？?" for one in words[:-1])
    together = not any(blank_between(text, one, other) for one, other in pairwise(lines))
    names = re.search("关于|關於", whole.of(text)) is not None and _OF_OFFICE.search(words[-1]) is not None
    return names and together and not ended and whole.end - whole.start <= _LONGEST_TITLE


def is_first_title(text: str, lines: list[Line]) -> bool:
    """The first line is the title unless it says something itself, or is numbered."""
    first = lines[0]
    words = first.span.of(text)
    if first.rank < Rank.PART:
        below = next((line.rank for line in lines[1:] if line.rank < Rank.PART), Rank.PART)
        return first.rank == Rank.HASH or below > first.rank
    return first.rank == Rank.PARAGRAPH and len(words) <= _LONGEST_TITLE and words[-1] not in "。;；:：,，"


def starts_article(text: str, lines: list[Line], i: int, stack: list[Growing], named: str = "") -> bool:
    """Whether line i is the title of a further article: title-like, an introduction behind it, then a fresh start.

    `named` is the title of the first one where that stands apart from its text.
    """
    line, words = lines[i], _IMAGE.sub("", lines[i].span.of(text))
    if line.rank < Rank.PART:
        title = stack[0].line
        return title is not None and line.rank <= title.rank < Rank.PART and len(stack[0].children) > 0
    looks = line.marker is None and line.rank in (Rank.PARAGRAPH, Rank.PLAIN_HEAD) and len(words) <= _LONGEST_TITLE
    if looks and _begins_like_first(text, lines, i, stack[0]):
        return True
    looks = looks and len(words) >= _SHORTEST_TITLE
    if not looks or "。" in words or words[-1] in ";；,，:：" or len(stack[0].children) < 3 or i + 2 >= len(lines):
        return False
    if not _TITLE_WORDS.search(words) or _heads_section(text, lines, i, stack):
        return False
    behind, after = lines[i + 1], lines[i + 2]
    if line.rank == Rank.PARAGRAPH and behind.number == 1 and behind.rank <= Rank.HAN_PAREN:
        return _shares_words(words, _title_words(text, stack) or named)
    introduced = behind.rank == Rank.PARAGRAPH and behind.label is None and not behind.heading
    fresh = after.number == 1 or (after.heading and after.rank <= Rank.PLAIN_HEAD) or after.rank == Rank.BULLET
    fresh = fresh or (after.rank == Rank.PARAGRAPH and is_plain_head(text, lines, i + 2))
    entries = lines[i + 2 : i + 2 + _ENTRIES]
    fresh = fresh or (len(entries) == _ENTRIES and all(one.rank == Rank.PARAGRAPH and one.label for one in entries))
    return introduced and fresh and _shares_words(words, _title_words(text, stack) or named)


def _heads_section(text: str, lines: list[Line], i: int, stack: list[Growing]) -> bool:
    """Whether a line heads one of several sections: a bold one, 【…】 below two such, a question beside another one."""
    if lines[i].opens is not None and _in_section(stack):
        return True
    words = lines[i].span.of(text)
    before = [node.line for node in stack[0].children[-2:] if node.line is not None]
    bracketed = sum(text.startswith("【", line.span.start) for line in before) > 1
    beside = [line.span.of(text) for line in (*before[-1:], lines[i + 2]) if line.heading and line.marker is None]
    asks = _ASKS.search(words) is not None and any(map(_ASKS.search, beside))
    return asks or (bracketed and words[0] == "【")


def _begins_like_first(text: str, lines: list[Line], i: int, part: Growing) -> bool:
    """Whether below line i, behind a blank line, 一、准备材料 comes again, with which the part above begins.

    That part has come to 二、, and its title stands right above 一、: below a heading (小学部) line i is the next one.
    """
    line, behind = lines[i], lines[i + 1] if i + 1 < len(lines) else None
    first = part.children[0].line if part.children else None
    if part.line is None or first is None or behind is None or behind.number != 1 or first.number != 1:
        return False
    alike = behind.rank == first.rank <= Rank.HAN_PAREN and first.span.of(text) == behind.span.of(text)
    if not alike or not line.heading or line.hangs is not None or not blank_between(text, lines[i - 1], line):
        return False
    sections = (node.line for node in part.children[:_MOST_BEFORE_SECOND])
    return any(one is not None and one.rank == first.rank and one.number == 2 for one in sections)


def _in_section(stack: list[Growing]) -> bool:
    """Whether a bold line heads something in a section of Markdown: the section is empty yet, or has others like it."""
    opened = [node.line for node in stack[1:] if node.line is not None]
    if not any(line.rank < Rank.PART for line in opened):
        return False
    return waits(stack) or any(line.opens is not None for line in opened)


def _title_words(text: str, stack: list[Growing]) -> str:
    line = stack[0].line
    return line.span.of(text) if line else ""


def _shares_words(words: str, title: str) -> bool:
    """Whether two titles are about one subject: a pair of neighbouring characters in common."""
    pairs = {title[k : k + 2] for k in range(len(title) - 1)} - {"怎么", "如何", "什么", "怎麼"}
    return not title or any(words[k : k + 2] in pairs for k in range(len(words) - 1))
