"""The domain words of a knowledge base: proposing some, and adding those that a person accepts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from huabei_qa import articles, store
from huabei_qa.discovery import MIN_COUNT, Candidate, discover
from huabei_qa.errors import ArticleError, KnowledgeBaseError, UsageError
from huabei_qa.passages import cut
from huabei_qa.words import Words, decoded, normalise

__all__ = ["Candidate", "accept_words", "distinct", "propose_words"]

WORDS = "words.txt"
_HEAD = "# Words that jieba must keep whole in this knowledge base. One a line; what follows # is a comment.\n"


def propose_words(folder: str | os.PathLike[str], limit: int = 20, min_count: int = MIN_COUNT) -> list[Candidate]:
    """Likely words that are still cut in pieces, best first, from the articles of a knowledge base or of a folder.

    `min_count`: clauses that a word must stand in. Raises ArticleError for a folder without articles.
    """
    root = store.locate(folder)
    held = root / store.KB if (root / store.KB).is_dir() else root
    own = Words.from_folder(held) if held.absolute().name == store.KB else Words()  # elsewhere words.txt is an article
    return discover(_statements(held, root), own, limit, min_count)


def accept_words(home: str | os.PathLike[str], words: Sequence[str]) -> list[str]:
    """Add these to `kb/words.txt` of a knowledge base; those that were not there yet, in the order given.

    What the file holds stays; it is in UTF-8 then, whatever it was in. Raises UsageError for what is no word,
    KnowledgeBaseError for a folder that is no knowledge base, or that cannot be written.
    """
    root = store.locate(home)
    if not (root / store.KB).is_dir():
        raise KnowledgeBaseError(
            f"{root} is no knowledge base, so it has no {store.KB}/{WORDS} to write to. "
            f"Make one first: huabei-qa build SOURCE… --into DIR"
        )
    path, wanted = root / store.KB / WORDS, distinct(words)
    with store.writing(root):
        known = set(Words.from_folder(root / store.KB).own)
        fresh = [word for word in wanted if normalise(word) not in known]
        if fresh:
            before = decoded(path.read_bytes()) if path.is_file() else _HEAD
            end = "\r\n" if "\r\n" in before else "\n"
            ended = before if not before or before.endswith("\n") else before + end
            store.rewrite(path, (ended + "".join(word + end for word in fresh)).encode("utf-8"))
    return fresh


def distinct(words: Iterable[str]) -> list[str]:
    """These words, each once, however it is written. Raises UsageError for what is no word."""
    found: dict[str, str] = {}
    for word in map(_checked, words):
        found.setdefault(normalise(word), word)
    return list(found.values())


def _checked(word: str) -> str:
    plain = word.strip()
    if not plain or "#" in plain or len(plain.split()) > 1 or not plain.isprintable():
        raise UsageError(f"{word!r} is no word for {WORDS}: it is empty, or holds white space or #.")
    return plain


def _statements(folder: Path, home: Path) -> Iterable[str]:
    """The passages of the articles of a folder, which may be the `kb/` of `home`.

    Files that cannot be read are left out, as by a build.
    """
    if not folder.is_dir():
        raise ArticleError(f"There is no folder {folder}. Name a knowledge base, or a folder of articles.")
    files = [f.path for f in articles.discover([folder], home)]
    if not files:
        raise ArticleError(f"The folder {folder} holds no article ({', '.join(articles.SUFFIXES)}).")
    read = 0
    for file in files:
        try:
            loaded = articles.load(file)
        except ArticleError:  # told of when it is built in; words are only proposed
            if file == files[-1] and not read:
                raise
            continue
        read += 1
        yield from (passage.text for passage in cut(articles.parse(loaded.text, loaded.name)))
