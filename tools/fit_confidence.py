"""Fit the confidence (`huabei_qa/data/confidence.json`) on judged how-to articles.

    python tools/fit_confidence.py TRAIN_DIR VALIDATION_DIR --homes SCRATCH [--write]

Every article of TRAIN_DIR becomes a knowledge base; every question gives its signals and whether the article answers
it (yes or part against no). A logistic model is fitted on them; the threshold is the one that best separates (largest
true minus false positive rate, Youden 1950) on predictions made for articles that the model had not seen (ten folds
by article). Reported on VALIDATION_DIR.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from judged import Judged, folder
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score, roc_curve
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from huabei_qa.confidence import shipped

DATA = Path(__file__).resolve().parent.parent / "huabei_qa" / "data" / "confidence.json"
Table = tuple[list[str], NDArray[np.float64], list[str], NDArray[np.int64]]


def table(articles: list[Judged], reader: bool) -> Table:
    """Names of the signals, signals of each question, its judgement, and the number of its article."""
    rows, judged, group = [], [], []
    for number, article in enumerate(articles):
        for question in article.questions:
            rows.append(article.kb.signals(question["question"], use_reader=reader))
            judged.append(question["answerable"])
            group.append(number)
    names = sorted({name for row in rows for name in row})
    return names, np.array([[row.get(name, 0.0) for name in names] for row in rows]), judged, np.array(group)


def fit(signals: NDArray[np.float64], answers: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    """Weights and bias for signals as they are (scaling folded in)."""
    scaler = StandardScaler().fit(signals)
    model = LogisticRegression(C=1.0, max_iter=5000).fit(scaler.transform(signals), answers)
    weights = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - weights @ scaler.mean_)


def unseen(signals: NDArray[np.float64], answers: NDArray[np.bool_], group: NDArray[np.int64]) -> NDArray[np.float64]:
    """Probability for each question by a model that has not seen its article."""
    out = np.zeros(len(answers))
    for seen, held in GroupKFold(10).split(signals, answers, group):
        weights, bias = fit(signals[seen], answers[seen])
        out[held] = probability(signals[held], weights, bias)
    return out


def probability(signals: NDArray[np.float64], weights: NDArray[np.float64], bias: float) -> NDArray[np.float64]:
    """The logistic model."""
    return np.asarray(1 / (1 + np.exp(-(signals @ weights + bias))))


def separating(p: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    """The threshold with the largest true minus false positive rate."""
    false, true, thresholds = roc_curve(truth, p)
    return float(thresholds[int(np.argmax(true - false))])


def calibration(train: Table) -> dict[str, object]:
    """Weights and thresholds as the package reads them."""
    names, signals, judged, group = train
    answerable = np.array([j != "no" for j in judged])
    weights, bias = fit(signals, answerable)
    p = unseen(signals, answerable, group)
    above = separating(p, answerable)
    outright = separating(p[answerable], np.array([j == "yes" for j in judged])[answerable])
    return {
        "weights": {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)},
        "bias": round(bias, 4),
        "answer_above": round(above, 4),
        "outright_above": round(max(above, outright), 4),
    }


def report(name: str, data: Table, fitted: dict[str, object]) -> None:
    """AUROC, what the threshold lets through, and how often answers of each confidence are right."""
    names, signals, judged, _ = data
    weights: dict[str, float] = fitted["weights"]  # type: ignore[assignment]
    p = probability(signals, np.array([weights.get(n, 0.0) for n in names]), float(fitted["bias"]))  # type: ignore[arg-type]
    truth = np.array([j != "no" for j in judged])
    above = p >= float(fitted["answer_above"])  # type: ignore[arg-type]
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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path)
    parser.add_argument("validation", type=Path)
    parser.add_argument("--homes", type=Path, required=True, help="scratch folder for the knowledge bases")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--only", choices=("plain", "reader"), help="fit one of the two and leave the other as it is")
    options = parser.parse_args()
    train = list(folder(options.train, options.homes / "train"))
    validation = list(folder(options.validation, options.homes / "validation"))
    stored = shipped()
    for name, reader in (("plain", False), ("reader", True)):
        if options.only not in (None, name):
            continue
        if reader and train[0].kb.reader is None:
            print("no reader: its calibration is left as it was")
            continue
        fitted = calibration(table(train, reader))
        print(name, json.dumps(fitted))
        report(f"{name}, train", table(train, reader), fitted)
        report(f"{name}, validation", table(validation, reader), fitted)
        stored[name] = fitted | ({"fingerprint": train[0].kb.reader.fingerprint} if reader else {})
    if options.write:
        DATA.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
