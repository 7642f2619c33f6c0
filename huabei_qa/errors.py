"""What can go wrong, as one small tree.

HuabeiQAError
├── UsageError          the caller asked for something that cannot be
│   └── QuestionError   a question that is empty, or too long
├── ArticleError        a source that cannot be read as an article
├── KnowledgeBaseError  a folder that is not a knowledge base, or a damaged one
│   └── MismatchError   built with another model, dictionary or schema
└── ModelError          a model that cannot be loaded or run

Every message says what happened and what to do next. Errors of other libraries
are translated into one of these where they enter.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
from collections.abc import Iterator

_SPECIAL = re.compile(r"""[\s"'`$&|;<>()*?\[\]{}#!^%]|^[-~]""")
EMPTY_PATH = "The path is empty. For the working folder write a full stop."


def rebuild(home: str | os.PathLike[str] = "DIR") -> str:
    """What to do about an index that does not fit, or is damaged: the articles that it holds are enough to mend it."""
    return f"Build it again with: {build_command(home)}"


def build_command(home: str | os.PathLike[str], source: str = "") -> str:
    """The command that builds a home again: from the articles it holds, or from `source`."""
    return f"huabei-qa build {f'{source} ' if source else ''}--into {quoted(home)}"


def quoted(path: str | os.PathLike[str]) -> str:
    """A path as it must be typed into a shell, so that a command in a message can be copied."""
    text = os.fspath(path)
    if text and not _SPECIAL.search(text):
        return text
    return f'"{text}"' if os.name == "nt" else shlex.quote(text)


class HuabeiQAError(Exception):
    """Root of all errors that this library raises on purpose."""

    def __init__(self, what: str, remedy: str = "") -> None:
        """`remedy`, what to do next, stands apart where a finding of `check` tells it apart: no mark parts sentences
        surely, for a path may hold any.
        """
        super().__init__(f"{what}. {remedy}" if remedy else what)
        self.remedy = remedy

    @property
    def happened(self) -> str:
        """What the message says before the remedy, without its full stop."""
        return str(self).removesuffix(self.remedy).rstrip().removesuffix(".")


def first_line(error: BaseException) -> str:
    """What a foreign error says, for a message of ours: one line, without the full stop that ours brings."""
    said = str(error).strip() or type(error).__name__
    return said.splitlines()[0].rstrip(". ")


class UsageError(HuabeiQAError, ValueError):
    """The caller passed something that cannot be used."""


class QuestionError(UsageError):
    """The question is empty, or longer than a question can be."""


class ArticleError(HuabeiQAError):
    """A source file cannot be read as an article."""


class KnowledgeBaseError(HuabeiQAError):
    """A folder is not a knowledge base, or something in it is damaged."""


class MismatchError(KnowledgeBaseError):
    """An index was built with another model, dictionary or schema than it is opened with."""

    def __init__(self, what: str, expected: str, found: str, remedy: str) -> None:
        super().__init__(f"{what} does not match: expected {expected}, found {found}", remedy)
        self.what = what
        self.expected = expected
        self.found = found

    def __reduce__(self) -> tuple[type[MismatchError], tuple[str, str, str, str]]:
        """Exceptions are made again from their message alone, of which these four cannot be told."""
        return type(self), (self.what, self.expected, self.found, self.remedy)


class ModelError(HuabeiQAError):
    """A model cannot be found, loaded or run."""


@contextlib.contextmanager
def reading_shipped(path: os.PathLike[str]) -> Iterator[None]:
    """Whatever goes wrong while a shipped file or folder is read, as ModelError: only installing it anew mends it."""
    try:
        yield
    # ImportError stays: a package is missing, not a file. RuntimeError: what libraries in C++ raise.
    except (OSError, ValueError, LookupError, TypeError, AttributeError, EOFError, RuntimeError) as error:
        raise ModelError(f"{os.fspath(path)} is missing or damaged ({error!r})", "Reinstall huabei-qa.") from error
