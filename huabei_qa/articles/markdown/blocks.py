"""Blocks of a Markdown text (CommonMark and tables), by markdown-it-py, each line with its place in the text.

The places are those of the parser's own state while it takes a block: nothing is looked for afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from huabei_qa.records import Span
from huabei_qa.text import trimmed

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

    Rule = Callable[[StateBlock, int, int, bool], bool]


class Kind(Enum):
    """What a block is."""

    HEADING = "heading"
    TEXT = "text"
    TABLE = "table"
    CODE = "code"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list."""

    number: int | None
    """Its number as written; None: a bullet."""
    line: int
    """The line of the text that it begins on, which tells entries apart."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block that holds words, in the order of the text."""

    kind: Kind
    lines: tuple[Span, ...]
    """Its lines without what nests them (`> `, `- `, indentation); an ATX heading with its `#`."""
    level: int = 0
    """Of a heading, 1 to 6."""
    items: tuple[Item, ...] = ()
    """The entries of lists that it stands in, outermost first."""
    marker: Span | None = None
    """The bullet or number before it, if it opens the innermost entry; or the `>` before a quote."""
    opens: bool = False
    """It is the first block of the innermost entry."""
    quote: int = 0
    """Which quote it stands in, counted from 1; 0: in none."""
    warns: int = 0
    """Which quote that is marked as a warning it is part of, or (below 0) which container; 0: none."""


DEEPEST = 20  # lists and quotes within one another; what is deeper stays text of the deepest
_MARKER = re.compile(r"(?:[-+*]|\d{1,9}[.)])[ \t]*$")
_QUOTE = re.compile(r">[ \t]*$")
# What `[label]: address` may look like; `[注意]:不要碰水` is a sentence, and `[^1]: …` is a note.
_REFERENCE = re.compile(r"\[[^\]\[^][^\]]*\]:[ \t]*(?:<[^<>]*>|(?=[!-~]*[/.#:@])[!-~]+|\S*/\S*\.\w{2,4})(?=\s|$)")
_KINDS = {
    "heading_open": Kind.HEADING,
    "paragraph_open": Kind.TEXT,
    "table_open": Kind.TABLE,
    "fence": Kind.CODE,
    "code_block": Kind.CODE,
    "html_block": Kind.HTML,
}


def blocks(text: str, start: int = 0) -> Iterator[Block]:
    """The blocks of `text` from `start` on. Never fails; what no Markdown is, is text."""
    same = text[start:].replace("\r\n", " \n").replace("\r", "\n").replace("\x00", "\ufffd")
    tokens: list[Token] = []
    parser = _parser()
    parser.block.parse(same, parser, {}, tokens)
    yield from _blocks(text, start, tokens)


def _blocks(text: str, start: int, tokens: list[Token]) -> Iterator[Block]:
    items: list[Item] = []
    opened = quotes = quote = 0
    for token in tokens:
        if token.type == "list_item_open":
            items.append(Item(int(token.info) if token.info else None, token.map[0] if token.map else 0))
            opened = len(items)
        elif token.type == "list_item_close":
            items.pop()
            opened = 0
        elif token.type in ("blockquote_open", "blockquote_close"):
            quote += quotes == 0
            quotes += token.nesting
        elif token.type in _KINDS:
            opens = opened == len(items) > 0
            yield _block(text, start, token, tuple(items), opens, quote if quotes else 0)
            opened = 0


def _block(text: str, start: int, token: Token, items: tuple[Item, ...], opens: bool, quote: int) -> Block:
    places = [trimmed(text, start + one, start + other) for one, other in token.meta["lines"]]
    kind = _KINDS[token.type]
    level = int(token.tag[1:]) if kind is Kind.HEADING else 0
    if kind is Kind.HEADING and token.markup in "=-":
        places.pop()  # the line below a heading that makes it one
    if token.type == "fence":
        closed = len(places) > 1 and set(places[-1].of(text)) == {token.markup[0]}
        places = places[1 : -1 if closed else None]
    marker = None
    if opens and token.map and token.map[0] == items[-1].line:
        marker = _before(text, start, places[0].start if places else start, _MARKER)
    elif quote and not items and places:
        marker = _before(text, start, places[0].start, _QUOTE)
    filled = tuple(place for place in places if place.start < place.end)
    return Block(kind, filled, level, items, marker, opens, quote)


def _before(text: str, start: int, at: int, pattern: re.Pattern[str]) -> Span | None:
    """What stands right before `at` on its line."""
    line = max(text.rfind("\n", start, at), text.rfind("\r", start, at), start - 1) + 1
    found = pattern.search(text[line:at])
    return trimmed(text, line + found.start(), line + found.end()) if found else None


def _parser() -> MarkdownIt:
    """CommonMark and tables, blocks only, which notes the place of each line in `token.meta["lines"]`."""
    from markdown_it import MarkdownIt, rules_block

    interrupts = ["paragraph", "reference", "blockquote"]
    parser = MarkdownIt("commonmark", {"maxNesting": 10 * DEEPEST}).enable("table")
    ruler = parser.block.ruler
    ruler.at("table", _noting(rules_block.table), {"alt": ["paragraph", "reference"]})
    ruler.at("code", _noting(rules_block.code))
    ruler.at("fence", _noting(rules_block.fence), {"alt": [*interrupts, "list"]})
    ruler.at("blockquote", _shallow(rules_block.blockquote), {"alt": [*interrupts, "list"]})
    ruler.at("list", _shallow(rules_block.list_block), {"alt": interrupts})
    ruler.at("reference", _strict(rules_block.reference))
    ruler.at("html_block", _noting(rules_block.html_block), {"alt": interrupts})
    ruler.at("heading", _noting(rules_block.heading), {"alt": interrupts})
    ruler.at("lheading", _noting(rules_block.lheading))
    ruler.at("paragraph", _noting(rules_block.paragraph))
    return parser


def _noting(rule: Rule) -> Rule:
    """The rule of a block without blocks in it, noting where the words of its lines begin and end."""

    def noting(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        first = len(state.tokens)
        taken = rule(state, start, end, silent)
        if taken and not silent:
            places = [(state.bMarks[i] + state.tShift[i], state.eMarks[i]) for i in range(start, state.line)]
            state.tokens[first].meta["lines"] = places
        return taken

    return noting


def _shallow(rule: Rule) -> Rule:
    """The rule of a list or a quote, but not deeper than can be walked."""

    def shallow(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        within = state.sCount[start] >= state.blkIndent
        if state.level >= 2 * DEEPEST and within:
            return False
        return rule(state, start, end, silent)

    return shallow


def _strict(rule: Rule) -> Rule:
    """The rule of `[label]: address`, for addresses only."""

    def strict(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
        return _REFERENCE.match(line) is not None and rule(state, start, end, silent)

    return strict
