"""What of a page is there to be clicked on and stays on the page: tabs, rows of buttons, a list of its own sections."""

from __future__ import annotations

import re
from collections.abc import Iterator

from huabei_qa.articles.html.dom import HEADINGS, Element, is_toggle, leads_away, measure
from huabei_qa.text import has_words

_TAB = re.compile(r"tabs?", re.I)
_WORDS = re.compile(r"[A-Za-z]+")
_HOLDS = frozenset({"content", "contents", "pane", "panes", "panel", "panels", "con", "body", "bd"})
_CONTENTS = re.compile(r"(?:本文|文章|内容|內容)?(?:目\s*[录錄次]|导航|導航|大纲|大綱)\s*[:：]?$")
_NUMBER = re.compile(r"^[\d.、\s]+")
_LONGEST = 8  # characters on a button
_LONGEST_ROW = 60
_FEWEST = 2
_MOSTLY = 0.7


def drop_controls(body: Element) -> None:
    """Take them out of `body`, and measure again."""
    _drop(body, ["".join(e.text().split()) for e in body.walk() if e.tag in HEADINGS])
    measure(body)


def _drop(element: Element, heads: list[str]) -> None:
    kept: list[Element | str] = []
    for child in element.children:
        if isinstance(child, Element):
            if _is_tabs(child):
                continue
            if _is_contents(child, heads):
                _drop_heading(kept)
                continue
            _drop(child, heads)
        kept.append(child)
    in_list = element.tag in ("li", "td", "th", "dt", "dd")  # what is listed may open something: 身份证, 户口簿
    element.children = kept if in_list else [c for run in _runs(kept) if not _is_buttons(run) for c in run]


def _is_tabs(e: Element) -> bool:
    """Whether an element is called tabs, and holds two or more short words apart: 申请办卡 账单还款."""
    named = {word.lower() for word in _WORDS.findall(e.attributes.get("class", ""))}
    if e.tag not in ("div", "ul", "p", "section") or not any(map(_TAB.fullmatch, named)) or named & _HOLDS:
        return False
    if e.sentences or e.links or e.size > _LONGEST_ROW or e.has(*HEADINGS, "table", "dl", "details"):
        return False
    leaves = [child for child in e.walk() if child.size and not any(c.size for c in child.elements())]
    apart = sum(leaf.size for leaf in leaves) == e.size
    return apart and len(leaves) >= _FEWEST and all(leaf.size <= _LONGEST for leaf in leaves)


def _runs(children: list[Element | str]) -> Iterator[list[Element | str]]:
    """Blocks, each alone, and what stands in one line between them."""
    run: list[Element | str] = []
    for child in children:
        if isinstance(child, Element) and child.is_block():
            yield run
            yield [child]
            run = []
        else:
            run.append(child)
    yield run


def _is_buttons(run: list[Element | str]) -> bool:
    """Whether a line is nothing but two or more short words to click on that lead nowhere: 编辑 播报."""
    buttons: list[Element] = []
    waiting = list(run)
    while waiting:
        child = waiting.pop()
        if isinstance(child, str):
            if has_words(child):
                return False
        elif child.tag == "a" and child.size:
            buttons.append(child)
        elif child.is_block():
            return False
        else:
            waiting += child.children
    return len(buttons) >= _FEWEST and all(map(_is_button, buttons))


def _is_button(link: Element) -> bool:
    opens = leads_away(link) or is_toggle(link) or "name" in link.attributes
    return not opens and link.size <= _LONGEST and not link.sentences


def _is_contents(e: Element, heads: list[str]) -> bool:
    """Whether an element is a list of links to headings of the page itself, maybe below a heading of its own."""
    if e.tag not in ("ul", "ol", "div", "section", "p", "dl"):
        return False
    inner = [head for head in e.walk() if head.tag in HEADINGS]
    links = [link for link in e.walk() if link.tag == "a" and link.attributes.get("href", "").startswith("#")]
    size = e.size - sum(head.size for head in inner)
    if len(links) < _FEWEST or sum(link.size for link in links) < size * _MOSTLY:
        return False
    named = [_NUMBER.sub("", "".join(link.text().split())) for link in links]
    found = sum(bool(name) and any(name in head for head in heads) for name in named)
    return found >= _MOSTLY * len(named) and all(_CONTENTS.match(head.text()) for head in inner)


def _drop_heading(before: list[Element | str]) -> None:
    """The heading 目录, if it is the last of what stands before a list of sections."""
    while before and isinstance(before[-1], str) and not before[-1].strip():
        before.pop()
    if before and isinstance(before[-1], Element) and _CONTENTS.match(before[-1].text()):
        before.pop()
