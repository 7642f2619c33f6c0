"""The knowledge base: the one conductor. Articles in, hits and answers out."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huabei_qa import articles, store
from huabei_qa.answer import Draft, compose, select
from huabei_qa.confidence import Calibration, signals
from huabei_qa.encoder import Encoder, load_encoder
from huabei_qa.errors import MismatchError
from huabei_qa.fusion import fuse
from huabei_qa.knowledge.building import build, collect
from huabei_qa.merge import partners
from huabei_qa.passages import from_lines, is_statement
from huabei_qa.question import Shape, checked, may_be_broad, shape_of
from huabei_qa.records import Answer, Evidence, Hit, Passage, Ranked, Status
from huabei_qa.terms import TermIndex
from huabei_qa.vectors import VectorIndex
from huabei_qa.words import Words, normalise

__all__ = ["KnowledgeBase"]

_CANDIDATES = 100
"""Rows that each retriever hands to the fusion."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What retrieval found for a question."""

    hits: list[Hit]
    headings: dict[int, float]
    """Scores of the headings and titles among the candidates, by row."""
    shape: Shape
    signals: dict[str, float]


class KnowledgeBase:
    """Passages, the indexes over them, and the models to ask them with.

    Get one with `open` or `build`. All methods only read and may be called from several threads.
    """

    def __init__(
        self,
        home: Path,
        passages: Sequence[Passage],
        vectors: VectorIndex,
        terms: TermIndex,
        words: Words,
        encoder: Encoder,
        calibration: Calibration,
        same: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.home = home
        self.passages = tuple(passages)
        self._vectors = vectors
        self._terms = terms
        self._words = words
        self._encoder = encoder
        self._calibration = calibration
        self._same = partners(same)

    @classmethod
    def open(cls, home: str | os.PathLike[str] | None = None, *, model: str | Encoder | None = None) -> KnowledgeBase:
        """The knowledge base in the folder `home`, or the shipped one.

        `model` is an encoder, or the name or folder of a sentence-transformers model; it must be the one the index
        was built with, and may be left out then. Raises KnowledgeBaseError for a folder that is no knowledge base or
        is damaged, MismatchError for one built with another model, dictionary or schema.
        """
        root = store.locate(home)
        manifest = store.read_manifest(root)
        encoder = _encoder(model if model is not None else manifest.model or None)
        folder = store.check_files(root, manifest)
        words = Words.from_folder(root / store.KB)
        _must_match(root, "The model", manifest.model_fingerprint, encoder.fingerprint)
        _must_match(root, "The dictionary (kb/words.txt, kb/synonyms.txt)", manifest.words_fingerprint, words.fingerprint)
        with open(folder / store.PASSAGES, encoding="utf-8", errors="surrogatepass", newline="\n") as lines:
            passages = from_lines(lines)
        vectors = VectorIndex.load(folder / store.VECTORS, manifest.passages, manifest.dimension)
        terms = TermIndex.load(folder / store.TERMS, manifest.passages)
        calibration = Calibration.from_dict(manifest.confidence.get("plain", {}))
        same = store.read_pairs(folder / store.SAME)
        return cls(root, passages, vectors, terms, words, encoder, calibration, same)

    @classmethod
    def build(
        cls,
        sources: Sequence[str | os.PathLike[str]],
        into: str | os.PathLike[str],
        *,
        model: str | Encoder | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> KnowledgeBase:
        """Read the articles (files, or folders of them), build a knowledge base in the folder `into`, and open it.

        `progress` hears (passages embedded, passages in all). Raises ArticleError for a source that cannot be read
        and KnowledgeBaseError for a folder that cannot be written; what was there is then unchanged.
        """
        encoder = _encoder(model)
        build(collect([Path(s) for s in sources]), Path(into).expanduser(), encoder, progress)
        return cls.open(into, model=encoder)

    def search(self, question: str, limit: int = 10) -> list[Hit]:
        """The passages nearest to a question, best first, at most `limit`. Raises QuestionError for an empty one."""
        return self._look(checked(question)).hits[: max(0, limit)]

    def ask(self, question: str, limit: int = 10) -> Answer:
        """An answer with citations, or a plain word that the knowledge base holds none.

        `limit` is how many hits the answer carries. Raises QuestionError for a question that is empty or too long.
        """
        seen = self._look(checked(question))
        confidence = self._calibration.probability(seen.signals)
        status = self._status(confidence)
        hits = seen.hits[: max(0, limit)]
        if status is Status.NOT_FOUND or not seen.hits:
            return compose(question, Draft(Status.NOT_FOUND, confidence, ()), hits)
        chosen = select(seen.hits, seen.headings, self.passages, self._same, may_be_broad(seen.shape))
        return compose(question, Draft(status, confidence, chosen.groups), hits)

    def text_of(self, source: str) -> str:
        """The stored text of an article, such as `kb/article.txt`. Raises ArticleError if it is gone."""
        return articles.read(self.home / source)

    def signals(self, question: str) -> dict[str, float]:
        """What the confidence in an answer is made of; for fitting it to judged questions."""
        return self._look(checked(question)).signals

    def _status(self, confidence: float) -> Status:
        if confidence < self._calibration.answer_above:
            return Status.NOT_FOUND
        return Status.ANSWERED if confidence >= self._calibration.outright_above else Status.PARTIAL

    def _look(self, question: str) -> _Seen:
        """All that retrieval finds for a question."""
        plain = normalise(question)
        query = self._encoder.encode_queries([plain])[0]
        terms = self._words.terms(plain)
        content = self._words.content_terms(plain)
        bm25, coverage = self._terms.scores(terms), self._terms.coverage(content)
        rows, cosines = self._candidates(query, terms)
        ceiling = self._terms.ceiling(terms)
        ranked = fuse(rows, cosines, bm25[rows], ceiling)
        nearness = dict(zip(rows, cosines, strict=True))
        statements = [r for r in ranked if is_statement(self.passages[r.row])]
        bare = [r for r in ranked if not is_statement(self.passages[r.row])]
        hits = [self._hit(r, nearness, bm25, coverage) for r in (statements if len(statements) >= 10 else statements + bare)]
        headings = {r.row: r.score for r in ranked if r.row in self._headings}
        shape = shape_of(plain)
        seen = signals([h.evidence for h in hits[:5]], ceiling, self._known(content), _lacks_number(shape, hits))
        return _Seen(hits, headings, shape, seen)

    def _candidates(self, query: NDArray[np.float32], terms: Sequence[str]) -> tuple[list[int], NDArray[np.float32]]:
        """Rows that either retriever puts forward, ascending, and their cosines, shape (rows,)."""
        if len(self.passages) <= 2 * _CANDIDATES:
            rows = list(range(len(self.passages)))
        else:
            dense = self._vectors.search(query, _CANDIDATES)
            lexical = self._terms.search(terms, _CANDIDATES)
            rows = sorted({r.row for r in dense} | {r.row for r in lexical})
        return rows, self._vectors.cosines(query, rows)

    def _hit(
        self, ranked: Ranked, cosines: dict[int, Any], bm25: NDArray[np.float32], coverage: NDArray[np.float32]
    ) -> Hit:
        row = ranked.row
        evidence = Evidence(float(cosines[row]), float(bm25[row]), float(coverage[row]))
        return Hit(self.passages[row], row, min(1.0, max(0.0, ranked.score)), evidence)

    def _known(self, content: Sequence[str]) -> float:
        """Share of the question's content words that stand anywhere in the knowledge base, 0 to 1."""
        return sum(len(self._terms.postings(t)) > 0 for t in content) / len(content) if content else 0.0

    @cached_property
    def _headings(self) -> frozenset[int]:
        """Rows that something stands under."""
        return frozenset(p.parent for p in self.passages if p.parent >= 0)


def _encoder(model: str | Encoder | None) -> Encoder:
    return load_encoder(model) if model is None or isinstance(model, str) else model


def _must_match(home: Path, what: str, expected: str, found: str) -> None:
    if expected != found:
        raise MismatchError(what, expected, found, store.rebuild(home))


def _lacks_number(shape: Shape, hits: Sequence[Hit]) -> bool:
    """A number or a date is asked for, and the best passage has none."""
    return shape is Shape.NUMBER and bool(hits) and _NUMBER.search(hits[0].passage.text) is None


_NUMBER = re.compile(r"[0-9]|[一二两三四五六七八九十百千万半]+[天日周月年个小分元块次成倍%]")
