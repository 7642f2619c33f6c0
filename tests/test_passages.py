from __future__ import annotations

import itertools
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ANY_TEXT, STRUCTURED

from huabei_qa.articles import parse
from huabei_qa.errors import KnowledgeBaseError
from huabei_qa.passages import LONGEST, cut, from_lines, headline, in_context, is_statement, to_line
from huabei_qa.records import Passage, Role
from huabei_qa.text import has_words

ARTICLE = """怎么养绿萝?
绿萝是一种好养的藤本植物,以下是几个要点。
一、浇水
(1)夏天两天一次;
(2)冬天一周一次。
二、光照:放在窗边,避开直晒。
三、换盆
"""


def passages_of(text: str) -> list[Passage]:
    return cut(parse(text, "kb/a.txt", "a"))


@settings(max_examples=400, deadline=None)
@given(ANY_TEXT)
def test_every_passage_is_a_slice_of_its_text(text: str) -> None:
    document = parse(text, "kb/a.txt", "a")
    passages = cut(document)
    assert document.text == text
    assert [p.text for p in passages] == [text[p.start : p.end] for p in passages]
    assert all(0 <= p.start < p.end <= len(text) for p in passages)
    spans = [(p.start, p.end) for p in passages]
    assert spans == sorted(spans)
    assert all(one.end <= other.start for one, other in itertools.pairwise(passages))
    assert all(-1 <= p.parent < row for row, p in enumerate(passages))
    assert all(p.role is not Role.CHROME for p in passages)
    assert all(has_words(p.text) for p in passages)
    for node, _ in document.walk():
        for part in (node.label, node.marker):
            assert part is None or 0 <= part.start <= part.end <= len(text)
        assert node.label is None or node.span.start <= node.label.start <= node.label.end <= node.span.end


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_passages_come_back_from_their_lines(text: str) -> None:
    passages = passages_of(text)
    lines = [to_line(p) for p in passages]
    assert all("\n" not in line for line in lines)
    assert from_lines(lines) == passages
    assert from_lines(line + "\n" for line in lines) == passages


@settings(max_examples=100, deadline=None)
@given(STRUCTURED)
def test_the_same_text_gives_the_same_passages(text: str) -> None:
    assert passages_of(text) == passages_of(text)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(), max_size=80))
def test_lone_surrogates_are_carried_along(text: str) -> None:
    passages = passages_of("怎么\ud800办\n" + text)
    assert from_lines(to_line(p) for p in passages) == passages


def test_an_article_becomes_these_passages() -> None:
    found = [(p.role.value, p.path, p.label, p.text, p.parent) for p in passages_of(ARTICLE)]
    assert found == [
        ("title", (), "怎么养绿萝?", "怎么养绿萝?", -1),
        ("definition", (), "", "绿萝是一种好养的藤本植物,以下是几个要点。", 0),
        ("method", ("一、浇水",), "浇水", "浇水", 0),
        ("item", ("一、浇水",), "", "夏天两天一次;", 2),
        ("item", ("一、浇水",), "", "冬天一周一次。", 2),
        ("method", (), "光照", "光照:放在窗边,避开直晒。", 0),
        ("method", (), "换盆", "换盆", 0),
    ]


def test_a_bare_heading_or_title_is_no_statement() -> None:
    assert [p.text for p in passages_of(ARTICLE) if not is_statement(p)] == ["怎么养绿萝?", "浇水"]


def test_the_brackets_around_a_heading_are_no_words_of_its_own() -> None:
    text = "萝卜牛腩煲\n【用料】\n牛腩:800克。\n白萝卜:1根。\n热水:1.5升。\n【保存】\n冷藏可放三天。\n"
    assert [(p.text, is_statement(p)) for p in passages_of(text)] == [
        ("萝卜牛腩煲", False),
        ("【用料】", False),
        ("牛腩:800克。", True),
        ("白萝卜:1根。", True),
        ("热水:1.5升。", True),
        ("【保存】\n冷藏可放三天。", True),
    ]


def test_a_short_entry_with_nothing_below_it_is_a_statement() -> None:
    text = "花呗怎么用\n花呗要好好用,下面说说方法。\n10.按时还款。\n11.套现会被永久封号。\n12.能借给别人吗?\n"
    assert [p.text for p in passages_of(text) if is_statement(p)][1:] == ["按时还款。", "套现会被永久封号。"]


def test_a_second_article_without_a_title_is_a_part_of_its_own() -> None:
    text = (
        "怎么洗羊毛衫\n羊毛衫怕热怕揉。\n1、水温:用冷水。\n2、洗剂:用中性的。\n3、晾晒:平铺阴干。\n"
        "照着做羊毛衫就不会坏。\n羊毛衫是秋冬常见的衣服。\n1、翻面洗:不起球。\n2、少拧:不变形。\n"
    )
    found = [(p.text, p.part, p.path, p.parent) for p in passages_of(text)][5:]
    assert found == [
        ("照着做羊毛衫就不会坏。", 0, (), 0),
        ("羊毛衫是秋冬常见的衣服。", 1, (), -1),
        ("翻面洗:不起球。", 1, (), -1),
        ("少拧:不变形。", 1, (), -1),
    ]


def test_emphasis_is_no_part_of_a_heading() -> None:
    passages = passages_of(
        "怎么洗衣\n洗衣要看标签。\n**一、水温**\n用冷水。\n**二、洗剂**:分两种。\n- 中性的\n- 弱碱的\n"
    )
    assert passages[2].path == ("一、水温",)
    assert passages[3].label == "洗剂"


def test_a_passage_is_indexed_behind_its_headings() -> None:
    item = passages_of(ARTICLE)[3]
    assert headline(item) == "一、浇水"
    assert in_context(item) == "一、浇水 夏天两天一次;"
    assert in_context(replace(item, path=())) == "夏天两天一次;"


def test_a_passage_is_quoted_with_its_tags_and_indexed_without() -> None:
    said = "高铁坐<u>二等座</u>，<font color=red>飞机须批准。</font>其余自理。"
    text = f"# 差旅\n\n## 交通<b>工具</b>\n\n住<u>下</u>再说。\n\n{said}\n"
    passage = cut(parse(text, "kb/a.md"))[-1]
    assert passage.text == said
    assert in_context(passage) == "交通工具 高铁坐二等座，飞机须批准。其余自理。"


def test_the_second_article_of_a_file_stands_under_its_own_title() -> None:
    text = (
        "怎么洗羊毛衫\n羊毛衫怕热怕揉。\n1、水温:用冷水。\n2、洗剂:用中性的。\n3、晾晒:平铺阴干。\n"
        "洗羊毛衫的几个窍门\n洗之前先看标签,下面是补充的几点。\n1、翻面洗\n把里子翻到外面再洗,不容易起球。\n"
    )
    last = passages_of(text)[-1]
    assert (last.part, last.path) == (1, ("洗羊毛衫的几个窍门", "1、翻面洗"))


def test_what_stands_behind_the_list_of_a_law_s_article_is_of_that_article() -> None:
    text = (
        "电动车管理办法\n第一条 为了加强管理，制定本办法。\n"
        "第二条 申请登记的，应当自购车之日起十五日内到登记窗口提交下列材料：\n（一）身份证明；\n（二）购车发票。\n"
        "代为申请的，还应当提交委托书。\n第三条 窗口应当当场办理登记，不得收取费用。\n"
    )
    assert [(p.path, p.text) for p in passages_of(text)][2:] == [
        (("第二条",), "申请登记的，应当自购车之日起十五日内到登记窗口提交下列材料："),
        (("第二条",), "身份证明；"),
        (("第二条",), "购车发票。"),
        (("第二条",), "代为申请的，还应当提交委托书。"),
        (("第三条",), "窗口应当当场办理登记，不得收取费用。"),
    ]


def test_the_number_of_a_law_s_article_is_told_without_its_emphasis() -> None:
    text = "# 考勤规定\n\n**第一条** 员工按时到岗，不得迟到。\n\n**第二条** 请假提前一天申请。\n"
    assert [(p.path, p.text) for p in passages_of(text)][1:] == [
        (("第一条",), "员工按时到岗，不得迟到。"),
        (("第二条",), "请假提前一天申请。"),
    ]


def test_a_long_paragraph_is_cut_at_sentence_ends() -> None:
    sentence = "这是一句不长不短的话,说的是同一件事。"
    text = "记事\n" + sentence * 30
    pieces = [p for p in passages_of(text) if p.role is not Role.TITLE]
    assert len(pieces) > 1
    assert "".join(p.text for p in pieces) == sentence * 30
    assert all(len(p.text) <= LONGEST and p.text.endswith("。") for p in pieces)


def test_an_id_depends_on_source_place_and_words() -> None:
    def ids(text: str, source: str) -> list[str]:
        return [p.id for p in cut(parse(text, source))]

    assert ids(ARTICLE, "kb/a.txt") == ids(ARTICLE, "kb/a.txt")
    assert not set(ids(ARTICLE, "kb/a.txt")) & set(ids(ARTICLE, "kb/b.txt"))
    assert not set(ids(ARTICLE, "kb/a.txt")) & set(ids("\n" + ARTICLE, "kb/a.txt"))
    assert len(set(ids(ARTICLE, "kb/a.txt"))) == len(ids(ARTICLE, "kb/a.txt"))


def test_a_line_begins_with_what_people_look_at() -> None:
    line = to_line(passages_of(ARTICLE)[3])
    assert list(json.loads(line))[:5] == ["id", "role", "path", "label", "text"]
    assert "夏天两天一次" in line


@pytest.mark.parametrize("broken", ["", "{", "[]", "{}", '"x"', "null", "7"])
def test_a_broken_line_is_named_by_its_number(broken: str) -> None:
    lines = [to_line(p) for p in passages_of(ARTICLE)]
    with pytest.raises(KnowledgeBaseError, match=r"Line 3 of passages\.jsonl"):
        from_lines([*lines[:2], broken, *lines[3:]])


@pytest.mark.parametrize(("field", "value"), [("role", "poem"), ("extra", 1), ("path", None)])
def test_a_line_of_another_shape_is_refused(field: str, value: object) -> None:
    fields = json.loads(to_line(passages_of(ARTICLE)[0]))
    with pytest.raises(KnowledgeBaseError, match="Line 1"):
        from_lines([json.dumps(fields | {field: value})])
