from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import click
import pytest

from huabei_qa.answer import Draft, compose
from huabei_qa.answer.compose import NOT_FOUND, PARTIAL
from huabei_qa.articles import parse
from huabei_qa.columns import width
from huabei_qa.errors import ArticleError
from huabei_qa.passages import cut
from huabei_qa.records import Answer, Hit, Passage, Status
from huabei_qa.show import PLAIN, Layout, terminal_answer, terminal_hits

ARTICLE = "怎么存红薯?\r\n红薯怕冷怕湿。\r\n1、晾干:晒两天再收。\r\n2、通风\r\n放在阴凉通风的地方。\r\n"
PASSAGES = cut(parse(ARTICLE, "kb/薯.txt"))
HITS = [Hit(PASSAGES[2], 2, 0.876), Hit(PASSAGES[3], 3, 0.5)]


def text_of(source: str) -> str:
    assert source == "kb/薯.txt"
    return ARTICLE


def answer(status: Status, rows: Sequence[Passage] = PASSAGES) -> Answer:
    hits = [Hit(rows[hit.row], hit.row, hit.score) for hit in HITS]
    return compose("怎么存红薯?", Draft(status, 0.94, ((rows[2],), (rows[3],))), hits)


def told_with_sources(rows: Sequence[Passage]) -> list[str]:
    one, other = rows[2], rows[3]
    return [
        "1. 晾干:晒两天再收。 [1]",
        "2. 通风:放在阴凉通风的地方。 [2]",
        "",
        "出处:",
        f"[1] kb/薯.txt › 怎么存红薯? › 晾干 (第3行,字符 {one.start}-{one.end})",
        f"[2] kb/薯.txt › 2、通风 (第4行,字符 {other.start}-{other.end})",
    ]


def test_an_answer_shows_its_sources_with_line_and_place() -> None:
    shown = click.unstyle(terminal_answer(answer(Status.ANSWERED), text_of))
    assert shown.splitlines() == [*told_with_sources(PASSAGES), "", "把握: 94% (很有把握)"]


def test_lines_may_end_in_a_carriage_return_alone() -> None:
    article = ARTICLE.replace("\r\n", "\r")
    rows = cut(parse(article, "kb/薯.txt"))
    shown = click.unstyle(terminal_answer(answer(Status.ANSWERED, rows), lambda _: article))
    assert shown.split("\n")[:6] == told_with_sources(rows)


def test_nothing_found_lists_what_is_nearest_as_no_answer() -> None:
    shown = click.unstyle(terminal_answer(answer(Status.NOT_FOUND), text_of))
    one, other = PASSAGES[2], PASSAGES[3]
    assert shown.splitlines() == [
        NOT_FOUND,
        "以下不是答案,只是知识库里最接近的内容:",
        "· 晾干:晒两天再收。",
        f"  kb/薯.txt › 怎么存红薯? (第3行,字符 {one.start}-{one.end})",
        "· 通风 放在阴凉通风的地方。",
        f"  kb/薯.txt › 2、通风 (第4行,字符 {other.start}-{other.end})",
        "",
        "把握: 94% (不够作答)",
    ]


def test_an_article_moves_no_cursor_and_colours_nothing() -> None:
    article = "怎么存\x1b[31m红薯?\n1、晾干:晒\x1b[2J两\u200b天再收。\n"
    passages = cut(parse(article, "kb/\x1b[1m薯.txt"))
    one = compose("?", Draft(Status.ANSWERED, 0.9, ((passages[-1],),)), [])
    shown = terminal_answer(one, lambda _: article, Layout(80))
    assert click.unstyle(shown) == "".join(c for c in click.unstyle(shown) if c.isprintable() or c == "\n")
    assert "\x1b[31m" not in shown
    assert "\x1b[2J" not in shown
    assert "两天再收" in shown


def test_nothing_near_is_not_announced() -> None:
    shown = terminal_answer(compose("?", Draft(Status.NOT_FOUND, 0.0, ()), []), text_of)
    assert click.unstyle(shown) == f"{NOT_FOUND}\n\n把握: 0% (不够作答)"


@pytest.mark.parametrize(
    ("status", "confidence", "words"),
    [
        (Status.ANSWERED, 0.9, "很有把握"),
        (Status.ANSWERED, 0.89, "比较有把握"),
        (Status.PARTIAL, 0.89, "原文没有逐字回答"),
        (Status.NOT_FOUND, 0.7, "不够作答"),
    ],
)
def test_the_confidence_is_told_in_words_too(status: Status, confidence: float, words: str) -> None:
    one = compose("?", Draft(status, confidence, ((PASSAGES[2],),)), HITS)
    assert click.unstyle(terminal_answer(one, text_of)).splitlines()[-1] == f"把握: {confidence:.0%} ({words})"


def long_article(*sizes: int, warned: int = 0) -> str:
    """Sections with so many items each, and one of warnings."""
    numerals = "一二三四五六"
    lines = ["怎么存红薯?"]
    for n, size in enumerate(sizes):
        lines += [f"{numerals[n]}、第{numerals[n]}类办法"]
        lines += [f"{i}、办法{n}号{i}:照着做就可以存得更久。" for i in range(1, size + 1)]
    if warned:
        lines += [
            f"{numerals[len(sizes)]}、以下误区需要避免",
            *(f"{i}、不要第{i}样做法。" for i in range(1, warned + 1)),
        ]
    return "\n".join(lines) + "\n"


def answer_of_all(article: str, source: str = "kb/薯.txt") -> Answer:
    rows = [p for p in cut(parse(article, source)) if p.text.startswith(("办法", "不要"))]
    return compose("怎么存红薯?", Draft(Status.ANSWERED, 0.94, tuple((p,) for p in rows)), [])


def lines_of(one: Answer, article: str, layout: Layout) -> list[str]:
    return click.unstyle(terminal_answer(one, lambda _: article, layout)).splitlines()


def test_a_long_answer_is_folded_by_section() -> None:
    article = long_article(8, 4, 5, warned=5)
    said = lines_of(answer_of_all(article), article, Layout(80))
    assert said[: said.index("")] == [
        "■ 一、第一类办法",
        *(f"{i}. 办法0号{i}:照着做就可以存得更久。 [{i}]" for i in (1, 2, 3)),
        "   …还有 5 条 (--full 看全部)",
        "■ 二、第二类办法",
        *(f"{i + 8}. 办法1号{i}:照着做就可以存得更久。 [{i + 8}]" for i in (1, 2, 3, 4)),
        "■ 三、第三类办法",
        *(f"{i + 12}. 办法2号{i}:照着做就可以存得更久。 [{i + 12}]" for i in (1, 2, 3)),
        "   …还有 2 条 (--full 看全部)",
        "注意:",
        "■ 四、以下误区需要避免",
        *(f"{i}. 不要第{i}样做法。 [{i + 17}]" for i in (1, 2, 3)),
        "   …还有 2 条 (--full 看全部)",
    ]
    sources = said[said.index("出处:") + 1 : said.index("", said.index("出处:"))]
    assert sources[0] == "[1] kb/薯.txt › 一、第一类办法 › 办法0号1 (第3行)"
    assert sources[-1] == "…还有 9 处 (--full 看全部)"
    assert len(sources) == 13 + 1


def test_full_shows_all_of_it_by_section() -> None:
    article = long_article(8, 4, 5, warned=5)
    one = answer_of_all(article)
    said = lines_of(one, article, Layout(80, full=True))
    assert [line for line in said if line.startswith("■")] == [
        "■ 一、第一类办法",
        "■ 二、第二类办法",
        "■ 三、第三类办法",
        "■ 四、以下误区需要避免",
    ]
    assert [line for line in said[: said.index("")] if not line.startswith("■")] == one.text.split("\n")
    assert "还有" not in "".join(said)
    assert sum("字符" in line for line in said) == 22


def test_without_a_terminal_nothing_is_folded_wrapped_or_left_out() -> None:
    article = long_article(20, warned=5)
    one = answer_of_all(article)
    said = lines_of(one, article, PLAIN)
    assert said[: said.index("")] == one.text.split("\n")
    assert sum("字符" in line for line in said) == 25


def test_a_list_without_sections_is_folded_without_headings() -> None:
    article = long_article(25)
    said = lines_of(answer_of_all(article), article, Layout(80))
    assert said[9] == "   …还有 16 条 (--full 看全部)"
    assert not any(line.startswith("■") for line in said)


def test_one_more_is_not_folded_away() -> None:
    article = long_article(4, 4, 5)
    said = lines_of(answer_of_all(article), article, Layout(80))
    assert [line for line in said if "还有" in line] == ["   …还有 2 条 (--full 看全部)", "…还有 2 处 (--full 看全部)"]


def test_a_short_answer_is_not_folded() -> None:
    article = long_article(7, 5)
    one = answer_of_all(article)
    said = lines_of(one, article, Layout(80))
    assert said[: said.index("")] == one.text.split("\n")


def test_sources_of_several_articles_are_grouped() -> None:
    other = cut(parse("怎么存白菜?\n1、阴凉:放在阴凉的地方。\n", "kb/菜.txt"))[1]
    groups = ((PASSAGES[2], other), (PASSAGES[3],))
    one = compose("?", Draft(Status.ANSWERED, 0.94, groups), [])
    said = lines_of(one, ARTICLE, Layout(80))
    assert said[said.index("出处:") :][:6] == [
        "出处:",
        "kb/薯.txt 《怎么存红薯?》",
        "  [1] 晾干 (第3行)",
        "  [3] 2、通风 (第4行)",
        "kb/菜.txt 《怎么存白菜?》",
        "  [2] 阴凉 (第2行)",
    ]


def test_what_stands_under_a_point_is_in_line_with_its_words() -> None:
    article = "怎么存红薯?\n1、晾干:可以用下面的这些办法来晾:\n- 挂起来\n- 摊开来晒\n2、通风:别捂着。\n"
    passages = cut(parse(article, "kb/薯.txt"))
    groups = tuple((p,) for p in passages if p.text.startswith(("晾干", "通风")))
    one = compose("?", Draft(Status.ANSWERED, 0.9, groups, entries=(("挂起来", "摊开来晒"), ())), [])
    assert lines_of(one, article, Layout(24))[:5] == [
        "1. 晾干 [1]",
        "   可以用下面的这些办法",
        "   来晾:挂起来；摊开来晒",
        "2. 通风:别捂着。 [2]",
        "",
    ]


@pytest.mark.parametrize("columns", [20, 33, 60, 100])
@pytest.mark.parametrize("status", list(Status))
def test_no_line_is_wider_than_the_terminal(columns: int, status: Status) -> None:
    article = long_article(9, 9, warned=3).replace("照着做", "照着这一份长长的说明 step by step 一步一步做")
    one = replace(answer_of_all(article), status=status, hits=tuple(HITS))
    for full in (False, True):
        said = lines_of(one, article, Layout(columns, full))
        assert [line for line in said if width(line) > columns] == []
    assert all(
        width(line) <= columns for line in click.unstyle(terminal_hits(HITS, text_of, Layout(columns))).split("\n")
    )


def test_marks_of_markdown_are_quoted_and_not_shown() -> None:
    article = "# 怎么存红薯\n## 两个办法\n- **晾干**:晒两天再收。\n- **通风**:别捂着。\n"
    rows = [p for p in cut(parse(article, "kb/薯.md")) if p.text.startswith("**")]
    one = compose("?", Draft(Status.PARTIAL, 0.8, tuple((p,) for p in rows)), [])
    said = lines_of(one, article, Layout(80))
    assert said[:3] == [PARTIAL, "1. 晾干:晒两天再收。 [1]", "2. 通风:别捂着。 [2]"]
    assert said[5] == "[1] kb/薯.md › 两个办法 › 晾干 (第3行)"
    assert lines_of(one, article, PLAIN)[1:3] == said[1:3]
    assert [c.quote for c in one.citations] == ["**晾干**:晒两天再收。", "**通风**:别捂着。"]


def test_a_text_of_another_making_is_shown_as_it_is() -> None:
    one = replace(answer(Status.ANSWERED), text="红薯要晾干。[1]\n也要通风。[2]\n完。")
    assert lines_of(one, ARTICLE, Layout(80))[:4] == ["红薯要晾干。[1]", "也要通风。[2]", "完。", ""]


def test_hits_show_score_source_and_place() -> None:
    one, other = PASSAGES[2], PASSAGES[3]
    assert click.unstyle(terminal_hits(HITS, text_of)).splitlines() == [
        "1. 晾干:晒两天再收。",
        f"   0.88  kb/薯.txt › 怎么存红薯? (第3行,字符 {one.start}-{one.end})",
        "2. 通风 放在阴凉通风的地方。",
        f"   0.50  kb/薯.txt › 2、通风 (第4行,字符 {other.start}-{other.end})",
    ]
    assert terminal_hits([], text_of) == ""


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.PARTIAL])
def test_an_answer_stands_without_its_article(status: Status) -> None:
    def gone(source: str) -> str:
        raise ArticleError(f"There is no file {source}.")

    shown = click.unstyle(terminal_answer(answer(status), gone))
    assert f"(字符 {PASSAGES[2].start}-{PASSAGES[2].end})" in shown


def test_the_break_in_a_cell_or_a_heading_is_a_space_where_it_is_shown() -> None:
    text = "# 会议室\n\n## 房间<br>设备\n\n| 名称 | 能坐<br>（人） |\n|---|---|\n| 302<br>（大） | 30<br>满 |\n"
    row = cut(parse(text, "kb/a.md"))[-1]
    shown = click.unstyle(terminal_answer(compose("?", Draft(Status.ANSWERED, 0.9, ((row,),)), []), lambda _: text))
    assert shown.splitlines()[:4] == [
        "【名称 | 能坐 （人）】302 （大） | 30 满 [1]",
        "",
        "出处:",
        f"[1] kb/a.md › 房间 设备 › 名称 | 能坐 （人） › 302 （大） (第7行,字符 {row.start}-{row.end})",
    ]
    assert row.text == "302<br>（大） | 30<br>满"
