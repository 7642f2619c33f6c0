"""`build`: knowledge bases of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from huabei_qa.cli.common import Progress, model_option


@click.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--into", required=True, type=click.Path(path_type=Path), help="Folder to make the knowledge base in.")
@model_option
def build(sources: tuple[Path, ...], into: Path, model: str | None) -> None:
    """Make a knowledge base of one's own from articles (.txt, .md) or folders of them.

    \b
    Example:
        huabei-qa build 文章.txt --into my-kb
        huabei-qa ask --home my-kb "怎么退款?"
    """
    from huabei_qa.knowledge import KnowledgeBase

    with Progress() as show:
        kb = KnowledgeBase.build(list(sources), into, model=model, progress=show)
    click.echo(f'Built {into}: {len(kb.passages)} passages. Ask it with: huabei-qa ask --home {into} "…"', err=True)


COMMANDS = (build,)
