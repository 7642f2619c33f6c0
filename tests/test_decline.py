from __future__ import annotations

import pytest

from huabei_qa import decline


@pytest.mark.parametrize(
    ("question", "fell"),
    [
        ("额度怎么被降了", True),
        ("额度不涨反降", True),
        ("为什么我的分越来越少", True),
        ("好端端的往下掉", True),
        ("怎么少了三十分", True),
        ("我的额度缩水了", True),
        ("积分怎么跌了这么多", True),
        ("降额了咋回事", True),
        ("额度突然没了一半", True),
        ("怎么给我砍了一大截", True),
        ("上月八万,这月只剩两万", True),
        ("分期的额度被腰斩", True),
        ("额度突然没了", True),
        ("积分怎么变0了", True),
        ("我还只剩两天假", False),
        ("为什么分期没有了", False),
        ("部分没了", False),
        ("评分怎么是0.5", False),
        ("额度太少了", False),
        ("为什么体重没有下降", False),
        ("血压为什么不下降", False),
        ("为什么要减少碳排放", False),
        ("缩水率是什么", False),
        ("降低血压的原因", False),
        ("为什么跌倒了要报警", False),
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
        ("多头借款,负债高了,额度不升反降。", True),
        ("拖欠不还会扣分。", True),
        ("长期不用,额度可能被调低。", True),
        ("先降低负债再申请。", False),
        ("屏幕亮度可以调低。", False),
        ("逾期会被系统记录下来。", False),
        ("按时还就不会被扣分。", False),
        ("额度不会降。", False),
        ("按时还款会减少风险。", False),
        ("使用降噪耳机。", False),
        ("开自动还款,避免扣分。", False),
        ("注销前请清零余额。", False),
        ("减少不必要的申请。", False),
        ("按时还款有助于提高额度。", False),
    ],
)
def test_what_lowers_is_told_from_advice_to_lower_something(statement: str, lowers: bool) -> None:
    assert decline.is_told(statement) is lowers
