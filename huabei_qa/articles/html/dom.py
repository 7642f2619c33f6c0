"""A page as a tree of plain elements, measured: how many characters are said, how many of them are links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer "  # noqa: SIM905
    "form header hgroup hr html legend li main menu nav ol p pre section summary table tbody td tfoot th thead "
    "tr ul".split()
) | frozenset(HEADINGS)
"""Elements that stand on lines of their own."""
_SILENT = frozenset(
    "script style noscript template iframe frame object embed svg math canvas video audio map source track head meta "  # noqa: SIM905
    "link input select option textarea datalist progress meter img picture rt rp dialog".split()
)
_TOGGLES = frozenset({"aria-expanded", "aria-controls", "data-toggle", "data-bs-toggle"})
_DEEPEST = 100
"""Elements above an element. What is nested deeper is read as if it stood here; trees are walked by recursion."""
_SENTENCE = re.compile(r"[。！？；!?;…]|\.(?=\s|$)")
_SPACE = re.compile(r"\s+")


@dataclass(slots=True, eq=False)
class Element:
    """An element and what is in it: elements and text."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)
    size: int = 0
    """Characters in it, white space apart."""
    linked: int = 0
    """Those within links to other pages."""
    links: int = 0
    """How many such links it has."""
    sentences: int = 0
    """Ends of sentences outside links."""

    def elements(self) -> list[Element]:
        """The elements among the children."""
        return [c for c in self.children if isinstance(c, Element)]

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.elements())

    def text(self) -> str:
        """All its text in one line."""
        return _SPACE.sub(" ", "".join(self._pieces())).strip()

    def _pieces(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag in BLOCKS or child.tag == "br":
                yield f" {child.text()} "
            else:
                yield from child._pieces()

    def has(self, *tags: str) -> bool:
        """Whether an element of one of these tags is below it."""
        return any(e.tag in tags for e in self.walk() if e is not self)

    def own(self) -> int:
        """Characters outside links."""
        return self.size - self.linked

    def is_block(self) -> bool:
        """Whether it, or something in it, stands on lines of its own."""
        return self.tag in BLOCKS or any(child.is_block() for child in self.elements())


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page."""

    title: str
    """What it tells browsers and other sites it is called; with the site's name, as a rule."""
    body: Element


def parse(page: str) -> Page:
    """A page without what is never read (scripts, pictures, form fields), measured.

    Any text is some page: HTML has no errors.
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(page)
    top = Element("body")
    stack: list[tuple[LexborNode, Element, int]] = [(tree.body, top, 0)] if tree.body is not None else []
    while stack:
        node, into, depth = stack.pop()
        child = node.child
        while child is not None:
            below = _take(child, into, deep=depth >= _DEEPEST)
            if below is not None:
                stack.append((child, below, depth + 1))
            child = child.next
    measure(top)
    told = tree.css_first('meta[property="og:title"]')
    named = tree.css_first("head > title")
    title = (told.attributes.get("content") if told else "") or (named.text() if named else "")
    return Page(_SPACE.sub(" ", title).strip(), top)


def _take(node: LexborNode, into: Element, *, deep: bool) -> Element | None:
    """Put a node of the parser below `into`; the element to put below what is below it, if that may be something."""
    tag = node.tag or "-"
    if tag == "-text":
        into.children.append(node.text_content or "")
    if tag.startswith(("-", "_", "!")) or tag in _SILENT:
        return None
    if deep:
        return into
    element = Element(tag, {key: value or "" for key, value in node.attributes.items()})
    into.children.append(element)
    return element


def measure(element: Element) -> None:
    """Fill in the figures of an element and of all below it."""
    for child in element.elements():
        measure(child)
    total(element)


def total(element: Element) -> None:
    """Fill in the figures of an element from those of its children."""
    element.size = element.linked = element.links = element.sentences = 0
    for child in element.children:
        if isinstance(child, str):
            element.size += len(_SPACE.sub("", child))
            element.sentences += len(_SENTENCE.findall(child))
            continue
        element.size += child.size
        element.linked += child.linked
        element.links += child.links
        element.sentences += child.sentences
    if element.tag == "a" and leads_away(element):
        element.linked, element.links, element.sentences = element.size, 1, 0


def is_toggle(e: Element) -> bool:
    """Whether it opens and closes something on the page, as the questions of many FAQs do."""
    return bool(_TOGGLES & e.attributes.keys())


def make_toggle(e: Element) -> None:
    """Let an element pass for one that opens something, where only its looks say so."""
    e.attributes["aria-expanded"] = ""


def leads_away(link: Element) -> bool:
    """Whether a link leads to another page, rather than opening something on this one."""
    to = link.attributes.get("href", "").strip().lower()
    return bool(to) and not to.startswith(("#", "javascript:"))
