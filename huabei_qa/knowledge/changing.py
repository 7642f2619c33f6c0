"""The verbs that change a knowledge base: build, add, remove. All make a new set of articles and publish that."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from huabei_qa import articles, confidence, store
from huabei_qa.encoder import Encoder
from huabei_qa.errors import ArticleError, HuabeiQAError, KnowledgeBaseError, MismatchError, UsageError, quoted
from huabei_qa.keeping import Change
from huabei_qa.knowledge.building import build as build_files
from huabei_qa.knowledge.building import built_by
from huabei_qa.knowledge.collecting import Collected, Source, Sources, collect, free_name, grouped
from huabei_qa.knowledge.documents import sources_named
from huabei_qa.knowledge.embedding import Known, Progress, read_embedded
from huabei_qa.knowledge.placing import placed
from huabei_qa.knowledge.stored import listed
from huabei_qa.products import Products
from huabei_qa.words import Words

Chooser = Callable[[Path, store.Manifest | None], Encoder]
"""The encoder to use, by the home and what it was built with; None: there is nothing that can be read."""

_NEAR = 3


@dataclass(frozen=True, slots=True)
class _Before:
    """What a home holds when a writer comes to it."""

    sources: Sources
    manifest: store.Manifest | None
    """None: there is none that can be read."""


def build(paths: Sequence[Path], home: Path, encoder_of: Chooser, progress: Progress | None = None) -> Change:
    """Make `home` a knowledge base of just these articles; without any, of those that it holds.

    `encoder_of` gives the encoder to use, told the home and what it was built with. Raises ArticleError for what cannot
    be read and KnowledgeBaseError for a folder that cannot be written; what was there is then unchanged.
    """
    seen = _manifest_or_why_not(home)
    if not paths and isinstance(seen, KnowledgeBaseError) and not isinstance(seen, MismatchError):
        raise seen  # there is nothing to build from
    collected = collect(paths, home) if paths else None
    encoder = encoder_of(home, seen if isinstance(seen, store.Manifest) else None)
    with store.writing(home):
        before = _before(home, needed=not paths)
        after = _with_unread(collected, before.sources) if collected else before.sources
        return _told(_publish(home, before, after, encoder, progress), collected)


def add(paths: Sequence[Path], home: Path, encoder_of: Chooser, progress: Progress | None = None) -> Change:
    """Take these articles in beside those that are held; `placing` tells whose place one takes."""
    manifest = store.read_manifest(home)
    collected = collect(paths, home)
    encoder = encoder_of(home, manifest)
    with store.writing(home):
        before = _before(home, needed=True)
        after = placed(collected.read, before.sources, home)
        return _told(_publish(home, before, after, encoder, progress), collected)


def remove(names: Sequence[str], home: Path, encoder_of: Chooser, progress: Progress | None = None) -> Change:
    """Take articles out, by the names that a list shows. Raises ArticleError for one that is not held."""
    encoder = encoder_of(home, store.read_manifest(home))
    with store.writing(home):
        before = _before(home, needed=True)
        gone = {_name_held(name, before, home) for name in names}
        after = {name: source for name, source in before.sources.items() if name not in gone}
        if not after:
            raise ArticleError(
                "That would leave no article, and a knowledge base holds at least one. "
                f"Build it from other articles, or delete the folder {home}."
            )
        return _publish(home, before, after, encoder, progress)


def _told(change: Change, collected: Collected | None) -> Change:
    """With the files that were left out."""
    if collected is None:
        return change
    return replace(change, skipped=collected.skipped, passed_over=collected.passed_over)


def _publish(home: Path, before: _Before, after: Sources, encoder: Encoder, progress: Progress | None) -> Change:
    """Put these articles in force, unless they are already. The caller holds the lock."""
    manifest, words = before.manifest, Words.from_folder(home / store.KB)
    Products.from_folder(home / store.KB, words)  # a file that cannot be read must stop this before anything changes
    if manifest and _is_as_wanted(home, manifest, after, encoder, words):
        folder = home / store.INDEX / manifest.generation
        store.tidy(home, manifest, (folder / store.ARTICLES).read_bytes(), (folder / store.PASSAGES).read_bytes())
        return _change(home, manifest, manifest, 0)
    copies = {name: store.fingerprint(source.data) for name, source in after.items()}
    store.refuse_overwriting(home, manifest.copies if manifest else {}, copies)
    known: Known = {}
    fitted: Mapping[str, Any] = {}
    if manifest:
        known = read_embedded(home / store.INDEX / manifest.generation / store.EMBEDDED, encoder.dimension)
        fitted = manifest.confidence if manifest.model_fingerprint == encoder.fingerprint else {}
    built = build_files(grouped(after.values()), home, encoder, words, known, progress)
    fields = {**built.fields, "confidence": confidence.fitted_here(fitted)}
    now = store.publish(home, fields, built.files)
    return _change(home, manifest, now, built.embedded)


def _change(home: Path, before: store.Manifest | None, now: store.Manifest, embedded: int) -> Change:
    """What lies between two states."""
    held = before.copies if before else {}
    removed = tuple(sorted(set(held) - set(now.copies)))
    return Change(
        added=tuple(sorted(set(now.copies) - set(held))),
        replaced=tuple(sorted(name for name, sha in now.copies.items() if held.get(name, sha) != sha)),
        removed=removed,
        articles=len(now.articles),
        passages=now.passages,
        embedded=embedded,
        written=now is not before,
        left=tuple(name for name in removed if (home / store.KB / name).exists()),
        model_before=before.model if before and before.model_fingerprint != now.model_fingerprint else "",
    )


def _is_as_wanted(home: Path, manifest: store.Manifest, after: Sources, encoder: Encoder, words: Words) -> bool:
    """Whether the generation in force is whole and already holds just these articles, made in just this way."""
    made_by = (manifest.model, manifest.model_fingerprint, manifest.dimension)
    if made_by != (encoder.name, encoder.fingerprint, encoder.dimension):
        return False
    if (manifest.words_fingerprint, manifest.built_by) != (words.fingerprint, built_by()):
        return False
    if manifest.confidence != confidence.fitted_here(manifest.confidence):
        return False
    held = {c.name: (a.sha256, c.original, c.sha256) for a in manifest.articles for c in a.copies}
    if held != {s.name: (store.fingerprint(s.data), s.original, s.sha256) for s in after.values()}:
        return False
    folder = home / store.INDEX / manifest.generation
    try:
        return not any(store.is_damaged(folder / name, told) for name, told in manifest.files.items())
    except OSError:
        return False


def _before(home: Path, needed: bool) -> _Before:
    """What the home holds. `needed`: its articles are to be kept, so that one that cannot be read is an error.

    Read under the lock, whatever was seen before it: another writer may have been there in between.
    """
    seen = _manifest_or_why_not(home)
    if isinstance(seen, MismatchError):
        older = store.older_articles(home) if needed else []
        return _Before({copy.name: _source(copy, text) for copy, text in older}, None)
    if isinstance(seen, KnowledgeBaseError):
        if needed:
            raise seen
        return _Before({}, None)
    try:
        return _Before(_sources_of(home, seen), seen)
    except HuabeiQAError:
        if needed:
            raise
        return _Before({}, seen)


def _manifest_or_why_not(home: Path) -> store.Manifest | KnowledgeBaseError:
    """A MismatchError: the home was built by a version with another schema."""
    try:
        return store.read_manifest(home)
    except KnowledgeBaseError as error:
        return error


def _sources_of(home: Path, manifest: store.Manifest) -> dict[str, Source]:
    """The articles of record; where the index is damaged, their copies in `kb/` if those are what was built in."""
    texts = None
    with contextlib.suppress(KnowledgeBaseError):
        texts = store.Texts(home / store.INDEX / manifest.generation / store.ARTICLES, manifest.articles)
    found = {}
    for held in manifest.articles:
        text = _text_of_record(home, held, texts)
        for copy in held.copies:
            found[copy.name] = _source(copy, text)
    return found


def _text_of_record(home: Path, held: store.Held, texts: store.Texts | None) -> str:
    with contextlib.suppress(KnowledgeBaseError):
        if texts:
            return texts.text(held.source)
    text = store.copied_text(home, held.copies, held.sha256)
    if text is not None:
        return text
    raise KnowledgeBaseError(
        f"The index of {home} is damaged where it holds {held.source}, and its copy is no longer what was built in. "
        f"{store.rebuild_from_sources(home)}"
    )


def _with_unread(collected: Collected, held: Sources) -> Sources:
    """What was collected, and what is held of files that could not be read this time: a bad read loses nothing."""
    unread = {articles.legible(Path(s.path).name) for s in collected.skipped}
    after = collected.sources()
    read = {source.text for source in after.values()}  # under whatever name: one file may have taken another's
    for name, source in held.items():
        if source.original in unread and source.text not in read:
            taken = {store.fold(known): known_as.text for known, known_as in after.items()}
            free = free_name(name, source.text, taken)
            after[free] = replace(source, name=free)
    return after


def _name_held(name: str, before: _Before, home: Path) -> str:
    """The name in `kb/` that is meant by it, or by the name of the file that was converted, if there is one such.

    What is so to the letter comes before what only some file system takes for the same.
    """
    held, plain = before.sources, name.removeprefix(f"{store.KB}/")
    plain = plain if plain in held else articles.legible(plain)  # as the shell completes the file's own name
    folded = store.fold(plain)  # macOS gives names decomposed
    meant = (
        [known for known in held if known == plain],
        [known for known, source in held.items() if source.original == plain],
        [known for known in held if store.fold(known) == folded],
        [known for known, source in held.items() if store.fold(source.original) == folded],
    )
    for names in meant:
        if len(names) == 1:
            return names[0]
    near = _asked_as(name, before.manifest) or difflib.get_close_matches(plain, held, n=_NEAR, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    raise ArticleError(
        f"There is no article {name} in this knowledge base. {hint}List them: huabei-qa list --home {quoted(home)}"
    )


def _asked_as(name: str, manifest: store.Manifest | None) -> list[str]:
    """The names of the articles that a question may name so, as by their title."""
    if not manifest:
        return []
    with contextlib.suppress(UsageError):
        sources = set(sources_named(name, listed(manifest)))
        return [copy.name for held in manifest.articles if held.source in sources for copy in held.copies][:_NEAR]
    return []


def _source(copy: store.Copy, text: str) -> Source:
    return Source(copy.name, text, copy.original, copy.sha256)
