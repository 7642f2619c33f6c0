"""The command line: parse, call one function of the library, print. Errors become one line on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from huabei_qa import __version__
from huabei_qa.errors import HuabeiQAError, UsageError

if TYPE_CHECKING:
    from huabei_qa.knowledge import KnowledgeBase
    from huabei_qa.records import Answer

EXIT_FAILED, EXIT_MISUSE, EXIT_NOT_FOUND = 1, 2, 3

_home = click.option(
    "--home",
    type=click.Path(path_type=Path),
    envvar="HUABEI_QA_HOME",
    help="Folder of the knowledge base. Default: the shipped one (or $HUABEI_QA_HOME).",
)
_model = click.option(
    "--model", help="Hub name or folder of a sentence-transformers model in place of the shipped encoder."
)
_reader = click.option(
    "--reader", help="Hub name or folder of a sentence-transformers CrossEncoder in place of the shipped reader."
)
_no_reader = click.option("--no-reader", is_flag=True, help="Rank and decide by retrieval alone: faster, less exact.")
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON alone on standard output.")


class _Group(click.Group):
    """Turns the library's errors into one line and an exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        """As click does, with our errors told in one line."""
        try:
            return super().invoke(ctx)
        except UsageError as error:
            _complain(str(error))
            ctx.exit(EXIT_MISUSE)
        except HuabeiQAError as error:
            _complain(str(error))
            ctx.exit(EXIT_FAILED)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="huabei-qa")
def cli() -> None:
    """Ask a knowledge base; get cited answers, or a plain word that it holds none.

    \b
    Example:
        huabei-qa ask "花呗怎么提升额度?"
    """


@cli.command()
@click.argument("question", required=False)
@click.option(
    "--batch", type=click.File("rb"), help='Questions to answer: JSON lines with "question"; - is standard input.'
)
@_json
@_home
@_model
@_reader
@_no_reader
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
    kb = _open(home, model, reader, no_reader)
    if batch is not None:
        if not _ask_all(kb, batch, as_json, limit):
            ctx.exit(EXIT_FAILED)
        return
    assert question is not None
    answer = kb.ask(question, limit)
    if as_json:
        click.echo(_dump(answer.to_dict()))
    else:
        from huabei_qa.show import terminal_answer

        click.echo(terminal_answer(answer, kb.text_of))
    for source in kb.changed(citation.source for citation in answer.citations):
        _complain(f"{source} has changed since it was built in; its quotes are older. Build again.")
    if answer.status.value == "not_found":
        ctx.exit(EXIT_NOT_FOUND)


@cli.command()
@click.argument("question")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="How many passages to show.")
@_json
@_home
@_model
@_reader
@_no_reader
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
    kb = _open(home, model, reader, no_reader)
    hits = kb.search(question, limit)
    if as_json:
        click.echo(_dump({"question": question, "hits": [hit.to_dict() for hit in hits]}))
        return
    from huabei_qa.show import terminal_hits

    click.echo(terminal_hits(hits, kb.text_of))


@cli.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--into", required=True, type=click.Path(path_type=Path), help="Folder to make the knowledge base in.")
@_model
def build(sources: tuple[Path, ...], into: Path, model: str | None) -> None:
    """Make a knowledge base of one's own from articles (.txt, .md) or folders of them.

    \b
    Example:
        huabei-qa build 文章.txt --into my-kb
        huabei-qa ask --home my-kb "怎么退款?"
    """
    from huabei_qa.knowledge import KnowledgeBase

    with _Progress() as show:
        kb = KnowledgeBase.build(list(sources), into, model=model, progress=show)
    click.echo(f'Built {into}: {len(kb.passages)} passages. Ask it with: huabei-qa ask --home {into} "…"', err=True)


def main() -> None:
    """Entry point of the command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console of another encoding (GBK) must not make an answer fail
            stream.reconfigure(encoding="utf-8", errors="replace")
    cli(prog_name="huabei-qa")


def _open(home: Path | None, model: str | None, reader: str | None, no_reader: bool) -> KnowledgeBase:
    from huabei_qa.knowledge import KnowledgeBase

    if reader and no_reader:
        raise click.UsageError("Give --reader or --no-reader, not both.")
    if no_reader:
        return KnowledgeBase.open(home, model=model, reader=None)
    return KnowledgeBase.open(home, model=model, reader=reader) if reader else KnowledgeBase.open(home, model=model)


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
            _complain(f"line {number}: {error}")
            continue
        click.echo(_dump(answer.to_dict()) if as_json else _plain(answer))
    if broken:
        _complain(f"{broken} line(s) could not be answered; all others were.")
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


def _dump(data: dict[str, Any]) -> str:
    # Lone surrogates of a hostile question cannot be written as UTF-8; escaped they can.
    text = json.dumps(data, ensure_ascii=False)
    return text if text.isprintable() or text.encode("utf-8", "ignore").decode("utf-8") == text else json.dumps(data)


def _complain(message: str) -> None:
    click.echo(f"huabei-qa: {message}", err=True)


class _Progress:
    """A progress line on standard error, if that is a terminal."""

    def __enter__(self) -> Callable[[int, int], None] | None:
        return self._show if sys.stderr.isatty() else None

    def __exit__(self, *_: object) -> None:
        if sys.stderr.isatty():
            click.echo("", err=True)

    def _show(self, done: int, total: int) -> None:
        click.echo(f"\rEmbedding passages: {done}/{total}", nl=False, err=True)
