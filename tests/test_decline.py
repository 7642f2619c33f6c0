from __future__ import annotations

import pytest

from huabei_qa import decline


@pytest.mark.parametrize(
    ("question", "fell"),
    [
        ("额度怎么被降了", True),
        ("为什么我的分越来越少", True),
        ("好端端的往下掉", True),
        ("怎么少了三十分", True),
        ("我的额度缩水了", True),
        ("额度太少了", False),
        ("为什么一直不涨", False),
        ("天冷手机掉电", False),
    ],
)
def test_a_fall_is_seen_in_the_question(question: str, fell: bool) -> None:
    assert decline.is_asked(question) is fell


@pytest.mark.parametrize(
    ("statement", "lowers"),
    [
        ("套现可能会导致额度降低,甚至被封禁。", True),
        ("拖欠直接拉低分数。", True),
        ("经常取消,评分就下来了。", True),
        ("核实之后扣减积分。", True),
        ("先降低负债再申请。", False),
        ("减少不必要的申请。", False),
        ("按时还款有助于提高额度。", False),
    ],
)
def test_what_lowers_is_told_from_advice_to_lower_something(statement: str, lowers: bool) -> None:
    assert decline.is_told(statement) is lowers
