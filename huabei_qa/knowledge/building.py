"""Building: articles into passages, passages into vectors and terms, all of it into one published generation."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huabei_qa import articles, confidence, merge, store
from huabei_qa.encoder import Encoder
from huabei_qa.errors import ArticleError
from huabei_qa.passages import cut, in_context, is_statement, to_line
from huabei_qa.reader import entries_below, shown
from huabei_qa.records import Document, Passage, Role
from huabei_qa.terms import TermIndex
from huabei_qa.vectors import VectorIndex
from huabei_qa.words import Words, normalise

Progress = Callable[[int, int], None]
_BATCH = 64
_OTHER = frozenset({".html", ".htm", ".pdf", ".doc", ".docx", ".ppt", ".pptx", ".xls", ".xlsx", ".epub", ".rtf"})
"""Endings of files that hold an article, but not as text."""
_SHORT = 120
"""Characters. Up to here a passage's words alone may mean little, and its headings much: it is embedded both ways."""


@dataclass(frozen=True, slots=True)
class Source:
    """An article to be built in."""

    name: str
    """Its file name within `kb/`."""
    text: str


def collect(paths: Sequence[Path], into: Path) -> list[Source]:
    """The articles in these files and folders, in the order given, folders sorted by name.

    What lies in the knowledge base `into` itself is left out of folders around it: it is a copy.
    Raises ArticleError for what cannot be read, before anything is written.
    """
    files = [file for path in paths for file in _files(path, into)]
    if not files:
        raise ArticleError("There is no article to build from. Name at least one .txt or .md file.")
    found: dict[str, str] = {}
    for file in files:
        text = articles.read(file)
        name = _free_name(file, text, found)
        found[name] = text
    return [Source(name, text) for name, text in found.items()]


def build(sources: Sequence[Source], into: Path, encoder: Encoder, progress: Progress | None = None) -> None:
    """Make `into` a knowledge base of these articles, in place of what it held."""
    with store.writing(into):
        documents = [articles.parse(s.text, f"{store.KB}/{s.name}", Path(s.name).stem) for s in sources]
        passages = _rows(documents)
        if not passages:
            raise ArticleError("The articles hold no passage to answer from: there is nothing but page chrome.")
        words = Words.from_folder(into / store.KB)
        mixed, alone = _embed(passages, encoder, progress)
        vectors = VectorIndex.build(mixed)
        terms = TermIndex.build([words.terms(in_context(p)) for p in passages])
        files = {f"{store.ARTICLES}/{s.name}": s.text.encode("utf-8", "surrogatepass") for s in sources}
        files |= _files_of(passages, vectors, terms, _same(passages, alone, mixed, words))
        calibrations = {"confidence": confidence.fitted_here(store.calibrations(into, encoder.fingerprint))}
        store.publish(into, _fields(sources, documents, passages, encoder, words) | calibrations, files)


def _files(path: Path, into: Path) -> list[Path]:
    if not path.is_dir():
        if path.suffix.lower() in _OTHER:
            raise ArticleError(
                f"{path} is no plain text. Save the article as .txt or .md in UTF-8 and build from that."
            )
        return [path]
    home, within = into.resolve(), path.resolve().is_relative_to(into.resolve())
    inside = sorted(
        p
        for p in path.rglob("*")
        if p.suffix.lower() in articles.SUFFIXES
        and p.name.casefold() not in store.RESERVED
        and (within or not p.resolve().is_relative_to(home))
    )
    if not inside:
        raise ArticleError(f"The folder {path} holds no article ({', '.join(articles.SUFFIXES)}).")
    return inside


def _free_name(file: Path, text: str, found: dict[str, str]) -> str:
    """The file's own name, or with a number where another article has it already (on any file system)."""
    stem = file.stem if file.name.casefold() not in store.RESERVED else f"{file.stem}-article"
    name, number = f"{stem}{file.suffix}", 2
    taken = {known.casefold(): content for known, content in found.items()}
    while taken.get(name.casefold(), text) != text:
        name, number = f"{stem}-{number}{file.suffix}", number + 1
    return name


def _rows(documents: Sequence[Document]) -> list[Passage]:
    """All passages as rows of one table; `parent` becomes a row of that table."""
    rows: list[Passage] = []
    for document in documents:
        base = len(rows)
        rows.extend(replace(p, parent=p.parent + base) if p.parent >= 0 else p for p in cut(document))
    return rows


def _embed(
    passages: Sequence[Passage], encoder: Encoder, progress: Progress | None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Two unit vectors a passage, each (passages, dimension): to find it by, and of its words alone.

    It is found by its words in context, and if it is short by the mean of that and of its words alone
    (docs/decisions.md has the figures). A long one's words alone are near enough to itself in context.
    """
    titled = {p.source for p in passages if p.role is Role.TITLE and p.text == p.document}
    mixed: list[NDArray[np.float32]] = []
    alone: list[NDArray[np.float32]] = []
    for start in range(0, len(passages), _BATCH):
        batch = passages[start : start + _BATCH]
        within = [_within(p, p.source in titled) for p in batch]
        words = [p.text if len(p.text) <= _SHORT else inside for p, inside in zip(batch, within, strict=True)]
        texts = list(dict.fromkeys(within + words))
        vectors = dict(zip(texts, encoder.encode_passages([normalise(t) for t in texts]), strict=True))
        alone.append(np.stack([vectors[text] for text in words]))
        mean = alone[-1] + np.stack([vectors[text] for text in within])
        mixed.append(mean / np.linalg.norm(mean, axis=1, keepdims=True))
        if progress:
            progress(start + len(batch), len(passages))
    return np.concatenate(mixed).astype(np.float32), np.concatenate(alone).astype(np.float32)


def _same(
    passages: Sequence[Passage], alone: NDArray[np.float32], mixed: NDArray[np.float32], words: Words
) -> list[tuple[int, int]]:
    """Rows of the statements that say the same."""
    rows = [row for row, p in enumerate(passages) if is_statement(p)]
    if not rows:
        return []
    below = entries_below(passages)
    statements = [statement_of(passages[row], words, below[row]) for row in rows]
    found = merge.pairs(statements, alone[rows], mixed[rows])
    return [(rows[i], rows[j]) for i, j in found]


def statement_of(passage: Passage, words: Words, below: Sequence[str] = ()) -> merge.Statement:
    """A passage as `merge` wants it; `below`: the short names of what stands under it."""
    return merge.Statement(
        text=passage.text,
        terms=frozenset(words.content_terms(passage.text)),
        family=passage.parent,
        part=(passage.source, passage.part),
        head=passage.role in (Role.METHOD, Role.SECTION),
        frames=passage.role in (Role.SUMMARY, Role.INTRO),
        label=passage.label,
        warns=passage.role is Role.CAUTION,
        shown=shown(passage, below),
    )


def _within(passage: Passage, titled: bool) -> str:
    """The passage behind its document's title, if it has one, and the headings above it."""
    inside = in_context(passage)
    return f"{passage.document} {inside}" if titled and passage.text != passage.document else inside


def _fields(
    sources: Sequence[Source],
    documents: Sequence[Document],
    passages: Sequence[Passage],
    encoder: Encoder,
    words: Words,
) -> dict[str, object]:
    """What the manifest says beyond the files."""
    held = [sum(p.source == d.source for p in passages) for d in documents]
    listed = tuple(
        {
            "source": d.source,
            "name": d.name,
            "sha256": store.fingerprint(s.text.encode("utf-8", "surrogatepass")),
            "passages": n,
        }
        for s, d, n in zip(sources, documents, held, strict=True)
    )
    return {
        "model": encoder.name,
        "model_fingerprint": encoder.fingerprint,
        "dimension": encoder.dimension,
        "words_fingerprint": words.fingerprint,
        "passages": len(passages),
        "articles": listed,
    }


def _files_of(
    passages: Sequence[Passage], vectors: VectorIndex, terms: TermIndex, same: list[tuple[int, int]]
) -> dict[str, bytes]:
    """The content of each file of the generation, by its name in it."""
    lines = "".join(to_line(p) + "\n" for p in passages)
    files = {store.PASSAGES: lines.encode("utf-8", "surrogatepass"), store.VECTORS: vectors.to_bytes()}
    files[store.SAME] = json.dumps(same).encode("ascii")
    with tempfile.TemporaryDirectory() as scratch:
        terms.save(Path(scratch))
        for file in sorted(Path(scratch).iterdir()):
            files[f"{store.TERMS}/{file.name}"] = file.read_bytes()
    return files
