"""A statement of a Markdown text, and what is read alike whatever block it stands in: its depth, headings, tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from huabei_qa.articles.body import without_comments
from huabei_qa.articles.depths import BY_HAND, LEVEL, WITHIN
from huabei_qa.articles.markdown.blocks import Block, Kind
from huabei_qa.articles.markers import Marker, Rank
from huabei_qa.records import Span
from huabei_qa.text import has_words, trimmed

NO_STYLE = -1
"""Of a marker that Markdown says, rather than the looks of a line."""
TAGS = re.compile(r"(?:</?[A-Za-z][^<>]*>\s*)+")
IMAGES = re.compile(r"(?:\[?!\[[^\]]*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])(?:\]\([^)]*\))?\s*)+$")
_UNNAMED = re.compile(r"(?:!\[\]\([^()\s]*\)\s*)+")
_HASHES = re.compile(r"(#{1,6})[ \t]*(.*?)(?:[ \t]+#+)?[ \t]*$", re.S)
_LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]*(?:\s[^()]*)?\)$")
_ANCHOR = re.compile(r"\s*\{#[^}]*\}$")


@dataclass(frozen=True, slots=True)
class Statement:
    """A heading, a paragraph, an entry, a row: one thing said, and where it stands."""

    kind: Kind
    span: Span
    marker: Marker | None = None
    """What stands before it, if Markdown says so."""
    hangs: float | None = None
    """How deep it stands, if it stands in a list."""
    rank: int | None = None
    """Of a row: header or not."""
    label: Span | None = None
    under: tuple[Span, ...] = ()
    """Of a row: cells of rows above that hold for it too."""
    apart: bool = False
    """It is one of several lines of a block that are meant apart, as in plain text."""
    warns: int = 0
    """Its quote or container, if that is marked as a warning."""


def heading(text: str, line: Span, level: int, hangs: float | None) -> Iterator[Statement]:
    """The heading that a line is, if it has words; in an entry of a list (`hangs`) what the entry says."""
    found = _HASHES.match(text[line.start : line.end])
    inner = Span(line.start + found.start(2), line.start + found.end(2)) if found else line
    before = trimmed(text, line.start, inner.start)
    body = _plain(text, inner)
    if not has_words(body.of(text)):
        return
    marker = Marker(Rank.HASH + level - 1, None, Span(before.start, body.start), NO_STYLE)
    if hangs is not None:  # a heading within an entry
        marker = Marker(Rank.BULLET, None, marker.span, NO_STYLE)
        yield Statement(Kind.TEXT, body, marker, hangs)
    else:
        yield Statement(Kind.HEADING, body, marker)


def _plain(text: str, span: Span) -> Span:
    """The words without a comment, an anchor, tags or a link around all of them."""
    span = without_comments(text, span)
    anchor = _ANCHOR.search(span.of(text)[-80:])
    if anchor:
        span = Span(span.start, span.end - len(anchor.group()))
    span = without_tags(text, span)
    link = _LINK.match(span.of(text))
    return Span(span.start + link.start(1), span.start + link.end(1)) if link else span


def without_tags(text: str, span: Span) -> Span:
    """The words without the tags before and behind them."""
    words = span.of(text)
    if "<" not in words:
        return span
    start, end = span.start, span.end
    for found in TAGS.finditer(words):
        if found.end() == len(words):
            end = span.start + found.start()
        elif found.start() == 0:
            start = span.start + found.end()
    return trimmed(text, start, max(start, end))


def without_images(text: str, span: Span) -> Span:
    """The words without the images before and behind them that have no words of their own."""
    if "![](" not in span.of(text):
        return span
    start, end = span.start, span.end
    for found in _UNNAMED.finditer(text, start, end):
        if found.end() == span.end:
            end = found.start()
        elif found.start() == span.start:
            start = found.end()
    return trimmed(text, start, max(start, end))


def depth_of(block: Block, under: bool = False) -> float | None:
    """How deep a block within a list stands: an entry, or (`under`) what stands in it."""
    if not block.items:
        return None
    base = Rank.BULLET if block.items[0].number is None else Rank.ARABIC + BY_HAND
    return base + (len(block.items) - 1) * LEVEL + under * WITHIN
