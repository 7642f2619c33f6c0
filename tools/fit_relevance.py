"""Fit what hits and headings are worth to an answer (`huabei_qa/data/relevance.json`) on judged articles.

    python tools/fit_relevance.py --data DIR… --homes SCRATCH [--write]

Every answerable question gives its hits, with the grades of their lines, and its headings, with the F1 of the answer
that each leads to. These are articles that neither adapter nor reader has learnt from. `missed` is chosen so that the
F1 of the answers is best. Reported is the F1 of citations for articles that the models had not seen (folds by article).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from judged import Judged, f1_of_lines, fitting_options, folders
from sklearn.model_selection import GroupKFold

from huabei_qa.answer.selection import is_list, rows_under
from huabei_qa.evaluate import fitting
from huabei_qa.evaluate.judged import line_numbers
from huabei_qa.knowledge.narrowing import answering
from huabei_qa.records import Hit
from huabei_qa.relevance import READ, Heading, Relevance, heading_signals, hit_signals

DATA = Path(__file__).resolve().parent.parent / "huabei_qa" / "data" / "relevance.json"
FOLDS = 6
FREEDOM = 0.3
MISSED = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.3)
Signals = dict[str, float]


class Case(NamedTuple):
    """An answerable question: its statements, best first, and its headings, with the lines each stands for."""

    article: int
    shape: str
    hits: list[Hit]
    headings: list[Heading]
    lines: dict[int, set[int]]
    """Of each hit, by row."""
    under: dict[int, set[int]]
    """Of all that stands under each heading that has a list, by row; no answer is made of the others."""
    judged: dict[int, int]


def cases(articles: Iterable[Judged], use_reader: bool) -> list[Case]:
    """All answerable questions of these articles."""
    found = []
    for number, article in enumerate(articles):
        passages = article.kb.passages
        below: dict[int, list[int]] = {}
        for row, passage in enumerate(passages):
            below.setdefault(passage.parent, []).append(row)
        places = [line_numbers(article.starts, p.start, p.end) for p in passages]
        for question in article.questions:
            if question["answerable"] == "no":
                continue
            seen = article.kb.look(question["question"], use_reader)
            hits = answering(seen, passages)
            under = {h.row: rows_under(h.row, passages, below) for h in seen.headings}
            lists = {row for row, led in under.items() if is_list(row, led, passages)}
            led = {row: set().union(*(places[r] for r in under[row])) for row in lists}
            own = {h.row: places[h.row] for h in hits[:READ]}
            judged = {int(line): int(grade) for line, grade in question["lines"].items()}
            found.append(Case(number, seen.shape, hits[:READ], seen.headings, own, led, judged))
    return found


def logistic(rows: list[Signals], targets: list[float], importance: list[float] | None = None) -> Signals:
    """Weights by name, and `bias`; what is more important counts for more."""
    names = sorted({name for row in rows for name in row})
    x = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    weights, bias = fitting.fit(x, np.array(targets, dtype=bool), importance, FREEDOM)
    return {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)} | {"bias": round(bias, 4)}


def fit(found: list[Case], missed: float) -> Relevance:
    """The three models."""
    rows: list[Signals] = []
    answers: list[float] = []
    supports: list[float] = []
    for case in found:
        grades = [max((case.judged.get(n, 0) for n in case.lines[h.row]), default=0) for h in case.hits]
        rows += hit_signals(case.hits, case.shape)
        answers += [float(g == 2) for g in grades]
        supports += [float(g >= 1) for g in grades]
    of_hits = Relevance(logistic(rows, answers), logistic(rows, supports), {"bias": 0.0}, missed)
    return replace(of_hits, heading=heading_model(of_hits, found))


def of_heading(case: Case, row: int, likely: Sequence[int]) -> float:
    """F1 of what stands under a heading, behind its own words where it likely answers by itself."""
    lead = case.lines[row] if row in likely else set()
    return f1_of_lines(case.under[row] | lead, case.judged)


def heading_model(of_hits: Relevance, found: list[Case]) -> Signals:
    """When what stands under a heading is the better answer; a question counts by how much better or worse it is."""
    rows: list[Signals] = []
    better: list[float] = []
    difference: list[float] = []
    for case in found:
        count, told, likely = of_hits.of_hits(case.hits, case.shape)
        of_first = f1_of_lines(set().union(*(case.lines[h.row] for h in case.hits[:count])), case.judged)
        signals = heading_signals(case.headings, case.hits, case.shape)
        for heading, row in zip(case.headings, signals, strict=True):
            if heading.row not in case.under:
                continue
            gain = of_heading(case, heading.row, likely) - of_first
            rows.append(row | told)
            better.append(float(gain > 0))
            difference.append(abs(gain))
    return logistic(rows, better, difference)


def answered(model: Relevance, case: Case) -> float:
    """F1 of the citations of the answer that the model chooses."""
    choice = model.decide(case.hits, case.headings, case.shape)
    for heading in choice.headings:
        if heading in case.under:
            return of_heading(case, heading, choice.likely)
    return f1_of_lines(set().union(*(case.lines[h.row] for h in case.hits[: choice.count])), case.judged)


def unseen(found: list[Case], missed: float) -> float:
    """Mean F1 for articles that the models had not seen."""
    groups = [case.article for case in found]
    out = []
    for seen, held in GroupKFold(FOLDS).split(found, groups=groups):
        model = fit([found[i] for i in seen], missed)
        out += [answered(model, found[i]) for i in held]
    return float(np.mean(out))


def fitted(name: str, found: list[Case]) -> dict[str, object]:
    """The data to store, with the best `missed`."""
    figures = {missed: unseen(found, missed) for missed in MISSED}
    best = max(figures, key=figures.__getitem__)
    first = float(np.mean([f1_of_lines(case.lines[case.hits[0].row], case.judged) for case in found if case.hits]))
    print(f"{name}: {len(found)} questions, F1 of citations {figures[best]:.3f} (the first hit alone: {first:.3f})")
    print("  by missed: " + ", ".join(f"{missed} {value:.3f}" for missed, value in figures.items()))
    model = fit(found, best)
    return {"answers": model.answers, "supports": model.supports, "heading": model.heading, "missed": best}


def main() -> None:
    """Fit, report, and with --write store."""
    options = fitting_options(__doc__).parse_args()
    articles = folders(options.data, options.homes)
    stored: dict[str, object] = {"plain": fitted("retrieval", cases(articles, False))}
    reader = articles[0].kb.reader
    if reader is not None:
        of_reader = fitted("retrieval and reader", cases(articles, True))
        stored["reader"] = of_reader | {"fingerprint": reader.fingerprint}
    if options.write:
        DATA.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
