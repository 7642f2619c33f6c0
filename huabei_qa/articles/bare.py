"""Numbers that only a count makes markers: 1 范围 beside 1.1, 01 浇水, 一 选软件, 01 | 范围, 1 alone, 5. of 5.60岁."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise, zip_longest

from huabei_qa.articles.markers import Marker, Rank, marker_at
from huabei_qa.articles.numbering import number_of
from huabei_qa.records import Span
from huabei_qa.text import UNITS, has_words, is_blank_between, trimmed

_BARE = re.compile(r"(0[1-9]|[1-9]\d?)[ \t\u3000]+(?=[^\s\d]\S*$)")
_ENTRY = re.compile(r"([1-9]\d?)[ \t\u3000]+(?=[\u4e00-\u9fff“《「【]\S+$)")
_MEASURED = re.compile(rf"{UNITS}|[勺匙碗根颗粒片瓣头把棵朵块支双米倍万亿季楼号栋室]")
_BARRED = re.compile(r"(0?[1-9]|[1-9]\d)[ \t\u3000]*[|｜丨][ \t\u3000]*(?=[^\s|｜丨][^|｜丨]*$)")
_SPACED = re.compile(r"([一二三四五六七八九十]{1,3})[ \t\u3000]+(?=\S{2,}$)")
_POINTED = re.compile(r"([1-9]\d?)[.．](?=\d)")
_WHOLE = re.compile(r"\d{2,4}(?:周?岁|歲|年|天|日|小时|小時|分钟|分鐘|[个個人名次位家])")
"""What is counted in whole numbers: 60岁, 24小时."""
_LABEL = re.compile(r"(?!(?:答案?|回答|解答|答[复覆]|A|Answer)\s*[:：])[^:：。，,；;！!？?\n]{1,18}[:：]\s*(?=\S)")
_HALF = re.compile(r"[上中下]篇[:：、\s]\s*(?=\S)")
_ALONE = re.compile(r"[1-9]\d?")
_SAYS = "。.！!…~～”"
_STYLE = -2
_LONGEST_ENTRY = 6  # lines from one number alone on its line to the next
_FEWEST = 2
_ENOUGH = 3  # that need nothing between them


def with_counts_begun(text: str, spans: Sequence[Span]) -> list[Span]:
    """The lines, a label apart from the first entry of the count that goes on below it: 附件：1.地图 above 2.照片."""
    found: list[Span] = []
    for span, after in zip_longest(spans, spans[1:]):
        label = _LABEL.match(text, span.start, span.end) if after else None
        entry = Span(label.end(), span.end) if label else span
        found += [trimmed(text, *label.span()), entry] if label and _begins(text, entry, after) else [span]
    return found


def _begins(text: str, entry: Span, after: Span) -> bool:
    """Whether an entry is the first of a count, and the second one stands right below it."""
    first, second = marker_at(text, entry), marker_at(text, after)
    if first is None or second is None or is_blank_between(text, entry.end, after.start):
        return False
    return first.style == second.style and (first.number, second.number) == (1, 2)


def bare_numbers(text: str, spans: Sequence[Span], markers: Sequence[Marker | None]) -> list[Marker | None]:
    """The markers, and numbers with nothing but a space behind them (1 范围, 01 浇水), which count up from 1.

    They are some in a text that is numbered by decimals too, or where they are written with a 0. Those with something
    between them (01 … 02 …) are sections, unless they stand below some.
    """
    run = _counted(text, spans, markers, _BARE)
    decimals = any(marker is not None and marker.rank == Rank.DECIMAL for marker in markers)
    padded = all(text[span.start] == "0" for span in run.values())
    if len(run) < _FEWEST or not (decimals or padded):
        return _entries(text, spans, markers)
    first = next(iter(run))
    below = any(marker is not None and Rank.HAN <= marker.rank <= Rank.HAN_PAREN for marker in markers[:first])
    sections = padded and not below and _are_apart([*run, len(spans)])
    return _marked(markers, run, _rank(text, spans, first) if sections else Rank.ARABIC)


def _entries(text: str, spans: Sequence[Span], markers: Sequence[Marker | None]) -> list[Marker | None]:
    """The markers, and numbers with a space behind them of entries that count up from 1 at least to 3 (1 续航变短).

    Not what is measured (1 个鸡蛋), nor the rows of a table.
    """
    runs: list[dict[int, Span]] = []
    for i, (span, marker) in enumerate(zip(spans, markers, strict=True)):
        entry = None if marker else _ENTRY.match(text, span.start, span.end)
        if entry and entry[1] == "1":
            runs.append({})
        if entry and runs and int(entry[1]) == len(runs[-1]) + 1:
            runs[-1][i] = Span(*entry.span())
    found = list(markers)
    for run in runs:
        measured = sum(_MEASURED.match(text, span.end) is not None for span in run.values())
        if len(run) >= _ENOUGH and 2 * measured < len(run):
            found = _marked(found, run, Rank.ARABIC)
    return found


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


def pointed_numbers(text: str, spans: Sequence[Span], markers: Sequence[Marker | None]) -> list[Marker | None]:
    """The markers, and numbers whose point stands right before a digit (5.60岁以上), between the entries 4. and 6.

    Behind 4. the last entry of a list is one too, if what stands behind its point is counted in whole numbers.
    """
    found = list(markers)
    free = zip(spans, markers, strict=True)
    pointed = [None if marker else _POINTED.match(text, span.start, span.end) for span, marker in free]
    for is_run, places in groupby(range(len(spans)), lambda i: pointed[i] is not None):
        run = {i: one for i in places if (one := pointed[i])}
        above = found[min(run) - 1] if is_run and min(run) else None
        if above is None or above.rank != Rank.ARABIC or above.number is None:
            continue
        numbers = list(range(above.number + 1, above.number + 1 + len(run)))
        if [int(one[1]) for one in run.values()] == numbers and _is_closed(text, markers, run, numbers[-1]):
            for number, (i, one) in zip(numbers, run.items(), strict=True):
                found[i] = Marker(Rank.ARABIC, number, Span(*one.span()), above.style)
    return found


def _is_closed(text: str, markers: Sequence[Marker | None], run: dict[int, re.Match[str]], number: int) -> bool:
    """Whether the next number of a count stands behind its lines that end in `number`, or they may be its last ones."""
    last = max(run)
    after = markers[last + 1] if last + 1 < len(markers) else None
    if after is not None and after.rank == Rank.ARABIC:
        return after.number == number + 1
    return number >= _ENOUGH and _WHOLE.match(text, run[last].end()) is not None


def halves(text: str, spans: Sequence[Span], markers: Sequence[Marker | None]) -> list[Marker | None]:
    """The markers, and 上篇：, 下篇： (中篇： between them), which are equals, and above 一、 where they hold some."""
    run: dict[int, Span] = {}
    for i, (span, marker) in enumerate(zip(spans, markers, strict=True)):
        found = _HALF.match(text, span.start, span.end) if i and marker is None else None
        if found:
            run[i] = Span(*found.span())
    if "".join(text[span.start] for span in run.values()) not in ("上下", "上中下"):
        return list(markers)
    han = any(marker is not None and marker.rank == Rank.HAN for marker in markers[next(iter(run)) :])
    return _marked(markers, run, Rank.CHAPTER if han else Rank.HAN)


def without_numbers_alone(text: str, spans: Sequence[Span]) -> tuple[list[Span], dict[int, Marker]]:
    """The lines without those that hold nothing but the number of the line below (1 above 打开设置), and these numbers
    as markers, by where the numbered lines begin.

    They count up from 1, and so again in each section, with a few lines between: numbers of pages lie farther apart.
    """
    runs = _runs_alone(text, spans)
    if all(len(run) < _FEWEST for run in runs):
        return list(spans), {}
    found = {}
    for run in runs:
        for number, i in enumerate(run, 1):
            found[spans[i + 1].start] = Marker(Rank.ARABIC, number, Span(spans[i].start, spans[i + 1].start), _STYLE)
    alone = {i for run in runs for i in run}
    return [span for i, span in enumerate(spans) if i not in alone], found


def _runs_alone(text: str, spans: Sequence[Span]) -> list[list[int]]:
    """The lines that hold nothing but a number, each count from 1 by itself."""
    runs: list[list[int]] = []
    for i in range(1, len(spans) - 1):
        if not _is_alone(text, spans, i):
            continue
        number = int(spans[i].of(text))
        if number == 1:
            runs.append([i])
        elif runs and number == len(runs[-1]) + 1 and i - runs[-1][-1] <= _LONGEST_ENTRY:
            runs[-1].append(i)
    return runs


def _is_alone(text: str, spans: Sequence[Span], i: int) -> bool:
    """Whether a line holds nothing but a number, right above one that says something and has no marker."""
    span, below = spans[i], spans[i + 1]
    if _ALONE.fullmatch(text, span.start, span.end) is None or is_blank_between(text, span.end, below.start):
        return False
    words = has_words(below.of(text)) and not below.of(text).isdecimal()
    return words and marker_at(text, below) is None


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
