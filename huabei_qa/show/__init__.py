"""Answers and hits for a person: what is answered first, sources last.

On a terminal lines are wrapped to its width, a long answer is folded by section, and there is colour. Into a pipe or
a file goes everything, a point a line: whoever reads it there searches it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from huabei_qa.answer import blocks
from huabei_qa.answer.compose import NEAREST, NEAREST_SHOWN, NOT_FOUND, PARTIAL, as_nearest
from huabei_qa.answer.together import asked_above, opening
from huabei_qa.records import Answer, Citation, Hit, Status
from huabei_qa.show.layout import Layout, readable
from huabei_qa.show.points import coloured, point_lines
from huabei_qa.show.sources import Places, sources, where
from huabei_qa.text import unstyled

__all__ = ["PLAIN", "Layout", "terminal_answer", "terminal_hits"]

PLAIN = Layout()
CONFIDENCE = "把握"
VERY_SURE = 0.9


def terminal_answer(answer: Answer, text_of: Callable[[str], str], layout: Layout = PLAIN) -> str:
    """The answer, then each source with file, heading path and place, then how sure it is.

    `text_of` gives an article's stored text.
    """
    place = Places(text_of, layout)
    if answer.status is Status.NOT_FOUND:
        lines = [*layout.styled(NOT_FOUND, fg="yellow"), *_nearest(answer.hits, place, layout)]
    else:
        said, shown = _each_said(answer, layout) if answer.parts else _said(answer, layout)
        lines = [*said, "", *sources(shown, len(answer.citations), place, layout)]
    return "\n".join([*lines, "", *layout.styled(_confidence(answer), dim=True)])


def terminal_hits(hits: Sequence[Hit], text_of: Callable[[str], str], layout: Layout = PLAIN) -> str:
    """Passages with their scores, sources and places, best first."""
    place = Places(text_of, layout)
    lines = []
    for number, hit in enumerate(hits, 1):
        lines += layout.lines(readable(unstyled(hit.passage.text, hit.passage.source)), f"{number}. ", "   ")
        lines += layout.styled(where(hit.passage, place), f"   {hit.score:.2f}  ", " " * 9, dim=True)
    return "\n".join(lines)


def _said(answer: Answer, layout: Layout) -> tuple[list[str], list[Citation]]:
    """The lines of the answer, and the citations that stand in them."""
    points = blocks(answer)
    if points is None or layout.columns is None:
        return [coloured(line) for line in answer.text.split("\n")], list(answer.citations)
    lines, shown = point_lines(points, answer.citations, layout)
    if answer.status is Status.PARTIAL:
        lines = layout.styled(PARTIAL, fg="yellow") + lines
    return lines, [c for c in answer.citations if c.number in shown]


def _each_said(answer: Answer, layout: Layout) -> tuple[list[str], list[Citation]]:
    """The lines of the answers to several questions, each below its question, and the citations that stand in them."""
    above = opening(answer.status, answer.parts)
    lines = layout.styled(above, fg="yellow") if above else []
    shown: dict[int, Citation] = {}
    for part in answer.parts:
        lines += layout.styled(asked_above(part), bold=True)
        if part.status is Status.NOT_FOUND:
            lines += layout.styled(NOT_FOUND, fg="yellow")
            continue
        said, cited = _said(part, layout)
        lines += said
        shown |= {citation.number: citation for citation in cited}
    return lines, list(shown.values())


def _nearest(hits: Sequence[Hit], place: Places, layout: Layout) -> Iterator[str]:
    if hits:
        yield from layout.styled(NEAREST, fg="yellow")
    for hit in hits[:NEAREST_SHOWN]:
        yield from layout.lines(readable(as_nearest(hit.passage)), "· ", "  ")
        yield from layout.styled(where(hit.passage, place), "  ", "  ", dim=True)


def _confidence(answer: Answer) -> str:
    """The figure, and what it comes to: the figure alone does not say whether it was enough to answer."""
    if answer.status is Status.NOT_FOUND:
        words = "不够作答"
    elif answer.status is Status.PARTIAL:
        words = opening(answer.status, answer.parts).partition(",")[0] if answer.parts else "原文没有逐字回答"
    else:
        words = "很有把握" if answer.confidence >= VERY_SURE else "比较有把握"
    return f"{CONFIDENCE}: {answer.confidence:.0%} ({words})"
