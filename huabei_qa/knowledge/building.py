"""Building: a set of articles into the files of one generation. The same set gives the same files, however it came."""

from __future__ import annotations

import hashlib
import json
import operator
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huabei_qa import articles, merge, store
from huabei_qa.encoder import Encoder, is_loadable
from huabei_qa.errors import ArticleError
from huabei_qa.knowledge.collecting import Gathered
from huabei_qa.knowledge.embedding import Known, Plan, Progress, embed, journal_of, names_of, to_bytes, vectors_of
from huabei_qa.passages import cut, in_paragraph, is_statement, to_line
from huabei_qa.records import Document, Passage, Role
from huabei_qa.terms import TermIndex
from huabei_qa.vectors import VectorIndex
from huabei_qa.words import Words

_PACKAGE = Path(__file__).resolve().parent.parent
_MADE_BY = (
    "adapter.py",
    "articles",
    "cells.py",
    "columns.py",
    "cutting.py",
    "data/common_characters.txt",
    "data/merge.json",
    "data/stopwords.txt",
    "knowledge/building.py",
    "knowledge/collecting.py",
    "knowledge/embedding.py",
    "merge",
    "models/likeness-zh",
    "passages.py",
    "records.py",
    "terms.py",
    "text.py",
    "vectors.py",
)
"""Rooms that an index is made by; `words` has a fingerprint of its own, and so has the encoder."""


@dataclass(frozen=True, slots=True)
class Built:
    """A generation to be published."""

    fields: dict[str, object]
    """What the manifest says beyond the files and the calibrations."""
    files: dict[str, bytes]
    embedded: int
    """Texts that the encoder was asked for."""


def build(
    held: Sequence[Gathered], home: Path, encoder: Encoder, words: Words, known: Known, progress: Progress | None
) -> Built:
    """The passages of these articles, their vectors and terms. Raises ArticleError where there is no passage."""
    documents = [articles.parse(a.text, a.source, Path(a.sources[0].original).stem) for a in held]
    passages = rows_of(documents)
    if not passages:
        raise ArticleError("The articles hold no passage to answer from: there is nothing but page chrome.")
    plan = Plan.of(passages)
    vectors, embedded = embed(plan.texts(), encoder, known, journal_of(home, encoder), progress)
    mixed, alone = vectors_of(plan, vectors, encoder.fingerprint)
    names = names_of(plan, vectors, encoder.fingerprint)
    terms = TermIndex.build([words.terms(in_paragraph(p)) for p in passages])
    files = {
        store.ARTICLES: b"".join(a.sources[0].data for a in held),
        store.PASSAGES: "".join(to_line(p) + "\n" for p in passages).encode("utf-8", "surrogatepass"),
        store.VECTORS: VectorIndex.build(mixed).to_bytes(),
        store.SAME: json.dumps(_same(passages, (alone, mixed, names), words, encoder)).encode("ascii"),
        store.WORDS: words.to_bytes(),
        store.EMBEDDED: to_bytes(vectors),
        **_files_of_terms(terms, home),
    }
    return Built(_fields(held, documents, passages, encoder, words), files, embedded)


def rows_of(documents: Sequence[Document]) -> list[Passage]:
    """All passages as rows of one table; `parent` becomes a row of that table."""
    rows: list[Passage] = []
    for document in documents:
        base = len(rows)
        rows.extend(replace(p, parent=p.parent + base) if p.parent >= 0 else p for p in cut(document))
    return rows


def may_repeat(passage: Passage) -> bool:
    """Whether it may say what another says: a statement, or a way that is only named, above its entries."""
    return is_statement(passage) or passage.role is Role.METHOD


def statement_of(passage: Passage, words: Words) -> merge.Statement:
    """A passage as `merge` wants it."""
    return merge.Statement(
        text=passage.text,
        terms=frozenset(words.content_terms(passage.text)),
        family=passage.family,
        part=(passage.source, passage.part),
        head=passage.role in (Role.METHOD, Role.SECTION),
        frames=passage.role in (Role.SUMMARY, Role.INTRO),
        label=passage.label,
        warns=passage.role is Role.CAUTION,
    )


@cache
def built_by() -> str:
    """A fingerprint of the code and the fitted data that an index is made by: other ones may make another index."""
    digest = hashlib.sha256()
    rooms = [_PACKAGE / room for room in _MADE_BY]
    files = [file for room in rooms for file in (sorted(room.rglob("*")) if room.is_dir() else [room])]
    for file in files:
        if file.suffix in (".py", ".json", ".txt"):
            name = file.relative_to(_PACKAGE).as_posix()
            digest.update(f"{name}\0".encode() + file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]


def _same(
    passages: Sequence[Passage],
    vectors: tuple[NDArray[np.float32], ...],
    words: Words,
    encoder: Encoder,
) -> list[tuple[int, int]]:
    """Rows of the statements that say the same; `vectors` are of their words alone, in context, and of their names."""
    rows = [row for row, p in enumerate(passages) if may_repeat(p)]
    if not rows:
        return []
    statements = [statement_of(passages[row], words) for row in rows]
    names = {p.source: p.document for p in passages}
    titles = {source: {w: words.rarity(w) for w in words.content_terms(name)} for source, name in names.items()}
    subjects = merge.Subjects(titles, [(s.part[0], s.terms) for s in statements])
    alone, mixed, short = (of[rows] for of in vectors)
    found = merge.pairs(statements, alone, mixed, merge.choose(encoder.fingerprint), short, subjects)
    return [(rows[i], rows[j]) for i, j in found]


def _fields(
    held: Sequence[Gathered],
    documents: Sequence[Document],
    passages: Sequence[Passage],
    encoder: Encoder,
    words: Words,
) -> dict[str, object]:
    counts: dict[str, int] = {}
    for passage in passages:
        counts[passage.source] = counts.get(passage.source, 0) + 1
    listed, start = [], 0
    for article, document in zip(held, documents, strict=True):
        data = article.sources[0].data
        copies = tuple(store.Copy(s.name, s.original, s.sha256) for s in article.sources)
        count = counts.get(article.source, 0)
        listed.append(
            store.Held(article.source, document.name, store.fingerprint(data), start, len(data), count, copies)
        )
        start += len(data)
    return {
        "model": encoder.name,
        "model_given": not is_loadable(encoder),
        "model_fingerprint": encoder.fingerprint,
        "dimension": operator.index(encoder.dimension),  # numpy's numbers are none of JSON's
        "words_fingerprint": words.fingerprint,
        "built_by": built_by(),
        "passages": len(passages),
        "articles": tuple(listed),
    }


def _files_of_terms(terms: TermIndex, home: Path) -> dict[str, bytes]:
    """What `terms` writes. Within the home, so that a disk that fails is the one that is told of."""
    with tempfile.TemporaryDirectory(dir=home / store.INDEX, prefix=store.FRESH) as scratch:
        terms.save(Path(scratch))
        return {f"{store.TERMS}/{file.name}": file.read_bytes() for file in sorted(Path(scratch).iterdir())}
