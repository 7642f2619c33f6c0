"""Which of the hits and headings an answer may be made of: what a question means that no chance tells."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import FakeEncoder, answers_known_words, tell_all
from test_knowledge import Lister, built

from huabei_qa.knowledge import KnowledgeBase
from huabei_qa.question import Shape


def read_by_lister(text: str, folder: Path, fake: FakeEncoder) -> KnowledgeBase:
    """A knowledge base of this article alone."""
    (folder / "article.txt").write_text(text, encoding="utf-8")
    home = built([folder / "article.txt"], folder / "home", fake).home
    answers_known_words(home)
    return KnowledgeBase.open(home, model=fake, reader=Lister())


def test_a_list_that_is_asked_for_by_name_is_the_section_of_that_name(tmp_path: Path, fake: FakeEncoder) -> None:
    """Not the whole article, whose title says nothing of 材料; how to get it is answered by all that it says."""
    guide = (
        "居住证怎么申领\n一、所需材料\n1、身份证复印件一份。\n2、房屋租赁合同原件。\n3、近期照片两张。\n"
        "二、办理地点\n1、派出所的窗口。\n2、社区的服务站。\n"
    )
    kb = read_by_lister(guide, tmp_path, fake)
    asked = kb.ask("申领居住证需要什么材料")
    assert [point.text for point in asked.points] == ["身份证复印件一份。", "房屋租赁合同原件。", "近期照片两张。"]
    assert {heading.row: heading.adds > 0 for heading in kb.look("申领居住证需要什么材料").headings} == {
        0: False,
        1: True,
        5: False,
    }


def test_no_section_is_asked_for_by_name_where_a_statement_has_far_more_of_the_question(
    tmp_path: Path, fake: FakeEncoder
) -> None:
    text = (
        "园艺手册\n一、茶花\n1、浇水:见干见湿。\n2、喜好:半阴。\n二、施肥\n1、春季:薄肥。\n"
        "2、茶花、杜鹃的肥料:矾肥水。\n3、冬季:不施肥。\n"
    )
    kb = read_by_lister(text, tmp_path, fake)
    assert [point.text for point in kb.ask("茶花和杜鹃有哪些肥料").points] == ["茶花、杜鹃的肥料:矾肥水。"]


def test_who_asks_for_all_is_told_all_that_is_read_nearly_as_well_as_the_best(
    tmp_path: Path, fake: FakeEncoder
) -> None:
    places = "花房、温室、库房、大门、水塔"
    text = "园林处通讯录\n" + "".join(
        f"{number}、{place}\n(1)开门:找王磊、李强。\n(2)关门:找保安。\n"
        for number, place in zip("一二三四五", places.split("、"), strict=True)
    )
    kb = read_by_lister(text, tmp_path, fake)
    assert [len(kb.ask(asked).citations) for asked in ("王磊管哪些事", "王磊管哪里")] == [5, 1]


def test_why_something_fell_is_answered_by_what_lowers_it(tmp_path: Path, fake: FakeEncoder) -> None:
    text = (
        "额度怎么提升\n1、多用:额度靠平时多买、多付。\n2、守时:额度与按时还、不拖欠有关。\n"
        "3、套现:套现、刷单会导致额度降低。\n4、资料:资料齐全、真实,额度更高。\n"
        "5、多头:到处申请会拉低额度。\n6、转借:转借他人,额度也会被降低。\n"
    )
    kb = read_by_lister(text, tmp_path, fake)
    told = [point.text[:2] for point in kb.ask("我的额度为什么被降低了").points]
    assert sorted(told) == ["多头", "套现", "转借"]  # all of them, for each may be the reason
    assert [point.text[:2] for point in kb.ask("我的额度为什么一直不涨").points] == ["守时"]


def test_how_to_do_what_is_warned_of_is_answered_by_the_warning(tmp_path: Path, fake: FakeEncoder) -> None:
    text = (
        "额度怎么提升\n1、多用:平时多买、多付。\n2、守时:按时还、不拖欠。\n注意事项\n"
        "1、避免套现:套现、刷单会被处罚。\n2、避免转借:转借、出租会被处罚。\n"
    )
    kb = read_by_lister(text, tmp_path, fake)
    assert [point.text[:4] for point in kb.ask("怎么套现").points] == ["避免套现"]
    assert "避免套现" not in [point.text[:4] for point in kb.ask("怎么按时还").points]
    assert "避免套现" not in [point.text[:4] for point in kb.ask("套现了怎么办").points]


def test_whether_what_the_title_tells_can_be_done_is_answered_by_how_it_is_done(
    tmp_path: Path, fake: FakeEncoder
) -> None:
    kb = read_by_lister("额度怎么提高\n1、多用:多用、多买。\n2、守时:按时还、不拖欠。\n", tmp_path, fake)
    for question, shape in {
        "能提高额度吗": Shape.HOWTO,
        "额度可不可以提高": Shape.HOWTO,
        "学生能提高额度吗": Shape.YESNO,
        "不守时能提高额度吗": Shape.YESNO,
        "额度会提高吗": Shape.YESNO,
    }.items():
        assert kb.look(question).shape is shape


def test_what_holds_without_something_is_only_implied_by_what_holds_with_it(tmp_path: Path, fake: FakeEncoder) -> None:
    text = "怎么提高额度\n1、绑卡:绑定银行卡能提高额度。\n2、实名:不实名不能提高额度。\n3、多用:多用、多买。\n"
    kb = read_by_lister(text, tmp_path, fake)
    found = {q: kb.ask(q) for q in ("绑定银行卡能提高额度吗", "不绑定银行卡能提高额度吗", "不实名能提高额度吗")}
    assert [answer.status.value for answer in found.values()] == ["answered", "partial", "answered"]
    assert [answer.points[0].text[:2] for answer in found.values()] == ["绑卡", "绑卡", "实名"]


def test_a_denial_of_something_else_does_not_tell_of_a_lack(tmp_path: Path, fake: FakeEncoder) -> None:
    text = "银行卡挂失\n1、挂失:挂失后、钱不会丢失。\n2、补卡:补卡不收费。\n"
    assert read_by_lister(text, tmp_path, fake).ask("银行卡不挂失会怎样").status.value == "partial"
    text = "银行卡挂失\n1、不挂失的、后果自负。\n2、补卡:补卡不收费。\n"
    assert read_by_lister(text, tmp_path, fake).ask("银行卡不挂失会怎样").status.value == "answered"


CARD = "借书须知\n1、办证:先办借书证。\n2、超期:借书避免超期。\n3、续借:借书可以续一次。\n4、转借:借书证不要转借。\n"


@pytest.fixture
def told_by_headings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every heading answers better than the hits, the first one first."""
    tell_all(monkeypatch, headings=9.0)


@pytest.mark.usefixtures("told_by_headings")
@pytest.mark.parametrize(
    ("title", "question", "told"),
    [
        ("借书须知", "借书有哪些坑", ["超期", "转借"]),  # not the whole article, of which most is what to do
        ("借书须知", "借书要注意什么", ["办证", "续借", "超期", "转借"]),
    ],
)
def test_who_asks_what_not_to_do_gets_no_article_of_ways(
    title: str, question: str, told: list[str], tmp_path: Path, fake: FakeEncoder
) -> None:
    kb = read_by_lister(CARD.replace("借书须知", title), tmp_path, fake)
    assert sorted(point.text[:2] for point in kb.ask(question).points) == sorted(told)


@pytest.mark.usefixtures("told_by_headings")
def test_an_article_of_what_not_to_do_is_told_whole(tmp_path: Path, fake: FakeEncoder) -> None:
    text = "借书有哪些坑\n1、晚还:借书过期还。\n2、代借:借书给同学用。\n3、带水:借书时喝水。\n"
    told = [point.text[:2] for point in read_by_lister(text, tmp_path, fake).ask("借书有哪些坑").points]
    assert told == ["晚还", "代借", "带水"]


@pytest.mark.usefixtures("told_whole")
def test_half_a_list_is_told_whole_but_for_what_does_not_answer(tmp_path: Path, fake: FakeEncoder) -> None:
    text = (
        "借书须知\n1、守规:借书不要违约,规矩如下:\n(1)超期:借书避免超期。\n(2)续借:借书可以续一次。\n"
        "(3)转借:借书证不要转借。\n(4)预约:借书可以预约。\n"
    )
    kb = read_by_lister(text, tmp_path, fake)
    told = {point.text[:2] for point in kb.ask("借书哪些事不能做").points}
    assert {"超期", "转借"} <= told and {"续借", "预约"}.isdisjoint(told)


@pytest.mark.usefixtures("told_by_headings")
def test_a_section_whose_name_is_asked_for_answers_before_the_whole_article(tmp_path: Path, fake: FakeEncoder) -> None:
    text = (
        "额度怎么提升\n1、按时还款:额度靠按时还、不拖欠。\n2、合理用卡:额度与用卡有关,注意以下几点:\n"
        "控制消费:量入为出。\n分期还款:大额分期。\n3、联系客服:额度不对就问客服。\n"
    )
    kb = read_by_lister(text, tmp_path, fake)
    assert [point.text[:4] for point in kb.ask("怎么合理用卡").points] == ["合理用卡", "控制消费", "分期还款"]
    every = ["按时还款", "合理用卡", "联系客服"]
    assert [point.text[:4] for point in kb.ask("额度怎么提升").points] == every
    assert [point.text[:4] for point in kb.ask("怎么用卡提升额度").points] == every  # the name asks for more


@pytest.mark.usefixtures("told_by_headings")
def test_what_to_heed_is_told_by_the_list_that_announces_it(tmp_path: Path, fake: FakeEncoder) -> None:
    text = (
        "电饭锅怎么用\n1、使用电饭锅时,应注意以下几点:\n(1)内胆:擦干、放正。\n(2)通风:离墙、远离水。\n"
        "2、常见误区:\n(1)不要用钢丝球、钢刷。\n(2)不要空烧、久煮。\n"
    )
    kb = read_by_lister(text, tmp_path, fake)
    told = {q: [point.text[:2] for point in kb.ask(q).points] for q in ("使用电饭锅要注意什么", "电饭锅有哪些误区")}
    assert told == {"使用电饭锅要注意什么": ["内胆", "通风"], "电饭锅有哪些误区": ["不要", "不要"]}


def test_one_answer_among_others_is_not_the_list_of_them(tmp_path: Path, fake: FakeEncoder) -> None:
    text = (
        "茶的手册\n1、水温:水温影响口感、香气。\n(1)高温:苦、涩。\n(2)低温:淡、鲜。\n2、水质:水质影响口感、香气。\n"
        "(1)硬水:浑、闷。\n(2)软水:清、甜。\n3、存放:\n(1)避光、防潮。\n(2)密封、防味。\n"
    )
    kb = read_by_lister(text, tmp_path, fake)
    assert [point.text[:2] for point in kb.ask("哪些影响口感").points] == ["水温", "水质"]


def test_a_list_with_hardly_a_word_of_the_question_is_not_told_for_one_entry(tmp_path: Path, fake: FakeEncoder) -> None:
    text = (
        "健身房须知\n一、入场\n1、饮酒后不能入场、不能更衣。\n二、接种后注意事项\n1、不要洗澡、搓背。\n"
        "2、不要抓挠、按压。\n3、不要久坐、熬夜。\n"
    )
    kb = read_by_lister(text, tmp_path, fake)
    told = {
        asked: [point.text[:3] for point in kb.ask(asked).points] for asked in ("饮酒后不能做什么", "接种后不能做什么")
    }
    assert told == {"饮酒后不能做什么": ["饮酒后"], "接种后不能做什么": ["不要洗", "不要抓", "不要久"]}


@pytest.mark.usefixtures("told_by_headings")
def test_a_title_without_a_word_of_the_question_gives_way_to_the_section_that_has_one(
    tmp_path: Path, fake: FakeEncoder
) -> None:
    text = (
        "音箱手册\n1、音量:音量可以调、可以锁。\n(1)旋钮:顺时针转、慢转。\n(2)遥控:按加号、长按。\n2、存放:防潮、防晒。\n"
        "3、清洁:用干布、软刷。\n"
    )
    kb = read_by_lister(text, tmp_path, fake)
    assert [point.text[:2] for point in kb.ask("怎么调音量").points] == ["音量", "旋钮", "遥控"]
    assert len(kb.ask("怎么用音箱").points) == 3
