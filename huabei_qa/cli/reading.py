"""`show`: how articles are understood, before anything is built from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from huabei_qa.cli.common import A_PATH, complain, dump, json_option
from huabei_qa.errors import ArticleError

if TYPE_CHECKING:
    from huabei_qa.articles import Loaded


@click.command()
@click.argument("sources", nargs=-1, required=True, type=A_PATH)
@click.option("--text", "as_text", is_flag=True, help="Print the text that would be kept, which all offsets count in.")
@json_option
def show(sources: tuple[Path, ...], as_text: bool, as_json: bool) -> None:
    """Show how articles are understood, files or folders of them: the tree of each, and what becomes a passage.

    A file in a folder that cannot be read is told of and left out; a file that is named must be readable.

    \b
    Examples:
        huabei-qa show 文章.html
        huabei-qa show --text 手册.pdf > 手册.md
    """
    from huabei_qa.outline import Outline

    if as_text and as_json:
        raise click.UsageError("Give --text or --json, not both.")
    for path, loaded in _loaded(sources):
        if as_text:
            click.echo(loaded.text, nl=not loaded.text.endswith(("\n", "\r")))
            continue
        outline = Outline(loaded)
        if as_json:
            data: dict[str, Any] = {"path": str(path), **outline.to_dict()}
            click.echo(dump(data))
        else:
            click.echo(outline.drawn())


def _loaded(sources: Sequence[Path]) -> Iterator[tuple[Path, Loaded]]:
    """The articles of the sources, one after the other."""
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
