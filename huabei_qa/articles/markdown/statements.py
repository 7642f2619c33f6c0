"""What the blocks of a Markdown text say: paragraphs and entries cut into statements, and what is none left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from huabei_qa import columns
from huabei_qa.articles.bare import pointed_numbers, with_counts_begun
from huabei_qa.articles.body import without_comments
from huabei_qa.articles.lines import is_answer
from huabei_qa.articles.markdown.blocks import Block, Item, Kind
from huabei_qa.articles.markdown.containers import within_containers
from huabei_qa.articles.markdown.notes import within_notes
from huabei_qa.articles.markdown.rows import code, page_source, rows
from huabei_qa.articles.markdown.said import (
    IMAGES,
    NO_STYLE,
    Statement,
    depth_of,
    heading,
    without_images,
    without_tags,
)
from huabei_qa.articles.markdown.sections import below_title
from huabei_qa.articles.markdown.toggles import within_toggles
from huabei_qa.articles.markers import Marker, Rank, in_sequence, marker_at
from huabei_qa.records import Span
from huabei_qa.text import has_words, trimmed

_UNSPACED = re.compile(r"#{2,6}[^#\s]")  # ##标题 is meant as a heading, #标签 may be a tag
_SENTENCE = re.compile(r"[。！？!?；;….][”’」』】）)\"']*$")
_LABELLED = re.compile(r"[^:：。，,;；!！?？]{1,18}[:：]\s*\S")
_NAMES = re.compile(r"[^。，,;；!！?？:：]{1,20}$")  # a numbered line as short as a heading
_COLUMNS = re.compile(r"[^\s。，,；;！!？?]+(?:[ \t\u3000]+[^\s。，,；;！!？?]+)+$")
_PAUSED = re.compile(r"[，,、（(“「—-]$")
_NARROW = 30  # columns
_FULL = 0.7  # of the widest line
_BOLD = re.compile(r"(\*\*|__)(?:(?!\1).)+\1[:：]?$")
_CAPTION = re.compile(r"([*_])[^*_\n]+\1$")
_BR = re.compile(r"<br\s*/?>", re.I)
_PARTED = re.compile(r"<br|:::", re.I)
_BREAK = re.compile(r"(?:  |\\)\r?(?:\n|$)|\s*<br\s*/?>\s*$", re.I)
_CONTENTS = re.compile(r"\[{1,2}_?TOC_?\]{1,2}$|\[[^\]]*\]\(#[^)]*\)$|\[![A-Z]+\]$|\{:?\s*[.#][^}]*\}$", re.I)
_TASK = re.compile(r"\[[ xX]\][ \t]+(?=\S)")
_FENCE = re.compile(r":{3,}(?:[ \t]*[A-Za-z][\w-]*)?[ \t]*")
"""What opens and closes a note of some editors (`:::tip 标题` … `:::`)."""
_NOTE = re.compile(r"\[\^[^\]]+\]:\s*")
_LONGEST_HEADING = 120  # characters; a line of dashes right below a paragraph makes no heading of it


def statements(text: str, blocks: Sequence[Block]) -> list[Statement]:
    """All statements in the order of the text."""
    blocks = within_toggles(text, within_notes(text, within_containers(text, blocks)))
    blocks = [b if b.items or b.kind is not Kind.TEXT else _with_counts_begun(text, b) for b in blocks]
    numbered = _numbered(text, blocks)
    found = ((block, statement) for block in blocks for statement in _statements(text, block, numbered))
    return below_title(text, [replace(statement, warns=block.warns) for block, statement in found])


def _with_counts_begun(text: str, block: Block) -> Block:
    return replace(block, lines=tuple(with_counts_begun(text, block.lines)))


def _statements(text: str, block: Block, numbered: set[int]) -> Iterator[Statement]:
    if block.kind is Kind.HEADING and _is_heading(text, block):
        return heading(text, block.lines[0], block.level, depth_of(block))
    if block.kind is Kind.TABLE:
        return rows(text, block)
    if block.kind is Kind.CODE:
        return code(text, block)
    if block.kind is Kind.HTML:
        return page_source(text, block)
    return _text(text, block, numbered)


def _numbered(text: str, blocks: Sequence[Block]) -> set[int]:
    """Where lines within paragraphs begin that are numbered by hand."""
    places = [line for block in blocks if block.kind in (Kind.TEXT, Kind.HEADING) for line in block.lines]
    markers = pointed_numbers(text, places, in_sequence(text, [marker_at(text, line) for line in places]))
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


def _text(text: str, block: Block, numbered: set[int]) -> Iterator[Statement]:
    """The statements of a paragraph: it goes on over the ends of lines unless they look like ends of something."""
    block = replace(block, lines=tuple(_lines(text, block)))
    first = block.opens or not block.items
    after_image = False
    for group in _groups(text, block, numbered):
        span = without_comments(text, Span(group[0].start, group[-1].end))
        if len(group) == 1 and _UNSPACED.match(span.of(text)) and not block.items:
            level = len(span.of(text)) - len(span.of(text).lstrip("#"))
            yield from heading(text, span, level, None)
            continue
        span = without_images(text, without_tags(text, span))
        words = span.of(text)
        pictured, after_image = after_image, IMAGES.match(words) is not None
        if pictured and (caption := _caption(text, span, block)):
            yield caption
            continue
        if not has_words(words) or IMAGES.match(words) or _CONTENTS.match(words):
            continue
        outside = not first and _is_lazy(text, block, group[0]) and group[0] != block.lines[0]
        statement = _statement(text, replace(block, items=()) if outside else block, span, first)
        yield replace(statement, apart=len(group) < len(block.lines) and (outside or not block.items))
        first = False


def _lines(text: str, block: Block) -> Iterator[Span]:
    """The lines of a paragraph and the parts between its `<br>`, without the marks of notes."""
    for line in block.lines:
        fence = _FENCE.match(text, line.start, line.end)
        start = fence.end() if fence else line.start
        for tag in _BR.finditer(text, start, line.end):
            part = trimmed(text, start, tag.start())
            start = tag.end()
            if part.start < part.end:
                yield part
        last = trimmed(text, start, line.end)
        if last.start < last.end:
            yield last


def _statement(text: str, block: Block, span: Span, first: bool) -> Statement:
    if not block.items:
        quoted = block.quote > 0 and marker_at(text, span) is None and not is_answer(text, span)
        before = Span(block.marker.start if block.marker and first else span.start, span.start)
        note = _NOTE.match(text, span.start, span.end)
        if note and note.end() < span.end:
            before, span = Span(*note.span()), Span(note.end(), span.end)
        aside = quoted or note is not None
        return Statement(Kind.TEXT, span, Marker(Rank.PARAGRAPH, None, before, NO_STYLE) if aside else None)
    if not first:
        return Statement(Kind.TEXT, span, None, depth_of(block, under=True))
    task = _TASK.match(text, span.start, span.end)
    body = Span(task.end(), span.end) if task else span
    return Statement(Kind.TEXT, body, _entry_marker(text, block, block.items[-1], body), depth_of(block))


def _caption(text: str, span: Span, block: Block) -> Statement | None:
    """What an emphasised line right below an image says (*图1：单向阀*), without its signs; it heads nothing."""
    if block.items or not _CAPTION.match(span.of(text)):
        return None
    before, body = Span(span.start, span.start + 1), trimmed(text, span.start + 1, span.end - 1)
    if not has_words(body.of(text)):
        return None
    return Statement(Kind.TEXT, body, Marker(Rank.PARAGRAPH, None, before, NO_STYLE))


def _entry_marker(text: str, block: Block, item: Item, body: Span) -> Marker:
    """The bullet or number; if the words behind it begin with 问:, that too."""
    start = block.marker.start if block.marker else body.start
    own = marker_at(text, body)
    if own and own.rank == Rank.QUESTION:
        return Marker(Rank.QUESTION, item.number, Span(start, own.span.end), NO_STYLE)
    rank = Rank.BULLET if item.number is None else Rank.ARABIC
    return Marker(rank, item.number, Span(start, body.start), NO_STYLE)


def _groups(text: str, block: Block, numbered: set[int]) -> Iterator[list[Span]]:
    """The lines that together are one statement."""
    lines = block.lines
    said = [line.of(text) for line in lines]
    apart = _apart(said)
    group: list[Span] = []
    for i, line in enumerate(lines):
        names = len(group) == 1 and group[0].start in numbered and _NAMES.match(said[i - 1])
        fresh = line.start in numbered or names or (i > 0 and apart[i - 1]) or _leaves(text, block, i)
        fresh = fresh or (i > 0 and _PARTED.search(text, lines[i - 1].end, line.start) is not None)
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
    return any(pattern.match(words) for pattern in (_BOLD, _CONTENTS, IMAGES))
