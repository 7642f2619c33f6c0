"""A question in the forms that it is looked for in: in the words of the articles, as terms, and by its shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from huabei_qa.expressions import Expressions
from huabei_qa.knowledge.codes import has_code, names_of_codes, with_names
from huabei_qa.knowledge.parties import parties_by_name, with_parties
from huabei_qa.passages import unwrapped
from huabei_qa.question import Shape, asks_if_possible, core, shape_of, thing_first, to_avoid, unmarked
from huabei_qa.records import Passage, Role
from huabei_qa.terms import TermIndex
from huabei_qa.words import Words, normalise, simplified


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in its forms."""

    plain: str
    """Normalised, without what only frames it (请问…)."""
    typed: str
    """As the reader reads it: in simplified characters, without that frame and its last marks."""
    words: str
    """In the words of the articles: what it is found by."""
    reworded: str
    """The same where these are others than its own; else empty."""
    terms: list[str]
    content: list[tuple[str, ...]]
    """Each content word with the marks of its synonyms."""
    shape: Shape


@dataclass(frozen=True)
class Asker:
    """What of a knowledge base decides how a question is looked for."""

    passages: tuple[Passage, ...]
    terms: TermIndex
    words: Words

    def asked(self, question: str, among: NDArray[np.int64] | None) -> Asked:
        """The question in all forms; `among`: the only rows whose words count, ascending."""
        plain = core(normalise(question))
        bare = unmarked(plain)
        put = to_avoid(thing_first(bare))
        words = self._expressions.as_held(put, lambda expression: self._holds(expression, among))
        words = with_names(words, self._names_of_codes) if has_code(words) else words
        words = with_parties(words, self._parties)
        content = self._in_pieces(self.words.content_with_marks(words))
        return Asked(
            plain=plain,
            typed=unmarked(core(simplified(question))),
            words=words,
            reworded="" if words == bare else words,
            terms=self.words.terms(words),
            content=content,
            shape=self._shape(plain, content),
        )

    def _in_pieces(self, content: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """The content words; in place of one that no article has (坐地铁) the words within it that one has (地铁)."""
        found: list[tuple[str, ...]] = []
        for word, *marks in content:
            alone = not marks and not len(self.terms.holding([word]))
            pieces = [(one,) for one in self.words.within(word) if len(self.terms.holding([one]))] if alone else []
            found += pieces or [(word, *marks)]
        return list(dict.fromkeys(found))

    def _shape(self, plain: str, content: Sequence[Sequence[str]]) -> Shape:
        """The shape of a question. Whether the very thing can be done that a title tells how to do (能提额吗: 怎么提额)
        is answered by how it is done.
        """
        shape = shape_of(plain)
        if shape is not Shape.YESNO or not content or not asks_if_possible(plain):
            return shape
        told = self._ways_told.intersection(*(self.terms.holding(terms).tolist() for terms in content))
        return Shape.HOWTO if told else shape

    @cached_property
    def _ways_told(self) -> frozenset[int]:
        """Rows of the titles that ask how something is done."""
        titles = [row for row, passage in enumerate(self.passages) if passage.role is Role.TITLE]
        return frozenset(row for row in titles if shape_of(normalise(self.passages[row].text)) is Shape.HOWTO)

    @cached_property
    def _expressions(self) -> Expressions:
        return Expressions(self.words)

    @cached_property
    def _parties(self) -> dict[str, str]:
        return parties_by_name(self.passages)

    @cached_property
    def _names_of_codes(self) -> dict[str, str]:
        return names_of_codes(self.passages)

    def _holds(self, expression: str, among: NDArray[np.int64] | None) -> bool:
        """Whether any of the rows that are looked at has this normalised expression, in whatever script."""
        terms = list(dict.fromkeys(self.words.terms_within(expression)))
        rows = self.terms.holding_all(terms) if terms else ()
        if among is not None:
            rows = np.intersect1d(rows, among)
        return any(expression in normalise(unwrapped(self.passages[row])) for row in rows)
