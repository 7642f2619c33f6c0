from __future__ import annotations

import copy
import json
import math
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import BIKE, ROOT, TEA, FakeEncoder, answers_known_words, invalid_quotes
from numpy.typing import NDArray
from test_store import snapshot

from huabei_qa import articles, fusion, store
from huabei_qa.adapter import Adapter
from huabei_qa.errors import (
    ArticleError,
    HuabeiQAError,
    KnowledgeBaseError,
    MismatchError,
    ModelError,
    QuestionError,
    UsageError,
)
from huabei_qa.knowledge import KnowledgeBase
from huabei_qa.knowledge.deciding import Partners
from huabei_qa.knowledge.looking import READ_HEADINGS
from huabei_qa.question import Shape
from huabei_qa.reader import entries_below, shown
from huabei_qa.reader.waves import FIRST
from huabei_qa.records import Answer, Role, Status
from huabei_qa.relevance import READ
from huabei_qa.vectors import VectorIndex

QUESTIONS = ("绿茶怎么泡才好喝?", "自行车怎么保养", "刹车皮什么时候换?", "隔夜茶能喝吗", "綠茶的水溫", "火箭发射")


def built(sources: list[Path], into: Path, fake: FakeEncoder) -> KnowledgeBase:
    return KnowledgeBase.build(sources, into, model=fake, reader=None)


def test_building_twice_gives_equal_bytes(articles_folder: Path, tmp_path: Path, fake: FakeEncoder) -> None:
    for name in ("one", "two"):
        built([articles_folder], tmp_path / name, fake)
    one, two = snapshot(tmp_path / "one"), snapshot(tmp_path / "two")
    assert one == two
    assert {"kb/passages.jsonl", "kb/茶.txt", "kb/bike.txt", "index/manifest.json"} <= set(one)


def test_building_again_in_place_changes_nothing(articles_folder: Path, tmp_path: Path, fake: FakeEncoder) -> None:
    built([articles_folder], tmp_path / "home", fake)
    before = snapshot(tmp_path / "home")
    built([articles_folder], tmp_path / "home", fake)
    assert snapshot(tmp_path / "home") == before


def test_articles_are_kept_byte_for_byte(articles_folder: Path, tmp_path: Path, fake: FakeEncoder) -> None:
    before = snapshot(articles_folder)
    kb = built([articles_folder], tmp_path / "home", fake)
    assert {name: (kb.home / "kb" / name).read_bytes() for name in before} == before
    assert snapshot(articles_folder) == before
    assert kb.text_of("kb/bike.txt") == BIKE.replace("\n", "\r\n")


def test_a_knowledge_base_can_be_built_from_its_own_folder(tiny_kb: KnowledgeBase, fake: FakeEncoder) -> None:
    passages = tiny_kb.passages
    assert built([tiny_kb.home / "kb"], tiny_kb.home, fake).passages == passages


def test_rows_of_several_articles_are_one_table(tiny_kb: KnowledgeBase) -> None:
    texts = {p.source: tiny_kb.text_of(p.source) for p in tiny_kb.passages}
    assert list(texts) == ["kb/bike.txt", "kb/茶.txt"]
    for row, p in enumerate(tiny_kb.passages):
        assert texts[p.source][p.start : p.end] == p.text
        assert p.parent < row
        assert p.parent < 0 or tiny_kb.passages[p.parent].source == p.source


def test_files_of_one_name_are_kept_apart(tmp_path: Path, fake: FakeEncoder) -> None:
    for folder, text in (("a", TEA), ("b", BIKE), ("c", TEA)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "article.txt").write_text(text, encoding="utf-8")
    kb = built([tmp_path / folder / "article.txt" for folder in "abc"], tmp_path / "home", fake)
    assert kb.text_of("kb/article.txt") == TEA
    assert kb.text_of("kb/article-2.txt") == BIKE
    assert {p.source for p in kb.passages} == {"kb/article.txt", "kb/article-2.txt"}


@pytest.mark.parametrize("name", ["words.txt", "synonyms.txt", "products.txt", "passages.jsonl"])
def test_an_article_never_takes_the_place_of_a_list(tmp_path: Path, fake: FakeEncoder, name: str) -> None:
    (tmp_path / name).write_text(TEA, encoding="utf-8")
    kb = built([tmp_path / name], tmp_path / "home", fake)
    assert Path(kb.passages[0].source).name not in articles.RESERVED
    assert kb.text_of(kb.passages[0].source) == TEA


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("空.txt", b"", "empty"),
        ("blank.txt", b" \r\n\t", "empty"),
        ("bytes.txt", b"\x00\x01\x02", "binary"),
        ("euc.txt", "도서관에서 책을 빌리는 방법".encode("euc-kr"), "no encoding"),
        ("missing.txt", None, "no file"),
        ("folder", "folder", "holds no article"),
    ],
)
def test_what_is_no_article_is_refused_before_anything_is_written(
    tmp_path: Path, fake: FakeEncoder, name: str, data: bytes | str | None, message: str
) -> None:
    good = tmp_path / "good.txt"
    good.write_text(TEA, encoding="utf-8")
    if data == "folder":
        (tmp_path / name).mkdir()
    elif isinstance(data, bytes):
        (tmp_path / name).write_bytes(data)
    with pytest.raises(ArticleError, match=message) as caught:
        built([good, tmp_path / name], tmp_path / "home", fake)
    assert name in str(caught.value)
    assert not (tmp_path / "home").exists()


def test_nothing_to_build_from_is_refused(tmp_path: Path, fake: FakeEncoder) -> None:
    with pytest.raises(KnowledgeBaseError, match=r"does not exist\. Make one with: huabei-qa build SOURCE"):
        built([], tmp_path / "home", fake)
    assert not (tmp_path / "home").exists()


def test_a_build_that_fails_leaves_the_old_knowledge_base(
    tiny_kb: KnowledgeBase, fake: FakeEncoder, tmp_path: Path
) -> None:
    before = snapshot(tiny_kb.home)
    (tmp_path / "bad.txt").write_bytes(b"\xff\xff")
    with pytest.raises(ArticleError):
        built([tmp_path / "bad.txt"], tiny_kb.home, fake)

    class Broken(FakeEncoder):
        def encode_passages(self, texts: object, progress: object = None) -> object:  # type: ignore[override]
            raise ConnectionError("no route to host")  # an OSError, and no fault of the disk

    (tmp_path / "good.txt").write_text("怎么叠被子\n先铺平,再对折。\n", encoding="utf-8")
    with pytest.raises(ModelError, match=r"The encoder fake failed \(no route to host\)\. Mend its encode_passages"):
        built([tmp_path / "good.txt"], tiny_kb.home, Broken())
    assert snapshot(tiny_kb.home) == before
    built([tmp_path / "good.txt"], tiny_kb.home, fake)


def test_progress_rises_to_the_number_of_texts_embedded(
    articles_folder: Path, tmp_path: Path, fake: FakeEncoder
) -> None:
    heard: list[tuple[int, int]] = []
    kb = KnowledgeBase.build(
        [articles_folder], tmp_path / "home", model=fake, reader=None, progress=lambda *told: heard.append(told)
    )
    assert kb.change
    assert heard[-1] == (kb.change.embedded, kb.change.embedded)
    assert heard == sorted(heard)


@pytest.mark.parametrize("question", QUESTIONS)
def test_hits_are_at_least_ten_best_first_each_once(tiny_kb: KnowledgeBase, question: str) -> None:
    hits = tiny_kb.search(question, 50)
    assert len(hits) >= 10
    assert all(one.score >= other.score for one, other in pairwise(hits))
    assert all(0 <= hit.score <= 1 for hit in hits)
    assert len({hit.row for hit in hits}) == len(hits)
    assert all(tiny_kb.passages[hit.row] is hit.passage for hit in hits)
    assert len(tiny_kb.ask(question).hits) == 10


def test_fewer_passages_than_ten_are_all_hits_best_first(tmp_path: Path, fake: FakeEncoder) -> None:
    (tmp_path / "few.txt").write_text(
        "怎么叠被子\n一、铺平\n二、对折\n先铺平,再对折。\n三、收好\n放进柜子。\n", encoding="utf-8"
    )
    kb = built([tmp_path / "few.txt"], tmp_path / "home", fake)
    for question in ("铺平", "怎么叠被子", "对折", "柜子"):
        hits = kb.search(question, 50)
        assert {hit.row for hit in hits} == set(range(len(kb.passages)))
        assert all(one.score >= other.score for one, other in pairwise(hits))


def test_the_limit_cuts_the_list_of_hits(tiny_kb: KnowledgeBase) -> None:
    every = tiny_kb.search("绿茶", 50)
    assert tiny_kb.search("绿茶", 3) == every[:3]
    assert tiny_kb.search("绿茶", 0) == []
    full, none = tiny_kb.ask("绿茶怎么泡才好喝?"), tiny_kb.ask("绿茶怎么泡才好喝?", limit=0)
    assert none.hits == ()
    assert (none.text, none.points, none.citations) == (full.text, full.points, full.citations)


def test_the_passage_in_question_comes_first(tiny_kb: KnowledgeBase) -> None:
    assert tiny_kb.search("刹车皮磨到只剩两毫米")[0].passage.label == "检查刹车"
    assert tiny_kb.search("隔夜茶容易变质")[0].passage.label == "隔夜再喝"


def test_what_it_warns_of_is_never_among_the_ways(tiny_kb: KnowledgeBase) -> None:
    answer = tiny_kb.ask("绿茶怎么泡才好喝?")
    assert answer.status is Status.ANSWERED
    assert not [p.text for p in answer.points if p.role.value != "caution" and ("隔夜" in p.text or "闷泡" in p.text)]
    assert invalid_quotes(answer, tiny_kb.home) == []


@pytest.mark.parametrize("question", ["", " \n", "???", "茶" * 100_000])
def test_what_is_no_question_is_refused(tiny_kb: KnowledgeBase, question: str) -> None:
    for asked in (tiny_kb.ask, tiny_kb.search):
        with pytest.raises(QuestionError):
            asked(question)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda kb: kb.ask(None), "A question cannot be None. Pass it in words, such as 花呗怎么提升额度."),
        (lambda kb: kb.ask(3), "A question cannot be 3. Pass it in words, such as 花呗怎么提升额度."),
        (lambda kb: kb.ask(b"a" * 99), "A question cannot be bytes. Pass it in words, such as 花呗怎么提升额度."),
        (lambda kb: kb.search(None), "A question cannot be None. Pass it in words, such as 花呗怎么提升额度."),
        (lambda kb: kb.look(None), "A question cannot be None. Pass it in words, such as 花呗怎么提升额度."),
        (lambda kb: kb.ask("茶", limit="3"), "limit cannot be '3'. Pass a whole number: 10."),
        (lambda kb: kb.search("茶", limit=None), "limit cannot be None. Pass a whole number: 10."),
        (lambda kb: kb.ask("茶", limit=-1), "limit cannot be -1. Pass a whole number, at least 0."),
        (lambda kb: kb.search("茶", limit=-1), "limit cannot be -1. Pass a whole number, at least 0."),
        (lambda kb: kb.ask("茶", documents=3), 'documents cannot be 3. Pass a list of texts: ["article.txt"].'),
        (lambda kb: kb.ask("茶", documents=[3]), 'documents cannot be 3. Pass a list of texts: ["article.txt"].'),
        (lambda kb: kb.open(3), 'A path cannot be 3. Pass a text or a Path: "my-kb".'),
        (lambda kb: kb.check([]), 'A path cannot be []. Pass a text or a Path: "my-kb".'),
        (lambda kb: kb.build([3], "x"), 'A path cannot be 3. Pass a text or a Path: "my-kb".'),
        (lambda kb: kb.build(3, "x"), 'Sources cannot be 3. Pass a list of paths: ["article.txt"].'),
        (lambda kb: kb.open(""), "The path is empty. For the working folder write a full stop."),
        (lambda kb: kb.build("", "x"), "The path is empty. For the working folder write a full stop."),
        (lambda kb: kb.build([""], "x"), "The path is empty. For the working folder write a full stop."),
        (lambda kb: kb.build(["a"], ""), "The path is empty. For the working folder write a full stop."),
        (lambda kb: kb.build(["a"], None), 'A path cannot be None. Pass a text or a Path: "my-kb".'),
        (lambda kb: kb.add(None, "x"), 'Sources cannot be None. Pass a list of paths: ["article.txt"].'),
        (lambda kb: kb.remove(None, "x"), 'Names cannot be None. Pass a list of texts: ["article.txt"].'),
        (lambda kb: kb.remove([3], "x"), 'Names cannot be 3. Pass a list of texts: ["article.txt"].'),
        (
            lambda kb: kb.open(kb.home, model=3),
            (
                "model cannot be 3: it has no dimension. Pass the name or the folder of one, or all that "
                "huabei_qa.Encoder describes."
            ),
        ),
        (
            lambda kb: kb.open(kb.home, reader=3),
            (
                "reader cannot be 3: it has no fingerprint. Pass the name or the folder of one, or all that "
                "huabei_qa.Reader describes."
            ),
        ),
    ],
)
def test_what_is_of_another_type_is_refused_with_what_to_pass(
    tiny_kb: KnowledgeBase, call: Callable[[Any], object], told: str
) -> None:
    with pytest.raises(UsageError) as caught:
        call(tiny_kb)
    assert str(caught.value) == told


@pytest.mark.parametrize(
    "change",
    [
        lambda kb, **models: kb.build([kb.home / "kb" / "茶.txt"], kb.home, **models),
        lambda kb, **models: kb.add([kb.home.parent / "more.txt"], kb.home, **models),
        lambda kb, **models: kb.remove(["茶.txt"], kb.home, **models),
    ],
)
def test_what_is_no_reader_is_refused_before_anything_changes(
    tiny_kb: KnowledgeBase, fake: FakeEncoder, change: Callable[..., object]
) -> None:
    (tiny_kb.home.parent / "more.txt").write_text("怎么晒被子?\n1、选晴天:中午晒。\n", encoding="utf-8")
    before = snapshot(tiny_kb.home)
    with pytest.raises(UsageError, match="reader cannot be 3"):
        change(tiny_kb, model=fake, reader=3)
    assert snapshot(tiny_kb.home) == before
    with pytest.raises(ModelError):
        change(tiny_kb, model=fake, reader=str(tiny_kb.home / "no-reader"))
    assert snapshot(tiny_kb.home) == before


def test_a_wrong_limit_is_told_before_anything_is_looked_for(
    tiny_kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeEncoder, "encode_queries", lambda *_: pytest.fail("it was looked for"))
    for asked in (tiny_kb.ask, tiny_kb.search, tiny_kb.ask_with_signals):
        with pytest.raises(UsageError, match="limit cannot be '3'"):
            asked("绿茶", limit="3")


@pytest.mark.parametrize(
    "question", ["绿茶\x00怎么\x1b[31m泡", "绿茶\ud800怎么泡\udfff", "\ufeff绿茶怎么泡\r\n", "🍵绿茶怎么泡"]
)
def test_odd_characters_change_nothing_much(tiny_kb: KnowledgeBase, question: str) -> None:
    answer = tiny_kb.ask(question)
    assert answer.question == question
    assert invalid_quotes(answer, tiny_kb.home) == []
    assert tiny_kb.search(question)[0].passage.source == "kb/茶.txt"


def test_traditional_and_full_width_questions_find_the_same(tiny_kb: KnowledgeBase) -> None:
    def rows(question: str) -> list[int]:
        return [hit.row for hit in tiny_kb.search(question)]

    assert rows("綠茶怎麼泡才好喝?") == rows("绿茶怎么泡才好喝？") == rows("绿茶怎么泡才好喝?")


def test_asking_writes_nothing_and_the_same_question_gets_the_same_answer(tiny_kb: KnowledgeBase) -> None:
    before = snapshot(tiny_kb.home)
    first = [tiny_kb.ask(question) for question in QUESTIONS]
    assert [tiny_kb.ask(question) for question in QUESTIONS] == first
    assert snapshot(tiny_kb.home) == before


def test_threads_get_the_answers_that_one_gets(shipped: KnowledgeBase) -> None:
    questions = ("花呗怎么提升额度?", "花呗套现会怎样?", "芝麻信用分怎么提高", "火星上有水吗")
    expected = [shipped.ask(question) for question in questions]
    found: dict[int, list[Answer]] = {}

    def ask_all(number: int) -> None:
        found[number] = [shipped.ask(question) for question in questions]

    threads = [threading.Thread(target=ask_all, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == dict.fromkeys(range(4), expected)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked off here")
def test_a_process_that_is_forked_off_while_models_load_can_ask() -> None:
    code = (
        "import os, signal\n"
        "from huabei_qa import KnowledgeBase\n"
        "kb = KnowledgeBase.open()\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    signal.alarm(30)\n"
        "    print(kb.ask('花呗套现会怎样?').status.value, flush=True)\n"
        "    os._exit(0)\n"
        "print(os.waitpid(child, 0)[1])\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert ran.stdout.split() == ["answered", "0"]


@pytest.mark.parametrize("question", ["怎么办", "2", "啊", "hi", "在吗?", "안녕하세요", "AAAAAAAA"])
def test_what_is_about_nothing_has_no_answer(tiny_kb: KnowledgeBase, question: str) -> None:
    answer = tiny_kb.ask(question)
    assert (answer.status, answer.confidence, answer.points) == (Status.NOT_FOUND, 0.0, ())


@pytest.mark.parametrize(("question", "asks"), [("how to make tea", True), ("abc", False), ("绿茶", True)])
def test_a_question_in_other_words_is_about_something(tiny_kb: KnowledgeBase, question: str, asks: bool) -> None:
    assert tiny_kb.look(question).asks is asks


def test_a_longer_word_is_known_by_the_words_within_it(tmp_path: Path, fake: FakeEncoder) -> None:
    (tmp_path / "metro.txt").write_text("怎么坐车\n1、地铁:扫码进站。\n2、公交:上车扫码。\n", encoding="utf-8")
    kb = built([tmp_path / "metro.txt"], tmp_path / "home", fake)
    known = {word: kb.look(word).signals["known"] for word in ("坐地铁", "地铁", "地铁票")}
    assert known == {"坐地铁": 1.0, "地铁": 1.0, "地铁票": 1.0}
    assert kb.look("坐飞机").signals["known"] == 0.0


def test_without_hits_nothing_is_sure(tmp_path: Path, fake: FakeEncoder) -> None:
    for name, text in (("tea.txt", TEA), ("empty.txt", "相关阅读\n上一篇\n下一篇\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    kb = built([tmp_path / "tea.txt"], tmp_path / "home", fake)
    answers_known_words(tmp_path / "home")
    kb.refresh()
    assert kb.ask("绿茶的水温", documents=["tea.txt"]).confidence > 0
    nothing = kb._now.looker.look("绿茶的水温", among=np.zeros(0, dtype=np.int64))
    assert (nothing.hits, nothing.signals) == ([], {})


def test_an_edit_of_the_products_is_taken_over(tiny_kb: KnowledgeBase) -> None:
    (tiny_kb.home / "kb" / "products.txt").write_text("绿茶 红茶\n", encoding="utf-8")
    assert tiny_kb._now.looker.elsewhere("红茶怎么泡", range(len(tiny_kb.passages)), Shape.HOWTO) == set()
    assert (tiny_kb.refresh(), tiny_kb.refresh()) == (True, False)
    assert tiny_kb._now.looker.elsewhere("红茶怎么泡", range(len(tiny_kb.passages)), Shape.HOWTO)


def test_products_that_cannot_be_read_stop_a_build_before_it_changes_anything(
    tiny_kb: KnowledgeBase, fake: FakeEncoder, tmp_path: Path
) -> None:
    (tiny_kb.home / "kb" / "products.txt").write_bytes(b"\x89PNG\xff\xff")
    (tmp_path / "more.txt").write_text("红茶怎么泡?\n用开水泡。\n", encoding="utf-8")
    before = snapshot(tiny_kb.home)
    with pytest.raises(KnowledgeBaseError, match=r"products\.txt is neither"):
        KnowledgeBase.add([tmp_path / "more.txt"], tiny_kb.home, model=fake, reader=None)
    assert snapshot(tiny_kb.home) == before


def test_whatever_a_knowledge_base_offers_says_what_it_is_for() -> None:
    offered = [name for name in dir(KnowledgeBase) if not name.startswith("_")]
    assert [name for name in offered if not getattr(KnowledgeBase, name).__doc__] == []


def test_all_errors_have_one_root(tmp_path: Path) -> None:
    with pytest.raises(HuabeiQAError):
        KnowledgeBase.open(tmp_path / "nowhere")
    with pytest.raises(UsageError, match=r"A path cannot be 'a\\x00b'\. Pass one without a NUL in it\."):
        KnowledgeBase.open("a\0b")
    with pytest.raises(KnowledgeBaseError):
        KnowledgeBase.open(tmp_path)


@pytest.mark.parametrize(
    "error",
    [
        HuabeiQAError("It broke", "Mend it."),
        QuestionError("The question is empty."),
        MismatchError("The model", "a", "b", "Build it again."),
    ],
)
@pytest.mark.parametrize("again", [copy.copy, lambda error: pickle.loads(pickle.dumps(error))], ids=["copy", "pickle"])
def test_errors_come_from_another_process_as_they_are(
    error: HuabeiQAError, again: Callable[[HuabeiQAError], HuabeiQAError]
) -> None:
    found = again(error)
    assert (type(found), str(found), vars(found)) == (type(error), str(error), vars(error))


def test_the_shipped_knowledge_base_is_what_a_build_makes(tmp_path: Path) -> None:
    (tmp_path / "kb").mkdir()
    for name in ("words.txt", "synonyms.txt"):
        shutil.copy(ROOT / "kb" / name, tmp_path / "kb" / name)
    KnowledgeBase.build([ROOT / "kb" / "article.txt"], tmp_path)
    manifests = [
        json.loads((home / "index" / "manifest.json").read_text(encoding="utf-8")) for home in (tmp_path, ROOT)
    ]
    folders = [home / "index" / m.pop("generation") for home, m in zip((tmp_path, ROOT), manifests, strict=True)]
    encoded = (store.VECTORS, store.EMBEDDED)
    rows, dimension = manifests[0]["passages"], manifests[0]["dimension"]
    vectors = [VectorIndex.load(folder / store.VECTORS, rows, dimension).vectors() for folder in folders]
    np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-3)
    for manifest in manifests:
        manifest.pop("built_by")
        for name in encoded:
            manifest["files"][name].pop("sha256")
    assert manifests[0] == manifests[1]
    fresh, committed = ({n: d for n, d in snapshot(f).items() if n not in encoded} for f in folders)
    assert fresh == committed
    assert snapshot(tmp_path / "kb") == snapshot(ROOT / "kb")


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that every user may read, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755)
    shutil.rmtree(folder)


def another_user() -> list[str]:
    """The words before a command that is to run without the rights of root; none where that is not needed."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return []
    change = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    tried = shutil.which("setpriv") and subprocess.run(
        [*change, sys.executable, "-c", "import huabei_qa"], capture_output=True
    )
    if not tried or tried.returncode:
        pytest.skip("root here, and no way to be someone else who may use this Python")
    return change


def test_a_folder_that_may_only_be_read_works(open_to_all: Path) -> None:
    prefix = another_user()
    home = open_to_all / "home"
    for name in ("kb", "index"):
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns(".lock"))
    for path in sorted([home, *home.rglob("*")], reverse=True):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = snapshot(home)
    code = (
        "import sys, pathlib\n"
        "from huabei_qa import KnowledgeBase\n"
        "home = pathlib.Path(sys.argv[1])\n"
        "try:\n"
        "    (home / 'index' / 'x').write_text('x')\n"
        "    raise SystemExit('the folder could be written')\n"
        "except PermissionError:\n"
        "    pass\n"
        "print(KnowledgeBase.open(home).ask('花呗怎么提升额度?').status.value)\n"
    )
    ran = subprocess.run(
        [*prefix, sys.executable, "-B", "-c", code, str(home)], cwd="/", capture_output=True, encoding="utf-8"
    )
    assert (ran.returncode, ran.stdout.strip(), ran.stderr) == (0, "answered", "")
    assert snapshot(home) == before


@pytest.mark.parametrize(
    "name", ["绿茶怎么泡才好喝?", "綠茶怎麼泡才好喝", "kb/茶.txt", "茶.txt", "茶", "\uff2b\uff22/茶.TXT"]
)
def test_a_document_is_known_by_title_source_and_file(tiny_kb: KnowledgeBase, name: str) -> None:
    hits = tiny_kb.search("自行车怎么保养", 50, documents=[name])
    assert {hit.passage.source for hit in hits} == {"kb/茶.txt"}
    assert tiny_kb.search("自行车怎么保养", 50, documents=name) == hits


def test_a_text_that_was_there_twice_is_known_by_both_names(
    tmp_path: Path, articles_folder: Path, fake: FakeEncoder
) -> None:
    (articles_folder / "茶-2.md").write_bytes((articles_folder / "茶.txt").read_bytes())
    built([articles_folder], tmp_path / "home", fake)
    kb = KnowledgeBase.open(tmp_path / "home", model=fake, reader=None)
    (article,) = [a for a in kb.articles if len(a.names) > 1]
    for name in ("茶.txt", "茶-2.md", "茶-2", "kb/茶-2.md"):
        assert {hit.passage.source for hit in kb.search("怎么泡茶", documents=[name])} == {article.source}


def test_several_documents_are_searched_as_one(tiny_kb: KnowledgeBase) -> None:
    for question in QUESTIONS:
        assert tiny_kb.ask(question, documents=["茶.txt", "bike.txt"]) == tiny_kb.ask(question)
        assert tiny_kb.search(question, documents=["茶.txt", "bike.txt", "茶"]) == tiny_kb.search(question)


def test_what_other_documents_say_is_not_known(tiny_kb: KnowledgeBase) -> None:
    everything, one = (tiny_kb.ask("绿茶怎么泡才好喝?", documents=d) for d in (None, ["bike.txt"]))
    assert (everything.status, one.status) == (Status.ANSWERED, Status.NOT_FOUND)
    assert one.confidence < everything.confidence
    assert {hit.passage.source for hit in one.hits} == {"kb/bike.txt"}


def test_only_what_the_best_article_says_is_known(tiny_kb: KnowledgeBase) -> None:
    assert tiny_kb.look("绿茶水温").signals["known"] == 1
    assert tiny_kb.look("绿茶水温刹车").signals["known"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("绿茶", "Did you mean: kb/茶.txt (绿茶怎么泡才好喝?)?"),
        ("bke.txt", "Did you mean: kb/bike.txt (自行车怎么保养?)?"),
        ("火箭", "It holds 2 document(s), such as: kb/bike.txt (自行车怎么保养?); kb/茶.txt (绿茶怎么泡才好喝?)."),
        ("", "It holds 2 document(s)"),
    ],
)
def test_a_document_that_is_not_there_is_refused_with_those_near(tiny_kb: KnowledgeBase, name: str, told: str) -> None:
    for look in (tiny_kb.ask, tiny_kb.search):
        with pytest.raises(UsageError, match="no document") as caught:
            look("怎么泡茶", documents=["茶.txt", name])
        assert told in str(caught.value)


def test_no_document_at_all_is_refused(tiny_kb: KnowledgeBase) -> None:
    with pytest.raises(UsageError, match="Name at least one"):
        tiny_kb.ask("怎么泡茶", documents=[])


def test_points_are_merged_with_named_documents_only(tmp_path: Path, fake: FakeEncoder) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("a", "b", "c"):
        (folder / f"{name}.txt").write_text(f"{TEA}这一份说明由{name}抄写,仅供参考。\n", encoding="utf-8")
    built([folder], tmp_path / "home", fake)
    answers_known_words(tmp_path / "home")
    kb = KnowledgeBase.open(tmp_path / "home", model=fake, reader=None)
    for documents in (["a.txt"], ["a.txt", "c.txt"]):
        answer = kb.ask("绿茶怎么泡才好喝?", documents=documents)
        assert answer.status is Status.ANSWERED
        assert {Path(c.source).name for c in answer.citations} == set(documents)
        assert all(len(p.citations) == len(documents) for p in answer.points)


@pytest.mark.parametrize("flat_up_to", [100_000, 50])
def test_a_small_document_among_many_is_found(
    tmp_path: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch, flat_up_to: int
) -> None:
    monkeypatch.setattr("huabei_qa.vectors.FLAT_UP_TO", flat_up_to)
    folder = tmp_path / "articles"
    folder.mkdir()
    crowd = "".join(f"{i}、水温{i}:泡绿茶时水温在{i}度左右。\n" for i in range(1, 700))
    (folder / "crowd.txt").write_text(f"绿茶的水温\n{crowd}", encoding="utf-8")
    (folder / "bike.txt").write_text(BIKE, encoding="utf-8")
    kb = built([folder], tmp_path / "home", fake)
    question = "泡绿茶时水温在多少度左右"
    assert {hit.passage.source for hit in kb.search(question, 100)} == {"kb/crowd.txt"}
    few = kb.search(question, 100, documents=["bike.txt"])
    assert len(few) >= 4
    assert {hit.passage.source for hit in few} == {"kb/bike.txt"}
    assert [h.passage for h in kb.search(question, documents=["crowd.txt"])] == [h.passage for h in kb.search(question)]


class Lister:
    """A reader that is rather sure of whatever has a list below it; it remembers what it was shown."""

    name = fingerprint = "lister"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.read: list[str] = []

    def score(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append(question)
        self.read += passages
        return np.array([0.75 if "、" in text else 0.25 for text in passages], dtype=np.float32)


def test_the_reader_is_asked_in_the_words_of_the_articles_too(tmp_path: Path, fake: FakeEncoder) -> None:
    (tmp_path / "tea.txt").write_text(TEA, encoding="utf-8")
    (tmp_path / "home" / "kb").mkdir(parents=True)
    (tmp_path / "home" / "kb" / "synonyms.txt").write_text("隔夜 放了一晚\n发苦 变涩\n", encoding="utf-8")
    built([tmp_path / "tea.txt"], tmp_path / "home", fake)
    reader = Lister()
    kb = KnowledgeBase.open(tmp_path / "home", model=fake, reader=reader)
    assert kb.search("放了一晚的茶会发苦吗?") == kb.search("隔夜的茶会发苦吗?")
    assert kb.ask("隔夜的茶?").question == "隔夜的茶?"
    assert reader.asked == ["放了一晚的茶会发苦吗", "隔夜的茶会发苦吗", "隔夜的茶会发苦吗", "隔夜的茶"]


class Wrong(Lister):
    """A reader that gives what it is told to."""

    def __init__(self, given: object) -> None:
        super().__init__()
        self.given = given

    def score(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        return self.given  # type: ignore[return-value]


@pytest.mark.parametrize("given", [[float("nan")] * 14, [0.5], [2.0] * 14, None])
def test_a_reader_that_gives_no_probabilities_is_told_of(
    tiny_kb: KnowledgeBase, fake: FakeEncoder, given: object
) -> None:
    kb = KnowledgeBase.open(tiny_kb.home, model=fake, reader=Wrong(given))
    with pytest.raises(ModelError, match="The reader lister gave no probability, 0 to 1, for each of 14 passages"):
        kb.search("隔夜茶")


class Failing(Lister):
    """A reader that raises what it is told to."""

    def __init__(self, error: Exception, hopeless: float) -> None:
        super().__init__()
        self.error = error
        self.hopeless = hopeless

    def score(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        raise self.error


@pytest.mark.parametrize("hopeless", [0.0, 0.1])
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            ZeroDivisionError("division by zero"),
            "The reader lister failed (division by zero). Mend its score, or take another reader.",
        ),
        (ModelError("It has no such file."), "It has no such file."),
    ],
)
def test_a_reader_that_fails_is_told_of(
    tiny_kb: KnowledgeBase, fake: FakeEncoder, error: Exception, told: str, hopeless: float
) -> None:
    kb = KnowledgeBase.open(tiny_kb.home, model=fake, reader=Failing(error, hopeless))
    with pytest.raises(ModelError) as caught:
        kb.search("隔夜茶")
    assert str(caught.value) == told


def test_an_encoder_that_gives_no_numbers_for_a_question_is_told_of(tiny_kb: KnowledgeBase) -> None:
    class NoNumbers(FakeEncoder):
        def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
            return super().encode_queries(texts) * np.float32("nan")

    with pytest.raises(ModelError, match=r"not of unit length, or no numbers\. Mend its encode_queries"):
        KnowledgeBase.open(tiny_kb.home, model=NoNumbers(), reader=None).ask("隔夜茶")


def test_a_synonym_with_a_mark_in_it_is_found_where_the_articles_have_it(tmp_path: Path, fake: FakeEncoder) -> None:
    (tmp_path / "fund.txt").write_text("基金赎回多久到账\n货币基金T+1到账。\n股票基金要等几天。\n", encoding="utf-8")
    (tmp_path / "home" / "kb").mkdir(parents=True)
    (tmp_path / "home" / "kb" / "synonyms.txt").write_text("次日 T+1\n", encoding="utf-8")
    built([tmp_path / "fund.txt"], tmp_path / "home", fake)
    for asked, read in (("T+1到账吗", ["T+1到账吗"]), ("次日到账吗", ["次日到账吗", "t+1到账吗"])):
        reader = Lister()
        KnowledgeBase.open(tmp_path / "home", model=fake, reader=reader).search(asked)
        assert reader.asked == read


def test_the_reader_is_shown_what_it_learnt_from(tiny_kb: KnowledgeBase, fake: FakeEncoder) -> None:
    reader = Lister()
    KnowledgeBase.open(tiny_kb.home, model=fake, reader=reader).search("泡茶时有哪些误区需要避免?")
    below = entries_below(tiny_kb.passages)
    learnt_from = {shown(p, names): names for p, names in zip(tiny_kb.passages, below, strict=True)}
    assert set(reader.read) <= set(learnt_from)
    assert any(learnt_from[text] for text in reader.read)


@pytest.mark.parametrize(
    ("question", "documents", "asked"),
    [
        ("实体店可以用吗", None, "实体店可以用吗"),  # one article has it, in traditional characters
        ("实体店可以用吗", ["bike.txt"], "门店可以用吗"),
        ("门店可以用吗", ["shop.txt"], "实体店可以用吗"),
        ("商场可以用吗", ["tea.txt"], "商场可以用吗"),
    ],
)
def test_what_the_named_documents_hold_decides(
    tmp_path: Path, fake: FakeEncoder, question: str, documents: list[str] | None, asked: str
) -> None:
    folder, home = tmp_path / "articles", tmp_path / "home"
    folder.mkdir()
    shop = "這張卡怎麼用\n這張卡在所有的實體店都可以拿來付錢。\n"
    for name, text in (("shop", shop), ("bike", BIKE + "五、保养\n每年去门店保养一次。\n"), ("tea", TEA)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (home / "kb").mkdir(parents=True)
    (home / "kb" / "synonyms.txt").write_text("实体店 门店 商场\n", encoding="utf-8")
    built([folder], home, fake)
    reader = Lister()
    KnowledgeBase.open(home, model=fake, reader=reader).search(question, documents=documents)
    assert reader.asked == list(dict.fromkeys((question, asked)))


def test_questions_are_turned_by_the_adapter_of_the_encoder(
    tiny_kb: KnowledgeBase, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cosine() -> float:
        found = KnowledgeBase.open(tiny_kb.home, model=fake, reader=None).search("隔夜茶", 100)
        return next(hit.evidence.cosine for hit in found if hit.passage.label == "隔夜再喝")

    def choose(encoder: str) -> Adapter:
        assert encoder == fake.fingerprint
        asked, meant = fake.encode_queries(["隔夜茶", "自行车链条上油"])
        return Adapter(np.outer(asked, 100 * meant).astype(np.float32))  # takes the one question to the other

    plain = cosine()
    monkeypatch.setattr(Adapter, "choose", choose)
    assert cosine() < plain


TEA_TITLE, TEA_CAUTIONS, BIKE_TITLE = 6, 12, 0


def test_headings_are_looked_at_beside_the_hits(tiny_kb: KnowledgeBase, fake: FakeEncoder) -> None:
    reader = Lister()
    kb = KnowledgeBase.open(tiny_kb.home, model=fake, reader=reader)
    plain, seen = kb.look("绿茶怎么泡才好喝?", use_reader=False), kb.look("绿茶怎么泡才好喝?")
    assert [(h.row, h.read, h.title, h.says) for h in seen.headings] == [
        (TEA_TITLE, 0.75, True, False),
        (TEA_CAUTIONS, 0.75, False, True),
        (BIKE_TITLE, 0.75, True, False),
    ]
    assert plain.headings == [replace(h, read=None) for h in seen.headings]
    assert seen.titles == plain.titles == {h.row: h.nearer for h in seen.headings if h.title}
    assert seen.signals["reader_heading"] == pytest.approx(math.log(3))
    assert len(reader.read) == READ + READ_HEADINGS
    first, behind = seen.hits[:READ], seen.hits[READ:]
    assert sorted(hit.evidence.reader or 0 for hit in first) == [*[0.25] * (READ - 1), 0.75]
    assert [hit.evidence.reader for hit in behind] == [None]
    assert {hit.evidence.reader for hit in plain.hits} == {None}
    assert "选对水温、先洗杯子、少放茶叶、及时出汤" in reader.read[READ]


class Doubter(Lister):
    """A reader that takes nothing for an answer, and knows itself from where on to give up."""

    hopeless = 0.1

    def score(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        super().score(question, passages)
        return np.full(len(passages), 0.01, dtype=np.float32)


def test_hits_that_are_not_read_stand_behind_those_that_are(tiny_kb: KnowledgeBase, fake: FakeEncoder) -> None:
    reader = Doubter()
    kb = KnowledgeBase.open(tiny_kb.home, model=fake, reader=reader)
    plain, seen = kb.look("绿茶怎么泡才好喝?", use_reader=False), kb.look("绿茶怎么泡才好喝?")
    assert len(reader.read) == FIRST + READ_HEADINGS
    assert [hit.evidence.reader for hit in seen.hits[FIRST:]] == [None] * (len(plain.hits) - FIRST)
    assert {hit.row for hit in seen.hits[:FIRST]} == {hit.row for hit in plain.hits[:FIRST]}
    assert [hit.row for hit in seen.hits[FIRST:]] == [hit.row for hit in plain.hits[FIRST:]]
    scores = [hit.score for hit in seen.hits]
    assert scores == sorted(scores, reverse=True)
    assert seen.signals["reader_best"] == pytest.approx(math.log(0.01 / 0.99), abs=1e-4)


def test_what_is_written_of_another_product_counts_for_less(tmp_path: Path, fake: FakeEncoder) -> None:
    (tmp_path / "tea.txt").write_text(TEA, encoding="utf-8")
    home = built([tmp_path / "tea.txt"], tmp_path / "home", fake).home
    (home / "kb" / "products.txt").write_text("绿茶 红茶/祁门红茶\n", encoding="utf-8")
    kb = KnowledgeBase.open(home, model=fake, reader=Lister())
    own, other = kb.look("绿茶怎么泡"), kb.look("祁门红茶怎么泡")
    assert (own.signals["other_product"], other.signals["other_product"]) == (0, 1)
    assert {h.evidence.reader for h in own.hits} - {None} == {0.25, 0.75}
    less = {fusion.of_other_product(0.25), fusion.of_other_product(0.75)}
    assert {h.evidence.reader for h in other.hits} - {None} == less


def test_what_says_the_same_of_another_product_is_not_cited(tmp_path: Path, fake: FakeEncoder) -> None:
    said = "每次用完都要冲洗干净,擦干以后放在阴凉的地方。"
    for name in ("甲壶", "乙壶"):
        text = f"{name}怎么保养?\n一、清洗\n{said}\n二、存放\n放高处。\n"
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    home = built([tmp_path / "甲壶.txt", tmp_path / "乙壶.txt"], tmp_path / "home", fake).home
    answers_known_words(home)
    sources = [{c.source for c in _asked(home, fake, question).citations if said in c.quote} for question in POTS]
    assert sources == [{"kb/甲壶.txt", "kb/乙壶.txt"}] * 2
    (home / "kb" / "products.txt").write_text("甲壶 乙壶\n", encoding="utf-8")
    sources = [{c.source for c in _asked(home, fake, question).citations if said in c.quote} for question in POTS]
    assert sources == [{"kb/甲壶.txt"}, {"kb/乙壶.txt"}]


POTS = ("甲壶用完怎么冲洗干净?", "乙壶用完怎么冲洗干净?")


def _asked(home: Path, fake: FakeEncoder, question: str) -> Answer:
    return KnowledgeBase.open(home, model=fake, reader=None).ask(question)


def test_of_bare_headings_the_nearest_are_looked_at(tmp_path: Path, fake: FakeEncoder) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in (("tea", TEA), ("bike", BIKE), ("pot", TEA.replace("绿茶", "普洱"))):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    kb = built([folder], tmp_path / "home", fake)
    for question in ("绿茶怎么泡才好喝?", "普洱茶久闷会怎样", "自行车怎么保养"):
        seen = kb.look(question)
        bare = [h for h in seen.headings if not h.says]
        assert len(seen.titles) > READ_HEADINGS == len(bare)
        assert [h.nearer for h in bare] == sorted(seen.titles.values(), reverse=True)[:READ_HEADINGS]


def test_what_promises_most_makes_up_the_answer(
    tiny_kb: KnowledgeBase, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(heading: dict[str, float]) -> KnowledgeBase:
        first = {"bias": -30.0, "first": 60.0}
        plain = {"answers": first, "supports": first, "heading": heading, "missed": 0.0}
        monkeypatch.setattr("huabei_qa.relevance.shipped", lambda: {"plain": plain})
        return KnowledgeBase.open(tiny_kb.home, model=fake, reader=None)

    question = "绿茶怎么泡才好喝?"
    broad = opened({"bias": 0.0, "nearer": 100.0}).ask(question)
    assert [(p.text[:4], p.role.value) for p in broad.points] == [
        ("选对水温", "method"),
        ("先洗杯子", "method"),
        ("少放茶叶", "method"),
        ("及时出汤", "method"),
        ("隔夜再喝", "caution"),
        ("用保温杯", "caution"),
    ]
    assert [hit.row for hit in broad.hits[:4]] == [TEA_TITLE + n for n in (2, 3, 4, 5)]
    kb = opened({"bias": -30.0})
    narrow = kb.ask(question)
    assert [p.text for p in narrow.points] == [kb.look(question).hits[0].passage.text]
    assert narrow.points[0].role is not Role.CAUTION


def test_partners_are_those_that_a_question_leaves_in() -> None:
    same = {1: frozenset({2, 3}), 2: frozenset({1}), 3: frozenset({1, 4})}
    asked: list[list[int]] = []

    def elsewhere(rows: Iterable[int]) -> set[int]:
        asked.append(list(rows))
        return {2} & set(asked[-1])

    every, some = Partners(same, None, elsewhere), Partners(same, frozenset({1, 2}), elsewhere)
    assert (every.get(1), every.get(2), every.get(9)) == (frozenset({3}), frozenset(), None)
    assert (some.get(1), some.get(3)) == (frozenset(), frozenset({1}))
    assert asked == [[1, 2, 3], [2, 1], [1, 2], [3, 1]]
    assert (list(every), len(every)) == ([1, 2, 3], 3)


def test_a_question_for_what_to_avoid_gets_the_whole_list(tiny_kb: KnowledgeBase) -> None:
    answer = tiny_kb.ask("泡茶有哪些误区")
    assert [point.text for point in answer.points if point.role is Role.CAUTION][-2:] == [
        "隔夜再喝:隔夜茶容易变质,不要再喝。",
        "用保温杯闷泡:茶叶久闷会发苦。",
    ]
    assert "注意:" not in answer.text.splitlines()


def test_a_home_of_nobody_is_a_folder_like_others_and_a_knowledge_base_tells_what_it_is(
    tiny_kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake: FakeEncoder
) -> None:
    assert repr(tiny_kb) == f"<KnowledgeBase {str(tiny_kb.home)!r}: articles: 2, passages: {len(tiny_kb.passages)}>"
    monkeypatch.chdir(tmp_path)
    with pytest.raises(HuabeiQAError):
        KnowledgeBase.add(["~nobody-of-this-name/a.txt"], tiny_kb.home, model=fake, reader=None)
    built([tiny_kb.home / "kb"], Path("~nobody-of-this-name"), fake)
    assert (tmp_path / "~nobody-of-this-name" / "kb" / "bike.txt").is_file()
