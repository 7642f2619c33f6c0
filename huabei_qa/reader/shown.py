"""What the reader is shown of a passage: its words behind the title and the headings above them.

Training and use both put a line together by `shown`, of short names by `entry`, so that it is judged as it was learnt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from huabei_qa.passages import OPENING
from huabei_qa.records import Passage, Role
from huabei_qa.text import untagged
from huabei_qa.words import simplified

_TITLE = 24
_HEADING = 24
_HEADINGS = 2
_TEXT = 160
_ENTRY = 16
_NUMBERING = re.compile(
    r"^\s*(?:#+\s*|[-*•]\s+|[((]?[一二三四五六七八九十百\d]{1,3}[))、..]\s*(?!\d)|[①-⑳]\s*|第[一二三四五六七八九十\d]{1,3}[步章节条部分]+[、::.\s]*)+"
)
_SPACE = re.compile(r"\s+")


def shown(passage: Passage, below: Sequence[str] = ()) -> str:
    """Title, headings and words of a passage in one line, and for a head what stands under it.

    A line such as 多刷卡 says nothing without the headings above it, and a question for a whole
    section (怎么提额) is answered by its head only together with the entries below. What the words
    begin with, numbered or not, is not said ahead of them once more. All of it is in simplified characters, as the
    question is: readers have learnt from these.
    """
    own = _plain(passage.text, passage)[:_TEXT]
    begin = _NUMBERING.sub("", own)
    headings = [_plain(_NUMBERING.sub("", h), passage)[:_HEADING] for h in passage.path]
    headings = [h for h in headings if h and not begin.startswith(h)][-_HEADINGS:]
    title = "" if passage.role is Role.TITLE else _plain(passage.document, passage)[:_TITLE]
    parts = [p for p in dict.fromkeys([title, *headings, _plain(passage.opening, passage)[:OPENING]]) if p]
    room = _TEXT - len(own)
    entries = ""
    for entry in below:
        if len(entries) + len(entry) + 1 > room:
            break
        entries += ("、" if entries else "") + entry
    return simplified(" · ".join([*parts, own]) + (f" · {entries}" if entries else ""))


def entries_below(passages: Sequence[Passage]) -> list[list[str]]:
    """For every passage the short names of the passages right under it, in order.

    For who holds passages and no index (training, benchmarks); a knowledge base knows the rows under a heading and
    names them by `entry` when it is asked. `passages` are the rows of one document or of a whole index: `parent`
    counts in them.
    """
    below: list[list[str]] = [[] for _ in passages]
    for passage in passages:
        if passage.parent >= 0:
            below[passage.parent].append(entry(passage))
    return below


def entry(passage: Passage) -> str:
    """The short name of a passage: its label, or how it begins."""
    name = _plain(_NUMBERING.sub("", passage.label or passage.text), passage)
    return name[:_ENTRY]


def _plain(text: str, passage: Passage) -> str:
    return _SPACE.sub(" ", untagged(text, passage.source)).strip()
