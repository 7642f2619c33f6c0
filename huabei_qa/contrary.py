"""The other one of two: a question of what is unopened, a statement of what is opened; adults, children; day, night.

Models pass over the one word by which such statements differ. Both are read normalised (`words.normalise`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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
_SIDES = tuple((re.compile(one), re.compile(other)) for pair in _PAIRS for one, other in (pair, pair[::-1]))
_UNDONE = re.compile(r"(?:未|没)(?!有)(?P<act>[\u4e00-\u9fff](?=过的)|[\u4e00-\u9fff]{2}(?=[过完好]?的))")
"""What is not done to a thing: 没开封的."""
_DONE = re.compile(r"已经?(?P<act>[\u4e00-\u9fff]{2})|(?P<past>[\u4e00-\u9fff]{1,2})过的")
"""What is done to it: 已开封, 用过的."""


def is_of_other(question: str, statement: str) -> bool:
    """Whether a question is of the one of two, and a statement of the other alone."""
    return any(other.search(statement) and not one.search(statement) for one, other in _kinds(question))


def is_of_same(question: str, statement: str) -> bool:
    """Whether a statement says that it is of the one that the question is of."""
    return any(one.search(statement) for one, _ in _kinds(question))


def _kinds(question: str) -> Iterator[tuple[re.Pattern[str], re.Pattern[str]]]:
    """For each kind that a question names what names it, and what names the other one."""
    for one, other in _SIDES:
        if one.search(question) and not other.search(question):
            yield one, other
    for found in _UNDONE.finditer(question):
        yield _undone(found["act"]), _done(found["act"])
    for found in _DONE.finditer(question):
        act = found["act"] or found["past"]
        if act[0] not in "没未不":
            yield _done(act), _undone(act)


def _undone(act: str) -> re.Pattern[str]:
    return re.compile(f"[未没]有?{act}")


def _done(act: str) -> re.Pattern[str]:
    return re.compile(f"已经?{act}|(?<![未没不]){act}(?:过的|[以之]?后)")
