"""Every script of tools/ and benchmarks/ tells its help, and every benchmark runs (kill.py: tests/test_safety.py)."""

from __future__ import annotations

import gzip
import importlib
import json
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from numpy.typing import NDArray

EVAL = ROOT.parent / "shared" / "eval"

SCRIPTS = sorted(
    path
    for folder in ("tools", "benchmarks")
    for path in (ROOT / folder).glob("*.py")
    if 'if __name__ == "__main__":' in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_script_tells_its_help(
    script: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if script.name in ("build_model.py", "train_reader.py"):
        pytest.importorskip("onnx", reason="of the group dev")
    monkeypatch.setattr(sys, "argv", [str(script), "--help"])
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # without it kill.py begins anew
    monkeypatch.syspath_prepend(str(script.parent))
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(script), run_name="__main__")
    assert ended.value.code in (0, None)
    assert capsys.readouterr().out.startswith(f"usage: {script.name} [-h]")


def run(script: str, *arguments: str | Path) -> str:
    ran = subprocess.run(
        [sys.executable, f"benchmarks/{script}", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        timeout=280,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_a_cold_start_is_measured() -> None:
    found = run("cold_start.py", "--runs", "1")
    assert [row.split("|")[1].strip() for row in found.splitlines()[-3:]] == [
        "`huabei-qa ask`",
        "`huabei-qa ask --no-reader`",
        "`huabei-qa --help`",
    ]


def test_a_warm_question_is_measured(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('{"question": "花呗怎么提升额度?"}\n', encoding="utf-8")
    found = run("warm_ask.py", "--rounds", "1", "--questions", tmp_path / "q.jsonl")
    assert "| `kb.ask, reader=None` | " in found
    assert found.endswith("Statuses: answered 1\n")


def test_fusion_is_measured(tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    folder.mkdir()
    rows = [{"id": "a", "title": "", "text": "长城在北京。"}, {"id": "b", "title": "", "text": "外滩在上海。"}]
    (folder / "corpus.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    (folder / "queries.jsonl").write_text('{"id": "1", "text": "长城在哪里?"}\n', encoding="utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\t1\n", encoding="utf-8")
    for _ in range(2):  # the second time with the vectors that were kept
        found = run("fusion.py", folder, "--scratch", tmp_path / "scratch", "--reader")
        assert "| facts | 2 | 2 | 1 | hit@1 | 1.000 | 1.000 | 1.000 | 1.000 | +0.000 |" in found


def test_a_thousand_articles_are_measured_by_three(tmp_path: Path) -> None:
    rows = [{"id": f"n{n}", "text": f"第{n}条新闻\n英特尔发布了第{n}款产品。\n"} for n in range(3)]
    with gzip.open(tmp_path / "news.jsonl.gz", "wt", encoding="utf-8") as out:
        out.write("".join(json.dumps(row) + "\n" for row in rows))
    found = run("news.py", tmp_path / "news.jsonl.gz", "--articles", "3", "--scratch", tmp_path / "scratch")
    assert "(status" not in found
    assert found.count("\n| ") == 9, "each step"
    assert "\n3 articles, " in found


class _Lengths:
    """An eighth for each character of a passage."""

    name = "lengths"
    fingerprint = "of-each-text"

    def __init__(self) -> None:
        self.read: list[str] = []

    def score(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        self.read += passages
        return np.array([len(passage) / 8 for passage in passages], dtype=np.float32)


@pytest.mark.skipif(not (EVAL / "score.py").is_file(), reason="there is no ../shared/eval beside the checkout")
def test_the_judged_sets_are_scored(tmp_path: Path) -> None:
    kept = tmp_path / "figures.json"
    found = run("sets.py", "--by", EVAL, "--work", tmp_path, "--sets", "named near", "--without", "--out", kept)
    rows = json.loads(kept.read_text(encoding="utf-8"))
    assert rows["figures"]["named near"]["questions"] == len(rows["rows"]["named near"]) == 144
    assert rows["figures"]["named near"]["missing"] == 0
    assert found.startswith("| | auroc | answered |")
    assert re.search(r"^\| named near \| \.\d{3} \|.*\| 0 \|\n\Z", found, re.MULTILINE)


def test_what_a_reader_has_read_of_a_set_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    sets = importlib.import_module("sets")
    case = sets.Case(tmp_path / "a.txt", tmp_path / "a.jsonl", None, tmp_path / "a.groups.json")
    reader = _Lengths()
    for _ in range(2):  # the second time from what was kept
        kept = sets.KeptReader(reader, tmp_path, "as-shipped")
        kept.take_up(case)
        assert kept.score("泡茶", ["热水", "茶", "热水"]).tolist() == [0.25, 0.125, 0.25]
        kept.keep(case)
    assert reader.read == ["热水", "茶"]
    assert (kept.name, kept.fingerprint, kept.hopeless) == ("lengths", "as-shipped", 0.0)
