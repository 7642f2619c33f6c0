"""Which passages make up the answer: all entries under a heading, or the few statements that decide.

A broad question (怎么提额) is nearer to a heading than to any one entry under it, and is answered by what stands
under that heading in every part that has it; a narrow one (套现会怎样) by the best statements themselves. Either way
statements that say the same become one point with all their places.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from huabei_qa import merge
from huabei_qa.passages import is_statement
from huabei_qa.records import Hit, Passage, Role

BROAD_MARGIN = -0.015
"""How much nearer to a heading than to the best statement a broad question must be (fused scores)."""
NARROW_SHARE = 0.9
"""A further statement belongs to the answer if it scores at least this share of the best."""
NARROW_MOST = 3
BROAD_MOST = 30


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen groups of passages, one group a point, and the heading they stand under."""

    groups: tuple[tuple[Passage, ...], ...]
    entries: tuple[tuple[str, ...], ...] = ()
    """For each group the short names of what stands under it."""


def select(
    hits: Sequence[Hit],
    headings: Mapping[int, float],
    passages: Sequence[Passage],
    same: Mapping[int, frozenset[int]],
    broad: bool,
) -> Selection:
    """The passages to answer with.

    `hits` are statements, best first; `headings` how much nearer (fused score) each heading and title among the
    candidates is than the best statement, by row; `same` for a row the rows that say the same; `broad` tells
    whether a question of this shape may want a whole list.
    """
    if broad and headings:
        best = min(headings, key=lambda row: (-headings[row], row))
        if headings[best] >= BROAD_MARGIN:
            rows = _under(best, passages)
            if len(rows) > 1:
                return _broad(rows[:BROAD_MOST], passages, same)
    chosen = [hit.row for hit in hits if hit.score >= NARROW_SHARE * hits[0].score][:NARROW_MOST]
    return Selection(_passages(_grouped(_with_partners(chosen, same), passages, same), passages))


def _broad(rows: Sequence[int], passages: Sequence[Passage], same: Mapping[int, frozenset[int]]) -> Selection:
    groups = _grouped(rows, passages, same)
    return Selection(_passages(groups, passages), tuple(_entries(group, passages, same) for group in groups))


def _entries(group: Sequence[int], passages: Sequence[Passage], same: Mapping[int, frozenset[int]]) -> tuple[str, ...]:
    """Short names of what stands under the heads of a group, what says the same only once."""
    below = [row for row, p in enumerate(passages) if p.parent in group and is_statement(p)]
    return tuple(_short(passages[members[0]]) for members in _grouped(below, passages, same))


def _short(passage: Passage) -> str:
    """Its label, or its first clause."""
    return passage.label or re.split(r"[,，。;；:：!！?？\n]", passage.text, maxsplit=1)[0]


def _with_partners(rows: Sequence[int], same: Mapping[int, frozenset[int]]) -> list[int]:
    """The rows and, behind each, those that say the same."""
    return list(dict.fromkeys(r for row in rows for r in (row, *sorted(same.get(row, ())))))


def _grouped(rows: Sequence[int], passages: Sequence[Passage], same: Mapping[int, frozenset[int]]) -> list[list[int]]:
    return merge.group(rows, same, {row: passages[row].parent for row in rows})


def _passages(groups: Sequence[Sequence[int]], passages: Sequence[Passage]) -> tuple[tuple[Passage, ...], ...]:
    return tuple(tuple(passages[row] for row in group) for group in groups)


def _under(heading: int, passages: Sequence[Passage]) -> list[int]:
    """The rows that answer for a heading, in the order of the text.

    For a title: the ways that the article offers, in all its parts, and what it says to avoid. For a section: its
    lead sentence if it says something, and its entries.
    """
    if passages[heading].role is Role.TITLE:
        return _of_article(passages[heading].source, passages)
    below = [row for row in range(heading + 1, len(passages)) if passages[row].parent == heading]
    return [row for row in below if is_statement(passages[row])]


def _of_article(source: str, passages: Sequence[Passage]) -> list[int]:
    rows = [row for row, p in enumerate(passages) if p.source == source and is_statement(p)]
    ways = [r for r in rows if passages[r].role is Role.METHOD and not _inside_way(r, passages)]
    cautions = [r for r in rows if passages[r].role is Role.CAUTION and _inside_caution(r, passages)]
    return ways + cautions


def _inside_way(row: int, passages: Sequence[Passage]) -> bool:
    """Whether the passage stands under a way that says something itself: it is a detail of that way."""
    parent = passages[row].parent
    return parent >= 0 and passages[parent].role is Role.METHOD and is_statement(passages[parent])


def _inside_caution(row: int, passages: Sequence[Passage]) -> bool:
    parent = passages[row].parent
    return parent >= 0 and passages[parent].role is Role.CAUTION
