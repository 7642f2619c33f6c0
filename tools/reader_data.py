"""The judged articles as groups of (question, passage, grade) for training and choosing."""

from __future__ import annotations

import random
from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from judged import f1_of_lines, question_files, read_groups, read_questions, rewordings
from numpy.typing import NDArray
from reader_near import foreign_to, nearest, vectors

from huabei_qa import articles, passages
from huabei_qa.adapter import Adapter
from huabei_qa.answer.selection import rows_under
from huabei_qa.evaluate.judged import line_numbers
from huabei_qa.reader.shown import entries_below, shown
from huabei_qa.text import line_starts

if TYPE_CHECKING:
    from reader_facts import Facts

UNCLEAR = -1
"""Grade of a passage that is neither judged to answer nor a fair negative."""
OF_SECTIONS = ".sections.jsonl"
"""How files of questions that ask for a whole section end."""


class Candidate(NamedTuple):
    """A passage that can be found: what the reader sees, and what lines it stands on."""

    shown: str
    words: str
    """The passage's own words."""
    context: str
    """What the encoder sees."""
    lines: frozenset[int]
    parent: int
    """Row of the head above it among all passages, -1 for none."""
    row: int
    start: int
    end: int


class Heading(NamedTuple):
    """A title, or a heading of a list: what the reader sees, and the lines of the answer that it leads to."""

    shown: str
    lines: frozenset[int]
    own: frozenset[int] = frozenset()
    """Its own, where it says something itself; none of a title or bare heading."""


class Question(NamedTuple):
    """A judged question, its candidates' grades (0, 1, 2 or UNCLEAR) and their cosines by the encoder."""

    text: str
    answerable: str
    article: int
    judged: dict[int, int]
    """line -> grade."""
    grades: list[int]
    cosine: NDArray[np.float32]
    found: NDArray[np.float32]
    """The same of the question turned by the adapter: what wrong passages are ranked by."""
    foreign: tuple[tuple[int, tuple[int, ...]], ...] = ()
    """Near passages of other articles that cannot answer: article, candidates, nearest first."""
    headings: tuple[int, ...] = ()
    """Grade of each heading of the article: 2 where all that stands under it is the answer, else 0 or UNCLEAR."""
    typed: bool = True
    """Somebody's words, neither a factual question nor a statement that asks for its like."""
    of_section: bool = False
    """Written to be answered by a whole section, or to be only near to one."""
    read: Mapping[int, float] = MappingProxyType({})
    """What a reader made of some candidates, by their place (`reader_mine`)."""


class Collection(NamedTuple):
    """Articles with their candidates and questions."""

    candidates: list[list[Candidate]]
    questions: list[Question]
    headings: list[list[Heading]]


def read_article(path: Path) -> tuple[list[Candidate], list[Heading], dict[int, frozenset[int]]]:
    """The candidates of an article, its headings, and the lines of every passage (bare heads too) by row."""
    text = articles.read(path)
    starts = line_starts(text)
    rows = passages.cut(articles.parse(text, f"kb/{path.name}"))
    below = entries_below(rows)
    places = {row: frozenset(line_numbers(starts, p.start, p.end)) for row, p in enumerate(rows)}
    found = [
        Candidate(shown(p, below[row]), p.text, passages.in_context(p), places[row], p.parent, row, p.start, p.end)
        for row, p in enumerate(rows)
        if passages.is_statement(p)
    ]
    tree: dict[int, list[int]] = {}
    for row, p in enumerate(rows):
        tree.setdefault(p.parent, []).append(row)
    headings = []
    for row, p in enumerate(rows):
        led, says = rows_under(row, rows, tree), passages.is_statement(p)
        if len(led) > 1:
            own = places[row] if says else frozenset()
            headings.append(Heading(shown(p, below[row]), frozenset().union(*(places[r] for r in led)), own))
    return found, headings, places


def heading_grades(headings: list[Heading], judged: dict[int, int]) -> tuple[int, ...]:
    """2 where the lines under a heading make up the answer (F1 from one half up), 0 where they do not at all.

    One that says something itself is no wrong one where that is to the point, and no right one for a single line
    below it.
    """
    must = {line for line, grade in judged.items() if grade == 2}
    grades = []
    for heading in headings:
        f1 = f1_of_lines(heading.lines, judged)
        enough = not heading.own or len(must & heading.lines) > 1
        grades.append(2 if f1 >= 0.5 and enough else 0 if f1 < 0.25 and not heading.own & judged.keys() else UNCLEAR)
    return tuple(grades)


def grades_of(candidates: list[Candidate], places: dict[int, frozenset[int]], judged: dict[int, int]) -> list[int]:
    """The grade of each candidate: the best of its lines; UNCLEAR next to one that answers.

    A head whose items answer, and an item whose head answers, are unlisted more often by thrift
    than by judgement, so they are no negatives.
    """
    own = {row: max((judged.get(line, 0) for line in lines), default=0) for row, lines in places.items()}
    parents = {c.parent for c in candidates if own[c.row] == 2}
    grades = []
    for c in candidates:
        near = c.row in parents or (c.parent >= 0 and own[c.parent] == 2)
        grades.append(UNCLEAR if own[c.row] == 0 and near else own[c.row])
    return grades


def read_collection(
    files: list[tuple[Path, Path]],
    cache: Path,
    repeats: bool = False,
    facts: Iterable[Facts] = (),
    adapter: Adapter | None = None,
) -> Collection:
    """Articles with their questions; cosines by the shipped encoder are kept in `cache`.

    With `repeats` every statement whose like is marked elsewhere in its article asks for it, and as many others ask
    in vain; rewordings ask for what they reword, and statements near to one that nothing says in vain: so the reader
    learns to tell whether two statements say the same. `facts` are documents with questions
    whose candidates are graded already. With an `adapter` wrong passages are ranked as it turns the questions.
    """
    candidates, headings, raw, places = [], [], [], []
    for number, (article, questions) in enumerate(files):
        found, heads, where = read_article(article)
        if not found:
            raise SystemExit(f"{article} has no statement that a question could be answered with: take it out.")
        candidates.append(found)
        headings.append(heads)
        places.append(where)
        for path in question_files(questions):
            of_sections = {"of_section": path.name.endswith(OF_SECTIONS)}
            raw.extend((number, asked | of_sections) for asked in read_questions(path))
        if repeats:
            raw.extend((number, asked) for asked in statements(article, found))
            raw.extend((number, asked | {"own": ()}) for asked in rewordings(article))
    texts = [articles.read(article) for article, _ in files]
    for found, questions in facts:
        raw.extend((len(candidates), _fact(question, grades)) for question, grades in questions)
        texts.append("\n".join(c.words for c in found))
        candidates.append(found)
        headings.append([])
        places.append({})
    asked = [(n, str(q["question"])) for n, q in raw]
    of_questions, held = vectors(candidates, asked, cache)
    cosines, near = nearest(asked, of_questions, held)
    turned = of_questions if adapter is None else adapter.turn(of_questions)
    foreign = [foreign_to(n, q, texts, found) for (n, q), found in zip(asked, near, strict=True)]
    out = [
        _question(q, n, candidates[n], headings[n], places[n])._replace(
            cosine=cosine, found=held[n] @ vector, foreign=() if "grades" in q else other
        )
        for (n, q), cosine, vector, other in zip(raw, cosines, turned, foreign, strict=True)
    ]
    return Collection(candidates, out, headings)


def _question(
    asked: dict[str, Any],
    article: int,
    candidates: list[Candidate],
    headings: list[Heading],
    places: dict[int, frozenset[int]],
) -> Question:
    """What was asked of an article, with the grades of its candidates and headings; before anything is compared."""
    is_fact, is_statement = "grades" in asked, "own" in asked
    lines = {int(line): int(grade) for line, grade in asked["lines"].items()}
    grades = asked["grades"] if is_fact else grades_of(candidates, places, lines)
    nothing = np.zeros(0, np.float32)
    return Question(
        text=asked["question"],
        answerable=asked["answerable"],
        article=article,
        judged=lines,
        grades=without(asked["own"], candidates, grades) if is_statement else grades,
        cosine=nothing,
        found=nothing,
        headings=() if is_statement else heading_grades(headings, lines),
        typed=not is_fact and not is_statement,
        of_section=asked.get("of_section", False),
    )


def _fact(question: str, grades: list[int]) -> dict[str, Any]:
    return {"question": question, "answerable": "yes", "lines": {}, "grades": grades}


def with_some(data: Collection, every: int, whole: Container[int] = (), other: int = 1) -> Collection:
    """Every so manyth of the questions that somebody typed, but all that ask for a section or the articles `whole`.

    Of facts, and of statements that ask for their like, every `other`-th stays.
    """
    typed = [
        n
        for n, question in enumerate(data.questions)
        if question.typed and not question.of_section and question.article not in whole
    ]
    rest = [n for n, question in enumerate(data.questions) if not question.typed]
    left_out = set(typed) - set(typed[::every]) | set(rest) - set(rest[::other])
    return data._replace(questions=[q for number, q in enumerate(data.questions) if number not in left_out])


def statements(article: Path, candidates: list[Candidate]) -> list[dict[str, Any]]:
    """Statements as questions: what says the same as this? By the lines marked in NAME.groups.json."""
    groups = read_groups(article)
    if not groups:
        return []
    asked: list[dict[str, Any]] = []
    others = []
    for c in candidates:
        if not c.lines:
            continue
        first = min(c.lines)
        same = sorted({line for marked in groups if first in marked for line in marked} - c.lines)
        question = {
            "question": c.words,
            "answerable": "yes" if same else "no",
            "lines": dict.fromkeys(same, 2),
            "own": sorted(c.lines),
        }
        (asked if same else others).append(question)
    random.Random(article.stem).shuffle(others)
    return asked + others[: len(asked) + 1]


def without(own: Iterable[int], candidates: list[Candidate], grades: list[int]) -> list[int]:
    """The grades, those of the statement that asks, and of what shares a line with it, left open."""
    lines = set(own)
    return [UNCLEAR if lines & c.lines else grade for c, grade in zip(candidates, grades, strict=True)]


def howto(*folders: Path) -> list[tuple[Path, Path]]:
    """Article and question files of folders of how-to articles."""
    return [(path, path.with_suffix(".jsonl")) for folder in folders for path in sorted(folder.glob("*.txt"))]
