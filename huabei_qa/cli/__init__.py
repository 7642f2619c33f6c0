"""The command line: parse, call one function of the library, print. Errors become one line on standard error."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import Any, TextIO

import click

from huabei_qa import __version__
from huabei_qa.cli import asking, building, judging, reading, wording
from huabei_qa.cli.common import EXIT_FAILED, EXIT_MISUSE, complain
from huabei_qa.errors import HuabeiQAError, UsageError

__all__ = ["cli", "main"]


class _Group(click.Group):
    """Turns the library's errors into one line and an exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        """As click does, with our errors told in one line."""
        try:
            return super().invoke(ctx)
        except UsageError as error:
            complain(str(error))
            ctx.exit(EXIT_MISUSE)
        except HuabeiQAError as error:
            complain(str(error))
            ctx.exit(EXIT_FAILED)
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever read has enough: click ends quietly
                raise
            # The library translates its own; what is left is mostly printing into a full disk.
            what = error.filename or "What was to be printed"
            complain(f"{what} could not be written or read ({error.strerror}). Try it elsewhere.")
            _let_go_of(sys.stdout)
            ctx.exit(EXIT_FAILED)


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


def main() -> None:
    """Entry point of the command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console of another encoding (GBK) must not make an answer fail
            stream.reconfigure(encoding="utf-8", errors="replace")
    cli(prog_name="huabei-qa")
