"""Where things are kept: a home with `kb/` for people and `index/` for the machine.

    HOME/kb/            copies of the articles, passages.jsonl to review by eye, words.txt, synonyms.txt,
                        products.txt
    HOME/index/         manifest.json, which names the generation in force
    HOME/index/g-…/     one generation: articles.txt, passages.jsonl, vectors.faiss, terms/, same.json, words.json,
                        embedded.bin

A build writes a new generation beside the old one and then replaces manifest.json, which is one atomic rename:
whoever reads sees all of the old state or all of the new. The store moves bytes; it computes nothing from them.
"""

from __future__ import annotations

from huabei_qa.store.copies import edited, fold, refuse_overwriting
from huabei_qa.store.disk import FRESH, fingerprint, rewrite, writing
from huabei_qa.store.generations import (
    check_files,
    is_damaged,
    is_pending,
    leftovers,
    publish,
    read_pairs,
    recalibrate,
    tidy,
)
from huabei_qa.store.layout import (
    ARTICLES,
    EMBEDDED,
    INDEX,
    KB,
    MANIFEST,
    PASSAGES,
    SAME,
    TERMS,
    UNFINISHED,
    VECTORS,
    WORDS,
    locate,
    rebuild_from_sources,
)
from huabei_qa.store.manifest import (
    SCHEMA,
    Copy,
    Held,
    Manifest,
    Stamp,
    copied_text,
    older_articles,
    read_manifest,
    stamp,
)
from huabei_qa.store.texts import Texts

__all__ = [
    "ARTICLES",
    "EMBEDDED",
    "FRESH",
    "INDEX",
    "KB",
    "MANIFEST",
    "PASSAGES",
    "SAME",
    "SCHEMA",
    "TERMS",
    "UNFINISHED",
    "VECTORS",
    "WORDS",
    "Copy",
    "Held",
    "Manifest",
    "Stamp",
    "Texts",
    "check_files",
    "copied_text",
    "edited",
    "fingerprint",
    "fold",
    "is_damaged",
    "is_pending",
    "leftovers",
    "locate",
    "older_articles",
    "publish",
    "read_manifest",
    "read_pairs",
    "rebuild_from_sources",
    "recalibrate",
    "refuse_overwriting",
    "rewrite",
    "stamp",
    "tidy",
    "writing",
]
