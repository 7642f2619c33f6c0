"""Questions and answers that a page marks by a letter in an element of its own: <i>Q</i>怎么退款？ <i>A</i>点退款。

The letter becomes what stands before a question in any text (Q:), or before its answer (A:).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from huabei_qa.articles.html.dom import Element

if TYPE_CHECKING:
    from huabei_qa.articles.html.markdown import Written

_TAGS = frozenset({"i", "em", "b", "strong", "span", "label", "font", "u", "div", "p"})
_ASKS = re.compile(r"Q\d{0,2}|[问問]")
_REPLIES = re.compile(r"[A答]")
_MARK = re.compile(rf"(?:{_ASKS.pattern}|{_REPLIES.pattern})[:：]")
_ENTRY = re.compile(r"(?:-|\d+\.) ")


def mark(body: Element) -> None:
    """Put a colon behind each of the letters, if there are some of both kinds and the first of them asks."""
    letters = [(e, e.text()) for e in body.walk() if 0 < e.size <= 3 and e.tag in _TAGS and not e.elements()]
    letters = [(e, words) for e, words in letters if _ASKS.fullmatch(words) or _REPLIES.fullmatch(words)]
    if not letters or not _ASKS.fullmatch(letters[0][1]) or not any(_REPLIES.fullmatch(words) for _, words in letters):
        return
    for element, words in letters:
        element.children = [f"{words}:"]


def with_marks(blocks: list[Written]) -> list[Written]:
    """The blocks, a mark alone before the paragraph that it belongs to; headings and lists need none."""
    found: list[Written] = []
    for block in blocks:
        if not found or not _MARK.fullmatch(found[-1].text):
            found.append(block)
        elif block.level or _ENTRY.match(block.text):
            found[-1] = block
        else:
            found[-1] = replace(block, text=found[-1].text + block.text, bold=0)
    return found
