"""The numbers in a text, however they are written: 1500, 1,500, 1千5, 一千五百 and 一千五 are one."""

from __future__ import annotations

import re
from collections.abc import Iterator

_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_NUMBER = r"(?:\d+(?:\.\d+)?|[零一二两三四五六七八九]+)"
_UNIT = "[十百千万亿]"
NUMERAL = re.compile(
    rf"(?:{_NUMBER}|{_UNIT})(?:{_UNIT}|(?<={_UNIT})(?:{_NUMBER}(?=十|百|千|万|亿|\W|$|[元块钱公的左以到至起])"
    r"|(?<=十)[一二三四五六七八九]+|零[一二三四五六七八九]))*"
)
"""Behind 百, 千, 万 and 亿 a last digit belongs to the number only where that ends there: not in 满五百一律包邮."""
_COUNTS_NOTHING = re.compile(
    r"(?<![\d零一二两三四五六七八九十百千万亿])(?:千万(?=不|别|要|勿|莫|记得|小心|注意)|十分(?![钟之])|万一|万万)"
    r"|第[三二一]方|二维码|百分百|[百千万]分之|(?<=[\d一二两三四五六七八九])千(?=[克瓦卡])|(?<=\d)千(?=米)|(?<=\d{3})[十百千]"
)
"""Numerals that count nothing, those of a unit (5千克), and those of a name behind a year (2024百强)."""
_NO_NUMBERS = ("一", "零", "万", "亿")
"""They stand in too many words: 一起, 零钱, 万能."""
_STEP = re.compile(rf"(?P<number>{_NUMBER})?(?P<unit>{_UNIT})?")
_ROUND = 6
"""Decimals that are told apart: 1.13 * 10000 is not quite 11300."""


def plainly(text: str) -> str:
    """A text without the commas between thousands (12,000), and with one sign for zero.

    To be asked before it is normalised: only then is the comma of 满300，100元起 another.
    """
    return _THOUSANDS.sub(lambda found: found.group().replace(",", ""), text).replace("\u3007", "零")


def numbers(text: str) -> Iterator[tuple[float, int]]:
    """Each number in a text that is written `plainly` and normalised, and where it ends."""
    text = _COUNTS_NOTHING.sub(lambda found: " " * len(found.group()), text)
    for found in NUMERAL.finditer(text):
        if found.group() not in _NO_NUMBERS:
            yield round(_value(found.group()), _ROUND), found.end()


def _value(numeral: str) -> float:
    """三百 is 300; each unit multiplies all that is smaller before it, so that 二万三千亿 is 23000 亿."""
    parts: list[float] = []
    above = 0
    for found in _STEP.finditer(numeral):
        written, unit = found["number"], _UNITS.get(found["unit"] or "", 0)
        value = _number(written) if written else 0.0
        if unit:
            while parts and parts[-1] < unit:
                value += parts.pop()
            parts.append((value or 1) * unit)
        elif written:
            parts.append(value * (above // 10 if above > 10 and _is_digit(written) else 1))
        above = unit
    return sum(parts)


def _is_digit(written: str) -> bool:
    """Whether it is a last digit that counts tenths of the unit before it: 三千五, but not 三千零五."""
    return written[0] not in "零0" and _number(written) < 10 and "." not in written


def _number(written: str) -> float:
    """Digits alone: by their place (二零二四), but of two without a zero the last counts, as in 两三天."""
    if written[0] not in _DIGITS:
        return float(written)
    digits = [_DIGITS[c] for c in written]
    return float("".join(map(str, digits))) if len(digits) > 2 or 0 in digits else float(digits[-1])
