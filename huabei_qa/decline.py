"""Something that has fallen: a question for the reason (额度怎么被降了), and statements that tell what lowers it.

What raises a thing is near to such a question in every model, and answers another one.
"""

from __future__ import annotations

import re

_FELL = re.compile(
    r"降(?:了|低|额|级|分|到|成|得|下|权|价)|下降|下调|调低|往下掉|掉(?:分|级|粉|单|权|到|下|了?[\d一二两三四五六七八九十半])"
    r"|(?:分|额度?|级|值|星)[^,。]{0,6}掉|变[少低]|越[^,。]{1,2}越[少低]|缩水|减少|(?<![太不很])少了|跌"
)
_LOWERS = re.compile(
    r"(?:会|被|将|而|致|使|让|随之|越[^,。]{1,4}|[度分级值价量序])[^,。;:]{0,6}(?:降|减少|变[少低]|扣|掉|下来)"
    r"|拉低|扣[分减]|减分|降[额级分权]|下调|下降|冻结|收回|清零|作废|封[号禁停]"
)
"""降低负债 and 减少申请 are advice: what falls stands before the word, or it is said that it will."""


def is_asked(question: str) -> bool:
    """Whether a normalised question says that something has fallen."""
    return _FELL.search(question) is not None


def is_told(statement: str) -> bool:
    """Whether a normalised statement says that something falls, or is taken away."""
    return _LOWERS.search(statement) is not None
