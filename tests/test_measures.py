from __future__ import annotations

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
        ("水温多少", "95度。", False),
        ("水温多少", "水要烧开。", True),
        ("要几个盖碗", "一个就够。", True),
    ],
)
def test_whether_a_text_has_the_kind_of_number_that_is_asked_for(question: str, text: str, lacks: bool) -> None:
    assert measures.lacks(question, text) is lacks
