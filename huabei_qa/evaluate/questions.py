"""Questions files: JSON lines into judged questions, every line that cannot be read named by its number."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from huabei_qa import given
from huabei_qa.errors import UsageError
from huabei_qa.evaluate.judged import DIRECT, Answerable, Groups, JudgedQuestion, KnowledgeBaseLike, Place, Texts
from huabei_qa.question import checked, in_line

_WORDS = {
    "yes": Answerable.YES,
    "part": Answerable.PART,
    "partial": Answerable.PART,
    "no": Answerable.NO,
    True: Answerable.YES,
    False: Answerable.NO,
}
_FORMS = ("passages", "quotes", "lines", "spans")


def read_questions(file: str | os.PathLike[str] | Iterable[bytes | str], kb: KnowledgeBaseLike) -> list[JudgedQuestion]:
    """The judged questions of a file of JSON lines (a path, or its lines); docs/evaluating.md has the forms.

    Raises UsageError that names every line which cannot be read, and what to do about each: nothing is judged by
    halves.
    """
    articles = _Articles(kb)
    read: list[JudgedQuestion] = []
    wrong: list[str] = []
    for number, line in enumerate(_lines(file), 1):
        if not line.strip():
            continue
        try:
            read.append(_question(in_line(line), number, articles))
        except (UsageError, ValueError) as error:
            wrong.append(f"line {number}: {error}")
    if wrong:
        told = "\n  ".join(wrong)
        raise UsageError(
            f"{len(wrong)} of {len(wrong) + len(read)} questions cannot be read; none was judged.\n  {told}"
        )
    if not read:
        raise UsageError(
            'There is no question in the file. Write one a line, such as {"question": "…", "quotes": ["…"]}'
        )
    return read


def read_groups(path: str | os.PathLike[str], kb: KnowledgeBaseLike) -> Groups:
    """Lines that say the same: a JSON list of lists of line numbers, or an object with "groups", "children", "source".

    Raises UsageError for a file of another shape, and for lines of which no article is told.
    """
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8-sig"))
        data: dict[str, Any] = found if isinstance(found, dict) else {"groups": found}
        same = tuple(frozenset(int(n) for n in group) for group in data.get("groups", []))
        children = {int(h): frozenset(int(n) for n in under) for h, under in data.get("children", {}).items()}
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}). Check the path.") from error
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise UsageError(
            f"{path} is no file of groups ({error}). Write lists of line numbers: [[3, 40], [8, 30, 31]]"
        ) from error
    try:
        source = _Articles(kb).source(data.get("source"))
    except ValueError as error:
        form = '{"source": "NAME", "groups": [[3, 40], [8, 30, 31]]}'
        raise UsageError(f"The lines of {path} are of no article: {error}. Write {form}") from error
    return Groups(source, same, children)


class _Articles:
    """The articles and passages of a knowledge base, to look places up in."""

    def __init__(self, kb: KnowledgeBaseLike) -> None:
        self._kb = kb
        self._texts = Texts(kb)

    @cached_property
    def sources(self) -> list[str]:
        return sorted({p.source for p in self._kb.passages})

    @cached_property
    def _passages(self) -> dict[str, Place]:
        return {p.id: Place(p.source, p.start, p.end) for p in self._kb.passages}

    def text(self, source: str) -> str:
        return self._texts[source][0]

    def source(self, named: object) -> str:
        """The article of this name, with or without `kb/`; without a name the only one."""
        if named is None:
            if len(self.sources) == 1:
                return self.sources[0]
            raise ValueError(f'say which article is meant: add "source", one of {_list(self.sources)}')
        for source in self.sources:
            if named in (source, source.removeprefix("kb/")):
                return source
        raise ValueError(f'there is no article {named!r}; "source" must be one of {_list(self.sources)}')

    def passage(self, name: str) -> tuple[str, int, int]:
        if name not in self._passages:
            raise ValueError(f"there is no passage {name!r}; take the id from kb/passages.jsonl")
        place = self._passages[name]
        return place.source, place.start, place.end

    def quote(self, words: str, named: object) -> tuple[str, int, int]:
        if not words.strip():
            raise ValueError("a quote is empty; copy the words of the article that answer")
        sources = self.sources if named is None else [self.source(named)]
        found = [(source, at) for source in sources for at in _all(words, self.text(source))]
        if not found:
            raise ValueError(f"no article has the words {_short(words)}; copy them to the letter, within one line")
        if len(found) > 1:
            raise ValueError(
                f"the words {_short(words)} stand at {len(found)} places; "
                'quote more of it, or give "spans" (and "source") instead'
            )
        source, at = found[0]
        return source, at, at + len(words)

    def line(self, number: int, named: object) -> tuple[str, int, int]:
        source = self.source(named)
        text, starts = self._texts[source]
        if not 1 <= number <= len(starts):
            raise ValueError(f"{source} has no line {number}; its lines are 1 to {len(starts)}")
        return source, starts[number - 1], [*starts, len(text)][number]

    def span(self, start: int, end: int, named: object) -> tuple[str, int, int]:
        source = self.source(named)
        if not 0 <= start < end <= len(self.text(source)):
            raise ValueError(f"{source} has no span {start} to {end}; it has {len(self.text(source))} characters")
        return source, start, end


def _lines(file: object) -> Iterable[bytes | str]:
    if not isinstance(file, (str, bytes, os.PathLike)):
        return given.lines(file, "Questions")
    path = given.path(file)
    try:
        return path.read_bytes().splitlines()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}). Check the path.") from error


def _question(data: dict[str, Any], number: int, articles: _Articles) -> JudgedQuestion:
    checked(data["question"])
    said = _answerable(data)
    graded = dict(_places(data, articles))
    if said is Answerable.NO:
        if graded:
            raise ValueError("it is said to have no answer, and names what answers it; leave out one of the two")
        return JudgedQuestion(data["question"], said, number=number)
    if not graded:
        raise ValueError(
            'nothing says what answers it; add "quotes", "lines", "passages" or "spans", or "answerable": "no"'
        )
    supported = max(graded.values()) < DIRECT  # nothing answers directly: what supports is what is to be found
    places = tuple(Place(*at, DIRECT if supported else grade) for at, grade in sorted(graded.items()))
    return JudgedQuestion(
        question=data["question"],
        answerable=said or (Answerable.PART if supported else Answerable.YES),
        places=places,
        by_line=not any(data.get(form) for form in _FORMS if form != "lines"),
        number=number,
    )


def _answerable(data: Mapping[str, Any]) -> Answerable | None:
    """What the line says of it; None: nothing."""
    found = set()
    for key in ("answerable", "relevant"):
        value = data.get(key)
        if value is None:
            continue
        word = value.strip().lower() if isinstance(value, str) else value
        if not isinstance(word, (str, bool)) or word not in _WORDS:
            raise ValueError(f'"{key}" is {value!r}; it must be "yes", "part" or "no"')
        found.add(_WORDS[word])
    if len(found) > 1:
        raise ValueError('"answerable" and "relevant" contradict each other; leave out one of the two')
    return found.pop() if found else None


def _places(data: Mapping[str, Any], articles: _Articles) -> Iterator[tuple[tuple[str, int, int], int]]:
    """(source, start, end) and grade of everything that the line names."""
    named = data.get("source")
    for words, grade in _graded(data, "passages", str):
        yield articles.passage(words), grade
    for words, grade in _graded(data, "quotes", str):
        yield articles.quote(words, named), grade
    for number, grade in _graded(data, "lines", int):
        yield articles.line(number, named), grade
    for span in _items(data, "spans"):
        if not isinstance(span, list) or len(span) not in (2, 3) or not all(type(n) is int for n in span):
            raise ValueError(f'"spans" has {span!r}; write [start, end] or [start, end, grade], in characters')
        yield articles.span(span[0], span[1], named), _grade(span[2] if len(span) == 3 else DIRECT)


def _graded(data: Mapping[str, Any], form: str, kind: type[Any]) -> Iterator[tuple[Any, int]]:
    """The entries of a form, which is a list, or an object of entries and grades."""
    items = _items(data, form)
    for item in items:
        yield _entry(item, form, kind), _grade(items[item]) if isinstance(items, dict) else DIRECT


def _entry(item: object, form: str, kind: type[Any]) -> Any:
    """A text, or a number (in an object with grades the numbers are texts too)."""
    if isinstance(item, (str, kind)) and not isinstance(item, bool):
        try:
            return kind(item)
        except ValueError:
            pass
    raise ValueError(f'"{form}" has {item!r}, which is no {"line number" if kind is int else "text"}')


def _items(data: Mapping[str, Any], form: str) -> Any:
    value = data.get(form)
    if value is None:
        return []
    if not isinstance(value, list) and (form == "spans" or not isinstance(value, dict)):
        raise ValueError(f'"{form}" must be a list' + ("" if form == "spans" else ", or an object with grades"))
    return value


def _grade(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value in (1, DIRECT):
        return value
    raise ValueError(f"a grade is {value!r}; it must be 2 (answers directly) or 1 (supports)")


def _all(words: str, text: str) -> Iterator[int]:
    """Every offset at which the words stand, overlapping ones too."""
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return f"“{plain[:24]}…”" if len(plain) > 25 else f"“{plain}”"


def _list(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
