from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import BIKE, TEA, loaded_modules

from huabei_qa import store
from huabei_qa.discovery import Candidate, discover
from huabei_qa.errors import ArticleError, KnowledgeBaseError, UsageError
from huabei_qa.knowledge.vocabulary import accept_words, propose_words
from huabei_qa.words import Words

PLAIN = Words()
MASH = ["洗净糖化锅再开火", "糖化锅要选结实", "每次用完糖化锅都晾干", "看见糖化锅不容易糊", "把糖化锅放在灶上"]
"""Clauses with a word that jieba does not know, in changing company."""
FILL = [
    "天气晴朗适合出门",
    "灶上烧水",
    "出门带伞",
    "结实耐穿",
    "开火做饭",
    "衣服晾干",
    "锅里有水",
    "糖放多了",
    "孩子喜欢画画",
    "周末去爬山",
    "电影票",
    "朋友聚会",
    "公园散步",
    "整理书架",
]


def found(texts: list[str], **options: int) -> list[str]:
    return [c.word for c in discover(texts, PLAIN, **options)]


def test_a_word_that_is_cut_in_pieces_is_found_with_its_figures() -> None:
    (one,) = discover(MASH + FILL, PLAIN)
    pieces = tuple(PLAIN.cut("糖化锅"))
    assert len(pieces) > 1
    cut = [PLAIN.cut(text) for text in MASH + FILL]
    total = sum(map(len, cut))
    times = {piece: sum(clause.count(piece) for clause in cut) for piece in pieces}
    assert (one.word, one.pieces, one.count) == ("糖化锅", pieces, 5)
    assert len(pieces) == 2
    assert one.cohesion == pytest.approx(math.log2(5 * total / (times[pieces[0]] * times[pieces[1]])))
    assert one.left == pytest.approx(math.log2(5))  # five occurrences, five different neighbours
    assert one.right == pytest.approx(math.log2(5))
    assert one.example == "洗净糖化锅再开火"
    assert one.to_dict() == {
        "word": "糖化锅",
        "pieces": list(pieces),
        "count": 5,
        "cohesion": round(one.cohesion, 2),
        "left_entropy": 2.32,
        "right_entropy": 2.32,
        "example": "洗净糖化锅再开火",
    }


def test_what_is_kept_whole_is_not_proposed() -> None:
    assert discover(MASH + FILL, Words(("糖化锅",))) == []
    assert found([text.replace("糖化锅", "微波炉") for text in MASH] + FILL) == []


def test_what_is_rare_is_not_proposed() -> None:
    assert found(MASH + FILL, min_count=5) == ["糖化锅"]
    assert found(MASH + FILL, min_count=6) == []
    assert found(MASH[:2] + FILL) == []
    assert found(MASH[:2] + FILL, min_count=1) == ["糖化锅"]  # two at least


def test_a_clause_that_stands_there_again_is_no_new_evidence() -> None:
    assert found(MASH[:2] * 9 + FILL) == []


def test_what_always_stands_with_the_same_is_no_word_of_its_own() -> None:
    texts = [text.replace("糖化锅", "铜糖化锅") for text in MASH]
    assert found(texts + FILL) == ["铜糖化锅"]


@pytest.mark.parametrize("around", ["{}的", "的{}", "三个{}", "{}里", "我们{}"])
def test_function_words_and_amounts_are_no_part_of_a_word(around: str) -> None:
    texts = [text.replace("糖化锅", around.format("糖化锅")) for text in MASH]
    assert all(word == "糖化锅" for word in found(texts + FILL))


@pytest.mark.parametrize("token", ["2024", "3.5", "二十五", "hello world", "，。"])
def test_numbers_foreign_words_and_marks_are_no_words(token: str) -> None:
    assert found([text.replace("糖化锅", token) for text in MASH] + FILL) == []


def test_of_candidates_that_hold_one_another_the_best_is_shown() -> None:
    texts = [*MASH, "黄铜糖化锅贵", "擦亮黄铜糖化锅", "一口黄铜糖化锅", "黄铜糖化锅重"]
    first = discover(texts + FILL, PLAIN)
    assert [c.word for c in first] == ["糖化锅"]
    assert [c.word for c in discover(texts + FILL, Words(("糖化锅",)), min_count=2)] == ["黄铜糖化锅"]


def test_known_words_in_a_row_must_be_twice_as_frequent() -> None:
    clauses = ["申请临时额度要证明", "临时额度会到期", "提高临时额度", "节日临时额度", "银行给临时额度", "看临时额度"]
    assert PLAIN.cut("临时额度") == ["临时", "额度"]
    assert found(clauses[:5] + FILL) == []
    assert found(clauses + FILL) == ["临时额度"]


def test_the_example_is_as_written_and_short() -> None:
    texts = [text.replace("锅", "鍋") for text in MASH]
    before = "昨天下了一整天的大雨到了晚上才停"
    (one,) = discover([f"{before},{texts[0]},{before}", *texts[1:], *FILL], PLAIN)
    assert (one.word, one.example) == ("糖化锅", "…的大雨到了晚上才停,洗净糖化鍋再开火,昨天下了一整天的…")


def test_the_better_comes_first_and_no_more_than_asked_for() -> None:
    other = [text.replace("糖化锅", "酒曲粉") for text in MASH[:3]]
    ranked = discover(MASH + other + FILL, PLAIN)
    assert [c.word for c in ranked] == ["糖化锅", "酒曲粉"]
    assert [c.score for c in ranked] == sorted((c.score for c in ranked), reverse=True)
    assert discover(MASH + other + FILL, PLAIN, limit=1) == ranked[:1]


def test_single_characters_count_for_a_word() -> None:
    figures = {"count": 8, "cohesion": 6.0, "left": 2.0, "right": 3.0}
    whole, mixed, single = (Candidate("", p, **figures) for p in (("甲乙", "丙丁"), ("甲乙", "丙"), ("甲", "乙")))
    assert (whole.score, mixed.score, single.score) == pytest.approx((12, 24, 36))


def test_nothing_comes_of_nothing() -> None:
    assert discover([], PLAIN) == discover(["", "。。"], PLAIN) == []


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A knowledge base to be: articles in `kb`, not built."""
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb" / "酿酒.txt").write_text("\n".join([*MASH, *FILL, "发表评论", "糖化锅"]), encoding="utf-8")
    (tmp_path / "kb" / "茶.txt").write_text(TEA, encoding="utf-8")
    return tmp_path


def test_words_of_a_knowledge_base_and_of_a_folder(home: Path) -> None:
    assert [c.word for c in propose_words(home)] == ["糖化锅"]
    assert propose_words(home / "kb") == propose_words(home)
    assert propose_words(home, min_count=9) == propose_words(home, limit=0) == []
    (home / "kb" / "words.txt").write_text("糖化锅\n", encoding="utf-8")
    assert propose_words(home) == []


def test_in_a_folder_that_is_no_knowledge_base_words_txt_is_an_article(home: Path) -> None:
    folder = (home / "kb").rename(home / "articles")
    (before,) = propose_words(folder)
    (folder / "words.txt").write_text("糖化锅\n", encoding="utf-8")
    (now,) = propose_words(folder)
    assert (now.word, now.count) == ("糖化锅", before.count + 1)


def test_what_cannot_be_read_is_left_out(home: Path) -> None:
    (home / "kb" / "old.doc").write_bytes(b"\xd0\xcf")
    (home / "kb" / "empty.txt").write_bytes(b"")
    assert [c.word for c in propose_words(home)] == ["糖化锅"]


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="holds no article"):
        propose_words(tmp_path)
    with pytest.raises(ArticleError, match="no folder"):
        propose_words(tmp_path / "nowhere")


def test_accepted_words_are_added_behind_what_is_there(home: Path) -> None:
    path = home / "kb" / "words.txt"
    path.write_bytes("# 自己的词\n出汤  # 倒出来\n\n闷泡".encode())
    assert accept_words(home, ["糖化鍋", "出汤", "糖化锅", "\uff29pa啤酒"]) == ["糖化鍋", "\uff29pa啤酒"]
    assert path.read_text(encoding="utf-8") == "# 自己的词\n出汤  # 倒出来\n\n闷泡\n糖化鍋\n\uff29pa啤酒\n"
    before = path.stat().st_mtime_ns
    assert accept_words(home, ["糖化锅", "闷泡"]) == []
    assert path.stat().st_mtime_ns == before
    assert set(Words.from_folder(home / "kb").own) == {"出汤", "闷泡", "糖化锅", "ipa啤酒"}


def test_the_line_ends_of_windows_are_kept(home: Path) -> None:
    path = home / "kb" / "words.txt"
    path.write_bytes("\ufeff# 词\r\n出汤".encode())
    accept_words(home, ["糖化锅"])
    assert path.read_bytes().decode() == "# 词\r\n出汤\r\n糖化锅\r\n"


def test_a_list_in_gbk_is_one_in_utf8_once_words_are_added(home: Path) -> None:
    path = home / "kb" / "words.txt"
    path.write_bytes("# 自己的词\r\n出汤".encode("gbk"))
    assert accept_words(home, ["出汤", "糖化锅"]) == ["糖化锅"]
    assert path.read_bytes().decode("utf-8") == "# 自己的词\r\n出汤\r\n糖化锅\r\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions, and links need a privilege there")
@pytest.mark.parametrize("mode", [0o600, 0o664, 0o444], ids=oct)
def test_a_list_stays_where_a_link_leads_and_as_private_as_it_is(home: Path, tmp_path: Path, mode: int) -> None:
    kept, link = tmp_path / "lists" / "mine.txt", home / "kb" / "words.txt"
    kept.parent.mkdir()
    kept.write_text("出汤\n", encoding="utf-8")
    kept.chmod(mode)
    link.symlink_to(kept)
    accept_words(home, ["糖化锅"])
    assert (link.is_symlink(), kept.stat().st_mode & 0o777) == (True, mode)
    assert kept.read_text(encoding="utf-8") == "出汤\n糖化锅\n"
    assert [p.name for p in kept.parent.iterdir()] == ["mine.txt"]


def test_a_first_list_says_what_it_is(home: Path) -> None:
    assert accept_words(home, ["糖化锅"]) == ["糖化锅"]
    first, second = (home / "kb" / "words.txt").read_text(encoding="utf-8").splitlines()
    assert first.startswith("# ")
    assert second == "糖化锅"
    assert [p.name for p in (home / "kb").iterdir() if p.name.startswith(".new-")] == []


@pytest.mark.parametrize("word", ["", "  ", "两 个", "#词", "词#", "词\n词", "词\x00"])
def test_what_is_no_word_is_refused_and_nothing_is_written(home: Path, word: str) -> None:
    with pytest.raises(UsageError, match="no word"):
        accept_words(home, ["糖化锅", word])
    assert not (home / "kb" / "words.txt").exists()


def test_a_folder_that_is_no_knowledge_base_takes_no_words(home: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match="no knowledge base"):
        accept_words(home / "kb", ["糖化锅"])


def test_words_are_not_written_while_a_build_is_at_work(home: Path) -> None:
    with store.writing(home), pytest.raises(KnowledgeBaseError, match="Another build"):
        accept_words(home, ["糖化锅"])
    assert not (home / "kb" / "words.txt").exists()


def test_words_are_proposed_without_models(home: Path) -> None:
    code = f"from huabei_qa.knowledge.vocabulary import propose_words\nassert propose_words({str(home)!r})"
    ran = subprocess.run(
        [sys.executable, "-c", loaded_modules(code)], capture_output=True, encoding="utf-8", check=True
    )
    assert set(ran.stdout.split()) & {"torch", "onnxruntime", "faiss", "tokenizers", "sentence_transformers"} == set()


def test_an_article_of_another_kind_has_no_new_words() -> None:
    assert found([BIKE, TEA]) == []
