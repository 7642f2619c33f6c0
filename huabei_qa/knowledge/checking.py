"""Checking: whether everything in a home is as it was built, and how to mend what is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from huabei_qa import store
from huabei_qa.confidence import is_readable
from huabei_qa.errors import HuabeiQAError, KnowledgeBaseError, build_command, quoted
from huabei_qa.keeping import Finding
from huabei_qa.knowledge.embedding import Plan, key, read_embedded, vectors_of
from huabei_qa.knowledge.stored import EDITED_LISTS, read_passages
from huabei_qa.products import Products
from huabei_qa.records import Passage
from huabei_qa.terms import TermIndex
from huabei_qa.vectors import VectorIndex
from huabei_qa.words import Words


@dataclass(frozen=True, slots=True)
class _Checked:
    """A generation while it is being checked."""

    home: Path
    folder: Path
    manifest: store.Manifest
    mend: str
    """The command that makes the index anew from the articles it holds."""

    def broken(self, what: str) -> Finding:
        """A finding that building again mends."""
        return Finding(what, self.mend)


def check(home: Path) -> list[Finding]:
    """All findings, the gravest first."""
    try:
        manifest = store.read_manifest(home)
    except KnowledgeBaseError as error:
        return [Finding(error.happened, error.remedy)]
    state = _Checked(home, home / store.INDEX / manifest.generation, manifest, build_command(home))
    found = list(_files(state))
    if not found:  # what is read from damaged files says no more
        found = list(_content(state))
    found += [*_calibrations(state), *_words(state)]
    return [*found, *_told(state, _copies(state)), *_told(state, _leftovers(state))]


def _content(state: _Checked) -> Iterator[Finding]:
    """What the files say, each of which is as it was written: by code that read and wrote otherwise, perhaps."""
    try:
        passages = read_passages(state.folder / store.PASSAGES)
    except KnowledgeBaseError as error:
        yield state.broken(error.happened)
        return
    yield from _told(state, _passages(state, passages))
    if len(passages) == state.manifest.passages:  # or rows and passages cannot be laid beside each other
        yield from _rows(state, passages)


def _told(state: _Checked, findings: Iterator[Finding]) -> Iterator[Finding]:
    """These, and the damage that ends the looking."""
    try:
        yield from findings
    except HuabeiQAError as error:
        yield state.broken(error.happened)
    except OSError as error:
        yield Finding(f"{error.filename} cannot be read ({error.strerror})", "Check the path and its permissions.")


def _files(state: _Checked) -> Iterator[Finding]:
    """Every file of the generation, by its hash."""
    if not state.folder.is_dir():
        yield state.broken(f"The folder {state.folder} is missing")
        return
    for name, told in state.manifest.files.items():
        path = state.folder / name
        try:
            if store.is_damaged(path, told):
                yield state.broken(f"{path} is damaged: it is not what was built")
        except OSError as error:
            yield state.broken(f"{path} cannot be read ({error.strerror})")


def _passages(state: _Checked, passages: Sequence[Passage]) -> Iterator[Finding]:
    """Every span, and the tables that passages stand in."""
    texts = store.Texts(state.folder / store.ARTICLES, state.manifest.articles)
    text_of = {held.source: texts.text(held.source) for held in state.manifest.articles}
    counts = dict.fromkeys(text_of, 0)
    for row, passage in enumerate(passages):
        if passage.source not in counts:
            yield state.broken(f"Passage {row} is of {passage.source}, which is no article of the index")
            continue
        counts[passage.source] += 1
        if text_of[passage.source][passage.start : passage.end] != passage.text:
            yield state.broken(f"Passage {row} is not what stands at its place in {passage.source}")
        parent = passage.parent
        if parent >= row or (parent >= 0 and passages[parent].source != passage.source):
            yield state.broken(f"Passage {row} stands under row {parent}, which is none above it")
    told = {held.source: held.passages for held in state.manifest.articles}
    if counts != told or len(passages) != state.manifest.passages:
        yield state.broken("The manifest counts other passages than there are")


def _rows(state: _Checked, passages: Sequence[Passage]) -> Iterator[Finding]:
    """Every row of vectors, terms and equal statements."""
    manifest, folder = state.manifest, state.folder
    checks: Sequence[Callable[[], object]] = (
        lambda: TermIndex.load(folder / store.TERMS, manifest.passages),
        lambda: _same_vectors(state, passages),
        lambda: _pairs_in_range(state),
    )
    for one in checks:
        try:
            one()
        except HuabeiQAError as error:
            yield state.broken(error.happened)


def _same_vectors(state: _Checked, passages: Sequence[Passage]) -> None:
    """Raises KnowledgeBaseError if a row is not the vector of its passage."""
    manifest = state.manifest
    rows = VectorIndex.load(state.folder / store.VECTORS, manifest.passages, manifest.dimension).vectors()
    plan = Plan.of(passages)
    known = read_embedded(state.folder / store.EMBEDDED, manifest.dimension)
    wanted = {key(manifest.model_fingerprint, text) for text in plan.texts()}
    if wanted != set(known):
        raise KnowledgeBaseError(f"{store.EMBEDDED} holds other texts than the passages have")
    mixed, _ = vectors_of(plan, known, manifest.model_fingerprint)
    # Not to the last bit: another processor may round the mean of two vectors otherwise.
    other = np.flatnonzero(~np.isclose(rows, mixed, atol=1e-6).all(axis=1))
    if len(other):
        raise KnowledgeBaseError(f"{store.VECTORS} has in row {other[0]} another vector than its passage")


def _pairs_in_range(state: _Checked) -> None:
    pairs = store.read_pairs(state.folder / store.SAME)
    if any(not 0 <= i < j < state.manifest.passages for i, j in pairs) or pairs != sorted(set(pairs)):
        raise KnowledgeBaseError(f"{store.SAME} names rows that are none")


def _calibrations(state: _Checked) -> Iterator[Finding]:
    """Those that a question may be answered by, whatever the reader."""
    fitted = state.manifest.confidence
    of_reader = [fitted["reader"]] if "reader" in fitted else []
    for data in [fitted.get("plain", {}), *of_reader, *fitted.get("other_readers", [])]:
        if not is_readable(data):
            yield state.broken("A calibration of the manifest is damaged")


def _words(state: _Checked) -> Iterator[Finding]:
    try:
        now = Words.from_folder(state.home / store.KB).fingerprint
        Products.from_folder(state.home / store.KB)
    except KnowledgeBaseError as error:
        yield Finding(error.happened, error.remedy)
        return
    if now != state.manifest.words_fingerprint:
        yield state.broken(EDITED_LISTS)


def _copies(state: _Checked) -> Iterator[Finding]:
    """The copies for people. An interrupted write may have left some as they were before."""
    pending = store.is_pending(state.home)
    for name, how in store.edited(state.home, state.manifest.copies).items():
        path = state.home / store.KB / name
        if how == "edited":
            take_in = f"huabei-qa add {quoted(path)} --home {quoted(state.home)}"
            what = f"{path} was edited since it was built in; answers quote it as it was"
            yield Finding(what, f"{take_in}; or delete it and run {state.mend}")
        elif not pending:
            yield state.broken(f"{path} is {'missing' if how == 'missing' else 'an older state'}")
    copy, told = state.home / store.KB / store.PASSAGES, state.manifest.files[store.PASSAGES]
    if not pending and not (copy.is_file() and not store.is_damaged(copy, told)):
        yield state.broken(f"{copy} is not what was built")


def _leftovers(state: _Checked) -> Iterator[Finding]:
    left = store.leftovers(state.home, state.manifest.generation)
    if left or store.is_pending(state.home):
        named = f": {', '.join(path.name for path in left)}" if left else ""
        yield Finding(f"An interrupted write has left its traces{named}", state.mend, harmless=True)
