"""Notes that no quote marks: `:::warning 标题` … `:::` of many editors, `!!! warning "标题"` above indented lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from huabei_qa.articles.markdown.blocks import Block, Kind
from huabei_qa.articles.markdown.notes import NAMES
from huabei_qa.records import Span
from huabei_qa.text import has_words, trimmed

_WARNS = r"(?P<warns>(?:warning|danger|caution|attention|error|注意|警告|危险|危險)(?!\w))"
_FENCE = re.compile(rf"(?P<sign>:{{3,}})[ \t]*(?:{_WARNS}[ \t]*\[?(?P<title>[^\]{{}}]*))?", re.I)
_ADMONITION = re.compile(rf'(?:!!!|\?\?\?\+?)[ \t]+{_WARNS}[ \t]*(?:"(?P<title>[^"]*)")?$', re.I)
_ONLY_NAMES = re.compile(rf"(?:{NAMES})\s*[:：!！]?", re.I)

_At = tuple[int, int]  # a line: which block, and which of its lines


def within_containers(text: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks; what stands in a container that warns does, and of its marks only a title that says more is kept."""
    fences = _fences(text, blocks)
    closes, warns = set(fences.values()), 0
    found: list[Block] = []
    count = 0
    for i, block in enumerate(blocks):
        if block.kind is not Kind.TEXT:
            found.append(replace(block, warns=warns or block.warns))
            continue
        groups: list[tuple[int, list[Span]]] = [(warns, [])]
        for k, line in enumerate(block.lines):
            if (i, k) in fences:
                count += 1
                warns = -count
                groups.append((warns, _title(text, line, _FENCE)))
            elif (i, k) in closes:
                warns = 0
                groups.append((warns, []))
            else:
                groups[-1][1].append(line)
        found += _parted(block, groups)
    return list(_with_admonitions(text, found))


def _fences(text: str, blocks: Sequence[Block]) -> dict[_At, _At]:
    """Where containers that warn are opened, and where each is closed."""
    found: dict[_At, _At] = {}
    opened: dict[int, tuple[_At, bool]] = {}  # by the number of colons
    for i, block in enumerate(blocks):
        for k, line in enumerate(block.lines if block.kind is Kind.TEXT else ()):
            fence = _FENCE.match(text, line.start, line.end)
            if fence is None:
                continue
            colons = len(fence["sign"])
            if line.end > fence.end("sign"):
                opened[colons] = ((i, k), fence["warns"] is not None)
            elif colons in opened:
                at, warns = opened.pop(colons)
                found |= {at: (i, k)} if warns else {}
    return found


def _title(text: str, line: Span, mark: re.Pattern[str]) -> list[Span]:
    """What a container is called behind its mark, if that says more than that it warns."""
    found = mark.match(text, line.start, line.end)
    if found is None or found["title"] is None or not has_words(found["title"]):
        return []
    title = trimmed(text, *found.span("title"))
    return [] if _ONLY_NAMES.fullmatch(title.of(text)) else [title]


def _parted(block: Block, groups: Sequence[tuple[int, list[Span]]]) -> Iterator[Block]:
    """A block, or for each group of its lines one."""
    first = True
    for warns, lines in groups:
        if lines:
            part = replace(block, lines=tuple(lines), warns=warns or block.warns)
            yield part if first else replace(part, marker=None, opens=False)
            first = False


def _with_admonitions(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    count, within, end = len(blocks), 0, -1  # the number of the open one, and where what stands in it ends so far
    for block in blocks:
        if end >= 0 and block.kind is Kind.CODE and block.lines and not text[end : block.lines[0].start].strip():
            end = block.lines[-1].end
            yield replace(block, kind=Kind.TEXT, warns=within or block.warns)
            continue
        end = -1
        groups: list[tuple[int, list[Span]]] = [(0, [])]
        for line in block.lines if block.kind is Kind.TEXT else ():
            if _ADMONITION.match(text, line.start, line.end):
                count += 1
                within, end = -count, line.end
                groups += [(within, _title(text, line, _ADMONITION)), (within, [])]
                continue
            if end >= 0 and text[line.start - 1] not in " \t":
                end = -1
                groups.append((0, []))
            groups[-1][1].append(line)
            end = line.end if end >= 0 else end
        yield from _parted(block, groups) if len(groups) > 1 else [block]
