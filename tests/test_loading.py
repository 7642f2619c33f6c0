from __future__ import annotations

import hashlib
import os
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from huabei_qa.articles import SUFFIXES, Found, Loaded, discover, load, parse, passed_over, read
from huabei_qa.articles.encodings import commonness, decode
from huabei_qa.articles.naming import legible
from huabei_qa.errors import ArticleError

TRADITIONAL = "圖書館的借書證怎麼辦理?帶身分證到一樓服務臺填表,當場就可以領取;遺失了要先掛失。"
SHORT = [
    "怎么申请退款?",
    "退款多久到账",
    "在订单页点申请。",
    "1、打开首页;2、点击设置。",
    "办卡要带身份证,当场取",
    "忘记密码怎么办?点忘记密码,用手机号找回。",
    "运费由买家承担,质量问题除外,七天内可以退换。",
    "水温八十度左右,泡两分钟出汤。",
    "会员卡不能转让,只能停卡,每年两次,每次三十天。",
    "手机号 139 的套餐,每月 19 元,含 5GB。",
]


@pytest.mark.parametrize("text", SHORT)
def test_a_short_text_in_gb18030_is_that_of_its_copy_in_utf8(text: str) -> None:
    for encoding in ("gb18030", "gbk", "utf-16", "utf-32"):
        assert decode(text.encode(encoding), "a.txt") == decode(text.encode(), "a.txt") == text


@pytest.mark.parametrize("length", [6, 10, 20, len(TRADITIONAL)])
def test_a_short_text_in_traditional_characters_is_read_in_both_encodings(length: int) -> None:
    for encoding in ("big5", "gb18030"):
        assert decode(TRADITIONAL[:length].encode(encoding), "a.txt") == TRADITIONAL[:length]


PHRASES = st.sampled_from(
    [
        "怎么提升额度",
        "按时还款",
        "完善个人资料",
        "芝麻信用分",
        "不要套现",
        "第一步",
        "客服电话",
        "三个工作日",
        "如果没有到账",
        "龘",
        "𠮷",
        "🍵",
        "ABC",
        "\r\n",
        "。",
        ",",
        "？",
        "1、",
        "\t",
    ]
)


@given(
    st.lists(PHRASES, max_size=12).map("".join), st.sampled_from(["gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-32"])
)
def test_every_encoding_gives_the_same_text(words: str, encoding: str) -> None:
    text = f"花呗的额度怎么提升?{words}"
    assert decode(text.encode(encoding), "a.txt").removeprefix("\ufeff") == text


@given(st.binary(max_size=200))
def test_any_bytes_are_a_text_that_reads_like_one_or_are_refused(data: bytes) -> None:
    try:
        text = decode(data, "a.txt")
    except ArticleError as error:
        assert str(error).startswith("a.txt ")
    else:
        assert (
            text.encode() == data
            or commonness(text) >= 0.25
            or data.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe"))
        )


def test_utf8_is_kept_byte_for_byte(tmp_path: Path) -> None:
    data = "\ufeff一\r\n二\t🍵\r".encode()
    path = tmp_path / "文章.txt"
    path.write_bytes(data)
    loaded = load(path)
    assert loaded == Loaded("\ufeff一\r\n二\t🍵\r", "文章.txt", "文章.txt", hashlib.sha256(data).hexdigest())
    assert loaded.text.encode() == data
    assert parse(loaded.text, "kb/文章.txt").parts[0].span.start == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "x.txt is empty"),
        ("\ufeff \r\n。".encode(), "x.txt is empty"),
        (b"\x89PNG\x00\x01", "x.txt is a binary file"),
        (b"%PDF-1.7 \xe2\xe3", r"give it the ending \.pdf"),
        (b"PK\x03\x04\x14\x00", r"give it the ending \.docx"),
        (b"\xed\xa0\x80", "x.txt is in no encoding"),
        ("도서관에서 책을 빌리는 방법을 알아봅시다.".encode("euc-kr"), "x.txt is in no encoding"),
        ("도서관에서 책을 빌리는 방법".encode("euc-kr"), "x.txt is in no encoding"),
        ("図書館で本を借りるにはカードを作りましょう。".encode("euc-jp"), "x.txt is in no encoding"),
        ("図書館で本を借りるにはカードを作りましょう。".encode("shift_jis"), "x.txt is in no encoding"),
        ("Ça ira mieux à l’été, où qu’on soit.".encode("cp1252"), "x.txt is in no encoding"),
        ("怎么泡茶".encode() + b"\xff", "x.txt is in no encoding"),
        ("\ufffd\ufffd\ufffd泡茶,水温八十度".encode(), "x.txt is garbled"),
    ],
)
def test_what_is_no_article_is_refused_by_name(data: bytes, message: str) -> None:
    with pytest.raises(ArticleError, match=message):
        decode(data, "x.txt")


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("a.doc", "save it as .docx"),
        ("a.WPS", "save it as .docx"),
        ("a.pptx", "as .pdf"),
        ("a.xls", "as .html"),
        ("a.epub", "Convert it"),
        ("a.mht", "in a browser"),
        ("a.png", "OCR"),
        ("a.zip", "Unpack"),
    ],
)
def test_a_format_that_is_not_read_is_refused_with_advice(tmp_path: Path, name: str, advice: str) -> None:
    with pytest.raises(ArticleError, match=advice):
        load(tmp_path / name)


@pytest.mark.parametrize("address", ["http://example.com", "HTTPS://example.com/a.html", "https://example.com/a.pdf?b"])
def test_an_address_is_not_fetched(address: str) -> None:
    with pytest.raises(ArticleError, match=r"nothing is fetched from the web\. Save the page in a browser"):
        load(Path(address))


def test_files_that_cannot_be_read_are_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ArticleError, match=r"no file .*nowhere\.txt"):
        read(tmp_path / "nowhere.txt")
    with pytest.raises(ArticleError, match="is a folder"):
        load(tmp_path)

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (tmp_path / "locked.txt").touch()
    with pytest.raises(ArticleError, match="Permission denied"):
        read(tmp_path / "locked.txt")


def test_a_text_far_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huabei_qa.articles.loading._LARGEST", 10)
    (tmp_path / "a.txt").write_text("怎么泡茶", encoding="utf-8")
    with pytest.raises(ArticleError, match="12 bytes; an article has at most 10"):
        load(tmp_path / "a.txt")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Articles, other files, hidden ones, a knowledge base, and a link in a circle."""
    for name in (
        "b.txt",
        "a.md",
        "茶/c.HTML",
        "茶/d.pdf",
        "old.doc",
        "cat.png",
        ".hidden.txt",
        ".git/e.txt",
        "~$f.docx",
    ):
        file = tmp_path / "in" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("泡茶", encoding="utf-8")
    (tmp_path / "in" / "home" / "kb").mkdir(parents=True)
    (tmp_path / "in" / "home" / "kb" / "g.txt").write_text("泡茶", encoding="utf-8")
    return tmp_path / "in"


def names(found: list[Found], folder: Path) -> list[str]:
    return [file.path.relative_to(folder).as_posix() for file in found]


def test_folders_give_their_articles_sorted_by_name(folder: Path) -> None:
    found = discover([folder])
    assert names(found, folder) == ["a.md", "b.txt", "old.doc", "home/kb/g.txt", "茶/c.HTML", "茶/d.pdf"]
    assert {file.named for file in found} == {False}
    assert discover([folder]) == found


def test_the_knowledge_base_itself_is_left_out_unless_it_is_named(folder: Path) -> None:
    home = folder / "home"
    assert "home/kb/g.txt" not in names(discover([folder], home), folder)
    assert names(discover([home / "kb"], home), folder) == ["home/kb/g.txt"]
    assert names(discover([folder], folder), folder) == names(discover([folder]), folder)


def test_what_stands_beside_the_articles_of_a_knowledge_base_is_none_unless_it_is_named(folder: Path) -> None:
    words = folder / "home" / "kb" / "words.txt"
    words.write_text("花呗\n", encoding="utf-8")
    assert "home/kb/words.txt" not in names(discover([folder / "home" / "kb"], folder / "home"), folder)
    assert discover([words]) == [Found(words, True)]
    (folder / "home" / "index").mkdir()
    (folder / "home" / "index" / "manifest.json").write_text("{}", encoding="utf-8")
    assert "home/kb/words.txt" not in names(discover([folder]), folder)


@pytest.mark.parametrize("name", ["words.txt", "synonyms.txt", "Products.txt"])
def test_anywhere_else_an_article_may_be_called_like_a_list(folder: Path, name: str) -> None:
    for at in (folder, folder / "home", folder / "茶"):
        (at / name).write_text("泡茶", encoding="utf-8")
        assert (at / name) in [file.path for file in discover([folder], folder / "other")]
    loaded = load(folder / name)
    assert (loaded.name, loaded.original) == (f"{Path(name).stem}-article.txt", name)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("你好.txt".encode("gbk"), "你好.txt"),
        ("微粒贷 FAQ(新).txt".encode("gbk"), "微粒贷 FAQ(新).txt"),
        ("花呗.TXT".encode("gbk"), "花呗.TXT"),
        ("模具说明。.txt".encode("gbk"), "模具说明。.txt"),  # its first two bytes are a letter in UTF-8
        ("产品\u3000说明.txt".encode(), "产品\u3000说明.txt"),
        ("caf\u00e9.txt".encode(), "café.txt"),
        ("café.txt".encode("latin1"), "caf_.txt"),
        ("Müller.txt".encode("latin1"), "M_ller.txt"),
        ("Привет.txt".encode("cp1251"), "______.txt"),
        ("テスト.txt".encode("shift_jis"), "_e_X_g.txt"),
        ("退款说明".encode() + b"\xe4.txt", "退款说明_.txt"),
        ("a\nb\tc\x1b\u2028.txt".encode(), "a_b_c__.txt"),
    ],
    ids=ascii,
)
def test_a_name_is_one_that_can_be_read_and_typed(name: bytes, shown: str) -> None:
    assert legible(name.decode("utf-8", "surrogateescape")) == shown


def test_any_name_is_made_legible_once_and_for_all() -> None:
    for name in ("\ud83d.txt", "\udcc4\ud83d", "", "\udcff" * 9, "a\udc80b"):
        shown = legible(name)
        assert legible(shown) == shown == shown.encode().decode()


def test_named_files_come_as_they_are_and_each_once(folder: Path) -> None:
    named = [folder / "cat.png", folder / "b.txt", folder / "nowhere.txt"]
    assert discover(named) == [Found(path, True) for path in named]
    assert discover([folder, folder / "b.txt", folder])[1] == Found(folder / "b.txt", True)
    assert len(discover([folder, folder / "b.txt", folder])) == 6


def test_what_a_browser_saved_beside_a_page_is_no_article(folder: Path) -> None:
    for name in ("页.html", "页_files/frame.html", "other_files/h.html"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("<p>泡茶</p>", encoding="utf-8")
    assert {n for n in names(discover([folder]), folder) if n.endswith(".html")} == {"页.html", "other_files/h.html"}


def test_what_is_of_no_format_of_articles_is_passed_over_and_can_be_told(folder: Path) -> None:
    (folder / "页_files").mkdir()
    for name in ("页.html", "页_files/of-the-page.png", "茶/sum.csv", "home/kb/of-the-copies.png", ".hidden.png"):
        (folder / name).write_bytes(b"")
    found = [path.relative_to(folder).as_posix() for path in passed_over([folder, folder], folder / "home")]
    assert found == ["cat.png", "茶/sum.csv"]
    assert passed_over([folder / "cat.png", folder / "nowhere"]) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_links_are_followed_but_not_in_circles(folder: Path) -> None:
    (folder / "茶" / "up").symlink_to(folder)
    (folder / "z.txt").symlink_to(folder / "b.txt")
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    found = discover([folder])
    assert names(found, folder) == ["a.md", "b.txt", "gone.txt", "old.doc", "home/kb/g.txt", "茶/c.HTML", "茶/d.pdf"]
    with pytest.raises(ArticleError, match="no file"):
        load(folder / "gone.txt")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_pipe_is_refused_and_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    with pytest.raises(ArticleError, match="pipe or a device"):
        load(folder / "pipe.txt")


def test_a_folder_that_cannot_be_listed_is_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str) -> object:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(ArticleError, match=r"cannot be read \(Permission denied"):
        discover([folder])


def test_the_extra_is_installed_for_the_tests() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extra = project["project"]["optional-dependencies"]["documents"]
    assert set(extra) <= set(project["dependency-groups"]["test"])
    assert {".pdf", ".docx"} <= set(SUFFIXES)
