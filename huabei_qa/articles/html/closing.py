"""Headings with nothing below them at the end of an article: a last step that its name tells, or what a list headed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from huabei_qa.articles.html.dom import HEADINGS, Element
from huabei_qa.articles.html.markdown import Written

_NUMBERED = re.compile(
    r"(?:\d{1,3}\s*[、.．)）]|第[一二三四五六七八九十\d]{1,3}步|(?:步骤|步驟|step)\s*[一二三四五六七八九十\d])", re.I
)
_EMPTY = frozenset({"p", "br", "hr", "b", "span", "font", "strong", "a"})
"""What holds nothing for the reader where it is empty; a `<div>` or a list may have been filled by a script."""


def closing(body: Element) -> set[str]:
    """The headings, without white space, that close a row of headings as high and have nothing below them.

    Asked before anything is taken out of the page: under 参考资料 there were links then.
    """
    above: dict[Element, tuple[Element, int]] = {}
    for element in body.walk():
        above |= {child: (element, i) for i, child in enumerate(element.children) if isinstance(child, Element)}
    heads = [e for e in above if e.tag in HEADINGS[1:] and e.size]
    return {"".join(head.text().split()) for head in heads if _closes(head, above)}


def _closes(head: Element, above: dict[Element, tuple[Element, int]]) -> bool:
    """Whether nothing stands behind a heading up to the end of what holds an earlier one of its level too."""
    element = head
    while element in above:
        element, i = above[element]
        if any(map(_stands, islice(element.children, i + 1, None))):
            return False
        if any(isinstance(c, Element) and (c.tag == head.tag or c.has(head.tag)) for c in element.children[:i]):
            return True
    return False


def _stands(child: Element | str) -> bool:
    if isinstance(child, str):
        return bool(child.strip())
    return child.size > 0 or any(e.tag not in _EMPTY for e in child.walk())


def without_empty_heads(blocks: Sequence[Written], closes: set[str]) -> list[Written]:
    """The blocks without headings at the end that say nothing; those that close a row or go on with a count do."""
    kept = list(blocks)
    while kept and kept[-1].level and "".join(kept[-1].text.split()) not in closes and not _counts_on(kept):
        kept.pop()
    return kept


def _counts_on(blocks: Sequence[Written]) -> bool:
    """Whether the last heading is numbered, and the one before of its level too."""
    before = next((b for b in reversed(blocks[:-1]) if b.level == blocks[-1].level), None)
    return before is not None and all(_NUMBERED.match(b.text) for b in (before, blocks[-1]))
