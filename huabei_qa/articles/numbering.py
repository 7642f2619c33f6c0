"""Numbering: what a number says, whether a line's number belongs to a list, and lists written within one paragraph."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from huabei_qa.records import Span
from huabei_qa.text import has_words, sentences, trimmed

FORMAL = "壹贰貳叁叄參肆伍陆陸柒捌玖拾"
"""Numbers as they are written where nobody may change them."""
_WRITTEN = ("一二三四五六七八九", "壹贰叁肆伍陆柒捌玖", "壹貳參肆伍陸柒捌玖", "壹贰叄")
_DIGITS = {c: i for written in _WRITTEN for i, c in enumerate(written, 1)} | {"两": 2}
_UNITS = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_ROMAN = {"I": 1, "V": 5, "X": 10}
_HAN = "[一二三四五六七八九十]{1,3}"
_CLAUSE_END = ":：;；。,，.!！?？"
_INLINE = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<n>\d{1,2})\s*(?:[、．)）]|\.(?!\d))",
        rf"(?P<n>{_HAN})、",
        r"(?P<n>[①-⑳])[、.．]?",
        r"[（(]\s*(?P<n>\d{1,2})\s*[)）]",
        rf"[（(]\s*(?P<n>{_HAN})\s*[)）]",
        rf"(?P<n>{_HAN})(?:是(?!一)|来|則|则)",
        rf"第(?P<n>{_HAN})(?:[步点點招项項种種类類])?[,，、:：]",
    )
)
_IN_TURN = re.compile(
    r"(?P<one>(?<![，,])(?:首先|首要的是))[,，:：]?|(?P<next>其次|再次|然后|然後|接着|接著|最后|最後)[,，:：]"
)
_ASKS = re.compile(r"(?:问题?|問題?|Q)\d*\s*[:：]")
_REPLIES = re.compile(r"(?:答案?|A)\d*\s*[:：]")
_OUTER = re.compile(
    r"(?:答案?|A)\s*[:：]|[-*+•●]\s+|(?:\*\*)?[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[①-⑳])[、.．)）]+"
)
_ANSWERED = re.compile(r"[?？]\s*(?:答案?|回答|A)\s*[:：]")
_CLOSING = re.compile(r"以上(?:就是|便是|几点|内容)|综上|总之|总的来说|总而言之|綜上|總之|總的來說|總而言之")
_ARTICLE = 300  # characters of a line that may be a whole article
_LONG = 220
_LEVELS = 4
_PARAGRAPH = 40
_SHORTEST = 4  # characters behind a number within a paragraph; less is a list of words, or of numbers


@dataclass(frozen=True, slots=True)
class Cut:
    """A line, or a piece of one that holds a list."""

    span: Span
    marker: Span | None = None
    """The numbering of a piece that only the pieces beside it make a numbering."""
    number: int | None = None
    leads: bool = False
    """The pieces behind it are its list."""
    led: bool = False
    """It is an entry of the list that the piece before it leads."""


def number_of(written: str) -> int | None:
    """The value of 3, 三, 十二, 一百零五, ③, ⑶ or ㈢; None where it is none."""
    if not written:
        return None
    if written.isdecimal():
        return int(written)
    if len(written) == 1:
        value = _DIGITS.get(written, unicodedata.numeric(written, None))
        return None if value is None else int(value)
    return _sum_of(written)


def _sum_of(written: str) -> int | None:
    """The value of a number of several Han digits, such as 二十三 or 一千零四; None where it is none."""
    total, digit = 0, None
    for c in written:
        if c in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[c]
            digit = None
        elif c in "零〇":
            digit = None
        elif digit is not None or c not in _DIGITS:
            return None
        else:
            digit = _DIGITS[c]
    return total + (digit or 0)


def roman(written: str) -> int:
    """The value of IV or Ⅳ."""
    values = [_ROMAN[c] for c in unicodedata.normalize("NFKC", written)]
    return sum(-one if one < other else one for one, other in zip(values, [*values[1:], 0], strict=True))


class Doubt(Enum):
    """How easily the words could be meant to hold the number."""

    NONE = 0
    SOME = 1  # 5、…: a list may have gaps
    MUCH = 2  # 第二步…, 第三条…: the very next number must be there
    RANGE = 3  # 三、四线城市: both neighbours must be there


def belongs(number: int | None, before: int | None, after: int | None, doubt: Doubt) -> bool:
    """Whether a number is one of a list, by the numbers before and after it of the same style."""
    if doubt is Doubt.NONE:
        return True
    if number is None:
        return False
    if doubt is Doubt.RANGE:
        return (number == 1 or before == number - 1) and after == number + 1
    if doubt is Doubt.MUCH:
        return before == number - 1 or after == number + 1
    near = (before is not None and 0 < number - before <= 3) or (after is not None and 0 < after - number <= 3)
    return number == 1 or near


def cut_inline(text: str, spans: Sequence[Span]) -> Iterator[Cut]:
    """Every line, or the pieces of one that holds a list.

    `方法有:1、…;2、…`, 一是…二是…, 首先…其次…, 问:…答:…问:…答:… are such lists. A line as long as an article is
    cut into the lines that it would be first.
    """
    for i, span in enumerate(spans):
        after = spans[i + 1].of(text)[:12] if i + 1 < len(spans) else ""
        if span.end - span.start <= _ARTICLE:
            yield from _questions(text, span) or _list(text, span, after) or (Cut(span),)
        else:
            yield from _article(text, span, after)


def _article(text: str, span: Span, after: str, level: int = 0) -> Iterator[Cut]:
    """The pieces of a line as long as an article: its heads' paragraphs, its questions, and the lists in these."""
    cuts = _questions(text, span) or _question_within(text, span) or _heads(text, span)
    if cuts and level < _LEVELS:
        for cut in cuts:
            inner = list(_article(text, cut.span, "", level + 1))
            yield Cut(inner[0].span, cut.marker, cut.number, inner[0].leads)
            yield from inner[1:]
        return
    listed = _list(text, span, after)
    if not listed:
        yield Cut(span)
        return
    lead = listed[0]
    if not lead.leads:
        yield from _without_tail(text, listed)
        return
    told = sentences(text, lead.span.start, lead.span.end)
    if len(told) > 1:
        yield Cut(Span(lead.span.start, told[-2].end))
        lead = Cut(told[-1], leads=True)
    yield lead
    yield from _without_tail(text, listed[1:])


def _is_long(span: Span) -> bool:
    return span.end - span.start > _LONG


def _heads(text: str, span: Span) -> list[Cut]:
    """Paragraphs headed by 一、二、… (or 1、2、…) in one line, and what stands before them."""
    runs = [run for run in (_run(text, span, p) for p in _INLINE[:2]) if _is_list(text, span, run)]
    runs = [run for run in runs if _is_head_run(text, span, run)]
    if not runs:
        return []
    run = min(runs, key=lambda found: found[0].start)
    before = trimmed(text, span.start, run[0].start)
    ends = [*(m.start for m in run[1:]), span.end]
    pieces = [
        Cut(trimmed(text, marker.start, end), trimmed(text, marker.start, marker.end), number)
        for number, (marker, end) in enumerate(zip(run, ends, strict=True), 1)
    ]
    return [*([Cut(before)] if before.start < before.end else []), *pieces[:-1], *_closed(text, pieces[-1])]


def _closed(text: str, last: Cut) -> list[Cut]:
    """The last paragraph, and the closing words behind it."""
    told = sentences(text, last.span.start, last.span.end)
    for i, sentence in enumerate(told[1:], 1):
        if _CLOSING.match(text, sentence.start):
            return [
                Cut(Span(last.span.start, told[i - 1].end), last.marker, last.number),
                Cut(Span(sentence.start, last.span.end)),
            ]
    return [last]


def _is_head_run(text: str, span: Span, run: list[Span]) -> bool:
    """Whether numbers head paragraphs rather than entries: sentences end before each, and paragraphs are long."""
    ends = [*(m.start for m in run[1:]), span.end]
    lengths = [end - marker.end for marker, end in zip(run, ends, strict=True)]
    apart = all(marker.start == span.start or text[marker.start - 1] in "。！？!?”）)" for marker in run)
    return apart and min(lengths) >= _PARAGRAPH and (span.end - span.start > _ARTICLE)


def _question_within(text: str, span: Span) -> list[Cut]:
    """The one question in a long line that 答: answers, what stands before it, and its answer."""
    found = list(_ANSWERED.finditer(text, span.start, span.end))
    if len(found) != 1:
        return []
    asked = sentences(text, span.start, found[0].start() + 1)
    if len(asked) < 2:
        return []
    return [Cut(Span(span.start, asked[-2].end)), Cut(Span(asked[-1].start, span.end))]


def _without_tail(text: str, entries: list[Cut]) -> Iterator[Cut]:
    """Entries, and the sentences behind the last one that are no more of it, by the measure of the others."""
    last = entries[-1]
    told = sentences(text, last.span.start, last.span.end)
    usual = max((len(sentences(text, e.span.start, e.span.end)) for e in entries[:-1]), default=len(told))
    longest = max((e.span.end - e.span.start for e in entries[:-1]), default=0)
    if len(told) <= usual or last.span.end - last.span.start <= max(2 * longest, _LONG // 2):
        yield from entries
        return
    yield from entries[:-1]
    yield Cut(Span(last.span.start, told[usual - 1].end), last.marker, last.number, led=last.led)
    yield Cut(Span(told[usual].start, last.span.end))


def _questions(text: str, span: Span) -> list[Cut]:
    """One question with its answer after another."""
    starts = [m.start() for m in _ASKS.finditer(text, span.start, span.end) if _at_clause(text, span, m.start())]
    if len(starts) < 2:
        return []
    ends = [*starts[1:], span.end]
    if not all(_REPLIES.search(text, start, end) for start, end in zip(starts, ends, strict=True)):
        return []
    lead = trimmed(text, span.start, starts[0])
    pieces = [trimmed(text, start, end) for start, end in zip(starts, ends, strict=True)]
    return [*([Cut(lead)] if lead.start < lead.end else []), *(Cut(piece) for piece in pieces)]


def _list(text: str, span: Span, after: str) -> list[Cut]:
    """The lead and the entries of a list within a line."""
    runs = [run for run in (*(_run(text, span, p) for p in _INLINE), _in_turn(text, span)) if _is_list(text, span, run)]
    if not runs:
        return []
    run = min(runs, key=lambda found: found[0].start)
    lead = trimmed(text, span.start, run[0].start)
    led = lead.start < lead.end
    replies = _REPLIES.fullmatch(lead.of(text)) and _is_long(span)  # a shorter answer reads best in one piece
    if led and not replies and not has_words(_OUTER.sub("", lead.of(text), count=1)):
        return []  # nothing but the line's own numbering stands before the list
    if not led and after.startswith(run[1].of(text)):
        return []  # the lines go on where the second number of this one would be
    ends = [*(m.start for m in run[1:]), span.end]
    entries = [
        Cut(_entry(text, marker.start, end), trimmed(text, marker.start, marker.end), number, led=led)
        for number, (marker, end) in enumerate(zip(run, ends, strict=True), 1)
    ]
    return [*([Cut(lead, leads=True)] if led else []), *entries]


def _entry(text: str, start: int, end: int) -> Span:
    """An entry without the comma before the next one."""
    span = trimmed(text, start, end)
    return trimmed(text, span.start, span.end - 1) if text[span.end - 1] in ",，、" else span


def _run(text: str, span: Span, pattern: re.Pattern[str]) -> list[Span]:
    """The markers of one style that count up from 1."""
    run: list[Span] = []
    for found in pattern.finditer(text, span.start, span.end):
        free = "①" <= found.group("n") <= "⑳"
        number = number_of(found.group("n"))
        if not (free or _at_clause(text, span, found.start())):
            continue
        if number == 1 and len(run) == 1:
            run = []  # the line's own 1, and a list that starts behind it
        if number == len(run) + 1:
            run.append(Span(*found.span()))
    return run


def _in_turn(text: str, span: Span) -> list[Span]:
    """首先, 其次, 最后 where a clause begins; behind a comma (一旦逾期，首先…) the first goes on with a sentence."""
    run: list[Span] = []
    for found in _IN_TURN.finditer(text, span.start, span.end):
        if _at_clause(text, span, found.start()) and bool(found.group("one")) is not bool(run):
            run.append(Span(*found.span()))
    return run


def _at_clause(text: str, span: Span, at: int) -> bool:
    return at == span.start or text[at - 1] in _CLAUSE_END or text[at - 1].isspace()


def _is_list(text: str, span: Span, run: list[Span]) -> bool:
    ends = [*(m.start for m in run[1:]), span.end]
    return len(run) >= 2 and all(
        sum(c.isalnum() for c in text[marker.end : end]) >= _SHORTEST for marker, end in zip(run, ends, strict=True)
    )
