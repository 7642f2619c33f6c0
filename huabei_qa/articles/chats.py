"""Chats as programs export them: above what somebody says stands a line with the name and the time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from huabei_qa.articles.lines import Line
from huabei_qa.articles.markers import Rank

_DAY = r"(?:\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|[今昨前]天|(?:星期|周)[一二三四五六日天])"
_TIME = rf"(?:{_DAY}\s*)?(?:[上下]午\s*)?\d{{1,2}}:\d{{2}}(?::\d{{2}})?"
_NAME = r"[^\s:：,，。;；!！?？][^:：,，。;；!！?？]{0,19}?"
_POSTED = r"(?:(?:发表|发布|回复|發表|發佈|回覆)[于於])?"
_SPEAKER = re.compile(
    rf"\[?{_TIME}\]?\s+(?P<one>{_NAME})[:：]?|(?P<other>{_NAME})\s*{_POSTED}\s*[(（\[]?{_TIME}[)）\]]?[:：]?"
)
_ABOVE = re.compile(rf"楼主|樓主|沙发|沙發|板凳|地板|\d{{1,4}}\s*[楼樓#]|#\d{{1,4}}|[—–=\-\s]*{_DAY}[—–=\-\s]*")
"""What a forum counts its posts by, or a chat its days, on a line of its own above a name."""
_ASKS = re.compile(
    r"[?？]|[吗呢嗎么麼][。!！~～]*$|(?:怎么|怎麼|如何|什么|什麼|多少|多久|几[天点号个次]|哪[里裡儿个些]|能不能|可不可以|是不是|有没有|请问|請問)"
)
_OUTRIGHT = re.compile(r"[?？]|[吗嗎][。!！~～]*$")
_FEWEST = 4  # turns


@dataclass(frozen=True, slots=True)
class _Turn:
    """What one says without a break: lines from `start` to `end`."""

    name: str
    start: int
    end: int


def with_turns(text: str, every: Sequence[Line]) -> list[Line]:
    """The lines; of a chat, what is said alone: questions, and under each what another one replies."""
    speakers = [_speaker(text, line) for line in every]
    said = [i for i in range(len(every)) if not (any(speakers[i + 1 : i + 2]) and _counts(text, every[i]))]
    lines = [every[i] for i in said]
    turns = _turns([speakers[i] for i in said])
    if not _is_chat(text, turns, lines):
        return list(every)
    found: list[Line] = list(lines[: turns[0].start - 1])
    asked = False
    for turn, after in zip(turns, [*turns[1:], None], strict=True):
        words = [replace(line, label=None, heading=False) for line in lines[turn.start : turn.end]]
        if asked:
            words[0] = replace(words[0], answers=True)
        asked = after is not None and _is_answered(text, turn, after, lines)
        if asked:
            words[-1] = replace(words[-1], rank=Rank.QUESTION, label=words[-1].span, heading=True)
        found += words
    return found


def _is_chat(text: str, turns: Sequence[_Turn], lines: Sequence[Line]) -> bool:
    """Whether names come again: as often as in a talk of two, or with a question that somebody answers.

    The hours of a programme (9:00 签到, 12:00 午餐) come again on its second day, and ask nothing outright.
    """
    names = {turn.name for turn in turns}
    if len(turns) < _FEWEST or len(names) < 2 or len(turns) <= len(names):
        return False
    answered = (one for one, other in pairwise(turns) if _is_answered(text, one, other, lines))
    return len(turns) >= 2 * len(names) or any(_OUTRIGHT.search(lines[one.end - 1].span.of(text)) for one in answered)


def _is_answered(text: str, turn: _Turn, after: _Turn, lines: Sequence[Line]) -> bool:
    return _is_question(text, turn, lines) and not _is_question(text, after, lines)


def _counts(text: str, line: Line) -> bool:
    """Whether a line only counts posts or days: 2楼, —— 2024-05-08 ——."""
    return _ABOVE.fullmatch(text, line.span.start, line.span.end) is not None


def _speaker(text: str, line: Line) -> str:
    """Who says what follows, by a line that has the name and the time; else nothing."""
    if line.rank != Rank.PARAGRAPH or line.hangs is not None:
        return ""
    found = _SPEAKER.fullmatch(text, line.span.start, line.span.end)
    return (found["one"] or found["other"]).strip() if found else ""


def _turns(speakers: Sequence[str]) -> list[_Turn]:
    """The turns; none if somebody would say nothing."""
    starts = [i for i, name in enumerate(speakers) if name]
    turns = [_Turn(speakers[one], one + 1, other) for one, other in pairwise([*starts, len(speakers)])]
    return [] if any(turn.start == turn.end for turn in turns) else turns


def _is_question(text: str, turn: _Turn, lines: Sequence[Line]) -> bool:
    return _ASKS.search(lines[turn.end - 1].span.of(text)) is not None
