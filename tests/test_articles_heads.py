"""Which lines head what follows them, and which only look like it: small texts and their whole trees."""

from __future__ import annotations

import pytest
from conftest import outline

from huabei_qa.articles import parse


def tree(text: str, source: str = "kb/a.txt") -> list[str]:
    """The outline of a text, line by line, below its title."""
    return outline(parse(text, source)).splitlines()[1:]


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "例会纪要\n议题一：食堂改造\n改造要四十五天。\n议题二：班车\n1、早班提前。\n2、晚班取消。\n",
            [
                "  section [议题一：食堂改造] 议题一：食堂改造⏎改造要四十五天。",
                "  section [议题二：班车] 议题二：班车",
                "    item «1、» [早班提前] 早班提前。",
                "    item «2、» [晚班取消] 晚班取消。",
            ],
        ),
        (
            "退租三步走\nSTEP 1 打扫到入住时的样子\n请保洁来一次。\nSTEP 2 提前30天通知\n用微信写明日期。\n",
            [
                "  section [STEP 1 打扫到入住时的样子] STEP 1 打扫到入住时的样子⏎请保洁来一次。",
                "  section [STEP 2 提前30天通知] STEP 2 提前30天通知⏎用微信写明日期。",
            ],
        ),
        (
            "自习室问答\nQ1 忘带门卡怎么进门\nA1 打开小程序。\nQ2 能带饭进来吗\nA2 不能。\n",
            [
                "  question «Q1» [忘带门卡怎么进门] 忘带门卡怎么进门⏎A1 打开小程序。",
                "  question «Q2» [能带饭进来吗] 能带饭进来吗⏎A2 不能。",
            ],
        ),
        (
            "防骗\n一、保健品\n老人常遇到。\n案例一：免费体检\n体检后推销。\n案例二：免费旅游\n强迫购物。\n二、电话\n先核实。\n",
            [
                "  section «一、» [保健品] 保健品⏎老人常遇到。",
                "    section [案例一：免费体检] 案例一：免费体检⏎体检后推销。",
                "    section [案例二：免费旅游] 案例二：免费旅游⏎强迫购物。",
                "  section «二、» [电话] 电话⏎先核实。",
            ],
        ),
        (
            "活动方案\n模块一：阅读\n一、亲子共读\n每家带一本书。\n二、换书\n每人五本。\n模块二：手工\n一、剪纸\n剪刀自带。\n",
            [
                "  section [模块一：阅读] 模块一：阅读",
                "    section «一、» [亲子共读] 亲子共读⏎每家带一本书。",
                "    section «二、» [换书] 换书⏎每人五本。",
                "  section [模块二：手工] 模块二：手工",
                "    section «一、» [剪纸] 剪纸⏎剪刀自带。",
            ],
        ),
    ],
)
def test_lines_that_a_word_counts_are_headings(text: str, below: list[str]) -> None:
    assert tree(text) == below


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "报名通知\n附件一：报名表\n附件二：承诺书\n附件三：健康表\n",
            [
                "  item [附件一] 附件一：报名表",
                "  item [附件二] 附件二：承诺书",
                "  item [附件三] 附件三：健康表",
            ],
        ),
        (
            "周报\n单价 1 元的有三种\n都卖完了。\n单价 2 元的有两种\n还有一些。\n",
            ["  item 单价 1 元的有三种", "  item 都卖完了。", "  item 单价 2 元的有两种", "  item 还有一些。"],
        ),
        (
            "周报\n机型5 卖得好\n都卖完了。\n机型7 卖得慢\n还有一些。\n",
            ["  item 机型5 卖得好", "  item 都卖完了。", "  item 机型7 卖得慢", "  item 还有一些。"],
        ),
    ],
)
def test_words_with_numbers_that_head_nothing_or_do_not_count_are_no_headings(text: str, below: list[str]) -> None:
    assert tree(text) == below


FAQ = "## 问答\n\n**年卡丢了怎么办？**\n到前台补办。\n\n**年卡能转让吗？**\n不能。\n\n"


def test_a_bold_question_in_a_section_of_markdown_begins_no_article() -> None:
    sections = "# 年卡说明\n\n## 办理\n\n带身份证。\n\n## 使用\n\n刷卡入馆。\n\n## 挂失\n\n打电话。\n\n"
    text = f"{sections}{FAQ}## 其他\n\n来前台。\n"
    assert tree(text, "kb/a.md") == [
        "  section [办理] 办理⏎⏎带身份证。",
        "  section [使用] 使用⏎⏎刷卡入馆。",
        "  section [挂失] 挂失⏎⏎打电话。",
        "  section [问答] 问答",
        "    question [年卡丢了怎么办？] **年卡丢了怎么办？**⏎到前台补办。",
        "    question [年卡能转让吗？] **年卡能转让吗？**⏎不能。",
        "  section [其他] 其他⏎⏎来前台。",
    ]


def test_a_bold_title_behind_bold_sections_still_begins_an_article() -> None:
    text = (
        "怎么养兰花\n兰花不难养。\n**选盆**\n瓦盆透气。\n**浇水**\n干了再浇。\n**施肥**\n薄肥勤施。\n"
        "**养兰花的几个窍门**\n再补充几点。\n1、通风：每天开窗。\n2、遮阴：夏天遮网。\n"
    )
    assert [part.span.of(text) for part in parse(text, "kb/a.txt").parts] == ["怎么养兰花", "养兰花的几个窍门"]


IMAGES = "咖啡豆怕氧气。\n\n密封罐带阀门。\n\n开封后四周喝完。\n\n{}\n\n取豆后盖好。\n\n## 能不能冷冻\n\n可以。\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("![保存罐](a.jpg)\n*图1：单向阀密封罐*", "  item «*» 图1：单向阀密封罐"),
        ("点击右上角的设置图标![](set.png)", "  intro 点击右上角的设置图标"),
        ("拿到的咖啡豆就![咖啡豆](b.png)这样存", "  intro 拿到的咖啡豆就![咖啡豆](b.png)这样存"),
    ],
)
def test_an_image_begins_no_article(line: str, said: str) -> None:
    assert tree(f"---\ntitle: 咖啡豆保存指南\n---\n\n{IMAGES.format(line)}", "kb/a.md") == [
        "  intro 咖啡豆怕氧气。",
        "  intro 密封罐带阀门。",
        "  intro 开封后四周喝完。",
        said,
        "  intro 取豆后盖好。",
        "  method [能不能冷冻] 能不能冷冻⏎⏎可以。",
    ]


@pytest.mark.parametrize(("title", "parts"), [("咖啡豆保存指南", 2), ("手机使用指南", 1)])
def test_an_article_behind_front_matter_is_about_what_that_says(title: str, parts: int) -> None:
    text = f"---\ntitle: {title}\n---\n\n{IMAGES.format('怎么挑选新鲜的咖啡豆')}"
    assert len(parse(text, "kb/a.md").parts) == parts


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "洗护价目\n【充值】\n充300送30\n充500送80\n充1000送220，另赠取送5次\n\n营业时间：9点到20点\n电话：88112020\n",
            [
                "  section [充值] 【充值】",
                "    item [充300送30] 充300送30",
                "    item [充500送80] 充500送80",
                "    item 充1000送220，另赠取送5次",
                "    item [营业时间] 营业时间：9点到20点",
                "    item [电话] 电话：88112020",
            ],
        ),
        (
            "入住指引\n【房间】\n单人床\n书桌\n卫生间，带热水\n衣柜\n\n【交通】\n地铁2号线\n公交15路\n开车停地下，每天10元\n",
            [
                "  section [房间] 【房间】",
                "    item [单人床] 单人床",
                "    item [书桌] 书桌",
                "    item 卫生间，带热水",
                "    item [衣柜] 衣柜",
                "  section [交通] 【交通】",
                "    item [地铁2号线] 地铁2号线",
                "    item [公交15路] 公交15路",
                "    item 开车停地下，每天10元",
            ],
        ),
        (
            "读书节方案\n亲子共读\n时间：4月20日上午\n地点：社区书屋\n每个家庭带一本绘本。\n",
            [
                "  section [亲子共读] 亲子共读",
                "    item [时间] 时间：4月20日上午",
                "    item [地点] 地点：社区书屋",
                "    item 每个家庭带一本绘本。",
            ],
        ),
    ],
)
def test_a_short_entry_above_a_longer_one_heads_nothing(text: str, below: list[str]) -> None:
    assert tree(text) == below


def test_a_short_line_with_a_colon_heads_what_follows_it_behind_entries_that_say_something() -> None:
    text = "怎么转正\n下面说说。\n准备：写总结。\n当天：先说结果。\n转正那些事：新人常问的细节\n小周上个月到期了。\n"
    assert tree(text)[-1] == "  method [转正那些事：新人常问的细节] 转正那些事：新人常问的细节⏎小周上个月到期了。"


def test_whose_an_article_is_heads_none_of_it() -> None:
    assert tree("打井\n作者：老王\n打井要看季节，冬天水位低。\n1、选地。\n2、下管。\n") == [
        "  item [作者] 作者：老王",
        "  intro 打井要看季节，冬天水位低。",
        "  item «1、» [选地] 选地。",
        "  item «2、» [下管] 下管。",
    ]


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "游泳池規則\n壹、開放時間\n一、平日：六時至十時。\n二、週一休館。\n貳、退費\n七日內可申請。\n",
            [
                "  section «壹、» [開放時間] 開放時間",
                "    item «一、» [平日] 平日：六時至十時。",
                "    item «二、» [週一休館] 週一休館。",
                "  section «貳、» [退費] 退費⏎七日內可申請。",
            ],
        ),
        (
            "配镜\n壹、验光\n到医院验。\n贰、镜片\n看折射率。\n保养要点\n不要干擦。\n",
            [
                "  section «壹、» [验光] 验光⏎到医院验。",
                "  section «贰、» [镜片] 镜片⏎看折射率。",
                "  section [保养要点] 保养要点⏎不要干擦。",
            ],
        ),
        ("村史\n伍、陆两家来得最早。\n后来又来了几家。\n", ["  item 伍、陆两家来得最早。", "  item 后来又来了几家。"]),
    ],
)
def test_formal_numerals_number_sections(text: str, below: list[str]) -> None:
    assert tree(text) == below


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "方案\n\nI. 研究背景\n患病率上升。\nII. 研究方法\n(a) 随机分两组；\n(b) 每组百例。\nIII.统计\n用软件。\n",
            [
                "  section «I.» [研究背景] 研究背景⏎患病率上升。",
                "  section «II.» [研究方法] 研究方法",
                "    item «(a)» 随机分两组；",
                "    item «(b)» 每组百例。",
                "  section «III.» [统计] 统计⏎用软件。",
            ],
        ),
        (
            "研究方案\n\n\u2160 背景\n患病率上升。\nⅡ 方法\n分两组。\n",
            ["  section «\u2160» [背景] 背景⏎患病率上升。", "  section «Ⅱ» [方法] 方法⏎分两组。"],
        ),
        (
            "复习题\n\n1. 正确的是\nI. 记录电活动\nII. 看出心律\n2. 分几型\nI、II型糖尿病都要控糖。\n",
            [
                "  section «1.» [正确的是] 正确的是",
                "    item «I.» [记录电活动] 记录电活动",
                "    item «II.» [看出心律] 看出心律",
                "  section «2.» [分几型] 分几型⏎I、II型糖尿病都要控糖。",
            ],
        ),
        (
            "复习题\n\nI. 只有一条，不算编号。\n(b) 也没有从头数起。\n后面还有别的话。\n",
            ["  item I. 只有一条，不算编号。", "  item (b) 也没有从头数起。", "  item 后面还有别的话。"],
        ),
        (
            "分级\n\nI：轻度，在家处理\nII：中度，去门诊\nIII：重度，住院\n",
            ["  item [I] I：轻度，在家处理", "  item [II] II：中度，去门诊", "  item [III] III：重度，住院"],
        ),
        (
            "分级\n\n\u2160: 轻度，在家处理。\nⅡ: 中度，去门诊。\n",
            ["  item [\u2160] \u2160: 轻度，在家处理。", "  item [Ⅱ] Ⅱ: 中度，去门诊。"],
        ),
    ],
)
def test_roman_numbers_and_letters_in_brackets_count_up_from_the_first(text: str, below: list[str]) -> None:
    assert tree(text) == below


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "装机\n\n1.安装\nyum install a\n# 设镜像\nyum add http://a.cn\n2.启动\nrun a\nrun b\n好了。\n",
            [
                "  section «1.» [安装] 安装",
                "    item [yum install a] yum install a",
                "    item # 设镜像",
                "    item [yum add http://a.cn] yum add http://a.cn",
                "  section «2.» [启动] 启动",
                "    item [run a] run a",
                "    item [run b] run b",
                "    item 好了。",
            ],
        ),
        (
            "# 装机\n## 安装\nyum install utils\n# 设置镜像源\nyum makecache\n",
            [
                "  section «##» [安装] 安装⏎yum install utils",
                "title «#» [设置镜像源] 设置镜像源",
                "  item [yum makecache] yum makecache",
            ],
        ),
    ],
)
def test_a_remark_between_commands_is_a_heading_only_where_signs_come_before_numbers(
    text: str, below: list[str]
) -> None:
    assert tree(text) == below


def test_a_year_alone_heads_nothing_of_a_later_year() -> None:
    early = "公司历程\n\n2015年3月 公司成立。\n2018年\n3月 推出产品。\n2017年立项的也完成。\n"
    text = f"{early}2020年6月 关店30家。\n2023年 上市。\n"
    assert tree(text) == [
        "  intro 2015年3月 公司成立。",
        "  section [2018年] 2018年",
        "    item 3月 推出产品。",
        "    item 2017年立项的也完成。",
        "  item 2020年6月 关店30家。",
        "  item 2023年 上市。",
    ]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("月租450元（大写：肆佰伍拾元），按季付。", None),
        ("停车卡“补办：50元”，当天可取。", None),
        ("《车位：怎么选》值得一读。", None),
        ("网址 https://bm.example.com，用手机登录。", None),
        ("邮箱 mailto:bm@example.com，写明姓名。", None),
        ("工商类(专项）：最高633分。", "工商类(专项）"),
        ("租金（按季）：每月450元。", "租金（按季）"),
        ("网址：https://bm.example.com，用手机登录。", "网址"),
    ],
)
def test_a_label_ends_outside_brackets_and_addresses(line: str, label: str | None) -> None:
    text = f"车位\n租车位的人要看这一条。\n{line}\n"
    last = parse(text, "kb/a.txt").parts[0].children[-1]
    assert (last.label.of(text) if last.label else None) == label


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "失业金申领\n\n一、办理渠道\n线上：社保平台\nhttp://si.12333.gov.cn\n线下：社保机构\n",
            [
                "  section «一、» [办理渠道] 办理渠道",
                "    item [线上] 线上：社保平台",
                "    item http://si.12333.gov.cn",
                "    item [线下] 线下：社保机构",
            ],
        ),
        (
            "北京游\n\nDAY1\n08:00 出发\n09:30 到达八达岭\n▲缆车往返140元\n\nDAY2\n颐和园、圆明园\n费用\n住宿：600元\n",
            [
                "  section [DAY1] DAY1",
                "    item 08:00 出发",
                "    item 09:30 到达八达岭",
                "    item «▲» 缆车往返140元",
                "  section [DAY2] DAY2",
                "    item [颐和园、圆明园] 颐和园、圆明园",
                "    item [费用] 费用",
                "    item [住宿] 住宿：600元",
            ],
        ),
        (
            "就诊须知\n\n请先挂号。\n★门诊时间\n\n周一到周五。\n",
            ["  intro 请先挂号。", "  section «★» [门诊时间] 门诊时间⏎⏎周一到周五。"],
        ),
    ],
)
def test_an_address_and_a_remark_with_a_sign_head_nothing(text: str, below: list[str]) -> None:
    assert tree(text) == below


def test_a_line_that_forbids_something_heads_nothing() -> None:
    text = (
        "电热毯说明\n使用方法\n平铺在床上。\n【禁止】用水直接冲洗！\n严禁折叠使用！\n儿童要人陪。\n存放\n放在干处。\n"
    )
    assert tree(text) == [
        "  section [使用方法] 使用方法⏎平铺在床上。",
        "    item 【禁止】用水直接冲洗！",
        "    item 严禁折叠使用！",
        "    item 儿童要人陪。",
        "  section [存放] 存放⏎放在干处。",
    ]


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            (
                "怎么养护皮沙发\n\n1.清洁\n用半湿的软布擦拭。\n\n千万不要用酒精！\n\n2.保养\n每季度涂一次皮革油。\n\n"
                "避免阳光直射！\n\n3.修补\n小划痕用蛋清涂抹。\n\n怎么样，是不是很简单？\n\n4.收尾\n晾干即可。\n"
            ),
            [
                "  method «1.» [清洁] 清洁⏎用半湿的软布擦拭。",
                "    caution 千万不要用酒精！",
                "  method «2.» [保养] 保养⏎每季度涂一次皮革油。",
                "    item 避免阳光直射！",
                "  method «3.» [修补] 修补⏎小划痕用蛋清涂抹。",
                "    item 怎么样，是不是很简单？",
                "  method «4.» [收尾] 收尾⏎晾干即可。",
            ],
        ),
        (
            "电热水壶说明\n\n安全须知\n· 请勿空烧。\n【警告】清洁前务必拔掉电源！\n\n产品参数\n型号：K1\n容量：1.7升\n",
            [
                "  section [安全须知] 安全须知",
                "    item «·» 请勿空烧。",
                "    item 【警告】清洁前务必拔掉电源！",
                "  section [产品参数] 产品参数",
                "    item [型号] 型号：K1",
                "    item [容量] 容量：1.7升",
            ],
        ),
        (
            "电饭煲说明\n使用前洗净内胆。\n\n注意安全！\n1、不要空烧\n2、不要湿手插电\n",
            [
                "  intro 使用前洗净内胆。",
                "  caution [注意安全！] 注意安全！",
                "    caution «1、» [不要空烧] 不要空烧",
                "    caution «2、» [不要湿手插电] 不要湿手插电",
            ],
        ),
        (
            "新手养猫\n千万别踩这几个坑！\n吃人的饭会生病。\n洗澡太勤会掉毛。\n",
            [
                "  caution [千万别踩这几个坑！] 千万别踩这几个坑！",
                "    caution 吃人的饭会生病。",
                "    caution 洗澡太勤会掉毛。",
            ],
        ),
    ],
    ids=["sections", "warning", "leads", "points"],
)
def test_an_exclamation_that_forbids_or_urges_is_no_heading_unless_a_list_of_it_follows(
    text: str, below: list[str]
) -> None:
    assert tree(text) == below


@pytest.mark.parametrize(
    "name",
    [
        "注意事项！",
        "注意事項！",
        "禁止携带的物品！",
        "必须带的证件！",
        "不能贷款的情况！",
        "不能貸款的情況！",
        "避免逾期的方法！",
        "避免信用卡逾期的方法!",
        "防止诈骗指南！",
        "危险品运输须知！",
        "注意力训练法！",
        "不能吃的东西！",
        "注意事项",
    ],
)
def test_the_name_of_things_or_ways_heads_them_with_an_exclamation_mark_too(name: str) -> None:
    text = f"出门办事\n下面分两处说。\n{name}\n先看看清楚再说。\n再把它记下来。\n收尾\n最后关好门窗。\n"
    found = [line.strip().split(" ", 1)[1] for line in tree(text)]
    assert found == [
        "下面分两处说。",
        f"[{name}] {name}",
        "先看看清楚再说。",
        "再把它记下来。",
        "[收尾] 收尾⏎最后关好门窗。",
    ]


@pytest.mark.parametrize(
    "call",
    [
        "严禁携带危险物品！",
        "请勿使用过期的药品！",
        "不要相信免费的东西！",
        "必须遵守注意事项！",
        "禁止携带易燃的物品！",
        "不得违法！",
        "必须守法！",
        "避免错误的方法！",
        "必须用正确的方法！",
        "请务必阅读入园须知！",
        "防止发生意外的情况！",
    ],
)
def test_a_call_that_ends_in_the_name_of_a_thing_heads_nothing(call: str) -> None:
    text = f"出门办事\n下面分两处说。\n{call}\n先看看清楚再说。\n再把它记下来。\n收尾\n最后关好门窗。\n"
    found = [line.strip().split(" ", 1)[1] for line in tree(text)]
    assert found == ["下面分两处说。", call, "先看看清楚再说。", "再把它记下来。", "[收尾] 收尾⏎最后关好门窗。"]


def test_what_stands_between_two_numbered_sections_holds_none_of_them() -> None:
    text = "去油污\n1、小苏打\n撒上小苏打。\n小贴士\n戴手套。\n2、白醋\n喷上白醋。\n3、热水\n用热水冲。\n"
    assert tree(text) == [
        "  section «1、» [小苏打] 小苏打⏎撒上小苏打。",
        "  section [小贴士] 小贴士⏎戴手套。",
        "  section «2、» [白醋] 白醋⏎喷上白醋。",
        "  section «3、» [热水] 热水⏎用热水冲。",
    ]


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "布洛芬说明书\n【成份】每粒含布洛芬0.3克。\n【用法用量】口服。一次1粒。\n饭后服。\n【禁忌】\n1．孕妇禁用。\n2．过敏者禁用。\n【有效期】36个月\n",
            [
                "  section [成份] 【成份】每粒含布洛芬0.3克。",
                "  section [用法用量] 【用法用量】口服。一次1粒。",
                "    item 饭后服。",
                "  caution [禁忌] 【禁忌】",
                "    caution «1．» [孕妇禁用] 孕妇禁用。",
                "    caution «2．» [过敏者禁用] 过敏者禁用。",
                "  section [有效期] 【有效期】36个月",
            ],
        ),
        (
            "电饭煲\n【提示】先洗米再量水。\n【提示】不要用钢丝球。\n【保修】一年内免费维修。\n",
            [
                "  item 【提示】先洗米再量水。",
                "  item 【提示】不要用钢丝球。",
                "  item 【保修】一年内免费维修。",
            ],
        ),
        (
            "积分怎么攒\n【方法一】固定时间打卡。\n【方法二】去门店扫码。\n【方法三】回收旧衣。\n",
            [
                "  item 【方法一】固定时间打卡。",
                "  item 【方法二】去门店扫码。",
                "  item 【方法三】回收旧衣。",
            ],
        ),
        (
            "银行卡丢了\n【头十分钟】把钱冻住\n打电话挂失。\n【当天】留下证据\n去派出所报失。\n【三天之内】补身份证\n带户口本去办。\n",
            [
                "  section [【头十分钟】把钱冻住] 【头十分钟】把钱冻住⏎打电话挂失。",
                "  section [【当天】留下证据] 【当天】留下证据⏎去派出所报失。",
                "  section [【三天之内】补身份证] 【三天之内】补身份证⏎带户口本去办。",
            ],
        ),
        (
            "药品说明\n请在医师指导下使用\n【禁忌】\n孕妇禁用。\n【贮藏】密封保存。\n【有效期】24个月\n",
            [
                "  intro 请在医师指导下使用",
                "  caution [禁忌] 【禁忌】⏎孕妇禁用。",
                "  section [贮藏] 【贮藏】密封保存。",
                "  section [有效期] 【有效期】24个月",
            ],
        ),
    ],
    ids=["leaflet", "hints", "counted", "times", "mixed"],
)
def test_a_name_in_brackets_heads_the_words_behind_it_if_several_do(text: str, below: list[str]) -> None:
    assert tree(text) == below


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("①出风口 ②显示屏 ③电源键", "item ①出风口 ②显示屏 ③电源键"),
        ("①出风口②显示屏③电源键", "item ①出风口②显示屏③电源键"),
        ("④滤网仓盖、⑤轮子", "item ④滤网仓盖、⑤轮子"),
        ("①按住②键", "section «①» [按住②键] 按住②键⏎⏎每月清洗一次滤网。"),
        ("①参见②、③", "section «①» [参见②、③] 参见②、③⏎⏎每月清洗一次滤网。"),
        ("③打开①号盖", "section «③» [打开①号盖] 打开①号盖⏎⏎每月清洗一次滤网。"),
    ],
)
def test_a_line_that_numbers_several_things_keeps_the_numbers_and_heads_nothing(line: str, shown: str) -> None:
    found = tree(f"净化器\n放在通风的地方。\n{line}\n\n每月清洗一次滤网。\n")
    assert found[1].strip() == shown


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "菜单\n【热菜】\n鱼香肉丝 ........ 32元\n水煮鱼（微辣/中辣/特辣） ........ 68元\n",
            [
                "  section [热菜] 【热菜】",
                "    item 鱼香肉丝 ........ 32元",
                "    item 水煮鱼（微辣/中辣/特辣） ........ 68元",
            ],
        ),
        (
            "大纲\n一、科目\n科目一　财经法规（100分，机考90分钟）\n科目二　会计基础（100分，机考，90分钟，七月）\n",
            [
                "  section «一、» [科目] 科目",
                "    item 科目一　财经法规（100分，机考90分钟）",
                "    item 科目二　会计基础（100分，机考，90分钟，七月）",
            ],
        ),
        (
            "保险\n一、保费\n目的地 | 一般情形下的收费标准 | 加急\n城区以内的各个街道和社区 | 12元 | 20元\n",
            [
                "  section «一、» [保费] 保费⏎目的地 | 一般情形下的收费标准 | 加急",
                "    item 城区以内的各个街道和社区 | 12元 | 20元",
            ],
        ),
        (
            "春游\n一、路线\n第一天从学校出发，沿着河边一直走到公园的东门。\n下午在草地上做游戏，四点半集合，五点以前回到学校。\n",
            [
                "  section «一、» [路线] 路线⏎第一天从学校出发，沿着河边一直走到公园的东门。",
                "    item 下午在草地上做游戏，四点半集合，五点以前回到学校。",
            ],
        ),
    ],
    ids=["menu", "counted", "header", "sentences"],
)
def test_the_first_of_entries_built_alike_is_no_lead_of_the_heading(text: str, below: list[str]) -> None:
    assert tree(text) == below


CHAPTERS = "第1章 基础\n1.1 安装\n1.2 配置\n第2章 进阶\n2.1 部署\n2.2 监控\n重点：告警\n"


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            f"培训大纲\n\n{CHAPTERS}\n考核方式\n笔试60分合格。\n参考书目\n《运维手册》。\n",
            [
                "  section «第1章» [基础] 基础",
                "    item «1.1» [安装] 安装",
                "    item «1.2» [配置] 配置",
                "  section «第2章» [进阶] 进阶",
                "    item «2.1» [部署] 部署",
                "    item «2.2» [监控] 监控",
                "    item [重点] 重点：告警",
                "  section [考核方式] 考核方式⏎笔试60分合格。",
                "  section [参考书目] 参考书目⏎《运维手册》。",
            ],
        ),
        (
            f"培训大纲\n\n培训目标\n掌握安装。\n教学内容\n{CHAPTERS}",
            [
                "  section [培训目标] 培训目标⏎掌握安装。",
                "  section [教学内容] 教学内容",
                "    section «第1章» [基础] 基础",
                "      item «1.1» [安装] 安装",
                "      item «1.2» [配置] 配置",
                "    section «第2章» [进阶] 进阶",
                "      item «2.1» [部署] 部署",
                "      item «2.2» [监控] 监控",
                "      item [重点] 重点：告警",
            ],
        ),
        (
            f"大纲\n{CHAPTERS}考核方式\n笔试60分合格。\n",
            [
                "  section «第1章» [基础] 基础",
                "    item «1.1» [安装] 安装",
                "    item «1.2» [配置] 配置",
                "  section «第2章» [进阶] 进阶",
                "    item «2.1» [部署] 部署",
                "    item «2.2» [监控] 监控",
                "    item [重点] 重点：告警",
                "  section [考核方式] 考核方式⏎笔试60分合格。",
            ],
        ),
        (
            f"大纲\n{CHAPTERS}本章习题\n装一台机器。\n",
            [
                "  section «第1章» [基础] 基础",
                "    item «1.1» [安装] 安装",
                "    item «1.2» [配置] 配置",
                "  section «第2章» [进阶] 进阶",
                "    item «2.1» [部署] 部署",
                "    item «2.2» [监控] 监控",
                "    item [重点] 重点：告警",
                "    section [本章习题] 本章习题⏎装一台机器。",
            ],
        ),
        (
            "培训大纲\n第1章 基础\n1.1 安装\n\n常见故障\n重启即可。\n\n第2章 进阶\n2.1 部署\n升级\n每月一次。\n",
            [
                "  section «第1章» [基础] 基础",
                "    section «1.1» [安装] 安装",
                "      section [常见故障] 常见故障⏎重启即可。",
                "  section «第2章» [进阶] 进阶",
                "    section «2.1» [部署] 部署",
                "      section [升级] 升级⏎每月一次。",
            ],
        ),
        (
            "培训大纲\n" + CHAPTERS.replace("第2章", "\n常见问题\n重启即可。\n\n第2章") + "\n常见问题\n断电即可。\n",
            [
                "  section «第1章» [基础] 基础",
                "    item «1.1» [安装] 安装",
                "    item «1.2» [配置] 配置",
                "    section [常见问题] 常见问题⏎重启即可。",
                "  section «第2章» [进阶] 进阶",
                "    item «2.1» [部署] 部署",
                "    item «2.2» [监控] 监控",
                "    item [重点] 重点：告警",
                "    section [常见问题] 常见问题⏎断电即可。",
            ],
        ),
    ],
)
def test_sections_without_a_number_stand_beside_chapters_if_they_are_none_of_theirs(
    text: str, below: list[str]
) -> None:
    assert tree(text) == below


def test_the_caption_of_an_image_is_no_row_beside_the_lead_of_a_heading() -> None:
    text = "# 咖啡豆\n\n## 放哪里\n\n密封罐，阴凉处。\n\n![罐](a.jpg)\n*图1：密封罐*\n"
    assert tree(text, "kb/a.md") == [
        "  section [放哪里] 放哪里⏎⏎密封罐，阴凉处。",
        "    item «*» 图1：密封罐",
    ]


@pytest.mark.parametrize(
    ("between", "titles"),
    [
        ("", ["办护照", "办通行证"]),
        ("小学部\n", ["办护照"]),
    ],
    ids=["titles", "sections"],
)
def test_a_title_above_the_first_section_come_again_begins_an_article(between: str, titles: list[str]) -> None:
    sections = "一、材料\n身份证、照片。\n二、流程\n网上预约，缴费{}元。\n"
    text = f"办护照\n{between}{sections.format(120)}\n办通行证\n{sections.format(60)}"
    assert [part.span.of(text) for part in parse(text, "kb/a.txt").parts] == titles


def test_a_label_goes_on_behind_a_comma_without_an_indent() -> None:
    text = "保养\n一、故障\n食物不熟：减少食材量，\n或提高温度。\n不通电：检查插头。\n"
    assert tree(text) == [
        "  section «一、» [故障] 故障",
        "    item [食物不熟] 食物不熟：减少食材量，⏎或提高温度。",
        "    item [不通电] 不通电：检查插头。",
    ]


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "手冲\nStep1 润湿滤纸\nStep2 倒入咖啡粉\nStep3 分两次注水\n",
            ["  item Step1 润湿滤纸", "  item Step2 倒入咖啡粉", "  item Step3 分两次注水"],
        ),
        (
            "日程\nDay 1（周一）\n09:00-10:00 开班\n14:00-17:00 介绍\nDay 2（周二）\n09:00-12:00 学\n14:00-16:00 谈\n",
            [
                "  section [Day 1（周一）] Day 1（周一）",
                "    item 09:00-10:00 开班",
                "    item 14:00-17:00 介绍",
                "  section [Day 2（周二）] Day 2（周二）",
                "    item 09:00-12:00 学",
                "    item 14:00-16:00 谈",
            ],
        ),
    ],
    ids=["steps", "days"],
)
def test_what_a_word_counts_line_by_line_is_a_list_and_days_with_hours_are_headings(
    text: str, below: list[str]
) -> None:
    assert tree(text) == below


def test_first_and_next_are_counted_with_the_third_that_follows_them() -> None:
    text = "退租\n首先，提前通知。发微信，留下文字。\n其次，打扫干净。\n{}修好灯泡。\n第四，结清费用。\n"
    assert tree(text.format("第三，")) == [
        "  item «首先，» 提前通知。发微信，留下文字。",
        "  item «其次，» 打扫干净。",
        "  item «第三，» [修好灯泡] 修好灯泡。",
        "  item «第四，» [结清费用] 结清费用。",
    ]
    assert tree(text.format("再次，"))[:2] == [
        "  intro 首先，提前通知。发微信，留下文字。",
        "  intro 其次，打扫干净。",
    ]


def test_numbers_with_a_bar_head_sections_if_something_stands_between_them() -> None:
    assert tree("养老金\n01 | 范围\n退休的人员。\n02｜水平\n1. 定额调整。\n2. 挂钩调整。\n") == [
        "  section «01 |» [范围] 范围⏎退休的人员。",
        "  section «02｜» [水平] 水平",
        "    item «1.» [定额调整] 定额调整。",
        "    item «2.» [挂钩调整] 挂钩调整。",
    ]
    assert tree("名单\n01 | 张三\n02 | 李四\n") == ["  item 01 | 张三", "  item 02 | 李四"]


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "剪辑入门\n一 选软件\n手机用剪映，免费。\n电脑用专业版。\n二 认识名词\n转场：画面之间的过渡。\n",
            [
                "  section «一» [选软件] 选软件",
                "    item 手机用剪映，免费。",
                "    item 电脑用专业版。",
                "  section «二» [认识名词] 认识名词⏎转场：画面之间的过渡。",
            ],
        ),
        (
            "提额\n额度由平台评估。\n怎样提升\n一 多下单\n二 准时还\n三 补资料\n不要做\n借新还旧。\n",
            [
                "  intro 额度由平台评估。",
                "  section [怎样提升] 怎样提升",
                "    method «一» [多下单] 多下单",
                "    method «二» [准时还] 准时还",
                "    method «三» [补资料] 补资料",
                "  caution [不要做] 不要做⏎借新还旧。",
            ],
        ),
        (
            "公积金\n01 先懂:什么是它\n它是一种储金。\n02 问答\nQ1 有利息吗?\n有。\nQ2 能取吗?\n能。\n03 建议\n查。\n",
            [
                "  section «01» [先懂] 先懂:什么是它",
                "    definition 它是一种储金。",
                "  section «02» [问答] 问答",
                "    question «Q1» [有利息吗?] 有利息吗?⏎有。",
                "    question «Q2» [能取吗?] 能取吗?⏎能。",
                "  section «03» [建议] 建议⏎查。",
            ],
        ),
        (
            "养护\n一、浇水\n01 看土\n土干了再浇。\n02 浇透\n盆底出水为止。\n二、施肥\n一月一次。\n",
            [
                "  section «一、» [浇水] 浇水",
                "    section «01» [看土] 看土⏎土干了再浇。",
                "    section «02» [浇透] 浇透⏎盆底出水为止。",
                "  section «二、» [施肥] 施肥⏎一月一次。",
            ],
        ),
        (
            "换电池\n先看看。\n什么时候换\n1 续航短了一半\n2 外壳发烫\n3 年头太久\n找谁换\n1 维修点\n2 门店\n3 厂家\n",
            [
                "  intro 先看看。",
                "  section [什么时候换] 什么时候换",
                "    item «1» [续航短了一半] 续航短了一半",
                "    item «2» [外壳发烫] 外壳发烫",
                "    item «3» [年头太久] 年头太久",
                "  section [找谁换] 找谁换",
                "    item «1» [维修点] 维修点",
                "    item «2» [门店] 门店",
                "    item «3» [厂家] 厂家",
            ],
        ),
        (
            "补证\n1 丢了怎么办？\n先申报丢失。\n2 本人要到场吗？\n要采集指纹。\n3 收费\n工本费40元。\n",
            [
                "  question «1» [丢了怎么办？] 丢了怎么办？⏎先申报丢失。",
                "  question «2» [本人要到场吗？] 本人要到场吗？⏎要采集指纹。",
                "  section «3» [收费] 收费⏎工本费40元。",
            ],
        ),
        ("名单\n一 张三\n二 李四\n", ["  item 一 张三", "  item 二 李四"]),
        ("蛋糕\n1 个鸡蛋\n2 勺糖\n3 杯牛奶\n", ["  item 1 个鸡蛋", "  item 2 勺糖", "  item 3 杯牛奶"]),
    ],
    ids=["numerals", "below-a-heading", "padded", "padded-below", "lists", "questions", "two-rows", "measures"],
)
def test_numbers_with_only_a_space_behind_them_head_sections(text: str, below: list[str]) -> None:
    assert tree(text) == below


def test_what_somebody_asks_in_a_numbered_section_does_not_end_it() -> None:
    text = "纪要\n一、电梯\n王主任：共60万。\n李女士：费用怎么分摊？\n王主任：基金出70%。\n二、停车\n物业：150元。\n"
    assert tree(text) == [
        "  section «一、» [电梯] 电梯",
        "    item [王主任] 王主任：共60万。",
        "    question [李女士：费用怎么分摊？] 李女士：费用怎么分摊？⏎王主任：基金出70%。",
        "  section «二、» [停车] 停车⏎物业：150元。",
    ]


def test_headings_of_an_encyclopedia_stand_as_deep_as_its_contents_say() -> None:
    contents = "目录\n1 种类\n2 用法\n2.1 煮饭\n2.2 保养\n"
    said = "种类[编辑]\n机械式和电脑式。\n用法[编辑]\n煮饭[编辑]\n水要没过米。\n保养[编辑]\n不要用钢丝球。\n"
    below = [
        "  section [种类] 种类",
        "    item 机械式和电脑式。",
        "  section [用法] 用法",
        "    section [煮饭] 煮饭",
        "      item 水要没过米。",
        "    section [保养] 保养",
        "      caution 不要用钢丝球。",
    ]
    assert outline(parse(f"电饭煲\n[编辑]\n{contents}{said}", "kb/a.txt")).splitlines()[1:] == below


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "退押金\n退租前\n拍照。\n留截图。\n\n就是不退，按这个顺序来\n（1）先协商。\n发合同。\n（2）打电话。\n打12345就行。\n",
            [
                "  section [退租前] 退租前",
                "    item 拍照。",
                "    item 留截图。",
                "  section [就是不退，按这个顺序来] 就是不退，按这个顺序来",
                "    section «（1）» [先协商] 先协商。⏎发合同。",
                "    section «（2）» [打电话] 打电话。⏎打12345就行。",
            ],
        ),
        (
            "退押金\n退租前\n打扫干净，拍照。\n就是不退，按这个顺序来\n（1）先协商。\n（2）打电话。\n打12345就行。\n",
            [
                "  section [退租前] 退租前",
                "    item 打扫干净，拍照。",
                "    item 就是不退，按这个顺序来",
                "    item «（1）» 先协商。",
                "    item «（2）» 打电话。",
                "    item 打12345就行。",
            ],
        ),
    ],
    ids=["set-off", "without-blank-line-and-words-below"],
)
def test_a_line_set_off_that_points_at_a_list_heads_it_and_its_short_entries_the_words_below_them(
    text: str, below: list[str]
) -> None:
    assert tree(text) == below


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "卖旧货\n上篇：先看\n1. 拍清楚，亮。\n2. 低价，好卖。\n下篇：后看\n（一）时间\n晚上发。\n没人看\n太旧。\n",
            [
                "  section «上篇：» [先看] 先看",
                "    item «1.» 拍清楚，亮。",
                "    item «2.» 低价，好卖。",
                "  section «下篇：» [后看] 后看",
                "    section «（一）» [时间] 时间⏎晚上发。",
                "  section [没人看] 没人看⏎太旧。",
            ],
        ),
        (
            "卖旧货\n上篇：先看\n一、拍照\n要清楚。\n二、定价\n要低。\n下篇：后看\n一、选时间\n晚上发。\n",
            [
                "  section «上篇：» [先看] 先看",
                "    section «一、» [拍照] 拍照⏎要清楚。",
                "    section «二、» [定价] 定价⏎要低。",
                "  section «下篇：» [后看] 后看",
                "    section «一、» [选时间] 选时间⏎晚上发。",
            ],
        ),
        ("书单\n上篇：孔子\n好读。\n", ["  section [上篇：孔子] 上篇：孔子⏎好读。"]),
    ],
    ids=["pair", "above-numerals", "one-alone"],
)
def test_both_halves_of_an_article_head_what_stands_below_them(text: str, below: list[str]) -> None:
    assert tree(text) == below


@pytest.mark.parametrize(
    ("one", "other", "below"),
    [
        (
            "**第一步：签合同。** 写清公里数。",
            "**第二步：开发票。** 在大厅开。",
            ("第一步：", "签合同", "签合同。** 写清公里数。"),
        ),
        ("**一、签合同** 写清公里数。", "**二、开发票** 在大厅开。", ("一、", "签合同", "签合同** 写清公里数。")),
        ("**1. 签合同：** 写清公里数。", "**2. 开发票：** 在大厅开。", ("1.", "签合同", "签合同：** 写清公里数。")),
        ("**步骤一：签合同**写清公里数", "**步骤二：开发票**在大厅开", ("步骤一：", "签合同", "签合同**写清公里数")),
        ("**第一步**：签合同，写清公里数。", "**第二步**：在大厅开。", ("第一步**：", None, "签合同，写清公里数。")),
        ("**1.** 签合同，写清公里数。", "**2.** 在大厅开。", ("1.**", None, "签合同，写清公里数。")),
    ],
)
@pytest.mark.parametrize("source", ["a.txt", "a.md"])
def test_emphasis_that_a_number_opens_ends_with_the_heading_or_with_the_number(
    one: str, other: str, below: tuple[str, str | None, str], source: str
) -> None:
    document = parse(f"# 过户流程\n\n{one}\n\n{other}\n", source)
    node, _ = document.parts[0].children
    spans = (node.marker, node.label, node.span)
    assert tuple(span and span.of(document.text) for span in spans) == below
