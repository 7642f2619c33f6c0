"""What a page prints above and below an article: dates, sources, authors, counts, buttons, licences of the site; and
what paper prints on every page.

Only what is nothing else goes: a line must be made of such fields from end to end, and stand near the top or the end.
"""

from __future__ import annotations

import re
from itertools import pairwise

from huabei_qa.articles.markers import marker_at
from huabei_qa.articles.replies import DATE, beside_replies
from huabei_qa.articles.signed import without_signature
from huabei_qa.records import Span
from huabei_qa.text import trimmed

_BYLINE = r"[【\[(（]?(?:来源|文章来源|信息来源|稿源|出处|作者|编辑|责任编辑|责编|记者|编者|发布者|发布人|审核|校对|來源|編輯|責任編輯|責編|記者)\s*[:：/]\s*[^\s。！？!?;；:：/|｜·、]{1,20}[】\])）]?"
_CREDIT = r"(?:文字|撰文|图片|配图|摄影|摄像|插画|排版|设计|美编|监制|策划|编辑|责编|校对|审核|作者|来源|圖片|攝影|設計|編輯)\s*[|｜丨]\s*[^\s。！？!?;；:：|｜]{1,20}"
_COUNT = r"(?:阅读|浏览|点击|访问|评论|点赞|赞同|赞|在看|喜欢|收藏|转发|人气|字数|閱讀|瀏覽|點擊|評論|點讚)(?:量|数|次数|人数|數|次數|人數)?(?:\s*[:：])?(?:\s*[(（])?\s*\d[\d,.]*(?:\s*[万萬kKwW+]+)?(?:\s*[)）])?(?:\s*(?:次|人|条|條))?"
_COUNTED = (
    r"\d[\d,.]*(?:\s*[万萬kKwW+]+)?(?:\s*(?:次|人|条|條))?\s*(?:阅读|浏览|点击|评论|点赞|收藏|转发|閱讀|瀏覽|評論)"
)
_BUTTON = r"(?:分享(?:到|至)?(?:\s*[:：])?(?:\s*(?:微信|微博|朋友圈|QQ空间|QQ好友|QQ|LINE|Facebook|Twitter))*|字[号體体](?:\s*[:：])?(?:\s*[大中小])*|打印(?:本页)?|关闭(?:窗口)?|收藏|举报|点赞|转发|在看|返回(?:首页|列表|上一页|搜狐|目录)|回到?顶部|查看更多|阅读原文|责任编辑(?:\s*[:：])?|分享|微信扫一扫|扫一扫|繁体|简体)"
_HERE = r"(?:您?(?:当前|現在|当前所在|目前|所在)?(?:的)?位置\s*[:：].{1,80}|首页\s*[>›»/].{1,80})"
_TRAIL = re.compile(
    r"[^\s>›»。，,]{0,8}(?:首页|主页|经验|百科|中心|网|站|论坛|知识库|频道|社区|问答)(?:\s*[>›»]\s*[^>›»。；，,]{1,20}){2,}"
)
"""Where a page stands in its site, above a title: 百度经验 > 数码 > 手机."""
_HOME = re.compile(r"(?:网站|網站)?(?:首页|首頁|主页|主頁)|Home", re.I)
_MENU = re.compile(
    rf"{_HOME.pattern}|会员|发现|等你来答|消息|我的|登录|注册|搜索|关注|推荐|热榜|专栏|关于我们|联系我们|产品(?:中心)?|服务(?:中心)?|帮助(?:中心)?"
    r"|新闻(?:中心|资讯)?|资讯|下载|论坛|社区|商城|更多|菜单|导航|分类|English|會員|發現|登入|註冊|搜尋|關於我們|聯絡我們|產品|幫助",
    re.I,
)
_SITE = r".{0,60}(?:[京沪粤浙苏闽鲁川渝津冀晋辽吉黑皖赣豫鄂湘桂琼贵云藏陕甘青宁新蒙]ICP[备备证]\s*\d+号?(?:-\d+)?|公网安备\s*\d+号?|Copyright\s*[©(]|©\s*\d{4}|All Rights Reserved).{0,80}"
_MASTHEAD = rf"原创\s+(?:\S{{1,20}}\s+){{1,3}}{DATE}(?:\s+[\u4e00-\u9fff]{{2,4}})?"
_INVITES = (
    r"[^。！？；;:：]{0,16}(?:(?:关注我们|關注我們|(?:上方|下方)蓝字|点个?[^。\w]{0,2}在看)[^。]{0,6}"
    r"|点个?[“”\"「」【】[\]]{1,2}在看[“”\"「」【】[\]]{1,2}[^。]{0,16}|(?:点赞|收藏|关注)[^。；;:：]{0,8}不迷路[!！~～]*)"
)
_JOINS = r"(?:长按)?(?:扫码|扫描?(?:[上下]方)?二维码|识别(?:[上下]方)?二维码)[,，]?(?:进|加入?)\S{0,6}群"
_JOINED = rf"{_JOINS}[,，]?(?:免费)?(?:领取?|获取|交流|一起)[^。；;:：]{{0,10}}[!！~～]*"
_LIKES = r"(?:[点點][个個]?[“\"「]?(?:[赞讚]|在看|[关關]注|收藏|小?[红紅]心|喜[欢歡])[”\"」]?|在看|收藏|[关關]注|[转轉][发發]|[转轉][给給]|分享|(?:一[键鍵])?三[连連])"
_ASKS_FOR = (
    r"(?:[请請就那也]|麻[烦煩]|[记記]得|[欢歡]迎|[别別]忘了?|[顺順]手|[随隨]手|[动動]{1,2}手指|[给給]我|[给給]作者|大家)*+"
    rf"{_LIKES}(?:[+加、和或]?{_LIKES})*+(?:[给給]?[^,，。！!;；:：]{{0,8}}(?:朋友|家人|的人))?+(?:一下|起[来來]|[备備]用|支持|鼓[励勵]|再走|[吧哦呀啦呗喔])*+"
)
_IF_USEFUL = (
    r"(?:以上|(?:如果|要是)?[你您]?(?:[觉覺]得|看完)?(?:[这這]篇|本文|文章|[内內]容|回答|攻略|[经經][验驗])*(?:[对對][你您]|[对對]大家)?"
    r"[还還很挺]?(?:有用|有所?[帮幫]助|有收[获穫]|喜[欢歡]|不[错錯]|[实實]用)(?:的[话話])?)"
)
_ASKS_READERS = (
    rf"(?=[^。]*(?:[点點][个個][“\"「]?(?:[赞讚]|在看|[关關]注)[^,，]{{0,6}}[,，].|(?:有用|[帮幫]助|收[获穫]|喜[欢歡]).*{_LIKES}))"
    rf"(?:(?:{_IF_USEFUL}|{_ASKS_FOR})[,，、。！!~～\s]*+)++"
)
"""What readers are asked to do with the text. Of liking as a step (给店家点赞就送饮料) more is said."""
_NOT_ADVICE = (
    r"(?:(?:免[责責])?[声聲]明\s*[:：]\s*)?(?:(?:本|此|[该該])?(?:文章?|篇|[经經][验驗])(?:的?(?:所有)?[内內]容)?|(?:以上|此)[内內]容)[均都]?[仅僅只]供[参參]考"
    r"(?:[,，;；。]\s*(?:如果?[您你]?需要?解[决決]具[体體]问题(?:[（(][^（()）]{0,20}[)）])?|建[议議][您你]?[详詳][细細]咨询相[关關][领領]域[专專][业業]人士"
    r"|不[构構]成[^,，。]{2,12}建[议議]|不[代作][表为為]本[^,，。]{2,12}))*。?"
)
_OWNED = r"(?:作者[声聲]明\s*[:：])?本篇[经經][验驗]系本人[^。]{0,40}(?:[转轉][载載])。?"
_TAGS = r"(?:#[^\s#]+#?\s*){2,}"
_RIGHTS = r"著作权归.{0,60}|链接\s*[:：]\s*https?://\S+"
_DONE = r"[-—–=\s]*(?:END|The End|全文完|完)[-—–=\s]*"
_LETTER = r"[\u4e00-\u9fff]{2,12}\s*[〔\[（(]\d{4}[〕\])）]\s*第?\s*\d{1,4}\s*[号號]"
_BETWEEN = r"[\s|｜·•,，/、\-—]*+"
"""Possessive: what stands between fields is theirs in no other way, so that wide gaps are not tried in all ways."""
_FIELD = rf"(?:{_MASTHEAD}|{DATE}|{_BYLINE}|{_COUNT}|{_COUNTED}|{_BUTTON}|{_RIGHTS})"
_FIELDS = rf"{_BETWEEN}(?:{_FIELD}{_BETWEEN})+"
_IMPRINT = re.compile(rf"{_FIELDS}|{_HERE}|{_INVITES}|{_LETTER}", re.I)
_FOOT = re.compile(rf"{_FIELDS}|{_SITE}|{_INVITES}|{_TAGS}|{_DONE}|{_ASKS_READERS}|{_NOT_ADVICE}|{_OWNED}", re.I)
_NAME = r"[^\s。，,！？!?;；:：|｜丨·]{1,20}"
_MASTHEAD_LINE = re.compile(
    rf"原[创創]\s*[|｜丨·]\s*{_NAME}|(?:[图圖]?文|撰文|口述|采[写寫])\s*[|｜丨/]\s*{_NAME}"
    rf"|作者\s*[:：]\s*{_NAME}\s*[|｜丨·]\s*{_NAME}|\S{{0,6}}(?:[经經][验驗]|百科|知道|知乎|文[库庫]|[问問]答|[头頭][条條]号?|公[众眾][号號])\s*[|｜丨·]\s*{_NAME}"
)
"""Who wrote an article, or where a site has it, right below the title."""
_BARS = re.compile("[|｜丨·]")
_LEADS_IN = re.compile(rf"{_JOINED}|{_JOINS}")
_ENDS = re.compile(_DONE, re.I)
_CREDITED = re.compile(rf"(?:{_CREDIT}{_BETWEEN})+")
_ONLY_NAMED = re.compile(rf"(?![【\[(（]|责任编辑|责编|責任編輯|責編|校对|审核)(?:{_BYLINE}|{DATE})$")
_BEFORE = re.compile(rf"{DATE}[,，\s]*(?:正文\s*[:：]\s*)?(?:原标题\s*[:：]\s*)?|原标题\s*[:：]\s*")
_BEHIND = re.compile(
    r"(?:[（(]?(?:文章)?来源\s*[:：]\s*[^\s。！？]{1,16}?[）)]?\s*)?(?:[（(]?来源\s*[:：]\s*[^\s。！？]{1,16}?)?"
    r"返回(?:搜狐|首页|列表)[,，]?\s*查看更多\s*(?:责任编辑\s*[:：]?\s*\S{0,10})?$"
    r"|[（(](?:责任编辑|责编|编辑|来源)\s*[:：]\s*[^\s()（）]{1,20}[）)]$"
)
_BUTTONS = re.compile(rf"{_BETWEEN}(?:{_BUTTON}{_BETWEEN})+", re.I)
_OF_PAGE = re.compile(r"转载|侵权|侵删|版权|本文|本站|来源|作者|声明|登录|关注|轉載|侵權|版權|來源")
_COUNTS = re.compile(r"(?:part|no)?[.\s]*(\d{1,2})[.\s]*", re.I)
_PAGE = re.compile(
    r"(?:^|(?<=\s))(?:第\s*(\d{1,4})\s*[页頁](?:\s*[/，,]?\s*共\s*\d{1,4}\s*[页頁])?|(\d{1,4})\s*/\s*\d{1,4})(?=\s|$)"
    r"|^[-–—\uff0d]\s*(\d{1,4})\s*[-–—\uff0d]$"
)
_ONLY_PAGE = re.compile(r"第\s*[页頁](?:\s*[/，,]?\s*共\s*\d{1,4}\s*[页頁])?|[-–—\uff0d]\s*[-–—\uff0d]")
"""What is left of a line that says nothing but its page."""
_FEWEST_PAGES = 2
_FEWEST_CAPTIONS = 2
_SHORTEST_MENU = 2  # lines
_ASKED = re.compile("怎[么样樣麼]|如何|教程|攻略|方法|技巧|步[骤驟]")
"""What titles that stand below pictures too have; others may head sections again, or be torn from a paragraph."""
_TOP = 8  # lines
_BELOW_TITLE = 3
_END = 8
_FURTHER = 20  # lines in which an article may say that it ends
_LONGEST = 160


def without_imprint(text: str, spans: list[Span]) -> list[Span]:
    """The lines of the article; of its first and last line, what is the article's."""
    spans = _without_pages(text, _without_menu(text, spans))
    end = _end(text, spans)
    around = {i for i, s in enumerate(spans) if i == end or _is_around(text, spans, i) or _is_credit(text, s, i > end)}
    printed, said = beside_replies(text, spans)
    gone = (around | printed) - said
    kept = [span for i, span in enumerate(spans) if i not in gone]
    if not kept or len(kept) < len(spans) // 2:
        return spans  # nearly nothing else: then this is what the file is about
    kept = without_signature(text, _without_captions(text, kept))
    kept[0] = _without_before(text, kept[0])
    kept[-1] = _without_behind(text, kept[-1])
    return kept


def _without_menu(text: str, spans: list[Span]) -> list[Span]:
    """The lines without the menu of a site above the title: 首页, below it 会员, 发现."""
    end = next((i for i, span in enumerate(spans) if not _MENU.fullmatch(text, span.start, span.end)), 0)
    return spans[end:] if end >= _SHORTEST_MENU and _HOME.fullmatch(text, spans[0].start, spans[0].end) else spans


def _without_captions(text: str, spans: list[Span]) -> list[Span]:
    """The lines without those that only say the title again, as sites write below each picture of an article."""
    title = spans[0].of(text)
    again = {i for i, span in enumerate(spans) if i > 0 and span.of(text) == title}
    below = all(text[spans[i - 1].end - 1] in "。！!；;" for i in again)  # what the picture shows has been said
    if len(again) < _FEWEST_CAPTIONS or not below or not _ASKED.search(title) or title[-1] in "。！!；;":
        return spans
    return [span for i, span in enumerate(spans) if i not in again]


def is_byline(words: str) -> bool:
    """Whether they only say whose an article is, or of which day (作者：老王)."""
    return _ONLY_NAMED.match(words) is not None


def is_count(words: str) -> bool:
    """Whether they only count what follows (01, PART 2)."""
    return _COUNTS.fullmatch(words) is not None


def without_counts(text: str, spans: list[Span]) -> list[Span]:
    """The lines without those that only count the sections which they stand above."""
    counts = [_COUNTS.fullmatch(text, span.start, span.end) for span in spans]
    numbers = [int(found[1]) for found in counts if found]
    if len(numbers) < 2 or numbers != list(range(1, len(numbers) + 1)):
        return spans
    return [span for span, found in zip(spans, counts, strict=True) if found is None]


def _without_pages(text: str, spans: list[Span]) -> list[Span]:
    """The lines without those that come on page after page, and differ in the page's number (某公司 第 2 页 共 5 页).

    Where some do, - 4 - is a page's number too, and so it is where such lines count up themselves.
    """
    alike: dict[str, list[tuple[int, int]]] = {}  # line and page
    for i, span in enumerate(spans):
        words = span.of(text) if span.end - span.start <= _LONGEST else ""
        if found := _PAGE.search(words):
            first, last = found.span(found.lastindex or 0)
            rest = words[:first] + words[last:]
            page = "" if _ONLY_PAGE.fullmatch(rest) else rest
            alike.setdefault(page, []).append((i, int(words[first:last])))
    runs = {rest for rest, run in alike.items() if _counts_up([page for _, page in run])}
    gone = {i for rest, run in alike.items() if rest in runs or (runs and not rest) for i, _ in run}
    return [span for i, span in enumerate(spans) if i not in gone]


def _counts_up(pages: list[int]) -> bool:
    return len(pages) >= _FEWEST_PAGES and all(one < other for one, other in pairwise(pages))


def _end(text: str, spans: list[Span]) -> int:
    """The line that says where the article ends, which is one of the last."""
    last = range(max(len(spans) - _FURTHER, 2), len(spans))
    return next((i for i in last if _ENDS.fullmatch(text, spans[i].start, spans[i].end)), len(spans))


def _is_credit(text: str, span: Span, ended: bool) -> bool:
    """Whether a line behind the end of the article names who did what; elsewhere 排版 | 阿文 is a table's row."""
    return ended and _CREDITED.fullmatch(text, span.start, span.end) is not None


def _is_around(text: str, spans: list[Span], i: int) -> bool:
    """Whether a line is furniture above or below the article."""
    top, end = i < _TOP, i >= max(len(spans) - _END, 2)
    if not (top or end) or spans[i].end - spans[i].start > _LONGEST:
        return False
    words = spans[i].of(text)
    if i == 0 and _TRAIL.fullmatch(words):
        return len(spans) > 1 and text[spans[1].end - 1] not in "。；;：:"  # the title stands below it
    if 0 < i < _BELOW_TITLE and _MASTHEAD_LINE.fullmatch(words):
        return not _is_row(text, spans, i)
    if 0 < i < _BELOW_TITLE and _TRAIL.fullmatch(words) and _beside(text, spans, i):
        return True  # alone it may be what to tap: 个人中心 > 我的订单 > 退款
    if _LEADS_IN.fullmatch(words):
        return _beside(text, spans, i)  # elsewhere it may be a step
    found = (top and _IMPRINT.fullmatch(words)) or (end and _FOOT.fullmatch(words))
    if not found or (_ONLY_NAMED.match(words) and not _beside(text, spans, i)):
        return False
    return not _counts_on(text, spans, i) and not (_BUTTONS.fullmatch(words) and _is_amid(text, spans, i))


def _is_row(text: str, spans: list[Span], i: int) -> bool:
    """Whether a line is one of several built alike: 作者：鲁迅 | 小说 above 作者：老舍 | 话剧."""
    begins = spans[i].of(text)[:2]
    near = [n.of(text)[:_LONGEST] for n in (*spans[max(i - 1, 1) : i], *spans[i + 1 : i + 2])]
    return any(_BARS.search(n) and (n[:2] == begins or not _MASTHEAD_LINE.fullmatch(n)) for n in near)


def _counts_on(text: str, spans: list[Span], i: int) -> bool:
    """Whether a line is an entry of a list: 2. 扫码关注我们 between 1. and 3."""
    marker = marker_at(text, spans[i])
    if marker is None or marker.number is None:
        return False
    near = [other for n in _near(spans, i) if (other := marker_at(text, n)) and other.style == marker.style]
    return any(other.number in (marker.number - 1, marker.number + 1) for other in near)


def _is_amid(text: str, spans: list[Span], i: int) -> bool:
    """Whether a line of buttons stands within what the article says: 收藏 heads how that is done.

    Above it stands more than an introduction, below it something that is not of the page, and no date beside it.
    """
    before = sum(_says(text, n) for n in spans[max(i - _TOP, 0) : i])
    behind = any(_says(text, n) and not _OF_PAGE.search(text, n.start, n.end) for n in spans[i + 1 : i + 1 + _END])
    near = [n.of(text) for n in _near(spans, i) if n.end - n.start <= _LONGEST]
    return before > 1 and behind and not any(_FOOT.fullmatch(n) and not _BUTTONS.fullmatch(n) for n in near)


def _says(text: str, span: Span) -> bool:
    return text[span.end - 1] in "。；;" or marker_at(text, span) is not None


def _beside(text: str, spans: list[Span], i: int) -> bool:
    """A lone date or name is furniture only beside more of it: 作者:鲁迅 may be what the article says."""
    near = [n.of(text)[:_LONGEST] for n in _near(spans, i)]
    return any(p.fullmatch(words) for p in (_FOOT, _IMPRINT, _TRAIL) for words in near)


def _near(spans: list[Span], i: int) -> list[Span]:
    return spans[max(i - 1, 0) : i] + spans[i + 1 : i + 2]


def _without_before(text: str, span: Span) -> Span:
    found = _BEFORE.match(text, span.start, span.end)
    return trimmed(text, found.end(), span.end) if found and span.end - found.end() > 20 else span


def _without_behind(text: str, span: Span) -> Span:
    at = max(span.start, span.end - _LONGEST)
    found = _BEHIND.search(text, at, span.end)
    return trimmed(text, span.start, found.start()) if found and found.start() - span.start > 20 else span
