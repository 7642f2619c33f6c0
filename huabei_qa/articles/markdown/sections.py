"""Sections that are written as titles are: `# 一、准备` below `# 报销流程`, as Notion and Word export them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from huabei_qa.articles.markdown.blocks import Kind
from huabei_qa.articles.markdown.said import Statement
from huabei_qa.articles.markers import Rank, marker_at

_LOWEST = Rank.HASH + 5


def below_title(text: str, statements: Sequence[Statement]) -> list[Statement]:
    """The statements, those headings a level lower that count the sections of the title above them, with all below."""
    found: list[Statement] = []
    number: int | None = None  # of the section before; 0 below a title; None: no title yet
    for statement in statements:
        marker = statement.marker
        if statement.kind is not Kind.HEADING or marker is None:
            found.append(statement)
            continue
        if marker.rank == Rank.HASH:
            own = marker_at(text, statement.span)
            counted = own.number if own else None
            goes_on = number is not None and counted == number + 1
            number = counted if goes_on else 0 if own is None else None
        if number:
            statement = replace(statement, marker=replace(marker, rank=min(marker.rank + 1, _LOWEST)))
        found.append(statement)
    return found
