"""`build`, `add`, `remove`, `list`, `check`: knowledge bases of one's own, kept for years."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from huabei_qa.cli.common import (
    A_PATH,
    EXIT_FAILED,
    Progress,
    complain,
    counted,
    dump,
    edited,
    home_option,
    json_option,
    model_option,
    on_a_line,
    stopped,
)
from huabei_qa.errors import build_command

if TYPE_CHECKING:
    from huabei_qa.knowledge import KnowledgeBase

_into_option = click.option("--into", required=True, type=A_PATH, help="Folder to make the knowledge base in.")
_own_home_option = click.option(
    "--home",
    required=True,
    type=A_PATH,
    envvar="HUABEI_QA_HOME",
    help="Folder of the knowledge base (or $HUABEI_QA_HOME).",
)
_FEW = 5


@click.command()
@click.argument("sources", nargs=-1, type=A_PATH, metavar="[SOURCE]...")
@_into_option
@model_option
def build(sources: tuple[Path, ...], into: Path, model: str | None) -> None:
    """Make a knowledge base of just these files and folders.

    Without a SOURCE it is made again from the articles that it holds, as after a change of its words.txt. Only what
    is new or changed is embedded. A build that was stopped goes on where it was when it is started again.

    \b
    Examples:
        huabei-qa build 文章.txt --into my-kb
        huabei-qa build --into my-kb
        huabei-qa ask --home my-kb "怎么退款?"
    """
    with _stoppable(into), Progress() as show:
        from huabei_qa.knowledge import KnowledgeBase

        kb = KnowledgeBase.build(list(sources), into, model=model, reader=None, progress=show)
    _tell(kb, "Built")


@click.command()
@click.argument("sources", nargs=-1, required=True, type=A_PATH, metavar="SOURCE...")
@_own_home_option
def add(sources: tuple[Path, ...], home: Path) -> None:
    """Take articles into a knowledge base. One of a file name that it holds takes the place of that one.

    Where it holds several that came from files of one name (a/readme.md, b/readme.md), the one is replaced whose own
    sentences the file mostly still has. Where that cannot be told, nothing is changed, and what to do is said.

    \b
    Example:
        huabei-qa add 新文章.txt --home my-kb
    """
    with _stoppable(home), Progress() as show:
        from huabei_qa.knowledge import KnowledgeBase

        kb = KnowledgeBase.add(list(sources), home, reader=None, progress=show)
    _tell(kb, "Added to")


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@_own_home_option
def remove(names: tuple[str, ...], home: Path) -> None:
    """Take articles out of a knowledge base.

    They are named as `huabei-qa list` shows them. Nothing of them stays in the index. Their files in kb/ go too, if
    huabei-qa wrote them.

    \b
    Example:
        huabei-qa remove 旧文章.txt --home my-kb
    """
    with _stoppable(home), Progress() as show:
        from huabei_qa.knowledge import KnowledgeBase

        kb = KnowledgeBase.remove(list(names), home, reader=None, progress=show)
    _tell(kb, "Removed from")


@click.command(name="list")
@home_option
@json_option
def list_(home: Path | None, as_json: bool) -> None:
    """List the articles of a knowledge base.

    On each line its names, how many passages it has, and its title.

    \b
    Example:
        huabei-qa list --home my-kb
    """
    from huabei_qa.knowledge import list_articles

    held = list_articles(home)
    if as_json:
        click.echo(dump({"articles": [article.to_dict() for article in held]}))
        return
    for article in held:
        click.echo(f"{on_a_line(' = '.join(article.names))}\t{article.passages}\t{on_a_line(article.title)}")


@click.command()
@home_option
def check(home: Path | None) -> None:
    """Check that a knowledge base is as it was built.

    Compares every file, span, row and copy, and says how to mend what is not.

    Exit status: 0 all is well (traces of an interrupted write are told, and do no harm), 1 something is wrong.

    \b
    Example:
        huabei-qa check --home my-kb
    """
    from huabei_qa.knowledge import KnowledgeBase

    found = KnowledgeBase.check(home)
    for finding in found:
        kind = "note" if finding.harmless else "wrong"
        click.echo(on_a_line(f"{kind}: {finding.what}. To mend it: {finding.remedy}"))
    if not all(finding.harmless for finding in found):
        raise click.exceptions.Exit(EXIT_FAILED)
    click.echo("All is as it was built.")


@contextmanager
def _stoppable(home: Path) -> Iterator[None]:
    """Ctrl-C ends with a line that says what has become of the work."""
    before = None
    try:
        from huabei_qa.knowledge import stamp

        before = stamp(home)
        yield
    except KeyboardInterrupt:
        if before is not None and stamp(home) != before:
            stopped(f"The new state of {home} was in force already. Finish with: {build_command(home)}")
        else:
            stopped("What was there is unchanged; run the same command again to go on where it was.")
        raise click.exceptions.Exit(EXIT_FAILED) from None


def _tell(kb: KnowledgeBase, done: str) -> None:
    """What has become of the articles, what was left out, and what a person has edited beside it."""
    change, home = kb.change, kb.home
    assert change is not None
    for name in change.left:
        complain(f"{home / 'kb' / name} was not written by huabei-qa and stays; it is no longer asked.")
    if change.model_before:
        complain(f"The index was made with another model ({change.model_before}): everything was embedded again.")
    held = f"{counted(change.articles, 'article')}, {counted(change.passages, 'passage')}"
    if change.written:
        parts = (("new", change.added), ("replaced", change.replaced), ("gone", change.removed))
        told = "; ".join(f"{what}: {_some(names)}" for what, names in parts if names)
        embedded = counted(change.embedded, "text")
        complain(f"{done} {home}: {held}, {embedded} embedded{f' ({told})' if told else ''}.")
    else:
        complain(f"Nothing has changed in {home}: {held}, 0 texts embedded.")
    if change.skipped:
        complain(f"{counted(len(change.skipped), 'file')} could not be read. Left out:")
        for skipped in change.skipped:
            click.echo(f"  {on_a_line(skipped.reason)}", err=True)
    if change.passed_over:
        names = tuple(Path(path).name for path in change.passed_over)
        what = "is left out for its format" if len(names) == 1 else "are left out for their formats"
        complain(
            f"{counted(len(names), 'file')} {what}: {_some(names)}. One that is text is taken in where it is named."
        )
    for source in kb.changed(article.source for article in kb.articles):
        complain(edited(home, source))


def _some(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return f"{', '.join(names[:_FEW])}{more}"


COMMANDS = (build, add, remove, list_, check)
