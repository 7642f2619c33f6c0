"""Narrowing the hits to those that may answer such a question: of its side, its way, its entry, its kind of number.

Similarity takes what is told of the other list, the opposite act or the entry beside for the answer.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from itertools import permutations

from huabei_qa import avoiding, contrary, direction, measures
from huabei_qa.answer.names import cells, name_of
from huabei_qa.answer.tree import ANNOUNCING
from huabei_qa.knowledge.looking import Seen
from huabei_qa.knowledge.opening import State
from huabei_qa.knowledge.spans import of_amount
from huabei_qa.merge import turned_round
from huabei_qa.passages import is_statement
from huabei_qa.question import Shape, asks, shape_of
from huabei_qa.records import Hit, Passage, Role
from huabei_qa.relevance import READ, Heading
from huabei_qa.words import normalise

_SIDED = (Shape.HOWTO, Shape.LIST)
"""Shapes that of two opposite lists ask for one."""
OF_WAYS = (*_SIDED, Shape.STATEMENT)
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
READ_AS_ANSWER = 0.5
"""The reader's probability from which what stands under a heading is the list that was asked for, or a hit is of it."""
_BESIDE_BEST = 0.6
"""The least share of the best hit's probability that what is of the kind asked for (lowers a thing, warns, has such a
number, is one of all) is read with.
"""
MENDS = re.compile("怎么办|咋办|咋整|处理|解决|补救|避免|防止|预防|恢复")
"""Who asks so wants out of it, or not into it."""
_SURE_OF_CAUTION = 0.85
"""The reader's probability from which a caution that is the best hit answers a how-to."""
_CLAUSES = re.compile("[,;。!?]")


def narrowed(now: State, asked: str, seen: Seen) -> tuple[list[Hit], list[Heading]]:
    """The hits, best first, and the headings that may answer the question as it was asked."""
    return _of_its_kind(seen, *_its_way(now, seen, *_on_its_side(now, asked, seen)))


def _of_its_kind(seen: Seen, said: list[Hit], headings: list[Heading]) -> tuple[list[Hit], list[Heading]]:
    """Hits and headings; of two kinds (已开封, 未开封) no hits of the other than the question is of.

    If the best hit is such a one, another must say that it is of the right kind, or be read as an answer and nearly as
    well. A yes/no question may be answered by what holds of the other kind, in part (`deciding`): 仅限室内使用.
    """
    kinds = [] if seen.shape in (Shape.YESNO, Shape.EFFECT) else contrary.kinds(seen.plain)
    if not kinds:
        return said, headings
    other = [contrary.is_of_other(kinds, in_place(hit.passage)) for hit in said[:READ]]
    if not any(other):
        return said, headings
    kept = [hit for hit, wrong in zip(said, other, strict=False) if not wrong]
    if not other[0]:
        return kept, headings
    of_kind = [hit for hit in kept if contrary.is_of_same(kinds, in_place(hit.passage))]
    least = max(READ_AS_ANSWER, nearly_best(said[:READ]))
    return of_kind or [hit for hit in kept if reading(hit) >= least], headings if of_kind else []


def in_place(passage: Passage) -> str:
    """The words of a statement behind the heading right above it, normalised."""
    return normalise(" ".join((*passage.path[-1:], passage.text)))


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
    way = direction.asked(seen.plain) if seen.shape in OF_WAYS else 0
    thing = _of_what(now, seen.plain) if way else frozenset()
    if not thing:
        return said, headings
    kept = [hit for hit in said[:READ] if not _goes_against(now, hit.row, way, thing)]
    if not kept or (kept[0] is not said[0] and reading(kept[0]) < nearly_best(said[:READ])):
        return [], []
    kept += said[READ:]  # what is not read is hardly ever told
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
    return content_of(now, direction.without(clause))


def answering(seen: Seen, passages: Sequence[Passage]) -> list[Hit]:
    """The hits that an answer may be made of; `passages`: all of the knowledge base, by row.

    What to avoid answers no how-to, unless there is nothing else, the reader is sure of the best hit (纸质票丢了怎么办,
    told in a section of reminders), or likes it better than any way, and a way out is asked for (过敏了怎么办). To who
    asks what not to do nothing else is told, if what is found of it is read nearly as well as the best.
    """
    said = [hit for hit in seen.hits if is_statement(hit.passage)]
    if seen.shape is Shape.CAUTIONS and avoiding.is_asked(seen.plain):
        warning = [hit for hit in said if _warns(passages, hit)]
        return warning if 0 < nearly_best(said[:READ]) <= max(map(reading, warning[:READ]), default=0.0) else said
    if seen.shape is not Shape.HOWTO or not said:
        return said
    ways = [hit for hit in said if hit.passage.role is not Role.CAUTION]
    mends = MENDS.search(seen.plain) and reading(said[0]) > max(map(reading, ways), default=0.0)
    sure = said[0].passage.role is Role.CAUTION and (mends or reading(said[0]) >= _SURE_OF_CAUTION)
    return [*(said[:1] if sure else ()), *ways] or said


def _warns(passages: Sequence[Passage], hit: Hit) -> bool:
    """Whether it tells of something not to do, or is announced as that: 禁止下列行为:, but not 不要违约,规矩如下:."""
    *_, announced = _clauses(_announcing(passages, hit.passage).rstrip(ANNOUNCING))
    told = any(avoiding.is_told(words) for words in (normalise(hit.passage.text), announced))
    return hit.passage.role is Role.CAUTION or told


def _announcing(passages: Sequence[Passage], passage: Passage) -> str:
    """The sentence above a passage that announces it; empty: none does."""
    return announcement(passages[passage.parent]) if passage.parent >= 0 else ""


def announcement(passage: Passage) -> str:
    """The line that a passage announces a list with; empty: it announces none."""
    text = passage.text.rstrip()
    return text.split("\n")[-1] if text.endswith(tuple(ANNOUNCING)) else ""


def _of_its_measure(seen: Seen, said: list[Hit]) -> list[Hit]:
    """The hits; to who asks for a number only those that have one of that kind, if they are read nearly as well."""
    if not said or seen.shape is not Shape.NUMBER:
        return said
    having = [hit for hit in said[:READ] if not measures.lacks(seen.plain, normalise(hit.passage.text))]
    return having if having and reading(having[0]) >= nearly_best(said[:READ]) else said


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
    if not longer:
        return said
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
    content = content_of(now, seen.plain)
    if not content or not content <= content_of(now, heading):
        return said
    others = [(content_of(now, words), one == family) for words, one in (_asking(now, hit) for hit in said)]
    alike = [not beside or content <= named or named <= content for named, beside in others]
    return [hit for hit, kept in zip(said, alike, strict=True) if kept]


def content_of(now: State, words: str) -> frozenset[str]:
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


def reading(hit: Hit) -> float:
    """The reader's probability; 0 of what was not read."""
    return hit.evidence.reader or 0.0


def nearly_best(hits: Sequence[Hit]) -> float:
    """What a hit is read with that is read nearly as well as the best of these."""
    return _BESIDE_BEST * max(map(reading, hits), default=0.0)
