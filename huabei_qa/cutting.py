"""Cutting a paragraph into statements: what is found, read and quoted for itself.

Someone who asks for one fact wants the sentence that tells it, not the paragraph around it; and of a long paragraph the
reader sees no more than the beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from huabei_qa.records import Span
from huabei_qa.text import COUNTS, has_words, sentences, trimmed

LONGEST = 220
"""Characters of the longest statement: what a screen shows and an encoder keeps apart."""
PARAGRAPH = 80
"""Characters of a paragraph of running words that is one statement still."""
ENTRY = 160
"""The same of an entry of a list, an answer, and a heading with its words, which are written to be one; as
many are read."""

_SHORTEST = 12  # characters of a sentence that says something by itself
_PAUSES = ("\n\r", "；;", "，,、：:", " \t\u3000")
_GOES_ON = re.compile(rf"[;；:：?？]$|{COUNTS}")
"""The end of a sentence that the next one belongs to: it announces it, asks what it answers, or is half of a pair."""
_POINTS_BACK = re.compile(
    r"[这這该該]|那(?![里裡裏])|此(?!外)|其(?![他它中余餘实實])|[它他她]|[后後前]者|[上前]述|以上|[两兩二]者|否[则則]|反[之而]|相反|同[样樣]|因此|所以|因[为為]"
    r"|不[过過]|但|可是|然而|[而并並]且|如果不|即使|哪怕|也就是|[换換]句[话話]|[比例譬]如|像|尤其|特[别別]是|通常|一般(?![来來])|[前后後]一"
    r"|(?:this|that|these|those|it|they|such|he|she|however|otherwise|therefore|but|so|and|for example)\b",
    re.IGNORECASE,
)
"""The beginning of a sentence that says nothing without the one before it."""


def statements(text: str, span: Span, whole: int) -> list[Span]:
    """The span if it has up to `whole` characters, else its sentences: each with those that it cannot do without,
    as far as `ENTRY` goes, none longer than `LONGEST`. They leave out nothing but what has no words.
    """
    if span.end - span.start <= whole:
        return [span] if has_words(span.of(text)) else []
    found: list[Span] = []
    for sentence in sentences(text, span.start, span.end):
        for piece in _clauses(text, sentence):
            if found and piece.end - found[-1].start <= ENTRY and _belong_together(text, found[-1], piece):
                found[-1] = Span(found[-1].start, piece.end)
            else:
                found.append(piece)
    return [piece for piece in found if has_words(piece.of(text))]


def _belong_together(text: str, before: Span, piece: Span) -> bool:
    said, says = before.of(text), piece.of(text)
    if len(said) < _SHORTEST or _GOES_ON.search(said):
        return True
    return (not _GOES_ON.search(says) and len(says) < _SHORTEST) or _POINTS_BACK.match(says) is not None


def _clauses(text: str, sentence: Span) -> Iterator[Span]:
    """A sentence, or pieces of one that is too long: cut at a line's end, else a pause, else a space, else anywhere."""
    start = sentence.start
    while sentence.end - start > LONGEST:
        window = text[start : start + LONGEST]
        cuts = (max(window.rfind(c) for c in marks) + 1 for marks in _PAUSES)
        end = start + next((at for at in cuts if at > LONGEST // 3), LONGEST)
        yield trimmed(text, start, end)
        start = end
    last = trimmed(text, start, sentence.end)
    if last.start < last.end:
        yield last
