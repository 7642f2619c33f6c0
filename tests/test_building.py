"""Building and keeping: the same articles give the same knowledge base, however they came; nothing is done twice."""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from conftest import BIKE, TEA, FakeEncoder
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from numpy.typing import NDArray
from test_store import generations, snapshot

from huabei_qa import store
from huabei_qa.cli.group import cli
from huabei_qa.errors import ArticleError, KnowledgeBaseError, MismatchError, ModelError, UsageError, quoted
from huabei_qa.keeping import Change, Finding
from huabei_qa.knowledge import KnowledgeBase, changing, embedding, list_articles

QUILT = "怎么晒被子?\n1、选晴天:中午晒两小时。\n2、拍打:收之前轻轻拍打。\n"
TEXTS = (TEA, BIKE, QUILT, TEA + "3、多放糖:糖会盖住茶味。\n", "绿茶怎么泡?\n1、选对水温:水温在八十度左右。\n")
NAMES = ("茶.txt", "bike.txt", "a.md", "b.txt")
LINKS = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")


class Counting(FakeEncoder):
    """Remembers what it was asked for."""

    def __init__(self, fingerprint: str = "counts-of-characters") -> None:
        super().__init__(fingerprint)
        self.asked: list[str] = []

    def encode_passages(self, texts: Sequence[str], progress: object = None) -> NDArray[np.float32]:
        self.asked += texts
        return super().encode_passages(texts)


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name.replace("_", ".")).write_bytes(text.encode())
    return folder


def build(sources: Sequence[Path], home: Path, fake: FakeEncoder) -> Change:
    return change_of(KnowledgeBase.build(sources, home, model=fake, reader=None))


def add(sources: Sequence[Path], home: Path, fake: FakeEncoder) -> Change:
    return change_of(KnowledgeBase.add(sources, home, model=fake, reader=None))


def remove(names: Sequence[str], home: Path, fake: FakeEncoder) -> Change:
    return change_of(KnowledgeBase.remove(names, home, model=fake, reader=None))


def change_of(kb: KnowledgeBase) -> Change:
    assert kb.change is not None
    return kb.change


def times(home: Path) -> dict[str, int]:
    files = (p for p in home.rglob("*") if p.is_file() and p.name != ".lock")
    return {p.relative_to(home).as_posix(): p.stat().st_mtime_ns for p in files}


class Histories(RuleBasedStateMachine):
    """Any history of builds, additions, removals and changed words against building the last state at once."""

    @initialize()
    def begin(self) -> None:
        self.scratch = Path(tempfile.mkdtemp())
        self.home = self.scratch / "home"
        self.fake = Counting()
        self.held: dict[str, str] = {}
        self.words = ""

    @rule(chosen=st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS), min_size=1))
    def build(self, chosen: dict[str, str]) -> None:
        build([self.files(chosen)], self.home, self.fake)
        self.held = dict(chosen)

    @precondition(lambda self: self.held)
    @rule(chosen=st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS), min_size=1))
    def add(self, chosen: dict[str, str]) -> None:
        add([self.files(chosen)], self.home, self.fake)
        self.held |= chosen

    @precondition(lambda self: len(self.held) > 1)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        gone = data.draw(st.lists(st.sampled_from(sorted(self.held)), min_size=1, max_size=len(self.held) - 1))
        remove(gone, self.home, self.fake)
        self.held = {name: text for name, text in self.held.items() if name not in gone}

    @precondition(lambda self: self.held)
    @rule(words=st.sampled_from(["", "水温\n", "两毫米\n出汤\n"]))
    def change_words(self, words: str) -> None:
        (self.home / "kb" / "words.txt").write_text(words, encoding="utf-8")
        asked = len(self.fake.asked)
        build([], self.home, self.fake)
        assert len(self.fake.asked) == asked
        self.words = words

    @precondition(lambda self: self.held)
    @invariant()
    def equals_building_at_once(self) -> None:
        whole = self.scratch / "whole"
        if self.words:
            write(whole / "kb", words_txt=self.words)
        build([self.files(self.held)], whole, FakeEncoder())
        expected, found = ({n: d for n, d in snapshot(h).items() if n != "kb/words.txt"} for h in (whole, self.home))
        assert found == expected
        assert KnowledgeBase.check(self.home) == []
        shutil.rmtree(whole)

    def files(self, texts: dict[str, str]) -> Path:
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        for name, text in texts.items():
            (folder / name).write_bytes(text.encode())
        return folder

    def teardown(self) -> None:
        if hasattr(self, "scratch"):
            shutil.rmtree(self.scratch)


Histories.TestCase.settings = settings(max_examples=8, stateful_step_count=6, deadline=None)
TestHistories = Histories.TestCase


def test_only_what_is_new_is_embedded(tmp_path: Path) -> None:
    folder, home = write(tmp_path / "in", 茶_txt=TEA, bike_txt=BIKE), tmp_path / "home"
    fake = Counting()
    first = build([folder], home, fake)
    assert (first.written, first.embedded, len(fake.asked)) == (True, len(fake.asked), len(set(fake.asked)))
    fake.asked.clear()
    write(folder, 茶_txt=TEA.replace("两分钟", "三分钟"))
    again = build([folder], home, fake)
    assert {text for text in fake.asked if "三分钟" not in text} == set()
    assert again.embedded == len(fake.asked) == 2  # in its context, and alone
    assert (again.added, again.replaced, again.removed) == ((), ("茶.txt",), ())


def test_the_same_again_does_nothing_at_all(tmp_path: Path) -> None:
    folder, home = write(tmp_path / "in", 茶_txt=TEA, bike_txt=BIKE), tmp_path / "home"
    fake = Counting()
    build([folder], home, fake)
    asked, before = list(fake.asked), times(home)
    for change in (build([folder], home, fake), build([], home, fake), add([folder / "茶.txt"], home, fake)):
        assert (change.written, change.embedded, change.added, change.replaced, change.removed) == (
            False,
            0,
            (),
            (),
            (),
        )
    assert fake.asked == asked
    assert times(home) == before


def test_a_manifest_is_read_once_before_the_lock_and_once_under_it(
    tmp_path: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, home, read = write(tmp_path / "in", 茶_txt=TEA, bike_txt=BIKE), tmp_path / "home", store.read_manifest
    locked: list[bool] = []

    def counted(home: Path) -> store.Manifest:
        locked.append((home / "index" / ".lock").exists() and is_locked(home))
        return read(home)

    build([folder / "茶.txt"], home, fake)
    for verb, given in ((build, [folder]), (build, []), (add, [folder / "bike.txt"]), (remove, ["bike.txt"])):
        with monkeypatch.context() as patch:
            patch.setattr(store, "read_manifest", counted)
            getattr(changing, verb.__name__)(given, home, lambda *_: fake)  # without opening it, which reads it again
        assert (verb.__name__, locked) == (verb.__name__, [False, True])
        locked.clear()


def is_locked(home: Path) -> bool:
    try:
        with store.writing(home):
            return False
    except KnowledgeBaseError:
        return True


def test_another_model_embeds_everything_again_and_says_so(tmp_path: Path) -> None:
    folder, home = write(tmp_path / "in", 茶_txt=TEA), tmp_path / "home"
    first = build([folder], home, Counting())
    second = build([], home, Counting("another"))
    assert (second.embedded, second.model_before, second.written) == (first.embedded, "fake", True)
    assert store.read_manifest(home).model_fingerprint == "another"


def test_other_code_builds_again_without_embedding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, home = write(tmp_path / "in", 茶_txt=TEA), tmp_path / "home"
    build([folder], home, Counting())
    for room in ("building", "changing"):
        monkeypatch.setattr(f"huabei_qa.knowledge.{room}.built_by", lambda: "later")
    change = build([], home, Counting())
    assert (change.written, change.embedded) == (True, 0)
    assert store.read_manifest(home).built_by == "later"


def test_a_home_of_an_older_schema_is_built_again_from_what_it_holds(tmp_path: Path, fake: FakeEncoder) -> None:
    home = tmp_path / "home"
    build([write(tmp_path / "in", 茶_txt=TEA)], home, fake)
    now = snapshot(home)
    sha = store.read_manifest(home).articles[0].sha256
    old = {"schema": 1, "articles": [{"source": "kb/茶.txt", "name": "x", "sha256": sha, "passages": 9}]}
    (home / "index" / "manifest.json").write_text(json.dumps(old), encoding="utf-8")
    with pytest.raises(MismatchError, match="huabei-qa build --into"):
        KnowledgeBase.open(home, model=fake)
    build([], home, fake)
    assert snapshot(home) == now
    (home / "index" / "manifest.json").write_text(json.dumps(old), encoding="utf-8")
    (home / "kb" / "茶.txt").write_text("改过", encoding="utf-8")
    with pytest.raises(KnowledgeBaseError, match="no longer what was built in"):
        build([], home, fake)


def test_a_home_of_an_older_schema_keeps_every_name_and_what_it_came_from(tmp_path: Path, fake: FakeEncoder) -> None:
    home, page = tmp_path / "home", f"<html><body><article><h1>晒被子</h1><p>{QUILT}</p></article></body></html>"
    folder = write(tmp_path / "in", b_txt=TEA, c_txt=TEA, quilt_html=page, copy_html=page)
    (folder / "d.txt").write_bytes(TEA.encode("gb18030"))
    build([folder], home, fake)
    now = snapshot(home)
    path = home / "index" / "manifest.json"
    for lost in ("b.txt", "d.txt"):
        path.write_bytes(path.read_bytes().replace(b'"schema": 3', b'"schema": 2'))
        (home / "kb" / lost).unlink()
        assert build([], home, fake).removed == ()
        assert snapshot(home) == now


def test_equal_texts_are_one_article_with_all_their_names(tmp_path: Path, fake: FakeEncoder) -> None:
    home = tmp_path / "home"
    build([write(tmp_path / "in", b_txt=TEA, c_txt=BIKE, a_md=TEA)], home, fake)
    assert [(a.source, a.names) for a in list_articles(home)] == [
        ("kb/a.md", ("a.md", "b.txt")),
        ("kb/c.txt", ("c.txt",)),
    ]
    assert {"a.md", "b.txt", "c.txt"} <= set(snapshot(home / "kb"))
    kb = KnowledgeBase.remove(["a.md"], home, model=fake, reader=None)
    assert next((a.source, a.names, a.passages) for a in kb.articles) == ("kb/b.txt", ("b.txt",), 9)
    assert {p.source for p in kb.passages} == {"kb/b.txt", "kb/c.txt"}
    assert change_of(kb).embedded == 0


def test_what_is_removed_leaves_no_trace(tmp_path: Path, fake: FakeEncoder) -> None:
    home = tmp_path / "home"
    folder = write(tmp_path / "in", 茶_txt=TEA, secret_txt="密码怎么改?\n1、找王小明:工号九五二七。\n")
    build([folder], home, fake)
    remove(["secret.txt"], home, fake)
    for name, data in snapshot(home).items():
        for trace in ("王小明", "九五二七", "secret", json.dumps("王小明")):
            assert trace.encode() not in data, name
    assert len(generations(home)) == 1
    whole = tmp_path / "whole"
    build([folder / "茶.txt"], whole, fake)
    assert snapshot(home) == snapshot(whole)


def test_the_last_article_stays(tmp_path: Path, fake: FakeEncoder) -> None:
    home = tmp_path / "home"
    build([write(tmp_path / "in", 茶_txt=TEA)], home, fake)
    before = snapshot(home)
    with pytest.raises(ArticleError, match=r"would leave no article.*delete the folder"):
        remove(["茶.txt"], home, fake)
    assert snapshot(home) == before


def test_an_unknown_name_is_refused_naming_near_ones(tmp_path: Path, fake: FakeEncoder) -> None:
    home = tmp_path / "home"
    build([write(tmp_path / "in", refund_txt=TEA, bike_txt=BIKE)], home, fake)
    with pytest.raises(
        ArticleError, match=r"no article refunds\.txt .* mean refund\.txt.*\? List them: huabei-qa list"
    ):
        remove(["bike.txt", "refunds.txt"], home, fake)
    for called in ("绿茶怎么泡才好喝?", "綠茶怎么泡才好喝", "refund"):  # as `--document` takes them
        with pytest.raises(ArticleError, match=rf"no article {re.escape(called)} .* mean refund\.txt\? List them"):
            remove([called], home, fake)
    assert len(list_articles(home)) == 2
    remove(["kb/bike.txt"], home, fake)
    assert [a.names for a in list_articles(home)] == [("refund.txt",)]


@pytest.mark.parametrize("verb", [add, remove])
def test_what_is_no_home_cannot_be_changed(tmp_path: Path, fake: FakeEncoder, verb: object) -> None:
    with pytest.raises(KnowledgeBaseError, match="does not exist"):
        verb([write(tmp_path / "in", a_txt=TEA)], tmp_path / "home", fake)  # type: ignore[operator]
    assert not (tmp_path / "home").exists()


def test_a_bad_file_in_a_folder_is_left_out_and_told(tmp_path: Path, fake: FakeEncoder) -> None:
    folder, home = write(tmp_path / "in", 茶_txt=TEA, empty_txt=""), tmp_path / "home"
    (folder / "bytes.md").write_bytes(b"\x00\x01")
    change = build([folder], home, fake)
    assert change.added == ("茶.txt",)
    assert [Path(s.path).name for s in change.skipped] == ["bytes.md", "empty.txt"]
    assert "binary" in change.skipped[0].reason
    with pytest.raises(ArticleError, match="binary"):
        build([folder, folder / "bytes.md"], home, fake)
    (folder / "茶.txt").unlink()
    with pytest.raises(ArticleError, match=r"None of the files could be read.*binary.*1 more"):
        build([folder], home, fake)


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(lambda folder: folder.relative_to(Path.cwd()), id="relative"),
        pytest.param(lambda folder: folder.relative_to(Path.cwd()) / "茶.txt", id="file"),
        pytest.param(lambda folder: linked(folder), id="link", marks=LINKS),
    ],
)
def test_one_folder_named_twice_is_one(
    tmp_path: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch, again: Callable[[Path], Path]
) -> None:
    folder = write(tmp_path / "in", 茶_txt=TEA)
    monkeypatch.chdir(tmp_path)
    for number, sources in enumerate(([folder, again(folder)], [again(folder), folder])):
        assert build(sources, tmp_path / f"home{number}", fake).added == ("茶.txt",)
    (tmp_path / "none").mkdir()
    with pytest.raises(ArticleError, match="folder none holds no article"):
        build([folder, Path("none")], tmp_path / "home", fake)


def linked(folder: Path) -> Path:
    link = folder.with_name("link")
    if not link.is_symlink():
        link.symlink_to(folder)
    return link


def test_a_page_that_names_no_encoding_of_text_stops_no_folder(tmp_path: Path, fake: FakeEncoder) -> None:
    page = '<meta charset="undefined"><p>收被子之前轻轻拍打。</p>'
    change = build([write(tmp_path / "in", 茶_txt=TEA, 页_html=page)], tmp_path / "home", fake)
    assert (change.added, change.skipped) == (("茶.txt", "页.html.md"), ())


def test_a_file_that_cannot_be_read_this_time_stays_as_it_was(tmp_path: Path, fake: FakeEncoder) -> None:
    folder, home = write(tmp_path / "in", 茶_txt=TEA, bike_txt=BIKE), tmp_path / "home"
    build([folder], home, fake)
    write(folder, 茶_txt="")
    change = build([folder], home, fake)
    assert [Path(s.path).name for s in change.skipped] == ["茶.txt"]
    assert (change.removed, change.written, change.articles) == ((), False, 2)


def test_nor_is_it_lost_when_another_file_of_its_name_takes_its_place(tmp_path: Path, fake: FakeEncoder) -> None:
    folder, home = tmp_path / "in", tmp_path / "home"
    for sub, text in (("a", TEA), ("b", BIKE)):
        (write(folder / sub) / "readme.md").write_text(text, encoding="utf-8")
    build([folder], home, fake)
    (folder / "a" / "readme.md").write_bytes(b"\x00\x01")
    build([folder], home, fake)
    kb = KnowledgeBase.open(home, model=fake, reader=None)
    assert {kb.text_of(article.source) for article in kb.articles} == {TEA, BIKE}


def test_of_two_articles_of_one_file_name_the_one_that_was_edited_is_replaced(
    tmp_path: Path, fake: FakeEncoder
) -> None:
    folder, home, whole = tmp_path / "n", tmp_path / "home", tmp_path / "whole"
    for sub, text in (("a", TEA), ("b", BIKE)):
        (write(folder / sub) / "readme.md").write_bytes(text.encode())
    build([folder], home, fake)
    edited = folder / "b" / "readme.md"
    edited.write_bytes(f"{BIKE}\n五、上锁\n停车要上锁。\n".encode())
    assert add([edited], home, fake).replaced == ("readme-2.md",)
    build([folder], whole, fake)
    assert snapshot(home) == snapshot(whole)
    edited.write_bytes(QUILT.encode())
    with pytest.raises(ArticleError, match=r"kb/readme-2\.md, kb/readme\.md came from files of that name too"):
        add([edited], home, fake)
    assert snapshot(home) == snapshot(whole)
    own = edited.rename(edited.with_name("被子.md"))  # as the message says
    assert add([own], home, fake).added == ("被子.md",)
    assert remove(["readme-2.md"], home, fake).removed == ("readme-2.md",)
    kb = KnowledgeBase.open(home, model=fake, reader=None)
    assert {article.source: kb.text_of(article.source) for article in kb.articles} == {
        "kb/readme.md": TEA,
        "kb/被子.md": QUILT,
    }


def test_a_single_path_is_no_row_of_letters(tmp_path: Path, fake: FakeEncoder) -> None:
    folder, home = write(tmp_path / "in", a_txt=TEA, b_txt=BIKE), tmp_path / "home"
    KnowledgeBase.build(str(folder / "a.txt"), home, model=fake, reader=None)
    KnowledgeBase.add(str(folder / "b.txt"), home, model=fake, reader=None)
    kb = KnowledgeBase.remove("a.txt", home, model=fake, reader=None)
    assert [article.names for article in kb.articles] == [("b.txt",)]


def test_names_too_long_for_a_file_system_are_cut(tmp_path: Path, fake: FakeEncoder) -> None:
    long, home = "长" * 83 + "aa", tmp_path / "home"
    for folder, text in (("a", TEA), ("b", BIKE)):
        (write(tmp_path / "in" / folder) / f"{long}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "in" / f"{'x' * 250}.html").write_text("<p>收被子之前轻轻拍打。</p>", encoding="utf-8")
    change = build([tmp_path / "in"], home, fake)
    assert change.added == (f"{'x' * 250}.h.md", f"{long[:-2]}-2.txt", f"{long}.txt")
    assert KnowledgeBase.check(home) == []
    assert not build([tmp_path / "in"], home, fake).written


def test_an_index_among_the_sources_is_no_article(tmp_path: Path, fake: FakeEncoder) -> None:
    home = write(tmp_path / "in", 茶_txt=TEA, bike_txt=BIKE)
    build([home], home / "other", fake)
    build([home], home, fake)
    assert [article.names for article in list_articles(home)] == [("bike.txt",), ("茶.txt",)]
    assert not build([home], home, fake).written


def test_what_was_converted_goes_by_the_name_it_had(tmp_path: Path, fake: FakeEncoder) -> None:
    folder, home = write(tmp_path / "in", 茶_txt=TEA, 页_html="<p>收被子之前轻轻拍打。</p>"), tmp_path / "home"
    assert build([folder], home, fake).added == ("茶.txt", "页.html.md")
    assert remove(["页.html"], home, fake).removed == ("页.html.md",)


def test_names_are_known_as_a_file_system_takes_them(tmp_path: Path, fake: FakeEncoder) -> None:
    home, folder = tmp_path / "home", write(tmp_path / "in", Über_txt=TEA, Café_html="<p>收被子之前轻轻拍打。</p>")
    assert build([folder], home, fake).added == ("Café.html.md", "Über.txt")
    assert remove([unicodedata.normalize("NFD", "über.txt")], home, fake).removed == ("Über.txt",)
    add([write(tmp_path / "on", b_txt=BIKE)], home, fake)
    assert remove([unicodedata.normalize("NFD", "kb/Café.html")], home, fake).removed == ("Café.html.md",)


def test_a_name_that_could_be_either_of_two_is_refused_unless_it_is_one_to_the_letter(
    tmp_path: Path, fake: FakeEncoder
) -> None:
    home, page = tmp_path / "home", "<p>{}之前轻轻拍打。</p>"
    for name, text in (("a.html", page.format("收被子")), ("A.html", page.format("晒被子"))):
        (write(tmp_path / name) / name).write_text(text, encoding="utf-8")
    assert build([tmp_path / "a.html", tmp_path / "A.html"], home, fake).added == ("A.html-2.md", "a.html.md")
    with pytest.raises(ArticleError, match=r"no article a\.HTML"):
        remove(["a.HTML"], home, fake)
    assert remove(["A.html"], home, fake).removed == ("A.html-2.md",)


def test_what_is_no_longer_among_the_sources_goes(tmp_path: Path, fake: FakeEncoder) -> None:
    folder, home = write(tmp_path / "in", 茶_txt=TEA, bike_txt=BIKE), tmp_path / "home"
    build([folder], home, fake)
    write(home / "kb", mine_txt="我的笔记。", words_txt="水温\n")
    (folder / "bike.txt").unlink()
    change = build([folder], home, fake)
    assert change.removed == ("bike.txt",)
    assert sorted(snapshot(home / "kb")) == ["mine.txt", "passages.jsonl", "words.txt", "茶.txt"]


def test_a_file_that_a_person_put_into_kb_is_never_removed_or_overwritten(tmp_path: Path, fake: FakeEncoder) -> None:
    home = tmp_path / "home"
    write(home / "kb", mine_txt=QUILT, 茶_txt=TEA)
    build([home / "kb"], home, fake)
    change = remove(["mine.txt"], home, fake)
    assert change.left == ("mine.txt",)
    assert (home / "kb" / "mine.txt").read_text(encoding="utf-8") == QUILT
    before = snapshot(home)
    with pytest.raises(KnowledgeBaseError, match=r"mine\.txt is not what huabei-qa wrote there.*huabei-qa add"):
        add([write(tmp_path / "in", mine_txt=BIKE) / "mine.txt"], home, fake)
    assert snapshot(home) == before


def test_what_stands_in_the_place_of_a_copy_and_is_no_file_is_told_before_anything_changes(
    tmp_path: Path, fake: FakeEncoder
) -> None:
    home = tmp_path / "home"
    build([write(tmp_path / "in", 茶_txt=TEA)], home, fake)
    (home / "kb" / "bike.txt").mkdir()
    before = snapshot(home)
    with pytest.raises(KnowledgeBaseError, match=r"bike\.txt is not what huabei-qa wrote there.*move it away"):
        add([write(tmp_path / "more", bike_txt=BIKE) / "bike.txt"], home, fake)
    assert snapshot(home) == before


def test_a_ledger_removes_nothing_outside_kb(tmp_path: Path, fake: FakeEncoder) -> None:
    home, other = tmp_path / "home", write(tmp_path / "other", mine_txt=QUILT) / "mine.txt"
    build([write(tmp_path / "in", 茶_txt=TEA)], home, fake)
    sha = store.fingerprint(other.read_bytes())
    told = {"../../other/mine.txt": [sha], str(other): [sha]}
    (home / "index" / "copies.json").write_text(json.dumps(told), encoding="utf-8")
    add([write(tmp_path / "more", bike_txt=BIKE)], home, fake)
    assert other.read_text(encoding="utf-8") == QUILT
    (home / "index" / "copies.json").write_bytes(b"[" * 100_000)
    assert build([], home, fake).articles == 2


def test_an_edited_copy_is_told_kept_and_taken_in(tmp_path: Path, fake: FakeEncoder) -> None:
    folder, home = write(tmp_path / "in", 茶_txt=TEA, bike_txt=BIKE), tmp_path / "home"
    build([folder], home, fake)
    copy = home / "kb" / "茶.txt"
    copy.write_text(QUILT, encoding="utf-8")
    told = [f for f in KnowledgeBase.check(home) if not f.harmless]
    assert ["茶.txt was edited" in f.what and "huabei-qa add" in f.remedy for f in told] == [True]
    write(folder, bike_txt=BIKE + "\n五、上锁\n停车要上锁。\n")
    build([folder], home, fake)  # another article changed: the edited copy is nobody's business
    assert copy.read_text(encoding="utf-8") == QUILT
    assert KnowledgeBase.open(home, model=fake, reader=None).text_of("kb/茶.txt") == TEA
    write(folder, 茶_txt=TEA + "完。\n")
    with pytest.raises(KnowledgeBaseError, match="would be overwritten"):
        build([folder], home, fake)
    assert add([copy], home, fake).replaced == ("茶.txt",)
    assert KnowledgeBase.open(home, model=fake, reader=None).text_of("kb/茶.txt") == QUILT
    assert KnowledgeBase.check(home) == []


def test_a_missing_copy_comes_back(tmp_path: Path, fake: FakeEncoder) -> None:
    home = tmp_path / "home"
    build([write(tmp_path / "in", 茶_txt=TEA)], home, fake)
    whole = snapshot(home)
    for name in ("茶.txt", "passages.jsonl"):
        (home / "kb" / name).unlink()
        assert [f.harmless for f in KnowledgeBase.check(home)] == [False]
        assert build([], home, fake).written is False
        assert snapshot(home) == whole


def test_a_name_that_differs_in_case_alone_is_the_same_article(tmp_path: Path, fake: FakeEncoder) -> None:
    home = tmp_path / "home"
    build([write(tmp_path / "in", tea_txt=TEA, bike_txt=BIKE)], home, fake)
    add([write(tmp_path / "more", TEA_TXT=QUILT)], home, fake)
    assert [a.names for a in list_articles(home)] == [("TEA.TXT",), ("bike.txt",)]
    assert sorted(snapshot(home / "kb")) == ["TEA.TXT", "bike.txt", "passages.jsonl"]


@pytest.mark.parametrize(
    ("gives", "told"),
    [
        (lambda rows: rows[:-1], "of shape"),
        (lambda rows: rows[:, :3], "of shape"),
        (lambda rows: None, "of shape"),
        (lambda rows: rows * np.nan, "no numbers"),
        (lambda rows: rows * 7, "unit length"),
    ],
    ids=["too few", "too short", "nothing", "no numbers", "too long"],
)
def test_what_is_no_vectors_is_refused_before_anything_is_written(
    tmp_path: Path, fake: FakeEncoder, gives: Callable[[NDArray[np.float32]], object], told: str
) -> None:
    class Odd(FakeEncoder):
        def encode_passages(self, texts: Sequence[str], progress: object = None) -> NDArray[np.float32]:
            return gives(super().encode_passages(texts))  # type: ignore[return-value]

    home = tmp_path / "home"
    build([write(tmp_path / "in", 茶_txt=TEA)], home, fake)
    before = snapshot(home)
    with pytest.raises(ModelError, match=told):
        build([write(tmp_path / "in", 茶_txt=BIKE)], home, Odd())
    assert snapshot(home) == before


@pytest.mark.parametrize(
    ("attribute", "value", "told"),
    [
        ("name", None, 'The name of an encoder cannot be None. Pass a text: "my-encoder".'),
        ("fingerprint", 5, 'The fingerprint of an encoder cannot be 5. Pass a text: "my-encoder 1".'),
        ("dimension", 64.0, "The dimension of an encoder cannot be 64.0. Pass a whole number: 10."),
    ],
)
def test_what_an_encoder_says_of_itself_wrongly_is_told_before_anything_is_written(
    tmp_path: Path, fake: FakeEncoder, attribute: str, value: object, told: str
) -> None:
    home, folder, odd = tmp_path / "home", write(tmp_path / "in", 茶_txt=TEA), FakeEncoder()
    build([folder], home, fake)
    before = snapshot(home)
    setattr(odd, attribute, value)
    for change in (lambda: build([], home, odd), lambda: add([folder], home, odd), lambda: remove(["x"], home, odd)):
        with pytest.raises(UsageError) as caught:
            change()
        assert str(caught.value) == told
    assert snapshot(home) == before


def test_the_dimension_of_an_encoder_may_be_a_number_of_numpy(tmp_path: Path, fake: FakeEncoder) -> None:
    odd, folder = FakeEncoder(), write(tmp_path / "in", 茶_txt=TEA)
    odd.dimension = np.int64(64)  # type: ignore[assignment]
    build([folder], tmp_path / "home", fake)
    build([folder], tmp_path / "other", odd)
    assert snapshot(tmp_path / "other") == snapshot(tmp_path / "home")


def test_an_encoder_may_know_no_word_of_a_text(tmp_path: Path) -> None:
    class Ignorant(FakeEncoder):
        def encode_passages(self, texts: Sequence[str], progress: object = None) -> NDArray[np.float32]:
            return super().encode_passages(texts) * np.array([["茶" in text] for text in texts], dtype=np.float32)

    home = tmp_path / "home"
    build([write(tmp_path / "in", 茶_txt=TEA, bike_txt=BIKE)], home, Ignorant())
    assert KnowledgeBase.check(home) == []
    assert KnowledgeBase.open(home, model=Ignorant(), reader=None).search("茶叶")


def test_refresh_goes_over_to_the_new_state(tmp_path: Path, fake: FakeEncoder) -> None:
    home = tmp_path / "home"
    build([write(tmp_path / "in", 茶_txt=TEA)], home, fake)
    kb = KnowledgeBase.open(home, model=fake, reader=None)
    before = kb.search("链条上油")
    assert kb.refresh() is False
    add([write(tmp_path / "more", bike_txt=BIKE)], home, fake)
    assert kb.search("链条上油") == before
    assert kb.refresh() is True
    assert kb.search("链条上油")[0].passage.source == "kb/bike.txt"
    assert kb.refresh() is False
    remove(["bike.txt"], home, fake)
    next((home / "index").glob("g-*/same.json")).write_bytes(b"[[0, 99]]")
    with pytest.raises(KnowledgeBaseError, match="damaged"):
        kb.refresh()
    assert kb.search("链条上油")[0].passage.source == "kb/bike.txt"
    build([], home, fake)
    assert kb.refresh() is True
    assert kb.search("链条上油") == before


def test_a_home_is_the_same_after_a_change_of_the_working_folder(
    tmp_path: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([write(tmp_path / "in", 茶_txt=TEA)], tmp_path / "home", fake)
    monkeypatch.chdir(tmp_path)
    kb = KnowledgeBase.open("home", model=fake, reader=None)
    monkeypatch.chdir(tmp_path / "in")
    assert (kb.refresh(), kb.changed(["kb/茶.txt"]), kb.lists_edited()) == (False, [], False)
    add([write(tmp_path / "more", bike_txt=BIKE)], tmp_path / "home", fake)
    (tmp_path / "home" / "kb" / "茶.txt").write_text("改过", encoding="utf-8")
    (tmp_path / "home" / "kb" / "words.txt").write_text("水温\n", encoding="utf-8")
    assert (kb.refresh(), kb.changed(["kb/茶.txt"]), kb.lists_edited()) == (True, ["kb/茶.txt"], True)
    assert (kb.home, len(kb.articles)) == (Path("home"), 2)


def test_refresh_sees_a_state_that_came_back(tmp_path: Path, fake: FakeEncoder) -> None:
    home, more = tmp_path / "home", write(tmp_path / "more", bike_txt=BIKE)
    build([write(tmp_path / "in", 茶_txt=TEA)], home, fake)
    kb = KnowledgeBase.open(home, model=fake, reader=None)
    add([more], home, fake)
    remove(["bike.txt"], home, fake)
    assert kb.refresh() is False
    assert kb.text_of("kb/茶.txt") == TEA


@pytest.mark.parametrize("damage", ["torn", "flipped", "foreign"])
def test_a_damaged_journal_costs_only_what_it_lost(tmp_path: Path, damage: str) -> None:
    fake, journal = Counting(), tmp_path / "journal"
    texts = [f"第{n}句" for n in range(20)]
    whole, _ = embedding.embed(texts, fake, {}, journal)
    data = journal.read_bytes()
    size = len(data) // 20
    changed = {"torn": data[:-7], "flipped": data[:9] + bytes([data[9] ^ 1]) + data[10:], "foreign": b"tea" * 100}
    journal.write_bytes(changed[damage])
    for embedded in ((20 if damage == "foreign" else 1), 0):
        again, asked = embedding.embed(texts, fake, {}, journal)
        assert asked == embedded
        assert all((again[key] == whole[key]).all() for key in whole)
        assert len(journal.read_bytes()) % size == 0


def test_an_interrupted_build_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_ROUND", 4)
    folder, home = write(tmp_path / "in", 茶_txt=TEA, bike_txt=BIKE), tmp_path / "home"

    class Interrupted(Counting):
        def encode_passages(self, texts: Sequence[str], progress: object = None) -> NDArray[np.float32]:
            if len(self.asked) >= 12:
                raise KeyboardInterrupt
            return super().encode_passages(texts)

    with pytest.raises(KeyboardInterrupt):
        build([folder], home, Interrupted())
    remedy = f"Run it again to go on where it was: huabei-qa build SOURCE… --into {quoted(home)}"
    assert KnowledgeBase.check(home) == [
        Finding(f"{home} is not a knowledge base yet: its build has not ended", remedy)
    ]
    second = build([folder], home, Counting())
    whole = build([folder], tmp_path / "whole", Counting())
    assert second.embedded == whole.embedded - 12
    assert snapshot(home) == snapshot(tmp_path / "whole")


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, [str(a) for a in arguments], prog_name="huabei-qa")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_the_commands_say_what_they_did(tmp_path: Path) -> None:
    folder, home = write(tmp_path / "in", 茶_txt=TEA, empty_txt=""), tmp_path / "home"
    status, out, err = run("build", folder, "--into", home)
    assert (status, out) == (0, "")
    assert f"Built {home}: 1 article, 9 passages, 17 texts embedded (new: 茶.txt)." in err
    assert err.splitlines()[-2:] == [
        "huabei-qa: 1 file could not be read. Left out:",
        f"  {folder / 'empty.txt'} is empty: there is nothing in it to answer from.",
    ]
    assert run("build", "--into", home) == (
        0,
        "",
        f"huabei-qa: Nothing has changed in {home}: 1 article, 9 passages, 0 texts embedded.\n",
    )
    status, out, err = run("add", write(tmp_path / "more", bike_txt=BIKE), "--home", home)
    assert (status, out) == (0, "")
    assert "(new: bike.txt)" in err
    status, out, err = run("list", "--home", home)
    assert (status, out, err) == (0, "bike.txt\t6\t自行车怎么保养?\n茶.txt\t9\t绿茶怎么泡才好喝?\n", "")
    listed = json.loads(run("list", "--home", home, "--json")[1])["articles"]
    assert [(a["source"], a["names"], a["passages"]) for a in listed] == [
        ("kb/bike.txt", ["bike.txt"], 6),
        ("kb/茶.txt", ["茶.txt"], 9),
    ]
    assert run("check", "--home", home) == (0, "All is as it was built.\n", "")
    assert "(gone: bike.txt)" in run("remove", "bike.txt", "--home", home)[2]
    status, out, err = run("remove", "bik.txt", "--home", home)
    assert (status, out, len(err.splitlines())) == (1, "", 1)
    (home / "kb" / "茶.txt").write_text("改过", encoding="utf-8")
    status, out, err = run("check", "--home", home)
    assert (status, err) == (1, "")
    assert out.startswith("wrong: ")
    assert out.count("\n") == 1


def test_files_of_no_format_of_articles_are_told_in_one_line(tmp_path: Path) -> None:
    folder, home = write(tmp_path / "in", 茶_txt=TEA), tmp_path / "home"
    for name in [*(f"{number:03}.png" for number in range(500)), ".hidden.png"]:
        (folder / name).write_bytes(b"\x89PNG")
    few = "000.png, 001.png, 002.png, 003.png, 004.png and 495 more"
    named = "One that is text is taken in where it is named."
    told = f"huabei-qa: 500 files are left out for their formats: {few}. {named}"
    assert run("build", folder, "--into", home)[2].splitlines()[1:] == [told]
    assert run("add", folder, "--home", home)[2].splitlines()[1:] == [told]
    more = write(tmp_path / "more", bike_txt=BIKE, quilt_csv=QUILT)
    assert run("add", more, "--home", home)[2].splitlines()[1:] == [
        f"huabei-qa: 1 file is left out for its format: quilt.csv. {named}"
    ]
    assert "(new: quilt.csv)" in run("add", more / "quilt.csv", "--home", home)[2]


def test_an_edited_copy_is_told_by_build_and_ask_with_the_command_that_takes_it_in(tmp_path: Path) -> None:
    home = tmp_path / "my home"
    run("build", write(tmp_path / "in", 茶_txt=TEA), "--into", home)
    (home / "kb" / "茶.txt").write_text(TEA + "3、多放糖:糖会盖住茶味。\n", encoding="utf-8")
    told = (
        "huabei-qa: kb/茶.txt was edited since it was built in; answers quote it as it was. "
        f"Take it in: huabei-qa add '{home / 'kb' / '茶.txt'}' --home '{home}'"
    )
    assert run("build", "--into", home)[2].splitlines()[1:] == [told]
    assert run("ask", "绿茶怎么泡?", "--no-reader", "--home", home)[2].splitlines() == [told]
    (tmp_path / "asked.jsonl").write_text('{"question": "绿茶怎么泡?"}\n' * 2, encoding="utf-8")
    batch = run("ask", "--batch", tmp_path / "asked.jsonl", "--no-reader", "--home", home)
    assert batch[2].splitlines() == [told]
    assert run("add", home / "kb" / "茶.txt", "--home", home)[0] == 0
    assert run("ask", "绿茶怎么泡?", "--no-reader", "--home", home)[2] == ""


def test_articles_that_are_called_like_lists_are_taken_in_and_go(tmp_path: Path, fake: FakeEncoder) -> None:
    texts = {"words_txt": TEA, "synonyms_txt": BIKE, "products_txt": QUILT}
    folder, home = write(tmp_path / "in", **texts, a_md="苹果要洗干净再吃。"), tmp_path / "home"
    write(home / "kb", words_txt="水温\n")
    change = build([folder], home, fake)
    assert change.added == ("a.md", "products-article.txt", "synonyms-article.txt", "words-article.txt")
    assert (home / "kb" / "words.txt").read_text(encoding="utf-8") == "水温\n"
    assert not build([folder], home, fake).written
    assert not build([home / "kb"], home, fake).removed
    (folder / "words.txt").write_text(TEA + "3、多放糖:糖会盖住茶味。\n", encoding="utf-8")
    assert add([folder], home, fake).replaced == ("words-article.txt",)
    assert remove(["words.txt"], home, fake).removed == ("words-article.txt",)


needs_such_names = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="such names cannot be there")


@needs_such_names
def test_a_name_in_gbk_is_read_typed_and_asked_for(tmp_path: Path) -> None:
    folder, home = write(tmp_path / "in", bike_txt=BIKE), tmp_path / "home"
    raw = folder / "泡茶.txt".encode("gbk").decode("utf-8", "surrogateescape")
    raw.write_text("水温在八十度左右,太烫会把茶叶烫熟。\n泡两分钟就倒出来。\n", encoding="utf-8")
    assert "(new: bike.txt, 泡茶.txt)" in run("build", folder, "--into", home)[2]
    assert "泡茶.txt\t2\t泡茶\n" in run("list", "--home", home)[1]
    found = run("search", "水温多少", "--no-reader", "--home", home, "--document", "泡茶.txt", "--json")[1]
    assert {hit["source"] for hit in json.loads(found)["hits"]} == {"kb/泡茶.txt"}
    assert "Nothing has changed" in run("build", folder, "--into", home)[2]
    raw.write_bytes(b"")
    assert "Nothing has changed" in run("build", folder, "--into", home)[2]  # what cannot be read this time stays
    assert "(gone: 泡茶.txt)" in run("remove", "泡茶.txt", "--home", home)[2]
    assert run("check", "--home", home)[0] == 0


@needs_such_names
def test_an_article_may_be_removed_by_the_bytes_of_its_name(tmp_path: Path, fake: FakeEncoder) -> None:
    folder, home = write(tmp_path / "in", bike_txt=BIKE), tmp_path / "home"
    raw = "泡茶.txt".encode("gbk").decode("utf-8", "surrogateescape")
    (folder / raw).write_text(TEA, encoding="utf-8")
    build([folder], home, fake)
    assert remove([raw], home, fake).removed == ("泡茶.txt",)


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be there")
def test_a_name_with_a_line_break_does_not_break_the_list(tmp_path: Path) -> None:
    (write(tmp_path / "in") / "a\nb\t.txt").write_text(TEA, encoding="utf-8")
    run("build", tmp_path / "in", "--into", tmp_path / "home")
    assert run("list", "--home", tmp_path / "home")[1] == "a_b_.txt\t9\t绿茶怎么泡才好喝?\n"


def test_ctrl_c_ends_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(KnowledgeBase, "build", stop)
    status, out, err = run("build", tmp_path, "--into", tmp_path / "home")
    assert (status, out) == (1, "")
    assert err == (
        "huabei-qa: Stopped. What was there is unchanged; run the same command again to go on where it was.\n"
    )


def test_ctrl_c_behind_the_switch_says_what_is_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, folder = tmp_path / "my home", write(tmp_path / "in", 茶_txt=TEA)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("huabei_qa.store.generations.tidy", stop)
        status, out, err = run("build", folder, "--into", home)
    assert (status, out) == (1, "")
    assert err == (
        f"huabei-qa: Stopped. The new state of {home} was in force already. "
        f"Finish with: huabei-qa build --into {quoted(home)}\n"
    )
    assert run("build", "--into", home)[0] == 0
    assert KnowledgeBase.check(home) == []


def test_nothing_is_written_outside_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake: FakeEncoder
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert build([write(tmp_path / "in", 茶_txt=TEA)], tmp_path / "home", fake).written
    assert KnowledgeBase.check(tmp_path / "home") == []
