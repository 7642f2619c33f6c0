"""Paragraphs cut at a fixed width (letters, mails, old texts): their lines are joined to one statement each.

Whether a file is cut so is decided once for all of it, and with reserve: lines joined by mistake would be one long
statement where several stood.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from huabei_qa import columns
from huabei_qa.articles.markers import marker_at
from huabei_qa.records import Span
from huabei_qa.text import is_blank_between

_NARROWEST = 24  # columns; a Chinese character takes two
_WIDEST = 160
_SLACK = 6  # columns that a line may lack: a mark that may not begin a line takes a character with it
_LONGEST_WORD = 14  # columns that a line of Latin letters may lack
_FEWEST = 3  # full lines
_ENDED = re.compile(r"[。！？!?…：:；;.][”’」』】）)\"']*$")
_STOPS = re.compile(r"[。！？!?][^\s”’」』】）)\"']|[.] [A-Z]")
_FIRST = re.compile(r"[!-~]+|.[，。、；：！？”’）」』】]*", re.S)
_PAUSES = re.compile(r"[，,、；;。]")


def joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """The lines; in a file that is cut at a fixed width, its paragraphs."""
    widths = [_width(text, span) for span in spans]
    indents = [_indent(text, span) for span in spans]
    full = _full(text, spans, widths, indents)
    if full is None:
        return list(spans)
    base = _base(indents, full)
    width = max(w + indent for w, indent in zip(widths, indents, strict=True))
    paragraphs: list[Span] = []
    for i, span in enumerate(spans):
        roomy = i > 0 and widths[i - 1] + indents[i - 1] + _first_width(text, span) <= width - 2
        ended = i > 0 and roomy and _ENDED.search(spans[i - 1].of(text)) is not None
        if i > 0 and full[i - 1] and not ended and _goes_on(text, spans, indents, i, base, paragraphs[-1]):
            paragraphs[-1] = Span(paragraphs[-1].start, span.end)
        else:
            paragraphs.append(span)
    return paragraphs


def _full(text: str, spans: Sequence[Span], widths: list[int], indents: list[int]) -> list[bool] | None:
    """Which lines reach the width that the file is cut at; None: it is not cut at one.

    The width is that of the longest line. Enough lines must come near it, most of these must stop in the middle of a
    sentence, and some must hold the end of one sentence and the beginning of the next, as only prose does.
    """
    ends = [width + indent for width, indent in zip(widths, indents, strict=True)]
    width = max(ends, default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return None
    full = [_reaches(text, span, end, width) for span, end in zip(spans, ends, strict=True)]
    lines = [span.of(text) for span, reaches in zip(spans, full, strict=True) if reaches]
    open_ended = sum(_ENDED.search(line) is None for line in lines)
    prose = sum(_STOPS.search(line) is not None for line in lines)
    paused = sum(_PAUSES.search(line) is not None or line.isascii() for line in lines)
    enough = len(lines) >= max(_FEWEST, len(spans) * 0.25)
    return full if enough and open_ended >= 0.6 * len(lines) and prose and paused >= 0.5 * len(lines) else None


def _reaches(text: str, span: Span, end: int, width: int) -> bool:
    """Whether no more fitted on the line."""
    lacks = width - end
    return lacks <= (_LONGEST_WORD if text[span.end - 1].isascii() and text[span.end - 1].isalpha() else _SLACK)


def _base(indents: list[int], full: list[bool]) -> int:
    """The indentation of lines that go on: the usual one behind a full line, the smaller where two are."""
    behind = Counter(indent for indent, reaches in zip(indents[1:], full, strict=False) if reaches)
    return min(behind, key=lambda indent: (-behind[indent], indent), default=0)


def _goes_on(text: str, spans: Sequence[Span], indents: list[int], i: int, base: int, paragraph: Span) -> bool:
    """Whether line i goes on with the paragraph above it."""
    before, span = spans[i - 1], spans[i]
    marker = marker_at(text, span)
    if text[span.start] in "|｜":
        return False  # a row
    begins = marker is not None and not marker.counts  # 1.5米 may begin a line that goes on
    if begins or is_blank_between(text, before.end, span.start):
        return False
    hanging = marker_at(text, paragraph) is not None and indents[i] > 0
    return hanging or indents[i] <= base


def _indent(text: str, span: Span) -> int:
    """Columns before the words."""
    start = span.start
    while start > 0 and text[start - 1] in " \t\u3000":
        start -= 1
    return sum(2 if c == "\u3000" else 1 for c in text[start : span.start])


def _first_width(text: str, span: Span) -> int:
    """Columns of what would have had to go on the line above: a character and the mark behind it, or a word."""
    found = _FIRST.match(text, span.start, span.end)
    return _width(text, Span(*found.span())) + text[span.start].isascii() if found else 0


def _width(text: str, span: Span) -> int:
    return columns.width(span.of(text))
