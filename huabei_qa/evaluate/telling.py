"""A report as text, for a person."""

from __future__ import annotations

from huabei_qa.evaluate.asking import Outcome
from huabei_qa.evaluate.fitting import Fit
from huabei_qa.evaluate.report import Figures, Report, why
from huabei_qa.text import printable

_NAME, _FIGURE = 17, 6
_ANSWERABLE = {"yes": "answerable", "part": "in part", "no": "not"}


def told(report: Report, worst: int = 10) -> str:
    """The figures, each with what it is, and the questions that went most wrong."""
    counts = ", ".join(f"{number} {_ANSWERABLE[judged]}" for judged, number in report.counts.items())
    parts = [f"{len(report.outcomes)} questions: {counts}"]
    parts += [_section(title, rows) for title, rows in _sections(report)]
    if report.fit:
        parts.append(_fitted(report.fit))
    wrong = report.worst(worst)
    if wrong:
        parts.append("\n".join(["The worst", *(_line(outcome) for outcome in wrong)]))
    return "\n\n".join(parts)


def _sections(report: Report) -> list[tuple[str, list[tuple[str, float | None, str]]]]:
    f, k = report.figures, report.limit
    return [
        (
            "Finding, over the answerable questions",
            [
                ("hit@1", f.hit_1, "the first hit answers"),
                ("hit@3", f.hit_3, "one of the first three does"),
                (f"recall@{k}", f.recall, f"share of what answers among the first {k} hits"),
                ("recall@400 chars", f.recall_400, "the same in the first 400 characters of the hits"),
                (f"MRR@{k}", f.mrr, "mean of 1/rank of the first hit that answers"),
                (f"nDCG@{k}", f.ndcg, "how near the best order of the hits is"),
            ],
        ),
        (
            "Confidence, over all questions",
            [
                ("AUROC", f.auroc, "how often an answerable question has more confidence than one that is not"),
                ("calibration error", f.calibration_error, "how far what is said lies from what holds; less is better"),
                (
                    "AURC",
                    f.aurc,
                    f"mean risk over all thresholds; less is better, {_number(f.best_aurc).strip()} the least",
                ),
            ],
        ),
        (
            f"Answering, from confidence {report.answer_above:.2f} on",
            [
                ("answered", f.answered, "of the answerable questions, in part too"),
                ("false answers", f.false_answers, "of the others, answered all the same"),
                ("coverage", f.coverage, "of all questions, answered"),
                ("risk", f.risk, "of the answered ones, wrong: they cite nothing that answers"),
                ("agreement", f.agreement, "told outright, in part or not at all, as judged"),
            ],
        ),
        ("Citing, over the answerable questions", _citing(f)),
        (
            "Time a question, in milliseconds",
            [("p50", _thousand(f.p50), ""), ("p95", _thousand(f.p95), "")],
        ),
    ]


def _citing(f: Figures) -> list[tuple[str, float | None, str]]:
    rows: list[tuple[str, float | None, str]] = [
        ("precision", f.cite_precision, "of what is cited, answers or supports"),
        ("recall", f.cite_recall, "of what answers, is cited"),
        ("F1", f.cite_f1, "both in one, mean over the questions"),
    ]
    if f.duplicates is not None:
        rows.append(("duplicates", f.duplicates, "points an answer that repeat another"))
    if f.bad_quotes:
        rows.append(
            ("bad quotes", float(f.bad_quotes), "citations that are not the article to the letter: report this")
        )
    return rows


def _section(title: str, rows: list[tuple[str, float | None, str]]) -> str:
    return "\n".join([title, *(f"  {name:{_NAME}} {_number(value)}  {what}".rstrip() for name, value, what in rows)])


def _fitted(fit: Fit) -> str:
    before, after = fit.before, fit.after
    rows = [
        ("AUROC", before.auroc, after.auroc),
        ("calibration error", before.calibration_error, after.calibration_error),
        ("log loss", before.log_loss, after.log_loss),
        ("answered", before.answered, after.answered),
        ("false answers", before.false_answers, after.false_answers),
    ]
    lines = [f"  {name:{_NAME}} {_number(old)}  {_number(new)}" for name, old, new in rows]
    done = "stored" if fit.stored else "not stored: the present confidence does as well"
    head = f"Fitting ({fit.form}), on questions not fitted to: before, after"
    return "\n".join([head, *lines, f"  {done}"])


def _line(outcome: Outcome) -> str:
    asked = printable(outcome.asked.question)
    at = f"line {outcome.asked.number}: " if outcome.asked.number else ""
    return f"  {at}{asked}\n    {why(outcome)}"


def _number(value: float | None) -> str:
    if value is None:
        return f"{'–':>{_FIGURE}}"
    return f"{value:{_FIGURE}.0f}" if value >= 10 else f"{value:{_FIGURE}.3f}"


def _thousand(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1000
