"""Looking: a question through both retrievers, the fusion and the reader, to hits with their evidence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from huabei_qa import fusion, measures
from huabei_qa.adapter import Adapter
from huabei_qa.confidence import Best, of_question, signals
from huabei_qa.encoder import Encoder, queries_by
from huabei_qa.knowledge.asked import Asked, Asker
from huabei_qa.knowledge.codes import codes_by_make, has_numbered_code, is_unlisted
from huabei_qa.knowledge.titled import Titles
from huabei_qa.passages import article_of, is_statement
from huabei_qa.products import Products
from huabei_qa.question import BROAD, Shape
from huabei_qa.reader import Reader, Rephrased, entry, read_best, shown
from huabei_qa.records import Evidence, Hit, Passage, Ranked, Role
from huabei_qa.relevance import READ, Heading
from huabei_qa.terms import TermIndex
from huabei_qa.text import han_share
from huabei_qa.vectors import VectorIndex
from huabei_qa.words import Words, normalise

CANDIDATES = 100
"""Rows that each retriever hands to the fusion."""
READ_HEADINGS = 2
"""Titles and bare headings that it reads besides: whether what stands under one is the answer."""
_FEWEST = 10
"""A knowledge base of fewer statements shows its bare headings too."""
_OF_ONE_PRODUCT = (Shape.HOWTO, Shape.LIST, Shape.NUMBER, Shape.DEFINITION, Shape.CAUTIONS)
"""Shapes that no passage answers for a product which it only names as one of several."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found for a question."""

    hits: list[Hit]
    """Best first."""
    headings: list[Heading]
    """Those that the answer could be made of."""
    titles: dict[int, float]
    """How much nearer each title among the candidates is than the best statement (log-odds of retrieval), by row."""
    plain: str
    """The question, normalised, without what only frames it."""
    shape: Shape
    signals: dict[str, float]
    """What the confidence is made of."""
    asks: bool = True
    """It has a word that it is about, and no code that is missing among those explained (F09 beside F01 and F02);
    whatever is found for 怎么办, 2, hi and F09 answers nothing."""


@dataclass(frozen=True)
class Looker:
    """The indexes of one knowledge base and the models that ask them."""

    passages: tuple[Passage, ...]
    vectors: VectorIndex
    terms: TermIndex
    words: Words
    encoder: Encoder
    reader: Reader | None
    adapter: Adapter | None = None
    products: Products = field(default_factory=Products)

    def look(self, question: str, use_reader: bool = True, among: NDArray[np.int64] | None = None) -> Seen:
        """All that retrieval, and the reader if there is one, find for a question fit for searching.

        `among`: the only rows to look at, ascending.
        """
        asked = self._asker.asked(question, among)
        vector = self._vector(asked.words)
        rows = self._candidates(vector, asked.terms, among)
        elsewhere = self.elsewhere(question, rows, asked.shape)
        ranked, evidence = self._ranked(asked, vector, rows, elsewhere)
        listed = self._shown(ranked)
        hits = _descending(
            [Hit(self.passages[r.row], r.row, fusion.score_of(r.score), evidence[r.row]) for r in listed]
        )
        nearer = {r.row: r.score - listed[0].score for r in ranked if r.row in self.below}
        headings = self._headings(nearer, hits, asked.content)
        if use_reader and self.reader is not None:
            reader = Rephrased(self.reader, asked.reworded) if asked.reworded else self.reader
            hits, headings = self._read(reader, asked.typed, hits, listed, headings, elsewhere)
        return self._seen(asked, hits, headings, nearer, elsewhere)

    @cached_property
    def _asker(self) -> Asker:
        return Asker(self.passages, self.terms, self.words)

    @cached_property
    def _titles(self) -> Titles:
        return Titles.of(self.passages)

    def _ranked(
        self, asked: Asked, vector: NDArray[np.float32], rows: Sequence[int], elsewhere: Set[int]
    ) -> tuple[list[Ranked], dict[int, Evidence]]:
        """The candidates by what both retrievers and their articles say, and what each retriever says of them."""
        cosines = self.vectors.cosines(vector, rows)
        bm25 = self.terms.scores(asked.terms)[rows] + self._titles.bm25(self.terms, asked.terms, rows)
        coverage = self.terms.coverage(asked.content)[rows]
        prior = fusion.prior([self.passages[r] for r in rows], asked.shape in BROAD, [r in elsewhere for r in rows])
        fused = fusion.fuse(rows, cosines, bm25, prior)
        said = zip(cosines.tolist(), bm25.tolist(), coverage.tolist(), strict=True)
        evidence = {row: Evidence(*values) for row, values in zip(rows, said, strict=True)}
        return fusion.with_articles(fused, [self.passages[r.row].source for r in fused]), evidence

    def _seen(
        self,
        asked: Asked,
        hits: list[Hit],
        headings: list[Heading],
        nearer: Mapping[int, float],
        elsewhere: Set[int],
    ) -> Seen:
        """All that was found, and the signals of the confidence."""
        best = hits[0] if hits else None
        known, of_best = self._known(asked.content, best), _of_best(best, asked, elsewhere)
        seen = signals(
            [h.evidence for h in hits[:READ]],
            of_question(known, of_best, asked.shape, len(asked.content)),
            max(nearer.values(), default=-math.inf),
            [h.read for h in headings if h.read is not None],
        )
        titles = {row: value for row, value in nearer.items() if self.passages[row].role is Role.TITLE}
        return Seen(hits, headings, titles, asked.plain, asked.shape, seen, self._asks(asked.plain, asked.content))

    def elsewhere(self, question: str, rows: Iterable[int], shape: Shape) -> set[int]:
        """Those of the rows that are about another product than the question, which is of this shape."""
        every = list(rows)
        others = self.products.elsewhere(question, [self.passages[row] for row in every], shape not in _OF_ONE_PRODUCT)
        return {row for row, other in zip(every, others, strict=True) if other}

    @cached_property
    def below(self) -> dict[int, list[int]]:
        """For each heading the rows right under it, in order."""
        table: dict[int, list[int]] = {}
        for row, passage in enumerate(self.passages):
            if passage.parent >= 0:
                table.setdefault(passage.parent, []).append(row)
        return table

    def first(self, rows: Sequence[int], hits: Sequence[Hit]) -> list[Hit]:
        """The hits with these rows before all others, in their order and with the best score."""
        if not rows or not hits:
            return list(hits)
        known = {hit.row: hit for hit in hits}
        best = hits[0].score
        ahead = [replace(known.get(row) or Hit(self.passages[row], row, best), score=best) for row in rows]
        taken = set(rows)
        return ahead + [hit for hit in hits if hit.row not in taken]

    def _vector(self, asked: str) -> NDArray[np.float32]:
        """The vector to find by, shape (dimension,)."""
        encoded = queries_by(self.encoder, [asked])
        found: NDArray[np.float32] = (encoded if self.adapter is None else self.adapter.turn(encoded))[0]
        return found

    def _candidates(
        self, query: NDArray[np.float32], terms: Sequence[str], among: NDArray[np.int64] | None
    ) -> list[int]:
        """Rows that either retriever puts forward, ascending; all of a small knowledge base, or of few documents."""
        if among is not None and len(among) <= 2 * CANDIDATES:
            return [int(row) for row in among]
        if len(self.passages) <= 2 * CANDIDATES:
            return list(range(len(self.passages)))
        found = self.vectors.search(query, CANDIDATES, among) + self.terms.search(terms, CANDIDATES, among)
        return sorted({ranked.row for ranked in found})

    def _shown(self, ranked: Sequence[Ranked]) -> list[Ranked]:
        """Those that say something; where they are few, what only names something behind them."""
        statements = [r for r in ranked if is_statement(self.passages[r.row])]
        if len(statements) >= _FEWEST:
            return statements
        return statements + [r for r in ranked if not is_statement(self.passages[r.row])]

    def _headings(
        self, nearer: Mapping[int, float], hits: Sequence[Hit], content: Sequence[Sequence[str]]
    ) -> list[Heading]:
        """The nearest bare headings, and the hits that head others; best first."""
        nearest = sorted(nearer, key=lambda row: (-nearer[row], row))
        bare = [row for row in nearest if not is_statement(self.passages[row])][:READ_HEADINGS]
        among = {hit.row for hit in hits[:READ]}
        found = [row for row in nearest if row in bare or row in among]
        shares = self.terms.shares(content, found)
        titles = [self.passages[row].role is Role.TITLE for row in found]
        said = shares[:, titles].any(axis=1)
        return [
            Heading(
                row,
                nearer[row],
                read=None,
                title=titles[at],
                says=is_statement(self.passages[row]),
                coverage=float(shares[:, at].sum()),
                adds=float(shares[~said, at].sum()),
            )
            for at, row in enumerate(found)
        ]

    def _read(
        self,
        reader: Reader,
        question: str,
        hits: Sequence[Hit],
        listed: Sequence[Ranked],
        headings: Sequence[Heading],
        elsewhere: Set[int],
    ) -> tuple[list[Hit], list[Heading]]:
        """The hits that are read in the order that reader and retrieval give them, the others behind; headings as read.

        `listed` are the hits with their log-odds of retrieval, in the same order; `elsewhere` the rows that are about
        another product.
        """
        first, bare = [h.row for h in hits[:READ]], [h.row for h in headings if not h.says]
        texts, beside = ([self._for_reader(row) for row in rows] for rows in (first, bare))
        found = read_best(reader, question, texts, beside)
        read, under = (_of_product(rows, p, elsewhere) for rows, p in zip((first, bare), found, strict=True))
        said = dict(zip(bare, under, strict=True)) | dict(zip(first, read, strict=False))
        hit_of = {h.row: h for h in hits[:READ]}
        ordered = []
        for ranked in fusion.rerank(listed[: len(read)], np.array(read, dtype=np.float32)):
            hit = hit_of[ranked.row]
            ordered.append(replace(hit, score=ranked.score, evidence=replace(hit.evidence, reader=said[hit.row])))
        least = ordered[-1].score if ordered else 0.0
        behind = [replace(h, score=h.score * least) for h in hits[len(read) :]]
        return ordered + behind, [replace(h, read=said.get(h.row)) for h in headings]

    def _for_reader(self, row: int) -> str:
        """A passage as the reader is shown it."""
        return shown(self.passages[row], [entry(self.passages[r]) for r in self.below.get(row, [])])

    def _asks(self, plain: str, content: Sequence[Sequence[str]]) -> bool:
        """Whether a question is about something: one in Chinese names it, one in other words has two of them or a
        word of the articles; and no code that is missing where others of its make are explained.
        """
        if has_numbered_code(plain) and is_unlisted(plain, self._codes):
            return False
        words = [terms for terms in content if not terms[0].isnumeric()]
        if han_share(plain) > 0 or (len(plain.split()) > 1 and len(words) > 1):
            return bool(words)
        return any(len(self.terms.holding(terms)) for terms in words)

    @cached_property
    def _codes(self) -> dict[str, frozenset[str]]:
        return codes_by_make(self.passages)

    def _known(self, content: Sequence[Sequence[str]], best: Hit | None) -> float:
        """Share of the question's content words that the best hit's article says anywhere, by synonyms too, 0 to 1."""
        if best is None or not content:
            return 0.0
        article = article_of(self.passages, best.row)
        held = [self.terms.holding(terms) for terms in content]
        return sum(bool(np.any((article.start <= rows) & (rows < article.stop))) for rows in held) / len(held)


def _of_best(best: Hit | None, asked: Asked, elsewhere: Set[int]) -> Best:
    """What the best hit is to a question; `elsewhere`: the rows that are about another product."""
    if best is None:
        return Best()
    passage = best.passage
    return Best(
        lacks_number=asked.shape is Shape.NUMBER and measures.lacks(asked.plain, normalise(passage.text)),
        lacks_definition=asked.shape is Shape.DEFINITION and passage.role is not Role.DEFINITION,
        other_product=best.row in elsewhere,
    )


def _of_product(rows: Sequence[int], read: Sequence[float], elsewhere: Set[int]) -> list[float]:
    """The reader's probabilities of the first rows, less where a row is about another product than the question."""
    return [fusion.of_other_product(p) if row in elsewhere else p for row, p in zip(rows, read, strict=False)]


def _descending(hits: Sequence[Hit]) -> list[Hit]:
    """The hits in their order, none with a higher score than the one before: bare headings stand behind statements."""
    kept: list[Hit] = []
    for hit in hits:
        kept.append(hit if not kept or hit.score <= kept[-1].score else replace(hit, score=kept[-1].score))
    return kept
