"""Writing so that a crash leaves the old bytes or the new ones, and only one writer at a time."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from huabei_qa.errors import KnowledgeBaseError
from huabei_qa.store.layout import INDEX, KB, LOCK

FRESH = ".new-"
"""Begins the names of files and folders that are still being written."""
_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.3)
"""Seconds between two tries at a rename that Windows refuses: a virus scanner is done within them."""


def fingerprint(data: bytes) -> str:
    """The hash by which articles and files are known again."""
    return hashlib.sha256(data).hexdigest()


@contextlib.contextmanager
def writing(home: Path) -> Iterator[None]:
    """Alone as the writer of a home. Raises KnowledgeBaseError if it cannot be written, or another one is writing.

    The lock is the operating system's: it falls with the process that holds it, however that ends.
    """
    from filelock import FileLock, Timeout

    try:
        (home / KB).mkdir(parents=True, exist_ok=True)
        (home / INDEX).mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(home / INDEX / LOCK))
        lock.acquire(timeout=0)
    except Timeout as error:
        raise KnowledgeBaseError(f"Another build is writing to {home}. Wait for it to end, then try again.") from error
    except OSError as error:
        raise KnowledgeBaseError(
            f"{home} cannot be written ({why(error)}). Choose another folder, or check its permissions."
        ) from error
    try:
        yield
    except OSError as error:
        raise KnowledgeBaseError(
            f"Writing to {home} failed ({why(error)}). What was there is unchanged. Make room, mend the disk or check "
            "the permissions, then try again."
        ) from error
    finally:
        lock.release()


def why(error: OSError) -> str:
    """What the system says, and of which file, where it names one."""
    said = error.strerror or str(error)
    return f"{said}: {error.filename}" if error.filename else said


def rewrite(path: Path, data: bytes) -> None:
    """Replace a file of a person's, as `write_atomically` does: the one that a link leads to, with its permissions."""
    real = Path(os.path.realpath(path))
    write_atomically(real, data, stat.S_IMODE(real.stat().st_mode) if real.is_file() else None)


def write_atomically(path: Path, data: bytes, mode: int | None = None) -> None:
    """Replace a file by one rename; a reader sees the old bytes or the new ones, and a power cut leaves either.

    `mode`: its permissions; None: as the umask says.
    """
    if path.is_file() and path.read_bytes() == data:
        return
    fresh = fresh_in(path.parent)
    try:
        write_durably(fresh, data, mode)
        rename(fresh, path)
        sync_folder(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(fresh)
        raise


def fresh_in(folder: Path) -> Path:
    """A name that nothing in a folder has. Unlike what `tempfile` makes, it is readable as the umask says."""
    return folder / f"{FRESH}{os.urandom(8).hex()}"


def rename(old: str | os.PathLike[str], new: str | os.PathLike[str]) -> None:
    """`os.replace`, tried for about a second on Windows, which refuses while anybody holds a file open.

    Elsewhere a refusal is for good: a folder that may not be written.
    """
    for pause in _PAUSES if os.name == "nt" else ():
        try:
            os.replace(old, new)
            return
        except PermissionError:
            time.sleep(pause)
    os.replace(old, new)


def write_durably(path: Path, data: bytes, mode: int | None = None) -> None:
    """Write a new file through to the disk. `mode`: its permissions; None: as the umask says."""
    at_first = 0o644 if mode is None else 0o600  # never more than it shall have in the end
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), at_first)
    try:
        if mode is not None:
            os.chmod(path, mode)
        _write(handle, data)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; Windows has no such call, and does without."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]
    os.fsync(handle)
