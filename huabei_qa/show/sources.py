"""Where quotes stand: file, heading path, line and characters; by article where there are several."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

import click

from huabei_qa.errors import HuabeiQAError
from huabei_qa.records import Citation, Passage
from huabei_qa.show.layout import Layout, heading
from huabei_qa.text import line_starts, printable

SOURCES = "出处"


class Places:
    """Says where in a file a span is: its line, and its characters as the JSON counts them.

    A terminal is told the line alone, unless it is to show all.
    """

    def __init__(self, text_of: Callable[[str], str], layout: Layout) -> None:
        self._text_of = text_of
        self._brief = layout.columns is not None and not layout.full
        self._starts: dict[str, list[int]] = {}

    def __call__(self, source: str, start: int, end: int) -> str:
        """Such as `第3行,字符 130-204`; without the line where the article's text is gone."""
        number = bisect_right(self._lines(source), start)
        line = f"第{number}行" if number else ""
        if line and self._brief:
            return line
        return f"{line}{',' if line else ''}字符 {start}-{end}"

    def _lines(self, source: str) -> list[int]:
        """Where the lines of an article start."""
        if source not in self._starts:
            try:
                self._starts[source] = line_starts(self._text_of(source))
            except HuabeiQAError:  # the answer stands without line numbers
                self._starts[source] = []
        return self._starts[source]


def where(one: Citation | Passage, place: Places, path: Sequence[str] = ()) -> str:
    """A place on one line, its file first; `path` in place of the headings above it."""
    names = " › ".join(heading(name, one.source) for name in path or one.path or (one.document,))
    return f"{printable(one.source)} › {names} ({place(one.source, one.start, one.end)})"


def _headings(c: Citation) -> tuple[str, ...]:
    """The headings above a quote, and its own where none of them is that."""
    named = not c.label or any(name.endswith(c.label) for name in c.path)
    return c.path if named else (*(c.path or (c.document,)), c.label)


def sources(shown: Sequence[Citation], total: int, place: Places, layout: Layout) -> Iterator[str]:
    """The lines that tell where everything shown was said. `total` counts the citations of the whole answer."""
    yield click.style(f"{SOURCES}:", bold=True)
    articles = list(dict.fromkeys(c.source for c in shown))
    for article in articles:
        cited = [c for c in shown if c.source == article]
        if len(articles) > 1:
            yield from layout.lines(printable(f"{article} 《{cited[0].document}》"), "", "  ")
        for c in cited:
            number = f"  [{c.number}] " if len(articles) > 1 else f"[{c.number}] "
            said = _within(c, place) if len(articles) > 1 else where(c, place, _headings(c))
            yield from layout.styled(said, number, " " * len(number), dim=True)
    if len(shown) < total:
        yield from layout.styled(f"…还有 {total - len(shown)} 处 (--full 看全部)", fg="cyan")


def _within(c: Citation, place: Places) -> str:
    """A place below the line that names its article."""
    path = " › ".join(heading(name, c.source) for name in _headings(c) if name != c.document)
    at = place(c.source, c.start, c.end)
    return f"{path} ({at})" if path else at
