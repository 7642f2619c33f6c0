"""Which of two numberings encloses the other: 第一步 or 问： stands below 1. in one text, and above it in the next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from huabei_qa.articles.lines import Line
from huabei_qa.articles.markers import Rank

_NUMBER = re.compile(r"[一二三四五六七八九十百\d\s:：,，、.．*_]+")
_FEWEST = 2


def with_ordinals_above(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines; 第一步, 方法一 head the counts that begin below them, if the next of their kind stands behind one.

    Else they stand below 1. 2. 3., as the steps of each entry.
    """
    found = list(lines)
    for run in _runs(text, lines):
        if _encloses(text, lines, run):
            for i in run:
                found[i] = replace(lines[i], rank=Rank.OUTER)
    return found


def with_questions_below(lines: Sequence[Line]) -> list[Line]:
    """The lines; 1., 2., 3. stand above the questions that begin right below one of them, if the count goes on behind
    these: 3. behind what is asked below 2. 常见问题.
    """
    found = list(lines)
    if any(line.rank == Rank.HAN_PAREN for line in lines):
        return found
    for run in _arabic_runs(lines):
        if any(lines[i].heading and lines[i + 1].rank == Rank.QUESTION for i in run[:-1]):
            for i in run:
                found[i] = replace(lines[i], rank=Rank.HAN_PAREN)
    return found


def _arabic_runs(lines: Sequence[Line]) -> Iterator[list[int]]:
    """The lines that 1., 2., 3. count up from 1, with no section beginning between them."""
    run: list[int] = []
    for i, line in enumerate(lines):
        if line.rank < Rank.QUESTION or (line.rank == Rank.ARABIC and line.number == 1):
            yield run
            run = []
        if line.rank == Rank.ARABIC and line.hangs is None and line.number == len(run) + 1:
            run.append(i)
    yield run


def _runs(text: str, lines: Sequence[Line]) -> Iterator[list[int]]:
    """The lines that one word counts up from 1 (方法一, 方法二), with no section or question beginning between them."""
    reached: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        if line.rank <= Rank.QUESTION:
            yield from reached.values()
            reached.clear()
        word = _word(text, line)
        if word is None:
            continue
        if line.number == 1:
            yield reached.get(word, [])
            reached[word] = [i]
        elif word in reached and line.number == len(reached[word]) + 1:
            reached[word].append(i)
    yield from reached.values()


def _word(text: str, line: Line) -> str | None:
    """What an ordinal counts (方法 of 方法二); nothing where it is part of the words (误区二), None of other lines."""
    if line.rank != Rank.ORDINAL or line.marker is None or line.hangs is not None:
        return None
    word = _NUMBER.sub("", line.marker.of(text))
    return word if word or line.marker.start == line.marker.end else None


def _encloses(text: str, lines: Sequence[Line], run: Sequence[int]) -> bool:
    """Whether counts begin at 1 below some of the lines, and none goes on over them."""
    if len(run) < _FEWEST:
        return False
    before = lines[run[0] - 1] if run[0] else None
    if before is not None and _is_inner(before) and (before.heading or before.announces):
        return False  # the lines are its steps
    blocks = [lines[one + 1 : other] for one, other in pairwise(run)]
    begins = any(_begins_count(text, block, _word(text, lines[run[0]])) for block in blocks)
    if not begins or not all(map(_counts_anew, blocks)):
        return False
    after = (lines[i] for i in range(run[-1] + 1, len(lines)))
    behind = next((line for line in after if _is_inner(line) or line.rank <= Rank.QUESTION), None)
    return behind is None or not _is_inner(behind) or behind.number == 1


def _is_inner(line: Line) -> bool:
    return Rank.ARABIC <= line.rank < Rank.ORDINAL and line.number is not None


def _begins_count(text: str, block: Sequence[Line], word: str | None) -> bool:
    """Whether what is marked first among the lines is the 1 of a count, or of ordinals of another word."""
    first = next((line for line in block if line.rank != Rank.PARAGRAPH), None)
    if first is None or first.number != 1:
        return False
    return _is_inner(first) or _word(text, first) not in (None, word)


def _counts_anew(block: Sequence[Line]) -> bool:
    """Whether the numbers among the lines count up from 1."""
    last: dict[int, int] = {}
    for line in block:
        if line.number is None or not _is_inner(line):
            continue
        if line.number not in (1, last.get(line.rank, 0) + 1):
            return False
        last[line.rank] = line.number
    return True
