"""The records of keeping articles: which are held, what a write has changed, what `check` has found. All are frozen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file within a folder that could not be read as an article."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article of a knowledge base, as a list shows it."""

    source: str
    """What is cited, such as `kb/article.txt`."""
    title: str
    names: tuple[str, ...]
    """Its file names in `kb/`, sorted; more than one where several files had the same text."""
    originals: tuple[str, ...]
    """For each name the name of the file it came from."""
    passages: int
    size: int
    """Bytes of its text in UTF-8."""
    sha256: str
    """Of those bytes."""

    def to_dict(self) -> dict[str, object]:
        """As `list --json` prints an article."""
        return {
            "source": self.source,
            "title": self.title,
            "names": list(self.names),
            "originals": list(self.originals),
            "passages": self.passages,
            "size": self.size,
            "sha256": self.sha256,
        }


@dataclass(frozen=True, slots=True)
class Change:
    """What building, adding or removing has changed; names are those of `kb/`."""

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    """Names whose text is another now."""
    removed: tuple[str, ...]
    articles: int
    """Distinct articles held now."""
    passages: int
    embedded: int
    """Texts given to the encoder; all others were known."""
    written: bool
    """Whether a new state was put in force. False: nothing has changed."""
    skipped: tuple[Skipped, ...] = ()
    """Files that could not be read. What was held of them before is held still."""
    passed_over: tuple[str, ...] = ()
    """Paths of the files in the named folders that are of no format of articles, such as pictures."""
    left: tuple[str, ...] = ()
    """Names of removed articles whose files stay in `kb/`, because huabei-qa did not write them."""
    model_before: str = ""
    """The model of the state before, if it was another: then everything was embedded again."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that `check` has found."""

    what: str
    remedy: str
    harmless: bool = False
    """Left by an interrupted write: answers are right, and the next write clears it."""
