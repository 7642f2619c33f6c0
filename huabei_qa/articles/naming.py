"""File names as people can read and type them: what a knowledge base calls its articles."""

from __future__ import annotations

import os
import unicodedata

from huabei_qa.text import han_share, without_surrogates

_UNSHOWN = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Categories of characters that break a line or cannot be shown at all."""
_LEAST = 0.5
"""Share of common characters from which a name is taken for Chinese. Of names of two to ten characters in GBK, 98 in
100 have it; names in Latin-1, Cyrillic or Shift_JIS that are some text in GB18030 too have a third at most."""
_LAST_OF_FIRST_LEVEL = 0xD7
"""GB2312 holds marks and its 3755 commonest characters up to this first byte, the others behind. Of so few characters
as a name has, the few hundred that `encodings` counts are too often none: 微粒贷."""


def legible(name: str) -> str:
    """The name of a file as it can be read and typed; most are so already.

    An archive packed on a Chinese Windows holds names in GBK. Elsewhere they are unpacked as those bytes, which Python
    gives as lone surrogates.
    """
    text = _from_gbk(name) if without_surrogates(name) != name else name
    return "".join("_" if unicodedata.category(c) in _UNSHOWN else c for c in text)


def unreserved(name: str, reserved: frozenset[str]) -> str:
    """The name, or another one where it is that of a file which is no article."""
    stem, suffix = os.path.splitext(name)
    return f"{stem}-article{suffix}" if name.casefold() in reserved else name


def _from_gbk(name: str) -> str:
    """The name that its bytes are in GB18030, if that reads as Chinese; else as it is."""
    if han_share(name):  # it is in UTF-8, but for some damaged bytes
        return name
    try:
        text = os.fsencode(name).decode("gb18030")
    except UnicodeError:
        return name
    beyond = [c for c in text if not c.isascii()]
    return text if sum(map(_is_common, beyond)) >= _LEAST * len(beyond) else name


def _is_common(character: str) -> bool:
    try:
        return character.encode("gb2312")[0] <= _LAST_OF_FIRST_LEVEL
    except UnicodeEncodeError:
        return False
