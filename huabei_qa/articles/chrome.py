"""Page chrome: comment boxes, related articles, navigation. It is no part of what an article says."""

from __future__ import annotations

import re

from huabei_qa.articles.lines import Line, Rank

_OPENS = re.compile(
    r"(相关(文章|阅读|推荐|链接)|推荐(阅读|文章)|猜你喜欢|延伸阅读|热门(文章|推荐)|发表(评论|回复)|评论(列表|区)?|(网友|最新)?评论"
    r"|上一[篇页]|下一[篇页]|返回(顶部|首页|列表)|版权(声明|所有)|免责声明|责任编辑|查看更多|阅读(全文|原文)|分享(到|至)|扫码关注|本文标签"
    r"|相關(文章|閱讀|推薦|連結)|推薦(閱讀|文章)|發表(評論|留言|回覆)|(網友|最新)?(評論|留言)(列表|板|區)?|延伸閱讀|熱門文章|版權(聲明|所有)"
    r"|責任編輯|返回(頂部|首頁)|查看更多|閱讀(全文|原文))(\s|[:：|(（、,，]|$)"
)
_LONGEST = 60
_SPEAKS = 30  # a line this long with a full stop says something: the chrome is over


def without_chrome(text: str, lines: list[Line]) -> list[Line]:
    """The lines that belong to the article. Chrome may stand between two articles, and at the end.

    The first two lines are never chrome, so that an article about comments keeps its title.
    """
    kept: list[Line] = []
    inside = False
    for i, line in enumerate(lines):
        words = line.span.of(text)
        if i >= 2 and len(words) <= _LONGEST and _OPENS.match(words):
            inside = True
        elif inside and _resumes(text, lines, i):
            inside = False
        if not inside:
            kept.append(line)
    return kept


def _resumes(text: str, lines: list[Line], i: int) -> bool:
    """Whether the article (or the next one) goes on here: words that speak, or a title right above such words."""
    if _speaks(text, lines[i]):
        return True
    titled = lines[i].rank in (Rank.PARAGRAPH, Rank.HASH)
    return (
        titled and i + 1 < len(lines) and _speaks(text, lines[i + 1]) and not _OPENS.match(lines[i + 1].span.of(text))
    )


def _speaks(text: str, line: Line) -> bool:
    words = line.span.of(text)
    return len(words) >= _SPEAKS and words[-1] in "。！!.:：；;" and "~" not in words
