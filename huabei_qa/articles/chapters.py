"""Sections without a number beside 第1章, 第2章: those behind the last one (考核方式), and what heads them all.

Only short names are such: a longer line may be the title of a further article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from huabei_qa.articles.entries import set_off
from huabei_qa.articles.heads import is_plain_head
from huabei_qa.articles.lines import Line
from huabei_qa.articles.markers import Rank

_FEWEST = 2  # chapters
_LONGEST = 7  # characters
_OF_CHAPTER = re.compile(r"本[章课課]|小结|小結|总结|總結|[练練]习|習題|习题|思考|作业|作業")


def beside_chapters(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines, names of sections without a number as high as the chapters; above these where one heads them."""
    found = list(lines)
    chapters = _chapters(lines)
    if len(chapters) < _FEWEST or any(line.rank == Rank.CLAUSE for line in lines):
        return found
    behind = _behind(text, found, chapters)
    above = chapters[0] - 1
    rank = lines[chapters[0]].rank
    if above > 0 and _names(text, found, above) and (behind or _any_names(text, found, range(1, above))):
        behind, rank = [above, *behind], int(Rank.CHAPTER)
        for i in chapters:
            found[i] = replace(found[i], rank=Rank.SECTION)
    for i in behind:
        found[i] = replace(found[i], rank=rank, label=found[i].span, heading=True)
    return found


def _chapters(lines: Sequence[Line]) -> list[int]:
    """The chapters (or lessons), if they count up from 1 through the text; none where chapters hold others."""
    found = [i for i, line in enumerate(lines) if Rank.PART <= line.rank <= Rank.SECTION and line.hangs is None]
    ranks = {lines[i].rank for i in found}
    counts = [lines[i].number for i in found] == list(range(1, len(found) + 1))
    return found if counts and ranks in ({Rank.CHAPTER}, {Rank.SECTION}) else []


def _behind(text: str, lines: list[Line], chapters: list[int]) -> list[int]:
    """The names of sections behind the entries of the last chapter.

    The first is set off from these, or no chapter has anything but entries; all after it are such too. None
    is where an earlier chapter has one of that name: then 常见问题 is the end of each chapter.
    """
    last = chapters[-1]
    i = next((i for i in range(last + 1, len(lines)) if not _is_entry(lines[i])), len(lines))
    if i == last + 1 or i == len(lines) or not _names(text, lines, i) or _OF_CHAPTER.match(lines[i].span.of(text)):
        return []
    if not set_off(text, lines, i) and not all(map(_is_entry, lines[chapters[0] : i])):
        return []
    found = [k for k in range(i, len(lines)) if _names(text, lines, k)]
    names = {lines[k].span.of(text) for k in found}
    return [] if any(line.span.of(text) in names for line in lines[chapters[0] : last]) else found


def _is_entry(line: Line) -> bool:
    return line.number is not None or (line.label is not None and not line.heading)  # 1.1 力, 重点：受力分析


def _any_names(text: str, lines: list[Line], places: range) -> bool:
    return any(_names(text, lines, i) for i in places)


def _names(text: str, lines: list[Line], i: int) -> bool:
    line = lines[i]
    short = line.span.end - line.span.start <= _LONGEST and line.hangs is None
    return short and line.label is not None and line.heading and is_plain_head(text, lines, i)
