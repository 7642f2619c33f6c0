"""Codes that a device shows: E4 is asked for by what the one entry is called that has it (显示E4).

Of a code alone the models know nothing: E4是什么意思 is near to every fault of a table, and to none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from huabei_qa.answer.names import name_of
from huabei_qa.records import Passage
from huabei_qa.words import pairs

_CODE = re.compile(r"(?<![a-z0-9.])[a-z]{1,3}-?\d{1,4}(?![a-z0-9.%])")
_MOST = 12
"""Characters that such an entry may be called by; more are a sentence that the code stands in."""


def names_of_codes(passages: Iterable[Passage]) -> dict[str, str]:
    """For each code that the name of one entry has, and of no other, that name, normalised."""
    names: dict[str, set[str]] = {}
    for passage in passages:
        if any(map(str.isdigit, passage.text)):
            name = name_of(passage)
            for code in _CODE.findall(name) if len(name) <= _MOST else ():
                names.setdefault(code, set()).add(name)
    return {code: named.pop() for code, named in names.items() if len(named) == 1}


def has_code(words: str) -> bool:
    """Whether a normalised text has anything like a code."""
    return _CODE.search(words) is not None


def with_names(words: str, names: Mapping[str, str]) -> str:
    """A normalised question with the names of its codes in their place, unless it says some of the name already."""

    def named(match: re.Match[str]) -> str:
        code = match.group()
        name = names.get(code, code)
        return code if any(pair in words for pair in pairs(name.replace(code, " "))) else name

    return _CODE.sub(named, words)
