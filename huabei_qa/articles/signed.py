"""Who signs a notice, and when: 某某市自来水公司, below it 2024年5月4日; —— 业委会 11.4."""

from __future__ import annotations

import re

from huabei_qa.records import Span

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
_SAYS = "。.！!；;…）)”~～"
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
    parted = text[before.end : spans[first].start].replace("\r\n", "\n").replace("\r", "\n").count("\n") > 1
    ended = text[before.end - 1] in _SAYS or text[before.end - 1].isdigit()  # a sentence, or a telephone's number
    if not (parted or ended) or _is_alike(text, before):
        return spans
    return spans[:first]


def _first(text: str, spans: list[Span]) -> int:
    """The first line of the signature; the number of lines where there is none."""
    last = len(spans) - 1
    if last < 0 or _is(_BOTH, text, spans[last]) or _is(_DASHED, text, spans[last]):
        return max(last, 0)
    if not _is(_DATED, text, spans[last]):
        return last + 1
    first = last
    while first > 0 and last - first < _MOST_NAMES and _is(_SIGNED, text, spans[first - 1]):
        first -= 1
    return first if first < last else last + 1


def _is(pattern: re.Pattern[str], text: str, span: Span) -> bool:
    return span.end - span.start <= _LONGEST and pattern.fullmatch(text, span.start, span.end) is not None


def _is_alike(text: str, span: Span) -> bool:
    return any(_is(pattern, text, span) for pattern in (_DATED, _SIGNED, _BOTH, _DASHED))
