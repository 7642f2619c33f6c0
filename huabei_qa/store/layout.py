"""The names of a home's folders and files, and which home is meant."""

from __future__ import annotations

import os
from pathlib import Path

from huabei_qa import given
from huabei_qa.errors import build_command

KB, INDEX = "kb", "index"
MANIFEST = "manifest.json"
PASSAGES, VECTORS, TERMS, SAME = "passages.jsonl", "vectors.faiss", "terms", "same.json"
ARTICLES = "articles.txt"
"""The texts of all articles, one behind the other: what spans count in."""
WORDS = "words.json"
"""The lists of `kb/` that words are cut by, as they were built in."""
EMBEDDED = "embedded.bin"
"""What the encoder gave for each text, so that it need not be asked again. Readers do without."""
LOCK = ".lock"
PENDING = ".pending"
"""An empty file in `index/` from before a manifest is replaced until the copies in `kb/` are in line with it."""
UNFINISHED = ".embedding-"
"""Begins the names of files in `index/` that hold what an unfinished build has embedded so far."""


def locate(home: str | os.PathLike[str] | None) -> Path:
    """The home to use: the given folder, or the shipped knowledge base (in the wheel, or in a source checkout)."""
    if home is not None:
        return given.path(home)
    package = Path(__file__).resolve().parent.parent
    inside = package / "home"
    return inside if (inside / INDEX).is_dir() else package.parent


def is_file_name(name: str) -> bool:
    """Whether it names a file or folder right here: what an index tells may come from anybody."""
    return os.path.basename(name) == name and name not in ("", ".", "..")


def rebuild_from_sources(home: Path) -> str:
    """What to do where the index cannot tell its articles any more; `errors.rebuild` is enough for other damage."""
    return f"Build it again with: {build_command(home, 'SOURCE…')}"
