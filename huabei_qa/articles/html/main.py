"""Where in a page the article stands, and what it is called."""

from __future__ import annotations

import re

from huabei_qa.articles.html.dom import HEADINGS, Element, Page
from huabei_qa.articles.html.tables import is_layout

_MOST = 0.6
"""Share of what a page says that an element must hold to be its article."""
_SAYS = 15
_CONTAINERS = ("div", "section", "article", "main", "center", "form", "tbody", "tr", "td")
_LISTS = ("ol", "ul", "dl", "table", "details", "pre")
_SITE = re.compile(r"\s*[_|\uff5c]\s*|\s+[-–—·»]\s+|(?<=[\u4e00-\u9fff?？!！])[-–—](?=[\u4e00-\u9fff])")
_DATED = re.compile(
    r"\s*[\[(（]?\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?(\s+\d{1,2}:\d{2}(:\d{2})?)?[\])）]?$"
)
_LONGEST_TITLE = 80


def main_content(body: Element) -> Element:
    """The smallest element that holds all that a pruned page says."""
    marked = [e for e in body.walk() if e.tag in ("article", "main") or e.attributes.get("role") == "main"]
    marked += [e for e in body.walk() if e.attributes.get("itemprop") == "articleBody"]
    found = min((e for e in marked if e.own() > body.own() * _MOST), key=lambda e: e.own(), default=body)
    while (inner := _narrower(found)) is not None:
        found = inner
    return found


def _narrower(element: Element) -> Element | None:
    """The child that holds the article, if what stands beside it says nothing."""
    children = element.elements()
    if not children:
        return None
    most = max(children, key=lambda e: e.own())
    beside = [e for e in children if e is not most]
    loose = any(isinstance(c, str) and c.strip() for c in element.children)
    container = most.tag in _CONTAINERS or (most.tag == "table" and is_layout(most))
    if loose or not container or not _says(most) or any(_says(e) or _is_like(e, most) for e in beside):
        return None
    return most


def _says(e: Element) -> bool:
    """Whether an element beside the article would be missed."""
    if e.tag in HEADINGS[1:] or e.has(*HEADINGS[1:]):
        return True
    return e.own() >= _SAYS and (e.sentences > 0 or e.tag in _LISTS or e.has(*_LISTS))


def _is_like(e: Element, most: Element) -> bool:
    """Whether a short element is of the same kind as the longest: a short answer beside a long one."""
    same = e.tag == most.tag and e.attributes.get("class") == most.attributes.get("class")
    return same and e.sentences > 0 and e.own() > 0


def titles(page: Page) -> tuple[list[str], list[str]]:
    """What the page may be called: by its h1s, and by what it tells other sites, each likeliest first.

    An h1 that is a link is the name of the site.
    """
    heads = [without_date(e.text()) for e in page.body.walk() if e.tag == "h1" and not e.linked]
    heads = [h for h in dict.fromkeys(heads) if 2 <= len(h) <= _LONGEST_TITLE]
    heads.sort(key=lambda head: head not in page.title)  # stable: those that <title> repeats come first
    return heads, [s for s in _SITE.split(without_date(page.title)) if len(s) >= 2][:2]


def without_date(title: str) -> str:
    """A title without the date behind it, which is about the page."""
    return _DATED.sub("", title).strip()
