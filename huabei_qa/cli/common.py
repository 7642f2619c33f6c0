"""What the commands share: options, opening a knowledge base, printing, progress."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from huabei_qa.errors import EMPTY_PATH, HuabeiQAError

if TYPE_CHECKING:
    from huabei_qa.knowledge import KnowledgeBase

EXIT_FAILED, EXIT_MISUSE, EXIT_NOT_FOUND = 1, 2, 3

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class _Path(click.Path):
    """A path as it was meant: `~` is a home folder, and an empty one is a variable without value, not the folder `.`.

    Whether it can be read is told by what reads it: click would call it misuse.
    """

    def __init__(self) -> None:
        super().__init__(readable=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; misuse if it is empty or begins with the `~` of nobody."""
        path = os.fsdecode(super().convert(value, param, ctx))
        if not path:
            self.fail(EMPTY_PATH, param, ctx)
        try:
            return Path(path).expanduser()
        except RuntimeError:
            self.fail(f"There is no home folder for {value}. Write out the whole path.", param, ctx)


A_PATH = _Path()
A_FILE = click.Path(readable=False)
"""As typed, for `lines_in`: `-` is standard input, `./-` a file."""

home_option = click.option(
    "--home",
    type=A_PATH,
    envvar="HUABEI_QA_HOME",
    help="Folder of the knowledge base. Default: the shipped one (or $HUABEI_QA_HOME).",
)
model_option = click.option(
    "--model", help="Hub name or folder of a sentence-transformers model in place of the shipped encoder."
)
reader_option = click.option(
    "--reader", help="Hub name or folder of a sentence-transformers CrossEncoder in place of the shipped reader."
)
no_reader_option = click.option(
    "--no-reader", is_flag=True, help="Rank and decide by retrieval alone: faster, less exact."
)
document_option = click.option(
    "--document",
    "documents",
    multiple=True,
    metavar="NAME",
    help="Look in this article only: its title, or its file's name. Again for each further one.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON alone on standard output.")


def open_home(home: Path | None, model: str | None, reader: str | None, no_reader: bool) -> KnowledgeBase:
    """The knowledge base that a command's options name."""
    from huabei_qa.knowledge import KnowledgeBase

    if reader and no_reader:
        raise click.UsageError("Give --reader or --no-reader, not both.")
    if no_reader:
        return KnowledgeBase.open(home, model=model, reader=None)
    if reader is None:
        return KnowledgeBase.open(home, model=model)
    return KnowledgeBase.open(home, model=model, reader=reader)


def lines_in(name: str) -> Iterator[bytes]:
    """The lines of a file, or for `-` of standard input. Opened at once: a wrong name is told before a model loads.

    Raises HuabeiQAError for what cannot be read.
    """
    if name == "-" and sys.stdin is None:
        raise HuabeiQAError("There is nothing to read from: standard input is closed. Give it a file: < FILE")
    try:
        file = click.get_current_context().with_resource(click.open_file(name, "rb"))
    except FileNotFoundError as error:
        raise HuabeiQAError(f"There is no file {name}. Check the path.") from error
    except OSError as error:
        raise _unreadable(name, error) from error
    return _lines(file, "Standard input" if name == "-" else name)


def _lines(file: IO[bytes], name: str) -> Iterator[bytes]:
    try:
        yield from file
    except OSError as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: OSError) -> HuabeiQAError:
    remedy = "Name a file in it." if isinstance(error, IsADirectoryError) else "Check its permissions."
    return HuabeiQAError(f"{name} cannot be read ({error.strerror}). {remedy}")


def dump(data: dict[str, Any]) -> str:
    """One line of JSON that any terminal can take."""
    # What the encoding does not have, as UTF-8 has no lone surrogates of a hostile question, can be written escaped.
    text, encoding = json.dumps(data, ensure_ascii=False), getattr(sys.stdout, "encoding", None) or "utf-8"
    return text if text.encode(encoding, "ignore").decode(encoding) == text else json.dumps(data)


def complain(message: str) -> None:
    """A line on standard error, or several where many lines of a file are told of."""
    click.echo("\n".join(map(on_a_line, f"huabei-qa: {message}".split("\n"))), err=True)


def stopped(what_of_it: str = "") -> None:
    """A line on standard error for who has pressed Ctrl-C, below the ^C that a terminal shows."""
    click.echo("\n" * sys.stderr.isatty(), nl=False, err=True)
    complain(f"Stopped. {what_of_it}".rstrip())


def on_a_line(text: str) -> str:
    """As it is, but that a file's name may not break the line, nor colour it, nor a tab break columns."""
    return _CONTROL.sub("\ufffd", text)


def edited(home: Path, source: str) -> str:
    """What to say of a copy in `kb/` that a person has changed since."""
    from huabei_qa.errors import quoted

    take_in = f"huabei-qa add {quoted(home / source)} --home {quoted(home)}"
    return f"{source} was edited since it was built in; answers quote it as it was. Take it in: {take_in}"


def edited_lists(home: Path) -> str:
    """What to say of a list of words that a person has changed since."""
    from huabei_qa.errors import build_command
    from huabei_qa.knowledge.stored import EDITED_LISTS

    return f"{EDITED_LISTS}. Take it in: {build_command(home)}"


class Progress:
    """A progress bar on standard error, if that is a terminal."""

    def __init__(self, label: str = "Embedding") -> None:
        self._label = label
        self._bar: Any = None  # click does not export its class

    def __enter__(self) -> Callable[[int, int], None] | None:
        return self._show if sys.stderr.isatty() else None

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def _show(self, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = click.progressbar(length=total, label=self._label, file=sys.stderr, show_pos=True)
        self._bar.update(done - self._bar.pos)


def counted(number: int, what: str) -> str:
    """A number of things in words: 1 word, 2 words."""
    return f"{number} {what}{'' if number == 1 else 's'}"
