"""Choosing which of the hits and headings make up the answer to one question.

How many of them are told is decided by their chances (`relevance`); here stands what a question means that no chance
tells: the reasons of a fall, what is warned of, the list that is asked for by name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from huabei_qa import avoiding, decline
from huabei_qa.knowledge.looking import Seen
from huabei_qa.knowledge.narrowing import (
    MENDS,
    OF_WAYS,
    READ_AS_ANSWER,
    announcement,
    answering,
    content_of,
    narrowed,
    nearly_best,
    reading,
)
from huabei_qa.knowledge.opening import State
from huabei_qa.passages import is_statement
from huabei_qa.question import Shape
from huabei_qa.records import Hit, Passage, Role
from huabei_qa.relevance import MOST, READ, Choice, Heading
from huabei_qa.words import normalise

_ASKS_FOR_ALL = re.compile("相关|有关的|方面的|都有(?:什么|啥|哪些)|哪些事|有哪些|所有|全部")
"""Who asks so wants all that there is, not the best few."""
_REASONED = (Shape.WHY, Shape.STATEMENT)
"""Shapes that ask for the reason where they say that something has fallen."""
_LOWERS = 0.2
"""The reader's probability from which what lowers a thing tells why it fell."""
_NAMES_IT = 0.5
"""Share of what a how-to asks about that a caution has which warns of just that."""
_AS_WELL = 0.9
"""Share of a heading's probability from which on a hit is read as well as what stands under that."""


def choose(now: State, asked: str, seen: Seen) -> tuple[list[Hit], Choice]:
    """The hits that an answer may be made of, best first, and how many of them, or which headings instead."""
    fallen = _of_a_fall(now, seen)
    alone = fallen or _warned_of(seen)
    said, headings = (alone, []) if alone else narrowed(now, asked, seen)
    choice = now.relevance.decide(said, _of_question(headings), seen.shape)
    if _ASKS_FOR_ALL.search(seen.plain):
        choice = replace(choice, count=max(choice.count, _read_nearly_as_well(said)))
    if fallen:  # each of the reasons may be the one
        choice = replace(choice, count=max(choice.count, sum(reading(hit) >= _LOWERS for hit in fallen)))
    elif seen.shape is Shape.CAUTIONS:
        choice = replace(choice, headings=(*_warning(now, seen, said), *_not_of_ways(now, seen, choice)))
    elif seen.shape in OF_WAYS:
        first = _named(now.looker.passages, seen) if seen.shape is Shape.LIST else _its_own(now, seen, said, choice)
        choice = replace(choice, headings=(*first, *choice.headings))
    return said, choice


def _of_question(headings: Sequence[Heading]) -> list[Heading]:
    """The headings; where a section has what is asked and is read as an answer, no title that has no word of it."""
    asked = any(not heading.title and _is_asked_for(heading) for heading in headings)
    return [heading for heading in headings if not (asked and heading.title and heading.coverage <= 0)]


def _read_nearly_as_well(said: Sequence[Hit]) -> int:
    """How many of the first hits are read as answers, and hardly less so than the best."""
    least = max(READ_AS_ANSWER, nearly_best(said[:MOST]))
    return sum(1 for _ in takewhile(lambda hit: reading(hit) >= least, said[:MOST]))


def _of_a_fall(now: State, seen: Seen) -> list[Hit]:
    """To a question why something fell, the hits that tell what lowers it; none: no such question, or nothing tells."""
    if seen.shape not in _REASONED or not decline.is_asked(seen.plain):
        return []
    said = answering(seen, now.looker.passages)[:READ]
    lowering = [hit for hit in said if decline.is_told(normalise(hit.passage.text))]
    if max(map(reading, lowering), default=0.0) < max(_LOWERS, nearly_best(said)):
        return []
    return sorted(lowering, key=lambda hit: reading(hit) < _LOWERS)  # those that are read as reasons first


def _warned_of(seen: Seen) -> list[Hit]:
    """To a question how to do what the best hit warns of (怎么套现), the warnings of it; none: no such question.

    They have at least twice as much of the question's words as any way has, and nothing is read as a better answer.
    """
    said = [hit for hit in seen.hits if is_statement(hit.passage)][:READ]
    if seen.shape is not Shape.HOWTO or not said or not reading(said[0]) or MENDS.search(seen.plain):
        return []
    warnings = [hit for hit in said if hit.passage.role is Role.CAUTION]
    ways = [hit.evidence.coverage for hit in said if hit.passage.role is not Role.CAUTION]
    named, least = said[0].evidence.coverage, max(_NAMES_IT, 2 * max(ways, default=0.0))
    if said[0] not in warnings or named < least or reading(said[0]) < max(map(reading, said)):
        return []
    return [hit for hit in warnings if hit.evidence.coverage >= named]


def _its_own(now: State, seen: Seen, said: Sequence[Hit], choice: Choice) -> list[int]:
    """The section that is the best hit itself, where an article as a whole would be told in its place.

    To 怎么合理使用花呗 that is the section 合理使用花呗: all of its name is asked for, no title has it all, and it is
    read as an answer.
    """
    headings = {heading.row: heading for heading in seen.headings}
    whole = headings[choice.headings[0]] if choice.headings else None
    own = headings.get(said[0].row) if said else None
    if whole is None or own is None or not whole.title or own.title:
        return []
    name = content_of(now, said[0].passage.label)
    return [own.row] if name and name <= content_of(now, seen.plain) and _is_asked_for(own) else []


def _warning(now: State, seen: Seen, said: Sequence[Hit]) -> list[int]:
    """The list of what to avoid that a question for such a list means: one read as its answer, or the best hit's.

    To who asks what to heed, one that announces just that is such a list too (使用时应注意以下几点:).
    """
    passages = now.looker.passages
    read = [h for h in seen.headings if h.read is not None and h.read >= READ_AS_ANSWER]
    rows = [h.row for h in sorted(read, key=lambda h: -(h.read or 0.0))]
    rows += [row for hit in said[:1] for row in (hit.row, hit.passage.parent) if row >= 0]
    heeded = not avoiding.is_asked(seen.plain)
    to_heed = {row for row in rows if heeded and "注意" in normalise(announcement(passages[row]))}
    warning = [row for row in rows if passages[row].role is Role.CAUTION or row in to_heed]
    return [row for row in warning if _is_of_question(now, seen, row)]


def _is_of_question(now: State, seen: Seen, row: int) -> bool:
    """Whether a list is what is asked for: not if the best hit stands outside of it and has more than twice as much of
    the question as its entries on average and as its heading (喝酒后不能做什么: not all of 接种后注意事项).
    """
    best, entries = seen.hits[0], now.looker.below.get(row, ())
    if best.row == row or best.row in entries or not entries:
        return True
    heading = max((heading.coverage for heading in seen.headings if heading.row == row), default=0.0)
    mean = sum(hit.evidence.coverage for hit in seen.hits if hit.row in entries) / len(entries)
    return best.evidence.coverage <= 2 * max(heading, mean)


def _not_of_ways(now: State, seen: Seen, choice: Choice) -> list[int]:
    """The headings, but to who asks what not to do no title, below which stand ways, unless it is of that itself."""
    if not avoiding.is_asked(seen.plain):
        return list(choice.headings)
    named = ((row, now.looker.passages[row]) for row in choice.headings)
    return [row for row, one in named if one.role is not Role.TITLE or avoiding.is_asked(normalise(one.text))]


def _named(passages: Sequence[Passage], seen: Seen) -> list[int]:
    """The sections that a list is asked for by name (需要什么材料: 所需材料), where the title does not name it, and no
    hit has far more of what is asked.
    """
    least = max((hit.evidence.coverage for hit in seen.hits[:1]), default=0.0) / 2
    named = [h for h in seen.headings if _is_asked_for(h) and h.coverage >= least]
    # Shares that are the same differ in their last digits, by the order in which they were added up.
    ordered = sorted(named, key=lambda h: (-round(h.adds, 3), -h.nearer))
    return [] if ordered and _is_one_of(passages, ordered[0], seen) else [h.row for h in ordered]


def _is_one_of(passages: Sequence[Passage], heading: Heading, seen: Seen) -> bool:
    """Whether it is one answer among others, and not the list of them: another of the same list has as much of what is
    asked, and is read about as well.
    """
    least = _AS_WELL * (heading.read or 0.0)
    family = passages[heading.row].family
    beside = (hit for hit in seen.hits[:READ] if hit.passage.family == family and hit.row != heading.row)
    return any(hit.evidence.coverage >= heading.coverage - 1e-6 and reading(hit) >= least for hit in beside)


def _is_asked_for(heading: Heading) -> bool:
    """Whether a section has a word of the question that no title has, and is read as an answer."""
    return heading.adds > 0 and (heading.read or 0.0) >= READ_AS_ANSWER
