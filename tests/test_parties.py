"""Parties of a contract, asked for by what they are."""

from __future__ import annotations

import pytest

from huabei_qa.articles import parse
from huabei_qa.knowledge.parties import parties_by_name, with_parties
from huabei_qa.passages import cut


@pytest.mark.parametrize(
    ("said", "parties"),
    [
        ("甲方（出租方）：王某\n乙方（承租方）：李某", {"出租方": "甲方", "承租方": "乙方"}),
        ("出租人（甲方）：王某", {"出租人": "甲方"}),
        ("用人单位（以下简称“甲方”）：某公司", {"用人单位": "甲方"}),
        ("甲方(以下简称:物业公司)：某公司", {"物业公司": "甲方"}),
        ("甲方（出租方）：王某\n乙方（出租方）：李某", {}),
        ("甲方（盖章）：      乙方（签字）：", {}),
        ("甲方应当交付房屋。", {}),
    ],
)
def test_who_a_party_is_stands_in_brackets(said: str, parties: dict[str, str]) -> None:
    passages = cut(parse(f"房屋租赁合同\n{said}\n第一条 甲方交付房屋。\n", "kb/a.txt"))
    assert parties_by_name(passages) == parties


def test_a_question_for_one_by_name_is_for_the_party() -> None:
    parties = {"出租方": "甲方", "承租方": "乙方"}
    assert with_parties("出租方能赶承租方走吗", parties) == "甲方能赶乙方走吗"
    assert with_parties("中介能来吗", parties) == "中介能来吗"
