from __future__ import annotations

from pathlib import Path

import pytest
from conftest import TEA
from judging import tea, written

from huabei_qa.errors import UsageError
from huabei_qa.evaluate import Answerable, Groups, JudgedQuestion, Place, read_groups, read_questions
from huabei_qa.knowledge import KnowledgeBase

TEA_SOURCE = "kb/茶.txt"
HEAT = "水温在八十度左右,太烫会把茶叶烫熟。"


@pytest.mark.parametrize(
    "form", ["quotes", "quotes graded", "lines", "lines graded", "spans", "spans graded", "passages"]
)
def test_every_form_names_the_same_place(tiny_kb: KnowledgeBase, form: str) -> None:
    start, line = TEA.index(HEAT), TEA.index("1、选对水温")
    passage = next(p for p in tiny_kb.passages if HEAT in p.text)
    given_as, at = {
        "quotes": ({"quotes": [HEAT]}, (start, start + len(HEAT))),
        "quotes graded": ({"quotes": {HEAT: 2}}, (start, start + len(HEAT))),
        "lines": ({"lines": [3]}, (line, TEA.index("\n", line) + 1)),
        "lines graded": ({"lines": {"3": 2}}, (line, TEA.index("\n", line) + 1)),
        "spans": ({"spans": [[start, start + 4]]}, (start, start + 4)),
        "spans graded": ({"spans": [[start, start + 4, 2]]}, (start, start + 4)),
        "passages": ({"passages": [passage.id]}, (passage.start, passage.end)),
    }[form]
    assert read_questions(written(tea(**given_as)), tiny_kb) == [
        JudgedQuestion("水多热?", Answerable.YES, (Place(TEA_SOURCE, *at),), form.startswith("lines"), 1)
    ]


@pytest.mark.parametrize(
    ("said", "judged"),
    [
        ({"answerable": "no"}, Answerable.NO),
        ({"answerable": "no", "lines": {}}, Answerable.NO),
        ({"relevant": "no"}, Answerable.NO),
        ({"relevant": False}, Answerable.NO),
        ({"answerable": "part", "lines": {"3": 2}}, Answerable.PART),
        ({"answerable": True, "lines": {"3": 2}}, Answerable.YES),
        ({"lines": {"3": 2, "4": 1}}, Answerable.YES),
        ({"lines": {"3": 1}}, Answerable.PART),
    ],
)
def test_whether_it_is_answerable(tiny_kb: KnowledgeBase, said: dict[str, object], judged: Answerable) -> None:
    (question,) = read_questions(written(tea(**said)), tiny_kb)
    assert question.answerable is judged
    assert bool(question.direct) == (judged is not Answerable.NO)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"{", "it is not JSON"),
        (b"\xff", "it is not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[1]", 'no object with a "question"'),
        (written({"question": 3})[0], 'no object with a "question"'),
        (written(tea(" "))[0], "question is empty"),
        (written(tea())[0], "nothing says what answers it"),
        (written(tea(answerable="yes"))[0], "nothing says what answers it"),
        (written(tea(answerable="maybe"))[0], "\"answerable\" is 'maybe'; it must be"),
        (written(tea(answerable=[]))[0], '"answerable" is []; it must be'),
        (written(tea(answerable="no", lines=[3]))[0], "leave out one of the two"),
        (written(tea(answerable="no", relevant="yes"))[0], "contradict each other"),
        (written(tea(passages=["none"]))[0], "there is no passage 'none'"),
        (written(tea(quotes=["没有的话"]))[0], "no article has the words “没有的话”"),
        (written(tea(quotes=["茶"]))[0], "quote more of it"),
        (written(tea(quotes=[" "]))[0], "a quote is empty"),
        (written(tea(quotes=[3]))[0], '"quotes" has 3, which is no text'),
        (written(tea(quotes="水温"))[0], '"quotes" must be a list, or an object with grades'),
        (written(tea(lines=[99]))[0], "has no line 99; its lines are 1 to 10"),
        (written(tea(lines=["三行"]))[0], "which is no line number"),
        (written(tea(lines=[True]))[0], "which is no line number"),
        (written(tea(lines={"3": 5}))[0], "a grade is 5; it must be 2"),
        (written(tea(spans=[[3, 2]]))[0], "has no span 3 to 2"),
        (written(tea(spans=[[1]]))[0], '"spans" has [1]; write [start, end]'),
        (written(tea(spans={"1": 2}))[0], '"spans" must be a list'),
        (written(tea(spans=[[0, 10**6]]))[0], "has no span 0 to 1000000"),
        (written({"question": "水多热?", "lines": [3]})[0], 'add "source", one of kb/bike.txt, kb/茶.txt'),
        (written({"question": "水多热?", "lines": [3], "source": "x.txt"})[0], "there is no article 'x.txt'"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tiny_kb: KnowledgeBase, line: bytes, complaint: str) -> None:
    with pytest.raises(UsageError) as error:
        read_questions([b"\n", *written(tea(lines=[3])), line], tiny_kb)
    head, told_of = str(error.value).split("\n  ")
    assert head == "1 of 2 questions cannot be read; none was judged."
    assert told_of.startswith("line 3: ")
    assert complaint in told_of


def test_all_wrong_lines_are_told_at_once(tiny_kb: KnowledgeBase) -> None:
    with pytest.raises(UsageError, match=r"2 of 3 questions(.|\n)*line 1: (.|\n)*line 3: "):
        read_questions([b"{", *written(tea(lines=[3])), b"{"], tiny_kb)


def test_a_file_that_is_none(tiny_kb: KnowledgeBase, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no question in the file"):
        read_questions([b"\n"], tiny_kb)
    with pytest.raises(UsageError, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl", tiny_kb)


@pytest.mark.parametrize(
    ("given", "shown"),
    [(5, "5"), (None, "None"), ([{"question": "水多热?"}], "{'question': '水多热?'}"), ([b"", 5], "5")],
)
def test_what_is_neither_path_nor_lines_is_refused(tiny_kb: KnowledgeBase, given: object, shown: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_questions(given, tiny_kb)  # type: ignore[arg-type]
    assert str(caught.value) == f'Questions cannot be {shown}. Pass a path, or a list of lines: "questions.jsonl".'


def test_a_quote_is_found_in_any_article(tiny_kb: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + written({"question": "多久打气?", "quotes": ["每两周打一次气"]})[0] + b"\r\n")
    (question,) = read_questions(file, tiny_kb)
    (place,) = question.places
    assert place.source == "kb/bike.txt"
    assert tiny_kb.text_of(place.source)[place.start : place.end] == "每两周打一次气"


def test_groups_of_lines(tiny_kb: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "groups.json"
    file.write_text('{"source": "bike.txt", "groups": [[3, 4]], "children": {"3": [4, 5]}}', encoding="utf-8")
    groups = read_groups(file, tiny_kb)
    assert groups == Groups("kb/bike.txt", (frozenset({3, 4}),), {3: frozenset({4, 5})})
    assert groups.acceptable({3}) == {3, 4, 5}
    assert groups.acceptable({5}) == {3, 5}
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert read_groups(file, tiny_kb) == groups
    with pytest.raises(UsageError, match="cannot be read"):
        read_groups(tmp_path / "none.json", tiny_kb)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("[[3]]", 'say which article is meant: add "source", one of kb/bike.txt, kb/茶.txt. Write {"source": "NAME"'),
        ('{"groups": [[3]], "source": "x.txt"}', "there is no article 'x.txt'"),
        ("[3]", "is no file of groups"),
        ('{"groups": [["x"]]}', "is no file of groups"),
        ("[[Infinity]]", "is no file of groups"),
        ("[" * 100_000, "is no file of groups"),
        ("{", "is no file of groups"),
        ('{"children": [1]}', "is no file of groups"),
    ],
    ids=lambda text: text[:24],
)
def test_groups_that_cannot_be_used_are_misuse(
    tiny_kb: KnowledgeBase, tmp_path: Path, content: str, complaint: str
) -> None:
    file = tmp_path / "groups.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        read_groups(file, tiny_kb)
    assert complaint in str(error.value)
