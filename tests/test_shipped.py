from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, invalid_quotes

from huabei_qa import KnowledgeBase
from huabei_qa.answer.compose import CAUTIONS, NOT_FOUND
from huabei_qa.records import Answer, Role, Status

WAYS = "花呗怎么提升额度?"
QUESTIONS = (
    WAYS,
    "怎么提额",
    "花呗套现会怎样?",
    "芝麻信用分怎么提高?",
    "花呗额度由什么组成",
    "为什么我的花呗额度这么低",
    "可以分期还款吗",
    "怎么提高支付宝活跃度",
    "频繁申请提额有什么影响",
    "花呗是什么",
    "how can I raise my Huabei limit?",
    "花唄怎麼提升額度?",
    "火星上有没有水?",
)
FORBIDDEN = ("盲目申请提额", "过度消费", "转借账户")
FIRST_HALF_ENDS = (ROOT / "kb" / "article.txt").read_bytes().decode("utf-8").index("花呗作为一款深受")
HALVES = (
    ("提高芝麻信用分:", "保持较高的芝麻信用分"),
    ("增加支付宝的使用频率", "提高支付宝活跃度"),
    ("保持良好的信用记录:", "保持良好的信用记录\n"),
    ("关注花呗活动", "积极参与花呗活动"),
)


@pytest.fixture(scope="module")
def ways(shipped: KnowledgeBase) -> Answer:
    return shipped.ask(WAYS)


def quotes_of(answer: Answer, number: int) -> list[str]:
    return [answer.citations[n - 1].quote for n in answer.points[number].citations]


def test_a_broad_question_gets_at_least_nine_ways(ways: Answer) -> None:
    found = [p for p in ways.points if p.role is not Role.CAUTION]
    assert ways.status is Status.ANSWERED
    assert len(found) >= 9
    assert len({p.text for p in found}) == len(found)


def test_nothing_to_avoid_is_among_the_ways(ways: Answer) -> None:
    offered = [p.text for p in ways.points if p.role is not Role.CAUTION]
    assert not [text for text in offered for word in FORBIDDEN if word in text]
    cautions = [p.text for p in ways.points if p.role is Role.CAUTION]
    assert all(any(text.startswith(word) for text in cautions) for word in FORBIDDEN)
    above, _, below = ways.text.partition(CAUTIONS)
    assert not [word for word in FORBIDDEN if word in above]
    assert all(word in below for word in FORBIDDEN)


@pytest.mark.parametrize("pair", HALVES, ids=lambda pair: pair[0][:6])
def test_a_way_that_both_halves_give_is_one_point_that_cites_both(ways: Answer, pair: tuple[str, str]) -> None:
    having = [
        number
        for number in range(len(ways.points))
        if any(quote.startswith(start) for start in pair for quote in quotes_of(ways, number))
    ]
    assert len(having) == 1
    quotes = quotes_of(ways, having[0])
    assert all(any(quote.startswith(start) for quote in quotes) for start in pair)
    starts = [ways.citations[n - 1].start for n in ways.points[having[0]].citations]
    assert min(starts) < FIRST_HALF_ENDS < max(starts)


def test_the_effect_of_cashing_out_is_quoted(shipped: KnowledgeBase) -> None:
    answer = shipped.ask("花呗套现会怎样?")
    assert answer.status is Status.ANSWERED
    assert "花呗套现是违规行为" in answer.citations[0].quote
    assert "花呗套现是违规行为" in answer.points[0].text


@pytest.mark.parametrize(
    "question", ["花呗怎么降低额度", "怎么降额", "怎么降低芝麻信用分", "如何不提升额度", "怎么避免提额"]
)
def test_how_to_lower_is_not_answered_by_how_to_raise(shipped: KnowledgeBase, question: str) -> None:
    assert shipped.ask(question).status is Status.NOT_FOUND


@pytest.mark.parametrize("name", ["套现", "花呗套现"])
def test_the_name_of_a_statement_finds_it(shipped: KnowledgeBase, name: str) -> None:
    answer = shipped.ask(name)
    assert (answer.status, [point.text[:4] for point in answer.points]) == (Status.ANSWERED, ["避免套现"])
    assert shipped.ask(f"我{name}了").confidence < answer.confidence


@pytest.mark.parametrize("question", ["火星上有没有水?", "红烧肉怎么做", "Who wrote Hamlet?"])
def test_off_the_subject_is_not_found(shipped: KnowledgeBase, question: str) -> None:
    answer = shipped.ask(question)
    assert (answer.status, answer.points, answer.citations) == (Status.NOT_FOUND, (), ())
    assert answer.text.startswith(NOT_FOUND)
    assert len(answer.hits) >= 10


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quote_is_the_source_to_the_letter(shipped: KnowledgeBase, question: str) -> None:
    answer = shipped.ask(question)
    assert invalid_quotes(answer, shipped.home) == []
    assert not [h for h in answer.hits if "沙发" in h.passage.text or "评论" in h.passage.text]
    assert len(answer.hits) >= 10


@pytest.mark.parametrize("question", ["花唄怎麼提升額度?", "花呗怎么提升额度？"])
def test_another_script_or_width_gets_the_same_points(shipped: KnowledgeBase, ways: Answer, question: str) -> None:
    answer = shipped.ask(question)
    assert (answer.points, answer.citations, answer.status) == (ways.points, ways.citations, ways.status)


@pytest.mark.parametrize("question", ["How to raise the 花呗 limit?", "How can I increase my Huabei credit limit?"])
def test_an_english_question_is_understood(shipped: KnowledgeBase, question: str) -> None:
    answer = shipped.ask(question)
    assert answer.confidence > shipped.ask("Who wrote Hamlet?").confidence
    assert invalid_quotes(answer, shipped.home) == []


def test_asking_leaves_nothing_behind_on_the_machine(tmp_path: Path) -> None:
    places = {name: str(tmp_path) for name in ("HOME", "USERPROFILE", "XDG_CACHE_HOME", "XDG_DATA_HOME", "TMPDIR")}
    ran = subprocess.run(
        [sys.executable, "-B", "-m", "huabei_qa", "ask", WAYS],
        cwd=ROOT,
        env=dict(os.environ) | places,
        capture_output=True,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*")] == []


def test_a_cold_question_is_answered_soon() -> None:
    taken = []
    for _ in range(3):
        begin = time.perf_counter()
        ran = subprocess.run([sys.executable, "-m", "huabei_qa", "ask", WAYS], cwd=ROOT, capture_output=True)
        taken.append(time.perf_counter() - begin)
        assert ran.returncode == 0
    assert statistics.median(taken) < 3
