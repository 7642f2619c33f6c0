from __future__ import annotations

import click
import pytest

from huabei_qa.answer import Draft, compose
from huabei_qa.articles import parse
from huabei_qa.errors import ArticleError
from huabei_qa.passages import cut
from huabei_qa.records import Answer, Hit, Status
from huabei_qa.show import terminal_answer, terminal_hits

ARTICLE = "怎么存红薯?\r\n红薯怕冷怕湿。\r\n1、晾干:晒两天再收。\r\n2、通风\r\n放在阴凉通风的地方。\r\n"
PASSAGES = cut(parse(ARTICLE, "kb/薯.txt"))
HITS = [Hit(PASSAGES[2], 2, 0.876), Hit(PASSAGES[3], 3, 0.5)]


def text_of(source: str) -> str:
    assert source == "kb/薯.txt"
    return ARTICLE


def answer(status: Status) -> Answer:
    return compose("怎么存红薯?", Draft(status, 0.94, ((PASSAGES[2],), (PASSAGES[3],))), HITS)


def test_an_answer_shows_its_sources_with_line_and_place() -> None:
    shown = click.unstyle(terminal_answer(answer(Status.ANSWERED), text_of))
    one, other = PASSAGES[2], PASSAGES[3]
    assert shown.splitlines() == [
        "1. 晾干:晒两天再收。 [1]",
        "2. 通风:放在阴凉通风的地方。 [2]",
        "",
        "出处:",
        f"[1] kb/薯.txt › 怎么存红薯? (第3行,字符 {one.start}-{one.end})",
        f"[2] kb/薯.txt › 2、通风 (第4行,字符 {other.start}-{other.end})",
        "",
        "把握: 94% (很有把握)",
    ]


def test_nothing_found_shows_no_sources() -> None:
    shown = click.unstyle(terminal_answer(answer(Status.NOT_FOUND), text_of))
    assert "出处" not in shown
    assert "晾干:晒两天再收。" in shown


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
