"""Questions with their answers that stand behind the sections of a text: of all of it, not of the last section."""

from __future__ import annotations

import re

from huabei_qa.articles.growing import Growing
from huabei_qa.articles.heads import is_plain_head
from huabei_qa.articles.lines import Line, blank_between, is_answer
from huabei_qa.articles.markers import Rank

_OF_QUESTIONS = re.compile(r"问|問|疑|答|咨[询詢]|諮詢|FAQ|Q\s*&\s*A|[?？]", re.I)
_FEWEST = 2


def section_ended(text: str, lines: list[Line], i: int, stack: list[Growing]) -> Growing | None:
    """The section that a blank line ends before question i, where two or more questions with answers close the text.

    Its heading and its words stand together without a blank line, it is not about questions, and it is the last of
    several, none of which holds questions. Else a question is of the section that it stands in; but one in bold before
    its answer (**会掉分吗?** 不会) is no entry of a list that is such a section.
    """
    line = lines[i]
    if line.rank != Rank.QUESTION or line.hangs is not None or i == 0 or not blank_between(text, lines[i - 1], line):
        return None
    above = next((k for k in range(len(stack) - 1, 0, -1) if stack[k].rank < Rank.QUESTION), 0)
    head, siblings = stack[above], stack[above - 1].children
    if above == 0 or head.line is None or not head.line.heading or _asks(text, stack[1 : above + 1]):
        return None
    if line.marker is None and any(node.line is not None and node.line.marker is not None for node in head.children):
        return head
    if len(siblings) < 2 or lines[_block(text, lines, i - 1)].span != head.line.span or not _closes(text, lines, i):
        return None
    return None if any(_has_questions(node) for node in siblings) else head


def _asks(text: str, heads: list[Growing]) -> bool:
    return any(head.line is not None and _OF_QUESTIONS.search(head.line.span.of(text)) for head in heads)


def _block(text: str, lines: list[Line], i: int) -> int:
    """The first of the lines up to i that no blank line parts."""
    while i > 0 and not blank_between(text, lines[i - 1], lines[i]):
        i -= 1
    return i


def _closes(text: str, lines: list[Line], i: int) -> bool:
    """Whether from line i on there are several questions, each with its answer, and no further heading."""
    asked = 0
    for k in range(i, len(lines)):
        line, after = lines[k], lines[k + 1] if k + 1 < len(lines) else None
        if line.rank == Rank.QUESTION:
            replies = after is not None and (after.answers or is_answer(text, after.span))
            if not replies and line.heading:
                return False
            asked += 1
        elif line.rank < Rank.QUESTION or is_plain_head(text, lines, k):
            return False
    return asked >= _FEWEST


def _has_questions(section: Growing) -> bool:
    return any(node.line is not None and node.line.rank == Rank.QUESTION for node in section.children)
