"""What sites of questions and answers print around each answer, wherever it stands: who wrote it, when, its votes."""

from __future__ import annotations

import re
from collections import Counter

from huabei_qa.records import Span

DATE = (
    r"(?:(?:最[后近後])?(?:(?:发布|更新|发表|编辑|修改|刊登|發布|發表|編輯)(?:时间|日期|于|時間|於)?|时间|日期|于|時間|於|(?=[:：]))(?:\s*[:：])?\s*)?"
    r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?:\s*日)?(?:\s*(?:星期|周|週)[一二三四五六日天])?(?:(?:T|\s*)\d{1,2}:\d{2}(?::\d{2})?)?"
)
_RATED = re.compile(
    r"(?:回答|提问|提問)[者人]\s*[:：]\s*[^\s。！？!?;；:：|｜]{1,20}[\s|｜·]*"
    rf"(?:采纳率\s*[:：]?\s*\d{{1,3}}%|{DATE})(?:[\s|｜·]*(?:采纳率\s*[:：]?\s*\d{{1,3}}%|{DATE}))*",
    re.I,
)
_VOTES = re.compile(
    r"(?:有用|没用|赞同?|点赞|踩|顶)\s*[(（]?\s*\d+\s*[)）]?"
    r"(?:[\s|｜·]*(?:没用|踩|回复|举报|评论|分享|收藏)\s*(?:[(（]?\s*\d+\s*[)）]?)?)+"
)
_BUTTON = re.compile(r"(?:回复|举报)(?!\s*[(（]?\s*\d)")
"""With one beside them, votes are what a page shows: nobody writes 有用(3) 回复."""
_COUNTS = re.compile(
    r"(?:(?:有用|没用|踩|顶|点赞|赞同|赞|评论|在看|喜欢|分享|收藏|转发|評論|點讚)[量数數]?\s?[:：]?\s?[(（]?\s?\d[\d,.]*\s?"
    r"[万萬kKwW+]{0,2}\s?[)）]?[次人条條]?[\s|｜·•,，/、]*)+"
)
_FIGURE = re.compile(r"\d[\d,.]*")
_AT = re.compile(rf"{DATE}(?<=:\d\d)")
_LONGEST = 160


def beside_replies(text: str, spans: list[Span]) -> tuple[set[int], set[int]]:
    """The lines that are nothing but what a site prints around answers, and lines of votes that a text says itself.

    Votes are printed where a line tells who has answered, or beside a date with a time. 点赞 1 分享 2 below
    做任务得积分： is what the text says, and so is 赞同 120 评论 30 below one plan, 赞同 80 评论 12 below the next.
    """
    rated = {i for i, span in enumerate(spans) if _is(_RATED, text, span)}
    at = {i for i, span in enumerate(spans) if _is(_AT, text, span)}
    buttons = {i for i, s in enumerate(spans) if _is(_VOTES, text, s) and _BUTTON.search(text, s.start, s.end)}
    votes = {i for i, s in enumerate(spans) if i not in buttons and _is(_VOTES, text, s)}
    counts = [i for i, s in enumerate(spans) if i in votes or (i not in buttons and is_count_of_votes(text, s))]
    alike = Counter(_FIGURE.sub("", words) for words in {spans[i].of(text) for i in counts})
    printed, said = rated | buttons, set[int]()
    for run in _runs(counts):
        announced = run[0] > 0 and text[spans[run[0] - 1].end - 1] in ":："
        if rated or {run[0] - 1, run[-1] + 1} & at:
            printed |= votes.intersection(run)
        elif announced or any(alike[_FIGURE.sub("", spans[i].of(text))] > 1 for i in run):
            said.update(run)
    return printed | {i for i in at if {i - 1, i + 1} & printed}, said


def is_count_of_votes(text: str, span: Span) -> bool:
    """Whether a line only counts how often something was liked, shared or commented on."""
    return _is(_COUNTS, text, span)


def _is(pattern: re.Pattern[str], text: str, span: Span) -> bool:
    return span.end - span.start <= _LONGEST and pattern.fullmatch(text, span.start, span.end) is not None


def _runs(places: list[int]) -> list[list[int]]:
    """Places that follow each other, together."""
    found: list[list[int]] = []
    for place in places:
        if found and place == found[-1][-1] + 1:
            found[-1].append(place)
        else:
            found.append([place])
    return found
