"""Tables in Markdown, its own and those of HTML: small texts and their whole trees."""

from __future__ import annotations

import pytest
from conftest import outline

from huabei_qa.answer.compose import as_nearest
from huabei_qa.articles import parse
from huabei_qa.passages import cut

FRUIT = "<table>\n<tr><th>项目</th><th>价格</th></tr>\n<tr><td>苹果</td><td>5元</td></tr>\n"
PHONES = "<table>\n<tr><th>城市</th><th>电话</th></tr>\n<tr><td>北京</td><td>010</td></tr>\n</table>\n"
FRUIT_ROWS = ["  section [项目</th><th>价格] 项目</th><th>价格", "    item [苹果] 苹果</td><td>5元"]
PHONE_ROWS = ["  section [城市</th><th>电话] 城市</th><th>电话", "    item [北京] 北京</td><td>010"]


def tree(text: str) -> list[str]:
    """The outline of a text, line by line, below its title."""
    return outline(parse(text, "kb/a.md")).splitlines()[1:]


@pytest.mark.parametrize(
    ("behind", "below"),
    [
        ("</table>\n## 退款规则\n七天内可退。\n", ["  section [退款规则] 退款规则⏎七天内可退。"]),
        ("## 退款规则\n七天内可退。\n", ["  section [退款规则] 退款规则⏎七天内可退。"]),
        ("</table>\n" + PHONES, PHONE_ROWS),
        ("</table>\n<p>门店</p>\n" + PHONES, ["  section [门店] 门店", *("  " + row for row in PHONE_ROWS)]),
        ("<tr><td>进口</td></tr>\n</table>\n", ["  item 进口"]),
    ],
    ids=["heading", "heading-in-table", "second-table", "named-table", "note"],
)
def test_a_table_of_html_ends_where_it_is_closed_and_holds_no_heading(behind: str, below: list[str]) -> None:
    assert tree("# 商店\n\n" + FRUIT + behind) == FRUIT_ROWS + below


@pytest.mark.parametrize(
    ("row", "below"),
    [
        ("<td>香蕉<br>进口</td><td>3元</td>", ["    item [香蕉<br>进口] 香蕉<br>进口</td><td>3元"]),
        ("<td>手续费<br></td><td>1元<br/>2元<br></td>", ["    item [手续费] 手续费<br></td><td>1元<br/>2元"]),
        ("<td><p>桃</p></td><td>\n<p>6元</p></td>", ["    item [桃] 桃</p></td><td>⏎<p>6元"]),
        ("<td>苹果</td><!-- x --><td>5元<!-- y --></td>", ["    item [苹果] 苹果</td><!-- x --><td>5元"]),
        ("<td>苹果</td><!-- <td>4元</td> --><td>5元</td>", ["    item [苹果] 苹果</td><!-- <td>4元</td> --><td>5元"]),
        ("<td>苹果</td><td>5元</td><td><p>甲</p><p>乙</p></td>", ["  item 苹果</td><td>5元", "  item 甲", "  item 乙"]),
    ],
    ids=["break", "breaks", "paragraphs", "comments", "commented-cell", "not-understood"],
)
def test_a_row_of_html_stays_one_with_breaks_comments_and_a_paragraph_in_each_cell(row: str, below: list[str]) -> None:
    assert tree(f"# 商店\n\n{FRUIT}<tr>{row}</tr>\n</table>\n") == FRUIT_ROWS + below


@pytest.mark.parametrize(
    ("row", "told", "shown"),
    [
        ("| | 管冻住 | 温水化开 |", (("不进水",), "管冻住", "管冻住 | 温水化开"), "不进水 | 管冻住 | 温水化开"),
        ("| 〃 | 网堵 | 清洗 |", (("不进水",), "网堵", "网堵 | 清洗"), "不进水 | 网堵 | 清洗"),
        ("同上 | 网堵 | 清洗", (("不进水",), "网堵", "网堵 | 清洗"), "不进水 | 网堵 | 清洗"),
        ("| | 合计 | 3元 |", ((), "", "| 合计 | 3元"), " | 合计 | 3元"),
        ("| 漏水 | | 换管 |", ((), "漏水", "漏水 | | 换管"), "漏水 |  | 换管"),
    ],
    ids=["empty", "ditto", "same", "sum", "empty-within"],
)
def test_a_row_whose_first_cell_is_empty_is_of_what_the_row_above_is_of(
    row: str, told: tuple[tuple[str, ...], str, str], shown: str
) -> None:
    above = "| 现象 | 原因 | 处理 |\n|---|---|---|\n| 不进水 | 没开阀 | 开阀 |\n"
    last = cut(parse(f"# 洗衣机\n\n{above}{row}\n", "kb/a.md"))[-1]
    lent, label, text = told
    assert (last.path, last.label, last.text) == (("现象 | 原因 | 处理", *lent), label, text)
    assert as_nearest(last) == f"【现象 | 原因 | 处理】{shown}"
