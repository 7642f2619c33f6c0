"""Short names: what an entry of a list, a heading or a row of a table is called where only names are told."""

from __future__ import annotations

import re

from huabei_qa.cells import GAP
from huabei_qa.records import Passage
from huabei_qa.text import behind_myth, is_markdown, printable, rejoined, unstyled
from huabei_qa.words import normalise

MARKS = ",，、;；。.:："
"""What a name does not end in."""
NAME = 4
"""Characters from which on words name something: 第一步, 对策 and 另外 do not."""
_BARE = 24
"""Characters up to which an entry of one clause may be a bare name."""
_TELLS_TO = re.compile(
    "(?:^|[,，。:：]|[时時前后後者])(?:请|請)(?![假柬帖])|(?:请|請)(?:先|勿|务必|務必|及时|及時|咨询|諮詢)|(?:^|[,，])(?:别|別)(?=再|忘|把|用|去|让)"
    "|先(?=咨询|諮詢|去|到|问|問)|应(?=当|该)|應(?=當|該)|(?:需|一定|都|还|還)要(?=先|带|帶|有|去|注意|记|記)|尽量|盡量|建议|建議|最好"
    "|^(?:注意|记得|記得|咨询|諮詢)"
)
"""What makes a sentence of an entry: 孕妇请先咨询医生 is none of those who must not."""
_EXAMPLES = re.compile("[,，]?[(（]?(?:例如|比如|如).*")
"""What is told of a name by examples: it is a name still."""
REFUSES = re.compile("[不禁勿]|除外|免责|免責|责任免除|責任免除")
DENIES = re.compile(
    "不(?:[含包能可予得许許准允享退赔賠受计計]|支持|适用|適用|接受|要(?!紧|緊)|[属屬][于於]|[负負][责責]"
    "|在.{0,8}(?:[范範][围圍]|之[内內列]))|禁止|[严嚴]禁|勿|除外|免责|免責|责任免除|責任免除"
)
"""The same, said of things: 不含, but not 收不到."""
HOLDS = re.compile(f"{REFUSES.pattern}|免|可以|允许|允許|方可|才能|享受")
"""What refuses or grants: of a list it stands above, and holds of each entry."""
VERDICT = re.compile(f"{HOLDS.pattern}|应当|應當|必须|必須|须|需")
"""The same and what is due: who reads an entry alone does not know it."""
_CLAUSE_ENDS = re.compile(r"(?<!\d),|,(?!\d)|[，。;；:：!！?？\n]")
SUBORDINATE = re.compile(r"(时|时候|[之以]前|[之以]后|的话|过程中|的是|時|時候|[之以]後)$|^(要想|想要|为了|為了|如果)")
"""A clause that ends or begins so says nothing without the one behind it."""
_CONDITION = re.compile("[^目标]的$|^(?:除了|除|凡)")
"""A clause that says only of whom or what the next one holds: 在国外丢失的, 除了房租."""
_UNITS = "天日周月年个個小分秒点點次步种種项項條条人岁歲元万萬亿億折倍米层層名张張件份期号號线線级級寸升卡克千吨只台%°℃"
_COUNTED = rf"(?!\s*[{_UNITS}])"
_NUMBERING = re.compile(
    rf"(?:\d{{1,2}}(?:[、．)）]|\.(?!\d))\s*|\d{{1,2}}(?:\.\d{{1,2}})*\.?\s+{_COUNTED}|[一二三四五六七八九十]{{1,3}}[、．.]\s*"
    r"|[(（](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]\s*)(?=\w)"
)
"""The number of a heading: 6. 保修, 1.2 退货, 七、发票; of 3 天内退款 and 2.5 倍工资 it is part of the words."""


def split_cells(words: str) -> list[str]:
    """The cells of a row of a table, as they are written."""
    return GAP.split(words.strip())


def cells(passage: Passage) -> int:
    """How many columns its words have, as a row of a table."""
    return len(split_cells(passage.text))


def name_of(passage: Passage) -> str:
    """The label of a passage, normalised; of a row of a table its first cell."""
    return normalise(passage.label or (short(passage) if cells(passage) > 1 else ""))


def is_bare(text: str) -> bool:
    """Whether an entry is no more than a name."""
    return is_one_clause(text) and not VERDICT.search(text) and not _TELLS_TO.search(text)


def is_bare_value(passage: Passage) -> bool:
    """Whether an entry is a label with no more than a value (私教课:300元/节)."""
    value = passage.text.removeprefix(passage.label) if passage.label else ""
    return value[:1] in (":", "：") and is_bare(value[1:])


def is_one_clause(text: str) -> bool:
    """Whether it is one short clause, whatever mark it ends in."""
    named = _EXAMPLES.sub("", text.rstrip()[:-1])
    return len(text) <= _BARE and not _CLAUSE_ENDS.search(named)


def numbered(passage: Passage) -> int:
    """How many characters of its words number it, where it is a heading of Markdown with what stands below.

    Of other headings the number is none of the words.
    """
    label, markdown = passage.label, is_markdown(passage.source)
    heads = (
        markdown and label and passage.text.startswith(label) and not passage.text[len(label) :].split("\n")[0].strip()
    )
    found = _NUMBERING.match(label) if heads else None
    return found.end() if found else 0


def short(passage: Passage) -> str:
    """Its label, or as many of its first clauses as name something; of a table's row the first cell that has words."""
    at = numbered(passage)
    said, label = (unstyled(words, passage.source) for words in (behind_myth(passage.text[at:]), passage.label[at:]))
    if cells(passage) > 1:
        words = next((cell for cell in split_cells(said) if any(map(str.isalpha, cell))), said)
    else:
        words = label if len(label) >= NAME or at else said[: _named(said)]
    return " ".join(printable(rejoined(words)).split()).rstrip(MARKS)


def _named(said: str) -> int:
    """Where the first clauses that name something end."""
    start = 0
    for end in _CLAUSE_ENDS.finditer(said):
        clause = said[start : end.start()]
        if end.start() >= NAME and not SUBORDINATE.search(clause) and not _CONDITION.search(clause):
            return end.start()
        start = end.end()
    return len(said)
