"""Lists and questions of plain text, by their signs, indents and blank lines: small texts and their whole trees."""

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
            "入场要求\n\n1、戴泳帽；\n2、有心脏病、\n   皮肤病者禁入；\n3、儿童要人陪，\n   一人带2名。\n",
            [
                "  item «1、» 戴泳帽；",
                "  item «2、» 有心脏病、⏎   皮肤病者禁入；",
                "  item «3、» 儿童要人陪，⏎   一人带2名。",
            ],
        ),
        (
            "报名材料\n\n1. 身份证原件\n2. 证明（网上开，\n   不用到场）\n3. 银行卡\n",
            [
                "  item «1.» [身份证原件] 身份证原件",
                "  item «2.» 证明（网上开，⏎   不用到场）",
                "  item «3.» [银行卡] 银行卡",
            ],
        ),
        (
            "游泳馆\n\n时间：周一 6:30-22:00\n      周日 8:00-22:00\n票价：成人50元\n      儿童免费\n地址：南路88号\n",
            [
                "  item [时间] 时间：周一 6:30-22:00⏎      周日 8:00-22:00",
                "  item [票价] 票价：成人50元⏎      儿童免费",
                "  item [地址] 地址：南路88号",
            ],
        ),
        (
            "春游\n　　1、报到\n　　上午九点在大厅报到，\n　　带上水杯。\n　　说明：先到先坐。\n　　坐满就走。\n",
            [
                "  section «1、» [报到] 报到",
                "    item 上午九点在大厅报到，",
                "    item 带上水杯。",
                "    item [说明] 说明：先到先坐。",
                "    item 坐满就走。",
            ],
        ),
    ],
    ids=["comma", "bracket", "label", "paragraphs"],
)
def test_an_indented_line_goes_on_with_the_entry_above_it(text: str, below: list[str]) -> None:
    assert tree(text) == below


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "搬\n- 提前\n  - 书用小箱\n    - 每箱20斤\n  - 碗用气泡膜\n    报纸也行\n- 当天\n  1. 带首饰\n- 之后\n",
            [
                "  section «-» [提前] 提前",
                "    section «-» [书用小箱] 书用小箱",
                "      item «-» [每箱20斤] 每箱20斤",
                "    section «-» [碗用气泡膜] 碗用气泡膜⏎    报纸也行",
                "  section «-» [当天] 当天",
                "    item «1.» [带首饰] 带首饰",
                "  item «-» [之后] 之后",
            ],
        ),
        (
            "看房\n1. 光线\n   看朝向。\n   1. 早上\n   2. 晚上\n2. 水电\n",
            [
                "  section «1.» [光线] 光线⏎   看朝向。",
                "    item «1.» [早上] 早上",
                "    item «2.» [晚上] 晚上",
                "  item «2.» [水电] 水电",
            ],
        ),
        (
            "春游\n1、报到\n　　2、开会\n　　（1）分组\n　　3、聚餐\n晚上六点。\n",
            [
                "  item «1、» [报到] 报到",
                "  section «2、» [开会] 开会",
                "    item «（1）» [分组] 分组",
                "  section «3、» [聚餐] 聚餐⏎晚上六点。",
            ],
        ),
    ],
    ids=["bullets", "numbers", "by chance"],
)
def test_indents_tell_lists_within_entries_where_signs_do_not(text: str, below: list[str]) -> None:
    assert tree(text) == below


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "减脂怎么吃\n能吃的：\n√ 鸡胸肉\n√ 燕麦\n不能吃的：\n× 白面包\n×油条\n× 奶茶\n",
            [
                "  intro 能吃的：",
                "    method «√» [鸡胸肉] 鸡胸肉",
                "    method «√» [燕麦] 燕麦",
                "  intro 不能吃的：",
                "    caution «» [白面包] × 白面包",
                "    caution «» [油条] ×油条",
                "    caution «» [奶茶] × 奶茶",
            ],
        ),
        ("尺寸\n长宽各一。\n× 2 为两倍。\n", ["  item 长宽各一。", "  item × 2 为两倍。"]),
        (
            "支付方式\n看表。\n×代表不支持，√代表支持。\n×=不支持。\n",
            ["  item 看表。", "  item ×代表不支持，√代表支持。", "  item ×=不支持。"],
        ),
        ("糖水\n先烧水。\n×一勺糖。\n再关火。\n", ["  item 先烧水。", "  item ×一勺糖。", "  item 再关火。"]),
        (
            "糖水\n先烧水。\n- 小碗\n- ×一勺糖。\n",
            ["  intro 先烧水。", "  item «-» [小碗] 小碗", "  item «-» ×一勺糖。"],
        ),
        (
            "糖水\n先烧水。\n- √ 放冰糖。\n- × 放盐。\n",
            ["  intro 先烧水。", "  item «-» √ 放冰糖。", "  caution «-» × 放盐。"],
        ),
        (
            "糖水\n先烧水。\n✓ 放冰糖。\n×为了省事不洗锅。\n",
            ["  intro 先烧水。", "  item «✓» 放冰糖。", "  caution «» ×为了省事不洗锅。"],
        ),
        (
            "接种须知\n\n接种前\n√ 带身份证\n√ 休息好\n接种后\n√ 留观30分钟\n√ 不洗澡\n",
            [
                "  method [接种前] 接种前",
                "    item «√» [带身份证] 带身份证",
                "    item «√» [休息好] 休息好",
                "  method [接种后] 接种后",
                "    item «√» [留观30分钟] 留观30分钟",
                "    item «√» [不洗澡] 不洗澡",
            ],
        ),
        (
            "票价\n每人50元。\n*学生凭证9折\n*老人免费\n时间：9点到20点\n*解释权归本馆\n",
            [
                "  intro 每人50元。",
                "  item «*» [学生凭证9折] 学生凭证9折",
                "  item «*» [老人免费] 老人免费",
                "  item [时间] 时间：9点到20点",
                "  item [*解释权归本馆] *解释权归本馆",
            ],
        ),
    ],
    ids=["crosses", "times", "legend", "alone", "alone in a list", "ticks", "purpose", "between", "stars"],
)
def test_crosses_and_stars_are_bullets_and_what_parts_two_lists_heads_the_second(text: str, below: list[str]) -> None:
    assert tree(text) == below


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "查询\n\n*123#查话费\n*139#查流量\n",
            ["  item *123#查话费", "  item *139#查流量"],
        ),
        (
            "票价\n每人50元。\n*60岁以上免费\n*学生凭证9折\n",
            ["  intro 每人50元。", "  item «*» [60岁以上免费] 60岁以上免费", "  item «*» [学生凭证9折] 学生凭证9折"],
        ),
        ("来电\n\n*67 隐藏号码，一次。\n*69 回拨电话。\n", ["  item *67 隐藏号码，一次。", "  item *69 回拨电话。"]),
        ("查询\n\n*#06# 查串号\n*#07# 查版本\n", ["  item *#06# 查串号", "  item *#07# 查版本"]),
        (
            "活动报名\n\n姓名\n*手机号\n*身份证号\n邮箱\n",
            [
                "  item [姓名] 姓名",
                "  item [*手机号] *手机号",
                "  item [*身份证号] *身份证号",
                "  item [邮箱] 邮箱",
            ],
        ),
        (
            "活动报名\n姓名：____\n*手机号：____\n*身份证号：____\n邮箱：____\n",
            [
                "  item [姓名] 姓名：____",
                "  item [*手机号] *手机号：____",
                "  item [*身份证号] *身份证号：____",
                "  item [邮箱] 邮箱：____",
            ],
        ),
        (
            "景区\n优惠人群\n*学生\n*老人\n开放时间\n9点到20点，周一闭馆。\n",
            [
                "  section [优惠人群] 优惠人群",
                "    item «*» [学生] 学生",
                "    item «*» [老人] 老人",
                "  section [开放时间] 开放时间⏎9点到20点，周一闭馆。",
            ],
        ),
        (
            "景区\n优惠人群\n*学生\n*老人\n\n地址\n\n天河路\n",
            [
                "  section [优惠人群] 优惠人群",
                "    item «*» [学生] 学生",
                "    item «*» [老人] 老人",
                "    item [地址] 地址",
                "    item [天河路] 天河路",
            ],
        ),
    ],
    ids=[
        "codes",
        "figures-and-words",
        "figures",
        "codes-with-a-space",
        "fields",
        "fields-with-colons",
        "a-heading-behind",
        "a-blank-line-behind",
    ],
)
def test_stars_of_codes_and_of_fields_that_must_be_filled_in_are_no_bullets(text: str, below: list[str]) -> None:
    assert tree(text) == below


QUESTIONS = "Q：物业费多少？\nA：2.8元。\nQ：门禁卡丢了咋办？\nA：去前台补。\n"


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            f"业主群公告\n\n🐶养狗\n要办证，200一年。\n遛狗必须牵绳。\n\n🔨装修\n周末不施工。\n没问题退押金。\n\n{QUESTIONS}",
            [
                "  section «🐶» [养狗] 养狗",
                "    item 要办证，200一年。",
                "    item 遛狗必须牵绳。",
                "  section «🔨» [装修] 装修",
                "    item 周末不施工。",
                "    item 没问题退押金。",
                "  question «Q：» [物业费多少？] 物业费多少？⏎A：2.8元。",
                "  question «Q：» [门禁卡丢了咋办？] 门禁卡丢了咋办？⏎A：去前台补。",
            ],
        ),
        (
            f"公告\n\n一、养狗\n要办证。\n\n二、疑问\n下面解答。\n\n{QUESTIONS}",
            [
                "  section «一、» [养狗] 养狗⏎要办证。",
                "  section «二、» [疑问] 疑问⏎下面解答。",
                "    question «Q：» [物业费多少？] 物业费多少？⏎A：2.8元。",
                "    question «Q：» [门禁卡丢了咋办？] 门禁卡丢了咋办？⏎A：去前台补。",
            ],
        ),
        (
            f"公告\n\n一、养狗\n要办证。\n\nQ：多少钱？\nA：200元。\n\n二、装修\n周末不施工。\n\n{QUESTIONS}",
            [
                "  section «一、» [养狗] 养狗⏎要办证。",
                "    question «Q：» [多少钱？] 多少钱？⏎A：200元。",
                "  section «二、» [装修] 装修⏎周末不施工。",
                "    question «Q：» [物业费多少？] 物业费多少？⏎A：2.8元。",
                "    question «Q：» [门禁卡丢了咋办？] 门禁卡丢了咋办？⏎A：去前台补。",
            ],
        ),
        (
            f"公告\n1. 养狗\n要办证。\n2. 常见问题\n{QUESTIONS}3. 装修\n周末不施工。\n",
            [
                "  section «1.» [养狗] 养狗⏎要办证。",
                "  section «2.» [常见问题] 常见问题",
                "    question «Q：» [物业费多少？] 物业费多少？⏎A：2.8元。",
                "    question «Q：» [门禁卡丢了咋办？] 门禁卡丢了咋办？⏎A：去前台补。",
                "  section «3.» [装修] 装修⏎周末不施工。",
            ],
        ),
    ],
    ids=["behind all", "of questions", "in each", "below a number"],
)
def test_questions_stand_beside_the_last_section_or_below_the_one_that_they_are_of(text: str, below: list[str]) -> None:
    assert tree(text) == below


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "# 养狗\n\n## 不能做的\n\n- 不牵绳。\n\n**叫会扣分吗?** 不会。\n\n**能补吗？**能。\n\n## 办证\n",
            [
                "  caution [不能做的] 不能做的",
                "    caution «-» 不牵绳。",
                "  question [叫会扣分吗?] **叫会扣分吗?** 不会。",
                "  question [能补吗？] **能补吗？**能。",
                "  item [办证] 办证",
            ],
        ),
        (
            "# 养狗\n\n## 常见疑问\n\n- 先看这里。\n\n**叫会扣分吗?** 不会。\n\n## 办证\n\n要照片。\n",
            [
                "  section [常见疑问] 常见疑问",
                "    item «-» 先看这里。",
                "    question [叫会扣分吗?] **叫会扣分吗?** 不会。",
                "  section [办证] 办证⏎⏎要照片。",
            ],
        ),
        (
            "# 养狗\n\n## 办证\n\n要照片。\n\n**多久办好?** 三天。\n\n## 牵绳\n\n出门就牵。\n",
            [
                "  section [办证] 办证⏎⏎要照片。",
                "    question [多久办好?] **多久办好?** 三天。",
                "  section [牵绳] 牵绳⏎⏎出门就牵。",
            ],
        ),
        (
            "# 养狗\n\n## 牵绳\n\n出门就牵。\n\n**叫会扣分吗?** 要看:\n\n- 白天不扣。\n- 夜里扣。\n",
            [
                "  section [牵绳] 牵绳⏎⏎出门就牵。",
                "    question [叫会扣分吗?] **叫会扣分吗?** 要看:",
                "      item «-» 白天不扣。",
                "      item «-» 夜里扣。",
            ],
        ),
    ],
    ids=["behind-a-list", "of-questions", "behind-words", "with-a-list"],
)
def test_a_bold_question_before_its_answer_is_no_entry_of_the_list_above_it(text: str, below: list[str]) -> None:
    assert tree(text, "kb/a.md") == below


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "养狗\n\n一、证件\n带照片和户口本。\n\n二、牵绳\n出门就牵，电梯里把绳子收短，进公园也要牵着。\n\n咨询电话：6610，找王主任。\n周末没有人，接不到电话。\n",
            [
                "  section «一、» [证件] 证件⏎带照片和户口本。",
                "  section «二、» [牵绳] 牵绳",
                "    item 出门就牵，电梯里把绳子收短，进公园也要牵着。",
                "  item [咨询电话] 咨询电话：6610，找王主任。",
                "  item 周末没有人，接不到电话。",
            ],
        ),
        (
            "养狗\n\n一、证件\n带照片和户口本，还有狗的免疫证，一样也不能少。\n\n三天之内，一定办好。\n\n二、牵绳\n出门就牵，电梯里把绳子收短，进公园也要牵着。\n\n在家不用牵。\n",
            [
                "  section «一、» [证件] 证件",
                "    item 带照片和户口本，还有狗的免疫证，一样也不能少。",
                "    item 三天之内，一定办好。",
                "  section «二、» [牵绳] 牵绳",
                "    item 出门就牵，电梯里把绳子收短，进公园也要牵着。",
                "    item 在家不用牵。",
            ],
        ),
        (
            "养狗\n\n一、证件\n\n问：多久？\n答：三天。\n\n问：贵吗？\n答：不贵。\n\n以上就是我的经验，政策会变。\n",
            [
                "  method «一、» [证件] 证件",
                "    question «问：» [多久？] 多久？⏎答：三天。",
                "    question «问：» [贵吗？] 贵吗？⏎答：不贵。",
                "  summary 以上就是我的经验，政策会变。",
            ],
        ),
    ],
    ids=["behind-blocks", "sections-with-blank-lines", "of-all"],
)
def test_the_last_words_of_a_text_are_of_all_of_it_if_they_say_so_or_its_sections_are_blocks(
    text: str, below: list[str]
) -> None:
    assert tree(text) == below


def test_what_a_label_says_stands_beside_the_headings_of_its_sign() -> None:
    assert tree("宿舍\n■ 入住条件\n试用期满。\n■ 退宿条件\n交还钥匙。\n■ 联系人：刘工 8866\n") == [
        "  section «■» [入住条件] 入住条件⏎试用期满。",
        "  section «■» [退宿条件] 退宿条件⏎交还钥匙。",
        "  item «■» [联系人] 联系人：刘工 8866",
    ]


@pytest.mark.parametrize(
    ("words", "below"),
    [
        ("高峰期禁止重启", ["  caution «» ⚠️ 高峰期禁止重启", "  item 登录机器，执行命令。", "  item 检查端口。"]),
        (
            "禁止的行为",
            ["  section «» [禁止的行为] ⚠️ 禁止的行为", "    item 登录机器，执行命令。", "    item 检查端口。"],
        ),
    ],
    ids=["warning", "name"],
)
def test_a_warning_with_its_sign_that_a_blank_line_sets_off_heads_nothing(words: str, below: list[str]) -> None:
    assert tree(f"重启手册\n⚠️ {words}\n\n登录机器，执行命令。\n检查端口。\n") == below


@pytest.mark.parametrize(
    ("between", "below"),
    [
        (
            "\n",
            [
                "  section «» [这些情况先别驱虫] ❌这些情况先别驱虫",
                "    caution «» ✖️拉稀的猫。",
                "    caution «» ✖️没满月的猫。",
                "  caution «» [避雷提醒] ⚠️避雷提醒",
                "    caution «» ⚠️千万别用狗药。",
                "    caution «» ⚠️不要买散装药。",
            ],
        ),
        (
            "",
            [
                "  section «» [这些情况先别驱虫] ❌这些情况先别驱虫",
                "    caution «» ✖️拉稀的猫。",
                "    caution «» ✖️没满月的猫。",
                "    caution «» [避雷提醒] ⚠️避雷提醒",
                "    caution «» ⚠️千万别用狗药。",
                "    caution «» ⚠️不要买散装药。",
            ],
        ),
    ],
    ids=["set-off", "no-blank-line"],
)
def test_what_a_sign_names_heads_entries_of_the_same_sign_if_a_blank_line_sets_it_off(
    between: str, below: list[str]
) -> None:
    first = "❌这些情况先别驱虫\n✖️拉稀的猫。\n✖️没满月的猫。\n"
    assert tree(f"猫咪驱虫\n\n{first}{between}⚠️避雷提醒\n⚠️千万别用狗药。\n⚠️不要买散装药。\n") == below


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "养多肉\n🪴【土怎么配】\n✅颗粒七成\n✅泥炭三成\n❌千万别用院子里的土\n💧【浇水】\n十天一次。\n",
            [
                "  section «🪴» [土怎么配] 【土怎么配】",
                "    method «✅» [颗粒七成] 颗粒七成",
                "    method «✅» [泥炭三成] 泥炭三成",
                "    caution «» [千万别用院子里的土] ❌千万别用院子里的土",
                "  section «💧» [浇水] 【浇水】⏎十天一次。",
            ],
        ),
        (
            "分期\n✅ 看总价\n算手续费。\n✅ 看条款\n提前还款也看。\n\n❌ 这些误区\n· 零首付。\n· 不还也没事。\n",
            [
                "  section «✅» [看总价] 看总价⏎算手续费。",
                "  section «✅» [看条款] 看条款⏎提前还款也看。",
                "  caution «» [这些误区] ❌ 这些误区",
                "    caution «·» 零首付。",
                "    caution «·» 不还也没事。",
            ],
        ),
    ],
    ids=["warns in a section", "heads a list"],
)
def test_a_sign_that_denies_heads_a_list_and_not_what_the_next_section_says(text: str, below: list[str]) -> None:
    assert tree(text) == below
