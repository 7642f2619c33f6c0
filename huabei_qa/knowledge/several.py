"""Several questions asked in one: taken apart, each asked by itself.

A question mark parts them for certain. A comma or a space mostly parts a question from what it is about (我有两笔没还,
会影响吗), so that such a question is asked whole first. Its clauses are asked alone where nothing is found, or where
each is answered by something else and the whole leaves out a sure one (什么时候报到,要带什么材料).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from huabei_qa.knowledge.deciding import Decided
from huabei_qa.question import asks, unmarked
from huabei_qa.records import Passage
from huabei_qa.words import Words, normalise

Decide = Callable[[str], Decided]

_MARKED = re.compile(r"[^?？]*[?？]+|[^?？]+$")
_FURTHER = re.compile(
    r"(?<=[,，;；。!！\s])(?=还有(?![用效救戏没]|机会|可能|办法|必要|资格|多)|另外|再问|顺便|再就是|对了)"
)
"""Where a clause begins that says of itself that something else is asked: a question mark parts no better."""
_CLAUSES = re.compile(r"[^,，、;；。!！?？\s]+")
_MOST = 6
"""Questions. What has more of them is a pasted text, and is looked for as a whole."""
_MEASURES = frozenset(["钱", "天", "几天", "几点", "时间", "多长时间", "多少时间", "费用", "收费", "价格"])
"""What is asked of a thing: a question that names only such is about what stands before it."""
_RELATIONS = frozenset(
    ["后果", "影响", "结果", "原因", "条件", "要求", "方法", "办法", "步骤", "流程", "手续", "材料", "好处", "区别"]
)
"""What is asked for of a thing: a question that names nothing else is about what stands before it."""
_SURE = 0.8
"""Confidence from which a clause behind a comma is a question of its own."""


def several(asked: str, words: Words, decide: Decide) -> list[Decided]:
    """What `decide` gives for each question that is asked; one where one is asked, or nothing is found."""
    parts = _marked_off(asked, words)
    if 1 < len(parts) <= _MOST:
        found = _each(decide(parts[0]), parts[1:], words, decide)
        if any(one.is_found for one in found):
            return found
    whole = decide(asked)
    first, rest = _first_of(asked, words)
    if not rest:
        return [whole]
    if whole.is_found:
        apart = _apart(whole, first, rest, words, decide) if len(parts) < 2 else []
        return apart or [whole]
    alone = decide(first)
    return _each(alone, [rest], words, decide) if alone.is_found else [whole]


def _apart(whole: Decided, first: str, rest: str, words: Words, decide: Decide) -> list[Decided]:
    """Both clauses by themselves, if different statements answer them and the whole leaves a sure one of these out."""
    if not any(len(word) > 1 and word not in _MEASURES for word in words.content_terms(rest)):
        return []  # 扣多少, 各几个: what is meant stands before it
    second = decide(rest)
    if not second.is_found:
        return []
    alone = decide(first)
    if not alone.is_found:
        return []
    given, one, other = ({passage.id for passage in _told(each)} for each in (whole, alone, second))
    left_out = (alone.draft.confidence >= _SURE and one.isdisjoint(given)) or (
        second.draft.confidence >= _SURE and other.isdisjoint(given)
    )
    return [alone, second] if left_out and one.isdisjoint(other) else []


def _each(first: Decided, further: Sequence[str], words: Words, decide: Decide) -> list[Decided]:
    """The first part, and the further ones in turn, each in the words in which it is answered the surest."""
    context, found = first.question, [first]
    title = normalise(first.hits[0].passage.document) if first.hits else ""
    label = normalise(first.hits[0].passage.label) if first.is_found else ""
    content = words.content_terms(context)
    thing = next((word for name in (title, label) for word in content if word in name), "")
    for part in further:
        named = _named(part, words)
        asked = _phrasings(part, named, context, thing, title)
        if not named or not _MEASURES.issuperset(named):
            context = asked[0]
        found.append(_surest([decide(one) for one in asked], found)._replace(question=part))
    return found


def _phrasings(part: str, named: Sequence[str], context: str, thing: str, title: str) -> list[str]:
    """How to ask a part that stands behind others; `thing`: what the first of them is about, a word of the title or
    of the heading that it was answered under.

    One that names nothing (要多久?) is asked together with what stands before it, one that asks what may be asked of
    any thing (多少钱?) with the thing before it. One that names nothing of the title (白条是什么?怎么开通?) is asked
    both ways.
    """
    of_thing = f"{thing}{' ' * thing.isascii()}{part}"
    if not named or (_MEASURES.issuperset(named) and not thing):
        return [f"{unmarked(context)} {part}"]
    if _MEASURES.issuperset(named):
        return [of_thing]
    return [part, of_thing] if thing and not any(word in title for word in named) else [part]


def _surest(ways: Sequence[Decided], before: Sequence[Decided]) -> Decided:
    """The answer that is the surest of one part; but what was told before is none to one that has none by itself."""
    alone, *others = ways
    told = {passage.id for one in before for passage in _told(one)}
    fresh = [one for one in others if alone.is_found or any(p.id not in told for p in _told(one))]
    return max([alone, *fresh], key=lambda one: one.draft.confidence)


def _told(one: Decided) -> list[Passage]:
    """The passages that an answer is made of."""
    return [passage for group in one.draft.groups for passage in group]


def _marked_off(asked: str, words: Words) -> list[str]:
    """The questions that question marks part, each with what is told before it; the first names something."""
    found: list[str] = []
    told = ""
    for piece in (piece for part in _FURTHER.split(asked) for piece in _MARKED.findall(part.rstrip(",，;； "))):
        if asks(normalise(piece)) and (found or _named(piece, words)):
            found.append(f"{told}{piece}".strip())
            told = ""
        elif found and not told:
            found[-1] += piece.rstrip()
        else:
            told += piece
    return found


def _first_of(asked: str, words: Words) -> tuple[str, str]:
    """The first question, up to the end of its clause, and the rest, if that asks too; else ("", "")."""
    end = 0
    for clause in _CLAUSES.finditer(asked):
        if end:
            rest = asked[clause.start() :]
            return (asked[:end], rest) if asks(normalise(rest)) else ("", "")
        if asks(normalise(clause.group())) and _named(clause.group(), words):
            end = clause.end()
    return "", ""


def _named(piece: str, words: Words) -> list[str]:
    """The content words of a question that tell what it is about."""
    return [word for word in words.content_terms(piece) if word not in _RELATIONS]
