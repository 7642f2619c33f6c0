"""Something that has fallen: a question for the reason (额度怎么被降了), and statements that tell what lowers it.

What raises a thing is near to such a question in every model, and answers another one.
"""

from __future__ import annotations

import re

_DENIED = re.compile(
    r"不(?:会|能|被|再|至于|得)[^,。;:]{0,6}"
    r"|(?:不|没有?|未|避免|防止|以免|免得)(?:被|再)?(?:降|下|扣|减|跌|掉)[^,。;:]{0,4}"
)
_FELL = re.compile(
    r"(?<![要想能应何样])(?:(?<=.)(?:降低|减少)|降(?:了|额|级|分|到|成|得|下|权|价)|下降|下调|调低)|往下掉"
    r"|掉(?:分|级|粉|单|权|到|下|了?[\d一二两三四五六七八九十半])|(?:分|额度?|级|值|星)[^,。]{0,6}掉"
    r"|(?:反而?|倒是?)(?:给)?[我你]?降|变[少低]|越[^,。]{1,2}越[少低]|缩水(?!率)|(?<![太不很])少了|(?:下|暴|大)跌|跌(?:了|到|得)"
    r"|[没砍缩掉](?:了|掉|去)?(?:一大?半|大半|一大?截)|腰斩|砍半|减半|被砍|(?<!还)只剩"
    r"|(?:(?<![部高充])(?:分(?![期享类身店])|级|值)|额度?|星(?!期))[^,。]{0,4}(?:没了|没有了|归零|清零|(?:变|为|是)0(?![\d.]))"
)
_LOWERS = re.compile(
    r"(?:会|被|将|而|致|使(?!用)|让|随之|越[^,。]{1,4}|[度分级值价量序])[^,。;:]{0,6}"
    r"(?:(?:降低?|减少)(?![噪落]|[^,。]{0,4}(?:风险|压力|负担|损失|麻烦|成本|概率|可能))|变[少低]|扣|掉|(?<!记)(?<!记录)下来|冻结|收回|清零|作废)"
    r"|(?:会|被|将)[^,。;:]{0,4}调低|拉低|扣[分减]|减分|降[额级分权]|下调|下降|封[号禁停卡]"
)
"""降低负债 and 减少申请 are advice: what falls stands before the word, or it is said that it will."""


def is_asked(question: str) -> bool:
    """Whether a normalised question says that something has fallen."""
    return _FELL.search(_DENIED.sub("", question)) is not None


def is_told(statement: str) -> bool:
    """Whether a normalised statement says that something falls, or is taken away."""
    return _LOWERS.search(_DENIED.sub("", statement)) is not None
