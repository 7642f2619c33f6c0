"""What of a file is its text: neither front matter nor comments."""

from __future__ import annotations

import re

from huabei_qa.records import Span
from huabei_qa.text import lines, trimmed

_TITLE = re.compile(r"""(?<=[\r\n])title:[ \t]*(["']?)([^\r\n]{1,120}?)\1[ \t]*(?![^\r\n])""")
_FRONT_MATTER = re.compile(r"\s|[\w-]+:(\s|$)|-\s|#")


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


def title_of_settings(text: str) -> str:
    """What `title:` of the front matter says; empty where there is none."""
    body = body_lines(text)
    top = text[: body[0].start] if body else text
    found = _TITLE.search(top) if top.lstrip("\ufeff \r\n").startswith("---") else None
    return found.group(2).strip() if found else ""


def _is_setting(text: str, span: Span) -> bool:
    """Whether a line of front matter is `key: value`, an entry of a list, a comment, or indented."""
    indented = text[span.start - 1] in " \t"
    return indented or _FRONT_MATTER.match(text, span.start, span.end) is not None


def without_comments(text: str, span: Span) -> Span:
    """The line without the HTML comments before and behind its words."""
    start, end = span.start, span.end
    while text.startswith("<!--", start, end) and (closes := text.find("-->", start + 4, end)) >= 0:
        start = trimmed(text, closes + 3, end).start
    while text.endswith("-->", start, end) and (opens := text.rfind("<!--", start, end - 3)) >= 0:
        if text.find("-->", opens + 4, end) != end - 3:
            break
        end = trimmed(text, start, opens).end
    return trimmed(text, start, max(start, end))
