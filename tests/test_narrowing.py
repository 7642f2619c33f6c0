"""Narrowing the hits to those that may answer such a question: of its side, its way, its entry, its kind of number."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import FakeEncoder
from test_choosing import CARD, read_by_lister


def test_of_a_number_only_what_has_one_of_its_kind_is_told(tmp_path: Path, fake: FakeEncoder) -> None:
    text = "茶馆须知\n1、包间:包间茶位每位30元。\n2、时间:包间茶位限坐3小时。\n3、预约:包间茶位要预约。\n"
    kb = read_by_lister(text, tmp_path, fake)
    told = {
        asked: [point.text[:2] for point in kb.ask(asked).points] for asked in ("包间茶位多少钱", "包间茶位能坐多久")
    }
    assert told == {"包间茶位多少钱": ["包间"], "包间茶位能坐多久": ["时间"]}


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


@pytest.mark.usefixtures("told_whole")
def test_where_what_is_found_of_warnings_is_read_far_worse_all_is_told(tmp_path: Path, fake: FakeEncoder) -> None:
    text = CARD.replace("先办借书证", "先办借书证、交押金")  # the reader is rather sure of what has a 、
    kb = read_by_lister(text, tmp_path, fake)
    assert len(kb.ask("借书有哪些坑").points) == 4


LOUD = (
    "音箱怎么提高音量\n1、换线:换成短线、粗线。\n2、位置:放在墙角、桌面。\n3、电量:充满电、用原装电池。\n"
    "4、误触:长按、双击会降低音量。\n"
)


@pytest.mark.usefixtures("told_whole")
def test_how_to_lower_a_thing_is_not_told_by_what_raises_it(tmp_path: Path, fake: FakeEncoder) -> None:
    kb = read_by_lister(LOUD, tmp_path, fake)
    told = {q: [point.text[:2] for point in kb.ask(q).points] for q in ("怎么提高音量", "怎么降低音量")}
    assert {q: sorted(points) for q, points in told.items()} == {
        "怎么提高音量": ["位置", "换线", "电量"],
        "怎么降低音量": ["误触"],
    }
    kb = read_by_lister(LOUD.replace("长按、双击会降低音量", "长按、双击会静音"), tmp_path, fake)
    assert kb.ask("音箱怎么降低音量").status.value == "not_found"
    assert kb.ask("音箱怎么才不提高音量").status.value == "not_found"


def test_what_lowers_something_else_is_no_way_to_lower_it(tmp_path: Path, fake: FakeEncoder) -> None:
    kb = read_by_lister(LOUD.replace("会降低音量", "会降低亮度"), tmp_path, fake)
    assert kb.ask("音箱怎么降低音量").status.value == "not_found"


@pytest.mark.usefixtures("told_whole")
def test_an_entry_that_is_named_is_not_told_by_one_of_a_longer_name(tmp_path: Path, fake: FakeEncoder) -> None:
    text = (
        "健身房价目\n卡种 | 价格 | 有效期\n年卡 | 1980元 | 一年\n家庭年卡 | 3280元 | 一年\n季卡 | 680元 | 三个月\n\n"
        "家庭年卡的价格含、限两人。\n"
    )
    kb = read_by_lister(text, tmp_path, fake)
    told = {q: [point.text[:4] for point in kb.ask(q).points] for q in ("年卡的价格多少钱", "家庭年卡的价格多少钱")}
    assert told["年卡的价格多少钱"] == ["年卡 |"]
    assert "家庭年卡" in told["家庭年卡的价格多少钱"]


@pytest.mark.usefixtures("told_whole")
def test_what_is_announced_as_forbidden_warns(tmp_path: Path, fake: FakeEncoder) -> None:
    text = (
        "装修须知\n1、申报:装修先申报、交押金。\n2、装修期间禁止下列行为:\n(1)拆改承重墙、梁。\n(2)占用楼道、天台。\n"
    )
    told = [point.text for point in read_by_lister(text, tmp_path, fake).ask("装修有哪些事不能做").points]
    assert told == ["装修期间禁止下列行为"]


@pytest.mark.usefixtures("told_whole")
def test_of_a_table_what_to_do_is_told_by_the_rows_with_what_is_asked(tmp_path: Path, fake: FakeEncoder) -> None:
    text = "洗衣机故障\n代码 | 含义 | 处理\nE1 | 不进水 | 打开水龙头、查进水管\nE2 | 排水超时 | 清洗过滤器、查排水管\n"
    told = [point.text[:2] for point in read_by_lister(text, tmp_path, fake).ask("排水超时怎么办").points]
    assert told == ["E2"]


OPENED = "茶叶保存\n1、茶叶:已开封的茶叶放、存一个月。\n2、茶叶:未开封的茶叶可存一年。\n3、茶具:洗净、晾干。\n"


@pytest.mark.usefixtures("told_whole")
def test_what_holds_of_the_other_kind_is_not_told(tmp_path: Path, fake: FakeEncoder) -> None:
    kb = read_by_lister(OPENED, tmp_path, fake)
    asked = ("已开封的茶叶存多久", "未开封的茶叶存多久", "茶叶存多久")
    told = {question: sorted(point.text[3:6] for point in kb.ask(question).points) for question in asked}
    assert told == {asked[0]: ["已开封"], asked[1]: ["未开封"], asked[2]: ["已开封", "未开封"]}
    kb = read_by_lister(OPENED.replace("2、茶叶:未开封的茶叶可存一年。\n", ""), tmp_path, fake)
    assert kb.ask("未开封的茶叶存多久").status.value == "not_found"


@pytest.mark.usefixtures("told_whole")
def test_what_holds_of_the_other_kind_answers_yes_or_no_in_part(tmp_path: Path, fake: FakeEncoder) -> None:
    kb = read_by_lister("音箱须知\n1、音箱晚上不要放、不要调。\n2、清洁:用干布。\n", tmp_path, fake)
    assert [kb.ask(q).status.value for q in ("音箱晚上能放吗", "音箱白天能放吗")] == ["answered", "partial"]
