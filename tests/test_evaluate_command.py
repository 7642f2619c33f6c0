from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import TEA
from judging import tea, written

import huabei_qa
from huabei_qa.cli.group import cli
from huabei_qa.knowledge import KnowledgeBase


def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    result = CliRunner().invoke(cli, ["eval", *(str(a) for a in arguments)], input=stdin, prog_name="huabei-qa")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("judged")
    (folder / "茶.txt").write_text(TEA, encoding="utf-8")
    KnowledgeBase.build([folder / "茶.txt"], folder / "home")
    return folder / "home"


GOOD = b"\n".join(
    written({"question": "水温多少合适?", "lines": [3]}, {"question": "火星上有水吗?", "answerable": "no"})
)


def test_the_command_prints_a_report(home: Path) -> None:
    result = run("-", "--home", home, "--no-reader", stdin=GOOD)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("2 questions: 1 answerable, 0 in part, 1 not\n")


def test_the_command_prints_json_and_draws(home: Path, tmp_path: Path) -> None:
    groups = tmp_path / "groups.json"
    groups.write_text("[[3, 4]]", encoding="utf-8")
    plot = tmp_path / "a.png"
    result = run("-", "--home", home, "--json", "--limit", "5", "--plot", plot, "--groups", groups, stdin=GOOD)
    assert (result.exit_code, result.stderr) == (0, f"Drew {plot}\n")
    assert plot.read_bytes().startswith(b"\x89PNG")
    data = json.loads(result.stdout)
    assert (data["questions"], data["limit"], data["figures"]["hit_1"]) == (2, 5, 1)


def test_the_command_refuses_what_it_cannot_read(home: Path) -> None:
    result = run("-", "--home", home, stdin=GOOD + b'\n{"question": "x"}\n{')
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("huabei-qa: 2 of 4 questions cannot be read; none was judged.\n  line 3: ")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--fit"], "with --home"),
        (["--limit", "2"], "limit"),
        (["--plot", "a.gif"], "ends in .png"),
        (["--plot", "no/such/a.png"], "Name another file"),
    ],
)
def test_the_command_is_misused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str], complaint: str
) -> None:
    monkeypatch.delenv("HUABEI_QA_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    result = run("-", *arguments, stdin=GOOD)
    assert (result.exit_code, result.stdout) == (2, "")
    assert complaint in result.stderr


def test_the_command_fails_in_one_line(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    result = run("-", "--home", home, stdin=GOOD)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert "pip install" in result.stderr


def test_judging_from_python(tiny_kb: KnowledgeBase) -> None:
    questions = huabei_qa.read_questions(written(tea(lines=[3])), tiny_kb)
    found = huabei_qa.judge(tiny_kb, questions)
    assert isinstance(found, huabei_qa.Report)
    assert found.counts == {"yes": 1, "part": 0, "no": 0}
