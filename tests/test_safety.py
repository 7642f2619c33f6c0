"""What must not do harm: kills, full disks, two writers, readers while a writer is at work, damage of every kind."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import BIKE, ROOT, TEA, FakeEncoder
from test_benchmarks import run
from test_building import QUILT, add, build, remove, write
from test_knowledge import another_user, open_to_all  # noqa: F401
from test_store import snapshot

from huabei_qa import store
from huabei_qa.errors import HuabeiQAError, KnowledgeBaseError, quoted
from huabei_qa.keeping import Finding
from huabei_qa.knowledge import KnowledgeBase, embedding

QUESTIONS = ("绿茶怎么泡才好喝?", "刹车皮什么时候换?", "被子怎么晒")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_writers_and_many_readers_do_no_harm() -> None:
    printed = run("kill.py", "--kills", "15", "--readers", "3", "--articles", "4")
    assert re.search(r"^killed: 15$", printed, re.MULTILINE)
    assert "none failed, no mixture" in printed


class FullDisk:
    """Lets so many writes through; all others find the disk full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, allowed: int) -> None:
        self.left = allowed
        for call in ("write", "replace", "mkdir", "fsync"):
            monkeypatch.setattr(os, call, self.counted(getattr(os, call)))
        monkeypatch.setattr(embedding, "open", self.counted(open), raising=False)

    def counted(self, call: Callable[..., object]) -> Callable[..., object]:
        def until_full(*arguments: object, **named: object) -> object:
            self.left -= 1
            if self.left < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return call(*arguments, **named)

        return until_full


def test_a_disk_that_is_full_at_any_write_leaves_the_old_state_or_the_new(tmp_path: Path, fake: FakeEncoder) -> None:
    first = write(tmp_path / "one", 茶_txt=TEA, bike_txt=BIKE)
    second = write(tmp_path / "two", 茶_txt=TEA + "完。\n", quilt_txt=QUILT)  # one changed, one new, one gone
    template, home = tmp_path / "template", tmp_path / "home"
    build([first], template, fake)
    old = contents(template, fake)

    def change() -> None:
        build([second], home, fake)

    shutil.copytree(template, home)
    change()
    new, whole = contents(home, fake), snapshot(home)
    outcomes, told_new = [], False
    for allowed in range(100):
        shutil.rmtree(home)
        shutil.copytree(template, home)
        with pytest.MonkeyPatch.context() as patch:
            disk = FullDisk(patch, allowed)
            try:
                change()
            except KnowledgeBaseError as error:
                assert "No space left" in str(error)
                told_new = "The new state" in str(error)
        if disk.left >= 0:
            break
        assert contents(home, fake) == (new if told_new else old), allowed
        assert all(finding.harmless for finding in KnowledgeBase.check(home)), allowed
        outcomes.append(told_new)
        change() if not told_new else build([], home, fake)
        assert snapshot(home) == whole, allowed
    assert {False, True} == set(outcomes)


def contents(home: Path, fake: FakeEncoder) -> tuple[object, ...]:
    """All that a home answers from."""
    kb = KnowledgeBase.open(home, model=fake, reader=None)
    texts = {a.source: kb.text_of(a.source) for a in kb.articles}
    return texts, kb.passages, [kb.ask(question) for question in QUESTIONS]


def test_a_file_may_not_grow(tmp_path: Path) -> None:
    """The real thing, where the system can: a limit on the size of files."""
    resource = pytest.importorskip("resource")
    folder = write(tmp_path / "in", 茶_txt=TEA)
    code = (
        "import resource, signal, sys\n"
        "from huabei_qa.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))\n"
        "main()\n"
    )
    assert resource
    home = tmp_path / "home"
    ran = subprocess.run(
        [sys.executable, "-c", code, "build", str(folder), "--into", str(home)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    told = r"huabei-qa: Writing to .* failed \(File too large\)\. What was there is unchanged\. Make room, .*\.\n"
    assert re.fullmatch(told, ran.stderr)


def test_a_home_that_may_only_be_read_is_refused_in_one_line(open_to_all: Path) -> None:  # noqa: F811
    prefix = another_user()
    home = open_to_all / "home"
    for name in ("kb", "index"):
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns(".lock"))
    for path in sorted([home, *home.rglob("*")], reverse=True):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = snapshot(home)
    for arguments in (["add", str(ROOT / "README.md")], ["remove", "article.txt"], ["build"]):
        into = ["--into" if arguments == ["build"] else "--home", str(home)]
        ran = subprocess.run(
            [*prefix, sys.executable, "-B", "-m", "huabei_qa", *arguments, *into],
            cwd="/",
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            encoding="utf-8",
        )
        assert (ran.returncode, ran.stdout) == (1, "")
        assert re.fullmatch(r"huabei-qa: .* cannot be written \(.*\)\..*\n", ran.stderr)
    ran = subprocess.run(
        [*prefix, sys.executable, "-B", "-m", "huabei_qa", "check", "--home", str(home)],
        cwd="/",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "All is as it was built.\n", "")
    assert snapshot(home) == before


def test_of_two_builds_at_once_one_is_refused_and_both_leave_a_whole_state(tmp_path: Path, fake: FakeEncoder) -> None:
    home, folder = tmp_path / "home", write(tmp_path / "in", 茶_txt=TEA)
    build([folder], home, fake)
    started, go_on, refused = threading.Event(), threading.Event(), []

    class Slow(FakeEncoder):
        def encode_passages(self, texts: object, progress: object = None) -> object:  # type: ignore[override]
            started.set()
            assert go_on.wait(60)
            return super().encode_passages(texts)  # type: ignore[arg-type]

    more = write(tmp_path / "more", bike_txt=BIKE)
    thread = threading.Thread(target=lambda: add([more], home, Slow()))
    thread.start()
    assert started.wait(60)
    for change in (lambda: build([folder], home, fake), lambda: remove(["茶.txt"], home, fake)):
        with pytest.raises(KnowledgeBaseError, match="Another build is writing") as caught:
            change()
        refused.append(caught.value)
    assert KnowledgeBase.open(home, model=fake, reader=None).articles[0].names == ("茶.txt",)
    go_on.set()
    thread.join()
    assert len(refused) == 2
    assert [a.names for a in KnowledgeBase.open(home, model=fake, reader=None).articles] == [("bike.txt",), ("茶.txt",)]
    assert KnowledgeBase.check(home) == []


def test_an_index_deleted_under_a_reader(tmp_path: Path, fake: FakeEncoder) -> None:
    home, folder = tmp_path / "home", write(tmp_path / "in", 茶_txt=TEA, bike_txt=BIKE)
    build([folder], home, fake)
    kb = KnowledgeBase.open(home, model=fake, reader=None)
    answers = [kb.ask(question) for question in QUESTIONS]
    whole = snapshot(home / "index" / store.read_manifest(home).generation)
    shutil.rmtree(home / "index")
    assert [kb.ask(question) for question in QUESTIONS] == answers
    assert kb.text_of("kb/茶.txt") == TEA
    with pytest.raises(KnowledgeBaseError, match="is not a knowledge base"):
        kb.refresh()
    assert kb.ask(QUESTIONS[0]) == answers[0]
    build([folder], home, fake)
    assert kb.refresh() is False  # the same state came back
    assert snapshot(home / "index" / store.read_manifest(home).generation) == whole


FILES = (
    "articles.txt",
    "passages.jsonl",
    "vectors.faiss",
    "same.json",
    "embedded.bin",
    "terms/vocab.index.json",
    "terms/data.csc.index.npy",
)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["missing", "truncated", "flipped", "empty"])
def test_damage_is_found_named_and_mended_by_the_command_that_is_named(
    tmp_path: Path, fake: FakeEncoder, name: str, damage: str
) -> None:
    home = tmp_path / "home"
    build([write(tmp_path / "in", 茶_txt=TEA, bike_txt=BIKE)], home, fake)
    before = contents(home, fake)
    path = home / "index" / store.read_manifest(home).generation / name
    data = path.read_bytes()
    middle = len(data) // 2
    flipped = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
    path.write_bytes({"missing": b"", "truncated": data[:-1], "flipped": flipped, "empty": b""}[damage])
    if damage == "missing":
        path.unlink()
    found = KnowledgeBase.check(home)
    assert [finding.harmless for finding in found] == [False]
    assert path.name in found[0].what
    assert found[0].remedy == f"huabei-qa build --into {home}"
    assert build([], home, fake).written
    assert KnowledgeBase.check(home) == []
    assert contents(home, fake) == before


def test_a_missing_generation_is_one_finding_whose_command_can_be_copied(tmp_path: Path, fake: FakeEncoder) -> None:
    home = tmp_path / "my kb. x"
    build([write(tmp_path / "in", 茶_txt=TEA)], home, fake)
    folder = home / "index" / store.read_manifest(home).generation
    shutil.rmtree(folder)
    command = f"huabei-qa build --into {quoted(home)}"
    assert KnowledgeBase.check(home) == [Finding(f"The folder {folder} is missing", command)]
    with pytest.raises(KnowledgeBaseError) as caught:
        KnowledgeBase.open(home, model=fake, reader=None)
    assert str(caught.value).endswith(f"Build it again with: {command}")
    (home / "index" / "manifest.json").write_text("{", encoding="utf-8")
    assert [f.remedy.partition(": ")[0] for f in KnowledgeBase.check(home)] == ["Build it again with"]


def rewritten(home: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Change a file of the generation, and the manifest with it: only the content can tell."""
    manifest = store.read_manifest(home)
    path = home / "index" / manifest.generation / name
    data = change(path.read_bytes())
    path.write_bytes(data)
    manifest.files[name] = {"bytes": len(data), "sha256": store.fingerprint(data)}
    (home / "index" / "manifest.json").write_bytes(manifest.to_bytes())


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("passages.jsonl", lambda data: data.replace(b'"start": 1', b'"start": 2'), "not what stands"),
        ("passages.jsonl", lambda data: data.replace("kb/茶.txt".encode(), b"kb/other.txt"), "no article of the index"),
        ("passages.jsonl", lambda data: b"".join(data.splitlines(True)[:-1]), "counts other passages"),
        ("passages.jsonl", lambda data: b"", "counts other passages"),
        ("passages.jsonl", lambda data: data.replace(b'"parent": 0', b'"parent": 12'), "none above it"),
        ("vectors.faiss", lambda data: data[:-256] + data[-512:-256], "another vector than its passage"),
        ("embedded.bin", lambda data: data[276:], "other texts than the passages"),
        ("same.json", lambda data: b"[[3, 99]]", "rows that are none"),
        ("same.json", lambda data: b"[[3, 2]]", "rows that are none"),
        ("terms/vocab.index.json", lambda data: b"tea", "terms"),
    ],
)
def test_what_does_not_fit_together_is_found_though_every_hash_is_right(
    tmp_path: Path, fake: FakeEncoder, name: str, change: Callable[[bytes], bytes], told: str
) -> None:
    home = tmp_path / "home"
    build([write(tmp_path / "in", 茶_txt=TEA, bike_txt=BIKE)], home, fake)
    rewritten(home, name, change)
    found = KnowledgeBase.check(home)
    assert any(told in finding.what for finding in found), found
    assert not any(finding.harmless for finding in found)


def test_a_line_of_passages_that_is_none_is_a_finding_too(tmp_path: Path, fake: FakeEncoder) -> None:
    home = tmp_path / "home"
    build([write(tmp_path / "in", 茶_txt=TEA)], home, fake)
    rewritten(home, "passages.jsonl", lambda data: data + b"{}\n")
    told = "Line 10 of passages.jsonl is damaged ('path')"
    copy = f"{home / 'kb' / 'passages.jsonl'} is not what was built"
    command = f"huabei-qa build --into {quoted(home)}"
    assert KnowledgeBase.check(home) == [Finding(told, command), Finding(copy, command)]
    with pytest.raises(KnowledgeBaseError) as caught:
        KnowledgeBase.open(home, model=fake, reader=None)
    assert str(caught.value) == f"{told}. Build it again with: {command}"


def test_what_may_not_be_read_is_a_finding_too(
    tmp_path: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    build([write(tmp_path / "in", 茶_txt=TEA)], home, fake)

    def refusing(call: Callable[[Path], object], *refused: Path) -> Callable[[Path], object]:
        def tried(path: Path) -> object:
            if path in refused:
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return call(path)

        return tried

    copy, index = home / "kb" / "passages.jsonl", home / "index"
    monkeypatch.setattr(Path, "read_bytes", refusing(Path.read_bytes, copy))
    monkeypatch.setattr(Path, "iterdir", refusing(Path.iterdir, index))
    assert KnowledgeBase.check(home) == [
        Finding(f"{path} cannot be read (Permission denied)", "Check the path and its permissions.")
        for path in (copy, index)
    ]


def test_a_damaged_manifest_is_found_and_mended_from_the_copies_as_far_as_they_are_there(
    tmp_path: Path, fake: FakeEncoder
) -> None:
    home, folder = tmp_path / "my home", write(tmp_path / "in", 茶_txt=TEA)
    kb, manifest = home / "kb", home / "index" / "manifest.json"
    write(kb, words_txt="绿茶\n")
    build([folder], home, fake)
    whole = snapshot(home)
    manifest.write_bytes(b"{")
    (finding,) = KnowledgeBase.check(home)
    assert "manifest.json is damaged" in finding.what
    assert finding.remedy == f"Build it again with: huabei-qa build {quoted(kb)} --into {quoted(home)}"
    build([kb], home, fake)
    assert snapshot(home) == whole
    (kb / "茶.txt").unlink()
    manifest.write_bytes(b"{")
    with pytest.raises(HuabeiQAError, match=r"damaged.*huabei-qa build SOURCE"):
        build([], home, fake)
    build([folder], home, fake)
    assert snapshot(home) == whole


def test_a_full_stop_in_a_path_ends_no_sentence_of_a_finding(tmp_path: Path, fake: FakeEncoder) -> None:
    home = tmp_path / "Vol. A" / "Dr. B"
    build([write(tmp_path / "in", 茶_txt=TEA)], home, fake)
    manifest, words = home / "index" / "manifest.json", home / "kb" / "words.txt"
    words.write_bytes(b"\xff")
    (finding,) = KnowledgeBase.check(home)
    assert finding.what == f"The word list {words} is neither in UTF-8 nor in GB18030"
    assert finding.remedy == "Save it as UTF-8."
    manifest.write_bytes(b"[]")
    assert KnowledgeBase.check(home) == [
        Finding(
            f"{manifest} is damaged (it is no JSON object)",
            f"Build it again with: huabei-qa build {quoted(home / 'kb')} --into {quoted(home)}",
        )
    ]


def test_articles_that_only_their_copies_still_have_come_from_there(tmp_path: Path, fake: FakeEncoder) -> None:
    home = tmp_path / "home"
    build([write(tmp_path / "in", 茶_txt=TEA, bike_txt=BIKE)], home, fake)
    next((home / "index").glob("g-*/articles.txt")).write_bytes(b"")
    add([write(tmp_path / "more", quilt_txt=QUILT)], home, fake)
    kb = KnowledgeBase.open(home, model=fake, reader=None)
    assert [kb.text_of(a.source) for a in kb.articles] == [BIKE, QUILT, TEA]
    next((home / "index").glob("g-*/articles.txt")).write_bytes(b"")
    (home / "kb" / "茶.txt").write_text("改过", encoding="utf-8")
    with pytest.raises(KnowledgeBaseError, match=r"damaged where it holds kb/茶\.txt, and its copy.*huabei-qa build"):
        remove(["quilt.txt"], home, fake)


def test_a_damaged_calibration_is_found_and_mended_by_building_again(tmp_path: Path, fake: FakeEncoder) -> None:
    home = tmp_path / "home"
    build([write(tmp_path / "in", 茶_txt=TEA)], home, fake)
    whole, path = snapshot(home), home / "index" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["confidence"]["plain"] = {"weights": 3, "questions": 60}
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert [finding.what for finding in KnowledgeBase.check(home)] == ["A calibration of the manifest is damaged"]
    build([], home, fake)
    assert KnowledgeBase.check(home) == []
    assert snapshot(home) == whole


def test_changed_words_are_found_by_check(tmp_path: Path, fake: FakeEncoder) -> None:
    home = tmp_path / "home"
    build([write(tmp_path / "in", 茶_txt=TEA)], home, fake)
    (home / "kb" / "words.txt").write_text("水温\n", encoding="utf-8")
    assert ["words.txt" in finding.what for finding in KnowledgeBase.check(home)] == [True]
    remove_nothing = add([home / "kb" / "茶.txt"], home, fake)
    assert (remove_nothing.written, remove_nothing.embedded) == (True, 0)
    assert KnowledgeBase.check(home) == []
    (home / "kb" / "words.txt").write_bytes(b"\xff\xfe")
    assert ["is neither" in finding.what for finding in KnowledgeBase.check(home)] == [True]
