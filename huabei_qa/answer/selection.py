"""Which passages make up the answer: all entries under a heading, or the few statements that decide.

A broad question (怎么提额) is answered by what stands under a heading, in every part that has it; a narrow one
(套现会怎样) by the best statements themselves. Which of them promises more is decided in `relevance`. Either way
statements that say the same become one point with all their places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from huabei_qa import merge
from huabei_qa.answer.names import short
from huabei_qa.answer.tree import BROAD_MOST, Tree
from huabei_qa.records import Hit, Passage, Role
from huabei_qa.relevance import READ, Choice

_FAR_LESS = 0.5
"""Share of the best reading in a group below which a passage of it is on something else."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen groups of passages, one group a point."""

    groups: tuple[tuple[Passage, ...], ...]
    entries: tuple[tuple[str, ...], ...] = ()
    """For each group the short names of what stands under it; empty for a narrow answer."""
    rows: tuple[int, ...] = ()
    """For a broad answer the rows that give it, in order, cautions left out: they come before any other hit."""
    heads: frozenset[int] = frozenset()
    """Groups that are worded by their first passage: it says what holds of the others, which say nothing alone."""
    beside: frozenset[str] = frozenset()
    """Ids of passages that only say the same as another of their group: read as an answer, they are far behind it."""


def select(
    hits: Sequence[Hit],
    choice: Choice,
    titles: Mapping[int, float],
    passages: Sequence[Passage],
    below: Mapping[int, Sequence[int]],
    same: Mapping[int, frozenset[int]],
    several: bool = False,
    left_out: Set[int] = frozenset(),
) -> Selection:
    """The passages to answer with.

    `hits` are the statements found, best first; `choice` says how many of them, or which headings instead; `titles`
    how much nearer (log-odds of retrieval) each title is than the best statement, by row; `below` the rows right under
    each heading; `same` for a row the rows that say the same. `several`: more than one statement is asked for, so
    that steps stand as the text has them, and every place that says the same is cited. `left_out`: rows that were found
    and do not answer such a question; they complete no list.
    """
    tree = Tree(passages, below, same, frozenset(hit.row for hit in hits[:READ]))
    points = _Points(tree)
    chosen = _broad(points, choice, titles)
    if chosen is None:
        found = tree.told([hit.row for hit in hits[: choice.count]])
        told = tree.in_turn(tree.completed(found, left_out)) if several else found
        chosen = points.narrow(told, several)
    return replace(chosen, beside=_beside(chosen.groups, hits))


def _broad(points: _Points, choice: Choice, titles: Mapping[int, float]) -> Selection | None:
    """What stands under the first of the headings that has a list; None: none has."""
    for heading in choice.headings:
        rows = points.tree.under(heading, titles)
        if is_list(heading, rows, points.tree.passages):
            return points.broad(points.first(rows), [heading] if heading in choice.likely else [])
    return None


def _beside(groups: Sequence[Sequence[Passage]], hits: Sequence[Hit]) -> frozenset[str]:
    """Ids of the passages that the reader likes far less than the best of their group. What it did not read may be as
    good.
    """
    read = {hit.passage.id: hit.evidence.reader for hit in hits if hit.evidence.reader is not None}
    best = {p.id: max((read.get(other.id, 0.0) for other in group), default=0.0) for group in groups for p in group}
    return frozenset(one for one, most in best.items() if one in read and read[one] < _FAR_LESS * most)


def is_list(heading: int, rows: Sequence[int], passages: Sequence[Passage]) -> bool:
    """Whether the rows under a heading are more than one: of ways, or if it warns or has no way, of warnings."""
    ways = sum(passages[row].role is not Role.CAUTION for row in rows)
    warns = passages[heading].role is Role.CAUTION or not ways
    return (len(rows) if warns else ways) > 1


def rows_under(heading: int, passages: Sequence[Passage], below: Mapping[int, Sequence[int]]) -> list[int]:
    """The rows that answer for one heading, with nothing merged; what the reader learns headings by."""
    return Tree(passages, below, {}).under(heading, {heading: 0.0})


@dataclass(frozen=True, slots=True)
class _Points:
    """Rows as the points of an answer."""

    tree: Tree

    def first(self, rows: Sequence[int]) -> list[int]:
        """As many of the rows as an answer may have; what is to be avoided is not lost behind many ways."""
        warnings = [row for row in rows if self.tree.warns(row)][: BROAD_MOST // 3]
        ways = [row for row in rows if not self.tree.warns(row)][: BROAD_MOST - len(warnings)]
        kept = {*warnings, *ways}
        return [row for row in rows if row in kept]

    def broad(self, rows: Sequence[int], lead: Sequence[int]) -> Selection:
        """The rows as an answer, with their partners elsewhere and the names of what stands under each.

        The `lead` is said before them, without what stands under it: that is them.
        """
        every = [*lead, *(one for row in rows for one in self.tree.with_sentence(row))]
        alike = {row for one in lead for row in (one, *self.tree.elsewhere(one))}
        groups = self.points(every)
        told = frozenset(every)
        names = tuple(() if group[0] in alike else self._names_below(group, told) for group in groups)
        ways = tuple(row for row in [*lead, *rows] if not self.tree.warns(row))
        return Selection(self.passages_of(groups), names, ways)

    def narrow(self, rows: Sequence[int], several: bool) -> Selection:
        """The rows as an answer; under one that only announces a list, the names of what it lists.

        `several`: more than one statement is asked for. An answer to what asks for one is not about all that says
        nearly the same.
        """
        told: dict[int, list[int]] = {}
        names: dict[int, tuple[str, ...]] = {}
        heads: set[int] = set()
        points = self.points(rows, only_found=not several)
        chosen = frozenset(row for group in points for row in group)
        for group in points:
            row = group[0]
            above = self.tree.verdict_over(row, several)
            if above >= 0:
                names[above] = (*(names[above] if above in heads else ()), short(self.tree.passages[row]))
                heads.add(above)
                told[above] = [*told.get(above, [above]), *(one for one in group if one != above)]
            elif row in heads:
                told[row] += group[1:]
            else:
                told[row] = group
                names[row] = self._names_below(group, chosen) if self.tree.leads(row) else ()
        entries = tuple(names.values()) if any(names.values()) else ()
        headed = frozenset(at for at, row in enumerate(told) if row in heads)
        return Selection(self.passages_of(list(told.values())), entries, heads=headed)

    def points(self, rows: Sequence[int], only_found: bool = False) -> list[list[int]]:
        """The rows with what says the same elsewhere, in groups. What joins none of the rows is no point of its own.

        `only_found`: only what is among the best hits, too.
        """
        chosen = set(rows)
        joined = [row for row in self.with_partners(rows) if row in chosen or not only_found or row in self.tree.found]
        return [group for group in self.grouped(joined) if not chosen.isdisjoint(group)]

    def with_partners(self, rows: Sequence[int]) -> list[int]:
        """The rows and, behind them, those that say the same elsewhere. A caution is no partner of a way."""
        others = [r for row in rows for r in self.tree.elsewhere(row) if self.tree.warns(r) is self.tree.warns(row)]
        return list(dict.fromkeys([*rows, *others]))

    def grouped(self, rows: Sequence[int]) -> list[list[int]]:
        """The rows in groups that say the same; ways and cautions are never one group."""
        parts = ([r for r in rows if self.tree.warns(r) is warns] for warns in (False, True))
        families = {row: self.tree.passages[row].family for row in rows}
        groups = [group for part in parts for group in merge.group(part, self.tree.same, families)]
        return sorted(groups, key=lambda group: rows.index(group[0]))

    def _names_below(self, group: Sequence[int], told: Set[int] = frozenset()) -> tuple[str, ...]:
        """Short names of what stands under the heads of a group, what says the same only once; but of what is told
        itself none, and none where most is told: the few that are left would look like the whole list.
        """
        rows = [row for head in group for row in self.tree.listed(head)]
        every = self.grouped(rows)
        named = [members[0] for members in every if told.isdisjoint(members)]
        if 2 * len(named) < len(every):
            return ()
        return tuple(dict.fromkeys(short(self.tree.passages[row]) for row in named))

    def passages_of(self, groups: Sequence[Sequence[int]]) -> tuple[tuple[Passage, ...], ...]:
        """Rows to passages."""
        return tuple(tuple(self.tree.passages[row] for row in group) for group in groups)
