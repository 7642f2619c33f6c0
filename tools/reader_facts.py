"""Factual questions to train on beside the judged articles, so that the reader does not forget how to read for facts.

From retrieval sets (corpus.jsonl, queries.jsonl with `answers`, qrels.tsv). Documents are taken together by the score,
as if they were one article; a passage answers that holds an answer to the letter and is of the right document.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from reader_data import Candidate

from huabei_qa import articles, passages
from huabei_qa.reader.shown import shown
from huabei_qa.words import normalise

TOGETHER = 20
"""Documents that a question is asked to: far more than one would be passages that nobody confuses."""


class Facts(NamedTuple):
    """Some documents as one article, and the questions to them."""

    candidates: list[Candidate]
    questions: list[tuple[str, list[int]]]
    """Text, and the grade of each candidate: 2 or 0."""


def read_facts(folder: Path, every: int) -> Iterator[Facts]:
    """Every so manyth question of a set, in simplified characters."""
    corpus = {entry["id"]: entry for entry in _lines(folder / "corpus.jsonl")}
    with open(folder / "qrels.tsv", encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table, delimiter="\t") if int(row["score"]) > 0]
    right = {row["query-id"]: row["corpus-id"] for row in rows if row["corpus-id"] in corpus}
    asked: dict[str, list[dict[str, Any]]] = {}
    for query in list(_lines(folder / "queries.jsonl"))[::every]:
        if query["id"] in right and query.get("answers"):
            asked.setdefault(right[query["id"]], []).append(query)
    wanted = list(asked)
    for at in range(0, len(wanted), TOGETHER):
        yield _together({name: corpus[name] for name in wanted[at : at + TOGETHER]}, asked)


def _together(documents: dict[str, dict[str, Any]], asked: dict[str, list[dict[str, Any]]]) -> Facts:
    candidates: list[Candidate] = []
    owner: list[str] = []
    for name, entry in documents.items():
        text, title = normalise(entry["text"]), normalise(entry.get("title") or "")
        rows = passages.cut(articles.parse(text, f"kb/{name}", title or None))
        said = [p for p in rows if passages.is_statement(p)]
        candidates += [
            Candidate(shown(p), p.text, passages.in_context(p), frozenset(), -1, row, p.start, p.end)
            for row, p in enumerate(said)
        ]
        owner += [name] * len(said)
    questions = []
    for name in documents:
        for query in asked[name]:
            answers = [normalise(answer) for answer in query["answers"] if answer.strip()]
            grades = [
                2 if of == name and any(answer in c.words for answer in answers) else 0
                for c, of in zip(candidates, owner, strict=True)
            ]
            if any(grades):
                questions.append((normalise(query["text"]), grades))
    return Facts(candidates, questions)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with open(path, encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())
