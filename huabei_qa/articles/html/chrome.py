"""What of a page is no part of its article: navigation, related articles, comments, forms, footers.

Nothing is dropped for one sign alone if it says much: names of classes are only habits.
"""

from __future__ import annotations

import re

from huabei_qa.articles.html import buttons
from huabei_qa.articles.html.controls import drop_controls
from huabei_qa.articles.html.dom import HEADINGS, Element, is_toggle, measure, total

_NEVER = frozenset({"nav", "aside", "footer", "menu"})
_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "menu", "menubar"})
_NAMES = re.compile(
    "nav|navbar|navigation|navi|menus?|submenu|breadcrumbs?|crumbs?|sidebar|sider|aside|footer|foot|ft|bottom|copyright|beian"
    "|share|bshare|bdshare|social|sns|relate|related|relation|recommend|recommended|recommends|hots?|reply|replies|pager"
    "|pagination|pagenav|prevnext|prenext|nextprev|login|signin|signup|search|qrcode|friendlinks?|flink|subscribe|newsletter"
    "|cookie|popup|modal|adverts?|advertisement|ads|toolbar|topbar|xgyd|xgwz|xgxw|fenxiang|daohang"
)
_OTHERS = re.compile("comments?|commentlist|pinglun|disqus")
_LEADS = re.compile("header|head|hd|top|banner|location|position|path|place|links|tags?")
_LOOKS = re.compile("m|p|mb|mt|pb|pt|margin|padding|border|pull|text|align|fixed|clear|no|has|with|float|sticky|is")
_FRONT = re.compile(r"(https?://[^/?#]+)?(\.?/)?((index|default|home)\.\w+)?", re.I)
_SPLIT = re.compile(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])")

_ABOUT = re.compile(
    r"责任编辑|责编|上一[篇页条]|下一[篇页条]|回?(到|返回)?顶部$|返回(首页|列表|上页)|友情链接|(现在|当前)(的|所在)?位置"
    r"|ICP[备证]|公网安备|网站标识码|版权(声明|.{0,8}所有)|免责声明|copyright|©|已[赞踩]过|点个?(在看|赞)|字体\s*[:：]"
    r"|分享(到|至)|扫码(关注|下载)|扫描.{0,4}二维码|扫一扫$|长按.{0,10}(识别|关注)|点击.{0,8}关注|关注.{0,4}公众号$|关注我们"
    r"|^(这|本|以上|此)(篇|条|个)?(文章|内容|回答|答案|信息|页面|文档|解答|解决方案)?(是否)?(对[您你])?(是否)?(有|没有)?(所)?(帮助|用)(到[您你])?(了)?[吗么][?？]?"
    r"|責任編輯|返回(頂部|首頁|列表)|友情連結|版權(所有|聲明)|目前位置|掃描.{0,4}碼",
    re.I,
)
"""Any of these in a short line without a sentence makes it a line about the page."""
_FACT = re.compile(
    r"(?<![\w])(来源|來源|作者|编辑|編輯|记者|发布(时间|日期|于|者|人)?|發佈(時間|日期|於)?|更新(时间|日期|于)?|时间|時間|日期"
    r"|浏览(次数|量)?|瀏覽|阅读(次数|量|数)?|点击(次数|量|数|率)?|评论|分类|字号|打印|收藏|关闭)"
    r"(\s*[:：(（]|\s+[\d-]|\s*\d|\s*$|\s)"
)
_DATE = re.compile(r"\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}")
_SECTION = re.compile(
    r"[【\[]?(相关(文章|阅读|推荐|链接|新闻|资讯|内容|问题|帖子)|(为[您你]|编辑|精彩|站长)?推荐(阅读|文章|内容)?|猜你(喜欢|想看)"
    r"|[热最][门点新]\S{0,4}|延伸阅读|大家(都|还)?在(看|搜)|您可能.{0,6}|友情链接|栏目(导航|列表)|快速链接|本文标签"
    r"|发表(评论|回复|留言)|(网友|最新|全部|用户)?(评论|留言)(列表|区)?|关注我们|扫码关注"
    r"|相關(文章|閱讀|推薦)|推薦(閱讀|文章)|發表(評論|留言)|熱門\S{0,4}|延伸閱讀)[\]】]?\s*(\(\d+\)|[:：>»]|更多|more)*$",
    re.I,
)
_LONGEST = 100
_DENSE = 0.5


def prune(body: Element) -> None:
    """Take out of `body` all that is no article, and measure again."""
    drop_controls(body)
    buttons.mark(body, _names)
    whole = max(body.own(), 1)
    _drop_named(body, whole, 0)
    measure(body)
    _drop_links_and_facts(body)
    measure(body)
    _drop_sections(body, max(body.own(), 1))
    measure(body)


def _drop_named(element: Element, whole: int, depth: int) -> None:
    """By tag, role and class, from above: what goes, goes with all that is in it."""
    kept: list[Element | str] = []
    for child in element.children:
        if isinstance(child, Element):
            if _is_named(child, whole, depth):
                continue
            _drop_named(child, whole, depth + 1)
        kept.append(child)
    element.children = kept


def _is_named(e: Element, whole: int, depth: int) -> bool:
    if e.tag in HEADINGS:
        return _is_logo(e)
    if e.tag in ("body", "main", "article"):
        return False
    if e.tag == "button":
        return not (is_toggle(e) or e.sentences)
    share = e.own() / whole
    names = _names(e)
    if any(map(_OTHERS.fullmatch, names)) and share < 0.9 and not e.has("h1", "article", "main"):
        return True
    if share > 0.5 or e.has("h1", "main"):
        return False
    if e.tag == "aside" and e.sentences and not e.links and not any(map(_NAMES.fullmatch, names)):
        return False  # a note beside the text, rather than a side bar
    if e.tag in _NEVER or e.attributes.get("role", "") in _ROLES or any(map(_NAMES.fullmatch, names)):
        return True
    if e.tag == "form":
        return e.sentences == 0 or share < 0.1
    leads = e.tag == "header" or any(map(_LEADS.fullmatch, names))
    return leads and depth < 6 and e.links > 0 and e.sentences == 0


def _is_logo(heading: Element) -> bool:
    """Whether a heading is nothing but a link to the front page."""
    to = next((e.attributes.get("href", "").strip() for e in heading.walk() if e.tag == "a"), "")
    return heading.size > 0 and heading.linked == heading.size and _FRONT.fullmatch(to) is not None


def _names(e: Element) -> set[str]:
    """The words that its classes and its id are made of, small; those of mere looks (border-bottom) left out."""
    written = f"{e.attributes.get('class', '')} {e.attributes.get('id', '')}".split()
    words = [[w.lower() for w in _SPLIT.split(name) if w] for name in written]
    return {word for name in words if name and not _LOOKS.fullmatch(name[0]) for word in name}


def _drop_links_and_facts(element: Element) -> None:
    """Lists of links and lines about the page, from below: what is left of an element decides about it."""
    kept: list[Element | str] = []
    for child in element.children:
        if isinstance(child, Element):
            _drop_links_and_facts(child)
            total(child)
            if _is_of_links(child) or _is_fact(child):
                continue
        kept.append(child)
    element.children = kept


def _is_of_links(e: Element) -> bool:
    """Mostly links to other pages, and hardly a sentence beside them."""
    if e.tag not in ("div", "ul", "ol", "section", "p", "td", "table", "dl", "center", "span") or not e.links:
        return False
    return e.linked > e.size * (_DENSE if e.sentences == 0 else 0.8) and (e.links > 1 or e.sentences == 0)


def _is_fact(e: Element) -> bool:
    """A short line that tells of the page: who published it, when, how often it was read, what comes next."""
    if not e.is_block() or e.tag in ("td", "th", "dt", "dd", "tr", "tbody", "table", "details", "summary", "body"):
        return False
    if not 0 < e.size <= _LONGEST or e.has(*HEADINGS, "table", "dl", "details") or e.tag in HEADINGS:
        return False
    if is_about_page(words := e.text()):
        return True
    facts = len(_FACT.findall(words)) + bool(_DATE.search(words)) + (e.links > 0)
    return facts >= 2 and e.sentences == 0 and e.tag not in ("li", "ol", "ul")


def is_about_page(words: str) -> bool:
    """Whether a short line is about the page rather than part of what it says."""
    if len(words) > _LONGEST or not (found := _ABOUT.search(words)):
        return False
    return words[-1] not in "。！？" or found.start() == 0


def _drop_sections(element: Element, whole: int) -> None:
    """Sections by their heading (相关文章, 发表评论) with what follows it, up to the next heading as high."""
    until = 0
    kept: list[Element | str] = []
    for i, child in enumerate(element.children):
        if not isinstance(child, Element):
            if not until:
                kept.append(child)
            continue
        level = _level(child)
        if until and (level == 0 or level > until):
            continue
        until = 0
        if _heads_chrome(element, i, whole):
            until = level or 7
            continue
        _drop_sections(child, whole)
        kept.append(child)
    element.children = kept


def _level(e: Element) -> int:
    return HEADINGS.index(e.tag) + 1 if e.tag in HEADINGS else 0


def _heads_chrome(parent: Element, i: int, whole: int) -> bool:
    """Whether child i is a heading such as 相关文章, over links or over nothing that the article would say."""
    child = parent.children[i]
    if not isinstance(child, Element) or child.size > 24 or not _SECTION.match(child.text()):
        return False
    below = []
    for other in parent.children[i + 1 :]:
        if isinstance(other, Element):
            if _level(other) and _level(other) <= (_level(child) or 7):
                break
            below.append(other)
    says, links = sum(e.sentences for e in below), sum(e.links for e in below)
    if sum(e.own() for e in below) > whole * 0.5:
        return False
    return says == 0 or (links > 1 and links * 3 >= says)  # each link may have a sentence or two as a foretaste
