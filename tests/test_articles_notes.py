"""Notes and warnings in Markdown: small texts and their whole trees."""

from __future__ import annotations

import pytest
from conftest import outline

from huabei_qa.articles import parse


def tree(text: str) -> list[str]:
    """The outline of a text, line by line, below its title."""
    return outline(parse(text, "kb/a.md")).splitlines()[1:]


@pytest.mark.parametrize(
    ("said", "below"),
    [
        (
            "> [!CAUTION]\n> 先通知值班人员\n\n执行命令。\n",
            ["  caution [先通知值班人员] 先通知值班人员", "  item 执行命令。"],
        ),
        (
            "> [!CAUTION]\n> 先通知值班人员\n\n> [!WARNING]\n> 高峰期禁止。\n\n执行命令。\n",
            ["  caution [先通知值班人员] 先通知值班人员", "  caution 高峰期禁止。", "  item 执行命令。"],
        ),
        (
            "> **警告**\n> 数据风险：未落盘\n\n登录后执行。\n\n再查端口。\n",
            ["  caution [数据风险] 数据风险：未落盘", "  item 登录后执行。", "  item 再查端口。"],
        ),
    ],
    ids=["short", "two", "labelled"],
)
def test_a_warning_ends_with_its_quote(said: str, below: list[str]) -> None:
    assert tree(f"# 重启\n\n{said}") == below


@pytest.mark.parametrize(
    ("said", "below"),
    [
        (":::danger 警告\n不要强杀\n:::\n", ["  caution [不要强杀] 不要强杀"]),
        (
            ":::warning 数据风险\n会丢数据。\n\n- 先备份\n- 再停机\n:::\n\n执行命令。\n",
            [
                "  caution 数据风险⏎会丢数据。",
                "  caution «-» [先备份] 先备份",
                "  caution «-» [再停机] 再停机",
                "  summary 执行命令。",
            ],
        ),
        ("::::warning\n:::tip\n先备份。\n:::\n会丢数据。\n::::\n", ["  caution 先备份。", "  caution 会丢数据。"]),
        (":::tip 提示\n先备份。\n:::\n\n执行命令。\n", ["  item 提示⏎先备份。", "  item 执行命令。"]),
        (":::warning\n先备份。\n\n执行命令。\n", ["  item 先备份。", "  item 执行命令。"]),
        (
            '!!! warning "数据风险"\n    会丢数据。\n\n    再查一次。\n\n执行命令。\n',
            ["  caution [数据风险] 数据风险", "    caution 会丢数据。", "    caution 再查一次。", "  item 执行命令。"],
        ),
        ("!!! danger\n\n    会丢数据。\n\n执行命令。\n", ["  caution 会丢数据。", "  item 执行命令。"]),
    ],
    ids=["name-alone", "fence", "nested", "tip", "unclosed", "admonition", "apart"],
)
def test_what_stands_in_a_container_that_warns_does(said: str, below: list[str]) -> None:
    assert tree(f"# 重启\n\n{said}") == below
