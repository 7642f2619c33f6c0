"""Statements that contradict each other: the same words about another number, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator

from huabei_qa.words import normalise

_ALIKE = 0.6
"""Share of the shorter's pairs of characters, numbers and opposites taken out, that must stand in the other."""
_FIGURE = re.compile(r"\d+(?:\.\d+)?|[零一二两三四五六七八九十百千万亿]{1,8}")
_NO_FIGURE = re.compile(r"千万(?=不|别|要|勿|莫|记得|小心|注意)|十分(?![钟之])|万一|万万|第[三二一]方|二维码|百分百")
"""Numerals that count nothing."""
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_OPPOSITES = (
    (r"(?<![不无])(?:可以|可|能|得)", r"不可以|不可|不能|不得|无法|不许|禁止|严禁"),
    (r"(?<!不)(?:需要|必须|要)|(?<!不)应该", r"不需要|不必|不用|无需|不要|不应该|无须"),
    (r"(?<!不)(?:会)", r"不会"),
    (r"提高|提升|上升|增加|上涨|调高", r"降低|下降|减少|下跌|调低"),
    (r"之前|以前|前", r"之后|以后|后"),
    (r"以上|超过|高于|多于", r"以下|低于|少于|不超过"),
    (r"(?<!不)(?:影响)", r"不影响"),
    (r"有利于|有助于", r"不利于"),
    (r"打开|开启|开通", r"关闭|关掉|停用"),
)
_SIDES = tuple((re.compile(one), re.compile(other)) for one, other in _OPPOSITES)


def contradict(one: str, other: str) -> bool:
    """Whether two statements, alike but for it, give other numbers or have opposite polarity.

    Seen in the wording alone: 30天内还书 and 60天内还书, 可以续借 and 不可以续借. Other wordings are not seen.
    """
    a, b = normalise(one), normalise(other)
    if not _alike(_bare(a), _bare(b)):
        return False
    numbers, others = figures(a), figures(b)
    return bool(numbers and others and not numbers & others) or _opposite(a, b)


def figures(text: str) -> frozenset[float]:
    """The numbers in a normalised text, Chinese numerals and 万 and 亿 behind digits too; a single 一 is no number."""
    return frozenset(value for value in _values(text) if value is not None)


def _values(text: str) -> Iterator[float | None]:
    text = _NO_FIGURE.sub(" ", text)
    for match in _FIGURE.finditer(text):
        word = match.group()
        if word[0].isdigit():
            yield float(word) * _LARGE.get(text[match.end() : match.end() + 1], 1)
        elif word != "一" and not (word in _LARGE and text[: match.start()][-1:].isdigit()):
            yield _spelt(word)


def _spelt(word: str) -> float | None:
    """A Chinese numeral: 三百 is 300."""
    total = section = digit = 0
    for char in word:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _TENS:
            section, digit = section + (digit or 1) * _TENS[char], 0
        else:
            total, section, digit = total + (section + digit) * _LARGE[char], 0, 0
    value = total + section + digit
    return float(value) if value else None


def _opposite(a: str, b: str) -> bool:
    return any(_side(a, *pair) * _side(b, *pair) < 0 for pair in _SIDES)


def _side(text: str, one: re.Pattern[str], other: re.Pattern[str]) -> int:
    """1 or -1 for the side that alone is in the text, else 0."""
    negative = bool(other.search(text))
    return int(bool(one.search(other.sub("", text)))) - int(negative)


def _bare(text: str) -> frozenset[str]:
    """Pairs of characters of what is neither a number nor one of two opposites."""
    for one, other in _SIDES:
        text = one.sub("", other.sub("", text))
    plain = "".join(c for c in _FIGURE.sub("", text) if c.isalnum())
    return frozenset(plain[k : k + 2] for k in range(len(plain) - 1)) or frozenset(plain)


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= _ALIKE * max(1, min(len(a), len(b)))
