"""Texts that look like articles, and texts that do not."""

from __future__ import annotations

from hypothesis import strategies as st

MARKERS = st.sampled_from(
    [
        "",
        "一、",
        "十二、",
        "(一)",
        "（三）",
        "1、",
        "2.",
        "3)",
        "(4)",
        "①",
        "⑳",
        "第一,",
        "第二步:",
        "第三章 ",
        "方法1:",
        "- ",
        "* ",
        "• ",
        "★",
        "# ",
        "### ",
        "> ",
        "问:",
        "答:",
        "Q1:",
        "A:",
        "【",
        "---",
        "相关文章",
        "总之,",
        "注意:",
        "方法有:1、打开首页;2、点击花呗;",
        "一是没有还款,二是没有实名,",
        "首先,打开首页。其次,点击花呗。",
        "问:能提额吗?答:可以的。问:多久?答:三个月。",
        "**三、",
        "<!-- a -->",
        "三、四",
        "①打开首页②点击花呗",
        "1.1 ",
        "1.2",
        "2.1.1 ",
        "1 ",
        "01",
        "⑴",
        "A.",
        "b)",
        "1️⃣",
        "🌵 ",
        "❌",
        "客服 9:05\n",
        "顾客 2024-05-10 9:06\n",
        "甲 | 乙 | 丙",
    ]
)
CHARACTERS = st.one_of(
    st.text(max_size=12),
    st.text(
        st.sampled_from("花呗怎么提额度的方法误区龘𠮷體顯🍵👨‍👩‍👧é\t\x00\u200b\ufeff\u3000 aZ9.。,，;；!?？~"),
        max_size=60,
    ),
    st.sampled_from(["标题", "怎么办?", "以下是几个方法:", "是指一种行为", "以下误区需要避免:", "说明了一件事。" * 40]),
)
COLONS = st.sampled_from(["", ":", "：", "。", "；", "】", "?"])
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\u2028", "\x0b", ""])
STRUCTURED = st.lists(st.tuples(MARKERS, CHARACTERS, COLONS, CHARACTERS, LINE_ENDS), max_size=14).map(
    lambda rows: "".join(part for row in rows for part in row)
)
WORDS = st.text(
    st.sampled_from("花呗怎么提额度的方法误区龘𠮷體顯🍵é aZ9。，,；;！!？?"), min_size=1, max_size=60
).filter(lambda words: any(c.isalpha() for c in words))
_LISTS = ["- ", "  - ", "    - ", "* [ ] ", "1. ", "   2) ", "- - 1. ", "- 问:"]
_TOGGLES = ["<details><summary>", "</summary>\n\n", "\n</details>\n\n", ":::tip ", ":::\n"]
_BLOCKS = ["> ", "> - ", ">> ", "# ", "### ", "##", "    ", "\t", "| ", "```\n", "~~~", "<div>", "<b>", "[^1]: "]
_BY_HAND = ["", "", "**", "一、", "(二)", "1、", "问:", "**答:** "]
_MARKDOWN_BEFORE = st.sampled_from([*_LISTS, *_BLOCKS, *_BY_HAND])
_MARKDOWN_BEHIND = st.sampled_from(["", "", "", "**", ":", " ##", "  ", "\\", "</b>", " | 甲 |", "<br>"])
_MARKDOWN_END = st.sampled_from(
    ["\n", "\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\n===\n", "\n---\n", "\n|---|---|\n", "\n```\n", "\n> \n"]
)
MARKDOWN = st.lists(st.tuples(_MARKDOWN_BEFORE, WORDS, _MARKDOWN_BEHIND, _MARKDOWN_END), max_size=14).map(
    lambda rows: "".join(part for row in rows for part in row)
)
_DROPPED = st.sampled_from(
    [
        *_TOGGLES,
        "<!-- 注 -->\n",
        "<!--\n",
        "[a]: http://a.b\n",
        "![图](a.png)\n",
        "---\ntitle: 题\n---\n",
        "[TOC]\n",
        "[x](#y)\n",
        "\x00",
    ]
)
ANY_MARKDOWN = st.lists(st.one_of(MARKDOWN, MARKDOWN, _DROPPED, STRUCTURED), max_size=5).map("".join)

_SENTENCE = st.text(st.sampled_from("春天种豆子要先翻土浇水再等它发芽"), min_size=6, max_size=40)
_PARAGRAPH = st.lists(_SENTENCE, min_size=1, max_size=5).map(lambda said: "。".join(said) + "。")
PARAGRAPHS = st.lists(_PARAGRAPH, min_size=1, max_size=8)


def wrapped(paragraphs: list[str], width: int, indent: str, between: str) -> str:
    """The paragraphs cut at a width in characters, as old programs write them."""
    cut = []
    for paragraph in paragraphs:
        words = indent + paragraph
        cut.append("\n".join(words[i : i + width] for i in range(0, len(words), width)))
    return between.join(cut) + "\n"


def _lawful(paragraphs: list[str]) -> str:
    return "".join(f"第{i}条 {said}\n{said}\n" for i, said in enumerate(paragraphs, 1))


def _asked(paragraphs: list[str]) -> str:
    return "".join(f"问:{said[:8]}?\n答:{said}\n" for said in paragraphs)


def _spoken(paragraphs: list[str]) -> str:
    return "".join(f"租客:{said[:8]}?\n房东:{said}\n" for said in paragraphs)


def _counted(paragraphs: list[str]) -> str:
    return "".join(f"1.{i} {said[:8]}\n{said}\n" for i, said in enumerate(paragraphs, 1))


def _signed(paragraphs: list[str]) -> str:
    return "".join(f"★ {said[:8]}\n{said}\n🌵{said[:6]}\n" for said in paragraphs)


def _tabled(paragraphs: list[str]) -> str:
    return "名称\t数量\n" + "".join(f"{said[:4]}\t{i}个\n" for i, said in enumerate(paragraphs))


def _in_one_line(paragraphs: list[str]) -> str:
    return "".join(f"{'一二三四五六七八'[i]}、{said}" for i, said in enumerate(paragraphs))


LAYOUT = st.one_of(
    st.builds(
        wrapped, PARAGRAPHS, st.integers(15, 40), st.sampled_from(["", "\u3000\u3000"]), st.sampled_from(["\n", "\n\n"])
    ),
    *(PARAGRAPHS.map(write) for write in (_lawful, _asked, _spoken, _counted, _signed, _tabled, _in_one_line)),
)
"""Plain texts of known layouts, in which every word counts: no chrome, no comments, no settings."""

ANY_TEXT = st.one_of(STRUCTURED, STRUCTURED, LAYOUT, st.text(max_size=300))
QUESTION = st.one_of(
    st.text(st.characters(), min_size=1, max_size=30),
    st.sampled_from(["怎么提额度?", "标题是什么?", "有哪些方法", "花呗会怎样", "how to do it", "說明了一件事嗎"]),
)
