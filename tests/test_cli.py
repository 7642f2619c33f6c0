from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from conftest import BIKE, ROOT, TEA
from test_knowledge import another_user, open_to_all  # noqa: F401

import huabei_qa
from huabei_qa.answer.compose import NOT_FOUND
from huabei_qa.cli.group import cli
from huabei_qa.columns import width
from huabei_qa.errors import first_line

WAYS, FATE, OFF = "花呗怎么提升额度?", "花呗套现会怎样?", "火星上有没有水?"
ANSWER_KEYS = {"question", "status", "confidence", "text", "points", "citations", "hits"}
POINT_KEYS = {"text", "role", "citations"}
CITATION_KEYS = {"number", "document", "source", "path", "quote", "start", "end"}
HIT_KEYS = {"passage", "document", "path", "text", "start", "end", "score"}
HIT_EXTRAS = {"source", "role"}
ARTICLE = (ROOT / "kb" / "article.txt").read_bytes().decode("utf-8")


def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    result = CliRunner().invoke(cli, [str(a) for a in arguments], input=stdin, prog_name="huabei-qa")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def process(*arguments: str | bytes, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "huabei_qa", *arguments],
        cwd=ROOT,
        env=dict(os.environ) | environment,
        input=stdin,
        capture_output=True,
    )


def check_answer(data: dict[str, Any]) -> None:
    assert set(data) == ANSWER_KEYS
    assert data["status"] in ("answered", "partial", "not_found")
    assert 0 <= data["confidence"] <= 1
    assert all(set(point) == POINT_KEYS for point in data["points"])
    assert [c["number"] for c in data["citations"]] == list(range(1, len(data["citations"]) + 1))
    for citation in data["citations"]:
        assert set(citation) == CITATION_KEYS
        assert ARTICLE[citation["start"] : citation["end"]] == citation["quote"] != ""
        assert citation["source"] == "kb/article.txt"
    check_hits(data["hits"])


def check_hits(hits: list[dict[str, Any]]) -> None:
    for hit in hits:
        assert HIT_KEYS <= set(hit) <= HIT_KEYS | HIT_EXTRAS
        assert ARTICLE[hit["start"] : hit["end"]] == hit["text"]
    scores = [hit["score"] for hit in hits]
    assert scores == sorted(scores, reverse=True)


def complaint(result: Result, status: int) -> str:
    """The one line on standard error of a call that failed with `status`, nothing being on standard output."""
    assert (result.exit_code, result.stdout) == (status, "")
    assert "Traceback" not in result.stderr
    lines = result.stderr.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("huabei-qa: ")
    return lines[0]


def test_an_answer_for_a_person() -> None:
    result = run("ask", WAYS)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("1. ")
    assert "[1] kb/article.txt › " in result.stdout
    assert "\x1b[" not in result.stdout
    assert "把握: " in result.stdout


def test_into_a_pipe_goes_all_of_an_answer_a_point_a_line() -> None:
    text = json.loads(run("ask", "--json", WAYS).stdout)["text"]
    for arguments in (["ask", WAYS], ["ask", "--full", WAYS]):
        assert run(*arguments).stdout.startswith(f"{text}\n\n出处:\n")


def on_a_terminal(*arguments: str, **environment: str) -> list[str]:
    """The lines that a command prints on a terminal of 40 columns."""
    import pty
    import termios

    ours, theirs = pty.openpty()
    termios.tcsetwinsize(ours, (24, 40))
    kept = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LINES", "NO_COLOR")}
    command = [sys.executable, "-m", "huabei_qa", *arguments]
    started = subprocess.Popen(command, cwd=ROOT, env=kept | environment, stdout=theirs)
    os.close(theirs)
    printed = b""
    while True:
        try:
            read = os.read(ours, 65536)
        except OSError:  # Linux tells so that the other end is closed
            read = b""
        if not read:
            break
        printed += read
    os.close(ours)
    assert started.wait() == 0
    return printed.decode("utf-8").replace("\r\n", "\n").splitlines()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_on_a_terminal_lines_fit_and_are_coloured() -> None:
    lines = on_a_terminal("ask", FATE)
    assert any("\x1b[" in line for line in lines)
    assert [line for line in map(click.unstyle, lines) if width(line) > 40] == []
    text = json.loads(run("ask", "--json", FATE).stdout)["text"]
    assert text.startswith(click.unstyle(lines[0]).strip() or "-")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_nothing_is_coloured_for_who_wants_no_colour() -> None:
    assert on_a_terminal("ask", FATE, NO_COLOR="1") == [click.unstyle(line) for line in on_a_terminal("ask", FATE)]


def test_an_answer_as_json_alone() -> None:
    result = run("ask", "--json", FATE)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.count("\n") == 1
    data = json.loads(result.stdout)
    check_answer(data)
    assert data["question"] == FATE
    assert len(data["hits"]) >= 10
    assert "套现" in result.stdout


def test_nothing_found_is_status_3_and_still_a_reply() -> None:
    plain, as_json = run("ask", OFF), run("ask", "--json", OFF)
    assert (plain.exit_code, as_json.exit_code) == (3, 3)
    assert plain.stdout.startswith(NOT_FOUND)
    data = json.loads(as_json.stdout)
    check_answer(data)
    assert (data["status"], data["points"], data["citations"], len(data["hits"]) >= 10) == ("not_found", [], [], True)


def test_search_as_json_and_for_a_person() -> None:
    result = run("search", "套现", "--limit", "4", "--json")
    data = json.loads(result.stdout)
    assert (result.exit_code, result.stderr, set(data), data["question"]) == (0, "", {"question", "hits"}, "套现")
    assert len(data["hits"]) == 4
    check_hits(data["hits"])
    assert len(json.loads(run("search", "套现", "--json").stdout)["hits"]) >= 10
    shown = run("search", "套现", "--limit", "2")
    assert shown.exit_code == 0
    assert data["hits"][0]["text"] in shown.stdout


def lines_of(*questions: str) -> bytes:
    return "".join(json.dumps({"question": q}, ensure_ascii=False) + "\n" for q in questions).encode()


def test_a_batch_is_answered_in_order_with_status_0(tmp_path: Path) -> None:
    file = tmp_path / "问题.jsonl"
    file.write_bytes(lines_of(FATE, OFF, WAYS))
    result = run("ask", "--batch", file, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [data["question"] for data in found] == [FATE, OFF, WAYS]
    assert [data.pop("line") for data in found] == [1, 2, 3]
    for data in found:
        check_answer(data)
    assert found[0] == json.loads(run("ask", "--json", FATE).stdout)


def test_the_answers_of_a_batch_tell_which_line_they_are_to() -> None:
    lines = [{"id": "a", "question": FATE}, {"id": 2}, {"id": {"n": 3}, "question": OFF, "quotes": []}]
    asked = "\n".join(["", *map(json.dumps, lines), json.dumps({"question": OFF, "line": "x"})])
    result = run("ask", "--batch", "-", "--json", stdin=asked.encode())
    alone = {question: json.loads(run("ask", "--json", question).stdout) for question in (FATE, OFF)}
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"line": 2, "id": "a"} | alone[FATE],
        {"line": 4, "id": {"n": 3}} | alone[OFF],
        {"line": 5} | alone[OFF],
    ]
    assert result.exit_code == 1


def test_a_batch_for_a_person_shows_each_question_with_its_answer_and_sources() -> None:
    result = run("ask", "--batch", "-", stdin=lines_of(FATE, OFF))
    one, other = run("ask", FATE).stdout, run("ask", OFF).stdout
    assert (result.exit_code, result.stdout) == (0, f"问: {FATE}\n{one}\n{'-' * 40}\n问: {OFF}\n{other}")


def test_a_batch_from_standard_input() -> None:
    result = run("ask", "--batch", "-", "--json", stdin=lines_of(FATE, WAYS))
    assert result.exit_code == 0
    assert [json.loads(line)["question"] for line in result.stdout.splitlines()] == [FATE, WAYS]


@pytest.mark.parametrize(
    "broken",
    [
        b"{",
        b"[]",
        b'"x"',
        b'{"q": "x"}',
        b'{"question": 3}',
        b'{"question": ""}',
        b'{"question": " "}',
        b"\xff\xfe",
        b"null",
        b'{"question": "' + "茶".encode() * 3000 + b'"}',
        b"[" * 100000,
    ],
    ids=lambda b: repr(b[:16]),
)
def test_a_broken_line_of_a_batch_is_reported_by_number_and_the_others_answered(broken: bytes) -> None:
    result = run("ask", "--batch", "-", "--json", stdin=lines_of(FATE) + broken + b"\n\n" + lines_of(OFF))
    assert [json.loads(line)["question"] for line in result.stdout.splitlines()] == [FATE, OFF]
    told = result.stderr.splitlines()
    assert told[0].startswith("huabei-qa: line 2: ")
    assert "Traceback" not in result.stderr
    assert result.exit_code == 1


def test_a_byte_order_mark_before_a_batch_is_no_harm() -> None:
    result = run("ask", "--batch", "-", "--json", stdin=b"\xef\xbb\xbf" + lines_of(FATE).replace(b"\n", b"\r\n"))
    assert (result.exit_code, json.loads(result.stdout)["question"]) == (0, FATE)


@pytest.mark.parametrize("stdin", [b"", b"\n \n"])
def test_an_empty_batch_is_no_failure(stdin: bytes) -> None:
    result = run("ask", "--batch", "-", "--json", stdin=stdin)
    assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    "question", ["", "  ", "\n", "??", "茶" * 100_000], ids=["empty", "blank", "line", "marks", "long"]
)
def test_what_is_no_question_is_misuse(command: str, question: str) -> None:
    assert "question" in complaint(run(command, question), 2)


@pytest.mark.parametrize(
    "question", ["花呗\x1b[31m怎么\x07提额\x00", "花呗\t怎么\r\n提额", "花呗怎么提额\ud83d", "\udcff花呗怎么提额"]
)
def test_odd_characters_in_a_question_are_taken(question: str) -> None:
    for arguments in (["ask", "--json"], ["search", "--json"], ["ask"]):
        result = run(*arguments, question)
        assert result.exit_code == 0
        assert "\x1b" not in result.stdout
    assert json.loads(run("ask", "--json", question).stdout)["question"] == question


def test_odd_bytes_on_the_command_line_are_taken() -> None:
    ran = process("ask", "--json", "花呗怎么提额".encode() + b"\xff")
    assert (ran.returncode, ran.stderr) == (0, b"")
    check_answer(json.loads(ran.stdout.decode("utf-8")))


def test_a_console_of_another_encoding_does_no_harm() -> None:
    for encoding in ("ascii", "gbk"):
        code = (
            "import sys; from huabei_qa.cli import main; "
            f"sys.stdout.reconfigure(encoding='{encoding}'); sys.argv[1:] = ['ask', '{WAYS}']; main()"
        )
        ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True)
        assert (ran.returncode, ran.stderr) == (0, b"")
        assert ran.stdout.decode("utf-8").startswith("1. ")


def test_an_encoding_that_is_asked_for_is_written() -> None:
    wanted = process("ask", WAYS, PYTHONIOENCODING=":strict")
    for encoding in ("gbk", "utf-16", "big5:strict"):
        ran = process("ask", WAYS, PYTHONIOENCODING=encoding)
        assert (ran.returncode, ran.stderr) == (0, b"")
        name = encoding.partition(":")[0]
        assert ran.stdout.decode(name) == wanted.stdout.decode("utf-8").encode(name, "replace").decode(name)
        question = f"{WAYS}🍵"
        ran = process("ask", "--json", question, PYTHONIOENCODING=encoding)
        assert json.loads(ran.stdout.decode(name))["question"] == question


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["ask"],
        ["search"],
        ["build"],
        ["build", "a.txt"],
        ["words"],
        ["words", ".", "花呗"],
        ["words", ".", "--min-count", "1"],
        ["add", "a.txt"],
        ["add", "--home", "x"],
        ["remove", "a.txt"],
        ["ask", WAYS, "--batch", "-"],
        ["ask", WAYS, "--limit", "-1"],
        ["search", "x", "--limit", "many"],
        ["ask", WAYS, "--colour"],
        ["asks", WAYS],
        ["ask", "one", "two"],
        ["ask", WAYS, "--reader", "x", "--no-reader"],
        ["ask", WAYS, "--home", ""],
        ["list", "--home", "~nobody-is-called-so/kb"],
        ["build", "a.txt", "--into", ""],
        ["build", "", "--into", "x"],
        ["words", ""],
    ],
    ids=" ".join,
)
def test_misuse_is_status_2(arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage: huabei-qa" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device")
@pytest.mark.parametrize("arguments", [["list"], ["search", "--no-reader", WAYS], ["--help"]], ids=" ".join)
def test_a_disk_too_full_to_print_to_is_a_failure_in_one_line(arguments: list[str]) -> None:
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "huabei_qa", *arguments]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("huabei-qa: What was to be printed could not be written")
    assert ended.stderr.count("\n") == 1


def closed(command: str, streams: str) -> subprocess.CompletedProcess[str]:
    """A command of ours, run by a shell that closes some of its streams."""
    line = f"exec {shlex.quote(sys.executable)} -m huabei_qa {command} {streams}"
    return subprocess.run(["sh", "-c", line], cwd=ROOT, capture_output=True, encoding="utf-8")


needs_a_shell = pytest.mark.skipif(sys.platform == "win32", reason="there is no such shell")


@needs_a_shell
@pytest.mark.parametrize("command", [f"ask --no-reader {WAYS!r}", "list", "show kb/article.txt", "--help"])
def test_a_closed_standard_output_is_a_failure_in_one_line(command: str) -> None:
    ended = closed(command, ">&-")
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert ended.stderr.startswith("huabei-qa: There is nothing to write to: standard output is closed.")


@needs_a_shell
@pytest.mark.parametrize("command", ["ask --batch - --json", "eval -"])
def test_a_closed_standard_input_is_a_failure_in_one_line(command: str) -> None:
    ended = closed(command, "<&-")
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
    assert ended.stderr.startswith("huabei-qa: There is nothing to read from: standard input is closed.")


@needs_a_shell
def test_a_build_needs_no_streams_and_writes_what_it_always_does(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEA, encoding="utf-8")
    ended = closed(f"build {tmp_path / 'a.txt'} --into {tmp_path / 'home'}", "<&- >&- 2>&-")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert run("check", "--home", tmp_path / "home").stdout == "All is as it was built.\n"


@pytest.mark.parametrize("command", [["ask", "--batch"], ["eval"]], ids=" ".join)
def test_a_file_that_is_not_there_is_a_failure_in_one_line(tmp_path: Path, command: list[str]) -> None:
    assert "There is no file" in complaint(run(*command, tmp_path / "nowhere.jsonl"), 1)
    assert "Name a file in it." in complaint(run(*command, tmp_path), 1)


def test_groups_that_are_not_there_are_told_before_anything_is_judged(tmp_path: Path) -> None:
    told = complaint(run("eval", "-", "--groups", tmp_path / "none.json", stdin=lines_of(FATE)), 1)
    assert told == f"huabei-qa: There is no file {tmp_path / 'none.json'}. Check the path."


def test_what_may_not_be_read_is_a_failure_in_one_line(open_to_all: Path) -> None:  # noqa: F811
    prefix = another_user()
    home, file, folder = (open_to_all / name for name in ("home", "a.txt", "folder"))
    run("build", ROOT / "kb" / "article.txt", "--into", home)
    file.write_text(TEA, encoding="utf-8")
    folder.mkdir()
    (folder / "b.txt").write_text(TEA, encoding="utf-8")
    for path in (home / "kb", file, folder):
        path.chmod(0)
    homes = {name: open_to_all / name for name in ("locked", "shut")}
    homes["locked"].mkdir(0o000)
    into = ["--into", homes["shut"]]
    for arguments, told in (
        (["ask", WAYS, "--no-reader", "--home", homes["locked"]], "permissions"),
        (["check", "--home", homes["locked"]], "permissions"),
        (["words", homes["locked"]], "permissions"),
        (["build", "--into", homes["locked"]], "permissions"),
        (["ask", WAYS, "--no-reader", "--home", home], "The word list"),
        (["build", file, *into], "permissions"),
        (["build", folder, *into], "permissions"),
        (["build", folder / "b.txt", *into], "permissions"),
        (["show", file], "permissions"),
        (["ask", "--batch", file], "permissions"),
        (["eval", file], "permissions"),
    ):
        ran = subprocess.run(
            [*prefix, sys.executable, "-B", "-m", "huabei_qa", *map(str, arguments)],
            cwd="/",
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            encoding="utf-8",
        )
        lines = (ran.stdout + ran.stderr).splitlines()
        assert (ran.returncode, len(lines)) == (1, 1), (arguments, lines)
        assert "Permission denied" in lines[0]
        assert told in lines[0]
        assert "UTF-8" not in lines[0]


def test_a_home_that_is_none_is_a_failure_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("茶", encoding="utf-8")
    for home, message in (("nowhere", "does not exist"), ("", "is not a knowledge base"), ("file", "file")):
        for command in ("ask", "search"):
            assert message in complaint(run(command, "--home", tmp_path / home, WAYS), 1)


def test_a_name_colours_nothing(tmp_path: Path) -> None:
    assert "a\ufffd[31m\ufffd does not exist" in complaint(run("list", "--home", tmp_path / "a\x1b[31m\r"), 1)


ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
of_linux = pytest.mark.skipif(sys.platform != "linux", reason="the names of files are in UTF-8 whatever the locale")


@of_linux
def test_where_only_ascii_can_be_typed_it_is_said_what_helps(tmp_path: Path) -> None:
    told = process("ask", "--home", str(tmp_path), WAYS, **ASCII)
    assert (told.returncode, told.stdout, told.stderr.count(b"\n")) == (1, b"", 1)
    assert b"encoding of this locale is ASCII. Set PYTHONUTF8=1" in told.stderr
    (tmp_path / "茶.txt").write_text(TEA, encoding="utf-8")
    run("build", tmp_path / "茶.txt", "--into", tmp_path / "home")
    told = process("check", "--home", str(tmp_path / "home"), **ASCII)
    assert (told.returncode, told.stdout, told.stderr.count(b"\n")) == (1, b"", 1)
    assert b"locale, ascii. Set PYTHONUTF8=1" in told.stderr


@pytest.mark.parametrize("package", ["faiss", "jieba", "marisa_trie"])
def test_a_package_that_is_missing_is_a_failure_in_one_line(package: str) -> None:
    code = f"import sys; sys.modules[{package!r}] = None; from huabei_qa.cli import main; main()"
    command = [sys.executable, "-c", code, "ask", "--no-reader", WAYS]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
    assert "Install huabei-qa again." in ended.stderr


@of_linux
@pytest.mark.parametrize(
    ("loading", "becomes"),
    [("click", "raise"), ("faiss", "raise"), ("faiss", "raise ImportError('no faiss')")],
    ids=["before a command runs", "in a command", "as what a package of C++ makes of it"],
)
def test_ctrl_c_pressed_twice_ends_in_one_line(loading: str, becomes: str) -> None:
    code = f"""
import signal, sys, threading, time
from huabei_qa.cli import main

class Pressing:
    def find_spec(self, name, *_):
        if name == {loading!r}:
            threading.Thread(target=time.sleep, args=(600,)).start()  # as one that loads a model: not waited for
            try:
                signal.raise_signal(signal.SIGINT)
            except KeyboardInterrupt:
                signal.raise_signal(signal.SIGINT)
                {becomes}

sys.meta_path.insert(0, Pressing())
sys.argv = ["huabei-qa", "search", "花呗"]
main()
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", f"huabei-qa: Stopped.{os.linesep}".encode())


def test_a_working_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    line = f"cd gone && rmdir ../gone && exec {shlex.quote(sys.executable)} -m huabei_qa build a.txt --into b"
    environment = dict(os.environ) | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(["sh", "-c", line], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8")
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
    assert ended.stderr.startswith("huabei-qa: The working folder could not be")


def test_a_model_that_is_none_is_a_failure_in_one_line(tmp_path: Path) -> None:
    assert "nowhere" in complaint(run("ask", WAYS, "--model", tmp_path / "nowhere"), 1)
    assert "nowhere" in complaint(run("ask", WAYS, "--reader", tmp_path / "nowhere"), 1)


def test_a_foreign_error_of_many_lines_is_told_in_one() -> None:
    assert first_line(OSError("no such model.\nSee the manual.")) == "no such model"
    assert first_line(ValueError()) == "ValueError"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b"\x7fELF\x00", "binary"),
        ("a.txt", TEA.encode("utf-16-le"), "binary"),
        ("nowhere.txt", None, "no file"),
        ("folder", None, "holds no article"),
    ],
    ids=["empty", "binary", "wide", "missing", "folder"],
)
def test_an_article_that_is_none_is_a_failure_in_one_line(
    tmp_path: Path, name: str, data: bytes | None, message: str
) -> None:
    (tmp_path / "folder").mkdir()
    if data is not None:
        (tmp_path / name).write_bytes(data)
    assert message in complaint(run("build", tmp_path / name, "--into", tmp_path / "home"), 1)
    assert not (tmp_path / "home").exists()


def test_an_unreadable_article_is_a_failure_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEA, encoding="utf-8")
    real = Path.read_bytes

    def refuse(self: Path) -> bytes:
        if self.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return real(self)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "Permission denied" in complaint(run("build", file, "--into", tmp_path / "home"), 1)


def test_a_folder_that_cannot_be_made_is_a_failure_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEA, encoding="utf-8")
    assert "cannot be written" in complaint(run("build", tmp_path / "a.txt", "--into", tmp_path / "a.txt" / "home"), 1)


def test_a_damaged_knowledge_base_is_a_failure_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "manifest.json").write_text('{"schema": 99}', encoding="utf-8")
    assert "expected 3, found 99" in complaint(run("ask", "--home", tmp_path, WAYS), 1)


def test_build_then_ask_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "茶.txt").write_text(TEA, encoding="utf-8")
    home = tmp_path / "我的 kb"
    made = run("build", tmp_path / "茶.txt", "--into", home)
    assert (made.exit_code, made.stdout) == (0, "")
    assert made.stderr.startswith("huabei-qa: Built ")
    data = json.loads(run("ask", "--home", home, "--json", "绿茶怎么泡才好喝?").stdout)
    assert data["status"] == "answered"
    assert {c["source"] for c in data["citations"]} == {"kb/茶.txt"}
    assert all(TEA[c["start"] : c["end"]] == c["quote"] for c in data["citations"])
    monkeypatch.setenv("HUABEI_QA_HOME", str(home))
    assert json.loads(run("search", "--json", "水温").stdout)["hits"][0]["source"] == "kb/茶.txt"


def test_a_question_to_one_document(tmp_path: Path) -> None:
    (tmp_path / "茶.txt").write_text(TEA, encoding="utf-8")
    (tmp_path / "bike.txt").write_text(BIKE, encoding="utf-8")
    home = tmp_path / "kb"
    run("build", tmp_path / "茶.txt", tmp_path / "bike.txt", "--into", home)
    for name in ("bike.txt", "kb/bike.txt", "自行车怎么保养?"):
        found = json.loads(run("search", "怎么泡茶", "--home", home, "--document", name, "--json").stdout)["hits"]
        assert {hit["source"] for hit in found} == {"kb/bike.txt"}
    asked = json.loads(run("ask", "绿茶怎么泡才好喝?", "--home", home, "--document", "bike.txt", "--json").stdout)
    assert (asked["status"], asked["citations"]) == ("not_found", [])
    both = ["--document", "bike.txt", "--document", "茶.txt"]
    asked = json.loads(run("ask", "绿茶怎么泡才好喝?", "--home", home, *both, "--json").stdout)
    assert asked == json.loads(run("ask", "绿茶怎么泡才好喝?", "--home", home, "--json").stdout)
    told = complaint(run("ask", "怎么打气", "--home", home, "--document", "bikes.txt"), 2)
    assert "no document bikes.txt" in told
    assert "Did you mean: kb/bike.txt (自行车怎么保养?)?" in told
    assert "no document" in complaint(run("ask", "--batch", "-", "--document", "x", stdin=lines_of(FATE, OFF)), 2)


WORDY = (
    "酿酒\n洗净糖化锅再开火。\n糖化锅要选结实的。\n每次用完糖化锅都晾干。\n"
    "看见糖化锅不容易糊。\n周末去爬山。\n公园散步。\n"
)


@pytest.fixture
def wordy(tmp_path: Path) -> Path:
    """A knowledge base to be, with a word that jieba does not know."""
    (tmp_path / "kb").mkdir()
    text = WORDY + "".join(f"第{i}天下雨,孩子在家画画。\n" for i in range(9))
    (tmp_path / "kb" / "酿酒.txt").write_text(text, encoding="utf-8")
    return tmp_path


def test_words_are_proposed_and_accepted(wordy: Path) -> None:
    shown = run("words", wordy)
    head, line = shown.stdout.splitlines()
    assert (shown.exit_code, shown.stderr, head.split()) == (
        0,
        "",
        ["word", "count", "cohesion", "left", "right", "example"],
    )
    assert line.split()[:2] == ["糖化锅", "4"]
    assert "洗净糖化锅再开火。" in line
    data = json.loads(run("words", wordy, "--json").stdout)
    assert [word["word"] for word in data["words"]] == ["糖化锅"]
    accepted = run("words", wordy, "--accept", "--json")
    assert json.loads(accepted.stdout) == data | {"accepted": ["糖化锅"]}
    assert accepted.stderr.startswith(f"Added 1 word to {wordy / 'kb' / 'words.txt'}. ")
    assert f"huabei-qa build --into {wordy}" in accepted.stderr
    assert (wordy / "kb" / "words.txt").read_text(encoding="utf-8").endswith("\n糖化锅\n")
    again = run("words", wordy)
    assert (again.exit_code, again.stdout) == (0, "")
    assert "No word" in again.stderr


def test_words_that_are_named_are_accepted(wordy: Path) -> None:
    told = run("words", wordy, "--accept", "糖化锅", "酒曲粉")
    assert (told.exit_code, told.stdout) == (0, "")
    assert told.stderr.startswith("Added 2 words")
    path = wordy / "kb" / "words.txt"
    again = run("words", wordy, "--accept", "酒曲粉").stderr
    assert again == f"Added 0 words to {path}. 1 of 1 were there already.\n"
    twice = run("words", wordy, "--accept", "闷泡", "闷泡", "悶泡").stderr
    assert twice.startswith(f"Added 1 word to {path}. Questions are read without them")
    assert "no word" in complaint(run("words", wordy, "--accept", "两 个"), 2)
    assert "no knowledge base" in complaint(run("words", wordy / "kb", "--accept", "糖化锅"), 1)
    assert "no folder" in complaint(run("words", wordy / "nowhere"), 1)


def test_words_of_a_knowledge_base_that_is_named_by_option_or_variable(
    wordy: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HUABEI_QA_HOME", raising=False)
    shown = run("words", wordy).stdout
    assert run("words", "--home", wordy).stdout == shown != ""
    assert run("words", "--accept", "酒曲粉", "--home", wordy).stderr.startswith("Added 1 word")
    both = run("words", wordy, "--home", wordy, "--accept", "x")
    assert (both.exit_code, "not both" in both.stderr) == (2, True)
    monkeypatch.setenv("HUABEI_QA_HOME", str(wordy))
    assert run("words").stdout == shown
    other = tmp_path_factory.mktemp("other")
    assert "holds no article" in complaint(run("words", other), 1)  # DIR is still DIR
    assert (wordy / "kb" / "words.txt").read_text(encoding="utf-8").endswith("\n酒曲粉\n")


def test_version_and_help() -> None:
    assert run("--version").stdout.strip().endswith(huabei_qa.__version__)
    for command in ([], *([name] for name in cli.commands)):
        told = run(*command, "--help")
        assert told.exit_code == 0
        assert "Example" in told.stdout
        assert "huabei-qa" in told.stdout
    cut_off = [line for line in run("--help").stdout.splitlines()[1:] if line.endswith("...")]
    assert cut_off == []
