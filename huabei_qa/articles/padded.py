"""Tables whose columns are filled up with spaces: a row with an empty cell has as many columns as its header."""

from __future__ import annotations

import re
from collections.abc import Sequence

from huabei_qa.articles.hanging import column
from huabei_qa.articles.lines import Line, blank_between

_GAP = re.compile(" {2,}")
_SLACK = 1  # column; a mark such as ✓ takes one or two
_FEWEST = 3


def filled_up(text: str, lines: Sequence[Line], columns: Sequence[int]) -> list[int]:
    """How many columns each line has; a row that lacks some and keeps to those of the first one has as many."""
    found = list(columns)
    starts: list[int] = []
    for i, line in enumerate(lines):
        below = i > 0 and found[i] > 1 and not blank_between(text, lines[i - 1], line)
        if below and _FEWEST <= found[i - 1] == len(starts) > found[i] and _keeps(starts, _starts(text, line)):
            found[i] = len(starts)
        elif found[i] != len(starts) or not below:
            starts = _starts(text, line) if found[i] >= _FEWEST else []
    return found


def _starts(text: str, line: Line) -> list[int]:
    """In which columns the cells of a line begin."""
    ends = [gap.end() for gap in _GAP.finditer(text, line.span.start, line.span.end)]
    return [column(text, at) for at in (line.span.start, *ends)]


def _keeps(starts: Sequence[int], row: Sequence[int]) -> bool:
    """Whether each cell of a row of two or more begins where one of the columns does."""
    return len(row) > 1 and all(any(abs(start - one) <= _SLACK for start in starts) for one in row)
