"""Answers and hits on a terminal: what is answered first, sources last; colour only where the terminal takes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import click

from huabei_qa.errors import HuabeiQAError
from huabei_qa.records import Answer, Hit, Status

_MARK = re.compile(r"((?:\[\d+\])+)")
_SOURCES = "出处"
_CONFIDENCE = "把握"


def terminal_answer(answer: Answer, text_of: Callable[[str], str]) -> str:
    """The answer, then each source with file, heading path and place. `text_of` gives an article's stored text."""
    lines = [_coloured(answer)]
    if answer.citations:
        lines += ["", click.style(f"{_SOURCES}:", bold=True)]
        place = _Places(text_of)
        for c in answer.citations:
            path = " › ".join(c.path) if c.path else c.document
            lines.append(click.style(f"[{c.number}] {c.source} › {path} ({place(c.source, c.start, c.end)})", dim=True))
    lines += ["", click.style(f"{_CONFIDENCE}: {answer.confidence:.0%}", dim=True)]
    return "\n".join(lines)


def terminal_hits(hits: Sequence[Hit], text_of: Callable[[str], str]) -> str:
    """Passages with their scores, sources and places, best first."""
    place = _Places(text_of)
    lines = []
    for number, hit in enumerate(hits, 1):
        p = hit.passage
        path = " › ".join(p.path) if p.path else p.document
        where = f"{p.source} › {path} ({place(p.source, p.start, p.end)})"
        lines += [f"{number}. {' '.join(p.text.split())}", click.style(f"   {hit.score:.2f}  {where}", dim=True)]
    return "\n".join(lines)


def _coloured(answer: Answer) -> str:
    if answer.status is Status.NOT_FOUND:
        first, _, rest = answer.text.partition("\n")
        return "\n".join([click.style(first, fg="yellow"), rest]).rstrip()
    return _MARK.sub(lambda found: click.style(found.group(1), fg="cyan"), answer.text)


class _Places:
    """Says where in a file a span is: its line, and its characters as the JSON counts them."""

    def __init__(self, text_of: Callable[[str], str]) -> None:
        self._text_of = text_of
        self._texts: dict[str, str | None] = {}

    def __call__(self, source: str, start: int, end: int) -> str:
        text = self._text(source)
        line = f"第{text.count(chr(10), 0, start) + 1}行," if text is not None else ""
        return f"{line}字符 {start}-{end}"

    def _text(self, source: str) -> str | None:
        if source not in self._texts:
            try:
                self._texts[source] = self._text_of(source)
            except HuabeiQAError:  # the answer stands without line numbers
                self._texts[source] = None
        return self._texts[source]
