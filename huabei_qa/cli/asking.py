"""`ask` and `search`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from huabei_qa.cli.common import (
    A_FILE,
    EXIT_FAILED,
    EXIT_NOT_FOUND,
    complain,
    document_option,
    dump,
    edited,
    edited_lists,
    home_option,
    json_option,
    lines_in,
    model_option,
    no_reader_option,
    open_home,
    reader_option,
)
from huabei_qa.errors import QuestionError
from huabei_qa.text import printable

if TYPE_CHECKING:
    from huabei_qa.knowledge import KnowledgeBase
    from huabei_qa.records import Answer

_RULE = "-" * 40
"""Between the answers of a batch."""


@click.command()
@click.argument("question", required=False)
@click.option("--batch", type=A_FILE, help='Questions to answer: JSON lines with "question"; - is standard input.')
@json_option
@home_option
@model_option
@reader_option
@no_reader_option
@document_option
@click.option("--limit", type=click.IntRange(0), default=10, show_default=True, help="How many hits the JSON carries.")
@click.option("--full", is_flag=True, help="On a terminal: fold nothing. Into a pipe or a file goes all, always.")
@click.pass_context
def ask(
    ctx: click.Context,
    question: str | None,
    batch: str | None,
    as_json: bool,
    home: Path | None,
    model: str | None,
    reader: str | None,
    no_reader: bool,
    documents: tuple[str, ...],
    limit: int,
    full: bool,
) -> None:
    """Answer QUESTION from the knowledge base, with citations.

    Exit status: 0 answered (in part too), 3 nothing in the knowledge base answers it, 2 misuse, 1 failure.
    With --batch: 0 when every line was answered or found to have no answer, 1 when a line could not be read. Its JSON
    has the number of the line in FILE as "line" besides, and the line's own "id" where it has one: a line that cannot
    be read gives no object.

    \b
    Examples:
        huabei-qa ask "花呗套现会怎样?"
        huabei-qa ask --document article.txt "怎么提额?"
        huabei-qa ask --json "花呗套现会怎样?"
        huabei-qa ask --batch questions.jsonl --json
    """
    if (question is None) == (batch is None):
        raise click.UsageError("Give a QUESTION, or --batch FILE, and not both.")
    lines = lines_in(batch) if batch is not None else None
    asker = _Asker(open_home(home, model, reader, no_reader), documents or None, limit, as_json, full)
    if lines is not None:
        if not _ask_all(asker, lines):
            ctx.exit(EXIT_FAILED)
        return
    assert question is not None
    answer = asker.ask(question)
    click.echo(asker.printed(answer))
    asker.tell_changed(c.source for c in answer.citations)
    from huabei_qa.records import Status

    if answer.status is Status.NOT_FOUND:
        ctx.exit(EXIT_NOT_FOUND)


@click.command()
@click.argument("question")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="How many passages to show.")
@json_option
@home_option
@model_option
@reader_option
@no_reader_option
@document_option
def search(
    question: str,
    limit: int,
    as_json: bool,
    home: Path | None,
    model: str | None,
    reader: str | None,
    no_reader: bool,
    documents: tuple[str, ...],
) -> None:
    """Show the passages nearest to QUESTION, without an answer.

    The best comes first.

    \b
    Examples:
        huabei-qa search "套现" --limit 3
        huabei-qa search "套现" --document article.txt
    """
    kb = open_home(home, model, reader, no_reader)
    hits = kb.search(question, limit, documents=documents or None)
    if as_json:
        click.echo(dump({"question": question, "hits": [hit.to_dict() for hit in hits]}))
        return
    from huabei_qa.show import Layout, terminal_hits

    click.echo(terminal_hits(hits, kb.text_of, Layout.of_stdout()))


@dataclass(frozen=True)
class _Asker:
    """A knowledge base, and how it is asked and its answers are printed."""

    kb: KnowledgeBase
    documents: tuple[str, ...] | None
    limit: int
    as_json: bool
    full: bool

    def ask(self, question: str) -> Answer:
        return self.kb.ask(question, self.limit, documents=self.documents)

    def printed(self, answer: Answer, **of_line: object) -> str:
        """`of_line`: what the JSON has of a line of a batch."""
        if self.as_json:
            return dump(of_line | answer.to_dict())
        from huabei_qa.show import Layout, terminal_answer

        return terminal_answer(answer, self.kb.text_of, Layout.of_stdout(self.full))

    def tell_changed(self, cited: Iterable[str]) -> None:
        for source in self.kb.changed(cited):
            complain(edited(self.kb.home, source))
        if self.kb.lists_edited():
            complain(edited_lists(self.kb.home))


def _ask_all(asker: _Asker, batch: Iterable[bytes]) -> bool:
    """Answer each line; whether all could be. A broken line is reported by its number and leaves the others alone."""
    from huabei_qa.question import in_line

    broken, shown = 0, 0
    cited: set[str] = set()
    for number, line in enumerate(batch, 1):
        if not line.strip():
            continue
        try:
            asked = in_line(line)
            answer = asker.ask(asked["question"])
        except QuestionError as error:
            broken += 1
            complain(f"line {number}: {error}")
            continue
        if not asker.as_json:
            click.echo(_asked(answer.question, first=not shown))
        click.echo(asker.printed(answer, line=number, **{key: asked[key] for key in ("id",) if key in asked}))
        shown += 1
        cited.update(c.source for c in answer.citations)
    asker.tell_changed(cited)
    if broken:
        complain(f"{broken} line(s) could not be answered; all others were.")
    return not broken


def _asked(question: str, first: bool) -> str:
    """What stands above an answer of a batch."""
    return ("" if first else f"\n{_RULE}\n") + click.style(f"问: {printable(question)}", bold=True)


COMMANDS = (ask, search)
