"""The shipped reader, run by onnxruntime and tokenizers alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huabei_qa.encoder.session import ShippedModel, side_by_side, translated
from huabei_qa.errors import ModelError, UsageError
from huabei_qa.text import without_surrogates

_LEAST_PASSAGE = 64
_KEPT = 2_000
"""Texts whose token ids are kept: some 2 MB."""
_REINSTALL = "Reinstall huabei-qa, or make the folder again with tools/train_reader.py."


class OnnxReader(ShippedModel):
    """Reads with the model of a folder made by tools/train_reader.py.

    Pairs run one at a time, each on one thread, several side by side.  Nothing is padded and the
    scale of int8 activations is a pair's own, so the score of a pair is the same to the last bit
    whatever is read with it.  Nothing is loaded before the first pair, or `warm`.
    """

    hopeless = 0.04
    """A probability below this is no answer: where all of the last passages stay below it, hardly one behind them is
    (`waves`; measured in docs/decisions.md)."""

    def describe(self, about: dict[str, Any]) -> None:
        """Its fingerprint, and how many tokens it takes."""
        self.fingerprint = str(about["fingerprint"])
        self.max_tokens = int(about["max_tokens"])
        self.max_question = int(about["max_question"])

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
        first, last = self._ends
        asked = self._ids(question)[: self.max_question]
        room = max(self.max_tokens - len(asked) - 4, _LEAST_PASSAGE)
        start = [first, *asked, last, last]
        return [np.array([*start, *self._ids(text)[:room], last], dtype=np.int64) for text in passages]

    @cached_property
    def _ids(self) -> Callable[[str], tuple[int, ...]]:
        """Token ids of a text. Those of the last ones are kept: the passages of a small knowledge base come again."""
        return lru_cache(_KEPT)(self._cut)

    def _cut(self, text: str) -> tuple[int, ...]:
        # The tokeniser cannot take lone surrogates, and NUL ends a text in some versions.
        clean = without_surrogates(text).replace("\x00", " ")
        tokenizer, _ = self.parts()
        return tuple(tokenizer.encode(clean, add_special_tokens=False).ids)

    def _logits(self, rows: list[NDArray[np.int64]]) -> NDArray[np.float64]:
        """One logit a row, shape (len(rows),)."""
        _, session = self.parts()

        def run(row: NDArray[np.int64]) -> float:
            ids = row.reshape(1, -1)
            feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
            return float(session.run(None, feed)[0][0])

        with translated(f"The reader in {self.folder} failed while reading"):
            # Long ones first, so that no thread waits for another's last long one.
            order = sorted(range(len(rows)), key=lambda at: -len(rows[at]))
            found = list(side_by_side(run, [rows[at] for at in order], "huabei-read"))
        logits = np.zeros(len(rows), dtype=np.float64)
        logits[order] = found
        return logits

    @cached_property
    def _ends(self) -> tuple[int, int]:
        """Ids of the token that begins a text, and of the one that ends or parts texts."""
        tokenizer, _ = self.parts()
        first, last = tokenizer.token_to_id("<s>"), tokenizer.token_to_id("</s>")
        if first is None or last is None:
            raise ModelError(f"The tokenizer in {self.folder} has no <s> and </s>. {_REINSTALL}")
        return first, last
