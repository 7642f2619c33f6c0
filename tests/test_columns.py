from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from huabei_qa.columns import width, wrap

MIXED = st.text(alphabet="茶水，。“（）【 ab1.-[]é\u0301😀…①", max_size=80)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("tea", 3),
        ("绿茶", 4),
        ("\uff21\uff22，", 6),
        ("e\u0301", 1),
        ("茶\u200b\ufe0f", 2),
        ("😀", 2),
        ("“茶”…", 8),
        ("ｱ", 1),
    ],
)
def test_width_in_columns(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("绿茶要用八十度的水", 8, ["绿茶要用", "八十度的", "水"]),
        ("绿茶要用水,不烫", 10, ["绿茶要用", "水,不烫"]),
        ("绿茶(第一泡)好喝", 8, ["绿茶(第", "一泡)好", "喝"]),
        ("水温 eighty degrees 左右", 12, ["水温 eighty", "degrees 左右"]),
        ("三克茶叶。 [1][2]", 12, ["三克茶", "叶。 [1][2]"]),
        ("茶在第15行和第8行里", 9, ["茶在", "第15行和", "第8行里"]),
        ("averyverylongword", 8, ["averyver", "ylongwor", "d"]),
        ("", 8, [""]),
    ],
)
def test_lines_break_where_chinese_may(text: str, columns: int, lines: list[str]) -> None:
    assert wrap(text, columns) == lines


def test_later_lines_hang_below_the_first() -> None:
    assert wrap("绿茶要用八十度的水", 11, "1. ", "   ") == ["1. 绿茶要用", "   八十度的", "   水"]


@given(MIXED, st.integers(6, 40))
def test_no_line_is_too_long_and_nothing_is_lost(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line) <= columns for line in lines)


@given(st.text(max_size=60), st.integers(1, 20))
def test_any_text_can_be_wrapped(text: str, columns: int) -> None:
    kept = "".join(c for c in "".join(wrap(text, columns, "- ", "  ")) if not c.isspace())
    assert kept.removeprefix("-") == "".join(c for c in text if not c.isspace())


@given(st.lists(st.sampled_from([*"茶水叶", "，", "。", "）", "（"]), max_size=40).map("".join), st.integers(12, 30))
def test_no_closing_mark_begins_a_line_and_no_opening_mark_ends_one(text: str, columns: int) -> None:
    pieces = re.findall("（*.[，。）]*", text)
    assume(
        all(2 * len(piece) <= columns for piece in pieces)
    )  # a character with the marks that cling to it fits a line
    lines = wrap(text, columns)
    assert not any(unicodedata.category(line[0]) in ("Pe", "Po") for line in lines[1:])
    assert not any(line[-1] == "（" for line in lines[:-1])
