from __future__ import annotations

from pathlib import Path

import pytest

from huabei_qa.errors import KnowledgeBaseError
from huabei_qa.products import Products
from huabei_qa.records import Passage, Role

KINDS = Products(
    (
        (("花呗", "蚂蚁花呗"), ("借呗",), ("白条", "京东白条"), ("ABC卡",)),
        (("京东",), ("淘宝",)),
        (("支付宝",), ("微信",)),
    )
)


def passage(text: str, title: str = "花呗怎么提额", path: tuple[str, ...] = ()) -> Passage:
    return Passage("p", title, "kb/d.txt", path, Role.ITEM, 0, len(text), text)


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("怎么提额", set()),
        ("蚂蚁花呗和借唄", {(0, "花呗"), (0, "借呗")}),
        ("京东白条在京东用", {(0, "白条"), (1, "京东")}),
        ("京东白条", {(0, "白条")}),
        ("ａｂｃ卡能用吗", {(0, "ABC卡")}),
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


def test_without_kinds_nothing_is_named() -> None:
    assert Products().named("花呗") == frozenset()
    assert Products().elsewhere("借呗怎么提额", [passage("按时还款。")]) == [False]


def test_a_knowledge_base_adds_kinds_to_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "products.txt").write_text("# 型号\n甲型/一号 乙型 # 两种\n", encoding="utf-8")
    products = Products.from_folder(tmp_path)
    assert products.kinds[-1] == (("甲型", "一号"), ("乙型",))
    assert products.kinds[:-1] == Products.from_folder(tmp_path / "none").kinds
    assert products.elsewhere("一号怎么清洗", [passage("用水。", "乙型说明书"), passage("用水。", "甲型说明书")]) == [
        True,
        False,
    ]


def test_every_shipped_kind_has_several_products_and_no_name_twice() -> None:
    for kind in Products.from_folder(Path("none")).kinds:
        names = [name for product in kind for name in product]
        assert len(kind) > 1
        assert len(set(names)) == len(names)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "products.txt").write_bytes("花呗".encode("gbk"))
    with pytest.raises(KnowledgeBaseError, match=r"products\.txt cannot be read"):
        Products.from_folder(tmp_path)
