"""The shipped model folder: complete, consistent and small."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from huabei_qa.encoder import load_encoder, model_path

FOLDER = Path(model_path())


@pytest.fixture(scope="module")
def about() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / "model.json").read_text(encoding="utf-8"))
    return loaded


def test_the_folder_holds_these_files() -> None:
    assert {file.name for file in FOLDER.iterdir()} == {
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "NOTICE",
        "README.md",
        "config_sentence_transformers.json",
        "model.json",
        "model.onnx",
        "modules.json",
        "tokenizer.json",
    }


def test_it_stays_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 34_000_000


def test_hashes_and_fingerprint_are_those_of_the_files(about: dict[str, Any]) -> None:
    for name, expected in about["files"].items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == expected
    keys = ("files", "prompts", "max_length", "pooling")
    identity = json.dumps({key: about[key] for key in keys}, sort_keys=True, separators=(",", ":"))
    assert about["fingerprint"] == hashlib.sha256(identity.encode()).hexdigest()[:32]
    assert load_encoder().fingerprint == about["fingerprint"]


def test_vocabulary_and_special_tokens_are_numbered_together(about: dict[str, Any]) -> None:
    tokenizer = json.loads((FOLDER / "tokenizer.json").read_text(encoding="utf-8"))
    pieces = [piece for piece, _score in tokenizer["model"]["vocab"]]
    assert len(pieces) == len(set(pieces)) == about["vocabulary"]
    assert pieces[:4] == ["<s>", "<pad>", "</s>", "<unk>"]
    for token in tokenizer["added_tokens"]:
        assert pieces[token["id"]] == token["content"]
    for kept in ("呗", "額", "提高", "▁passage", "▁increase", "%", "。", "の", "6"):
        assert kept in pieces


def test_the_graph_has_a_row_for_every_piece(about: dict[str, Any]) -> None:
    onnx = pytest.importorskip("onnx")
    graph = onnx.load(str(FOLDER / "model.onnx")).graph
    word = next(tensor for tensor in graph.initializer if tensor.name == "word")
    assert list(word.dims) == [about["vocabulary"], about["dimension"]]


def test_sentence_transformers_is_told_the_same_prompts(about: dict[str, Any]) -> None:
    told = json.loads((FOLDER / "config_sentence_transformers.json").read_text(encoding="utf-8"))
    assert about["prompts"].items() <= told["prompts"].items()
    assert told["prompts"]["document"] == about["prompts"]["passage"]


def test_the_card_names_origin_and_figures(about: dict[str, Any]) -> None:
    card = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert about["origin"] in card
    assert "hit@1" in card
    report = Path(__file__).resolve().parent.parent / "docs" / "model-check.md"
    assert about["fingerprint"] in report.read_text(encoding="utf-8")
