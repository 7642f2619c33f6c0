"""Deciding what is answered to one question: whether anything, how sure, and which passages make it up."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from huabei_qa import decline
from huabei_qa.answer import Draft, Selection, select
from huabei_qa.answer.names import name_of
from huabei_qa.answer.tree import ANNOUNCING
from huabei_qa.confidence import Calibration
from huabei_qa.knowledge.looking import Seen
from huabei_qa.knowledge.opening import State
from huabei_qa.merge import turned_round
from huabei_qa.passages import is_statement
from huabei_qa.question import BROAD, Shape, asks, shape_of, supposes_a_lack
from huabei_qa.records import Hit, Role, Status
from huabei_qa.relevance import READ, Heading
from huabei_qa.words import normalise

_DECIDED = (Shape.YESNO, Shape.EFFECT)
"""Shapes of questions that one statement decides: it comes first."""
_TELLS_OF_LACK = re.compile(
    "[不没無无未非勿免]|即使|除外|必须|必須|须|須|需要|才[能可会會]|方可|只有|只[限能]|逾期|拖?欠|缺|停|取消|失败"
)
"""What tells what holds without something."""
_SIDED = (Shape.HOWTO, Shape.LIST)
"""Shapes that of two opposite lists ask for one."""
_OF_ONE = (Shape.NUMBER, Shape.YESNO, Shape.PLACE, Shape.DEFINITION)
"""Shapes that ask of one thing, if they name it."""
_COMPARES = re.compile("区别|差别|不同|相比|比较|哪[个种些]|分别|各[自是]|都")
"""Who asks so asks of several."""
_JOINS = "和与及跟、~～到至-"
"""What joins a name to another one: 科目二和三, 周二到周五."""
_READ_AS_ANSWER = 0.5
"""The reader's probability from which what stands under a heading is the list that was asked for."""

_REASONED = (Shape.WHY, Shape.STATEMENT)
"""Shapes that ask for the reason where they say that something has fallen."""
_LOWERS, _BESIDE_BEST = 0.2, 0.6
"""The reader's probability from which what lowers a thing tells why it fell, and its least share of the best hit's."""
_NAMES_IT = 0.5
"""Share of what a how-to asks about that a caution has which warns of just that."""
_MENDS = re.compile("怎么办|咋办|咋整|处理|解决|补救|避免|防止|预防|恢复")
"""Who asks so wants out of it, or not into it."""
_SURE_OF_CAUTION = 0.85
"""The reader's probability from which a caution that is the best hit answers a how-to."""


class Decided(NamedTuple):
    """What shall be answered to a question."""

    question: str
    draft: Draft
    hits: Sequence[Hit]
    signals: dict[str, float]
    """What the confidence is made of."""

    @property
    def is_found(self) -> bool:
        """Whether there is an answer."""
        return self.draft.status is not Status.NOT_FOUND


@dataclass(frozen=True, slots=True)
class Partners(Mapping[int, frozenset[int]]):
    """For a row those that say the same, less what a question leaves out; worked out for the rows that are asked for.

    In a large knowledge base most rows have partners, and hardly any of them belong to an answer.
    """

    same: Mapping[int, frozenset[int]]
    among: frozenset[int] | None
    """The only rows to count; None: all."""
    elsewhere: Callable[[Iterable[int]], Set[int]]
    """Which of some rows are about another product."""

    def __getitem__(self, row: int) -> frozenset[int]:
        others = self.same[row] if self.among is None else self.same[row] & self.among
        left_out = self.elsewhere([row, *sorted(others)]) if others else frozenset[int]()
        return frozenset[int]() if row in left_out else others - left_out

    def __iter__(self) -> Iterator[int]:
        return iter(self.same)

    def __len__(self) -> int:
        return len(self.same)


def decide(now: State, asked: str, among: NDArray[np.int64] | None) -> Decided:
    """What shall be answered to one question; `among`: the only rows to look at."""
    seen = now.looker.look(asked, among=among)
    confidence = now.calibration.probability(seen.signals) if seen.asks and seen.hits else 0.0
    status = _status(now.calibration, confidence, seen.signals)
    chosen = Selection(())
    if status is not Status.NOT_FOUND:
        rows = None if among is None else frozenset(among.tolist())
        elsewhere = partial(now.looker.elsewhere, asked, shape=seen.shape)
        chosen = _chosen(now, asked, seen, Partners(now.same, rows, elsewhere))
    if not chosen.groups:
        unsure = min(confidence, math.nextafter(now.calibration.answer_above, 0.0))
        return Decided(asked, Draft(Status.NOT_FOUND, unsure, ()), seen.hits, seen.signals)
    if status is Status.ANSWERED and _only_implied(asked, seen, chosen):
        status = Status.PARTIAL
    first, warned = seen.shape in _DECIDED and not chosen.rows, seen.shape is Shape.CAUTIONS
    draft = Draft(status, confidence, chosen.groups, chosen.entries, first, warned, chosen.heads)
    return Decided(asked, draft, now.looker.first(chosen.rows, seen.hits), seen.signals)


def _only_implied(asked: str, seen: Seen, chosen: Selection) -> bool:
    """Whether it is asked what holds without something (不绑卡能提额吗), and only told what holds with it."""
    if seen.shape not in _DECIDED or not supposes_a_lack(normalise(asked)):
        return False
    return not any(_TELLS_OF_LACK.search(passage.text) for passage in chosen.groups[0])


def answering(seen: Seen) -> list[Hit]:
    """The hits that an answer may be made of: what to avoid answers no how-to, unless there is nothing else, or the
    reader is sure of the best hit (纸质票丢了怎么办, told in a section of reminders).
    """
    said = [hit for hit in seen.hits if is_statement(hit.passage)]
    if seen.shape is not Shape.HOWTO:
        return said
    sure = said[:1] if said and _read(said[0]) >= _SURE_OF_CAUTION else []
    return sure + [hit for hit in said[len(sure) :] if hit.passage.role is not Role.CAUTION] or said


def _chosen(now: State, asked: str, seen: Seen, same: Mapping[int, frozenset[int]]) -> Selection:
    fallen = _of_a_fall(asked, seen)
    alone = fallen or _warned_of(asked, seen)
    said, headings = (alone, []) if alone else _on_its_side(now, asked, seen)
    choice = now.relevance.decide(said, headings, seen.shape)
    if fallen:  # each of the reasons may be the one
        choice = replace(choice, count=max(choice.count, sum(_read(hit) >= _LOWERS for hit in fallen)))
    elif seen.shape is Shape.CAUTIONS:
        choice = replace(choice, headings=(*_warning(now, seen, said), *choice.headings))
    elif seen.shape is Shape.LIST:
        choice = replace(choice, headings=(*_named(seen), *choice.headings))
    in_turn = seen.shape in BROAD
    found = select(said, choice, seen.titles, now.looker.passages, now.looker.below, same, in_turn)
    # What a thing is, is not told by the ways that the defining sentence goes on to announce.
    return replace(found, entries=()) if seen.shape is Shape.DEFINITION else found


def _of_a_fall(asked: str, seen: Seen) -> list[Hit]:
    """To a question why something fell, the hits that tell what lowers it; none: no such question, or nothing tells."""
    if seen.shape not in _REASONED or not decline.is_asked(normalise(asked)):
        return []
    said = answering(seen)[:READ]
    lowering = [hit for hit in said if decline.is_told(normalise(hit.passage.text))]
    best = max(map(_read, said), default=0.0)
    if max(map(_read, lowering), default=0.0) < max(_LOWERS, _BESIDE_BEST * best):
        return []
    return sorted(lowering, key=lambda hit: _read(hit) < _LOWERS)  # those that are read as reasons first


def _warned_of(asked: str, seen: Seen) -> list[Hit]:
    """To a question how to do what the best hit warns of (怎么套现), the warnings of it; none: no such question.

    They have at least twice as much of the question's words as any way has, and nothing is read as a better answer.
    """
    said = [hit for hit in seen.hits if is_statement(hit.passage)][:READ]
    if seen.shape is not Shape.HOWTO or not said or not _read(said[0]) or _MENDS.search(normalise(asked)):
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


def _on_its_side(now: State, asked: str, seen: Seen) -> tuple[list[Hit], list[Heading]]:
    """Hits and headings, but of two opposite lists (可以报销的费用, 不予报销的费用) only the one asked for.

    What decides a yes/no question may stand under either.
    """
    said = answering(seen)
    if seen.shape not in _SIDED:
        return _of_its_name(asked, seen, said), seen.headings
    said = _asked_by_heading(now, asked, seen, said)
    above = {row: _above(now, row) for row in [*(hit.row for hit in said), *(h.row for h in seen.headings)]}
    told = {text for texts in above.values() for text in texts}
    other = {text for text in told if turned_round(asked, text)}
    opposite = {text for text in other if any(turned_round(text, own) for own in told - other)}
    wrong = {row for row, texts in above.items() if not opposite.isdisjoint(texts)}
    return [hit for hit in said if hit.row not in wrong] or said, [h for h in seen.headings if h.row not in wrong]


def _of_its_name(asked: str, seen: Seen, said: list[Hit]) -> list[Hit]:
    """The hits; where the best one is the entry of a list that the question names (科目二多少分及格), without its
    siblings of other names.
    """
    plain = normalise(asked)
    if not said or seen.shape not in _OF_ONE or _COMPARES.search(plain):
        return said
    family = said[0].passage.family
    named = {hit.row: name_of(hit.passage) for hit in said if hit.passage.family == family}
    name = named[said[0].row]
    before, found, behind = plain.partition(name) if len(name) > 1 else ("", "", "")
    if not found or before.endswith(tuple(_JOINS)) or behind.startswith(tuple(_JOINS)):
        return said
    return [hit for hit in said if hit.row not in named or not named[hit.row] or named[hit.row] in plain]


def _asked_by_heading(now: State, asked: str, seen: Seen, said: list[Hit]) -> list[Hit]:
    """The hits; where the best one's heading asks just this, without what stands under one that asks something else.

    To 怎么退货 nothing is told that stands under 怎么换货, one of the same list: it lacks what is asked for, and names
    another thing.
    """
    heading, family = _asking(now, said[0]) if said else ("", None)
    if not heading or shape_of(heading) is not seen.shape:
        return said
    content = _content(now, asked)
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
    announced = passages[passage.parent].text if passage.parent >= 0 else ""
    return (*passage.path, passage.label, announced.split("\n")[-1] if announced.endswith(tuple(ANNOUNCING)) else "")


def _warning(now: State, seen: Seen, said: Sequence[Hit]) -> list[int]:
    """The list of what to avoid that a question for such a list means: one read as its answer, or the best hit's."""
    read = [h for h in seen.headings if h.read is not None and h.read >= _READ_AS_ANSWER]
    rows = [h.row for h in sorted(read, key=lambda h: -(h.read or 0.0))]
    rows += [row for hit in said[:1] for row in (hit.row, hit.passage.parent)]
    return [row for row in rows if row >= 0 and now.looker.passages[row].role is Role.CAUTION]


def _named(seen: Seen) -> list[int]:
    """The sections that a list is asked for by name (需要什么材料: 所需材料), where the title does not name it."""
    read = [h for h in seen.headings if h.adds > 0 and h.read is not None and h.read >= _READ_AS_ANSWER]
    return [h.row for h in sorted(read, key=lambda h: (-h.adds, -(h.read or 0.0)))]


def _status(calibration: Calibration, confidence: float, signals: Mapping[str, float]) -> Status:
    if confidence < calibration.answer_above:
        return Status.NOT_FOUND
    return Status.ANSWERED if calibration.outright(signals) >= calibration.outright_above else Status.PARTIAL
