"""Fit which statements say the same (`huabei_qa/data/merge.json`) on articles whose repeats were marked by hand.

    python tools/fit_merge.py TRAIN_DIR VALIDATION_DIR --homes SCRATCH [--write]

Fits a logistic model on the pairs of TRAIN_DIR, picks the threshold with the best pairwise F1 there, and reports
precision and recall of the grouping as the product does it, on both folders.
"""

from __future__ import annotations

import argparse
import itertools
import json
from pathlib import Path

import numpy as np
from judged import Judged, folder
from sklearn.linear_model import LogisticRegression

from huabei_qa import merge
from huabei_qa.passages import is_statement

DATA = Path(__file__).resolve().parent.parent / "huabei_qa" / "data" / "merge.json"
NAMES = ("cosine", "words", "label")


def statements_of(judged: Judged) -> tuple[list[merge.Statement], list[set[int]], object]:
    """The article's statements, the lines of each, and the centre of its vectors."""
    kb = judged.kb
    chooser = kb.chooser
    rows = [row for row, passage in enumerate(kb.passages) if is_statement(passage)]
    lines = [judged.lines(kb.passages[r].start, kb.passages[r].end) for r in rows]
    return [chooser.statement(r) for r in rows], lines, chooser.centre


def told_same(one: set[int], other: set[int], groups: list[list[int]]) -> bool:
    """Whether the judge put lines of both into one group."""
    return any(one & set(g) and other & set(g) for g in groups)


def pairs(articles: list[Judged]) -> tuple[np.ndarray, np.ndarray]:
    """Signals and truth of every pair that the product would consider."""
    signals, truth = [], []
    for judged in articles:
        found, lines, centre = statements_of(judged)
        for i, j in itertools.combinations(range(len(found)), 2):
            if found[i].family != found[j].family and found[i].head == found[j].head:
                near = merge.nearness(found[i], found[j], centre)
                signals.append([near[name] for name in NAMES])
                truth.append(told_same(lines[i], lines[j], judged.groups))
    return np.array(signals), np.array(truth)


def grouping(articles: list[Judged], weights: dict[str, float]) -> dict[str, float]:
    """Pairwise precision and recall of the groups that the product makes of all statements of each article."""
    right = made = wanted = 0
    for judged in articles:
        found, lines, centre = statements_of(judged)
        truth = {(i, j) for i, j in itertools.combinations(range(len(found)), 2) if told_same(lines[i], lines[j], judged.groups)}
        groups = merge.groups(found, centre, weights)
        joined = {pair for group in groups for pair in itertools.combinations(sorted(group), 2)}
        right, made, wanted = right + len(truth & joined), made + len(joined), wanted + len(truth)
    return {"pairs": wanted, "made": made, "precision": right / made if made else 0.0, "recall": right / wanted}


def main() -> None:
    """Fit, choose, report, and with --write store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path)
    parser.add_argument("validation", type=Path)
    parser.add_argument("--homes", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    train = list(folder(options.train, options.homes / "train"))
    validation = list(folder(options.validation, options.homes / "validation"))
    signals, truth = pairs(train)
    model = LogisticRegression(C=10.0, max_iter=1000).fit(signals, truth)
    fitted = {"bias": float(model.intercept_[0])} | dict(zip(NAMES, map(float, model.coef_[0]), strict=True))
    best = {}
    for threshold in (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6):
        weights = fitted | {"merge_above": threshold}
        on_train, on_validation = grouping(train, weights), grouping(validation, weights)
        print(threshold, "train", on_train, "validation", on_validation)
        p, r = on_train["precision"], on_train["recall"]
        best[2 * p * r / (p + r) if p + r else 0.0] = threshold
    chosen = {k: round(v, 4) for k, v in (fitted | {"merge_above": best[max(best)]}).items()}
    print(chosen)
    if options.write:
        DATA.write_text(json.dumps(chosen) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
