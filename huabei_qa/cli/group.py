"""The command line: parse, call one function of the library, print. Errors become one line on standard error."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import Any, TextIO

import click

from huabei_qa import __version__
from huabei_qa.cli import asking, building, interrupted, judging, reading, wording
from huabei_qa.cli.common import EXIT_FAILED, EXIT_MISUSE, complain, stopped
from huabei_qa.errors import HuabeiQAError, UsageError, first_line

_UTF8 = "Set PYTHONUTF8=1, then try again."


class _Group(click.Group):
    """Turns the library's errors into one line and an exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        """As click does, with Ctrl-C told in one line, also where a package of C++ that loads told it as its own."""
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, ImportError) as error:
            if isinstance(error, ImportError) and not interrupted():
                raise
            stopped()
            raise click.exceptions.Exit(EXIT_FAILED) from None

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """As click does, with our errors told in one line: those of printing a help text too."""
        try:
            return super().main(*args, **kwargs)
        except UsageError as error:
            complain(str(error))
            sys.exit(EXIT_MISUSE)
        except HuabeiQAError as error:
            complain(str(error))
            sys.exit(EXIT_FAILED)
        except OSError as error:
            complain(_told(error))
            _let_go_of(sys.stdout)
            sys.exit(EXIT_FAILED)
        except ImportError as error:
            complain(f"A package that this needs cannot be imported ({first_line(error)}). Install huabei-qa again.")
            sys.exit(EXIT_FAILED)
        except UnicodeEncodeError as error:  # the name of a file
            complain(f"A name cannot be written in the encoding of this locale, {error.encoding}. {_UTF8}")
            sys.exit(EXIT_FAILED)


def _told(error: OSError) -> str:
    """What the library has not translated, and click does not pass over as it does a reader who has enough (EPIPE)."""
    if error.filename:
        what, remedy = str(error.filename), "Check the path and its permissions."
    elif isinstance(error, FileNotFoundError):  # what asks for the working folder names no file
        what, remedy = "The working folder", "Change to one that is still there."
    else:
        what, remedy = "What was to be printed", "Try it elsewhere."  # mostly into a full disk
    return f"{what} could not be written or read ({error.strerror}). {remedy}"


class _Closed(io.TextIOBase):
    """In place of a standard output that is closed: what prints nothing, such as a build, can do without."""

    def write(self, text: str) -> int:
        """Nothing can be written."""
        raise HuabeiQAError("There is nothing to write to: standard output is closed. Send it to a file: > FILE")


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="huabei-qa")
def cli() -> None:
    """Ask a knowledge base; get cited answers, or a plain word that it holds none.

    \b
    Example:
        huabei-qa ask "花呗怎么提升额度?"
    """


for _room in (asking, building, judging, reading, wording):
    for _command in _room.COMMANDS:
        cli.add_command(_command)


def _let_go_of(stream: TextIO) -> None:
    """So that Python does not try again at its end to write what could not be written."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _open_the_closed() -> None:
    """Streams that were closed (`>&-`) get stand-ins, so that no file is opened under their numbers and printed into.

    Standard input stays None: `common.lines_in` tells it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    sys.stdout = sys.stdout or _Closed()
    sys.stderr = sys.stderr or io.TextIOWrapper(io.BytesIO())  # nobody hears


def run() -> None:
    """The command with the arguments of this process; leaves by SystemExit."""
    _open_the_closed()
    wanted = os.environ.get("PYTHONIOENCODING", "").partition(":")[0]
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console of another encoding (GBK) must not make an answer fail
            stream.reconfigure(encoding=None if wanted else "utf-8", errors="replace")
    if sys.getfilesystemencoding() == "ascii" and not all(map(str.isascii, sys.argv)):
        complain(f"What was typed cannot be read: the encoding of this locale is ASCII. {_UTF8}")
        sys.exit(EXIT_FAILED)
    cli(prog_name="huabei-qa", color=False if os.environ.get("NO_COLOR") else None)
