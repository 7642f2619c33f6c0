"""Codes that devices show, asked for by the name of the entry that has them."""

from __future__ import annotations

import pytest

from huabei_qa.answer.names import name_of
from huabei_qa.articles import parse
from huabei_qa.knowledge.codes import has_code, names_of_codes, with_names
from huabei_qa.passages import cut

MANUAL = """# 洗碗机手册

## 故障

| 故障 | 处理 |
|---|---|
| 显示E4 | 重新关门 |
| 显示 F-3 | 联系售后 |
| E9 | 断电重启 |
| 洗涤时显示U2 | 加盐 |
| 待机时显示U2 | 不用管 |

## 参数

- A4 大小的说明书:一份，和保修卡、发票一起放在纸袋里。
- 水压:0.3MPa，温度 60 度。
"""


def test_a_code_has_the_name_of_the_one_entry_that_has_it() -> None:
    passages = cut(parse(MANUAL, "kb/a.md"))
    assert names_of_codes(passages) == {"e4": "显示e4", "f-3": "显示 f-3", "e9": "e9", "a4": "a4 大小的说明书"}
    assert [name_of(p) for p in passages if "E4" in p.text] == ["显示e4"]


@pytest.mark.parametrize(
    ("question", "read_as"),
    [
        ("e4是什么意思", "显示e4是什么意思"),
        ("一直显示e4怎么办", "一直显示e4怎么办"),
        ("e4和e5", "显示e4和e5"),
        ("屏上显示的是e4", "屏上显示的是e4"),
        ("e40是什么", "e40是什么"),
        ("买e4.5的", "买e4.5的"),
        ("the4", "the4"),
    ],
)
def test_a_code_is_read_as_that_name(question: str, read_as: str) -> None:
    assert with_names(question, {"e4": "显示e4"}) == read_as


@pytest.mark.parametrize(
    ("text", "has"), [("报e4", True), ("u-12", True), ("5g", False), ("60%", False), ("wifi", False)]
)
def test_what_is_a_code(text: str, has: bool) -> None:
    assert has_code(text) is has
