"""`ask` and `search`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from huabei_qa.cli.common import (
    EXIT_FAILED,
    EXIT_NOT_FOUND,
    complain,
    dump,
    home_option,
    json_option,
    model_option,
    no_reader_option,
    open_home,
    reader_option,
)
from huabei_qa.errors import UsageError

if TYPE_CHECKING:
    from huabei_qa.knowledge import KnowledgeBase
    from huabei_qa.records import Answer


@click.command()
@click.argument("question", required=False)
@click.option(
    "--batch", type=click.File("rb"), help='Questions to answer: JSON lines with "question"; - is standard input.'
)
@json_option
@home_option
@model_option
@reader_option
@no_reader_option
@click.option("--limit", type=click.IntRange(0), default=10, show_default=True, help="How many hits the JSON carries.")
@click.pass_context
def ask(
    ctx: click.Context,
    question: str | None,
    batch: IO[bytes] | None,
    as_json: bool,
    home: Path | None,
    model: str | None,
    reader: str | None,
    no_reader: bool,
    limit: int,
) -> None:
    """Answer QUESTION from the knowledge base, with citations.

    Exit status: 0 answered (in part too), 3 nothing in the knowledge base answers it, 2 misuse, 1 failure.
    With --batch: 0 when every line was answered or found to have no answer, 1 when a line could not be read.

    \b
    Examples:
        huabei-qa ask "花呗套现会怎样?"
        huabei-qa ask --json "花呗套现会怎样?"
        huabei-qa ask --batch questions.jsonl --json
    """
    if (question is None) == (batch is None):
        raise click.UsageError("Give a QUESTION, or --batch FILE, and not both.")
    kb = open_home(home, model, reader, no_reader)
    if batch is not None:
        if not _ask_all(kb, batch, as_json, limit):
            ctx.exit(EXIT_FAILED)
        return
    assert question is not None
    answer = kb.ask(question, limit)
    if as_json:
        click.echo(dump(answer.to_dict()))
    else:
        from huabei_qa.show import terminal_answer

        click.echo(terminal_answer(answer, kb.text_of))
    for source in kb.changed(citation.source for citation in answer.citations):
        complain(f"{source} has changed since it was built in; its quotes are older. Build again.")
    if answer.status.value == "not_found":
        ctx.exit(EXIT_NOT_FOUND)


@click.command()
@click.argument("question")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="How many passages to show.")
@json_option
@home_option
@model_option
@reader_option
@no_reader_option
def search(
    question: str,
    limit: int,
    as_json: bool,
    home: Path | None,
    model: str | None,
    reader: str | None,
    no_reader: bool,
) -> None:
    """Show the passages nearest to QUESTION, best first, without an answer.

    \b
    Example:
        huabei-qa search "套现" --limit 3
    """
    kb = open_home(home, model, reader, no_reader)
    hits = kb.search(question, limit)
    if as_json:
        click.echo(dump({"question": question, "hits": [hit.to_dict() for hit in hits]}))
        return
    from huabei_qa.show import terminal_hits

    click.echo(terminal_hits(hits, kb.text_of))


def _ask_all(kb: KnowledgeBase, batch: IO[bytes], as_json: bool, limit: int) -> bool:
    """Answer each line; whether all could be. A broken line is reported by its number and leaves the others alone."""
    broken = 0
    for number, line in enumerate(batch, 1):
        if not line.strip():
            continue
        try:
            question = _question_in(line)
            answer = kb.ask(question, limit)
        except (UsageError, ValueError) as error:
            broken += 1
            complain(f"line {number}: {error}")
            continue
        click.echo(dump(answer.to_dict()) if as_json else _plain(answer))
    if broken:
        complain(f"{broken} line(s) could not be answered; all others were.")
    return not broken


def _question_in(line: bytes) -> str:
    """The question of a JSON line. Raises ValueError saying what is wrong with the line."""
    try:
        data = json.loads(line.decode("utf-8-sig"))  # editors on Windows put a byte order mark first
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON ({error.msg})") from error
    except RecursionError as error:
        raise ValueError("it is JSON nested too deeply") from error
    if not isinstance(data, dict) or not isinstance(data.get("question"), str):
        raise ValueError('it is no object with a "question" in words')
    found: str = data["question"]
    return found


def _plain(answer: Answer) -> str:
    asked = "".join(c if c.isprintable() else " " for c in answer.question)
    return f"问:{asked}\n{answer.text}\n"


COMMANDS = (ask, search)
