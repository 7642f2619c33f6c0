from __future__ import annotations

import hashlib
import logging
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from huabei_qa.errors import KnowledgeBaseError, ModelError
from huabei_qa.words import DICTIONARY, Words, normalise

SAMPLES = (
    "我来到北京清华大学,结果发现图书馆今天闭馆。",
    "小明硕士毕业于中国科学院计算所,后在日本京都大学深造。",
    "支付宝里的余额宝收益怎么算,提前还款要不要手续费?",
    "冬天把面团放进烤箱发酵,旁边摆一碗热水,半小时翻一次。",
    "iPhone 15 pro max 的电池用了3年零6个月还剩87.5%",
    "龘靐齉 𠮷野家 🍵 e\u0301 \x00",
    "一二三四五六七八九十,了的是不在有",
)


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(own=("花呗", "芝麻信用分", "提额"), synonyms=(("提额", "提升…额度", "涨…额度"), ("逾期", "晚还")))


@pytest.mark.parametrize(
    "files", [{}, {"jieba.marisa": b""}, {"jieba.marisa": b"tea"}, {"jieba.json": b"{"}, {"jieba.json": b"{}"}]
)
def test_damaged_shipped_words_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, bytes]
) -> None:
    folder = tmp_path / "words"
    if files:
        shutil.copytree(ROOT / "huabei_qa" / "models" / "words", folder)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    monkeypatch.setattr("huabei_qa.words._MODELS", folder)
    with pytest.raises(ModelError, match=r"words is missing or damaged .*Reinstall huabei-qa"):
        Words().cut("泡茶")


def test_the_shipped_trie_cuts_as_the_dictionary_of_jieba_does(tmp_path: Path) -> None:
    import jieba

    jieba.setLogLevel(logging.ERROR)
    reference = jieba.Tokenizer()
    reference.tmp_dir = str(tmp_path)
    ours = Words()._tokenizer
    for text in map(normalise, SAMPLES):
        assert ours.lcut(text, HMM=False) == reference.lcut(text, HMM=False)
        assert ours.lcut_for_search(text, HMM=False) == reference.lcut_for_search(text, HMM=False)
        assert ours.lcut(text, cut_all=True) == reference.lcut(text, cut_all=True)


def test_another_dictionary_is_another_version() -> None:
    shipped = (ROOT / "huabei_qa" / "models" / "words" / "jieba.marisa").read_bytes()
    assert hashlib.sha256(shipped).hexdigest() == DICTIONARY, "raise words.VERSION, and write the new hash beside it"


def test_own_words_stay_whole(words: Words) -> None:
    assert words.content_terms("芝麻信用分高的花呗能提额") == ["芝麻信用分", "高", "花呗", "提额"]
    assert "花呗" not in Words().content_terms("花呗额度")


def test_terms_are_search_words_then_pairs_then_synonyms(words: Words) -> None:
    assert words.terms("提升花呗的额度!") == (
        ["提升", "花呗", "的", "额度", "提升", "升花", "花呗", "呗的", "的额", "额度", "=0"]
    )


def test_words_of_one_character_are_kept(words: Words) -> None:
    assert words.terms("水") == ["水"]
    assert words.content_terms("茶叶苦") == ["茶叶", "苦"]


def test_repeats_are_kept_in_terms_and_dropped_in_content_terms(words: Words) -> None:
    assert words.terms("茶,茶") == ["茶", "茶"]
    assert words.content_terms("茶,茶") == ["茶"]


def test_words_stand_within_words(words: Words) -> None:
    assert [words.within(word) for word in ("坐地铁", "地铁", "有用吗")] == [["坐地", "地铁"], [], ["有用"]]


def test_function_words_say_nothing_about_the_subject(words: Words) -> None:
    assert words.content_terms("怎么提升我的额度呢?") == ["提升", "额度"]
    assert {"的", "怎么", "吗"} <= words.stopwords


@pytest.mark.parametrize(
    ("question", "content"),
    [
        ("还不上了怎么办", ["还"]),
        ("怎么还", ["还"]),
        ("可以还5000吗", ["还", "5000"]),
        ("什么时候还", ["还"]),
        ("还了以后呢", ["以后"]),
        ("怎么还不涨", ["涨"]),
        ("还能吗", []),
        ("还不了解", ["了解"]),
        ("逾期还能涨额度吗", ["逾期", "涨", "额度"]),
    ],
)
def test_to_pay_back_is_no_function_word(words: Words, question: str, content: list[str]) -> None:
    assert words.content_terms(question) == content


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("怎么提额", ["=0"]),
        ("提升一下额度", ["=0"]),
        ("提升我的花呗消费额度", ["=0"]),
        ("提升我在这里的花呗消费总额度", []),
        ("提升。额度", []),
        ("涨额度,再涨一点额度", ["=0", "=0"]),
        ("晚還了還能漲額度嗎", ["=0", "=1"]),
        ("额度提升", []),
    ],
)
def test_expressions_of_one_meaning_share_a_mark(words: Words, text: str, groups: list[str]) -> None:
    assert [t for t in words.terms(text) if t.startswith("=")] == groups


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\uff21\uff22\uff23\uff11\uff12\uff13！？", "abc123!?"),
        ("花唄怎麼提升額度", "花呗怎么提升额度"),
        ("iPhone", "iphone"),
        ("①", "1"),
        ("茶\ud800", "茶\ufffd"),
        ("", ""),
    ],
)
def test_normalise_evens_out_width_case_and_script(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("花呗提额", "花唄提額"), ("\uff26\uff21\uff31", "faq"), ("芝麻信用分", "芝麻信用分"), ("信用卡", "信用卡")],
)
def test_texts_that_differ_in_form_only_have_equal_terms(words: Words, one: str, other: str) -> None:
    assert words.terms(one) == words.terms(other)
    assert words.content_terms(one) == words.content_terms(other)


def test_content_words_know_what_says_the_same(words: Words) -> None:
    marked = words.content_with_marks
    assert marked("花呗去提额") == [("花呗",), ("提额", "=0")]
    assert marked("怎么提升我的花呗额度") == [("提升", "=0"), ("花呗",), ("额度", "=0")], "花呗 only stands between"
    assert marked("提升花呗。额度") == [("提升",), ("花呗",), ("额度",)]
    assert marked("怎么提升贷款增加的额度") == [("提升", "=0"), ("贷款",), ("增加",), ("额度", "=0")]
    assert marked("额度 怎么提升额度") == [("额度", "=0"), ("提升", "=0")], "said twice, once within an expression"


@pytest.mark.parametrize("text", ["价格上涨了能提升额度吗", "上涨后怎么提升额度"])
def test_part_of_a_word_hides_no_expression_behind_it(words: Words, text: str) -> None:
    assert [t for t in words.terms(text) if t.startswith("=")] == ["=0"]
    assert {("提升", "=0"), ("额度", "=0")} <= set(words.content_with_marks(text))


def test_the_longest_expression_of_a_group_is_taken_and_only_of_whole_words() -> None:
    words = Words(synonyms=(("提高", "提高额度", "提高额"), ("套现", "取现")))
    assert words.content_with_marks("提高额度") == [("提高", "=0"), ("额度", "=0")]
    assert [t for t in words.terms("可以领取现金红包") if t.startswith("=")] == []
    assert words.content_with_marks("可以取现") == [("取现", "=1")]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_terms(text: str) -> None:
    analyser = Words(own=("花呗",), synonyms=(("a…b", "c"),))
    assert all(term.strip() for term in analyser.terms(text))
    assert len(set(analyser.content_terms(text))) == len(analyser.content_terms(text))


def test_word_lists_of_a_folder_are_read_without_comments(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("\ufeff# 说明\n花呗 # 注\n\n提额\n", encoding="utf-8")
    (tmp_path / "synonyms.txt").write_text("提额 提升…额度\n", encoding="utf-8")
    read = Words.from_folder(tmp_path)
    assert (read.own, read.synonyms) == (("提额", "花呗"), (("提额", "提升...额度"),))
    assert Words.from_folder(tmp_path / "nowhere").own == ()


def test_a_word_list_that_cannot_be_opened_is_not_said_to_be_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "words.txt").mkdir()
    with pytest.raises(KnowledgeBaseError, match=r"cannot be read \([^)]+\)\. Check the path and its permissions"):
        Words.from_folder(tmp_path)


def test_a_word_list_may_be_saved_by_a_chinese_windows(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_bytes("花呗 # 产品\r\n".encode("gb18030"))
    assert Words.from_folder(tmp_path).own == ("花呗",)
    (tmp_path / "words.txt").write_bytes(b"\x89PNG\xff\xff")
    with pytest.raises(KnowledgeBaseError, match=r"words\.txt is neither in UTF-8 nor in GB18030"):
        Words.from_folder(tmp_path)


@pytest.mark.parametrize("name", ["words.txt", "synonyms.txt"])
@pytest.mark.parametrize("content", ["花\0呗\n".encode(), "提额\n".encode("utf-16-le") + b"a\0"])
def test_a_word_list_with_a_nul_is_told_of(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(KnowledgeBaseError) as caught:
        Words.from_folder(tmp_path)
    assert str(caught.value) == f"The word list {tmp_path / name} has a NUL in it. Save it as UTF-8."


def test_the_fingerprint_changes_with_what_cuts_otherwise() -> None:
    base = Words(("花呗", "提额"), (("a", "b"),))
    assert base.fingerprint == Words(("提额", "花呗", "花唄"), (("a", "b"),)).fingerprint
    others = [Words(("花呗",), (("a", "b"),)), Words(("花呗", "提额"), (("a", "c"),)), Words()]
    assert len({base.fingerprint, *(w.fingerprint for w in others)}) == 4


@pytest.mark.parametrize(
    "words", [Words(), Words(("薴烯", "花唄"), (("薴烯", "檸檬烯"), ("提额", "提升…额度"))), Words(("\ud800词",))]
)
def test_what_was_stored_is_read_back_as_it_is(words: Words) -> None:
    again = Words.from_bytes(words.to_bytes())
    assert (again.own, again.synonyms, again.fingerprint) == (words.own, words.synonyms, words.fingerprint)


def test_threads_get_the_same_terms() -> None:
    fresh = Words(own=("花呗",))
    expected = [Words(own=("花呗",)).terms(s) for s in SAMPLES]
    found: list[list[list[str]]] = []
    threads = [threading.Thread(target=lambda: found.append([fresh.terms(s) for s in SAMPLES])) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 6


def test_the_shared_jieba_is_untouched_and_nothing_is_written(tmp_path: Path) -> None:
    code = (
        "import jieba\n"
        "from huabei_qa.words import Words\n"
        "print(Words(own=('花呗',)).content_terms('花呗额度'))\n"
        "print(jieba.dt.initialized, len(jieba.dt.FREQ))\n"
    )
    environment = {"TMPDIR": str(tmp_path), "TEMP": str(tmp_path), "TMP": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=True
    )
    assert ran.stdout.splitlines() == ["['花呗', '额度']", "False 0"]
    assert ran.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_rare_words_are_told_from_common_ones() -> None:
    words = Words(("青石镇",))
    assert words.rarity("一个") < words.rarity("图书馆") < words.rarity("青石镇") < words.rarity("戚风戚风")
