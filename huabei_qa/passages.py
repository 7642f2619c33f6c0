"""Passages: the statements of a document that can be found and cited, each with its place in the tree.

A heading and its lead sentence are one passage; every item, row and short paragraph is one of its own; a longer
paragraph is several, cut at sentence ends (`cutting`). `document.text[p.start:p.end] == p.text` holds by construction:
spans are handed down from the reading of the lines and never searched for.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from huabei_qa.cutting import ENTRY, LONGEST, PARAGRAPH, statements
from huabei_qa.errors import KnowledgeBaseError, rebuild
from huabei_qa.records import Document, Node, Passage, Role, Span
from huabei_qa.text import behind_myth, has_words, rejoined, untagged

_WORD = 6  # characters of an entry that is a word or two
_MANY_WORDS = 5  # entries
_PAUSE = re.compile(r"[，,。:：!！?？]|\d")
_BELOW = re.compile(r"[】*\s:：.。]*(?:\r\n|\r|\n)[\s>]*")
_ARTICLE_OF_LAW = re.compile(r"第[^章节節]{1,10}[条條]")
OPENING = 24
"""Characters of a paragraph's beginning that encoder and reader see before what is said further on."""


def cut(document: Document) -> list[Passage]:
    """All passages of a document in the order of the text; `parent` counts rows of this list."""
    found: list[Passage] = []
    for number, part in enumerate(document.parts):
        _walk(document, part, number, (), -1, found)
    return found


def headline(passage: Passage) -> str:
    """The headings above a passage as one line, numbering kept: what the reader and the encoder see before it."""
    return untagged(" ".join(passage.path), passage.source)


def in_context(passage: Passage) -> str:
    """The passage's words behind the headings above it and the first words of its paragraph: what is embedded."""
    return _behind(passage, passage.opening[:OPENING])


def in_paragraph(passage: Passage) -> str:
    """The same behind all of the statement that its paragraph begins with: what is indexed by its words, which stand
    in one statement of a paragraph or in another.
    """
    return _behind(passage, passage.opening)


def _behind(passage: Passage, opening: str) -> str:
    before = (headline(passage), untagged(opening, passage.source), unwrapped(passage))
    return " ".join(words for words in before if words)


def unwrapped(passage: Passage) -> str:
    """The passage's words with its lines joined, where a line ends in the midst of Chinese words, and without tags.

    A word that a fixed width cut in two is whole again. The end of a heading's line stays: no word goes over it.
    """
    text, lead = passage.text, 0
    if "\n" not in text and "\r" not in text:
        return untagged(text, passage.source)
    if passage.label:
        named = text.find(passage.label, 0, len(passage.label) + 4) + len(passage.label)
        below = _BELOW.match(text, named) if named >= len(passage.label) else None
        lead = below.end() if below else 0
    return untagged(text[:lead] + rejoined(text[lead:]), passage.source)


def article_of(passages: Sequence[Passage], row: int) -> range:
    """The rows of the article that a row is of, which stand together."""
    first, stop, source = row, row + 1, passages[row].source
    while first > 0 and passages[first - 1].source == source:
        first -= 1
    while stop < len(passages) and passages[stop].source == source:
        stop += 1
    return range(first, stop)


def is_statement(passage: Passage) -> bool:
    """Whether the passage says something, rather than only naming what follows."""
    return passage.role is not Role.TITLE and not _is_bare(passage)


def _is_bare(passage: Passage) -> bool:
    """A heading with something below it, but without words of its own; or a question that nothing answers.

    What has something below it stands under its own heading (see `_names_itself`). A short entry with nothing
    below it says all it has to say: 套现会被永久封号。
    """
    words = behind_myth(passage.text.replace("**", "").strip()).rstrip("。.:：?？")
    named = (passage.label.rstrip("。.:：?？"), f"【{passage.label}】")  # the brackets are no words of it
    if passage.role.value not in _HEADS or words not in named:
        return False
    return passage.role is Role.QUESTION or bool(passage.path and passage.path[-1].endswith(passage.label))


_OF_THE_FIRST = frozenset({Role.METHOD, Role.SECTION, Role.QUESTION, Role.DEFINITION})
"""Roles that the first statement has, or the heading, and those behind it have not."""
_HEADS = frozenset(r.value for r in (Role.METHOD, Role.SECTION, Role.QUESTION, Role.CAUTION, Role.SUMMARY))


def _walk(document: Document, node: Node, part: int, path: tuple[str, ...], parent: int, found: list[Passage]) -> None:
    row = _add(document, node, part, path, parent, found) if has_words(node.span.of(document.text)) else parent
    below = _path_below(document, node, part, path)
    for group in _together(document.text, node.children):
        if len(group) > 1:
            found.append(_of_group(document, group, part, below, row))
        else:
            _walk(document, group[0], part, below, row, found)


def _together(text: str, nodes: Sequence[Node]) -> Iterator[Sequence[Node]]:
    """The nodes, many neighbouring entries of a word or two in one: alone they would say nothing."""
    start = 0
    while start < len(nodes):
        end = start
        while end < len(nodes) and _is_word(text, nodes[end]) and _alike(text, nodes, start, end):
            end += 1
        if end - start >= _MANY_WORDS:
            yield nodes[start:end]
            start = end
        else:
            yield from ([node] for node in nodes[start : max(end, start + 1)])
            start = max(end, start + 1)


def _is_word(text: str, node: Node) -> bool:
    """Whether an entry is no more than a name in a list. What is done or avoided stays an entry of its own."""
    words = node.span.of(text).rstrip("。.;；,，、")
    plain = node.role is Role.ITEM and not node.children and not node.led
    return plain and 0 < len(words) <= _WORD and not _PAUSE.search(words)


def _alike(text: str, nodes: Sequence[Node], start: int, end: int) -> bool:
    """Whether an entry belongs to those before it: marked alike, nothing left out between, not too long in all."""
    if end == start:
        return True
    marked = (nodes[start].marker is None) == (nodes[end].marker is None)
    first = nodes[start].marker or nodes[start].span
    between = Span(nodes[end - 1].span.end, (nodes[end].marker or nodes[end].span).start).of(text)
    return marked and not between.strip() and nodes[end].span.end - first.start <= LONGEST


def _of_group(document: Document, nodes: Sequence[Node], part: int, path: tuple[str, ...], parent: int) -> Passage:
    """Entries of a word or two as one passage, markers between them included."""
    first = nodes[0].marker or nodes[0].span
    return _passage(document, nodes[0].role, Span(first.start, nodes[-1].span.end), "", part, path, parent)


def _path_below(document: Document, node: Node, part: int, path: tuple[str, ...]) -> tuple[str, ...]:
    """The headings above a node's children. The first title names the document and is no heading in it."""
    if not _is_named(document, node):
        return path
    if node.role is Role.TITLE:
        title = node.span.of(document.text)
        return path if part == 0 or not title else (*path, title)
    return (*path, _heading(document, node))


def _heading(document: Document, node: Node) -> str:
    if node.label is None and node.marker is not None:
        return node.marker.of(document.text).replace("**", "").rstrip()
    label = node.label or node.span
    start = node.marker.start if node.marker else label.start
    return document.text[start : label.end].replace("**", "")


def _is_named(document: Document, node: Node) -> bool:
    """Whether the node has a name to stand in a path: a heading, or the number of a law's article (第三条)."""
    return node.role is Role.TITLE or node.label is not None or _is_clause(document, node)


def _is_clause(document: Document, node: Node) -> bool:
    return node.marker is not None and _ARTICLE_OF_LAW.match(node.marker.of(document.text)) is not None


def _add(document: Document, node: Node, part: int, path: tuple[str, ...], parent: int, found: list[Passage]) -> int:
    """Add the passages of a node's own words. Returns the row that its children stand under: a heading, which has its
    further statements below it too, or else the last statement, which leads to them.
    """
    label = node.label.of(document.text).replace("**", "") if node.label else ""
    above = (*path, *(cell.of(document.text).replace("**", "") for cell in node.under))
    if _names_itself(node) or (node.label is None and _is_clause(document, node)):
        above = (*path, _heading(document, node))
    row = len(found)
    first, *others = _statements(document.text, node)
    found.append(_passage(document, node.role, first, label, part, above, parent))
    begins = first if node.label is None else others[0] if others and node.label == first else None
    if node.label is not None:
        parent, above = row, above if above != path else (*path, _heading(document, node))
    role = Role.ITEM if node.role in _OF_THE_FIRST else node.role
    for span in others:
        opening = begins.of(document.text) if begins and begins != span else ""
        found.append(_passage(document, role, span, "", part, above, parent, opening))
    return row if node.label is not None else len(found) - 1


def _statements(text: str, node: Node) -> list[Span]:
    """The statements that a node's words are: a heading on a line of its own above several is one for itself."""
    found, label = statements(text, node.span, _whole(node)), node.label
    below = _BELOW.match(text, label.end, node.span.end) if label and len(found) > 1 else None
    if label and below and label.end - node.span.start <= PARAGRAPH and has_words(label.of(text)):
        return [Span(node.span.start, label.end), *statements(text, Span(below.end(), node.span.end), PARAGRAPH)]
    return found


def _whole(node: Node) -> int:
    """How many characters of the node are one statement: more of an entry, an answer, and a heading with its words."""
    return ENTRY if node.label is not None or node.marker is not None else PARAGRAPH


def _passage(
    document: Document,
    role: Role,
    span: Span,
    label: str,
    part: int,
    path: tuple[str, ...],
    parent: int,
    opening: str = "",
) -> Passage:
    text = span.of(document.text)
    return Passage(
        id=_identity(document.source, span, text),
        document=document.name,
        source=document.source,
        path=path,
        role=role,
        start=span.start,
        end=span.end,
        text=text,
        label=label,
        part=part,
        parent=parent,
        opening=opening,
    )


def _names_itself(node: Node) -> bool:
    """A section's own heading is part of its path: what it says stands under it."""
    return node.role is not Role.TITLE and node.label is not None and (bool(node.children) or node.led)


def _identity(source: str, span: Span, text: str) -> str:
    """Stable while source, place and words are."""
    digest = hashlib.sha256(f"{source}\0{span.start}\0{text}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:12]


def to_line(passage: Passage) -> str:
    """One line of `passages.jsonl`: what people look at first stands first."""
    fields = asdict(passage)
    order = ("id", "role", "path", "label", "text", "source", "start", "end", "document", "part", "parent", "opening")
    return json.dumps({key: fields[key] for key in order}, ensure_ascii=False)


def from_lines(lines: Iterable[str]) -> list[Passage]:
    """The passages of a `passages.jsonl`. Raises KnowledgeBaseError, naming the line, for a broken one."""
    passages = []
    for number, line in enumerate(lines, 1):
        try:
            fields = json.loads(line)
            fields["path"] = tuple(fields["path"])
            fields["role"] = Role(fields["role"])
            passages.append(Passage(**fields))
        except (ValueError, TypeError, KeyError) as error:
            raise KnowledgeBaseError(f"Line {number} of passages.jsonl is damaged ({error})", rebuild()) from error
    return passages
