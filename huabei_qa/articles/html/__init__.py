"""HTML: the article of a page as Markdown. The same page gives the same text, always.

The steps: `dom` (parse, measure), `chrome` (navigation and the like out), `main` (where the article stands),
`markdown` and `tables` (write it down). Why no library does this: docs/decisions.md.
"""

from __future__ import annotations

import re
from dataclasses import replace

from huabei_qa.articles.html.chrome import is_about_page, prune
from huabei_qa.articles.html.closing import closing, without_empty_heads
from huabei_qa.articles.html.dom import parse
from huabei_qa.articles.html.main import main_content, titles, without_date
from huabei_qa.articles.html.markdown import Written, blocks_of, write
from huabei_qa.articles.imprint import is_count
from huabei_qa.errors import ArticleError
from huabei_qa.text import has_words

__all__ = ["fragment_blocks", "page_to_markdown"]

_WALL = re.compile(
    r"登录后|请(先)?(登录|登陆|注册)|扫码登录|没有权限|无权(限)?(访问|查看)|页面(不存在|走丢|已删除)|访问(受限|过于频繁)|安全验证|验证码|人机验证"
    r"|(开启|启用|允许).{0,6}JavaScript|enable JavaScript|Access Denied|404 Not Found|請先登入|登入後",
    re.I,
)
_NAMES_SITE = re.compile(r"(?:[网網]站?|首[页頁]|主[页頁]|平台|中心|公司|集团|集團|论坛|論壇|博客)$|^.{1,3}$")
"""What `<title>` says of a site rather than of one page."""
_SHORT = 120


def page_to_markdown(page: str, name: str) -> tuple[str, int]:
    """The article of a whole page, and how many characters of the page stand outside it (white space apart).

    Raises ArticleError, naming `name`, for a page that holds no article.
    """
    parsed = parse(page)
    whole = parsed.body.size
    heads, named = titles(parsed)
    closes = closing(parsed.body)
    prune(parsed.body)
    main = main_content(parsed.body)
    blocks = _without_remains(blocks_of(main), closes)
    _refuse_empty(blocks, name)
    return write(_titled(blocks, heads, named)), whole - main.size


def fragment_blocks(fragment: str) -> list[Written]:
    """All of a piece of HTML that holds nothing but an article."""
    return blocks_of(parse(fragment).body)


def _without_remains(blocks: list[Written], closes: set[str]) -> list[Written]:
    """Without lines about the page, numbers that only decorate, and headings at the end that head nothing."""
    kept = [b for b in blocks if not is_count(b.text) and (b.level or not is_about_page(b.text))]
    return without_empty_heads(kept, closes)


def _refuse_empty(blocks: list[Written], name: str) -> None:
    words = "".join(b.text for b in blocks if not b.level)
    if not has_words(words):
        raise ArticleError(
            f"{name} holds no article: beside navigation, forms and scripts there is no text in the page. If a browser "
            "shows one, save the page from the browser, or copy the article into a .txt file."
        )
    if len(words) < _SHORT and _WALL.search(words):
        raise ArticleError(
            f"{name} holds no article but the notice of a site ({words[:40]}). Open the page in a browser, and save "
            "it from there when the article shows."
        )


def _titled(blocks: list[Written], heads: list[str], named: list[str]) -> list[Written]:
    """The blocks with the title of the page on top, as the only heading of level 1.

    It is the block that says what the page is called; or else its h1, from wherever it stands; or else the heading
    that the article begins with, unless that is the first of several bold lines; or else what the page says in its
    `<title>`.
    """
    for title in heads + named:
        for i, block in enumerate(blocks[:8]):
            if without_date(block.text) == title:
                above = [b for b in blocks[:i] if not b.level and len(b.text) > len(title)]
                return [Written(title, 1), *_levelled(above + blocks[i + 1 :], 2)]
    if heads:
        return [Written(heads[0], 1), *_levelled(blocks, 2)]
    if len(blocks) > 1 and blocks[0].level and 0 < blocks[1].level <= blocks[0].level:
        blocks = blocks[1:]  # a heading with nothing below it is the name of the site's section
    if blocks[0].level and not (named and not _NAMES_SITE.search(named[0]) and _is_one_of_bold(blocks)):
        return [Written(without_date(blocks[0].text) or blocks[0].text, 1), *_levelled(blocks[1:], 2)]
    return [*(Written(title, 1) for title in named[:1]), *_levelled(blocks, 2)]


def _is_one_of_bold(blocks: list[Written]) -> bool:
    """Whether the article begins with a bold line, and others as high follow, each above something."""
    first = blocks[0]
    alike = [i for i, b in enumerate(blocks) if b.bold and b.level == first.level]
    return first.bold > 0 and len(alike) > 1 and all(i + 1 < len(blocks) and not blocks[i + 1].level for i in alike)


def _levelled(blocks: list[Written], highest: int) -> list[Written]:
    """The blocks with their headings moved, all alike, so that the highest is `highest`."""
    by = highest - min((b.level for b in blocks if b.level), default=highest)
    return [replace(b, level=min(b.level + by, 6)) if b.level else b for b in blocks]
