"""What lies near a question: its cosines by the shipped encoder, and passages of other articles that cannot answer."""

from __future__ import annotations

import hashlib
import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from huabei_qa.encoder import Encoder, load_encoder

if TYPE_CHECKING:
    from reader_data import Candidate

_AT_ONCE = 64
"""Questions that are compared with all passages at once."""


def nearest(
    questions: list[tuple[int, str]], asked: NDArray[np.float32], held: list[NDArray[np.float32]]
) -> tuple[list[NDArray[np.float32]], list[list[tuple[int, list[int]]]]]:
    """A question's cosines in its own article; its nearest passages in the five nearest others."""
    own, near = [], []
    ends = np.cumsum([len(rows) for rows in held])
    starts = ends - [len(rows) for rows in held]
    rows = np.concatenate(held) if held else np.zeros((0, asked.shape[1]), np.float32)
    for at in range(0, len(questions), _AT_ONCE):
        found = asked[at : at + _AT_ONCE] @ rows.T
        best = np.maximum.reduceat(found, starts, axis=1)
        for (article, _), cosines, of_articles in zip(questions[at : at + _AT_ONCE], found, best, strict=True):
            own.append(cosines[starts[article] : ends[article]].copy())
            order = [int(n) for n in np.argsort(-of_articles, kind="stable")[:6] if n != article][:5]
            near.append([(n, np.argsort(-cosines[starts[n] : ends[n]])[:6].tolist()) for n in order])
    return own, near


def vectors(
    candidates: list[list[Candidate]], questions: list[tuple[int, str]], cache: Path
) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
    """Of the questions (article, text), (number, 384), and of each article's candidates; kept in `cache`."""
    encoder = load_encoder()
    held = [_kept_vectors(encoder, "passages", [c.context for c in found], cache) for found in candidates]
    of_article = itertools.groupby(questions, key=lambda asked: asked[0])
    asked = [_kept_vectors(encoder, "queries", [text for _, text in some], cache) for _, some in of_article]
    return np.concatenate([np.zeros((0, encoder.dimension), np.float32), *asked]), held


def _kept_vectors(encoder: Encoder, kind: str, texts: list[str], cache: Path) -> NDArray[np.float32]:
    """Queries or passages of one article, (number, 384), kept in a file of their own."""
    key = hashlib.sha256(json.dumps([kind, texts], ensure_ascii=False).encode()).hexdigest()[:16]
    kept = cache / f"{kind}-{encoder.fingerprint[:8]}-{key}.npy"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        new = cache / "new.npy"  # one that is cut off in the middle is never taken for the whole
        np.save(new, encoder.encode_queries(texts) if kind == "queries" else encoder.encode_passages(texts))
        new.replace(kept)
    vectors: NDArray[np.float32] = np.load(kept, allow_pickle=False)
    return vectors


def foreign_to(
    article: int, question: str, texts: list[str], near: list[tuple[int, list[int]]]
) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Of the nearest other articles those that never mention what the question is about.

    What it is about: two characters that its own article has three times or more. A question
    without such (怎么提额) may well be answered elsewhere, so it is asked nowhere else.
    """
    names = {question[i : i + 2] for i in range(len(question) - 1)}
    names = {name for name in names if texts[article].count(name) > 2}
    return tuple((n, tuple(rows)) for n, rows in near if any(name not in texts[n] for name in names))
