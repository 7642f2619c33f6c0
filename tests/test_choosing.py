"""Which of the hits and headings an answer may be made of: what a question means that no chance tells."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import FakeEncoder, answers_known_words
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


def test_of_a_number_only_what_has_one_of_its_kind_is_told(tmp_path: Path, fake: FakeEncoder) -> None:
    text = "茶馆须知\n1、包间:包间茶位每位30元。\n2、时间:包间茶位限坐3小时。\n3、预约:包间茶位要预约。\n"
    kb = read_by_lister(text, tmp_path, fake)
    told = {
        asked: [point.text[:2] for point in kb.ask(asked).points] for asked in ("包间茶位多少钱", "包间茶位能坐多久")
    }
    assert told == {"包间茶位多少钱": ["包间"], "包间茶位能坐多久": ["时间"]}


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


def tell_all(monkeypatch: pytest.MonkeyPatch, headings: float) -> None:
    """Every hit answers, and every heading is surely better (9) or surely worse (-9) than they are."""
    every = {"answers": {"bias": 9.0}, "supports": {"bias": 9.0}, "heading": {"bias": headings}, "missed": 0.0}
    monkeypatch.setattr("huabei_qa.relevance.shipped", lambda: {"plain": every})
    monkeypatch.setattr("huabei_qa.relevance._WEAK", 0.0)


@pytest.fixture
def told_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every hit belongs to the answer."""
    tell_all(monkeypatch, headings=-9.0)


@pytest.mark.usefixtures("told_whole")
def test_siblings_of_the_entry_that_is_named_are_not_told(tmp_path: Path, fake: FakeEncoder) -> None:
    text = "驾考须知\n一、及格线\n科目一:九十分及格。\n科目二:八十分及格。\n科目三:也是九十分及格。\n"
    kb = read_by_lister(text, tmp_path, fake)
    assert [point.text for point in kb.ask("科目二多少分及格").points] == ["科目二:八十分及格。"]
    assert len(kb.ask("科目二和科目三的及格分都是多少").points) == 3
    for several in ("科目二和三多少分及格", "科目一到科目二多少分及格"):
        assert len(kb.ask(several).points) == 3
    assert len(kb.ask("及格多少分").points) == 3


@pytest.mark.usefixtures("told_whole")
def test_siblings_with_hardly_a_word_of_the_question_are_not_told(tmp_path: Path, fake: FakeEncoder) -> None:
    text = "入学须知\n一、日子\n三月一日上网报名。\n四月二日现场审核。\n五月三日张榜。\n"
    kb = read_by_lister(text, tmp_path, fake)
    assert [point.text for point in kb.ask("上网报名是几号").points] == ["三月一日上网报名。"]
    assert len(kb.ask("上网报名和审核是几号").points) == 3
    assert len(kb.ask("怎么上网报名").points) == 3


@pytest.mark.usefixtures("told_whole")
def test_of_ranges_the_one_is_told_that_the_amount_falls_into(tmp_path: Path, fake: FakeEncoder) -> None:
    text = "配送须知\n一、配送费\n距离3公里以内:收配送费6元。\n距离3至5公里:收配送费9元。\n"
    kb = read_by_lister(text, tmp_path, fake)
    assert [point.text for point in kb.ask("距离4公里收多少配送费").points] == ["距离3至5公里:收配送费9元。"]
    assert [point.text for point in kb.ask("距离两公里收多少配送费").points] == ["距离3公里以内:收配送费6元。"]
    assert len(kb.ask("距离4公里和2公里的配送费差别是多少").points) == 2
    assert [point.text for point in kb.ask("距离4公里配送费有什么").points] == ["距离3至5公里:收配送费9元。"]


@pytest.mark.usefixtures("told_whole")
def test_a_title_that_asks_heads_no_other_question(tmp_path: Path, fake: FakeEncoder) -> None:
    text = (
        "小书斋阅读卡怎么涨积分?涨分攻略\n小书斋的书很多。\n一、涨积分的方法\n1、资料:填好资料涨积分。\n"
        "2、签到:签到涨积分。\n三、注意事项\n1、不要请人代刷,查到清零。\n2、有效期为12个月。\n\n"
        "小书斋阅读卡怎么涨分更快\n除了上面的方法以外,还可以这样做:\n1.完善资料:资料越全,推荐的书越准。\n"
        "2.坚持:养成每天来的习惯。\n3.读书会:每场得60分。\n总之,坚持就好。\n"
    )
    kb = read_by_lister(text, tmp_path, fake)
    told = {point.text.split(":")[0] for point in kb.ask("怎么涨积分").points}
    assert {"资料", "签到", "完善资料", "坚持", "读书会"} <= told


@pytest.mark.usefixtures("told_whole")
def test_what_another_question_heads_is_not_told_beside_the_one_that_is_asked(
    tmp_path: Path, fake: FakeEncoder
) -> None:
    text = "退换说明\n一、怎么退货\n1、退货要先申请。\n2、退货要寄回。\n二、怎么换货\n不退货的，请联系客服。\n"
    kb = read_by_lister(text, tmp_path, fake)
    assert sorted(point.text for point in kb.ask("怎么退货").points) == ["退货要先申请。", "退货要寄回。"]
    assert len(kb.ask("退货要找谁").points) == 3


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("哪些费用不能报销", ["洗衣费一百元。", "健身费两百元。"]),
        ("哪些费用可以报销", ["差旅费三百元。", "招待费四百元。"]),
    ],
)
def test_of_two_opposite_lists_the_one_is_told_that_is_asked_for(
    question: str, told: list[str], tmp_path: Path, fake: FakeEncoder
) -> None:
    text = (
        "费用怎么报销\n一、可以报销的费用\n1、差旅费三百元。\n2、招待费四百元。\n"
        "二、不予报销的费用\n1、洗衣费一百元。\n2、健身费两百元。\n"
    )
    answer = read_by_lister(text, tmp_path, fake).ask(question)
    assert [point.text for point in answer.points] == told


CARD = "借书须知\n1、办证:先办借书证。\n2、超期:借书避免超期。\n3、续借:借书可以续一次。\n4、转借:借书证不要转借。\n"


@pytest.mark.usefixtures("told_whole")
@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("借书有哪些坑", ["超期", "转借"]),
        ("借书哪些事不能做", ["超期", "转借"]),
        ("借书要注意什么", ["办证", "续借", "超期", "转借"]),
    ],
)
def test_who_asks_what_not_to_do_is_not_told_what_to_do(
    question: str, told: list[str], tmp_path: Path, fake: FakeEncoder
) -> None:
    kb = read_by_lister(CARD, tmp_path, fake)
    assert sorted(point.text[:2] for point in kb.ask(question).points) == sorted(told)


@pytest.mark.usefixtures("told_whole")
def test_the_way_out_may_stand_in_a_reminder(tmp_path: Path, fake: FakeEncoder) -> None:
    text = (
        "怎么给猫滴药\n1、滴药:拨开毛再滴药。\n2、洗澡:滴药后三天不洗。\n"
        "注意事项\n1、抽搐:滴药后抽搐、呕吐,避免拖延。\n2、误食:滴药后避免舔毛。\n"
    )
    kb = read_by_lister(text, tmp_path, fake)
    told = {
        question: {point.text[:2] for point in kb.ask(question).points} for question in ("抽搐怎么处理", "怎么滴药")
    }
    assert {question: points & {"抽搐", "误食"} for question, points in told.items()} == {
        "抽搐怎么处理": {"抽搐"},
        "怎么滴药": set(),
    }


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
def test_where_what_is_found_of_warnings_is_read_far_worse_all_is_told(tmp_path: Path, fake: FakeEncoder) -> None:
    text = CARD.replace("先办借书证", "先办借书证、交押金")  # the reader is rather sure of what has a 、
    kb = read_by_lister(text, tmp_path, fake)
    assert len(kb.ask("借书有哪些坑").points) == 4


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
