"""From lines to a tree: who is whose heading, where a second article begins, which paragraph leads a list."""

from __future__ import annotations

import re
from dataclasses import replace

from huabei_qa.articles.asked import section_ended
from huabei_qa.articles.closing import closes_article
from huabei_qa.articles.cues import exclaims
from huabei_qa.articles.depths import ABOVE, BELOW, WITHIN
from huabei_qa.articles.entries import built_alike, closes_list
from huabei_qa.articles.growing import Growing, adjoins, end_interruption, pop, push, waits
from huabei_qa.articles.heads import is_plain_head
from huabei_qa.articles.lines import Line, is_answer
from huabei_qa.articles.markers import Rank
from huabei_qa.articles.parts import Numbers, is_first_title, starts_article, with_whole_title
from huabei_qa.records import Node

_CLOSES = re.compile(
    r"总之|总的来说|总而言之|综上|總之|總的來說|總而言之|綜上|以上(?:就|便|即)是|以上[^，,。]{0,12}(?:经验|經驗|经历|經歷|分享)"
)
_YEAR = re.compile(r"(\d{4})\s*年?")
_DATED = re.compile(r"(?P<year>\d{4})\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号號])?)?[ \t\u3000:：]+\S")
_WHOLE = 60  # characters; a numbered paragraph of this length and a full stop has said all of it
_BRIEF = 24  # characters
_FIRST = 50  # nodes of an article that tell what its sections look like


def build(text: str, lines: list[Line], named: str = "") -> list[Node]:
    """The parts (articles) of a file, each a tree. A part without a title has an empty span.

    `named` is what front matter calls the first one.
    """
    lines = with_whole_title(text, lines)
    titled = len(lines) > 1 and is_first_title(text, lines)
    parts = [_part(lines[0] if titled else None)]
    stack, numbers, fresh = [parts[0]], Numbers(), -1
    for i in range(int(titled), len(lines)):
        begins = starts_article(text, lines, i, stack, named if len(parts) == 1 else "")
        if begins or i == fresh:
            parts.append(_part(lines[i] if begins else None))
            stack, numbers = [parts[-1]], Numbers()
        if begins:
            continue
        first = numbers.starts_again(text, lines, i)
        if first is not None:
            fresh = first
        if i < fresh:
            pop(stack, 0)  # what closes the old part is no part of its last section
        numbers.note(lines[i])
        _place(text, lines, i, stack)
    return [p.finish() for p in parts if p.line or p.children]


def _part(line: Line | None) -> Growing:
    return Growing(line, -1, True, end=line.span.end if line else 0)


def _place(text: str, lines: list[Line], i: int, stack: list[Growing]) -> None:
    """Hang line i where it belongs."""
    line = lines[i]
    _leave_warning(stack, line)
    if line.rank == Rank.PARAGRAPH and (dated := _DATED.match(text, line.span.start, line.span.end)):
        _leave_year(text, stack, int(dated["year"]))
    if (line.answers or is_answer(text, line.span)) and _answers(text, stack, line):
        return
    if line.hangs is None:
        while len(stack) > 1 and _is_bullet(stack[-1]):  # the title itself may be an entry of a list
            stack.pop()
    elif line.rank == Rank.PARAGRAPH:
        _place_within(text, stack, line)
        return
    if line.rank == Rank.PARAGRAPH and not is_plain_head(text, lines, i):
        _place_paragraph(text, lines, i, stack)
        return
    if line.rank == Rank.PARAGRAPH:
        rank = Rank.QUESTION if _is_said_in_section(text, stack, line) else Rank.PLAIN_HEAD
        line = replace(line, heading=True, label=line.span, rank=rank)
    depth = _depth_of_head(text, stack, line) if line.rank == Rank.PLAIN_HEAD and line.hangs is None else line.depth
    end_interruption(stack, line)
    ended = section_ended(text, lines, i, stack)
    pop(stack, depth if ended is None else ended.rank)
    in_law = any(above.line is not None and above.line.rank == Rank.CLAUSE for above in stack)
    whole = line.span.end - line.span.start >= _WHOLE and text[line.span.end - 1] in "。！!"
    heads = (depth == Rank.HAN or line.rank == Rank.PLAIN_HEAD or line is not lines[i]) and not whole
    closes = closes_list(text, lines, i)
    stays_open = line.rank == Rank.CLAUSE or (not in_law and not closes and (heads or _is_open(text, lines, i)))
    push(stack, Growing(line, depth, stays_open, end=line.span.end))


def _is_said_in_section(text: str, stack: list[Growing], line: Line) -> bool:
    """Whether somebody asks (李女士：费用怎么分摊？) in a numbered section, which goes on behind that."""
    asked = line.label is not None and not line.heading and text[line.span.end - 1] in "?？"
    return asked and any(node.line is not None and node.line.rank == Rank.HAN for node in stack[1:])


def _leave_warning(stack: list[Growing], line: Line) -> None:
    """Close what stands in a quote or container that warns, where a line stands outside it and no list is announced."""
    for i, node in enumerate(stack[1:], 1):
        if node.line is not None and node.line.warns not in (0, line.warns) and not node.line.announces:
            del stack[i:]
            return


def _leave_year(text: str, stack: list[Growing], year: int) -> None:
    """Close a heading that is an earlier year alone (2018年): what is of `year` (2020年6月 …) stands beside it."""
    for i, node in enumerate(stack[1:], 1):
        if node.line is not None and node.line.rank == Rank.PLAIN_HEAD and node.line.label is not None:
            found = _YEAR.fullmatch(text, node.line.label.start, node.line.label.end)
            if found and int(found[1]) < year:
                del stack[i:]
                return


def _depth_of_head(text: str, stack: list[Growing], line: Line) -> float:
    """Where a heading without a number hangs: beside the open ones of its kind, or below a heading still empty."""
    kind = _kind(text, line)
    placed = [node for node in stack[1:] if _is_of_kind(text, node, kind)]
    if placed:
        return placed[0].rank
    if kind and any(_is_of_kind(text, node, kind) for node in stack[0].children[:_FIRST]):
        return line.depth  # a section stays one
    top = stack[-1]
    empty = waits(stack) and top.rank < Rank.PAREN and text[top.end - 1] not in "。.；;"
    return max(Rank.HAN, top.rank) + BELOW if empty else line.depth


def _is_of_kind(text: str, node: Growing, kind: str) -> bool:
    return node.line is not None and node.line.rank == Rank.PLAIN_HEAD and _kind(text, node.line) == kind


def _kind(text: str, line: Line) -> str:
    """What tells headings without a number apart: a sign before them, brackets around them, or nothing."""
    start = line.marker.start if line.marker else line.span.start
    return "sign" if line.marker else "【" if text[start] == "【" else ""


def _place_within(text: str, stack: list[Growing], line: Line) -> None:
    """Hang a further paragraph of an entry of a list below that entry; what it announces hangs below itself."""
    assert line.hangs is not None
    rank = line.hangs if line.announces else line.hangs + WITHIN
    pop(stack, rank)
    top = stack[-1]
    heads = top.line is not None and top.line.heading and not top.led and not top.children
    if heads and not line.announces and adjoins(text, top, line):
        top.end, top.led = line.span.end, True
    else:
        push(stack, Growing(line, rank, line.announces, end=line.span.end))


def _answers(text: str, stack: list[Growing], line: Line) -> bool:
    """Join an answer to the question above it; further answers hang below that question."""
    while len(stack) > 1 and not stack[-1].open:
        stack.pop()
    top = stack[-1]
    if len(stack) == 1:
        return False
    if top.led or top.children or not adjoins(text, top, line):
        push(stack, Growing(replace(line, label=None), Rank.PARAGRAPH, False, end=line.span.end))
    else:
        top.end, top.led = line.span.end, True
    return True


def _is_open(text: str, lines: list[Line], i: int) -> bool:
    """Whether a marked line waits for paragraphs: it names something and is no entry of a list of short entries."""
    line = lines[i]
    asked = text[line.span.end - 1] in "?？" and i + 1 < len(lines) and is_answer(text, lines[i + 1].span)
    if line.announces or asked:
        return True
    if not line.heading:
        return False
    if line.rank <= Rank.QUESTION:
        return True
    if line.rank == Rank.HEADER:
        return False
    entry = i > 0 and lines[i - 1].rank == line.rank
    return not (entry and (lines[i - 1].heading or line.rank >= Rank.CIRCLED))


def _place_paragraph(text: str, lines: list[Line], i: int, stack: list[Growing]) -> None:
    line = lines[i]
    after = lines[i + 1] if i + 1 < len(lines) else None
    inline = after is not None and after.rank == Rank.INLINE
    led = waits(stack) and adjoins(text, stack[-1], line)
    led = led and not (_is_brief(text, line) and after is not None and after.rank == Rank.ROW)
    if line.announces and after is not None and after.rank < Rank.INLINE and not led:
        rank = after.depth - ABOVE  # the list hangs below the words that announce it
        pop(stack, rank)
        while len(stack) > 1 and not stack[-1].open:
            stack.pop()
        if _closed_list(stack, line):
            stack.pop()
        push(stack, Growing(line, rank, True, end=line.span.end))
        return
    if (after is None and _CLOSES.match(line.span.of(text))) or closes_article(text, lines, i, stack):
        pop(stack, 0)  # the last words of the file are of the article, not of its last section
    while len(stack) > 1 and not stack[-1].open:
        stack.pop()
    if _closed_list(stack, line):
        stack.pop()
    top = stack[-1]
    named = top.line is not None and top.line.opens is not None  # it is written as a heading, whatever follows
    if waits(stack) and (named or not _is_row(text, line, after)) and adjoins(text, top, line):
        top.end, top.led = line.span.end, True
        return
    rank = Rank.INLINE - ABOVE if line.announces and inline else Rank.PARAGRAPH
    if line.announces:
        pop(stack, rank)  # words that announce do not hang below others that do
    push(stack, Growing(line, rank, line.announces, end=line.span.end))


def _is_bullet(node: Growing) -> bool:
    """An entry of a list of Markdown, which no paragraph outside the list belongs to."""
    return node.line is not None and node.line.hangs is not None and node.line.number is None


def _closed_list(stack: list[Growing], line: Line) -> bool:
    """Words that announced a list are done once a paragraph follows that list, unless it is an entry like the last."""
    top = stack[-1]
    if top.line is not None and top.line.rank == Rank.CLAUSE:
        return False  # all that stands before 第三条 is of 第二条
    last = top.children[-1].line if top.children else None
    if last is not None and last.rank == Rank.PARAGRAPH and last.label is not None and line.label is not None:
        return False
    announced = top.line is not None and top.line.announces and not top.line.heading
    return len(stack) > 1 and announced and bool(top.children)


def _is_row(text: str, line: Line, after: Line | None) -> bool:
    """Whether a paragraph is the first of several like it (rows, definitions) rather than a lead sentence."""
    if after is None or after.rank != Rank.PARAGRAPH or after.marker is not None:
        return False
    both_labelled = line.label is not None and after.label is not None and not after.heading
    words = line.span.of(text)
    calls = exclaims(after.span.of(text)) and not exclaims(words)  # what to beware of with it
    if (after.heading or after.announces or calls) and words[-1] in "。.!！?？":
        return False  # it says something, and the next heading or list follows
    if built_alike(text, line, after):
        return True
    return both_labelled or (_is_brief(text, line) and _is_brief(text, after))


def _is_brief(text: str, line: Line) -> bool:
    return line.span.end - line.span.start < _BRIEF and "\n" not in line.span.of(text)
