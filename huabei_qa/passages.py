"""Passages: the statements of a document that can be found and cited, each with its place in the tree.

A heading and its lead sentence are one passage; every item, row and paragraph is one of its own; a long
paragraph is several, cut at sentence ends. `document.text[p.start:p.end] == p.text` holds by construction:
spans are handed down from the reading of the lines and never searched for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from huabei_qa.errors import KnowledgeBaseError
from huabei_qa.records import Document, Node, Passage, Role, Span
from huabei_qa.text import has_words, sentences

LONGEST = 220
"""Characters. A longer paragraph is cut at sentence ends: what a screen shows and an encoder keeps apart."""


def cut(document: Document) -> list[Passage]:
    """All passages of a document in the order of the text; `parent` counts rows of this list."""
    found: list[Passage] = []
    for number, part in enumerate(document.parts):
        _walk(document, part, number, (), -1, found)
    return found


def headline(passage: Passage) -> str:
    """The headings above a passage as one line, numbering kept: what the reader and the encoder see before it."""
    return " ".join(passage.path)


def in_context(passage: Passage) -> str:
    """The passage's words behind the headings above it: what is embedded and indexed."""
    above = headline(passage)
    return f"{above} {passage.text}" if above else passage.text


def is_statement(passage: Passage) -> bool:
    """Whether the passage says something, rather than only naming what follows."""
    return passage.role is not Role.TITLE and not _is_bare(passage)


def _is_bare(passage: Passage) -> bool:
    """A heading with something below it, but without words of its own; or a question that nothing answers.

    What has something below it stands under its own heading (see `_names_itself`). A short entry with nothing
    below it says all it has to say: 套现会被永久封号。
    """
    words = passage.text.replace("**", "").strip().rstrip("。.:：?？")
    if passage.role.value not in _HEADS or words != passage.label.rstrip("。.:：?？"):
        return False
    return passage.role is Role.QUESTION or bool(passage.path and passage.path[-1].endswith(passage.label))


_HEADS = frozenset(r.value for r in (Role.METHOD, Role.SECTION, Role.QUESTION, Role.CAUTION, Role.SUMMARY))


def _walk(document: Document, node: Node, part: int, path: tuple[str, ...], parent: int, found: list[Passage]) -> None:
    row = parent
    if has_words(node.span.of(document.text)):
        row = len(found)
        found.extend(_of_node(document, node, part, path, parent))
    for child in node.children:
        _walk(document, child, part, _path_below(document, node, part, path), row, found)


def _path_below(document: Document, node: Node, part: int, path: tuple[str, ...]) -> tuple[str, ...]:
    """The headings above a node's children. The first title names the document and is no heading in it."""
    if node.label is None and node.role is not Role.TITLE:
        return path
    if node.role is Role.TITLE:
        title = node.span.of(document.text)
        return path if part == 0 or not title else (*path, title)
    return (*path, _heading(document, node))


def _heading(document: Document, node: Node) -> str:
    label = node.label or node.span
    start = node.marker.start if node.marker else label.start
    return document.text[start : label.end].replace("**", "")


def _of_node(document: Document, node: Node, part: int, path: tuple[str, ...], parent: int) -> Iterator[Passage]:
    label = node.label.of(document.text).replace("**", "") if node.label else ""
    above = path
    if _names_itself(node):
        above = (*path, _heading(document, node))
    for span in _spans(document.text, node):
        text = span.of(document.text)
        yield Passage(
            id=_identity(document.source, span, text),
            document=document.name,
            source=document.source,
            path=above,
            role=node.role,
            start=span.start,
            end=span.end,
            text=text,
            label=label,
            part=part,
            parent=parent,
        )


def _names_itself(node: Node) -> bool:
    """A section's own heading is part of its path: what it says stands under it."""
    return node.role is not Role.TITLE and node.label is not None and (bool(node.children) or node.led)


def _spans(text: str, node: Node) -> list[Span]:
    """The node's span, or several cut at sentence ends where it is long."""
    span = node.span
    if span.end - span.start <= LONGEST:
        return [span]
    pieces: list[Span] = []
    for sentence in sentences(text, span.start, span.end):
        if pieces and sentence.end - pieces[-1].start <= LONGEST:
            pieces[-1] = Span(pieces[-1].start, sentence.end)
        else:
            pieces.append(sentence)
    return [piece for piece in pieces if has_words(piece.of(text))]


def _identity(source: str, span: Span, text: str) -> str:
    """Stable while source, place and words are."""
    digest = hashlib.sha256(f"{source}\0{span.start}\0{text}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:12]


def to_line(passage: Passage) -> str:
    """One line of `passages.jsonl`: what people look at first stands first."""
    fields = asdict(passage)
    order = ("id", "role", "path", "label", "text", "source", "start", "end", "document", "part", "parent")
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
            raise KnowledgeBaseError(
                f"Line {number} of passages.jsonl is damaged ({error}). Rebuild it with: huabei-qa build"
            ) from error
    return passages
