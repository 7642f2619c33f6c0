"""Articles: a file becomes a `Document`, a tree over its text in which every node knows its place.

The steps stand in `parse`: lines, chrome, tree, roles.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from huabei_qa.articles.body import title_of_settings
from huabei_qa.articles.chrome import without_chrome
from huabei_qa.articles.lines import read_lines
from huabei_qa.articles.markdown import read_markdown
from huabei_qa.articles.roles import assign, defines
from huabei_qa.articles.rows import seen_together
from huabei_qa.articles.tree import build
from huabei_qa.errors import ArticleError
from huabei_qa.records import Document
from huabei_qa.text import has_words

__all__ = ["SUFFIXES", "Loaded", "decode", "defines", "load", "parse", "read"]

SUFFIXES = (".txt", ".md", ".markdown")
"""Endings of the files that can be read as articles."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An article as it came from a file, and as it is to be kept."""

    text: str
    """The text of record, which all offsets count in."""
    name: str
    """The file name to keep it under within `kb/`: the file's own, with `.md` behind it if it was converted."""
    original: str
    """The name of the file it came from."""
    sha256: str
    """Of the bytes of that file."""


def load(path: Path) -> Loaded:
    """The article in a file. Raises ArticleError for a file that is missing, unreadable, empty or binary."""
    data = _bytes(path)
    return Loaded(decode(data, str(path)), path.name, path.name, hashlib.sha256(data).hexdigest())


def read(path: Path) -> str:
    """The text of an article's file, unchanged (line ends included).

    Raises ArticleError for a file that is missing, unreadable, empty, binary or not UTF-8.
    """
    return decode(_bytes(path), str(path))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ArticleError(f"There is no file {path}. Check the path.") from error
    except IsADirectoryError as error:
        raise ArticleError(f"{path} is a folder, not an article. Name the files in it.") from error
    except OSError as error:
        raise ArticleError(f"{path} cannot be read ({error.strerror}). Check its permissions.") from error


def decode(data: bytes, name: str) -> str:
    """The text in `data`. Raises ArticleError, naming `name`, for what is empty, binary or not UTF-8."""
    if b"\x00" in data[:8192]:
        raise ArticleError(f"{name} is a binary file, not a text. Save the article as plain text in UTF-8.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"{name} is not UTF-8 (byte {error.start} cannot be read). Save it as UTF-8, "
            f"for instance with: iconv -f GB18030 -t UTF-8 {name}"
        ) from error
    if not has_words(text):
        raise ArticleError(f"{name} is empty: there is nothing in it to answer from.")
    return text


def parse(text: str, source: str, name: str | None = None) -> Document:
    """The tree over `text`. Never fails: a text without any structure is one part of plain paragraphs.

    `source` is where the text is kept, relative to the knowledge base; `name` what to call it where it has no title.
    """
    markdown = source.lower().endswith((".md", ".markdown"))
    lines = seen_together(text, without_chrome(text, read_markdown(text) if markdown else read_lines(text)))
    named = title_of_settings(text)
    parts = tuple(assign(text, part, "" if i else named) for i, part in enumerate(build(text, lines)))
    title = (parts[0].span.of(text) if parts else "") or named
    return Document(title or name or Path(source).stem, source, text, parts)
