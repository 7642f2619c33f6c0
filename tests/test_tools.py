"""What the shipped weights are learnt from: judged articles as groups of passages to train on (`tools/`)."""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import ROOT, TEA, FakeEncoder
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

sys.path.insert(0, str(ROOT / "tools"))

import build_news
import judged
import reader_facts
import reader_mine
import reader_near
import reader_restore
import reader_steps
from reader_data import (
    UNCLEAR,
    Heading,
    Question,
    heading_grades,
    read_collection,
    with_some,
)
from reader_sampling import group, headings_of, mangled

from huabei_qa.adapter import Adapter
from huabei_qa.words import normalise

QUESTIONS = [
    {"question": "水要多热", "answerable": "yes", "kind": "number", "lines": {"3": 2}},
    {"question": "泡茶的方法", "answerable": "yes", "kind": "howto", "lines": {"3": 2, "4": 2, "5": 2, "6": 2}},
    {"question": "茶叶多少钱", "answerable": "no", "kind": "number", "lines": {}},
]
MORE = [{"question": "昨天的茶", "answerable": "part", "kind": "yesno", "lines": {"8": 2, "2": 1}}]
ENGLISH = [{"question": "how hot", "answerable": "yes", "kind": "number", "lines": {"3": 2}}]


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch, fake: FakeEncoder) -> None:
    monkeypatch.setattr(reader_near, "load_encoder", lambda: fake)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "tea.txt"
    path.write_text(TEA, encoding="utf-8")
    files = {"": QUESTIONS, ".more": MORE, ".blind": [], ".near": [], ".sections": [], ".en": ENGLISH}
    for kind, some in files.items():
        lines = "".join(json.dumps(q, ensure_ascii=False) + "\n" for q in some)
        path.with_name(f"tea{kind}.jsonl").write_text(lines, encoding="utf-8")
    return path


def asked(grades: list[int], headings: tuple[int, ...] = ()) -> Question:
    """A question to candidates that are the farther the later they stand; by the encoder alone the other way round."""
    far = np.arange(len(grades), dtype=np.float32)
    return Question("怎么泡茶", "yes", 0, {}, grades, far, -far, (), headings)


@pytest.mark.usefixtures("plain")
def test_every_file_of_questions_is_read_and_lines_become_grades_of_passages(article: Path, tmp_path: Path) -> None:
    data = read_collection([(article, article.with_suffix(".jsonl"))], tmp_path / "cache")
    assert [q.text for q in data.questions] == ["水要多热", "泡茶的方法", "茶叶多少钱", "昨天的茶", "how hot"]
    words = [c.words.split("\n")[0][:4] for c in data.candidates[0]]
    assert words == ["绿茶是一", "选对水温", "先洗杯子", "少放茶叶", "及时出汤", "泡茶时以", "隔夜再喝", "用保温杯"]
    assert [q.grades for q in data.questions] == [
        [0, 2, 0, 0, 0, 0, 0, 0],
        [0, 2, 2, 2, 2, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0],
        [1, 0, 0, 0, 0, UNCLEAR, 2, 0],
        [0, 2, 0, 0, 0, 0, 0, 0],
    ]


@pytest.mark.usefixtures("plain")
def test_of_questions_to_sections_none_is_left_out(article: Path, tmp_path: Path) -> None:
    article.with_name("tea.sections.jsonl").write_text(
        json.dumps({"question": "咋泡", "answerable": "yes", "kind": "howto", "lines": {"3": 2, "4": 2}}),
        encoding="utf-8",
    )
    data = with_some(read_collection([(article, article.with_suffix(".jsonl"))], tmp_path), 2)
    assert [(q.text, q.of_section) for q in data.questions] == [
        ("水要多热", False),
        ("茶叶多少钱", False),
        ("咋泡", True),
        ("how hot", False),
    ]


@pytest.mark.usefixtures("plain")
def test_wrong_passages_are_ranked_as_the_adapter_turns_the_question(
    article: Path, tmp_path: Path, fake: FakeEncoder
) -> None:
    turning = Adapter(np.roll(np.eye(64, dtype=np.float32), 1, axis=1))
    files = [(article, article.with_suffix(".jsonl"))]
    without = read_collection(files, tmp_path).questions[0]
    turned = read_collection(files, tmp_path, adapter=turning).questions[0]
    held = fake.encode_passages([c.context for c in read_collection(files, tmp_path).candidates[0]])
    assert without.found.tolist() == pytest.approx(without.cosine.tolist())
    assert turned.cosine.tolist() == without.cosine.tolist()
    assert turned.found.tolist() == pytest.approx((held @ turning.turn(fake.encode_queries(["水要多热"]))[0]).tolist())
    assert turned.found.tolist() != pytest.approx(turned.cosine.tolist())


@pytest.mark.usefixtures("plain")
def test_statements_ask_for_their_like_and_are_nobodys_words(article: Path, tmp_path: Path) -> None:
    article.with_name("tea.groups.json").write_text("[[3, 4]]", encoding="utf-8")
    questions = read_collection([(article, article.with_suffix(".jsonl"))], tmp_path, repeats=True).questions
    statements = [q for q in questions if not q.typed]
    assert [q.text[:4] for q in statements if q.answerable == "yes"] == ["选对水温", "先洗杯子"]
    assert statements[0].grades == [0, UNCLEAR, 2, 0, 0, 0, 0, 0]
    assert sum(q.answerable == "no" for q in statements) == 3
    assert {q.text for q in questions if q.typed} == {q["question"] for q in QUESTIONS + MORE + ENGLISH}


def test_a_second_judges_marks_stand_beside_the_first_ones(article: Path) -> None:
    article.with_name("tea.groups.json").write_text("[[3, 4]]", encoding="utf-8")
    assert judged.read_second_groups(article) == [[3, 4]]
    article.with_name("tea.second.json").write_text("[[3, 4], [5, 6]]", encoding="utf-8")
    assert (judged.read_groups(article), judged.read_second_groups(article)) == ([[3, 4]], [[3, 4], [5, 6]])


def test_what_a_teacher_says_is_learnt_as_it_says_it() -> None:
    wanted = torch.tensor([2.0, -12.0])
    logits = torch.tensor([0.0, -9.0], requires_grad=True)
    loss = reader_steps.taught_loss(logits, wanted)
    # ln 2 at a logit of 0, and what is left at -9, the surest that is taught; .05 of two squared; six pairs a question.
    at_surest = math.log1p(math.exp(-9)) + 9 / (1 + math.exp(9))
    assert loss.item() == pytest.approx((math.log(2) + at_surest + 0.05 * 4) / 6, rel=1e-4)
    loss.backward()
    assert logits.grad is not None
    assert logits.grad.tolist() == pytest.approx([(0.5 - 1 / (1 + math.exp(-2)) - 0.05 * 2 * 2) / 6, 0.0], abs=1e-5)


class _Counting(torch.nn.Module):
    """A reader whose logit is so much a token."""

    def __init__(self, each: float) -> None:
        super().__init__()
        self.each = torch.nn.Parameter(torch.tensor(each))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.each * mask.sum(1)


def test_beside_a_teacher_some_questions_are_learnt_by_their_judgement() -> None:
    pairs = [reader_steps.Pair([1, 2], 2), reader_steps.Pair([1], 0)]
    student, teacher = _Counting(0.0), _Counting(1.0)
    workers = reader_steps.Workers(student, 2, torch.device("cpu"), teacher)  # type: ignore[arg-type]
    loss = workers.gradients([reader_steps.Group(pairs, taught=False), reader_steps.Group(pairs, taught=True)], 0.0)
    # Logits of 0: ln 2 a pair; the teacher says 2 and 1, whose squares count .05; six pairs a question, two questions.
    assert loss == pytest.approx((2 * math.log(2) + 2 * math.log(2) + 0.05 * (4 + 1)) / 6 / 2, rel=1e-3)
    # d/deach: two tokens should say more (.5 less than 1), one should say less; the teacher wants more of both.
    wanted = 2 * (0.5 - 1 / (1 + math.exp(-2)) - 0.05 * 2 * 2) + (0.5 - 1 / (1 + math.exp(-1)) - 0.05 * 2)
    assert student.each.grad is not None
    assert student.each.grad.item() == pytest.approx((2 * -0.5 + 0.5 + wanted) / 6 / 2, rel=1e-2)
    assert teacher.each.grad is None
    alone = reader_steps.Workers(_Counting(0.0), 1, torch.device("cpu"))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="there is none"):
        alone.gradients([reader_steps.Group(pairs, taught=True)], 0.0)


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("by_judgement", [(), (0,)])
def test_questions_to_sections_are_asked_oftener_and_learnt_by_judgement_beside_a_teacher(
    article: Path, tmp_path: Path, by_judgement: tuple[int, ...]
) -> None:
    pytest.importorskip("onnx", reason="of the group dev")
    import reader_learn

    asked = {"question": "泡茶的讲究", "answerable": "no", "lines": {}}
    article.with_name("tea.sections.jsonl").write_text(json.dumps(asked, ensure_ascii=False), encoding="utf-8")
    article.with_name("tea.groups.json").write_text("[[3, 4]]", encoding="utf-8")
    data = read_collection([(article, article.with_suffix(".jsonl"))], tmp_path, repeats=True)
    o = argparse.Namespace(rate=1e-4, threads=1, questions=2, epochs=1.0, work=tmp_path, seed=3, sections=3)
    log = reader_learn.Log(tmp_path / "training.log", more=False)
    texts: reader_learn.Texts = None  # type: ignore[assignment]
    run = reader_learn.Training(_Counting(0.0), data, texts, o, log, _Counting(1.0), by_judgement)  # type: ignore[arg-type]
    log.file.close()
    of_section = [question.of_section for question in data.questions]
    assert sorted(run.order(0)) == sorted([*range(len(data.questions)), *[of_section.index(True)] * 2])
    typed = [question.typed for question in data.questions]
    assert [not taught for taught in run.taught] == (typed if by_judgement else of_section)


@pytest.mark.usefixtures("plain")
def test_rewordings_ask_for_what_they_reword_and_only_beside_repeats(article: Path, tmp_path: Path) -> None:
    like = [
        {"question": "八十度的水最合适", "answerable": "yes", "lines": {"3": 2}, "of": 3},
        {"question": "水温高了茶叶会变黄", "answerable": "no", "lines": {}, "of": 3},
    ]
    lines = "".join(json.dumps(q, ensure_ascii=False) + "\n" for q in like)
    article.with_name("tea.like.jsonl").write_text(lines, encoding="utf-8")
    files = [(article, article.with_suffix(".jsonl"))]
    assert len(read_collection(files, tmp_path).questions) == 5
    first, second = read_collection(files, tmp_path, repeats=True).questions[5:]
    assert (first.text, first.grades, first.typed, first.headings) == (
        "八十度的水最合适",
        [0, 2, 0, 0, 0, 0, 0, 0],
        False,
        (),
    )
    assert (second.text, second.grades, second.typed) == ("水温高了茶叶会变黄", [0] * 8, False)
    thinned = with_some(read_collection(files, tmp_path, repeats=True), 2).questions
    assert [q.text for q in thinned] == ["水要多热", "茶叶多少钱", "how hot", first.text, second.text]
    twice = read_collection(files * 2, tmp_path)
    assert [q.article for q in with_some(twice, 2, whole={1}).questions] == [0] * 3 + [1] * 5
    fewer = with_some(read_collection(files, tmp_path, repeats=True), 2, other=2).questions
    assert [q.text for q in fewer] == ["水要多热", "茶叶多少钱", "how hot", first.text]


@pytest.mark.usefixtures("plain")
def test_vectors_that_are_kept_are_not_computed_again(
    article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [(article, article.with_suffix(".jsonl"))]
    first = read_collection(files, tmp_path / "cache")

    def fail(*_: object) -> None:
        raise AssertionError("embedded again")

    monkeypatch.setattr(FakeEncoder, "encode_passages", fail)
    again = read_collection(files, tmp_path / "cache")
    assert [q.cosine.tolist() for q in again.questions] == [q.cosine.tolist() for q in first.questions]
    assert sorted(p.suffix for p in (tmp_path / "cache").iterdir()) == [".npy", ".npy"]


def test_a_group_has_what_answers_and_the_nearest_of_what_does_not() -> None:
    grades = [0, 2, 0, 2, 2, 1, UNCLEAR, 0, 0, 0, 0, 0, 0, 0, 0]
    for seed in range(20):
        chosen = group(asked(grades), random.Random(seed))
        assert sorted(grades[at] for at in chosen) == [0, 0, 0, 0, 1, 2, 2]
        wrong = [at for at in chosen if grades[at] == 0]
        assert wrong[:2] == [0, 2]
        assert max(wrong) <= 12, "not beyond the eight nearest"


def test_of_the_nearest_wrong_passages_those_come_first_that_a_reader_takes_for_answers() -> None:
    grades = [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    read = {0: 0.9, 1: 0.0, 4: 0.6, 6: 0.2, 10: 0.9}
    for seed in range(20):
        chosen = group(asked(grades)._replace(read=read), random.Random(seed))
        assert chosen[:3] == [0, 4, 6]
        assert 10 not in chosen, "not beyond the eight nearest"


def test_what_a_reader_is_sure_of_and_right_is_learnt() -> None:
    question = asked([2, 2, 0, 1])
    assert reader_mine.is_learnt(question._replace(read={0: 0.2, 1: 0.95, 2: 0.1, 3: 0.5}))
    assert not reader_mine.is_learnt(question._replace(read={0: 0.2, 1: 0.8, 2: 0.1}))
    assert not reader_mine.is_learnt(question._replace(read={1: 0.95, 2: 0.2}))
    assert reader_mine.is_learnt(asked([0, 0])._replace(read={0: 0.05}))
    assert not reader_mine.is_learnt(question), "nothing was read"


class Pedant:
    """Reads: 1 for a passage that has the question's first character, else 0; counts what it reads."""

    fingerprint = "pedantic"
    pairs = 0

    def score(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        self.pairs += len(passages)
        return np.array([question[0] in passage for passage in passages], dtype=np.float32)


@pytest.mark.usefixtures("plain")
def test_the_nearest_passages_are_read_and_kept(article: Path, tmp_path: Path) -> None:
    data, reader = read_collection([(article, article.with_suffix(".jsonl"))], tmp_path, repeats=True), Pedant()
    found = reader_mine.read_over(data, reader, tmp_path)
    assert found == reader_mine.read_over(data, reader, tmp_path)
    assert [q._replace(read={}) for q in found.questions] == [q._replace(read={}) for q in data.questions]
    assert reader.pairs == sum(len(q.read) for q in found.questions), "each is read once"
    shown = [c.shown for c in data.candidates[0]]
    for question in found.questions:
        near = np.argsort(-question.found, kind="stable").tolist()
        if question.typed:
            judged_ones = [at for at in near if question.grades[at] != UNCLEAR]
            assert list(question.read)[:5] == judged_ones[:5]
            assert question.read == {at: float(question.text[0] in shown[at]) for at in question.read}
            assert not any(g == 2 for g in question.grades) or any(question.grades[at] == 2 for at in question.read)
        else:
            assert question.read == {}


def test_a_question_that_nothing_answers_has_five_wrong_passages() -> None:
    assert len(group(asked([0] * 9), random.Random(1))) == 5
    assert sorted(group(asked([0, 0]), random.Random(1))) == [0, 1], "or as many as there are"


def test_a_heading_leads_to_the_answer_if_its_lines_make_it_up() -> None:
    headings = [
        Heading("all", frozenset({3, 4, 5, 6})),
        Heading("half", frozenset({3, 9})),
        Heading("none", frozenset({9})),
    ]
    assert heading_grades(headings, {3: 2, 4: 2, 5: 2, 6: 2}) == (2, UNCLEAR, 0)
    assert heading_grades(headings, {}) == (0, 0, 0)


def test_a_heading_that_says_something_itself_needs_two_lines_below_it_to_be_right() -> None:
    says = [Heading("head", frozenset({3, 4}), frozenset({2}))]
    assert heading_grades(says, {3: 2, 4: 2}) == (2,)
    assert heading_grades(says, {3: 2}) == (UNCLEAR,), "its item answers, not the list"
    assert heading_grades(says, {2: 2}) == (UNCLEAR,), "it is no wrong one: its own words answer"
    assert heading_grades(says, {9: 2}) == (0,)


def test_a_heading_that_leads_to_the_answer_is_read_beside_two_that_do_not() -> None:
    found = [headings_of(asked([2], (0, 2, UNCLEAR, 0, 0)), random.Random(seed)) for seed in range(200)]
    assert {tuple(sorted(one)) for one in found} == {(0, 1, 3), (0, 1, 4), (1, 3, 4)}
    assert headings_of(asked([2], (2, UNCLEAR)), random.Random(0)) == [0]
    none = [headings_of(asked([2], (0, UNCLEAR)), random.Random(seed)) for seed in range(200)]
    assert 60 < sum(one == [0] for one in none) < 140, "where none leads to it half the time one"
    assert {tuple(one) for one in none} == {(), (0,)}


@given(st.text() | st.text("额度怎么的提高吗?1.5%a "), st.integers(0, 99))
def test_a_question_typed_in_haste_never_becomes_empty(text: str, seed: int) -> None:
    hasty = mangled(text, random.Random(seed))
    assert bool(hasty) is bool(text)
    assert {c for c in hasty if not c.isspace()} <= set(text) | set(normalise(text))


def test_ways_of_typing_in_haste() -> None:
    found = {mangled("花呗的额度怎么提高?", random.Random(seed)) for seed in range(200)}
    assert {"花呗额度怎么提高?", "花呗的额度额度怎么提高?", "花呗的怎么额度提高?", "花呗的额度怎么提高"} <= found
    assert "呗花的额度怎么提高?" not in found, "the knowledge base's own words stay whole"


def test_numbers_stay_whole_and_other_languages_as_they_are() -> None:
    assert all("1.5%" in mangled("费率是1.5%还是高?", random.Random(seed)) for seed in range(50))
    assert {mangled("How do I repay early?", random.Random(seed)) for seed in range(20)} == {"How do I repay early?"}


def test_facts_are_asked_of_several_documents_and_answered_by_the_letter(tmp_path: Path) -> None:
    rows = [{"id": "a", "title": "", "text": "長城在北京。"}, {"id": "b", "title": "", "text": "故宫也在北京。"}]
    (tmp_path / "corpus.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    queries = [{"id": "1", "text": "長城在哪裏?", "answers": ["北京"]}, {"id": "2", "text": "谁?", "answers": ["无人"]}]
    (tmp_path / "queries.jsonl").write_text("".join(json.dumps(q) + "\n" for q in queries), encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\t1\n2\tb\t1\n", encoding="utf-8")
    (together,) = reader_facts.read_facts(tmp_path, 1)
    assert [c.words for c in together.candidates] == ["长城在北京。", "故宫也在北京。"]
    assert together.questions == [("长城在哪里?", [2, 0])], "the second has no passage that holds its answer"


def test_news_and_the_questions_to_them_become_a_set_of_facts(tmp_path: Path) -> None:
    news, questions = tmp_path / "news.jsonl.gz", tmp_path / "questions.jsonl"
    rows = [
        {"id": "n1", "text": "长城在北京。"},
        {"id": "n2", "text": "故宫也在北京。"},
        {"id": "n3", "text": "没人问。"},
    ]
    with gzip.open(news, "wt", encoding="utf-8") as out:
        out.write("".join(json.dumps(r) + "\n" for r in rows))
    asked = [
        {"id": "n2", "question": "故宫在哪", "answer": "北京"},
        {"id": "n1", "question": "长城?", "answer": "长城"},
    ]
    questions.write_text("".join(json.dumps(q) + "\n" for q in asked), encoding="utf-8")
    assert build_news.build(news, questions, tmp_path / "set") == 2
    (together,) = reader_facts.read_facts(tmp_path / "set", 1)
    assert [c.words for c in together.candidates] == ["故宫也在北京。", "长城在北京。"]
    assert together.questions == [("故宫在哪", [2, 0]), ("长城?", [0, 2])]
    questions.write_text(json.dumps({"id": "n3", "question": "谁问", "answer": "我"}), encoding="utf-8")
    with pytest.raises(SystemExit, match="n3 lacks '我'"):
        build_news.build(news, questions, tmp_path / "set")


def test_the_fitting_tools_read_all_questions_to_an_article(
    article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["tea.jsonl", "tea.more.jsonl", "tea.blind.jsonl", "tea.near.jsonl", "tea.sections.jsonl", "tea.en.jsonl"]
    assert judged.question_files(article) == [tmp_path / name for name in names]
    further = tmp_path / "further" / tmp_path.name / "tea.blind.jsonl"
    further.parent.mkdir(parents=True)
    further.write_text("", encoding="utf-8")
    monkeypatch.setattr(judged, "FURTHER", tmp_path / "further")
    assert judged.question_files(article) == [*(tmp_path / name for name in names), further]


def test_the_shipped_reader_can_be_taken_out_of_its_graph_to_be_trained_further() -> None:
    state = reader_restore.restored(ROOT / "huabei_qa" / "models" / "reader-zh")
    layers = {name.split(".")[3] for name in state if name.startswith("body.encoder.layer.")}
    assert layers == {str(n) for n in range(8)}
    assert len(state) == 4 + 8 * 16
    for part, shape in {
        "attention.self.value.weight": (384, 384),
        "attention.output.dense.weight": (384, 384),
        "intermediate.dense.weight": (1536, 384),
        "output.dense.weight": (384, 1536),
    }.items():
        found = state[f"body.encoder.layer.7.{part}"]
        assert found.shape == shape
        assert 0.01 < float(found.abs().mean()) < 1
