"""PDF and Word, read by the extra `documents`; the files are made by `papers`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from papers import HEIGHT, Placed, docx, paragraph, pdf, table

from huabei_qa.articles import load
from huabei_qa.articles.html.markdown import Written
from huabei_qa.articles.pdf import PageLine, to_blocks
from huabei_qa.errors import ArticleError

STYLES = {"T": "Title", "H1": "heading 1", "H2": "标题 2"}
PER_LINE, SIZE, LEFT, PITCH = 30, 12, 72, 18


def set_text(words: str, top: float, indent: int = 2) -> list[Placed]:
    """A paragraph as a typesetter would break it: lines of 30 characters, the first one indented."""
    lines, rest = [words[: PER_LINE - indent]], words[PER_LINE - indent :]
    lines += [rest[i : i + PER_LINE] for i in range(0, len(rest), PER_LINE)]
    left = [LEFT + indent * SIZE] + [LEFT] * (len(lines) - 1)
    return [(SIZE, x, top - i * PITCH, line) for i, (x, line) in enumerate(zip(left, lines, strict=True))]


def written(tmp_path: Path, name: str, data: bytes) -> str:
    (tmp_path / name).write_bytes(data)
    return load(tmp_path / name).text


DECORATING = (
    "装修以前要到物业登记,交一份图纸,领一张施工证。施工证贴在门上,工人凭证出入。"
    "周末和节假日不许有噪声的活,平日也只能在早上八点到晚上六点之间动工。"
)
WALLS = "1、承重墙不能拆,也不能开洞;埋在墙里的水管要先拍照留底,以后维修时用得着,物业那里也留一份。"
TO_BE_CONTINUED = (
    "垃圾要装袋以后从货梯运下楼,当天运走,不能堆在楼道里,否则要罚清洁费;"
    "大件的要先打电话预约,由物业统一安排车辆来拉走,不收钱。"
)


@pytest.fixture
def handbook() -> bytes:
    """Two pages with running heads, page numbers, headings, wrapped paragraphs, and one that goes on overleaf."""
    pytest.importorskip("pypdfium2")
    last = set_text(TO_BE_CONTINUED, 160)
    first: list[Placed] = [
        (9, 72, 800, "某小区业主手册 第1页"),
        (20, 180, 740, "业主手册"),
        (15, 72, 700, "一、装修须知"),
    ]
    first += [*set_text(DECORATING, 676), *set_text(WALLS, 580), *set_text("2、垃圾装袋。", 500), *last[:1]]
    first.append((9, 290, 40, "- 1 -"))
    second: list[Placed] = [(9, 72, 800, "某小区业主手册 第2页")]
    second += [(size, x, y + 600 - 160 + PITCH, line) for size, x, y, line in last[1:]]
    second += [(15, 72, 520, "二、停车"), *set_text("车位一户一个。", 490), (9, 290, 40, "- 2 -")]
    return pdf([first, second])


def test_a_pdf_becomes_markdown(handbook: bytes, tmp_path: Path) -> None:
    (tmp_path / "手册.pdf").write_bytes(handbook)
    loaded = load(tmp_path / "手册.pdf")
    assert (loaded.name, loaded.original) == ("手册.pdf.md", "手册.pdf")
    assert loaded.text == "\n\n".join(
        [
            "# 业主手册",
            "## 一、装修须知",
            DECORATING,
            WALLS,
            "2、垃圾装袋。",
            TO_BE_CONTINUED,
            "## 二、停车",
            "车位一户一个。\n",
        ]
    )


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n", b"PK\x03\x04", "泡茶".encode()])
def test_what_is_no_pdf_is_refused(data: bytes, tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    with pytest.raises(ArticleError, match=r"a\.pdf cannot be read as a PDF"):
        written(tmp_path, "a.pdf", data)


def test_a_pdf_without_text_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    with pytest.raises(ArticleError, match="OCR"):
        written(tmp_path, "a.pdf", pdf([[], []]))


def line(text: str, left: float = 72, page: int = 0, top: float = 700, size: float = 12) -> PageLine:
    return PageLine(text, left, left + len(text) * size, top - size, top, size, page)


def paragraphs(*lines: PageLine) -> list[str]:
    count = max(one.page for one in lines) + 1
    pages = [[one for one in lines if one.page == page] for page in range(count)]
    return [block.written() for block in to_blocks(pages, [HEIGHT] * count, "手册")]


def test_lines_are_joined_only_where_the_first_is_full() -> None:
    full = "提前一天在系统里填写申请的员工,"
    assert paragraphs(line(full), line("由上级审批。", top=682)) == [full + "由上级审批。"]
    assert paragraphs(line("短行"), line(full, top=682), line("由上级审批。", top=664)) == [
        "短行",
        full + "由上级审批。",
    ]
    assert paragraphs(line(full), line("(二)由上级审批。", top=682)) == [full, "(二)由上级审批。"]
    assert paragraphs(line(full), line("由上级审批。", top=640)) == [full, "由上级审批。"]
    assert paragraphs(line(full), line("由上级审批。", left=96, top=682)) == [full, "由上级审批。"]
    assert paragraphs(line("1、" + full), line("由上级审批。", left=96, top=682)) == ["1、" + full + "由上级审批。"]


def test_words_of_an_alphabet_are_joined_with_a_space() -> None:
    assert paragraphs(line("ask for an annual"), line("leave", top=682)) == ["ask for an annual leave"]


def test_two_columns_are_joined_each_by_its_own_edge() -> None:
    left = [line("左栏的第一行写满了,"), line("左栏完。", top=682)]
    right = [line("右栏的第一行也写满,", left=320), line("右栏完。", left=320, top=682)]
    assert paragraphs(*left, *right) == ["左栏的第一行写满了,左栏完。", "右栏的第一行也写满,右栏完。"]


def test_a_line_over_all_columns_does_not_make_the_others_short() -> None:
    column = ["人工降雨是在云里播撒催化剂让水滴", "长大落下的办法它不能凭空造出云来", "只能添雨。"]
    lines = [line("这一行是跨过左右两栏的说明文字,所以特别长,下面才分栏。", top=740)]
    lines += [line(words, top=700 - 18 * i) for i, words in enumerate(column)]
    assert paragraphs(*lines) == [lines[0].text, "".join(column)]


def test_equal_headings_stand_under_the_name_of_the_file() -> None:
    heads = [
        line("请假", size=16),
        line("提前一天。", top=670),
        line("加班", size=16, top=640),
        line("先审批。", top=610),
    ]
    assert paragraphs(*heads) == ["# 手册", "## 请假", "提前一天。", "## 加班", "先审批。"]


def test_a_word_document_becomes_markdown(tmp_path: Path) -> None:
    pytest.importorskip("mammoth")
    body = (
        paragraph("报销制度", "T")
        + paragraph("范围", "H1")
        + paragraph("适用于全体员工。")
        + paragraph("交通费", numbered=1)
        + paragraph("住宿费", numbered=1)
        + paragraph("住宿", "H2")
        + table([["城市", "每晚"], ["甲市", "500"], ["其他", "350"]])
        + paragraph("流程", "H1")
        + paragraph("先填单", numbered=2)
        + paragraph("再签字", numbered=2)
    )
    (tmp_path / "报销.docx").write_bytes(docx(body, STYLES))
    loaded = load(tmp_path / "报销.docx")
    assert (loaded.name, loaded.original) == ("报销.docx.md", "报销.docx")
    assert loaded.text == (
        "# 报销制度\n\n## 范围\n\n适用于全体员工。\n\n- 交通费\n- 住宿费\n\n### 住宿\n\n"
        "- 甲市:每晚 500\n- 其他:每晚 350\n\n"
        "## 流程\n\n1. 先填单\n2. 再签字\n"
    )


@pytest.mark.parametrize(
    ("above", "title"), [("", "# 报销"), (paragraph("报销制度"), "# 报销制度"), (paragraph("甲乙丙丁。"), "# 报销")]
)
def test_a_word_document_has_one_title(above: str, title: str, tmp_path: Path) -> None:
    pytest.importorskip("mammoth")
    body = above + paragraph("范围", "H1") + paragraph("全体员工。") + paragraph("流程", "H1") + paragraph("先填单。")
    lines = written(tmp_path, "报销.docx", docx(body, STYLES)).splitlines()
    assert [one for one in lines if one.startswith("#")] == [title, "## 范围", "## 流程"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", "泡茶".encode()])
def test_what_is_no_word_document_is_refused(data: bytes, tmp_path: Path) -> None:
    pytest.importorskip("mammoth")
    with pytest.raises(ArticleError, match=r"a\.docx cannot be read as a Word document"):
        written(tmp_path, "a.docx", data)


def test_an_empty_word_document_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("mammoth")
    with pytest.raises(ArticleError, match=r"a\.docx is empty"):
        written(tmp_path, "a.docx", docx(paragraph(""), STYLES))


@pytest.mark.parametrize(("name", "module"), [("a.pdf", "pypdfium2"), ("a.docx", "mammoth")])
def test_without_the_extra_it_is_said_how_to_get_it(
    name: str, module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ArticleError, match=r"pip install 'huabei-qa\[documents\]'"):
        written(tmp_path, name, b"x")


def test_a_block_is_written_with_its_level() -> None:
    assert [Written("甲", 2).written(), Written("甲").written()] == ["## 甲", "甲"]
