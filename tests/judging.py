"""Judged questions, and a knowledge base whose answers are given: what the tests of `evaluate` share."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from huabei_qa import store
from huabei_qa.confidence import Calibration
from huabei_qa.evaluate import Groups, judge, read_questions
from huabei_qa.evaluate.report import Report
from huabei_qa.records import Answer, Citation, Hit, Passage, Point, Role, Status


def written(*lines: object) -> list[bytes]:
    return [json.dumps(line, ensure_ascii=False).encode() for line in lines]


def tea(question: str = "水多热?", **fields: object) -> dict[str, object]:
    return {"question": question, "source": "茶.txt", **fields}


TEXT = "甲说水要热\n乙说杯要净\n丙说茶要少\n丁说茶要少"
ROWS = [Passage(str(n), "茶", "kb/a.txt", (), Role.ITEM, 6 * n, 6 * n + 5, TEXT[6 * n : 6 * n + 5]) for n in range(4)]


class Scripted:
    """A knowledge base of four lines, whose answers are given: confidence, rows of hits, rows cited."""

    def __init__(
        self,
        answers: dict[str, tuple[float, list[int], list[int]]],
        home: Path = Path(),
        signals: Callable[[str], dict[str, float]] = lambda _: {},
    ) -> None:
        self.answers = answers
        self.home = home
        self.generation = store.read_manifest(home).generation if (home / "index").is_dir() else ""
        self.passages = tuple(ROWS)
        self.reader = None
        self.calibration = Calibration({"signal": 1.0}, 0.0, 0.5, 0.8)
        self.signals_of = signals

    def ask(self, question: str, limit: int = 10) -> Answer:
        confidence, hits, cited = self.answers[question]
        status = Status.NOT_FOUND if not cited else Status.ANSWERED if confidence >= 0.8 else Status.PARTIAL
        citations = [
            Citation(n, "茶", "kb/a.txt", (), ROWS[row].text, ROWS[row].start, ROWS[row].end)
            for n, row in enumerate(cited, 1)
        ]
        points = [Point(c.quote, Role.ITEM, (c.number,)) for c in citations]
        found = [Hit(ROWS[row], row, 1 - n / 10) for n, row in enumerate(hits)][:limit]
        return Answer(question, status, confidence, "", tuple(points), tuple(citations), tuple(found))

    def ask_with_signals(self, question: str, limit: int = 10) -> tuple[Answer, dict[str, float]]:
        return self.ask(question, limit), self.signals_of(question)

    def text_of(self, source: str) -> str:
        return {"kb/a.txt": TEXT}[source]


SCRIPT: dict[str, tuple[float, list[int], list[int]]] = {
    "right": (0.9, [0, 1], [0]),
    "second": (0.7, [3, 2], [1, 2, 3]),
    "missed": (0.25, [0, 3], []),
    "false": (0.8, [0], [0]),
    "none": (0.1, [1], []),
}
JUDGED = written(
    {"question": "right", "lines": [1]},
    {"question": "second", "answerable": "part", "lines": {"3": 2, "4": 1}},
    {"question": "missed", "quotes": ["杯要净"]},
    {"question": "false", "answerable": "no"},
    {"question": "none", "answerable": "no"},
)
GROUPS = Groups("kb/a.txt", (frozenset({3, 4}),), {})


def scripted_report() -> Report:
    """What the scripted answers come to."""
    kb = Scripted(SCRIPT)
    return judge(kb, read_questions(JUDGED, kb), groups=GROUPS)
