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
from judged import Judged, fitting_options, folders, line_numbers
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from huabei_qa.answer.selection import is_list, rows_under
from huabei_qa.passages import is_statement
from huabei_qa.records import Hit, Role
from huabei_qa.relevance import READ, Heading, Relevance, heading_signals, hit_signals

DATA = Path(__file__).resolve().parent.parent / "huabei_qa" / "data" / "relevance.json"
FOLDS = 6
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
            hits = [h for h in seen.hits if is_statement(h.passage)]
            if seen.shape == "howto":
                hits = [h for h in hits if h.passage.role is not Role.CAUTION] or hits
            under = {h.row: rows_under(h.row, passages, below) for h in seen.headings}
            lists = {row for row, led in under.items() if is_list(row, led, passages)}
            led = {row: set().union(*(places[r] for r in under[row])) for row in lists}
            own = {h.row: places[h.row] for h in hits[:READ]}
            judged = {int(line): int(grade) for line, grade in question["lines"].items()}
            found.append(Case(number, seen.shape, hits[:READ], seen.headings, own, led, judged))
    return found


def f1(cited: set[int], judged: dict[int, int]) -> float:
    """As `eval/score.py` has it: precision counts lines judged 1 or 2, recall those judged 2."""
    must = {line for line, grade in judged.items() if grade == 2}
    precision = len(cited & judged.keys()) / len(cited) if cited else 0.0
    recall = len(cited & must) / len(must) if must else 0.0
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


def logistic(rows: list[Signals], targets: list[float], importance: list[float] | None = None) -> Signals:
    """Weights by name, and `bias`; what is more important counts for more."""
    names = sorted({name for row in rows for name in row})
    x = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    y = np.array(targets)
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(C=0.3, max_iter=5000).fit(scaler.transform(x), y, importance)
    weights = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - weights @ scaler.mean_)
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
    return f1(case.under[row] | lead, case.judged)


def heading_model(of_hits: Relevance, found: list[Case]) -> Signals:
    """When what stands under a heading is the better answer; a question counts by how much better or worse it is."""
    rows: list[Signals] = []
    better: list[float] = []
    difference: list[float] = []
    for case in found:
        count, told, likely = of_hits.of_hits(case.hits, case.shape)
        of_first = f1(set().union(*(case.lines[h.row] for h in case.hits[:count])), case.judged)
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
    return f1(set().union(*(case.lines[h.row] for h in case.hits[: choice.count])), case.judged)


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
    first = float(np.mean([f1(case.lines[case.hits[0].row], case.judged) for case in found if case.hits]))
    print(f"{name}: {len(found)} questions, F1 of citations {figures[best]:.3f} (the first hit alone: {first:.3f})")
    print("  by missed: " + ", ".join(f"{missed} {value:.3f}" for missed, value in figures.items()))
    model = fit(found, best)
    return {"answers": model.answers, "supports": model.supports, "heading": model.heading, "missed": best}


def main() -> None:
    """Fit, report, and with --write store."""
    options = fitting_options(__doc__)
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
