"""New words: what a text holds together like a word, though the dictionary cuts it in pieces.

Neighbouring pieces of jieba's cut are taken for a word if they attract each other and stand in changing company:

- cohesion: their pointwise mutual information, log2(p(xy) / (p(x) p(y))), proposed for finding Chinese words by Sproat
  and Shih, A Statistical Method for Finding Word Boundaries in Chinese Text, 1990; of more than two pieces, that of
  their weakest joint.
- branching entropy: that of the pieces before and behind, as word boundaries are where it rises (Huang and Powers,
  Chinese Word Segmentation Based on Contextual Entropy, 2003; Jin and Tanaka-Ishii, Unsupervised Segmentation of
  Chinese Text by Use of Branching Entropy, 2006). The edge of a clause is company of its own each time.

Pieces, not characters, are joined: what jieba cuts across (上线/下 in 线上线下) is not found, and far less is found
that is no word. A clause that stands in the texts again (a boilerplate line) counts once.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from huabei_qa.words import Words, normalise

MIN_COUNT = 3
"""Clauses. What stands in fewer is no candidate."""
MIN_COHESION = 3.0
"""Bits. Together eight times as often as by chance."""
MIN_ENTROPY = 0.9
"""Bits, on either side: of three occurrences two have different company."""
_MOST_PIECES, _MOST_CHARACTERS = 4, 8
_EDGES = Path(__file__).resolve().parent / "data" / "not_in_words.txt"
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_PIECE = re.compile(r"\w+")
_AMOUNT = re.compile(
    r"[\d.零一二三四五六七八九十百千万亿两几半数多第]+[个次年月日天元位名家岁周点时分秒倍条种件张份项米斤克块度]?"
)
_AROUND = 12  # characters of an example on either side

Gram = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A string that may be a word."""

    word: str
    """As `normalise` leaves it."""
    pieces: tuple[str, ...]
    """What it is cut into now."""
    count: int
    """Clauses that it stands in, each clause counted once."""
    cohesion: float
    """Pointwise mutual information of its weakest joint, bits."""
    left: float
    """Entropy of what stands before it, bits."""
    right: float
    """Entropy of what stands behind it, bits."""
    example: str = ""
    """It in a text, with some characters around."""

    @property
    def score(self) -> float:
        """By which candidates are ranked; without unit.

        Frequent, coherent and free; single characters among its pieces count for it, since a word that falls into
        characters is lost to the search, and one that falls into known words is found by those.
        """
        single = sum(len(piece) == 1 for piece in self.pieces)
        share = (1 + single) / (1 + len(self.pieces))
        return share * math.log2(self.count) * self.cohesion * min(self.left, self.right)

    def to_dict(self) -> dict[str, object]:
        """For JSON; figures to two places."""
        figures = {"cohesion": self.cohesion, "left_entropy": self.left, "right_entropy": self.right}
        rounded = {name: round(value, 2) for name, value in figures.items()}
        return {"word": self.word, "pieces": list(self.pieces), "count": self.count, **rounded, "example": self.example}


def discover(texts: Iterable[str], words: Words, limit: int = 20, min_count: int = MIN_COUNT) -> list[Candidate]:
    """Likely words of the texts that `words` does not keep whole, best first, at most `limit`.

    Of candidates that hold one another only the best is given: with it among the words, look again.
    """
    kept = list(texts)
    clauses = list(dict.fromkeys(clause for text in kept for clause in _clauses(words.cut(text))))
    least = max(2, min_count)
    counts = _counts(clauses, least)
    total = sum(count for gram, count in counts.items() if len(gram) == 1)
    barred = _edges()["anywhere"] | {word for word in words.stopwords if len(word) > 1}
    possible = {
        gram
        for gram, count in counts.items()
        if _may_be(gram, count, least, barred) and len(words.cut("".join(gram))) > 1
    }
    company = _company(clauses, possible)
    found = (
        Candidate("".join(gram), gram, counts[gram], _cohesion(gram, counts, total), *company[gram])
        for gram in possible
    )
    good = [c for c in found if c.cohesion >= MIN_COHESION and min(c.left, c.right) >= MIN_ENTROPY]
    best = _apart(sorted(good, key=lambda c: (-c.score, c.word)), limit)
    return _with_examples(best, kept)


def _clauses(pieces: Iterable[str]) -> Iterator[Gram]:
    """Pieces between marks and spaces."""
    clause: list[str] = []
    for piece in pieces:
        if _PIECE.fullmatch(piece):
            clause.append(piece)
        elif clause:
            yield tuple(clause)
            clause = []
    if clause:
        yield tuple(clause)


def _counts(clauses: Sequence[Gram], least: int) -> dict[Gram, int]:
    """How often each run of pieces occurs; of two and more, only those that occur often enough.

    Level by level: a run can only be frequent if it is so without its first piece and without its last.
    """
    counts: dict[Gram, int] = Counter((piece,) for clause in clauses for piece in clause)
    frequent = {gram for gram, count in counts.items() if count >= least}
    for size in range(2, _MOST_PIECES + 1):
        level = Counter(gram for gram in _runs(clauses, size) if gram[:-1] in frequent and gram[1:] in frequent)
        frequent = {gram for gram, count in level.items() if count >= least}
        counts |= {gram: level[gram] for gram in frequent}
    return counts


def _runs(clauses: Iterable[Gram], size: int) -> Iterator[Gram]:
    for clause in clauses:
        for start in range(len(clause) - size + 1):
            yield clause[start : start + size]


def _may_be(gram: Gram, count: int, least: int, barred: frozenset[str]) -> bool:
    """Whether a run of pieces, none of them barred, can be a word. One of known words must be twice as frequent."""
    word = "".join(gram)
    if len(gram) < 2 or len(word) > _MOST_CHARACTERS or not _HAN.search(word):
        return False
    if all(len(piece) > 1 for piece in gram) and count < 2 * least:
        return False
    edges = _edges()
    if gram[0] in edges["head"] or gram[-1] in edges["tail"]:
        return False
    return not any(piece in barred or _AMOUNT.fullmatch(piece) for piece in gram)


@cache
def _edges() -> Mapping[str, frozenset[str]]:
    """Pieces that may not stand anywhere in a word, at its head, at its tail."""
    found: dict[str, set[str]] = {"anywhere": set(), "head": set(), "tail": set()}
    for line in _EDGES.read_text(encoding="utf-8").splitlines():
        where, _, pieces = line.split("#")[0].partition(":")
        if pieces:
            found[where].update(pieces.split())
    return {where: frozenset(pieces) for where, pieces in found.items()}


def _cohesion(gram: Gram, counts: Mapping[Gram, int], total: int) -> float:
    joints = (counts[gram[:at]] * counts[gram[at:]] for at in range(1, len(gram)))
    return math.log2(counts[gram] * total / max(joints))


def _company(clauses: Sequence[Gram], wanted: set[Gram]) -> dict[Gram, tuple[float, float]]:
    """Entropies of what stands before and behind each of these runs, bits."""
    before: dict[Gram, Counter[str | int]] = defaultdict(Counter)
    behind: dict[Gram, Counter[str | int]] = defaultdict(Counter)
    for number, clause in enumerate(clauses):
        for size in range(2, _MOST_PIECES + 1):
            for start in range(len(clause) - size + 1):
                gram = clause[start : start + size]
                if gram in wanted:
                    before[gram][clause[start - 1] if start else number] += 1
                    behind[gram][clause[start + size] if start + size < len(clause) else number] += 1
    return {gram: (_entropy(before[gram].values()), _entropy(behind[gram].values())) for gram in wanted}


def _entropy(counts: Iterable[int]) -> float:
    kept = list(counts)
    total = sum(kept)
    return -sum(count / total * math.log2(count / total) for count in kept)


def _apart(ranked: Iterable[Candidate], limit: int) -> list[Candidate]:
    """The first ones of which none holds another."""
    chosen: list[Candidate] = []
    for candidate in ranked:
        if len(chosen) >= limit:
            break
        if not any(candidate.word in other.word or other.word in candidate.word for other in chosen):
            chosen.append(candidate)
    return chosen


def _with_examples(candidates: Sequence[Candidate], texts: Sequence[str]) -> list[Candidate]:
    found: dict[str, str] = {}
    for text in texts:
        missing = [c.word for c in candidates if c.word not in found]
        if not missing:
            break
        plain = normalise(text)
        shown = text if len(text) == len(plain) else plain  # as written, where the places are the same
        for word in missing:
            if (at := plain.find(word)) >= 0:
                found[word] = _around(shown, at, at + len(word))
    return [replace(c, example=found.get(c.word, "")) for c in candidates]


def _around(text: str, start: int, end: int) -> str:
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    cut = " ".join(text[first:last].split())
    return f"{'…' if first else ''}{cut}{'…' if last < len(text) else ''}"
