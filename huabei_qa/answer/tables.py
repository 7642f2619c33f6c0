"""Rows of tables, as they are shown: with the names of their columns, and on one line."""

from __future__ import annotations

import re

from huabei_qa.answer.names import cells, split_cells
from huabei_qa.cells import names_field
from huabei_qa.records import Passage
from huabei_qa.text import unstyled

_RULED = re.compile(r"[|｜\t]")
"""What parts cells and nothing else; spaces stand in headings too (第一章  总则)."""


def columns(passage: Passage) -> str:
    """The names of a row's columns, where it stands below them; its cells say little alone."""
    at = _header(passage)
    return "" if at is None else f"【{with_bars(unstyled(passage.path[at], passage.source))}】"


def lent(passage: Passage) -> str:
    """The cells of rows above that hold for a row too, with a bar behind each."""
    at = _header(passage)
    return "" if at is None else "".join(f"{cell} | " for cell in passage.path[at + 1 :])


def _header(passage: Passage) -> int | None:
    """Which heading above a row names its columns: the last, or the one above the cells that are lent to it."""
    own = cells(passage)
    for at in range(len(passage.path) - 1, -1, -1):
        names = split_cells(passage.path[at])
        if len(names) > 1:
            above = len(passage.path) - 1 - at
            fits = len(names) == own + above and passage.path[at] != passage.text
            named = len(names) > 2 or _RULED.search(passage.path[at]) or any(map(names_field, names))
            return at if fits and named and (own > 1 or not above) else None
    return None


def with_bars(words: str) -> str:
    """A row of a table on one line, with bars between its cells; Markdown writes one within a cell as \\|."""
    return " | ".join(" ".join(cell.replace("\\|", "|").split()) for cell in split_cells(words))
