"""The class that everything is asked of."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huabei_qa import given, store
from huabei_qa.answer import compose, together
from huabei_qa.confidence import Calibration
from huabei_qa.encoder import Encoder
from huabei_qa.keeping import Article, Change, Finding
from huabei_qa.knowledge.checking import check
from huabei_qa.knowledge.deciding import Decided, decide
from huabei_qa.knowledge.documents import documents_named
from huabei_qa.knowledge.embedding import Progress
from huabei_qa.knowledge.looking import Seen
from huabei_qa.knowledge.opening import State, encoder_of, opened, reader_for
from huabei_qa.knowledge.several import several
from huabei_qa.knowledge.stored import listed, lists_edited
from huabei_qa.question import checked
from huabei_qa.reader import SHIPPED as SHIPPED_READER
from huabei_qa.reader import Reader
from huabei_qa.records import Answer, Hit, Passage

__all__ = ["KnowledgeBase"]

# `changing` is imported by those who write: it brings all that reads articles, which no question should wait for.


class KnowledgeBase:
    """Passages, the indexes over them, and the models to ask them with.

    Get one with `open` or `build`. What asks may be called from several threads, also while another refreshes: each
    question is answered from one state. An open knowledge base keeps its state, whatever is written to the folder:
    `add` and `remove` name that, and return it opened anew (`kb = KnowledgeBase.add(["new.txt"], kb.home)`); where they
    were called elsewhere, `refresh` goes over to what they wrote.
    """

    def __init__(self, home: Path, state: State, model: str | Encoder | None) -> None:
        self.home = home
        self._folder = home.absolute()  # what is relative means another folder after a change of the working folder
        self._now = state
        self._model = model
        self._change: Change | None = None

    def __repr__(self) -> str:
        return f"<KnowledgeBase {str(self.home)!r}: articles: {len(self.articles)}, passages: {len(self.passages)}>"

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
        return cls(root, opened(root, model, reader, warm=True), model)

    @classmethod
    def build(
        cls,
        sources: Sequence[str | os.PathLike[str]],
        into: str | os.PathLike[str],
        *,
        model: str | Encoder | None = None,
        reader: str | Reader | None = SHIPPED_READER,
        progress: Progress | None = None,
    ) -> KnowledgeBase:
        """Make the folder `into` a knowledge base of just these articles (files, or folders of them), and open it.

        Without sources it is built again from the articles that it holds. `model`: where it is left out, the one that
        the folder was built with, or else the shipped one. `progress` hears (texts embedded, texts to embed); what is
        known already is not embedded again. Raises ArticleError for a source that cannot be read and
        KnowledgeBaseError for a folder that cannot be written; what was there is then unchanged.
        """
        from huabei_qa.knowledge import changing

        home, second = given.path(into), reader_for(reader)
        change = changing.build(given.paths(sources), home, _chooser(model), progress)
        return cls._changed(home, change, model, second)

    @classmethod
    def add(
        cls,
        sources: Sequence[str | os.PathLike[str]],
        home: str | os.PathLike[str],
        *,
        model: str | Encoder | None = None,
        reader: str | Reader | None = SHIPPED_READER,
        progress: Progress | None = None,
    ) -> KnowledgeBase:
        """Take articles into the knowledge base in the folder `home`, and open it. Raises as `build` does.

        An article of the same file name as one that is held takes its place; where several held came from files of
        that name, that of the one it is a new version of, or ArticleError where that cannot be told.
        """
        from huabei_qa.knowledge import changing

        root, second = given.path(home), reader_for(reader)
        change = changing.add(given.paths(sources), root, _chooser(model), progress)
        return cls._changed(root, change, model, second)

    @classmethod
    def remove(
        cls,
        names: Sequence[str],
        home: str | os.PathLike[str],
        *,
        model: str | Encoder | None = None,
        reader: str | Reader | None = SHIPPED_READER,
        progress: Progress | None = None,
    ) -> KnowledgeBase:
        """Take articles out of the knowledge base in the folder `home`, by their file names in `kb/`, and open it.

        Raises ArticleError for a name that is not held, and for what would leave no article.
        """
        from huabei_qa.knowledge import changing

        root, second = given.path(home), reader_for(reader)
        change = changing.remove(given.texts(names, "Names"), root, _chooser(model), progress)
        return cls._changed(root, change, model, second)

    @classmethod
    def check(cls, home: str | os.PathLike[str] | None) -> list[Finding]:
        """What is wrong with the knowledge base in a folder, and how to mend it; nothing where all is as it was built.

        `home`: None for the shipped one. Reads everything and loads no model. Raises nothing for damage: damage is
        what it tells.
        """
        return check(store.locate(home))

    @classmethod
    def _changed(cls, home: Path, change: Change, model: str | Encoder | None, reader: Reader | None) -> KnowledgeBase:
        kb = cls(home, opened(home, model, reader, warm=False), model)
        kb._change = change
        return kb

    def refresh(self) -> bool:
        """Go over to what has been written to the folder since; whether there was something.

        Costs one look at a file where there was not. Raises as `open` does, and keeps the state it has then.
        """
        stamp, now = store.stamp(self._folder), self._now
        if stamp == now.stamp:
            return False
        manifest = store.read_manifest(self._folder)
        if manifest == now.manifest and stamp.products == now.stamp.products:
            self._now = replace(now, stamp=stamp)
            return False
        same_model = manifest.model_fingerprint == now.manifest.model_fingerprint
        self._now = opened(self._folder, now.looker.encoder if same_model else self._model, self.reader, warm=False)
        return True

    @property
    def calibration(self) -> Calibration:
        """The weights of the confidence and its thresholds, as they are for the reader in use."""
        return self._now.calibration

    @property
    def change(self) -> Change | None:
        """What `build`, `add` or `remove` has changed, on the knowledge base that it returned; else None."""
        return self._change

    @property
    def generation(self) -> str:
        """The name of the generation that is open: another one after a build."""
        return self._now.manifest.generation

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles held, sorted by the first of their names."""
        return listed(self._now.manifest)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, in the order of their rows."""
        return self._now.looker.passages

    @property
    def reader(self) -> Reader | None:
        """The reader in use, if any."""
        return self._now.looker.reader

    def search(self, question: str, limit: int = 10, *, documents: Sequence[str] | None = None) -> list[Hit]:
        """The passages nearest to a question, best first, at most `limit`; `documents` as in `ask`.

        Raises QuestionError for an empty question, UsageError for a document that is not there or a limit below 0.
        """
        now, most = self._now, given.count(limit, "limit")
        among = documents_named(documents, now.looker.passages, listed(now.manifest))
        return now.looker.look(checked(question), among=among).hits[:most]

    def ask(self, question: str, limit: int = 10, *, documents: Sequence[str] | None = None) -> Answer:
        """An answer with citations, or a plain word that the knowledge base holds none.

        `limit` is how many hits the answer carries; `documents` the only articles to answer from, each by its title,
        its source (`kb/x.txt`) or its file's name. Raises QuestionError for a question that is empty or too long,
        UsageError for a document that is not there or a limit below 0.
        """
        now, most = self._now, given.count(limit, "limit")
        among = documents_named(documents, now.looker.passages, listed(now.manifest))
        return _answer(question, _decided(now, question, among), most)

    def ask_with_signals(self, question: str, limit: int = 10) -> tuple[Answer, dict[str, float]]:
        """An answer, and what its confidence is made of; to fit on judged questions."""
        most = given.count(limit, "limit")
        found = _decided(self._now, question, None)
        told = [one for one in found if one.is_found] or found
        return _answer(question, found, most), min(told, key=lambda one: one.draft.confidence).signals

    def text_of(self, source: str) -> str:
        """The text of an article, such as `kb/article.txt`, as it was built in: what all offsets count in.

        That of the state in use: what was cited before a `refresh` counts in the text from before it.
        Raises ArticleError for an article that is not in this knowledge base.
        """
        return self._now.texts.text(source)

    def changed(self, sources: Iterable[str]) -> list[str]:
        """The copies in `kb/` of these articles that are no longer what was built in: answers quote them as they were.

        A text that is kept under several names has as many copies.
        """
        held = {article.source: article for article in self._now.manifest.articles}
        asked = {copy.name: held[s].sha256 for s in sources if s in held for copy in held[s].copies}
        differing = store.edited(self._folder, asked)
        return [f"{store.KB}/{name}" for name in sorted(differing) if differing[name] == "edited"]

    def lists_edited(self) -> bool:
        """Whether `kb/words.txt` or `kb/synonyms.txt` is no longer what was built in: words are cut as they were."""
        return lists_edited(self._folder, self._now.manifest)

    def look(self, question: str, use_reader: bool = True) -> Seen:
        """What retrieval and reader find for a question, before anything is decided; to fit on judged questions."""
        return self._now.looker.look(checked(question), use_reader)


def _decided(now: State, question: str, among: NDArray[np.int64] | None) -> list[Decided]:
    """What shall be answered to each of the questions that are asked in one."""
    return several(checked(question), now.looker.words, lambda one: decide(now, one, among))


def _answer(question: str, found: Sequence[Decided], most: int) -> Answer:
    """`most`: how many hits it carries."""
    if len(found) > 1:
        return together(question, [(one.question, one.draft, one.hits) for one in found], most)
    answer = compose(question, found[0].draft, found[0].hits)
    return replace(answer, hits=answer.hits[:most])


def _chooser(model: str | Encoder | None) -> Callable[[Path, store.Manifest | None], Encoder]:
    """The encoder for a change: the one given, or else the one in use so far, or the shipped one."""
    return lambda home, manifest: encoder_of(home, manifest, model)
