"""Where things are kept: a home with `kb/` for people and `index/` for the machine.

    HOME/kb/            articles as they came, passages.jsonl to review by eye, words.txt, synonyms.txt
    HOME/index/         manifest.json, which names the generation in force
    HOME/index/g-…/     one generation: the articles as built, passages.jsonl, vectors.faiss, terms/, same.json

A build writes a new generation beside the old one and then replaces manifest.json, which is one atomic rename:
whoever reads sees all of the old state or all of the new. The store moves bytes; it computes nothing from them.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from huabei_qa.errors import KnowledgeBaseError, MismatchError

SCHEMA = 1
KB, INDEX = "kb", "index"
MANIFEST = "manifest.json"
PASSAGES, VECTORS, TERMS, SAME = "passages.jsonl", "vectors.faiss", "terms", "same.json"
ARTICLES = "articles"
RESERVED = frozenset({PASSAGES, "words.txt", "synonyms.txt"})
"""Files of `kb/` that are no articles."""
_HASHED_UP_TO = 4_000_000  # bytes; larger files are checked by size when opening


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index is and what it was built with."""

    generation: str
    model: str
    model_fingerprint: str
    dimension: int
    words_fingerprint: str
    passages: int
    articles: tuple[dict[str, Any], ...]
    """Each with source, name, sha256 and number of passages."""
    files: dict[str, dict[str, Any]]
    """Bytes and sha256 of each file of the generation."""
    confidence: dict[str, Any] = field(default_factory=dict)
    schema: int = SCHEMA


def locate(home: str | os.PathLike[str] | None) -> Path:
    """The home to use: the given folder, or the shipped knowledge base (in the wheel, or in a source checkout)."""
    if home is not None:
        return Path(home).expanduser()
    package = Path(__file__).resolve().parent
    inside = package / "home"
    return inside if (inside / INDEX).is_dir() else package.parent


def read_manifest(home: Path) -> Manifest:
    """Raises KnowledgeBaseError where there is no knowledge base, MismatchError for another schema."""
    path = home / INDEX / MANIFEST
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(data, dict):
            raise ValueError("it is no JSON object")
    except FileNotFoundError as error:
        what = "is not a knowledge base" if home.is_dir() else "does not exist"
        raise KnowledgeBaseError(f"{home} {what}. Make one with: huabei-qa build SOURCE… --into {home}") from error
    except (NotADirectoryError, PermissionError) as error:
        raise KnowledgeBaseError(
            f"{home} cannot be read ({error.strerror}). Check the path and its permissions."
        ) from error
    except (OSError, ValueError) as error:
        raise KnowledgeBaseError(f"{path} is damaged ({error}). {rebuild(home)}") from error
    if data.get("schema") != SCHEMA:
        raise MismatchError(f"The schema of {path}", str(SCHEMA), str(data.get("schema")), rebuild(home))
    try:
        data["articles"] = tuple(data["articles"])
        return Manifest(**data)
    except (KeyError, TypeError) as error:
        raise KnowledgeBaseError(f"{path} is damaged ({error}). {rebuild(home)}") from error


def check_files(home: Path, manifest: Manifest) -> Path:
    """The folder of the generation in force. Raises KnowledgeBaseError if a file of it is missing or is another."""
    folder = home / INDEX / manifest.generation
    for name, expected in manifest.files.items():
        path = folder / name
        try:
            size = path.stat().st_size
            same = size == expected["bytes"] and (
                size > _HASHED_UP_TO or _sha256(path.read_bytes()) == expected["sha256"]
            )
        except OSError as error:
            raise KnowledgeBaseError(f"{path} cannot be read ({error.strerror}). {rebuild(home)}") from error
        if not same:
            raise KnowledgeBaseError(f"{path} is damaged or was replaced: it is not what was built. {rebuild(home)}")
    return folder


def read_pairs(path: Path) -> list[tuple[int, int]]:
    """Rows that say the same. Raises KnowledgeBaseError for a damaged file."""
    try:
        return [(int(i), int(j)) for i, j in json.loads(path.read_text(encoding="ascii"))]
    except (OSError, ValueError, TypeError) as error:
        raise KnowledgeBaseError(f"{path} is damaged ({error}). {rebuild(path.parent.parent.parent)}") from error


def rebuild(home: Path) -> str:
    """What to do about a damaged index."""
    return f"Build it again with: huabei-qa build SOURCE… --into {home}"


@contextlib.contextmanager
def writing(home: Path, remedy: str = "Choose another folder with --into.") -> Iterator[None]:
    """Alone as the writer of a home. Raises KnowledgeBaseError if it cannot be written, or another one is writing.

    `remedy` is what to do where it cannot be written.
    """
    from filelock import FileLock, Timeout

    try:
        (home / KB).mkdir(parents=True, exist_ok=True)
        (home / INDEX).mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(home / INDEX / ".lock"))
        lock.acquire(timeout=0)
    except Timeout as error:
        raise KnowledgeBaseError(f"Another build is writing to {home}. Wait for it to end, then try again.") from error
    except OSError as error:
        raise KnowledgeBaseError(f"{home} cannot be written ({error.strerror}). {remedy}") from error
    try:
        yield
    except OSError as error:
        raise KnowledgeBaseError(
            f"Writing to {home} failed ({error.strerror}). What was there is unchanged."
        ) from error
    finally:
        lock.release()


def publish(home: Path, fields: Mapping[str, Any], files: Mapping[str, bytes]) -> Manifest:
    """Write a generation of these files, then make it the one in force. The caller holds `writing`."""
    described = {name: {"bytes": len(data), "sha256": _sha256(data)} for name, data in sorted(files.items())}
    generation = "g-" + _sha256(json.dumps([described, fields], sort_keys=True, ensure_ascii=False).encode())[:12]
    manifest = Manifest(generation=generation, files=described, **fields)
    folder = home / INDEX / generation
    if not (folder.is_dir() and _is_whole(folder, files)):
        _write_generation(folder, files)
    before = _generation_in_force(home)
    _put_in_force(home, manifest)
    for name in files:
        if name.startswith(f"{ARTICLES}/"):
            write_atomically(home / KB / name.removeprefix(f"{ARTICLES}/"), files[name])
    write_atomically(home / KB / PASSAGES, files[PASSAGES])
    _drop_others(home / INDEX, {generation, before})
    return manifest


def recalibrate(home: Path, generation: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Replace the calibrations of the generation in force by what `change` makes of them, by one rename.

    Raises KnowledgeBaseError if another generation is in force by now, or the home cannot be written.
    """
    with writing(home, "Check its permissions."):
        manifest = read_manifest(home)
        if manifest.generation != generation:
            raise KnowledgeBaseError(f"{home} was built again while it was being judged. Judge it again.")
        _put_in_force(home, replace(manifest, confidence=change(manifest.confidence)))


def calibrations(home: Path, model_fingerprint: str) -> dict[str, Any]:
    """The calibrations in force, if there are any for this encoder."""
    try:
        manifest = read_manifest(home)
    except KnowledgeBaseError:
        return {}
    return manifest.confidence if manifest.model_fingerprint == model_fingerprint else {}


def _put_in_force(home: Path, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_atomically(home / INDEX / MANIFEST, text.encode("utf-8"))


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file by one rename; a reader sees the old bytes or the new ones."""
    if path.is_file() and path.read_bytes() == data:
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _write_generation(folder: Path, files: Mapping[str, bytes]) -> None:
    fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".new-"))
    try:
        for name, data in files.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(data)
        os.chmod(fresh, 0o755)
        if folder.is_dir():  # a damaged one of the same name
            shutil.rmtree(folder)
        os.replace(fresh, folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _is_whole(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether a generation that is there already holds just these bytes."""
    return all((folder / name).is_file() and (folder / name).read_bytes() == data for name, data in files.items())


def _generation_in_force(home: Path) -> str:
    try:
        return read_manifest(home).generation
    except KnowledgeBaseError:
        return ""


def _drop_others(index: Path, kept: set[str]) -> None:
    """Remove older generations and what a killed build left; one that is still held open may stay (Windows).

    The generation before the one in force stays too: a reader may be about to open it.
    """
    for folder in index.iterdir():
        if folder.is_dir() and folder.name not in kept and folder.name.startswith(("g-", ".new-")):
            shutil.rmtree(folder, ignore_errors=True)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def differs(path: Path, text: str) -> bool:
    """Whether a file is there and holds another text."""
    return path.is_file() and path.read_bytes() != text.encode("utf-8", "surrogatepass")


def fingerprint(data: bytes) -> str:
    """The hash by which articles are known again."""
    return _sha256(data)
