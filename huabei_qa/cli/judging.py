"""`eval`: a knowledge base judged by one's own questions."""

from __future__ import annotations

from pathlib import Path

import click

from huabei_qa.cli.common import (
    A_FILE,
    A_PATH,
    Progress,
    dump,
    home_option,
    json_option,
    lines_in,
    model_option,
    no_reader_option,
    open_home,
    reader_option,
)


@click.command("eval")
@click.argument("questions", type=A_FILE)
@json_option
@home_option
@model_option
@reader_option
@no_reader_option
@click.option(
    "--limit", type=click.IntRange(3), default=10, show_default=True, help="How many hits each question is judged by."
)
@click.option("--worst", type=click.IntRange(0), default=10, show_default=True, help="How many of the worst to show.")
@click.option(
    "--groups",
    type=A_PATH,
    help="JSON file of lines that say the same, to count points that repeat each other.",
)
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, readable=False, path_type=Path),
    help="Draw risk and reliability into FILE.png.",
)
@click.option("--fit", is_flag=True, help="Fit the confidence to these questions and store it in the home.")
def evaluate(
    questions: str,
    as_json: bool,
    home: Path | None,
    model: str | None,
    reader: str | None,
    no_reader: bool,
    limit: int,
    worst: int,
    groups: Path | None,
    plot: Path | None,
    fit: bool,
) -> None:
    """Judge the knowledge base by questions of your own.

    QUESTIONS is a file of JSON lines, each with a question and what answers it.

    Exit status: 0 judged, 2 misuse (a line that cannot be read too), 1 failure.

    \b
    Examples:
        huabei-qa eval questions.jsonl --home my-kb
        huabei-qa eval questions.jsonl --home my-kb --plot report.png
        huabei-qa eval questions.jsonl --home my-kb --fit

    \b
    A line of QUESTIONS is one of:
        {"question": "退款多久到账?", "quotes": ["退款在三个工作日内原路退回。"]}
        {"question": "退款多久到账?", "lines": {"12": 2, "14": 1}, "source": "refund.txt"}
        {"question": "能开发票吗?", "answerable": "no"}
    """
    from huabei_qa import evaluate as room

    if fit and home is None:
        raise click.UsageError("Name the knowledge base to fit with --home; the shipped one is not changed.")
    if plot is not None:
        room.check_drawable(plot)
    lines = lines_in(questions)
    if groups is not None:
        lines_in(str(groups))  # only to tell what cannot be read before minutes of asking
    kb = open_home(home, model, reader, no_reader)
    read = room.read_questions(lines, kb)
    known = room.read_groups(groups, kb) if groups else None
    with Progress("Judging questions") as show:
        report = room.judge(kb, read, limit=limit, groups=known, fit=fit, progress=show)
    if plot is not None:
        room.draw(report, plot)
        click.echo(f"Drew {plot}", err=True)
    click.echo(dump(report.to_dict(worst)) if as_json else room.told(report, worst))


COMMANDS = (evaluate,)
