"""PDF: lines by their place on the page become headings and paragraphs again.

A PDF knows glyphs and places only. A line that reaches the right edge goes on in the next one, unless that begins a
paragraph of its own (indent, numbering, another size, a gap); letters larger than most are headings; what stands on
top or at the bottom of page after page, and page numbers, belong to the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from threading import Lock
from typing import TYPE_CHECKING

from huabei_qa.articles.html.markdown import WIDE, Written, write
from huabei_qa.articles.word import titled
from huabei_qa.errors import ArticleError
from huabei_qa.text import has_words

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

_SPACED = re.compile(rf"(?<=[{WIDE}]) (?=[{WIDE}])")
_MARKER = re.compile(
    r"\d{1,3}\s*([、．)）]|\.(?!\d))|[一二三四五六七八九十]{1,3}\s*[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|[①-⑳]"
    r"|第[一二三四五六七八九十百\d]{1,4}[步条章节点]|[-•●○◆■▪·]\s*\S|(问|答|问题|Q|A)\d*\s*[:：]"
)
_PAGE_NUMBER = re.compile(
    r"[-—–·\s]*第?\s*\d{1,4}\s*页?\s*([/\uff0f,，共]+\s*\d{1,4}\s*页?)?[-—–·\s]*|page \d+( of \d+)?", re.I
)
_EDGE = 0.12
"""Share of a page's height, on top and at the bottom, in which running heads stand."""
_INCH = 72
"""In points. Columns of text are farther apart, indents are not as wide."""
_SHORTEST_COLUMN = 14
"""Letters of a line that can be a full one of a column of text, rather than an entry of a list."""
_LARGER = 1.15
"""A line of letters this much higher than most is a heading."""
_LONGEST_HEADING = 60
_ONE_AT_A_TIME = Lock()  # PDFium is not made for several threads


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page, in points from the lower left corner."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    """Height of its letters."""
    page: int


def pdf_to_markdown(data: bytes, name: str) -> str:
    """The text of a PDF as Markdown.

    Raises ArticleError if it is damaged, protected, only pictures of text, or if pypdfium2 is missing.
    """
    try:
        import pypdfium2
    except ImportError as error:
        raise ArticleError(f"{name} is a PDF. To read it: pip install 'huabei-qa[documents]'") from error
    try:
        with _ONE_AT_A_TIME, pypdfium2.PdfDocument(data) as document:
            pages = _pages(document)
    except pypdfium2.PdfiumError as error:
        raise ArticleError(
            f"{name} cannot be read as a PDF ({error}). If it is protected by a password, save it without one."
        ) from error
    blocks = to_blocks([lines for lines, _ in pages], [height for _, height in pages], Path(name).stem)
    if not has_words("".join(b.text for b in blocks)):
        raise ArticleError(
            f"{name} holds no text, only pictures of it, as scans do. Have its text recognised (OCR), and build "
            "from that."
        )
    return write(blocks)


def to_blocks(pages: Sequence[list[PageLine]], heights: Sequence[float], name: str) -> list[Written]:
    """Headings and paragraphs of lines in reading order. `name` is for a document of equal headings without a title."""
    lines = [line for page in _without_running_heads(pages, heights) for line in page]
    if not lines:
        return []
    body = _usual([line.size for line in lines for _ in range(len(line.text))])
    sizes = sorted({_rounded(h.size) for h in lines if _is_heading(h, body)}, reverse=True)
    blocks: list[Written] = []
    for paragraph in _paragraphs(lines, body):
        text = _joined(paragraph)
        if has_words(text):
            heading = _is_heading(paragraph[0], body)
            blocks.append(Written(text, min(sizes.index(_rounded(paragraph[0].size)) + 1, 6) if heading else 0))
    return titled(blocks, name, known=False)


def _pages(document: PdfDocument) -> list[tuple[list[PageLine], float]]:
    found = []
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        found.append((list(_lines(text, number)), page.get_height()))
        text.close()
        page.close()
    return found


def _lines(page: PdfTextPage, number: int) -> Iterator[PageLine]:
    """The lines of a page as PDFium finds them, in the order of the file; it separates them by line ends."""
    from pypdfium2.raw import FPDFText_GetUnicode

    letters: list[tuple[str, tuple[float, float, float, float]]] = []
    for i in range(page.count_chars()):
        letter = chr(FPDFText_GetUnicode(page.raw, i) or 0xFFFD)
        if letter not in "\r\n":
            letters.append((letter, page.get_charbox(i, loose=True)))
        elif letters:
            yield from _line(letters, number)
            letters = []
    yield from _line(letters, number)


def _line(letters: list[tuple[str, tuple[float, float, float, float]]], number: int) -> Iterator[PageLine]:
    written = "".join(letter for letter, _ in letters)
    text = written.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # PDFium gives halves
    text = " ".join(text.replace("\ufffe", "").replace("\x02", "").split())
    boxes = [box for letter, box in letters if not letter.isspace() and box[3] > box[1]]
    if not text or not boxes:
        return
    if len(_SPACED.findall(text)) * 4 > len(text):  # letters set apart, not words
        text = _SPACED.sub("", text)
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    size = median(top - bottom for _, bottom, _, top in boxes)
    yield PageLine(text, min(lefts), max(rights), min(bottoms), max(tops), size, number)


def _without_running_heads(pages: Sequence[list[PageLine]], heights: Sequence[float]) -> list[list[PageLine]]:
    """The pages without what stands at the edge of most of them, figures aside, and without page numbers."""
    edges = [[line for line in page if _at_edge(line, height)] for page, height in zip(pages, heights, strict=True)]
    counted = Counter(key for edge in edges for key in {_key(line) for line in edge})
    often = {key for key, count in counted.items() if count > 1 and count * 2 >= len(pages)}
    kept = []
    for page, edge in zip(pages, edges, strict=True):
        dropped = {id(line) for line in edge if _key(line) in often or _PAGE_NUMBER.fullmatch(line.text)}
        kept.append([line for line in page if id(line) not in dropped])
    return kept


def _at_edge(line: PageLine, height: float) -> bool:
    return line.bottom > height * (1 - _EDGE) or line.top < height * _EDGE


def _key(line: PageLine) -> str:
    return re.sub(r"\d+", "#", line.text)


def _paragraphs(lines: list[PageLine], body: float) -> Iterator[list[PageLine]]:
    """The lines in groups, each a paragraph or a heading."""
    edges = _right_edges(lines, body)
    group = [lines[0]]
    for line in lines[1:]:
        if _goes_on(group, line, edges[id(group[-1])], body):
            group.append(line)
        else:
            yield group
            group = [line]
    yield group


def _right_edges(lines: list[PageLine], body: float) -> dict[int, float]:
    """Where the column of each line ends, by `id` of the line."""
    columns: dict[int, list[float]] = {}
    for line in lines:
        if not _is_heading(line, body):
            columns.setdefault(int(line.left // _INCH), []).append(line.right)
    edges: dict[int, float] = {}
    for at in {int(line.left // _INCH) for line in lines}:
        beside = sorted((right for k in (-1, 0, 1) for right in columns.get(at + k, [])), reverse=True)
        edges[at] = _edge(beside, at * _INCH, body)
    return {id(line): edges[int(line.left // _INCH)] for line in lines}


def _edge(rights: list[float], left: float, body: float) -> float:
    """The right end of a column, from those of its lines, farthest first.

    Two lines of some length that end alike show it; else the farthest line does. A single one that reaches beyond
    spans several columns.
    """
    for right, following in pairwise(rights):
        if right - following < body and right - left > _SHORTEST_COLUMN * body:
            return right
    return rights[0] if rights else 0.0


def _goes_on(group: list[PageLine], line: PageLine, edge: float, body: float) -> bool:
    """Whether a line goes on where the one above it, in a column that ends at `edge`, broke off."""
    above, first = group[-1], group[0]
    if abs(line.size - above.size) > 0.1 * above.size or _MARKER.match(line.text):
        return False
    near = line.page != above.page or -0.5 * line.size < above.bottom - line.top < line.size
    full = above.right > edge - 1.8 * line.size
    if _is_heading(above, body):
        return near and full and line.page == above.page
    indent = line.left - above.left
    if above is first and _MARKER.match(first.text):
        indent = 0.0  # it hangs below the words behind the marker
    return near and full and indent < 1.2 * line.size


def _is_heading(line: PageLine, body: float) -> bool:
    return line.size >= body * _LARGER and len(line.text) <= _LONGEST_HEADING and line.text[-1] not in "。；;,，"


def _joined(lines: list[PageLine]) -> str:
    text = lines[0].text
    for line in lines[1:]:
        wide = re.match(f"[{WIDE}]", text[-1]) or re.match(f"[{WIDE}]", line.text[0])
        text += line.text if wide else f" {line.text}"
    return text


def _usual(sizes: list[float]) -> float:
    """The commonest height of letters."""
    return Counter(map(_rounded, sizes)).most_common(1)[0][0]


def _rounded(size: float) -> float:
    return round(size * 2) / 2
