from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TEA, FakeEncoder

from huabei_qa import store
from huabei_qa.encoder import load_encoder
from huabei_qa.errors import KnowledgeBaseError, MismatchError, UsageError, quoted
from huabei_qa.knowledge import KnowledgeBase
from huabei_qa.store import copies, disk

FIELDS: dict[str, Any] = {
    "model": "fake",
    "model_given": True,
    "model_fingerprint": "f",
    "dimension": 2,
    "words_fingerprint": "w",
    "passages": 1,
    "built_by": "b",
    "articles": (store.Held("kb/a.txt", "a", store.fingerprint(b"a"), 0, 1, 1, (store.Copy("a.txt", "a.txt", "0"),)),),
    "confidence": {},
}
FILES = {
    "articles.txt": b"a",
    "passages.jsonl": b"{}\n",
    "vectors.faiss": b"v",
    "same.json": b"[]",
    "words.json": b"{}",
    "terms/a.npy": b"a",
}


def generations(home: Path) -> list[str]:
    return sorted(p.name for p in (home / "index").iterdir() if p.is_dir())


def snapshot(folder: Path) -> dict[str, bytes]:
    """All files below a folder, the lock left out."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != ".lock")
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def reopen(home: Path, fake: FakeEncoder) -> KnowledgeBase:
    return KnowledgeBase.open(home, model=fake, reader=None)


def published(home: Path, files: dict[str, bytes], **fields: object) -> store.Manifest:
    with store.writing(home):
        return store.publish(home, FIELDS | fields, files)


def test_what_was_published_is_read_back(tmp_path: Path) -> None:
    manifest = published(tmp_path, FILES)
    assert store.read_manifest(tmp_path) == manifest
    folder = store.check_files(tmp_path, manifest)
    assert snapshot(folder) == FILES
    assert snapshot(tmp_path / "kb") == {"a.txt": b"a", "passages.jsonl": FILES["passages.jsonl"]}
    assert (manifest.model, manifest.dimension, manifest.schema) == ("fake", 2, store.SCHEMA)


@pytest.mark.parametrize("wrong", [{"model": None}, {"model_fingerprint": 5}, {"dimension": 8.0}])
def test_what_could_not_be_read_back_does_not_replace_what_can(tmp_path: Path, wrong: dict[str, object]) -> None:
    before = published(tmp_path, FILES)
    with pytest.raises(ValueError, match=r"is no text|is none"):
        published(tmp_path, FILES, **wrong)
    assert store.read_manifest(tmp_path) == before


def test_publishing_equal_content_again_changes_nothing(tmp_path: Path) -> None:
    published(tmp_path, FILES)
    before = snapshot(tmp_path)
    times = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*") if p.is_file() and p.name != ".lock"}
    published(tmp_path, FILES)
    assert snapshot(tmp_path) == before
    assert {p: p.stat().st_mtime_ns for p in times} == times


def test_a_new_generation_replaces_the_old_one_and_what_a_killed_build_left(tmp_path: Path) -> None:
    first = published(tmp_path, FILES)
    (tmp_path / "index" / ".new-left").mkdir()
    (tmp_path / "index" / ".embedding-left").write_bytes(b"x")
    (tmp_path / "kb" / ".new-left").write_bytes(b"x")
    (tmp_path / "index" / "notes").mkdir()
    (tmp_path / "kb" / "mine.txt").write_bytes(b"x")
    second = published(tmp_path, FILES | {"vectors.faiss": b"w"})
    assert first.generation != second.generation
    assert generations(tmp_path) == [second.generation, "notes"]
    assert sorted(p.name for p in (tmp_path / "index").iterdir() if p.is_file() and p.name != ".lock") == [
        "copies.json",
        "manifest.json",
    ]
    assert sorted(p.name for p in (tmp_path / "kb").iterdir()) == ["a.txt", "mine.txt", "passages.jsonl"]


@pytest.mark.parametrize("now", [b"tea", b"more tea"])
@pytest.mark.parametrize("case_counts", [True, False])
def test_a_copy_may_get_a_name_that_differs_in_case_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case_counts: bool, now: bytes
) -> None:
    kb, unlink = tmp_path / "kb", Path.unlink

    def at(path: Path) -> Path:
        return next((p for p in path.parent.iterdir() if p.name.casefold() == path.name.casefold()), path)

    kb.mkdir()
    (tmp_path / "index").mkdir()
    if not case_counts:
        monkeypatch.setattr(copies, "_hash", lambda path, real=copies._hash: real(at(path)))
        monkeypatch.setattr(Path, "unlink", lambda path, missing_ok=False: unlink(at(path), missing_ok))
    before = {"A.txt": store.fingerprint(b"tea")}
    after = {"a.txt": store.fingerprint(now)}
    copies.bring_in_line(tmp_path, before, lambda _: b"tea")
    for _ in range(2):  # the second time as a writer does that comes after a killed one
        copies.refuse_overwriting(tmp_path, before, after)
        copies.bring_in_line(tmp_path, after, lambda _: now)
        assert (snapshot(kb), copies._ledger(tmp_path)) == ({"a.txt": now}, {n: {sha} for n, sha in after.items()})


def test_a_file_of_a_person_stays_though_its_name_differs_from_a_copy_in_case_alone(tmp_path: Path) -> None:
    (tmp_path / "kb").mkdir()
    (tmp_path / "index").mkdir()
    copies.bring_in_line(tmp_path, {"A.txt": store.fingerprint(b"tea")}, lambda _: b"tea")
    if (tmp_path / "kb" / "a.txt").exists():
        pytest.skip("here both are one file")
    (tmp_path / "kb" / "a.txt").write_bytes(b"mine")
    after = {"a.txt": store.fingerprint(b"more tea")}
    with pytest.raises(KnowledgeBaseError, match=r"a\.txt is not what huabei-qa wrote there"):
        copies.refuse_overwriting(tmp_path, {}, after)
    copies.bring_in_line(tmp_path, after, lambda _: b"more tea")
    assert snapshot(tmp_path / "kb") == {"a.txt": b"mine"}


def test_a_damaged_generation_in_force_is_left_alone_until_another_is(tmp_path: Path) -> None:
    first = published(tmp_path, FILES)
    (tmp_path / "index" / first.generation / "same.json").write_bytes(b"?")
    second = published(tmp_path, FILES)
    assert second.generation == f"{first.generation}-2"
    assert generations(tmp_path) == [second.generation]
    assert snapshot(store.check_files(tmp_path, second)) == FILES


def test_calibrations_are_replaced_for_the_generation_that_was_judged(tmp_path: Path) -> None:
    first = published(tmp_path, FILES)
    store.recalibrate(tmp_path, first.generation, lambda old: {**old, "plain": {"bias": 1}})
    assert store.read_manifest(tmp_path).confidence == {"plain": {"bias": 1}}
    published(tmp_path, FILES | {"vectors.faiss": b"w"})
    with pytest.raises(KnowledgeBaseError, match="built again while it was being judged"):
        store.recalibrate(tmp_path, first.generation, lambda old: old)


def test_every_replacement_of_the_manifest_is_seen(tmp_path: Path) -> None:
    assert store.stamp(tmp_path) == ((0, 0, 0), (0, 0, 0))
    published(tmp_path, FILES)
    one = store.stamp(tmp_path)
    published(tmp_path, FILES | {"vectors.faiss": b"w"})
    published(tmp_path, FILES)
    assert store.stamp(tmp_path) != one


def test_a_file_is_replaced_by_one_rename(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m.json"
    disk.write_atomically(path, b"old")

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail)
        with pytest.raises(OSError, match="Input/output"):
            disk.write_atomically(path, b"new")
    assert snapshot(tmp_path) == {"m.json": b"old"}
    disk.write_atomically(path, b"new")
    assert snapshot(tmp_path) == {"m.json": b"new"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize(("mask", "allowed"), [(0o077, 0o700), (0o027, 0o750), (0o022, 0o755)], ids=oct)
def test_what_is_written_may_be_read_by_whom_the_process_lets(
    tmp_path: Path, fake: FakeEncoder, mask: int, allowed: int
) -> None:
    (tmp_path / "茶.txt").write_text(TEA, encoding="utf-8")
    before = os.umask(mask)
    try:
        KnowledgeBase.build([tmp_path / "茶.txt"], tmp_path / "home", model=fake, reader=None)
    finally:
        os.umask(before)
    for path in (tmp_path / "home").rglob("*"):
        assert path.stat().st_mode & 0o777 == (allowed if path.is_dir() else allowed & 0o644), path


@pytest.mark.parametrize(
    ("system", "refusals", "tries"), [("nt", 3, 4), ("nt", 99, 8), ("posix", 0, 1), ("posix", 1, 1)]
)
def test_windows_is_asked_again_for_a_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str, refusals: int, tries: int
) -> None:
    path, real = tmp_path / "m.json", os.replace
    path.write_bytes(b"old")
    asked: list[Path] = []
    slept: list[float] = []

    def refuse(old: str, new: Path) -> None:
        asked.append(new)
        if len(asked) <= refusals:
            raise PermissionError(13, "Access is denied")
        real(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(os, "name", system)
        patch.setattr(os, "replace", refuse)
        patch.setattr("huabei_qa.store.disk.time.sleep", slept.append)
        refused = tries <= refusals
        with pytest.raises(PermissionError) if refused else contextlib.nullcontext():
            disk.write_atomically(path, b"new")
    assert (asked, len(slept) <= tries, sum(slept) < 1.2) == ([path] * tries, True, True)
    assert snapshot(tmp_path) == {"m.json": b"old" if refused else b"new"}


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    with (
        store.writing(tmp_path),
        pytest.raises(KnowledgeBaseError, match="Another build is writing"),
        store.writing(tmp_path),
    ):
        raise AssertionError("two writers at once")
    with store.writing(tmp_path):
        pass


def test_a_home_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("茶", encoding="utf-8")
    with pytest.raises(KnowledgeBaseError, match="cannot be written"), store.writing(tmp_path / "file" / "home"):
        raise AssertionError("a folder in a file")


def test_what_a_file_refuses_is_told_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError) as caught, store.writing(tmp_path):
        raise PermissionError(errno.EACCES, "Permission denied", "a/b.txt")
    assert str(caught.value) == (
        f"Writing to {tmp_path} failed (Permission denied: a/b.txt). What was there is unchanged. Make room, mend the "
        "disk or check the permissions, then try again."
    )


def test_the_shipped_home_is_found_without_being_named() -> None:
    home = store.locate(None)
    assert store.read_manifest(home).articles[0].source == "kb/article.txt"
    assert (home / "kb").samefile(ROOT / "kb")


def test_no_home_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match=r"nowhere does not exist\. Make one with: huabei-qa build"):
        KnowledgeBase.open(tmp_path / "nowhere")
    with pytest.raises(KnowledgeBaseError, match=r"is not a knowledge base\. Make one with: huabei-qa build"):
        KnowledgeBase.open(tmp_path)
    (tmp_path / "file").write_text("茶", encoding="utf-8")
    with pytest.raises(KnowledgeBaseError, match=r"file.*(cannot be read|not a knowledge base|does not exist)"):
        KnowledgeBase.open(tmp_path / "file")
    with pytest.raises(KnowledgeBaseError, match=r"~nobody.* does not exist\. Make one with"):
        KnowledgeBase.open("~nobody-is-called-so/kb")


def test_other_vectors_are_told_with_a_command_that_can_be_copied_and_mends(
    tiny_kb: KnowledgeBase, fake: FakeEncoder
) -> None:
    edit_manifest(tiny_kb.home, lambda data: data.update(dimension=3))
    with pytest.raises(KnowledgeBaseError, match=r"of 64 numbers, expected \d+ of 3") as caught:
        reopen(tiny_kb.home, fake)
    assert str(caught.value).endswith(f"Build it again with: huabei-qa build --into {quoted(tiny_kb.home)}")
    KnowledgeBase.build([], tiny_kb.home, model=fake, reader=None)
    assert KnowledgeBase.check(tiny_kb.home) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data.update(files=None),
        lambda data: data.update(files=[]),
        lambda data: data["files"].pop("passages.jsonl"),
        lambda data: data["files"].pop("vectors.faiss"),
        lambda data: data["files"].update({"same.json": {}}),
        lambda data: data["files"]["same.json"].pop("sha256"),
        lambda data: data["files"]["same.json"].update(sha256=3),
        lambda data: data["files"]["same.json"].update(bytes="many"),
        lambda data: data["files"]["same.json"].update(bytes=-1),
        lambda data: data.update(generation=3),
        lambda data: data.update(model=None),
        lambda data: data.update(words_fingerprint=[]),
        lambda data: data.update(passages="many"),
        lambda data: data.update(dimension=None),
        lambda data: data["articles"][0].update(start=-1),
        lambda data: data["articles"][0].update(size="3"),
        lambda data: data["articles"][0].update(source=3),
        lambda data: data["articles"][0]["copies"][0].update(name=3),
        lambda data: data["articles"][0]["copies"][0].pop("original"),
        lambda data: data["articles"][0].update(copies=[]),
        lambda data: data["articles"][0]["copies"][0].update(name="../../bike.txt"),
        lambda data: data["articles"][0]["copies"][0].update(name="/bike.txt"),
        lambda data: data["articles"][0].update(source="kb/../bike.txt"),
        lambda data: data["articles"][0].update(size=3),
        lambda data: data["articles"][1].update(start=3),
        lambda data: data["articles"].pop(),
        lambda data: data.update(articles=[]),
        lambda data: data.update(passages=3),
        lambda data: data.update(generation="../index"),
        lambda data: data.update(generation=""),
        lambda data: data.update(confidence=[]),
        lambda data: data.update(confidence={"plain": 3}),
        lambda data: data.update(confidence={"reader": "r"}),
        lambda data: data.update(confidence={"other_readers": 3}),
        lambda data: data.update(confidence={"other_readers": [3]}),
    ],
)
def test_a_manifest_that_cannot_be_right_is_named(
    tiny_kb: KnowledgeBase, fake: FakeEncoder, damage: Callable[[dict[str, Any]], object]
) -> None:
    edit_manifest(tiny_kb.home, damage)
    with pytest.raises(KnowledgeBaseError, match=r"manifest\.json is damaged.*huabei-qa build"):
        reopen(tiny_kb.home, fake)
    (finding,) = KnowledgeBase.check(tiny_kb.home)
    assert "damaged" in finding.what


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data.update(articles=3),
        lambda data: data["articles"][0].update(source="bike.txt"),
        lambda data: data["articles"][0].update(copies=3),
        lambda data: data["articles"][0]["copies"][0].update(name="../../bike.txt"),
    ],
)
def test_what_an_older_schema_holds_cannot_be_told_without_its_articles(
    tiny_kb: KnowledgeBase, fake: FakeEncoder, damage: Callable[[dict[str, Any]], object]
) -> None:
    edit_manifest(tiny_kb.home, damage)
    edit_manifest(tiny_kb.home, lambda data: data.update(schema=1))
    with pytest.raises(KnowledgeBaseError, match=r"was built by another version .*huabei-qa build SOURCE"):
        KnowledgeBase.build([], tiny_kb.home, model=fake, reader=None)


@pytest.mark.parametrize("text", ["茶", "\ud800"], ids=ascii)
def test_what_an_older_schema_holds_is_told_by_any_copy_that_is_whole(tmp_path: Path, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    kept = [store.Copy("a.md", "a.html", "1"), store.Copy("b.txt", "c.txt", "2")]
    entry = {"source": "kb/a.md", "sha256": store.fingerprint(data), "copies": [asdict(copy) for copy in kept]}
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "manifest.json").write_text(json.dumps({"schema": 2, "articles": [entry]}), encoding="utf-8")
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb" / "a.md").write_bytes(b"edited")
    with pytest.raises(KnowledgeBaseError, match=r"a\.md is no longer what was built in"):
        store.older_articles(tmp_path)
    (tmp_path / "kb" / "b.txt").write_bytes(data)
    assert store.older_articles(tmp_path) == [(copy, text) for copy in kept]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"schema": 3}', b'{"schema": 3, "articles": 3}', b"[" * 100_000],
    ids=lambda content: repr(content[:30]),
)
def test_a_damaged_manifest_is_named(tiny_kb: KnowledgeBase, fake: FakeEncoder, content: bytes) -> None:
    (tiny_kb.home / "index" / "manifest.json").write_bytes(content)
    with pytest.raises(KnowledgeBaseError, match=r"manifest\.json is damaged.*huabei-qa build"):
        reopen(tiny_kb.home, fake)


def edit_manifest(home: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = home / "index" / "manifest.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


@pytest.mark.parametrize("schema", [0, 1, 2, "3", None])
def test_another_schema_is_refused_naming_both(tiny_kb: KnowledgeBase, fake: FakeEncoder, schema: object) -> None:
    edit_manifest(tiny_kb.home, lambda data: data.update(schema=schema))
    with pytest.raises(MismatchError, match=rf"expected 3, found {schema}\. Build it again with: huabei-qa build"):
        reopen(tiny_kb.home, fake)


def test_another_model_is_refused_naming_both(tiny_kb: KnowledgeBase) -> None:
    with pytest.raises(MismatchError) as caught:
        KnowledgeBase.open(tiny_kb.home, model=FakeEncoder("another"), reader=None)
    assert {caught.value.expected, caught.value.found} == {"counts-of-characters", "another"}
    assert f"KnowledgeBase.build([], into={str(tiny_kb.home)!r}, model=…)" in str(caught.value)


def test_the_command_for_another_model_can_be_copied(tiny_kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huabei_qa.knowledge.opening.load_encoder", lambda name: FakeEncoder(name))
    with pytest.raises(MismatchError) as caught:
        KnowledgeBase.open(tiny_kb.home, model="my models/e5", reader=None)
    command = f"huabei-qa build --into {quoted(tiny_kb.home)} --model {quoted('my models/e5')}"
    assert str(caught.value) == (
        "The model does not match: expected counts-of-characters, found my models/e5. "
        f"Leave --model out, or build again with: {command}"
    )


@pytest.mark.parametrize("name", ["words.txt", "synonyms.txt"])
def test_changed_words_are_taken_in_by_the_next_build(tiny_kb: KnowledgeBase, fake: FakeEncoder, name: str) -> None:
    before = tiny_kb.ask("绿茶")
    assert not tiny_kb.lists_edited()
    (tiny_kb.home / "kb" / name).write_text("绿茶 青茶\n", encoding="utf-8")
    kb = reopen(tiny_kb.home, fake)
    assert (kb.ask("绿茶"), kb.lists_edited(), tiny_kb.lists_edited()) == (before, True, True)
    kb = KnowledgeBase.build([], tiny_kb.home, model=fake, reader=None)
    assert kb.change
    assert (kb.change.written, kb.change.embedded, kb.lists_edited()) == (True, 0, False)
    (tiny_kb.home / "kb" / name).write_bytes(b"\xff\xfe")
    assert reopen(tiny_kb.home, fake).lists_edited()


def test_words_that_are_changed_while_a_build_is_under_way_do_it_no_harm(
    tiny_kb: KnowledgeBase, fake: FakeEncoder, tmp_path: Path
) -> None:
    (tmp_path / "one.txt").write_text("怎么叠被子\n先铺平,再对折。\n", encoding="utf-8")
    words = tiny_kb.home / "kb" / "words.txt"

    def write(done: int, total: int) -> None:
        words.write_text("被子\n", encoding="utf-8")

    kb = KnowledgeBase.add([tmp_path / "one.txt"], tiny_kb.home, model=fake, reader=None, progress=write)
    assert (len(kb.articles), kb.lists_edited()) == (3, True)


def test_an_analyser_that_cuts_otherwise_is_refused(
    tiny_kb: KnowledgeBase, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huabei_qa.words.VERSION", 0)
    with pytest.raises(MismatchError, match=r"The analyser of words does not match: expected .*huabei-qa build --into"):
        reopen(tiny_kb.home, fake)


def test_an_encoder_object_must_be_given_again(tiny_kb: KnowledgeBase, fake: FakeEncoder, tmp_path: Path) -> None:
    told = r"was built with an encoder object, fake, which no name loads\. Pass it again as model"
    for use in (
        lambda: KnowledgeBase.open(tiny_kb.home, reader=None),
        lambda: KnowledgeBase.build([], tiny_kb.home),
        lambda: KnowledgeBase.remove(["bike.txt"], tiny_kb.home),
    ):
        with pytest.raises(UsageError, match=told):
            use()
    assert len(KnowledgeBase.remove(["bike.txt"], tiny_kb.home, model=fake, reader=None).articles) == 1
    (tmp_path / "one.txt").write_text("怎么叠被子\n先铺平,再对折。\n", encoding="utf-8")
    KnowledgeBase.build([tmp_path / "one.txt"], tmp_path / "named", model=load_encoder(), reader=None)
    assert KnowledgeBase.open(tmp_path / "named", reader=None).search("被子")


INDEX_FILES = ["passages.jsonl", "vectors.faiss", "same.json", "terms/vocab.index.json", "terms/data.csc.index.npy"]


@pytest.mark.parametrize("name", INDEX_FILES)
@pytest.mark.parametrize("damage", ["missing", "truncated", "foreign", "same size"])
def test_a_damaged_index_file_is_named(tiny_kb: KnowledgeBase, fake: FakeEncoder, name: str, damage: str) -> None:
    path = next((tiny_kb.home / "index").glob(f"g-*/{name}"))
    data = path.read_bytes()
    changed = {"truncated": data[:-1], "foreign": b"tea" * 100, "same size": data[:-1] + bytes([data[-1] ^ 1])}
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(changed[damage])
    with pytest.raises(KnowledgeBaseError, match=rf"{path.name} .*huabei-qa build"):
        reopen(tiny_kb.home, fake)


def test_files_of_another_knowledge_base_are_refused(tiny_kb: KnowledgeBase, fake: FakeEncoder, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(TEA, encoding="utf-8")
    other = KnowledgeBase.build([tmp_path / "one.txt"], tmp_path / "other", model=fake, reader=None)
    mine, foreign = (next((kb.home / "index").glob("g-*")) for kb in (tiny_kb, other))
    shutil.copy(foreign / "vectors.faiss", mine / "vectors.faiss")
    with pytest.raises(KnowledgeBaseError, match=r"vectors\.faiss is damaged or was replaced"):
        reopen(tiny_kb.home, fake)


def test_a_missing_generation_is_named(tiny_kb: KnowledgeBase, fake: FakeEncoder) -> None:
    shutil.rmtree(next((tiny_kb.home / "index").glob("g-*")))
    with pytest.raises(KnowledgeBaseError, match="cannot be read"):
        reopen(tiny_kb.home, fake)


def test_a_reader_keeps_the_old_state_while_a_new_one_is_built(
    tiny_kb: KnowledgeBase, fake: FakeEncoder, tmp_path: Path
) -> None:
    before = [hit.passage.text for hit in tiny_kb.search("绿茶怎么泡")]
    (tmp_path / "one.txt").write_text("怎么叠被子\n先铺平,再对折。\n", encoding="utf-8")
    texts = {p.source: tiny_kb.text_of(p.source) for p in tiny_kb.passages}
    KnowledgeBase.build([tmp_path / "one.txt"], tiny_kb.home, model=fake, reader=None)
    assert [hit.passage.text for hit in tiny_kb.search("绿茶怎么泡")] == before
    assert {source: tiny_kb.text_of(source) for source in texts} == texts
    assert {p.document for p in reopen(tiny_kb.home, fake).passages} == {"怎么叠被子"}
    assert len(generations(tiny_kb.home)) == 1


def test_a_damaged_generation_is_mended_by_building_again(tiny_kb: KnowledgeBase, fake: FakeEncoder) -> None:
    manifest = store.read_manifest(tiny_kb.home)
    path = tiny_kb.home / "index" / manifest.generation / "vectors.faiss"
    path.write_bytes(path.read_bytes()[:10])
    with pytest.raises(KnowledgeBaseError):
        reopen(tiny_kb.home, fake)
    KnowledgeBase.build([tiny_kb.home / "kb"], tiny_kb.home, model=fake, reader=None)
    assert reopen(tiny_kb.home, fake).passages == tiny_kb.passages


def test_an_article_edited_since_is_noticed_and_quoted_as_it_was(tiny_kb: KnowledgeBase, fake: FakeEncoder) -> None:
    source = tiny_kb.passages[0].source
    before = tiny_kb.text_of(source)
    (tiny_kb.home / source).write_text("换了一篇。\n", encoding="utf-8")
    again = reopen(tiny_kb.home, fake)
    assert again.changed([source]) == [source]
    assert again.text_of(source) == before
    assert all(before[p.start : p.end] == p.text for p in again.passages if p.source == source)


@pytest.mark.parametrize("edited", [[], ["a.txt"], ["b.txt"], ["a.txt", "b.txt"]], ids="-".join)
def test_of_an_article_with_several_names_every_copy_that_was_edited_is_noticed(
    tmp_path: Path, fake: FakeEncoder, edited: list[str]
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEA, encoding="utf-8")
    kb = KnowledgeBase.build([tmp_path / "a.txt", tmp_path / "b.txt"], tmp_path / "home", model=fake, reader=None)
    for name in edited:
        (kb.home / "kb" / name).write_text("换了一篇。\n", encoding="utf-8")
    assert kb.changed(["kb/a.txt", "kb/nowhere.txt"]) == [f"kb/{name}" for name in edited]


def test_a_home_inside_its_source_folder_is_not_read_as_a_source(tmp_path: Path, fake: FakeEncoder) -> None:
    article = tmp_path / "notes.txt"
    article.write_text("怎么晒被子\n选晴天,中午晒两小时。\n", encoding="utf-8")
    KnowledgeBase.build([tmp_path], tmp_path / "my-kb", model=fake, reader=None)
    article.write_text("怎么晒被子\n阴天不要晒,会返潮。\n", encoding="utf-8")
    kb = KnowledgeBase.build([tmp_path], tmp_path / "my-kb", model=fake, reader=None)
    assert [p.text for p in kb.passages if "晒" in p.text and "怎么" not in p.text] == ["阴天不要晒,会返潮。"]
