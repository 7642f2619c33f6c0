"""`words`: the domain words of a knowledge base."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from huabei_qa.cli.common import A_PATH, complain, counted, dump, json_option
from huabei_qa.errors import rebuild

if TYPE_CHECKING:
    from huabei_qa.knowledge.vocabulary import Candidate


@click.command()
@click.argument("arguments", metavar="[DIR] [WORD]...", nargs=-1)
@click.option(
    "--home",
    type=A_PATH,
    envvar="HUABEI_QA_HOME",
    help="Folder of the knowledge base, in place of DIR (or $HUABEI_QA_HOME, where nothing else is named).",
)
@click.option("--accept", is_flag=True, help="Add the WORDs, or else all that are shown, to DIR/kb/words.txt.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many words to show.")
@click.option(
    "--min-count",
    type=click.IntRange(2),
    default=3,
    show_default=True,
    help="In how many clauses a word must stand.",
)
@json_option
@click.pass_context
def words(
    ctx: click.Context,
    arguments: tuple[str, ...],
    home: Path | None,
    accept: bool,
    limit: int,
    min_count: int,
    as_json: bool,
) -> None:
    """Propose words that are still cut in pieces, for you to accept.

    DIR is a knowledge base, or a folder of articles; --home DIR is the same. Each word is shown with the clauses it
    stands in, how its pieces attract each other (cohesion) and how its company changes on its left and right (entropy,
    both in bits), and once as it is written.

    \b
    Examples:
        huabei-qa words my-kb
        huabei-qa words my-kb --accept 微粒贷 断缴
        huabei-qa words --home my-kb --accept 微粒贷 断缴
    """
    from huabei_qa.knowledge.vocabulary import accept_words, distinct, propose_words

    folder, named = _folder_and_words(ctx, arguments, home)
    if named and not accept:
        raise click.UsageError("Words are named to accept them: add --accept.")
    found = [] if named else propose_words(folder, limit, min_count)
    asked = distinct(named or [c.word for c in found]) if accept else []
    added = accept_words(folder, asked) if accept else []
    if as_json:
        click.echo(dump({"words": [c.to_dict() for c in found]} | ({"accepted": added} if accept else {})))
    else:
        for line in _table(found):
            click.echo(line)
    if not (named or found):
        complain(f"No word of {folder} stands out. A lower --min-count (2 at least) shows rarer ones.")
    if accept:
        _tell(added, len(asked), folder)


def _folder_and_words(
    ctx: click.Context, arguments: tuple[str, ...], home: Path | None
) -> tuple[Path, tuple[str, ...]]:
    """What the arguments are: DIR and words, or words alone after --home.

    The variable does not count there: where it is set, DIR would be taken for a word.
    """
    by_option = ctx.get_parameter_source("home") is ParameterSource.COMMANDLINE
    if arguments and not by_option:
        return A_PATH.convert(arguments[0], None, ctx), arguments[1:]
    if home is None:
        raise click.UsageError("Name a knowledge base, or a folder of articles: DIR, or --home DIR.")
    if arguments and os.path.isdir(os.path.join(arguments[0], "kb")):
        raise click.UsageError("Give DIR or --home DIR, not both.")
    return home, arguments


def _table(found: Sequence[Candidate]) -> Iterator[str]:
    from huabei_qa.columns import width

    if not found:
        return
    widest = max(width(c.word) for c in found)
    yield f"{'word'.ljust(widest)}  count  cohesion  left  right  example"
    for c in found:
        word = c.word + " " * (widest - width(c.word))
        yield f"{word}  {c.count:5}  {c.cohesion:8.1f}  {c.left:4.1f}  {c.right:5.1f}  {c.example}"


def _tell(added: Sequence[str], asked: int, folder: Path) -> None:
    there = f" {asked - len(added)} of {asked} were there already." if len(added) < asked else ""
    remedy = f" Questions are read without them until it is built again. {rebuild(folder)}" if added else ""
    click.echo(f"Added {counted(len(added), 'word')} to {folder / 'kb' / 'words.txt'}.{there}{remedy}", err=True)


COMMANDS = (words,)
