from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT, nodes, outline

from huabei_qa.articles import decode, defines, parse, read
from huabei_qa.errors import ArticleError
from huabei_qa.records import Role

OUTLINES = Path(__file__).parent / "outlines"
TEXTS = sorted(p for p in OUTLINES.iterdir() if p.suffix in (".txt", ".md"))
SHIPPED = ROOT / "kb" / "article.txt"


def expected(path: Path) -> str:
    return path.with_suffix(".outline").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.stem)
def test_a_layout_becomes_its_tree(path: Path) -> None:
    assert outline(parse(path.read_text(encoding="utf-8"), f"kb/{path.name}")) == expected(path)


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.stem)
def test_line_ends_of_windows_change_nothing_in_the_tree(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
    assert outline(parse(text, f"kb/{path.name}")).replace("␍", "") == expected(path)


def test_every_outline_has_its_text() -> None:
    assert {p.stem for p in OUTLINES.glob("*.outline")} == {p.stem for p in TEXTS} | {"shipped"}


def test_the_shipped_article_has_both_halves_with_all_their_parts() -> None:
    document = parse(read(SHIPPED), "kb/article.txt")
    assert outline(document) == (OUTLINES / "shipped.outline").read_text(encoding="utf-8")
    roles = [node.role for node in nodes(document)]
    counted = {role: roles.count(role) for role in dict.fromkeys(roles)}
    assert counted == {
        Role.TITLE: 1,
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


@pytest.mark.parametrize(
    ("words", "is_definition"),
    [
        ("打新债是指申购新发行的可转债。", True),
        ("定投就是每月买入同样金额的一种方法。", True),
        ("总成绩由笔试和面试组成。", True),
        ("他是昨天来的。", False),
        ("先把水烧开。", False),
    ],
)
def test_what_counts_as_a_definition(words: str, is_definition: bool) -> None:
    assert defines(words) is is_definition


def test_text_is_read_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "文章.txt"
    path.write_bytes("\ufeff一\r\n二\t🍵\r".encode())
    assert read(path) == "\ufeff一\r\n二\t🍵\r"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "x.txt is empty"),
        ("\ufeff \r\n。".encode(), "x.txt is empty"),
        (b"\x89PNG\x00\x01", "x.txt is a binary file"),
        ("花".encode("utf-16"), "x.txt is not UTF-8|x.txt is a binary file"),
        ("怎么泡茶".encode("gb18030"), "x.txt is not UTF-8.*iconv"),
        (b"\xed\xa0\x80", "x.txt is not UTF-8"),
    ],
)
def test_what_is_no_article_is_refused_by_name(data: bytes, message: str) -> None:
    with pytest.raises(ArticleError, match=message):
        decode(data, "x.txt")


def test_files_that_cannot_be_read_are_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ArticleError, match=r"no file .*nowhere\.txt"):
        read(tmp_path / "nowhere.txt")
    with pytest.raises(ArticleError, match="is a folder"):
        read(tmp_path)

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ArticleError, match="Permission denied"):
        read(tmp_path / "locked.txt")
