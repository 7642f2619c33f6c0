"""The articles' texts of record: one file of a generation, mapped into memory.

One file rather than one an article: a thousand articles open as fast as one, and the mapping goes on giving the texts
when a later generation has replaced this one and its files are gone (Windows keeps the files instead).
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable
from pathlib import Path

from huabei_qa.errors import ArticleError, KnowledgeBaseError, rebuild
from huabei_qa.store.disk import fingerprint
from huabei_qa.store.manifest import Held


class Texts:
    """The texts of one generation, by source."""

    def __init__(self, path: Path, articles: Iterable[Held]) -> None:
        """Raises KnowledgeBaseError if the file is missing or too short."""
        self._held = {held.source: held for held in articles}
        self._path = path
        try:
            with open(path, "rb") as file:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:  # ValueError: an empty file cannot be mapped
            raise KnowledgeBaseError(f"{path} cannot be read ({error})", self._remedy()) from error

    def data(self, source: str) -> bytes:
        """An article's bytes, UTF-8. Raises ArticleError for one that is not held, KnowledgeBaseError if damaged."""
        held = self._held.get(source)
        if held is None:
            raise ArticleError(f"There is no article {source} in this knowledge base. List them: huabei-qa list")
        data = self._bytes[held.start : held.start + held.size]
        if fingerprint(data) != held.sha256:
            raise KnowledgeBaseError(f"{self._path} is damaged where it holds {source}", self._remedy())
        return data

    def text(self, source: str) -> str:
        """An article's text. Raises as `data` does."""
        return self.data(source).decode("utf-8", "surrogatepass")

    def _remedy(self) -> str:
        return rebuild(self._path.parents[2])
