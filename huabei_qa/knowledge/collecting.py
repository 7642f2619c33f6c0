"""Collecting: from files and folders to the articles that a knowledge base is to hold, and under which names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from huabei_qa import articles, store
from huabei_qa.errors import ArticleError
from huabei_qa.keeping import Skipped

_LONGEST_NAME = 255
"""Bytes; what ext4, APFS and NTFS all take."""


@dataclass(frozen=True, slots=True)
class Source:
    """An article under one name."""

    name: str
    """Its file name within `kb/`."""
    text: str
    original: str
    """The name of the file it came from."""
    sha256: str
    """Of the bytes of that file."""

    @property
    def data(self) -> bytes:
        """The text as it is stored."""
        return self.text.encode("utf-8", "surrogatepass")


Sources = Mapping[str, Source]
"""By name; no two names that some file system takes for one."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """One text with all the names that it is kept under."""

    sources: tuple[Source, ...]
    """Sorted by name."""

    @property
    def source(self) -> str:
        """What is cited: the first of its names."""
        return f"{store.KB}/{self.sources[0].name}"

    @property
    def text(self) -> str:
        """The text of record."""
        return self.sources[0].text


class Read(NamedTuple):
    """A file that was read, and its article under the name that it would have if no other had it."""

    path: Path
    source: Source


@dataclass(frozen=True, slots=True)
class Collected:
    """What the named files and folders gave."""

    read: tuple[Read, ...]
    """Several may have one name."""
    skipped: tuple[Skipped, ...]
    """Files within folders that could not be read."""
    passed_over: tuple[str, ...]
    """Paths of files within folders that are of no format of articles."""

    def sources(self) -> dict[str, Source]:
        """The articles by name, numbered where several have one; the same text under one name is one."""
        found: dict[str, Source] = {}
        taken: dict[str, str] = {}
        for _, source in self.read:
            name = free_name(source.name, source.text, taken)
            if store.fold(name) not in taken:
                taken[store.fold(name)] = source.text
                found[name] = replace(source, name=name)
        return found


def collect(paths: Sequence[Path], into: Path) -> Collected:
    """The articles in these files and folders, in the order given, folders sorted by name.

    What lies in the knowledge base `into` itself is left out of folders around it: it is a copy.
    Raises ArticleError for a named file that cannot be read, and where nothing at all can.
    """
    read, skipped = [], []
    files = articles.discover(paths, into)
    for path in paths:
        # Asked by itself: beside others its files may go by the name of a link, or by another spelling of the path.
        if os.path.isdir(path) and not articles.discover([path], into):
            raise ArticleError(f"The folder {path} holds no article ({', '.join(articles.SUFFIXES)}).")
    for file in files:
        try:
            loaded = articles.load(file.path)
        except ArticleError as error:
            if file.named:
                raise
            skipped.append(Skipped(str(file.path), str(error)))
            continue
        read.append(Read(file.path, Source(loaded.name, loaded.text, loaded.original, loaded.sha256)))
    if not read:
        raise ArticleError(_nothing(skipped))
    return Collected(tuple(read), tuple(skipped), tuple(map(str, articles.passed_over(paths, into))))


def grouped(sources: Iterable[Source]) -> list[Gathered]:
    """The articles, each text once, sorted by the first of their names: the order of the table of passages.

    So the table does not depend on the order in which articles came.
    """
    of_text: dict[str, list[Source]] = {}
    for source in sorted(sources, key=lambda s: s.name):
        of_text.setdefault(source.text, []).append(source)
    return [Gathered(tuple(group)) for group in of_text.values()]


def free_name(name: str, text: str, taken: Mapping[str, str]) -> str:
    """The name itself, or with a number where another article has it already (on any file system)."""
    stem, suffix = Path(name).stem, Path(name).suffix
    free, number = _fitting(stem, suffix), 2
    while taken.get(store.fold(free), text) != text:
        free, number = _fitting(stem, f"-{number}{suffix}"), number + 1
    return free


def _fitting(stem: str, end: str) -> str:
    """A name that a file system takes: of a long one, to which more was added, the end of its stem is cut off."""
    while stem and len(os.fsencode(stem + end)) > _LONGEST_NAME:
        stem = stem[:-1]
    return stem + end


def _nothing(skipped: Sequence[Skipped]) -> str:
    if not skipped:
        return f"There is no article to build from. Name a file that holds one ({', '.join(articles.SUFFIXES)})."
    more = f" (and {len(skipped) - 1} more)" if len(skipped) > 1 else ""
    return f"None of the files could be read: {skipped[0].reason}{more}"
