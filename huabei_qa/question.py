"""The shape of a question: what kind of answer it asks for. Chinese first (simplified; callers normalise), English too."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import Any

from huabei_qa import given
from huabei_qa.errors import QuestionError
from huabei_qa.text import UNITS, has_words, printable, without_surrogates

LONGEST = 2000
"""Characters. A longer text is no question; it would be cut by the encoder unseen."""


class Shape(StrEnum):
    """What kind of answer is asked for."""

    HOWTO = "howto"
    WHY = "why"
    YESNO = "yesno"
    EFFECT = "effect"
    DEFINITION = "definition"
    NUMBER = "number"
    LIST = "list"
    PLACE = "place"
    CAUTIONS = "cautions"
    """What is to be avoided: 有哪些误区, 要注意什么."""
    STATEMENT = "statement"
    """No question in form: 我这额度也太低了. It asks for a way, or for what there is to know."""


BROAD = frozenset({Shape.HOWTO, Shape.LIST, Shape.CAUTIONS, Shape.STATEMENT})
"""Shapes that ask for more than one statement, as a rule."""
_POLITE = re.compile(
    r"[,，。\s]*(有(没有)?(谁|人|大神|朋友)(能)?(知道|懂|清楚|告诉我|教教我)|(能不能|可以|能)?(教教|告诉|帮帮)(一下)?我|求(教|解|助|大神)|在线等|谢谢)(一下)?(的)?[吗嘛么呢]?[?？!！。]*$"
)
_IF_YOU_PLEASE = re.compile(r"((怎么|咋|如何|什么|啥|哪|多少|多久|几).*)[,，。\s](可以|行|好)(吗|嘛|么)[?？!！。]*$")
"""告诉我怎么泡,好吗: behind another question. By itself (泡两次行吗) it is what is asked."""
_GREETING = re.compile(
    r"^((你好|您好|在吗|在么|在不在|有人(在)?(吗|么)|哈喽|嗨|亲|hello|hi|请问|打扰一下|麻烦问一?下|求?(教教|教|告诉)(一下)?我(们)?(一下)?|求(教|助|解)|帮(我|忙)看看)[啊呀哦吧]?[,，、。.!！?？~～\s]+)+(?=\S)",
    re.IGNORECASE,
)
_WHAT_IS = re.compile(
    r"^(?:你好|您好|我?想(?:问|知道)|请问|问)?(?:一?下)?[,\s]*(?:什么|啥)(?:叫做|是|叫)\s*"
    r"(?P<thing>.+?)[啊呀呢嘛吧哦\s?!。~.…]*$"
)
_NOT_TO_HAPPEN = re.compile(
    r"(?:怎么|怎样|咋样?|如何)[样做办弄]?(?:才(?:能|可以)?|能|可以)(?:做到)?"
    r"(?:不(?![同止只但仅锈]|动产|断[更提进增学成变改]|到[\d一二两三四五六七八九十百千几半])|别(?![人的名墅处家]))"
    r"(?:[会再让叫]|用(?=[交付去跑排等还押扣打]))?(?![^,。]*(?:就|也能|也可以|还能))"
)
"""But not 怎么能别人代办, 怎么可以不同账户转, 怎么才能不断进步; nor 怎么能不同意就扣钱, which does not ask for a way."""
_ASKS_MORE = re.compile(r"怎么|咋|如何|为什么|多少|[、,:;。?!…哪谁我你吗么]|(?<![a-z0-9])\s|\s(?![a-z0-9])")
"""Within what seems to be a thing: it is a clause, or another question follows."""
_WISH = re.compile(
    r"^(我|就|也|只|现在|很|真的?)*(想|要|希望|打算|需要)(?!.*(知道|问|查))|(太|这么|那么|有点)(低|少|慢|小)(了|啊|呀|吧|啦)*[。.!！]?$"
)
"""A wish, or a complaint that there is too little of something: it asks for a way."""
_RHETORICAL = re.compile(r"(?<!是)不(是|就).{1,20}[吗嘛么][?？!！。\s]*$")
"""不是还了吗: it tells that it is so."""
_MARK = re.compile(r"[?？]$")
"""By itself (隔夜的也收钱?) it asks whether something is so."""
_POSSIBLE = re.compile(
    r"(?<![不没才])(?:还|都)?(?:能不能|可不可以|能否|可否|可以|能)(?!用|不用)[^,。?]{2,12}[吗嘛么不没呀啊吧]*[?]?$"
)
_WITHOUT = re.compile(
    r"(?:^[^,。?\s不没无未能会可要是]{0,6}|[我你他她人,\s]|要是|如果|假如)(?:不|没有?|无|未)"
    r"(?!能|会|可|行|要|让|给|是|同|用|得|到|了|电|来|线|锈|人机|动产|知道|清楚|懂|明白|好意思|小心|成年|论|管|过|满意|错|少|多)"
    r"(?P<lacked>[^,。?\s能会可行还]{1,8})(?:也|还|就)?(?:能|可以|可不可以|行|会)"
)
_SOME = r"几(?![号点])(?:(?![几才])[^?,，\s啊呀呢])*(?:[吗嘛么]|有没|没有用|[行好能可要]?不|没)[?]?$"
"""几 that is no question by itself: 晚几天要紧吗, but not 要几天才能好吗."""
_SEEN = (
    r"(?:能|可以|会)(?!不会)[^,，。?\s]{0,4}(?:看|查|统计|显示|知道|识别|检测|记录)[^,，。?\s]{0,4}(?:多[少久大长远]|几)[^,，。?\s]*"
    r"(?:[吗嘛么没]|(?<!不)不)[?]?$"
)
"""Whether a number can be seen: 能看到有多少人扫码吗."""
_EITHER = (
    r"(?:^|[,，。\s])(?:(?!了|最好)[^,，。\s]){2,}"
    r"还是(?![不没很挺会有要一那这老比得应最])(?:(?!不[上开了到出来起动着通好掉])[^,，。\s]){2,}$"
)
"""Which of two: 先放水还是先放茶; but not 泡了三次还是苦, 重启还是连不上, which tell that it still is so."""
# Tried in this order; the first that is found decides.
_SHAPES: tuple[tuple[Shape, re.Pattern[str]], ...] = (
    (
        Shape.CAUTIONS,
        re.compile(
            r"(哪些|什么|啥|有没有)(常见的?)?(误区|误解|坑|雷区?|禁忌|忌讳|注意事项|要注意的)|(误区|坑|禁忌|忌讳|注意事项)(都)?(是|有)(什么|啥|哪些)"
            r"|注意(一?些|点|一?下)?(什么|啥|哪些|哪几)|(哪些|(?<![为凭])(什么|啥))(事情?|东西|行为|情况|操作|做法)?(是)?(不能|不可以|不要|不该|不应该|千万别)"
            r"|(不能|不可以|不要|不该|千万别|别)(做|干|碰)(些|点)?(什么|啥|哪些)|(避坑|避雷|防坑|误区|注意事项)[?？]?$"
        ),
    ),
    (
        Shape.HOWTO,
        re.compile(
            r"(方法|办法|技巧|窍门)(都|又)?(是|有)(什么|啥|哪些)|(什么|啥|哪些)(好)?(方法|办法|技巧|窍门|招)"
            r"|(?<!没)有(?!.{0,3}(规定|要求|限制)).{0,8}(办法|方法|法子|技巧|窍门|妙招|诀窍)"
        ),
    ),
    (
        Shape.WHY,
        re.compile(
            r"(原因|理由)(是|有)(什么|啥|哪些)|(什么|啥|哪些)(原因|理由|缘故|道理)|(?<![有出些])(什么|啥)毛病[呀啊呢]?[?？]?$|((怎么|咋)了|(?<!的[是有])(什么|啥)情况)[呀啊呢]?[?？]?$"
        ),
    ),
    (Shape.HOWTO, re.compile(r"(第一步|第一时间|首先|先|接着|然后|接下来).{0,4}(做|干|办|弄)(点|些)?(什么|啥|嘛)")),
    (
        Shape.LIST,
        re.compile(
            r"(条件|规定|要求|材料|步骤|流程|手续|好处|坏处|区别|规则)(都)?(是|有)(什么|啥|哪些)|(流程|步骤|手续|.要求|标准)[?？]?$|(什么|啥|哪些|哪种)情况|(需要|要|用|得)(准备|备|带|交|满足)?(些)?(什么|啥)"
            r"|(看|按|根据)些?(什么|啥)(来|标准|规矩)?(给|定|评|算|发|涨)|受(什么|啥|哪些)|[跟和与](什么|啥|哪些)(因素|东西)?有关"
        ),
    ),
    (
        Shape.DEFINITION,
        re.compile(
            r"(是|叫|指)个?(什么|啥)(意思|东西|玩意儿?|故障|代码|鬼|来着|来头|平台|业务|功能|产品|软件|呀|啊|[,，?？\s]|$)|是(个|种)(什么|啥)|(什么|啥)(是|叫)|什么意思|啥意思"
            r"|由(什么|啥|哪些?)[^,。]{0,6}(组成|构成)|是(干嘛|干什么|干啥|做什么|做啥)用?的|what (is|are) |定义"
        ),
    ),
    (
        Shape.EFFECT,
        re.compile(r"会(怎么?|咋)样|会(有)?(什么|啥)(后果|影响|结果)|后果|有(什么|啥|没有|无)?影响|what happens"),
    ),
    (
        Shape.WHY,
        re.compile(
            r"为什么|为啥|为何|干嘛(?=[^?？!！。\s呀啊呢吧])|咋回事|怎么回事|凭什么|凭啥(?=不|要|得|给?我?(扣|收))|why\b"
            r"|(怎么|咋)(老是?|总是|一直|还(没|不|是|会|在|要)|没|不(?!让(?!我)|被|[^,。]{1,6}[就也还]能)|会|这么|那么|越来越|突然|又|都)"
            r"|(怎么|咋).{0,8}(没有|没|不见)了?[?？]?$|(怎么|咋).{0,6}不了|(怎么|咋).{0,4}(降低|下降|变低|变少|变0|清零|归零|减少|降|掉|少)了(?!怎么|咋)"
            r"|(怎么|咋)(才|就|只有?|只剩下?)(给|有)?(我)?(?!一(般|直|定|起|步|次|个人|下))[\d一二两三四五六七八九十百千几](?!.*能)"
        ),
    ),
    (Shape.LIST, re.compile("(?<!天要走)(?<!天走)几个?步骤?")),
    (Shape.NUMBER, re.compile("(?:怎么|咋|如何|怎样)(?:收费|收钱|扣费|扣钱|计费|算钱|收取费用)(?!更|才|最|不)")),
    (Shape.YESNO, re.compile(_SEEN)),
    (
        Shape.NUMBER,
        re.compile(
            rf"(?<!没)(?:多少|多久|多长|多大|多高|多远)|(?<![哪这那好没])(?<!(?<![馒石枕罐人])头)(?:(?<!十)|(?=几[号点]))(?!(?<=[九八七六])几年)(?!{_SOME})几({UNITS}|[匹级倍口双顶场站趟门支枚晚顿课集页行列寸斗瓦回节片颗相秒勺档趴])"
            r"|(?<![这那好有才就差剩])几[百千万十](块|元|公里|个)?[?？]?$|百分之几|(星期|礼拜|周)几(?![个天])|(什么|啥)(价|时间|点儿?)[钱格]?[?？]?$"
            r"|(?<![很太更不许最差好么众过没])多(?:[粗宽厚深早晚满少]|重(?!要|复|新|[身认因影])|快(?![递捷餐]))|什么时候|啥时候|何时|几时|多会儿|哪一?[天年月]|when\b|how (much|many|long)"
        ),
    ),
    (
        Shape.LIST,
        re.compile(
            r"哪些|哪几|(能|可以|会|用来|好)干嘛|有(什么|啥)|(什么|啥)(条件|材料|要求|好处|坏处|证件|资料|人)|which\b"
        ),
    ),
    (Shape.PLACE, re.compile(r"哪里|哪儿|在哪|去哪|谁|哪[家个款位种边头条项类]|where\b|who\b")),
    (Shape.HOWTO, re.compile(r"(怎么|咋)(?!样[?？]?$)|如何|怎样(?![?？]?$)|怎办|how (to|do|can|should)")),
    (
        Shape.YESNO,
        re.compile(
            r"吗|嘛|(?<![什怎那这多要])么[?？]?$|能不能|可不可以|能否|是否|是不是|会不会|要不要|有没有|([\u4e00-\u9fff]{1,2})不\1|可否"
            r"|[^不]不[?？]?$|没[?？]?$|[伐咩][?？]?$|真的?还?是?假的?[?？]?$|^(can|does|do|is|are|will|may) "
        ),
    ),
    (Shape.LIST, re.compile(r"(?<![为是叫指])(些|点)?(什么|啥)(东西|内容|项目|材料)?[?？!！。]*$")),
    (Shape.YESNO, re.compile(r"(能|会|可以|行|得|算|要|没|不).*吧[?？!！。]*$")),
    (Shape.HOWTO, re.compile(r"方法|办法|法子|技巧|窍门|诀窍|妙招|要领|门道|攻略|教程|流程|步骤|how\b")),
    (
        Shape.LIST,
        re.compile(r"(?:(?<![为凭没])(?:什么|啥)(?!的|时候|都)|(?<![好十])几路|\b(?:what|who)\b)(?!.*不).*[?？]$"),
    ),
    (
        Shape.LIST,
        re.compile(
            r"^(?:(?!什么|啥|不[算用会必]).)*(?<![为凭没是叫])(?<!没.)(?<!没有.)(?:什么|啥)(?!的|时候|都|也)[^,，。\s不没就]{1,3}(?<!的)[呢啊呀]?$"
        ),
    ),
    (Shape.YESNO, re.compile(rf"可以|能.{{0,12}}[?？]$|{_EITHER}")),
    (
        Shape.NUMBER,
        re.compile(
            "(?:客服|客户|服务|联系|咨询|报修|投诉|举报|售后|物业|前台|人工|救援|预约|值班)[^,，。?\\s]{0,3}(?:电话|热线|号码)[?]?$"
        ),
    ),
    (Shape.HOWTO, _WISH),
    # What is left that asks by its words or its mark, in whatever way.
    (Shape.PLACE, re.compile(r"(?<![反算天])哪(?![怕都够能会行敢知有来不])")),
    (Shape.YESNO, _MARK),
)
_END = re.compile(r"[\s?？!！。.~～…]+$")
_PICTURES = re.compile("[\u2600-\u27bf\ufe0f\u200d\u20e3\U0001f000-\U0001faff]")
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
"""What a terminal takes for colours and moves (ECMA-48), pasted along with words."""


def shape_of(question: str) -> Shape:
    """The shape of a normalised question (see `words.normalise`)."""
    asked = core(question)
    for shape, pattern in _SHAPES:
        if pattern.search(asked):
            return shape
    return Shape.STATEMENT


def asks_if_possible(question: str) -> bool:
    """Whether a normalised question is whether something can be done, and no more: 能提额吗, 额度可不可以提高."""
    return _POSSIBLE.search(core(question)) is not None


def lacked(question: str) -> str:
    """What a normalised question supposes to be lacking (不绑卡行不行, 伤口不换药会怎样); empty: nothing."""
    asked = core(question)
    found = _WITHOUT.search(asked)
    if found is None or asked[found.start("lacked") - 2 : found.start("lacked") - 1] == found["lacked"][0]:
        return ""  # 好不好 lacks nothing
    return found["lacked"]


def asks(question: str) -> bool:
    """Whether a normalised clause is a question by its words; a wish, a complaint and 不是还了吗 are not."""
    asked = core(question)
    by_words = (pattern for _, pattern in _SHAPES if pattern not in (_WISH, _MARK))
    return any(pattern.search(asked) for pattern in by_words) and not _RHETORICAL.search(asked)


def core(question: str) -> str:
    """A simplified question without a greeting and without the polite words behind it (有人知道吗, 谢谢), which are
    about nothing.
    """
    return _IF_YOU_PLEASE.sub(r"\1", _POLITE.sub("", _GREETING.sub("", question))) or question


def unmarked(question: str) -> str:
    """The question without the marks behind it, and without pictures: with 😀 or without ? the same is asked."""
    return _END.sub("", _PICTURES.sub("", question)).strip() or question


def thing_first(question: str) -> str:
    """A normalised question for what a thing is with the thing in front (什么是白条: 白条是什么), as nearly all are put.

    The same is asked, and models have seen the one order far more often.
    """
    found = _WHAT_IS.match(question)
    return question if found is None or _ASKS_MORE.search(found["thing"]) else f"{found['thing']}是什么"


def to_avoid(question: str) -> str:
    """A normalised question how something does not happen (怎么才不逾期) as how to avoid it (怎么避免逾期): models that
    pass over the 不 would look for how to do it.
    """
    return _NOT_TO_HAPPEN.sub("怎么避免", question)


def checked(question: str) -> str:
    """The question fit for searching: without control characters and lone surrogates.

    Raises QuestionError if nothing is left to look for, or if it is longer than `LONGEST` characters; UsageError for
    what is no text.
    """
    given.text(question, "A question", "it in words, such as 花呗怎么提升额度")
    if len(question) > LONGEST:
        raise QuestionError(
            f"The question has {len(question)} characters; at most {LONGEST} can be understood. Ask in fewer words."
        )
    shown = _ESCAPES.sub("", without_surrogates(question))
    plain = printable(shown).strip()
    if not has_words(plain):
        raise QuestionError(
            "The question is empty: it has no word to look for. Ask something, for instance: 花呗怎么提升额度?"
        )
    return plain


def in_line(line: bytes | str) -> dict[str, Any]:
    """The object of a line of a file of questions; its `question` is a text, and not checked yet.

    Raises QuestionError saying what is wrong with the line.
    """
    try:
        text = line.decode() if isinstance(line, bytes) else line
        data = json.loads(text.removeprefix("\ufeff"))  # editors on Windows put a byte order mark first
    except UnicodeDecodeError as error:
        raise QuestionError("it is not UTF-8; save the file as UTF-8") from error
    except json.JSONDecodeError as error:
        wanted = 'write one object a line: {"question": "…"}'
        raise QuestionError(f"it is not JSON ({error.msg}, column {error.colno}); {wanted}") from error
    except RecursionError as error:
        raise QuestionError("it is JSON nested too deeply; write one object a line") from error
    except ValueError as error:  # a number of thousands of digits
        raise QuestionError(f"it cannot be read ({error}); write one object a line") from error
    if not isinstance(data, dict) or not isinstance(data.get("question"), str):
        raise QuestionError('it is no object with a "question" in words; write {"question": "…"}')
    return data
