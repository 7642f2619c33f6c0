"""The other one of two: a question of what is unopened, a statement of what is opened; adults, children; day, night.

Models pass over the one word by which such statements differ. Both are read normalised (`words.normalise`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_PAIRS = (
    ("白天|日间", "夜间|夜里|晚上|深夜|黑夜"),
    ("工作日", "周末|双休日|节假日"),
    ("夏季|夏天", "冬季|冬天"),
    ("上半年", "下半年"),
    ("(?<!未)成年?人|大人", "未成年|儿童|孩子|小孩|小儿|宝宝|婴儿|幼儿|婴幼儿"),
    ("饭前|餐前|空腹", "饭后|餐后"),
    ("到期前|过期前", "到期后|过期(?!前)"),
    ("首次|第一次|初次", "第二次|再次|二次"),
    ("首套", "二套"),
    ("长效", "短效|速效"),
    ("行内|同行转|本行", "跨行|他行"),
    ("口头", "正式|书面"),
    ("境内|国内", "境外|国外|跨境|国际"),
    ("本地", "异地|外地"),
    ("职工医保|城镇职工", "居民医保|城乡居民"),
    ("全职", "兼职"),
    ("公办", "民办|私立"),
    ("单程", "往返"),
    ("单人", "双人"),
    ("室内", "室外|户外"),
    ("内侧", "外侧"),
    ("正面", "反面|背面"),
    ("电子版?", "纸质版?"),
    ("手动", "自动"),
    ("有线", "无线"),
    ("冷水|凉水", "热水|开水"),
)


class Kind(NamedTuple):
    """One of two."""

    own: re.Pattern[str]
    """What names it."""
    other: re.Pattern[str]
    """What names the other one."""


_SIDES = tuple(Kind(*map(re.compile, sides)) for pair in _PAIRS for sides in (pair, pair[::-1]))
_UNDONE = re.compile(r"(?:未|没)(?!有)(?P<act>[\u4e00-\u9fff](?=过的)|[\u4e00-\u9fff]{2}(?=[过完好]?的))")
"""What is not done to a thing: 没开封的."""
_DONE = re.compile(r"已经?(?P<act>[\u4e00-\u9fff]{2})|(?P<past>[\u4e00-\u9fff]{1,2})过的")
"""What is done to it: 已开封, 用过的."""


def kinds(question: str) -> list[Kind]:
    """Those that a question names, without the other one of each."""
    named = [kind for kind in _SIDES if kind.own.search(question) and not kind.other.search(question)]
    named += [Kind(_undone(found["act"]), _done(found["act"])) for found in _UNDONE.finditer(question)]
    acts = (found["act"] or found["past"] for found in _DONE.finditer(question))
    return named + [Kind(_done(act), _undone(act)) for act in acts if act[0] not in "没未不"]


def is_of_other(named: Iterable[Kind], statement: str) -> bool:
    """Whether a statement is of the other one of any of these kinds alone."""
    return any(kind.other.search(statement) and not kind.own.search(statement) for kind in named)


def is_of_same(named: Iterable[Kind], statement: str) -> bool:
    """Whether a statement says that it is of one of these kinds."""
    return any(kind.own.search(statement) for kind in named)


def _undone(act: str) -> re.Pattern[str]:
    return re.compile(f"[未没]有?{act}")


def _done(act: str) -> re.Pattern[str]:
    return re.compile(f"已经?{act}|(?<![未没不]){act}(?:过的|[以之]?后)")
