"""`tests/pages/` has pages of many layouts, each beside the Markdown that is to be kept of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huabei_qa.articles import load, parse
from huabei_qa.articles.encodings import decode_page
from huabei_qa.articles.html import page_to_markdown
from huabei_qa.errors import ArticleError
from huabei_qa.passages import cut

FOLDER = Path(__file__).parent / "pages"
PAGES = sorted(p for p in FOLDER.glob("*.html") if p.stem != "login")
_ALIKE = {"gb2312": "gb18030"}


def stored(path: Path) -> bytes:
    """The page in the encoding that it names; in this folder all are UTF-8."""
    text = path.read_text(encoding="utf-8")
    named = re.search(r"charset=\"?([\w-]+)", text, re.I)
    assert named
    return text.encode(_ALIKE.get(named.group(1).lower(), named.group(1)))


def markdown(path: Path) -> str:
    return page_to_markdown(decode_page(stored(path), path.name), path.name)[0]


def body(inside: str, title: str = "") -> str:
    """The Markdown of a page with this body."""
    return page_to_markdown(f"<html><head><title>{title}</title></head><body>{inside}</body></html>", "a.html")[0]


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_a_page_becomes_its_markdown(path: Path) -> None:
    assert markdown(path) == path.with_suffix(".md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_no_passage_is_made_of_page_chrome(path: Path) -> None:
    words = " ".join(p.text for p in cut(parse(markdown(path), f"kb/{path.name}.md")))
    assert words
    furniture = (
        "首页",
        "登录",
        "ICP",
        "版权所有",
        "相关文章",
        "相关阅读",
        "猜你喜欢",
        "上一篇",
        "分享",
        "评论",
        "责任编辑",
        "**",
    )
    assert [word for word in furniture if word in words] == []


def test_a_page_is_kept_as_markdown_under_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "旧站.HTML"
    path.write_bytes(stored(FOLDER / "old.html"))
    loaded = load(path)
    assert (loaded.name, loaded.original) == ("旧站.HTML.md", "旧站.HTML")
    assert loaded.text == (FOLDER / "old.md").read_text(encoding="utf-8")
    assert loaded.left_out == len("花卉鸟类鱼类")


def test_what_stands_outside_the_article_is_counted() -> None:
    page = "<nav><a href='/'>首页</a></nav><main><p>门卡丢了去物业补。</p></main><footer>某某 物业</footer>"
    assert page_to_markdown(page, "a.html") == ("门卡丢了去物业补。\n", 6)


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("<html><body><div id=app></div><script>run()</script></body></html>", "a.html holds no article: beside"),
        ("<body><nav><ul><li><a href=/a>新闻</a><li><a href=/b>体育</a></ul></nav></body>", "holds no article"),
        ((FOLDER / "login.html").read_text(encoding="utf-8"), "the notice of a site .*登录后"),
        ("<p>您访问的页面不存在,三秒后返回首页。</p>", "the notice of a site"),
        ("", "holds no article"),
        ("<frameset cols='20%,*'><frame src=a.htm><frame src=b.htm></frameset>", "holds no article"),
    ],
)
def test_a_page_without_an_article_is_refused(page: str, message: str) -> None:
    with pytest.raises(ArticleError, match=message):
        page_to_markdown(page, "a.html")


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<p>一行\n  两行</p>", "一行两行\n"),
        ("<p>用 Word\n打开</p>", "用 Word 打开\n"),
        ("<p>甲<b>乙</b><a href='/x'>丙</a><sup><a href='#1'>[1]</a></sup>丁</p>", "甲乙丙丁\n"),
        ("<p>&nbsp;\u3000缩进。</p>", "缩进。\n"),
        ("甲。<p>乙。</p>丙。", "甲。\n\n乙。\n\n丙。\n"),
        ("<p>甲。<p>乙。", "甲。\n\n乙。\n"),
        ("<ul><li>1、甲。<li>2、乙。</ul>", "1、甲。\n\n2、乙。\n"),
        ("<ol start=3><li>甲。</li><li>乙。</li></ol>", "3. 甲。\n4. 乙。\n"),
        ("<pre>a\n  b</pre><p>说明。</p>", "```\na\n  b\n```\n\n说明。\n"),
        ("<p>问:丢了怎么办?</p><p>答:补办。</p>", "问:丢了怎么办?\n\n答:补办。\n"),
        ("<dl><dt>甲</dt><dt>乙</dt><dd>两种茶。</dd></dl>", "- 甲、乙:两种茶。\n"),
        ("<div><i>Q</i>丢了怎么办?</div><div><i>A</i>补办。</div>", "Q:丢了怎么办?\n\nA:补办。\n"),
        ("<div><i>Q1</i><p>怎么办?</p></div><div><i>A</i><p>补办。</p></div>", "Q1:怎么办?\n\nA:补办。\n"),
        ("<p>问：怎么办?</p><p>答：</p><p>补办。</p>", "问：怎么办?\n\n答：补办。\n"),
        ("<i>Q</i><h2>怎么办?</h2><i>A</i><ul><li>补办。</ul>", "# 怎么办?\n\n- 补办。\n"),
        ("<p><b>A</b>补办。</p><p><b>B</b>等。</p>", "A补办。\n\nB等。\n"),
        ("<p>补办。</p><div>这篇文章对您有帮助吗？<button>有</button></div>", "补办。\n"),
        ("<p>这篇文章对理解花有帮助。</p>", "这篇文章对理解花有帮助。\n"),
        ("<blockquote><p>甲。</p><p>乙。</p></blockquote>", "> 甲。\n>\n> 乙。\n"),
        ("<p>甲。</p><aside>注意:乙。</aside><aside class=sidebar>丙。</aside>", "甲。\n\n注意:乙。\n"),
        ("<ruby>花<rt>huā</rt></ruby>很香。", "花很香。\n"),
        ("<button aria-expanded=false>怎么退款?</button><p>点退款。</p>", "# 怎么退款?\n\n点退款。\n"),
        (
            "<form id=aspnet><p>整页都在表单里的网站也有正文,这种写法从前很常见。</p></form>",
            "整页都在表单里的网站也有正文,这种写法从前很常见。\n",
        ),
    ],
)
def test_what_stands_in_the_markdown(inside: str, text: str) -> None:
    assert body(inside) == text


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (
            "<div class=tabs><span class=tab>办卡</span><span class=tab>还款</span></div><p>满十八岁可办。</p>",
            "满十八岁可办。\n",
        ),
        ("<div class='tab-pane'><p>办卡</p><p>还款</p></div><p>满十八岁可办。</p>", "办卡\n\n还款\n\n满十八岁可办。\n"),
        ("<h2>灯会</h2><a href='javascript:;'>编辑</a><a>播报</a><p>正月起灯。</p>", "# 灯会\n\n正月起灯。\n"),
        ("<p>正月起灯。</p><div><a>登录</a> | <a>注册</a></div>", "正月起灯。\n"),
        (
            "<p>须带</p><ul><li><a>身份证</a> <a>样本</a></li><li><a>户口簿</a></li></ul>",
            "须带\n\n- 身份证 样本\n- 户口簿\n",
        ),
        ("<p>正月起灯。</p><p><a>东门</a>到<a>西门</a></p>", "正月起灯。\n\n东门到西门\n"),
        ("<p>正月起灯。</p><p><a>从东门一直走到西门</a><a>往返</a></p>", "正月起灯。\n\n从东门一直走到西门往返\n"),
    ],
)
def test_tabs_and_rows_of_buttons_go_and_what_says_something_stays(inside: str, text: str) -> None:
    assert body(inside) == text


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<p>按<button>电源</button>键开机。</p>", "按电源键开机。\n"),
        ("<p>点<b>红色</b><button>提交</button>。</p>", "点红色提交。\n"),
        (
            "<h1>退款</h1><div><button class=acc-header>能退吗</button><p>能。</p></div>",
            "# 退款\n\n## 能退吗\n\n能。\n",
        ),
        ("<button>怎么退</button><div class='item-collapse'>点退款。</div>", "# 怎么退\n\n点退款。\n"),
        ("<h3><button>怎么退</button></h3><p>点退款。</p>", "# 怎么退\n\n点退款。\n"),
        (
            "<p>两个键。</p><button>电源</button><p>长按开机。</p><button>模式</button><p>换冷暖。</p>",
            "两个键。\n\n## 电源\n\n长按开机。\n\n## 模式\n\n换冷暖。\n",
        ),
        ("<p>点退款。<button>复制</button>三天到账。</p>", "点退款。三天到账。\n"),
        ("<p>有帮助吗<button>有</button><button>没有</button></p><p>点退款。</p>", "有帮助吗\n\n点退款。\n"),
        ("<p>点退款。</p><button>展开全文</button><p>三天到账。</p>", "点退款。\n\n三天到账。\n"),
        ("<button>复制</button><p>点退款。</p><button>复制</button><p>三天到账。</p>", "点退款。\n\n三天到账。\n"),
        ("<button class=header-search>找</button><div>点退款。</div>", "点退款。\n"),
    ],
)
def test_a_button_stays_within_a_sentence_and_above_what_it_opens(inside: str, text: str) -> None:
    assert body(inside) == text


LAST = "# 换滤芯\n\n## 关水\n\n拧紧。\n\n## 装芯\n"
FIRST = "<h1>换滤芯</h1><div><h4>关水</h4><p>拧紧。</p></div>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<h1>换滤芯</h1><h4>关水</h4><p>拧紧。</p><h4>装芯</h4><p><img src=a.png></p>", LAST),
        (f"<article>{FIRST}<div><div><h4>装芯</h4></div></div></article><footer>某站 电话</footer>", LAST),
        (
            "<h1>换滤芯</h1><h3>1. 关水</h3><p>拧紧。</p><h3>2. 装芯</h3><ul class=share><li>微博</ul>",
            LAST.replace("## 关", "## 1. 关").replace("## 装", "## 2. 装"),
        ),
        (
            f"{FIRST}<h4>参考</h4><ul><li><a href=/a>滤芯</a><li><a href=/b>水阀</a></ul>",
            LAST.removesuffix("\n## 装芯\n"),
        ),
        (f"{FIRST}<h4>评价</h4><div id=filled></div>", LAST.removesuffix("\n## 装芯\n")),
        (f"{FIRST}<h3>评价</h3>", LAST.removesuffix("\n## 装芯\n")),
    ],
    ids=["picture", "containers", "numbered", "links", "script", "alone"],
)
def test_a_last_step_that_its_heading_tells_is_kept(inside: str, text: str) -> None:
    assert body(inside) == text


def test_a_list_of_the_sections_of_a_page_goes_and_a_list_of_anything_else_stays() -> None:
    links = "<ol><li><a href='#1'>1 历史</a></li><li><a href='#2'>2 活动</a></li></ol>"
    said = "<h2>历史</h2><p>明代已有。</p><h2>活动</h2><p>正月起灯。</p>"
    kept = "# 灯会\n\n## 历史\n\n明代已有。\n\n## 活动\n\n正月起灯。\n"
    assert body(f"<h1>灯会</h1><h2>目录</h2>{links}{said}") == kept
    assert body(f"<h1>灯会</h1><div><h3>本文目录</h3>{links}</div>{said}") == kept
    other = links.replace("历史", "东村").replace("活动", "西村")
    assert body(f"<h1>灯会</h1>{other}{said}") == kept.replace("## 历史", "1. 1 东村\n2. 2 西村\n\n## 历史")


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ("<tr><th>城市<th>价<tr><td>甲<td>3", ["- 甲:价 3"]),
        (
            "<tr><td>城市<td>住宿<td>伙食<tr><td>甲<td>300<td>80<tr><td>乙<td>200<td>60",
            ["- 甲:住宿 300,伙食 80", "- 乙:住宿 200,伙食 60"],
        ),
        (
            "<tr><td>故障现象<td>原因<td>处理方法<tr><td>不转<td>没电<td>充电<tr><td>异响<td>松动<td>拧紧",
            ["- 不转:原因 没电,处理方法 充电", "- 异响:原因 松动,处理方法 拧紧"],
        ),
        (
            "<tr><td>东村<td>种稻<td>逢五赶集<tr><td>西村<td>种茶<td>逢十赶集<tr><td>南村<td>养鱼<td>赶集时间",
            ["- 东村:种稻,逢五赶集", "- 西村:种茶,逢十赶集", "- 南村:养鱼,赶集时间"],
        ),
        (
            "<tr><td>办理部门<td>民政部门<tr><td>地点<td>二楼<tr><td>材料<td>户口簿",
            ["- 办理部门:民政部门", "- 地点:二楼", "- 材料:户口簿"],
        ),
        (
            "<tr><td rowspan=2>专业<td colspan=2>计划<td rowspan=2>学费<tr><td>物<td>史<tr><td>日语<td>15<td>35<td>56",
            ["- 日语:计划 物 15,计划 史 35,学费 56"],
        ),
        (
            "<tr><td rowspan=2>工作日<td>早上<td>不收费<tr><td>晚上<td>半价<tr><td>周末<td>全天<td>全价",
            ["- 工作日:早上,不收费", "- 工作日:晚上,半价", "- 周末:全天,全价"],
        ),
        (
            "<tr><th>类目<td>服装<td>食品<tr><th>标准<td>未洗涤<td>未拆封<tr><th>期限<td>7天<td>不支持",
            ["- 标准:服装 未洗涤,食品 未拆封", "- 期限:服装 7天,食品 不支持"],
        ),
        (
            "<tr><th>星期一<td>语文<td>数学<tr><th>星期二<td>体育<td>美术",
            ["- 星期一:语文,数学", "- 星期二:体育,美术"],
        ),
        ("<tr><th>年<th>价<tr><td>2021<td>3", ["- 年 2021:价 3"]),
        (
            "<tr><th rowspan=2>城市<th colspan=2>价<tr><th>成人<th>儿童<tr><td>甲<td>3<td>1",
            ["- 甲:价 成人 3,价 儿童 1"],
        ),
        ("<tr><th>电话<td>110<tr><th>地址<td>东街", ["- 电话:110", "- 地址:东街"]),
        ("<tr><td>车型<td>押金<tr><td>客车<td>0元<tr><td>货车<td>300元", ["- 客车:押金 0元", "- 货车:押金 300元"]),
        ("<tr><td>项目<td>时间<tr><td>对公<td>9:00-17:00", ["- 对公:时间 9:00-17:00"]),
        ("<tr><td>成员<td>学费<tr><td>大人<td>80<tr><td>小孩<td>40", ["- 大人:学费 80", "- 小孩:学费 40"]),
        (
            "<tr><td>金额<td>审批人<tr><td>1万以下<td>经理<tr><td>1-10万<td>副总",
            ["- 1万以下:审批人 经理", "- 1-10万:审批人 副总"],
        ),
        (
            "<tr><td>费用<td>免费<tr><td>1号线<td>南门<tr><td>2号线<td>北门",
            ["- 费用:免费", "- 1号线:南门", "- 2号线:北门"],
        ),
        ("<tr class=head><td>口味<td>配料<tr><td>甲<td>糖", ["- 甲:配料 糖"]),
        ("<tr class=head><td colspan=2>价目<tr><td>甲<td>糖", ["- 价目", "- 甲:糖"]),
        ("<tr><td class=th>口味<td class=th>配料<tr><td class=td>甲<td>糖", ["- 甲:配料 糖"]),
        ("<tr><td class=title>口味<td>甲<tr><td class=title>配料<td>糖", ["- 口味:甲", "- 配料:糖"]),
        ("<tr><td>项目<td>收费<tr><td>时间<td>周一<tr><td>地点<td>二楼", ["- 项目:收费", "- 时间:周一", "- 地点:二楼"]),
        ("<tr><td>周一<td>闭馆<tr><td>周二<td>9:00<tr><td>周三<td>8:00", ["- 周一:闭馆", "- 周二:9:00", "- 周三:8:00"]),
        ("<tr><td>姓名<td>张三<tr><td>年龄<td>30<tr><td>工龄<td>5", ["- 姓名:张三", "- 年龄:30", "- 工龄:5"]),
        ("<tr><th>甲<th>乙<tr><td><td>", []),
        ("<tr><th>城市<th>价<th>时效<tr><td colspan=3>只限本月<tr><td>甲<td>3<td>", ["- 只限本月", "- 甲:价 3"]),
        ("<tr><td rowspan=99999999 colspan=99999999>甲<td>乙", ["- 甲:乙"]),
        (
            "<tr><th>起点<th>终点<th>价<tr><td>东站<td>东站<td>8<tr><td colspan=2>西站<td>6",
            ["- 东站:终点 东站,价 8", "- 西站:价 6"],
        ),
        ("<tr><th>序号<th>材料<th>份数<tr><td>1<td>申请书<td>1", ["- 序号 1:材料 申请书,份数 1"]),
        ("<tr><td colspan=2>只限本月<tr><td>甲<td>甲", ["- 只限本月", "- 甲:甲"]),
    ],
)
def test_a_row_of_a_table_is_a_statement(table: str, lines: list[str]) -> None:
    assert body(f"<p>价目如下。</p><table>{table}</table>") == "\n".join(
        ["价目如下。", *([""] if lines else []), *lines, ""]
    )


FORM = ["- 条件:有执照", "- 办理时限:10天", "- 收费:免费", "- 地点:二楼"]
TIMES = "<tr><td>时限<td>3天<td>费用<td>无"


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        (
            "<tr><th>条件<td colspan=3>有执照<tr><th>办理时限<td>10天<th>收费<td>免费<tr><th>地点<td colspan=3>二楼",
            FORM,
        ),
        (
            "<tr><td>条件<td colspan=3>有执照<tr><td>办理时限<td>10天<td>收费<td>免费<tr><td>地点<td colspan=3>二楼",
            FORM,
        ),
        (
            "<tr><th>材料<td><table><tr><th>名称<th>份数<tr><td>申请书<td>1</table><tr><th>时限<td>3天<th>费用<td>",
            ["- 材料:", "  - 申请书:份数 1", "- 时限:3天"],
        ),
        (
            f"<tr><td colspan=4>基本信息<tr><td>条件<td colspan=3><p>有执照。</p><p>有场所。</p>{TIMES}",
            ["- 基本信息", "- 条件:", "", "  有执照。", "", "  有场所。", "- 时限:3天", "- 费用:无"],
        ),
        (
            "<tr><td>周一<td>语文<td>数学<td>体育<tr><td>周二<td>数学<td>语文<td>画画<tr><td>备注<td colspan=3>停课",
            ["- 周一:语文,数学,体育", "- 周二:数学,语文,画画", "- 备注:停课"],
        ),
        (
            "<tr><td>项目<td colspan=2>收费标准<tr><td>挂号<td>成人<td>8元<tr><td>住院<td>成人<td>30元",
            ["- 挂号:收费标准 成人,收费标准 8元", "- 住院:收费标准 成人,收费标准 30元"],
        ),
        (
            "<tr><td>地铁<td colspan=2>直达<tr><td>公交<td>1路<td>2路<tr><td>自驾<td>东门<td>8号",
            ["- 地铁:直达", "- 公交:1路,2路", "- 自驾:东门,8号"],
        ),
    ],
    ids=["th", "td", "nested", "blocks", "timetable", "header", "no-header"],
)
def test_each_field_of_a_form_is_a_statement(table: str, lines: list[str]) -> None:
    assert body(f"<h1>许可证</h1><p>如下。</p><table>{table}</table>") == "\n".join(
        ["# 许可证", "", "如下。", "", *lines, ""]
    )


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<title>甲乙丙怎么办_某站</title><h1>甲乙丙怎么办</h1><p>这样办。</p>", "# 甲乙丙怎么办"),
        ("<title>甲乙丙怎么办 - 某站</title><p>这样办。</p>", "# 甲乙丙怎么办"),
        ("<title>某站</title><h1><a href=/>某站</a></h1><h2>甲乙丙怎么办</h2><p>这样办。</p>", "# 甲乙丙怎么办"),
        ("<title>某站</title><h3>栏目</h3><h3>甲乙丙怎么办 2020-01-02</h3><p>这样办。</p>", "# 甲乙丙怎么办"),
        ("<title>甲乙丙</title><p>丁。</p>", "# 甲乙丙"),
        ("<title>冬季取暖</title><p><b>电器</b></p><p>远离。</p><p><b>煤气</b></p><p>开窗。</p>", "# 冬季取暖"),
        ("<title>某某网站</title><p><b>电器</b></p><p>远离。</p><p><b>煤气</b></p><p>开窗。</p>", "# 电器"),
        ("<title>冬季取暖</title><p><b>电器</b></p><p>远离。</p>", "# 电器"),
        ("<h1>一章</h1><p>甲。</p><h1>二章</h1><p>乙。</p>", "# 一章"),
    ],
)
def test_a_page_has_one_title(page: str, title: str) -> None:
    lines = page_to_markdown(page, "a.html")[0].splitlines()
    assert [line for line in lines if line.startswith("# ")] == [title]
    assert lines[0] == title


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8-sig", ""),
        ("utf-8", '<meta charset="utf-8">'),
        ("utf-8", ""),
        ("gb18030", '<meta charset="gbk">'),
        ("gb18030", "<meta http-equiv=Content-Type content='text/html; charset=gb2312'>"),
        ("gb18030", ""),
        ("gb18030", '<meta charset="utf-8">'),
        ("utf-16", ""),
        ("utf-8", '<meta charset="unheard-of">'),
        ("utf-8", '<meta charset="utf-16">'),
        *(
            ("utf-8", f'<meta charset="{codec}">')
            for codec in ("base64", "undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7")
        ),
        ("utf-8", '<?xml version="1.0" encoding="undefined"?>'),
        ("big5", '<meta charset="big5">'),
        ("cp950", '<meta charset="cp950">'),
        ("hz", '<meta charset="hz-gb-2312">'),
    ],
)
def test_a_page_is_read_in_its_encoding(encoding: str, head: str) -> None:
    words = "退款在三個工作日內原路退回。" if encoding in ("big5", "cp950") else "退款在三个工作日内原路退回。"
    page = f"<html><head>{head}</head><body><p>{words}</p></body></html>"
    assert decode_page(page.encode(encoding), "a.html") == page


def test_a_wrong_byte_in_a_page_is_forgiven() -> None:
    page = "<meta charset=gbk><p>退款在三个工作日内原路退回,节假日顺延;到账以银行短信为准。</p>" * 3
    assert decode_page(page.encode("gbk") + b"\xff", "a.html") == f"{page}\ufffd"


WORDS = st.text("花呗怎么提升额度按时还款完善资料保持活跃", min_size=4, max_size=20)
SENTENCES = st.lists(WORDS.map(lambda w: f"{w}。"), min_size=1, max_size=8)


@given(SENTENCES, st.sampled_from(["p", "div", "li", "dd", "section"]), st.integers(0, 3))
def test_every_sentence_of_an_article_is_kept_in_order(sentences: list[str], tag: str, depth: int) -> None:
    inside = "".join(f"<{tag}>{s}</{tag}>" for s in sentences)
    page = "<nav><a href=/a>甲</a><a href=/b>乙</a></nav>" + "<div>" * depth + inside + "</div>" * depth
    lines = page_to_markdown(page, "a.html")[0].split("\n")
    assert [line.removeprefix("- ") for line in lines if line] == sentences


TAGS = st.sampled_from(
    ["div", "p", "ul", "ol", "li", "table", "tr", "td", "th", "dl", "dt", "dd", "details", "summary", "h1", "h3"],
)
PIECES = st.one_of(
    TAGS.map(lambda t: f"<{t}>"),
    TAGS.map(lambda t: f"</{t}>"),
    st.sampled_from(
        ["<a href=#>", "<b>", "<br>", "</b>", "</a>", "<pre>", "<form>", "<article>", "<nav>", "<blockquote>"]
    ),
    WORDS,
    st.text(max_size=8),
    st.sampled_from(
        ["<a href='/x'>", "<td rowspan=3 colspan=2>", "<ol start=-1>", "<!--", "-->", "&nbsp;", "<![CDATA["]
    ),
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_page_is_read_or_refused_and_always_alike(page: str) -> None:
    def once() -> object:
        try:
            return page_to_markdown(page, "a.html")
        except ArticleError as error:
            return str(error)

    first = once()
    assert once() == first
    if isinstance(first, tuple):
        assert first[0].endswith("\n")
        assert first[1] >= 0


@pytest.mark.parametrize("tag", ["div", "blockquote", "details", "table><tr><td"])
def test_a_page_nested_very_deeply_is_read(tag: str) -> None:
    assert "门卡丢了去物业补。" in body(f"<{tag}>" * 5000 + "门卡丢了去物业补。")
    assert "门卡丢了去物业补。" in body("<ul><li>" * 5000 + "门卡丢了去物业补。")


FOLDED = (
    "<details><summary>能补课吗？</summary><p>可以。</p></details>"
    "<details><summary>能试听吗？</summary><p>能。</p></details>"
)


def test_words_behind_what_is_folded_away_are_no_part_of_it() -> None:
    page = body(f"<h1>兴趣班</h1><h2>问答</h2>{FOLDED}<p>电话：87654321</p><h2>地址</h2><p>学院路9号。</p>")
    assert page == (
        "# 兴趣班\n\n## 问答\n\n- 能补课吗？\n\n  可以。\n\n- 能试听吗？\n\n  能。\n\n电话：87654321\n\n"
        "## 地址\n\n学院路9号。\n"
    )
    found = [(p.role.value, p.path, p.text) for p in cut(parse(page, "kb/a.html.md"))]
    assert found[2:5] == [
        ("question", ("问答", "- 能补课吗？"), "能补课吗？\n\n  可以。"),
        ("question", ("问答", "- 能试听吗？"), "能试听吗？\n\n  能。"),
        ("item", ("问答",), "电话：87654321"),
    ]


def test_what_is_folded_away_before_a_heading_stands_under_headings() -> None:
    page = body(f"<h1>兴趣班</h1><h2>问答</h2>{FOLDED}<h2>地址</h2><p>学院路9号。</p>")
    assert "### 能补课吗？\n\n可以。\n\n### 能试听吗？\n\n能。\n\n## 地址\n" in page
