"""Buttons that say something: one in the midst of a sentence, and those that head what they open.

All others (复制, 展开全文) are there to be clicked on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from huabei_qa.articles.html.dom import HEADINGS, Element, is_toggle, make_toggle
from huabei_qa.text import has_words

_HEADS = frozenset({"accordion", "collapsible", "header", "head", "heading", "question", "faq"})
"""What a button is called that heads what stands below it."""
_OPENED = frozenset({"accordion", "collapse", "collapsible", "answer"})
"""What stands below such a button is called."""
_MENUS = frozenset({"menu", "nav", "navbar", "search"})
_ENDED = re.compile(r"[。！？!?;；]\s*$")
_SENTENCE = re.compile(r"[。！？；!?;]")
_GOES_ON = re.compile(r"\s*[。，,；;、！？!?”」』》）)]")
_FEWEST = 2

Names = Callable[[Element], set[str]]


def mark(body: Element, names: Names) -> None:
    """Make plain words of those within a sentence, and toggles of those that head something.

    `names` tells the words that an element's classes are made of.
    """
    for element in body.walk():
        if any(child.tag == "button" for child in element.elements()):
            _mark_below(element, names)


def _mark_below(parent: Element, names: Names) -> None:
    said = [c for c in parent.children if (c.size if isinstance(c, Element) else c.strip())]
    alternate = _alternate(said)
    for i, child in enumerate(said):
        if not isinstance(child, Element) or child.tag != "button" or is_toggle(child):
            continue
        before, behind = said[i - 1] if i else "", said[i + 1] if i + 1 < len(said) else ""
        if _is_within(before, behind):
            child.tag = "span"
        elif alternate or (parent.tag in HEADINGS and len(said) == 1) or _heads(child, behind, names):
            make_toggle(child)


def _is_within(before: Element | str, behind: Element | str) -> bool:
    """Whether what stands around a button is one sentence: 按 | 键开机。"""
    one, other = _words(before), _words(behind)
    if not has_words(one) or _ENDED.search(one):
        return False
    return _GOES_ON.match(other) is not None or (has_words(other) and _SENTENCE.search(other) is not None)


def _words(piece: Element | str) -> str:
    if isinstance(piece, str):
        return piece
    return "" if piece.tag == "button" or piece.is_block() else piece.text()


def _heads(button: Element, behind: Element | str, names: Names) -> bool:
    """Whether a button and what stands below it are called as what opens and what is opened."""
    if not isinstance(behind, Element) or behind.tag == "button" or not behind.is_block() or behind.own() == 0:
        return False
    own = names(button)
    return not own & _MENUS and bool(own & _HEADS or names(behind) & _OPENED)


def _alternate(said: Sequence[Element | str]) -> bool:
    """Whether from the first button on each one, named otherwise, stands above a block: 电源, 长按3秒开机。"""
    first = next((i for i, c in enumerate(said) if isinstance(c, Element) and c.tag == "button"), len(said))
    buttons, below = said[first::2], said[first + 1 :: 2]
    named = {c.text() for c in buttons if isinstance(c, Element) and c.tag == "button" and not c.sentences}
    return _FEWEST <= len(named) == len(buttons) == len(below) and all(map(_says, below))


def _says(piece: Element | str) -> bool:
    return isinstance(piece, Element) and piece.tag != "button" and piece.is_block() and piece.sentences > 0
