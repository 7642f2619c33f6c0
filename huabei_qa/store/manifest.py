"""The manifest: what an index is, what it was built with, and which articles it holds."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from huabei_qa.errors import ArticleError, KnowledgeBaseError, MismatchError, build_command, quoted, rebuild
from huabei_qa.products import OWN as PRODUCTS
from huabei_qa.store.disk import fingerprint
from huabei_qa.store.layout import (
    ARTICLES,
    INDEX,
    KB,
    MANIFEST,
    PASSAGES,
    SAME,
    UNFINISHED,
    VECTORS,
    WORDS,
    is_file_name,
    rebuild_from_sources,
)

SCHEMA = 3


@dataclass(frozen=True, slots=True)
class Copy:
    """A name under which an article is kept in `kb/`, and the file that it came from."""

    name: str
    original: str
    """The name of that file."""
    sha256: str
    """Of the bytes of that file."""


@dataclass(frozen=True, slots=True)
class Held:
    """An article of the index."""

    source: str
    """What is cited: `kb/` and the first of its names."""
    name: str
    """Its title."""
    sha256: str
    """Of the text of record in UTF-8; the copies in `kb/` have the same bytes."""
    start: int
    """Where its bytes begin in the generation's `articles.txt`."""
    size: int
    """Bytes."""
    passages: int
    copies: tuple[Copy, ...]
    """Its names, sorted. More than one: several files with the same text."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index is and what it was built with."""

    generation: str
    model: str
    model_given: bool
    """The encoder was an object of the caller's, which no name loads."""
    model_fingerprint: str
    dimension: int
    words_fingerprint: str
    built_by: str
    """Of the code that reads, cuts and indexes: when it has changed, the next build does its work anew."""
    passages: int
    articles: tuple[Held, ...]
    """In the order of their rows."""
    files: dict[str, dict[str, Any]]
    """Bytes and sha256 of each file of the generation."""
    confidence: dict[str, Any] = field(default_factory=dict)
    schema: int = SCHEMA

    def to_bytes(self) -> bytes:
        """The file."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        return text.encode("utf-8", "surrogatepass")

    @property
    def copies(self) -> dict[str, str]:
        """The sha256 of each file that the index keeps in `kb/`, by its name there."""
        return {copy.name: held.sha256 for held in self.articles for copy in held.copies}


def read_manifest(home: Path) -> Manifest:
    """Raises KnowledgeBaseError where there is no knowledge base, MismatchError for another schema."""
    path, data = home / INDEX / MANIFEST, _load(home)
    if data.get("schema") != SCHEMA:
        raise MismatchError(f"The schema of {path}", str(SCHEMA), str(data.get("schema")), rebuild(home))
    try:
        data["articles"] = tuple(_held(entry) for entry in data["articles"])
        manifest = Manifest(**data)
        check(manifest)
        return manifest
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise KnowledgeBaseError(f"{path} is damaged ({error})", _rebuild(home)) from error


def check(manifest: Manifest) -> None:
    """Raises ValueError (or what another shape brings) unless all that is read of a manifest later is there."""
    of = manifest
    texts = [of.generation, of.model, of.model_fingerprint, of.words_fingerprint, of.built_by]
    counts = [of.dimension, of.passages]
    for held in of.articles:
        texts += [held.source, held.name, held.sha256]
        texts += [text for copy in held.copies for text in (copy.name, copy.original, copy.sha256)]
        counts += [held.start, held.size, held.passages]
    texts += [file["sha256"] for file in of.files.values()]
    counts += [file["bytes"] for file in of.files.values()]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("a name or a fingerprint is no text")
    if not all(isinstance(count, int) and count >= 0 for count in counts):
        raise ValueError("a count is none")
    if not isinstance(of.model_given, bool):
        raise ValueError("whether the model was given is not told")
    if missing := {ARTICLES, PASSAGES, SAME, VECTORS, WORDS} - set(of.files):
        raise ValueError(f"it tells of no {min(missing)}")
    of_readers = of.confidence.get("other_readers", [])
    fitted = [data for name, data in of.confidence.items() if name != "other_readers"]
    if not isinstance(of_readers, list) or not all(isinstance(data, dict) for data in [*fitted, *of_readers]):
        raise ValueError("a calibration is none")
    _check_articles(of)


def _check_articles(manifest: Manifest) -> None:
    """Raises ValueError unless names lead nowhere else, and the articles are all that the files hold."""
    names = [manifest.generation, *manifest.copies]
    sources = [f"{KB}/{held.copies[0].name}" for held in manifest.articles]
    if not all(map(is_file_name, names)) or sources != [held.source for held in manifest.articles]:
        raise ValueError("a name is none of a file in its folder")
    end = passages = 0
    for held in manifest.articles:
        if held.start != end:
            raise ValueError(f"{held.source} does not begin where the article before ends")
        end, passages = end + held.size, passages + held.passages
    if (end, passages) != (manifest.files[ARTICLES]["bytes"], manifest.passages):
        raise ValueError("it counts other texts or passages than it lists")


class Stamp(NamedTuple):
    """Tells whether what a knowledge base is opened from has been replaced: of each file time, number and size."""

    manifest: tuple[int, int, int]
    products: tuple[int, int, int]
    """Of `kb/products.txt`, which is read when opening and is no part of the index."""


def stamp(home: Path) -> Stamp:
    """Differs whenever one of the files was replaced, even by equal bytes; (0, 0, 0) for one that is not there."""
    return Stamp(_state(home / INDEX / MANIFEST), _state(home / KB / PRODUCTS))


def _state(path: Path) -> tuple[int, int, int]:
    try:
        state = path.stat()
    except OSError:
        return 0, 0, 0
    return state.st_mtime_ns, state.st_ino, state.st_size


def older_articles(home: Path) -> list[tuple[Copy, str]]:
    """What an index of another schema keeps in `kb/`, each copy with its text, as far as that is still there.

    Whatever the schema, a manifest names each article's source and the sha256 of its text; since the second the
    copies too, one for each name.
    """
    found = []
    try:
        for entry in _load(home).get("articles", ()):
            copies = _older_copies(entry)
            text = copied_text(home, copies, entry["sha256"])
            if text is None:
                raise KnowledgeBaseError(
                    f"{home / KB / copies[0].name} is no longer what was built in, and an index of another schema "
                    "cannot be asked for it",
                    rebuild_from_sources(home),
                )
            found += [(copy, text) for copy in copies]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KnowledgeBaseError(
            f"{home} was built by another version ({error})", rebuild_from_sources(home)
        ) from error
    return found


def copied_text(home: Path, copies: Sequence[Copy], sha256: str) -> str | None:
    """The text of an article by one of its copies in `kb/`; None: there is none, or all have been edited."""
    for copy in copies:
        with contextlib.suppress(OSError):
            data = (home / KB / copy.name).read_bytes()
            if fingerprint(data) == sha256:
                return data.decode("utf-8", "surrogatepass")
    return None


def _older_copies(entry: dict[str, Any]) -> list[Copy]:
    """Raises KeyError, or what another shape brings, for what is no article of any schema."""
    name = Path(entry["source"]).relative_to(KB).name
    copies = [Copy(c["name"], c["original"], c["sha256"]) for c in entry.get("copies", ())]
    if not all(is_file_name(copy.name) for copy in copies):
        raise ValueError("a name is none of a file in its folder")
    return copies or [Copy(name, name, entry["sha256"])]


def _load(home: Path) -> dict[str, Any]:
    path = home / INDEX / MANIFEST
    try:
        data = json.loads(path.read_text(encoding="utf-8", errors="surrogatepass"))
        if not isinstance(data, dict):
            raise ValueError("it is no JSON object")
        return data
    except FileNotFoundError as error:
        what = "is not a knowledge base" if home.is_dir() else "does not exist"
        remedy = f"Make one with: {build_command(home, 'SOURCE…')}"
        if any(home.glob(f"{INDEX}/{UNFINISHED}*")):
            what = "is not a knowledge base yet: its build has not ended"
            remedy = f"Run it again to go on where it was: {build_command(home, 'SOURCE…')}"
        raise KnowledgeBaseError(f"{home} {what}", remedy) from error
    except (NotADirectoryError, PermissionError) as error:
        raise KnowledgeBaseError(
            f"{home} cannot be read ({error.strerror})", "Check the path and its permissions."
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        raise KnowledgeBaseError(f"{path} is damaged ({error})", _rebuild(home)) from error


def _rebuild(home: Path) -> str:
    """What to do where a manifest cannot be read: its articles mostly lie in `kb/` still."""
    from huabei_qa.articles import discover  # no question should wait for it

    with contextlib.suppress(ArticleError):
        if (home / KB).is_dir() and discover([home / KB], home):
            return f"Build it again with: {build_command(home, quoted(home / KB))}"
    return rebuild_from_sources(home)


def _held(entry: dict[str, Any]) -> Held:
    return Held(**{**entry, "copies": tuple(Copy(**copy) for copy in entry["copies"])})
