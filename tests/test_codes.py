"""Codes that devices show, asked for by the name of the entry that has them."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import FakeEncoder
from test_knowledge import built

from huabei_qa.answer.names import name_of
from huabei_qa.articles import parse
from huabei_qa.knowledge.codes import codes_by_make, has_code, is_unlisted, names_of_codes, with_names
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
    assert names_of_codes(passages) == {"e4": "显示e4", "f-3": "显示 f-3", "e9": "e9 断电重启", "a4": "a4 大小的说明书"}
    assert [name_of(p) for p in passages if "E4" in p.text] == ["显示e4"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("| 代码 | 含义 |\n|---|---|\n| E3 | 过热 |\n| E4 | 漏水 |", {"e3": "e3 过热", "e4": "e4 漏水"}),
        ("| 序号 | 代码 | 原因 |\n|---|---|---|\n| 1 | F1 | 缺 |\n| 2 | UE | 歪 |", {"f1": "f1 缺", "ue": "ue 歪"}),
        ("| 显示 | 原因 |\n|---|---|\n| LOCK | 门没关 |\n| HI | 过热 |", {"lock": "lock 门没关", "hi": "hi 过热"}),
        ("| 报错 | 原因 |\n|---|---|\n| E1/E2 | 缺水 |\n| 无 | 漏水 |", {"e1": "e1 缺水", "e2": "e2 缺水"}),
        ("| 方式 | 说明 |\n|---|---|\n| POS | 刷卡 |\n| APP | 付款 |", {}),
        ("| 规格 | 价格 |\n|---|---|\n| DN15 | 680元 |\n| DN20 | 920元 |", {"dn15": "dn15", "dn20": "dn20"}),
        ("- **E3**：水温异常\n- E4:漏水", {"e3": "e3 水温异常", "e4": "e4 漏水"}),
    ],
    ids=["first-cell", "second-cell", "letters", "several-in-one-cell", "letters-elsewhere", "values", "labels"],
)  # fmt: skip
def test_a_code_by_itself_has_what_stands_beside_it_for_its_name(text: str, names: dict[str, str]) -> None:
    assert names_of_codes(cut(parse(f"# 说明书\n\n## 故障\n\n{text}\n", "kb/a.md"))) == names


@pytest.mark.parametrize(
    ("more", "makes"),
    [
        ("", {"f00": {"f01", "f02", "f07"}}),
        ("- F03~F09:联系售后", {}),
        ("- 出现其他故障代码:联系售后", {}),
        ("- 出现其他问题:联系售后", {"f00": {"f01", "f02", "f07"}}),
    ],
)
def test_codes_of_a_make_that_is_listed(more: str, makes: dict[str, set[str]]) -> None:
    text = f"# 说明书\n\n## 故障\n\n- F01:缺水\n- F02:漏水\n- E1:停机\n- 重启后仍显示F07的,请联系售后\n{more}\n"
    assert codes_by_make(cut(parse(text, "kb/a.md"))) == makes


@pytest.mark.parametrize(
    ("question", "unlisted"),
    [("f09怎么回事", True), ("f07呢", False), ("f09和f01", False), ("f9", False), ("e2", False), ("怎么重启", False)],
)
def test_a_code_is_unlisted_where_others_of_its_make_are_listed(question: str, unlisted: bool) -> None:
    assert is_unlisted(question, {"f00": {"f01", "f02", "f07"}}) is unlisted


def test_a_code_that_no_entry_has_is_not_answered_by_another_one(tmp_path: Path, fake: FakeEncoder) -> None:
    (tmp_path / "a.md").write_text("# 说明书\n\n## 故障代码\n\n- F01:水箱缺水\n- F02:水管漏水\n", encoding="utf-8")
    kb = built([tmp_path / "a.md"], tmp_path / "home", fake)
    assert [kb.look(asked).asks for asked in ("F01怎么回事", "F09怎么回事")] == [True, False]


@pytest.mark.parametrize(
    ("question", "read_as"),
    [
        ("e4是什么意思", "显示e4是什么意思"),
        ("一直显示e4怎么办", "一直显示e4怎么办"),
        ("e4和e5", "显示e4和e5"),
        ("显示故障ue", "显示故障ue 门锁故障"),
        ("ue是门锁坏了吗", "ue 门锁故障是门锁坏了吗"),
        ("ue是门锁故障吗", "ue是门锁故障吗"),
        ("屏上显示的是e4", "屏上显示的是e4"),
        ("e40是什么", "e40是什么"),
        ("买e4.5的", "买e4.5的"),
        ("the4", "the4"),
    ],
)
def test_a_code_is_read_as_that_name(question: str, read_as: str) -> None:
    assert with_names(question, {"e4": "显示e4", "ue": "ue 门锁故障"}) == read_as


@pytest.mark.parametrize(
    ("text", "has"), [("报e4", True), ("u-12", True), ("5g", False), ("60%", False), ("lock", True), ("k", False)]
)
def test_what_is_a_code(text: str, has: bool) -> None:
    assert has_code(text) is has
