"""`huabei-qa show` and the drawing behind it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import TEA, FakeEncoder
from hypothesis import given
from strategies import ANY_TEXT

from huabei_qa.articles import Loaded
from huabei_qa.cli.group import cli
from huabei_qa.knowledge import KnowledgeBase
from huabei_qa.outline import Outline

STEPS = """借书的步骤
借书要先办证。
1、办证:带身份证到一楼。
(1)填表。
(2)交押金。
2、找书:在二楼的书架上。
注意:不要把书带出馆。
相关文章
还书指南
"""


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(cli, ["show", *map(str, arguments)], prog_name="huabei-qa")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "借书.txt").write_bytes(STEPS.encode("gb18030"))
    (tmp_path / "b.html").write_text("<title>空</title><nav><a href=/>首页</a></nav>", encoding="utf-8")
    (tmp_path / "c.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "茶.txt").write_text(TEA, encoding="utf-8")
    return tmp_path


def test_a_tree_is_drawn_with_roles_places_and_passages(folder: Path) -> None:
    result = run(folder / "借书.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "借书.txt: 借书的步骤\n"
        "79 字符, 7 段, 不收入 2 行\n"
        "标题 借书的步骤 (第1行,字符 0-5, 段 5 字)\n"
        "├─ 开头 借书要先办证。 (第2行,字符 6-13, 段 7 字)\n"
        "├─ 方法 1、 [办证] 办证:带身份证到一楼。 (第3行,字符 16-27, 段 11 字)\n"
        "│  ├─ 条目 (1) 填表。 (第4行,字符 31-34, 段 3 字)\n"
        "│  └─ 条目 (2) 交押金。 (第5行,字符 38-42, 段 4 字)\n"
        "├─ 方法 2、 [找书] 找书:在二楼的书架上。 (第6行,字符 45-56, 段 11 字)\n"
        "└─ 注意 [注意] 注意:不要把书带出馆。 (第7行,字符 57-68, 段 11 字)\n"
        "不收入:\n"
        "  第8行,字符 69-73 相关文章\n"
        "  第9行,字符 74-78 还书指南\n"
        "\n"
    )


def test_lines_that_end_in_a_carriage_return_alone_are_counted(folder: Path) -> None:
    drawn = run(folder / "借书.txt").stdout
    (folder / "借书.txt").write_bytes(STEPS.replace("\n", "\r").encode("gb18030"))
    assert run(folder / "借书.txt").stdout == drawn


def test_the_tree_as_data(folder: Path) -> None:
    result = run("--json", folder / "借书.txt", folder / "茶.txt")
    first, second = map(json.loads, result.stdout.splitlines())
    assert (result.exit_code, result.stderr) == (0, "")
    assert first["path"] == str(folder / "借书.txt")
    assert {key: first[key] for key in ("name", "source", "original", "characters", "passages")} == {
        "name": "借书的步骤",
        "source": "kb/借书.txt",
        "original": "借书.txt",
        "characters": len(STEPS),
        "passages": 7,
    }
    assert first["left_out"][0] == {"start": 69, "end": 73, "text": "相关文章"}
    entry = first["tree"][0]["children"][1]
    assert STEPS[entry["start"] : entry["end"]] == entry["text"]
    assert (entry["role"], entry["label"], entry["marker"], len(entry["children"])) == ("method", "办证", "1、", 2)
    assert [(p["start"], p["end"]) for p in entry["passages"]] == [(entry["start"], entry["end"])]
    assert second["name"] == TEA.splitlines()[0]


def test_the_text_that_would_be_kept(folder: Path) -> None:
    assert run("--text", folder / "借书.txt").stdout == STEPS
    page = folder / "d.html"
    page.write_text("<title>门卡</title><nav>某站</nav><ul><li>丢了去物业补。</ul>", encoding="utf-8")
    assert run("--text", page).stdout == "# 门卡\n\n- 丢了去物业补。\n"
    assert "网页上另有 2 字不属于正文" in run(page).stdout


def test_a_file_in_a_folder_that_cannot_be_read_is_told_of_and_left_out(folder: Path) -> None:
    result = run(folder)
    told = result.stderr.splitlines()
    assert result.exit_code == 0
    assert [line.split(": ")[:2] for line in told] == [["huabei-qa", "left out"]] * 2
    assert "b.html holds no article" in told[0]
    assert "c.doc cannot be read" in told[1]
    assert result.stdout.count("标题 ") == 2


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["b.html"], 1, "holds no article"),
        (["nowhere.txt"], 1, "no file"),
        (["empty"], 1, "no article in these folders"),
        (["茶.txt", "--text", "--json"], 2, "not both"),
        ([], 2, "Usage"),
    ],
)
def test_what_cannot_be_shown_is_an_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, message: str
) -> None:
    (folder / "empty").mkdir()
    monkeypatch.chdir(folder)
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (status, "")
    assert message in result.stderr


@pytest.fixture
def home(folder: Path, fake: FakeEncoder) -> Path:
    """A knowledge base of two articles, one of them by two names, whose files have changed since."""
    (folder / "z.txt").write_text(TEA, encoding="utf-8")
    sources = [folder / name for name in ("借书.txt", "茶.txt", "z.txt")]
    KnowledgeBase.build(sources, folder / "my home", model=fake, reader=None)
    for source in sources:
        source.write_text("改过了。\n", encoding="utf-8")
    return folder / "my home"


@pytest.mark.parametrize("name", ["借书.txt", "借书", "kb/借书.txt", "借书的步骤", "借書.TXT"])
def test_an_article_of_a_knowledge_base_is_shown_as_it_was_built_in(
    folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(folder)
    assert run("--home", home, "--text", name).stdout == STEPS
    data = json.loads(run("--home", home, "--json", name).stdout)
    assert (data["path"], data["source"]) == (str(home / "kb" / "借书.txt"), "kb/借书.txt")
    held = [
        p.id for p in KnowledgeBase.open(home, model=FakeEncoder(), reader=None).passages if p.source == "kb/借书.txt"
    ]
    assert data["passages"] == len(held)
    assert run("--home", home, name).stdout.startswith("借书.txt: 借书的步骤\n")


def test_without_a_name_all_articles_of_a_knowledge_base_are_shown(home: Path) -> None:
    shown = [json.loads(line) for line in run("--home", home, "--json").stdout.splitlines()]
    assert [data["source"] for data in shown] == ["kb/z.txt", "kb/借书.txt"]
    assert [json.loads(line)["source"] for line in run("--home", home, "--json", "茶.txt").stdout.splitlines()] == [
        "kb/z.txt"
    ]


def test_a_file_is_shown_beside_a_knowledge_base_that_holds_none_of_its_name(
    folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "d.txt").write_text("泡茶\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    assert run("--home", home, "--text", "d.txt", "借书.txt").stdout == "泡茶\n" + STEPS
    assert run("--home", home, "--text", "./借书.txt").stdout == "改过了。\n"
    monkeypatch.setenv("HUABEI_QA_HOME", str(home))
    assert run("--text", "借书.txt").stdout == "改过了。\n"
    told = run("--home", home, "借树.txt")
    assert (told.exit_code, told.stdout) == (2, "")
    assert "no document 借树.txt in this knowledge base. Did you mean: kb/借书.txt" in told.stderr
    assert run("--home", folder / "nowhere").exit_code == 1


def test_only_some_of_the_lines_left_out_are_drawn() -> None:
    text = TEA + "相关文章\n" + "".join(f"茶叶{n}\n" for n in range(30))
    outline = Outline(Loaded(text, "a.txt", "a.txt", ""))
    assert len(outline.left_out) == 31
    assert outline.drawn().count("\n  第") == 8


def test_entries_of_a_word_share_the_passage_that_they_became() -> None:
    text = "借书要带什么\n借书要带的东西:\n" + "".join(f"- {word}\n" for word in ("证件", "押金", "书袋", "笔", "雨伞"))
    outline = Outline(Loaded(text, "a.txt", "a.txt", ""))
    assert "不成段" not in outline.drawn()
    (part,) = outline.to_dict()["tree"]
    entries = part["children"][0]["children"]
    shared = {"id": outline.passages[-1].id, "start": text.index("- 证件"), "end": len(text) - 1}
    assert [(entry["text"], entry["passages"]) for entry in entries] == [
        (word, [shared]) for word in ("证件", "押金", "书袋", "笔", "雨伞")
    ]


@given(ANY_TEXT)
def test_places_are_told_as_counting_and_comparing_would(text: str) -> None:
    outline = Outline(Loaded(text, "a.txt", "a.txt", ""))
    for node, _ in outline.document.walk():
        line = len(re.findall(r"\r\n|\r|\n", text[: node.span.start])) + 1
        assert outline._place(node.span).startswith(f"第{line}行,")
        start, end = (node.marker or node.span).start, node.span.end
        made = [p for p in outline.passages if p.start < end and start < p.end and node.span.start < end]
        assert outline._passages(node) == made


@given(ANY_TEXT)
def test_any_text_is_drawn_and_every_line_is_in_a_node_or_left_out(text: str) -> None:
    outline = Outline(Loaded(text, "a.txt", "a.txt", ""))
    drawn = outline.drawn()
    assert drawn.endswith("\n")
    assert all(c.isprintable() or c in "\n\x1b" for c in drawn)
    spans = [node.span for node, _ in outline.document.walk()]
    for left in outline.left_out:
        assert not any(span.start < left.end and left.start < span.end for span in spans)
    assert sum(len(outline._passages(node)) for node, _ in outline.document.walk()) >= len(outline.passages)
