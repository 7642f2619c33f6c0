"""Several questions asked in one: taken apart, and one answer made of theirs."""

from __future__ import annotations

import click
import pytest
from conftest import invalid_quotes

from huabei_qa.answer import Draft, together
from huabei_qa.answer.compose import NOT_FOUND, PARTIAL
from huabei_qa.answer.together import NOT_ALL_FOUND
from huabei_qa.articles import parse
from huabei_qa.knowledge import KnowledgeBase
from huabei_qa.knowledge.deciding import Decided
from huabei_qa.knowledge.several import several
from huabei_qa.passages import cut
from huabei_qa.records import Hit, Status
from huabei_qa.show import Layout, terminal_answer
from huabei_qa.words import Words

ARTICLE = "怎么养绿萝\n1、浇水:一周浇一次水。\n2、施肥:一个月施一次肥。\n3、光照:放在窗边散光处。\n"
PASSAGES = cut(parse(ARTICLE, "kb/萝.txt"))
HITS = [Hit(PASSAGES[row], row, 0.9 - row / 10) for row in (1, 2, 3)]
NONE = Draft(Status.NOT_FOUND, 0.2, ())
WORDS = Words(("绿萝",))


def found(*rows: int, status: Status = Status.ANSWERED, confidence: float = 0.8) -> Draft:
    return Draft(status, confidence, tuple((PASSAGES[row],) for row in rows))


class Asked:
    """Finds what is listed, and remembers what it was asked."""

    def __init__(self, *known: str) -> None:
        self.known = known
        self.questions: list[str] = []

    def __call__(self, question: str) -> Decided:
        self.questions.append(question)
        row = 1 + self.known.index(question) if question in self.known else 0
        return Decided(question, found(row) if row else NONE, HITS, {})


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("绿萝怎么浇水?施肥要多少?", ["绿萝怎么浇水?", "施肥要多少?", "绿萝施肥要多少?"]),
        ("绿萝怎么浇水?绿萝怕晒吗", ["绿萝怎么浇水?", "绿萝怕晒吗"]),
        ("绿萝怎么浇水?多少钱?几天?", ["绿萝怎么浇水?", "绿萝多少钱?", "绿萝几天?"]),
        ("盆栽怎么换土?多少钱?", ["盆栽怎么换土?", "盆栽怎么换土 多少钱?"]),
        ("一周几次浇水?多少钱?", ["一周几次浇水?", "浇水多少钱?"]),
        ("叶子黄了。绿萝怎么浇水?多谢!", ["叶子黄了。绿萝怎么浇水?多谢!"]),
        (
            "绿萝怎么浇水?要多少?会有什么影响?",
            ["绿萝怎么浇水?", "绿萝怎么浇水 要多少?", "绿萝怎么浇水 要多少 会有什么影响?"],
        ),
        ("绿萝怎么浇水?施肥呢", ["绿萝怎么浇水?施肥呢"]),
        ("绿萝怎么浇水,还有绿萝怕晒吗", ["绿萝怎么浇水", "还有绿萝怕晒吗"]),
        ("绿萝叶子黄了,还有救吗", ["绿萝叶子黄了,还有救吗"]),
        ("绿萝叶子黄了,还有机会活吗", ["绿萝叶子黄了,还有机会活吗"]),
        ("绿萝怎么浇水?多长时间?", ["绿萝怎么浇水?", "绿萝多长时间?"]),
        ("绿萝叶子黄了?怎么浇水?", ["绿萝叶子黄了?怎么浇水?"]),
        ("不是浇过水了吗?绿萝怎么还黄", ["不是浇过水了吗?绿萝怎么还黄"]),
        ("绿萝怎么浇水??谢谢!", ["绿萝怎么浇水??谢谢!"]),
        ("???", ["???"]),
        ("绿萝怎么浇?" * 7, ["绿萝怎么浇?" * 7]),
    ],
)
def test_question_marks_part_questions_that_say_what_they_are_about(question: str, asked: list[str]) -> None:
    draft = Asked(*asked)
    several(question, WORDS, draft)
    assert draft.questions == asked


def test_a_part_that_leaves_out_what_it_is_about_is_asked_with_its_name_and_told_as_it_was_asked() -> None:
    for known in ("施肥要多少?", "绿萝施肥要多少?"):
        parts = several("绿萝怎么浇水?施肥要多少?", WORDS, Asked("绿萝怎么浇水?", known))
        assert parts == [("绿萝怎么浇水?", found(1), HITS, {}), ("施肥要多少?", found(2), HITS, {})]


def test_where_no_part_is_found_the_whole_is_asked() -> None:
    draft = Asked("绿萝怎么浇水?施肥要多少?")
    assert several("绿萝怎么浇水?施肥要多少?", WORDS, draft) == [("绿萝怎么浇水?施肥要多少?", found(1), HITS, {})]


@pytest.mark.parametrize("between", [" ", ",", ",", "、", "; "])
def test_clauses_are_asked_together_and_the_first_alone_only_where_nothing_is_found(between: str) -> None:
    question = f"绿萝怎么浇水{between}施肥要多少"
    assert several(question, WORDS, Asked(question)) == [(question, found(1), HITS, {})]
    assert several(question, WORDS, Asked()) == [(question, NONE, HITS, {})]
    first = several(question, WORDS, Asked("绿萝怎么浇水"))
    assert first == [("绿萝怎么浇水", found(1), HITS, {}), ("施肥要多少", NONE, HITS, {})]
    both = several(question, WORDS, Asked("绿萝怎么浇水", "施肥要多少"))
    assert both == [("绿萝怎么浇水", found(1), HITS, {}), ("施肥要多少", found(2), HITS, {})]


def test_clauses_that_are_surely_answered_by_different_statements_are_two_questions() -> None:
    def parts(rest: str, **drafts: Draft) -> list[str]:
        question = f"绿萝怎么浇水,{rest}"
        known = {question: found(1), "绿萝怎么浇水": found(1), rest: drafts.get("second", found(2))} | drafts
        return [one.question for one in several(question, WORDS, lambda one: Decided(one, known[one], HITS, {}))]

    assert parts("施肥要多少") == ["绿萝怎么浇水", "施肥要多少"]
    assert parts("施肥要多少", 绿萝怎么浇水=found(3)) == ["绿萝怎么浇水", "施肥要多少"]
    assert parts("施肥要多少", second=found(1)) == ["绿萝怎么浇水,施肥要多少"]
    assert parts("施肥要多少", second=found(2, confidence=0.7)) == ["绿萝怎么浇水,施肥要多少"]
    assert parts("施肥要多少", 绿萝怎么浇水=found(2)) == ["绿萝怎么浇水,施肥要多少"]
    assert parts("施肥要多少", 绿萝怎么浇水=NONE) == ["绿萝怎么浇水,施肥要多少"]
    assert parts("要多少钱") == ["绿萝怎么浇水,要多少钱"]


@pytest.mark.parametrize("question", ["绿萝怎么浇水,我想养好", "绿萝怎么浇水,叶子都黄了", "刚买了绿萝,怎么浇水"])
def test_what_is_only_told_beside_a_question_parts_nothing(question: str) -> None:
    assert several(question, WORDS, Asked("绿萝怎么浇水")) == [(question, NONE, HITS, {})]


def test_answers_to_several_stand_below_their_questions_and_share_their_citations() -> None:
    answer = together("浇水?施肥?", [("浇水?", found(1, 2), HITS), ("施肥?", found(2, 3, confidence=0.7), HITS[1:])], 2)
    assert answer.text == "\n".join(
        [
            "问: 浇水?",
            "1. 浇水:一周浇一次水。 [1]",
            "2. 施肥:一个月施一次肥。 [2]",
            "问: 施肥?",
            "1. 施肥:一个月施一次肥。 [2]",
            "2. 光照:放在窗边散光处。 [3]",
        ]
    )
    assert (answer.question, answer.status, answer.confidence) == ("浇水?施肥?", Status.ANSWERED, 0.7)
    assert [(point.text, point.citations) for point in answer.points] == [
        ("浇水:一周浇一次水。", (1,)),
        ("施肥:一个月施一次肥。", (2,)),
        ("光照:放在窗边散光处。", (3,)),
    ]
    assert [c.number for c in answer.citations] == [1, 2, 3]
    assert [(hit.row, hit.score) for hit in answer.hits] == [(1, 0.8), (2, 0.7)]
    assert [[c.number for c in part.citations] for part in answer.parts] == [[1, 2], [2, 3]]
    assert answer.to_dict()["parts"] == [part.to_dict() for part in answer.parts]
    assert "parts" not in answer.parts[0].to_dict()


def test_an_answer_that_was_given_already_is_referred_to() -> None:
    answer = together("浇水?怎么浇?", [("浇水?", found(1, 2), HITS), ("怎么浇?", found(2, 1), HITS)], 10)
    assert answer.text.splitlines() == [
        "问: 浇水?",
        "1. 浇水:一周浇一次水。 [1]",
        "2. 施肥:一个月施一次肥。 [2]",
        "问: 怎么浇?",
        "同上,见 [1][2]",
    ]
    assert [[c.number for c in part.citations] for part in answer.parts] == [[1, 2], [1, 2]]
    assert [point.text[:2] for point in answer.parts[1].points] == ["施肥", "浇水"]
    shown = click.unstyle(terminal_answer(answer, lambda _: ARTICLE, Layout(100))).splitlines()
    assert shown[:5] == answer.text.splitlines()


def test_one_statement_of_a_list_that_was_told_is_told_again_where_it_is_asked_for() -> None:
    answer = together("怎么养?施肥?", [("怎么养?", found(1, 2), HITS), ("施肥?", found(2), HITS)], 10)
    assert answer.text.splitlines()[-2:] == ["问: 施肥?", "施肥:一个月施一次肥。 [2]"]
    assert [part.status for part in answer.parts] == [Status.ANSWERED] * 2


def test_what_was_told_before_is_no_answer_to_a_question_that_has_none_by_itself() -> None:
    known = {"绿萝怎么浇水?": found(1), "绿萝施肥要多少?": found(1, confidence=0.9)}
    parts = several("绿萝怎么浇水?施肥要多少?", WORDS, lambda one: Decided(one, known.get(one, NONE), HITS, {}))
    assert [(one.question, one.is_found) for one in parts] == [("绿萝怎么浇水?", True), ("施肥要多少?", False)]


def test_a_question_of_several_that_is_not_found_is_told_so() -> None:
    drafts = [("开花吗?", NONE, HITS), ("浇水?", found(1, status=Status.PARTIAL, confidence=0.7), HITS)]
    answer = together("开花吗?浇水?", drafts, 10)
    lines = [NOT_ALL_FOUND, "问: 开花吗?", NOT_FOUND, "问: 浇水?", PARTIAL, "浇水:一周浇一次水。 [1]"]
    assert answer.text.splitlines() == lines
    assert (answer.status, answer.confidence) == (Status.PARTIAL, 0.7)
    shown = click.unstyle(terminal_answer(answer, lambda _: ARTICLE, Layout(100))).splitlines()
    assert shown == [*lines, "", "出处:", *shown[-3:]]
    assert shown[-3:] == ["[1] kb/萝.txt › 怎么养绿萝 › 浇水 (第2行)", "", "把握: 70% (不是每一问都找到了答案)"]


def test_a_knowledge_base_answers_each_of_two_questions(tiny_kb: KnowledgeBase) -> None:
    answer = tiny_kb.ask("绿茶怎么泡才好喝?自行车怎么保养?")
    alone = [tiny_kb.ask(question) for question in ("绿茶怎么泡才好喝?", "自行车怎么保养?")]
    assert [part.question for part in answer.parts] == [one.question for one in alone]
    assert [[p.text for p in part.points] for part in answer.parts] == [[p.text for p in one.points] for one in alone]
    assert invalid_quotes(answer, tiny_kb.home) == []
    assert len(tiny_kb.ask("绿茶怎么泡才好喝?自行车怎么保养?", 3).hits) == 3


def test_the_least_sure_of_those_answered_stands_for_all(tiny_kb: KnowledgeBase) -> None:
    sure, less, none = "自行车怎么保养?", "水温多少合适?", "火星上有水吗?"
    (surer, _), (least, signals) = map(tiny_kb.ask_with_signals, (sure, less))
    assert least.points and least.confidence < surer.confidence
    for asked in (f"{sure}{less}", f"{sure}{less}{none}"):
        answer, made_of = tiny_kb.ask_with_signals(asked)
        assert (answer.confidence, made_of) == (least.confidence, signals)
