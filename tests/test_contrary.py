"""The other one of two: which statements are of the kind that a question is not of."""

from __future__ import annotations

import pytest

from huabei_qa.contrary import is_of_other, is_of_same, kinds


@pytest.mark.parametrize(
    ("question", "statement", "other"),
    [
        ("白天能放音乐吗", "晚上10点以后不要放音乐", True),
        ("白天能放音乐吗", "白天和晚上都可以放", False),
        ("白天晚上都能放吗", "晚上10点以后不要放音乐", False),
        ("孩子吃多少", "成人每次一片", True),
        ("孩子吃多少", "成人每次一片,儿童减半", False),
        ("未成年人能办吗", "未成年人由家长代办", False),
        ("未成年人能办吗", "成年人本人办", True),
        ("没开封的茶能放多久", "已开封的茶放一个月", True),
        ("没开封的茶能放多久", "开封后放一个月", True),
        ("没开封的茶能放多久", "未开封的茶放两年", False),
        ("已开封的茶能放多久", "未开封的茶放两年", True),
        ("用过的茶包怎么扔", "没用过的茶包可以退", True),
        ("没用过的茶包能退吗", "用过的茶包不退", True),
        ("没有茶的时候喝什么", "有茶的时候喝茶", False),
        ("先用后付害我买了一堆没用的", "先用后付的订单到期付款", False),
        ("怎么泡茶", "晚上不要喝浓茶", False),
    ],
)
def test_what_is_of_the_other_kind_alone(question: str, statement: str, other: bool) -> None:
    assert is_of_other(kinds(question), statement) is other


def test_what_says_that_it_is_of_the_kind_asked_of() -> None:
    assert is_of_same(kinds("没开封的茶能放多久"), "未开封的茶放两年")
    assert not is_of_same(kinds("没开封的茶能放多久"), "茶放在阴凉处")
    assert not is_of_same(kinds("怎么泡茶"), "白天泡茶")
