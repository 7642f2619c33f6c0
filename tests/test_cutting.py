"""Cutting a paragraph into statements."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huabei_qa.articles import parse
from huabei_qa.cutting import LONGEST, statements
from huabei_qa.passages import cut
from huabei_qa.records import Role, Span
from huabei_qa.text import has_words

OPENS = "茶汤发苦多半是水太热的缘故,水温降到八十度就好。"
COUNTED = "茶会变质,原因主要有两个。"


def cut_up(text: str, whole: int = 20) -> list[str]:
    return [span.of(text) for span in statements(text, Span(0, len(text)), whole)]


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        ("存茶要避光,罐子盖紧,放在阴凉的地方。", [OPENS, "存茶要避光,罐子盖紧,放在阴凉的地方。"]),
        ("这种水要先放凉一会儿再去冲泡茶叶。", [OPENS + "这种水要先放凉一会儿再去冲泡茶叶。"]),
        ("不过红茶要用滚水才泡得出它的味道。", [OPENS + "不过红茶要用滚水才泡得出它的味道。"]),
        ("這種水要先放涼一會兒再去沖泡茶葉。", [OPENS + "這種水要先放涼一會兒再去沖泡茶葉。"]),
        ("It is too hot for green tea leaves.", [OPENS + "It is too hot for green tea leaves."]),
        ("Italian cups keep the water warm.", [OPENS, "Italian cups keep the water warm."]),
        (
            "茶會變質,原因主要有兩個。一是受潮,二是見光。",
            [OPENS, "茶會變質,原因主要有兩個。一是受潮,二是見光。"],
        ),
        ("那里的茶农只在清明以前采摘头茬芽叶。", [OPENS, "那里的茶农只在清明以前采摘头茬芽叶。"]),
        ("其他茶可以用滚水去冲,不必等它放凉。", [OPENS, "其他茶可以用滚水去冲,不必等它放凉。"]),
        ("存多久?绿茶一年,白茶十年也不坏。", [OPENS, "存多久?绿茶一年,白茶十年也不坏。"]),
        ("记住就好。存茶要避光,放在阴凉的地方。", [OPENS + "记住就好。", "存茶要避光,放在阴凉的地方。"]),
        (
            "绿茶要用八十度的水去冲;红茶则要用滚水,才有味道。",
            [OPENS, "绿茶要用八十度的水去冲;红茶则要用滚水,才有味道。"],
        ),
        (
            COUNTED + "一是受潮,罐子没有盖紧;二是见光,放在了窗台上。",
            [OPENS, COUNTED + "一是受潮,罐子没有盖紧;二是见光,放在了窗台上。"],
        ),
    ],
)
def test_a_statement_is_a_sentence_with_what_it_cannot_do_without(rest: str, found: list[str]) -> None:
    assert cut_up(OPENS + rest) == found


def test_a_short_paragraph_is_one_statement() -> None:
    assert cut_up(OPENS + OPENS, whole=48) == [OPENS + OPENS]
    assert cut_up(OPENS + OPENS, whole=47) == [OPENS, OPENS]


@settings(max_examples=300)
@given(st.text("茶水这其。;？! \n,:一二a1", min_size=1, max_size=900), st.integers(1, 200))
def test_statements_are_all_words_in_order_and_none_is_too_long(text: str, whole: int) -> None:
    if not has_words(text):
        return
    found = statements(text, Span(0, len(text)), whole)
    assert all(span.end - span.start <= max(whole, LONGEST) for span in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert [c for span in found for c in span.of(text) if has_words(c)] == [c for c in text if has_words(c)]


def test_a_heading_over_several_statements_stands_for_itself() -> None:
    stores = "存茶要避光,罐子盖紧,放在阴凉的地方,最好不高于二十度,也不要和有气味的东西放在一处,梅雨天少开罐子。"
    opened = "开了封的一个月里喝完,没开封的放进冰箱最里面的一格,拿出来等它回到室温再打开,取茶的勺要擦干。"
    boils = "红茶要用滚水才泡得出它的味道,白茶和黄茶则在两者之间,不必太讲究,水温差一点也看不出来。"
    below = f"{OPENS}{stores}{opened}{boils}"
    passages = cut(parse(f"茶事\n\n一、泡茶\n\n{below}\n\n二、买茶\n\n看叶底。\n", "kb/a.txt"))
    assert [(p.role, p.text, p.path, p.parent, p.opening) for p in passages[1:6]] == [
        (Role.SECTION, "泡茶", ("一、泡茶",), 0, ""),
        (Role.ITEM, OPENS, ("一、泡茶",), 1, ""),
        (Role.ITEM, stores, ("一、泡茶",), 1, OPENS),
        (Role.ITEM, opened, ("一、泡茶",), 1, OPENS),
        (Role.ITEM, boils, ("一、泡茶",), 1, OPENS),
    ]
    passages = cut(parse(f"茶事\n\n一、泡茶\n\n{OPENS}{stores}\n\n二、买茶\n\n看叶底。\n", "kb/a.txt"))
    assert passages[1].text == f"泡茶\n\n{OPENS}{stores}"


def test_what_a_long_entry_says_further_stands_under_its_name() -> None:
    told = "罐子盖紧,放在阴凉的地方,最好不高于二十度,也不要和有气味的东西放在一处,开封以后尽快喝完。"
    text = f"茶事\n\n1、存茶:{told}{told}{told}{told}\n2、泡茶:水温八十度。\n"
    passages = cut(parse(text, "kb/a.txt"))
    assert [(p.text, p.label, p.path, p.parent) for p in passages[1:6]] == [
        (f"存茶:{told}", "存茶", (), 0),
        (told, "", ("1、存茶",), 1),
        (told, "", ("1、存茶",), 1),
        (told, "", ("1、存茶",), 1),
        ("泡茶:水温八十度。", "泡茶", (), 0),
    ]


def test_a_list_hangs_under_the_statement_that_leads_to_it() -> None:
    told = "存茶要避光,罐子盖紧,放在阴凉的地方,最好不高于二十度,也不要和有气味的东西放在一处,更不必冷藏。"
    text = f"茶事\n\n{OPENS}{told}{COUNTED}一是受潮,罐子没有盖紧;二是见光,放在了窗台上。\n"
    passages = cut(parse(text, "kb/a.txt"))
    assert [(p.text, p.parent) for p in passages[1:]] == [
        (OPENS, 0),
        (told, 0),
        (COUNTED, 0),
        ("受潮,罐子没有盖紧;", 3),
        ("见光,放在了窗台上。", 3),
    ]


def test_only_the_first_statement_defines() -> None:
    defines = "白茶是一种只经晒干而不揉不炒的茶叶,主要产在福建的福鼎和政和两地,叶背有一层白毫,汤色很浅。"
    text = f"白茶\n\n{defines}{OPENS}存茶要避光,罐子盖紧,放在阴凉的地方。\n"
    found = [(p.role, p.text) for p in cut(parse(text, "kb/a.txt"))[1:3]]
    assert found == [(Role.DEFINITION, defines), (Role.ITEM, OPENS)]
