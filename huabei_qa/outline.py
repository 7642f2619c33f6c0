"""The tree of an article as a person sees it: who is under whom, in which role, and what becomes a passage."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from huabei_qa.articles import Loaded, parse
from huabei_qa.passages import cut
from huabei_qa.records import Node, Passage, Role, Span
from huabei_qa.text import has_words, line_starts, lines, printable

_ROLES = {
    Role.TITLE: "标题",
    Role.INTRO: "开头",
    Role.DEFINITION: "定义",
    Role.METHOD: "方法",
    Role.SECTION: "章节",
    Role.ITEM: "条目",
    Role.QUESTION: "问题",
    Role.CAUTION: "注意",
    Role.SUMMARY: "小结",
    Role.CHROME: "页面",
}
_LONGEST = 44
"""Characters of a node's words that are shown."""

_MOST = 8
"""Lines that are left out which are shown."""


class Outline:
    """An article with its tree, its passages, and the lines that are in neither."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.document = parse(loaded.text, f"kb/{loaded.name}", Path(loaded.original).stem)
        self.passages = sorted(cut(self.document), key=lambda p: p.start)  # none reaches into the next
        self._starts = [p.start for p in self.passages]
        self._ends = [p.end for p in self.passages]
        self._lines = line_starts(loaded.text)
        self.left_out = tuple(_left_out(loaded.text, [node for node, _ in self.document.walk()]))

    def drawn(self) -> str:
        """Lines for a terminal."""
        text = self.document.text
        head = _short(f"{self.loaded.original}: {self.document.name}")
        counts = f"{len(text)} 字符, {len(self.passages)} 段, 不收入 {len(self.left_out)} 行"
        if self.loaded.left_out:
            counts += f", 网页上另有 {self.loaded.left_out} 字不属于正文"
        out = [click.style(head, bold=True), click.style(counts, dim=True)]
        for part in self.document.parts:
            out += self._below(part, "", "")
        if self.left_out:
            out.append("不收入:")
            out += [f"  {self._place(span)} {_short(span.of(text))}" for span in self.left_out[:_MOST]]
            out += ["  …"] if len(self.left_out) > _MOST else []
        return "\n".join(out) + "\n"

    def to_dict(self) -> dict[str, Any]:
        """The same as data; all numbers are offsets into the text, end exclusive."""
        return {
            "name": self.document.name,
            "source": self.document.source,
            "original": self.loaded.original,
            "sha256": self.loaded.sha256,
            "characters": len(self.document.text),
            "page_left_out": self.loaded.left_out,
            "passages": len(self.passages),
            "tree": [self._node(part) for part in self.document.parts],
            "left_out": [{"start": s.start, "end": s.end, "text": s.of(self.document.text)} for s in self.left_out],
        }

    def _below(self, node: Node, lead: str, pad: str) -> Iterator[str]:
        """The line of a node and those below it; `lead` stands before the first, `pad` before the others."""
        text = self.document.text
        marker = _short(node.marker.of(text)) + " " if node.marker else ""
        label = f"[{_short(node.label.of(text))}] " if node.label and node.label != node.span else ""
        role = click.style(_ROLES[node.role], fg="yellow" if node.role is Role.CAUTION else "cyan")
        made = self._passages(node)
        lengths = "+".join(str(p.end - p.start) for p in made)
        passage = f"段 {lengths} 字" if made else "不成段"
        place = click.style(f"({self._place(node.span)}, {passage})", dim=True)
        yield f"{lead}{role} {marker}{label}{_short(node.span.of(text)) or '(无)'} {place}"
        for i, child in enumerate(node.children):
            last = i + 1 == len(node.children)
            yield from self._below(child, pad + ("└─ " if last else "├─ "), pad + ("   " if last else "│  "))

    def _node(self, node: Node) -> dict[str, Any]:
        return {
            "role": node.role.value,
            "start": node.span.start,
            "end": node.span.end,
            "text": node.span.of(self.document.text),
            "label": node.label.of(self.document.text) if node.label else None,
            "marker": node.marker.of(self.document.text) if node.marker else None,
            "passages": [{"id": p.id, "start": p.start, "end": p.end} for p in self._passages(node)],
            "children": [self._node(child) for child in node.children],
        }

    def _passages(self, node: Node) -> list[Passage]:
        """The passages that a node's own words became; entries of a word or two share one, markers included."""
        if node.span.start >= node.span.end:
            return []
        start = (node.marker or node.span).start
        return self.passages[bisect_right(self._ends, start) : bisect_left(self._starts, node.span.end)]

    def _place(self, span: Span) -> str:
        line = bisect_right(self._lines, span.start)
        return f"第{line}行,字符 {span.start}-{span.end}"


def _short(words: str) -> str:
    """The words in one line that a terminal can show, cut."""
    line = printable(" ".join(words.split()))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _left_out(text: str, nodes: list[Node]) -> Iterator[Span]:
    """The lines with words that no node covers."""
    taken = sorted((span.start, span.end) for node in nodes for span in (node.span, node.marker) if span)
    at = 0
    for line in lines(text):
        while at < len(taken) and taken[at][1] <= line.start:
            at += 1
        covered = any(start < line.end and end > line.start for start, end in taken[at : at + 2])
        if not covered and has_words(line.of(text)):
            yield line
