"""What kind of number a question asks for, and whether a text has one: 多久 wants a time, not 20元.

Where the kind is not known any number will do. Both are read normalised (`words.normalise`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from huabei_qa.text import UNITS

_HAN = "一二两三四五六七八九十百千万半"
_N = f"[0-9零{_HAN}几]"
_NUMBER = re.compile(
    rf"[0-9]|(?<![{_HAN}])(?!一个(?!月|小时|星期|礼拜|周|季度|工作日)|一[种款样些条项张份套])"
    rf"[{_HAN}]+({UNITS}|%)"
)
"""A number that may be asked for; 一个 and 一种 are mostly none."""


class _Measure(NamedTuple):
    """A kind of number."""

    asked: re.Pattern[str]
    told: re.Pattern[str]


_SPAN = (
    rf"{_N}\s*[多来余]?个?[多来余]?\s*(?:秒|分钟|刻|小时|钟头|天|日|晚|夜|周(?!岁)|星期|礼拜|月|年|工作日|季度|学期)"
    r"|[0-9]\s*(?:[hms]|min|hours?|days?|weeks?|months?|years?)(?![a-z0-9])|[td]\s*\+\s*[0-9]"
)
_AT_ONCE = "即时|立即|立刻|马上|实时|当[天日晚场月年]|[次隔同][天日月年]|随时|一直|长期|永久|终[身生]"
_EACH = "每[天日晚周月季年隔次]|(?<!不)定期|固定|时间|期[限内间]|早晚|经常|[一到]辈子"
_MEASURES = (
    _Measure(
        re.compile(
            "多久|多长时间|多少时间|(?<![这那好])(?:几个?(?:天|小时|钟头|分钟|年(?!级)|周(?!岁)|星期|礼拜|工作日)|几个月)"
            "|多少(?:天|个?小时|个?钟头|分钟|个月|年|个?工作日)"
        ),
        re.compile(f"{_SPAN}|{_AT_ONCE}|{_EACH}"),
    ),
    _Measure(
        re.compile("百分之(?:几|多少)|几[成折](?!熟)|几个点|多少比例|多少折|利率多少"),
        re.compile(rf"[%‰]|[百千万]分|0\.[0-9]|{_N}\s*(?:[成折倍]|个?点)|半"),
    ),
    _Measure(
        re.compile("几周?岁|多少周?岁|多大(?:年纪|岁数|年龄)"),
        re.compile(rf"岁|年龄|年满|月龄|成年|出生|{_N}\s*个?月"),
    ),
    _Measure(
        re.compile("几[公千]?里|几站|多远|多少(?:公里|千米|里地)"),
        re.compile(r"公里|千米|[里米站]|[0-9]\s*k?m(?![a-z0-9])|分钟|小时"),
    ),
    _Measure(re.compile("几[公千]?[斤克]|多重|多少(?:公斤|斤|千克|克)"), re.compile(r"[斤克吨两]|[0-9]\s*k?g")),
    _Measure(
        re.compile("多少(?:钱|元|块|费)|几[块元毛]|[几多]少?块钱|(?:什么|啥)价|多钱|几个钱|花多少|收多少"),
        re.compile(
            f"[0-9]|[元块角毛¥￥$%]|免[费收除]|不[收要花用]|[送赠扣贵折]|[半全原]价|便宜|自费|费用|无需|{_N}[百千万]"
        ),
    ),
    _Measure(
        re.compile("几次|多少次|几回|几遍|几趟|多少[回遍趟]"),
        re.compile(rf"{_N}\s*[次回遍趟]|次数[^,。;]{{0,6}}[0-9]|不限|无限|只能|每[天日晚周月季年]|隔|{_SPAN}"),
    ),
    _Measure(
        re.compile("多少人|几个人|几[位人]|多少个人"),
        re.compile(rf"{_N}\s*[多余个来]*(?:[大成]人|[人名位台])|[单双]人|人数[^,。;]{{0,6}}[0-9]"),
    ),
    _Measure(re.compile("(?<!点)几分(?![钟之熟])|多少分(?!钟)"), re.compile("分")),
)


def lacks(question: str, text: str) -> bool:
    """Whether a text has no number of the kind that the question wants; of several kinds, of none."""
    told = [one.told for one in _MEASURES if one.asked.search(question)] or [_NUMBER]
    return not any(pattern.search(text) for pattern in told)
