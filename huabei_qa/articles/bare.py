"""Numbers that only a count makes markers: 1 范围 beside 1.1, 01 浇水, 一 选软件, 01 | 调整范围."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from huabei_qa.articles.markers import Marker, Rank
from huabei_qa.articles.numbering import number_of
from huabei_qa.records import Span

_BARE = re.compile(r"(0[1-9]|[1-9]\d?)[ \t\u3000]+(?=[^\s\d]\S*$)")
_BARRED = re.compile(r"(0?[1-9]|[1-9]\d)[ \t\u3000]*[|｜丨][ \t\u3000]*(?=[^\s|｜丨][^|｜丨]*$)")
_SPACED = re.compile(r"([一二三四五六七八九十]{1,3})[ \t\u3000]+(?=\S{2,}$)")
_SAYS = "。.！!…~～”"
_STYLE = -2
_FEWEST = 2
_ENOUGH = 3  # that need nothing between them


def bare_numbers(text: str, spans: Sequence[Span], markers: Sequence[Marker | None]) -> list[Marker | None]:
    """The markers, and numbers with nothing but a space behind them (1 范围, 01 浇水), which count up from 1.

    They are some in a text that is numbered by decimals too, or where they are written with a 0. Those with something
    between them (01 … 02 …) are sections, unless they stand below some.
    """
    run = _counted(text, spans, markers, _BARE)
    decimals = any(marker is not None and marker.rank == Rank.DECIMAL for marker in markers)
    padded = all(text[span.start] == "0" for span in run.values())
    if len(run) < _FEWEST or not (decimals or padded):
        return list(markers)
    first = next(iter(run))
    below = any(marker is not None and Rank.HAN <= marker.rank <= Rank.HAN_PAREN for marker in markers[:first])
    sections = padded and not below and _are_apart([*run, len(spans)])
    return _marked(markers, run, _rank(text, spans, first) if sections else Rank.ARABIC)


def barred_numbers(text: str, spans: Sequence[Span], markers: Sequence[Marker | None]) -> list[Marker | None]:
    """The markers, and numbers with a bar behind them (01 | 调整范围), which count sections up from 1.

    Something stands between them, else they are rows of a table.
    """
    run = _counted(text, spans, markers, _BARRED)
    sections = len(run) >= _FEWEST and _are_apart([*run, len(spans)])
    return _marked(markers, run if sections else {}, Rank.HAN)


def spaced_numerals(text: str, spans: Sequence[Span], markers: Sequence[Marker | None]) -> list[Marker | None]:
    """The markers, and Han numerals with nothing but a space behind them (一 选软件), which count up from 1.

    Two are some only where something stands between them.
    """
    run = _counted(text, spans, markers, _SPACED)
    if len(run) < (_FEWEST if _are_apart([*run, len(spans)]) else _ENOUGH):
        return list(markers)
    return _marked(markers, run, _rank(text, spans, next(iter(run))))


def _counted(
    text: str, spans: Sequence[Span], markers: Sequence[Marker | None], pattern: re.Pattern[str]
) -> dict[int, Span]:
    """The numbers that count up from 1 at the start of lines without a marker."""
    run: dict[int, Span] = {}
    for i, (span, marker) in enumerate(zip(spans, markers, strict=True)):
        found = None if marker else pattern.match(text, span.start, span.end)
        if found and number_of(found[1]) == len(run) + 1:
            run[i] = Span(*found.span())
    return run


def _marked(markers: Sequence[Marker | None], run: dict[int, Span], rank: Rank) -> list[Marker | None]:
    found = list(markers)
    for number, (i, span) in enumerate(run.items(), 1):
        found[i] = Marker(rank, number, span, _STYLE)
    return found


def _rank(text: str, spans: Sequence[Span], first: int) -> Rank:
    """How deep a count of sections stands that begins with line `first`: below what may head or announce it."""
    says = first > 1 and text[spans[first - 1].end - 1] in _SAYS
    return Rank.HAN if first <= 1 or says else Rank.HAN_PAREN


def _are_apart(places: Sequence[int]) -> bool:
    return all(other - one > 1 for one, other in pairwise(places))
