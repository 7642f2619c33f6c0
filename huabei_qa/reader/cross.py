"""Any sentence-transformers CrossEncoder as a Reader."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from huabei_qa.encoder import hub
from huabei_qa.encoder.session import name_of
from huabei_qa.errors import ModelError, UsageError
from huabei_qa.text import without_surrogates

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class CrossEncoderReader:
    """Reads with a CrossEncoder, by hub name or folder.

    Its raw outputs are asked for and made a probability here - a sigmoid of one, a softmax of two -
    because models differ in what they do to them by themselves. Threads take turns: a tokenizer that is called by two
    at once fails.
    """

    def __init__(self, name_or_folder: str) -> None:
        """Load the model; raises ModelError if it does not exist, cannot be loaded or fits badly."""
        self.name = name_of(name_or_folder)
        self._lock = threading.Lock()
        self._model: CrossEncoder = hub.load(self.name, "reader", "CrossEncoder", "BAAI/bge-reranker-base")
        self._labels = int(self._model.num_labels)
        if self._labels not in (1, 2):
            raise ModelError(
                f"The model {self.name} gives {self._labels} values a pair; a reader gives one "
                "score, or two (no, yes). Choose a CrossEncoder made for ranking."
            )
        self.fingerprint = _fingerprint(self._model)

    def __reduce__(self) -> tuple[type[CrossEncoderReader], tuple[str]]:
        """Copies and other processes load the model themselves: a lock cannot be sent."""
        return CrossEncoderReader, (self.name,)

    def score(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Probability that each passage answers, shape (len(passages),), each 0 to 1."""
        if isinstance(passages, str):
            raise UsageError("Pass a list of passages, not one text: score(question, [passage]).")
        if not passages:
            return np.zeros(0, dtype=np.float32)
        asked = without_surrogates(question)
        raw = self._raw([(asked, without_surrogates(text)) for text in passages])
        logits = raw.reshape(len(passages), self._labels)
        margin = logits[:, 0] if self._labels == 1 else logits[:, 1] - logits[:, 0]
        # Beyond 40 the result is 0 or 1 all the same, and exp would complain of overflow.
        scores: NDArray[np.float32] = (1 / (1 + np.exp(-np.clip(margin, -40, 40)))).astype(np.float32)
        return scores

    def _raw(self, pairs: list[tuple[str, str]]) -> NDArray[np.float64]:
        import torch

        try:
            with self._lock:
                found = self._model.predict(
                    pairs, activation_fn=torch.nn.Identity(), show_progress_bar=False, convert_to_numpy=True
                )
        except Exception as error:
            raise ModelError(
                f"The reader {self.name} failed while reading: {error}. "
                "Try another model, or the shipped one by giving no model name."
            ) from error
        return np.asarray(found, dtype=np.float64)


def _fingerprint(model: CrossEncoder) -> str:
    """Of weights and length limit: the same wherever the model lies."""
    digest = hashlib.sha256(repr(model.max_seq_length).encode())
    for key, dtype, shape, data in hub.weights(model):
        digest.update(f"{key} {dtype} {shape}".encode())
        digest.update(data)
    return digest.hexdigest()[:32]
