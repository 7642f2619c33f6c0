"""How wide text is on a terminal, and where a line of it may break. Standard library only.

Widths are those of Unicode Standard Annex #11 (East Asian Width): wide and full-width characters take two columns,
combining and invisible ones none. Ambiguous ones (“ ” … ①) take two on terminals set up for Chinese and one on others;
they are counted as two, so that no line is ever too long. Breaks follow the rules of Chinese typesetting (GB/T 15834):
anywhere between Chinese characters, but no closing mark begins a line and no opening mark ends one.
"""

from __future__ import annotations

import re
import unicodedata

_OPENING = "([{<（【「『《〈“‘"
_CLOSING = ")]}>）】」』》〉”’,.;:!?%，。、；：！？…"
_WIDE, _NONE = frozenset("WFA"), frozenset(("Mn", "Me", "Cf", "Cc"))
_MARKS = r"(?:\[\d+\])+"
_LETTERS = r"[A-Za-z0-9\u00c0-\u024f]+"
_WORD = rf"{_LETTERS}(?:[-._/:@+#&=~']{_LETTERS})*"
_UNIT = re.compile(
    rf"[{re.escape(_OPENING)}]*"  # an opening mark stays with what it opens,
    rf"(?:{_MARKS}|第?{_WORD}(?:(?<=\d)[\u4e00-\u9fff])?|.)"  # a word, a number with what it counts, or a character,
    rf"[\u0300-\u036f\u200d\ufe0f{re.escape(_CLOSING)}]*"  # a closing mark with what it closes,
    rf"(?:\s*{_MARKS})?\s*",  # and a citation with what it is for
    re.DOTALL,
)


def width(text: str) -> int:
    """Columns that a line of text takes on a terminal."""
    return sum(_columns(character) for character in text)


def wrap(text: str, columns: int, first: str = "", rest: str = "") -> list[str]:
    """The text in lines of at most so many columns; the first begins with `first`, the others with `rest`.

    A word that is longer than a line is cut; where there is less room than for one character, lines are longer.
    """
    lines, line, used = [], first, width(first)
    room = max(1, columns - width(rest))
    for unit in _units(text.lstrip(), room):
        if used + width(unit.rstrip()) > columns and line.strip() != first.strip():
            lines.append(line.rstrip())
            line, used, first = rest, width(rest), ""
        line, used = line + unit, used + width(unit)
    return [*lines, line.rstrip()]


def _units(text: str, room: int) -> list[str]:
    """What is not broken, each with the marks that cling to it; what is wider than a line, in pieces."""
    units: list[str] = []
    for found in _UNIT.findall(text):
        piece = ""
        for character in found if width(found.rstrip()) > room else (found,):
            if piece and width(piece + character) > room:
                units.append(piece)
                piece = ""
            piece += character
        units.append(piece)
    return units


def _columns(character: str) -> int:
    if unicodedata.category(character) in _NONE:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1
