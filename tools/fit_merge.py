"""Fit which statements say the same (`huabei_qa/data/merge.json`, `huabei_qa/models/likeness-zh/`) on marked articles.

    python tools/fit_merge.py --data DIR… [--precision P] [--ways-precision P] [--ways] [--write]

Each DIR holds train/ and validation/: articles whose repeats were marked by hand (NAME.groups.json), most of those in
train/ once more by a second judge (NAME.second.json), and some of their statements in other words (NAME.like.jsonl).
What only one of two judges marked is neither the same nor not: nothing is fitted to it, and a pair merged among those
is counted as right, but nobody has to find it. Learns the matrix that turns vectors (`likeness.py`) and fits a logistic
model over all signals, and one without the turned ones for other encoders. Signals of train/ come from matrices that
have not seen the article. Nothing is chosen on validation/. Each threshold is the lowest at which pairs of held-out
train articles reach the precision asked for; ways of two articles of one file have a model and a threshold of their
own, fitted to what the first says of held-out articles and to signals of ways among themselves. Reports pairwise
precision and recall of what the product merges, held out and on validation/, and the recall that can be reached.
With --ways only that second model is fitted: matrix, weights and threshold of all others stay as they are stored.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
from judged import groups_file, read_groups, read_second_groups, rewordings
from likeness import Case, cases, learnt
from matrix_export import ship
from numpy.typing import NDArray

from huabei_qa import Encoder, articles, load_encoder, merge, passages
from huabei_qa.adapter import Adapter
from huabei_qa.evaluate import fitting, measures
from huabei_qa.evaluate.judged import line_numbers
from huabei_qa.knowledge.building import may_repeat, statement_of
from huabei_qa.knowledge.embedding import Plan, key, names_of, vectors_of
from huabei_qa.text import line_starts
from huabei_qa.words import Words

DATA = Path(__file__).resolve().parent.parent / "huabei_qa" / "data" / "merge.json"
FOLDS = 4
FREEDOM = 0.3
STEPS = np.arange(0.1, 0.96, 0.02)
Probabilities = list[NDArray[np.float64]]
T = TypeVar("T")


class Marked:
    """The statements of one article, and which pairs of them the judge called the same."""

    def __init__(self, article: Path, encoder: Encoder, words: Words) -> None:
        text = articles.read(article)
        cut = passages.cut(articles.parse(text, article.name, article.stem))
        kept = [row for row, p in enumerate(cut) if may_repeat(p)]
        plan = Plan.of(cut)
        texts = plan.texts()
        keys = [key(encoder.fingerprint, text) for text in texts]
        known = dict(zip(keys, encoder.encode_passages(texts), strict=True))
        mixed, alone = vectors_of(plan, known, encoder.fingerprint)
        self.name = article.stem
        self.statements = [statement_of(cut[row], words) for row in kept]
        self.alone, self.mixed = alone[kept], mixed[kept]
        self.names = names_of(plan, known, encoder.fingerprint)[kept]
        self.bare = {at for at, row in enumerate(kept) if not passages.is_statement(cut[row])}
        starts = line_starts(text)
        self.lines = [line_numbers(starts, cut[row].start, cut[row].end) for row in kept]
        groups = read_groups(article)
        self.marks = [pair for g in groups for pair in itertools.combinations(sorted(set(g)), 2)]
        first, second = self._marked(groups), self._marked(read_second_groups(article))
        self.same, self.unsure = first & second, first ^ second
        self.reworded = self._reworded(article, encoder)
        self.compare(None)

    def compare(self, turn: Adapter | None) -> None:
        """Take the signals of all pairs worth comparing, with those of turned vectors or without."""
        self.turn = turn
        self.found, self.table = merge.nearness(self.statements, self.alone, self.mixed, turn)

    def cases(self) -> list[Case]:
        """What the matrix is learnt from."""
        return cases(merge.centred(self.alone, self.statements), sorted(self.same), self.reworded)

    @property
    def answers(self) -> NDArray[np.bool_]:
        """For each pair compared, whether it is marked by all who judged."""
        return np.array([pair in self.same for pair in self.found], dtype=bool)

    @property
    def sure(self) -> NDArray[np.bool_]:
        """For each pair compared, whether all who judged agree."""
        return np.array([pair not in self.unsure for pair in self.found], dtype=bool)

    @property
    def said(self) -> NDArray[np.bool_]:
        """For each pair compared, whether both say something; ways that are only named are fitted to as ways alone."""
        return np.array([self.bare.isdisjoint(pair) for pair in self.found], dtype=bool)

    @property
    def ways(self) -> NDArray[np.int64]:
        """Which of the pairs compared are of ways of two articles of the file."""
        return np.flatnonzero([merge.both_ways(self.statements[i], self.statements[j]) for i, j in self.found])

    def among_ways(self, likely: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Signals of those; `likely` is what all pairs are by the model of all others."""
        pairs = [self.found[at] for at in self.ways]
        table = merge.among_ways(self.statements, pairs, self.alone, self.names, self.turn) if pairs else {}
        return table | {"log_odds": merge.log_odds(likely[self.ways])}

    def _marked(self, groups: list[list[int]]) -> set[merge.Pair]:
        """Pairs of statements that these groups of lines join."""
        rows = ([row for row, own in enumerate(self.lines) if not own.isdisjoint(group)] for group in groups)
        return {pair for joined in rows for pair in itertools.combinations(joined, 2)}

    def _reworded(self, article: Path, encoder: Encoder) -> list[tuple[NDArray[np.float32], list[int]]]:
        """Other wordings of statements, about the mean of the article, each with the rows that it words."""
        given = rewordings(article)
        if not given:
            return []
        apart = encoder.encode_passages([one["question"] for one in given]) - self.alone.mean(axis=0)
        lines = [{int(line) for line, grade in one["lines"].items() if grade == 2} for one in given]
        rows = [[row for row, own in enumerate(self.lines) if own & of] for of in lines]
        return list(zip(apart / np.linalg.norm(apart, axis=1, keepdims=True), rows, strict=True))


def marked(folders: Sequence[Path]) -> list[Marked]:
    """Every article of these folders whose repeats were marked, if there is anything to compare in it."""
    encoder, words = load_encoder(), Words()
    marked_files = [a for folder in folders for a in sorted(folder.glob("*.txt")) if groups_file(a).is_file()]
    return [one for article in marked_files if (one := Marked(article, encoder, words)).found]


def others(found: Sequence[T], fold: int) -> list[T]:
    """The articles of the other folds; each fold has some of every collection, which follow one another."""
    return [one for at, one in enumerate(found) if at % FOLDS != fold]


def matrix_of(found: Sequence[Marked]) -> Adapter:
    """The matrix learnt from these articles."""
    return Adapter(learnt([case for one in found for case in one.cases()]))


def turned_unseen(found: Sequence[Marked]) -> None:
    """Compare with turned vectors, each article by a matrix that was learnt from those of the other folds."""
    for fold in range(FOLDS):
        turn = matrix_of(others(found, fold))
        for one in found[fold::FOLDS]:
            one.compare(turn)


def fitted(found: Sequence[Marked]) -> merge.Logistic:
    """A logistic model of all pairs that say something."""
    names = list(found[0].table)
    kept = [one.sure & one.said for one in found]
    values = [np.stack([one.table[n] for n in names], axis=1)[keep] for one, keep in zip(found, kept, strict=True)]
    return logistic(names, values, [one.answers[keep] for one, keep in zip(found, kept, strict=True)])


def fitted_ways(found: Sequence[Marked], likely: Probabilities) -> merge.Logistic:
    """A logistic model of pairs of ways; `likely` is of articles that the first model had not seen."""
    held = [(one, p) for one, p in zip(found, likely, strict=True) if len(one.ways)]
    tables = [one.among_ways(p) for one, p in held]
    sure = [one.sure[one.ways] for one, _ in held]
    names = list(tables[0])
    values = [np.stack([t[n] for n in names], axis=1)[keep] for t, keep in zip(tables, sure, strict=True)]
    return logistic(names, values, [one.answers[one.ways][keep] for (one, _), keep in zip(held, sure, strict=True)])


def logistic(
    names: Sequence[str], values: Sequence[NDArray[np.float64]], answers: Sequence[NDArray[np.bool_]]
) -> merge.Logistic:
    """A logistic model of these signals, one array of rows an article."""
    weights, bias = fitting.fit(np.concatenate(values), np.concatenate(answers), freedom=FREEDOM)
    return merge.Logistic(dict(zip(names, map(float, weights), strict=True)), bias, 0.5)


def held_out(found: Sequence[Marked]) -> Probabilities:
    """Of each article's pairs, by a model of the articles in other folds."""
    models = [fitted(others(found, fold)) for fold in range(FOLDS)]
    return [models[at % FOLDS].probability(one.table) for at, one in enumerate(found)]


def ways_held_out(found: Sequence[Marked], likely: Probabilities) -> Probabilities:
    """The same with what a model of the ways in other folds says of ways."""
    models = [fitted_ways(others(found, fold), others(likely, fold)) for fold in range(FOLDS)]
    return [with_ways(one, p, models[at % FOLDS]) for at, (one, p) in enumerate(zip(found, likely, strict=True))]


def with_ways(one: Marked, likely: NDArray[np.float64], model: merge.Logistic) -> NDArray[np.float64]:
    """What all pairs of an article are, those of ways by their own model."""
    out = likely.copy()
    if len(one.ways):
        out[one.ways] = model.probability(one.among_ways(likely))
    return out


class Counts(NamedTuple):
    """Pairs of statements."""

    merged: int
    right: int
    """Merged, and marked by anybody."""
    found: int
    """Merged, and marked by all who judged."""
    wanted: int
    """Marked by all who judged."""


def grouping(found: Sequence[Marked], likely: Probabilities, model: merge.Logistic, ways: bool | None = None) -> Counts:
    """What would be merged with these thresholds; `ways`: of pairs of ways alone, or of others that say something."""

    def counted(one: Marked, pairs: Iterable[merge.Pair]) -> set[merge.Pair]:
        both = ((i, j, merge.both_ways(one.statements[i], one.statements[j])) for i, j in pairs)
        kept = {(i, j) for i, j, of_ways in both if ways is None or of_ways is ways}
        return {pair for pair in kept if one.bare.isdisjoint(pair)} if ways is False else kept

    joined = [
        counted(one, merge.decided(one.statements, one.found, p, model)) for one, p in zip(found, likely, strict=True)
    ]
    right = sum(len(pairs & (one.same | one.unsure)) for pairs, one in zip(joined, found, strict=True))
    same = sum(len(pairs & one.same) for pairs, one in zip(joined, found, strict=True))
    return Counts(sum(map(len, joined)), right, same, sum(len(counted(one, one.same)) for one in found))


def lowest(found: Sequence[Marked], likely: Probabilities, precision: float, ways: bool) -> float:
    """The threshold with the greatest recall among those of at least this precision, for ways or for all others."""
    for above in map(float, STEPS):
        counts = grouping(found, likely, thresholds(above, above), ways)
        if counts.right >= precision * counts.merged:
            return round(above, 2)
    return round(float(STEPS[-1]), 2)


def thresholds(above: float, ways: float) -> merge.Logistic:
    """A model that is asked for nothing but these."""
    return merge.Logistic({}, 0.0, above, ways)


def report(name: str, found: Sequence[Marked], likely: Probabilities, model: merge.Logistic) -> None:
    """A line for all pairs, and one for those of ways: pairwise precision, recall and F1."""
    for ways, least in ((None, model.merge_above), (True, model.ways_above)):
        merged, right, same, wanted = grouping(found, likely, model, ways)
        precision, recall = right / max(1, merged), same / max(1, wanted)
        f1 = measures.f1(precision, recall)
        told = f"{merged} of {wanted}, precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}"
        print(f"{name + (', ways' if ways else ''):34s} from {least:.2f}: {told}")


def ceiling(name: str, found: Sequence[Marked]) -> None:
    """How many marked pairs of lines are pairs of statements, and how many of those are compared."""
    lines = sum(len(one.marks) for one in found)
    held = sum(len(one.same) for one in found)
    compared = sum(int(one.answers.sum()) for one in found)
    allowed = sum(
        not merge.unlike(one.statements[i].text, one.statements[j].text) for one in found for i, j in one.same
    )
    print(f"{name}: {lines} marked pairs of lines, {held} pairs of statements, {compared} compared, {allowed} allowed")


def stored(fit: merge.Fit) -> dict[str, object]:
    """As `merge.json` holds it."""
    assert fit.ways is not None
    above = {"merge_above": fit.model.merge_above, "ways_above": fit.model.ways_above}
    return _rounded(fit.model) | above | {"ways": _rounded(fit.ways)}


def _rounded(model: merge.Logistic) -> dict[str, object]:
    weights = {name: round(value, 4) for name, value in model.weights.items()}
    return {"weights": weights, "bias": round(model.bias, 4)}


def step(name: str, train: list[Marked], validation: list[Marked], precisions: tuple[float, float]) -> merge.Fit:
    """Fit, choose the thresholds on held-out train articles, and report."""
    first, model = held_out(train), fitted(train)
    likely, ways_model = ways_held_out(train, first), fitted_ways(train, first)
    above, ways = (
        lowest(train, likely, least, of_ways) for least, of_ways in zip(precisions, (False, True), strict=True)
    )
    after = [with_ways(one, model.probability(one.table), ways_model) for one in validation]
    for shown in [*(thresholds(same, same) for same in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)), thresholds(above, ways)]:
        report(f"{name} train, held out", train, likely, shown)
        report(f"{name} validation", validation, after, shown)
    return merge.Fit(replace(model, merge_above=above, ways_above=ways), None, ways_model)


def kept(name: str, fit: merge.Fit) -> dict[str, object]:
    """What is stored under a name, with the model and the threshold of ways of this fit."""
    data: dict[str, object] = json.loads(DATA.read_text(encoding="utf-8"))[name]
    fresh = stored(fit)
    return data | {part: fresh[part] for part in ("ways_above", "ways")}


def main() -> None:
    """Fit, report, and with --write store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders with train/ and validation/")
    parser.add_argument("--precision", type=float, default=0.7, help="of pairs of held-out articles, at least")
    parser.add_argument("--ways-precision", type=float, default=0.8, help="the same of pairs of ways")
    parser.add_argument("--ways", action="store_true", help="fit nothing but the model of ways")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    train, validation = (marked([d / part for d in options.data]) for part in ("train", "validation"))
    ceiling("train", train)
    ceiling("validation", validation)
    precisions = (options.precision, options.ways_precision)
    fits = {"plain": step("plain", train, validation, precisions)}
    turned_unseen(train)
    turn = merge.choose(load_encoder().fingerprint).turn if options.ways else matrix_of(train)
    for one in validation:
        one.compare(turn)
    fits["turned"] = step("turned", train, validation, precisions)
    chosen = {name: kept(name, fit) if options.ways else stored(fit) for name, fit in fits.items()}
    if options.write:
        if turn is not None and not options.ways:
            ship(turn.matrix, load_encoder().fingerprint, merge.LIKENESS)
        DATA.write_text(json.dumps(chosen, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
