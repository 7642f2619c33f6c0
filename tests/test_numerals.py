from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huabei_qa.merge.opposition import figures, normalised


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("一个月", set()),
        ("没有", set()),
        ("零元", set()),
        ("万向轮", set()),
        ("二十多万", {20}),
        ("十五天", {15}),
        ("三百二十", {320}),
        ("三百一十五天", {315}),
        ("两万", {20000}),
        ("1.5万元", {15000}),
        ("1.13万元", {11300}),
        ("12000万", {1.2e8}),
        ("1,500元", {1500}),
        ("1,234,567.89元", {1234567.89}),
        ("满300，100元起", {300, 100}),
        ("3千元", {3000}),
        ("5百", {500}),
        ("5千克", {5}),
        ("四千克的行李", {4}),
        ("5千米", {5}),
        ("四千米", {4000}),
        ("2024百强", {2024}),
        ("三千五", {3500}),
        ("三千五公里", {3500}),
        ("三千零五", {3005}),
        ("一百二", {120}),
        ("一百二十", {120}),
        ("一百二三", {130}),
        ("1万5", {15000}),
        ("1万5000元", {15000}),
        ("存满1万30天", {10000, 30}),
        ("满五百一律包邮", {500}),
        ("五百一年", {500}),
        ("2亿5千万", {2.5e8}),
        ("二万三千亿", {2.3e12}),
        ("三万亿", {3e12}),
        ("二零二四年", {2024}),
        ("二\u3007二四年", {2024}),
        ("两三天", {3}),
        ("百分之五", {5}),
        ("千万不要在二维码里向第三方付十分贵的万一", set()),
        ("一千万元,第三方案", {10_000_000}),
        ("三万一千", {31000}),
        ("六十分", {60}),
        ("24小时", {1}),
        ("90分钟", {0.0625}),
        ("1.5个小时", {0.0625}),
        ("24h", {1}),
        ("2周", {14}),
        ("3个星期", {21}),
        ("3周年", {3}),
        ("2个月", {2}),
    ],
)
def test_a_number_is_the_same_however_it_is_written(text: str, numbers: set[float]) -> None:
    assert figures(normalised(text)) == numbers


def spelt(number: int) -> str:
    """A number as it is read out: 10050 is 一万零五十."""
    for unit, size in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        if number >= size:
            many, rest = divmod(number, size)
            return spelt(many) + unit + ("零" if 0 < rest < size // 10 else "") + (spelt(rest) if rest else "")
    return "零一二三四五六七八九"[number]


@given(st.integers(2, 10**13) | st.integers(2, 20000))
def test_a_number_that_is_spelt_is_read(number: int) -> None:
    assert figures(normalised(f"共{spelt(number)}元")) == {number}
    assert figures(normalised(f"共{number:,}元")) == {number}


@given(st.text("零一二两三四五六七八九十百千万亿0123456789.,元天周", max_size=20))
def test_any_numerals_are_read(text: str) -> None:
    assert all(value >= 0 for value in figures(normalised(text)))
