"""Layouts that only several lines together show: tables of plain text, and conversations of two."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from huabei_qa.articles.brackets import headed_in_brackets
from huabei_qa.articles.chapters import beside_chapters
from huabei_qa.articles.chats import with_turns
from huabei_qa.articles.counted import counted_in_turn, headed_by_words
from huabei_qa.articles.enclosing import with_ordinals_above, with_questions_below
from huabei_qa.articles.entries import headed_by_sentences, told_from_headings
from huabei_qa.articles.lines import Line
from huabei_qa.articles.markers import Rank
from huabei_qa.articles.padded import filled_up
from huabei_qa.articles.sheets import empty_behind, on_one_line
from huabei_qa.articles.signs import headed_by_signs
from huabei_qa.articles.stacked import with_lists_in_cells
from huabei_qa.articles.unmarked import with_entries, with_materials, with_records, with_values
from huabei_qa.cells import GAP, names_columns, names_things
from huabei_qa.records import Span
from huabei_qa.text import has_words, trimmed

_CONTENTS = re.compile(r"(?:目\s*录|目\s*次|目\s*錄|目錄)$")
_PAGE = re.compile(r"(?:[.．·]{3,}|…+|\s{2,}|\t)[.．…·\s]*\d{1,4}$")  # 一、考勤制度 ............ 1
_ASKS = re.compile(r"[?？]|[吗呢嗎][。!！]?$|(?:怎么|怎麼|如何|什么|什麼|多少|几天|多久)[^。]{0,12}$")
_NUMBER = re.compile(r"[约約≤≥<>~～+\-￥¥$\s]*\d")
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
_MARK = re.compile(r"(?<!\S)[✓✔√✗✘×○●](?!\S)")
_FEWEST_ROWS = 3
_LONGEST_NAME = 6  # characters of a column's name
_FEWEST_TURNS = 2


def seen_together(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines, with tables, conversations and contents told from paragraphs."""
    lines = with_turns(text, headed_in_brackets(text, with_lists_in_cells(text, lines)))
    lines = with_ordinals_above(text, counted_in_turn(text, lines))
    lines = headed_by_words(text, told_from_headings(text, headed_by_sentences(text, lines)))
    lines = with_questions_below(lines)
    lines = _conversation(text, _tables(text, _without_contents(text, lines)))
    lines = with_materials(text, lines)
    lines = with_values(text, with_entries(text, with_records(text, lines)))
    lines = headed_by_signs(text, lines)
    return beside_chapters(text, lines)


def _without_contents(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines without a table of contents: below 目录, lines that all come again as headings."""
    for i, line in enumerate(lines[:20]):
        if not _CONTENTS.match(line.span.of(text)):
            continue
        later = Counter(_whole(text, other) for other in lines[i + 1 :])
        end = i + 1
        while end < len(lines) and later[_whole(text, lines[end])] > 1:
            later[_whole(text, lines[end])] -= 1
            end += 1
        if end - i > 2:
            return [*lines[:i], *lines[end:]]
    return list(lines)


def _whole(text: str, line: Line) -> str:
    """A line with its number, as a contents' line and its heading have it alike: without the page, and without gaps."""
    whole = text[line.marker.start if line.marker else line.span.start : line.span.end]
    return "".join(_PAGE.sub("", whole).split())


def _tables(text: str, lines: list[Line]) -> list[Line]:
    """Neighbouring lines of as many columns each are rows, the first maybe their header."""
    found = list(lines)
    for start, end in _runs(filled_up(text, lines, [_columns(text, line) for line in lines])):
        rows = [_without_bars(text, line.span) for line in lines[start:end]]
        headed = _is_headed(text, rows)
        for i, row in enumerate(rows, start):
            header = headed and i == start
            label = row if header else _first_cell(text, row)
            rank = Rank.HEADER if header else Rank.ROW if headed else Rank.PARAGRAPH
            found[i] = Line(row, None, rank, None, label if headed else None, header, False)
    return found


def _is_headed(text: str, rows: Sequence[Span]) -> bool:
    """Whether the first row names the columns: Markdown's dashes follow, it says so (现象 | 可能原因 | 处理方法), or it
    alone has no number, or it is short.
    """
    if "--" in text[rows[0].end : rows[1].start]:
        return True
    header, *others = (row.of(text) for row in rows)
    cells = GAP.split(header)
    if names_columns(cells) or (len(cells) > 2 and names_things(cells[0])):
        return True
    if any(c.isdigit() for c in header):
        return _counts(cells, [GAP.split(row) for row in others])
    short = len(cells) > 2 and all(len(cell) <= _LONGEST_NAME for cell in cells)
    words = sum(map(len, cells))  # what fills up the columns to one width says nothing
    return all(_is_figured(header, row) or (short and sum(map(len, GAP.split(row))) > words) for row in others)


def _is_figured(header: str, row: str) -> bool:
    """Whether a row has a figure or one of the marks that say yes or no (包邮 ✓ ✗), which its header has not."""
    marked = _MARK.search(row) is not None and _MARK.search(header) is None
    return marked or any(map(str.isdigit, row))


def _counts(header: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Whether a first row with a digit names what the others count: 首重（1kg） above 8元, 10元.

    Numbers stand below its words, and none of it is one. In the midst of a word (首重1kg) a digit is a unit's more
    often than in a row of words (A5套餐 | 面议), if two columns are such.
    """
    if any(map(str.isdigit, header[0])) or any(map(_NUMBER.match, header)):
        return False
    bracketed = not any(map(str.isdigit, _BRACKETS.sub("", " ".join(header))))
    counted = sum(all(k < len(row) and _NUMBER.match(row[k]) for row in others) for k in range(1, len(header)))
    return counted >= (1 if bracketed else 2)


def _without_bars(text: str, row: Span) -> Span:
    """A row without the bars at its ends."""
    start, end = row.start + (text[row.start] in "|｜"), row.end - (text[row.end - 1] in "|｜")
    return trimmed(text, start, end) if start < end else row


def _runs(columns: list[int]) -> Iterator[tuple[int, int]]:
    """From where to where at least three lines have the same number of columns, two or more."""
    start = 0
    for i in range(1, len(columns) + 1):
        if i == len(columns) or columns[i] != columns[start]:
            if columns[start] > 1 and i - start >= _FEWEST_ROWS:
                yield start, i
            start = i


def _columns(text: str, line: Line) -> int:
    if line.rank != Rank.PARAGRAPH or line.marker is not None or line.hangs is not None:
        return 0
    words = on_one_line(_without_bars(text, line.span).of(text))
    if "\n" in words or len(words) > 200 or words[-1] in "。；;":
        return 0
    cells = len(GAP.split(words))
    return cells + (empty_behind(text, line.span) if cells > 1 else 0)


def _first_cell(text: str, span: Span) -> Span | None:
    gap = GAP.search(text, span.start, span.end)
    cell = trimmed(text, span.start, gap.start()) if gap else span
    return cell if has_words(cell.of(text)) else None


def _conversation(text: str, lines: list[Line]) -> list[Line]:
    """顾客:…? 客服:… in turn: who asks stands like 问:, and who replies like 答:."""
    said = [(i, line.label.of(text)) for i, line in enumerate(lines) if _is_turn(line) and line.label]
    turns = Counter((one, other) for (i, one), (k, other) in pairwise(said) if k == i + 1)
    for (asker, replier), times in turns.most_common(2):
        asking = [_ASKS.search(lines[i].span.of(text)) is not None for i, name in said if name == asker]
        replying = [_ASKS.search(lines[i].span.of(text)) is not None for i, name in said if name == replier]
        alternate = asker != replier and times >= _FEWEST_TURNS and times * 2 > len(asking)
        if alternate and sum(asking) * 3 >= 2 * len(asking) and sum(replying) * 3 <= len(replying):
            return [_turn(text, line, asker, replier) for line in lines]
    return lines


def _is_turn(line: Line) -> bool:
    return line.rank == Rank.PARAGRAPH and line.marker is None and not line.heading and line.label is not None


def _turn(text: str, line: Line, asker: str, replier: str) -> Line:
    name = line.label.of(text) if _is_turn(line) and line.label else ""
    if name == replier:
        return replace(line, label=None, answers=True)
    if name != asker or line.label is None:
        return line
    body = trimmed(text, line.label.end + 1, line.span.end)
    if body.start >= body.end or text[line.label.end] not in ":：":
        return line
    return Line(body, Span(line.span.start, line.label.end + 1), Rank.QUESTION, None, body, True, False)
