"""Quotes that warn: `> **警告**` or GitHub's `> [!WARNING]` above what they say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from huabei_qa.articles.markdown.blocks import Block, Kind
from huabei_qa.records import Span
from huabei_qa.text import DENIES, trimmed

_SIGN = rf"(?:(?:{DENIES})\ufe0f?\s*)?"
NAMES = r"(?:重要|特别|特別)?(?:注意(?:事项|事項)?|警告|警示|当心|當心|小心|危险|危險)|warning|caution|danger"
_MARK = re.compile(
    rf"\[!(?:warning|caution|danger)\][+-]?|{_SIGN}(?P<bold>\*\*|__){_SIGN}(?:{NAMES})\s*[:：!！]?(?P=bold)\s*[:：]?$",
    re.I,
)


def within_notes(text: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks; those of a quote that begins by such a mark warn, and the mark, which says only that, is left out."""
    marked = {quote: end for quote, said in _quotes(blocks).items() if (end := _mark(text, said)) is not None}
    found: list[Block] = []
    for block in blocks:
        if block.quote not in marked:
            found.append(block)
            continue
        rest = _behind(text, block, marked[block.quote])
        if rest.lines:
            found.append(rest)
    return found


def _quotes(blocks: Sequence[Block]) -> dict[int, list[Block]]:
    """The blocks of each quote that hold words."""
    found: dict[int, list[Block]] = {}
    for block in blocks:
        if block.quote and block.lines:
            found.setdefault(block.quote, []).append(block)
    return found


def _mark(text: str, said: Sequence[Block]) -> int | None:
    """Where the mark that a quote begins with ends, if it stands before anything."""
    first = said[0].lines[0]
    found = _MARK.match(text, first.start, first.end) if said[0].kind is Kind.TEXT else None
    return found.end() if found and (found.end(), first) != (said[-1].lines[-1].end, said[-1].lines[-1]) else None


def _behind(text: str, block: Block, end: int) -> Block:
    """A block of the quote, or what stands behind the mark in it."""
    behind = [trimmed(text, max(line.start, min(end, line.end)), line.end) for line in block.lines]
    lines = tuple(line for line in behind if line.start < line.end)
    kept = block.marker if lines == block.lines else Span(lines[0].start, lines[0].start) if lines else None
    return replace(block, lines=lines, warns=block.quote, marker=kept)
