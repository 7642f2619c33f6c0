"""Page chrome: comment boxes, related articles, navigation. It is no part of what an article says."""

from __future__ import annotations

import re

from huabei_qa.articles.lines import Line
from huabei_qa.articles.markers import Rank
from huabei_qa.articles.replies import is_count_of_votes

_OPENS = re.compile(
    r"(相关(文章|阅读|推荐|链接)|推荐(阅读|文章)|往期(推荐|回顾|精选|精彩|文章)|猜你(喜欢|想看)|延伸阅读|热门(文章|推荐)|发表(评论|回复)|评论(列表|区)?|(网友|最新)?评论"
    r"|上一[篇页]|下一[篇页]|返回(顶部|首页|列表)|版权(声明|所有)|免责声明|责任编辑|查看更多|阅读(全文|原文)|分享(到|至)|扫码关注|(本文|文章)?(标签|标籤)(?!\s*[:：]\s*(请勿|请[^\s假客教求]|勿|不[要得可能]|必?须|应|需))"
    r"|相關(文章|閱讀|推薦|連結)|推薦(閱讀|文章)|發表(評論|留言|回覆)|(網友|最新)?(評論|留言)(列表|板|區)?|延伸閱讀|熱門文章|版權(聲明|所有)"
    r"|責任編輯|返回(頂部|首頁)|查看更多|閱讀(全文|原文))(\s|[:：|(（、,，]|$)"
)
_LONGEST = 60
_MOST_COUNTS = 8  # lines
_SPEAKS = 30  # a line this long with a full stop says something: the chrome is over
_OF_PAGES = re.compile(
    r"https?://|www\.|转载|侵权|版权|本文|本站|出处|仅供参考|昵称|邮箱|登录|注册|沙发|评论|来源|作者|轉載|侵權|版權|出處|僅供參考|暱稱|信箱|登入|留言|評論|[~～]$",
    re.I,
)


def without_chrome(text: str, lines: list[Line]) -> list[Line]:
    """The lines that belong to the article. Chrome may stand between two articles, and at the end.

    The first two lines are never chrome, so that an article about comments keeps its title.
    """
    kept: list[Line] = []
    last: dict[int, int] = {}
    i = 0
    while i < len(lines):
        line = lines[i]
        if i >= 2 and _opens(text, line) and not _is_told(text, lines, i):
            end = i + 1
            while end < len(lines) and not _resumes(text, lines, end, last):
                end += 1
            if _looks_like_chrome(text, lines[i + 1 : end]):
                i = end
                continue
        if line.number is not None:
            last[line.rank] = line.number
        kept.append(line)
        i += 1
    return kept


def _opens(text: str, line: Line) -> bool:
    """Chrome begins at its own words, but not at a section of the article that is about such a thing (二、评论)."""
    words = line.span.of(text)
    return line.number is None and len(words) <= _LONGEST and _OPENS.match(words) is not None


def _is_told(text: str, lines: list[Line], i: int) -> bool:
    """Whether a line of counts (评论 5) stands in a short list of such that a colon announces."""
    first = i
    while first > max(0, i - _MOST_COUNTS) and is_count_of_votes(text, lines[first].span):
        first -= 1
    return first < i and lines[first].announces


def _looks_like_chrome(text: str, lines: list[Line]) -> bool:
    """Whether most of the lines are names and links of a page rather than sentences."""
    says = sum(not _is_page(line.span.of(text)) for line in lines)
    return says * 2 <= len(lines)


def _is_page(words: str) -> bool:
    return words[-1] not in "。！!；;" or _OF_PAGES.search(words) is not None or _OPENS.match(words) is not None


def _resumes(text: str, lines: list[Line], i: int, last: dict[int, int]) -> bool:
    """Whether the article (or the next one) goes on here: words that speak, or a title right above such words.

    `last` has the last number of each rank of heads; where the numbering goes on, so does the article.
    """
    number = lines[i].number
    if _speaks(text, lines[i]) or (number is not None and number > 1 and last.get(lines[i].rank) == number - 1):
        return True
    titled = lines[i].rank in (Rank.PARAGRAPH, Rank.HASH)
    return (
        titled and i + 1 < len(lines) and _speaks(text, lines[i + 1]) and not _OPENS.match(lines[i + 1].span.of(text))
    )


def _speaks(text: str, line: Line) -> bool:
    words = line.span.of(text)
    return len(words) >= _SPEAKS and words[-1] in "。！!.:：；;" and "~" not in words
