"""Articles that a knowledge base holds, as they were built in: without a model, and apart from what only asks."""

from __future__ import annotations

from pathlib import Path

from huabei_qa import store
from huabei_qa.articles import Loaded
from huabei_qa.knowledge.documents import sources_named
from huabei_qa.knowledge.stored import listed


def read_held(home: Path, name: str | None) -> list[tuple[Path, Loaded]]:
    """The articles of this name (a title, a source, a file's name), each with its place in `kb/`; None for all.

    Raises UsageError for a name that no article has, KnowledgeBaseError for a folder that is none or is damaged.
    """
    root = store.locate(home)
    manifest = store.read_manifest(root)
    wanted = None if name is None else sources_named(name, listed(manifest))
    texts = store.Texts(root / store.INDEX / manifest.generation / store.ARTICLES, manifest.articles)
    return [
        (root / held.source, _loaded(held.copies[0], texts.text(held.source)))
        for held in manifest.articles
        if wanted is None or held.source in wanted
    ]


def _loaded(copy: store.Copy, text: str) -> Loaded:
    return Loaded(text, copy.name, copy.original, copy.sha256)
