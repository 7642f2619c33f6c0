"""The shipped model, run by onnxruntime and tokenizers alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from huabei_qa.encoder.session import ShippedModel, side_by_side, translated
from huabei_qa.errors import UsageError
from huabei_qa.text import without_surrogates

T = TypeVar("T")

# Texts handed out at once: few enough that an interrupted build stops soon, many enough that
# threads seldom wait for the last one.
_ROUND = 128


class OnnxEncoder(ShippedModel):
    """Encodes with the model of a folder made by tools/build_model.py.

    Texts run one at a time, each on one thread, several side by side.  Nothing is padded, so the
    vector of a text is the same to the last bit whatever is encoded with it.  Nothing is loaded
    before the first text, or `warm`.
    """

    def describe(self, about: dict[str, Any]) -> None:
        """Its fingerprint, its size and its prompts."""
        self.fingerprint = str(about["fingerprint"])
        self.dimension = int(about["dimension"])
        self.max_length = int(about["max_length"])
        self._query = str(about["prompts"]["query"])
        self._passage = str(about["prompts"]["passage"])

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Questions to unit vectors, shape (len(texts), dimension)."""
        return self._encode(self._query, texts, None)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Passages to unit vectors, shape (len(texts), dimension).

        `progress` is called in this thread with the number of passages done so far.
        """
        return self._encode(self._passage, texts, progress)

    def token_ids(self, text: str, limit: int | None = None) -> NDArray[np.int64]:
        """Token ids of `text` as it stands (no prefix added), at most `limit`, ends included."""
        tokenizer, _ = self.parts()
        # The tokeniser cannot take lone surrogates, and NUL ends a text in some versions.
        ids = tokenizer.encode(without_surrogates(text).replace("\x00", " ")).ids
        most = min(limit or self.max_length, self.max_length)
        if len(ids) > most:
            ids = [*ids[: most - 1], ids[-1]]
        return np.array(ids, dtype=np.int64)

    def vector(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Unit vector, shape (dimension,), of one text's token ids."""
        _, session = self.parts()
        row = ids.reshape(1, -1)
        feed = {"input_ids": row, "attention_mask": np.ones_like(row)}
        with translated(f"The model in {self.folder} failed while encoding"):
            result: NDArray[np.float32] = session.run(None, feed)[0][0]
        return result

    def vectors(
        self, rows: Iterable[NDArray[np.int64]], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors, shape (n, dimension), of several texts' token ids."""
        return self._spread(self.vector, list(rows), progress)

    def _encode(self, prefix: str, texts: Sequence[str], progress: Callable[[int], None] | None) -> NDArray[np.float32]:
        if isinstance(texts, str):
            raise UsageError("Pass a list of texts, not one text: encode_queries([text]).")

        def encode(text: str) -> NDArray[np.float32]:
            return self.vector(self.token_ids(prefix + text))

        return self._spread(encode, texts, progress)

    def _spread(
        self,
        work: Callable[[T], NDArray[np.float32]],
        items: Sequence[T],
        progress: Callable[[int], None] | None,
    ) -> NDArray[np.float32]:
        """Work on all items, side by side where there are several and the machine can."""
        result = np.empty((len(items), self.dimension), dtype=np.float32)
        for start in range(0, len(items), _ROUND):
            for row, vector in enumerate(side_by_side(work, items[start : start + _ROUND], "huabei-encode"), start):
                result[row] = vector
            if progress is not None:
                progress(min(start + _ROUND, len(items)))
        return result
