"""Where one article of a file ends and the next begins without a title: its numbering starts again."""

from __future__ import annotations

from dataclasses import dataclass, field

from huabei_qa.articles.lines import Line
from huabei_qa.articles.markers import Rank
from huabei_qa.articles.roles import closes, warns

_ENOUGH = 3  # sections; a shorter list is hardly an article


@dataclass(slots=True)
class Numbers:
    """How far the numbering of a part has come, for each depth of heads."""

    last: dict[float, int] = field(default_factory=dict)

    def note(self, line: Line) -> None:
        """Take a line of the part into account."""
        if line.number is not None:
            self.last[line.depth] = line.number
        elif line.rank < Rank.PARAGRAPH or line.heading:
            alone = line.heading and line.rank >= Rank.PLAIN_HEAD
            self.last.setdefault(Rank.HAN if alone else line.rank, 0)

    def starts_again(self, text: str, lines: list[Line], i: int) -> int | None:
        """The first line of a further article, where line i closes this one and that one has no title.

        Behind the last section stand at least two paragraphs (closing words, an introduction), and then the
        numbering of the sections is back at 1. A list of cautions starts at 1 too: what leads it warns.
        """
        top = min(self.last, default=None)
        if top is None or self.last[top] < _ENOUGH or not _behind_sections(lines, i):
            return None
        end = i
        while end < len(lines) and _is_plain(lines[end]):
            end += 1
        if end - i < 2 or end == len(lines) or lines[end].number != 1 or lines[end].depth != top:
            return None
        if lines[i].announces or warns(lines[end - 1].span.of(text)) or _goes_on(lines, end, self.last[top] + 1):
            return None
        first = i + 1
        while first < end - 1 and closes(lines[first].span.of(text)):
            first += 1
        return first


def _behind_sections(lines: list[Line], i: int) -> bool:
    """Whether line i is the first paragraph behind the last section: not its lead sentence, but the next."""
    if i == 0:
        return False
    led = i > 1 and lines[i - 1].rank == Rank.PARAGRAPH and lines[i - 2].heading
    before = lines[i - 2] if led else lines[i - 1]
    return before.rank < Rank.PARAGRAPH and before.heading is led and not before.announces


def _is_plain(line: Line) -> bool:
    return line.rank == Rank.PARAGRAPH and line.label is None


def _goes_on(lines: list[Line], start: int, following: int) -> bool:
    """Whether the numbering before line `start` goes on behind the list that starts there."""
    last = 0
    for line in lines[start:]:
        if line.rank != lines[start].rank or line.number is None:
            continue
        if line.number != last + 1:
            return line.number == following
        last = line.number
    return False
