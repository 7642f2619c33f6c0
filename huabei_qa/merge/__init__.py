"""Which statements say the same, so that an answer makes a point once and cites every place that makes it.

Decided when a knowledge base is built, by a logistic model over how alike two statements are and how much more so
than anything else (`signals.py`), among others once a learnt matrix has turned their vectors toward what says the same
(`model.py`; weights and matrix by `tools/fit_merge.py`, from articles whose repeats were marked by hand). Statements
that contradict each other, and short ones with too little in common (`opposition.py`), are never the same, nor are near
entries of one list, nor statements of articles on different subjects (`subjects.py`).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from huabei_qa.merge.model import LIKENESS, Fit, Logistic, choose
from huabei_qa.merge.opposition import contradict, turned_round, unlike, unrelated
from huabei_qa.merge.signals import Pair, Statement, among_ways, centred, nearness
from huabei_qa.merge.subjects import Subjects

__all__ = [
    "LIKENESS",
    "Fit",
    "Logistic",
    "Pair",
    "Statement",
    "Subjects",
    "among_ways",
    "both_ways",
    "centred",
    "choose",
    "contradict",
    "decided",
    "group",
    "log_odds",
    "nearness",
    "pairs",
    "partners",
    "turned_round",
    "unlike",
    "ways_likely",
]

EQUAL_FROM = 12
"""Letters and signs of words from which on statements of equal words are the same wherever they stand."""
TERSE = 16
"""Letters below which an entry means something only below its own heading, as 长按复位键 5 秒 does."""
EQUAL_MOST = 50
"""Places of one statement; the pairs of more would be too many, and no answer shows them."""
_NAME = re.compile(r"(?P<name>\w{5,20})(?:[,，:：;；。(（]|$)")
"""The short name that an entry begins with, or is."""
_EXAMPLES = re.compile(r"\w{5,20}(?:[,，:：(（]?(?:比如|例如|如|包括)[^。;；]*)?[。;；]?$")
"""An entry that is a name, and maybe examples of it."""
_LEAST = 1e-4
"""How near to 0 and to 1 a probability counts: some hundreds of marked pairs bear out no longer odds. The weights of
ways were fitted with it."""


def pairs(
    statements: Sequence[Statement],
    vectors: NDArray[np.float32],
    context: NDArray[np.float32] | None = None,
    fit: Fit | None = None,
    names: NDArray[np.float32] | None = None,
    subjects: Subjects | None = None,
) -> list[Pair]:
    """Positions (i, j), i < j, of the statements that say the same, ascending.

    `vectors` are those of the statements' words alone, `context` those in context, `names` those of the short names of
    ways (by default the same); unit length, shape (statements, dimension). `statements` stand in the order of the
    text. `fit` is `choose(fingerprint)` of the encoder that made the vectors; by default that of any encoder. Of each
    list a statement is the same as at most its likeliest entry. Those of two articles are the same only where
    `subjects`, if given, says that both are on one. Longer ones of equal words are the same in any case.
    """
    fit = fit or choose("")
    found, table = nearness(statements, vectors, vectors if context is None else context, fit.turn)
    likely = fit.model.probability(table) if found else np.empty(0)
    of_ways = np.flatnonzero([both_ways(statements[i], statements[j]) for i, j in found])
    if fit.ways is not None and len(of_ways):
        short = vectors if names is None else names
        likely[of_ways] = ways_likely(fit, statements, [found[at] for at in of_ways], likely[of_ways], vectors, short)
    alike = decided(statements, found, likely, fit.model)
    if subjects is not None:
        alike = [(i, j) for i, j in alike if subjects.one(statements[i].part[0], statements[j].part[0])]
    return sorted({*_equal(statements), *_named_again(statements), *alike})


def ways_likely(
    fit: Fit,
    statements: Sequence[Statement],
    found: Sequence[Pair],
    likely: NDArray[np.float64],
    vectors: NDArray[np.float32],
    names: NDArray[np.float32],
) -> NDArray[np.float64]:
    """How likely pairs of ways are the same, by how likely they are as any others would be, and among the ways."""
    assert fit.ways is not None
    table = among_ways(statements, found, vectors, names, fit.turn)
    return fit.ways.probability(table | {"log_odds": log_odds(likely)})


def log_odds(likely: NDArray[np.float64]) -> NDArray[np.float64]:
    """ln(p / (1 - p)), within -9.2 and 9.2: that of `_LEAST`."""
    kept = np.clip(likely, _LEAST, 1 - _LEAST)
    return np.asarray(np.log(kept / (1 - kept)), dtype=np.float64)


def _equal(statements: Sequence[Statement]) -> list[Pair]:
    """Pairs of statements with the same words; short ones (联系客服) may mean another thing in another place."""
    of_words: dict[str, list[int]] = {}
    for at, statement in enumerate(statements):
        words = "".join(c for k, c in enumerate(statement.text) if _tells(statement.text, k))
        if len(words) >= EQUAL_FROM:
            of_words.setdefault(words, []).append(at)
    found = (pair for places in of_words.values() for pair in itertools.combinations(places[:EQUAL_MOST], 2))
    return [(i, j) for i, j in found if not _announce(statements[i], statements[j])]


def _named_again(statements: Sequence[Statement]) -> list[Pair]:
    """Pairs of entries of two parts of one file under one name, one of which says no more than that, but examples.

    完善个人信息,如学历、职业等 is the point that the other half makes at length (完善个人信息:…如实名认证等).
    """
    named: dict[tuple[str, str], list[int]] = {}
    for at, statement in enumerate(statements):
        found = None if statement.head else _NAME.match(statement.text)
        if found:
            named.setdefault((statement.part[0], found["name"]), []).append(at)
    together = (pair for places in named.values() for pair in itertools.combinations(places[:EQUAL_MOST], 2))
    return [
        (i, j)
        for i, j in together
        if statements[i].part != statements[j].part
        and any(_EXAMPLES.match(statements[at].text) for at in (i, j))
        and not unlike(statements[i].text, statements[j].text)
    ]


def _tells(text: str, at: int) -> bool:
    """Whether a character is more than punctuation: 1.5 and 15, 1-3 and 13, <5 and >5, 5% and 5 are not the same."""
    c, before, behind = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if c.isalnum() or c in "%‰" or unicodedata.category(c).startswith("S"):
        return True
    return behind.isdigit() and (before.isdigit() or c == "-")


def decided(
    statements: Sequence[Statement], found: Sequence[Pair], likely: NDArray[np.float64], model: Logistic
) -> list[Pair]:
    """The pairs likely enough that are the likeliest for both ends within the other's list, if their words allow."""
    above = [model.ways_above if both_ways(statements[i], statements[j]) else model.merge_above for i, j in found]
    enough = {pair: float(p) for pair, p, least in zip(found, likely, above, strict=True) if p >= least}
    best: dict[tuple[int, Hashable], float] = {}
    for (i, j), p in enough.items():
        for key in ((i, statements[j].family), (j, statements[i].family)):
            best[key] = max(best.get(key, 0.0), p)
    return sorted(
        (i, j)
        for (i, j), p in enough.items()
        if p >= max(best[i, statements[j].family], best[j, statements[i].family])
        and not _terse(statements[i], statements[j])
        and not unlike(statements[i].text, statements[j].text)
        and not unrelated(statements[i].text, statements[j].text)
    )


def _terse(one: Statement, other: Statement) -> bool:
    """Whether they stand under different headings of one article, and one says too little to be told from others there.

    The steps of two procedures are alike in form and differ in what they press; equal words are the same, unless they
    only announce what stands below them.
    """
    if not _apart(one, other):
        return False
    if one.text == other.text:
        return _announce(one, other)
    return min(sum(map(str.isalnum, statement.text)) for statement in (one, other)) < TERSE


def _apart(one: Statement, other: Statement) -> bool:
    """Whether they stand under different headings of one article, and neither is a heading."""
    return not (one.head or other.head) and one.part == other.part and one.family != other.family


def _announce(one: Statement, other: Statement) -> bool:
    """Whether each announces a list of its own: 安装步骤： under 苹果手机, and under 安卓手机."""
    return _apart(one, other) and one.text.endswith((":", "：")) and other.text.endswith((":", "："))


def both_ways(one: Statement, other: Statement) -> bool:
    """Whether they are ways (or sections) of two articles of one file, which mostly are on one subject."""
    (source, part), (file, of) = one.part, other.part
    return one.head and other.head and source == file and part != of


def group(rows: Sequence[int], same: Mapping[int, frozenset[int]], families: Mapping[int, Hashable]) -> list[list[int]]:
    """The rows in groups that say the same, groups and members in the order given.

    `same` holds for a row the rows that say the same. A row joins the first group of which at least half say the
    same as it does, so that a chain of pairs does not grow into a group of unlike ends; two entries of one list
    (`families`) meet in a group only if they themselves are the same.
    """
    groups: list[list[int]] = []
    for row in rows:
        alike = same.get(row, frozenset())
        for members in groups:
            joins = 2 * sum(member in alike for member in members) >= len(members)
            if joins and all(member in alike for member in members if families[member] == families[row]):
                members.append(row)
                break
        else:
            groups.append([row])
    return groups


def partners(found: Iterable[Sequence[int]]) -> dict[int, frozenset[int]]:
    """Pairs of rows as a lookup from each row to those that say the same."""
    table: dict[int, set[int]] = {}
    for i, j in found:
        table.setdefault(i, set()).add(j)
        table.setdefault(j, set()).add(i)
    return {row: frozenset(others) for row, others in table.items()}
