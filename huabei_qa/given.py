"""What callers pass, as what it should be: a wrong type is told where it comes in, with what to pass instead."""

from __future__ import annotations

import operator
import os
from pathlib import Path
from typing import TypeVar

from huabei_qa.errors import EMPTY_PATH, UsageError

_Kind = TypeVar("_Kind")


def path(given: object) -> Path:
    """With ~ as a home folder; ~nobody stays as it is, where `Path.expanduser` raises.

    An empty text is a variable without value, not the folder `.`.
    """
    try:
        named = os.path.expanduser(os.fsdecode(given))  # type: ignore[arg-type]
    except TypeError as error:
        raise _wrong(given, "A path", 'a text or a Path: "my-kb"') from error
    if not named:
        raise UsageError(EMPTY_PATH)
    if "\0" in named:  # which no system has in a name, and Python tells as a ValueError, deep down
        raise _wrong(given, "A path", "one without a NUL in it")
    return Path(named)


def paths(given: object) -> list[Path]:
    """A single path, too, which as a sequence would be its letters."""
    return [path(one) for one in _several(given, "Sources", 'a list of paths: ["article.txt"]')]


def texts(given: object, what: str) -> list[str]:
    """A single text, too, and paths, which name files as well."""
    wanted = 'a list of texts: ["article.txt"]'
    several = [os.fspath(one) if isinstance(one, os.PathLike) else one for one in _several(given, what, wanted)]
    return [text(one, what, wanted) for one in several]


def lines(given: object, what: str) -> list[str | bytes]:
    """The lines of a file, as texts or as bytes."""
    return all_of((str, bytes), given, what, 'a path, or a list of lines: "questions.jsonl"')


def all_of(kinds: tuple[type[_Kind], ...], given: object, what: str, wanted: str) -> list[_Kind]:
    """Several things, each of one of these kinds."""
    several = _several(given, what, wanted)
    for one in several:
        if not isinstance(one, kinds):
            raise _wrong(one, what, wanted)
    return several  # type: ignore[return-value]


def model(given: object) -> str:
    """The name of a model, or its folder."""
    named = os.fspath(given) if isinstance(given, os.PathLike) else given
    return text(named, "The name of a model", 'a text: "BAAI/bge-small-zh-v1.5"')


def text(given: object, what: str, wanted: str) -> str:
    """A text. `what` it is, and what is `wanted`, as a message says it."""
    if not isinstance(given, str):
        raise _wrong(given, what, wanted)
    return given


def count(given: object, what: str, least: int = 0) -> int:
    """A whole number, of numpy too."""
    try:
        number = operator.index(given)  # type: ignore[arg-type]
    except TypeError as error:
        raise _wrong(given, what, "a whole number: 10") from error
    if number < least:
        raise _wrong(given, what, f"a whole number, at least {least}")
    return number


def _several(given: object, what: str, wanted: str) -> list[object]:
    if isinstance(given, str | bytes | os.PathLike):
        return [given]
    try:
        return list(given)  # type: ignore[call-overload, no-any-return]
    except TypeError as error:
        raise _wrong(given, what, wanted) from error


def _wrong(given: object, what: str, wanted: str) -> UsageError:
    shown = repr(given)
    return UsageError(f"{what} cannot be {shown if len(shown) <= 40 else type(given).__name__}. Pass {wanted}.")
