"""Lists without marks, which only colons and blank lines show: short lines below 材料：, records of the same labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from huabei_qa.articles.lines import LONGEST_HEADING, Line, blank_between
from huabei_qa.articles.markers import Rank

_SAYS = re.compile(r"[。.！!？?…][”」』）)]?$")
_FIGURE = re.compile(r"\s\d")
_ANNOUNCES = re.compile(r"[以如]下|下[面列]|[几幾哪][点點种種个個些项項]|包括|方[法式]|[有为為是][:：]$|[，,、。；;\s]")
_THING = re.compile(
    r".{0,4}(?:现象|故障|问题|项目|型号|岗位|职位|景点|症状|错误|产品|名[称字]"
    r"|現象|問題|項目|型號|崗位|職位|景點|症狀|錯誤|產品|名稱|(?<![报報签簽署])名)(?:代码|提示|信息|代碼|訊息)?"
)
"""A label whose value the other lines of a record tell of, as 电话 does of 店名, and 下午 nothing of 上午."""
_PEOPLE = (
    "们|們|[业業]主|家[长長]|住[户戶]|居民|同[学學志事]|[员員]工|[用客][户戶]|朋友|[旅乘顾顧]客|[读讀]者"
    "|[师師]生|[市村]民"
)
_GREETS = re.compile(
    rf"各位(?!置)|尊敬的|敬[爱愛]的|[亲親][爱愛]的|(?:致|全体|全體|[广廣]大|[诸諸]位).*(?:{_PEOPLE})[：:]$"
)
_MATERIALS = re.compile(
    r"(?:所需|需要|准备|準備|使用)?(?:工具|材料|原料|食材|用料|配料|主料|器材|用品)(?:(?:[/、和与與及]|\s)*(?:工具|材料|原料|辅料|食材|器材|用品))?"
    r"(?:清单|清單|准备)?"
)
_LIST = re.compile(r"[^，,。；;：:？?]{0,8}(?:[清名][单單]|材料|用品|物品)")
_STEPS = re.compile(r"(?:(?:制作|製作|操作|具体|安装|使用)?(?:方法|步骤|步驟|做法|流程|过程)[/、]?){1,2}")
_MOST = 30  # materials
_LONGEST_LEAD = 9  # characters of a lead that is a label (会员价格：), with its colon
_FEWEST = 2
_FEWEST_RECORDS = 3
_MANY_LABELS = 3  # that come again as often as this in one order make records already if there are two of them


def with_records(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines; of blocks that have the same labels in the same order the first line heads the others of its block."""
    found = list(lines)
    for records in _records(text, lines):
        for start, end in records:
            found[start] = replace(lines[start], rank=Rank.HEADER, label=lines[start].span, heading=True)
            for i in range(start + 1, end):
                found[i] = replace(lines[i], rank=Rank.ROW)
    return found


def _records(text: str, lines: Sequence[Line]) -> Iterator[list[tuple[int, int]]]:
    """From where to where each of the records that follow one another goes."""
    for labels, run in groupby(_blocks(text, lines), lambda block: _labels(text, lines[slice(*block)])):
        for records in _unbroken(list(run)):
            many = len(labels) >= _MANY_LABELS
            often = len(records) >= (_FEWEST if many else _FEWEST_RECORDS)
            firsts = [lines[start].span.of(text) for start, _ in records]
            names = all(len(first) <= LONGEST_HEADING and not _SAYS.search(first) for first in firsts)
            names = names and len(set(firsts)) == len(firsts) and (many or _names_things(labels[0], firsts))
            if _FEWEST <= len(labels) == len(set(labels)) and often and names:
                yield records


def _names_things(label: str, firsts: Sequence[str]) -> bool:
    """Whether lines with a label name things: two labels alone are as often a timetable, a talk, places with hours."""
    return _THING.fullmatch(label) is not None and not any(map(str.isdigit, "".join(firsts)))


def _blocks(text: str, lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """From where to where lines 标签：… stand with no blank line between them."""
    start = 0
    for end in range(1, len(lines) + 1):
        together = end < len(lines) and _is_labelled(lines[start]) and _is_labelled(lines[end])
        if not together or blank_between(text, lines[end - 1], lines[end]):
            if _is_labelled(lines[start]):
                yield start, end
            start = end


def _labels(text: str, block: Sequence[Line]) -> tuple[str, ...]:
    return tuple(line.label.of(text) for line in block if line.label is not None)


def _unbroken(blocks: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """The blocks that nothing but blank lines part."""
    run = [blocks[0]]
    for one, other in pairwise(blocks):
        if one[1] != other[0]:
            yield run
            run = []
        run.append(other)
    yield run


def _is_plain(line: Line) -> bool:
    return line.rank == Rank.PARAGRAPH and line.marker is None and line.hangs is None and not line.answers


def _is_labelled(line: Line) -> bool:
    return _is_plain(line) and line.label is not None and not line.heading


def with_entries(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines; short ones right below words that end in a colon (材料：) are a list, up to a blank line.

    So are those that semicolons end, however long.
    Who is greeted (各位住户：) leads none.
    What is a list of 标签：… alone goes on over blank lines, unless it stands below a mere label too.
    """
    found = list(lines)
    for i, line in enumerate(lines):
        if not (_is_plain(line) and line.announces):
            continue
        end = _end_of_entries(text, lines, i + 1)
        if end - i > _FEWEST and _are_entries(text, lines, i, end):
            if _GREETS.match(text, line.span.start, line.span.end):
                found[i:end] = [replace(line, announces=False), *map(_beside, lines[i + 1 : end])]
            else:
                found[i + 1 : end] = [replace(entry, rank=Rank.ROW) for entry in lines[i + 1 : end]]
    return found


def with_materials(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines; short ones between a line that names materials (工具/原料) and one that names steps are materials.

    So are those below the name of a list (证据清单), which blank lines set off with them.
    """
    found = list(lines)
    for i, line in enumerate(lines):
        materials = _MATERIALS.fullmatch(line.span.of(text)) is not None
        if not (_is_plain(line) and line.heading and (materials or _LIST.fullmatch(line.span.of(text)))):
            continue
        end = next((k for k in range(i + 1, min(i + _MOST, len(lines))) if not _is_material(text, lines[k])), i)
        if not (materials and end > i + 1 and _names_steps(text, lines[end])):
            end = _end_of_block(text, lines, i)
        if end > i + 1:
            found[i] = replace(line, rank=Rank.PLAIN_HEAD)
            found[i + 1 : end] = [
                replace(one, rank=Rank.ROW, heading=False, label=None) if one.heading else replace(one, rank=Rank.ROW)
                for one in lines[i + 1 : end]
            ]
    return found


def _end_of_block(text: str, lines: Sequence[Line], i: int) -> int:
    """Where the block of short lines below line i ends, if blank lines set off both; else i."""
    if i == 0 or not blank_between(text, lines[i - 1], lines[i]):
        return i
    end = i + 1
    while end < len(lines) and _is_material(text, lines[end]) and not blank_between(text, lines[end - 1], lines[end]):
        end += 1
    ends = end == len(lines) or blank_between(text, lines[end - 1], lines[end])
    return end if ends and end > i + _FEWEST else i


def _names_steps(text: str, line: Line) -> bool:
    numbered = line.marker is not None and _STEPS.match(text, line.marker.start, line.marker.end)
    return bool(numbered or _STEPS.fullmatch(line.span.of(text)))


def _is_material(text: str, line: Line) -> bool:
    short = line.span.end - line.span.start <= LONGEST_HEADING and not _says(text, line)
    return _is_free(line) and short and not _STEPS.fullmatch(line.span.of(text))


def with_values(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines; a short one alone below a mere label (收费标准：) is its value, where several labels have one.

    It looks like the heading of the next label.
    """
    found = list(lines)
    labels = [i for i, line in enumerate(lines) if _is_mere_label(text, line)]
    ends = [*labels[1:], len(lines)][: len(labels)]
    told = [_are_values(lines[i + 1 : end]) for i, end in zip(labels, ends, strict=True)]
    headed = {lines[i].span.of(text) for i in labels if i > 1 and _is_headed(text, lines, i)}
    for k, (i, end) in enumerate(zip(labels, ends, strict=True)):
        heads = end < len(lines) and lines[end].span.of(text) in headed  # 空调漏水 above 原因：, as elsewhere
        if heads or not _is_value(text, lines, i + 1):
            continue
        between = end == i + 2 and end < len(lines) and _has_value(lines, end)
        behind = k > 0 and told[k - 1] and _ends_with(text, lines, i + 1)
        if between or behind:
            found[i + 1] = replace(lines[i + 1], rank=Rank.ROW, heading=False, label=None)
    return found


def _is_mere_label(text: str, line: Line) -> bool:
    return _is_plain(line) and line.announces and line.label is None and _is_label(text, line)


def _is_headed(text: str, lines: Sequence[Line], i: int) -> bool:
    """Whether above label i stands a short line that is no value, since no label stands above it."""
    above = lines[i - 1]
    return _is_free(above) and above.heading and not _is_mere_label(text, lines[i - 2])


def _are_values(below: Sequence[Line]) -> bool:
    """Whether nothing but values stands between two labels: short lines, or one that says something."""
    one = len(below) == 1 and _is_free(below[0])
    return one or (len(below) > 1 and all(line.rank == Rank.ROW for line in below))


def _is_free(line: Line) -> bool:
    return _is_plain(line) and not line.announces and line.opens is None


def _has_value(lines: Sequence[Line], i: int) -> bool:
    """Whether label i has words below it that may be its value."""
    return i + 1 < len(lines) and (_is_free(lines[i + 1]) or lines[i + 1].rank == Rank.ROW)


def _is_value(text: str, lines: Sequence[Line], i: int) -> bool:
    return i < len(lines) and _is_free(lines[i]) and lines[i].heading and not _says(text, lines[i])


def _ends_with(text: str, lines: Sequence[Line], i: int) -> bool:
    """Whether value i is the last line of its label: what follows is another label or is not below it."""
    after = lines[i + 1] if i + 1 < len(lines) else None
    if after is None or _is_mere_label(text, after) or (after.number or 0) > 1:
        return True
    return blank_between(text, lines[i], after) and not blank_between(text, lines[i - 1], lines[i])


def _beside(entry: Line) -> Line:
    """A line of a letter, which heads none of those behind it however short it is."""
    return replace(entry, heading=False, label=None) if entry.heading else entry


def _end_of_entries(text: str, lines: Sequence[Line], start: int) -> int:
    """Where the list ends that may begin with line `start`."""
    end, labelled = start, True
    while end < len(lines) and _goes_on(text, lines, end):
        if labelled and end > start and lines[end].heading:
            break  # behind 标签：… a short line is none of them
        labelled = labelled and _is_labelled(lines[end])
        if not labelled and not _is_short(text, lines, end, _says(text, lines[start])):
            break
        end += 1
    after = lines[end] if end < len(lines) else None
    return end - (end > start and after is not None and _may_head(text, lines[end - 1], after))


def _are_entries(text: str, lines: Sequence[Line], i: int, end: int) -> bool:
    """Whether the lines below line i up to `end` are its list."""
    entries = lines[i + 1 : end]
    if all(map(_is_labelled, entries)):
        return _is_label(text, lines[i]) and _is_over(text, lines, end)
    if _says(text, entries[0]):  # a list of sentences, and not what somebody says or writes
        return _is_label(text, lines[i]) and (end == len(lines) or not _goes_on(text, lines, end))
    heads = entries[0].heading and not entries[1].heading and not _FIGURE.search(entries[0].span.of(text))
    return not heads  # as 价目 heads 早餐 5元


def _is_label(text: str, lead: Line) -> bool:
    """Whether words that end in a colon only name what follows: 会员价格：, and not 有以下几种："""
    words = lead.span.of(text)
    return len(words) <= _LONGEST_LEAD and not _ANNOUNCES.search(words)


def _may_head(text: str, line: Line, after: Line) -> bool:
    """Whether the last short line of a list may head what follows it."""
    if not line.heading or blank_between(text, line, after) or (_is_plain(after) and after.announces):
        return False
    return after.number == 1 or (after.number is None and after.rank > Rank.PLAIN_HEAD)


def _goes_on(text: str, lines: Sequence[Line], i: int) -> bool:
    """Whether line i may stand in one list with the line before it."""
    line = lines[i]
    free = _is_plain(line) and not line.announces and line.opens is None
    return free and not blank_between(text, lines[i - 1], line)


def _is_short(text: str, lines: Sequence[Line], i: int, says: bool) -> bool:
    """Whether line i is short and ends like the others: as a sentence or not, or as 护照；, 驾照。 do.

    What semicolons part is one sentence, however long.
    """
    words, before = lines[i].span.of(text), text[lines[i - 1].span.end - 1]
    if before in "；;" or (before in "：:" and words[-1] in "；;"):
        return True
    return len(words) <= LONGEST_HEADING and (before in "，,、" or _says(text, lines[i]) is says)


def _says(text: str, line: Line) -> bool:
    return _SAYS.search(line.span.of(text)) is not None


def _is_over(text: str, lines: Sequence[Line], end: int) -> bool:
    """Whether a list of 标签：… ends at a blank line before line `end`: that is such a line too, by itself."""
    if end == len(lines) or not _is_labelled(lines[end]):
        return False
    last = end + 1 == len(lines)
    alone = last or not _is_labelled(lines[end + 1]) or blank_between(text, lines[end], lines[end + 1])
    return alone or _says(text, lines[end])
