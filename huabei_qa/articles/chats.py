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
_SPEAKER = re.compile(rf"\[?{_TIME}\]?\s+(?P<one>{_NAME})[:：]?|(?P<other>{_NAME})\s*[(（\[]?{_TIME}[)）\]]?[:：]?")
_ASKS = re.compile(
    r"[?？]|[吗呢嗎么麼][。!！~～]*$|(?:怎么|怎麼|如何|什么|什麼|多少|多久|几[天点号个次]|哪[里裡儿个些]|能不能|可不可以|是不是|有没有|请问|請問)"
)
_FEWEST = 4  # turns


@dataclass(frozen=True, slots=True)
class _Turn:
    """What one says without a break: lines from `start` to `end`."""

    name: str
    start: int
    end: int


def with_turns(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines; of a chat, what is said alone: questions, and under each what another one replies."""
    speakers = [_speaker(text, line) for line in lines]
    turns = _turns(speakers)
    names = {turn.name for turn in turns}
    if len(turns) < _FEWEST or len(turns) < 2 * len(names) or len(names) < 2:
        return list(lines)
    found: list[Line] = list(lines[: turns[0].start - 1])
    asked = False
    for turn, after in zip(turns, [*turns[1:], None], strict=True):
        said = [replace(line, label=None, heading=False) for line in lines[turn.start : turn.end]]
        if asked:
            said[0] = replace(said[0], answers=True)
        asked = _is_question(text, turn, lines) and after is not None and not _is_question(text, after, lines)
        if asked:
            said[-1] = replace(said[-1], rank=Rank.QUESTION, label=said[-1].span, heading=True)
        found += said
    return found


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
