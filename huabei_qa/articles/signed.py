"""Who signs a notice, and when: 某某市自来水公司, below it 2024年5月4日; —— 业委会 11.4."""

from __future__ import annotations

import re

from huabei_qa.articles.markers import Rank, marker_at
from huabei_qa.records import Span
from huabei_qa.text import is_blank_between

_HAN = r"[\u3007\u25cb零一二三四五六七八九十]"
_DAY = (
    r"(?:\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*[日号號]?|\d{1,2}\s*月\s*\d{1,2}\s*[日号號]"
    rf"|{_HAN}{{4}}年{_HAN}{{1,2}}月{_HAN}{{1,3}}日|\d{{4}}\s*年\s*\d{{1,2}}\s*月)"
)
_NAME = r"[\u4e00-\u9fffA-Za-z\d（）()·]"
_KINDS = (
    r"公司|集团|集團|委员会|委員會|委会|物业|物業|学校|學校|小学|小學|中学|中學|大学|大學|学院|學院|幼儿园|幼兒園|医院|醫院"
    r"|银行|銀行|[支分]行|政府|中心|办公室|辦公室|[局厅廳院部处處科室所站社会會办辦组組团團馆館队隊厂廠店]"
)
_OFFICE = rf"{_NAME}{{1,28}}?(?:{_KINDS})(?:[（(][盖蓋]?章[)）])?"
_DATED = re.compile(_DAY)
_SIGNED = re.compile(_OFFICE)
_BOTH = re.compile(rf"{_OFFICE}\s*{_DAY}")
_DASHED = re.compile(
    rf"[—–-]{{1,2}}\s*(?:{_OFFICE}|{_NAME}{{2,16}}\s+(?:{_DAY}|\d{{1,2}}[./]\d{{1,2}})|{_OFFICE}\s*\d{{1,2}}[./]\d{{1,2}})"
)
_DASHES = re.compile("[—–-]{1,2}")
_SAYS = "。.！!；;…）)”~～"
_CLOSES = re.compile("特此|此致|敬|[谢謝望祝顺順]|感[谢謝激]|[请請](?![假教客帖柬])|以上")
"""How a line without an end mark begins that ends a notice: 特此通知."""
_SHORTEST_SENTENCE = 18  # characters; what is shorter, without a mark at its end, heads what follows
_FEWEST = 4  # lines; of a shorter text a name and a date may be what it says
_MOST_NAMES = 3  # offices that sign together
_LONGEST = 48


def without_signature(text: str, spans: list[Span]) -> list[Span]:
    """The lines without the last ones, if these only tell who signs and when.

    What stands above them ends, or a blank line parts it from them; it is neither a name nor a day itself:
    城东小学 5月4日, 城西小学 5月5日 are what a text says.
    """
    first = _first(text, spans)
    if first == len(spans) or first < _FEWEST:
        return spans
    before = spans[first - 1]
    if _is_alike(text, before) or _leads(text, spans, first - 1):
        return spans
    parted = is_blank_between(text, before.end, spans[first].start)
    return spans[:first] if parted or _ends(text, before) else spans


def _ends(text: str, span: Span) -> bool:
    """Whether a line ends what is said: a sentence, or a telephone's number, but no price in a list."""
    last = text[span.end - 1]
    return last in _SAYS or (last.isdigit() and not _is_bullet(text, span))


def _leads(text: str, spans: list[Span], i: int) -> bool:
    """Whether a line announces or heads what follows it, as 考点 does: then this is no signature."""
    words = spans[i].of(text)
    if words[-1] in ":：":
        return True
    if len(words) >= _SHORTEST_SENTENCE or _ends(text, spans[i]) or words[-1].isdigit():
        return False
    marker = marker_at(text, spans[i])
    named = text[marker.span.end : spans[i].end] if marker else words
    return not (re.search("[:：,，、]", named) or _CLOSES.match(words) or _is_entry(text, spans, i))


def _is_entry(text: str, spans: list[Span], i: int) -> bool:
    """Whether a line is a bullet, or goes on with the count of the one above it: 2. 携带身份证 ends a list."""
    own, above = marker_at(text, spans[i]), marker_at(text, spans[i - 1]) if i else None
    if own is None or own.rank == Rank.HASH:
        return False
    return own.rank == Rank.BULLET or (above is not None and own.style == above.style)


def _is_bullet(text: str, span: Span) -> bool:
    marker = marker_at(text, span)
    return marker is not None and marker.rank == Rank.BULLET


def _first(text: str, spans: list[Span]) -> int:
    """The first line of the signature; the number of lines where there is none."""
    last = len(spans) - 1
    if last < 0 or _is(_BOTH, text, spans[last]):
        return max(last, 0)
    if _is(_DASHED, text, spans[last]):
        return last + 1 if _is_listed(text, spans) else last
    if not _is(_DATED, text, spans[last]):
        return last + 1
    first = last
    while first > 0 and last - first < _MOST_NAMES and _is(_SIGNED, text, spans[first - 1]):
        first -= 1
    return first if first < last else last + 1


def _is_listed(text: str, spans: list[Span]) -> bool:
    """Whether the dash before the last line is that of a list: the line above has it too; a hyphen, any line above."""
    dash = _DASHES.match(text, spans[-1].start)
    above = spans[:-1] if dash and dash[0] == "-" else spans[-2:-1]
    return dash is not None and any(
        (found := _DASHES.match(text, span.start)) is not None and found[0] == dash[0] for span in above
    )


def _is(pattern: re.Pattern[str], text: str, span: Span) -> bool:
    return span.end - span.start <= _LONGEST and pattern.fullmatch(text, span.start, span.end) is not None


def _is_alike(text: str, span: Span) -> bool:
    return any(_is(pattern, text, span) for pattern in (_DATED, _SIGNED, _BOTH, _DASHED))
