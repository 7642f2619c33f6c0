"""The passages of a knowledge base as a tree: what answers for a heading, and what an entry says only with others."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass

from huabei_qa.answer.names import (
    DENIES,
    HOLDS,
    MARKS,
    NAME,
    REFUSES,
    VERDICT,
    cells,
    is_bare,
    is_bare_value,
    is_one_clause,
)
from huabei_qa.passages import article_of, is_statement
from huabei_qa.question import asks
from huabei_qa.records import Passage, Role
from huabei_qa.relevance import MOST
from huabei_qa.text import COUNTS
from huabei_qa.words import normalise

TITLE_LEEWAY = 0.8
"""How much farther (log-odds of retrieval) than the best statement a title may be for its article to answer too."""
PART_LEEWAY = 5.5
"""The same for a further article of the same file: of two halves on one subject none was farther than 5.0 of 43."""
BROAD_MOST = 30
"""Rows that an answer may have."""
_IN_FULL = 11
"""Rows up to which the steps that stand under bare headings (准备, 步骤) are told in place of these: of more the names
of the headings tell more at once.
"""
ANNOUNCING = ":："
"""What words end in that announce a list."""
_COUNTS = re.compile(COUNTS)
_STEPS = 4
"""Entries of one list, or one fewer that follow one another, from which on they are taken for steps."""
_WAYS = re.compile("方法|方式|办法|做法|辦法|途径|途徑|措施|建议|建議|技巧|步骤|步驟")
"""What announces ways, each of which says something by itself."""
_OTHERS = re.compile(
    "(?:其[他它余]|除此之?外|除上述|上述以外|以上之外|其餘)(?:的?[^,，。;；:：|\t]{0,5}"
    "(?:人[员員群]?|者|[员員]工?|[学學]生|客[户戶人]|[用住]户|[会會][员員]|民|旅客|[车車][型辆輛]?|[机機型][型号號]|城市|地[区區方]|[区區]域|省份?|[国國]家"
    "|[时時日][间間段期]|情[况況形]|[类類型]|品[种種类類]|商品|[产產]品|[专專][业業]|年[龄齡]|以外))?[:：|\t]"
)
"""How an entry for the rest begins (其他人, 其他城市); 其他要求 is one of its own, 其他债务不要太多 a way."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The passages as a tree, and which of them say the same."""

    passages: Sequence[Passage]
    below: Mapping[int, Sequence[int]]
    """The rows right under each heading."""
    same: Mapping[int, frozenset[int]]
    """For a row the rows that say the same."""
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
            alike = sorted({heading, *self.elsewhere(heading)})
            rows = [row for one in alike for row in self.entries(one)]
        in_full: dict[int, None] = {}
        for row in rows:
            in_full |= dict.fromkeys(self._in_full(row))
            if len(in_full) > _IN_FULL:
                named = ([one] if self._names(one) else self._entries_of(one) for one in rows)
                return list(dict.fromkeys(one for entries in named for one in entries))
        return list(in_full)

    def _in_full(self, row: int) -> list[int]:
        """The row; of a bare heading what stands under it, behind it if it is a step itself (点击管理)."""
        return [*([row] if self._is_step(row) else ()), *self._entries_of(row)]

    def _is_step(self, row: int) -> bool:
        """Whether it is a bare heading beside steps of one line, and neither announces nor asks."""
        passage = self.passages[row]
        if is_statement(passage) or self._ends_in_colon(row) or asks(normalise(passage.text)):
            return False
        beside = (self.passages[one] for one in self.below.get(passage.parent, ()))
        return any(p.role is passage.role and is_statement(p) and "\n" not in p.text for p in beside)

    def _entries_of(self, row: int) -> list[int]:
        """The row; in place of a bare heading what stands under it."""
        return [row] if is_statement(self.passages[row]) else self.entries(row) or [row]

    def _names(self, row: int) -> bool:
        """Whether a heading says by its name what stands under it: not if it is too short (看房, 签约), nor above a
        paragraph.
        """
        of_paragraph = any(self.passages[one].opening for one in self.below.get(row, ()))
        return len(self.passages[row].label.rstrip(MARKS)) >= NAME and not of_paragraph

    def with_sentence(self, row: int) -> list[int]:
        """The row and, if one sentence alone stands under it, that: no list, it goes on with what the row says."""
        below = self.below.get(row, ())
        entries = self.entries(row) if len(below) == 1 and is_statement(self.passages[row]) else []
        return [row, *(one for one in entries if not self.passages[one].label and not self.leads(row))]

    def told(self, rows: Sequence[int]) -> list[int]:
        """The rows; in place of one that only announces a list (住宿费标准:), what it lists, for that is the answer.

        So too in place of an entry for all others (其他人:58元), which says nothing without these.
        """
        told = [self.listed(row) if self._only_announces(row) else self._with_list(row) for row in rows]
        every = list(dict.fromkeys(one for entries in told for one in entries))
        chosen = set(rows)
        room = max(0, BROAD_MOST - sum(row in chosen for row in every))
        cut_off = set([row for row in every if row not in chosen][room:])  # what was chosen itself never is
        return [row for row in every if row not in cut_off]

    def completed(self, rows: Sequence[int], left_out: Set[int]) -> list[int]:
        """The rows; of a list that one of them announces, or that the first is an entry of, every entry, where half are
        among them; none `left_out`.
        """
        chosen, every = set(rows), list[int]()
        for row in rows:
            head = self._announcing(row) if row == rows[0] and not self.leads(row) else row
            listed = self.leads(head) and self.passages[head].role is not Role.TITLE
            entries = [entry for entry in self.listed(head) if entry not in left_out] if listed else []
            half = len(entries) > 1 and 2 * sum(entry in chosen for entry in entries) >= len(entries)
            every += [row, *(entries if half else ())]
        return list(dict.fromkeys(every))

    def _announcing(self, row: int) -> int:
        """The row above, if it announces a list with a colon; else the row."""
        above = self.passages[row].parent
        return above if above >= 0 and self._ends_in_colon(above) else row

    def _with_list(self, row: int) -> list[int]:
        """The row; with the short list that it counts (…不允许飞行，原因主要有两个。), and in place of one for all
        others the whole list.
        """
        entries = self.listed(row) if self._counts(row) else []
        return [row, *entries] if 0 < len(entries) <= MOST else self._with_others(row)

    def _with_others(self, row: int) -> list[int]:
        """The row; of one for the rest of a short list the whole list."""
        passage = self.passages[row]
        entries = self.below.get(passage.parent, ()) if _OTHERS.match(passage.text) else ()
        alike = [one for one in entries if self.passages[one].family == passage.family and self.passages[one].label]
        return alike if 1 < len(alike) <= MOST else [row]

    def entries(self, heading: int) -> list[int]:
        """What stands right under a heading and says something, if only by what stands under it in turn."""
        rows = self.below.get(heading, ())
        return [row for row in rows if is_statement(self.passages[row]) or self.below.get(row)]

    def listed(self, heading: int) -> list[int]:
        """The entries right under a heading; of a table its rows, without the one that names the columns."""
        return [one for row in self.entries(heading) for one in (self.entries(row) if self._is_header(row) else [row])]

    def _is_header(self, row: int) -> bool:
        """Whether it only names the columns of the rows under it: 序号 | 事项 | 责任人."""
        columns, rows = cells(self.passages[row]), self.entries(row)
        alike = columns > 1 and all(cells(self.passages[one]) == columns for one in rows)
        return alike and bool(rows) and not is_statement(self.passages[row])

    def elsewhere(self, row: int) -> list[int]:
        """The rows that say the same in this article, or in one that has something to say to the question."""
        near = {self.passages[one].source for one in (row, *self.found)}
        return [other for other in sorted(self.same.get(row, ())) if self.passages[other].source in near]

    def warns(self, row: int) -> bool:
        """Whether it is something to avoid."""
        return self.passages[row].role is Role.CAUTION

    def leads(self, row: int) -> bool:
        """Whether it only announces what stands under it."""
        return self._counts(row) or self._ends_in_colon(row) or not is_statement(self.passages[row])

    def _ends_in_colon(self, row: int) -> bool:
        return self.passages[row].text.rstrip()[-1] in ANNOUNCING

    def _counts(self, row: int) -> bool:
        """Whether it is a sentence that says how many entries the list below it has: 原因主要有两个。"""
        return bool(self.below.get(row)) and _COUNTS.search(self.passages[row].text.rstrip()) is not None

    def _only_announces(self, row: int) -> bool:
        """Whether it leads to a list and says nothing of its entries (以下物品禁止邮寄: does); of sections the lead."""
        passage = self.passages[row]
        heading, _, lead = passage.text.partition("\n")
        named = is_one_clause(lead.strip() or heading) and not HOLDS.search(passage.text)
        return named and passage.role is not Role.TITLE and self.leads(row) and bool(self.entries(row))

    def verdict_over(self, row: int, several: bool = False) -> int:
        """The row above that says what holds of an entry which alone says nothing of it, else -1.

        充电宝 is no answer to 能寄充电宝吗, and reads like yes: 以下物品禁止邮寄 stands above it. `several`: more than
        one statement is asked for; then only one that denies them is missed.
        """
        entry = self.passages[row]
        above = self.passages[entry.parent] if entry.parent >= 0 else None
        if above is None or above.role is Role.TITLE or self.leads(row):
            return -1
        said = above.text.rstrip().split("\n")[-1]
        if not is_bare(entry.text):  # 私教课:300元/节 below 年卡不含: reads like yes, too
            of_value = said[-1] in ANNOUNCING and DENIES.search(said) and is_bare_value(entry)
            return entry.parent if of_value else -1
        if _WAYS.search(said) or (several and not DENIES.search(said)):
            return -1  # 以下方法可以提高分数: what stands below is a way, and says so itself
        tells = VERDICT.search(said) if said[-1] in ANNOUNCING else not is_statement(above) and REFUSES.search(said)
        return entry.parent if tells else -1

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
        every = [row for row in self.entries(first.parent) if self.passages[row].role is first.role]
        whole = len(entries) > 1 and list(entries) == every
        in_a_row = len(entries) == _STEPS - 1 and entries[-1] - entries[0] == len(entries) - 1
        return whole or in_a_row or len(entries) >= _STEPS

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
        ways = [row for row in rows if self.passages[row].role is Role.METHOD]
        over_steps = {row for row in ways if self._is_over_steps(row)}
        ways = [row for row in ways if self._is_way(row, over_steps)]
        ways = [one for way in ways for one in (self._announced(way) or [way])]
        warnings = [r for r in rows if self.warns(r) and is_statement(self.passages[r])]
        return ways + [r for r in warnings if self._inside(r, Role.CAUTION) or self._in_list_of_warnings(r)]

    def _announced(self, row: int) -> list[int]:
        """The ways that a section, which is none itself, only announces: 如何提额, below it 从以下几个方面入手:."""
        ways = [one for one in self.entries(row) if self.passages[one].role is Role.METHOD]
        leads = "\n" in self.passages[row].text.rstrip() and self._ends_in_colon(row)
        return ways if leads and len(ways) > 1 else []

    def _is_way(self, row: int, over_steps: Set[int]) -> bool:
        """Whether it is a way of its own: no detail of another one, and no step; of bare headings one over steps."""
        if row in over_steps:
            return True
        passage = self.passages[row]
        return is_statement(passage) and not self._inside(row, Role.METHOD) and passage.parent not in over_steps

    def _is_over_steps(self, row: int) -> bool:
        """Whether it is a bare heading over entries most of which are no ways by themselves.

        Of steps one may have a label (6、领取方式:…), which makes it look like a way.
        """
        roles = [self.passages[one].role for one in self.entries(row)] if not is_statement(self.passages[row]) else []
        return bool(roles) and 2 * roles.count(Role.METHOD) < len(roles)

    def _in_list_of_warnings(self, row: int) -> bool:
        """Whether it is an entry of a list that has nothing but warnings, whatever stands above it."""
        beside = self.below.get(self.passages[row].parent, ())
        return len(beside) > 1 and all(self.warns(one) for one in beside)

    def _inside(self, row: int, role: Role) -> bool:
        """Whether the passage stands under one of this role: a way's detail, or an entry of a list of warnings."""
        parent = self.passages[row].parent
        if parent < 0 or self.passages[parent].role is not role:
            return False
        return role is Role.CAUTION or is_statement(self.passages[parent])
