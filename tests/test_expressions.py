"""Expressions that say the same, and kinds: a question in the words that the articles have."""

from __future__ import annotations

import pytest

from huabei_qa.expressions import KINDS, SYNONYMS, Expressions
from huabei_qa.words import Words, entries, normalise

GROUPS = (
    ("逾期", "晚还", "没按时还"),
    ("套现", "取现"),
    ("芝麻分", "芝麻信用分"),
    ("实体店", "门店"),
    ("提额", "涨…额度"),
)

ARTICLE = "芝麻信用分高的用户不要逾期,更不要套现,才能提额。"


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("晚还一天会降芝麻分吗", "逾期一天会降芝麻信用分吗"),
        ("没按时还", "逾期"),
        ("可以取现吗", "可以套现吗"),
        ("芝麻信用分高吗", "芝麻信用分高吗"),
        ("最晚还款日是几号", "最晚还款日是几号"),  # no word of its own there
        ("领取现金红包", "领取现金红包"),
        ("在门店涨了额度", "在门店涨了额度"),  # nothing of the one group is held, the other has only what has a gap
    ],
)
def test_what_no_article_has_is_read_as_what_one_has(question: str, read: str) -> None:
    analyser = Words(own=("芝麻信用分", "芝麻分"), synonyms=GROUPS)
    assert Expressions(analyser).as_held(question, ARTICLE.__contains__) == read


def test_what_takes_a_place_grows_into_no_other_word_with_what_stands_behind_it() -> None:
    """犬只 and 要 are no 只要."""
    assert Expressions(Words()).as_held("养狗要办证吗", {"犬只"}.__contains__) == "养犬只 要办证吗"


def test_a_word_that_comes_many_times_is_exchanged_at_one_go() -> None:
    """To cut the question anew for each took seconds."""

    class Counting(Words):
        def ends(self, plain: str) -> set[int]:
            cut.append(plain)
            return super().ends(plain)

    cut: list[str] = []
    read = Expressions(Counting()).as_held("狗要办证吗?" * 40, {"犬只"}.__contains__)
    assert read == "犬只 要办证吗?" * 40
    assert len(cut) <= 8


def test_articles_are_looked_through_only_for_words_of_the_question() -> None:
    asked: list[str] = []

    def held(expression: str) -> bool:
        asked.append(expression)
        return expression in ARTICLE

    assert Expressions(Words(synonyms=GROUPS)).as_held("逾期会怎样", held) == "逾期会怎样"
    assert set(asked) == {"逾期"}, "it stands in an everyday group too"


EVERYDAY = [line.split() for line in entries(SYNONYMS)]


@pytest.mark.parametrize(
    ("question", "held", "read_as"),
    [
        ("退货邮费谁出", {"运费"}, "退货运费谁出"),
        ("退货邮费谁出", {"邮费", "运费"}, "退货邮费谁出"),
        ("退货邮费谁出", set(), "退货邮费谁出"),
        ("头疼怎么办", {"头痛"}, "头痛怎么办"),
        ("偏头疼怎么办", {"头痛"}, "偏头疼怎么办"),
        ("借的书丢了要赔吗", {"图书遗失", "照价赔偿", "应赔偿"}, "借的图书遗失应赔偿吗"),
        ("图书馆几点关门", {"闭馆时间"}, "图书馆闭馆时间"),
        ("能不能带狗", {"不得携带", "禁止携带"}, "能不能带狗"),
        ("狗能带进去吗", {"宠物"}, "宠物能带进去吗"),
        ("狗能带进去吗", {"宠物", "狗"}, "狗能带进去吗"),
        ("宠物能带进去吗", {"狗"}, "宠物能带进去吗"),
        ("啤酒能带吗", {"白酒", "红酒"}, "啤酒能带吗"),
        ("啤酒能带吗", {"酒类"}, "酒类能带吗"),
        ("啤酒能带吗", {"酒类", "饮料"}, "酒类能带吗"),
        ("收据找不到了怎么办", {"丢了"}, "收据丢了怎么办"),
    ],
)
def test_everyday_words_that_no_article_has_are_read_as_those_it_has(
    question: str, held: set[str], read_as: str
) -> None:
    assert Expressions(Words()).as_held(question, held.__contains__) == read_as


def test_the_words_of_a_knowledge_base_come_before_everyday_ones() -> None:
    words = Expressions(Words(synonyms=(("包裹费", "邮费"),)))
    assert words.as_held("退货邮费谁出", {"包裹费", "运费"}.__contains__) == "退货包裹费谁出"


def test_everyday_groups_are_normalised_and_each_expression_stands_once() -> None:
    every = [expression for group in EVERYDAY for expression in group]
    assert [expression for expression in every if normalise(expression) != expression or len(expression) < 2] == []
    assert sorted(every) == sorted(set(every))
    assert all(len(group) > 1 for group in EVERYDAY)


def test_kinds_are_normalised_and_each_stands_once_with_what_is_of_it() -> None:
    lines = entries(KINDS)
    named = [line.partition(":") for line in lines]
    assert [line for line, (kind, _, of_it) in zip(lines, named, strict=True) if not (kind and of_it.split())] == []
    assert [line for line in lines if normalise(line) != line] == []
    assert len({kind for kind, _, _ in named}) == len(named)
    assert [kind for kind, _, of_it in named if kind in of_it.split()] == []


@pytest.mark.parametrize(
    ("question", "held", "read_as"),
    [
        ("手机能不能打开", "无法打开", "手机能不能打开"),
        ("退不退款", "拒绝退款", "退不退款"),
        ("收不收费", "免费", "收不收费"),
        ("可以不可以收费", "免费", "可以不可以收费"),
        ("这个不收费吗", "免费", "这个免费吗"),
    ],
)
def test_half_a_question_is_no_expression(question: str, held: str, read_as: str) -> None:
    assert Expressions(Words()).as_held(question, {held}.__contains__) == read_as
