"""Building: articles into passages, passages into vectors and terms, all of it into one published generation."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huabei_qa import articles, confidence, store
from huabei_qa.encoder import Encoder
from huabei_qa.errors import ArticleError
from huabei_qa.passages import cut, in_context, to_line
from huabei_qa.records import Document, Passage
from huabei_qa.terms import TermIndex
from huabei_qa.vectors import VectorIndex
from huabei_qa.words import Words

Progress = Callable[[int, int], None]
_BATCH = 64
_SHORT = 120
"""Characters. Up to here a passage's words alone may mean little, and its headings much: it is embedded both ways."""


@dataclass(frozen=True, slots=True)
class Source:
    """An article to be built in."""

    name: str
    """Its file name within `kb/`."""
    text: str


def collect(paths: Sequence[Path]) -> list[Source]:
    """The articles in these files and folders, in the order given, folders sorted by name.

    Raises ArticleError for what cannot be read, before anything is written.
    """
    files = [file for path in paths for file in _files(path)]
    if not files:
        raise ArticleError("There is no article to build from. Name at least one .txt or .md file.")
    found: dict[str, str] = {}
    for file in files:
        text = articles.read(file)
        name = _free_name(file, text, found)
        found[name] = text
    return [Source(name, text) for name, text in found.items()]


def build(sources: Sequence[Source], into: Path, encoder: Encoder, progress: Progress | None = None) -> None:
    """Make `into` a knowledge base of these articles. Passages that it held before keep their vectors."""
    with store.writing(into):
        documents = [articles.parse(s.text, f"{store.KB}/{s.name}", Path(s.name).stem) for s in sources]
        passages = _rows(documents)
        if not passages:
            raise ArticleError("The articles hold no passage to answer from: there is nothing but page chrome.")
        words = Words.from_folder(into / store.KB)
        vectors = VectorIndex.build(_embed(passages, encoder, progress))
        terms = TermIndex.build([words.terms(in_context(p)) for p in passages])
        for source in sources:
            store.write_atomically(into / store.KB / source.name, source.text.encode("utf-8", "surrogatepass"))
        store.publish(into, _fields(sources, documents, passages, encoder, words), _files_of(passages, vectors, terms))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in articles.SUFFIXES and p.name not in store.RESERVED)
    if not inside:
        raise ArticleError(f"The folder {path} holds no article ({', '.join(articles.SUFFIXES)}).")
    return inside


def _free_name(file: Path, text: str, found: dict[str, str]) -> str:
    """The file's own name, or with a number where another article has it already."""
    stem = file.stem if file.name not in store.RESERVED else f"{file.stem}-article"
    name, number = f"{stem}{file.suffix}", 2
    while name in found and found[name] != text:
        name, number = f"{stem}-{number}{file.suffix}", number + 1
    return name


def _rows(documents: Sequence[Document]) -> list[Passage]:
    """All passages as rows of one table; `parent` becomes a row of that table."""
    rows: list[Passage] = []
    for document in documents:
        base = len(rows)
        rows.extend(replace(p, parent=p.parent + base) if p.parent >= 0 else p for p in cut(document))
    return rows


def _embed(passages: Sequence[Passage], encoder: Encoder, progress: Progress | None) -> NDArray[np.float32]:
    """A unit vector a passage, shape (passages, dimension): of its words in context, and for a short one the mean
    of that and of its words alone (docs/decisions.md has the figures)."""
    done = 0
    parts: list[NDArray[np.float32]] = []
    for start in range(0, len(passages), _BATCH):
        batch = passages[start : start + _BATCH]
        views = [[_within(p), p.text] if len(p.text) <= _SHORT else [_within(p)] for p in batch]
        texts = list(dict.fromkeys(text for view in views for text in view))
        vectors = dict(zip(texts, encoder.encode_passages(texts), strict=True))
        sums = np.stack([np.sum([vectors[text] for text in view], axis=0) for view in views])
        parts.append(sums / np.linalg.norm(sums, axis=1, keepdims=True))
        done += len(batch)
        if progress:
            progress(done, len(passages))
    return np.concatenate(parts).astype(np.float32)


def _within(passage: Passage) -> str:
    """The passage behind its document's title and the headings above it."""
    inside = in_context(passage)
    return inside if passage.text == passage.document else f"{passage.document} {inside}"


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
        "confidence": confidence.shipped(),
    }


def _files_of(passages: Sequence[Passage], vectors: VectorIndex, terms: TermIndex) -> dict[str, bytes]:
    """The content of each file of the generation, by its name in it."""
    lines = "".join(to_line(p) + "\n" for p in passages)
    files = {store.PASSAGES: lines.encode("utf-8", "surrogatepass"), store.VECTORS: vectors.to_bytes()}
    with tempfile.TemporaryDirectory() as scratch:
        terms.save(Path(scratch))
        for file in sorted(Path(scratch).iterdir()):
            files[f"{store.TERMS}/{file.name}"] = file.read_bytes()
    return files
