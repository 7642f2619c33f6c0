"""Statements that contradict each other: the same words about another number, the other way round, or denied.

Beside them short ones that share too little to be one point.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import takewhile

from huabei_qa.merge.numerals import NUMERAL, numbers, plainly
from huabei_qa.words import normalise

_ALIKE = 0.6
"""Share of the shorter's pairs of characters, numbers and opposites taken out, that must stand in the other."""
_BEFORE_UNIT = re.compile(r"^[\s万亿多余来几个]+")
"""What may stand between a figure and its unit."""
_UNITS = dict.fromkeys("秒时点钟小天日工晚夜周星礼月季年", "time") | {"块": "元", "册": "本"}
_UNITS |= dict.fromkeys("位名口", "人") | dict.fromkeys("回遍", "次") | dict.fromkeys("分号斤克公千百厘毫英平kgmc", "")
"""Letters that units begin with, of one kind if one may be told in the other (24小时, 1天); those that begin units of
several kinds (公斤 and 公里, 分钟 and 分) tell none.
"""
_DAYS = {"分钟": 1 / 1440, "小时": 1 / 24, "钟头": 1 / 24, "h": 1 / 24, "周": 7, "星期": 7, "礼拜": 7}
"""How many days a time has that always has as many; a month has now more, now less."""
_TIME = re.compile(r"[\s个多]{0,2}(分钟|小时|钟头|h(?![a-z])|周(?![年岁围边])|星期|礼拜)")
_OPPOSITES = (
    (r"(?<![不无])(?:可以|可|能|得|允许|欢迎)", r"不可以|不可|不能|不得|无法|不许|不允许|不准|禁止|严禁|谢绝"),
    (r"(?<!不)(?:需要|必须|要)|(?<!不)应该", r"不需要|不必|不用|无需|不要|不应该|无须"),
    (r"(?<!不)(?:会)", r"不会"),
    (r"提高|提升|上升|增加|上涨|调高", r"降低|下降|减少|下跌|调低"),
    (r"之前|以前|前", r"之后|以后|后"),
    (r"以上|超过|高于|多于", r"以下|低于|少于|不超过"),
    (r"(?<!不)(?:影响)", r"不影响"),
    (r"有利于|有助于", r"不利于"),
    (r"打开|开启|开通", r"关闭|关掉|停用"),
    (r"(?<!不)(?:可以|允许)", r"请勿|切勿"),
    (r"电子", r"纸质"),
    (r"收费|收取|收(?![入到])(?=.{1,4}费)|付费", r"不收取?(?=.{0,4}费)|免费|(?<![避以难])免(?=.{1,4}费)"),
)
_SIDES = tuple((re.compile(one), re.compile(other)) for one, other in _OPPOSITES)
_DENIAL = re.compile(
    r"没有?|未|无|非|暂停|停止|(?<![差对来])不(?![利定同过仅但断错要能可得许必用需应该宜允准])(?:再|予)?"
)
"""What denies a thing. What forbids or frees (不要, 不可, 不必) is among the opposites."""
_DENIED = re.compile(rf"(?:{_DENIAL.pattern})([^,;。!?\s]{{1,4}})")
_REFUSED = re.compile(r"(?:不(?:能|可以|可|得|予|许|允许|准|给|支持|让|算)?|禁止|严禁|谢绝|没有?|未|无)([^\W\d_]{1,2})")
"""What is refused, if only by the word before it."""
_LACK = re.compile("没|无")
_SPARED = re.compile(r"(?:[不没无未非勿别禁拒防戒]|免(?!费)|谢绝|暂停|停止)\w{0,2}$")
"""Behind these a thing is denied, forbidden or warned of."""
_BAD = re.compile("逾期|拖欠|欠|违约|违规|失信|作弊|虚假|套现")
"""Things of which the lack is advised: 没有逾期 denies nothing that is said of 逾期."""
_GAP = r"[^\W不没无未非勿别]{0,3}"
"""A few letters may stand within a thing: 含双人早餐 says 含早餐."""
_LIGHT = re.compile("[只仅暂均都也已就有]|提供")
"""Words that add nothing to what they stand with, once denials are out."""
_COVERED, _EQUAL = 0.8, 0.62
"""Shares of the shorter's and of the longer's words from which on these are alike but for a denial; three of five
(没有身份证, 携带身份证) are too few."""
_LABEL = re.compile(r"([^,;。!?:]{1,8}):(?=.)")
_STEP = re.compile(r"[第\d一二三四五六七八九十]|步骤|注意|提示|提醒|建议|原因|方法|窍门|[说备]")
"""So begin labels that tell nothing of what a statement is about."""
_CLAUSES = re.compile(r"[,;。!?\s]+")
_VALUE = 14
"""Characters of a value up to which another word in it makes another value."""
_SHORT, _LONG = 10, 20
"""Letters from which on the shorter and the longer of two are no short ones."""
_ORDINAL = re.compile(r"^\W*\w{0,3}?[\d一二三四五六七八九十]{1,3}[步招]?[:、.)\s]+")
_ACT = re.compile(
    r"^(?:请|再|先|后|然后|最后)?(?:点击|单击|双击|点选|轻点|长按|滑动|选择|勾选|返回|登录|扫描|搜索|查看|下载|安装|"
    r"拨打|关闭|断开|连接|更换|检查|支持|提供|接受|(?!收入|[网线晚早以]上|[线以]下)\w[开上下入出起紧掉进])(?=.)"
)
"""What a step or an offer does with its object: a verb with a direction (打开, 拧下, 倒入), or another common one."""
_ADVICE = re.compile("保持|完善|避免|减少|增加|养成|[按准及定]时|[按定长]期|尽[快早量]|提前|经常")
"""In advice, which has many words for one thing: 保持良好信用, 保持良好记录."""


def normalised(text: str) -> str:
    """A text as it is compared here: normalised, its numbers written plainly."""
    return normalise(plainly(text))


def contradict(one: str, other: str) -> bool:
    """Whether two statements, alike but for it, give other numbers or values, or have opposite polarity.

    Seen in the wording alone: 30天内还书 and 60天内还书, 可以续借 and 不可以续借, 只收现金 and 不收现金; of short ones
    with one label also 支持安卓 and 支持苹果. Other wordings are not seen.
    """
    a, b = normalised(one), normalised(other)
    return _turned(a, b) or _denied(a, b) or _exchanged(a, b)


def unlike(one: str, other: str) -> bool:
    """Whether two statements, alike or not, cannot be one: they contradict each other, or count different things."""
    a, b = normalised(one), normalised(other)
    turned = _alike(_bare(a), _bare(b)) and (_other_figures(a, b) or _opposite(a, b))
    return turned or _denied(a, b) or _exchanged(a, b)


def turned_round(one: str, other: str) -> bool:
    """Whether one denies or forbids what the other says, whatever else they say: 不能报销, 可以报销的费用."""
    a, b = normalise(one), normalise(other)
    return any(
        _says(told, match[1]) and not _says(denied, match[1])
        for denied, told in ((a, b), (b, a))
        for match in _REFUSED.finditer(denied)
    )


def _turned(a: str, b: str) -> bool:
    """Alike but for numbers or one of two opposites."""
    if not _alike(_bare(a), _bare(b)):
        return False
    return (_other_figures(a, b) and _count_alike(a, b)) or _opposite(a, b)


def _other_figures(a: str, b: str) -> bool:
    """Whether both have figures, and none in common."""
    numbers, others = figures(a), figures(b)
    return bool(numbers and others) and numbers.isdisjoint(others)


def _count_alike(a: str, b: str) -> bool:
    """Whether figures of both may count the same: 288元 and 2人 do not; without a unit they may count anything."""
    units, others = ({_unit(text, end) for _, end in numbers(text)} for text in (a, b))
    return "" in units | others or not units.isdisjoint(others)


def _unit(text: str, end: int) -> str:
    """The letter by which a figure that ends there is counted, one for all that count the same; "" where none does."""
    unit = _BEFORE_UNIT.sub("", text[end : end + 4]).replace("周岁", "岁")[:1]
    return _UNITS.get(unit, unit) if unit.isalpha() else ""


def _denied(a: str, b: str) -> bool:
    """Whether one denies what the other says, in words that are alike but for that.

    Under one label clauses are compared, and of a lack (没有停车场) all else that is said of the thing is the contrary.
    """
    (label, value), (other, compared) = _labelled(a), _labelled(b)
    if label and label == other and value != compared:
        return _clause_denied(value, compared) or _clause_denied(compared, value)
    return (_denies(a, b) or _denies(b, a)) and _near(_core(a), _core(b))


def _clause_denied(one: str, other: str) -> bool:
    said = [_core(clause) for clause in _CLAUSES.split(other)]
    for clause in _CLAUSES.split(one):
        words = _core(clause)
        lacks = bool(_LACK.search(clause)) and _pairs(words) <= _pairs(_core(other))
        if _denies(clause, other) and (lacks or any(_near(words, others) for others in said)):
            return True
    return False


def _denies(one: str, other: str) -> bool:
    """Whether one denies a thing, and the other says it."""
    things = (m[1] for m in _DENIED.finditer(one))
    return any(_says(other, thing) and not _says(one, thing) for thing in things if not _BAD.match(thing))


def _says(text: str, thing: str) -> bool:
    """Whether a thing is in the text, and not denied there."""
    gaps = "|".join(rf"{re.escape(thing[:k])}{_GAP}{re.escape(thing[k:])}" for k in range(1, len(thing) + 1))
    return any(not _SPARED.search(text[: m.start()]) for m in re.finditer(gaps, text))


def _exchanged(a: str, b: str) -> bool:
    """Whether two short values of one label begin alike and differ in a word alone."""
    (label, value), (other, compared) = _labelled(a), _labelled(b)
    if not label or label != other or max(len(value), len(compared)) > _VALUE:
        return False
    one, two = (_LIGHT.sub("", _plain(text)) for text in (value, compared))
    return one[:1] == two[:1] and _other_word(one, two)


def _other_word(one: str, two: str) -> bool:
    """Whether all that differs is one word, with no character in common."""
    before = _begin(one, two)
    behind = _begin(one[before:][::-1], two[before:][::-1])
    x, y = (text[before : len(text) - behind] for text in (one, two))
    return before + behind > 0 and min(len(x), len(y)) > 1 and not set(x) & set(y) and not _ADVICE.search(one + two)


def _begin(one: str, two: str) -> int:
    """How many characters are the same from the beginning."""
    return sum(1 for _ in takewhile(lambda both: both[0] == both[1], zip(one, two, strict=False)))


def unrelated(one: str, other: str) -> bool:
    """Whether two short statements are alike only in what does not matter, so that their vectors are too.

    Of steps (点击注册, 点击会员中心) only what they act on tells anything, of two with one label only the values. What
    has no word in common (按时还款, 不要逾期) is left to the vectors.
    """
    (label, value), (second, compared) = (_labelled(_ORDINAL.sub("", normalise(text))) for text in (one, other))
    whole, against = _letters(label + value), _letters(second + compared)
    a, b = (_letters(value), _letters(compared)) if label == second else (whole, against)
    if min(len(a), len(b)) >= _SHORT or max(len(a), len(b)) >= _LONG or not _shared(whole, against):
        return False
    x, y = (_ACT.sub("", text) for text in (a, b))
    return 2 * _shared(x, y) < min(len(x), len(y)) or (x != a and y != b and _other_word(x, y))


def _shared(one: str, other: str) -> int:
    """Characters in common, those that are there twice counted twice."""
    return (Counter(one) & Counter(other)).total()


def _labelled(text: str) -> tuple[str, str]:
    """The label that tells what a statement is about, and the rest."""
    match = _LABEL.match(text)
    return (match[1], text[match.end() :]) if match and not _STEP.match(text) else ("", text)


def figures(text: str) -> frozenset[float]:
    """The numbers in a `normalised` text; of minutes, hours and weeks how many days they are: 24小时 is 1天."""
    timed = ((number, _TIME.match(text, end)) for number, end in numbers(text))
    return frozenset(round(number * (_DAYS[time[1]] if time else 1), 6) for number, time in timed)


def _opposite(a: str, b: str) -> bool:
    return any(_side(a, *pair) * _side(b, *pair) < 0 for pair in _SIDES)


def _side(text: str, one: re.Pattern[str], other: re.Pattern[str]) -> int:
    """1 or -1 for the side that alone is in the text, else 0."""
    negative = bool(other.search(text))
    return int(bool(one.search(other.sub("", text)))) - int(negative)


def _plain(text: str) -> str:
    """What is neither a number nor one of two opposites nor a mark."""
    for one, other in _SIDES:
        text = one.sub("", other.sub("", text))
    return _letters(NUMERAL.sub("", text))


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _bare(text: str) -> frozenset[str]:
    return _pairs(_plain(text))


def _core(text: str) -> str:
    """What is no denial either, nor a light word."""
    return _LIGHT.sub("", _plain(_DENIAL.sub("", text)))


def _pairs(plain: str) -> frozenset[str]:
    return frozenset(plain[k : k + 2] for k in range(len(plain) - 1)) or frozenset(plain)


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= _ALIKE * max(1, min(len(a), len(b)))


def _near(a: str, b: str) -> bool:
    """Whether all but a little is the same: characters of what is short, pairs of them of what is longer."""
    one, two = (frozenset(text) if max(len(a), len(b)) < _LONG else _pairs(text) for text in (a, b))
    less, more = sorted((len(one), len(two)))
    return len(one & two) >= max(1, _COVERED * less, _EQUAL * more)
