"""The records that rooms hand to one another: documents, passages, hits, answers.

All are frozen. Offsets are Python `str` indices into the source text as stored, end exclusive,
so that `text[start:end]` is the thing itself, to the letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

_SHOWN = 40
"""Characters of a question that tell an answer from others."""


class Role(StrEnum):
    """What a piece of an article is there for."""

    TITLE = "title"
    """The title of an article, or of one of several articles in one file."""
    INTRO = "intro"
    """Opening words before the first section."""
    DEFINITION = "definition"
    """Says what something is."""
    METHOD = "method"
    """A section that offers a way: its heading and its lead sentence."""
    SECTION = "section"
    """Any other section: its heading and its lead sentence."""
    ITEM = "item"
    """One entry of a list, or a paragraph of its own, under a heading."""
    QUESTION = "question"
    """A question that the article itself asks and answers."""
    CAUTION = "caution"
    """Something to avoid, or a warning."""
    SUMMARY = "summary"
    """Closing words that repeat what was said."""
    CHROME = "chrome"
    """Navigation, comments and the like: never a passage."""


class Status(StrEnum):
    """What an answer could do for the question."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters of a source text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a document's tree: a title, a section or an item."""

    role: Role
    """What the node is there for."""
    span: Span
    """The node's own words, without its marker (`1、`, `- `) and without its children."""
    label: Span | None = None
    """The heading, or the words before the colon of `标题:说明`; part of `span`. None: a plain paragraph."""
    marker: Span | None = None
    """The numbering or bullet before the words, such as `1、`."""
    children: tuple[Node, ...] = ()
    """Nodes below this one, in the order of the text."""
    led: bool = False
    """Below its heading stands a lead sentence, on a line of its own; both are part of `span`."""
    under: tuple[Span, ...] = ()
    """Of a row of a table: cells of rows above that hold for it too, and stand in its path."""

    def walk(self, above: tuple[Node, ...] = ()) -> Iterator[tuple[Node, tuple[Node, ...]]]:
        """This node and all below it, in order, each with the nodes above it."""
        yield self, above
        for child in self.children:
            yield from child.walk((*above, self))


@dataclass(frozen=True, slots=True)
class Document:
    """An article as a tree over its text."""

    name: str
    """What people call it: its title, or else its file's name."""
    source: str
    """Where its text is kept, relative to the knowledge base, such as `kb/article.txt`."""
    text: str
    """The whole text, unchanged."""
    parts: tuple[Node, ...]
    """Top nodes. An article is one part; a file of several articles in a row is several."""

    def walk(self) -> Iterator[tuple[Node, tuple[Node, ...]]]:
        """All nodes in the order of the text, each with the nodes above it."""
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True)
class Passage:
    """A statement that can be found and cited. Its row number is its place in the list of passages."""

    id: str
    """Made from source, place and content; stable while those are."""
    document: str
    """The name of the document."""
    source: str
    """The stored text that `start` and `end` count in."""
    path: tuple[str, ...]
    """Headings above the passage, outermost first, as they stand in the text."""
    role: Role
    start: int
    end: int
    text: str
    """Exactly `source text[start:end]`."""
    label: str = ""
    """The passage's own heading, without its numbering. Empty: it has none."""
    part: int = 0
    """Which article of the file it belongs to, from 0."""
    parent: int = -1
    """The row of the passage above it (its section's heading), or -1."""
    opening: str = ""
    """The statement that the paragraph begins with which it goes on with. Empty: it begins one."""

    @property
    def family(self) -> tuple[str, int, int]:
        """What it stands under: entries of one list have one family."""
        return self.source, self.part, self.parent

    @property
    def is_head(self) -> bool:
        """Whether the passage is the heading of a section (with its lead sentence)."""
        return self.role in (Role.METHOD, Role.SECTION, Role.QUESTION, Role.TITLE)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A row as one retriever ranked it."""

    row: int
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What each retriever had to say about a hit."""

    cosine: float = 0.0
    """Cosine of question and passage, -1 to 1."""
    bm25: float = 0.0
    """BM25 score, from 0 up."""
    coverage: float = 0.0
    """Share of the question's content that the passage has, by synonyms too, weighed by rarity, 0 to 1."""
    reader: float | None = None
    """The reader's probability that the passage answers. None: not read."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question."""

    passage: Passage
    row: int
    score: float
    """0 to 1, best first; what it is made of stands in `evidence`."""
    evidence: Evidence = field(default_factory=Evidence)

    @property
    def text(self) -> str:
        """Exactly `source text[start:end]`."""
        return self.passage.text

    @property
    def source(self) -> str:
        """The stored text that `start` and `end` count in."""
        return self.passage.source

    @property
    def start(self) -> int:
        """Where it begins in its source."""
        return self.passage.start

    @property
    def end(self) -> int:
        """Where it ends there, exclusive."""
        return self.passage.end

    def to_dict(self) -> dict[str, object]:
        """As `--json` prints a hit."""
        p = self.passage
        return {
            "passage": p.id,
            "document": p.document,
            "source": p.source,
            "path": list(p.path),
            "role": p.role.value,
            "text": p.text,
            "start": p.start,
            "end": p.end,
            "score": round(self.score, 4),
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact place of a quoted statement."""

    number: int
    document: str
    source: str
    path: tuple[str, ...]
    quote: str
    """Exactly `source text[start:end]`."""
    start: int
    end: int
    label: str = ""
    """The heading of what is quoted, as the passage has it; for showing, and no part of the JSON."""

    def to_dict(self) -> dict[str, object]:
        """As `--json` prints a citation."""
        return {
            "number": self.number,
            "document": self.document,
            "source": self.source,
            "path": list(self.path),
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class Point:
    """One statement of an answer, with every place that makes it."""

    text: str
    role: Role
    citations: tuple[int, ...]
    """Numbers of citations, ascending."""

    def to_dict(self) -> dict[str, object]:
        """As `--json` prints a point."""
        return {"text": self.text, "role": self.role.value, "citations": list(self.citations)}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the knowledge base says to a question."""

    question: str
    status: Status
    confidence: float
    """How sure it is, 0 to 1, that the knowledge base answers this question; of several asked in one, the least sure
    of those that are answered."""
    text: str
    """What a person is shown, with citation marks such as [1]."""
    points: tuple[Point, ...] = ()
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    parts: tuple[Answer, ...] = ()
    """Where several questions were asked in one: the answer to each. Citations of the same number are the same."""

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        asked = self.question if len(self.question) <= _SHOWN else f"{self.question[:_SHOWN]}…"
        made_of = f"points: {len(self.points)}, citations: {len(self.citations)}, hits: {len(self.hits)}"
        return f"<Answer to {asked!r}: {self.status.value}, confidence: {self.confidence:.2f}, {made_of}>"

    def to_dict(self) -> dict[str, object]:
        """As `--json` prints an answer; `parts` only where several questions were asked in one."""
        shown: dict[str, object] = {
            "question": self.question,
            "status": self.status.value,
            "confidence": round(self.confidence, 4),
            "text": self.text,
            "points": [p.to_dict() for p in self.points],
            "citations": [c.to_dict() for c in self.citations],
            "hits": [h.to_dict() for h in self.hits],
        }
        return shown | ({"parts": [p.to_dict() for p in self.parts]} if self.parts else {})
