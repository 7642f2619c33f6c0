"""Tables: each row becomes a statement of its own, in which every value stands with the head of its column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from huabei_qa.articles.html.dom import HEADINGS, Element
from huabei_qa.cells import names_columns, names_field, names_pair, names_things

_WIDEST = 100
"""Columns and rows that one cell may be said to span."""
_DIGIT = re.compile(r"\d")
_CALLED = re.compile(r"(?:^|[\s_-])(?:head|header|thead|th|hd|title|tit)(?:[\s_-]|$)", re.I)
"""What rows or cells that name the columns are called (class), where they are no `<th>`."""
_LONGEST_HEAD = 20
_PAIR = 2
_REACHES = 3  # columns, of a value beside whose name no further field stands


def is_layout(table: Element) -> bool:
    """Whether a table only places parts of a page: one column, a table within, or cells that hold whole texts.

    A form is none, whatever its fields hold.
    """
    if fields(table):
        return False
    rows = list(_rows(table))
    if max((len(_cells(row)) for row in rows), default=0) < 2:
        return True
    cells = [cell for row in rows for cell in _cells(row)]
    return any(cell.has("table", "dl", "article", *HEADINGS) or len(_long(cell)) > 1 for cell in cells)


def _long(cell: Element) -> list[Element]:
    return [e for e in cell.walk() if e.tag in ("p", "div", "li") and e.size > 60 and not e.has("p", "div", "li")]


def statements(table: Element) -> list[str]:
    """A line for each row below the heads: `本省:首重 8,续重 1`. Rows without a value say nothing and are left out."""
    grid = _grid(table)
    heads = _heads(table, _texts(grid))
    names = _joined(_texts(grid[:heads]))
    return [line for row in grid[heads:] if (line := _statement(row, names))]


def fields(table: Element) -> list[tuple[str, Element]]:
    """The fields of a form, each name with the cell beside it (时限 | 3天 | 收费标准 | 免费); of no form none.

    A cell across the whole form has no name, and a field without a value says nothing.
    """
    rows = [cells for row in _rows(table) if (cells := _cells(row))]
    uneven = any(len(row) > 1 and len(row) % 2 == 1 for row in rows)
    if uneven or any(_span(cell, "rowspan") > 1 for row in rows for cell in row):
        return []
    pairs = [pair for row in rows for pair in zip(row[::2], row[1::2], strict=False)]
    told = bool(pairs) and all(name.tag == "th" and value.tag == "td" for name, value in pairs)
    if not (_is_more_than_pairs(rows) if told else _are_fields(rows)):
        return []
    found = [
        ("" if len(row) == 1 else row[i - 1].text(), row[i]) for row in rows for i in range(len(row) > 1, len(row), 2)
    ]
    return [(name, value) for name, value in found if value.size]


def _is_more_than_pairs(rows: list[list[Element]]) -> bool:
    """Whether it is no plain list of names with a value beside each, which is a table as well."""
    return any(len(row) > 2 or row[-1].has("table") for row in rows)


def _are_fields(rows: list[list[Element]]) -> bool:
    """Whether cells that are all alike are fields: one value reaches over the rest of its row, beside rows with two
    fields or more, and most names are such as fields have.
    """
    reaching = [_span(row[1], "colspan") >= _REACHES and _span(row[0], "colspan") == 1 for row in rows if len(row) == 2]
    if not any(reaching) or not all(reaching) or not any(len(row) > 2 for row in rows):
        return False
    names = [cell.text().rstrip(":：") for row in rows if len(row) > 1 for cell in row[::2]]
    short = all(name and _is_short(name) for name in names) and len(set(names)) == len(names)
    return short and sum(map(names_field, names)) * 2 > len(names)


def caption(table: Element) -> str:
    """What the table says it is about."""
    found = next((e for e in table.elements() if e.tag == "caption"), None)
    return found.text() if found else ""


def _rows(table: Element) -> Iterator[Element]:
    for part in table.elements():
        if part.tag == "tr":
            yield part
        elif part.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in part.elements() if row.tag == "tr")


def _cells(row: Element) -> list[Element]:
    return [c for c in row.elements() if c.tag in ("td", "th")]


@dataclass(frozen=True, slots=True, eq=False)
class _Cell:
    """A cell, which is the same only as itself: of 东站 | 东站 the second is said too."""

    text: str


_NONE = _Cell("")


def _grid(table: Element) -> list[list[_Cell]]:
    """The cells; what spans rows or columns stands in each of them."""
    grid: list[list[_Cell]] = []
    hanging: dict[int, tuple[int, _Cell]] = {}  # column: rows still to fill, what with
    for row in _rows(table):
        line: list[_Cell] = []
        for element in [*_cells(row), None]:
            while len(line) in hanging:
                column = len(line)
                left, above = hanging.pop(column)
                line.append(above)
                if left > 1:
                    hanging[column] = (left - 1, above)
            if element is None:
                break
            down, across, cell = _span(element, "rowspan"), _span(element, "colspan"), _Cell(element.text())
            for _ in range(across):
                if down > 1:
                    hanging[len(line)] = (down - 1, cell)
                line.append(cell)
        grid.append(line)
    width = max((len(line) for line in grid), default=0)
    return [line + [_NONE] * (width - len(line)) for line in grid]


def _texts(grid: list[list[_Cell]]) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid]


def _span(cell: Element, which: str) -> int:
    written = cell.attributes.get(which, "1").strip()
    return min(max(int(written), 1), _WIDEST) if written.isascii() and written.isdigit() else 1


def _heads(table: Element, grid: list[list[str]]) -> int:
    """How many rows at the top name the columns."""
    rows = list(_rows(table))
    count = 0
    for row in rows:
        if not all(c.tag == "th" or _is_bold(c) for c in _cells(row)):
            break
        count += 1
    if count < 2 and (spanned := _spanned(rows, grid)):
        return spanned
    if count:
        return count if count < len(rows) else 1
    if len(grid) < 2 or len(grid[0]) < 2:
        return 0
    if _is_called_head(rows):
        return 1
    if len(grid[0]) == 2:
        return int(all(grid[0]) and all(map(_is_short, grid[0])) and names_pair(grid[0], grid[1:]))
    return int(_names_things(rows, grid[0]) or (len(grid) > 2 and _names_columns(grid)))


def _is_called_head(rows: list[Element]) -> bool:
    """Whether the first row alone is called a head, or each of its cells is."""
    called = [_is_called(row) or (bool(_cells(row)) and all(map(_is_called, _cells(row)))) for row in rows]
    names = [cell.text() for cell in _cells(rows[0])]
    return called[0] and not any(called[1:]) and len(set(names)) == len(names) > 1 and all(map(_is_short, names))


def _is_called(e: Element) -> bool:
    return _CALLED.search(e.attributes.get("class", "")) is not None


def _spanned(rows: list[Element], grid: list[list[str]]) -> int:
    """How many rows of heads span each other: 专业 reaches down beside 计划数, which has 物理类 | 历史类 below it."""
    first = _cells(rows[0]) if rows else []
    deep = _span(first[0], "rowspan") if first else 1
    wide = [_span(cell, "colspan") > 1 for cell in first]
    if not 1 < deep < len(grid) or not any(wide):
        return 0
    reach = all(across or _span(cell, "rowspan") == deep for cell, across in zip(first, wide, strict=True))
    return deep if reach and all(_is_short(text) for row in grid[:deep] for text in row) else 0


def _is_short(text: str) -> bool:
    """Whether it could be a head: a few words without a figure."""
    return len(text) <= _LONGEST_HEAD and not _DIGIT.search(text)


def _names_things(rows: list[Element], first: list[str]) -> bool:
    """Whether the heads stand down the side, and the first row says of what the columns tell: 类目 | 服装 | 食品."""
    if not all(cells[0].tag == "th" and all(c.tag == "td" for c in cells[1:]) for cells in map(_cells, rows) if cells):
        return False
    short = all(text and _is_short(text) for text in first[1:])
    return short and len(set(first)) == len(first) and (not first[0] or names_things(first[0]))


def _is_bold(cell: Element) -> bool:
    bold = sum(e.size for e in cell.walk() if e.tag in ("strong", "b") and not e.has("strong", "b"))
    return cell.size > 0 and bold >= cell.size


def _names_columns(grid: list[list[str]]) -> bool:
    """Whether a first row of plain cells reads as heads: short words without figures, over columns that have some, or
    words that name columns (故障现象 | 可能原因 | 处理方法).
    """
    first, rest = grid[0], grid[1:]
    if not all(text and _is_short(text) for text in first):
        return False
    if len(told := list(dict.fromkeys(first))) == _PAIR < len(first):  # the second reaches over the rest: maybe a value
        return names_pair(told, rest)
    if names_columns(first):
        return True
    return any(sum(bool(_DIGIT.search(row[i])) for row in rest) * 2 > len(rest) for i in range(len(first)))


def _joined(heads: list[list[str]]) -> list[str]:
    """One name for each column, of all rows of heads."""
    return [" ".join(dict.fromkeys(text for text in column if text)) for column in zip(*heads, strict=True)]


def _statement(row: list[_Cell], names: list[str]) -> str:
    """`key:head value,head value`; without heads `key:value,value`, each cell once; a cell that spans the whole row is
    said once; a key without a value says nothing.
    """
    said = list(dict.fromkeys(cell for cell in row if cell.text))
    full = all(cell.text for cell in row)
    if not said or (len(said) == 1 and names and row[0] is said[0] and not full):
        return ""
    if len(said) == 1 and (not names or full):
        return said[0].text
    at = row.index(said[0])
    key = f"{names[at]} {said[0].text}" if names and (said[0].text.isdigit() or at) else said[0].text
    columns = enumerate(row) if names else ((row.index(cell), cell) for cell in said)
    values = [_value(names, i, cell.text) for i, cell in columns if cell.text and cell is not said[0]]
    return f"{key.rstrip(':：')}:{','.join(values)}" if values else key


def _value(names: list[str], i: int, text: str) -> str:
    text = text.rstrip("。；;,，")
    return f"{names[i]} {text}" if names and names[i] and names[i] != text else text
