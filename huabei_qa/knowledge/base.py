"""The class that everything is asked of."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from huabei_qa import articles, store
from huabei_qa.answer import Draft, Selection, compose, select
from huabei_qa.confidence import Calibration
from huabei_qa.encoder import Encoder, load_encoder
from huabei_qa.errors import KnowledgeBaseError, MismatchError
from huabei_qa.knowledge.building import build, collect
from huabei_qa.knowledge.documents import documents_named, within
from huabei_qa.knowledge.looking import Looker, Seen
from huabei_qa.merge import partners
from huabei_qa.passages import from_lines, is_statement
from huabei_qa.question import Shape, checked
from huabei_qa.reader import SHIPPED as SHIPPED_READER
from huabei_qa.reader import Reader, load_reader
from huabei_qa.records import Answer, Hit, Passage, Role, Status
from huabei_qa.relevance import Relevance
from huabei_qa.terms import TermIndex
from huabei_qa.vectors import VectorIndex
from huabei_qa.words import Words

__all__ = ["KnowledgeBase"]


class KnowledgeBase:
    """Passages, the indexes over them, and the models to ask them with.

    Get one with `open` or `build`. All methods only read and may be called from several threads.
    """

    def __init__(
        self,
        home: Path,
        folder: Path,
        looker: Looker,
        calibration: Calibration,
        same: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.home = home
        self._folder = folder
        self._looker = looker
        self._calibration = calibration
        self._relevance = Relevance.choose(looker.reader.fingerprint if looker.reader else None)
        self._same = partners(same)

    @classmethod
    def open(
        cls,
        home: str | os.PathLike[str] | None = None,
        *,
        model: str | Encoder | None = None,
        reader: str | Reader | None = SHIPPED_READER,
    ) -> KnowledgeBase:
        """The knowledge base in the folder `home`, or the shipped one.

        `model` is an encoder, or the name or folder of a sentence-transformers model; it must be the one the index
        was built with, and may be left out then. `reader` likewise is a reader or a CrossEncoder; None: without one.
        Raises KnowledgeBaseError for a folder that is no knowledge base or is damaged, MismatchError for one built
        with another model, dictionary or schema.
        """
        root = store.locate(home)
        while True:
            manifest = store.read_manifest(root)
            try:
                return cls._open(root, manifest, model, reader, warm=True)
            except KnowledgeBaseError:
                if store.read_manifest(root).generation == manifest.generation:
                    raise  # not replaced by a build while it was being opened: it is really damaged

    @classmethod
    def _open(
        cls,
        root: Path,
        manifest: store.Manifest,
        model: str | Encoder | None,
        reader: str | Reader | None,
        warm: bool,
    ) -> KnowledgeBase:
        encoder = _encoder(model if model is not None else manifest.model)
        second = load_reader(reader) if isinstance(reader, str) else reader
        _must_match(root, "The model", manifest.model_fingerprint, encoder.fingerprint)
        if warm:
            _warm(encoder, second)
        folder = store.check_files(root, manifest)
        words = Words.from_folder(root / store.KB)
        _must_match(
            root, "The dictionary (kb/words.txt, kb/synonyms.txt)", manifest.words_fingerprint, words.fingerprint
        )
        with open(folder / store.PASSAGES, encoding="utf-8", errors="surrogatepass", newline="\n") as lines:
            passages = tuple(from_lines(lines))
        vectors = VectorIndex.load(folder / store.VECTORS, manifest.passages, manifest.dimension)
        terms = TermIndex.load(folder / store.TERMS, manifest.passages)
        looker = Looker(passages, vectors, terms, words, encoder, second)
        calibration = Calibration.choose(manifest.confidence, second.fingerprint if second else None)
        return cls(root, folder, looker, calibration, store.read_pairs(folder / store.SAME))

    @classmethod
    def build(
        cls,
        sources: Sequence[str | os.PathLike[str]],
        into: str | os.PathLike[str],
        *,
        model: str | Encoder | None = None,
        reader: str | Reader | None = SHIPPED_READER,
        progress: Callable[[int, int], None] | None = None,
    ) -> KnowledgeBase:
        """Read the articles (files, or folders of them), build a knowledge base in the folder `into`, and open it.

        `progress` hears (passages embedded, passages in all). Raises ArticleError for a source that cannot be read
        and KnowledgeBaseError for a folder that cannot be written; what was there is then unchanged.
        """
        encoder = _encoder(model)
        home = Path(into).expanduser()
        build(collect([Path(s) for s in sources], home), home, encoder, progress)
        return cls._open(home, store.read_manifest(home), encoder, reader, warm=False)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, in the order of their rows."""
        return self._looker.passages

    @property
    def reader(self) -> Reader | None:
        """The reader in use, if any."""
        return self._looker.reader

    @property
    def calibration(self) -> Calibration:
        """The weights of the confidence and its thresholds, as they are for the reader in use."""
        return self._calibration

    @property
    def generation(self) -> str:
        """The name of the generation that was opened: another one after a build."""
        return self._folder.name

    def search(self, question: str, limit: int = 10, *, documents: Sequence[str] | None = None) -> list[Hit]:
        """The passages nearest to a question, best first, at most `limit`; `documents` as in `ask`.

        Raises QuestionError for an empty question and UsageError for a document that is not there.
        """
        among = documents_named(documents, self.passages)
        return self._looker.look(checked(question), among=among).hits[: max(0, limit)]

    def ask(self, question: str, limit: int = 10, *, documents: Sequence[str] | None = None) -> Answer:
        """An answer with citations, or a plain word that the knowledge base holds none.

        `limit` is how many hits the answer carries; `documents` the only articles to answer from, each by its title,
        its source (`kb/x.txt`) or its file's name. Raises QuestionError for a question that is empty or too long,
        UsageError for a document that is not there.
        """
        among = documents_named(documents, self.passages)
        seen = self._looker.look(checked(question), among=among)
        confidence = self._calibration.probability(seen.signals)
        status = self._status(confidence)
        chosen = self._chosen(seen, within(among, self._same)) if status is not Status.NOT_FOUND else Selection(())
        if not chosen.groups:
            return compose(question, Draft(Status.NOT_FOUND, confidence, ()), seen.hits[: max(0, limit)])
        hits = self._looker.first(chosen.rows, seen.hits)[: max(0, limit)]
        return compose(question, Draft(status, confidence, chosen.groups, chosen.entries), hits)

    def text_of(self, source: str) -> str:
        """The text of an article, such as `kb/article.txt`, as it was built in: what all offsets count in.

        Raises ArticleError for an article that is not in this knowledge base.
        """
        return articles.read(self._folder / store.ARTICLES / Path(source).relative_to(store.KB))

    def changed(self, sources: Iterable[str]) -> list[str]:
        """Those of these articles of `kb/` that are no longer what was built in: answers quote them as they were."""
        return [source for source in sorted(set(sources)) if store.differs(self.home / source, self.text_of(source))]

    def look(self, question: str, use_reader: bool = True) -> Seen:
        """What retrieval and reader find for a question, before anything is decided; to fit on judged questions."""
        return self._looker.look(checked(question), use_reader)

    def signals(self, question: str, use_reader: bool = True) -> dict[str, float]:
        """What the confidence in an answer is made of."""
        return self.look(question, use_reader).signals

    def _chosen(self, seen: Seen, same: Mapping[int, frozenset[int]]) -> Selection:
        said = [hit for hit in seen.hits if is_statement(hit.passage)]
        if seen.shape is Shape.HOWTO:  # not answered by what to avoid, unless there is nothing else
            said = [hit for hit in said if hit.passage.role is not Role.CAUTION] or said
        choice = self._relevance.decide(said, seen.headings, seen.shape)
        return select(said, choice, seen.titles, self.passages, self._looker.below, same)

    def _status(self, confidence: float) -> Status:
        if confidence < self._calibration.answer_above:
            return Status.NOT_FOUND
        return Status.ANSWERED if confidence >= self._calibration.outright_above else Status.PARTIAL


def _encoder(model: str | Encoder | None) -> Encoder:
    return load_encoder(model) if model is None or isinstance(model, str) else model


def _warm(*models: object) -> None:
    """Open the models' sessions beside the reading of the indexes: half of a cold start.

    No daemon threads: a process that ends while onnxruntime builds a session on one is aborted.
    """
    for model in models:
        if hasattr(model, "warm"):
            threading.Thread(target=_quietly, args=(model.warm,)).start()


def _quietly(warm: Callable[[], object]) -> None:
    """A failure is told when the model is used, where it can be answered for."""
    try:
        warm()
    except Exception:
        return


def _must_match(home: Path, what: str, expected: str, found: str) -> None:
    if expected != found:
        raise MismatchError(what, expected, found, store.rebuild(home))
