"""Answers: points, each once, with citations; and the words a person reads.

Everything quoted is a slice of a passage, cut by position, so that every quote is the source's own words at its
place. The connectives below are all that is not quoted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from huabei_qa.answer.names import SUBORDINATE, numbered
from huabei_qa.answer.tables import columns, lent, with_bars
from huabei_qa.answer.tree import ANNOUNCING
from huabei_qa.merge import contradict
from huabei_qa.records import Answer, Citation, Hit, Passage, Point, Role, Span, Status
from huabei_qa.text import MYTH, is_myth, rejoined, unstyled

NOT_FOUND = "知识库里没有找到这个问题的答案。"
NEAREST = "以下不是答案,只是知识库里最接近的内容:"
NEAREST_SHOWN = 3
PARTIAL = "原文没有逐字回答,相关内容如下:"
CAUTIONS = "注意:"
DIFFERING = "说法不一:"
MYTH_SAID = "【误区】"
"""Before a statement that stands in a list of what many wrongly believe, and does not say so itself."""
APART = ("", DIFFERING, CAUTIONS)
"""What points stand under, in this order; "" is nothing: they are simply the answer."""
BELOW = "   "
"""Before the line below a point that names what stands under it."""
UNDER = "包括"
"""What begins that line where the source does not announce the list in words of its own."""
_LONGEST_ANNOUNCED = 40
"""Characters of such words; of more only the last clause is told."""
_CLAUSE_ENDS = re.compile(r"(?<!\d),|,(?!\d)|[，;；。!！?？]")
"""The comma of 12,000 ends no clause."""
_ENDED = (*"?？!！:：】」》", "。")
"""Behind these a heading needs no colon before its lead."""
_MYTH = re.compile(MYTH)
_WARNS = re.compile(r"不要|不能|不可|不得|切勿|请勿|禁止|避免|勿|[别別](?![的人])")
_ANNOUNCES = re.compile(
    r"[以如]下|下[列面文]|这[样几些]|[几两三四五六七八九十][点条个种步样件招类方项大]|(?:[有是为如]|包括|注意|例如|比如|这么做)$"
)
"""A clause before a colon that says only that a list follows,"""
_DENIES = re.compile("[不禁勿]")
"""unless it forbids or denies what the list holds."""
_WRAPPED = re.compile(r"[。！；!;].|[，,、]$|^.{29}|^(?=.{16}).*[，,].")
"""A first line that is no heading: a paragraph goes on below it."""
_ANSWER_MARK = re.compile(r"^A\s*[:：]\s*")
_LIST_MARK = re.compile("[;；,，、]+$")
"""What an entry ends in within its list (…降低额度;): quoted, and not shown."""
_ENTRY = re.compile(r"\s*(?:[-*+•]|\d+[.)、])\s")


class _Line(NamedTuple):
    """What a point's line of the text is made of."""

    point: Point
    words: str
    """Those of the point, as they are shown."""
    under: Sequence[str]
    announced: str
    """How the source announces what stands under it."""
    apart: str
    told: str
    """What only the heading above tells of it: that it is a mistaken belief, or the columns of a row."""


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
    warned: bool = False
    """What is to be avoided was asked for: cautions are the answer, and stand nowhere apart."""
    heads: frozenset[int] = frozenset()
    """Groups that are worded by their first passage, whichever says the most."""
    beside: frozenset[str] = frozenset()
    """Ids of passages that say the same as another of their group, but are on something else: no group is worded so."""

    def worded(self) -> list[Passage]:
        """The passage that each group is worded by."""
        return [
            group[0] if at in self.heads else _fullest([p for p in group if p.id not in self.beside] or group)
            for at, group in enumerate(self.groups)
        ]


def compose(question: str, draft: Draft, hits: Sequence[Hit], cited: Sequence[Citation] = ()) -> Answer:
    """The answer with points, numbered citations and text.

    What contradicts each other stands apart from the rest, and so do cautions, which come last; but the statement that
    decides a question stays first. Beside other points a heading that only announces a list is none, unless it is told
    what that holds. `cited`: what has been cited before, in the same numbering.
    """
    if draft.status is Status.NOT_FOUND:
        return Answer(question, draft.status, draft.confidence, _nothing(hits), hits=tuple(hits))
    entries = draft.entries or ((),) * len(draft.groups)
    wording = draft.worded()
    groups = list(zip(draft.groups, wording, entries, _apart(draft, wording), strict=True))
    decides = draft.groups[0] if draft.decided else None
    telling = [g for g in groups if g[2] or g[0] is decides or not _only_heads(g[1])] or groups
    ordered = sorted(telling, key=lambda group: APART.index(group[3]))
    citations = list(cited)
    points: list[Point] = []
    lines: list[_Line] = []
    for group, worded, under, apart in ordered:
        numbers = tuple(sorted({_cite(citations, passage) for passage in group}))
        quote = _quote(worded)
        points.append(Point(quote.of(worded.text), worded.role, numbers))
        told = MYTH_SAID if _is_myth(worded) else columns(worded)
        words = unstyled(lent(worded) + points[-1].text[numbered(worded) :], worded.source)
        lines.append(_Line(points[-1], words, under, _announced(worded, quote.end), apart, told))
    text = _text(draft.status, lines)
    mine = {number for point in points for number in point.citations}
    quoted = tuple(c for c in citations if c.number in mine)
    return Answer(question, draft.status, draft.confidence, text, tuple(points), quoted, tuple(hits))


def _apart(draft: Draft, worded: Sequence[Passage]) -> list[str]:
    """For each group, as it is worded, what it stands under, of `APART`.

    A way and a caution that differ stand apart anyhow.
    """
    warning = [_is_caution(group) for group in draft.groups]
    differing = {
        at
        for i, j in combinations(range(len(worded)), 2)
        if warning[i] is warning[j] and _differ(worded[i], worded[j])
        for at in (i, j)
    }
    apart = [DIFFERING if at in differing else "" for at in range(len(worded))]
    if not draft.warned and not all(warning):
        apart = [CAUTIONS if warns else label for warns, label in zip(warning, apart, strict=True)]
    return ["", *apart[1:]] if draft.decided else apart


def _differ(one: Passage, other: Passage) -> bool:
    """Whether two articles say opposite things. Entries of one article tell apart what they are about.

    So do titles that differ as the statements do: what two offices say of themselves is no contradiction.
    """
    apart = (one.source, one.part) != (other.source, other.part)
    return apart and contradict(one.text, other.text) and not contradict(one.document, other.document)


def _fullest(group: Sequence[Passage]) -> Passage:
    """The one that a point is worded by, of the article that it was found in: others may be on another subject."""
    own = (p for p in group if p.source == group[0].source)
    return max(own, key=lambda p: (len(_quote(p).of(p.text)), -p.start))


def _is_caution(group: Sequence[Passage]) -> bool:
    return all(p.role is Role.CAUTION for p in group)


def _cite(citations: list[Citation], passage: Passage) -> int:
    quote = _quote(passage)
    place = (passage.source, passage.start + quote.start, passage.start + quote.end)
    before = next((c.number for c in citations if (c.source, c.start, c.end) == place), None)
    if before is not None:
        return before
    number = len(citations) + 1
    citations.append(
        Citation(
            number,
            passage.document,
            passage.source,
            passage.path,
            quote.of(passage.text),
            *place[1:],
            passage.label,
        )
    )
    return number


def _quote(passage: Passage) -> Span:
    """What of a passage is quoted: all, less last clauses that only announce a list (…时,应注意以下几点:).

    One that says what holds of the list (以下人员,严禁入内:) stays.
    """
    text = passage.text
    if text[-1] not in ANNOUNCING:
        return Span(0, len(text))
    label_end = len(passage.label) if passage.label and text.startswith(passage.label) else 0
    end = len(text) - 1
    left_out: Callable[[str], object] = _only_announces
    while end > label_end + 1 and left_out(_last_clause(text, label_end, end)):
        end = max((m.start() for m in _CLAUSE_ENDS.finditer(text, label_end + 1, end)), default=-1)
        left_out = SUBORDINATE.search
    return Span(0, end if end > label_end + 1 else label_end or len(text))


def _only_heads(passage: Passage) -> bool:
    """Whether all that it says besides its heading is that a list follows."""
    quote = _quote(passage)
    return quote.end < len(passage.text) and quote.of(passage.text) == passage.label


def _announced(passage: Passage, quoted: int) -> str:
    """The words that announce the list below a passage, behind what is quoted: 以下误区需要避免; else `UNDER`.

    Below what was said before them the list would seem to be of that.
    """
    left = passage.text[quoted:].strip("".join((*ANNOUNCING, *",，;；。 \t\r\n")))
    whole = " ".join(rejoined(unstyled(left, passage.source)).split())
    return (whole if len(whole) <= _LONGEST_ANNOUNCED else _last_clause(whole, 0, len(whole))) or UNDER


def _only_announces(clause: str) -> bool:
    return bool(_ANNOUNCES.search(clause)) and not _DENIES.search(clause)


def _last_clause(text: str, start: int, end: int) -> str:
    return text[max((m.end() for m in _CLAUSE_ENDS.finditer(text, start, end)), default=start) : end].lstrip(":： ")


def _is_myth(passage: Passage) -> bool:
    """Whether only the heading above it tells that it is wrong."""
    above = passage.path[-1] if passage.path else ""
    told = _WARNS.match(passage.text) or is_myth(passage.text) or (passage.label and above.endswith(passage.label))
    return passage.role is Role.CAUTION and not told and _MYTH.search(above) is not None


def _text(status: Status, points: Sequence[_Line]) -> str:
    lines = [PARTIAL] if status is Status.PARTIAL else []
    number, before, names = 0, "", ""
    for point, shown, under, announced, apart, told in points:
        if apart != before:
            lines.append(apart)
            before, number, names = apart, 0, ""
        named_above = told == names and told != MYTH_SAID  # columns once for all rows below
        said = "" if named_above else told
        names = told
        number += 1
        marks = "".join(f"[{n}]" for n in point.citations)
        counted = f"{number}. " if len(points) > 1 else ""
        words = with_bars(shown) if told not in ("", MYTH_SAID) else _one_line(shown)
        lines.append(f"{counted}{said}{_LIST_MARK.sub('', words)} {marks}")
        if under:
            lines.append(f"{BELOW}{announced}:{'；'.join(under)}")
    return "\n".join(lines)


def _nothing(hits: Sequence[Hit]) -> str:
    nearest = [f"· {_one_line(as_nearest(hit.passage))}" for hit in hits[:NEAREST_SHOWN]]
    return "\n".join([NOT_FOUND, NEAREST, *nearest]) if nearest else NOT_FOUND


def as_nearest(passage: Passage) -> str:
    """What is shown of a passage that is no answer: as much as would be quoted of it; of a row its columns too."""
    words, names = lent(passage) + _quote(passage).of(passage.text), columns(passage)
    words = unstyled(words, passage.source)
    return f"{names}{with_bars(words)}" if names else words


def _one_line(text: str) -> str:
    """For showing: a heading and its lead on one line, or the lines of one paragraph."""
    first, _, rest = text.replace("\r\n", "\n").replace("\r", "\n").partition("\n")
    listed = _ENTRY.match(first) and _ENTRY.match(rest)  # `4. 薪资` alone is a heading with its number
    if listed or _WRAPPED.search(first.strip()):
        return " ".join(rejoined(text).split())
    if not rest.strip():
        return first.strip()
    head, lead = first.strip(), " ".join(rest.split())
    if head[-1:] in ("?", "？"):
        lead = _ANSWER_MARK.sub("", lead)
    return f"{head}{lead}" if head[-1:] in _ENDED else f"{head}:{lead}"
