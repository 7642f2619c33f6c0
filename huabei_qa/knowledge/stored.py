"""What a generation holds, as it lies on the disk: its articles, its passages, the words that it was built with."""

from __future__ import annotations

import os
from pathlib import Path

from huabei_qa import store
from huabei_qa.errors import KnowledgeBaseError, rebuild
from huabei_qa.keeping import Article
from huabei_qa.passages import from_lines
from huabei_qa.records import Passage
from huabei_qa.words import Words

EDITED_LISTS = "kb/words.txt or kb/synonyms.txt was edited since it was built in; words are cut as they were"


def list_articles(home: str | os.PathLike[str] | None) -> tuple[Article, ...]:
    """The articles of the knowledge base in a folder, without opening it. Raises KnowledgeBaseError for none."""
    return listed(store.read_manifest(store.locate(home)))


def listed(manifest: store.Manifest) -> tuple[Article, ...]:
    """The articles of an index, in the order of their rows."""
    return tuple(
        Article(
            source=held.source,
            title=held.name,
            names=tuple(copy.name for copy in held.copies),
            originals=tuple(copy.original for copy in held.copies),
            passages=held.passages,
            size=held.size,
            sha256=held.sha256,
        )
        for held in manifest.articles
    )


def read_passages(path: Path) -> list[Passage]:
    """The passages of a generation. Raises KnowledgeBaseError if the file is missing or damaged."""
    try:
        with open(path, encoding="utf-8", errors="surrogatepass", newline="\n") as lines:
            return from_lines(lines)
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeBaseError(f"{path} cannot be read ({error})", rebuild(path.parents[2])) from error


def read_words(path: Path) -> Words:
    """The analyser of a generation. Raises KnowledgeBaseError if the file is missing or damaged."""
    try:
        return Words.from_bytes(path.read_bytes())
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise KnowledgeBaseError(f"{path} cannot be read ({error})", rebuild(path.parents[2])) from error


def lists_edited(home: Path, manifest: store.Manifest) -> bool:
    """Whether the lists of `kb/` that words are cut by are no longer what was built in, or cannot be read."""
    try:
        return Words.from_folder(home / store.KB).fingerprint != manifest.words_fingerprint
    except KnowledgeBaseError:
        return True
