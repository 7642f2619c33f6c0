"""What each node is there for: a way to do it, a definition, a caution, a summary; told by cues and by its place."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from huabei_qa.articles.cues import (
    BEGINS_WARNING,
    OFFENCES,
    SUMS_UP,
    cautions,
    defines,
    heads_cautions,
    leads_to_ways,
    rejects,
    warns,
)
from huabei_qa.records import Node, Role
from huabei_qa.text import crosses_out, denies

_WAYS = re.compile(
    r"怎么|如何|怎样|咋|方法|办法|技巧|攻略|建议|步骤|流程|做法|手把手|妙招|方面|方式|要点|几点|指南|须知|秘诀|诀窍|窍门|经验|思路|心得"
    r"|怎麼|怎樣|辦法|建議|步驟|訣竅|竅門|經驗|要點|幾點|須知"
)
_DOES = (
    r"[减減找查看弄搞想]|.{0,4}(?:避免|防止|[减減][少轻輕小]|降低|消除|控制|排[除查]|了解|分析|判[断斷]|[观觀]察|[检檢]查|注意|[关關]注"
    r"|[记記][录錄住]|[说說][明出]|告[诉訴知]|[认認][清识識]|考[虑慮]|[结結]合|根[据據]|按照|承[担擔]|放大|利用|安排|分配|[选選][择擇好]"
    r"|避[开開]|[错錯][开開]|[缩縮]短|把握|掌握)"
)
"""How a heading begins that says what is done: 减少风吹的影响 is a way, and so is 合理安排考试时间."""
_EXPLAINS = (
    r"(?:怎[么麼样樣]|如何|咋)(?:回事|(?:得?[来來]|[计計]?算(?:出[来來])?|[评評](?:估|定|出[来來])|[确確决決]?定|形成|[发發產产]生"
    r"|[组組构構]成|[运運][作转轉]|被[^，,。]{1,3})的)$|[会會]怎[么麼]?[样樣]$"
)
"""How a heading ends that says how something comes about, or what comes of it, and not what to do."""
_NO_WAY = re.compile(
    r"什么是|是什么|[什啥][么麼]?意思|是啥|为什么|为何|多少|哪些|[吗呢?？]$|多久|几天|常见|疑问|问题|名词|概念|解释|区别|介绍|条件|规则|费用|有效期|对照"
    r"|什麼|為什麼|為何|幾天|常見|疑問|問題|名詞|概念|解釋|區別|介紹|條件|規則|費用"
    r"|不能(?![忽不少缺错錯])[^，,。]+的|^影[响響].*(?:因素|方面)$"
    rf"|{_EXPLAINS}|^(?!{_DOES}).*"
    r"(?:(?:考[试試]|[报報]名|[办辦][理公]|[营營][业業]|[开開]放|受理|[门門][诊診])[时時][间間]"
    r"|[后後]果|(?:的|有[^，,。]{0,2})(?:影[响響]|好[处處])|的[^，,。]{0,3}(?:原因|情[况況形]))$"
)
_ASKED = re.compile(r"问|問|\bQ", re.I)
_SUMMARY_LABEL = re.compile(r"(总结|小结|结语|结论|结束语|写在最后|總結|小結|結語|結論|結束語|寫在最後)$")
_CLAUSE = re.compile(r"第[^章节節]{1,10}[条條]")
_LISTED = 3  # paragraphs


def assign(text: str, part: Node, named: str = "") -> Node:
    """The part with every node's role decided. Shapes and spans stay as they are, and so do cautions.

    `named` is its title where that stands apart from its text.
    """
    title = part.span.of(text) or named
    opening = title + " " + _opening(text, part)
    ways = _WAYS.search(opening) is not None and not _is_law(text, part)
    return replace(part, role=Role.TITLE, children=_children(text, part, ways, cautious=False, top=True))


def _is_law(text: str, part: Node) -> bool:
    """Whether the part is numbered by 第一条, as laws and rules are: what they order is no way to do something."""
    firsts = (node for node, _ in islice(part.walk(), 60))
    return any(node.marker is not None and _CLAUSE.match(node.marker.of(text)) for node in firsts)


def _opening(text: str, part: Node) -> str:
    """The paragraphs between the title and the first section."""
    first = [c for c in part.children[:3] if c.marker is None and not c.children and c.label is None]
    return " ".join(c.span.of(text) for c in first)


def _children(text: str, node: Node, ways: bool, cautious: bool, top: bool) -> tuple[Node, ...]:
    siblings = node.children
    last = next((k for k in range(len(siblings) - 1, -1, -1) if _stands_out(siblings[k])), -1)
    return tuple(_decide(text, siblings, i, last, ways, cautious, top) for i in range(len(siblings)))


def _stands_out(node: Node) -> bool:
    """Whether it is more than a plain paragraph."""
    return node.marker is not None or bool(node.children) or node.led


def _decide(text: str, siblings: tuple[Node, ...], i: int, last: int, ways: bool, cautious: bool, top: bool) -> Node:
    """The `i`th node with its role and those below it; `last` is the last one that is no plain paragraph."""
    node = siblings[i]
    label = node.label.of(text) if node.label else ""
    words = _words(text, node)
    announced = bool(node.children) and node.label is None
    if cautious and i > last >= 0 and siblings[last].marker is not None and node.label is not None:
        cautious = False  # 联系电话:… below the numbered cautions is none of them
    if not cautious:
        cautious = warns(words) if announced else rejects(label) or (_is_section(node) and heads_cautions(label))
    cautious = cautious or node.role is Role.CAUTION  # the layout says so
    role = Role.CAUTION if cautious else _role(text, siblings, i, last, ways, top)
    cautious = role is Role.CAUTION  # and so is what stands below it
    below = leads_to_ways(words, ways) if announced else _WAYS.search(re.sub(_EXPLAINS, "", label)) is not None
    children = _children(text, node, below, cautious, top and announced)
    return replace(node, role=role, children=children)


def _words(text: str, node: Node) -> str:
    """Its words, without a × before them that does not say that they are wrong."""
    words = node.span.of(text)
    alone = denies(words) and words.startswith("×") and not crosses_out(text, node.span.start)
    return words[1:].lstrip() if alone else words


def _role(text: str, siblings: tuple[Node, ...], i: int, last: int, ways: bool, top: bool) -> Role:
    node, words = siblings[i], _words(text, siblings[i])
    label = node.label.of(text) if node.label else ""
    if node.marker is not None and _ASKED.search(node.marker.of(text)):
        return Role.QUESTION
    if re.match(r"(问|問)[:：]|.{2,30}[?？]$", label):
        return Role.QUESTION
    if node.label is None:
        return _paragraph_role(text, siblings, i, last, top)
    sums_up = _SUMMARY_LABEL.match(label) if _is_section(node) else node.marker is None and SUMS_UP.match(words)
    if top and sums_up:
        return Role.SUMMARY
    if (
        ways
        and (node.marker is not None or _is_section(node) or _is_listed(text, siblings, i))
        and not _NO_WAY.search(label)
        and not denies(words)
        and (label or node.children)
    ):
        return Role.METHOD
    if _is_section(node):
        return Role.SECTION
    if cautions(words) or re.match(r"注意(?!力)|提醒$|警告", label):
        return Role.CAUTION
    return Role.DEFINITION if defines(words) else Role.ITEM


def _is_listed(text: str, siblings: tuple[Node, ...], i: int) -> bool:
    """Whether a paragraph is one of several of the form 标题:说明 in a row, none of which says what something is."""
    starts = range(max(0, i - _LISTED + 1), min(i, len(siblings) - _LISTED) + 1)
    return any(all(_is_labelled(text, node) for node in siblings[k : k + _LISTED]) for k in starts)


def _is_labelled(text: str, node: Node) -> bool:
    plain = node.marker is None and not node.children and not node.led
    return plain and node.label is not None and not defines(node.span.of(text))


def _paragraph_role(text: str, siblings: tuple[Node, ...], i: int, last: int, top: bool) -> Role:
    node, words = siblings[i], _words(text, siblings[i])
    if top and node.marker is None and not node.children and _sums_up(text, siblings, i, words):
        return Role.SUMMARY
    if not node.children and cautions(words):
        return Role.CAUTION
    if defines(words):
        return Role.DEFINITION
    if top and node.marker is None and (node.children or i < last):
        return Role.INTRO
    return Role.ITEM


def _sums_up(text: str, siblings: tuple[Node, ...], i: int, words: str) -> bool:
    """Closing words: said so, or the one paragraph that stands right behind the sections and ends the article."""
    if SUMS_UP.search(words):
        return True
    if BEGINS_WARNING.match(words) or OFFENCES.match(words) or i + 1 < len(siblings):
        return False
    sections = sum(map(_stands_out, siblings[:i]))
    return sections >= 2 and (siblings[i - 1].marker is not None or bool(siblings[i - 1].children))


def _is_section(node: Node) -> bool:
    """Whether the node heads something: nodes below it, or a lead sentence below its heading."""
    return bool(node.children) or node.led
