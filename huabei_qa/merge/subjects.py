"""Whether two articles are on one subject: only then can their statements say the same.

按时还款 in an article on one credit is no second source for what an article on another says, and 买错了能退吗 is
answered otherwise by every shop, however alike the words are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

SAID = 2
"""Times that an article says a word which it is about; its title counts as one."""
SHARED = 0.55
"""Share of what one article is about that the other says as well, both ways."""


class Subjects:
    """What articles are about: the words of a title that its article says again.

    `titles` gives the content words of each article's title with their rarity (as a logarithm), `said` (article,
    content words) of each of its statements. A shared word counts by the square of its rarity, as in the cosine of two
    vectors that are weighed by it: 白条 tells more of a subject than 额度.
    """

    def __init__(self, titles: Mapping[str, Mapping[str, float]], said: Iterable[tuple[str, Collection[str]]]) -> None:
        counts = {article: Counter(title.keys()) for article, title in titles.items()}
        for article, words in said:
            counts[article].update(set(words))
        self._titles = titles
        self._says = {a: {word for word, times in count.items() if times >= SAID} for a, count in counts.items()}

    def one(self, article: str, other: str) -> bool:
        """Whether both are on one subject. An article whose title tells nothing is on one with no other."""
        return article == other or min(self._shared(article, other), self._shared(other, article)) >= SHARED

    def _shared(self, article: str, other: str) -> float:
        title = self._titles[article]
        about = {word: title[word] ** 2 for word in self._says[article] & title.keys()}
        shared = about.keys() & (self._says[other] | self._titles[other].keys())
        return sum(about[word] for word in shared) / sum(about.values()) if about else 0.0
