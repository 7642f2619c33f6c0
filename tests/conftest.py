"""What the tests share: an encoder that can be computed in one's head, and small knowledge bases."""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from huabei_qa.knowledge import KnowledgeBase
from huabei_qa.records import Answer, Citation, Document, Node

ROOT = Path(__file__).resolve().parent.parent

TEA = """绿茶怎么泡才好喝?
绿茶是一种不发酵的茶,以下是泡好绿茶的几个方法。
1、选对水温:水温在八十度左右,太烫会把茶叶烫熟。
2、先洗杯子:用热水烫一遍杯子,香气更足。
3、少放茶叶:一杯水放三克茶叶,苦味就轻。
4、及时出汤:泡两分钟就倒出来。
泡茶时以下误区需要避免:
1、隔夜再喝:隔夜茶容易变质,不要再喝。
2、用保温杯闷泡:茶叶久闷会发苦。
"""

BIKE = """自行车怎么保养?
自行车用久了会有异响,下面几招可以让它好骑又耐用。
一、链条上油
每骑两百公里给链条上一次油,擦掉多余的油。
二、检查刹车
刹车皮磨到只剩两毫米时就要更换。
三、给轮胎打气
每两周打一次气,气压以轮胎侧面的数字为准。
四、及时擦干
雨天骑行以后马上擦干车身,避免生锈。
"""


class FakeEncoder:
    """Counts characters: each character has one of 64 places, and a text is its counts at unit length."""

    name = "fake"
    dimension = 64

    def __init__(self, fingerprint: str = "counts-of-characters") -> None:
        self.fingerprint = fingerprint

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.encode_passages(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[0] = 0.01
            for character in text:
                row[zlib.crc32(character.encode("utf-8", "surrogatepass")) % self.dimension] += 1
            row /= np.linalg.norm(row)
        return rows


@pytest.fixture(scope="session")
def fake() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def articles_folder(tmp_path: Path) -> Path:
    """A folder with two short articles, one of them with the line ends of Windows."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "茶.txt").write_bytes(TEA.encode())
    (folder / "bike.txt").write_bytes(BIKE.replace("\n", "\r\n").encode())
    return folder


@pytest.fixture
def tiny_kb(tmp_path: Path, articles_folder: Path, fake: FakeEncoder) -> KnowledgeBase:
    """Two articles, the fake encoder, no reader; it answers a question if it knows most of its words."""
    home = tmp_path / "kb home"
    KnowledgeBase.build([articles_folder], home, model=fake, reader=None)
    answers_known_words(home)
    return KnowledgeBase.open(home, model=fake, reader=None)


def answers_known_words(home: Path) -> None:
    """Set the calibration: partial from half of the words known, outright from three quarters."""
    path = home / "index" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    plain = {"weights": {"known": 20.0}, "bias": -10.0, "answer_above": 0.4, "outright_above": 0.95}
    manifest["confidence"] = {"plain": plain}
    path.write_text(json.dumps(manifest), encoding="utf-8")


def tell_all(monkeypatch: pytest.MonkeyPatch, headings: float) -> None:
    """Every hit answers, and every heading is surely better (9) or surely worse (-9) than they are."""
    every = {"answers": {"bias": 9.0}, "supports": {"bias": 9.0}, "heading": {"bias": headings}, "missed": 0.0}
    monkeypatch.setattr("huabei_qa.relevance.shipped", lambda: {"plain": every})
    monkeypatch.setattr("huabei_qa.relevance._WEAK", 0.0)


@pytest.fixture
def told_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every hit belongs to the answer."""
    tell_all(monkeypatch, headings=-9.0)


def invalid_quotes(answer: Answer, home: Path) -> list[Citation]:
    """The citations of an answer that are not what the stored article has at that place."""

    def stored(source: str) -> str:
        return (home / source).read_bytes().decode("utf-8")

    return [c for c in answer.citations if not c.quote or stored(c.source)[c.start : c.end] != c.quote]


@pytest.fixture(scope="session")
def shipped() -> KnowledgeBase:
    return KnowledgeBase.open()


def outline(document: Document) -> str:
    """The tree of a document, one node a line: role, «marker», [label], words. Line ends show as ⏎."""
    lines = []
    for node, above in document.walk():
        words = _short(node.span.of(document.text))
        marker = f"«{node.marker.of(document.text)}» " if node.marker else ""
        label = f"[{node.label.of(document.text)}] " if node.label else ""
        lines.append(f"{'  ' * len(above)}{node.role.value} {marker}{label}{words}".rstrip())
    return "\n".join(lines) + "\n"


def _short(words: str) -> str:
    plain = words.replace("\r", "␍").replace("\n", "⏎").replace("\t", "⇥")
    return plain if len(plain) <= 40 else f"{plain[:24]}…{plain[-12:]}"


def nodes(document: Document) -> list[Node]:
    return [node for node, _ in document.walk()]


def loaded_modules(code: str) -> str:
    """Code for a fresh interpreter that runs `code` and prints the names of the modules then loaded."""
    return f"import sys\n{code}\nprint('MODULES', *sys.modules)"


PYTHON = sys.executable
