"""Deciding what is answered to one question: whether anything, how sure, and which passages make it up."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from huabei_qa import contrary
from huabei_qa.answer import Draft, Selection, select
from huabei_qa.confidence import Calibration
from huabei_qa.knowledge.choosing import choose
from huabei_qa.knowledge.looking import Seen
from huabei_qa.knowledge.narrowing import in_place
from huabei_qa.knowledge.opening import State
from huabei_qa.question import BROAD, Shape, lacked
from huabei_qa.records import Hit, Status
from huabei_qa.words import normalise

_DECIDED = (Shape.YESNO, Shape.EFFECT)
"""Shapes of questions that one statement decides: it comes first."""
_TELLS_OF_LACK = re.compile(
    "即使|除外|必须|必須|须|須|需要|才[能可会會]|方可|只有|只[限能]|逾期|拖?欠|缺|停|取消|失败|否则|不然|视为"
)
"""What tells what holds without something."""


_NAMED = 0.8
"""Confidence where a question is no more than the name of its best hit."""


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
    if seen.asks and _is_name(now, seen):
        confidence = max(confidence, _NAMED)
    status = _status(now.calibration, confidence, seen.signals)
    chosen = Selection(())
    if status is not Status.NOT_FOUND:
        rows = None if among is None else frozenset(among.tolist())
        elsewhere = partial(now.looker.elsewhere, asked, shape=seen.shape)
        chosen = _chosen(now, asked, seen, Partners(now.same, rows, elsewhere))
    if not chosen.groups:
        unsure = min(confidence, math.nextafter(now.calibration.answer_above, 0.0))
        return Decided(asked, Draft(Status.NOT_FOUND, unsure, ()), seen.hits, seen.signals)
    if status is Status.ANSWERED and _only_implied(seen, chosen):
        status = Status.PARTIAL
    first, warned = seen.shape in _DECIDED and not chosen.rows, seen.shape is Shape.CAUTIONS
    draft = Draft(status, confidence, chosen.groups, chosen.entries, first, warned, chosen.heads, chosen.beside)
    return Decided(asked, draft, now.looker.first(chosen.rows, seen.hits), seen.signals)


def _is_name(now: State, seen: Seen) -> bool:
    """Whether the question is no more than the name of its best hit, or a word of it, with or without that of the whole
    article: 产假 of 产假:158天; 套现, 花呗套现 of 避免套现.
    """
    if seen.shape is not Shape.STATEMENT or not seen.hits:
        return False
    best = seen.hits[0].passage
    asked, name, title = (
        now.looker.words.content_terms(words) for words in (seen.plain, normalise(best.label), normalise(best.document))
    )
    bare = sum(map(len, asked)) == len(seen.plain.replace(" ", ""))
    return bare and {*name} - {*title} & {*asked} != set() and {*asked} <= {*name, *title}


def _only_implied(seen: Seen, chosen: Selection) -> bool:
    """Whether it is asked what holds without something (不绑卡能提额吗), or of one of two kinds (白天), and only told
    what holds with it, or of the other.
    """
    if seen.shape not in _DECIDED:
        return False
    kinds = contrary.kinds(seen.plain)
    if kinds and all(contrary.is_of_other(kinds, in_place(passage)) for passage in chosen.groups[0]):
        return True
    without = lacked(seen.plain)
    return bool(without) and not any(_tells_of_lack(normalise(p.text), without) for p in chosen.groups[0])


def _tells_of_lack(text: str, without: str) -> bool:
    """Whether a statement says what holds without just that: 不收费 and 小额免密 deny something else."""
    parts = {without[at : at + 2] for at in range(max(1, len(without) - 1))}
    denied = re.compile(rf"[不没無无未免非]\w{{0,2}}(?:{'|'.join(map(re.escape, sorted(parts)))})")
    return _TELLS_OF_LACK.search(text) is not None or denied.search(text) is not None


def _chosen(now: State, asked: str, seen: Seen, same: Mapping[int, frozenset[int]]) -> Selection:
    said, choice = choose(now, asked, seen)
    looker = now.looker
    left_out = {hit.row for hit in seen.hits} - {hit.row for hit in said}
    found = select(said, choice, seen.titles, looker.passages, looker.below, same, seen.shape in BROAD, left_out)
    # What a thing is, is not told by the ways that the defining sentence goes on to announce.
    return replace(found, entries=()) if seen.shape is Shape.DEFINITION else found


def _status(calibration: Calibration, confidence: float, signals: Mapping[str, float]) -> Status:
    if confidence < calibration.answer_above:
        return Status.NOT_FOUND
    return Status.ANSWERED if calibration.outright(signals) >= calibration.outright_above else Status.PARTIAL
