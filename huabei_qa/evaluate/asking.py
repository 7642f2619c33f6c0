"""Asking the judged questions, and how each answer compares with the judgement."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace

from huabei_qa.evaluate.judged import (
    Answerable,
    Groups,
    JudgedQuestion,
    KnowledgeBaseLike,
    Place,
    Texts,
    line_numbers,
)
from huabei_qa.evaluate.measures import f1, library, ranked
from huabei_qa.passages import is_statement
from huabei_qa.records import Answer, Citation, Hit, Status

_ROOM = 400
"""Characters of the hits that are read for recall: about what a person reads, or a prompt has room for."""
_AGREES = {
    Answerable.YES: Status.ANSWERED,
    Answerable.PART: Status.PARTIAL,
    Answerable.NO: Status.NOT_FOUND,
}


@dataclass(frozen=True, slots=True)
class Cited:
    """What an answer cites against what was judged, in lines or citations."""

    right: int = 0
    extra: int = 0
    """Cited, but not judged to answer or to support."""
    missed: int = 0
    """Places that answer directly, and are not cited."""
    recall: float = 0.0
    """Share of the places that answer directly which are cited."""

    @property
    def precision(self) -> float | None:
        """Share of what is cited that answers or supports; None: nothing is cited."""
        cited = self.right + self.extra
        return self.right / cited if cited else None

    @property
    def f1(self) -> float:
        """Of precision and recall."""
        return f1(self.precision, self.recall)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question, asked."""

    asked: JudgedQuestion
    status: Status
    confidence: float
    rank: int | None
    """Of the first hit that touches a place which answers directly, from 1; None: none of the hits does."""
    first_right: bool
    """Whether the first hit answers or supports."""
    recall: float
    """Share of the places that answer directly among the hits."""
    recall_400: float
    """The same among the first 400 characters of the hits."""
    cited: Cited
    bad_quotes: int
    """Citations whose quote is not what the article has there, to the letter. Always 0, unless something is broken."""
    duplicates: int | None
    """Points that repeat a point of the same group of lines; None: not answered, or no groups are known."""
    seconds: float
    reciprocal_rank: float = 0.0
    ndcg: float = 0.0

    @property
    def answerable(self) -> bool:
        """Whether the knowledge base answers it, in part too, as judged."""
        return self.asked.answerable is not Answerable.NO

    @property
    def answered(self) -> bool:
        """Whether it was answered, in part too."""
        return self.status is not Status.NOT_FOUND

    @property
    def right(self) -> bool:
        """Whether the answer cites anything that answers or supports; if none was given, whether the first hit does.

        For risk at every threshold an answer is needed where none was given; the first hit stands for it.
        """
        return self.cited.right > 0 if self.answered else self.first_right

    @property
    def agrees(self) -> bool:
        """Whether outright, in part and not at all are told as they were judged."""
        return _AGREES[self.asked.answerable] is self.status

    def to_dict(self) -> dict[str, object]:
        """For a program; measures of finding and citing only where something answers."""
        found = ("rank", "recall", "recall_400", "reciprocal_rank", "ndcg")
        cited = asdict(self.cited) | {"precision": self.cited.precision, "f1": self.cited.f1}
        return {
            "line": self.asked.number,
            "question": self.asked.question,
            "judged": self.asked.answerable.value,
            "status": self.status.value,
            "confidence": round(self.confidence, 4),
            "right": self.right,
            **({name: getattr(self, name) for name in found} | {"cited": cited} if self.answerable else {}),
            "bad_quotes": self.bad_quotes,
            "duplicates": self.duplicates,
            "seconds": round(self.seconds, 4),
        }


def ask_all(
    kb: KnowledgeBaseLike,
    questions: Sequence[JudgedQuestion],
    limit: int,
    groups: Groups | None,
    progress: Callable[[int, int], None] | None,
) -> tuple[list[Outcome], list[dict[str, float]]]:
    """Every question asked and compared, and the signals of each. `limit` is how many hits each is judged by."""
    library()  # what is missing is told before minutes of asking
    if questions:  # loads models and dictionary, which are no part of how long an answer takes
        kb.ask_with_signals(questions[0].question, limit)
    comparing = _Comparing(kb, limit, groups)
    outcomes, rankings, signals = [], [], []
    for done, question in enumerate(questions, 1):
        start = time.perf_counter()
        answer, seen = kb.ask_with_signals(question.question, limit)
        outcomes.append(comparing.outcome(question, answer, time.perf_counter() - start))
        rankings.append([str(hit.row) for hit in answer.hits])
        signals.append(seen)
        if progress:
            progress(done, len(questions))
    return comparing.with_ranks(outcomes, rankings), signals


class _Comparing:
    """Compares answers with judgements."""

    def __init__(self, kb: KnowledgeBaseLike, limit: int, groups: Groups | None) -> None:
        self._kb = kb
        self._limit = limit
        self._groups = groups
        self._texts = Texts(kb)
        self._statements: dict[str, list[int]] = {}
        for row, passage in enumerate(kb.passages):
            if is_statement(passage):
                self._statements.setdefault(passage.source, []).append(row)

    def outcome(self, asked: JudgedQuestion, answer: Answer, seconds: float) -> Outcome:
        direct = asked.direct
        right = [n for n, hit in enumerate(answer.hits, 1) if _touched(direct, _span(hit))]
        first = bool(answer.hits) and bool(_touched(asked.places, _span(answer.hits[0])))
        return Outcome(
            asked=asked,
            status=answer.status,
            confidence=answer.confidence,
            rank=right[0] if right else None,
            first_right=first,
            recall=_recall(direct, [_span(hit) for hit in answer.hits]),
            recall_400=_recall(direct, _first_characters(answer.hits)),
            cited=self._cited(asked, answer),
            bad_quotes=sum(self._texts[c.source][0][c.start : c.end] != c.quote for c in answer.citations),
            duplicates=self._duplicates(answer),
            seconds=seconds,
        )

    def with_ranks(self, outcomes: Sequence[Outcome], rankings: Sequence[Sequence[str]]) -> list[Outcome]:
        """With what ir_measures says of the rankings, over the passages that can be found."""
        able = [n for n, outcome in enumerate(outcomes) if outcome.answerable]
        grades = [self._grades(outcomes[n].asked.places, rankings[n]) for n in able]
        values = dict(zip(able, ranked(grades, [rankings[n] for n in able], self._limit), strict=True))
        return [
            replace(o, reciprocal_rank=values[n][0], ndcg=values[n][1]) if n in values else o
            for n, o in enumerate(outcomes)
        ]

    def _grades(self, places: Sequence[Place], found: Sequence[str]) -> dict[str, int]:
        """The grade of each passage that answers: of all statements, and of a bare heading only if it was found."""
        rows = {row for source in {p.source for p in places} for row in self._statements.get(source, ())}
        grades = {}
        for row in sorted(rows | {int(name) for name in found}):
            passage = self._kb.passages[row]
            touched = _touched(places, (passage.source, passage.start, passage.end))
            if touched:
                grades[str(row)] = max(place.grade for place in touched)
        return grades

    def _cited(self, asked: JudgedQuestion, answer: Answer) -> Cited:
        spans = [_span(citation) for citation in answer.citations]
        direct = asked.direct
        reached = sum(any(place.touched_by(*span) for span in spans) for place in direct)
        missed = len(direct) - reached
        if asked.by_line:
            units = [(c.source, line) for c in answer.citations for line in self._lines(c)]
            right = len(set(units) & self._acceptable(asked.places))
            extra = len(set(units)) - right
        else:
            right = sum(bool(_touched(asked.places, span)) for span in spans)
            extra = len(spans) - right
        return Cited(right, extra, missed, reached / len(direct) if direct else 0.0)

    def _acceptable(self, places: Sequence[Place]) -> set[tuple[str, int]]:
        """The judged lines, and with groups their heads and what is under them."""
        lines: dict[str, set[int]] = {}
        for place in places:
            lines.setdefault(place.source, set()).add(self._texts[place.source][1].index(place.start) + 1)
        if self._groups is not None and self._groups.source in lines:
            lines[self._groups.source] = self._groups.acceptable(lines[self._groups.source])
        return {(source, line) for source, numbers in lines.items() for line in numbers}

    def _duplicates(self, answer: Answer) -> int | None:
        if self._groups is None or answer.status is Status.NOT_FOUND:
            return None
        lines = {c.number: self._lines(c) if c.source == self._groups.source else set() for c in answer.citations}
        points = [{line for number in p.citations for line in lines[number]} for p in answer.points]
        return sum(max(0, sum(bool(point & group) for point in points) - 1) for group in self._groups.same)

    def _lines(self, citation: Citation) -> set[int]:
        return line_numbers(self._texts[citation.source][1], citation.start, citation.end)


def _span(found: Hit | Citation) -> tuple[str, int, int]:
    at = found.passage if isinstance(found, Hit) else found
    return at.source, at.start, at.end


def _touched(places: Sequence[Place], span: tuple[str, int, int]) -> list[Place]:
    return [place for place in places if place.touched_by(*span)]


def _recall(places: Sequence[Place], spans: Sequence[tuple[str, int, int]]) -> float:
    """Share of the places that one of the spans touches; 0 of none."""
    return sum(any(p.touched_by(*span) for span in spans) for p in places) / len(places) if places else 0.0


def _first_characters(hits: Sequence[Hit]) -> list[tuple[str, int, int]]:
    """The spans of the hits, cut off where they have filled the room."""
    spans, room = [], _ROOM
    for source, start, end in map(_span, hits):
        if room <= 0:
            break
        spans.append((source, start, min(end, start + room)))
        room -= end - start
    return spans
