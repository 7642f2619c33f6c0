from __future__ import annotations

import pytest

from huabei_qa import avoiding


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("借书有哪些坑", True),
        ("借书有啥误区", True),
        ("哪些事不能做", True),
        ("不要做什么", True),
        ("提额有啥不能干的", True),
        ("租房怎么避坑", True),
        ("借书要注意什么", False),
        ("借书要特别注意什么", False),
        ("不能吃辣的人要注意什么", False),
        ("别墅装修要做些什么", False),
        ("不同级别的账户有什么权益", False),
        ("雷雨天开车要带什么", False),
    ],
)
def test_what_not_to_do_is_seen_in_the_question(question: str, asked: bool) -> None:
    assert avoiding.is_asked(question) is asked


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("避免超期", True),
        ("千万别转借", True),
        ("不得代借", True),
        ("只准自己用", True),
        ("超期有停卡的风险", True),
        ("打开人脸识别", False),
        ("分别在两处登记", False),
        ("按级别借书", False),
        ("不要紧", False),
        ("先办借书证", False),
    ],
)
def test_what_tells_of_it_is_seen_in_the_statement(statement: str, told: bool) -> None:
    assert avoiding.is_told(statement) is told
