"""The copies in `kb/`: made and removed by us, never where a person has put or changed something.

`index/copies.json` is the ledger of what we have written there. A file is ours if it has the bytes of its entry; one
that was there already, such as an article built in from `kb/` itself, has none. The ledger is written before the
files, so that a writer that comes after a killed one knows what that one wrote.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

from huabei_qa.errors import KnowledgeBaseError, quoted
from huabei_qa.store.disk import fingerprint, write_atomically
from huabei_qa.store.layout import INDEX, KB, is_file_name

LEDGER = "copies.json"

Hashes = Mapping[str, str]
"""The sha256 of files in `kb/`, by name."""


def fold(name: str) -> str:
    """Equal for names that some file system takes for one."""
    return unicodedata.normalize("NFC", name).casefold()


def edited(home: Path, copies: Hashes) -> dict[str, str]:
    """Of these copies those that `kb/` does not have so: by name "missing", "older" (ours) or "edited"."""
    ours = _ledger(home)
    found = {}
    for name, sha in copies.items():
        there = _hash(home / KB / name)
        if there != sha:
            found[name] = "missing" if not there else "older" if there in ours.get(name, ()) else "edited"
    return found


def refuse_overwriting(home: Path, before: Hashes, after: Hashes) -> None:
    """Raises KnowledgeBaseError if a new text would replace a file in `kb/` that we did not write."""
    ours: dict[str, set[str]] = {}
    for known, hashes in _ledger(home).items():  # where a file system takes both names for one, the file is ours
        ours.setdefault(fold(known), set()).update(hashes)
    for name, sha in after.items():
        there = _hash(home / KB / name)
        if there not in ("", sha, *ours.get(fold(name), ())) and before.get(name) != sha:
            path = home / KB / name
            raise KnowledgeBaseError(
                f"{path} is not what huabei-qa wrote there, and would be overwritten. Take it in with: "
                f"huabei-qa add {quoted(path)} --home {quoted(home)}; or move it away, then try again."
            )


def bring_in_line(home: Path, copies: Hashes, data_of: Callable[[str], bytes]) -> None:
    """Make, replace and remove copies as the manifest in force has them; what a person has written stays."""
    ours = _ledger(home)
    there = {name: _hash(home / KB / name) for name in {*ours, *copies}}
    gone = sorted(name for name in set(ours) - set(copies) if there[name] in ours[name])
    # A file system may take a new name for one that goes: what is there under it is the file that goes.
    going = {(fold(name), there[name]) for name in gone}
    written = {
        name
        for name, sha in copies.items()
        if (fold(name), there[name]) in going or (there[name] != sha and there[name] in ("", *ours.get(name, ())))
    }
    _write_ledger(home, {n: ours.get(n, set()) | ({copies[n]} if n in written else set()) for n in there})
    for name in gone:  # before others are written, one of which may have its place
        (home / KB / name).unlink()
    for name in sorted(written):
        write_atomically(home / KB / name, data_of(name))
    kept = {name for name in copies if name in written or copies[name] in ours.get(name, ())}
    _write_ledger(home, {name: {copies[name]} for name in kept})


def _ledger(home: Path) -> dict[str, set[str]]:
    """For each name the hashes of what we have written there. A lost ledger makes nothing ours."""
    try:
        data = json.loads((home / INDEX / LEDGER).read_text(encoding="utf-8", errors="surrogatepass"))
        return {name: set(hashes) for name, hashes in data.items() if is_file_name(name)}
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        return {}


def _write_ledger(home: Path, ours: Mapping[str, set[str]]) -> None:
    entries = {name: sorted(hashes) for name, hashes in sorted(ours.items()) if hashes}
    path = home / INDEX / LEDGER
    if not entries:
        path.unlink(missing_ok=True)
        return
    data = json.dumps(entries, ensure_ascii=False, indent=1) + "\n"
    write_atomically(path, data.encode("utf-8", "surrogatepass"))


def _hash(path: Path) -> str:
    """Of a file; empty for none, and for what cannot be read (a folder, too) a word that no hash is."""
    try:
        return fingerprint(path.read_bytes())
    except FileNotFoundError:
        return ""
    except OSError:
        return "unreadable"
