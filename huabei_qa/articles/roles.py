"""What each node is there for: a way to do it, a definition, a caution, a summary.

The cues below are words of written Chinese in general (simplified and traditional), none of any one article.
"""

from __future__ import annotations

import re
from dataclasses import replace

from huabei_qa.records import Node, Role

_CAUTION_LABEL = re.compile(
    r"误区|误解|^注意|注意(事项|点|哪些|什么)?$|避坑|踩坑|[的防]坑|骗局|陷阱|禁忌|切勿|^不要|^别|警惕|提醒|谨防|迷思|千万|小心|防骗|违规|忌"
    r"|誤區|誤解|注意(事項|點)|騙局|謹防|千萬|防騙|違規"
)
_CAUTION_LEAD = re.compile(
    r"误区|誤區|需要避免|要避免|不要|切勿|警惕|禁忌|陷阱|骗局|騙局|注意事[项項]|千万别|千萬別|不能做|踩坑|迷思"
)
_CAUTION_WORDS = re.compile(
    r"^(需要|要|请|特别|特別|请务必|請)?(注意|切记|切記|切勿|不要|千万|千萬|警惕|谨防|謹防|小心|提醒|误区|誤區)|违规|违法|骗子|诈骗|封号|封禁"
    r"|違規|違法|騙子|詐騙|封號"
)
_WAYS = re.compile(
    r"怎么|如何|怎样|咋|方法|办法|技巧|攻略|建议|步骤|流程|做法|手把手|妙招|方面|方式|要点|几点|指南|须知|秘诀|诀窍|窍门|经验"
    r"|怎麼|怎樣|辦法|建議|步驟|訣竅|竅門|經驗|要點|幾點|須知"
)
_NO_WAY = re.compile(
    r"什么是|是什么|是啥|为什么|为何|多少|哪些|[吗呢?？]$|多久|几天|常见|疑问|问题|名词|概念|解释|区别|介绍|条件|规则|费用|有效期|对照"
    r"|什麼|為什麼|為何|幾天|常見|疑問|問題|名詞|概念|解釋|區別|介紹|條件|規則|費用"
)
_DEFINES = re.compile(
    r"^[^。！？!?,，]{1,20}?(是指|指的是)|"
    r"^[^。！？!?]{0,20}?(是指|指的是|[，,:：]指|就是|是)[^。，,！？!?]{0,24}?(一[种款项个類类種項個份套门张]|缩写|简称|意思|過程|过程|行为|制度|服务|证件|凭证|档案)"
    r"|^[^。！？!?]{0,30}?由[^。，,]{1,12}(组成|構成|构成|組成)|^(所谓|所謂)"
)
_SUMS_UP = re.compile(
    r"^(总之|总的来说|总而言之|综上|总结|小结|以上就是|通过以上|最后[,，]|總之|總的來說|綜上|總結|以上就是|透過以上)"
)

_SUMMARY_LABEL = re.compile(r"(总结|小结|结语|结论|结束语|写在最后|總結|小結|結語|結論|結束語|寫在最後)$")

_LONG = 220  # characters; one warning word does not make a long paragraph a warning


def defines(text: str) -> bool:
    """Whether the words say what something is."""
    return _DEFINES.search(text) is not None


def assign(text: str, part: Node) -> Node:
    """The part with every node's role decided. Shapes and spans stay as they are."""
    title = part.span.of(text)
    opening = title + " " + _opening(text, part)
    ways = _WAYS.search(opening) is not None
    return replace(part, role=Role.TITLE, children=_children(text, part, ways, cautious=False, top=True))


def _opening(text: str, part: Node) -> str:
    """The paragraphs between the title and the first section."""
    first = [c for c in part.children[:3] if c.marker is None and not c.children and c.label is None]
    return " ".join(c.span.of(text) for c in first)


def _children(text: str, node: Node, ways: bool, cautious: bool, top: bool) -> tuple[Node, ...]:
    siblings = node.children
    return tuple(_decide(text, siblings, i, ways, cautious, top) for i in range(len(siblings)))


def _decide(text: str, siblings: tuple[Node, ...], i: int, ways: bool, cautious: bool, top: bool) -> Node:
    node = siblings[i]
    label = node.label.of(text) if node.label else ""
    words = node.span.of(text)
    announced = bool(node.children) and node.label is None
    if not cautious:
        cautious = bool(
            _CAUTION_LEAD.search(words) if announced else label and _is_section(node) and _CAUTION_LABEL.search(label)
        )
    role = Role.CAUTION if cautious else _role(text, siblings, i, ways, top)
    below = ways if announced else _WAYS.search(label) is not None
    children = _children(text, node, below, cautious, top and announced)
    return replace(node, role=role, children=children)


def _role(text: str, siblings: tuple[Node, ...], i: int, ways: bool, top: bool) -> Role:
    node, words = siblings[i], siblings[i].span.of(text)
    label = node.label.of(text) if node.label else ""
    if node.marker is not None and re.match(r"(\*\*)?(问|問|Q)", node.marker.of(text), re.I):
        return Role.QUESTION
    if re.match(r"(问|問)[:：]|.{2,30}[?？]$", label):
        return Role.QUESTION
    if node.label is None:
        return _paragraph_role(text, siblings, i, top)
    if top and _is_section(node) and _SUMMARY_LABEL.match(label):
        return Role.SUMMARY
    if (
        ways
        and (node.marker is not None or _is_section(node))
        and not _NO_WAY.search(label)
        and (label or node.children)
    ):
        return Role.METHOD
    if _is_section(node):
        return Role.SECTION
    if (len(words) <= _LONG and _CAUTION_WORDS.search(words)) or re.match(r"注意|提醒|警告", label):
        return Role.CAUTION
    return Role.DEFINITION if defines(words) else Role.ITEM


def _paragraph_role(text: str, siblings: tuple[Node, ...], i: int, top: bool) -> Role:
    node, words = siblings[i], siblings[i].span.of(text)
    if top and node.marker is None and not node.children and _sums_up(text, siblings, i, words):
        return Role.SUMMARY
    if len(words) <= _LONG and _CAUTION_WORDS.search(words):
        return Role.CAUTION
    if defines(words):
        return Role.DEFINITION
    if (
        top
        and node.marker is None
        and (node.children or any(s.marker or s.children or s.led for s in siblings[i + 1 :]))
    ):
        return Role.INTRO
    return Role.ITEM


def _sums_up(text: str, siblings: tuple[Node, ...], i: int, words: str) -> bool:
    """Closing words: said so, or a paragraph right behind the list of sections that no further section follows at once."""
    if _SUMS_UP.search(words):
        return True
    if _CAUTION_WORDS.match(words):
        return False
    behind_sections = i >= 3 and (siblings[i - 1].marker is not None or bool(siblings[i - 1].children))
    closes = i + 1 == len(siblings) or (siblings[i + 1].marker is None and siblings[i + 1].label is None)
    return behind_sections and closes


def _is_section(node: Node) -> bool:
    """Whether the node heads something: nodes below it, or a lead sentence below its heading."""
    return bool(node.children) or node.led
