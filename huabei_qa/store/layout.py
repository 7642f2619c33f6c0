"""The names of a home's folders and files, and which home is meant."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

KB, INDEX = "kb", "index"
MANIFEST = "manifest.json"
LOCK = ".lock"
PENDING = ".pending"
"""An empty file in `index/` from before a manifest is replaced until the copies in `kb/` are in line with it."""
UNFINISHED = ".embedding-"
"""Begins the names of files in `index/` that hold what an unfinished build has embedded so far."""

_SPECIAL = re.compile(r"""[\s"'`$&|;<>()*?\[\]{}#!^%]|^[-~]""")


def locate(home: str | os.PathLike[str] | None) -> Path:
    """The home to use: the given folder, or the shipped knowledge base (in the wheel, or in a source checkout)."""
    if home is not None:
        return Path(home).expanduser()
    package = Path(__file__).resolve().parent.parent
    inside = package / "home"
    return inside if (inside / INDEX).is_dir() else package.parent


def build_command(home: Path, source: str = "") -> str:
    """The command that builds a home again: from the articles it holds, or from `source`."""
    return f"huabei-qa build {f'{source} ' if source else ''}--into {quoted(home)}"


def rebuild(home: Path) -> str:
    """What to do about an index that can be made again from the articles that it holds."""
    return f"Build it again with: {build_command(home)}"


def rebuild_from_sources(home: Path) -> str:
    """What to do about an index that cannot be asked for its articles."""
    return f"Build it again with: {build_command(home, 'SOURCE…')}"


def quoted(path: str | os.PathLike[str]) -> str:
    """A path as it must be typed into a shell, so that a command in a message can be copied."""
    text = os.fspath(path)
    if text and not _SPECIAL.search(text):
        return text
    return f'"{text}"' if os.name == "nt" else shlex.quote(text)
