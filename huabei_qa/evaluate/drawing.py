"""Two drawings of a report, side by side: risk against coverage, and what was said against what holds."""

from __future__ import annotations

import os
from typing import Any

from huabei_qa.errors import HuabeiQAError, UsageError
from huabei_qa.evaluate import measures
from huabei_qa.evaluate.report import Report

_ENDINGS = (".png", ".svg", ".pdf")


def draw(report: Report, file: str | os.PathLike[str]) -> None:
    """Draw risk against coverage and a reliability diagram into a file (.png, .svg or .pdf).

    Raises HuabeiQAError where matplotlib is not installed or the file cannot be written.
    """
    figure = _figure()
    risk, reliability = figure.subplots(1, 2)
    _draw_risk(risk, report)
    _draw_reliability(reliability, report)
    try:
        figure.savefig(file, dpi=120)
    except (OSError, ValueError) as error:
        raise HuabeiQAError(
            f"{os.fspath(file)} cannot be written ({error}). Free the disk, or name another file with --plot."
        ) from error


def check_drawable(file: str | os.PathLike[str]) -> None:
    """Raises UsageError for a file that cannot be drawn into, HuabeiQAError where matplotlib is not installed.

    To be told before minutes of asking.
    """
    _figure()
    folder, ending = os.path.split(os.path.abspath(file))[0], os.path.splitext(os.fspath(file))[1].lower()
    if ending not in _ENDINGS:
        raise UsageError(f"{os.fspath(file)} cannot be drawn. Name a file that ends in {', '.join(_ENDINGS)}.")
    if not os.access(folder, os.W_OK):
        raise UsageError(f"The folder {folder} is not there or cannot be written. Name another file for --plot.")


def _figure() -> Any:
    """An empty figure with its own canvas: no window, and no state that others share."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise measures.missing("matplotlib", "Drawing a plot") from error
    figure = Figure(figsize=(10, 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _draw_risk(axes: Any, report: Report) -> None:
    curve = measures.risk_coverage(report.rightness)
    axes.plot([c for c, _ in curve], [r for _, r in curve], color="tab:blue", label="surest questions first")
    f = report.figures
    if f.coverage and f.risk is not None:
        label = f"threshold {report.answer_above:.2f}: coverage {f.coverage:.2f}, risk {f.risk:.2f}"
        axes.plot([f.coverage], [f.risk], "o", color="tab:red", label=label)
    axes.set(xlim=(0, 1.02), ylim=(0, 1.02), xlabel="coverage: share of questions answered")
    axes.set(ylabel="risk: share of those that are wrong", title=f"Risk and coverage (AURC {f.aurc or 0:.3f})")
    axes.grid(alpha=0.3)
    axes.legend(loc="upper left")


def _draw_reliability(axes: Any, report: Report) -> None:
    bins = report.reliability
    axes.plot([0, 1], [0, 1], "--", color="gray", label="as said")
    axes.bar([b.low for b in bins], [b.holds for b in bins], width=0.1, align="edge", alpha=0.4, edgecolor="tab:blue")
    axes.plot([b.confidence for b in bins], [b.holds for b in bins], "o", color="tab:blue", label="measured")
    for b in bins:
        axes.annotate(str(b.count), (b.low + 0.05, b.holds + 0.03), ha="center", fontsize="small")
    error = report.figures.calibration_error or 0
    axes.set(xlim=(0, 1.02), ylim=(0, 1.02), xlabel="confidence said (number: questions)")
    axes.set(ylabel="share that is answerable", title=f"Reliability (calibration error {error:.3f})")
    axes.grid(alpha=0.3)
    axes.legend(loc="upper left")
