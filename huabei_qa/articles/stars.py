"""Stars right before words (*学生凭证9折): bullets, or what marks the fields of a form that must be filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from huabei_qa.articles.markers import Marker, Rank
from huabei_qa.records import Span

_STAR = re.compile(r"[*\uff0a](?=[^\s*\uff0a#\uff03])[^*\uff0a]*$")  # neither **bold** nor *emphasis*
DIALLED = re.compile(r"[*#\uff0a\uff03]{1,2}\d[\d*\uff0a]*[#\uff03]")
"""A code for a telephone: *123#查话费."""
_STAR_STYLE = -3
_FEWEST = 2
_FIELD = re.compile(r"[*\uff0a]?[^\s\d*\uff0a，,、。.；;：:！!？?]{1,8}(?P<colon>[：:][\s_]*)?")
_LINE_END = re.compile(r"\r\n|\r|\n")


def stars(text: str, spans: Sequence[Span], markers: Sequence[Marker | None]) -> list[Marker | None]:
    """The markers, and stars right before words, which are bullets where two such lines follow each other.

    Before figures alone (*67 隐藏号码) they are part of what is said.
    """
    found = list(markers)
    starred = [marker is None and _is_starred(text, span) for span, marker in zip(spans, markers, strict=True)]
    end = 0
    for is_star, run in groupby(starred):
        start, end = end, end + len(list(run))
        worded = is_star and any(not text[span.start + 1].isdigit() for span in spans[start:end])
        if worded and end - start >= _FEWEST and not _are_fields(text, spans, markers, start, end):
            for i in range(start, end):
                found[i] = Marker(Rank.BULLET, None, Span(spans[i].start, spans[i].start + 1), _STAR_STYLE)
    return found


def _is_starred(text: str, span: Span) -> bool:
    return bool(_STAR.match(text, span.start, span.end)) and not DIALLED.match(text, span.start, span.end)


def _are_fields(text: str, spans: Sequence[Span], markers: Sequence[Marker | None], start: int, end: int) -> bool:
    """Whether the lines from `start` to `end` (*手机号) are fields of a form, with others around them (姓名)."""
    if start == 0 or end == len(spans) or markers[start - 1] or markers[end]:
        return False
    form = list(spans[start - 1 : end + 1])
    if not all(_adjoin(text, one, other) for one, other in pairwise(form)):
        return False
    if end + 1 < len(spans) and _adjoin(text, spans[end], spans[end + 1]):
        form.append(spans[end + 1])  # else what stands behind the stars may be a heading
    fields = [_FIELD.fullmatch(text, span.start, span.end) for span in form]
    return all(fields) and len({field["colon"] is None for field in fields if field}) == 1


def _adjoin(text: str, one: Span, other: Span) -> bool:
    """Whether no blank line stands between two lines."""
    return sum(1 for _ in _LINE_END.finditer(text, one.end, other.start)) < _FEWEST
