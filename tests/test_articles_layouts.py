"""What holds for every text of every layout: spans, order, nothing lost, no time lost either."""

from __future__ import annotations

import itertools
import time

import pytest
from conftest import nodes, outline
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import ANY_MARKDOWN, ANY_TEXT, LAYOUT, MARKDOWN, PARAGRAPHS, wrapped

from huabei_qa.articles import parse
from huabei_qa.articles.wraps import joined
from huabei_qa.passages import LONGEST, cut
from huabei_qa.records import Document, Passage, Role
from huabei_qa.text import lines

SOURCES = st.sampled_from(["kb/a.txt", "kb/a.md"])


def check(document: Document) -> list[Passage]:
    """The passages, after a look at all that must hold."""
    text, passages = document.text, cut(document)
    assert all(p.text == text[p.start : p.end] and len(p.text) > 0 for p in passages)
    assert all(one.end <= other.start for one, other in itertools.pairwise(passages))
    assert all(-1 <= p.parent < row for row, p in enumerate(passages))
    spans = [node.span for node in nodes(document)]
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))
    for node, above in document.walk():
        assert not above or above[-1].span.start <= node.span.start
        assert node.label is None or node.span.start <= node.label.start <= node.label.end <= node.span.end
        assert node.marker is None or 0 <= node.marker.start <= node.marker.end <= node.span.end
        # what belongs to the words (误区一, ❌) is no marker before them, but an empty one at their beginning
        assert node.marker is None or node.marker.start < node.marker.end or node.marker.end == node.span.start
    assert all(len(p.text) <= LONGEST for p in passages)
    return passages


def lost(document: Document) -> str:
    """The letters that no node has."""
    kept = [False] * len(document.text)
    for node in nodes(document):
        for span in (node.span, node.marker):
            if span:
                kept[span.start : span.end] = [True] * (span.end - span.start)
    return "".join(c for c, has in zip(document.text, kept, strict=True) if c.isalnum() and not has)


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT, SOURCES)
@example("- " * 1000 + "甲", "kb/a.md")
@example("".join(f"{'  ' * i}- 甲{i}\n" for i in range(1000)), "kb/a.md")
@example(">" * 1000 + " 甲\n乙", "kb/a.md")
def test_spans_hold_for_any_text(text: str, source: str) -> None:
    check(parse(text, source))


@settings(max_examples=200, deadline=None)
@given(ANY_MARKDOWN)
def test_spans_hold_for_any_markdown(text: str) -> None:
    check(parse(text, "kb/a.md"))


@settings(max_examples=200, deadline=None)
@example("- Z\n- Z\n- é\n    Z\n    ?Z\n<div>;Z\n- Z\n")  # begins a further article with an entry of a list
@given(MARKDOWN)
def test_no_word_of_a_markdown_text_is_lost(text: str) -> None:
    tags = {"d", "i", "v", "b", "r"}  # of <div>, <b> and <br>, and nothing else has such letters
    without_info = set(lost(parse(text, "kb/a.md"))) - tags
    assert not without_info or "~~~" in text or "```" in text


@settings(max_examples=200, deadline=None)
@given(LAYOUT, SOURCES)
def test_no_word_of_a_known_layout_is_lost(text: str, source: str) -> None:
    document = parse(text, source)
    check(document)
    assert lost(document) == ""


@settings(max_examples=100, deadline=None)
@given(PARAGRAPHS, st.integers(18, 40), st.sampled_from(["\n", "\n\n"]))
def test_indented_paragraphs_come_back_from_a_fixed_width_or_stay_lines(
    paragraphs: list[str], width: int, between: str
) -> None:
    text = wrapped(paragraphs, width, "\u3000\u3000", between)
    found = [node.span.of(text) for node in nodes(parse(text, "kb/a.txt")) if node.span.start < node.span.end]
    whole = [said.replace("\n", "") for said in found]
    assert "".join(whole) == "".join(paragraphs)
    assert whole == paragraphs or all(line.of(text) in "\n".join(found) for line in lines(text))


def timed(text: str, source: str) -> float:
    """The shorter of two: a collection of garbage among thousands of earlier tests can take longer than the work."""

    def once() -> float:
        start = time.process_time()
        cut(parse(text, source))
        return time.process_time() - start

    return min(once(), once())


SAID = "浇水要看土,干了再浇,浇就浇透,不要每天浇一点。"


@pytest.mark.parametrize("source", ["kb/a.txt", "kb/a.md"])
@pytest.mark.parametrize(
    "unit",
    [
        SAID,
        SAID + "\n",
        "浇水\n",
        "- 浇水要透\n",
        "1、浇水要透。\n",
        "第三条 浇水要透。\n",
        "# 浇水\n要透一点。\n",
        "评论\n",
        "问:多久浇?\n答:三天。\n",
        "问:多久浇?答:三天一次就行。",
        "名\t价\n",
        "|甲|乙|\n|-|-|\n",
        "> 浇水\n",
        "<!--",
        "![](",
        "来源:甲 ",
    ],
    ids=repr,
)
def test_time_grows_with_the_text_and_not_with_its_square(unit: str, source: str) -> None:
    small, large = timed(unit * 250, source), timed(unit * 2000, source)
    assert large < 8 * max(small, 0.01) * 3


def test_time_does_not_grow_with_the_square_of_a_list_of_ways() -> None:
    head, way = "怎么浇水\n下面说几个方法。\n", "看盆土:干了再浇。\n"
    small, large = timed(head + way * 250, "kb/a.txt"), timed(head + way * 2000, "kb/a.txt")
    assert large < 8 * max(small, 0.01) * 3


@pytest.mark.parametrize("field", ["赞 1", "阅读 12 万 次", "分享 ", "2024-01-01", "来源:甲"])
def test_wide_gaps_between_fields_of_an_imprint_take_no_time(field: str) -> None:
    line = " " * 60 + (field + " " * 60) * 3 + "x"
    assert timed(f"怎么浇水\n{line}\n浇透。\n", "kb/a.txt") < 0.5


def test_wishes_in_a_row_take_no_time() -> None:
    assert timed(f"怎么浇水\n浇透。\n点个赞，{'收藏' * 60}x\n", "kb/a.txt") < 0.5


def test_a_line_below_a_title_with_a_bar_is_no_row() -> None:
    assert words_of("打井 | 看这一篇\n原创 | 老井\n先看季节。\n冬天好打。\n", "kb/a.txt")[1:] == SAID


def test_a_thousand_lists_in_one_another_lose_nothing() -> None:
    text = "".join(f"{'  ' * i}- 第{i}层\n" for i in range(1000))
    document = parse(text, "kb/a.md")
    assert lost(document) == ""
    assert max(len(above) for _, above in document.walk()) <= 30


@pytest.mark.parametrize("said", ["水" * 5000, "浇水要透," * 900, "word " * 900, "甲。" + "水" * 700 + "。乙。"])
def test_what_has_no_sentence_end_is_cut_all_the_same(said: str) -> None:
    passages = check(parse("怎么浇水\n" + said, "kb/a.txt"))[1:]
    assert all(p.role is not Role.TITLE for p in passages)
    assert "".join("".join(p.text.split()) for p in passages) == "".join(said.split())
    assert sum(len(p.text) < LONGEST // 3 for p in passages) <= 2


def test_many_short_entries_are_one_passage_and_few_are_not() -> None:
    colours = "红白黄蓝紫粉橙绿"
    text = "# 月季\n\n## 颜色\n\n" + "".join(f"- {c}色\n" for c in colours)
    last = cut(parse(text, "kb/a.md"))[-1]
    assert last.text == "- " + "\n- ".join(f"{c}色" for c in colours)
    assert (last.path, last.label, last.role) == (("颜色",), "", Role.ITEM)
    few = "# 月季\n\n## 颜色\n\n" + "".join(f"- {c}色\n" for c in colours[:3])
    assert [p.text for p in cut(parse(few, "kb/a.md"))][2:] == ["红色", "白色", "黄色"]


def test_what_is_done_or_avoided_stays_an_entry_of_its_own() -> None:
    text = "怎么养月季\n月季好养,下面是几个办法。\n" + "".join(
        f"{i}、{way}\n" for i, way in enumerate(("勤浇水", "多晒太阳", "薄施肥", "常修剪", "早防虫", "深翻土"), 1)
    )
    assert len(cut(parse(text, "kb/a.txt"))) == 8


def words_of(text: str, source: str = "kb/a.md") -> list[str]:
    return [node.span.of(text) for node in nodes(parse(text, source)) if node.span.start < node.span.end]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("[官网]: https://a.b/c\n\n正文说了事。\n", ["正文说了事。"]),
        ("[注意]:不要碰水\n", ["[注意]:不要碰水"]),
        ("[^1]: 脚注说的话。\n", ["脚注说的话。"]),
        ("![图](a.png)\n\n[![章](b.svg)](c)\n\n正文说了事。\n", ["正文说了事。"]),
        ("点这里![](a.png)\n\n正文说了事。\n", ["点这里", "正文说了事。"]),
        ("![图](a.png)\n*图1：正门*\n\n正文说了事。\n", ["图1：正门", "正文说了事。"]),
        ("*图1：正门*\n\n正文说了事。\n", ["*图1：正门*", "正文说了事。"]),
        ("- [第一节](#one)\n- [第二节](#two)\n\n正文说了事。\n", ["正文说了事。"]),
        ("<style>\np { color: red }\n</style>\n\n<p>正文说了事。</p>\n", ["正文说了事。"]),
        ("> [!WARNING]\n> 不要超载,会断。\n", ["不要超载,会断。"]),
        ("第一句说得很长很长。\n---\n第二句说了事。\n", ["第一句说得很长很长。", "第二句说了事。"]),
        ("甲乙丙丁说了一件事,\n还没有说完。\n", ["甲乙丙丁说了一件事,\n还没有说完。"]),
        ("红色 三元\n黄色 四元\n蓝色 五元\n", ["红色 三元", "黄色 四元", "蓝色 五元"]),
        ("甲说了一件事。  \n乙说了\n", ["甲说了一件事。", "乙说了"]),
        ("- 先浇水,浇透。\n以上就是全部办法。\n", ["先浇水,浇透。", "以上就是全部办法。"]),
        ("```\n# 注\nrun\n```\n", ["# 注\nrun"]),
    ],
)
def test_what_markdown_says_and_what_it_only_needs(text: str, kept: list[str]) -> None:
    assert words_of(text) == kept


@pytest.mark.parametrize(
    ("line", "is_kept"),
    [
        ("发布时间:2020-01-02 来源:晚报", False),
        ("阅读:1.2万 点赞:30", False),
        ("分享到: 微信 微博", False),
        ("当前位置:首页 > 生活", False),
        ("井办发〔2024〕37号", False),
        ("回答者：挖井人 | 采纳率 89%", False),
        ("提问者：匿名用户 2022-03-04 12:01", False),
        ("有用(3) 回复", False),
        ("点赞收藏不迷路", False),
        ("点个“在看”，让更多人看到", False),
        ("原创 | 老井", False),
        ("文/老井", False),
        ("作者：老井 | 打井三十年", False),
        ("百度经验 · 生活/家居", False),
        ("帮助中心 > 打井 > 选址\n更新时间：2024年3月12日", False),
        ("个人中心 > 我的订单 > 退款", True),
        ("更新时间：2024年3月12日", True),
        ("作者：鲁迅 | 小说\n作者：老舍 | 话剧", True),
        ("扫码进群领取打井图纸", True),
        ("扫码进群，领取资料", True),
        ("关注我们\n扫码进群领取打井图纸", False),
        ("回答者：挖井人 采纳率 89%\n赞同 12 评论 3", False),
        ("2022-03-04 12:01\n赞 12 踩 3", False),
        ("点赞 30 收藏 5", False),
        ("甲队\n赞同 120 评论 30\n乙队\n赞同 80 评论 12", True),
        ("甲队\n点赞 30\n乙队\n点赞 12", True),
        ("做任务得积分：\n点赞 1 分享 2\n评论 5", True),
        ("有用 3 没用 1", True),
        ("关注我们\n扫码进群", False),
        ("扫码进群", True),
        ("回答者：挖井人", True),
        ("2022-03-04 12:01", True),
        ("有用(3)", True),
        ("打井记得收藏图纸,下井不迷路。", True),
        ("作者:鲁迅", True),
        ("井办发〔2024〕37号已经废止。", True),
        ("2020年1月2日", True),
        ("来源:井水要打到三十米以下才干净。", True),
        ("阅读是最好的休息。", True),
    ],
)
def test_an_imprint_goes_and_a_statement_that_looks_like_one_stays(line: str, is_kept: bool) -> None:
    text = f"乡下打井的事\n{line}\n打井要看季节,冬天水位低,打出来的井才不会干。\n打好以后盖上石板。\n"
    assert (line in "\n".join(words_of(text, "kb/a.txt"))) is is_kept


SAID = ["先看季节。", "冬天好打。"]


@pytest.mark.parametrize(
    ("line", "is_kept"),
    [
        ("点个在看，转给要打井的朋友。", False),
        ("以上，有帮助点个赞。", False),
        ("如果这篇文章对你有帮助，别忘了点赞、在看、转发三连！", False),
        ("经验内容仅供参考，如果您需解决具体问题，建议您详细咨询相关领域专业人士。", False),
        ("声明：本文仅供参考，不构成投资建议。", False),
        ("给店家点个赞就送饮料。", True),
        ("多点赞、收藏、转发。", True),
        ("点个赞", True),
        ("以上价格仅供参考。", True),
        ("以上内容仅供参考，井深以勘察为准。", True),
    ],
)
def test_what_asks_readers_to_like_and_warns_of_the_text_itself_goes(line: str, is_kept: bool) -> None:
    assert words_of(f"打井\n先看季节。\n冬天好打。\n{line}\n", "kb/a.txt")[1:] == [*SAID, *([line] if is_kept else [])]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("领券\n1. 打开微信。\n2. 扫码关注我们\n3. 回复领券。\n", ["打开微信。", "扫码关注我们", "回复领券。"]),
        (
            "使用说明\n一、评论\n点输入框。\n分享\n点右上角。\n收藏\n长按图片。\n",
            ["评论\n点输入框。", "分享\n点右上角。", "收藏\n长按图片。"],
        ),
        ("打井\n先看季节。\n分享\n收藏\n冬天好打。\n", SAID),
        (
            "打井\n先看季节。\n冬天好打。\n分享\n收藏\n本文转载自晚报。\n",
            ["先看季节。", "冬天好打。", "本文转载自晚报。"],
        ),
        ("打井\n先看季节。\n冬天好打。\n标签：请保留吊牌\n", [*SAID, "标签：请保留吊牌"]),
        ("打井\n先看季节。\n冬天好打。\n标签：请假 打井\n", SAID),
    ],
    ids=["step", "headings", "buttons", "buttons-below", "tag-that-asks", "tags"],
)
def test_a_step_or_a_heading_that_is_worded_like_a_button_stays(text: str, kept: list[str]) -> None:
    assert words_of(text, "kb/a.txt")[1:] == kept


@pytest.mark.parametrize(
    ("end", "kept"),
    [
        ("请提前储水。\n\n青阳市自来水公司\n2024年5月4日", ["请提前储水。"]),
        ("请提前储水。\n青阳市水务局\n青阳市教育局（章）\n二零二四年五月四日", ["请提前储水。"]),
        ("请提前储水。\n清波里社区居委会 11月1日", ["请提前储水。"]),
        ("Q：几点停\nA：八点\n\n—— 业委会 11.4", ["几点停", "A：八点"]),
        ("电话 8811-2020\n清荷园物业\n5月4日", ["电话 8811-2020"]),
        ("领水地点\n城东小学 5月4日\n城西小学 5月5日", ["领水地点", "城东小学 5月4日", "城西小学 5月5日"]),
        ("领水的地方改在\n城西小学\n5月5日", ["领水的地方改在", "城西小学", "5月5日"]),
        ("请提前储水。\n—— 鲁迅", ["请提前储水。", "鲁迅"]),
        ("恢复供水\n2024年5月4日", ["恢复供水", "2024年5月4日"]),
        ("请相互转告\n\n青阳市自来水公司\n2024年5月4日", ["请相互转告"]),
        ("1. 关好龙头\n2. 储水\n\n青阳市自来水公司\n2024年5月4日", ["关好龙头", "储水"]),
        ("- 关好龙头\n- 储水。\n\n—— 业委会 11.4", ["关好龙头", "储水。"]),
        ("请储水。\n- 业委会 11.4", ["请储水。"]),
        ("领水点：\n- 水厂 A 8.0\n- 水站 10086\n- 便利店", ["领水点：", "水厂 A 8.0", "水站 10086", "便利店"]),
        ("- 拨打12315\n- 当地消费者协会", ["拨打12315", "当地消费者协会"]),
        ("- 面包 12\n- 豆浆 8\n- 牛奶 3.5", ["面包 12", "豆浆 8", "牛奶 3.5"]),
        ("— 面包 12\n— 豆浆 8\n— 牛奶 3.5", ["面包 12", "豆浆 8", "牛奶 3.5"]),
        ("考点：\n\n第一中学 6月12日", ["考点：", "第一中学 6月12日"]),
        ("考点\n\n第一中学 6月12日", ["考点", "", "第一中学 6月12日"]),
        ("二、考点\n\n第一中学 6月12日", ["二、考点", "", "第一中学 6月12日"]),
        ("现场办理的地方：\n\n市社保中心\n7月1日", ["现场办理的地方：", "市社保中心", "7月1日"]),
    ],
)
def test_who_signs_a_notice_and_when_is_no_part_of_what_it_says(end: str, kept: list[str]) -> None:
    text = f"停水通知\n各户注意。\n管网要改造。\n{end}\n"
    found = words_of(text, "kb/a.txt")
    assert [line for words in found[3:] for line in words.split("\n")] == kept


@pytest.mark.parametrize(
    ("one", "other", "third", "kept"),
    [
        ("甲公司    第 2 页 共 5 页", "甲公司    第 3 页 共 5 页", "- 4 -", 0),
        ("甲公司 2/5", "甲公司 3/5", "4/5", 1),
        ("- 2 -", "- 3 -", "- 4 -", 0),
        ("\uff0d1\uff0d", "- 2 -", "第3页 共5页", 0),
        ("甲公司 第2页", "乙公司 第3页", "- 4 -", 3),
        ("答案见第2页", "答案见第3页", "答案见第4页", 3),
        ("加面粉 1/2", "加面粉 1/3", "加面粉 1/2", 3),
    ],
)
def test_what_stands_on_page_after_page_goes(one: str, other: str, third: str, kept: int) -> None:
    said = ["井水要打到三十米以下才干净。", "打好以后盖上石板。", "冬天水位低,不容易干。", "每年清一次淤泥。"]
    text = "\n\n".join(["打井", said[0], one, said[1], other, said[2], third, said[3]])
    found = "\n".join(words_of(text, "kb/a.txt"))
    assert all(words in found for words in said)
    assert sum(line.strip("- ") in found for line in (one, other, third)) == kept


def test_lines_of_equal_length_that_are_no_prose_stay_lines() -> None:
    poem = [f"第{c}行写的都是同样长短的句子没有标点" for c in "甲乙丙丁戊己庚辛"]
    text = "诗\n" + "\n".join(poem)
    assert joined(text, list(lines(text))) == list(lines(text))


def test_marks_without_width_make_no_line_wider() -> None:
    prose = (
        "种豆要先选种,豆粒要饱满,颜色要匀净。下地以前晒上两天,出苗会齐。清明前后就可以下地,一穴放两三粒,"
        "盖一指厚的土。出苗以后间去弱的,每穴留一棵壮的,旱了就浇,涝了就排。"
    )
    cut_at_20 = [prose[k : k + 20] for k in range(0, len(prose), 20)]
    plain = "\n".join(cut_at_20)
    marked = "\n".join(["\u0301".join(cut_at_20[0]), *cut_at_20[1:]])
    assert len(joined(plain, list(lines(plain)))) == 1
    assert len(joined(marked, list(lines(marked)))) == 1


def test_a_table_of_contents_goes_if_all_of_it_comes_again() -> None:
    heads = "第一章 选种\n第二章 下地\n"
    text = f"种豆手册\n目录\n{heads}第一章 选种\n选饱满的。\n第二章 下地\n清明前后。\n"
    assert sum(words.startswith("选种") for words in words_of(text, "kb/a.txt")) == 1
    other = f"种豆手册\n目录\n{heads}选饱满的种子。\n清明前后下地。\n"
    assert "下地" in "".join(words_of(other, "kb/a.txt"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("一、考勤 ............ 1", "二、请假 ............ 12"),
        ("一、考勤……1", "二、请假……2"),
        ("一、考勤\t1", "二、请假\t2"),
        ("一、考　勤", "二、请　假"),
    ],
)
def test_a_table_of_contents_goes_with_its_pages_and_wide_spaces(one: str, other: str) -> None:
    text = f"员工手册\n目　　录\n{one}\n{other}\n\n一、考勤\n九点上班。\n二、请假\n提前说。\n"
    assert words_of(text, "kb/a.txt") == ["员工手册", "考勤\n九点上班。", "请假\n提前说。"]


def test_lines_below_contents_that_count_something_else_stay() -> None:
    text = "零件清单\n目录\n螺丝  12\n螺母  24\n\n螺丝\n不锈钢的。\n螺母\n铜的。\n"
    assert "螺丝  12" in words_of(text.replace("螺丝\n", "螺钉\n"), "kb/a.txt")


GROUP = (
    "业主群\n陈姐 19:05\n明天停水吗？\n小王 19:06\n三号楼停。\n老吴 19:30\n充电桩怎么申请？\n小王 19:33\n来前台填表。\n"
)
FORUM = (
    "新手养龟\n楼主\n小白 发表于 2024-1-10 20:15\n水温多少度？\n2楼\n老龟 发表于 2024-1-10 20:40\n二十六度。\n"
    "3楼\n山里人 发表于 2024-1-10 21:02\n加热棒要防爆的。\n4楼\n小白 发表于 2024-1-10 21:10\n要晒灯吗？\n"
    "5楼\n老龟 发表于 2024-1-10 21:30\n要的。\n"
)
DAYS = GROUP.replace("老吴", "—— 2024-05-09 ——\n老吴").replace("陈姐", "—— 2024-05-08 ——\n陈姐")
PROGRAMME = (
    "两日游\n9:00 集合\n在东门上车。\n12:00 午餐\n吃米线。\n18:00 住店\n湖边的店。\n9:00 集合\n在大堂等。\n"
    "12:00 午餐\n吃什么自选。\n15:00 返程\n坐大巴。\n"
)


def shown(text: str) -> list[str]:
    return outline(parse(text, "kb/a.txt")).splitlines()[1:]


@pytest.mark.parametrize("text", [GROUP, DAYS], ids=["group", "days"])
def test_a_chat_of_many_is_questions_and_replies(text: str) -> None:
    assert shown(text) == [
        "  question [明天停水吗？] 明天停水吗？",
        "    item 三号楼停。",
        "  question [充电桩怎么申请？] 充电桩怎么申请？",
        "    item 来前台填表。",
    ]


def test_the_posts_of_a_forum_are_a_chat() -> None:
    assert shown(FORUM) == [
        "  question [水温多少度？] 水温多少度？",
        "    item 二十六度。",
        "    item 加热棒要防爆的。",
        "  question [要晒灯吗？] 要晒灯吗？",
        "    item 要的。",
    ]


def test_a_programme_of_two_days_is_no_chat() -> None:
    assert [words for words in PROGRAMME.splitlines() if words not in "".join(words_of(PROGRAMME, "kb/a.txt"))] == []


def test_columns_filled_up_to_one_width_have_their_header_all_the_same() -> None:
    text = (
        "电炉故障\n代码        原因              处理方法\nE1          炉内温度过高      关机冷却\n"
        "无显示      插头没有插好      检查插头\n"
    )
    header, first, last = text.splitlines()[1:]
    assert shown(text) == [
        f"  section [{header}] {header}",
        f"    item [E1] {first}",
        f"    item [无显示] {last}",
    ]


def test_rows_that_lack_cells_below_one_with_figures_have_no_header() -> None:
    rows = ["包包清洁    小号80元    中号120元    大号160元", "皮衣上色    短款260元   长款360元", "奢侈品包    面议"]
    assert words_of("\n".join(["价目表", "单位是元。", *rows]) + "\n", "kb/a.txt")[2:] == rows


def test_a_table_of_words_has_a_header_if_its_first_row_names_columns() -> None:
    rows = ["不开机\t电源未接通\t检查插头", "风量小\t滤网堵塞\t清洁或更换滤网", "有异味\t滤网过期\t更换滤网"]
    header = "现象\t可能原因\t处理方法"
    assert shown("\n".join(["净化器", header, *rows])) == [
        f"  section [{header}] 现象⇥可能原因⇥处理方法",
        "    method [不开机] 不开机⇥电源未接通⇥检查插头",
        "    method [风量小] 风量小⇥滤网堵塞⇥清洁或更换滤网",
        "    method [有异味] 有异味⇥滤网过期⇥更换滤网",
    ]
    assert shown("\n".join(["净化器", *rows])) == [
        "  item 不开机⇥电源未接通⇥检查插头",
        "  item 风量小⇥滤网堵塞⇥清洁或更换滤网",
        "  item 有异味⇥滤网过期⇥更换滤网",
    ]


def test_a_table_whose_first_cell_says_of_what_it_tells_has_a_header_with_figures_too() -> None:
    rows = ["主板 | 原装 | 6个月", "屏幕 | 国产 | 3个月"]
    assert shown("\n".join(["保修", "项目 | 档次 | 2年内的保修", *rows])) == [
        "  section [项目 | 档次 | 2年内的保修] 项目 | 档次 | 2年内的保修",
        "    item [主板] 主板 | 原装 | 6个月",
        "    item [屏幕] 屏幕 | 国产 | 3个月",
    ]
    assert shown("\n".join(["保修", "电池 | 国产 | 1年以内", *rows])) == [
        "  item 电池 | 国产 | 1年以内",
        "  item 主板 | 原装 | 6个月",
        "  item 屏幕 | 国产 | 3个月",
    ]


@pytest.mark.parametrize(
    ("rows", "below"),
    [
        (
            '香蕉\t45\t"含税\n不含运费"\n橙子\t72\t8月到货\n',
            ['    item [香蕉] 香蕉⇥45⇥"含税⏎不含运费"', "    item [橙子] 橙子⇥72⇥8月到货"],
        ),
        (
            "香蕉\t含税，\n不含运费\t8月\n橙子\t72\t9月\n",
            ["    item [香蕉] 香蕉⇥含税，⏎不含运费⇥8月", "    item [橙子] 橙子⇥72⇥9月"],
        ),
        ("香蕉\t45\t\n橙子\t72\t\n", ["    item [香蕉] 香蕉⇥45", "    item [橙子] 橙子⇥72"]),
    ],
    ids=["several-lines", "torn", "empty"],
)
def test_a_row_of_a_sheet_is_one_with_a_cell_of_several_lines_and_with_empty_ones(rows: str, below: list[str]) -> None:
    found = outline(parse("价目表\n品名\t单价\t备注\n" + rows, "kb/a.txt")).splitlines()
    assert found[1:] == ["  section [品名\t单价\t备注] 品名⇥单价⇥备注", *below]


def test_a_label_of_a_table_heads_the_list_beside_it() -> None:
    text = "居住证\n条件\t1.居住半年以上；\n2.有住所。\n材料\t（1）身份证；\n（2）照片。\n收费\t不收费\n时限\t10天\n"
    assert outline(parse(text, "kb/a.txt")).splitlines()[1:] == [
        "  section [条件] 条件",
        "    item «1.» 居住半年以上；",
        "    item «2.» 有住所。",
        "  section [材料] 材料",
        "    item «（1）» 身份证；",
        "    item «（2）» 照片。",
        "  item 收费⇥不收费",
        "  item 时限⇥10天",
    ]


def test_a_box_around_words_is_no_part_of_them() -> None:
    text = "电炉说明\n┌────────┐\n│ 警告：请勿触摸。 │\n└────────┘\n先插电源。\n│ 甲 │ 乙 │\n"
    assert words_of(text, "kb/a.txt") == ["电炉说明", "警告：请勿触摸。", "先插电源。", "│ 甲 │ 乙 │"]


def test_credits_behind_the_end_of_an_article_go_and_rows_of_a_table_stay() -> None:
    credits = "- END -\n文字 | 小满\n编辑 | 大橙\n排版 | 阿文\n"
    said = ["租房退押金", "入住当天拍完每个房间。", "当场让房东转账。"]
    text = "\n".join(said) + "\n"
    assert words_of(f"{text}{credits}投稿请发邮件。\n欢迎来信。\n", "kb/a.txt") == [
        *said,
        "投稿请发邮件。",
        "欢迎来信。",
    ]
    rows = credits.splitlines()[1:]
    assert words_of(text + "\n".join(rows), "kb/a.txt") == [*said, *rows]


MAIL = "发件人：王芳 <w@example.com>\n时间：2024年5月6日\n收件人：全体员工\n主题：放假通知\n"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (MAIL + "\n放假3天。\n请关电源。\n\n谢谢！\n王芳\n人力资源部\n", ["放假通知", "放假3天。", "请关电源。"]),
        (
            MAIL + "\n放假3天。\n-----原始邮件-----\n" + MAIL + "\n> 发一下。\n另附名单。\n",
            ["放假通知", "放假3天。", "另附名单。"],
        ),
        (
            "打印机连不上\n重启服务。\n再装驱动。\n此致\n小赵\nOn Mon, May 6, 小李 <l@a.com> wrote:\n> 连不上。\n",
            ["打印机连不上", "重启服务。", "再装驱动。"],
        ),
        (
            "写邮件\n发件人：写自己的名字\n收件人：写对方的名字\n主题：写清事由\n",
            ["写邮件", "发件人：写自己的名字", "收件人：写对方的名字", "主题：写清事由"],
        ),
    ],
    ids=["mail", "quoting", "answering", "about-mails"],
)
def test_of_a_mail_its_subject_and_what_it_says_is_read(text: str, kept: list[str]) -> None:
    assert words_of(text, "kb/a.txt") == kept


@pytest.mark.parametrize(
    "rows",
    [
        ["权益        普通      黄金", "生日礼      ✗         ✓", "专属客服    ✓         ✓"],
        ["科室    时间    备注", "内科    8:00", "外科            周三", "儿科    8:00    夜诊"],
    ],
    ids=["marks", "empty-cells"],
)
def test_columns_of_spaces_have_their_header_with_marks_and_with_empty_cells(rows: list[str]) -> None:
    found = [(p.role, p.path, p.text) for p in cut(parse("\n".join(["医院", *rows]), "kb/a.txt"))]
    header = (Role.SECTION, (rows[0],), rows[0])
    assert found[1:] == [header, *((Role.ITEM, (rows[0],), row) for row in rows[1:])]


def test_a_trail_above_the_title_and_captions_that_say_it_again_go() -> None:
    title = "微信怎么设置三天可见"
    text = f"百度经验 > 数码 > 手机\n{title}\n点右下角的我。\n{title}\n点设置。\n{title}\n点权限。\n"
    assert words_of(text, "kb/a.txt") == [title, "点右下角的我。", "点设置。", "点权限。"]
    path = "个人中心 > 我的订单 > 退款\n先点订单，再点退款。\n三天到账。\n"
    assert words_of(path, "kb/a.txt") == ["个人中心 > 我的订单 > 退款", "先点订单，再点退款。", "三天到账。"]


def test_the_menu_of_a_site_above_the_title_goes() -> None:
    assert words_of("首页\n会员\n发现\n怎么学车\n先报名，再体检。\n", "kb/a.txt")[0].startswith("怎么学车")
    assert words_of("首页\n怎么改首页\n点设置。\n", "kb/a.txt")[0] == "首页"
