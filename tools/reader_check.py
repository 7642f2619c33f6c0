"""What the reader is worth: judged questions with and without it, int8 against float, cost."""

from __future__ import annotations

import math
import platform
import time
from typing import TYPE_CHECKING

import numpy as np

from huabei_qa.evaluate import measures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reader_data import Collection, Question

    from huabei_qa.reader.onnx import OnnxReader

    Scores = list[dict[int, float]]
    """A question's candidates, by their place in its article, with their scores."""

MOST = 12
"""Candidates a question is read with: about what the product reads."""


def recall_400(question: Question, data: Collection, order: list[int]) -> float:
    """Share of the lines judged 2 inside the first 400 characters of the passages in this order."""
    must = {line for line, grade in question.judged.items() if grade == 2}
    room, seen = 400, set()
    for at in order:
        if room <= 0:
            break
        candidate = data.candidates[question.article][at]
        seen |= candidate.lines  # one cut by the limit counts whole; it seldom has several lines
        room -= candidate.end - candidate.start
    return len(seen & must) / len(must)


def figures(data: Collection, scores: Scores) -> dict[str, float]:
    """AUROC of the best score; hit@1, hit@3, recall@400 of the candidates in order of score."""
    best: list[tuple[float, bool]] = []
    one, three, recall = [], [], []
    for question, found in zip(data.questions, scores, strict=True):
        order = sorted(found, key=lambda i: -found[i])
        best.append((found[order[0]], question.answerable != "no"))
        if question.answerable == "no":
            continue
        good = [question.grades[i] == 2 for i in order]
        one.append(any(good[:1]))
        three.append(any(good[:3]))
        recall.append(recall_400(question, data, order))
    area = measures.auroc(best)
    return {
        "auroc": math.nan if area is None else area,
        "hit@1": float(np.mean(one)),
        "hit@3": float(np.mean(three)),
        "recall@400": float(np.mean(recall)),
    }


def by_cosine(question: Question, number: int) -> list[int]:
    """The candidates nearest to the question by the shipped encoder, best first.

    Without the adapter, so that readers stay comparable whichever adapter is in force.
    """
    return [int(i) for i in np.argsort(-question.cosine, kind="stable")[:number]]


def scored(data: Collection, most: int, score: Callable[[str, list[str]], np.ndarray]) -> Scores:
    """Scores of each question's nearest candidates."""
    out = []
    for question in data.questions:
        places = by_cosine(question, most)
        texts = [data.candidates[question.article][at].shown for at in places]
        out.append(dict(zip(places, score(question.text, texts).tolist(), strict=True)))
    return out


def cosines(data: Collection, most: int) -> Scores:
    """The same candidates with their cosines: retrieval without a reader."""
    return [{at: float(q.cosine[at]) for at in by_cosine(q, most)} for q in data.questions]


def only(data: Collection, scores: Scores, kinds: set[str]) -> tuple[Collection, Scores]:
    """The questions judged so, with their scores."""
    rows = [i for i, q in enumerate(data.questions) if q.answerable in kinds]
    return data._replace(questions=[data.questions[i] for i in rows]), [scores[i] for i in rows]


def quality_table(reader: OnnxReader, sets: dict[str, Collection]) -> str:
    """Markdown: every set without and with the reader."""
    rows = ["| questions | number | ranked by | auroc | hit@1 | hit@3 | recall@400 |", "|---|---|---|---|---|---|---|"]
    for name, data in sets.items():
        read = scored(data, MOST, reader.score)
        for label, scores in (("cosine", cosines(data, MOST)), ("reader", read)):
            for kinds, words in ((set(), ""), ({"yes", "no"}, ", outright"), ({"part", "no"}, ", in part")):
                part, found = only(data, scores, kinds) if kinds else (data, scores)
                values = " | ".join(f"{v:.3f}" for v in figures(part, found).values())
                rows.append(f"| {name}{words} | {len(part.questions)} | {label} | {values} |")
    return "\n".join(rows)


def agreement(quantised: Scores, exact: Scores) -> str:
    """Markdown rows: how the shipped int8 reader compares with the float model it was made from."""
    pairs = list(zip(quantised, exact, strict=True))
    same = [max(a, key=a.__getitem__) == max(b, key=b.__getitem__) for a, b in pairs]
    near = [max(b.values()) - b[max(a, key=a.__getitem__)] <= 0.02 for a, b in pairs]
    a = np.array([value for found in quantised for value in found.values()])
    b = np.array([right[at] for found, right in pairs for at in found])
    rows = [
        "| int8 against float | |",
        "|---|---|",
        f"| pairs | {len(a)} |",
        f"| correlation of scores (0 to 1) | {np.corrcoef(a, b)[0, 1]:.4f} |",
        f"| mean and greatest difference of scores | {np.abs(a - b).mean():.4f}, {np.abs(a - b).max():.3f} |",
        f"| same top passage | {np.mean(same):.3f} of {len(same)} questions |",
        f"| the same, or one that the float model scores within .02 of its own | {np.mean(near):.3f} |",
    ]
    return "\n".join(rows)


def cost_table(reader: OnnxReader, data: Collection, folder: Path) -> str:
    """Markdown rows: time and size on this machine."""
    wall, processor, tokens = [], [], []
    for question in data.questions[::8]:
        texts = [data.candidates[question.article][at].shown for at in by_cosine(question, MOST)]
        tokens += [len(row) for row in reader.pairs(question.text, texts)]
        begin, used = time.perf_counter(), time.process_time()
        reader.score(question.text, texts)
        wall.append(time.perf_counter() - begin)
        processor.append(time.process_time() - used)
    size = sum(f.stat().st_size for f in folder.iterdir()) / 1e6
    system = f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    rows = [
        f"| cost on {system} | |",
        "|---|---|",
        f"| {MOST} passages, {np.mean(tokens):.0f} tokens a pair, median | {1e3 * np.median(wall):.0f} ms |",
        f"| the same, processor time of all cores | {1e3 * np.median(processor):.0f} ms |",
        f"| size of the folder | {size:.1f} MB |",
    ]
    return "\n".join(rows)
