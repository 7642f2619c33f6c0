"""Choosing which of the hits and headings an answer to one question may be made of.

How many of them are told is decided by their chances (`relevance`); here stands what a question means that no chance
tells: which of two opposite lists, which entry, the reasons of a fall, what is warned of.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from itertools import permutations, takewhile

from huabei_qa import avoiding, decline, direction, measures
from huabei_qa.answer.names import cells, name_of
from huabei_qa.answer.tree import ANNOUNCING
from huabei_qa.knowledge.looking import Seen
from huabei_qa.knowledge.opening import State
from huabei_qa.knowledge.spans import of_amount
from huabei_qa.merge import turned_round
from huabei_qa.passages import is_statement
from huabei_qa.question import Shape, asks, shape_of
from huabei_qa.records import Hit, Passage, Role
from huabei_qa.relevance import MOST, READ, Choice, Heading
from huabei_qa.words import normalise

_SIDED = (Shape.HOWTO, Shape.LIST)
"""Shapes that of two opposite lists ask for one."""
_OF_WAYS = (*_SIDED, Shape.STATEMENT)
"""Shapes that a whole article may answer, or one of its sections."""
_OF_ONE = (Shape.NUMBER, Shape.YESNO, Shape.PLACE, Shape.DEFINITION)
"""Shapes that ask of one thing, if they name it."""
_OF_ONE_FACT = (Shape.NUMBER, Shape.PLACE, Shape.DEFINITION)
"""Of these those that a sibling, which has such a fact of another thing, only seems to answer."""
_COMPARES = re.compile("区别|差别|不同|相比|比较|哪[个种些]|分别|各[自是]|都")
"""Who asks so asks of several."""
_ADDS = "和与及跟、"
"""What joins the things of which several are asked."""
_JOINS = f"{_ADDS}~～到至-"
"""What joins a name to another one: 科目二和三, 周二到周五."""
_ASKS_FOR_ALL = re.compile("相关|有关的|方面的|都有(?:什么|啥|哪些)|哪些事|有哪些|所有|全部")
"""Who asks so wants all that there is, not the best few."""
_READ_AS_ANSWER = 0.5
"""The reader's probability from which what stands under a heading is the list that was asked for, or a hit is of it."""

_CLAUSES = re.compile("[,;。!?]")
_REASONED = (Shape.WHY, Shape.STATEMENT)
"""Shapes that ask for the reason where they say that something has fallen."""
_LOWERS = 0.2
"""The reader's probability from which what lowers a thing tells why it fell."""
_BESIDE_BEST = 0.6
"""The least share of the best hit's probability that what is of the kind asked for (lowers a thing, warns, has such a
number, is one of all) is read with.
"""
_NAMES_IT = 0.5
"""Share of what a how-to asks about that a caution has which warns of just that."""
_AS_WELL = 0.9
"""Share of a heading's probability from which on a hit is read as well as what stands under that."""
_MENDS = re.compile("怎么办|咋办|咋整|处理|解决|补救|避免|防止|预防|恢复")
"""Who asks so wants out of it, or not into it."""
_SURE_OF_CAUTION = 0.85
"""The reader's probability from which a caution that is the best hit answers a how-to."""


def choose(now: State, asked: str, seen: Seen) -> tuple[list[Hit], Choice]:
    """The hits that an answer may be made of, best first, and how many of them, or which headings instead."""
    fallen = _of_a_fall(now, seen)
    alone = fallen or _warned_of(seen)
    said, headings = (alone, []) if alone else _its_way(now, seen, *_on_its_side(now, asked, seen))
    choice = now.relevance.decide(said, _of_question(headings), seen.shape)
    if _ASKS_FOR_ALL.search(seen.plain):
        choice = replace(choice, count=max(choice.count, _read_nearly_as_well(said)))
    if fallen:  # each of the reasons may be the one
        choice = replace(choice, count=max(choice.count, sum(_read(hit) >= _LOWERS for hit in fallen)))
    elif seen.shape is Shape.CAUTIONS:
        choice = replace(choice, headings=(*_warning(now, seen, said), *_not_of_ways(now, seen, choice)))
    elif seen.shape in _OF_WAYS:
        first = _named(now.looker.passages, seen) if seen.shape is Shape.LIST else _its_own(now, seen, said, choice)
        choice = replace(choice, headings=(*first, *choice.headings))
    return said, choice


def _of_question(headings: Sequence[Heading]) -> list[Heading]:
    """The headings; where a section has what is asked and is read as an answer, no title that has no word of it."""
    asked = any(not heading.title and _is_asked_for(heading) for heading in headings)
    return [heading for heading in headings if not (asked and heading.title and heading.coverage <= 0)]


def _read_nearly_as_well(said: Sequence[Hit]) -> int:
    """How many of the first hits are read as answers, and hardly less so than the best."""
    least = max(_READ_AS_ANSWER, _nearly_best(said[:MOST]))
    return sum(1 for _ in takewhile(lambda hit: _read(hit) >= least, said[:MOST]))


def answering(seen: Seen, passages: Sequence[Passage]) -> list[Hit]:
    """The hits that an answer may be made of; `passages`: all of the knowledge base, by row.

    What to avoid answers no how-to, unless there is nothing else, the reader is sure of the best hit (纸质票丢了怎么办,
    told in a section of reminders), or likes it better than any way, and a way out is asked for (过敏了怎么办). To who
    asks what not to do nothing else is told, if what is found of it is read nearly as well as the best.
    """
    said = [hit for hit in seen.hits if is_statement(hit.passage)]
    if seen.shape is Shape.CAUTIONS and avoiding.is_asked(seen.plain):
        warning = [hit for hit in said if _warns(passages, hit)]
        return warning if 0 < _nearly_best(said[:READ]) <= max(map(_read, warning[:READ]), default=0.0) else said
    if seen.shape is not Shape.HOWTO or not said:
        return said
    ways = [hit for hit in said if hit.passage.role is not Role.CAUTION]
    mends = _MENDS.search(seen.plain) and _read(said[0]) > max(map(_read, ways), default=0.0)
    sure = said[0].passage.role is Role.CAUTION and (mends or _read(said[0]) >= _SURE_OF_CAUTION)
    return [*(said[:1] if sure else ()), *ways] or said


def _warns(passages: Sequence[Passage], hit: Hit) -> bool:
    """Whether it tells of something not to do, or is announced as that (装修期间禁止下列行为:)."""
    said = (hit.passage.text, _announcing(passages, hit.passage))
    return hit.passage.role is Role.CAUTION or any(avoiding.is_told(normalise(words)) for words in said)


def _announcing(passages: Sequence[Passage], passage: Passage) -> str:
    """The sentence above a passage that announces it; empty: none does."""
    above = passages[passage.parent].text.rstrip() if passage.parent >= 0 else ""
    return above.split("\n")[-1] if above.endswith(tuple(ANNOUNCING)) else ""


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
    name = _content(now, said[0].passage.label)
    return [own.row] if name and name <= _content(now, seen.plain) and _is_asked_for(own) else []


def _of_a_fall(now: State, seen: Seen) -> list[Hit]:
    """To a question why something fell, the hits that tell what lowers it; none: no such question, or nothing tells."""
    if seen.shape not in _REASONED or not decline.is_asked(seen.plain):
        return []
    said = answering(seen, now.looker.passages)[:READ]
    lowering = [hit for hit in said if decline.is_told(normalise(hit.passage.text))]
    if max(map(_read, lowering), default=0.0) < max(_LOWERS, _nearly_best(said)):
        return []
    return sorted(lowering, key=lambda hit: _read(hit) < _LOWERS)  # those that are read as reasons first


def _warned_of(seen: Seen) -> list[Hit]:
    """To a question how to do what the best hit warns of (怎么套现), the warnings of it; none: no such question.

    They have at least twice as much of the question's words as any way has, and nothing is read as a better answer.
    """
    said = [hit for hit in seen.hits if is_statement(hit.passage)][:READ]
    if seen.shape is not Shape.HOWTO or not said or not _read(said[0]) or _MENDS.search(seen.plain):
        return []
    warnings = [hit for hit in said if hit.passage.role is Role.CAUTION]
    ways = [hit.evidence.coverage for hit in said if hit.passage.role is not Role.CAUTION]
    named, least = said[0].evidence.coverage, max(_NAMES_IT, 2 * max(ways, default=0.0))
    if said[0] not in warnings or named < least or _read(said[0]) < max(map(_read, said)):
        return []
    return [hit for hit in warnings if hit.evidence.coverage >= named]


def _read(hit: Hit) -> float:
    """The reader's probability; 0 of what was not read."""
    return hit.evidence.reader or 0.0


def _nearly_best(hits: Sequence[Hit]) -> float:
    """What a hit is read with that is read nearly as well as the best of these."""
    return _BESIDE_BEST * max(map(_read, hits), default=0.0)


def _on_its_side(now: State, asked: str, seen: Seen) -> tuple[list[Hit], list[Heading]]:
    """Hits and headings, but of two opposite lists (可以报销的费用, 不予报销的费用) only the one asked for.

    What decides a yes/no question may stand under either.
    """
    said = answering(seen, now.looker.passages)
    of_several = _COMPARES.search(seen.plain) is not None
    if seen.shape not in _SIDED:
        said = _without_longer_names(seen, _of_its_measure(seen, said))
        return said if of_several else _of_its_words(seen, _of_its_name(seen, of_amount(asked, said))), seen.headings
    said = said if of_several else of_amount(asked, said)
    said = _of_its_words(seen, _asked_by_heading(now, seen, said))
    above = {row: _above(now, row) for row in [*(hit.row for hit in said), *(h.row for h in seen.headings)]}
    told = {text for texts in above.values() for text in texts}
    other = {text for text in told if turned_round(seen.plain, text)}
    opposite = {text for text in other if any(turned_round(text, own) for own in told - other)}
    wrong = {row for row, texts in above.items() if not opposite.isdisjoint(texts)}
    return [hit for hit in said if hit.row not in wrong] or said, [h for h in seen.headings if h.row not in wrong]


def _its_way(now: State, seen: Seen, said: list[Hit], headings: list[Heading]) -> tuple[list[Hit], list[Heading]]:
    """Hits and headings; to who asks how to lower a thing nothing that tells how to raise it, and the other way round.

    If the best hit is such a one, the others must be read nearly as well to be an answer.
    """
    way = direction.asked(seen.plain) if seen.shape in _OF_WAYS else 0
    thing = _of_what(now, seen.plain) if way else frozenset()
    if not thing:
        return said, headings
    kept = [hit for hit in said if not _goes_against(now, hit.row, way, thing)]
    if not kept or (kept[0] is not said[0] and _read(kept[0]) < _nearly_best(said[:READ])):
        return [], []
    return kept, [heading for heading in headings if not _goes_against(now, heading.row, way, thing)]


def _goes_against(now: State, row: int, way: int, thing: frozenset[str]) -> bool:
    """Whether a statement does not take anything of the thing this way itself, and it or what stands above it takes the
    thing the other way.
    """
    passage = now.looker.passages[row]
    own, above = ([*_clauses(*words)] for words in ((passage.text,), (passage.document, *_above(now, row))))
    if any(way in direction.told(clause) and not thing.isdisjoint(_of_what(now, clause)) for clause in own):
        return False
    return any(direction.told(clause) == {-way} and thing <= _of_what(now, clause) for clause in [*above, *own])


def _clauses(*words: str) -> Iterator[str]:
    """The clauses of texts, normalised."""
    return (clause for text in words for clause in _CLAUSES.split(normalise(text)))


def _of_what(now: State, clause: str) -> frozenset[str]:
    """What a clause says to go up or down."""
    return _content(now, direction.without(clause))


def _of_its_measure(seen: Seen, said: list[Hit]) -> list[Hit]:
    """The hits; to who asks for a number only those that have one of that kind, if they are read nearly as well."""
    if not said or seen.shape is not Shape.NUMBER:
        return said
    having = [hit for hit in said[:READ] if not measures.lacks(seen.plain, normalise(hit.passage.text))]
    return having if having and _read(having[0]) >= _nearly_best(said[:READ]) else said


def _of_its_name(seen: Seen, said: list[Hit]) -> list[Hit]:
    """The hits; where the best one is the entry of a list that the question names (科目二多少分及格), without its
    siblings of other names.
    """
    if not said or seen.shape not in _OF_ONE:
        return said
    family = said[0].passage.family
    named = {hit.row: name_of(hit.passage) for hit in said if hit.passage.family == family}
    name = named[said[0].row]
    before, found, behind = seen.plain.partition(name) if len(name) > 1 else ("", "", "")
    if not found or before.endswith(tuple(_JOINS)) or behind.startswith(tuple(_JOINS)):
        return said
    return [hit for hit in said if hit.row not in named or not named[hit.row] or named[hit.row] in seen.plain]


def _without_longer_names(seen: Seen, said: list[Hit]) -> list[Hit]:
    """The hits; where the question names an entry of a list (年卡多少钱), without those that only speak of another one
    whose name is longer (家庭年卡).
    """
    names: dict[Hashable, set[str]] = {}
    for hit in said[:READ]:
        names.setdefault(hit.passage.family, set()).add(name_of(hit.passage))
    longer = [
        (name, other)
        for family in names.values()
        for name, other in permutations(family, 2)
        if len(name) > 1 and name in seen.plain and other.endswith(name) and other not in seen.plain
    ]
    texts = (normalise(hit.passage.text) for hit in said)
    return [hit for hit, text in zip(said, texts, strict=True) if not any(_only_of(text, *pair) for pair in longer)]


def _only_of(text: str, name: str, longer: str) -> bool:
    """Whether a text has a name only as a part of a longer one."""
    return longer in text and name not in text.replace(longer, "")


def _of_its_words(seen: Seen, said: list[Hit]) -> list[Hit]:
    """The hits; of one number, place or thing asked for without the siblings of the best one that have less than half
    of its words of the question: 现场审核的时间 beside 网上报名的时间.
    """
    of_row = seen.shape is Shape.HOWTO and bool(said) and cells(said[0].passage) > 1
    if not said or not (of_row or seen.shape in _OF_ONE_FACT) or any(sign in seen.plain for sign in _ADDS):
        return said
    best, least = said[0], said[0].evidence.coverage / 2
    return [h for h in said if h.passage.family != best.passage.family or h.evidence.coverage >= least]


def _asked_by_heading(now: State, seen: Seen, said: list[Hit]) -> list[Hit]:
    """The hits; where the best one's heading asks just this, without what stands under one that asks something else.

    To 怎么退货 nothing is told that stands under 怎么换货, one of the same list: it lacks what is asked for, and names
    another thing.
    """
    heading, family = _asking(now, said[0]) if said else ("", None)
    if not heading or shape_of(heading) is not seen.shape:
        return said
    content = _content(now, seen.plain)
    if not content or not content <= _content(now, heading):
        return said
    others = [(_content(now, words), one == family) for words, one in (_asking(now, hit) for hit in said)]
    alike = [not beside or content <= named or named <= content for named, beside in others]
    return [hit for hit, kept in zip(said, alike, strict=True) if kept]


def _content(now: State, words: str) -> frozenset[str]:
    """What a text is about; of synonyms the first of their group."""
    return frozenset((marks or (word,))[0] for word, *marks in now.looker.words.content_with_marks(words))


def _asking(now: State, hit: Hit) -> tuple[str, Hashable]:
    """The heading of a hit, normalised, if it is put as a question, else empty; and the list that this is one of."""
    passages = now.looker.passages
    heads = [(hit.passage.label, hit.passage)]
    if hit.passage.path and hit.passage.parent >= 0:
        heads.append((hit.passage.path[-1], passages[hit.passage.parent]))
    named = ((normalise(words), head.family) for words, head in heads if words)
    return next(((words, family) for words, family in named if asks(words)), ("", None))


def _above(now: State, row: int) -> tuple[str, ...]:
    """The headings of a passage, its own too, and the sentence that announces it."""
    passages = now.looker.passages
    passage = passages[row]
    if passage.role is Role.TITLE:
        return ()
    return (*passage.path, passage.label, _announcing(passages, passage))


def _warning(now: State, seen: Seen, said: Sequence[Hit]) -> list[int]:
    """The list of what to avoid that a question for such a list means: one read as its answer, or the best hit's.

    To who asks what to heed, one that announces just that is such a list too (使用时应注意以下几点:).
    """
    passages = now.looker.passages
    read = [h for h in seen.headings if h.read is not None and h.read >= _READ_AS_ANSWER]
    rows = [h.row for h in sorted(read, key=lambda h: -(h.read or 0.0))]
    rows += [row for hit in said[:1] for row in (hit.row, hit.passage.parent) if row >= 0]
    heeded = not avoiding.is_asked(seen.plain)
    warning = [row for row in rows if passages[row].role is Role.CAUTION or (heeded and _is_to_heed(passages[row]))]
    return [row for row in warning if _is_of_question(now, seen, row)]


def _is_to_heed(passage: Passage) -> bool:
    """Whether it announces what is to be heeded."""
    said = passage.text.rstrip().split("\n")[-1]
    return said.endswith(tuple(ANNOUNCING)) and "注意" in normalise(said)


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
    return any(hit.evidence.coverage >= heading.coverage - 1e-6 and _read(hit) >= least for hit in beside)


def _is_asked_for(heading: Heading) -> bool:
    """Whether a section has a word of the question that no title has, and is read as an answer."""
    return heading.adds > 0 and (heading.read or 0.0) >= _READ_AS_ANSWER
