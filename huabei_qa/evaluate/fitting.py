"""Fitting the confidence to judged questions: a logistic model, its thresholds, and how it does on unseen questions.

scikit-learn does the numbers and is loaded only here, when something is fitted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from huabei_qa.confidence import FORM, Calibration, in_place
from huabei_qa.errors import KnowledgeBaseError, UsageError
from huabei_qa.evaluate import measures
from huabei_qa.evaluate.judged import Answerable, KnowledgeBaseLike
from huabei_qa.store import recalibrate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Truths = NDArray[np.bool_]
    Folds = Iterable[tuple[NDArray[np.int64], NDArray[np.int64]]]

READER = ("reader_best", "reader_next", "reader_heading", "reader_any")
"""The reader's signals."""
FALSE_RATE = 0.15
"""Of questions without an answer at most this share may be answered; so many as it takes are left unanswered."""
FEWEST = 50
"""Questions, below which nothing is fitted."""
_FEWEST_OF_A_KIND = 10
_PER_WEIGHT = 10
"""Questions of the rarer kind for each weight that is fitted (Peduzzi et al., J. Clin. Epidemiol. 49, 1996)."""
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Quality:
    """How a calibration does on questions that it has not seen."""

    auroc: float
    calibration_error: float
    log_loss: float
    """Mean of -ln of the probability that was given to what is so; less is better."""
    answered: float
    """Share of the answerable questions above the threshold."""
    false_answers: float
    """Share of the others above it."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What a refit came to."""

    form: str
    """What was fitted: `scale` (how much the present confidence counts, two numbers), `reader` (that, and the reader's
    signals) or `full` (a weight for each signal)."""
    reader: str | None
    """The fingerprint of the reader it is for; None: for no reader."""
    before: Quality
    """The calibration in use until now."""
    after: Quality
    """The fitted one, each question judged by a fit to the other folds."""
    stored: bool
    """Whether it was stored; it is not where the present one does better."""
    calibration: Calibration

    def to_dict(self) -> dict[str, object]:
        """For a program."""
        return asdict(self)


def refit(kb: KnowledgeBaseLike, signals: Sequence[Mapping[str, float]], judged: Sequence[Answerable]) -> Fit:
    """Fit the confidence of a knowledge base to these questions, and store it for the reader in use if it is better.

    `signals` are those of `kb.ask_with_signals`, one mapping a question. Only the manifest is written, by one rename:
    readers have the old calibration or the new one, and the passages stay as they are. Raises UsageError for too few
    questions or a single kind of them, KnowledgeBaseError if the knowledge base cannot be written or was built again
    meanwhile, HuabeiQAError where scikit-learn is not installed.
    """
    check_can_fit(judged)
    import numpy as np

    truth = np.array([j is not Answerable.NO for j in judged])
    form, names = _form(kb.calibration, signals, truth)
    table = _columns(form, names, kb.calibration, signals)
    weights, bias = fit(table, truth)
    folds = _folds(judged)
    p = unseen(table, truth, folds)
    present = sigmoid(logits(kb.calibration, signals))
    said = np.array([kb.calibration.outright(row) for row in signals]) if kb.calibration.outright_weights else p
    above, outright = _thresholds(p, said, judged, kb.calibration)
    fitted = _calibration(form, names, kb.calibration, (weights, bias), (above, outright))
    before = _quality(present, truth, np.full(len(truth), kb.calibration.answer_above))
    after = _quality(p, truth, unseen_thresholds(p, truth, folds))
    fingerprint = kb.reader.fingerprint if kb.reader else None
    stored = after.log_loss < before.log_loss
    if stored:
        _store(kb, fitted, fingerprint, len(judged))
    return Fit(form, fingerprint, before, after, stored, fitted)


def check_can_fit(judged: Sequence[Answerable]) -> None:
    """Raises UsageError for questions too few, or of one kind, to fit to; HuabeiQAError without scikit-learn."""
    able = sum(j is not Answerable.NO for j in judged)
    rarer = min(able, len(judged) - able)
    if len(judged) < FEWEST or rarer < _FEWEST_OF_A_KIND:
        raise UsageError(
            f"There are {able} answerable questions and {len(judged) - able} others; a fit needs at least {FEWEST}, "
            f"of each kind at least {_FEWEST_OF_A_KIND}. Judge more questions, or leave out --fit."
        )
    if find_spec("sklearn") is None:
        raise measures.missing("scikit-learn", "Fitting the confidence")


def fit(
    signals: Numbers, answers: Truths, importance: Sequence[float] | None = None, freedom: float = 1.0
) -> tuple[Numbers, float]:
    """Weights and bias of a logistic regression, for signals (cases, signals) as they are (scaling folded in).

    `importance` is what each case counts for; with less `freedom` weights are drawn to 0 the more (scikit-learn's C).
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(signals)
    model = LogisticRegression(C=freedom, max_iter=5000).fit(scaler.transform(signals), answers, importance)
    weights = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - weights @ scaler.mean_)


def unseen(signals: Numbers, answers: Truths, folds: Folds) -> Numbers:
    """Probability for each question by a model that has not seen its fold."""
    import numpy as np

    out = np.zeros(len(answers))
    for seen, held in folds:
        weights, bias = fit(signals[seen], answers[seen])
        out[held] = sigmoid(signals[held] @ weights + bias)
    return out


def sigmoid(logits: Numbers) -> Numbers:
    """The logistic function."""
    import numpy as np

    return np.asarray(1 / (1 + np.exp(-logits)))


def answering(p: Numbers, truth: Truths) -> float:
    """The lowest threshold at which at most `FALSE_RATE` of what is not so lies at it or above.

    Infinite where what is so is not above it more often than that: then nothing tells the two apart.
    """
    import numpy as np

    others = np.sort(p[~truth])[::-1]
    above = others[int(FALSE_RATE * len(others))]
    reached = p[p > above]
    return float(reached.min()) if (p > above)[truth].mean() > FALSE_RATE else float("inf")


def separating(p: Numbers, truth: Truths, cost: float) -> float:
    """The threshold with the largest true positive rate minus `cost` times the false positive rate.

    With a cost of 1 that is Youden's index (Cancer 3, 1950). Infinite where no threshold does better than none.
    """
    import numpy as np
    from sklearn.metrics import roc_curve

    false, true, thresholds = roc_curve(truth, p)
    return float(thresholds[int(np.argmax(true - cost * false))])


def outright(said: Numbers, yes: Truths) -> float:
    """From where on an answer is called said outright: what best tells yes from part among what is rightly answered.

    1.0 where nothing does. `said` are probabilities, shape (answers,).
    """
    if yes.all() or not yes.any():
        return 1.0
    return min(1.0, separating(said, yes, 1.0))


def logits(calibration: Calibration, signals: Sequence[Mapping[str, float]]) -> Numbers:
    """What a calibration says of each question, before it becomes a probability."""
    import numpy as np

    weights = calibration.weights.items()
    return np.array([calibration.bias + sum(w * row.get(name, 0.0) for name, w in weights) for row in signals])


def _form(present: Calibration, signals: Sequence[Mapping[str, float]], truth: Truths) -> tuple[str, list[str]]:
    """What so many questions are enough to fit, and the names of the signals it is fitted on."""
    rarer = int(min(truth.sum(), (~truth).sum()))
    names = sorted({name for row in signals for name in row if not name.startswith(FORM)})
    if rarer >= _PER_WEIGHT * len(names):
        return "full", names
    heard = [name for name in READER if name in names and name not in present.weights]
    if heard and rarer >= _PER_WEIGHT * (1 + len(heard)):
        return "reader", heard
    return "scale", []


def _columns(form: str, names: list[str], present: Calibration, signals: Sequence[Mapping[str, float]]) -> Numbers:
    """The table to fit on, (questions, weights): signals, behind the present log-odds unless all is fitted afresh.

    Fitting only how much the present log-odds count is Platt's scaling (Advances in Large Margin Classifiers, 1999).
    """
    import numpy as np

    columns = [np.array([row.get(name, 0.0) for row in signals]) for name in names]
    return np.column_stack(columns if form == "full" else [logits(present, signals), *columns])


def _calibration(
    form: str, names: list[str], present: Calibration, fitted: tuple[Numbers, float], thresholds: tuple[float, float]
) -> Calibration:
    """What was fitted, as weights of signals."""
    weights, bias = [float(w) for w in fitted[0]], fitted[1]
    named: dict[str, float] = {}
    if form != "full":
        scale, *weights = weights
        if scale <= 0:
            raise UsageError(
                "The confidence runs against these judgements: the surer, the less often right. Check the judgements "
                '("answerable", "relevant"); nothing was stored.'
            )
        named = {name: w * scale for name, w in present.weights.items()}
        bias += present.bias * scale
    named |= dict(zip(names, weights, strict=True))
    rounded = {name: round(w, 4) for name, w in named.items()}
    return Calibration(rounded, round(bias, 4), *thresholds, present.outright_weights, present.outright_bias)


def _thresholds(p: Numbers, said: Numbers, judged: Sequence[Answerable], present: Calibration) -> tuple[float, float]:
    """From which `p` on to answer, and from which `said` on to call it outright; without both kinds, as at present."""
    import numpy as np

    able = np.array([j is not Answerable.NO for j in judged])
    above = answering(p, able)
    if above > 1:
        raise UsageError(
            "No threshold tells these answerable questions from the others. Check the judgements; nothing was stored."
        )
    answered = able & (p >= above)
    yes = np.array([j is Answerable.YES for j in judged])[answered]
    enough = min(int(yes.sum()), int((~yes).sum())) >= _FEWEST_OF_A_KIND
    if not enough:
        kept = present.outright_above
        return round(above, 4), round(kept if present.outright_weights else max(above, kept), 4)
    return round(above, 4), round(outright(said[answered], yes), 4)


def _folds(judged: Sequence[Answerable]) -> Folds:
    """Folds with the same mix of answerable questions and others."""
    import numpy as np
    from sklearn.model_selection import StratifiedKFold

    able = np.array([j is not Answerable.NO for j in judged])
    return list(StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(np.zeros((len(able), 1)), able))


def unseen_thresholds(p: Numbers, truth: Truths, folds: Folds) -> Numbers:
    """For each question the threshold that the other folds would have set."""
    import numpy as np

    above = np.zeros(len(truth))
    for seen, held in folds:
        above[held] = answering(p[seen], truth[seen])
    return above


def _quality(p: Numbers, truth: Truths, above: Numbers) -> Quality:
    """How probabilities do, with a threshold for each question."""
    import numpy as np

    pairs = list(zip(p.tolist(), truth.tolist(), strict=True))
    given = np.clip(np.where(truth, p, 1 - p), 1e-12, 1)
    area, error = measures.auroc(pairs), measures.calibration_error(pairs)
    assert area is not None
    assert error is not None
    values = (area, error, float(-np.log(given).mean()), float((p >= above)[truth].mean()))
    return Quality(*(round(v, 4) for v in (*values, float((p >= above)[~truth].mean()))))


def _store(kb: KnowledgeBaseLike, fitted: Calibration, reader: str | None, questions: int) -> None:
    """Put a fit into the manifest, in place of the one for the same reader."""
    data: dict[str, Any] = asdict(fitted) | {"questions": questions}
    try:
        recalibrate(kb.home, kb.generation, lambda stored: in_place(stored, data, reader))
    except KnowledgeBaseError as error:
        raise KnowledgeBaseError(f"{error} The fit was not stored.") from error
