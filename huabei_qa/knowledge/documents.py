"""Some documents of a knowledge base: by what people call them, to their rows."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from huabei_qa import given
from huabei_qa.errors import UsageError
from huabei_qa.keeping import Article
from huabei_qa.records import Passage
from huabei_qa.words import normalise

_NEAR = 3
_ALIKE = 0.5
"""Share of characters in common (difflib's ratio) from which a name may have been meant."""
_AROUND = re.compile(r"^kb/|\.\w{1,4}$")


def documents_named(
    names: Sequence[str] | None, passages: Sequence[Passage], articles: Sequence[Article]
) -> NDArray[np.int64] | None:
    """The rows of the documents with these names, ascending; None for None: all.

    A name is a title, a source (`kb/x.txt`) or a file's name (`x.txt`, `x`); where none is the same to the letter,
    width, case and traditional characters do not count. A title of several documents means all of them. `articles`
    tell the further file names of a text that was there several times, and articles without a passage.
    Raises UsageError for a name that no document has, naming the nearest, and for no name at all.
    """
    if names is None:
        return None
    wanted = given.texts(names, "documents")
    if not wanted:
        raise UsageError("No document is named. Name at least one, or leave `documents` out to ask them all.")
    called = {p.source: p.document for p in passages} | {a.source: a.title for a in articles}
    further = {a.source: (*a.names, *a.originals) for a in articles}
    sources = {source for name in wanted for source in _sources(name, called, further)}
    return np.array([row for row, p in enumerate(passages) if p.source in sources], dtype=np.int64)


def sources_named(name: str, articles: Sequence[Article]) -> list[str]:
    """The sources of the articles of this name. Takes and refuses names as `documents_named` does."""
    further = {a.source: (*a.names, *a.originals) for a in articles}
    return _sources(name, {a.source: a.title for a in articles}, further)


def _sources(name: str, called: Mapping[str, str], further: Mapping[str, Sequence[str]]) -> list[str]:
    """The sources of the documents of this name. `called` gives each source's title, `further` its files' names."""
    names = {source: _names(source, title, further.get(source, ())) for source, title in called.items()}
    exact = [source for source, known in names.items() if name in known]
    found = exact or [source for source, known in names.items() if _plain(name) in map(_plain, known)]
    if not found:
        raise UsageError(f"There is no document {name} in this knowledge base. {_nearest(name, called)}")
    return found


def _names(source: str, title: str, files: Sequence[str]) -> tuple[str, ...]:
    path = PurePosixPath(source)
    of_files = [name for file in files for name in (f"kb/{file}", file, PurePosixPath(file).stem)]
    return title, source, path.name, path.stem, *of_files


def _plain(name: str) -> str:
    return normalise(name).strip(" ?!.。")


def _nearest(name: str, called: Mapping[str, str]) -> str:
    """What may have been meant; else what there is."""
    meant = _plain(_AROUND.sub("", name))
    plain = {_plain(n): f"{s} ({title})" for s, title in called.items() for n in (title, PurePosixPath(s).stem)}
    holding = [alias for alias in plain if meant and meant in alias]
    alike = difflib.get_close_matches(meant, plain, _NEAR, _ALIKE)
    near = list(dict.fromkeys(plain[alias] for alias in holding + alike))[:_NEAR]
    if near:
        return f"Did you mean: {'; '.join(near)}?"
    some = [f"{source} ({title})" for source, title in list(called.items())[:_NEAR]]
    return f"It holds {len(called)} document(s), such as: {'; '.join(some)}."
