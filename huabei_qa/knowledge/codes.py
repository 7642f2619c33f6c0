"""Codes that a device shows: E4 is asked for by what the one entry is called that has it (显示E4).

Of a code alone the models know nothing: E4是什么意思 is near to every fault of a table, and to none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from itertools import pairwise

from huabei_qa.answer.names import name_of, split_cells
from huabei_qa.records import Passage
from huabei_qa.words import normalise, pairs

_CODE = re.compile(r"(?<![a-z0-9.])[a-z]{1,3}-?\d{1,4}(?![a-z0-9.%])")
_LETTERS = re.compile(r"(?<![a-z0-9])[a-z]{2,6}(?![a-z0-9])")
"""What is a code only below a head that says so (UE, LOCK)."""
_HEAD = re.compile("代[码碼号號]$|故障[码碼]$|[显顯]示(?:[内內]容|[字符]|字符|符[号號])?$")
_EITHER = re.compile(f"{_CODE.pattern}|{_LETTERS.pattern}")
_LIKE_CODE = re.compile(r"[A-Za-z\uff21-\uff3a\uff41-\uff5a][-\uff0d]?\d")
"""What a text has before it is normalised, if it has a code: it spares most texts that."""
_MOST = 12
"""Characters that an entry may be called by in which a code stands; more are a sentence."""
_LONGEST = 30
"""Characters of a code and what stands beside it, which may be a sentence: to find by, the first words are enough."""
_COVERS = re.compile(rf"({_CODE.pattern})\s*(?:[~—–至到-]\s*[a-z]?-?\d|及?以[上下前后内])")
"""More codes than are written: E1~E5, iOS14及以上."""
_OTHERS = re.compile("其[他它余][^,。;]{0,4}(?:代[码号]|[显提]示|故障|报警|报错|错误)")
"""An entry for all codes that have none of their own."""


def names_of_codes(passages: Iterable[Passage]) -> dict[str, str]:
    """For each code that the name of one entry has, and of no other, that name, normalised."""
    names: dict[str, set[str]] = {}
    for passage in passages:
        for code, name in _named(passage):
            names.setdefault(code, set()).add(name)
    return {code: named.pop() for code, named in names.items() if len(named) == 1}


def codes_by_make(passages: Iterable[Passage]) -> dict[str, frozenset[str]]:
    """For each make of codes (F01 and F02) that the names of two entries or more have, all of that make anywhere.

    Not where a text tells of codes that it does not write (E1~E5, 其他故障).
    """
    named, held, covered = set[str](), set[str](), set[str]()
    for passage in passages:
        if _LIKE_CODE.search(passage.text):
            words = normalise(passage.text)
            held.update(_CODE.findall(words))
            covered.update(_make(found[1]) for found in _COVERS.finditer(words))
            named.update(code for code, _ in _named(passage))
        elif "其" in passage.text and _OTHERS.search(normalise(passage.text)):
            return {}
    several = {make for make, codes in _by_make(named).items() if len(codes) > 1}
    return {make: codes for make, codes in _by_make(held).items() if make in several - covered}


def is_unlisted(words: str, held: Mapping[str, Set[str]]) -> bool:
    """Whether all codes of a normalised question are of a make that is listed (`codes_by_make`), and stand nowhere."""
    codes = _CODE.findall(words)
    return bool(codes) and all(code not in held.get(_make(code), (code,)) for code in codes)


def has_code(words: str) -> bool:
    """Whether a normalised text has anything like a code."""
    return _EITHER.search(words) is not None


def has_numbered_code(words: str) -> bool:
    """Whether a normalised text has one with a number (F09), not just a word in Latin letters."""
    return _CODE.search(words) is not None


def with_names(words: str, names: Mapping[str, str]) -> str:
    """A normalised question with the names of its codes in their place, unless it says half of the name already."""

    def named(match: re.Match[str]) -> str:
        code = match.group()
        name = names.get(code, code)
        said = [pair in words for pair in pairs(name.replace(code, " "))]
        return code if 2 * sum(said) >= len(said) else name

    return _EITHER.sub(named, words)


def _named(passage: Passage) -> list[tuple[str, str]]:
    """Each code that an entry is called by, with its name: of one by itself (E3 | 水温异常) what is beside it."""
    head = split_cells(passage.path[-1])[:2] if passage.path else []
    of_letters = [_HEAD.search(cell) is not None for cell in head]
    if not any(of_letters) and not _LIKE_CODE.search(passage.text):
        return []
    row = _row(passage)
    for at, (cell, beside) in enumerate(pairwise(row)):
        pattern = _EITHER if any(of_letters[at : at + 1]) else _CODE
        codes = [] if any(map(str.isalnum, pattern.sub("", cell))) else pattern.findall(cell)
        if codes and beside[:1].isalpha():
            return [(code, f"{code} {beside}"[:_LONGEST]) for code in codes]
    name = name_of(passage)
    return [(code, name) for code in _CODE.findall(name)] if len(name) <= _MOST else []


def _row(passage: Passage) -> list[str]:
    """The first cells of a row of a table, normalised; of any other entry its label and what stands behind it."""
    text = passage.text.replace("**", "")
    label, row = passage.label, split_cells(text)[:3]
    if len(row) == 1 and label and text.startswith(label):
        row = [label, text[len(label) :].lstrip(":： \n")]
    return [normalise(cell) for cell in row]


def _by_make(codes: Iterable[str]) -> dict[str, frozenset[str]]:
    made: dict[str, set[str]] = {}
    for code in codes:
        made.setdefault(_make(code), set()).add(code)
    return {make: frozenset(of_make) for make, of_make in made.items()}


def _make(code: str) -> str:
    """Its letters and how many digits it has: f00 of F01."""
    return re.sub(r"\d", "0", code)
