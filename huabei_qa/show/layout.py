"""How much room there is to show something in."""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass
from typing import Any

import click

from huabei_qa.columns import wrap
from huabei_qa.text import printable, untagged, without_emphasis

_NARROWEST = 20
_HASHES = re.compile(r"^#{1,6} +")


@dataclass(frozen=True, slots=True)
class Layout:
    """How wide a line may be, and whether a long answer is folded."""

    columns: int | None = None
    """The terminal's width. None: no terminal; nothing is wrapped, folded or left out."""
    full: bool = False
    """Fold nothing."""

    @classmethod
    def of_stdout(cls, full: bool = False) -> Layout:
        """That of standard output."""
        if not sys.stdout.isatty():
            return cls()
        return cls(max(_NARROWEST, shutil.get_terminal_size().columns), full)

    def lines(self, text: str, first: str = "", rest: str = "") -> list[str]:
        """A line of text in as many lines as it takes here."""
        return [first + text] if self.columns is None else wrap(text, self.columns, first, rest)

    def styled(self, text: str, first: str = "", rest: str = "", **style: Any) -> list[str]:
        """The same, each line in a style of click."""
        return [click.style(line, **style) for line in self.lines(text, first, rest)]


def readable(text: str) -> str:
    """A passage on one line, without the marks of Markdown."""
    return without_emphasis(printable(" ".join(text.split())))


def heading(text: str, source: str) -> str:
    """A heading of an article without the marks of Markdown, nor the tags that only style it."""
    return printable(without_emphasis(_HASHES.sub("", untagged(text, source))))
