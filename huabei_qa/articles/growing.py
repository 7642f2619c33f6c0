"""The tree while it grows: the nodes that are open, from the title down to the innermost."""

from __future__ import annotations

from dataclasses import dataclass, field

from huabei_qa.articles.lines import Line
from huabei_qa.articles.markers import Rank
from huabei_qa.records import Node, Role, Span

_SPACE = " \t\r\n\u3000\u2028\u2029\x0b\x0c\x85\ufeff\u200b\x00:：*_"  # between lines, and behind a heading
_DEEPEST = 30  # nodes above a node; trees are walked by recursion


@dataclass(slots=True)
class Growing:
    """A node while it is being made."""

    line: Line | None
    rank: float
    open: bool
    """Paragraphs that follow belong to it."""
    end: int = 0
    children: list[Growing] = field(default_factory=list)
    led: bool = False
    """It has its lead sentence."""

    def finish(self) -> Node:
        """The node for good; its role is decided later."""
        line = self.line
        children = tuple(c.finish() for c in self.children)
        if line is None:
            start = children[0].span.start if children else 0
            return Node(Role.TITLE, Span(start, start), None, None, children)
        start = line.opens if line.opens is not None and self.led else line.span.start
        role = Role.CAUTION if line.warns else Role.ITEM
        return Node(role, Span(start, self.end), line.label, line.marker, children, self.led, line.under)


def waits(stack: list[Growing]) -> bool:
    """Whether the innermost heading has neither a lead sentence nor children yet."""
    top = stack[-1]
    if len(stack) == 1 or top.line is None or not top.open or top.led or top.children:
        return False
    return top.line.heading or top.line.rank == Rank.QUESTION


def adjoins(text: str, top: Growing, line: Line) -> bool:
    """Whether nothing stands between a heading and its lead sentence that would have to be quoted with them."""
    return not text[top.end : line.span.start].strip(_SPACE)


def pop(stack: list[Growing], rank: float) -> None:
    """Close what stands as deep as `rank` or deeper."""
    while len(stack) > 1 and stack[-1].rank >= rank:
        stack.pop()


def end_interruption(stack: list[Growing], line: Line) -> None:
    """Close a heading without a number (小贴士) that stands between 1. and 2., with what it says, where 2. comes."""
    for above in range(len(stack) - 2, -1, -1):
        head = stack[above + 1]
        siblings = stack[above].children
        if head.line is None or head.line.rank != Rank.PLAIN_HEAD or len(siblings) < 2 or waits(stack[: above + 2]):
            continue
        before = siblings[-2].line
        if before and before.rank == line.rank and line.number and before.number == line.number - 1:
            del stack[above + 1 :]
            return


def push(stack: list[Growing], node: Growing) -> None:
    """Hang a node below the innermost one that is open."""
    del stack[_DEEPEST:]
    stack[-1].children.append(node)
    stack.append(node)
