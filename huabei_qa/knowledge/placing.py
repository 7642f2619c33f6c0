"""Placing: which of the articles that are held an added file is a new version of.

A knowledge base keeps the names of files, not the folders that they lay in: the same set gives the same bytes, wherever
it lies. So where several files have one name (a/readme.md, b/readme.md), only their texts can tell which is which.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from huabei_qa import store
from huabei_qa.errors import ArticleError, quoted
from huabei_qa.knowledge.collecting import Read, Source, Sources, free_name
from huabei_qa.text import sentences

_FEW = 3
_Versions = dict[str, Source]
"""By the name that is held, what takes its place."""


def placed(read: Sequence[Read], held: Sources, home: Path) -> dict[str, Source]:
    """What is held once these files are taken in: each in the place of the article of its file name, or beside all.

    Where there are several of one name, a file takes the place of the one that it has most of the sentences of which
    no other has. Raises ArticleError where that leaves in doubt which one has become old: nothing may be lost.
    """
    kb = os.path.realpath(home / store.KB)
    inside = [os.path.realpath(one.path.parent) == kb for one in read]
    versions, new = _of_copies([one.source for one, is_in in zip(read, inside, strict=True) if is_in], held)
    by_original, by_name = _listed(held, lambda source: source.original), _listed(held, lambda source: source.name)
    groups: dict[str, list[Read]] = {}
    for one, is_in in zip(read, inside, strict=True):
        if not is_in:
            groups.setdefault(store.fold(one.source.original), []).append(one)
    for original, group in groups.items():
        of_name = by_original.get(original) or by_name.get(store.fold(group[0].source.name), [])
        found, beside = _of_group(group, {name: held[name].text for name in of_name}, home)
        versions = found | versions
        new += beside
    return _after(held, versions, new)


def _of_copies(edited: Sequence[Source], held: Sources) -> tuple[_Versions, list[Source]]:
    """What files in `kb/` itself take the place of: each is known by its name. And those that are new.

    A copy stays that of the file which its article came from, or that file would not find it again.
    """
    by_name, versions, new = _listed(held, lambda source: source.name), _Versions(), []
    for source in edited:
        names = by_name.get(store.fold(source.name), [])
        for name in names:
            before = held[name]
            versions[name] = before if source.text == before.text else replace(source, original=before.original)
        new += [] if names else [source]
    return versions, new


def _of_group(group: Sequence[Read], texts: Mapping[str, str], home: Path) -> tuple[_Versions, list[Source]]:
    """What files of one name take the place of, among the texts that are held of that name. And those that are new."""
    versions: _Versions = {}
    changed = []
    each = list({one.source.text: one for one in group}.values())
    for one in each:
        same = [name for name, text in texts.items() if text == one.source.text]
        if same:
            versions[same[0]] = one.source
        else:
            changed.append(one)
    open_ = [name for name in texts if name not in versions]
    if len(each) == len(texts) == len(open_) == 1 and store.fold(open_[0]) == store.fold(each[0].source.name):
        return {open_[0]: each[0].source}, []
    known, in_doubt = _known_again(changed, texts, open_)
    stale = [name for name in open_ if name not in known]
    if in_doubt and stale:
        raise ArticleError(_cannot_be_told(in_doubt[0].path, stale, home))
    return versions | known, [one.source for one in in_doubt]


def _known_again(
    changed: Sequence[Read], texts: Mapping[str, str], open_: Sequence[str]
) -> tuple[_Versions, list[Read]]:
    """The files that have most of the sentences which only one of the texts has; and those of which that is not sure.

    Sentences that several of the texts have are those of a template, and tell nothing. `open_`: the names of the texts
    that may have become old.
    """
    said = {name: _sentences(text) for name, text in texts.items()}
    times = Counter(sentence for of_one in said.values() for sentence in of_one)
    own = {name: {sentence for sentence in said[name] if times[sentence] == 1} for name in open_}
    claims: dict[str, list[int]] = {}
    for number, one in enumerate(changed):
        has = _sentences(one.source.text)
        alike = [name for name in open_ if 2 * len(own[name] & has) > len(own[name])]
        if len(alike) == 1:
            claims.setdefault(alike[0], []).append(number)
    sure = {name: numbers[0] for name, numbers in claims.items() if len(numbers) == 1}
    in_doubt = [one for number, one in enumerate(changed) if number not in sure.values()]
    return {name: changed[number].source for name, number in sure.items()}, in_doubt


def _after(held: Sources, versions: _Versions, new: Sequence[Source]) -> dict[str, Source]:
    """All that is held then. What takes a place is called as it was there, but for upper and lower case."""
    after = {name: source for name, source in held.items() if name not in versions}
    for name, source in versions.items():
        called = source.name if store.fold(source.name) == store.fold(name) else name
        after[called] = replace(source, name=called)
    taken = {store.fold(name): source.text for name, source in after.items()}
    for source in new:
        free = free_name(source.name, source.text, taken)
        taken[store.fold(free)] = source.text
        after[free] = replace(source, name=free)
    return after


def _listed(held: Sources, key: Callable[[Source], str]) -> dict[str, list[str]]:
    """The names held by what file systems take for one."""
    listed: dict[str, list[str]] = {}
    for name, source in held.items():
        listed.setdefault(store.fold(key(source)), []).append(name)
    return listed


def _sentences(text: str) -> set[str]:
    return {span.of(line) for line in text.splitlines() for span in sentences(line, 0, len(line))}


def _cannot_be_told(path: Path, stale: Sequence[str], home: Path) -> str:
    named = ", ".join(f"{store.KB}/{name}" for name in stale[:_FEW])
    more = f" and {len(stale) - _FEW} more" if len(stale) > _FEW else ""
    gone = quoted(stale[0]) if len(stale) == 1 else "NAME"
    return (
        f"{path} is not taken in: {named}{more} came from {'files' if len(stale) > 1 else 'a file'} of that name too, "
        "and whether it is a new version of what is held cannot be told. Copy it under a file name of its own and add "
        f"the copy; take out what it replaces with: huabei-qa remove {gone} --home {quoted(home)}"
    )
