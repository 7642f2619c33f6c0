from __future__ import annotations

import time

import pytest

from huabei_qa import measures


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("茶饼放多久才好喝", "存放三年以上。", False),
        ("茶饼放多久才好喝", "每饼80元。", True),
        ("茶样几天寄到", "当天发出,次日送达。", False),
        ("多久评一次级", "系统定期评估。", False),
        ("多久评一次级", "等级分为三级。", True),
        ("那几个月一个月多少钱", "冬季每月60元。", False),
        ("一斤多少钱", "三百元。", False),
        ("品茶会收多少钱", "免费参加。", False),
        ("品茶会收多少钱", "请在门口登记。", True),
        ("几次就淡了", "耐泡的可以泡7次。", False),
        ("几次就淡了", "水温要到95度。", True),
        ("定金是几成", "先付30%。", False),
        ("定金是几成", "满20件起订。", True),
        ("茶园多远", "离车站3公里。", False),
        ("茶园多远", "门票20元。", True),
        ("一饼多重", "每饼357克。", False),
        ("一饼多重", "每件42饼。", True),
        ("最多坐多少人", "包间可坐8人。", False),
        ("最多坐多少人", "包间每小时80元。", True),
        ("几岁能喝茶", "未成年少喝。", False),
        ("多少分算优", "90分以上为优。", False),
        ("茶饼多久寄出", "24h内寄出。", False),
        ("茶饼多久寄出", "约30min。", False),
        ("茶饼多久寄出", "3 - 5 个 工作日。", False),
        ("茶饼多久到账", "t+1到账。", False),
        ("茶饼多久到账", "次月到账。", False),
        ("红茶发酵多久", "一个多小时。", False),
        ("采茶花多少时间", "约三小时。", False),
        ("几周岁能喝茶", "每周一次。", True),
        ("几岁能喝茶", "出生以后6个月。", False),
        ("几月采茶", "4.5采茶。", False),
        ("几点几分开门", "8:30开门。", False),
        ("日利率多少", "万分之五。", False),
        ("手续费几个点", "0.6个点。", False),
        ("年利率是百分之几", "0.05。", False),
        ("一箱几斤", "每箱500克。", False),
        ("一箱几斤", "离车站3公里。", True),
        ("茶园多远", "距车站300m。", False),
        ("几个月多少钱", "120元。", False),
        ("招收多少人", "三十人左右。", False),
        ("最多坐几个人", "人数上限为10。", False),
        ("最多坐几个人", "两个成人。", False),
        ("能续几次水", "续水次数:3。", False),
        ("水温多少", "95度。", False),
        ("水温多少", "水要烧开。", True),
        ("要几个盖碗", "一个就够。", True),
    ],
)
def test_whether_a_text_has_the_kind_of_number_that_is_asked_for(question: str, text: str, lacks: bool) -> None:
    assert measures.lacks(question, text) is lacks


@pytest.mark.parametrize("question", ["水温多少", "茶饼放多久才好喝"])
def test_a_long_row_of_numerals_is_read_in_no_time(question: str) -> None:
    """From each of them to the end took minutes for a text as long as a document may be."""
    begin = time.perf_counter()
    assert measures.lacks(question, "一" * 100_000)
    assert time.perf_counter() - begin < 2
