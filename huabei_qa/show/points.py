"""The points of an answer on a terminal: by section where they are many, and folded unless all are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import click

from huabei_qa.answer import Block
from huabei_qa.records import Citation
from huabei_qa.show.layout import Layout, heading, readable

LONG = 12
"""Points. An answer of more is shown by section."""
KEPT, KEPT_OF_EACH = 9, 3
"""Points that a folded answer shows, shared among its sections; so many of each at least."""
_MARK = re.compile(r"((?:\[\d+\])+)")
_NUMBER = re.compile(r"\d+\. ")
_LABEL = re.compile(r"^((?:\d+\. )?)([^,，。;；:：]{2,24}[:：])")
_NUMBERING = re.compile(r"[\W\d零一二三四五六七八九十百第步招章节条]*")
_COLON = re.compile(r"[:：\n]")


@dataclass(frozen=True, slots=True)
class Section:
    """Neighbouring points that stand under one heading."""

    heading: str
    apart: str
    """What they stand under besides: 说法不一, 注意, or nothing."""
    points: tuple[Block, ...]

    def folded(self, sections: int) -> tuple[Block, ...]:
        """The points that are shown of it where an answer of so many sections is folded: never all but one."""
        kept = max(KEPT_OF_EACH, KEPT // sections)
        return self.points if len(self.points) <= kept + 1 else self.points[:kept]


def point_lines(points: Sequence[Block], citations: Sequence[Citation], layout: Layout) -> tuple[list[str], set[int]]:
    """The lines of the points, and the numbers of the citations that stand in them."""
    long = len(points) > LONG
    sections = _sections(points, citations)
    named = long and len(sections) > 1
    lines: list[str] = []
    shown: set[int] = set()
    for before, section in zip([None, *sections], sections, strict=False):
        if section.apart and not (before and before.apart == section.apart):
            lines += layout.styled(section.apart, fg="yellow", bold=True)
        if named:
            lines += layout.styled(section.heading, "■ ", "  ", bold=True)
        kept = section.folded(len(sections)) if long and not layout.full else section.points
        for block in kept:
            lines += _point(block, layout)
            shown.update(block.point.citations)
        if len(kept) < len(section.points):
            hidden = len(section.points) - len(kept)
            lines += layout.styled(f"…还有 {hidden} 条 (--full 看全部)", "   ", "   ", fg="cyan")
    return lines, shown


def coloured(line: str) -> str:
    """A line with its citation marks in colour."""
    return _MARK.sub(lambda found: click.style(found.group(1), fg="cyan"), line)


def _point(block: Block, layout: Layout) -> Iterator[str]:
    found = _NUMBER.match(block.line)
    number = found.group() if found else ""
    words = readable(block.line[len(number) :])
    for row, line in enumerate(layout.lines(words, number, " " * len(number))):
        yield coloured(line if row else _LABEL.sub(_bold, line))
    if block.below:
        indent = " " * (len(number) or 3)
        yield from layout.styled(readable(block.below), indent, indent, dim=True)


def _bold(found: re.Match[str]) -> str:
    return found.group(1) + click.style(found.group(2), bold=True)


def _sections(points: Sequence[Block], citations: Sequence[Citation]) -> list[Section]:
    """The points in groups of neighbours. With several articles a section is named with its article."""
    by_number = {c.number: c for c in citations}
    several = len({by_number[block.point.citations[0]].source for block in points}) > 1

    def section(block: Block) -> tuple[str, str]:
        return block.apart, _section_of(by_number[block.point.citations[0]], several)

    return [Section(name, apart, tuple(group)) for (apart, name), group in groupby(points, section)]


def _section_of(c: Citation, several: bool) -> str:
    """The heading that a quote stands under: its own is none."""
    own = _COLON.split(c.quote, maxsplit=1)[0].strip().strip("*")
    path = [heading(name, c.source) for name in c.path]
    if path and own and path[-1].endswith(own) and _NUMBERING.fullmatch(path[-1].removesuffix(own)):
        del path[-1]
    if not path or path[-1] == c.document:
        return c.document
    return f"{c.document} › {path[-1]}" if several else path[-1]
