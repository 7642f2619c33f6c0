"""The command line. Here is only how it starts and how Ctrl-C ends it, settled before anything else is loaded."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time

__all__ = ["interrupted", "main"]

_AT_ONCE = 1.0
"""Seconds after a Ctrl-C in which a further one is the same: it must not break what brings the work to its end."""
_presses: list[float] = []
"""When Ctrl-C was pressed."""


def main() -> None:
    """Entry point of the command."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # or else it is ignored, as behind `nohup … &`
        signal.signal(signal.SIGINT, _pressed)
    try:
        from huabei_qa.cli.group import run

        run()
    except KeyboardInterrupt:  # before a command runs, or once more while it ends; `group` tells of all others
        _leave("huabei-qa: Stopped.\n", 1)
    except SystemExit as left:
        if interrupted():
            _leave("", left.code)
        raise
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # nothing is left to stop, and Python would tell where it was


def interrupted() -> bool:
    """Whether Ctrl-C was pressed: what fails from then on may fail of that."""
    return bool(_presses)


def _pressed(*_: object) -> None:
    _presses.append(time.monotonic())
    if len(_presses) == 1 or _presses[-1] - _presses[-2] > _AT_ONCE:
        raise KeyboardInterrupt


def _leave(told: str, status: object) -> None:
    """At once: threads that still load a model are not waited for, and would abort a Python that ends."""
    with contextlib.suppress(OSError, ValueError):
        if sys.stderr:
            sys.stderr.write(told)
            sys.stderr.flush()
        if sys.stdout:
            sys.stdout.flush()
    os._exit(status if isinstance(status, int) else 1)
