"""Bytes to text: UTF-8, UTF-16 and UTF-32 with their mark, GB18030 (with GBK and GB2312) and Big5.

GB18030 and Big5 give some text for almost any bytes of either. What tells them apart is the text: of Chinese that was
decoded rightly, nearly three characters in four are among the few hundred commonest; wrongly decoded, hardly any are.
On cuts of 10 to 50 characters this was never wrong, where general detectors were (docs/decisions.md).
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from pathlib import Path

from huabei_qa.errors import ArticleError, reading_shipped
from huabei_qa.text import has_words

_COMMON = Path(__file__).resolve().parents[1] / "data" / "common_characters.txt"
_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》〈〉【】「」『』…—·～\u3000")
_CHINESE = ("gb18030", "big5hkscs")
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEAST = 0.25
"""Share of common characters below which a text is taken for wrongly decoded: the true ones of 20 to 50 characters
had .20 to 1, one in five hundred below .32; Korean had .14, Japanese .10, chance none at all."""
_DOUBTFUL = 0.5
"""The same for bytes that read well as Korean or Japanese; six in a hundred true short texts are below it."""
_OTHERS = (
    ("euc_kr", "\uac00\ud7a3", 0.9),
    ("euc_jp", "\u3040\u30ff", 0.3),
    ("shift_jis", "\u3040\u30ff", 0.3),
)
"""Encodings of others, the first and last letter of their script, and its share in running text."""
_LOST = 0.02
"""Share of U+FFFD above which a text was decoded wrongly before it was saved."""
_SNIFFED = 8192
_MAGIC = ((b"%PDF-", ".pdf"), (b"PK\x03\x04", ".docx"))
_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})|<\?xml[^>]{0,80}?encoding=["']([\w-]+)""", re.I
)
_MEANT = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030"}
_MEANT |= {"big5": "big5hkscs", "x-x-big5": "big5hkscs", "unicode": "utf-8", "utf8": "utf-8"}
_DECLARED = frozenset(
    (
        *("utf-8", "ascii", "gb2312", "gbk", "gb18030", "hz", "big5", "big5hkscs", "cp950"),
        *("euc_jp", "iso2022_jp", "shift_jis", "cp932", "euc_kr", "iso2022_kr", "cp949", "cp874", "tis-620"),
        *("koi8-r", "koi8-u", "cp866", "mac-cyrillic", "mac-roman"),
        *(f"cp{number}" for number in range(1250, 1259)),
        *(f"iso8859-{number}" for number in range(1, 17)),
    )
)
"""Encodings that a page may name (encoding.spec.whatwg.org, and elder ones of East Asia), by Python's names. Python has
others under which it does not decode text, but escapes, host names or packed bytes."""


def decode(data: bytes, name: str) -> str:
    """The text in `data`; a byte order mark of UTF-8 stays its first character, so that UTF-8 is kept byte for byte.

    Raises ArticleError, naming `name`, for what is empty, binary, garbled, or in an encoding not listed above.
    """
    text = _wide(data)
    if text is None:
        _refuse_binary(data, name)
        text = _strictly(data, "utf-8")
    if text is None:
        text = _chinese(data)
    if text is None:
        raise ArticleError(
            f"{name} is in no encoding that is known here (UTF-8, UTF-16 with its mark, GB18030, Big5), or it is "
            "damaged. Open it in an editor that shows it well, and save it as UTF-8."
        )
    return checked(text, name)


def decode_page(data: bytes, name: str) -> str:
    """The text of an HTML page: by its mark, by the charset it names, or as `decode` does. No mark in the result.

    Of a page a few wrong bytes are forgiven, as browsers do. Raises ArticleError as `decode` does.
    """
    text = _wide(data)
    if text is None and (named := _named(data[:_SNIFFED])):
        text = _strictly(data, named)
        if text is None and _strictly(data, "utf-8") is None and _chinese(data) is None:
            text = data.decode(named, errors="replace")
    return (checked(text, name) if text is not None else decode(data, name)).removeprefix("\ufeff")


def checked(text: str, name: str) -> str:
    """The text. Raises ArticleError for one that is empty, or that was garbled before it came here."""
    if not has_words(text):
        raise ArticleError(f"{name} is empty: there is nothing in it to answer from.")
    if text.count("\ufffd") > len(text) * _LOST:
        raise ArticleError(
            f"{name} is garbled: many of its characters are U+FFFD, which stands for lost ones. "
            "Take the article from where it is still readable, and save it as UTF-8."
        )
    return text


def commonness(text: str) -> float:
    """Share of common Chinese characters and punctuation among all that is not ASCII, 0 to 1."""
    beyond = [c for c in text if c > "\x7f"]
    return sum(c in _common() for c in beyond) / len(beyond) if beyond else 0.0


@cache
def _common() -> frozenset[str]:
    with reading_shipped(_COMMON):
        return frozenset(_COMMON.read_text(encoding="utf-8")) - {"\n"} | _PUNCTUATION


def _wide(data: bytes) -> str | None:
    """The text of UTF-16 or UTF-32 that says so by its mark, which is no part of the text."""
    for mark, encoding in _WIDE:
        if data.startswith(mark) and (text := _strictly(data, encoding)) is not None:
            return text
    return None


def _chinese(data: bytes) -> str | None:
    """The text as the Chinese encoding in which it reads best, None if it reads like none."""
    texts = [text for encoding in _CHINESE if (text := _strictly(data, encoding)) is not None]
    best = max(texts, key=commonness, default="")
    share = commonness(best)
    return best if share >= (_DOUBTFUL if _reads_as_another(data) else _LEAST) else None


def _reads_as_another(data: bytes) -> bool:
    """Whether the bytes read well as Korean or Japanese: by chance, a short text of Chinese may too."""
    for encoding, script, share in _OTHERS:
        text = _strictly(data, encoding) or ""
        beyond = [c for c in text if c > "\x7f"]
        if beyond and sum(script[0] <= c <= script[1] for c in beyond) >= len(beyond) * share:
            return True
    return False


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _named(start: bytes) -> str | None:
    """The encoding that a page names, if Python has it for text; by gb2312 pages mean its larger brothers."""
    found = _CHARSET.search(start)
    if start.startswith(codecs.BOM_UTF8) or not found:
        return None
    name = (found.group(1) or found.group(2)).decode("ascii").lower()
    name = "utf-8" if name.startswith("utf-16") else _MEANT.get(name, name)  # what named itself in ASCII is no UTF-16
    try:
        return name if codecs.lookup(name).name in _DECLARED else None
    except LookupError:
        return None


def _refuse_binary(data: bytes, name: str) -> None:
    for magic, suffix in _MAGIC:
        if data.startswith(magic):
            raise ArticleError(f"{name} is no text. If it is a {suffix} file, give it the ending {suffix}.")
    if b"\x00" in data[:_SNIFFED]:
        raise ArticleError(f"{name} is a binary file, not a text. Save the article as plain text in UTF-8.")
