"""Generations: the folders of an index, written whole beside the one in force, then put in force by one rename."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from huabei_qa.errors import KnowledgeBaseError, build_command, rebuild
from huabei_qa.store.copies import bring_in_line
from huabei_qa.store.disk import (
    FRESH,
    fingerprint,
    fresh_in,
    rename,
    sync_folder,
    why,
    write_atomically,
    write_durably,
    writing,
)
from huabei_qa.store.layout import ARTICLES, EMBEDDED, INDEX, KB, MANIFEST, PASSAGES, PENDING, UNFINISHED
from huabei_qa.store.manifest import Held, Manifest, check, read_manifest

_HASHED_UP_TO = 4_000_000  # bytes; larger files are checked by size when opening


def check_files(home: Path, manifest: Manifest) -> Path:
    """The folder of the generation in force. Raises KnowledgeBaseError if a file of it is missing or is another."""
    folder = home / INDEX / manifest.generation
    for name, expected in manifest.files.items():
        path = folder / name
        try:
            damaged = name != EMBEDDED and is_damaged(path, expected, _HASHED_UP_TO)
        except OSError as error:
            raise KnowledgeBaseError(f"{path} cannot be read ({error.strerror})", rebuild(home)) from error
        if damaged:
            raise KnowledgeBaseError(f"{path} is damaged or was replaced: it is not what was built", rebuild(home))
    return folder


def is_damaged(path: Path, expected: Mapping[str, Any], hashed_up_to: float = float("inf")) -> bool:
    """Whether a file is not what the manifest says; larger ones than `hashed_up_to` (bytes) are told by their size."""
    size = path.stat().st_size
    if size != expected["bytes"]:
        return True
    return size <= hashed_up_to and fingerprint(path.read_bytes()) != expected["sha256"]


def read_pairs(path: Path) -> list[tuple[int, int]]:
    """Rows that say the same. Raises KnowledgeBaseError for a damaged file."""
    try:
        return [(int(i), int(j)) for i, j in json.loads(path.read_text(encoding="ascii"))]
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise KnowledgeBaseError(f"{path} is damaged ({error})", rebuild(path.parents[2])) from error


def publish(home: Path, fields: Mapping[str, Any], files: Mapping[str, bytes]) -> Manifest:
    """Write a generation of these files, then make it the one in force. The caller holds `writing`.

    The generation before goes at once: what was removed must not lie on the disk any longer, and a reader that was
    about to open it sees that the manifest was replaced. Raises ValueError for fields that no reader would take.
    """
    described = {name: {"bytes": len(data), "sha256": fingerprint(data)} for name, data in sorted(files.items())}
    generation = _generation(home / INDEX, _name(described, fields), files)
    manifest = Manifest(generation=generation, files=described, **fields)
    check(manifest)
    write_atomically(home / INDEX / PENDING, b"")
    with _told_what_is_in_force(home, manifest):
        write_atomically(home / INDEX / MANIFEST, manifest.to_bytes())
        tidy(home, manifest, files[ARTICLES], files[PASSAGES])
    return manifest


def recalibrate(home: Path, generation: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Replace the calibrations of the generation in force by what `change` makes of them, by one rename.

    Raises KnowledgeBaseError if another generation is in force by now, or the home cannot be written.
    """
    with writing(home):
        manifest = read_manifest(home)
        if manifest.generation != generation:
            raise KnowledgeBaseError(f"{home} was built again while it was being judged. Judge it again.")
        changed = replace(manifest, confidence=change(manifest.confidence))
        write_atomically(home / INDEX / MANIFEST, changed.to_bytes())


def tidy(home: Path, manifest: Manifest, texts: bytes, passages: bytes) -> None:
    """Bring `kb/` in line with the generation in force, and remove whatever else builds have left in `index/`."""
    of_name: dict[str, Held] = {copy.name: held for held in manifest.articles for copy in held.copies}

    def data_of(name: str) -> bytes:
        held = of_name[name]
        return texts[held.start : held.start + held.size]

    for path in leftovers(home, manifest.generation):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)  # one that is still held open stays until the next write (Windows)
        else:
            path.unlink(missing_ok=True)
    bring_in_line(home, manifest.copies, data_of)
    write_atomically(home / KB / PASSAGES, passages)
    (home / INDEX / PENDING).unlink(missing_ok=True)


def leftovers(home: Path, generation: str) -> list[Path]:
    """Older generations, and what interrupted writers left."""
    found = [p for p in (home / INDEX).iterdir() if p.name.startswith((FRESH, UNFINISHED))]
    found += [p for p in (home / KB).iterdir() if p.name.startswith(FRESH)] if (home / KB).is_dir() else []
    found += [p for p in (home / INDEX).iterdir() if p.is_dir() and p.name.startswith("g-") and p.name != generation]
    return sorted(found)


def is_pending(home: Path) -> bool:
    """Whether a writer was interrupted at the switch: the copies in `kb/` may not be in line yet."""
    return (home / INDEX / PENDING).exists()


def _name(described: Mapping[str, Any], fields: Mapping[str, Any]) -> str:
    told = {key: value for key, value in fields.items() if key not in ("articles", "built_by", "confidence")}
    told["articles"] = [asdict(held) for held in fields["articles"]]
    data = json.dumps([described, told], sort_keys=True, ensure_ascii=False)
    return "g-" + fingerprint(data.encode("utf-8", "surrogatepass"))[:12]


def _generation(index: Path, name: str, files: Mapping[str, bytes]) -> str:
    """The name of a folder that holds just these files, written if there is none yet.

    A damaged folder of the name is not touched, for it may be in force: the new one gets a number.
    """
    number, free = 1, name
    while (index / free).exists():
        if _is_whole(index / free, files):
            return free
        number += 1
        free = f"{name}-{number}"
    fresh = fresh_in(index)
    try:
        fresh.mkdir()
        _fill(fresh, files)
        rename(fresh, index / free)
        sync_folder(index)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return free


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_durably(folder / name, data)
    for inside in {(folder / name).parent for name in files} | {folder}:
        sync_folder(inside)


def _is_whole(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether a generation that is there already holds just these bytes."""
    return all((folder / name).is_file() and (folder / name).read_bytes() == data for name, data in files.items())


@contextlib.contextmanager
def _told_what_is_in_force(home: Path, manifest: Manifest) -> Iterator[None]:
    """An OSError that comes after the switch, if only from making it durable, must not say that nothing changed."""
    try:
        yield
    except OSError as error:
        if (home / INDEX / MANIFEST).read_bytes() != manifest.to_bytes():
            raise
        raise KnowledgeBaseError(
            f"The new state of {home} is in force, but its kb/ could not be brought in line ({why(error)}). "
            f"Finish with: {build_command(home)}"
        ) from error
