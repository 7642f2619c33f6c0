"""Elements to Markdown: headings, paragraphs, lists with their nesting and numbers, questions and answers, tables.

Marks within a line (bold, links) are left out, since lines are quoted word for word; a short line that is bold as a
whole is a heading. Chinese characters on two lines of HTML are joined without a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from huabei_qa.articles.html import tables
from huabei_qa.articles.html.asked import mark, with_marks
from huabei_qa.articles.html.dom import HEADINGS, Element, is_toggle
from huabei_qa.text import has_words

_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u3000\u200b]+")
WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—"
"""What stands without a space between, as a class of characters: Chinese characters and their marks."""
_BETWEEN_WIDE = re.compile(rf"(?<=[{WIDE}])[ \t]*\n[ \t\n]*(?=[{WIDE}])")
_NUMBERED = re.compile(
    r"(\d{1,3}\s*[、.．)）]|[一二三四五六七八九十]{1,3}\s*[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|[①-⑳]|第[一二三四五六七八九十\d]{1,3}[步条章节点])"
)
_QUESTION = re.compile(r"(问|問|Q\d*)\s*[:：.、]|.*[?？]$", re.I | re.S)
_SENTENCE_END = "。！？；!?;…:："
_LONGEST_BOLD = 28
_BREAK = "\0"
"""Stands for `<br>` while a line is put together."""


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of Markdown that stands apart from the next one."""

    text: str
    level: int = 0
    """1 to 6 for a heading."""
    tight: bool = False
    """An entry of a list that follows the one above without an empty line."""
    bold: int = 0
    """Of a short line that is bold as a whole: the level that it would have as a heading."""

    def written(self) -> str:
        """The lines of it."""
        return f"{'#' * self.level} {self.text}" if self.level else self.text


def write(blocks: list[Written]) -> str:
    """The Markdown text of some blocks."""
    out: list[str] = []
    for i, block in enumerate(blocks):
        if i:
            out.append("\n" if block.tight and blocks[i - 1].level == 0 else "\n\n")
        out.append(block.written())
    return "".join(out) + "\n" if out else ""


def blocks_of(element: Element) -> list[Written]:
    """The blocks of an element, in order."""
    mark(element)
    blocks = _Writer().below(element)
    numbered = any(b.bold and _NUMBERED.match(b.text) for b in blocks)  # then numbers say who is under whom
    return [replace(b, level=b.bold) if b.bold and not numbered else b for b in blocks]


class _Writer:
    """Knows the last heading, below which questions of `<dl>` and `<details>` hang."""

    def __init__(self) -> None:
        self._level = 1
        self._opens = 0  # the level of headings that open and close what is below them

    def below(self, element: Element) -> list[Written]:
        """What is in an element: runs of words and inline elements are paragraphs, the others blocks of their own."""
        found: list[Written] = []
        run: list[Element | str] = []
        for child, goes_on in zip(element.children, _going_on(element.children), strict=True):
            if isinstance(child, Element) and child.is_block():
                found += self._run(run)
                run = []
                found += self._folded(child) if child.tag == "details" and goes_on else self._block(child)
            else:
                run.append(child)
        return with_marks(found + self._run(run))

    def _run(self, run: list[Element | str]) -> list[Written]:
        """Inline content: a question that opens its answer is a heading, all else paragraphs."""
        only = [c for c in run if (c.size if isinstance(c, Element) else c.strip())]
        if len(only) == 1 and isinstance(only[0], Element) and is_toggle(only[0]):
            return self._under(_line(only[0]), [], self._opens)
        return _paragraphs(run, min(self._level + 1, 6))

    def _block(self, e: Element) -> list[Written]:
        if e.tag in HEADINGS:
            level = HEADINGS.index(e.tag) + 1
            self._opens = level if any(map(is_toggle, e.walk())) else 0
            return self._heading(_line(e), level)
        if e.tag in ("ul", "ol", "menu", "dir"):
            return self._list(e)
        if e.tag == "dl":
            return self._definitions(e)
        if e.tag == "details":
            return self._details(e)
        if e.tag == "table" and not tables.is_layout(e):
            return self._form(fields) if (fields := tables.fields(e)) else self._table(e)
        if e.tag == "blockquote":
            return _quoted(self.below(e))
        if e.tag == "pre":
            return _code(e)
        return self.below(e)

    def _heading(self, words: str, level: int) -> list[Written]:
        if not has_words(words):
            return []
        self._level = level
        return [Written(words, level)]

    def _list(self, e: Element) -> list[Written]:
        entries = [c if isinstance(c, Element) else Element("li", children=[c]) for c in e.children]
        bodies = [body for c in entries if c.size or _line(c) if (body := self._entry(c))]
        if bodies and all(_NUMBERED.match(body[0].text) for body in bodies):
            return [block for body in bodies for block in body]  # they bring their own numbers
        number = _start(e) if e.tag == "ol" else None
        found: list[Written] = []
        for body in bodies:
            marker = "- " if number is None else f"{number}. "
            number = None if number is None else number + 1
            found += _hung(body, marker, tight=bool(found))
        return found

    def _entry(self, e: Element) -> list[Written]:
        """The blocks of an entry of a list; a heading in it is its words."""
        return [replace(b, level=0, bold=0) for b in (self.below(e) if e.tag == "li" else self._block(e))]

    def _definitions(self, e: Element) -> list[Written]:
        found: list[Written] = []
        for terms, bodies in _pairs(e):
            term, below = "、".join(_line(t) for t in terms), [b for d in bodies for b in self.below(d)]
            asks = _QUESTION.match(term) is not None
            if asks or not term or len(below) != 1 or below[0].text.startswith(("- ", "1. ")):
                found += self._under(term, bodies)
            else:
                found.append(Written(f"- {term.rstrip(':：')}:{below[0].text}", tight=bool(found)))
        return found

    def _details(self, e: Element) -> list[Written]:
        summary, rest = _unfolded(e)
        return self._under(summary, [rest])

    def _folded(self, e: Element) -> list[Written]:
        """A `<details>` with words behind it that are none of its own: an entry of a list, which says where it ends."""
        summary, rest = _unfolded(e)
        if not has_words(summary) or rest.has(*HEADINGS):
            return self._details(e)
        return _hung([Written(summary), *(replace(b, level=0, bold=0) for b in self.below(rest))], "- ", tight=False)

    def _under(self, head: str, bodies: list[Element], as_high: int = 0) -> list[Written]:
        """A heading one below the last, or `as_high`, and what stands under it."""
        level = self._level
        found = self._heading(head, as_high or min(level + 1, 6)) + [b for body in bodies for b in self.below(body)]
        self._level = level
        return found

    def _form(self, fields: list[tuple[str, Element]]) -> list[Written]:
        """An entry for each field; what a value holds of blocks stands below its name."""
        found: list[Written] = []
        for name, value in fields:
            name, below = name.rstrip(":："), [replace(b, level=0, bold=0) for b in self.below(value)]
            if below and (value.has("ul", "ol", "table") or (len(below) > 1 and value.has("p", "div"))):
                found += _hung([Written(f"{name}:"), *below] if name else below, "- ", tight=bool(found))
            elif words := value.text():
                found.append(Written(f"- {name}:{words}" if name else f"- {words}", tight=bool(found)))
        return found

    def _table(self, e: Element) -> list[Written]:
        title, lines = tables.caption(e), tables.statements(e)
        found = [Written(title if title[-1] in ":：" else f"{title}:")] if has_words(title) and lines else []
        return found + [Written(f"- {line}", tight=i > 0) for i, line in enumerate(lines)]


def _unfolded(e: Element) -> tuple[str, Element]:
    """The summary of a `<details>`, and what it folds away."""
    summary = next((c for c in e.elements() if c.tag == "summary"), None)
    rest = replace(e, tag="div", children=[c for c in e.children if c is not summary])
    return _line(summary) if summary else "", rest


def _going_on(children: list[Element | str]) -> list[bool]:
    """For each child whether words stand behind it, before the next heading, that are in no `<details>`."""
    found, words = [], False
    for child in reversed(children):
        found.append(words)
        if isinstance(child, str):
            words = words or has_words(child)
        elif child.tag in HEADINGS or child.has(*HEADINGS):
            words = False
        elif child.tag != "details":
            words = words or child.size > 0
    return found[::-1]


def _pairs(e: Element) -> list[tuple[list[Element], list[Element]]]:
    """Terms of a `<dl>` with their descriptions; each pair may stand in a `<div>`."""
    flat = [inner for c in e.elements() for inner in (c.elements() if c.tag == "div" else [c])]
    found: list[tuple[list[Element], list[Element]]] = []
    for child in flat:
        if child.tag == "dt" and (not found or found[-1][1]):
            found.append(([child], []))
        elif not found:
            found.append(([], [child]))
        else:
            found[-1][child.tag != "dt"].append(child)
    return found


def _paragraphs(run: list[Element | str], bold: int) -> list[Written]:
    """The paragraphs of a run of inline content, cut at its `<br>`s, but not behind a comma; `bold`: see Written."""
    found: list[Written] = []
    joins = False
    for piece in _pieces(run):
        words = _tidy("".join(text for text, _ in piece))
        if joins and words:
            found[-1] = Written(found[-1].text + words)
        elif has_words(words):
            found.append(Written(words, bold=bold if _is_heading_like(piece, words) else 0))
        joins = bool(found) and words[-1:] in (",", "，", "、")
    return found


def _pieces(run: list[Element | str]) -> list[list[tuple[str, bool]]]:
    """What stands between the `<br>`s, each as texts that are bold or not."""
    found: list[list[tuple[str, bool]]] = [[]]
    for text, bold in _inline(run, bold=False):
        if text == _BREAK:
            found.append([])
        else:
            found[-1].append((text, bold))
    return found


def _is_heading_like(piece: list[tuple[str, bool]], words: str) -> bool:
    bold = all(bold for text, bold in piece if text.strip())
    return bold and len(words) <= _LONGEST_BOLD and words[-1] not in "。！!；;,，…"


def _inline(run: list[Element | str], *, bold: bool) -> Iterator[tuple[str, bool]]:
    for child in run:
        if isinstance(child, str):
            yield child, bold
        elif child.tag == "br":
            yield _BREAK, bold
        elif child.tag != "sup" or not child.has("a"):  # numbers of footnotes are no words
            yield from _inline(child.children, bold=bold or child.tag in ("strong", "b"))


def _tidy(words: str) -> str:
    return _SPACE.sub(" ", _BETWEEN_WIDE.sub("", words)).strip()


def _line(e: Element) -> str:
    """All the words of an element in one line."""
    return _tidy(_flat(e)).replace(_BREAK, " ")


def _flat(e: Element) -> str:
    parts = (c if isinstance(c, str) else _BREAK if c.tag == "br" else _flat(c) for c in e.children)
    inner = "".join(parts)
    return f" {inner} " if e.tag in ("p", "div", "li", "dd") else inner


def _hung(body: list[Written], marker: str, *, tight: bool) -> list[Written]:
    """The blocks of an entry behind its marker, further ones indented below it."""
    pad = " " * len(marker)
    written = [b.text.replace("\n", f"\n{pad}") for b in body]
    below = [Written(pad + w, tight=b.tight or _is_entry(b.text)) for b, w in zip(body[1:], written[1:], strict=True)]
    return [Written(marker + written[0], tight=tight), *below]


def _is_entry(text: str) -> bool:
    return re.match(r"\s*(-|\d+\.) ", text) is not None


def _quoted(blocks: list[Written]) -> list[Written]:
    text = write([replace(b, level=0, bold=0) for b in blocks]).rstrip("\n")
    return [Written("\n".join(f"> {line}".rstrip() for line in text.split("\n")))] if text else []


def _code(e: Element) -> list[Written]:
    text = "".join(text for text, _ in _inline(e.children, bold=False)).replace(_BREAK, "\n").strip("\n")
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
    return [Written(f"{fence}\n{text}\n{fence}")] if has_words(text) else []


def _start(e: Element) -> int:
    written = e.attributes.get("start", "1").strip()
    return int(written) if written.isascii() and written.isdigit() and len(written) < 9 else 1
