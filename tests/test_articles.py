from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT, nodes, outline

from huabei_qa.articles import parse, read
from huabei_qa.articles.cues import defines
from huabei_qa.articles.depths import ABOVE, BY_HAND, LEVEL, PIECE, ROW, WITHIN
from huabei_qa.articles.markdown.blocks import DEEPEST
from huabei_qa.articles.markers import Rank
from huabei_qa.records import Role

OUTLINES = Path(__file__).parent / "outlines"
TEXTS = sorted(p for p in OUTLINES.iterdir() if p.suffix in (".txt", ".md"))
SHIPPED = ROOT / "kb" / "article.txt"


def expected(path: Path) -> str:
    return path.with_suffix(".outline").read_text(encoding="utf-8")


def shape(text: str, name: str) -> list[tuple[int, str, str, str]]:
    """The tree of a text with its line ends as the one line feed."""
    found = []
    for node, above in parse(text, f"kb/{name}").walk():
        marker = node.marker.of(text) if node.marker else ""
        found.append((len(above), node.role.value, marker, node.span.of(text).replace("\r", "")))
    return found


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.stem)
def test_a_layout_becomes_its_tree(path: Path) -> None:
    assert outline(parse(path.read_text(encoding="utf-8"), f"kb/{path.name}")) == expected(path)


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.stem)
def test_line_ends_of_windows_change_nothing_in_the_tree(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert shape(text.replace("\n", "\r\n"), path.name) == shape(text, path.name)


def test_every_outline_has_its_text() -> None:
    assert {p.stem for p in OUTLINES.glob("*.outline")} == {p.stem for p in TEXTS} | {"shipped"}


def test_the_shipped_article_has_both_halves_with_all_their_parts() -> None:
    document = parse(read(SHIPPED), "kb/article.txt")
    assert outline(document) == (OUTLINES / "shipped.outline").read_text(encoding="utf-8")
    roles = [node.role for node in nodes(document)]
    counted = {role: roles.count(role) for role in dict.fromkeys(roles)}
    assert counted == {
        Role.TITLE: 2,
        Role.DEFINITION: 2,
        Role.METHOD: 13,
        Role.ITEM: 24,
        Role.CAUTION: 5,
        Role.SUMMARY: 2,
        Role.INTRO: 1,
    } | {Role.ITEM: roles.count(Role.ITEM)}
    assert roles.count(Role.ITEM) == 14 + 8


def test_the_title_names_the_document_and_else_the_file_does() -> None:
    assert parse("怎么选西瓜\n听声音,脆的熟。\n", "kb/a.txt", "a").name == "怎么选西瓜"
    assert parse("昨天买了一个西瓜,不甜。", "kb/a.txt", "瓜").name == "瓜"
    assert parse("昨天买了一个西瓜,不甜。", "kb/瓜田.txt").name == "瓜田"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("关于做好燃气灶具\n以旧换新工作的通知", "关于做好燃气灶具以旧换新工作的通知"),
        (
            "青阳区人民政府\n关于做好燃气灶具\n换新工作的规定（试行）",
            "青阳区人民政府关于做好燃气灶具换新工作的规定（试行）",
        ),
    ],
)
def test_the_title_of_a_letter_of_an_office_is_one_over_two_lines(title: str, name: str) -> None:
    document = parse(f"{title}\n青办发〔2024〕37号\n\n各街道：\n一、对象\n本区居民。\n", "kb/a.txt")
    assert document.name == name
    assert outline(document).splitlines() == [
        "title " + title.replace("\n", "⏎"),
        "  intro 各街道：",
        "    section «一、» [对象] 对象⏎本区居民。",
    ]


@pytest.mark.parametrize("below", ["迟到的处理办法", "关于考勤的规定，看这里", "考勤要看规定"])
def test_a_short_line_below_a_title_is_no_part_of_it(below: str) -> None:
    title = "关于考勤的通知" if below == "迟到的处理办法" else "说说考勤"
    assert parse(f"{title}\n{below}\n三次算一天。\n一、病假\n交证明。\n", "kb/a.txt").name == title


def test_nothing_in_the_text_is_a_document_without_parts() -> None:
    assert parse("", "kb/a.txt").parts == ()
    assert parse(" \r\n\u3000\n", "kb/a.txt").parts == ()


def test_an_article_about_comments_keeps_its_title() -> None:
    text = "评论区怎么管理\n评论区热闹了,广告也就来了,下面说几个办法。\n1、关键词:设好屏蔽词。\n"
    assert outline(parse(text, "kb/a.txt")).splitlines()[0] == "title [评论区怎么管理] 评论区怎么管理"


def test_an_article_goes_on_behind_chrome_in_the_middle() -> None:
    text = (
        "怎么挑雨伞\n雨伞要看骨架和伞布。\n1、骨架:选纤维的。\n2、伞布:选密实的。\n"
        "相关文章\n雨衣怎么洗\n发表评论\n"
        "买伞的时候撑开试一试,骨架晃得厉害的、缝线稀疏的,再便宜也不要买。\n"
    )
    words = outline(parse(text, "kb/a.txt"))
    assert "雨衣" not in words
    assert "撑开试一试" in words


def roles_of(text: str) -> dict[str, str]:
    document = parse(text, "kb/a.txt", "a")
    return {node.span.of(text).split("\n")[0]: node.role.value for node in nodes(document)}


@pytest.mark.parametrize(
    "head",
    [
        "注意事项",
        "以下做法不可取",
        "常见错误",
        "不建议的做法",
        "会导致降额的行为",
        "这样做会被封号",
        "别再套现了",
        "千万不要套现",
        "温馨提醒",
        "几点提醒",
        "饮食禁忌",
        "忌空腹喝茶",
        "这些老办法不要用",
        "这几件事不能碰",
        "红线别碰",
        "哪些做法是错的",
        "没用的偏方",
    ],
)
def test_a_head_that_warns_hands_caution_down(head: str) -> None:
    roles = roles_of(
        f"花呗技巧\n下面说说怎么用花呗。\n一、还款\n按时还。\n二、{head}\n(1)借给别人用。\n(2)反复申请。\n"
    )
    assert roles["还款"] == "method"
    assert roles[head] == roles["借给别人用。"] == roles["反复申请。"] == "caution"


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("到“我的→违规记录”里看看；没有处罚就重新发一次。", "item"),
        ("全店跌先到违规中心查。", "item"),
        ("没有违规的，等三五天再看。", "item"),
        ("银行为了防诈骗，限额比较紧。", "item"),
        ("说不出理由的，算违法解除，可以要赔偿。", "item"),
        ("代刷属于违规，查到要扣分。", "caution"),
        ("花钱买分都违法，查到要罚款。", "caution"),
        ("先收钱的都是诈骗。", "caution"),
        ("一旦有违规记录,额度会被收回。", "caution"),
        ("不少违规的店被关了。", "caution"),
        ("没有违法记录的可以申请。", "item"),
        ("二房东失联怎么办？那可能是诈骗，大家一起去报案。", "item"),
        ("举报违规转租，奖励500元。", "item"),
        ("先收钱的都是骗子，立刻报警。", "caution"),
        ("洗稿被投诉会封号。", "caution"),
    ],
)
def test_words_of_offences_warn_unless_none_is_told_of(words: str, role: str) -> None:
    assert roles_of(f"花呗\n一、还款\n按时还。\n{words}\n")[words] == role


@pytest.mark.parametrize(
    "head",
    [
        "设置还款提醒",
        "别墅怎么省",
        "千万级豪宅怎么省",
        "注意力训练方法",
        "小心愿清单",
        "妒忌心理怎么调节",
        "打开到期提醒",
        "别人的经验",
        "怎么引起孩子注意",
        "常见错误代码",
        "会被降额吗",
        "封号会造成损失吗",
        "优惠券不能用",
        "要不要买",
        "提交方式不对",
        "没错的做法",
        "正常用、别乱用",
    ],
)
def test_a_head_with_the_characters_of_a_warning_need_not_be_one(head: str) -> None:
    roles = roles_of(
        f"生活技巧\n下面说说怎么省钱。\n一、还款\n按时还。\n二、{head}\n(1)在日历里写好。\n(2)每天看一遍。\n"
    )
    assert "caution" not in roles.values()


@pytest.mark.parametrize(
    ("lead", "below"),
    [
        ("为了不踩坑,可以用以下方法:", "method"),
        ("要避免逾期,可以试试以下办法:", "method"),
        ("需要注意以下几点:", "caution"),
        ("提额的时候,要注意以下几点:", "caution"),
        ("以下误区需要避免:", "caution"),
        ("以下方法不可取:", "caution"),
        ("不要用以下方法:", "caution"),
        ("这几种办法都不能用:", "caution"),
    ],
)
def test_a_lead_that_announces_ways_is_no_warning(lead: str, below: str) -> None:
    roles = roles_of(f"提额技巧\n下面说说怎么提额。\n{lead}\n1.反复点提额按钮。\n2.多绑几张卡。\n")
    assert [roles["反复点提额按钮。"], roles["多绑几张卡。"]] == [below, below]


SECTIONS = "怎么养兰花\n养兰花不难。\n1、选盆:用瓦盆。\n2、浇水:干了再浇。\n3、施肥:薄肥勤施。\n"


@pytest.mark.parametrize(
    "between",
    [
        "以下误区需要避免:\n",
        "以下误区需要避免:\n这些误区很多人都有。\n",
        "兰花很好养。\n需要注意以下几点:\n",
        "兰花很好养。\n",
        "",
    ],
)
def test_numbers_that_start_again_behind_a_warning_are_no_new_article(between: str) -> None:
    text = f"{SECTIONS}{between}1、天天浇水:根会烂。\n2、太阳直晒:叶会焦。\n"
    assert len(parse(text, "kb/a.txt").parts) == 1


def test_a_list_within_a_section_is_no_new_article() -> None:
    inner = "兰花分两种。\n下面分别来说。\n1、春兰:香。\n2、建兰:好养。\n4、换盆:两年一次。\n5、防虫:通风。\n"
    assert len(parse(SECTIONS + inner, "kb/a.txt").parts) == 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (SECTIONS + "叶子发黄怎么办？\n少浇水。\n兰花可以晒太阳吗？\n可以，早晚晒。\n换盆\n两年一次。\n", 1),
        (SECTIONS + "兰花可以晒太阳吗？\n可以，早晚晒。\n叶子发黄怎么办？\n少浇水。\n", 1),
        (SECTIONS + "兰花放在客厅怎么养\n靠近窗户。\n兰花放在卧室怎么养\n夜里搬走。\n", 1),
        (
            "怎么养兰花\n【浇水】\n少浇。\n【施肥】\n薄施。\n【换盆】\n春天换。\n【兰花叶子发黄怎么办】\n少浇水。\n【防虫】\n通风。\n",
            1,
        ),
        (SECTIONS + "兰花很香。\n兰花可以晒太阳吗？\n很多人问。\n一、看季节\n夏天要遮阴。\n", 2),
        (SECTIONS + "【兰花怎么养得更香】\n说说心得。\n【光照】\n多晒。\n【通风】\n开窗。\n", 2),
    ],
    ids=["below-one", "above-one", "unmarked", "brackets", "alone", "brackets-alone"],
)
def test_a_question_or_a_heading_in_brackets_beside_others_begins_no_article(text: str, parts: int) -> None:
    assert len(parse(text, "kb/a.txt").parts) == parts


def test_a_list_of_names_and_words_behind_an_introduction_is_a_new_article() -> None:
    listed = "通风:每天开窗。\n遮阴:夏天遮网。\n换盆:两年一次。\n"
    more = f"兰花养不好怎么办?养兰经验与注意事项\n养了几年的人说说心得。\n{listed}"
    document = parse(SECTIONS + "兰花很香。\n\n" + more, "kb/a.txt")
    assert [part.span.of(document.text) for part in document.parts] == ["怎么养兰花", more.split("\n")[0]]
    for few in (1, 2):
        text = SECTIONS + "兰花很香。\n\n" + "".join(more.splitlines(keepends=True)[: 2 + few])
        assert len(parse(text, "kb/a.txt").parts) == 1
    roles = roles_of(SECTIONS + "兰花很香。\n\n" + more)
    assert [roles[words] for words in more.splitlines()[2:]] == ["method"] * 3


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("误区一:天天浇水。根会烂。", "caution"),
        ("迷思2:太阳直晒。叶会焦。", "caution"),
        ("一句话:浇水看土,施肥看叶。", "summary"),
        ("总之:浇水看土,施肥看叶。", "summary"),
    ],
)
def test_what_tells_how_to_take_the_words_stays_with_them(line: str, role: str) -> None:
    assert roles_of(f"{SECTIONS}{line}\n")[line] == role


def test_an_entry_whose_marker_is_quoted_hangs_where_it_would() -> None:
    document = parse(f"{SECTIONS}养兰花的误区\n误区一:天天浇水。\n误区二:太阳直晒,叶会焦。\n", "kb/a.txt")
    assert [(node.role.value, len(above), node.span.of(document.text)) for node, above in document.walk()][-3:] == [
        ("caution", 1, "养兰花的误区"),
        ("caution", 2, "误区一:天天浇水。"),
        ("caution", 2, "误区二:太阳直晒,叶会焦。"),
    ]


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("晒伤的后果", "section"),
        ("叶子发黄有什么影响", "section"),
        ("影响开花的因素", "section"),
        ("烂根的几个原因", "section"),
        ("不能放进屋的品种", "section"),
        ("开放时间", "section"),
        ("挑好时间", "method"),
        ("减少风吹的影响", "method"),
        ("查明发黄的原因", "method"),
        ("如实说明发黄的原因", "method"),
        ("根据叶子的情况", "method"),
        ("合理安排开放时间", "method"),
        ("不能忽视的通风", "method"),
        ("先弄清花是怎么来的", "section"),
        ("叶子发黄是怎么回事", "section"),
        ("花期是如何计算出来的", "section"),
        ("烂根啥意思", "section"),
        ("忘了浇水会怎么样", "section"),
        ("花是怎么养的", "method"),
        ("新苗怎么来", "method"),
        ("叶子发黄是怎么回事，又怎么救", "method"),
    ],
)
def test_what_heads_effects_reasons_or_hours_is_no_way(head: str, role: str) -> None:
    assert roles_of(f"{SECTIONS}4、{head}\n说说这一条,免得出错。\n")[head] == role


def test_what_is_listed_below_how_something_comes_about_is_no_way() -> None:
    below = "\n(1)根:分出新苗。\n(2)叶:落下生根。\n"
    for head, role in (("新苗是怎么来的", "item"), ("新苗怎么养", "method")):
        assert roles_of(f"{SECTIONS}{head}{below}")["根:分出新苗。"] == role


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("养兰思路与注意事项", "method"),
        ("具体怎么养以及要注意什么", "method"),
        ("养兰要注意什么", "caution"),
        ("养兰路上的几个雷区", "caution"),
        ("下面这几种做法不但没用,还会被罚款:", "caution"),
    ],
)
def test_ways_with_what_to_heed_are_ways_and_mine_fields_are_none(head: str, role: str) -> None:
    text = f"{SECTIONS}{head}\n(1)天天浇水:根会烂。\n(2)太阳直晒:叶会焦。\n"
    assert roles_of(text)[head] == role


def test_a_line_that_is_bold_as_a_whole_is_a_heading_with_a_comma_too() -> None:
    text = "怎么养兰花\n兰花不难养。\n**想养好,先看盆**\n瓦盆透气。\n**再看土,要疏松**\n松树皮最好。\n"
    found = [(node.label.of(text), node.span.of(text)) for node in nodes(parse(text, "kb/a.txt")) if node.label]
    assert found[1:] == [
        ("想养好,先看盆", "**想养好,先看盆**\n瓦盆透气。"),
        ("再看土,要疏松", "**再看土,要疏松**\n松树皮最好。"),
    ]


def test_tags_below_an_article_are_chrome() -> None:
    assert "标签:兰花 养花 技巧" not in roles_of(f"{SECTIONS}兰花很香。\n标签:兰花 养花 技巧\n")


def test_trees_stay_shallow() -> None:
    names = "\n".join(f"张{i}三:" for i in range(1100))
    assert max(len(above) for _, above in parse(names, "kb/a.txt").walk()) < 3
    markers = [
        "# ",
        "## ",
        "### ",
        "#### ",
        "##### ",
        "###### ",
        "一、",
        "(一)",
        "问:",
        "1、",
        "第一,",
        "(1)",
        "①",
        "- ",
    ]
    deep = "".join(f"{marker}甲乙:\n丙丁:\n" for marker in markers) * 90
    assert max(len(above) for _, above in parse(deep, "kb/a.txt").walk()) <= 31


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("提额方法有:1、按时还款;2、多用花呗", ["提额方法有:", "按时还款;", "多用花呗"]),
        ("原因:一是没有还款,二是没有实名。", ["原因:", "没有还款", "没有实名。"]),
        ("首先,打开首页。最后,点击提额。", ["打开首页。", "点击提额。"]),
        ("一旦逾期,首先会产生违约金。最后,会上征信。", ["一旦逾期,首先会产生违约金。最后,会上征信。"]),
        ("尺寸有1、2、3号三种。", ["尺寸有1、2、3号三种。"]),
        ("方案:1、水;2、电。", ["方案:1、水;2、电。"]),
        ("三步:2、打开首页;3、点击提额。", ["三步:2、打开首页;3、点击提额。"]),
        ("3、4号窗口可以办理。", ["3、4号窗口可以办理。"]),
        ("一、二线城市都可以办。", ["一、二线城市都可以办。"]),
        ("一是一,二是二,说清楚。", ["一是一,二是二,说清楚。"]),
    ],
)
def test_a_list_within_a_line_is_cut_only_where_it_is_one(line: str, pieces: list[str]) -> None:
    document = parse(f"标题在这里\n这是一段开头的话。\n{line}\n", "kb/a.txt")
    assert [node.span.of(document.text) for node in nodes(document)][2:] == pieces


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("---\n第一句说了事情。\n---\n第二句说了事情。\n", ["第一句说了事情。", "第二句说了事情。"]),
        ("---\ntitle: 题\ntags:\n  - 甲\n\n# 注\n---\n第二句说了事情。\n", ["第二句说了事情。"]),
        ("<!-- a --> 正文说了事情。 <!-- b -->\n<!-- c -->\n", ["正文说了事情。"]),
        ("a > b 的情况。\n> 60岁的老人优先。\n", ["a > b 的情况。", "> 60岁的老人优先。"]),
    ],
)
def test_only_what_is_no_text_is_left_out(text: str, kept: list[str]) -> None:
    document = parse(text, "kb/a.txt")
    assert [node.span.of(text) for node in nodes(document)][1:] == kept


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("title", ["怎么养金鱼", '"怎么养金鱼"', "'怎么养金鱼' "])
def test_the_title_of_front_matter_is_without_its_quotes_whatever_ends_the_lines(end: str, title: str) -> None:
    text = end.join(["---", f"title: {title}", "author:", "  title: 教授", "---", "1、换水:每周换三分之一的水。", ""])
    assert parse(text, "kb/a.md").name == "怎么养金鱼"


@pytest.mark.parametrize("before", ["", "\n", "---\ntitle: 语言\n---\n"])
def test_a_byte_order_mark_hides_no_heading_of_markdown(before: str) -> None:
    text = f"\ufeff{before}# C说明\n\n- 先装编译器。\n"
    document = parse(text, "kb/a.md")
    assert document.name == "C说明"
    assert outline(document) == "title [C说明] C说明\n  item «-» 先装编译器。\n"
    assert [text[node.span.start : node.span.end] for node in nodes(document)] == ["C说明", "先装编译器。"]


def test_a_section_about_comments_is_no_chrome() -> None:
    text = "开店攻略\n下面说说怎么开网店。\n选品\n选好卖的。\n评论\n好评要回复。\n差评要解释。\n"
    assert "差评要解释。" in roles_of(text)
    assert "昵称" not in roles_of(text + "发表评论\n昵称\n邮箱\n")


def test_a_numbered_line_is_no_title_of_another_article() -> None:
    text = SECTIONS + "4、养兰花的几个技巧\n兰花有很多小窍门可以说。\n1、通风:每天开窗。\n"
    assert len(parse(text, "kb/a.txt").parts) == 1


@pytest.mark.parametrize(
    ("words", "is_definition"),
    [
        ("打新债是指申购新发行的可转债。", True),
        ("定投就是每月买入同样金额的一种方法。", True),
        ("总成绩由笔试和面试组成。", True),
        ("填卡号，必须是本人名下的一类银行卡。", False),
        ("证件都要是同一个人的。", False),
        ("要是一个人去，先打电话。", False),
        ("鼻炎主要是一种过敏。", True),
        ("过敏反应是一种免疫过程。", True),
        ("证件应是同一个人的一种证件。", False),
        ("他是昨天来的。", False),
        ("先把水烧开。", False),
    ],
)
def test_what_counts_as_a_definition(words: str, is_definition: bool) -> None:
    assert defines(words) is is_definition


def test_depths_between_ranks_keep_their_order() -> None:
    assert 0 < PIECE < WITHIN < WITHIN + ROW < WITHIN + PIECE < LEVEL
    assert DEEPEST * LEVEL < ABOVE < BY_HAND < BY_HAND + DEEPEST * LEVEL < 1


@pytest.mark.parametrize("base", [Rank.BULLET, Rank.ARABIC + BY_HAND])
def test_a_list_below_a_paragraph_of_an_entry_is_as_deep_as_that(base: float) -> None:
    for level in range(DEEPEST):
        assert base + level * LEVEL + WITHIN + WITHIN == base + (level + 1) * LEVEL


@pytest.mark.parametrize("marker", ["-", "1."])
def test_a_list_hangs_below_its_entry_beside_a_paragraph_of_that(marker: str) -> None:
    pad = " " * (len(marker) + 1)
    entries = f"{pad}- 一穴放两三粒豆子。\n{pad}- 盖一指厚的土。\n"
    text = f"# 种豆\n\n{marker} 先要选种:颜色要匀净,没有虫眼。\n\n{pad}豆粒要饱满的才好。\n\n{entries}"
    (entry,) = parse(text, "kb/a.md").parts[0].children
    assert [child.span.of(text) for child in entry.children] == [
        "豆粒要饱满的才好。",
        "一穴放两三粒豆子。",
        "盖一指厚的土。",
    ]


def test_a_plain_head_and_a_han_numeral_are_ranks_of_their_own_that_end_each_other() -> None:
    assert len({rank.value for rank in Rank}) == len(Rank.__members__)
    text = "怎么养兰花\n养兰花不难。\n一、选盆\n用透气的瓦盆。\n养护要点\n每天开窗通风。\n二、浇水\n土干了再浇。\n"
    assert [above for node, above in parse(text, "kb/a.txt").walk() if len(above) > 1] == []


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (
            "# 报销\n# 一、准备\n备发票。\n# 二、提交\n## 2.1 国内\n登录。\n## 2.2 国外\n附汇率。\n",
            [
                "title [报销] 报销",
                "  section [一、准备] 一、准备⏎备发票。",
                "  section [二、提交] 二、提交",
                "    section [2.1 国内] 2.1 国内⏎登录。",
                "    section [2.2 国外] 2.2 国外⏎附汇率。",
            ],
        ),
        (
            "# 报销\n# 1. 准备\n备发票。\n# 请假\n# 1. 申请\n填表。\n",
            [
                "title [报销] 报销",
                "  section [1. 准备] 1. 准备⏎备发票。",
                "title [请假] 请假",
                "  section [1. 申请] 1. 申请⏎填表。",
            ],
        ),
        (
            "# 报销\n备发票。\n# 2. 提交\n登录。\n",
            ["title [报销] 报销", "  item 备发票。", "title [2. 提交] 2. 提交", "  item 登录。"],
        ),
        (
            "# 1. 报销\n备发票。\n# 2. 请假\n填表。\n",
            ["title [1. 报销] 1. 报销", "  item 备发票。", "title [2. 请假] 2. 请假", "  item 填表。"],
        ),
    ],
    ids=["counted", "two-articles", "not-from-1", "no-title"],
)
def test_numbered_titles_below_one_without_a_number_are_its_sections(text: str, tree: list[str]) -> None:
    assert outline(parse(text, "kb/a.md")).splitlines() == tree
