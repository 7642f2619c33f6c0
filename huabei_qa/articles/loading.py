"""Files to texts of record: what an article's file is kept as, and what all offsets count in.

A text file is kept as it is, in UTF-8; a page, a PDF or a Word document is kept as Markdown made from it, beside the
name and the hash of what it was made from. The same file gives the same text, always.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from huabei_qa.articles.encodings import decode, decode_page
from huabei_qa.articles.naming import legible, unreserved
from huabei_qa.errors import ArticleError

_TEXTS = (".txt", ".md", ".markdown")
_PAGES = (".html", ".htm", ".xhtml")
_PAPERS = (".pdf", ".docx")
SUFFIXES = (*_TEXTS, *_PAGES, *_PAPERS)
"""Endings of the files that can be read as articles."""
RESERVED = frozenset({"passages.jsonl", "words.txt", "synonyms.txt", "products.txt"})
"""Files beside the articles of a knowledge base that are none."""

_AS_WORD = "Open it in Word, WPS or LibreOffice, and save it as .docx."
_AS_PDF = "Open it in its own program, and save or print it as .pdf."
_AS_PAGE = "Save the sheets that matter as .html, or as text."
_BOOK = "Convert it to .html or .txt."
_UNREADABLE = {
    **dict.fromkeys((".doc", ".dot", ".wps", ".rtf", ".odt", ".docm", ".pages"), _AS_WORD),
    **dict.fromkeys((".ppt", ".pptx", ".dps", ".odp", ".key", ".caj", ".ofd", ".xps", ".djvu"), _AS_PDF),
    **dict.fromkeys((".xls", ".xlsx", ".et", ".ods", ".numbers"), _AS_PAGE),
    **dict.fromkeys((".epub", ".mobi", ".azw3", ".chm"), _BOOK),
    **dict.fromkeys((".mht", ".mhtml"), "Open it in a browser, and save it as a page of HTML only (.html)."),
}
_NO_TEXT = {
    **dict.fromkeys(
        (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp"), "Have its text recognised (OCR)."
    ),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar"), "Unpack it, and name the files in it."),
}
_ADDRESS = re.compile(r"https?:[/\\]", re.IGNORECASE)
"""As a path has it, in which two slashes are one."""
_GENERATION = re.compile(r"g-[0-9a-f]{12}(-\d+)?")
"""The folders in an index."""
_LARGEST = 50_000_000
"""Bytes of a text or a page. The longest novels have a tenth of it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An article as it came from a file, and as it is to be kept."""

    text: str
    """The text of record, which all offsets count in."""
    name: str
    """The file name to keep it under within `kb/`: the file's own, with `.md` behind it if it was converted, and
    another one where a list of the knowledge base is called so."""
    original: str
    """The name of the file it came from, legible."""
    sha256: str
    """Of the bytes of that file."""
    left_out: int = 0
    """Characters of a page of HTML that stand outside its article, white space apart."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may hold an article."""

    path: Path
    named: bool
    """The caller named it, rather than a folder that it is in."""


def load(path: Path) -> Loaded:
    """The article in a file.

    Raises ArticleError for a file that is missing, unreadable, empty or binary, in an encoding or a format that is
    not read here, or that holds no article; and for a PDF or a Word document where the extra `documents` is missing.
    """
    suffix = path.suffix.lower()
    if advice := (_UNREADABLE | _NO_TEXT).get(suffix):
        raise ArticleError(f"{path} cannot be read: {suffix} is no format of articles here. {advice}")
    data, original = _bytes(path), legible(path.name)
    name = f"{original}.md" if suffix in _PAGES or suffix in _PAPERS else unreserved(original, RESERVED)
    text, left_out = _text(data, suffix, str(path.with_name(original)))
    return Loaded(text, name, original, hashlib.sha256(data).hexdigest(), left_out)


def read(path: Path) -> str:
    """The text of record of an article's file; of a text in UTF-8 every character (line ends included).

    Raises ArticleError as `load` does.
    """
    return load(path).text


def discover(paths: Sequence[Path], exclude: Path | None = None) -> list[Found]:
    """The files that are named, and those in the folders that are named which may hold an article, each once.

    In the order given, folders sorted by name. Hidden files and folders are left out, and so are the `RESERVED` names
    in the `kb/` of a knowledge base, and what lies in the one `exclude`, unless a folder in it is named. Formats that
    cannot be read are listed too where they hold text as a rule (.doc), so that `load` can say what to do. Raises
    ArticleError for a folder that cannot be listed. `passed_over` has the others.
    """
    found: dict[str, Found] = {}
    for path in paths:
        named = not os.path.isdir(path)  # False too for what may not be looked at: `load` tells why
        for file in [path] if named else filter(_may_hold_an_article, _inside(path, exclude)):
            key = os.path.realpath(file)
            if named or key not in found:
                found[key] = Found(file, named)
    return list(found.values())


def passed_over(paths: Sequence[Path], exclude: Path | None = None) -> list[Path]:
    """The files in these folders that `discover` leaves out for their format (pictures, tables of numbers, programs).

    Not those that are no source at all: hidden ones, lists and copies of a knowledge base, what belongs to a page.
    """
    files = [file for path in paths if os.path.isdir(path) for file in _inside(path, exclude)]
    return [file for file in dict.fromkeys(files) if not _may_hold_an_article(file)]


def _may_hold_an_article(file: Path) -> bool:
    return file.suffix.lower() in (*SUFFIXES, *_UNREADABLE)


def _inside(folder: Path, exclude: Path | None) -> Iterator[Path]:
    """The files in a folder and the folders below it; each folder once, so that links may go in circles."""
    to_be = os.path.realpath(exclude / "kb") if exclude else ""
    home = exclude.resolve() if exclude and not folder.resolve().is_relative_to(exclude.resolve()) else None
    seen: set[str] = set()
    for at, folders, files in os.walk(folder, followlinks=True, onerror=_unlistable):
        real = os.path.realpath(at)
        within = home is not None and Path(real).is_relative_to(home)
        if real in seen or within or _is_index(real, folders):
            folders.clear()
            continue
        seen.add(real)
        lists = RESERVED if real == to_be or _is_kb(real) else frozenset()
        folders[:] = sorted(f for f in folders if not f.startswith(".") and not _is_of_a_page(f, files))
        for name in sorted(files):
            hidden = name.startswith((".", "~$"))  # ~$ is Word's note that a file is open
            if not hidden and name.casefold() not in lists:
                yield Path(at, name)


def _is_of_a_page(folder: str, beside: list[str]) -> bool:
    """Whether a folder has what a browser saved with a page beside it: pictures, frames, advertisements."""
    of = next((folder.removesuffix(end) for end in ("_files", ".files") if folder.endswith(end)), None)
    return of is not None and any(f"{of}{suffix}" in beside for suffix in _PAGES)


def _is_index(folder: str, inside: list[str]) -> bool:
    """Whether a folder is the index of a knowledge base: its texts are copies, and were they read, would grow."""
    return os.path.basename(folder) == "index" and any(_GENERATION.fullmatch(name) for name in inside)


def _is_kb(folder: str) -> bool:
    """Whether a folder is the `kb/` of a knowledge base that is built; any other may hold an article words.txt."""
    above, name = os.path.split(folder)
    return name == "kb" and os.path.isfile(os.path.join(above, "index", "manifest.json"))


def _unlistable(error: OSError) -> None:
    raise ArticleError(
        f"The folder {error.filename} cannot be read ({error.strerror}). Check its permissions."
    ) from error


def _text(data: bytes, suffix: str, name: str) -> tuple[str, int]:
    """The text of record, and what of a page is not in it."""
    # Imported here: a question asked of what is built already needs none of them, and should not wait for them.
    if suffix == ".pdf":
        from huabei_qa.articles.pdf import pdf_to_markdown

        return pdf_to_markdown(data, name), 0
    if suffix == ".docx":
        from huabei_qa.articles.word import word_to_markdown

        return word_to_markdown(data, name), 0
    if len(data) > _LARGEST:
        raise ArticleError(f"{name} has {len(data):,} bytes; an article has at most {_LARGEST:,}. Split it.")
    if suffix in _PAGES:
        from huabei_qa.articles.html import page_to_markdown

        return page_to_markdown(decode_page(data, name), name)
    return decode(data, name), 0


def _bytes(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
            raise ArticleError(f"{path} is no file but a pipe or a device. Save its text to a file first.")
        return path.read_bytes()
    except FileNotFoundError as error:
        if _ADDRESS.match(str(path)):
            raise ArticleError(
                f"{path} is an address: nothing is fetched from the web. Save the page in a browser, and name its file."
            ) from error
        raise ArticleError(f"There is no file {path}. Check the path.") from error
    except IsADirectoryError as error:
        raise ArticleError(f"{path} is a folder, not an article. Name the files in it.") from error
    except OSError as error:
        raise ArticleError(f"{path} cannot be read ({error.strerror}). Check its permissions.") from error
