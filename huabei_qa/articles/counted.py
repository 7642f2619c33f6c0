"""Headings that a word counts: 议题一：…, STEP 1 …, Q1 … name what stands below each; 首先，其次 above 第三，."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from huabei_qa.articles.lines import LONGEST_HEADING, Line, blank_between
from huabei_qa.articles.markers import Rank
from huabei_qa.articles.numbering import number_of
from huabei_qa.records import Span
from huabei_qa.text import trimmed

_COUNTED = re.compile(
    r"(?P<word>[\u4e00-\u9fff]{2}|[A-Za-z]{1,6}\s?)(?P<number>[一二三四五六七八九十]{1,3}|\d{1,2})"
    r"[\ufe0f\u20e3]*(?:\s*(?:[:：、|｜]|\.(?!\d))\s*|\s+|(?=[（(]))(?=\S)"
)
_IN_TURN = (re.compile(r"首先[,，、:：]\s*(?=\S)"), re.compile(r"其次[,，、:：]\s*(?=\S)"))
_ASKS = ("q", "question")
_REPLIES = ("a", "answer")
_FEWEST = 2


def counted_in_turn(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines; 首先，… and 其次，… right above 第三，… are the first two of its list."""
    found = list(lines)
    for third in range(len(_IN_TURN), len(lines)):
        if lines[third].rank != Rank.ORDINAL or lines[third].number != len(_IN_TURN) + 1:
            continue
        first = third - len(_IN_TURN)
        for number, (pattern, line) in enumerate(zip(_IN_TURN, lines[first:third], strict=True), 1):
            counted = pattern.match(text, line.span.start, line.span.end)
            if line.rank == Rank.PARAGRAPH and line.marker is None and counted is not None:
                body, marker = Span(counted.end(), line.span.end), trimmed(text, *counted.span())
                found[first + number - 1] = replace(
                    line, span=body, marker=marker, rank=Rank.ORDINAL, number=number, label=None, heading=False
                )
    return found


def headed_by_words(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines, those that one word counts up from 1 as headings, if something stands below each.

    Where nothing does (附件1：…, 附件2：… line by line) they are a list.
    """
    found = list(lines)
    for word, run in _runs(text, lines):
        if _is_list(text, lines, run):
            for number, i in enumerate(run, 1):
                found[i] = replace(lines[i], rank=Rank.ORDINAL, number=number, heading=False, label=None)
            continue
        apart = all(other - one > 1 for one, other in pairwise([*run, len(lines)]))
        if len(run) < _FEWEST or not apart or word in _REPLIES:
            continue
        rank = Rank.QUESTION if word in _ASKS else _rank(lines, run)
        for number, i in enumerate(run, 1):
            line = replace(lines[i], rank=rank, number=number, heading=True, label=lines[i].span, announces=False)
            found[i] = _asked(text, line) if rank == Rank.QUESTION else line
    return found


def _is_list(text: str, lines: Sequence[Line], run: Sequence[int]) -> bool:
    """Whether lines, of which some look like headings, are entries of a list: STEP 1 润湿滤纸 right above STEP 2 …"""
    together = all(other - one == 1 for one, other in pairwise(run))
    ends = run[-1] + 1 == len(lines) or blank_between(text, lines[run[-1]], lines[run[-1] + 1])
    plain = all(lines[i].heading or lines[i].label is None for i in run) and any(lines[i].heading for i in run)
    return len(run) >= _FEWEST and together and ends and plain


def _runs(text: str, lines: Sequence[Line]) -> Iterator[tuple[str, list[int]]]:
    """Each word that counts, with its lines; it may begin again at 1."""
    reached: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        counted = _counted(text, line)
        if counted is None:
            continue
        word, number = counted["word"].strip().lower(), number_of(counted["number"])
        if number == 1:
            if word in reached:
                yield word, reached[word]
            reached[word] = [i]
        elif word in reached and number == len(reached[word]) + 1:
            reached[word].append(i)
    yield from reached.items()


def _counted(text: str, line: Line) -> re.Match[str] | None:
    """How a line that could be a heading counts itself."""
    plain = line.rank == Rank.PARAGRAPH and line.marker is None and line.hangs is None
    if not plain or line.span.end - line.span.start > LONGEST_HEADING or text[line.span.end - 1] in "。；;,，":
        return None
    return _COUNTED.match(text, line.span.start, line.span.end)


def _rank(lines: Sequence[Line], run: Sequence[int]) -> int:
    """Below 一、 and headings without a number, unless 一、 or (一) begins below one of the lines."""
    stops = [*run[1:], len(lines)]
    sections = [lines[i + 1 : stop] for i, stop in zip(run, stops, strict=True)]
    numbered = [next((one for one in section if one.number), None) for section in sections]
    begun = {one.rank for one in numbered if one is not None and one.number == 1}
    return Rank.SECTION if Rank.HAN in begun else Rank.PLAIN_HEAD if Rank.HAN_PAREN in begun else Rank.HAN_PAREN


def _asked(text: str, line: Line) -> Line:
    """The question behind Q1, as if Q1: stood before it."""
    counted = _COUNTED.match(text, line.span.start, line.span.end)
    assert counted is not None
    body = trimmed(text, counted.end(), line.span.end)
    return replace(line, span=body, marker=trimmed(text, *counted.span()), label=body)
