"""Which way a thing is to go: a question how to lower what an article tells to raise (怎么降低额度: 提升额度的办法).

Similarity takes the one for the other. Both are read normalised (`words.normalise`).
"""

from __future__ import annotations

import re

_UP = "提[高升]|上升|上涨|增[加大多]|调高|调大|扩大|涨|提(?=[额分])|加(?=额)|变[高多大]"
_DOWN = "降低|下[降调跌]|减[少小]|缩[减小]|调[低小]|压低|降(?=[额分级])|变[低少小]"
_NOT = "(?:不|没|别|免得)[会想要再让被给]{0,3}"
_AVOID = "(?:避免|防止)[^,。;?]{0,8}?"
_MOVES = re.compile(
    f"(?P<kept>(?:怎么|怎样|如何|咋)[才能可以做到]{{0,4}}(?:{_NOT}|{_AVOID}))?(?P<no>{_NOT}|{_AVOID})?"
    f"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))"
)
"""How something is kept (怎么才不降额) is asked for the other way; what does not move (一直不涨) tells of none."""
_SHORT = re.compile("额(?!度)")


def asked(question: str) -> int:
    """1 if a question is for something to go up, -1 for down, or not up; 0 for neither and for both."""
    found = [one for one in _MOVES.finditer(question) if not one["no"]]
    ways = {(1 if one["up"] else -1) * (-1 if one["kept"] else 1) for one in found}
    return ways.pop() if len(ways) == 1 else 0


def told(clause: str) -> set[int]:
    """The ways that something goes in a clause, of 1 and -1."""
    return {1 if one["up"] else -1 for one in _MOVES.finditer(clause) if not (one["no"] or one["kept"])}


def without(text: str) -> str:
    """The text less the words that tell which way; 提额 is said of the 额度."""
    return _SHORT.sub("额度", _MOVES.sub(" ", text))
