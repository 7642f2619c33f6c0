"""Opening: one generation from the disk, its models, and the checks that all of it is of one build."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from huabei_qa import given, store
from huabei_qa.adapter import Adapter
from huabei_qa.confidence import Calibration
from huabei_qa.encoder import SHIPPED, Encoder, load_encoder
from huabei_qa.errors import KnowledgeBaseError, MismatchError, ModelError, UsageError, build_command, quoted, rebuild
from huabei_qa.knowledge.looking import Looker
from huabei_qa.knowledge.stored import read_passages, read_words
from huabei_qa.merge import partners
from huabei_qa.products import Products
from huabei_qa.reader import Reader, load_reader
from huabei_qa.relevance import Relevance
from huabei_qa.terms import TermIndex
from huabei_qa.vectors import VectorIndex

_Model = TypeVar("_Model")
_WARMING = "huabei-warm"
"""Name of the threads that open models."""


@dataclass(frozen=True, slots=True)
class State:
    """One generation, open: what a question is answered from, all of it of one build."""

    stamp: store.Stamp
    manifest: store.Manifest
    looker: Looker
    calibration: Calibration
    relevance: Relevance
    same: Mapping[int, frozenset[int]]
    texts: store.Texts


def opened(home: Path, model: str | Encoder | None, reader: str | Reader | None, warm: bool) -> State:
    """The state in force. A writer may replace it while it is being opened: then what replaced it is opened."""
    while True:
        stamp, manifest = store.stamp(home), store.read_manifest(home)
        try:
            return _read(home, stamp, manifest, model, reader, warm)
        except KnowledgeBaseError as error:
            if store.stamp(home) == stamp:
                if error.remedy == rebuild():  # by what reads a file without knowing whose it is
                    raise KnowledgeBaseError(error.happened, rebuild(home)) from error
                raise


def encoder_for(model: str | Encoder | None) -> Encoder:
    """The encoder given, or the one of this name; None: the shipped one. Raises UsageError for what is no encoder."""
    if model is None or isinstance(model, str):
        return load_encoder(model)
    encoder = _with(model, Encoder, "model")
    given.text(encoder.name, "The name of an encoder", 'a text: "my-encoder"')
    given.text(encoder.fingerprint, "The fingerprint of an encoder", 'a text: "my-encoder 1"')
    given.count(encoder.dimension, "The dimension of an encoder")
    return encoder


def encoder_of(home: Path, manifest: store.Manifest | None, model: str | Encoder | None) -> Encoder:
    """The encoder given, or else the one that the home was built with, or the shipped one.

    Raises UsageError where that was an object: of the same name there may be quite another model on the hub.
    ModelError where it was a folder that is no longer there.
    """
    if model is None and manifest and manifest.model_given:
        raise UsageError(
            f"{home} was built with an encoder object, {manifest.model}, which no name loads. Pass it again as model, "
            "or build with another one by its name."
        )
    if model is None and manifest and os.path.isabs(manifest.model) and not os.path.isdir(manifest.model):
        raise ModelError(
            f"{home} was built with the model in {manifest.model}, which is no longer there",
            f"Build it again with where that is now, or with {SHIPPED}: {build_command(home)} --model FOLDER",
        )
    in_use = manifest.model if manifest else None
    return encoder_for(in_use if model is None else model)


def reader_for(reader: str | Reader | None) -> Reader | None:
    """The reader given, or the one of this name; None: none. Raises UsageError for what is no reader."""
    if reader is None or isinstance(reader, str):
        return None if reader is None else load_reader(reader)
    return _with(reader, Reader, "reader")


def _with(model: _Model, protocol: type, what: str) -> _Model:
    """The model of a caller, with all that is asked of one. Nothing is called: a property may load it."""
    if isinstance(model, type):
        raise UsageError(f"{what} cannot be the class {model.__name__}. Pass one of its objects: {model.__name__}().")
    lacking = sorted(name for name in vars(protocol) if not name.startswith("_") and name not in dir(model))
    if lacking:
        raise UsageError(
            f"{what} cannot be {model!r}: it has no {lacking[0]}. Pass the name or the folder of one, or all that "
            f"huabei_qa.{protocol.__name__} describes."
        )
    return model


def _read(
    home: Path,
    stamp: store.Stamp,
    manifest: store.Manifest,
    model: str | Encoder | None,
    reader: str | Reader | None,
    warm: bool,
) -> State:
    second = reader_for(reader)
    encoder = encoder_of(home, manifest, model)
    _must_match("The model", manifest.model_fingerprint, encoder.fingerprint, _rebuild_for(home, model))
    if warm:
        _warm(encoder, second)
    folder = store.check_files(home, manifest)
    words = read_words(folder / store.WORDS)
    _must_match("The analyser of words", manifest.words_fingerprint, words.fingerprint, rebuild(home))
    passages = tuple(read_passages(folder / store.PASSAGES))
    vectors = VectorIndex.load(folder / store.VECTORS, manifest.passages, manifest.dimension)
    terms = TermIndex.load(folder / store.TERMS, manifest.passages)
    adapter, products = Adapter.choose(encoder.fingerprint), Products.from_folder(home / store.KB, words)
    looker = Looker(passages, vectors, terms, words, encoder, second, adapter, products)
    of_reader = second.fingerprint if second else None
    return State(
        stamp,
        manifest,
        looker,
        Calibration.choose(manifest.confidence, of_reader),
        Relevance.choose(of_reader),
        partners(store.read_pairs(folder / store.SAME)),
        store.Texts(folder / store.ARTICLES, manifest.articles),
    )


def _warm(*models: object) -> None:
    """Open the models' sessions beside the reading of the indexes: half of a cold start.

    No daemon threads: a process that ends while onnxruntime builds a session on one is aborted.
    """
    for model in models:
        if hasattr(model, "warm"):
            threading.Thread(target=_quietly, args=(model.warm,), name=_WARMING).start()


def _quietly(warm: Callable[[], object]) -> None:
    """A failure is told when the model is used, where it can be answered for."""
    try:
        warm()
    except Exception:
        return


def _finish_warming() -> None:
    """Before a fork: the child has no such thread, and would wait for ever for the lock that one held."""
    if threading.current_thread().name != _WARMING:  # of two that fork themselves each would wait for the other
        for thread in threading.enumerate():
            if thread.name == _WARMING:
                thread.join()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_finish_warming)


def _must_match(what: str, expected: str, found: str, remedy: str) -> None:
    if expected != found:
        raise MismatchError(what, expected, found, remedy)


def _rebuild_for(home: Path, model: str | Encoder | None) -> str:
    """What to do where the model given is not the one of the index."""
    if model is not None and not isinstance(model, str):
        return f"Leave model out, or build again with it: KnowledgeBase.build([], into={str(home)!r}, model=…)"
    if isinstance(model, str):
        return f"Leave --model out, or build again with: {build_command(home)} --model {quoted(model)}"
    return rebuild(home)
