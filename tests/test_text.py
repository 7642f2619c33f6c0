from __future__ import annotations

import pytest

from huabei_qa.text import (
    han_share,
    has_words,
    line_starts,
    lines,
    sentences,
    trimmed,
    unstyled,
    untagged,
    without_surrogates,
)


def test_trimmed_leaves_out_space_marks_and_zero_width_at_the_ends() -> None:
    text = "\ufeff \u3000\t茶 香\u200b\x00\r\n"
    assert trimmed(text, 0, len(text)).of(text) == "茶 香"
    blank = trimmed(" \t\u3000", 0, 3)
    assert blank.start == blank.end


def test_lines_are_cut_at_every_kind_of_line_end_and_empty_ones_left_out() -> None:
    text = "一\r\n\r\n 二 \n三\r四\u2028五\u2029六\x0b七\x0c八\x85九\n \t\n"
    assert [span.of(text) for span in lines(text)] == list("一二三四五六七八九")
    assert list(lines("")) == list(lines("\r\n \u3000")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("水开了。快关火!好吗?好", ["水开了。", "快关火!", "好吗?", "好"]),
        ("他说:“走吧。”我没动。", ["他说:“走吧。”", "我没动。"]),
        ("真的……不行!!!”好;", ["真的……", "不行!!!”", "好;"]),
        ("涨了3.14倍. 见 a.txt 一节.完", ["涨了3.14倍.", "见 a.txt 一节.", "完"]),
        ("没有句号", ["没有句号"]),
        ("。。。 \n", ["。。。"]),
        ("", []),
    ],
)
def test_sentences_keep_their_closing_marks(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in sentences(text, 0, len(text))] == expected


def test_sentences_count_from_the_start_of_the_whole_text() -> None:
    text = "头。中间。尾。"
    assert [(s.start, s.end) for s in sentences(text, 2, 5)] == [(2, 5)]


def test_surrogates_are_replaced_one_for_one() -> None:
    assert without_surrogates("茶\ud800好\udfff🍵") == "茶\ufffd好\ufffd🍵"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_however_they_end(end: str) -> None:
    text = f"甲{end}{end}乙说{end}"
    assert line_starts(text) == [0, 1 + len(end), 1 + 2 * len(end), 3 + 3 * len(end)]
    assert line_starts("甲\r乙\n丙\r\n丁\x0b戊") == [0, 2, 4, 7]
    assert line_starts("") == [0]


def test_words_are_letters_digits_and_han() -> None:
    assert [has_words(t) for t in ("茶", "a", "7", "🍵", "?!。", " \n", "")] == [
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]


def test_han_share_counts_letters_only() -> None:
    assert [han_share(t) for t in ("茶12!", "茶a", "ab", "…", "𠮷")] == [1.0, 0.5, 0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('<font style="color:rgb(38,38,38);">高铁坐二等座，</font><u>飞机须批准。</u>', "高铁坐二等座，飞机须批准。"),
        ("城西<br>城东<BR/>城北", "城西 城东 城北"),
        ("用 `<u>下划线</u>` 标出，<b>不</b>加粗", "用 `<u>下划线</u>` 标出，不加粗"),
        ("静态</td>\n  <td class=x>index</TD><td>id", "静态 | index | id"),
        ("桃</p></td><!-- 旧\n价 --> <td><p class=x>6元</td><td>7元<br>8元", "桃 | 6元 | 7元 8元"),
        ("温度 <b 且 >a，见 <config>", "温度 <b 且 >a，见 <config>"),
    ],
)
def test_tags_that_only_style_are_left_out_of_markdown_and_of_nothing_else(words: str, said: str) -> None:
    assert untagged(words, "kb/a.md") == said
    assert untagged(words, "kb/a.txt") == words


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("走**绿色通道**,再办资助", "走绿色通道,再办资助"),
        ("少取消订单**\n经常取消", "少取消订单\n经常取消"),
        ("签合同。** 写清公里数。", "签合同。 写清公里数。"),
        ("验车** 到**查验区**", "验车 到查验区"),
        ("验车**：到查验区", "验车：到查验区"),
        ("张** 因病请假", "张** 因病请假"),
        ("患者张**，男", "患者张**，男"),
        ("**拖地**：__慢__", "拖地：慢"),
        ("**重要**事项**必读**", "重要事项必读"),
        ("__init__ 和 2**10，还有2**20", "__init__ 和 2**10，还有2**20"),
        ("138****1234 和 139****5678", "138****1234 和 139****5678"),
        ("____年____月", "____年____月"),
        ("输入`x**y`或`a**b`", "输入`x**y`或`a**b`"),
        ("**kwargs是参数", "**kwargs是参数"),
        ("<b>一</b>**二**", "一二"),
    ],
)
def test_marks_of_emphasis_are_not_shown(words: str, shown: str) -> None:
    assert unstyled(words, "kb/a.md") == shown
