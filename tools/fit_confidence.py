"""Fit the confidence (`huabei_qa/data/confidence.json`) on judged articles.

    python tools/fit_confidence.py --data DIR… [--retrieval DIR…] --homes SCRATCH [--write]

Every article becomes a knowledge base; every question gives its signals and whether the article answers it (yes or
part against no). Adapter and reader are too sure of what they have learnt from, so these are articles that neither has
seen. A logistic model is fitted to all signals, once without the reader's and once with them. Retrieval alone is fitted
to detailed articles (--retrieval): where every second question is a near miss in the article's words, as in the service
pages, it learns to distrust nearness, and ranks worse everywhere (docs/decisions.md). The threshold is the
lowest at which at most 15 % of the questions without an answer are answered. A second model tells, among the answers
that are right, those said outright from those in part, by the form of the question too; its threshold is where it best
separates (Youden's index, 1950). Both are chosen on predictions for articles that the model had not seen (folds by
article), and so are the figures reported.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from judged import Judged, fitting_options, folders
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from huabei_qa.confidence import FORM
from huabei_qa.evaluate.fitting import answering, fit, outright, unseen, unseen_thresholds
from huabei_qa.fusion import OTHER_PRODUCT

DATA = Path(__file__).resolve().parent.parent / "huabei_qa" / "data" / "confidence.json"
FOLDS = 6
STRANGERS = 6
"""Questions about another subject that an article is asked besides, of each language."""
AGAINST = {"lacks_number", "lacks_definition", "other_product"}
"""Signals that speak against an answer; all others speak for one."""
Table = tuple[list[str], NDArray[np.float64], list[str], NDArray[np.int64]]


def table(articles: list[Judged], reader: bool) -> Table:
    """Names of the signals, signals of each question, its judgement, and the number of its article."""
    rows, judged, group = [], [], []
    for number, article in enumerate(articles):
        for question in article.questions:
            rows.append(article.kb.look(question["question"], use_reader=reader).signals)
            judged.append(question["answerable"])
            group.append(number)
    names = sorted({name for row in rows for name in row})
    return names, np.array([[row.get(name, 0.0) for name in names] for row in rows]), judged, np.array(group)


def with_strangers(collections: list[list[Judged]]) -> list[Judged]:
    """All articles, each also asked some questions, in Chinese and in English, to articles of the other collections.

    Judged questions are near misses: without these nothing would teach that a question about quite another subject,
    which the reader has hardly seen, has no answer.
    """
    rng, out = random.Random(0), []
    for own in collections:
        others = [q["question"] for other in collections if other is not own for a in other for q in a.questions]
        english = [question for question in others if question.isascii()]
        chinese = [question for question in others if not question.isascii()]
        for article in own:
            strange = rng.sample(chinese, min(STRANGERS, len(chinese))) + rng.sample(
                english, min(STRANGERS, len(english))
            )
            asked = [{"question": question, "answerable": "no", "lines": {}} for question in strange]
            out.append(replace(article, questions=article.questions + asked))
    return out


def by_article(data: Table) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Folds that keep the questions of an article together."""
    return GroupKFold(FOLDS).split(data[1], data[2], data[3])


def fitted(name: str, data: Table) -> dict[str, object]:
    """Weights and thresholds, and what they come to."""
    names, signals, judged, group = data
    answerable = np.array([j != "no" for j in judged])
    kept = speaking_for(names, signals, answerable)
    weights, bias = fit(signals[:, kept], answerable)
    unmet = [k for k, column in enumerate(kept) if names[column] == "other_product" and not signals[:, column].any()]
    weights[unmet] = -OTHER_PRODUCT  # without the reader no best hit of these articles is about another product
    p = unseen(signals[:, kept], answerable, by_article(data))
    report(name, p, judged, unseen_thresholds(p, answerable, by_article(data)))
    named = {names[k]: round(float(w), 4) for k, w in zip(kept, weights, strict=True)}
    above = answering(p, answerable)
    right = np.flatnonzero(answerable & (p >= above))
    answered = (names, signals[right], [judged[k] for k in right], group[right])
    return {"weights": named, "bias": round(bias, 4), "answer_above": round(above, 4)} | said_outright(answered)


def said_outright(answered: Table) -> dict[str, object]:
    """Weights and threshold of what tells yes from part, among the answers that are right."""
    names, signals, judged, _ = answered
    yes = np.array([j == "yes" for j in judged])
    weights, bias = fit(signals, yes)
    said = unseen(signals, yes, by_article(answered))
    above = outright(said, yes)
    print(f"  outright: auroc {roc_auc_score(yes, said):.3f}, told rightly {((said >= above) == yes).mean():.3f}")
    named = {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}
    return {"outright_weights": named, "outright_bias": round(bias, 4), "outright_above": round(above, 4)}


def speaking_for(names: list[str], signals: NDArray[np.float64], answerable: NDArray[np.bool_]) -> list[int]:
    """The signals without those that get a weight against their meaning, worst first, until none is left.

    Judged questions are near misses mostly, so that nearness seems to speak against an answer; with such a weight a
    question about nothing in the articles would be answered for being far from all of them.
    """
    kept = [k for k, name in enumerate(names) if not name.startswith(FORM)]
    while True:
        weights, _ = fit(signals[:, kept], answerable)
        wrong = {k: w for k, w in zip(kept, weights, strict=True) if (w > 0) == (names[k] in AGAINST)}
        if not wrong:
            return kept
        kept.remove(max(wrong, key=lambda k: abs(wrong[k]) * signals[:, k].std()))


def report(name: str, p: NDArray[np.float64], judged: list[str], threshold: NDArray[np.float64]) -> None:
    """AUROC, what the threshold of the other folds lets through, and how often answers of each confidence are right."""
    truth = np.array([j != "no" for j in judged])
    above = p >= threshold
    print(
        f"{name}: auroc {roc_auc_score(truth, p):.3f} "
        f"answered {above[truth].mean():.3f} false {above[~truth].mean():.3f}"
    )
    for low in np.arange(0, 1, 0.2):
        inside = (p >= low) & (p < low + 0.2)
        if inside.any():
            print(f"  said {low:.1f} to {low + 0.2:.1f}: right {truth[inside].mean():.2f} of {inside.sum()}")


def main() -> None:
    """Fit, report, and with --write store."""
    parser = fitting_options(__doc__)
    parser.add_argument("--retrieval", type=Path, nargs="+", help="those of them for retrieval alone; default: all")
    options = parser.parse_args()
    collections = [folders([path], options.homes) for path in options.data]
    articles = with_strangers(collections)
    alone = [number for number, path in enumerate(options.data) if path in (options.retrieval or options.data)]
    some = {article.name for number in alone for article in collections[number]}
    stored: dict[str, object] = {
        "plain": fitted("retrieval", table([a for a in articles if a.name in some], reader=False))
    }
    reader = articles[0].kb.reader
    if reader is not None:
        of_reader = fitted("retrieval and reader", table(articles, reader=True))
        stored["reader"] = of_reader | {"fingerprint": reader.fingerprint}
    print(json.dumps(stored))
    if options.write:
        DATA.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
