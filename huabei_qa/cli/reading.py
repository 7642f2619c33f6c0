"""`show`: how articles are understood, before anything is built from them or as they were built in."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from huabei_qa.cli.common import A_PATH, complain, dump, json_option
from huabei_qa.errors import ArticleError, UsageError

if TYPE_CHECKING:
    from huabei_qa.articles import Loaded


@click.command()
@click.argument("sources", nargs=-1, type=click.Path(readable=False), metavar="[SOURCE]...")
@click.option("--text", "as_text", is_flag=True, help="Print the text that would be kept, which all offsets count in.")
@click.option(
    "--home",
    type=A_PATH,
    help="Folder of a knowledge base: SOURCE is then a title or a file's name that it holds, or else a file.",
)
@json_option
def show(sources: tuple[str, ...], as_text: bool, home: Path | None, as_json: bool) -> None:
    """Show how articles are understood.

    Draws the tree of each, and what becomes a passage. A file in a folder that cannot be read is told of and left out;
    a file that is named must be readable. With --home articles are shown as they were built in; without a SOURCE all
    of them.

    \b
    Examples:
        huabei-qa show 文章.html
        huabei-qa show --text 手册.pdf > 手册.md
        huabei-qa show --home my-kb 文章.txt
    """
    from huabei_qa.outline import Outline

    if as_text and as_json:
        raise click.UsageError("Give --text or --json, not both.")
    if not sources and home is None:
        raise click.UsageError("Name files or folders (SOURCE), or a knowledge base with --home.")
    for path, loaded in _loaded(sources, home):
        if as_text:
            click.echo(loaded.text, nl=not loaded.text.endswith(("\n", "\r")))
            continue
        outline = Outline(loaded)
        if as_json:
            data: dict[str, Any] = {"path": str(path), **outline.to_dict()}
            click.echo(dump(data))
        else:
            click.echo(outline.drawn())


def _loaded(sources: Sequence[str], home: Path | None) -> Iterator[tuple[Path, Loaded]]:
    """The articles of the sources, one after the other: those of a home by name, before files called so."""
    if home is None:
        yield from _of_files([Path(source) for source in sources])
        return
    from huabei_qa.knowledge.held import read_held

    names: Sequence[str | None] = sources or (None,)
    for source in names:
        try:
            held = read_held(home, source)
        except UsageError:
            if source is None or not os.path.lexists(source):
                raise
            yield from _of_files([Path(source)])
        else:
            yield from held


def _of_files(sources: Sequence[Path]) -> Iterator[tuple[Path, Loaded]]:
    """The articles in these files and folders."""
    from huabei_qa.articles import discover, load

    found = discover(sources)
    if not found:
        raise ArticleError("There is no article in these folders. Name files, or folders that hold some.")
    for file in found:
        try:
            yield file.path, load(file.path)
        except ArticleError as error:
            if file.named:
                raise
            complain(f"left out: {error}")


COMMANDS = (show,)
