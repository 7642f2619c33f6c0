"""Answers: points, each once, with citations; and the words a person reads.

Everything quoted is a slice of a passage, cut by position, so that every quote is the source's own words at its
place. The connectives below are all that is not quoted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from huabei_qa.merge import contradict
from huabei_qa.passages import rejoined
from huabei_qa.records import Answer, Citation, Hit, Passage, Point, Role, Span, Status

NOT_FOUND = "知识库里没有找到这个问题的答案。"
NEAREST = "以下不是答案,只是知识库里最接近的内容:"
NEAREST_SHOWN = 3
PARTIAL = "原文没有直接说明,只提到以下相关内容:"
CAUTIONS = "注意:"
DIFFERING = "说法不一:"
APART = ("", DIFFERING, CAUTIONS)
"""What points stand under, in this order; "" is nothing: they are simply the answer."""
UNDER = "包括:"
_CLAUSE_ENDS = re.compile(r"(?<!\d),|,(?!\d)|[，;；。!！?？]")
"""The comma of 12,000 ends no clause."""
_ANNOUNCING = ":："
_ENDED = (*"?？!！:：", "。")
"""Behind these a heading needs no colon before its lead."""
_SUBORDINATE = re.compile(r"(时|时候|之前|之后|的话|过程中|時|時候|之後)$")
"""A clause that ends so says nothing without the one behind it."""
_WRAPPED = re.compile(r"[。！；!;].|[，,、]$|^.{29}|^(?=.{16}).*[，,].|^(?:[-*+•]|\d+[.)、])\s")
"""A first line that is no heading: a paragraph or a list goes on below it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an answer shall say: groups of passages, each group one point, in order."""

    status: Status
    confidence: float
    groups: tuple[tuple[Passage, ...], ...]
    entries: tuple[tuple[str, ...], ...] = ()
    """For each group the short names of what stands under it; empty: nothing is shown."""
    decided: bool = False
    """The first group decides what was asked, and stays first whatever it is."""


def compose(question: str, draft: Draft, hits: Sequence[Hit]) -> Answer:
    """The answer with points, numbered citations and text.

    What contradicts each other stands apart from the rest, and so do cautions, which come last; but the statement that
    decides a question stays first.
    """
    if draft.status is Status.NOT_FOUND:
        return Answer(question, draft.status, draft.confidence, _nothing(hits), hits=tuple(hits))
    entries = draft.entries or ((),) * len(draft.groups)
    ordered = sorted(zip(draft.groups, entries, _apart(draft), strict=True), key=lambda group: APART.index(group[2]))
    citations: list[Citation] = []
    points: list[Point] = []
    for group, _, _ in ordered:
        fullest = _fullest(group)
        numbers = tuple(_cite(citations, passage) for passage in group)
        points.append(Point(_quote(fullest).of(fullest.text), fullest.role, numbers))
    text = _text(draft.status, points, [under for _, under, _ in ordered], [apart for _, _, apart in ordered])
    return Answer(question, draft.status, draft.confidence, text, tuple(points), tuple(citations), tuple(hits))


def _apart(draft: Draft) -> list[str]:
    """For each group what it stands under, of `APART`. A way and a caution that differ stand apart anyhow."""
    warning = [_is_caution(group) for group in draft.groups]
    fullest = [_fullest(group) for group in draft.groups]
    differing = {
        at
        for i, j in combinations(range(len(fullest)), 2)
        if warning[i] is warning[j] and _differ(fullest[i], fullest[j])
        for at in (i, j)
    }
    apart = [DIFFERING if at in differing else "" for at in range(len(fullest))]
    if not all(warning):
        apart = [CAUTIONS if warns else label for warns, label in zip(warning, apart, strict=True)]
    return ["", *apart[1:]] if draft.decided else apart


def _differ(one: Passage, other: Passage) -> bool:
    """Whether two articles say opposite things. Entries of one article tell apart what they are about."""
    return (one.source, one.part) != (other.source, other.part) and contradict(one.text, other.text)


def _fullest(group: Sequence[Passage]) -> Passage:
    return max(group, key=lambda p: (len(_quote(p).of(p.text)), -p.start))


def _is_caution(group: Sequence[Passage]) -> bool:
    return all(p.role is Role.CAUTION for p in group)


def _cite(citations: list[Citation], passage: Passage) -> int:
    quote = _quote(passage)
    number = len(citations) + 1
    citations.append(
        Citation(
            number,
            passage.document,
            passage.source,
            passage.path,
            quote.of(passage.text),
            passage.start + quote.start,
            passage.start + quote.end,
        )
    )
    return number


def _quote(passage: Passage) -> Span:
    """What of a passage is quoted: all, less last clauses that only announce a list (…时,应注意以下几点:)."""
    text = passage.text
    if text[-1] not in _ANNOUNCING:
        return Span(0, len(text))
    label_end = len(passage.label) if passage.label and text.startswith(passage.label) else 0
    end = len(text) - 1
    while end > label_end + 1 and (end == len(text) - 1 or _SUBORDINATE.search(text, label_end, end)):
        end = max((m.start() for m in _CLAUSE_ENDS.finditer(text, label_end + 1, end)), default=-1)
    return Span(0, end if end > label_end + 1 else label_end or len(text))


def _text(status: Status, points: Sequence[Point], entries: Sequence[Sequence[str]], apart: Sequence[str]) -> str:
    lines = [PARTIAL] if status is Status.PARTIAL else []
    number, before = 0, ""
    for point, under, label in zip(points, entries, apart, strict=True):
        if label != before:
            lines.append(label)
            before, number = label, 0
        number += 1
        marks = "".join(f"[{n}]" for n in point.citations)
        counted = f"{number}. " if len(points) > 1 else ""
        lines.append(f"{counted}{_one_line(point.text)} {marks}")
        if under:
            lines.append(f"   {UNDER}{'；'.join(under)}")
    return "\n".join(lines)


def _nothing(hits: Sequence[Hit]) -> str:
    nearest = [f"· {_one_line(hit.passage.text)}" for hit in hits[:NEAREST_SHOWN]]
    return "\n".join([NOT_FOUND, NEAREST, *nearest]) if nearest else NOT_FOUND


def _one_line(text: str) -> str:
    """For showing: a heading and its lead on one line, or the lines of one paragraph."""
    first, _, rest = text.partition("\n")
    if _WRAPPED.search(first.strip()):
        return " ".join(rejoined(text).split())
    if not rest.strip():
        return first.strip()
    head, lead = first.strip(), " ".join(rest.split())
    return f"{head}{lead}" if head[-1:] in _ENDED else f"{head}:{lead}"
