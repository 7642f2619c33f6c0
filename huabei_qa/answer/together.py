"""One answer out of the answers to questions that were asked in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from huabei_qa.answer.compose import NOT_FOUND, Draft, compose
from huabei_qa.records import Answer, Citation, Hit, Status
from huabei_qa.text import printable

ASKED = "问:"
"""Before each of the questions, above its answer."""
AS_ABOVE = "同上,见 "
"""Before the citation marks of an answer that was given whole to a question before."""
PARTIAL_OF_SEVERAL = "原文没有把每一问都逐字回答,分别如下:"
NOT_ALL_FOUND = "不是每一问都找到了答案,分别如下:"


def together(question: str, drafts: Sequence[tuple[str, Draft, Sequence[Hit]]], limit: int) -> Answer:
    """The answer to a question that asks several: (question, draft, hits) of each, at least one of them found.

    Citations are numbered through. Where one has the answer of one before it, the text refers to that. All of it is
    answered outright where each of them is, and as sure as the least sure of what was found: that some was not found
    is what the status tells.
    """
    parts: list[Answer] = []
    cited: list[Citation] = []
    for asked, draft, hits in drafts:
        part = compose(asked, draft, hits, cited)
        cited += [c for c in part.citations if c.number > len(cited)]
        given = part.citations and any(part.citations == before.citations for before in parts)
        parts.append(replace(part, text=_as_above(part) if given else part.text, hits=part.hits[:limit]))
    found = [part for part in parts if part.status is not Status.NOT_FOUND]
    outright = all(part.status is Status.ANSWERED for part in parts)
    status = Status.ANSWERED if outright else Status.PARTIAL
    points = tuple(dict.fromkeys(chain.from_iterable(part.points for part in parts)))
    hits = _in_turn([hits for _, draft, hits in drafts if draft.status is not Status.NOT_FOUND])[:limit]
    confidence = min(part.confidence for part in found)
    return Answer(question, status, confidence, _text(status, parts), points, tuple(cited), tuple(hits), tuple(parts))


def opening(status: Status, parts: Sequence[Answer]) -> str:
    """What stands above all of the answers; empty where each question is answered outright."""
    if status is not Status.PARTIAL:
        return ""
    return NOT_ALL_FOUND if any(part.status is Status.NOT_FOUND for part in parts) else PARTIAL_OF_SEVERAL


def asked_above(part: Answer) -> str:
    """The line above the answer to one of several questions."""
    return f"{ASKED} {printable(part.question)}"


def _as_above(part: Answer) -> str:
    return AS_ABOVE + "".join(f"[{citation.number}]" for citation in part.citations)


def _text(status: Status, parts: Sequence[Answer]) -> str:
    lines = [line for line in [opening(status, parts)] if line]
    for part in parts:
        lines += [asked_above(part), NOT_FOUND if part.status is Status.NOT_FOUND else part.text]
    return "\n".join(lines)


def _in_turn(lists: Sequence[Sequence[Hit]]) -> list[Hit]:
    """The best of each list, then the second best of each, and so on; each row once, none scored above one before."""
    found: dict[int, Hit] = {}
    least = 1.0
    for hit in chain.from_iterable(zip_longest(*lists)):
        if hit is not None and hit.row not in found:
            least = min(least, hit.score)
            found[hit.row] = replace(hit, score=least)
    return list(found.values())
