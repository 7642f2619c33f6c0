"""What a blank line sets off behind the last section of a text (咨询电话：…): of all of it, not of that section."""

from __future__ import annotations

from itertools import pairwise

from huabei_qa.articles.growing import Growing
from huabei_qa.articles.lines import Line, blank_between
from huabei_qa.articles.markers import Rank

_MOST = 3  # lines behind the last section
_FEWEST = 2  # sections


def closes_article(text: str, lines: list[Line], i: int, stack: list[Growing]) -> bool:
    """Whether line i begins the last block of a text in which blank lines stand above the headings of sections only."""
    if len(stack) < 2 or len(lines) - i > _MOST or not blank_between(text, lines[i - 1], lines[i]):
        return False
    if any(line.rank != Rank.PARAGRAPH or line.hangs is not None or line.marker is not None for line in lines[i:]):
        return False
    headed = [node.line for node in stack[0].children if node.line is not None and node.line.heading]
    told = stack[1].led or stack[1].children
    if len(headed) < _FEWEST or stack[1].line is not headed[-1] or not told:
        return False
    starts = {line.span.start for line in headed}
    first = next(k for k, line in enumerate(lines) if line.span.start in starts)
    above = pairwise(lines[first:i])
    return all(line.span.start in starts or not blank_between(text, before, line) for before, line in above)
