"""Whether a knowledge base comes to harm when its writers are killed, and while many read it.

    python benchmarks/kill.py                       200 kills, 20 readers over 100 articles
    python benchmarks/kill.py --kills 15 --readers 4 --articles 6

Kills: a child process builds, adds or removes, and is killed (SIGKILL) after a random part of the time that it takes.
Then `check` must find nothing that does harm, and the home must be, to the byte, and answer, as before or as after.
Every other time the same change is made again, which must leave no trace of the killed one.

Readers: one writer adds and removes articles, while processes ask. Every state has an article whose sentences all
bear the number of the state; an answer of two numbers, or articles that are not those of its number, is a mixture.

Runs on systems with fork; the encoder is a cheap one, since encoding is not what is at stake.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huabei_qa import store
from huabei_qa.knowledge import KnowledgeBase, embedding
from huabei_qa.records import Answer

ARTICLES = 12
PAUSE = 0.2  # seconds between two questions of a reader, or twenty of them leave the writer no processor
QUESTIONS = ("第三号机器怎么开机?", "第五号机器怎么保养?", "第七号机器的油多久换?", "机器有哪些注意事项?")
State = frozenset[tuple[str, int]]
"""Names and versions of the articles held."""


class Encoder:
    """Counts of characters at unit length; pauses now and then, so that a kill can fall between."""

    name = "characters"
    fingerprint = "characters"
    dimension = 32

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), dimension)."""
        return self.encode_passages(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Shape (len(texts), dimension)."""
        rows = np.full((len(texts), self.dimension), 0.01, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for character in text:
                row[zlib.crc32(character.encode()) % self.dimension] += 1
            row /= np.linalg.norm(row)
            time.sleep(0.0005)
        return rows


def article(number: int, version: int) -> str:
    """An article of its own words; another version differs in two places."""
    digits = "零一二三四五六七八九十"
    name = f"第{digits[number % 11]}号机器"
    return (
        f"{name}怎么用?\n1、开机:按下{name}左边的按钮{version}秒。\n2、换油:{name}每{number + 2}个月换一次油。\n"
        f"3、保养:每周用软布擦{name}{version + 1}遍。\n注意事项:\n1、不要打开{name}的后盖。\n2、{name}不要放在雨里。\n"
    )


def change(home: Path, verb: str, before: State, after: State) -> None:
    """Make the change from one state to the other."""
    folder = Path(tempfile.mkdtemp(dir=home.parent))
    for name, version in after if verb == "build" else after - before:
        (folder / name).write_text(article(int(name[1:3]), version), encoding="utf-8")
    encoder = Encoder()
    if verb == "build":
        KnowledgeBase.build([folder], home, model=encoder, reader=None)
    elif verb == "add":
        KnowledgeBase.add([folder], home, model=encoder, reader=None)
    else:
        KnowledgeBase.remove([name for name, _ in before - after], home, model=encoder, reader=None)
    shutil.rmtree(folder)


def next_state(rng: random.Random, now: State) -> tuple[str, State]:
    """A verb, and the state that it leads to."""
    verbs = ["build", "add", "remove", "remove"] if len(now) > 3 else ["build", "add"]
    verb = rng.choice(verbs if now else ["build"])
    if verb == "remove":
        return verb, now - set(rng.sample(sorted(now), rng.randint(1, len(now) - 1)))
    fresh = {(f"a{n:02}.txt", rng.randint(1, 9)) for n in rng.sample(range(ARTICLES), rng.randint(1, 6))}
    names = {name for name, _ in fresh}
    return verb, frozenset(fresh | {(n, v) for n, v in now if verb == "add" and n not in names})


class Expected:
    """What a home must hold and answer in each state: as if built at once."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._known: dict[State, tuple[dict[str, bytes], list[Answer]]] = {}

    def of(self, state: State) -> tuple[dict[str, bytes], list[Answer]]:
        """Files of the generation, and answers."""
        if state not in self._known:
            home = self._scratch / f"expected-{len(self._known)}"
            change(home, "build", frozenset(), state)
            self._known[state] = seen(home)
            shutil.rmtree(home)
        return self._known[state]


def seen(home: Path) -> tuple[dict[str, bytes], list[Answer]]:
    """What a home holds and answers."""
    kb = KnowledgeBase.open(home, model=Encoder(), reader=None)
    folder = home / store.INDEX / store.read_manifest(home).generation
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    return files, [kb.ask(question) for question in QUESTIONS]


def forked(work: Callable[[], None]) -> int:
    """The work in a process of its own; its number. Status 1: it raised something, which it has printed."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def killed_after(seconds: float, work: Callable[[], None]) -> bool:
    """Whether the work was killed before it ended. Raises RuntimeError if it failed."""
    child, until = forked(work), time.monotonic() + seconds
    ended, status = 0, 0
    while not ended and time.monotonic() < until:
        time.sleep(0.001)
        ended, status = os.waitpid(child, os.WNOHANG)
    if not ended:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError("the change failed")
    return os.WIFSIGNALED(status)


def kills(count: int, seed: int, scratch: Path) -> Counter[str]:
    """Kill so many changes; what became of them. Raises AssertionError for harm."""
    embedding._ROUND = 8  # so that there are several writes of the journal too
    rng, expected, home = random.Random(seed), Expected(scratch), scratch / "home"
    now: State = frozenset()
    outcomes: Counter[str] = Counter()
    took = dict.fromkeys(("build", "add", "remove"), 0.3)
    while outcomes["killed"] < count:
        if rng.random() < 0.1:
            shutil.rmtree(home, ignore_errors=True)
            now = frozenset()
        verb, after = next_state(rng, now)
        if after == now:
            continue
        began = time.monotonic()
        if killed_after(rng.uniform(0, 1.1 * took[verb]), lambda: change(home, verb, now, after)):  # noqa: B023
            outcomes["killed"] += 1
            outcomes[f"killed: {verb}"] += 1
            took[verb] *= 1.02
        else:
            outcomes["ended before the kill"] += 1
            took[verb] = 0.8 * took[verb] + 0.2 * (time.monotonic() - began)
        reached = state_after(home, expected, now, after, outcomes)
        if rng.random() < 0.5 and reached != after:
            change(home, verb, now, after)
            assert KnowledgeBase.check(home) == []
            assert seen(home) == expected.of(after)
            outcomes["made again"] += 1
            reached = after
        now = reached
        for left in scratch.glob("tmp*"):
            shutil.rmtree(left)
    return outcomes


def state_after(home: Path, expected: Expected, before: State, after: State, outcomes: Counter[str]) -> State:
    """The state that a home is in. Raises AssertionError if it is neither, or comes to harm."""
    if not before and store.stamp(home).manifest == (0, 0, 0):
        outcomes["no state yet"] += 1
        return before
    findings = KnowledgeBase.check(home)
    harm = [finding for finding in findings if not finding.harmless]
    assert not harm, harm
    outcomes["traces of the killed one"] += bool(findings)
    found = seen(home)
    if found == expected.of(after):
        outcomes["new state"] += 1
        return after
    assert found == expected.of(before), "neither the old state nor the new one"
    outcomes["old state"] += 1
    return before


def numbered(state: int) -> str:
    """The article that bears the number of the state in every sentence."""
    return "本库的版本是什么?\n" + "".join(f"{n}、版本第{n}条:本库现在的版本是第{state:04}号。\n" for n in range(1, 7))


def members(state: int, articles: int) -> set[str]:
    """Names held in a state: one article more with each of the first states, one less with each of the others."""
    held = range(state) if state <= articles else range(state - articles, articles)
    return {"number.txt", *(f"a{n:03}.txt" for n in held)}


def write_states(home: Path, articles: int) -> None:
    """Go through all states, the number and the articles at once in each."""
    for state in range(2 * articles + 1):
        folder = Path(tempfile.mkdtemp(dir=home.parent))
        (folder / "number.txt").write_text(numbered(state), encoding="utf-8")
        for name in members(state, articles) - {"number.txt"}:
            (folder / name).write_text(article(int(name[1:4]), 1) + f"编号{name}。\n", encoding="utf-8")
        KnowledgeBase.build([folder], home, model=Encoder(), reader=None)
        shutil.rmtree(folder)


def looks_whole(kb: KnowledgeBase, articles: int) -> int:
    """The number of the state that answers a question, all of it. Raises AssertionError for a mixture."""
    answer = kb.ask("本库的版本是什么?", limit=20)
    numbers = {int(n) for hit in answer.hits for n in re.findall(r"第(\d{4})号", hit.passage.text)}
    assert len(numbers) == 1, numbers
    state = numbers.pop()
    assert {h.passage.source.removeprefix("kb/") for h in answer.hits} <= members(state, articles)
    for citation in answer.citations:
        assert numbered(state).find(citation.quote) >= 0, citation
    return state


def opener(home: Path, articles: int, stop: Path, told: Path) -> None:
    """A reader that opens the home anew for each question."""
    asked, states = 0, set()
    while not stop.exists():
        kb = KnowledgeBase.open(home, model=Encoder(), reader=None)
        state = looks_whole(kb, articles)
        assert {name for article in kb.articles for name in article.names} == members(state, articles)
        assert kb.text_of("kb/number.txt") == numbered(state)
        states.add(state)
        asked += 1
        time.sleep(PAUSE)
    told.write_text(f"{asked} {len(states)}", encoding="ascii")


def sharer(home: Path, articles: int, stop: Path, told: Path) -> None:
    """A reader of which two threads ask while a third refreshes it."""
    shared = KnowledgeBase.open(home, model=Encoder(), reader=None)
    states: list[int] = []
    failed: list[BaseException] = []

    def ask() -> None:
        try:
            while not stop.exists():
                states.append(looks_whole(shared, articles))
                time.sleep(PAUSE)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    while not stop.exists() and not failed:
        shared.refresh()
        time.sleep(0.01)
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    told.write_text(f"{len(states)} {len(set(states))}", encoding="ascii")


def readers(count: int, articles: int, scratch: Path) -> str:
    """So many readers while a writer goes through all states. Raises AssertionError if one of them failed."""
    home, stop = scratch / "shared", scratch / "stop"
    write_states(home, 0)
    began = time.monotonic()
    children = []
    for number in range(count):
        reader, told = sharer if number % 2 else opener, scratch / f"reader-{number}"
        children.append(forked(lambda: reader(home, articles, stop, told)))  # noqa: B023
    try:
        write_states(home, articles)
    finally:
        stop.touch()
        statuses = [os.waitpid(child, 0)[1] for child in children]
    took = time.monotonic() - began
    assert not any(statuses), f"{sum(map(bool, statuses))} readers failed"
    assert KnowledgeBase.check(home) == []
    told_all = [tuple(map(int, f.read_text(encoding="ascii").split())) for f in sorted(scratch.glob("reader-*"))]
    assert len(told_all) == count
    return (
        f"{count} readers of {2 * articles + 1} states in {took:.0f} s: none failed, no mixture among "
        f"{sum(asked for asked, _ in told_all)} answers; each saw {min(s for _, s in told_all)} states or more"
    )


def main() -> None:
    """Kills, then readers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--articles", type=int, default=100, help="articles that the writer adds and removes")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if options.kills:
            began = time.monotonic()
            for what, number in sorted(kills(options.kills, options.seed, Path(scratch)).items()):
                print(f"{what}: {number}")
            print(f"No harm in {time.monotonic() - began:.0f} s.", flush=True)
        if options.readers:
            print(readers(options.readers, options.articles, Path(scratch)))


if __name__ == "__main__":
    if not hasattr(os, "fork"):
        sys.exit("This needs a system with fork.")
    if "OMP_NUM_THREADS" not in os.environ:  # a fork has none of its parent's threads
        one = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **one})
    importlib.import_module("bm25s")  # before the first fork, and not by each child amid the kills
    main()
