from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import FakeEncoder, answers_known_words, invalid_quotes
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import ANY_TEXT, QUESTION, STRUCTURED

from huabei_qa.answer import Draft, Selection, blocks, compose, select
from huabei_qa.answer.compose import CAUTIONS, DIFFERING, NOT_FOUND, PARTIAL, _one_line, as_nearest
from huabei_qa.answer.names import DENIES, is_bare, short
from huabei_qa.answer.selection import is_list, rows_under
from huabei_qa.answer.together import AS_ABOVE, NOT_ALL_FOUND, PARTIAL_OF_SEVERAL
from huabei_qa.answer.tree import BROAD_MOST, TITLE_LEEWAY, Tree
from huabei_qa.articles import parse
from huabei_qa.errors import ArticleError, QuestionError
from huabei_qa.knowledge import KnowledgeBase
from huabei_qa.merge import partners
from huabei_qa.passages import cut
from huabei_qa.records import Answer, Citation, Hit, Passage, Point, Role, Status
from huabei_qa.relevance import READ, Choice

ARTICLE = """怎么种好薄荷?
薄荷好养,以下是几个方法。
1、勤浇水:薄荷喜湿,夏天一天一次,浇水时注意以下几点:
- 避开正午:正午浇水伤根。
- 浇透:水从盆底流出来为止。
2、多晒太阳:每天晒四个小时。
3、常修剪
掐掉顶芽,会越长越密。
种薄荷以下误区需要避免:
1、用大盆:盆太大容易烂根。
2、天天施肥:肥多会烧苗。
薄荷养护的几个技巧
薄荷养不好多半是水没浇对,再说几点。
1、勤浇水
盆土一干就浇,薄荷缺水叶子会卷,缺水久了整株都会枯。
2、少施肥
一个月一次就够。
"""
OTHER = """怎么种好罗勒?
罗勒怕冷,下面几招可以试试。
1、勤浇水:罗勒也喜湿,浇水时注意以下几点:
- 看盆土:盆土发白再浇。
- 用温水:冷水会激到根。
2、摘花苞:开花以后叶子会变老。
种罗勒以下误区需要避免:
1、过早播种:气温不到十五度不发芽。
"""
TEXTS = {"kb/mint.txt": ARTICLE, "kb/basil.txt": OTHER}
PASSAGES = cut(parse(ARTICLE, "kb/mint.txt", "mint"))
ROW = {p.label or p.text: row for row, p in reversed(list(enumerate(PASSAGES)))}
WATER, SUN, TRIM = ROW["勤浇水"], ROW["多晒太阳"], ROW["常修剪"]
BIG_POT, DAILY_FOOD = ROW["用大盆"], ROW["天天施肥"]
WATER_AGAIN = max(row for row, p in enumerate(PASSAGES) if p.label == "勤浇水")
LITTLE_FOOD = ROW["少施肥"]
SAME = {WATER: frozenset({WATER_AGAIN}), WATER_AGAIN: frozenset({WATER})}
MINT, MORE_MINT = (row for row, p in enumerate(PASSAGES) if p.role is Role.TITLE)
AVOID = PASSAGES[BIG_POT].parent
BASIL = len(PASSAGES)
PASSAGES += [
    replace(p, parent=p.parent + BASIL if p.parent >= 0 else -1) for p in cut(parse(OTHER, "kb/basil.txt", "basil"))
]
BASIL_WATER, BUDS, EARLY = (
    next(row for row, p in enumerate(PASSAGES) if row > BASIL and p.label == label)
    for label in ("勤浇水", "摘花苞", "过早播种")
)
BASIL_AVOID = PASSAGES[EARLY].parent
BOTH = (SUN, TRIM, WATER, BIG_POT, BUDS, EARLY)
"""Hits of both articles."""
BELOW = {row: [r for r, p in enumerate(PASSAGES) if p.parent == row] for row in range(len(PASSAGES))}


def hit(row: int, score: float) -> Hit:
    return Hit(PASSAGES[row], row, score)


def chosen(
    choice: Choice,
    titles: Mapping[int, float] | None = None,
    same: Mapping[int, frozenset[int]] = SAME,
    hits: Sequence[int] = (SUN, TRIM, WATER, BIG_POT),
) -> Selection:
    """What `select` makes of the choice, the hits being these rows."""
    found = [hit(row, 0.9 - 0.05 * number) for number, row in enumerate(hits)]
    return select(found, choice, titles or {}, PASSAGES, BELOW, same)


def groups(*rows: tuple[int, ...]) -> tuple[tuple[Passage, ...], ...]:
    return tuple(tuple(PASSAGES[row] for row in group) for group in rows)


def answer_of(*rows: tuple[int, ...], status: Status = Status.ANSWERED) -> Answer:
    return compose("怎么种薄荷?", Draft(status, 0.9, groups(*rows)), [hit(SUN, 0.8)])


def cited(number: int, row: int, quote: str) -> Citation:
    p = PASSAGES[row]
    start = ARTICLE.index(quote, p.start)
    return Citation(number, p.document, "kb/mint.txt", p.path, quote, start, start + len(quote), p.label)


def test_an_answer_is_put_together_like_this() -> None:
    again = "勤浇水\n盆土一干就浇,薄荷缺水叶子会卷,缺水久了整株都会枯。"
    answer = answer_of((WATER, WATER_AGAIN), (SUN,))
    assert answer.points == (
        Point(again, Role.METHOD, (1, 2)),
        Point("多晒太阳:每天晒四个小时。", Role.METHOD, (3,)),
    )
    assert answer.citations == (
        cited(1, WATER, "勤浇水:薄荷喜湿,夏天一天一次"),
        cited(2, WATER_AGAIN, again),
        cited(3, SUN, "多晒太阳:每天晒四个小时。"),
    )
    assert answer.text.splitlines() == [
        "1. 勤浇水:盆土一干就浇,薄荷缺水叶子会卷,缺水久了整株都会枯。 [1][2]",
        "2. 多晒太阳:每天晒四个小时。 [3]",
    ]
    assert (answer.question, answer.status, answer.confidence) == ("怎么种薄荷?", Status.ANSWERED, 0.9)
    assert answer.hits == (hit(SUN, 0.8),)


def test_an_answer_is_printed_as_its_text_and_told_in_a_line() -> None:
    answer = answer_of((WATER, WATER_AGAIN), (SUN,))
    assert str(answer) == answer.text
    assert repr(answer) == "<Answer to '怎么种薄荷?': answered, confidence: 0.90, points: 2, citations: 3, hits: 1>"
    assert f"<Answer to '{'茶' * 40}…': " in repr(replace(answer, question="茶" * 41))


def test_a_hit_has_the_place_of_its_passage() -> None:
    found, passage = hit(SUN, 0.5), PASSAGES[SUN]
    assert (found.text, found.source) == (passage.text, passage.source)
    assert (found.start, found.end) == (passage.start, passage.end)


def test_one_point_stands_without_a_number() -> None:
    assert answer_of((SUN,)).text == "多晒太阳:每天晒四个小时。 [1]"


def test_cautions_come_last_and_apart() -> None:
    answer = answer_of((BIG_POT,), (SUN,), (DAILY_FOOD,), (TRIM,))
    assert [p.role for p in answer.points] == [Role.METHOD, Role.METHOD, Role.CAUTION, Role.CAUTION]
    assert answer.text.splitlines() == [
        "1. 多晒太阳:每天晒四个小时。 [1]",
        "2. 常修剪:掐掉顶芽,会越长越密。 [2]",
        CAUTIONS,
        "1. 用大盆:盆太大容易烂根。 [3]",
        "2. 天天施肥:肥多会烧苗。 [4]",
    ]


def test_what_decides_stays_first_even_if_it_is_a_caution() -> None:
    draft = Draft(Status.ANSWERED, 0.9, groups((BIG_POT,), (SUN,), (DAILY_FOOD,)), decided=True)
    assert compose("用大盆会怎样?", draft, []).text.splitlines() == [
        "1. 用大盆:盆太大容易烂根。 [1]",
        "2. 多晒太阳:每天晒四个小时。 [2]",
        CAUTIONS,
        "1. 天天施肥:肥多会烧苗。 [3]",
    ]


def library(name: str, *lines: str) -> list[Passage]:
    text = "借书须知\n" + "".join(f"{n}、{line}\n" for n, line in enumerate(lines, 1))
    return [p for p in cut(parse(text, f"kb/{name}.txt", name)) if p.role is not Role.TITLE]


def test_an_answer_is_shown_without_the_tags_that_it_quotes() -> None:
    said = '<font style="color:red;">飞机须部门经理批准。</font>'
    (passage,) = [p for p in cut(parse(f"# 差旅标准\n\n{said}\n\n高铁坐二等座。\n", "kb/a.md")) if "飞机" in p.text]
    answer = compose("能坐飞机吗?", Draft(Status.ANSWERED, 0.9, ((passage,),)), [])
    assert answer.text == "飞机须部门经理批准。 [1]"
    assert [c.quote for c in answer.citations] == [passage.text]
    assert short(passage) == "飞机须部门经理批准"
    nothing = compose("?", Draft(Status.NOT_FOUND, 0.1, ()), [Hit(passage, 0, 0.1)])
    assert nothing.text.splitlines()[-1] == "· 飞机须部门经理批准。"


def test_what_two_articles_say_otherwise_stands_apart() -> None:
    (lent,) = library("甲", "借期:三十天内归还图书。")
    also, renewed = library("乙", "借期:六十天内归还图书。", "续借:可以一次。")
    answer = compose("借多久?", Draft(Status.ANSWERED, 0.9, ((lent,), (renewed,), (also,))), [])
    assert answer.text.splitlines() == [
        "1. 续借:可以一次。 [1]",
        DIFFERING,
        "1. 借期:三十天内归还图书。 [2]",
        "2. 借期:六十天内归还图书。 [3]",
    ]
    taken = blocks(answer)
    assert taken is not None
    assert [block.apart for block in taken] == ["", DIFFERING, DIFFERING]


def test_the_mark_that_an_entry_ends_in_is_quoted_and_not_shown() -> None:
    entries = library("甲", "证件:带借书证;", "时间:三十天内归还；", "地点:一楼、二楼、", "罚款:逾期一天一角。")
    answer = compose("怎么还书?", Draft(Status.ANSWERED, 0.9, tuple((p,) for p in entries)), [])
    assert answer.text.splitlines() == [
        "1. 证件:带借书证 [1]",
        "2. 时间:三十天内归还 [2]",
        "3. 地点:一楼、二楼 [3]",
        "4. 罚款:逾期一天一角。 [4]",
    ]
    assert [p.text for p in answer.points] == [c.quote for c in answer.citations] == [p.text for p in entries]


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({}, ["避开正午:正午浇水伤根。 [1]"]),
        ({"decided": True}, ["1. 勤浇水 [1]", "2. 避开正午:正午浇水伤根。 [2]"]),
        (
            {"entries": (("避开正午", "浇透"), ())},
            ["1. 勤浇水 [1]", "   浇水时注意以下几点:避开正午；浇透", "2. 避开正午:正午浇水伤根。 [2]"],
        ),
        ({"groups": 1}, ["勤浇水 [1]"]),
    ],
)
def test_a_heading_that_only_announces_a_list_is_no_point_beside_others(told: dict[str, Any], shown: list[str]) -> None:
    passages, _ = tree_of(
        "怎么种薄荷\n1、勤浇水\n浇水时注意以下几点:\n- 避开正午:正午浇水伤根。\n- 浇透:浇到流出来。\n", "a.txt"
    )
    groups = groups_of(passages, (1,), (2,))[: told.pop("groups", 2)]
    answer = compose("怎么浇水?", Draft(Status.ANSWERED, 0.9, groups, **told), [])
    assert answer.text.splitlines() == shown
    assert [c.number for c in answer.citations] == [point.citations[0] for point in answer.points]


def test_a_way_and_a_caution_are_no_two_opinions_but_two_cautions_may_be() -> None:
    (way,) = library("甲", "浇水:可以每天浇水。")
    never, seldom = (
        replace(p, role=Role.CAUTION)
        for name, words in (("乙", "浇水:不可以每天浇水。"), ("丙", "浇水:可以每天浇水。"))
        for p in library(name, words)
    )
    lines = compose("?", Draft(Status.ANSWERED, 0.9, ((way,), (never,))), []).text.splitlines()
    assert [line for line in lines if line.endswith(":")] == [CAUTIONS]
    lines = compose("?", Draft(Status.ANSWERED, 0.9, ((never,), (seldom,))), []).text.splitlines()
    assert lines[0] == DIFFERING


def test_entries_of_one_article_tell_apart_what_they_are_about() -> None:
    student, teacher = library("甲", "学生:三十天内归还图书。", "老师:六十天内归还图书。")
    answer = compose("借多久?", Draft(Status.ANSWERED, 0.9, ((student,), (teacher,))), [])
    assert DIFFERING not in answer.text


def test_equal_names_below_a_way_are_told_once() -> None:
    text = "怎么种花?\n方法如下。\n1、浇水:有两步\n- 看看盆土:早上看。\n- 看看盆土:晚上再看。\n2、晒太阳:多晒。\n"
    passages = cut(parse(text, "kb/a.txt", "a"))
    below = {row: [r for r, p in enumerate(passages) if p.parent == row] for row in range(len(passages))}
    assert select([], Choice(0, (0,)), {0: 0.1}, passages, below, {}).entries == (("看看盆土",), ())


def test_cautions_alone_need_no_connective() -> None:
    assert CAUTIONS not in answer_of((BIG_POT,), (DAILY_FOOD,)).text


@pytest.mark.parametrize(
    "rows", [((SUN, DAILY_FOOD), (TRIM,)), ((DAILY_FOOD, SUN), (TRIM,)), ((TRIM, BIG_POT), (SUN,))]
)
def test_no_way_stands_among_the_cautions(rows: tuple[tuple[int, ...], ...]) -> None:
    roles = [p.role is Role.CAUTION for p in answer_of(*rows, (BIG_POT,)).points]
    assert roles == sorted(roles)


def test_a_partial_answer_says_so_first() -> None:
    answer = answer_of((SUN,), status=Status.PARTIAL)
    assert answer.text.splitlines() == [PARTIAL, "多晒太阳:每天晒四个小时。 [1]"]


def test_nothing_found_is_said_plainly_with_the_nearest_passages() -> None:
    answer = compose("火星上有水吗?", Draft(Status.NOT_FOUND, 0.1, groups((SUN,))), [hit(SUN, 0.2), hit(TRIM, 0.1)])
    assert (answer.points, answer.citations, answer.status) == ((), (), Status.NOT_FOUND)
    assert answer.text.startswith(NOT_FOUND)
    assert "多晒太阳:每天晒四个小时。" in answer.text
    assert "[1]" not in answer.text
    assert answer.hits == (hit(SUN, 0.2), hit(TRIM, 0.1))
    assert compose("?", Draft(Status.NOT_FOUND, 0.1, ()), []).text == NOT_FOUND


def test_what_only_announces_a_list_is_not_quoted() -> None:
    quotes = [answer_of((row,)).citations[0].quote for row in range(len(PASSAGES))]
    assert "勤浇水:薄荷喜湿,夏天一天一次" in quotes
    assert not [q for q in quotes if q.endswith((":", "：")) and len(q) > 30]


def test_the_comma_of_a_number_ends_no_quote() -> None:
    text = (
        "怎么用会员卡?\n1、年消费满12,000元可享受以下权益:\n- 免运费。\n2、先充值,满12,000元可享以下权益:\n- 返现。\n"
    )
    passages = [p for p in cut(parse(text, "kb/card.txt", "card")) if "12,000" in p.text]
    answer = compose("?", Draft(Status.ANSWERED, 0.9, tuple((p,) for p in passages)), [])
    assert all("12,000元" in c.quote or "12" not in c.quote for c in answer.citations)


def test_every_quote_is_a_slice_of_its_source() -> None:
    for row in range(len(PASSAGES)):
        for c in answer_of((row,), (SUN, TRIM)).citations:
            assert c.quote == TEXTS[c.source][c.start : c.end] != ""


def test_a_title_is_answered_by_all_ways_merged_and_the_cautions() -> None:
    ways = groups((WATER, WATER_AGAIN), (SUN,), (TRIM,), (LITTLE_FOOD,))
    assert chosen(Choice(1, (MINT,))) == Selection(
        ways + groups((BIG_POT,), (DAILY_FOOD,)),
        (("避开正午", "浇透:水从盆底流出来为止"), (), (), (), (), ()),
        (WATER, SUN, TRIM, WATER_AGAIN, LITTLE_FOOD),
    )
    assert chosen(Choice(1, (MORE_MINT,))) == chosen(Choice(1, (MINT,)))


BASIL_ROWS = ((BASIL_WATER,), (BUDS,), (EARLY,))


@pytest.mark.parametrize(
    ("titles", "others"),
    [
        ({MINT: 0.2}, ()),
        ({MINT: 0.2, BASIL: 0.1}, BASIL_ROWS),
        ({MINT: 0.2, BASIL: -TITLE_LEEWAY}, BASIL_ROWS),
        ({MINT: 0.2, BASIL: -TITLE_LEEWAY - 0.001}, ()),
        ({MINT: -1.5, BASIL: -1.5}, ()),
    ],
)
def test_titles_as_near_as_the_best_statement_answer_too(
    titles: dict[int, float], others: tuple[tuple[int, ...], ...]
) -> None:
    mint = ((WATER,), (SUN,), (TRIM,), (WATER_AGAIN,), (LITTLE_FOOD,), (BIG_POT,), (DAILY_FOOD,))
    assert chosen(Choice(1, (MINT,)), titles, {}).groups == groups(*mint, *others)


def test_a_title_farther_than_the_best_statement_keeps_out_of_another_ones_answer() -> None:
    assert chosen(Choice(1, (BASIL,)), {MINT: -1.5, BASIL: 0.2}).groups == groups(*BASIL_ROWS)


def test_a_section_is_answered_by_its_entries() -> None:
    noon, through = WATER + 1, WATER + 2
    assert chosen(Choice(3, (WATER,)), same={}) == Selection(groups((noon,), (through,)), ((), ()), (noon, through))


def test_so_are_sections_that_say_the_same() -> None:
    same = partners([(WATER, BASIL_WATER), (WATER + 2, BASIL_WATER + 1)])
    rows = (WATER + 1, WATER + 2, BASIL_WATER + 1, BASIL_WATER + 2)
    merged = groups((WATER + 1,), (WATER + 2, BASIL_WATER + 1), (BASIL_WATER + 2,))
    for heading in (WATER, BASIL_WATER):
        assert chosen(Choice(1, (heading,)), same=same, hits=BOTH) == Selection(merged, ((), (), ()), rows)


def test_what_says_the_same_is_left_out_where_its_article_has_nothing_to_say_to_the_question() -> None:
    same = partners([(WATER + 1, WATER_AGAIN), (WATER + 2, BASIL_WATER + 1)])
    far = groups((WATER + 1, WATER_AGAIN), (WATER + 2,))
    near = groups((WATER + 1, WATER_AGAIN), (WATER + 2, BASIL_WATER + 1))
    for hits, told in (((SUN,), far), ((SUN, BUDS), near), (((SUN,) * READ + (BUDS,)), far)):
        assert chosen(Choice(1, (WATER,)), same=same, hits=hits).groups == told


def test_for_a_narrow_question_what_says_the_same_is_cited_where_it_was_found_too() -> None:
    same = partners([(WATER, WATER_AGAIN), (WATER, BASIL_WATER)])
    assert chosen(Choice(1, ()), same=same, hits=(WATER, SUN)).groups == groups((WATER,))
    assert chosen(Choice(1, ()), same=same, hits=(WATER, BASIL_WATER)).groups == groups((WATER, BASIL_WATER))
    every = (WATER, BASIL_WATER, WATER_AGAIN)
    assert chosen(Choice(1, ()), same=same, hits=every).groups == groups((WATER, WATER_AGAIN, BASIL_WATER))
    broad = select([hit(WATER, 0.9)], Choice(1, ()), {}, PASSAGES, BELOW, same, several=True)
    assert broad.groups == groups((WATER, WATER_AGAIN))


def test_a_point_is_worded_as_the_article_says_it_that_it_was_found_in() -> None:
    answer = answer_of((BASIL_WATER, WATER_AGAIN))
    assert [point.text for point in answer.points] == ["勤浇水:罗勒也喜湿"]
    assert [citation.source for citation in answer.citations] == ["kb/basil.txt", "kb/mint.txt"]


def test_a_heading_that_likely_answers_itself_comes_before_its_list() -> None:
    rows = (WATER, WATER + 1, WATER + 2)
    found = chosen(Choice(1, (WATER,), (SUN, WATER)), same={})
    assert found == Selection(groups(*((row,) for row in rows)), ((), (), ()), rows)
    assert chosen(Choice(1, (WATER,), (SUN,)), same={}) == chosen(Choice(1, (WATER,)), same={})


def test_partners_elsewhere_come_along_without_being_ways_found() -> None:
    same = partners([(WATER + 1, BASIL_WATER + 2)])
    assert chosen(Choice(1, (WATER,)), same=same, hits=BOTH) == Selection(
        groups((WATER + 1, BASIL_WATER + 2), (WATER + 2,)), ((), ()), (WATER + 1, WATER + 2)
    )


def test_a_heading_with_fewer_than_two_ways_gives_way_to_the_next_then_to_the_hits() -> None:
    said = chosen(Choice(2, ()))
    assert said == Selection(groups((SUN,), (TRIM,)))
    assert select([hit(SUN, 0.5)], Choice(1, (WATER,)), {}, PASSAGES, {WATER: [WATER + 1]}, {}).groups == groups((SUN,))
    for bare in (SUN, BASIL_AVOID):
        assert chosen(Choice(2, (bare,))) == said
        assert chosen(Choice(2, (bare, WATER)), same={}) == chosen(Choice(2, (WATER,)), same={})


def test_a_list_of_cautions_answers_by_itself() -> None:
    found = chosen(Choice(2, (AVOID,)))
    assert found.groups == groups((BIG_POT,), (DAILY_FOOD,))
    assert found.rows == ()


@pytest.mark.parametrize(
    ("count", "rows"),
    [(0, ()), (1, ((SUN,),)), (3, ((SUN,), (TRIM,), (WATER, WATER_AGAIN)))],
)
def test_a_narrow_answer_is_the_first_hits_and_all_their_places(count: int, rows: tuple[tuple[int, ...], ...]) -> None:
    found = chosen(Choice(count, ()), {MINT: 0.5}, hits=(SUN, TRIM, WATER, WATER_AGAIN))
    assert (found.groups, found.rows) == (groups(*rows), ())


def test_below_what_only_announces_a_list_its_entries_are_named() -> None:
    assert chosen(Choice(3, ())).entries == ((), (), ("避开正午", "浇透:水从盆底流出来为止"))
    assert chosen(Choice(2, ())).entries == ()
    assert (
        "\n   浇水时注意以下几点:避开正午；浇透:水从盆底流出来为止"
        in compose("?", Draft(Status.ANSWERED, 0.9, *_drafted(chosen(Choice(3, ())))), []).text
    )


@pytest.mark.parametrize(
    ("table", "names"),
    [
        ("| 序号 | 事项 |\n|---|---|\n| 1 | 签合同 |\n| 2 | 发通知 |\n", ("签合同", "发通知")),
        ("- 签合同 | 本周\n  - 盖章\n- 发通知\n", ("签合同", "发通知")),
    ],
)
def test_below_words_that_announce_a_table_its_rows_are_named(table: str, names: tuple[str, ...]) -> None:
    passages = cut(parse(f"# 例会纪要\n\n会后请尽快办理，待办事项如下：\n\n{table}", "kb/a.md"))
    below = {row: [one for one, p in enumerate(passages) if p.parent == row] for row in range(len(passages))}
    found = select([Hit(passages[1], 1, 0.9)], Choice(1, ()), {}, passages, below, {})
    assert (found.groups, found.entries) == (((passages[1],),), (names,))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "住宿费标准：\n（一）北京：每晚500元；\n（二）省会：每晚400元。\n",
            ("北京：每晚500元；", "省会：每晚400元。"),
        ),
        ("# 例会\n\n待办事项：\n\n| 事项 | 时间 |\n|---|---|\n| 签合同 | 周五 |\n", ("签合同 | 周五",)),
        ("邮寄须知\n以下物品禁止邮寄：\n1. 充电宝，不论大小；\n2. 打火机。\n", ("以下物品禁止邮寄：",)),
        (
            "# 体育馆\n\n## 场地预约\n\n球场须提前预约：\n1. 关注公众号，绑卡；\n2. 选好场次，付款。\n",
            ("关注公众号，绑卡；", "选好场次，付款。"),
        ),
        (
            "# 体育馆\n\n## 禁止携带的物品\n\n主要是：\n1. 宠物，不论大小；\n2. 打火机。\n",
            ("禁止携带的物品\n\n主要是：",),
        ),
        (
            "# 体育馆\n\n## 场地预约\n\n球场每天都开放。订场步骤：\n1. 关注公众号，绑卡；\n2. 选好场次，付款。\n",
            ("场地预约\n\n球场每天都开放。订场步骤：",),
        ),
    ],
)
def test_in_place_of_what_only_announces_a_list_the_list_is_told(text: str, told: tuple[str, ...]) -> None:
    passages = cut(parse(text, "kb/a.md" if text.startswith("#") else "kb/a.txt"))
    row = next(row for row, p in enumerate(passages) if p.text.rstrip()[-1] in ":：")
    assert told_narrowly(passages, row) == told


def told_narrowly(passages: Sequence[Passage], row: int) -> tuple[str, ...]:
    below = {row: [one for one, p in enumerate(passages) if p.parent == row] for row in range(len(passages))}
    found = select([Hit(passages[row], row, 0.9)], Choice(1, ()), {}, passages, below, {})
    return tuple(p.text for group in found.groups for p in group)


def test_of_a_list_that_is_told_in_place_of_its_lead_no_hit_is_cut_off() -> None:
    entries = "".join(f"（{n}）城市{n}：每晚{n}元；\n" for n in range(1, 41))
    passages = cut(parse(f"住宿标准：\n{entries}", "kb/a.txt"))
    below = {row: [one for one, p in enumerate(passages) if p.parent == row] for row in range(len(passages))}
    lead = next(row for row, p in enumerate(passages) if below[row] and p.text.endswith("："))
    last = len(passages) - 1
    found = select([Hit(passages[row], row, 0.9) for row in (lead, last)], Choice(2, ()), {}, passages, below, {})
    told = [p.text for group in found.groups for p in group]
    assert (len(told), told[0], told[-1]) == (BROAD_MOST, "城市1：每晚1元；", "城市40：每晚40元；")


def test_what_is_other_by_its_name_alone_is_told_by_itself() -> None:
    for other in ("其他要求：有驾照", "其他债务不要太多：会有压力"):
        passages = cut(parse(f"招聘\n一、会计\n★ 学历：本科\n★ 待遇：面议\n★ {other}\n", "kb/a.txt"))
        assert told_narrowly(passages, len(passages) - 1) == (other,)


@pytest.mark.parametrize(
    "name", ["应急电源", "感应卡", "申请材料", "请假条", "级别", "别人的证件", "先天性心脏病", "莫斯科"]
)
def test_a_name_is_no_sentence_for_a_letter_in_it(name: str) -> None:
    assert is_bare(name)


@pytest.mark.parametrize(
    "words", ["孕妇请先咨询医生。", "孕妇应当在医生指导下用。", "病人要先去医院。", "携带前请咨询。"]
)
def test_what_tells_to_do_something_is_no_name(words: str) -> None:
    assert not is_bare(words)


def test_an_entry_for_all_others_is_told_with_these() -> None:
    entries = ("老人：免费", "学生：半价", "其他人：58元")
    passages = cut(parse("价目\n一、票价\n" + "".join(f"★ {one}\n" for one in entries), "kb/a.txt"))
    row = {p.text: row for row, p in enumerate(passages)}
    assert told_narrowly(passages, row["其他人：58元"]) == entries
    assert told_narrowly(passages, row["学生：半价"]) == ("学生：半价",)


def test_a_sentence_that_alone_stands_under_a_way_goes_on_with_it() -> None:
    articles = "第一条 提前申请，批准后出行。\n来不及的，可先请示，回来补办。\n第二条 超过十天的，另报批准。\n"
    passages = cut(parse(f"出差办法\n\n第一章 申请\n{articles}第二章 报销\n第三条 回来报销。\n", "kb/a.txt"))
    below = {row: [one for one, p in enumerate(passages) if p.parent == row] for row in range(len(passages))}
    hits = [Hit(p, row, 0.9) for row, p in enumerate(passages) if p.role is not Role.TITLE]
    chapter = next(row for row, p in enumerate(passages) if p.label == "申请")
    found = select(hits, Choice(1, (chapter,)), {0: 0.0}, passages, below, {})
    assert [p.text[:4] for group in found.groups for p in group] == ["提前申请", "来不及的", "超过十天"]
    assert not any(found.entries)


def test_of_what_is_told_itself_no_name_is_told() -> None:
    text = "怎么养猫\n1、喂食:喂食要做到:\n- 定时:一天两次。\n- 定量:每次一小碗。\n- 换水:每天换。\n"
    passages = cut(parse(text, "kb/猫.txt"))
    below = {row: [one for one, p in enumerate(passages) if p.parent == row] for row in range(len(passages))}
    hits = [Hit(passages[row], row, 0.9) for row in (2, 1)]
    found = select(hits, Choice(2, ()), {}, passages, below, {})
    assert (found.groups, found.entries) == (((passages[2],), (passages[1],)), ((), ("定量:每次一小碗", "换水:每天换")))
    hits = [Hit(passages[row], row, 0.9) for row in (2, 3, 1)]
    assert not any(select(hits, Choice(3, ()), {}, passages, below, {}).entries)  # 换水 would look like all of it


def test_a_list_stands_below_the_words_that_announce_it() -> None:
    def told(text: str) -> str:
        passages = cut(parse(f"怎么存钱\n先看看。\n{text}1、乱花:月底没钱。\n2、借钱:要还利息。\n", "kb/钱.txt"))
        row = next(row for row, p in enumerate(passages) if p.text.startswith("存钱"))
        entries = tuple(p.label for p in passages if p.parent == row)
        draft = Draft(Status.ANSWERED, 0.9, ((passages[row],),), (entries,))
        return compose("?", draft, []).text

    assert told("存钱要靠坚持,以下误区需要避免:\n").splitlines() == [
        "存钱要靠坚持 [1]",
        "   以下误区需要避免:乱花；借钱",
    ]
    assert told(
        "存钱要靠坚持,不是一天就能存下来的,而且在存钱的时候每一个人几乎都会犯的错误,无非是以下几种:\n"
    ).endswith("\n   无非是以下几种:乱花；借钱")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("选择邮寄的,EMS到付,大约三天。", "选择邮寄的,EMS到付"),
        ("除了房租,还要交水电。", "除了房租,还要交水电"),
        ("省钱的目的,是应急。", "省钱的目的"),
        ("3 | 棉麻 | 透气", "棉麻"),
    ],
)
def test_a_short_name_goes_on_behind_a_condition_and_is_one_cell_of_a_row(text: str, name: str) -> None:
    passage = cut(parse(f"说明\n先看这里。\n{text}\n", "kb/a.txt"))[-1]
    assert short(replace(passage, label="")) == name


def _drafted(found: Selection) -> tuple[tuple[tuple[Passage, ...], ...], tuple[tuple[str, ...], ...]]:
    return found.groups, found.entries


def test_steps_stand_in_turn_where_that_is_wanted_else_the_best_comes_first() -> None:
    text = "怎么搬家\n" + "".join(f"{n}、第{n}件事要先做好。\n" for n in range(1, 8))
    passages, below = tree_of(text, "a.txt")

    def order(*entries: int, several: bool = True) -> list[int]:
        found = [Hit(passages[row], row, 0.9) for row in entries]
        chosen = select(found, Choice(len(found), ()), {}, passages, below, {}, several)
        return [passages.index(group[0]) for group in chosen.groups]

    assert order(4, 2, 3) == [2, 3, 4]
    assert order(7, 1, 5, 3) == [1, 3, 5, 7]
    assert order(7, 1, 5) == [7, 1, 5]
    assert order(2, 1) == [2, 1]
    assert order(4, 2, 3, several=False) == [4, 2, 3]


STEPS = """怎么换卡
换卡分四步。
1、打开钱包:点击我的。
2、点击银行卡管理
(1)选择旧卡。
(2)点击解绑。
3、添加新卡:点击加号。
"""
MANY_STEPS = STEPS + "".join(f"{n}、第{n}次:再看一遍。\n" for n in range(4, 14))
RENTING = """租房要注意什么
租房看起来简单,下面从看房、签约两个方面讲一讲要注意什么。
一、看房
1、白天去一次,听听隔音。
2、试试水压。
二、签约
1、先看证件。
2、押金写进合同。
"""
FURTHER = "# 怎么更新系统\n1. 打开设置\n2. 点击更新\n\n# 怎么备份照片\n1. 打开相册\n2. 登录账号\n"


def tree_of(text: str, name: str) -> tuple[list[Passage], dict[int, list[int]]]:
    found = cut(parse(text, f"kb/{name}", "a"))
    return found, {row: [r for r, p in enumerate(found) if p.parent == row] for row in range(len(found))}


def test_a_way_that_is_only_named_is_told_with_what_stands_under_it() -> None:
    """By its steps, or in a long answer by their names."""

    def told(text: str) -> list[tuple[str, tuple[str, ...]]]:
        passages, below = tree_of(text, "a.txt")
        found = select([], Choice(0, (0,)), {0: 0.1}, passages, below, {})
        names = found.entries if any(found.entries) else ((),) * len(found.groups)
        return [(group[0].text, under) for group, under in zip(found.groups, names, strict=True)][:4]

    first, managing = ("打开钱包:点击我的。", ()), "点击银行卡管理"
    assert told(STEPS) == [first, (managing, ()), ("选择旧卡。", ()), ("点击解绑。", ())]
    named = [first, (managing, ("选择旧卡", "点击解绑")), ("添加新卡:点击加号。", ()), ("第4次:再看一遍。", ())]
    assert told(MANY_STEPS) == named
    assert told(STEPS.replace(managing, "怎么解绑")) == [first, ("选择旧卡。", ()), ("点击解绑。", ()), named[2]]
    sections = STEPS.replace(":点击", "\n先看清楚,再点击")  # 点击银行卡管理 is one of them
    assert [text for text, _ in told(sections)][1:3] == ["选择旧卡。", "点击解绑。"]


def test_of_many_ways_each_is_looked_at_a_few_times() -> None:
    """Each beside all others took seconds."""

    class Counting(tuple[Passage, ...]):
        def __getitem__(self, row: int) -> Passage:  # type: ignore[override]
            looked.append(row)
            return super().__getitem__(row)

    looked: list[int] = []
    passages, below = tree_of(
        "怎么换卡\n" + "".join(f"{n}、点击管理\n(1)选择。\n(2)点击。\n" for n in range(1, 300)), "a.txt"
    )
    assert len(rows_under(0, Counting(passages), below)) > 200
    assert len(looked) < 30 * len(passages)


def test_under_a_heading_too_short_to_name_a_way_the_entries_are_the_ways() -> None:
    passages, below = tree_of(RENTING, "rent.txt")
    found = select([], Choice(0, (0,)), {0: 0.1}, passages, below, {})
    said = ["白天去一次,听听隔音。", "试试水压。", "先看证件。", "押金写进合同。"]
    assert [group[0].text for group in found.groups] == said
    assert not any(found.entries)


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (
            "1. 先去体检，带身份证。\n2. 领取方式：邮寄或自取。\n3. 交工本费，等短信。\n",
            ["先去体检", "领取方式", "交工本费"],
        ),
        ("1. 体检：带身份证。\n2. 领取方式：邮寄或自取。\n3. 交工本费，等短信。\n", ["体检：带", "领取方式"]),
    ],
)
def test_a_labelled_step_among_plain_ones_is_told_with_them_and_most_labelled_ones_are_ways(
    steps: str, told: list[str]
) -> None:
    passages, below = tree_of(f"怎么换证\n到期前就能换。\n办理步骤\n{steps}", "a.txt")
    assert [passages[row].text[:4] for row in rows_under(0, passages, below)] == told


def test_a_list_of_nothing_but_warnings_is_told_with_the_ways_whatever_heads_it() -> None:
    ways = "1、记账:每天记一次。\n2、少买:列好清单再买。\n"
    text = f"怎么存钱\n先看看。\n{ways}哪些做法适得其反?\n× 借钱:要还利息。\n× 乱投:本金会丢。\n"
    passages, below = tree_of(text, "钱")
    rows = rows_under(0, passages, below)
    assert [passages[row].text[:4] for row in rows] == ["记账:每", "少买:列", "× 借钱", "× 乱投"]
    assert [passages[row].role for row in rows[2:]] == [Role.CAUTION] * 2


def test_a_part_about_something_else_is_left_out() -> None:
    passages, below = tree_of(FURTHER, "a.md")
    titles = [row for row, p in enumerate(passages) if p.role is Role.TITLE]
    for far, told in ((5.4, 4), (5.6, 2)):
        found = select([], Choice(0, (titles[0],)), {titles[0]: 1.0, titles[1]: 1.0 - far}, passages, below, {})
        assert [group[0].text for group in found.groups] == ["打开设置", "点击更新", "打开相册", "登录账号"][:told]


def test_a_mistaken_belief_is_told_as_one() -> None:
    text = (
        "挂失的误区\n不少人想错了。\n1、没钱就不用挂失。旧卡会被盗用。\n2、不要等通知。\n误区三:补卡很慢。当天就好。\n"
    )
    found = [p for p in cut(parse(text, "kb/a.txt", "a")) if p.parent >= 0 or p.start > 10]
    said = [replace(p, role=Role.CAUTION, path=("挂失的误区",)) for p in found][-3:]
    lines = compose("?", Draft(Status.ANSWERED, 0.9, tuple((p,) for p in said)), []).text.splitlines()
    assert lines == [
        "1. 【误区】没钱就不用挂失。旧卡会被盗用。 [1]",
        "2. 不要等通知。 [2]",
        "3. 误区三:补卡很慢。当天就好。 [3]",
    ]


def test_where_cautions_are_asked_for_they_stand_nowhere_apart() -> None:
    draft = Draft(Status.ANSWERED, 0.9, groups((BIG_POT,), (SUN,)), warned=True)
    assert CAUTIONS not in compose("?", draft, []).text
    assert [point.role for point in compose("?", draft, []).points] == [Role.CAUTION, Role.METHOD]


def test_what_two_offices_say_of_themselves_is_no_contradiction() -> None:
    one, two = library("甲馆", "开馆时间:早上8点。"), library("乙馆", "开馆时间:早上9点。")
    of_17, of_18 = (replace(p[0], document=f"第{n}号馆须知") for n, p in ((17, one), (18, two)))
    assert DIFFERING in compose("?", Draft(Status.ANSWERED, 0.9, ((one[0],), (two[0],))), []).text
    assert DIFFERING not in compose("?", Draft(Status.ANSWERED, 0.9, ((of_17,), (of_18,))), []).text


def test_names_of_entries_are_one_line() -> None:
    passages, below = tree_of(MANY_STEPS, "a.txt")
    wrapped = [replace(p, label="旧\n  卡") if p.text == "选择旧卡。" else p for p in passages]
    assert select([], Choice(0, (0,)), {0: 0.1}, wrapped, below, {}).entries[1] == ("旧卡", "点击解绑")


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("第一步,打开钱包,点击我的。", "第一步,打开钱包"),
        ("对策:先还清欠款,再申请。", "对策:先还清欠款"),
        ("办理新卡之前,先注销旧卡。", "办理新卡之前,先注销旧卡"),
        ("如果卡丢了,马上挂失,再补。", "如果卡丢了,马上挂失"),
        ("费用12,000元,可分期。", "费用12,000元"),
        ("补卡", "补卡"),
    ],
)
def test_a_name_says_what_an_entry_is_about(entry: str, name: str) -> None:
    passages, below = tree_of(MANY_STEPS, "a.txt")
    told = [replace(p, text=entry, label="") if p.text == "选择旧卡。" else p for p in passages]
    assert select([], Choice(0, (0,)), {0: 0.1}, told, below, {}).entries[1][0] == name


REFUSED = """寄件须知
寄件前请看清楚。
以下物品,禁止邮寄:
1、充电宝;
2、酒精、香水;
3、刀具:水果刀也不行。
4、危险品,如汽油、鞭炮。
以下做法可以减少破损:
1、泡沫纸;
2、硬纸箱;
办理方式:
1、上门取件。
2、送到网点。
"""


def test_a_bare_entry_is_told_with_the_sentence_that_decides_of_it() -> None:
    passages, below = tree_of(REFUSED, "a.txt")
    row = {p.text: at for at, p in enumerate(passages)}
    over = row["以下物品,禁止邮寄:"]

    def told(*found: str, several: bool = False) -> Selection:
        hits = [Hit(passages[row[text]], row[text], 0.9) for text in found]
        return select(hits, Choice(len(hits), ()), {}, passages, below, {}, several)

    bank, scent = row["充电宝;"], row["酒精、香水;"]
    both = told("充电宝;", "酒精、香水;")
    assert both == Selection(groups_of(passages, (over, bank, scent)), (("充电宝", "酒精、香水"),), (), frozenset({0}))
    assert told("充电宝;", "以下物品,禁止邮寄:").groups == groups_of(passages, (over, bank))
    turned = told("以下物品,禁止邮寄:", "充电宝;")
    assert turned == Selection(groups_of(passages, (over, bank)), (("充电宝",),), (), frozenset({0}))
    assert told("泡沫纸;").heads == frozenset()
    assert told("危险品,如汽油、鞭炮。").heads == frozenset({0})
    assert told("刀具:水果刀也不行。").heads == told("上门取件。").heads == frozenset()
    assert told("充电宝;", several=True).groups == groups_of(passages, (over, bank))
    answer = compose("能寄充电宝吗", Draft(Status.ANSWERED, 0.9, both.groups, both.entries, heads=both.heads), [])
    assert answer.text == "以下物品,禁止邮寄 [1][2][3]\n   包括:充电宝；酒精、香水"
    assert [point.text for point in answer.points] == ["以下物品,禁止邮寄"]
    assert [c.quote for c in answer.citations] == ["以下物品,禁止邮寄", "充电宝;", "酒精、香水;"]


def test_among_several_only_what_is_denied_is_told_with_the_sentence_that_denies_it() -> None:
    """What is due (以下物品,必须登记) is asked for as a list, and told as one."""
    passages, below = tree_of(REFUSED.replace("禁止邮寄", "必须登记"), "a.txt")
    row = next(at for at, p in enumerate(passages) if p.text == "充电宝;")
    found = [
        select([Hit(passages[row], row, 0.9)], Choice(1, ()), {}, passages, below, {}, several)
        for several in (True, False)
    ]
    assert [one.groups for one in found] == [
        groups_of(passages, (row,)),
        groups_of(passages, (passages[row].parent, row)),
    ]


@pytest.mark.parametrize(
    ("said", "denies"),
    [
        ("以下情况不属于保修范围", True),
        ("下列损失本店不负责", True),
        ("不在赔偿范围的", True),
        ("不在家的", False),
        ("收不到的", False),
    ],
)
def test_what_denies_things(said: str, denies: bool) -> None:
    assert (DENIES.search(said) is not None) is denies


def test_what_lists_only_warnings_is_a_list() -> None:
    passages, below = tree_of("怎么换卡\n一、限制\n1、不要借给别人。\n2、不要告诉别人密码。\n", "a.txt")
    heading = next(row for row, passage in enumerate(passages) if passage.label == "限制")
    warned = [replace(p, role=Role.CAUTION) if p.parent == heading else p for p in passages]
    assert warned[heading].role is not Role.CAUTION
    assert is_list(heading, below[heading], warned)
    assert not is_list(heading, below[heading][:1], warned)


def test_a_list_is_completed_where_the_first_row_is_an_entry_of_it() -> None:
    passages, below = tree_of("换卡须知\n换卡要带这些材料：\n1、身份证。\n2、旧卡。\n3、申请表。\n", "a.txt")
    rows = {passage.text: row for row, passage in enumerate(passages)}
    first, second, third = rows["身份证。"], rows["旧卡。"], rows["申请表。"]
    tree = Tree(passages, below, {})
    assert sorted(tree.completed([first, third], frozenset())) == [first, second, third]
    assert tree.completed([first], frozenset()) == [first], "fewer than half of it"


def test_a_sentence_that_urges_is_no_entry_of_the_list_above_it() -> None:
    text = "疫苗\n一、哪些人不能打\n（1）对鸡蛋过敏的；\n（2）半岁以下的婴儿。\n孕妇打之前请先咨询医生。\n"
    passages = cut(parse(text, "kb/a.txt"))
    assert told_narrowly(passages, len(passages) - 1) == ("孕妇打之前请先咨询医生。",)
    assert told_narrowly(passages, len(passages) - 2) == ("哪些人不能打", "半岁以下的婴儿。")


@pytest.mark.parametrize(
    ("above", "heads"), [("年卡不含：", True), ("年卡包含：", False), ("收不到验证码时可以试试：", False)]
)
def test_a_price_below_what_refuses_is_told_with_the_refusal(above: str, heads: bool) -> None:
    text = f"健身房\n先看看。\n{above}\n1、私教课：300元一节；\n2、储物柜：每月20元；\n"
    passages = cut(parse(text, "kb/a.txt"))
    row = next(at for at, p in enumerate(passages) if p.text.startswith("私教课"))
    assert told_narrowly(passages, row) == ((above,) if heads else ()) + ("私教课：300元一节；",)


def groups_of(passages: Sequence[Passage], *rows: tuple[int, ...]) -> tuple[tuple[Passage, ...], ...]:
    return tuple(tuple(passages[row] for row in group) for group in rows)


@pytest.mark.parametrize(
    ("announcing", "quoted"),
    [
        ("以下人员,严禁做检查:", "以下人员,严禁做检查"),
        ("下面几种做法提不了额,还可能被降额:", "下面几种做法提不了额,还可能被降额"),
        ("额度由系统评定,要想提额,可以从以下几个方面入手:", "额度由系统评定"),
        ("退货很方便,具体步骤如下:", "退货很方便"),
        ("按年计费,分三档:", "按年计费,分三档"),
    ],
)
def test_what_announces_a_list_is_quoted_as_far_as_it_says_something(announcing: str, quoted: str) -> None:
    passages, _ = tree_of(f"须知\n先看清楚。\n{announcing}\n1、第一种,很常见。\n2、第二种,很少见。\n", "a.txt")
    said = next(p for p in passages if p.text.endswith(announcing))
    (point,) = compose("?", Draft(Status.ANSWERED, 0.9, ((said,),)), []).points
    assert point.text == said.text.replace(announcing, quoted)


def test_a_list_that_is_told_whole_stands_in_its_own_order() -> None:
    passages, below = tree_of("怎么录指纹\n录入只要两步。\n1、按一下设置键。\n2、把手指放上去。\n", "a.txt")
    first, second = (row for row, p in enumerate(passages) if p.text in ("按一下设置键。", "把手指放上去。"))
    found = [Hit(passages[row], row, 0.9) for row in (second, first)]
    for several, order in ((True, (first, second)), (False, (second, first))):
        chosen = select(found, Choice(2, ()), {}, passages, below, {}, several)
        assert chosen.groups == groups_of(passages, *((row,) for row in order))


def test_rows_of_a_table_are_told_with_the_names_of_their_columns_once() -> None:
    rows = "| 项目 | 试用期 | 正式 |\n|---|---|---|\n| 餐补 | 20 元 | 30 元 |\n| 房补 | 无 | 500 元 |\n"
    text = f"# 补贴\n\n{rows}\n别的补贴没有。\n"
    passages, _ = tree_of(text, "a.md")
    said = [p for p in passages if p.text.startswith(("餐补", "房补", "别的"))]
    told = compose("?", Draft(Status.ANSWERED, 0.9, tuple((p,) for p in said)), [])
    assert told.text.splitlines() == [
        "1. 【项目 | 试用期 | 正式】餐补 | 20 元 | 30 元 [1]",
        "2. 房补 | 无 | 500 元 [2]",
        "3. 别的补贴没有。 [3]",
    ]
    assert [point.text for point in told.points] == ["餐补 | 20 元 | 30 元", "房补 | 无 | 500 元", "别的补贴没有。"]


@pytest.mark.parametrize(
    ("name", "table", "shown"),
    [
        ("a.txt", "项目    价格    备注\n月卡    100元   无\n年卡    900元   送一月", "月卡 | 100元 | 无"),
        ("a.txt", "项目　　价格　　备注\n月卡　　100元　　无\n年卡　　900元　　送一月", "月卡 | 100元 | 无"),
        ("a.txt", '项目\t价格\t备注\n月卡\t100元\t"送一周\n再送"\n年卡\t900元\t无', '月卡 | 100元 | "送一周 再送"'),
        ("a.md", "|项目|价格|备注|\n|---|---|---|\n|月卡|100元|a\\|b|\n|年卡|900元|无|", "月卡 | 100元 | a|b"),
    ],
)
def test_a_row_is_told_on_one_line_with_its_columns_however_they_are_parted(name: str, table: str, shown: str) -> None:
    passages, _ = tree_of(f"收费标准\n\n{table}\n", name)
    said = [p for p in passages if p.text.startswith(("月卡", "年卡"))]
    told = compose("?", Draft(Status.ANSWERED, 0.9, tuple((p,) for p in said)), [])
    columns = "【项目 | 价格 | 备注】"
    assert told.text.splitlines()[0] == f"1. {columns}{shown} [1]"
    assert [block.line for block in blocks(told) or ()] == told.text.splitlines()
    assert [c.quote for c in told.citations] == [p.text for p in said]
    assert as_nearest(said[0]) == f"{columns}{shown}"


def test_a_heading_with_a_gap_names_no_columns() -> None:
    (said,) = library("甲", "电话:123  传真:456")
    assert as_nearest(replace(said, path=("第一章  总则",))) == said.text


def test_the_number_of_a_heading_of_markdown_is_not_shown_beside_that_of_the_point() -> None:
    heads = ["6. 保修", "2 取货", "1.2 退货", "七、发票", "3 天内退款"]
    passages, _ = tree_of("# 空调\n\n" + "".join(f"## {head}\n\n看说明。\n\n" for head in heads), "a.md")
    said = [p for p in passages if p.text.endswith("看说明。")]
    told = compose("?", Draft(Status.ANSWERED, 0.9, tuple((p,) for p in said)), [])
    named = ["保修", "取货", "退货", "发票", "3 天内退款"]
    assert told.text.splitlines() == [f"{i}. {name}:看说明。 [{i}]" for i, name in enumerate(named, 1)]
    assert [point.text for point in told.points] == [f"{head}\n\n看说明。" for head in heads]
    assert [short(p) for p in said] == named


def test_a_caution_is_no_partner_of_a_way() -> None:
    same = partners([(SUN, DAILY_FOOD), (DAILY_FOOD, EARLY)])
    assert chosen(Choice(1, ()), same=same).groups == groups((SUN,))
    assert chosen(Choice(1, ()), same=same, hits=(DAILY_FOOD, EARLY)).groups == groups((DAILY_FOOD, EARLY))
    broad = chosen(Choice(1, (MINT,)), same=same, hits=BOTH).groups
    assert (PASSAGES[SUN],) in broad
    assert tuple(PASSAGES[row] for row in (DAILY_FOOD, EARLY)) in broad


def test_what_says_the_same_as_a_chosen_row_but_joins_no_group_is_no_point_of_its_own() -> None:
    same = partners([(SUN, TRIM), (SUN, LITTLE_FOOD), (SUN, BUDS)])
    (group,) = chosen(Choice(1, ()), same=same).groups
    assert group[:2] == (PASSAGES[SUN], PASSAGES[TRIM])
    assert chosen(Choice(1, ()), same=same, hits=(BUDS, SUN)).groups == groups((BUDS, SUN))


def ways_and_cautions(title: str, source: str, ways: int, cautions: int) -> list[Passage]:
    """An article of so many ways and warnings."""
    lines = [f"怎么{title}?", "下面的方法可以试试。"]
    lines += [f"{n}、{title}的第{n}招:照着做{n}遍。" for n in range(1, ways + 1)]
    lines += ["以下误区需要避免:"] * bool(cautions)
    lines += [f"{n}、{title}的第{n}错:做了会坏{n}遍。" for n in range(1, cautions + 1)]
    return cut(parse("\n".join(lines) + "\n", source, title))


def test_warnings_are_not_lost_behind_many_ways() -> None:
    passages = ways_and_cautions("收纳衣服", "kb/fold.txt", BROAD_MOST + 5, 3)
    below = {row: [r for r, p in enumerate(passages) if p.parent == row] for row in range(len(passages))}
    found = select([], Choice(0, (0,)), {0: 0.1}, passages, below, {})
    assert [p.role for (p,) in found.groups] == [Role.METHOD] * (BROAD_MOST - 3) + [Role.CAUTION] * 3


def test_the_article_asked_for_is_not_lost_behind_others_as_near() -> None:
    of_each = BROAD_MOST // 2 + 1
    passages = [p for name in ("a", "b", "c") for p in ways_and_cautions(name, f"kb/{name}.txt", of_each, 0)]
    titles = {row: 0.1 for row, p in enumerate(passages) if p.role is Role.TITLE}
    for title in titles:
        found = select([], Choice(0, (title,)), titles, passages, {}, {})
        assert {p.source for (p,) in found.groups} == {passages[title].source}
        assert len(found.groups) == of_each


def test_a_broad_answer_is_not_endless() -> None:
    entries = [f"{n}、第{n}招:把衣服卷{n}下。\n" for n in range(1, BROAD_MOST + 11)]
    passages = cut(parse("怎么收纳衣服?\n下面的方法可以试试。\n" + "".join(entries), "kb/fold.txt", "fold"))
    found = select([], Choice(0, (0,)), {0: 0.1}, passages, {}, {})
    ways = [row for row, p in enumerate(passages) if p.role is Role.METHOD]
    assert len(ways) == BROAD_MOST + 10
    assert found.rows == tuple(ways[:BROAD_MOST])
    assert found.groups == tuple((passages[row],) for row in ways[:BROAD_MOST])


def test_what_a_heading_is_learnt_by_is_what_it_answers_with() -> None:
    title = [WATER, SUN, TRIM, WATER_AGAIN, LITTLE_FOOD, BIG_POT, DAILY_FOOD]
    assert rows_under(MINT, PASSAGES, BELOW) == title
    assert rows_under(WATER, PASSAGES, BELOW) == [WATER + 1, WATER + 2]
    assert rows_under(SUN, PASSAGES, BELOW) == []


ROWS = st.integers(0, len(PASSAGES) - 1)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(ROWS, unique=True),
    st.builds(Choice, st.integers(0, 8), st.lists(ROWS, max_size=3, unique=True).map(tuple)),
    st.dictionaries(st.sampled_from([MINT, MORE_MINT, BASIL]), st.floats(-0.1, 0.1)),
    st.lists(st.tuples(ROWS, ROWS), max_size=12).map(partners),
)
def test_no_passage_stands_twice_and_no_way_beside_a_caution(
    hits: list[int], choice: Choice, titles: dict[int, float], same: dict[int, frozenset[int]]
) -> None:
    found = chosen(choice, titles, same, hits)
    ids = [p.id for group in found.groups for p in group]
    assert len(ids) == len(set(ids))
    assert all(len({p.role is Role.CAUTION for p in group}) == 1 for group in found.groups)
    assert len(found.entries) in (0, len(found.groups))
    assert {PASSAGES[row].id for row in found.rows} <= set(ids)
    if not choice.headings:
        told = [({PASSAGES[row].id}, {PASSAGES[one].id for one in BELOW[row]}) for row in hits[: choice.count]]
        assert all(own <= set(ids) or (below and below <= set(ids)) for own, below in told)


def well_formed(answer: Answer, home: Path) -> None:
    assert invalid_quotes(answer, home) == []
    assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    mentioned = [n for point in answer.points for n in point.citations]
    assert list(dict.fromkeys(mentioned)) == [c.number for c in answer.citations]
    assert all(point.citations for point in answer.points)
    spans = [(c.source, c.start, c.end) for c in answer.citations]
    assert len(spans) == len(set(spans))
    if answer.status is Status.NOT_FOUND:
        assert (answer.points, answer.citations) == ((), ())
    else:
        assert answer.points
        for part in answer.parts or (answer,):
            if part.text.startswith(AS_ABOVE):  # told before, and only referred to
                continue
            assert [block.point for block in blocks(part) or ()] == list(part.points)
        assert all(f"[{c.number}]" in answer.text for c in answer.citations)
        several = NOT_ALL_FOUND if any(p.status is Status.NOT_FOUND for p in answer.parts) else PARTIAL_OF_SEVERAL
        opening = several if answer.parts else PARTIAL
        assert answer.text.startswith(opening) == (answer.status is Status.PARTIAL)
    assert 0 <= answer.confidence <= 1


@settings(max_examples=40, deadline=None)
@example("\n方法有:1、打开首页;2、点击花呗;?么\n", "x", "么")  # asks twice, and is told the same twice
@given(ANY_TEXT, STRUCTURED, QUESTION)
def test_every_quote_of_every_answer_is_the_source_to_the_letter(one: str, other: str, question: str) -> None:
    fake = FakeEncoder()
    with tempfile.TemporaryDirectory() as folder:
        sources = [Path(folder) / "甲.txt", Path(folder) / "b.md"]
        for path, text in zip(sources, (one, other), strict=True):
            path.write_bytes(text.encode())
        home = Path(folder) / "home"
        try:
            KnowledgeBase.build(sources, home, model=fake, reader=None)
        except ArticleError:
            return
        answers_known_words(home)
        kb = KnowledgeBase.open(home, model=fake, reader=None)
        for asked in (question, one[:40], other[-40:]):
            try:
                well_formed(kb.ask(asked), home)
            except QuestionError:
                continue


def test_answers_of_a_small_knowledge_base_are_well_formed(tiny_kb: KnowledgeBase) -> None:
    questions = ("绿茶怎么泡才好喝?", "水温多少?", "自行车怎么保养", "隔夜茶能喝吗", "雨天骑行以后怎么办", "火箭发射")
    answers = [tiny_kb.ask(question) for question in questions]
    for answer in answers:
        well_formed(answer, tiny_kb.home)
    assert [a.status for a in answers[:1] + answers[-1:]] == [Status.ANSWERED, Status.NOT_FOUND]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("选盆\n用瓦盆。", "选盆:用瓦盆。"),
        (
            "水管冻住的时候不要用开水浇,先用毛巾\n包好,再慢慢浇温水。",
            "水管冻住的时候不要用开水浇,先用毛巾包好,再慢慢浇温水。",
        ),
        ("Wrap the pipe first, and pour\nwarm water on it.", "Wrap the pipe first, and pour warm water on it."),
        ("- 红色\n- 白色", "- 红色 - 白色"),
        ("4. 薪资与福利\n工资每月十号发。", "4. 薪资与福利:工资每月十号发。"),
    ],
)
def test_a_point_is_shown_on_one_line(text: str, shown: str) -> None:
    assert _one_line(text) == shown


def test_a_section_that_only_announces_ways_is_told_by_these() -> None:
    text = (
        "怎么存钱\n一、存钱的方法\n1、记账:每天记一次。\n2、少买:列好清单再买。\n"
        "二、如何存钱\n存钱其实并不难,主要从以下几个方面入手:\n1、记录:花的钱都记下来。\n2、定投:每月固定买一点。\n"
    )
    passages, below = tree_of(text, "钱")
    told = [passages[row].text.split(":")[0] for row in rows_under(0, passages, below)]
    assert told == ["记账", "少买", "记录", "定投"]
