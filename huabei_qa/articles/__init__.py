"""Articles: a file becomes a `Document`, a tree over its text in which every node knows its place.

`load` makes a text of a file (`loading`, `encodings`, `html`, `pdf`, `word`). The steps to a tree stand in `parse`:
lines, chrome, tree, roles.
"""

from __future__ import annotations

from pathlib import Path

from huabei_qa.articles.body import title_of_settings
from huabei_qa.articles.chrome import without_chrome
from huabei_qa.articles.edited import with_edited_heads
from huabei_qa.articles.indents import nested
from huabei_qa.articles.lines import read_lines
from huabei_qa.articles.loading import RESERVED, SUFFIXES, Found, Loaded, discover, load, passed_over, read
from huabei_qa.articles.markdown import read_markdown
from huabei_qa.articles.naming import legible
from huabei_qa.articles.roles import assign
from huabei_qa.articles.rows import seen_together
from huabei_qa.articles.tree import build
from huabei_qa.records import Document
from huabei_qa.text import is_markdown, rejoined

__all__ = ["RESERVED", "SUFFIXES", "Found", "Loaded", "discover", "legible", "load", "parse", "passed_over", "read"]


def parse(text: str, source: str, name: str | None = None) -> Document:
    """The tree over `text`. Never fails: a text without any structure is one part of plain paragraphs.

    `source` is where the text is kept, relative to the knowledge base; `name` what to call it where it has no title.
    """
    markdown = is_markdown(source)
    said = read_markdown(text) if markdown else with_edited_heads(text, nested(text, read_lines(text)))
    lines = seen_together(text, without_chrome(text, said))
    named = title_of_settings(text)
    parts = tuple(assign(text, part, "" if i else named) for i, part in enumerate(build(text, lines, named)))
    title = (rejoined(parts[0].span.of(text)) if parts else "") or named
    return Document(title or name or Path(source).stem, source, text, parts)
