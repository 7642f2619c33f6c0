"""The documents say what is so: examples run, commands and options are named, both languages hold the same.

In the READMEs and the pages for users a ```console block is run, in the order of the page and in one folder: lines with
`$ ` are commands, what follows is what they print, where `…` stands for anything, on a line of its own for any lines,
and the figures of 把握 (the confidence) and of scores may differ. ```bash blocks are
the set-up commands: `.ci/run` runs them, to the letter.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import huabei_qa
from huabei_qa.cli.group import cli

ROOT = Path(__file__).resolve().parent.parent
ENGLISH, CHINESE = "README.md", "README.zh-CN.md"
READMES = (ENGLISH, CHINESE)
PAIRS = [(f"{name}.md", f"{name}.zh-CN.md") for name in ("README", "docs/articles", "docs/json", "docs/models")]
EXAMPLES = (*[name for pair in PAIRS for name in pair], "docs/evaluating.md")
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")))
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
_HEADING = re.compile(r"^(#+) ", re.MULTILINE)
_FIGURE = re.compile(r'(?<=把握: )\d+(?=%)|(?<="confidence": )[\d.]+|(?<="score": )[\d.]+')


@dataclass(frozen=True)
class Step:
    """A command of a page and what it is said to print."""

    command: str
    printed: list[str]


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    return [body for kind, body in _FENCE.findall(page(name)) if kind == language]


def steps(name: str) -> Iterator[Step]:
    for block in blocks(name, "console"):
        first, *rest = re.split(r"^\$ ", block, flags=re.MULTILINE)
        assert not first, f"{name}: a console block begins with a command: {first!r}"
        for part in rest:
            command, *printed = part.rstrip("\n").split("\n")
            yield Step(command, printed)


def commands() -> list[str]:
    assert isinstance(cli, click.Group)
    return sorted(cli.commands)


def options(command: str) -> list[str]:
    declared = cli.commands[command].params
    return [name for p in declared if isinstance(p, click.Option) for name in p.opts if name.startswith("--")]


@pytest.mark.parametrize("command", commands())
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = CliRunner().invoke(cli, [command, "--help"])
    assert result.exit_code == 0
    assert re.search(rf"Examples?:\n +huabei-qa {command} ", result.output), result.output
    undescribed = [p.name for p in cli.commands[command].params if isinstance(p, click.Option) and not p.help]
    assert undescribed == []


@pytest.mark.parametrize("readme", READMES)
def test_every_command_and_option_is_named(readme: str) -> None:
    text = page(readme)
    missing = [c for c in commands() if f"`huabei-qa {c} " not in text]
    missing += [o for c in commands() for o in options(c) if not re.search(rf"{o}(?![-\w])", text)]
    assert missing == []


@pytest.mark.skipif(shutil.which("bash") is None, reason="the examples are written for a Unix shell")
@pytest.mark.parametrize("readme", EXAMPLES)
def test_every_example_runs_and_prints_what_is_shown(readme: str, tmp_path: Path) -> None:
    for step in steps(readme):
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", step.command],
            cwd=tmp_path,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
        assert done.returncode == 0, f"{readme}: $ {step.command}\nstatus {done.returncode}\n{done.stderr}"
        matches = re.fullmatch(pattern(step.printed), _FIGURE.sub("?", done.stdout.rstrip("\n")))
        assert matches, f"{readme}: $ {step.command}\nprints now:\n{done.stdout}"


@pytest.mark.parametrize("readme", [*READMES, "docs/json.md", "docs/json.zh-CN.md"])
def test_every_python_example_runs(readme: str, tmp_path: Path) -> None:
    examples = blocks(readme, "python")
    assert examples
    for example in examples:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", example],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        assert "kb/article.txt" in done.stdout, done.stdout


def environment() -> dict[str, str]:
    """With this Python's commands first, without a knowledge base of the user's own."""
    kept = {key: value for key, value in os.environ.items() if key != "HUABEI_QA_HOME"}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    return {**kept, "PATH": path, "PYTHONUTF8": "1"}


def pattern(printed: list[str]) -> str:
    """A regular expression for what a page shows."""
    lines = [_FIGURE.sub("?", line) for line in printed]
    parts = ["(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + "\n" for line in lines]
    whole = "".join(parts)
    if printed and printed[-1] == "…":  # the last line has no line end
        return whole.removesuffix("(?:.*\n)*?") + r"(?:.*\n?)*"
    return whole.removesuffix("\n")


def test_a_shown_output_is_compared_line_by_line() -> None:
    shown = pattern(["1. 提高,… [1]", "…", "9. 增加", "把握: 94%"])
    assert re.fullmatch(shown, _FIGURE.sub("?", "1. 提高,按时 [1]\n2. 二\n9. 增加\n把握: 7%"))
    assert not re.fullmatch(shown, _FIGURE.sub("?", "1. 提高,按时 [2]\n2. 二\n9. 增加\n把握: 7%"))
    assert not re.fullmatch(shown, _FIGURE.sub("?", "1. 提高,按时 [1]\n9. 增加\n多\n把握: 7%"))
    assert re.fullmatch(pattern(["一", "…"]), "一\n二\n\n三")
    assert re.fullmatch(pattern([]), "")


@pytest.mark.parametrize("readme", READMES)
def test_the_set_up_commands_are_those_that_ci_runs(readme: str) -> None:
    run = page(".ci/run").splitlines()
    set_up = [block.strip() for block in blocks(readme, "bash")]
    assert len(set_up) == 2
    for command in set_up:
        assert "\n" not in command
        assert command in run
    assert "-c constraints.txt" in set_up[0]
    assert set_up[1].endswith("pytest")


def test_ci_constrains_every_install() -> None:
    installs = [line for line in page(".ci/run").splitlines() if re.search(r"pip\"? install", line)]
    assert installs
    for line in installs:
        for install in re.split(r"&&", line):
            if re.search(r"pip\"? install", install) and "-U pip" not in install:
                assert "-c constraints.txt" in install, install


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_a_page_holds_the_same_in_both_languages(first: str, second: str) -> None:
    english, chinese = page(first), page(second)
    assert _HEADING.findall(english) == _HEADING.findall(chinese)
    assert list(steps(first)) == list(steps(second))
    assert blocks(first, "bash") == blocks(second, "bash")
    assert uncommented(blocks(first, "python")) == uncommented(blocks(second, "python"))
    assert rows_of_tables(english) == rows_of_tables(chinese)
    assert links(english)[1:] == [to.replace(".zh-CN", "") for to in links(chinese)[1:]]
    assert links(english)[0] == Path(second).name
    assert links(chinese)[0] == Path(first).name


@pytest.mark.parametrize("readme", READMES)
def test_the_readmes_name_this_version(readme: str) -> None:
    assert re.findall(r"^(?:Version|版本) ([\d.]+)", page(readme), re.MULTILINE) == [huabei_qa.__version__]


def uncommented(examples: list[str]) -> list[str]:
    return [re.sub(r" *#.*", "", example) for example in examples]


def rows_of_tables(text: str) -> list[int]:
    """How many rows each table has, in order."""
    return [len(table.strip().split("\n")) for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)]


def links(text: str) -> list[str]:
    return [to for to in _LINK.findall(_FENCE.sub("", text)) if "://" not in to]


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    dead = [to for to in links(page(name)) if not (ROOT / name).parent.joinpath(to).exists()]
    assert dead == []


def test_every_path_named_in_the_architecture_exists() -> None:
    named = re.findall(r"`([\w/]+(?:\.py|/))`", page("docs/architecture.md"))
    assert named
    gone = [p for p in named if not (ROOT / p).exists() and not (ROOT / "huabei_qa" / p).exists()]
    assert [p for p in gone if p != "huabei_qa/home/"] == []


def test_every_room_is_named_in_the_architecture() -> None:
    text = page("docs/architecture.md")
    inside = [p for p in (ROOT / "huabei_qa").iterdir() if p.suffix == ".py" or (p / "__init__.py").is_file()]
    rooms = [p.name if p.suffix else f"{p.name}/" for p in inside]
    assert [room for room in rooms if f"`{room}" not in text] == []


def test_the_changelog_begins_with_this_version() -> None:
    versions = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$", page("CHANGELOG.md"), re.MULTILINE)
    assert versions[0] == huabei_qa.__version__


@pytest.mark.parametrize("name", ["docs/picture.svg", "docs/picture.zh-CN.svg"])
def test_the_pictures_are_well_formed(name: str) -> None:
    from xml.etree import ElementTree

    root = ElementTree.fromstring(page(name))
    assert root.tag.endswith("svg")
    assert root.find("{*}title") is not None
