"""Fit which statements say the same (`huabei_qa/data/merge.json`) on articles whose repeats were marked by hand.

    python tools/fit_merge.py TRAIN_DIR VALIDATION_DIR [--write] [--above P]

Fits a logistic model on the pairs of TRAIN_DIR and reports pairwise precision and recall of what the product merges,
on both folders, for several thresholds. The marks are conservative (lines that overlap only in part are left out), so
precision counts many sensible merges as wrong.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from judged import line_numbers, line_starts, read_groups
from sklearn.linear_model import LogisticRegression

from huabei_qa import articles, load_encoder, merge, passages
from huabei_qa.knowledge.building import statement_of
from huabei_qa.words import Words

DATA = Path(__file__).resolve().parent.parent / "huabei_qa" / "data" / "merge.json"
THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)


class Marked:
    """The statements of one article, and which of them the judge called the same."""

    def __init__(self, article: Path, encoder: object, words: Words) -> None:
        text = articles.read(article)
        rows = [p for p in passages.cut(articles.parse(text, article.name)) if passages.is_statement(p)]
        self.statements = [statement_of(p, words) for p in rows]
        self.vectors = encoder.encode_passages([p.text for p in rows])  # type: ignore[attr-defined]
        starts = line_starts(text)
        lines = [line_numbers(starts, p.start, p.end) for p in rows]
        groups = [set(g) for g in read_groups(article)]
        self.same = {
            (i, j)
            for i, j in itertools.combinations(range(len(rows)), 2)
            if any(lines[i] & g and lines[j] & g for g in groups)
        }


def marked(folder: Path) -> Iterator[Marked]:
    """Every article of a folder."""
    encoder, words = load_encoder(), Words()
    for article in sorted(folder.glob("*.txt")):
        yield Marked(article, encoder, words)


def grouping(found: list[Marked], weights: dict[str, float]) -> str:
    """Pairwise precision and recall of what the product merges."""
    right = made = wanted = 0
    for one in found:
        joined = set(merge.pairs(one.statements, one.vectors, weights))
        right, made, wanted = right + len(joined & one.same), made + len(joined), wanted + len(one.same)
    return f"made {made} of {wanted}: precision {right / max(1, made):.3f} recall {right / wanted:.3f}"


def main() -> None:
    """Fit, report, and with --write store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path)
    parser.add_argument("validation", type=Path)
    parser.add_argument("--above", type=float, default=0.4, help="merge from this probability on")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    train, validation = list(marked(options.train)), list(marked(options.validation))
    pairs = [(near, pair in one.same) for one in train for pair, near in merge.nearness(one.statements, one.vectors)]
    names = list(pairs[0][0])
    model = LogisticRegression(C=1.0, max_iter=5000)
    model.fit(np.array([[near[n] for n in names] for near, _ in pairs]), [same for _, same in pairs])
    fitted = {"bias": float(model.intercept_[0])} | dict(zip(names, map(float, model.coef_[0]), strict=True))
    for threshold in THRESHOLDS:
        weights = fitted | {"merge_above": threshold}
        print(threshold, "train", grouping(train, weights), "| validation", grouping(validation, weights))
    chosen = {name: round(value, 4) for name, value in (fitted | {"merge_above": options.above}).items()}
    print(chosen)
    if options.write:
        DATA.write_text(json.dumps(chosen) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
