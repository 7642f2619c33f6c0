from __future__ import annotations

from pathlib import Path

import pytest

from huabei_qa.errors import KnowledgeBaseError
from huabei_qa.products import Products
from huabei_qa.records import Passage, Role

KINDS = Products(
    (
        (("花呗", "蚂蚁花呗"), ("借呗",), ("白条", "京东白条"), ("abc卡",)),
        (("京东",), ("淘宝",)),
        (("支付宝",), ("微信",)),
    )
)

SHIPPED = Products.from_folder(Path("none"))
EVERYDAY = [
    "没有钱花了怎么提额",
    "每月要按时还呗",
    "可以放心借给别人用吗",
    "部分付款",
    "其中信用卡",
    "施工行为",
    "员工行为",
    "提交行程单",
    "阳光大厅",
    "推广发票",
    "社区美团购",
    "不同程度",
    "其中通过",
    "加快手续",
    "尽快手动",
    "视频号码",
    "张贴吧",
    "银联通道",
    "零钱通知",
    "获得物流",
    "北京东站",
    "支付分期",
    "小白分享",
    "任性付钱",
    "拿去花掉",
    "白金条款",
    "出去转转",
    "资料去哪儿上传",
    "离职后医保怎么办",
    "怎么加客服微信",
]

WELL_KNOWN = ["花呗", "蚂蚁借呗", "京东白条", "微粒贷", "芝麻分", "淘宝", "爱奇艺", "QQ音乐", "88VIP"]


def passage(text: str, title: str = "花呗怎么提额", path: tuple[str, ...] = ()) -> Passage:
    return Passage("p", title, "kb/d.txt", path, Role.ITEM, 0, len(text), text)


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("怎么提额", set()),
        ("蚂蚁花呗和借唄", {(0, "花呗"), (0, "借呗")}),
        ("京东白条在京东用", {(0, "白条"), (1, "京东")}),
        ("京东白条", {(0, "白条")}),
        ("ａｂｃ卡能用吗", {(0, "abc卡")}),
        ("xabc卡", set()),
    ],
)
def test_names_are_found_whatever_their_script_and_the_longest_counts(
    text: str, products: set[tuple[int, str]]
) -> None:
    assert KINDS.named(text) == products


@pytest.mark.parametrize(
    ("question", "elsewhere"),
    [
        ("怎么提额", False),
        ("花呗怎么提额", False),
        ("借呗怎么提额", True),
        ("花呗和借呗怎么提额", False),
        ("借呗和白条怎么提额", True),
        ("在淘宝买东西能提额吗", False),
        ("微信能提额吗", False),
        ("支付宝里的借呗怎么提额", True),
    ],
)
def test_a_passage_is_elsewhere_if_its_title_names_another_product_of_the_kind(question: str, elsewhere: bool) -> None:
    assert KINDS.elsewhere(question, [passage("按时还款。")]) == [elsewhere]


def test_a_passage_or_a_heading_that_names_what_is_asked_about_is_not_elsewhere() -> None:
    said, under, neither = passage("按时还清花呗、借呗。"), passage("按时还款。", path=("借呗",)), passage("多用。")
    assert KINDS.elsewhere("借呗怎么提额", [said, under, neither]) == [False, False, True]


def test_headings_count_where_the_title_names_nothing_that_is_asked() -> None:
    under_a_wallet = passage("按时还款。", path=("绑定支付宝",))
    assert KINDS.elsewhere("绑定微信有用吗", [under_a_wallet]) == [True]
    assert KINDS.elsewhere("花呗的钱能转到微信吗", [under_a_wallet]) == [False]


def test_a_product_that_is_one_of_several_examples_counts_only_where_that_is_enough() -> None:
    among = passage("及时还清支付宝上的贷款,如借呗、网商贷等产品。")
    alone = passage("借呗要按时还,如有其他贷款、分期等也一样。")
    assert KINDS.elsewhere("借呗怎么提额", [among, alone]) == [False, False]
    assert KINDS.elsewhere("借呗怎么提额", [among, alone], listed=False) == [True, False]


def test_a_product_of_another_kind_in_title_and_question_excuses_nothing() -> None:
    both = passage("按时还款。", "支付宝花呗怎么提额")
    assert KINDS.elsewhere("支付宝借呗怎么提额", [both]) == [True]
    assert KINDS.elsewhere("支付宝怎么提额", [both]) == [False]


def test_without_kinds_nothing_is_named() -> None:
    assert Products().named("花呗") == frozenset()
    assert Products().elsewhere("借呗怎么提额", [passage("按时还款。")]) == [False]


def test_a_knowledge_base_adds_kinds_to_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "products.txt").write_text("# 型号\n甲型\uff0f一号 乙型 # 两种\n/ 丙型\n", encoding="utf-8")
    products = Products.from_folder(tmp_path)
    assert products.kinds[-1] == (("甲型", "一号"), ("乙型",))
    assert products.kinds[:-1] == SHIPPED.kinds
    two = [passage("用水。", "乙型说明书"), passage("用水。", "甲型说明书")]
    assert products.elsewhere("一号怎么清洗", two) == [True, False]


def test_several_names_are_taken_back_at_once(tmp_path: Path) -> None:
    (tmp_path / "products.txt").write_text("-白条/京东白条\n", encoding="utf-8")
    assert Products.from_folder(tmp_path).named("京东白条和白条") <= {(k, "京东") for k in range(99)}


def test_a_knowledge_base_takes_names_back(tmp_path: Path) -> None:
    (tmp_path / "products.txt").write_text("-借呗 -蚂蚁借呗\n", encoding="utf-8")
    products = Products.from_folder(tmp_path)
    assert SHIPPED.named("借呗和花呗") - products.named("借呗和花呗") == {(0, "借呗")}
    assert {name for kind in products.kinds for names in kind for name in names}.isdisjoint({"借呗", "蚂蚁借呗"})


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_words_name_no_product(text: str) -> None:
    assert SHIPPED.named(text) == frozenset()


@pytest.mark.parametrize("name", WELL_KNOWN)
def test_well_known_products_are_named(name: str) -> None:
    assert len(SHIPPED.named(f"{name}怎么用")) == 1


def test_every_shipped_kind_has_several_products_and_no_name_twice() -> None:
    for kind in SHIPPED.kinds:
        names = [name for product in kind for name in product]
        assert len(kind) > 1
        assert len(set(names)) == len(names)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "products.txt").write_bytes(b"\x89PNG\xff\xff")
    with pytest.raises(KnowledgeBaseError, match=r"products\.txt is neither"):
        Products.from_folder(tmp_path)


@pytest.mark.parametrize(
    ("question", "elsewhere"), [("兔子怎么洗澡", True), ("小猫怎么洗澡", False), ("怎么洗澡", False)]
)
def test_what_a_guide_to_one_animal_says_is_of_no_other(question: str, elsewhere: bool) -> None:
    assert SHIPPED.elsewhere(question, [passage("水温三十八度。", "怎么给猫洗澡")]) == [elsewhere]
