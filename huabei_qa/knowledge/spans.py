"""Amounts that fall into one range of a list: of 0—180, 181—260 and 260以上 just one holds for 200方, and answers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from huabei_qa.answer.names import split_cells
from huabei_qa.merge.numerals import NUMERAL, numbers, plainly
from huabei_qa.records import Hit, Passage
from huabei_qa.text import UNITS
from huabei_qa.words import normalise

_SAME = {
    "块": "元",
    "公里": "千米",
    "km": "千米",
    "公斤": "千克",
    "kg": "千克",
    "日": "天",
    "周岁": "岁",
    "方": "立方米",
}
_SAME |= {"立方": "立方米", "平": "平方米", "平米": "平方米", "个工作日": "工作日"}
_SAME |= {"瓦时": "wh", "千瓦时": "度", "kwh": "度", "毫安时": "毫安", "mah": "毫安", "ml": "毫升", "°c": "度"}
_SAME |= {"公分": "厘米", "cm": "厘米", "mm": "毫米"}
_UNIT = (
    "立方米?|平方米|平米?|方|公里|千米|公斤|千克|个?工作日|小时|分钟?|个月|年(?![级月份代底初前后])|周岁|岁|天|日|周"
    "|千?瓦时|毫安时?|毫[升米克]|厘米|公分|块|元|米|斤|克|吨|升(?!级)|寸|次|件|人|度|倍|°c|%"
    "|(?:km|kg|k?wh|mah|ml|cm|mm|[gmt]b)(?![a-z])"
)
_TO = r"\s*[-—–~至到]+\s*"
_BELOW, _UP_TO = "不足|不满|未满|不到|低于|小于|少于", f"不超过|不高于|不大于|至多|最多|{_TO}"
_FROM, _OVER = "满|达到?|不低于|不少于|至少", "超过|超出|大于|高于|多于"
_AND_MORE = "多(?![少久长远大])"
_AMOUNT = re.compile(
    rf"(?:(?P<below>{_BELOW})|(?P<up_to>{_UP_TO})|(?P<from>{_FROM})|(?P<over>{_OVER}))?"
    rf"(?<![\d.:月/第每快近约])(?P<number>\d+(?:\.\d+)?)(?![\d.:月/])(?P<unit>{_UNIT})?(?![\d半]|{_AND_MORE})(?:\(不?含\))?"
    rf"(?:(?P<least>[及之]?以上|(?={_TO}\d))|(?P<most>[及之]?以[下内]|之?内)|(?P<about>左右))?"
)
_ONE = re.compile(f"(?<=[满足过])一(?={_UNIT})|(?<![十百千万第])一(?=(?:{_UNIT})(?:半|{_AND_MORE}))")
_TEN_THOUSANDS = re.compile(rf"(?<=\d)(?={_TO}\d[\d.]*万)")
"""Where 5—10万 leaves out a 万."""
_AND_SOME = re.compile(rf"(?<![\d.])(\d+)({_UNIT})(半|{_AND_MORE})")
"""An amount and a part of its unit: 一年半, 三年多."""
_BRACKETS = re.compile(rf"[(（]({_UNIT})[)）]")
_GAPS = re.compile(r"(?<=\d)[ \t]+(?=[^\d\s])|(?<=[^\d\s])[ \t]+(?=\d)|[ \t]+(?=[及之]?以[上下内])")
"""Spaces around an amount: 不超过 100 Wh, 30GB 以上."""
_POINTS = ("", "分")
_BEFORE = re.compile(r"(\w{2})[是有才到为在了刚只就仅]*$")
_COUNTED = re.compile(UNITS)
_PAUSE = re.compile("[,，。;；:：\n]")
_CELLS = 3
"""First cells of a row in which a range may stand."""


@dataclass(frozen=True, slots=True)
class _Span:
    """What an entry holds for: a range of what stands in this column, in this unit, behind these words (司龄)."""

    column: int
    unit: str
    before: str
    low: float
    high: float

    @property
    def kind(self) -> tuple[int, str, str]:
        """What the ranges of one list have in common."""
        return self.column, self.unit, self.before


def of_amount(asked: str, said: Sequence[Hit]) -> list[Hit]:
    """The hits; where one of the two best is an entry of a list of ranges, first the one that the question's amount
    falls into, and without the other ranges.
    """
    amounts = list(_amounts(asked))
    for best in said[:2] if amounts else ():
        own = _span(best.passage)
        value = _value(amounts, own, best.passage) if own else None
        if own is None or value is None:
            continue
        beside = {hit.row: _span(hit.passage) for hit in said if hit.passage.family == best.passage.family}
        spans = {row: one for row, one in beside.items() if one and one.kind == own.kind}
        inside = [row for row, one in spans.items() if one.low <= value <= one.high]
        if len(inside) == 1 < len(spans):
            found = next(hit for hit in said if hit.row == inside[0])
            # Numbers say little to the models: what they saw in the range that they liked best holds for this one.
            first = replace(found, score=said[0].score, evidence=best.evidence)
            return [first, *(hit for hit in said if hit.row not in spans)]
    return list(said)


def _value(amounts: Sequence[re.Match[str]], own: _Span, passage: Passage) -> float | None:
    """The one amount that a question names in the unit of a range; none that is itself a range, or only about so much.

    Of points, and of what has no unit, it is the number behind what the range is of: 芝麻分620.
    """
    named = [found for found in amounts if own.unit and _unit(found) == own.unit]
    if not named and own.unit in _POINTS:
        named = [found for found in amounts if _unit(found) in _POINTS and not _counts_things(found)]
        named = named if all(_is_of(found, own, passage) for found in named) else []
    if len(named) != 1:
        return None
    # Nothing stands behind it that bounds it, nor before it; 满10年 is exact in a question.
    one = named[0]
    exact = one.lastgroup in ("number", "unit") and not (one["below"] or one["up_to"] or one["over"])
    return float(one["number"]) if exact else None


def _counts_things(found: re.Match[str]) -> bool:
    return not found["unit"] and _COUNTED.match(found.string, found.end()) is not None


def _is_of(found: re.Match[str], own: _Span, passage: Passage) -> bool:
    """Whether the two characters before a number stand in what names the numbers of a range.

    That is the head of its column, or else the words before it, or the nearest heading. Of 芝麻分 below 分数段 the last
    character stands there, and both in a heading above.
    """
    word = _BEFORE.search(found.string[: found.start()])
    above = (passage.document, *passage.path)
    heads = split_cells(above[-1])
    named = heads[own.column] if len(heads) == len(split_cells(passage.text)) > 1 else own.before or above[-1]
    if word is None or word[1][-1] not in normalise(named):
        return False
    return word[1] in normalise(" ".join((*above, own.before)))


def _span(passage: Passage) -> _Span | None:
    """The range that stands in the first cells of a row of a table, or else in the first clause."""
    cells = split_cells(passage.text)
    if len(cells) == 1:
        return _range(0, _PAUSE.split(passage.text)[0], "")
    heads = split_cells(passage.path[-1]) if passage.path else []
    of_columns = [_BRACKETS.search(head) for head in heads]
    units = [found[1] if found else "" for found in of_columns] if len(heads) == len(cells) else [""] * len(cells)
    ranges = [_range(at, cell, unit) for at, (cell, unit) in enumerate(zip(cells[:_CELLS], units, strict=False))]
    return next((one for one in ranges if one and one.unit), next(filter(None, ranges), None))


def _range(column: int, words: str, unit: str) -> _Span | None:
    """The range that words tell, in this unit if they name none."""
    low, high, amounts = -math.inf, math.inf, list(_amounts(words))
    for found in amounts:
        value = float(found["number"])
        if found["below"] or found["up_to"] or found["most"]:
            high = min(high, math.nextafter(value, 0.0) if found["below"] else value)
        elif found["from"] or found["over"] or found["least"] is not None:
            low = max(low, math.nextafter(value, math.inf) if found["over"] else value)
        else:
            return None
    units = set(map(_unit, amounts)) - {""} or {_SAME.get(unit, unit)} - {""}
    bounds = math.isfinite(low) + math.isfinite(high)
    if not bounds or bounds != len(amounts) or low >= high or len(units) > 1:
        return None
    if not units and amounts[-1].end() < len(amounts[-1].string):
        return None  # what stands behind it may be a unit
    return _Span(column, "".join(units), amounts[0].string[: amounts[0].start()].strip(), low, high)


def _amounts(text: str) -> Iterator[re.Match[str]]:
    """The amounts in a text, however its numbers are written."""
    words = _ONE.sub("1", _TEN_THOUSANDS.sub("万", _GAPS.sub("", normalise(plainly(text)))))
    values = {end: value for value, end in numbers(words)}
    digits = NUMERAL.sub(lambda m: f"{values[m.end()]:f}".rstrip("0").rstrip(".") if m.end() in values else m[0], words)
    # 一年半, and 三年多, which is no other range than the one that begins at three years.
    return _AMOUNT.finditer(_AND_SOME.sub(lambda m: f"{m[1]}.{5 if m[3] == '半' else 1}{m[2]}", digits))


def _unit(found: re.Match[str]) -> str:
    unit = found["unit"] or ""
    return _SAME.get(unit, unit)
