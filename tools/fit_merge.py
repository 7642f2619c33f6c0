"""Fit which statements say the same (`huabei_qa/data/merge.json`) on articles whose repeats were marked by hand.

    python tools/fit_merge.py TRAIN_DIR VALIDATION_DIR [--reader DIR | --no-reader] [--precision P] [--write]

Fits two logistic models on the marked pairs of TRAIN_DIR: one over cheap signals, and one over those and a reader's,
for the pairs that the first does not rule out. Nothing is chosen on VALIDATION_DIR. Each threshold is the lowest at
which pairs of held-out train articles reach the precision asked for. Reports pairwise precision and recall of what
the product merges, cross-validated over articles and on VALIDATION_DIR, and the recall that can be reached.

A reader that was trained on the marked pairs of an article scores them better than it will score anybody else's:
give as TRAIN_DIR only articles that it has not seen pairs of.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from judged import line_numbers, line_starts, read_groups
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from huabei_qa import Encoder, articles, load_encoder, merge, passages
from huabei_qa.knowledge.building import statement_of
from huabei_qa.knowledge.embedding import Plan, key, vectors_of
from huabei_qa.reader import entries_below, load_reader
from huabei_qa.words import Words

DATA = Path(__file__).resolve().parent.parent / "huabei_qa" / "data" / "merge.json"
FOLDS = 9
READ_ABOVE = 0.02
STRENGTH = 0.3
STEPS = np.arange(0.1, 0.96, 0.02)
Probabilities = list[NDArray[np.float64]]


class Marked:
    """The statements of one article, the pairs that are compared, and which of all pairs the judge called the same."""

    def __init__(self, article: Path, encoder: Encoder, words: Words) -> None:
        text = articles.read(article)
        cut = passages.cut(articles.parse(text, article.name, article.stem))
        kept = [row for row, p in enumerate(cut) if passages.is_statement(p)]
        plan = Plan.of(cut)
        texts = plan.texts()
        keys = [key(encoder.fingerprint, text) for text in texts]
        known = dict(zip(keys, encoder.encode_passages(texts), strict=True))
        mixed, alone = vectors_of(plan, known, encoder.fingerprint)
        self.name = article.stem
        below = entries_below(cut)
        self.statements = [statement_of(cut[row], words, below[row]) for row in kept]
        self.found, self.table = merge.nearness(self.statements, alone[kept], mixed[kept])
        starts = line_starts(text)
        self.lines = [line_numbers(starts, cut[row].start, cut[row].end) for row in kept]
        self.marks = [pair for g in read_groups(article) for pair in itertools.combinations(sorted(set(g)), 2)]
        groups = [set(g) for g in read_groups(article)]
        self.same = {
            (i, j)
            for i, j in itertools.combinations(range(len(kept)), 2)
            if any(self.lines[i] & g and self.lines[j] & g for g in groups)
        }

    def read(self, likely: NDArray[np.float64], read: merge.Read) -> None:
        """Keep the pairs that are likely enough to be read, with the signals of the reader."""
        worth = np.flatnonzero(likely >= READ_ABOVE)
        self.found = [self.found[at] for at in worth]
        self.table = {name: values[worth] for name, values in self.table.items()}
        self.table |= merge.reading(self.statements, self.found, read)

    @property
    def answers(self) -> NDArray[np.bool_]:
        """For each pair compared, whether it is marked."""
        return np.array([pair in self.same for pair in self.found], dtype=bool)


def marked(folder: Path) -> list[Marked]:
    """Every article of a folder."""
    encoder, words = load_encoder(), Words()
    return [Marked(article, encoder, words) for article in sorted(folder.glob("*.txt"))]


def fitted(found: Sequence[Marked]) -> merge.Logistic:
    """A logistic model; signals are brought to unit variance for the fit, and the weights given for raw signals."""
    names = list(found[0].table)
    values = np.concatenate([np.stack([one.table[n] for n in names], axis=1) for one in found])
    scaler = StandardScaler().fit(values)
    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    model.fit(scaler.transform(values), np.concatenate([one.answers for one in found]))
    weights = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - weights @ scaler.mean_)
    return merge.Logistic(dict(zip(names, map(float, weights), strict=True)), bias, 0.5)


def held_out(found: Sequence[Marked]) -> Probabilities:
    """Of each article's pairs, by a model of the articles in other folds."""
    likely: Probabilities = [np.zeros(0)] * len(found)
    for fold in range(FOLDS):
        model = fitted([one for at, one in enumerate(found) if at % FOLDS != fold])
        for at in range(fold, len(found), FOLDS):
            likely[at] = model.probability(found[at].table)
    return likely


def grouping(found: Sequence[Marked], likely: Probabilities, above: float) -> tuple[int, int, int]:
    """Pairs merged rightly, merged, and marked."""
    joined = [set(merge.decided(one.statements, one.found, p, above)) for one, p in zip(found, likely, strict=True)]
    right = sum(len(pairs & one.same) for pairs, one in zip(joined, found, strict=True))
    return right, sum(map(len, joined)), sum(len(one.same) for one in found)


def lowest(found: Sequence[Marked], likely: Probabilities, precision: float) -> float:
    """The threshold with the greatest recall among those of at least this precision."""
    for above in map(float, STEPS):
        right, made, _ = grouping(found, likely, above)
        if right >= precision * made:
            return round(above, 2)
    return round(float(STEPS[-1]), 2)


def report(name: str, found: Sequence[Marked], likely: Probabilities, above: float) -> None:
    """One line: pairwise precision, recall and F1."""
    right, made, wanted = grouping(found, likely, above)
    precision, recall = right / max(1, made), right / max(1, wanted)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"{name:28s} from {above:.2f}: {made} of {wanted}, precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}")


def ceiling(name: str, found: Sequence[Marked]) -> None:
    """How many marked pairs of lines are pairs of statements, and how many of those are compared."""
    lines = sum(len(one.marks) for one in found)
    held = sum(len(one.same) for one in found)
    compared = sum(int(one.answers.sum()) for one in found)
    allowed = sum(
        not merge.contradict(one.statements[i].text, one.statements[j].text) for one in found for i, j in one.same
    )
    print(f"{name}: {lines} marked pairs of lines, {held} pairs of statements, {compared} compared, {allowed} allowed")


def stored(model: merge.Logistic, above: float) -> dict[str, object]:
    """As `merge.json` holds it."""
    weights = {name: round(value, 4) for name, value in model.weights.items()}
    return {"weights": weights, "bias": round(model.bias, 4), "merge_above": above}


def step(name: str, train: list[Marked], validation: list[Marked], precision: float) -> tuple[merge.Logistic, float]:
    """Fit, choose the threshold on held-out train articles, and report."""
    likely, model = held_out(train), fitted(train)
    above = lowest(train, likely, precision)
    after = [model.probability(one.table) for one in validation]
    for threshold in sorted({0.2, 0.3, 0.4, 0.5, 0.6, 0.7, above}):
        report(f"{name} train, held out", train, likely, threshold)
        report(f"{name} validation", validation, after, threshold)
    return model, above


def main() -> None:
    """Fit, report, and with --write store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path)
    parser.add_argument("validation", type=Path)
    parser.add_argument("--reader", help="folder of the reader; by default the shipped one")
    parser.add_argument("--no-reader", action="store_true", help="fit the cheap signals only, keep the reader's fit")
    parser.add_argument("--precision", type=float, default=0.8, help="of pairs of held-out articles, at least")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    train, validation = marked(options.train), marked(options.validation)
    ceiling("train", train)
    ceiling("validation", validation)
    plain, above = step("plain", train, validation, options.precision)
    chosen = {key: value for key, value in merge.shipped().items() if key == "reader"}
    chosen = {"plain": stored(plain, above)} | chosen
    if not options.no_reader:
        reader = load_reader(options.reader)
        after = [plain.probability(one.table) for one in validation]
        for one, likely in zip([*train, *validation], [*held_out(train), *after], strict=True):
            one.read(likely, merge.read_with(reader))
        model, above = step("reader", train, validation, options.precision)
        about = {"fingerprint": reader.fingerprint, "read_above": READ_ABOVE}
        chosen["reader"] = about | stored(model, above)
    if options.write:
        DATA.write_text(json.dumps(chosen, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
