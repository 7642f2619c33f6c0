"""Which passages make up the answer: all entries under a heading, or the few statements that decide.

A broad question (怎么提额) is answered by what stands under a heading, in every part that has it; a narrow one
(套现会怎样) by the best statements themselves. Which of them promises more is decided in `relevance`. Either way
statements that say the same become one point with all their places.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass

from huabei_qa import merge
from huabei_qa.answer.names import HOLDS, MARKS, NAME, REFUSES, VERDICT, cells, is_bare, is_one_clause, short
from huabei_qa.passages import article_of, is_statement
from huabei_qa.records import Hit, Passage, Role
from huabei_qa.relevance import MOST, READ, Choice

TITLE_LEEWAY = 0.8
"""How much farther (log-odds of retrieval) than the best statement a title may be for its article to answer too."""
PART_LEEWAY = 5.5
"""The same for a further article of the same file: of two halves on one subject none was farther than 5.0 of 43."""
BROAD_MOST = 30
ANNOUNCING = ":："
"""What words end in that announce a list."""
_STEPS = 4
"""Entries of one list, or one fewer that follow one another, from which on they are taken for steps."""
_WAYS = re.compile("方法|方式|办法|做法|辦法|途径|途徑|措施|建议|建議|技巧|步骤|步驟")
"""What announces ways, each of which says something by itself."""
_OTHERS = re.compile("(其[他它余]|除此之?外|除上述|上述以外|以上之外|其餘)[^,，。;；]{0,8}[:：|\t]")
"""How an entry for the rest begins."""


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


def select(
    hits: Sequence[Hit],
    choice: Choice,
    titles: Mapping[int, float],
    passages: Sequence[Passage],
    below: Mapping[int, Sequence[int]],
    same: Mapping[int, frozenset[int]],
    in_turn: bool = False,
) -> Selection:
    """The passages to answer with.

    `hits` are the statements found, best first; `choice` says how many of them, or which headings instead; `titles`
    how much nearer (log-odds of retrieval) each title is than the best statement, by row; `below` the rows right under
    each heading; `same` for a row the rows that say the same. `in_turn`: more than one statement is asked for, so
    that steps stand as the text has them, and every place that says the same is cited.
    """
    tree = _Tree(passages, below, same, frozenset(hit.row for hit in hits[:READ]))
    for heading in choice.headings:
        rows = tree.under(heading, titles)
        if is_list(heading, rows, passages):
            return tree.broad(tree.first(rows), [heading] if heading in choice.likely else [])
    found = tree.said([hit.row for hit in hits[: choice.count]])
    return tree.narrow(tree.in_turn(found) if in_turn else found, found=not in_turn)


def is_list(heading: int, rows: Sequence[int], passages: Sequence[Passage]) -> bool:
    """Whether the rows under a heading are more than one: of ways, or under a heading that warns, of warnings."""
    warns = passages[heading].role is Role.CAUTION
    return sum(warns or passages[row].role is not Role.CAUTION for row in rows) > 1


def rows_under(heading: int, passages: Sequence[Passage], below: Mapping[int, Sequence[int]]) -> list[int]:
    """The rows that answer for one heading, with nothing merged; what the reader learns headings by."""
    return _Tree(passages, below, {}).under(heading, {heading: 0.0})


@dataclass(frozen=True, slots=True)
class _Tree:
    """The passages as a tree, and which of them say the same."""

    passages: Sequence[Passage]
    below: Mapping[int, Sequence[int]]
    same: Mapping[int, frozenset[int]]
    found: frozenset[int] = frozenset()
    """Rows of the best hits: an article with none of them is on another subject."""

    def under(self, heading: int, titles: Mapping[int, float]) -> list[int]:
        """The rows that answer for a heading, in the order of the text.

        For a title: the ways that the article offers in all its parts, and what it says to avoid; so too for titles
        of other articles that are as near to the question. For a section: what stands under it and under the
        sections that say the same.
        """
        if self.passages[heading].role is Role.TITLE:
            near = sorted((-nearer, row) for row, nearer in titles.items() if nearer + TITLE_LEEWAY >= 0)
            rows = self._of_articles([heading, *(row for _, row in near)], titles)
        else:
            alike = sorted({heading, *self._elsewhere(heading)})
            rows = [row for one in alike for row in self._entries(one)]
        return list(dict.fromkeys(one for row in rows for one in self._opened(row)))

    def first(self, rows: Sequence[int]) -> list[int]:
        """As many of the rows as an answer may have; what is to be avoided is not lost behind many ways."""
        warnings = [row for row in rows if self.warns(row)][: BROAD_MOST // 3]
        ways = [row for row in rows if not self.warns(row)][: BROAD_MOST - len(warnings)]
        kept = {*warnings, *ways}
        return [row for row in rows if row in kept]

    def broad(self, rows: Sequence[int], lead: Sequence[int]) -> Selection:
        """The rows as an answer, with their partners elsewhere and the names of what stands under each.

        The `lead` is said before them, without what stands under it: that is them.
        """
        every = [*lead, *(one for row in rows for one in self._with_sentence(row))]
        alike = {row for one in lead for row in (one, *self._elsewhere(one))}
        groups = self.points(every)
        told = frozenset(every)
        names = tuple(() if group[0] in alike else self._names_below(group, told) for group in groups)
        ways = tuple(row for row in [*lead, *rows] if not self.warns(row))
        return Selection(self.passages_of(groups), names, ways)

    def _with_sentence(self, row: int) -> list[int]:
        """The row and, if one sentence alone stands under it, that: no list, it goes on with what the row says."""
        below = self.below.get(row, ())
        entries = self._entries(row) if len(below) == 1 and is_statement(self.passages[row]) else []
        return [row, *(one for one in entries if not self.passages[one].label and not self._leads(row))]

    def _opened(self, row: int) -> list[int]:
        """The row; in place of a bare heading that is too short to name a way (看房, 签约), what stands under it."""
        passage = self.passages[row]
        named = is_statement(passage) or len(passage.label.rstrip(MARKS)) >= NAME
        return [row] if named else self._entries(row) or [row]

    def said(self, rows: Sequence[int]) -> list[int]:
        """The rows; in place of one that only announces a list (住宿费标准:), what it lists, for that is the answer.

        So too in place of an entry for all others (其他人:58元), which says nothing without these.
        """
        opened = [self._listed(row) if self._only_announces(row) else self._with_others(row) for row in rows]
        return list(dict.fromkeys(one for entries in opened for one in entries))[:BROAD_MOST]

    def _only_announces(self, row: int) -> bool:
        """Whether it leads to a list and says nothing of its entries (以下物品禁止邮寄: does)."""
        passage = self.passages[row]
        named = is_one_clause(passage.text) and not HOLDS.search(passage.text) and passage.role is not Role.TITLE
        return named and self._leads(row) and bool(self._entries(row))

    def _with_others(self, row: int) -> list[int]:
        """The row; of one for the rest of a short list the whole list."""
        passage = self.passages[row]
        entries = self.below.get(passage.parent, ()) if _OTHERS.match(passage.text) else ()
        alike = [one for one in entries if self.passages[one].family == passage.family]
        return alike if 1 < len(alike) <= MOST else [row]

    def narrow(self, rows: Sequence[int], found: bool) -> Selection:
        """The rows as an answer; under one that only announces a list, the names of what it lists.

        `found`: as in `points`.
        """
        told: dict[int, list[int]] = {}
        names: dict[int, tuple[str, ...]] = {}
        heads: set[int] = set()
        points = self.points(rows, found)
        chosen = frozenset(row for group in points for row in group)
        for group in points:
            row = group[0]
            above = self._verdict_over(row) if found else -1
            if above >= 0 and (above in heads or above not in told):
                heads.add(above)
                told[above] = [*told.get(above, [above]), *(one for one in group if one != above)]
                names[above] = (*names.get(above, ()), short(self.passages[row]))
            elif above < 0 and row in heads:
                told[row] += group[1:]
            elif above < 0:
                told[row] = group
                names[row] = self._names_below(group, chosen) if self._leads(row) else ()
        entries = tuple(names.values()) if any(names.values()) else ()
        headed = frozenset(at for at, row in enumerate(told) if row in heads)
        return Selection(self.passages_of(list(told.values())), entries, heads=headed)

    def _verdict_over(self, row: int) -> int:
        """The row above that says what holds of an entry which alone says nothing of it, else -1.

        充电宝 is no answer to 能寄充电宝吗, and reads like yes: 以下物品禁止邮寄 stands above it.
        """
        entry = self.passages[row]
        above = self.passages[entry.parent] if entry.parent >= 0 else None
        if above is None or above.role is Role.TITLE or self._leads(row) or not is_bare(entry.text):
            return -1
        said = above.text.rstrip().split("\n")[-1]
        if _WAYS.search(said):
            return -1  # 以下方法可以提高分数: what stands below is a way, and says so itself
        tells = VERDICT.search(said) if said[-1] in ANNOUNCING else not is_statement(above) and REFUSES.search(said)
        return entry.parent if tells else -1

    def _leads(self, row: int) -> bool:
        """Whether it only announces what stands under it."""
        return self.passages[row].text.rstrip()[-1] in ANNOUNCING or not is_statement(self.passages[row])

    def in_turn(self, rows: Sequence[int]) -> list[int]:
        """The rows, those that are steps in the order of the text where the best of them stands; else best first."""
        lists: dict[Hashable, list[int]] = {}
        for row in rows:
            lists.setdefault(self.passages[row].family, []).append(row)
        steps = {family: sorted(entries) for family, entries in lists.items() if self._are_steps(sorted(entries))}
        turned = [steps.get(self.passages[row].family, [row]) for row in rows]
        return list(dict.fromkeys(row for entries in turned for row in entries))

    def _are_steps(self, entries: Sequence[int]) -> bool:
        """Whether these rows of one list are more than a few that happen to be in it: all of it, or many."""
        first = self.passages[entries[0]]
        every = [row for row in self._entries(first.parent) if self.passages[row].role is first.role]
        whole = len(entries) > 1 and list(entries) == every
        in_a_row = len(entries) == _STEPS - 1 and entries[-1] - entries[0] == len(entries) - 1
        return whole or in_a_row or len(entries) >= _STEPS

    def points(self, rows: Sequence[int], found: bool = False) -> list[list[int]]:
        """The rows with what says the same elsewhere, in groups. What joins none of the rows is no point of its own.

        `found`: only what is among the best hits, too; a narrow question is not about all that says nearly the same.
        """
        chosen = set(rows)
        joined = [row for row in self.with_partners(rows) if row in chosen or not found or row in self.found]
        return [group for group in self.grouped(joined) if not chosen.isdisjoint(group)]

    def with_partners(self, rows: Sequence[int]) -> list[int]:
        """The rows and, behind them, those that say the same elsewhere. A caution is no partner of a way."""
        others = [r for row in rows for r in self._elsewhere(row) if self.warns(r) is self.warns(row)]
        return list(dict.fromkeys([*rows, *others]))

    def grouped(self, rows: Sequence[int]) -> list[list[int]]:
        """The rows in groups that say the same; ways and cautions are never one group."""
        parts = ([r for r in rows if self.warns(r) is warns] for warns in (False, True))
        families = {row: self.passages[row].family for row in rows}
        groups = [group for part in parts for group in merge.group(part, self.same, families)]
        return sorted(groups, key=lambda group: rows.index(group[0]))

    def passages_of(self, groups: Sequence[Sequence[int]]) -> tuple[tuple[Passage, ...], ...]:
        """Rows to passages."""
        return tuple(tuple(self.passages[row] for row in group) for group in groups)

    def warns(self, row: int) -> bool:
        """Whether it is something to avoid."""
        return self.passages[row].role is Role.CAUTION

    def _elsewhere(self, row: int) -> list[int]:
        """The rows that say the same in this article, or in one that has something to say to the question."""
        near = {self.passages[one].source for one in (row, *self.found)}
        return [other for other in sorted(self.same.get(row, ())) if self.passages[other].source in near]

    def _entries(self, heading: int) -> list[int]:
        """What stands right under a heading and says something, if only by what stands under it in turn."""
        rows = self.below.get(heading, ())
        return [row for row in rows if is_statement(self.passages[row]) or self.below.get(row)]

    def _names_below(self, group: Sequence[int], told: Set[int] = frozenset()) -> tuple[str, ...]:
        """Short names of what stands under the heads of a group, what says the same only once; but of what is told
        itself none.
        """
        rows = [row for head in group for row in self._listed(head)]
        named = [members[0] for members in self.grouped(rows) if told.isdisjoint(members)]
        return tuple(dict.fromkeys(short(self.passages[row]) for row in named))

    def _listed(self, heading: int) -> list[int]:
        """The entries right under a heading; of a table its rows, without the one that names the columns."""
        return [
            one for row in self._entries(heading) for one in (self._entries(row) if self._is_header(row) else [row])
        ]

    def _is_header(self, row: int) -> bool:
        """Whether it only names the columns of the rows under it: 序号 | 事项 | 责任人."""
        columns, rows = cells(self.passages[row]), self._entries(row)
        alike = columns > 1 and all(cells(self.passages[one]) == columns for one in rows)
        return alike and bool(rows) and not is_statement(self.passages[row])

    def _of_articles(self, chosen: Sequence[int], titles: Mapping[int, float]) -> list[int]:
        """What answers in the first title's article, and in those of the others that there is still room for."""
        kept: dict[str, list[int]] = {}
        for title in chosen:
            source = self.passages[title].source
            rows = [] if source in kept else self._of_article(title, titles)
            if rows and (not kept or sum(map(len, kept.values())) + len(rows) <= BROAD_MOST):
                kept[source] = rows
        return [row for rows in sorted(kept.values()) for row in rows]

    def _of_article(self, title: int, titles: Mapping[int, float]) -> list[int]:
        """The ways of the article of a title, and what it warns of; not of a part whose own title is far from asked."""
        whole = article_of(self.passages, title)
        limit = titles.get(title, 0.0) - PART_LEEWAY
        far = {self.passages[row].part for row, nearer in titles.items() if row in whole and nearer < limit}
        rows = [row for row in whole if self.passages[row].part not in far]
        ways = [r for r in rows if self.passages[r].role is Role.METHOD and self._is_way(r)]
        warnings = [r for r in rows if self.warns(r) and is_statement(self.passages[r])]
        return ways + [r for r in warnings if self._inside(r, Role.CAUTION)]

    def _is_way(self, row: int) -> bool:
        """Whether it is a way of its own: no detail of another one; of bare headings one over entries that are none."""
        if is_statement(self.passages[row]):
            return not self._inside(row, Role.METHOD)
        return bool(self._entries(row)) and not any(self.passages[r].role is Role.METHOD for r in self.below[row])

    def _inside(self, row: int, role: Role) -> bool:
        """Whether the passage stands under one of this role: a way's detail, or an entry of a list of warnings."""
        parent = self.passages[row].parent
        if parent < 0 or self.passages[parent].role is not role:
            return False
        return role is Role.CAUTION or is_statement(self.passages[parent])
