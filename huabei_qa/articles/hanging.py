"""Lines of a plain text that go on with the entry above them, since they are indented like its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from huabei_qa import columns
from huabei_qa.articles.markers import marker_at
from huabei_qa.records import Span
from huabei_qa.text import is_blank_between

_LABEL = re.compile(r"[^:：\s]{1,17}[^:：\s\d][:：](?!//)[ \t\u3000]*(?=\S)|[^:：\s\d][:：](?!//)[ \t\u3000]*(?=\S)")
_PAUSES = "，,、"
_OPENS, _CLOSES = "（(【「『“《", "）)】」』”》"
_TAB = 4  # columns
_DEEPER = 2  # columns that tell an indented line
_SLACK = 1  # column; ① and • take one or two
_LONGEST = 400  # characters of a statement of several lines


def with_continuations(text: str, spans: Sequence[Span]) -> list[Span]:
    """The lines; an entry (2、…; 票价：…) together with the indented lines that it goes on in.

    It goes on where it stops at a comma or in a bracket, and what its label names where the next line stands right
    below it: 开放时间：周一至周五 …, below it 周六、周日 …. Behind a label and a comma the end of the sentence needs no
    indent.
    """
    found: list[Span] = []
    for span in spans:
        if found and _goes_on(text, found[-1], span):
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def column(text: str, at: int) -> int:
    """How many columns of its line stand before a place."""
    start = at
    while start > 0 and text[start - 1] not in "\r\n":
        start -= 1
    before = text[start:at]
    return columns.width(before.replace("\t", " " * _TAB))


def is_hung(text: str, at: int, words: int) -> bool:
    """Whether the line whose words begin at `at` hangs below words in that column; 　　 only begins a paragraph."""
    return abs(column(text, at) - words) <= _SLACK and text[at - 1] in " \t"


def _goes_on(text: str, entry: Span, span: Span) -> bool:
    if _is_wrapped(text, entry, span):
        return True
    if text[span.start - 1 : span.start] not in (" ", "\t", "\u3000") or entry.end - entry.start > _LONGEST:
        return False
    if is_blank_between(text, entry.end, span.start) or column(text, span.start) < column(text, entry.start) + _DEEPER:
        return False
    marker, own = marker_at(text, entry), marker_at(text, span)
    label = _LABEL.match(text, marker.span.end if marker else entry.start, entry.end)
    if (marker is None and label is None) or (own is not None and not own.counts):
        return False
    if _is_open(text, entry):
        return True
    if _LABEL.match(text, span.start, span.end):
        return False
    value = label is not None and is_hung(text, span.start, column(text, label.end()))
    return text[entry.end - 1] in _PAUSES or value


def _is_wrapped(text: str, entry: Span, span: Span) -> bool:
    """Whether what a label says (食物不熟：减少食材量，) stops at a comma, and the next line ends it."""
    if text[entry.end - 1] not in "，," or text[span.end - 1] not in "。；;" or entry.end - entry.start > _LONGEST:
        return False
    marker = marker_at(text, entry)
    label = _LABEL.match(text, marker.span.end if marker else entry.start, entry.end)
    if label is None or marker_at(text, span) is not None or is_blank_between(text, entry.end, span.start):
        return False
    return _LABEL.match(text, span.start, span.end) is None


def _is_open(text: str, entry: Span) -> bool:
    """Whether a bracket of the entry is not closed yet."""
    words = entry.of(text)
    return any(words.count(one) > words.count(other) for one, other in zip(_OPENS, _CLOSES, strict=True))
