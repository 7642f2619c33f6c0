from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, loaded_modules

import huabei_qa
from huabei_qa.knowledge import building

PACKAGE = ROOT / "huabei_qa"
FLOORS = (
    {"cells", "columns", "cutting", "errors", "given", "keeping", "logistic", "records", "text"},
    {"articles", "passages", "words", "encoder"},
    {"expressions", "vectors", "terms", "products", "fusion", "reader", "adapter"},
    {
        "avoiding",
        "contrary",
        "decline",
        "direction",
        "measures",
        "question",
        "merge",
        "confidence",
        "relevance",
        "discovery",
    },
    {"answer", "store"},
    {"knowledge", "evaluate"},
    {"__init__", "__main__", "cli", "outline", "show"},
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
DOOR = len(FLOORS) - 1
GROUND_ONLY = {"cells", "columns", "cutting", "errors", "given", "keeping", "logistic", "records", "text"}
FILES = sorted(p for p in PACKAGE.rglob("*.py") if "models" not in p.relative_to(PACKAGE).parts)


def room_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    """Dotted names of everything imported anywhere in a file, `from x import y` as x.y."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def rooms_imported(path: Path) -> set[str]:
    own = {name.split(".")[1] for name in imports_of(path) if name.startswith("huabei_qa.")}
    return own - {room_of(path)}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_go_down_only(path: Path) -> None:
    room = room_of(path)
    assert room in FLOOR, f"{room} stands on no floor of this test"
    names = {name for name in rooms_imported(path) if name in FLOOR}
    for other in names:
        allowed = FLOOR[other] < FLOOR[room] or room in FLOORS[0] | FLOORS[DOOR]
        assert allowed, f"{room} imports {other}"
    if room not in FLOORS[DOOR]:
        assert rooms_imported(path) <= set(FLOOR), "nobody inside imports the package root"
        assert "huabei_qa" not in imports_of(path)


OF_ITS_OWN = {"encoder", "words"}
"""Rooms whose fingerprints the manifest has beside that of the code."""
MAKES_NOTHING = {"errors", "keeping", "store"}
"""Rooms that say what went wrong, and move bytes."""


def module_of(name: str) -> str:
    """The file of a dotted name below the package, or the folder of a package; of x.y.Name that of x.y."""
    path = PACKAGE.joinpath(*name.split(".")[1:])
    while not path.with_suffix(".py").is_file() and not path.is_dir():
        path = path.parent
    return (path if path.is_dir() else path.with_suffix(".py")).relative_to(PACKAGE).as_posix()


def test_an_index_is_out_of_date_when_any_room_changes_that_it_is_made_by() -> None:
    made_by = set(building._MADE_BY)
    rooms = {f"{room}.py" if (PACKAGE / f"{room}.py").is_file() else room for room in FLOORS[1] - OF_ITS_OWN}
    for path in FILES:
        if made_by & {path.relative_to(PACKAGE).as_posix(), room_of(path)}:
            rooms |= {module_of(name) for name in imports_of(path) if name.startswith("huabei_qa.")}
    known = {name for name in rooms if made_by & {name, name.split("/")[0]}}
    assert {name.split("/")[0].removesuffix(".py") for name in rooms - known} == OF_ITS_OWN | MAKES_NOTHING
    assert [name for name in made_by if not (PACKAGE / name).exists()] == []


@pytest.mark.parametrize("path", [p for p in FILES if room_of(p) in GROUND_ONLY], ids=lambda p: p.stem)
def test_the_ground_stands_on_the_standard_library_alone(path: Path) -> None:
    foreign = {name.split(".")[0] for name in imports_of(path)} - {"huabei_qa"} - set(sys.stdlib_module_names)
    assert foreign == set()
    assert rooms_imported(path) <= GROUND_ONLY


def test_the_door_touches_little() -> None:
    cli = set().union(*(rooms_imported(p) for p in (PACKAGE / "cli").glob("*.py")))
    allowed = {
        "__version__",
        "articles",
        "columns",
        "errors",
        "evaluate",
        "knowledge",
        "outline",
        "question",
        "records",
        "show",
        "text",
    }
    assert cli <= allowed


def test_what_is_exported_is_what_is_there() -> None:
    assert sorted(huabei_qa.__all__, key=str.lower) == sorted(set(huabei_qa.__all__), key=str.lower)
    assert all(getattr(huabei_qa, name) is not None for name in huabei_qa.__all__)
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    typed = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("huabei_qa.")
        for alias in node.names
    }
    assert set(huabei_qa.__all__) == typed | {"__version__"}


def test_what_is_exported_is_completed_before_it_is_loaded() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import huabei_qa; print(*dir(huabei_qa))"], capture_output=True, text=True, check=True
    )
    assert set(huabei_qa.__all__) <= set(told.stdout.split())


def test_what_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        huabei_qa.Nothing  # noqa: B018


def modules_after(code: str) -> set[str]:
    ran = subprocess.run(
        [sys.executable, "-c", loaded_modules(code)], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    last = ran.stdout.splitlines()[-1].split()
    assert last[0] == "MODULES"
    return set(last[1:])


COMMAND = """
from huabei_qa.cli.group import cli
try:
    cli({arguments}, prog_name="huabei-qa")
except SystemExit as end:
    assert end.code in (0, 3), end.code
"""
TORCH = {"torch", "sentence_transformers", "transformers"}
JUDGING = {"ir_measures", "matplotlib", "sklearn"}
HEAVY = TORCH | JUDGING | {"faiss", "jieba", "onnxruntime", "numpy", "bm25s", "opencc", "tokenizers"}


LIGHT = [["--help"], ["--version"], ["ask", "--help"], ["words", "--help"], ["eval", "--help"], ["show", "README.md"]]


@pytest.mark.parametrize("arguments", LIGHT)
def test_help_and_looking_at_an_article_load_nothing_heavy(arguments: list[str]) -> None:
    assert modules_after(COMMAND.format(arguments=arguments)) & HEAVY == set()


def test_a_text_needs_none_of_what_reads_other_formats() -> None:
    loaded = modules_after("from huabei_qa.articles import load\nload(__import__('pathlib').Path('README.md'))")
    assert loaded & {"selectolax", "mammoth", "pypdfium2"} == set()


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert modules_after("import huabei_qa") & HEAVY == set()


def test_a_shipped_question_is_answered_without_torch_and_what_only_building_needs() -> None:
    loaded = modules_after(COMMAND.format(arguments=["ask", "--json", "花呗套现会怎样?"]))
    assert "onnxruntime" in loaded
    assert loaded & (TORCH | {"bm25s", "scipy", "tqdm", "numpy.ma"}) == set()
