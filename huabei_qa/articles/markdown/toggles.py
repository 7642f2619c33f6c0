"""`<details>` in Markdown: what it folds away stands below its `<summary>`, as below an entry of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from huabei_qa.articles.markdown.blocks import Block, Item, Kind
from huabei_qa.articles.markdown.said import without_tags
from huabei_qa.records import Span
from huabei_qa.text import has_words, trimmed

_SUMMARY = re.compile(r"<summary\b[^>]*>(.*?)</summary>", re.I)
_UNNAMED = re.compile(r"(?:点击|點擊)|展开|展開|查看|详情|詳情|details$|more$", re.I)
_CLOSES = re.compile(r"</details", re.I)


def summary_of(text: str, line: Span) -> Span | None:
    """What the `<summary>` on a line names; None where there is none, or it only says that something is folded."""
    found = _SUMMARY.search(text, line.start, line.end)
    if found is None:
        return None
    named = without_tags(text, trimmed(text, found.start(1), found.end(1)))
    return named if has_words(named.of(text)) and not _UNNAMED.search(named.of(text)) else None


def within_toggles(text: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks, those between a summary and the end of its details as if they stood in an entry of a list.

    Where headings are folded away too, these say what stands below what.
    """
    found = list(blocks)
    opens = [_opens(text, block) for block in blocks]
    for i, at in enumerate(opens):
        end = _end(text, blocks, i, at) if at is not None else None
        if end is None:
            continue
        stop = end if end > i and opens[end] is not None else end + 1  # where one closes, the next may open
        for k in range(i, stop):
            found[k] = replace(found[k], items=(Item(None, -1 - i), *blocks[k].items))
    return found


def _opens(text: str, block: Block) -> int | None:
    """Where the last summary of a block of HTML ends."""
    named = [line.end for line in block.lines if summary_of(text, line)] if block.kind is Kind.HTML else []
    return named[-1] if named else None


def _end(text: str, blocks: Sequence[Block], first: int, at: int) -> int | None:
    """The block with the end of the details whose summary ends at `at`; None where a heading comes before."""
    for i, block in enumerate(blocks[first:], first):
        if block.kind is Kind.HEADING:
            return None
        if block.kind is Kind.HTML and block.lines and _CLOSES.search(text, at, block.lines[-1].end):
            return i
    return None
