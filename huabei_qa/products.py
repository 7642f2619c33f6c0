"""Products of one kind that people know by name: what is written of 花呗 is no answer about 借呗.

Such names lie close together in every encoder, and the rest of the question is the same, so neither retriever nor
reader keeps them apart for sure. The kinds are data: `data/products.txt`, and `kb/products.txt` of a knowledge base.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from huabei_qa.records import Passage
from huabei_qa.words import entries, normalise

_SHIPPED = Path(__file__).resolve().parent / "data" / "products.txt"

Named = frozenset[tuple[int, str]]
"""Products that a text names, each with its kind."""


@dataclass(frozen=True)
class Products:
    """Kinds of products; each kind the products of it, each product its names, the usual one first."""

    kinds: tuple[tuple[tuple[str, ...], ...], ...] = ()

    @classmethod
    def from_folder(cls, folder: Path) -> Products:
        """The shipped kinds, and those of `products.txt` in a knowledge base's `kb` folder, where there is one.

        Raises KnowledgeBaseError for a file that is no UTF-8 text.
        """
        lines = entries(_SHIPPED) + entries(folder / "products.txt")
        return cls(tuple(tuple(tuple(product.split("/")) for product in line.split()) for line in lines))

    def named(self, text: str) -> Named:
        """The products that a text names; of names in one another, 白条 in 京东白条, the longest counts."""
        return frozenset(p for found in self._pattern.findall(normalise(text)) for p in self._of[found])

    def elsewhere(self, question: str, passages: Sequence[Passage]) -> list[bool]:
        """For each passage, whether it is about another product than the question.

        It is where its title or the headings above it name a product of the kind that is asked about, and neither
        they nor its words one that is asked about. A question that names what the title does is about that.
        """
        asked = self.named(question)
        if not asked:
            return [False] * len(passages)
        titles = {document: self.named(document) for document in {p.document for p in passages}}
        return [self._is_elsewhere(asked, titles[p.document], p) for p in passages]

    def _is_elsewhere(self, asked: Named, title: Named, passage: Passage) -> bool:
        if asked & title:
            return False
        about = title | self.named(" · ".join(passage.path))
        said = asked & (about | self.named(passage.text))
        kinds = {kind for kind, _ in asked} & {kind for kind, _ in about}
        return bool(kinds - {kind for kind, _ in said})

    @cached_property
    def _of(self) -> dict[str, list[tuple[int, str]]]:
        """By each name, normalised, what it names: a product, in every kind that it is of."""
        table: dict[str, list[tuple[int, str]]] = {}
        for kind, products in enumerate(self.kinds):
            for names in products:
                for name in filter(None, map(normalise, names)):
                    table.setdefault(name, []).append((kind, names[0]))
        return table

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Any name; a Latin one does not begin or end within a word."""
        longest_first = sorted(self._of, key=lambda name: (-len(name), name))
        names = "|".join(map(re.escape, longest_first))
        return re.compile(f"(?:(?<![0-9a-z])|(?![0-9a-z]))(?:{names or '(?!)'})(?:(?<![0-9a-z])|(?![0-9a-z]))")
