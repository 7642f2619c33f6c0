"""Products of one kind that people know by name: what is written of 花呗 is no answer about 借呗.

Such names lie close together in every encoder, and the rest of the question is the same, so neither retrieval nor
reader keeps them apart for sure. The kinds are data: `data/products.txt`, and `kb/products.txt` of a knowledge base.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from huabei_qa.records import Passage
from huabei_qa.words import Words, entries, normalise

OWN = "products.txt"
"""The file of a knowledge base's `kb` folder that adds kinds of its own."""
_SHIPPED = Path(__file__).resolve().parent / "data" / "products.txt"

_LISTED = re.compile(r"[^,，。;；:：!！?？\n]*、[^,，。;；:：!！?？\n]*等[^,，。;；:：!！?？\n]*")
"""A clause that gives examples: 如花呗、借呗等."""

Named = frozenset[tuple[int, str]]
"""Products that a text names, each with its kind."""


@dataclass(frozen=True)
class Products:
    """Kinds of products; each kind the products of it, each product its names, normalised, the usual one first."""

    kinds: tuple[tuple[tuple[str, ...], ...], ...] = ()
    words: Words = field(default_factory=Words)
    """Tells where words end: 有钱花 in 没有钱花 is no name."""

    @classmethod
    def from_folder(cls, folder: Path, words: Words | None = None) -> Products:
        """The shipped kinds, and those of `products.txt` in a knowledge base's `kb` folder, where there is one.

        What stands there behind a minus (`-豆瓣`, `-白条/京东白条`) is no product in this knowledge base. Raises
        KnowledgeBaseError for a file that is neither UTF-8 nor GB18030.
        """
        own = [normalise(line).split() for line in entries(folder / OWN)]
        none = {name for line in own for entry in line if entry.startswith("-") for name in entry[1:].split("/")}
        shipped = [normalise(line).split() for line in entries(_SHIPPED)]
        kinds = [
            [names for entry in line if not entry.startswith("-") and (names := _names(entry, none))]
            for line in shipped + own
        ]
        return cls(tuple(tuple(kind) for kind in kinds if len(kind) > 1), words or Words())

    def named(self, text: str) -> Named:
        """The products that a text names by whole words; of names in one another (白条, 京东白条) the longer counts."""
        plain = normalise(text)
        said = [name for name in self._of if name in plain]
        if not said:
            return frozenset()
        ends = self.words.ends(plain)
        spans: list[tuple[int, int]] = []
        found: set[tuple[int, str]] = set()
        for name in said:
            for start in (match.start() for match in re.finditer(re.escape(name), plain)):
                end = start + len(name)
                if {start, end} <= ends and not any(a <= start and end <= b for a, b in spans):
                    spans.append((start, end))
                    found.update(self._of[name])
        return frozenset(found)

    def elsewhere(self, question: str, passages: Sequence[Passage], listed: bool = True) -> list[bool]:
        """For each passage, whether it is about another product than the question.

        It is where its title names a product of a kind that is asked about, and neither title, headings nor words one
        that is asked about. Headings count as a title does, unless the question names what the title names. `listed`:
        words count that name a product as one of several only (花呗、借呗等), which tells no way with it.
        """
        asked = self._asked(question)
        return [bool(asked) and self._is_elsewhere(asked, passage, listed) for passage in passages]

    def _is_elsewhere(self, asked: Named, passage: Passage, listed: bool) -> bool:
        title, path = self._remembered(passage.document), self._remembered(" · ".join(passage.path))
        doubtful = _kinds(asked) & _kinds(title) - _kinds(asked & title)
        if not asked & title:
            doubtful |= _kinds(asked) & _kinds(path)
        doubtful -= _kinds(asked & path)
        if not doubtful:
            return False
        said = passage.text if listed else _LISTED.sub("", passage.text)
        return bool(doubtful - _kinds(asked & self.named(said)))

    def _remembered(self, text: str) -> Named:
        """Of titles and headings, which many passages share."""
        if text not in self._known:
            self._known[text] = self.named(text)
        return self._known[text]

    @cached_property
    def _asked(self) -> Callable[[str], Named]:
        """What a question names, worked out once: an answer asks for its passages a few at a time."""
        return lru_cache(maxsize=16)(self.named)

    @cached_property
    def _known(self) -> dict[str, Named]:
        return {}

    @cached_property
    def _of(self) -> dict[str, list[tuple[int, str]]]:
        """By each name what it names, a product in every kind that it is of; the longest names first."""
        table: dict[str, list[tuple[int, str]]] = {}
        for kind, products in enumerate(self.kinds):
            for names in products:
                for name in names:
                    table.setdefault(name, []).append((kind, names[0]))
        return dict(sorted(table.items(), key=lambda item: (-len(item[0]), item[0])))


def _kinds(named: Named) -> set[int]:
    return {kind for kind, _ in named}


def _names(entry: str, none: set[str]) -> tuple[str, ...]:
    """The names of one product, without those that are none here."""
    return tuple(name for name in entry.split("/") if name and name not in none)
