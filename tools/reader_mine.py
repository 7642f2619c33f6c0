"""What a reader makes of the training questions: which wrong passages it takes for answers, and what it has learnt.

A wrong passage that the reader already puts near zero teaches it nothing, and takes as long as one that does.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from typing import TYPE_CHECKING

import numpy as np
from reader_data import UNCLEAR

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reader_data import Candidate, Collection, Question

    from huabei_qa.reader import Reader

NEAREST = 5
"""Passages of a question that are read."""
SURE_OF = 0.9
SURE_NOT = 0.1
"""From where on, and up to where, a passage is taken to be judged rightly and surely."""


def read_over(data: Collection, reader: Reader, cache: Path) -> Collection:
    """The questions with the reader's probabilities of their nearest passages; kept in `cache`, one file an article.

    Only what somebody typed: factual questions and statements that ask for their like stay as they are.
    """
    out: list[Question] = []
    for article, some in itertools.groupby(data.questions, key=lambda question: question.article):
        questions = list(some)
        read = _kept(questions, data.candidates[article], reader, cache)
        out += [question._replace(read=found) for question, found in zip(questions, read, strict=True)]
    return data._replace(questions=out)


def to_read(question: Question) -> list[int]:
    """The nearest passages that are judged, and the nearest that answers."""
    if not question.typed:
        return []
    order = [int(at) for at in np.argsort(-question.found, kind="stable") if question.grades[int(at)] != UNCLEAR]
    right = [at for at in order if question.grades[at] == 2]
    return list(dict.fromkeys([*order[:NEAREST], *right[:1]]))


def is_learnt(question: Question) -> bool:
    """Whether the reader is sure, and right, of all that it read: one that answers is far up, all others far down."""
    right = [p for at, p in question.read.items() if question.grades[at] == 2]
    wrong = [p for at, p in question.read.items() if question.grades[at] == 0]
    return bool(question.read) and max(right, default=1.0) >= SURE_OF and max(wrong, default=0.0) <= SURE_NOT


def _kept(
    questions: Sequence[Question], candidates: Sequence[Candidate], reader: Reader, cache: Path
) -> list[dict[int, float]]:
    """Probabilities by place; the file of the article gets those of new questions besides."""
    shown = [c.shown for c in candidates]
    key = hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()[:16]
    kept = cache / f"read-{reader.fingerprint[:8]}-{key}.json"
    known = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    places = [to_read(question) for question in questions]
    lacking = [
        (q.text, at) for q, at in zip(questions, places, strict=True) if at and str(at) not in known.get(q.text, {})
    ]
    for text, wanted in lacking:
        values = reader.score(text, [shown[at] for at in wanted]).tolist()
        known[text] = {str(wanted): [round(value, 4) for value in values]}
    if lacking:
        new = cache / "new.json"  # one that is cut off in the middle is never taken for the whole
        new.write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
        new.replace(kept)
    return [
        dict(zip(at, known[q.text][str(at)], strict=True)) if at else {}
        for q, at in zip(questions, places, strict=True)
    ]
