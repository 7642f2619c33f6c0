"""Characters, lines and sentences, always as spans into the text they came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from huabei_qa.records import Span

_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c\x85]+")
_LINE_END = re.compile(r"\r\n|\r|\n")
# A sentence ends after its mark and the quotes or brackets that close behind it. A full stop or semicolon of
# ASCII ends one too where the text uses ASCII punctuation, but not inside a number, a version or a file name.
_SENTENCE_END = re.compile(r"(?:[。！？；!?…]+|;|\.(?=\s|$|[\u4e00-\u9fff]))[”’」』】）)\"']*")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
MYTH = "误区|误解|誤區|誤解|迷思|谣言|謠言"
"""What many believe and is wrong, as an alternation for a pattern."""
_MYTH = re.compile(rf"(?:{MYTH})\s*(?:[一二三四五六七八九十]{{1,3}}|\d{{1,2}})\s*[:：,，、.\s]\s*")
_CROSS = r"×(?!\s*(?:\d|代表|表示|[为為](?!了)|即(?![使便将將刻时時])|[=\uff1d]))"  # neither × 2 nor ×代表不支持
DENIES = rf"[❌✖✗✘⛔⚠❎]|{_CROSS}|🚫|🙅|⚠️"
"""Signs before what is wrong or dangerous, as an alternation for a pattern."""
_DENIES = re.compile(DENIES)
_TICKED = re.compile(rf"(?<![^\r\n])[^\S\r\n]*(?:(?:[-*+•·>]|\d{{1,2}}[.、)）])[^\S\r\n]*){{0,3}}(?:{_CROSS}|[√✓✔✅☑])")
COUNTS = (
    r"(?:如下|以下[^。，,;；:：]{0,6}"
    r"|[有分][这這以]?[么麼]?下?[面列]?[几幾两兩二三四五六七八九十\d](?:大?[个個点點种種类類条條项項]|方面|步|[样樣])[^。，,;；:：]{0,4}"
    r"|(?:原因|情[况況形]|方[法式面]|[办辦]法|[条條]件|要求|材料|步[骤驟]|好[处處]|做法)(?:大致|主要|一般|通常)?有(?:[这這]?[么麼]?|以下)?[几幾两兩二三四五六七八九十][个個点點种種条條项項]?"
    r")。?$"
)
"""The end of a sentence that tells of a list behind it, as a pattern: …有以下几点。"""
UNITS = (
    "[个天日次年月岁点号分块元角毛钱遍倍周期成折种样张笔本件份人位名只条家套步页度斤克米层台辆盒瓶杯袋]"
    "|小时|千克|公斤|毫升"
)
"""What is counted (几本, 三天), as an alternation for a pattern."""
_NEAR = 600  # characters
_CJK = r"[\u2e80-\u9fff\uff00-\uffef]"
_WRAP = re.compile(rf"(?<={_CJK})[ \t\u3000]*(?:\r\n|\r|\n)[ \t\u3000>]*(?={_CJK})")
_STYLED = re.compile(
    r"(?P<code>`[^`]*`)|(?P<br><br\s*/?>)|(?P<cell>(?:</p\s*>\s*)?</t[dh]\s*>\s*(?:<!--(?:(?!<!--|-->).)*-->\s*)*<t[dh]\b[^<>]*>\s*(?:<p\b[^<>]*>\s*)?)|</?(?:font|span|u|b|i|em|strong|sup|sub|mark|small|del|s|ins)(?:\s+[\w-]+=[^<>]*)?>",
    re.I | re.S,
)
_EMPHASIS = re.compile(
    r"(`[^`\n]*`)|(?<![*A-Za-z0-9_)])\*\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*\*(?![*A-Za-z0-9_(])"
    r"|(?<!\w)__(?=[^\s_])(?![a-z]+__)([^_\n]+?)(?<=[^\s_])__(?!\w)"
)
"""Bold, but no powers (2**10), hidden digits (138****1234), gaps to be filled (____年), names of Python, code."""
_HALF_OF_EMPHASIS = re.compile(
    rf"^\*\*(?={_CJK})|(?<={_CJK})\*\*$|(?<=[。！？!?:：;；，,…”）)])\*\*(?=\s|{_CJK})|(?<=[\u4e00-\u9fffa-z]{{2}})\*\*(?=[\s:：])",
    re.MULTILINE,
)
"""One mark of two: the other stands outside what is quoted. Of a name (张**) it hides the rest."""
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without white space (and byte order marks, and zero-width characters) at its ends."""
    while start < end and (text[start].isspace() or text[start] in "\ufeff\u200b\x00"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\ufeff\u200b\x00"):
        end -= 1
    return Span(start, end)


def printable(text: str) -> str:
    """The text for a terminal: without marks that have no width, and a space for what would move or colour it."""
    kept = (c for c in text if unicodedata.category(c) != "Cf")
    return "".join(c if c.isprintable() else " " for c in kept)


def lines(text: str) -> Iterator[Span]:
    """Every line that has something on it, trimmed."""
    for found in _LINE.finditer(text):
        span = trimmed(text, found.start(), found.end())
        if span.start < span.end:
            yield span


def line_starts(text: str) -> list[int]:
    """Offset of each line as an editor counts them, empty ones too; that behind the last end of a line is one."""
    return [0, *(found.end() for found in _LINE_END.finditer(text))]


def is_blank_between(text: str, end: int, start: int) -> bool:
    """Whether a blank line stands between what ends at `end` and what begins at `start`."""
    return text[end:start].replace("\r\n", "\n").replace("\r", "\n").count("\n") > 1


def sentences(text: str, start: int, end: int) -> list[Span]:
    """The sentences of `text[start:end]`, trimmed, with their closing marks. Never empty spans."""
    spans, at = [], start
    for found in _SENTENCE_END.finditer(text, start, end):
        spans.append(trimmed(text, at, found.end()))
        at = found.end()
    spans.append(trimmed(text, at, end))
    return [s for s in spans if s.start < s.end]


def rejoined(words: str) -> str:
    """Words without the ends of lines that stand within Chinese, and the indentation or `>` behind these."""
    return _WRAP.sub("", words)


def untagged(words: str, source: str) -> str:
    """Words of a Markdown text without the tags that only style them (<font color=red>一等座</font>); a space for <br>,
    a bar between two cells of a table (静态</td><td>index).

    For showing and searching; what is quoted stays as it is written. In code, between backticks, a tag is what is said.
    """
    if "<" not in words or not is_markdown(source):
        return words
    return _STYLED.sub(_shown, words)


def _shown(found: re.Match[str]) -> str:
    return found["code"] or (" | " if found["cell"] else " " if found["br"] else "")


def unstyled(words: str, source: str) -> str:
    """The same without the marks of emphasis too (**绿色通道**): for showing alone."""
    return without_emphasis(untagged(words, source))


def is_markdown(source: str) -> bool:
    """Whether an article is Markdown by its name."""
    return source.lower().endswith((".md", ".markdown"))


def without_emphasis(words: str) -> str:
    """Words without Markdown's marks of bold."""
    shown = _EMPHASIS.sub(lambda found: found[1] or found[2] or found[3], words)
    return _HALF_OF_EMPHASIS.sub("", shown) if shown.count("**") == 1 else shown


def without_surrogates(text: str) -> str:
    """`text` with each lone surrogate replaced by U+FFFD, length kept: encoders and files cannot take them."""
    return _SURROGATE.sub("\ufffd", text)


def has_words(text: str) -> bool:
    """Whether there is a letter, a digit or a Chinese character to look for in it."""
    return any(c.isalnum() for c in text)


def han_share(text: str) -> float:
    """Share of the letters of `text` that are Chinese characters, 0 to 1 (0 for no letters)."""
    letters = sum(c.isalpha() for c in text)
    return len(_HAN.findall(text)) / letters if letters else 0.0


def is_myth(words: str) -> bool:
    """Whether they say of what follows that many believe it and that it is wrong (误区一:)."""
    return _MYTH.match(words) is not None


def denies(words: str) -> bool:
    """Whether they begin with a sign that says of what follows that it is wrong, or to beware of it."""
    return _DENIES.match(words) is not None


def crosses_out(text: str, start: int) -> bool:
    """Whether a × says of what follows that it is wrong: near it begins a further line with one, or with a √.

    One alone may be a part of what is said (×一勺糖).
    """
    if not text.startswith("×", start) or not denies(text[start : start + _NEAR]):
        return False
    first = max(start - _NEAR, 0)
    line = max(text.rfind("\n", first, start), text.rfind("\r", first, start)) + 1
    after = _TICKED.search(text, start + 1, start + _NEAR)
    return after is not None or _TICKED.search(text, first, line) is not None


def behind_myth(words: str) -> str:
    """The words without a 误区一: before them."""
    return _MYTH.sub("", words, count=1)
