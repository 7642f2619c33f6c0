"""The shipped reader, run by onnxruntime and tokenizers alone."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from huabei_qa.encoder.session import DESCRIPTION, name_of, open_model, side_by_side, translated
from huabei_qa.errors import ModelError, UsageError
from huabei_qa.text import without_surrogates

if TYPE_CHECKING:
    import onnxruntime
    import tokenizers

_LEAST_PASSAGE = 64
_REINSTALL = "Reinstall huabei-qa, or make the folder again with tools/train_reader.py."


class _Parts(NamedTuple):
    """What is loaded on first use."""

    tokenizer: tokenizers.Tokenizer
    session: onnxruntime.InferenceSession
    first: int
    """Id of the token that begins a text."""
    last: int
    """Id of the token that ends or parts texts."""


class OnnxReader:
    """Reads with the model of a folder made by tools/train_reader.py.

    Pairs run one at a time, each on one thread, several side by side.  Nothing is padded and the
    scale of int8 activations is a pair's own, so the score of a pair is the same to the last bit
    whatever is read with it.  Nothing is loaded before the first pair, or `warm`.
    """

    hopeless = 0.04
    """A probability below this is no answer: where all of the last passages stay below it, hardly one behind them is
    (`waves`; measured in docs/decisions.md)."""

    def __init__(self, folder: str) -> None:
        """Read the description of the folder; raises ModelError if it is missing or damaged."""
        self.folder = str(Path(folder).resolve())  # it is opened on first use, maybe from another working directory
        self.name = name_of(self.folder)
        with translated(f"The reader in {folder} cannot be read"):
            about = json.loads((Path(self.folder) / DESCRIPTION).read_text(encoding="utf-8"))
            self.fingerprint = str(about["fingerprint"])
            self.max_tokens = int(about["max_tokens"])
            self.max_question = int(about["max_question"])
        self._lock = threading.Lock()
        self._parts: _Parts | None = None

    def __reduce__(self) -> tuple[type[OnnxReader], tuple[str]]:
        """Copies and other processes open the folder themselves: a session cannot be sent."""
        return OnnxReader, (self.folder,)

    def warm(self) -> None:
        """Load tokenizer and session now, if they are not; may be called from any thread."""
        self.parts()

    def score(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Probability that each passage answers, shape (len(passages),), each 0 to 1."""
        if isinstance(passages, str):
            raise UsageError("Pass a list of passages, not one text: score(question, [passage]).")
        logits = self._logits(self.pairs(question, passages))
        scores: NDArray[np.float32] = (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)
        return scores

    def pairs(self, question: str, passages: Sequence[str]) -> list[NDArray[np.int64]]:
        """Token ids of question and passage, one row each: <s> question </s></s> passage </s>.

        A question is cut only beyond `max_question` tokens (440, some 600 characters: a page, not a question); a
        passage is cut to what is left of `max_tokens`, but always keeps 64 tokens.
        """
        parts = self.parts()
        asked = self._ids(question)[: self.max_question]
        room = max(self.max_tokens - len(asked) - 4, _LEAST_PASSAGE)
        start, gap = [parts.first, *asked], [parts.last, parts.last]
        return [np.array([*start, *gap, *self._ids(text)[:room], parts.last], dtype=np.int64) for text in passages]

    def _ids(self, text: str) -> list[int]:
        # The tokeniser cannot take lone surrogates, and NUL ends a text in some versions.
        clean = without_surrogates(text).replace("\x00", " ")
        ids: list[int] = self.parts().tokenizer.encode(clean, add_special_tokens=False).ids
        return ids

    def _logits(self, rows: list[NDArray[np.int64]]) -> NDArray[np.float64]:
        """One logit a row, shape (len(rows),)."""
        session = self.parts().session

        def run(row: NDArray[np.int64]) -> float:
            ids = row.reshape(1, -1)
            feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
            return float(session.run(None, feed)[0][0])

        with translated(f"The reader in {self.folder} failed while reading"):
            # Long ones first, so that no thread waits for another's last long one.
            order = sorted(range(len(rows)), key=lambda at: -len(rows[at]))
            with side_by_side(len(rows), "huabei-read") as each:
                found = list(each(run, [rows[at] for at in order]))
        logits = np.zeros(len(rows), dtype=np.float64)
        logits[order] = found
        return logits

    def parts(self) -> _Parts:
        """The tokeniser and the session, loaded if they are not yet."""
        if self._parts is None:
            with self._lock:
                if self._parts is None:
                    self._parts = _open(Path(self.folder))
        return self._parts


def _open(folder: Path) -> _Parts:
    tokenizer, session = open_model(folder)
    first, last = tokenizer.token_to_id("<s>"), tokenizer.token_to_id("</s>")
    if first is None or last is None:
        raise ModelError(f"The tokenizer in {folder} has no <s> and </s>. {_REINSTALL}")
    return _Parts(tokenizer, session, first, last)
