"""Any other sentence-transformers model as an Encoder."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from huabei_qa.encoder import hub
from huabei_qa.encoder.session import name_of
from huabei_qa.errors import ModelError, UsageError
from huabei_qa.text import without_surrogates

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_ROUND = 256
_QUERY_PROMPTS = ("query",)
_PASSAGE_PROMPTS = ("passage", "document", "corpus")
_E5 = re.compile(r"(^|[-_])e5([-_]|$)")


class SentenceTransformerEncoder:
    """Encodes with a sentence-transformers model, by hub name or folder.

    The model's own prompts are used (`query`; `passage`, `document` or `corpus`); models of the e5
    family that name none get theirs, because they are useless without. Threads take turns: a tokenizer that is
    called by two at once fails.
    """

    def __init__(self, name_or_folder: str) -> None:
        """Load the model; raises ModelError if it does not exist or cannot be loaded."""
        self.name = name_of(name_or_folder)
        self._lock = threading.Lock()
        self._model: SentenceTransformer = hub.load(self.name, "model", "SentenceTransformer", "BAAI/bge-small-zh-v1.5")
        prompts = {key: text for key, text in self._model.prompts.items() if text}
        e5 = not prompts and _E5.search(Path(self.name).name.lower()) is not None
        self._query = _prompt(prompts, _QUERY_PROMPTS, "query: " if e5 else "")
        self._passage = _prompt(prompts, _PASSAGE_PROMPTS, "passage: " if e5 else "")
        self.fingerprint = _fingerprint(self._model, self.name, self._query, self._passage)
        self.dimension = self._run([""], self._query).shape[1]

    def __reduce__(self) -> tuple[type[SentenceTransformerEncoder], tuple[str]]:
        """Copies and other processes load the model themselves: a lock cannot be sent."""
        return SentenceTransformerEncoder, (self.name,)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Questions to unit vectors, shape (len(texts), dimension)."""
        return self._encode(texts, self._query, None)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Passages to unit vectors, shape (len(texts), dimension)."""
        return self._encode(texts, self._passage, progress)

    def _encode(self, texts: Sequence[str], prompt: str, progress: Callable[[int], None] | None) -> NDArray[np.float32]:
        if isinstance(texts, str):
            raise UsageError("Pass a list of texts, not one text: encode_queries([text]).")
        result = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _ROUND):
            part = [without_surrogates(t) for t in texts[start : start + _ROUND]]
            result[start : start + len(part)] = self._run(part, prompt)
            if progress is not None:
                progress(start + len(part))
        return result

    def _run(self, texts: list[str], prompt: str) -> NDArray[np.float32]:
        try:
            # prompt="" too is passed on, or a model's default prompt would be put before it.
            with self._lock:
                raw = self._model.encode(texts, prompt=prompt, convert_to_numpy=True, show_progress_bar=False)
        except Exception as error:
            raise ModelError(
                f"The model {self.name} failed while encoding: {error}. "
                "Try another model, or the shipped one by giving no model name."
            ) from error
        rows = np.asarray(raw, dtype=np.float32)
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: NDArray[np.float32] = rows / np.maximum(length, np.float32(1e-12))
        return unit


def _prompt(prompts: dict[str, str], names: Sequence[str], default: str) -> str:
    return next((prompts[name] for name in names if name in prompts), default)


def _fingerprint(model: SentenceTransformer, name: str, *prompts: str) -> str:
    """Of weights, kinds of modules, length limit and prompts: the same wherever the model lies."""
    kinds = [type(module).__name__ for module in model]
    digest = hashlib.sha256(repr((kinds, prompts, model.max_seq_length)).encode())
    for key, dtype, shape, data in hub.weights(model):
        digest.update(f"{key}{(dtype, shape)}".encode())
        digest.update(data)
    if not model.state_dict():
        # Weights that torch does not hold (a session of some runtime): their files stand for them.
        digest.update(repr((name, _listing(Path(name)))).encode())
    return digest.hexdigest()[:32]


def _listing(folder: Path) -> list[tuple[str, int]]:
    files = (f for f in folder.rglob("*") if f.is_file()) if folder.is_dir() else ()
    return sorted((f.relative_to(folder).as_posix(), f.stat().st_size) for f in files)
