"""What the blocks of a Markdown text say: paragraphs and entries cut into statements, and what is none left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from huabei_qa import columns
from huabei_qa.articles.body import without_comments
from huabei_qa.articles.depths import BY_HAND, LEVEL, ROW, WITHIN
from huabei_qa.articles.lines import is_answer
from huabei_qa.articles.markdown.blocks import Block, Item, Kind
from huabei_qa.articles.markers import Marker, Rank, in_sequence, marker_at
from huabei_qa.records import Span
from huabei_qa.text import has_words, trimmed


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
    apart: bool = False
    """It is one of several lines of a block that are meant apart, as in plain text."""


_NO_STYLE = -1

_HASHES = re.compile(r"(#{1,6})[ \t]*(.*?)(?:[ \t]+#+)?[ \t]*$", re.S)
_UNSPACED = re.compile(r"#{2,6}[^#\s]")  # ##标题 is meant as a heading, #标签 may be a tag
_SENTENCE = re.compile(r"[。！？!?；;….][”’」』】）)\"']*$")
_LABELLED = re.compile(r"[^:：。，,;；!！?？]{1,18}[:：]\s*\S")
_NAMES = re.compile(r"[^。，,;；!！?？:：]{1,20}$")  # a numbered line as short as a heading
_COLUMNS = re.compile(r"[^\s。，,；;！!？?]+(?:[ \t\u3000]+[^\s。，,；;！!？?]+)+$")
_PAUSED = re.compile(r"[，,、（(“「—-]$")
_NARROW = 30  # columns
_FULL = 0.7  # of the widest line
_BOLD = re.compile(r"(\*\*|__)(?:(?!\1).)+\1[:：]?$")
_BREAK = re.compile(r"(?:  |\\)\r?(?:\n|$)|\s*<br\s*/?>\s*$", re.I)
_IMAGES = re.compile(r"(?:\[?!\[[^\]]*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])(?:\]\([^)]*\))?\s*)+$")
_CONTENTS = re.compile(r"\[{1,2}_?TOC_?\]{1,2}$|\[[^\]]*\]\(#[^)]*\)$|\[![A-Z]+\]$|\{:?\s*[.#][^}]*\}$", re.I)
_LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]*(?:\s[^()]*)?\)$")
_ANCHOR = re.compile(r"\s*\{#[^}]*\}$")
_TAGS = re.compile(r"(?:</?[A-Za-z][^<>]*>\s*)+")
_HIDDEN = re.compile(r"<(script|style)\b", re.I)
_TASK = re.compile(r"\[[ xX]\][ \t]+(?=\S)")
_NOTE = re.compile(r"\[\^[^\]]+\]:\s*")
_CELL = re.compile(r"(?:[^|\\]|\\.)+", re.S)
_LONGEST_HEADING = 120  # characters; a line of dashes right below a paragraph makes no heading of it


def statements(text: str, blocks: Sequence[Block]) -> list[Statement]:
    """All statements in the order of the text."""
    numbered = _numbered(text, blocks)
    found: list[Statement] = []
    for block in blocks:
        if block.kind is Kind.HEADING and _is_heading(text, block):
            found.extend(_heading(text, block.lines[0], block.level, _hangs(block)))
        elif block.kind is Kind.TABLE:
            found.extend(_rows(text, block))
        elif block.kind is Kind.CODE:
            found.extend(_code(text, block))
        elif block.kind is Kind.HTML:
            found.extend(_html(text, block))
        else:
            found.extend(_text(text, block, numbered))
    return found


def _numbered(text: str, blocks: Sequence[Block]) -> set[int]:
    """Where lines within paragraphs begin that are numbered by hand."""
    places = [line for block in blocks if block.kind in (Kind.TEXT, Kind.HEADING) for line in block.lines]
    markers = in_sequence(text, [marker_at(text, line) for line in places])
    return {
        line.start
        for line, marker in zip(places, markers, strict=True)
        if marker and marker.rank not in (Rank.HASH, Rank.QUOTE)
    }


def _is_heading(text: str, block: Block) -> bool:
    """A line of dashes below a paragraph was meant as a rule, unless the paragraph is a heading's length."""
    if len(block.lines) != 1:
        return False
    words = block.lines[0].of(text)
    return words.startswith("#") or (len(words) <= _LONGEST_HEADING and words[-1] not in "。；;")


def _heading(text: str, line: Span, level: int, hangs: float | None) -> Iterator[Statement]:
    found = _HASHES.match(text[line.start : line.end])
    inner = Span(line.start + found.start(2), line.start + found.end(2)) if found else line
    before = trimmed(text, line.start, inner.start)
    body = _plain(text, inner)
    if not has_words(body.of(text)):
        return
    marker = Marker(Rank.HASH + level - 1, None, Span(before.start, body.start), _NO_STYLE)
    if hangs is not None:  # a heading within an entry
        marker = Marker(Rank.BULLET, None, marker.span, _NO_STYLE)
        yield Statement(Kind.TEXT, body, marker, hangs)
    else:
        yield Statement(Kind.HEADING, body, marker)


def _plain(text: str, span: Span) -> Span:
    """The words without a comment, an anchor, tags or a link around all of them."""
    span = without_comments(text, span)
    anchor = _ANCHOR.search(span.of(text)[-80:])
    if anchor:
        span = Span(span.start, span.end - len(anchor.group()))
    span = _without_tags(text, span)
    link = _LINK.match(span.of(text))
    return Span(span.start + link.start(1), span.start + link.end(1)) if link else span


def _without_tags(text: str, span: Span) -> Span:
    """The words without the tags before and behind them."""
    words = span.of(text)
    if "<" not in words:
        return span
    start, end = span.start, span.end
    for found in _TAGS.finditer(words):
        if found.end() == len(words):
            end = span.start + found.start()
        elif found.start() == 0:
            start = span.start + found.end()
    return trimmed(text, start, max(start, end))


def _hangs(block: Block, under: bool = False) -> float | None:
    """How deep a block within a list stands: an entry, or (`under`) what stands in it."""
    if not block.items:
        return None
    base = Rank.BULLET if block.items[0].number is None else Rank.ARABIC + BY_HAND
    return base + (len(block.items) - 1) * LEVEL + under * WITHIN


def _text(text: str, block: Block, numbered: set[int]) -> Iterator[Statement]:
    """The statements of a paragraph: it goes on over the ends of lines unless they look like ends of something."""
    first = block.opens or not block.items
    for group in _groups(text, block, numbered):
        span = without_comments(text, Span(group[0].start, group[-1].end))
        if len(group) == 1 and _UNSPACED.match(span.of(text)) and not block.items:
            level = len(span.of(text)) - len(span.of(text).lstrip("#"))
            yield from _heading(text, span, level, None)
            continue
        span = _without_tags(text, span)
        words = span.of(text)
        if not has_words(words) or _IMAGES.match(words) or _CONTENTS.match(words):
            continue
        outside = not first and _is_lazy(text, block, group[0]) and group[0] != block.lines[0]
        statement = _statement(text, replace(block, items=()) if outside else block, span, first)
        yield replace(statement, apart=len(group) < len(block.lines) and (outside or not block.items))
        first = False


def _statement(text: str, block: Block, span: Span, first: bool) -> Statement:
    if not block.items:
        quoted = block.quoted and marker_at(text, span) is None and not is_answer(text, span)
        before = Span(block.marker.start if block.marker and first else span.start, span.start)
        note = _NOTE.match(text, span.start, span.end)
        if note and note.end() < span.end:
            before, span = Span(*note.span()), Span(note.end(), span.end)
        aside = quoted or note is not None
        return Statement(Kind.TEXT, span, Marker(Rank.PARAGRAPH, None, before, _NO_STYLE) if aside else None)
    if not first:
        return Statement(Kind.TEXT, span, None, _hangs(block, under=True))
    task = _TASK.match(text, span.start, span.end)
    body = Span(task.end(), span.end) if task else span
    return Statement(Kind.TEXT, body, _entry_marker(text, block, block.items[-1], body), _hangs(block))


def _entry_marker(text: str, block: Block, item: Item, body: Span) -> Marker:
    """The bullet or number; if the words behind it begin with 问:, that too."""
    start = block.marker.start if block.marker else body.start
    own = marker_at(text, body)
    if own and own.rank == Rank.QUESTION:
        return Marker(Rank.QUESTION, item.number, Span(start, own.span.end), _NO_STYLE)
    rank = Rank.BULLET if item.number is None else Rank.ARABIC
    return Marker(rank, item.number, Span(start, body.start), _NO_STYLE)


def _groups(text: str, block: Block, numbered: set[int]) -> Iterator[list[Span]]:
    """The lines that together are one statement."""
    lines = block.lines
    said = [line.of(text) for line in lines]
    apart = _apart(said)
    group: list[Span] = []
    for i, line in enumerate(lines):
        names = len(group) == 1 and group[0].start in numbered and _NAMES.match(said[i - 1])
        fresh = line.start in numbered or names or (i > 0 and apart[i - 1]) or _leaves(text, block, i)
        if group and (fresh or _ends(text, lines[i - 1]) or _begins(text, line, said[i])):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _apart(said: Sequence[str]) -> list[bool]:
    """Behind which lines a new statement begins.

    By CommonMark a paragraph goes on over the ends of its lines. Many people mean the end of a line as an end: where
    every line is a sentence or `标题:说明`, and where lines of very different lengths do not stop at a comma.
    """
    if all(map(_SENTENCE.search, said)) or all(map(_LABELLED.match, said)):
        return [True] * len(said)
    if len(said) > 2 and 3 * sum(_COLUMNS.match(words) is not None for words in said) >= 2 * len(said):
        return [True] * len(said)  # rows of a table without bars
    widths = [columns.width(words) for words in said]
    widest = max(widths[:-1], default=0)
    wrapped = widest >= _NARROW and min(widths[:-1], default=0) >= _FULL * widest
    if len(said) == 2:
        return [_SENTENCE.search(said[0]) is not None, False]
    if wrapped or len(said) < 2:
        return [False] * len(said)
    return [
        not _PAUSED.search(words)
        and not words.isascii()
        and (_SENTENCE.search(words) is not None or (len(said) > 2 and (widest < _NARROW or width < _FULL * widest)))
        for words, width in zip(said, widths, strict=True)
    ]


def _leaves(text: str, block: Block, i: int) -> bool:
    """Whether a line stands below a list rather than in its last entry: not indented, behind a full stop."""
    if i == 0 or not _is_lazy(text, block, block.lines[i]):
        return False
    return _SENTENCE.search(block.lines[i - 1].of(text)) is not None


def _is_lazy(text: str, block: Block, line: Span) -> bool:
    return bool(block.items) and text[line.start - 1 : line.start] in ("\n", "\r")


def _ends(text: str, line: Span) -> bool:
    """A line that ends by a hard break, or is all bold, ends what it says."""
    return _BREAK.match(text, line.end) is not None or _alone(line.of(text))


def _begins(text: str, line: Span, words: str) -> bool:
    return is_answer(text, line) or _alone(words) or _UNSPACED.match(words) is not None


def _alone(words: str) -> bool:
    return _BOLD.match(words) is not None or _CONTENTS.match(words) is not None


def _rows(text: str, block: Block) -> Iterator[Statement]:
    """The rows as they stand, below the first one."""
    header, under = _row(text, block.lines[0]), _hangs(block, under=True)
    headed = has_words(header.of(text))
    if headed:
        yield Statement(Kind.TABLE, header, None, under, Rank.HEADER, header)
    for line in block.lines[2:]:
        row = _row(text, line)
        if has_words(row.of(text)):
            hangs = None if under is None else under + ROW
            yield Statement(Kind.TABLE, row, None, hangs, Rank.ROW if headed else Rank.INLINE, _first_cell(text, row))


def _row(text: str, line: Span) -> Span:
    """A row without the bars at its ends."""
    start, end = line.start, line.end
    if text[start] == "|":
        start += 1
    if end > start and text[end - 1] == "|" and text[end - 2] != "\\":
        end -= 1
    return trimmed(text, start, end)


def _first_cell(text: str, row: Span) -> Span | None:
    cell = _CELL.match(text, row.start, row.end)
    if cell is None or cell.end() == row.end:
        return None
    label = trimmed(text, row.start, cell.end())
    return label if has_words(label.of(text)) else None


def _code(text: str, block: Block) -> Iterator[Statement]:
    if block.lines:
        span = Span(block.lines[0].start, block.lines[-1].end)
        if has_words(span.of(text)):
            yield Statement(Kind.CODE, span, None, _hangs(block, under=True))


def _html(text: str, block: Block) -> Iterator[Statement]:
    """What a page's source says line by line, without the tags around it; scripts and comments say nothing."""
    if not block.lines or _HIDDEN.match(block.lines[0].of(text)):
        return
    whole = without_comments(text, Span(block.lines[0].start, block.lines[-1].end))
    for line in block.lines:
        start, end = max(line.start, whole.start), min(line.end, whole.end)
        if start >= end:
            continue
        span = _without_tags(text, without_comments(text, Span(start, end)))
        words = span.of(text)
        if has_words(_TAGS.sub("", words)) and not _IMAGES.match(words):
            level = len(words) - len(words.lstrip("#"))
            if 0 < level <= 6 and words[level : level + 1].isspace():
                yield from _heading(text, span, level, None)
            else:
                yield Statement(Kind.TEXT, span, None, _hangs(block, under=True))
