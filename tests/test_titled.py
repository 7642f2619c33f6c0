"""What the title of an article says of its passages."""

from __future__ import annotations

import numpy as np
import pytest

from huabei_qa.knowledge.titled import SHARE, Titles
from huabei_qa.records import Passage, Role
from huabei_qa.terms import TermIndex

SAID = (("茶", "泡", "法"), ("水", "热"), ("茶", "苦"), ("锅", "洗"), ("水", "冷"))
"""Terms of five passages: a title and two below it, another title and one below that."""


def passages(sources: str) -> list[Passage]:
    return [
        Passage("x", "", source, (), Role.TITLE if at in (0, 3) else Role.ITEM, 0, 1, "x", "", 0, -1)
        for at, source in enumerate(sources)
    ]


def test_a_word_of_the_title_counts_in_part_for_what_stands_below_it_without_it() -> None:
    index = TermIndex.build(SAID)
    rows, weights = index.weights("茶")
    assert rows.tolist() == [0, 2]
    found = Titles.of(passages("aaabb")).bm25(index, ["茶", "苦", "洗", "酒"], [1, 2, 4])
    washed = float(index.weights("洗")[1][0])
    np.testing.assert_allclose(found, [SHARE * weights.mean(), 0, SHARE * washed], rtol=1e-6)


@pytest.mark.parametrize(("sources", "rows"), [("aaaaa", [1, 2, 4]), ("aaabb", [])])
def test_in_one_article_alone_titles_say_nothing(sources: str, rows: list[int]) -> None:
    found = Titles.of(passages(sources)).bm25(TermIndex.build(SAID), ["茶", "洗"], rows)
    assert found.tolist() == [0.0] * len(rows)
