"""What each line of an article is by its own looks: a numbered head, a bullet, a paragraph, page chrome."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from huabei_qa.articles.bare import (
    bare_numbers,
    barred_numbers,
    halves,
    pointed_numbers,
    spaced_numerals,
    with_counts_begun,
    without_numbers_alone,
)
from huabei_qa.articles.body import body_lines, without_comments
from huabei_qa.articles.cues import exclaims
from huabei_qa.articles.hanging import with_continuations
from huabei_qa.articles.imprint import without_counts, without_imprint
from huabei_qa.articles.mails import without_mail
from huabei_qa.articles.markers import (
    CIRCLED,
    EMPHASIS,
    Marker,
    Rank,
    in_sequence,
    marker_at,
    without_remarks_of_commands,
)
from huabei_qa.articles.numbering import Cut, cut_inline
from huabei_qa.articles.sheets import with_whole_rows
from huabei_qa.articles.stars import DIALLED, stars
from huabei_qa.articles.wraps import joined
from huabei_qa.records import Span
from huabei_qa.text import behind_myth, han_share, has_words, is_blank_between, trimmed


@dataclass(frozen=True, slots=True)
class Line:
    """A line (or a paragraph of several), what stands before its words, and how its looks rank it."""

    span: Span
    """The words, without the marker."""
    marker: Span | None
    rank: int
    number: int | None
    """What the numbering says, if it is one."""
    label: Span | None
    """Words before the colon of `标题:说明`, or a heading."""
    heading: bool
    """It names what follows rather than saying something itself."""
    announces: bool
    """It ends in a colon: what follows is its list."""
    hangs: float | None = None
    """How deep it stands, where the layout says so itself (lists of Markdown). None: as its rank does."""

    answers: bool = False
    """It replies to the question above it."""
    opens: int | None = None
    """Where it begins, if it is written as a heading whatever follows: all of it emphasised, or in 【】 before words."""
    warns: int = 0
    """Which quote or container that is marked as a warning it stands in; 0: in none."""
    under: tuple[Span, ...] = ()
    """Of a row of a table: cells of rows above that hold for it too."""

    @property
    def depth(self) -> float:
        """Where it hangs: a heading alone on its line and 一、 are equals, each ends the other."""
        if self.hangs is not None:
            return self.hangs
        return Rank.HAN if self.rank == Rank.PLAIN_HEAD else self.rank


_ANSWER = re.compile(
    r"(?:\*\*)?(?:(?:答案?|回答|解答|答复|答覆|A|Answer)\s*[:：]|[【\[](?:答案?|回答|A)[】\]]\s*[:：]?)\s*(?:\*\*)?\s*"
)
_ANSWERED = re.compile(r"([^。！!;；\n]{2,80}[?？])\s*(?:答案?|回答|A)\s*[:：]")
_ASKED = re.compile(r"(\*\*|__)((?:(?!\1)[^。！!;；\n]){2,60}[?？])\1\s*(?=\S)")
"""A question in bold before its answer on one line: **会掉分吗?** 不会。"""
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+$", re.I)
_FIGURE = re.compile(r"[图圖]\s*\d{1,3}(?:[-.]\d{1,2})?\s*")
_RULE = re.compile(r"[-=*_#~—|:+\s\u2500-\u257f]{3,}$")  # of characters for boxes too: ┌───┐
_ENDS_SENTENCE = re.compile("[。;；!！\n]")
_BOXED = re.compile(r"[│┃║]([^│┃║]+)[│┃║]$")
_POINTS = re.compile(
    r"[（(]?\s*(?:[如见見参參][上下]?[图圖]|[图圖](?=\s*\d))\s*\d{0,3}\s*(?:所示)?\s*[）)]?[:：。]?"
    r"|[\[【（(]\s*[图圖][片像]\s*[\]】）)]|[\s▼▽▾↓⬇👇🔻\ufe0f]+"
)
"""A line that only points at a picture or at what stands below it."""
_MARKDOWN = re.compile(r"^[ \t]*(#{1,6}\s|```)|\*\*\S|\]\(", re.M)

_PAIRS = (("（(", "）)"), ("「『", "」』"), ("“", "”"), ("《", "》"), ("【", "】"))

# 25 characters is the longest heading that stood alone on its line in the 72 training articles, titles aside.
LONGEST_HEADING = 28
LONGEST_LABEL = 18


def read_lines(text: str) -> list[Line]:
    """All lines that may hold words of the article, front matter, rules and comments left out.

    A list written within one paragraph is read as the lines that it would be.
    """
    spans = [without_comments(text, s) for s in body_lines(text)]
    kept = [_without_box(text, s) for s in spans if s.start < s.end and not _RULE.match(s.of(text))]
    kept = without_mail(text, [s for s in kept if s.start < s.end and not _only_points(text, s)])
    spans = without_imprint(text, with_counts_begun(text, kept))
    spans = with_continuations(text, joined(text, without_counts(text, spans)))
    spans, alone = without_numbers_alone(text, spans)
    cuts = list(cut_inline(text, with_whole_rows(text, spans)))
    places = [cut.span for cut in cuts]
    markers = pointed_numbers(text, places, in_sequence(text, [marker_at(text, place) for place in places]))
    markers = bare_numbers(text, places, markers)
    markers = spaced_numerals(text, places, barred_numbers(text, places, markers))
    markers = halves(text, places, markers)
    markers = [alone.get(place.start, m) for place, m in zip(places, stars(text, places, markers), strict=True)]
    markers = without_remarks_of_commands(text, places, markers)
    quotes = _MARKDOWN.search(text) is not None
    found = zip(cuts, markers, strict=True)
    return [read_line(text, cut, None if m and m.rank == Rank.QUOTE and not quotes else m) for cut, m in found]


def _without_box(text: str, span: Span) -> Span:
    """A line without the sides of a box drawn around it: │ 警告：请勿触摸 │; more of them are a table's columns."""
    found = _BOXED.match(text, span.start, span.end)
    return trimmed(text, *found.span(1)) if found else span


def _only_points(text: str, span: Span) -> bool:
    """Whether a line says nothing itself: 如图1, [图片], ▼."""
    return _POINTS.fullmatch(text, span.start, span.end) is not None


def is_answer(text: str, span: Span) -> bool:
    """Whether the line is the answer to a question above it (答:)."""
    return _ANSWER.match(text, span.start, span.end) is not None


def blank_between(text: str, one: Line, other: Line) -> bool:
    """Whether a blank line stands between two lines."""
    start = other.marker.start if other.marker else other.span.start
    return is_blank_between(text, one.span.end, start)


def read_line(text: str, cut: Cut, marker: Marker | None) -> Line:
    """What one line or piece of a line is, by its marker and its words."""
    line = _behind(text, cut, marker)
    if marker is None or not marker.said or line.marker is None:
        return line
    start = line.marker.start
    return replace(line, span=Span(start, line.span.end), marker=Span(start, start))


def _behind(text: str, cut: Cut, marker: Marker | None) -> Line:
    """The line by what stands behind its marker."""
    rank, number, before, body = Rank.PARAGRAPH + 0, None, None, cut.span
    if cut.marker and (cut.led or marker is None):
        rank, number, before = Rank.INLINE if cut.led else Rank.ORDINAL, cut.number, cut.marker
        body = trimmed(text, before.end, cut.span.end)
    elif marker:
        marker = _with_question(text, cut, marker)
        rank, number, before = marker.rank, marker.number, trimmed(text, marker.span.start, marker.span.end)
        body = Span(marker.span.end, cut.span.end)
    opened = text.startswith(EMPHASIS, cut.span.start) and not (before and _is_emphasised(text, before))
    asked = _ASKED.match(text, body.start, body.end) if before is None else None
    if asked:
        announces = cut.leads or text[body.end - 1] in ":："
        return Line(body, None, Rank.QUESTION, None, Span(*asked.span(2)), False, announces)
    body = _without_emphasis(text, body, before is not None and opened)
    bold = opened and body.end < cut.span.end  # all of the line
    words = body.of(text)
    if words.startswith("【") and words.endswith("】") and len(words) <= LONGEST_HEADING:
        inner = Span(body.start + 1, body.end - 1)
        return Line(body, before, min(rank, Rank.PLAIN_HEAD), number, inner, True, False)
    if cut.leads and rank == Rank.PARAGRAPH:
        asked = _ANSWERED.match(words)
        label = Span(body.start, body.start + asked.end(1)) if asked else None
        return Line(body, before, rank, number, label, False, True)
    label = (_bold_label(text, body) if opened and before and not bold else None) or _label(text, body, rank)
    heading = _is_heading(words, rank, label is not None, bold)
    if heading:
        end = body.end - 1 if words[-1] in "。.:：" else body.end
        label = Span(body.start, max(end, body.start + 1))
    opens = cut.span.start if bold and heading and before is None else None
    return Line(body, before, rank, number, label, heading, cut.leads or words[-1] in ":：", opens=opens)


def _is_emphasised(text: str, marker: Span) -> bool:
    """Whether the emphasis that a marker opens ends with it: **第一步**：…"""
    return any(sign in marker.of(text) for sign in EMPHASIS)


def _bold_label(text: str, body: Span) -> Span | None:
    """The words up to where the emphasis ends that was opened before their number: **第一步：签合同。** 双方…"""
    words = body.of(text)
    end = min((at for at in map(words.find, EMPHASIS) if at > 0), default=0)
    if not 0 < end <= LONGEST_HEADING or _ENDS_SENTENCE.search(words, 0, end - 1) or not has_words(words[end:]):
        return None
    return trimmed(text, body.start, body.start + end - (words[end - 1] in "。.:：;；!！"))


def _with_question(text: str, cut: Cut, marker: Marker) -> Marker:
    """The marker, and 问: behind it: a numbered question is a question."""
    if marker.rank <= Rank.QUESTION:
        return marker
    own = marker_at(text, Span(marker.span.end, cut.span.end))
    if own is None or own.rank != Rank.QUESTION or own.span.start != marker.span.end:
        return marker
    return Marker(Rank.QUESTION, marker.number, Span(marker.span.start, own.span.end), marker.style)


def _without_emphasis(text: str, body: Span, opened: bool) -> Span:
    """The words without the `**` around all of them; `opened`: the sign that opens stands before the marker."""
    words = body.of(text)
    for sign in EMPHASIS:
        if opened and words.endswith(sign) and words.count(sign) == 1 and len(words) > 2:
            return trimmed(text, body.start, body.end - 2)
        if words.startswith(sign) and words.endswith(sign) and words.count(sign) == 2 and len(words) > 4:
            inner = trimmed(text, body.start + 2, body.end - 2)
            return inner if inner.start < inner.end else body
    return body


def _label(text: str, body: Span, rank: int) -> Span | None:
    """The words before the colon of `标题:说明`, or a question before its answer on one line."""
    words = body.of(text)
    if rank == Rank.INLINE and not re.search(r"[:：,，。;；!！?？]", words[:-1]) and len(words) <= LONGEST_LABEL:
        return Span(body.start, max(body.start + 1, body.end - (words[-1] in "。.;；!！")))
    answered = _ANSWERED.match(words)
    if answered:
        return trimmed(text, body.start, body.start + answered.end(1))
    if rank == Rank.QUESTION:
        answer = re.search(r"\s*(?:答案?|A)\s*[:：]", words)
        return trimmed(text, body.start, body.start + answer.start()) if answer else None
    colon = re.search(r"[:：]", words[: LONGEST_LABEL + 1])
    if not colon or colon.start() == 0 or colon.end() == len(words) or re.search(r"[。;；!！]", words[: colon.start()]):
        return None
    if words[colon.start() - 1].isdigit() and words[colon.end()].isdigit():
        return None  # a time of day, or a score
    if _is_address(words, colon.start()) or _is_within(words[: colon.start()]):
        return None  # an address of the web; 每月450元（大写：…）
    if not behind_myth(words[: colon.end()]):
        return None  # 误区二 names nothing
    if _FIGURE.fullmatch(words, 0, colon.start()):
        return None  # neither does 图1
    sign = words[colon.end() : colon.end() + 2]
    inside = sign in EMPHASIS and words.startswith(sign)  # **注意：** 不要…
    return _without_emphasis(text, trimmed(text, body.start + 2 * inside, body.start + colon.start()), opened=True)


def _is_within(before: str) -> bool:
    """Whether what follows these words stands in a bracket or a quotation that they open."""
    return any(sum(map(before.count, opens)) > sum(map(before.count, closes)) for opens, closes in _PAIRS)


def _is_address(words: str, colon: int) -> bool:
    """Whether a colon is that of https://… or mailto:…"""
    return words.startswith("//", colon + 1) or words.endswith("mailto", 0, colon)


def _is_heading(words: str, rank: int, labelled: bool, bold: bool) -> bool:
    """Whether the line is nothing but a heading: short, one phrase (or bold), no sentence in it or at its end."""
    if rank < Rank.PART:
        return True
    if rank == Rank.QUESTION:
        return not labelled
    if _ADDRESS.match(words):
        return False
    if rank == Rank.INLINE:
        return False  # it stands in a sentence
    if labelled or len(words) > LONGEST_HEADING or re.search(r"[。;；\n\r]", words[:-1]) or words[-1] in ",，;；、":
        return False
    if words[-1] in "。.":
        return rank in (Rank.ARABIC, Rank.HAN, Rank.ORDINAL, Rank.HAN_PAREN) and not re.search(r"[,，]", words)
    if rank == Rank.PARAGRAPH:
        if DIALLED.match(words) or _FIGURE.match(words):
            return False
        if (words[0] in "（(" and words[-1] in "）)") or CIRCLED.match(words):
            return False  # a remark on what stands above, or the names of several things
        if exclaims(words):
            return False  # it says all of it
        row_of_table = re.search(r"[\s,，]", words) and han_share(words) > 0.5 and not bold
        return not row_of_table and words[-1] not in ":：" and len(words) <= LONGEST_HEADING - 4
    return True
