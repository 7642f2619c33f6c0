"""What stands in which list, and where a list ends: small texts and their whole trees."""

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
            "关闭更新\n方法一：用服务\n1. 打开sc，回车。\n2. 选禁用。\n方法二：用策略\n1. 打开gp，回车。\n",
            [
                "  section «方法一：» [用服务] 用服务",
                "    item «1.» 打开sc，回车。",
                "    item «2.» [选禁用] 选禁用。",
                "  section «方法二：» [用策略] 用策略",
                "    item «1.» 打开gp，回车。",
            ],
        ),
        (
            "公租房\n第一步，申请。\n1. 带证件。\n2. 填表，两份。\n第二步，审核。\n1. 初审。\n第三步，选房。\n",
            [
                "  section «第一步，» [申请] 申请。",
                "    item «1.» [带证件] 带证件。",
                "    item «2.» 填表，两份。",
                "  section «第二步，» [审核] 审核。",
                "    item «1.» [初审] 初审。",
                "  item «第三步，» [选房] 选房。",
            ],
        ),
        (
            "关闭更新\n1. 家庭版\n第一步：打开设置\n第二步：暂停\n2. 专业版\n第一步：打开组策略\n第二步：禁用\n",
            [
                "  section «1.» [家庭版] 家庭版",
                "    item «第一步：» [打开设置] 打开设置",
                "    item «第二步：» [暂停] 暂停",
                "  section «2.» [专业版] 专业版",
                "    item «第一步：» [打开组策略] 打开组策略",
                "    item «第二步：» [禁用] 禁用",
            ],
        ),
        (
            "关闭更新\n方法一：用设置\n第一步：打开设置\n第二步：暂停\n方法二：用策略\n第一步：禁用\n",
            [
                "  section «方法一：» [用设置] 用设置",
                "    item «第一步：» [打开设置] 打开设置",
                "    item «第二步：» [暂停] 暂停",
                "  section «方法二：» [用策略] 用策略",
                "    item «第一步：» [禁用] 禁用",
            ],
        ),
    ],
    ids=["ways", "steps", "steps-below", "steps-of-ways"],
)
def test_ordinals_stand_above_the_counts_that_begin_below_them_and_else_below(text: str, below: list[str]) -> None:
    assert tree(text) == below


def flat(*blocks: str) -> tuple[str, list[str]]:
    """Blocks of lines 标签：… below a title, and all their lines beside one another."""
    lines = "\n".join(blocks).splitlines()
    return "对照\n\n" + "\n\n".join(blocks) + "\n", [f"  item [{line.split('：')[0]}] {line}" for line in lines]


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "排除故障\n\n现象：不启动\n原因：没有插好\n处理：重新插好\n\n现象：风量变小\n原因：滤网堵塞\n处理：清洗滤网\n",
            [
                "  section [现象：不启动] 现象：不启动",
                "    item [原因] 原因：没有插好",
                "    item [处理] 处理：重新插好",
                "  section [现象：风量变小] 现象：风量变小",
                "    item [原因] 原因：滤网堵塞",
                "    item [处理] 处理：清洗滤网",
            ],
        ),
        (
            "门店\n\n店名：东店\n电话：1\n\n店名：西店\n电话：2\n\n店名：南店\n电话：3\n",
            [
                "  section [店名：东店] 店名：东店",
                "    item [电话] 电话：1",
                "  section [店名：西店] 店名：西店",
                "    item [电话] 电话：2",
                "  section [店名：南店] 店名：南店",
                "    item [电话] 电话：3",
            ],
        ),
        (
            "设备\n\n常见故障：\n现象：异味\n原因：滤网脏\n处理：换\n\n现象：不亮\n原因：没电\n处理：充电\n",
            [
                "  intro 常见故障：",
                "    section [现象：异味] 现象：异味",
                "      item [原因] 原因：滤网脏",
                "      item [处理] 处理：换",
                "    section [现象：不亮] 现象：不亮",
                "      item [原因] 原因：没电",
                "      item [处理] 处理：充电",
            ],
        ),
        (
            "门店\n\n店名：东店\n电话：1\n\n店名：西店\n电话：2\n",
            ["  item [店名] 店名：东店", "  item [电话] 电话：1", "  item [店名] 店名：西店", "  item [电话] 电话：2"],
        ),
        (
            "帮助\n\n錯誤：黑屏\n解決：重启\n\n錯誤：死机\n解決：断电\n\n錯誤：花屏\n解決：换线\n",
            [
                "  section [錯誤：黑屏] 錯誤：黑屏",
                "    item [解決] 解決：重启",
                "  section [錯誤：死机] 錯誤：死机",
                "    item [解決] 解決：断电",
                "  section [錯誤：花屏] 錯誤：花屏",
                "    item [解決] 解決：换线",
            ],
        ),
        flat("北京：8点\n上海：9点", "北京：7点\n上海：6点", "北京：5点\n上海：4点"),
        flat("上午：语文\n下午：数学", "上午：英语\n下午：体育", "上午：美术\n下午：音乐"),
        flat("小王：你好\n小李：你好啊", "小王：吃了吗\n小李：吃了", "小王：再见\n小李：回见"),
        flat("报名：东门\n咨询：西门", "报名：南门\n咨询：北门", "报名：正门\n咨询：侧门"),
        flat("项目：1号\n价格：高", "项目：2号\n价格：低", "项目：3号\n价格：中"),
    ],
    ids=[
        *("three-labels", "three-records", "below-a-lead", "too-few", "two-labels"),
        *("places", "times", "talk", "ways", "figures"),
    ],
)
def test_the_first_line_of_records_of_the_same_labels_heads_the_others(text: str, below: list[str]) -> None:
    assert tree(text) == below


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "旅行清单\n\n证件类：\n身份证\n护照\n驾照\n\n药品类：\n感冒药\n创可贴\n",
            [
                "  intro 证件类：",
                "    item [身份证] 身份证",
                "    item [护照] 护照",
                "    item [驾照] 驾照",
                "  intro 药品类：",
                "    item [感冒药] 感冒药",
                "    item [创可贴] 创可贴",
            ],
        ),
        (
            "提拉米苏\n材料：\n奶油 200ml\n奶酪 250g\n做法\n奶酪和奶油拌匀，再放进冰箱里冷藏四个小时。\n",
            [
                "  intro 材料：",
                "    item [奶油 200ml] 奶油 200ml",
                "    item 奶酪 250g",
                "  section [做法] 做法⏎奶酪和奶油拌匀，再放进冰箱里冷藏四个小时。",
            ],
        ),
        (
            "垃圾分类\n\n一、分类\n可回收物：\n废纸、塑料瓶、\n易拉罐。\n有害垃圾：\n电池\n灯管\n二、投放\n早晚各一次。\n",
            [
                "  section «一、» [分类] 分类",
                "    item 可回收物：",
                "      item 废纸、塑料瓶、",
                "      item 易拉罐。",
                "    item 有害垃圾：",
                "      item [电池] 电池",
                "      item [灯管] 灯管",
                "  section «二、» [投放] 投放⏎早晚各一次。",
            ],
        ),
        (
            "换盆\n\n操作：\n停水两天，让土变干。\n轻敲盆壁，脱出植物。\n\n注意别伤根。\n",
            [
                "  intro 操作：",
                "    item 停水两天，让土变干。",
                "    item 轻敲盆壁，脱出植物。",
                "  caution 注意别伤根。",
            ],
        ),
        (
            (
                "安全\n\n违规处理：\n轻微违规（没有锁屏、借给别人账号），第一次提醒，第二次通报；\n"
                "严重违规（泄露机密、绝密的资料），解除劳动合同，追究法律责任。\n发现隐患的，请打热线。\n"
            ),
            [
                "  intro 违规处理：",
                "    caution 轻微违规（没有锁屏、借给别人账号），第一次提醒，第二次通报；",
                "    caution 严重违规（泄露机密、绝密的资料），解除劳动合同，追究法律责任。",
                "  item 发现隐患的，请打热线。",
            ],
        ),
        (
            "食堂\n\n具体价格如下：\n早餐\n包子 2元\n豆浆 3元\n",
            ["  intro 具体价格如下：", "  section [早餐] 早餐", "    item 包子 2元", "    item 豆浆 3元"],
        ),
        (
            "停水通知\n\n各位住户：\n明天停水一天。\n请提前储水。\n\n多谢配合。\n",
            ["  item 各位住户：", "  item 明天停水一天。", "  item 请提前储水。", "  item 多谢配合。"],
        ),
        ("放假\n\n尊敬的家长：\n学校放假\n请接孩子\n", ["  item 尊敬的家长：", "  item 学校放假", "  item 请接孩子"]),
        ("通知\n\n致全体业主：\n明天停水\n请储水\n", ["  item 致全体业主：", "  item 明天停水", "  item 请储水"]),
        (
            "饮食\n\n致敏食物：\n花生\n虾\n",
            ["  intro 致敏食物：", "    item [花生] 花生", "    item [虾] 虾"],
        ),
    ],
    ids=[
        *("words", "columns-above-a-heading", "in-sections", "sentences", "clauses", "a-heading"),
        *("greeting", "dear", "to-all", "no-greeting"),
    ],
)
def test_short_lines_below_words_that_end_in_a_colon_are_their_list(text: str, below: list[str]) -> None:
    assert tree(text) == below


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "补卡\n对象：\n本市参保人员\n条件：\n卡片遗失\n材料：\n1、身份证\n2、照片\n收费：\n20元\n",
            [
                "  intro 对象：",
                "    item 本市参保人员",
                "  intro 条件：",
                "    item 卡片遗失",
                "  intro 材料：",
                "    item «1、» [身份证] 身份证",
                "    item «2、» [照片] 照片",
                "  intro 收费：",
                "    item [20元] 20元",
            ],
        ),
        (
            "证件\n（一）身份证\n材料：\n户口本\n照片\n费用：\n20元\n（二）护照\n费用：\n\n120元\n\n时限：\n\n7天\n",
            [
                "  section «（一）» [身份证] 身份证",
                "    item 材料：",
                "      item [户口本] 户口本",
                "      item [照片] 照片",
                "    item 费用：",
                "      item 20元",
                "  section «（二）» [护照] 护照",
                "    item 费用：",
                "      item 120元",
                "    item 时限：",
                "      item 7天",
            ],
        ),
        (
            "故障\n汇总：\n不制冷\n原因：\n缺少制冷剂。\n漏水\n原因：\n管道堵塞了。\n",
            [
                "  intro 汇总：",
                "  section [不制冷] 不制冷",
                "    item 原因：",
                "      item 缺少制冷剂。",
                "  section [漏水] 漏水",
                "    item 原因：",
                "      item 管道堵塞了。",
            ],
        ),
        (
            "浇花\n工具：\n水壶\n怎么浇\n见干见湿，每次都浇到盆底流出水为止。\n",
            [
                "  intro 工具：",
                "  item [水壶] 水壶",
                "  section [怎么浇] 怎么浇⏎见干见湿，每次都浇到盆底流出水为止。",
            ],
        ),
    ],
    ids=["one-below-each", "in-sections", "headed", "one-alone"],
)
def test_a_short_line_below_a_label_is_its_value_if_several_labels_have_one(text: str, below: list[str]) -> None:
    assert tree(text) == below


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "健身房\n\n会员价格：\n月卡：25元\n季卡：60元\n\n退款：未使用的7天内可退。\n",
            [
                "  intro 会员价格：",
                "    item [月卡] 月卡：25元",
                "    item [季卡] 季卡：60元",
                "  item [退款] 退款：未使用的7天内可退。",
            ],
        ),
        (
            "咨询\n\n电话：\n朝阳：010\n海淀：011\n\n丰台：012\n房山：013\n",
            [
                "  intro 电话：",
                "    item [朝阳] 朝阳：010",
                "    item [海淀] 海淀：011",
                "    item [丰台] 丰台：012",
                "    item [房山] 房山：013",
            ],
        ),
        (
            "还款\n\n有以下方式：\n主动还：打开应用\n自动扣：留足余额\n\n代还：请亲友帮忙付。\n",
            [
                "  intro 有以下方式：",
                "    method [主动还] 主动还：打开应用",
                "    method [自动扣] 自动扣：留足余额",
                "    method [代还] 代还：请亲友帮忙付。",
            ],
        ),
    ],
    ids=["a-label", "a-further-block", "announced"],
)
def test_a_blank_line_ends_a_list_of_labels_below_a_label(text: str, below: list[str]) -> None:
    assert tree(text) == below


def test_an_answer_is_of_the_question_above_it_behind_one_that_is_answered_on_its_line() -> None:
    text = "公积金\n1、有违约金吗？没有违约金。\n2、异地可以贷款吗？\n答：可以。\n3、多久到账？\n答：3天。\n"
    assert tree(text) == [
        "  item «1、» [有违约金吗？没有违约金] 有违约金吗？没有违约金。",
        "  question «2、» [异地可以贷款吗？] 异地可以贷款吗？⏎答：可以。",
        "  question «3、» [多久到账？] 多久到账？⏎答：3天。",
    ]


def test_lines_that_only_point_at_pictures_or_at_what_stands_below_them_part_no_list() -> None:
    steps = "1、打开表格。\n如图1\n2、点击窗格，如图：\n（图2）\n3、选择首行。\n[图片]\n4、保存。\n"
    text = f"怎么冻结\n{steps}注意\n▼\n不能撤销。\n"
    assert tree(text) == [
        "  method «1、» [打开表格] 打开表格。",
        "  method «2、» [点击窗格，如图] 点击窗格，如图：",
        "  method «3、» [选择首行] 选择首行。",
        "  method «4、» [保存] 保存。",
        "  caution [注意] 注意",
        "    caution 不能撤销。",
    ]
    assert tree("内容\n文字\n图片\n视频\n") == ["  item [文字] 文字", "  item [图片] 图片", "  item [视频] 视频"]


def test_short_lines_between_materials_and_steps_are_the_materials() -> None:
    assert tree("怎么冻结\n工具/原料\n电脑\nExcel 2016\n方法/步骤\n1、打开表格。\n2、点击窗格。\n") == [
        "  method [工具/原料] 工具/原料",
        "    item 电脑",
        "    item Excel 2016",
        "  method [方法/步骤] 方法/步骤",
        "    method «1、» [打开表格] 打开表格。",
        "    method «2、» [点击窗格] 点击窗格。",
    ]


@pytest.mark.parametrize(
    ("end", "below"),
    [
        (
            "附件：1.报名二维码\n2.学区示意图\n\n临江市育才小学\n2026年4月20日",
            ["  intro 附件：", "    item «1.» [报名二维码] 报名二维码", "    item «2.» [学区示意图] 学区示意图"],
        ),
        (
            "附件：（1）报名表\n　　　（2）承诺书",
            ["  intro 附件：", "    item «（1）» [报名表] 报名表", "    item «（2）» [承诺书] 承诺书"],
        ),
        ("附件：1.报名二维码\n\n临江市育才小学\n2026年4月20日", ["  item [附件] 附件：1.报名二维码"]),
        (
            "限高：1、2号车位不限。\n2.5米以下的车可以停。",
            ["  item [限高] 限高：1、2号车位不限。", "  item 2.5米以下的车可以停。"],
        ),
    ],
    ids=["signed", "brackets", "one", "no-count"],
)
def test_a_count_begins_behind_a_label_if_it_goes_on_in_the_next_line(end: str, below: list[str]) -> None:
    text = f"招生公告\n各位家长：\n今年招收六个班。\n现场审核时请到场。\n{end}\n"
    assert tree(text)[-len(below) :] == below


@pytest.mark.parametrize("source", ["kb/a.txt", "kb/a.md"])
@pytest.mark.parametrize(
    ("entries", "numbers"),
    [
        ("1.孕妇先问医师。\n2.60岁以上慎用。\n3.不得饮酒。", ["1.", "2.", "3."]),
        ("1.孕妇先问医师。\n2.60岁以上慎用。\n3.12岁以下慎用。\n4.不得饮酒。", ["1.", "2.", "3.", "4."]),
        ("1.孕妇先问医师。\n2.不得饮酒。\n3.60岁以上慎用。", ["1.", "2.", "3."]),
        ("1.孕妇先问医师。\n2.不得饮酒。\n3.15晚会讲过它。", ["1.", "2.", ""]),
        ("1.孕妇用药，先问医师。\n2.50毫升装一盒。\n4.不得饮酒。", ["1.", "", "4."]),
        ("4.60元一盒。\n5.不得饮酒。\n6.孕妇慎用。", ["", "5.", "6."]),
    ],
    ids=["between", "two-between", "last", "last-but-no-whole", "no-neighbour", "first"],
)
def test_a_number_whose_point_stands_before_a_digit_counts_between_its_neighbours(
    entries: str, numbers: list[str], source: str
) -> None:
    text = f"注意事项\n{entries}\n"
    found = [node.marker.of(text) if node.marker else "" for node in parse(text, source).parts[0].children]
    assert found == numbers


def test_numbers_alone_on_their_lines_count_the_lines_below_them() -> None:
    first = "方法/步骤1：检查\n1\n看指示灯，亮了就行。\n2\n重启。\n以上不行再看下面。\n"
    second = "方法/步骤2：配网\n1\n打开应用，连上。\n2\n等它走完。\n"
    assert tree(f"打印机怎么连\n工具/原料\n打印机\n手机\n{first}{second}注意事项\n不要拔电源。\n") == [
        "  method [工具/原料] 工具/原料",
        "    item 打印机",
        "    item 手机",
        "  method «方法/步骤1：» [检查] 检查",
        "    item «1» 看指示灯，亮了就行。",
        "    item «2» [重启] 重启。",
        "    item 以上不行再看下面。",
        "  method «方法/步骤2：» [配网] 配网",
        "    item «1» 打开应用，连上。",
        "    item «2» [等它走完] 等它走完。",
        "  caution [注意事项] 注意事项⏎不要拔电源。",
    ]

    assert tree("得分\n甲队\n3\n乙队\n1\n") == [
        "  item [甲队] 甲队",
        "  item [3] 3",
        "  item [乙队] 乙队",
        "  item [1] 1",
    ]


def test_short_lines_below_the_name_of_a_list_are_the_list_if_blank_lines_set_it_off() -> None:
    entries = "租房合同、收据\n入住时的照片\n聊天记录（不要删）\n通话录音，原件\n"
    listed = [
        "    item 租房合同、收据",
        "    item 入住时的照片",
        "    item 聊天记录（不要删）",
        "    item 通话录音，原件",
    ]
    assert tree(f"退押金\n先协商。\n\n证据清单\n{entries}\n总之，平时多留一手。\n") == [
        "  intro 先协商。",
        "  section [证据清单] 证据清单",
        *listed,
        "  summary 总之，平时多留一手。",
    ]
    assert tree(f"退押金\n先协商。\n\n要带的材料\n{entries}") == [
        "  intro 先协商。",
        "  section [要带的材料] 要带的材料",
        *listed,
    ]


@pytest.mark.parametrize(
    ("entries", "below"),
    [
        (
            "一、图纸先加密，再发；\n二、源代码外发，任何情况都不行。\n",
            ["    item «一、» 图纸先加密，再发；", "    item «二、» 源代码外发，任何情况都不行。"],
        ),
        (
            "一、图纸先加密，再发。\n二、停车：外来车辆停在门外。\n",
            ["    item «一、» 图纸先加密，再发。", "    item «二、» [停车] 停车：外来车辆停在门外。"],
        ),
    ],
    ids=["sentences", "labels"],
)
def test_what_stands_behind_a_list_of_section_numerals_is_not_of_its_last_entry(entries: str, below: list[str]) -> None:
    assert tree(f"保密规定\n外发资料：\n{entries}\n来访的人要有人陪同。\n离开时，交回证件。\n") == [
        "  intro 外发资料：",
        *below,
        "  item 来访的人要有人陪同。",
        "  item 离开时，交回证件。",
    ]


def test_what_stands_between_section_numerals_is_of_the_one_above_it() -> None:
    assert tree("保密规定\n一、图纸先加密，再发。\n再发出去。\n二、源代码外发，任何情况都不行。\n违反的要处分。\n") == [
        "  item «一、» 图纸先加密，再发。",
        "    item 再发出去。",
        "  item «二、» 源代码外发，任何情况都不行。",
        "    item 违反的要处分。",
    ]
