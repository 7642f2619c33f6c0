"""Embedding: every text once. What the encoder has given is kept with the index, and while a build is under way.

A record is a key (of encoder and text), a checksum and the vector, in one format for both: a build that was killed
leaves a file of whole records with at most one torn at the end, and goes on from there.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huabei_qa import store
from huabei_qa.encoder import Encoder, passages_by
from huabei_qa.passages import in_context
from huabei_qa.records import Passage, Role
from huabei_qa.text import untagged
from huabei_qa.words import normalise

Progress = Callable[[int, int], None]
Known = Mapping[bytes, NDArray[np.float32]]
"""Vectors of unit length, by key."""

_ROUND = 128
"""Texts embedded between two writes: one or two seconds of work, which is all that a kill can cost."""
_KEY_BYTES = 16
_SHORT = 120
"""Characters. Up to here a passage's words alone may mean little, and its headings much: it is embedded both ways."""


@dataclass(frozen=True, slots=True)
class Plan:
    """For each passage the texts that are embedded, as the encoder gets them."""

    within: tuple[str, ...]
    """Behind its document's title and the headings above it."""
    alone: tuple[str, ...]
    """Its words alone; those of a long one are near enough to itself in context."""
    named: tuple[str, ...]
    """Its short name, if it is a way of a file of several articles, whose ways are compared; else its words alone."""

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> Plan:
        """The texts of these passages."""
        titled = {p.source for p in passages if p.role is Role.TITLE and p.text == p.document}
        within = [_within(p, p.source in titled) for p in passages]
        words = [untagged(p.text, p.source) for p in passages]
        alone = [said if len(said) <= _SHORT else inside for said, inside in zip(words, within, strict=True)]
        several = {p.source for p in passages if p.part > 0}
        named = [
            p.label if p.label and p.source in several and p.role in (Role.METHOD, Role.SECTION) else text
            for p, text in zip(passages, alone, strict=True)
        ]
        return cls(*(tuple(map(normalise, texts)) for texts in (within, alone, named)))

    def texts(self) -> list[str]:
        """All of them, each once."""
        return list(dict.fromkeys((*self.within, *self.alone, *self.named)))


def key(model_fingerprint: str, text: str) -> bytes:
    """Equal only for the same text given to an encoder that gives the same vectors. SHA-256, its first 16 bytes."""
    data = f"{model_fingerprint}\0{text}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).digest()[:_KEY_BYTES]


def vectors_of(plan: Plan, known: Known, fingerprint: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Two unit vectors a passage, each (passages, dimension): to find it by, and of its words alone.

    It is found by its words in context, and if it is short by the mean of that and of its words alone
    (docs/decisions.md has the figures).
    """
    alone = np.stack([known[key(fingerprint, text)] for text in plan.alone])
    mean = alone + np.stack([known[key(fingerprint, text)] for text in plan.within])
    length = np.linalg.norm(mean, axis=1, keepdims=True)
    mixed = mean / np.maximum(length, np.float32(1e-12))  # an encoder may know no word of a text
    return mixed.astype(np.float32), alone.astype(np.float32)


def names_of(plan: Plan, known: Known, fingerprint: str) -> NDArray[np.float32]:
    """A unit vector a passage, (passages, dimension): of its short name."""
    return np.stack([known[key(fingerprint, text)] for text in plan.named]).astype(np.float32)


def embed(
    texts: Iterable[str], encoder: Encoder, known: Known, journal: Path, progress: Progress | None = None
) -> tuple[dict[bytes, NDArray[np.float32]], int]:
    """Vectors of these texts by key, and how many of them the encoder was asked for.

    What `known` and the journal have is taken from there; the rest is embedded, and kept in the journal as it comes.
    `progress` hears (texts embedded, texts to embed). Shorter texts come first: those of a batch are padded to the
    longest. Raises OSError if the journal cannot be written, ModelError as `passages_by` does.
    """
    wanted = {key(encoder.fingerprint, text): text for text in texts}
    found = {k: known[k] for k in wanted if k in known}
    found |= {k: v for k, v in _resume(journal, encoder.dimension).items() if k in wanted}
    missing = sorted((k for k in wanted if k not in found), key=lambda k: (len(wanted[k]), k))
    for start in range(0, len(missing), _ROUND):
        keys = missing[start : start + _ROUND]
        vectors = passages_by(encoder, [wanted[k] for k in keys])
        fresh = dict(zip(keys, vectors, strict=True))
        with open(journal, "ab") as out:
            out.write(to_bytes(fresh))
        found |= fresh
        if progress:
            progress(start + len(keys), len(missing))
    return found, len(missing)


def journal_of(home: Path, encoder: Encoder) -> Path:
    """Where an unfinished build keeps what it has embedded; one file a model, since records differ in length."""
    name = hashlib.sha256(encoder.fingerprint.encode()).hexdigest()[:12]
    return home / store.INDEX / f"{store.UNFINISHED}{name}"


def to_bytes(vectors: Known) -> bytes:
    """Records in the order of their keys: equal vectors give equal bytes."""
    parts = []
    for k in sorted(vectors):
        body = k + np.ascontiguousarray(vectors[k], dtype="<f4").tobytes()
        parts += [zlib.crc32(body).to_bytes(4, "little"), body]
    return b"".join(parts)


def from_bytes(data: bytes, dimension: int) -> dict[bytes, NDArray[np.float32]]:
    """The records that are whole; damaged ones, and a torn end, are left out."""
    size = 4 + _KEY_BYTES + 4 * dimension
    found: dict[bytes, NDArray[np.float32]] = {}
    for start in range(0, len(data) - size + 1, size):
        body = data[start + 4 : start + size]
        if zlib.crc32(body).to_bytes(4, "little") == data[start : start + 4]:
            found[body[:_KEY_BYTES]] = np.frombuffer(body, dtype="<f4", offset=_KEY_BYTES)
    return found


def read_embedded(path: Path, dimension: int) -> dict[bytes, NDArray[np.float32]]:
    """What a generation's file holds; nothing where there is no such file, for then all can be embedded again."""
    try:
        return from_bytes(path.read_bytes(), dimension)
    except OSError:
        return {}


def _resume(journal: Path, dimension: int) -> dict[bytes, NDArray[np.float32]]:
    """What an interrupted build has embedded. Cuts off a torn end, so that the file can be appended to."""
    try:
        data = journal.read_bytes()
    except FileNotFoundError:
        return {}
    torn = len(data) % (4 + _KEY_BYTES + 4 * dimension)
    if torn:
        with open(journal, "r+b") as file:
            file.truncate(len(data) - torn)
    return from_bytes(data, dimension)


def _within(passage: Passage, titled: bool) -> str:
    """The passage behind its document's title, if it has one, and the headings above it."""
    inside = in_context(passage)
    return f"{passage.document} {inside}" if titled and passage.text != passage.document else inside
