"""Entries of lists that end like sentences: `3、按启动键。` heads what follows, or it is the last of what is listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from huabei_qa.articles.lines import LONGEST_HEADING, Line, blank_between
from huabei_qa.articles.markers import Rank
from huabei_qa.cells import GAP, names_column
from huabei_qa.records import Span

_COUNTED = (Rank.HAN, Rank.HAN_PAREN, Rank.OUTER, Rank.ARABIC, Rank.ORDINAL)
_SMALL = (Rank.PAREN, Rank.CIRCLED)
_PAUSE = re.compile("[,，、:：;；。!！?？]")
_COUNTS = re.compile(r"(?P<word>[\u4e00-\u9fff]{1,3})(?P<number>[一二三四五六七八九十]{1,2}|\d{1,2})(?=[\s:：路号、])")
_NOTE = re.compile(r"(?:[\u4e00-\u9fff]{2})?(?:提示|提醒|注意|警告|警示|说明|說明|备注|備註)(?:事项|事項)?$")


def told_from_headings(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines; the short entries of a list that goes on from one to the next (1、…；2、…。) head nothing.

    In Markdown a list is one by its layout: where some of its entries only say something, all do.
    """
    found = list(lines)
    for entries in _lists(lines):
        goes_on = any(text[lines[i].span.end - 1] in "；;，,、" for i in entries)
        mixed = any(lines[i].hangs is not None and lines[i].label is None for i in entries)
        for i in entries if goes_on or mixed else ():
            if ends_sentence(text, lines[i]) and not _has_below(lines, i):
                found[i] = replace(lines[i], heading=False, label=None)
    return found


def headed_by_sentences(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines; （1）先协商。 heads the paragraph right below it, where each entry of the count has just one."""
    found = list(lines)
    for run in _small_counts(lines):
        one_each = len(run) > 1 and all(other - one == 2 for one, other in pairwise(run))
        if one_each and lines[run[0]].number == 1 and all(_is_told_below(text, lines, i) for i in run):
            for i in run:
                span = lines[i].span
                label = Span(span.start, span.end - (text[span.end - 1] == "。"))
                found[i] = replace(lines[i], heading=True, label=label)
    return found


def _small_counts(lines: Sequence[Line]) -> Iterator[list[int]]:
    """The entries （1）, （2）, … or ①, ②, … that count up one by one, whatever stands between them."""
    run: list[int] = []
    for i, line in enumerate(lines):
        if line.rank in _SMALL and line.hangs is None:
            if run and not _follows(lines[run[-1]], line):
                yield run
                run = []
            run.append(i)
    if run:
        yield run


def _is_told_below(text: str, lines: Sequence[Line], i: int) -> bool:
    """Whether an entry is a short phrase right above a paragraph that says something."""
    line, after = lines[i], lines[i + 1] if i + 1 < len(lines) else None
    words = line.span.of(text)
    named = line.heading or (len(words) <= LONGEST_HEADING and words[-1] == "。" and not _PAUSE.search(words[:-1]))
    if after is None or not named or blank_between(text, line, after):
        return False
    return after.rank == Rank.PARAGRAPH and not after.heading and text[after.span.end - 1] in "。！!"


def ends_sentence(text: str, line: Line) -> bool:
    """Whether a numbered line that looks like a heading ends like a sentence."""
    return line.heading and line.rank in _COUNTED and text[line.span.end - 1] in "。."


def closes_list(text: str, lines: Sequence[Line], i: int) -> bool:
    """Whether the paragraph behind numbered line i is none of its own, though the line could be a heading."""
    line, after = lines[i], lines[i + 1] if i + 1 < len(lines) else None
    listed = i > 0 and lines[i - 1].rank == line.rank
    entry = line.rank == Rank.HAN and listed and not line.heading  # of a section there would be more above 二、
    says = ends_sentence(text, line) or (entry and text[line.span.end - 1] == "。")
    if after is None or after.rank != Rank.PARAGRAPH or not (says or _is_short(line)):
        return False
    note = after.label is not None and _NOTE.match(after.label.of(text)) is not None
    if note and (says or listed):
        return True
    then = lines[i + 2] if i + 2 < len(lines) else None
    if then is not None and _follows(line, then):
        return False  # what stands between two numbers is of the first
    heads = after.heading and then is not None and then.rank == line.rank and then.number == 1
    if (heads or set_off(text, lines, i + 1)) and (says or listed):
        return True
    alone = line.hangs is not None and line.number == 1  # a list of Markdown ends where a paragraph stands beside it
    goes_on = line.rank in (Rank.OUTER, Rank.ORDINAL)  # 第七步:… may go on in a line of its own
    return says and (alone or (listed and not goes_on))


def built_alike(text: str, line: Line, after: Line) -> bool:
    """Whether two paragraphs are entries of one list by how they are built.

    They have as many columns (鱼香肉丝 ... 32元), which are not named there, or one word counts them (科目一, 科目二).
    """
    one, other = line.span.of(text), after.span.of(text)
    cells = GAP.split(one)
    if len(cells) == len(GAP.split(other)) > 1 and "\n" not in one + other:
        return one[-1] not in "。！!" and not names_column(cells[0])
    first, second = _COUNTS.match(one), _COUNTS.match(other)
    if first is None or second is None:
        return False
    return first["word"] == second["word"] and first["number"] != second["number"]


def set_off(text: str, lines: Sequence[Line], i: int) -> bool:
    """Whether a blank line parts line i from the one before it, and none parts that one from what it stands below."""
    return i > 1 and blank_between(text, lines[i - 1], lines[i]) and not blank_between(text, lines[i - 2], lines[i - 1])


def _is_short(line: Line) -> bool:
    return line.heading and line.rank in (Rank.OUTER, Rank.ARABIC, Rank.ORDINAL)


def _follows(line: Line, other: Line) -> bool:
    counted = line.number is not None and other.number == line.number + 1
    return counted and other.rank == line.rank and other.depth == line.depth


def _has_below(lines: Sequence[Line], i: int) -> bool:
    """Whether a list or a paragraph hangs below an entry, so that it is a heading after all."""
    after = lines[i + 1] if i + 1 < len(lines) else None
    deeper = after is not None and after.depth > lines[i].depth
    return after is not None and deeper and (after.rank < Rank.PARAGRAPH or after.hangs is not None)


def _lists(lines: Sequence[Line]) -> Iterator[list[int]]:
    """The entries of each list, which count up one by one; deeper lists may stand between them, paragraphs may not."""
    reached: dict[float, list[int]] = {}
    found: list[list[int]] = []
    for i, line in enumerate(lines):
        if line.rank == Rank.PARAGRAPH and line.hangs is None:
            reached.clear()
            continue
        for depth in [depth for depth in reached if depth > line.depth]:
            del reached[depth]
        before = reached.get(line.depth)
        if before and _follows(lines[before[-1]], line):
            before.append(i)
        elif line.number is not None and line.rank in _COUNTED:
            reached[line.depth] = [i]
            found.append(reached[line.depth])
        else:
            reached.pop(line.depth, None)
    yield from found
