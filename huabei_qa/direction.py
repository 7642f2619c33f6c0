"""Which way a thing is to go: a question how to lower what an article tells to raise (怎么降低额度: 提升额度的办法).

Similarity takes the one for the other. Both are read normalised (`words.normalise`).
"""

from __future__ import annotations

import re

_UP = "提[高升]|上升|上涨|增[加大多]|调高|调大|扩大|涨|提(?=[额分])|加(?=额)|变[高多大]"
_DOWN = "降低|下[降调跌]|减[少小]|缩[减小]|调[低小]|压低|降(?=[额分级])|变[低少小]"
_MOVES = re.compile(f"(?P<kept>(?:不|别|避免|防止|免得)[会想要再让被给]{{0,3}})?(?:(?P<up>{_UP})|(?P<down>{_DOWN}))")
_SHORT = re.compile("额(?!度)")


def of(text: str) -> int:
    """1 of what tells or asks of something to go up, -1 down (or not up); 0 of neither and of both."""
    ways = {(1 if found["up"] else -1) * (-1 if found["kept"] else 1) for found in _MOVES.finditer(text)}
    return ways.pop() if len(ways) == 1 else 0


def goes(text: str, way: int) -> bool:
    """Whether anything in a text goes this way."""
    return any((found["up"] is not None) == (way > 0) for found in _MOVES.finditer(text))


def without(text: str) -> str:
    """The text less the words that tell which way; 提额 is said of the 额度."""
    return _SHORT.sub("额度", _MOVES.sub(" ", text))
