"""What of a file is its text: neither front matter nor comments."""

from __future__ import annotations

import re

from huabei_qa.records import Span
from huabei_qa.text import lines, trimmed

_FRONT_MATTER = re.compile(r"\s|[\w-]+:(\s|$)|-\s|#")
_COMMENTS = re.compile(r"(?:<!--(?:(?!-->).)*-->\s*)+")


def body_lines(text: str) -> list[Span]:
    """Lines behind the front matter (`---` … `---` at the very top, settings only between), or all lines."""
    every = list(lines(text))
    if every and every[0].of(text) == "---":
        for i, span in enumerate(every[1:60], 1):
            if span.of(text) == "---":
                return every[i + 1 :]
            if not _is_setting(text, span):
                break
    return every


def _is_setting(text: str, span: Span) -> bool:
    """Whether a line of front matter is `key: value`, an entry of a list, a comment, or indented."""
    indented = text[span.start - 1] in " \t"
    return indented or _FRONT_MATTER.match(text, span.start, span.end) is not None


def without_comments(text: str, span: Span) -> Span:
    """The line without the HTML comments before and behind its words."""
    start, end = span.start, span.end
    for found in _COMMENTS.finditer(text, start, end):
        if found.start() == start:
            start = found.end()
        elif found.end() == end:
            end = found.start()
    return trimmed(text, start, max(start, end))
