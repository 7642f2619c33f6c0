"""Parties of a contract: 甲方（出租方） says who is meant by 甲方 wherever the contract goes on to speak of it.

Who asks says 房东, which is read as 出租方 (`expressions`); what the contract grants and forbids it says of 甲方.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from huabei_qa.records import Passage
from huabei_qa.words import normalise

_PARTY = "[甲乙丙丁]方"
_NAMED = re.compile(
    rf"(?P<party>{_PARTY})\((?:以下)?(?:简称|即|称)?[:\"“]?(?P<name>[\u4e00-\u9fff]{{2,8}})[\"”]?\)"
    rf"|(?P<called>[\u4e00-\u9fff]{{2,8}})\((?:以下)?(?:简称|称|即)?(?:为)?[:\"“]?(?P<by>{_PARTY})[\"”]?\)"
)

_WHO = re.compile(f"(?!{_PARTY}).*[方人者户主司位心业校店部所院局东客]")
"""What may be a party: 甲方（盖章） names none."""
_BRACKETS = ("(", "（")


def parties_by_name(passages: Iterable[Passage]) -> dict[str, str]:
    """For each name that is said to be one party of a contract, and only that one, the party, normalised."""
    found: dict[str, set[str]] = {}
    told = (p.text for p in passages if "方" in p.text and any(bracket in p.text for bracket in _BRACKETS))
    for match in (match for text in told for match in _NAMED.finditer(normalise(text))):
        name, party = match["name"] or match["called"], match["party"] or match["by"]
        if _WHO.fullmatch(name):
            found.setdefault(name, set()).add(party)
    return {name: parties.pop() for name, parties in found.items() if len(parties) == 1}


def with_parties(words: str, parties: Mapping[str, str]) -> str:
    """A normalised question with the parties that its names are, the longest name first."""
    for name in sorted(parties, key=len, reverse=True):
        words = words.replace(name, parties[name])
    return words
