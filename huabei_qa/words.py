"""Words of Chinese text: normalised, cut by jieba with the knowledge base's own words, and character pairs.

Search-mode words together with pairs of neighbouring characters were the best cheap analysis of Chinese for
BM25 (see docs/decisions.md); words of one character are kept. Question and passage go through the same.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huabei_qa.errors import KnowledgeBaseError, reading_shipped
from huabei_qa.text import without_surrogates

if TYPE_CHECKING:
    from jieba import Tokenizer

VERSION = "2"
"""Changes whenever the same text would be cut otherwise; part of the fingerprint."""
DICTIONARY = "f6665faf9eeacfe49b2a498180cee3693da0641d489227cc29252a2a49075058"
"""sha256 of the dictionary that this version cuts by. A test compares it: to hash the file with every new process would
cost 2 ms."""

_MODELS = Path(__file__).resolve().parent / "models" / "words"
_STOPWORDS = Path(__file__).resolve().parent / "data" / "stopwords.txt"
_HAN_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+")
_KEPT = re.compile(r"\w")
GAP = "..."
"""What … in a synonym is, normalised."""
_WIDESTGAP = 8  # characters between the halves of a synonym such as 提升…额度
_PAYS_BACK = re.compile(
    r"还(?:(?=不[上起完清]|不了(?!解)|得[上起完清]|上(?![面次个班学])|[清完掉给款钱贷\d两三四五六七八九十几]|最低|多少|回[来去]|一[半点部])"
    r"|(?=的?[话吗嘛呢吧啊呀了]*[?!。,]?$)|(?<=[么咋样]还)(?=$|[\s?,])"
    r"|(?:(?<=(?:提前|按时|准时|如何|到期|时候|何时|几号|忘了|忘记|分期|自动)还)|(?<=一次性还))(?![是有能会要想可没在行差剩得不算需应用给]))"
)
"""还 that is to pay or give back, not 还 that is still: 怎么还, 还不上了."""


class Words:
    """The analyser of one knowledge base. Texts in, terms out; nothing global is touched.

    `own` are domain words that jieba must keep whole; `synonyms` are groups of expressions that mean the same,
    in which `提升…额度` stands for the two with a few characters between. Jieba is loaded on first use.
    """

    def __init__(self, own: tuple[str, ...] = (), synonyms: tuple[tuple[str, ...], ...] = ()) -> None:
        self.own = tuple(sorted({normalise(w) for w in own}))
        self.synonyms = tuple(tuple(normalise(w) for w in group) for group in synonyms)
        self._lock = threading.Lock()

    @classmethod
    def from_folder(cls, folder: Path) -> Words:
        """With the `words.txt` and `synonyms.txt` of a knowledge base's `kb` folder, where there are such files."""
        own = tuple(line.split()[0] for line in entries(folder / "words.txt"))
        synonyms = tuple(tuple(line.split()) for line in entries(folder / "synonyms.txt"))
        return cls(own, synonyms)

    @classmethod
    def from_bytes(cls, data: bytes) -> Words:
        """What `to_bytes` has written. Raises ValueError, or what another shape brings, for anything else."""
        held = json.loads(data.decode("utf-8", "surrogatepass"))
        words = cls()
        # As they are: normalising them again would change some (薴 becomes 苧, and 苧 then 苎).
        words.own = tuple(held["own"])
        words.synonyms = tuple(tuple(group) for group in held["synonyms"])
        return words

    def to_bytes(self) -> bytes:
        """The words and the groups of synonyms, to be kept with what was built by them."""
        text = json.dumps({"own": self.own, "synonyms": self.synonyms}, ensure_ascii=False, indent=0)
        return text.encode("utf-8", "surrogatepass")

    @property
    def fingerprint(self) -> str:
        """Equal only for analysers that cut alike."""
        content = json.dumps([VERSION, self.own, self.synonyms], ensure_ascii=False)
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def terms(self, text: str) -> list[str]:
        """All terms of a text, in order, repeats kept: words, pairs of characters, and marks of synonym groups."""
        plain = normalise(text)
        return self._searched(plain) + list(pairs(plain)) + self._groups(plain)

    def within(self, word: str) -> list[str]:
        """The content words of two characters or more in a longer one: 地铁 in 坐地铁."""
        return [w for w in self._searched(word) if 1 < len(w) < len(word) and w not in self.stopwords]

    def content_terms(self, text: str) -> list[str]:
        """The words that say what a question is about: each once, without function words and synonym marks."""
        return list(dict.fromkeys(word for _, word in self._placed(normalise(text))))

    def content_with_marks(self, text: str) -> list[tuple[str, ...]]:
        """Each content word of a text with the marks of the synonym groups that it is part of there.

        A passage that has any of these says the same: 提额 is said by 提升额度.
        """
        plain = normalise(text)
        matches = self._matches(plain)
        marks: dict[str, list[str]] = {}
        for (start, end), word in self._placed(plain):
            inside = (m for m, spans in matches for s, e in spans if s <= start and end <= e)
            marks.setdefault(word, []).extend(inside)
        return [(word, *dict.fromkeys(found)) for word, found in marks.items()]

    def rarity(self, word: str) -> float:
        """ln(1 / share of this word among the words that jieba's dictionary counted); a word it does not know counts
        as met once.
        """
        return math.log(self._tokenizer.total / max(1, self._tokenizer.FREQ.get(word, 1)))

    def terms_within(self, expression: str) -> list[str]:
        """Terms that every text has which has this normalised expression; a mark within it (T+1) is none."""
        return list(pairs(expression)) or [piece for piece in self._cut(expression) if _KEPT.search(piece)]

    def cut(self, text: str) -> list[str]:
        """The text, normalised, in the pieces that are kept whole, marks and spaces included."""
        return self._cut(normalise(text))

    def _searched(self, plain: str) -> list[str]:
        """The words of a normalised text, and those within them."""
        with self._lock:
            return [w for w in self._tokenizer.cut_for_search(plain, HMM=False) if _KEPT.search(w)]

    def _cut(self, plain: str) -> list[str]:
        with self._lock:
            return list(self._tokenizer.cut(plain, HMM=False))

    def ends(self, plain: str) -> set[int]:
        """Where pieces of a normalised text begin and end."""
        return {0, *accumulate(map(len, self._cut(plain)))}

    @cached_property
    def stopwords(self) -> frozenset[str]:
        """Function words of questions: they tell how is asked, not about what."""
        return frozenset(normalise(line) for line in entries(_STOPWORDS))

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return _tokenizer(self.own)

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], ...], ...]:
        """For each group of synonyms its expressions, the longest first."""
        gap = f"[^。！？!?;,]{{0,{_WIDESTGAP}}}?"
        return tuple(
            tuple(
                re.compile(gap.join(f"({re.escape(piece)})" for piece in expression.split(GAP)))
                for expression in sorted(group, key=len, reverse=True)
            )
            for group in self.synonyms
        )

    def _groups(self, plain: str) -> list[str]:
        """A mark for each group of synonyms that the text has a member of, as often as it has one."""
        return [mark for mark, _ in self._matches(plain)]

    def _matches(self, plain: str) -> list[tuple[str, list[tuple[int, int]]]]:
        """Marks of synonym groups, with the spans of their words: of whole ones, 取现 in 领取现金 is none."""
        if not any(pattern.search(plain) for patterns in self._patterns for pattern in patterns):
            return []
        ends = self.ends(plain)
        return [
            (f"={number}", spans)
            for number, patterns in enumerate(self._patterns)
            for spans in _of_group(plain, patterns, ends)
        ]

    def _placed(self, plain: str) -> list[tuple[tuple[int, int], str]]:
        """The content words of a normalised text, with their spans."""
        words = self._cut(plain)
        ends = list(accumulate(map(len, words)))
        placed = [((end - len(word), end), word) for word, end in zip(words, ends, strict=True)]
        said = {match.start() for match in _PAYS_BACK.finditer(plain)}
        return [
            (span, word)
            for span, word in placed
            if _KEPT.search(word) and (word not in self.stopwords or (word == "还" and span[0] in said))
        ]


def _of_group(plain: str, patterns: Sequence[re.Pattern[str]], ends: set[int]) -> list[list[tuple[int, int]]]:
    """Spans of the expressions of a group, in order; where several overlap the longer expression's.

    `ends`: where words begin and end; an expression is made of whole ones.
    """
    taken: list[list[tuple[int, int]]] = []
    for pattern in patterns:
        match = pattern.search(plain)
        while match and match.group():  # an expression that is nothing but a gap finds nothing
            spans, (start, end) = list(match.regs[1:]), match.span()
            whole = all({*span} <= ends for span in spans)
            if whole and all(end <= other[0][0] or other[-1][1] <= start for other in taken):
                taken.append(spans)
                match = pattern.search(plain, end)
            else:
                match = pattern.search(plain, start + 1)
    return sorted(taken)


def normalise(text: str) -> str:
    """Full width to half, traditional to simplified, capitals to small: for comparing, never for showing."""
    return simplified(unicodedata.normalize("NFKC", without_surrogates(text))).lower()


def simplified(text: str) -> str:
    """Traditional characters to simplified ones; all else stays."""
    found: str = _simplifier().convert(without_surrogates(text))
    return found


@cache
def _simplifier() -> Any:  # OpenCC has no types
    from opencc import OpenCC

    return OpenCC("t2s")


def pairs(plain: str) -> Iterator[str]:
    """Pairs of neighbouring Chinese characters; a character that stands alone is a word already."""
    for run in _HAN_RUN.findall(plain):
        for i in range(len(run) - 1):
            yield run[i : i + 2]


def entries(path: Path) -> list[str]:
    """The lines of a word list in UTF-8 or GB18030: `#` begins a comment. A missing file is an empty list."""
    try:
        text = decoded(path.read_bytes())
    except FileNotFoundError:
        return []
    except OSError as error:
        told = f"The word list {path} cannot be read ({error.strerror})"
        raise KnowledgeBaseError(told, "Check the path and its permissions.") from error
    except UnicodeDecodeError as error:
        told = f"The word list {path} is neither in UTF-8 nor in GB18030"
        raise KnowledgeBaseError(told, "Save it as UTF-8.") from error
    if "\0" in text:  # which the dictionary cannot look up
        raise KnowledgeBaseError(f"The word list {path} has a NUL in it", "Save it as UTF-8.")
    return [entry for line in text.splitlines() if (entry := line.split("#")[0].strip())]


def decoded(content: bytes) -> str:
    """A list as text; Notepad of a Chinese Windows saves GBK. What neither encoding has is an error of the second."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


class _Frequencies(dict[str, int]):
    """jieba's prefix dictionary over a compact trie: looked up when asked, own words first."""

    def __init__(self, trie: Any) -> None:
        super().__init__()
        self._trie = trie

    def __missing__(self, key: str) -> int:
        found = self._trie.get(key)
        if found is None:
            raise KeyError(key)
        self[key] = int(found[0][0])
        return self[key]

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or key in self._trie

    def get(self, key: str, default: Any = None) -> Any:
        """As of a dictionary that holds every word."""
        try:
            return self[key]
        except KeyError:
            return default


def _tokenizer(own: tuple[str, ...]) -> Tokenizer:
    """A tokenizer of our own: jieba's words and `own`, apart from the one that `import jieba` shares.

    Raises ModelError if the shipped words are missing or damaged.
    """
    import jieba
    import marisa_trie

    with reading_shipped(_MODELS):
        # Read through Python, 2 MB: marisa opens paths by a narrow interface that Windows limits to its code page.
        trie = marisa_trie.RecordTrie("<I").frombytes((_MODELS / "jieba.marisa").read_bytes())
        total = int(json.loads((_MODELS / "jieba.json").read_text(encoding="utf-8"))["total"])
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ = _Frequencies(trie)
    tokenizer.total = total
    tokenizer.initialized = True
    tokenizer.lock = threading.RLock()
    for word in own:
        tokenizer.add_word(word, tokenizer.suggest_freq(word) * 10 + 100)
    return tokenizer
