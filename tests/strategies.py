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
ANY_TEXT = st.one_of(STRUCTURED, STRUCTURED, st.text(max_size=300))
QUESTION = st.one_of(
    st.text(st.characters(), min_size=1, max_size=30),
    st.sampled_from(["怎么提额度?", "标题是什么?", "有哪些方法", "花呗会怎样", "how to do it", "說明了一件事嗎"]),
)
