"""What words say by themselves: that they define, warn, forbid, announce ways, sum up.

The cues below are words of written Chinese in general (simplified and traditional), none of any one article.
"""

from __future__ import annotations

import re

from huabei_qa.text import DENIES, MYTH

# Words that begin like a warning but are none (别墅, 小心愿, 千万级, 注意力, 不要紧) are left out by what follows.
_TO_AVOID = (
    r"不要(?!紧)|千万(?=别|不|要|记|小心|注意|勿)|千萬(?=別|不|要|記|小心|注意|勿)"
    r"|注意(?!力)|小心(?!愿|願|思|眼|机|機|翼|意)|切记|切記|切勿|警惕|谨防|謹防"
)
_DO_NOT = r"[别別](?!墅|人|名|针|針|致|的|样|樣|处|處|国|國|称|稱|具|扭|离|離|有|号|號|院|馆|館|册|克|业)"
_REMINDS = r"(?:温馨|特别|特別|友情|郑重|最后|最後|溫馨|安全|风险|風險)提醒|^提醒(?=大家|您|你|一下|各位|[:：,，]|$)"
# 几点提醒, but not a reminder that somebody sets: 设置还款提醒.
_REMINDERS = r"^(?!.*(?:设|設|开|開|关|關|取消|还款|還款|到期|日历|日曆|闹钟|鬧鐘|消息|短信|账单|帳單|用|定)).*提醒$"
_WRONG = (
    r"不可取|(?:常见|常見|典型|容易犯)的?(?:错误|錯誤)(?!码|碼|代|提示)|(?:错误|錯誤)(?:的?(?:做法|操作|行为|行為|示范|观念|认知|用法)|方式|方法)"
    r"|不(?:建议|建議|推荐|推薦|提倡|应该|應該)(?:的|做|这|這|用|使用)|不能做"
)
_HARMS = re.compile(
    rf"{_WRONG}|"
    r"(?:导致|導致|造成|引起|引发|引發|招致)[^,，]{0,6}(?:降额|封号|封禁|冻结|拒绝|关闭|处罚|罚款|逾期|风险|损失|失败|降額|封號|凍結|拒絕|處罰|風險|損失|失敗)"
    r"|会被[^,，]{0,3}(?:封|降|拒|罚|冻|关闭|限制)|會被[^,，]{0,3}(?:封|降|拒|罰|凍|關閉|限制)"
)
_ASKS = re.compile(r"[吗嗎呢?？]$|怎么|怎麼|如何|怎样|怎樣|为什么|為什麼|原因")
_CAUTION_LABEL = re.compile(
    rf"误区|误解|誤區|誤解|^(?:{_TO_AVOID}|{_DO_NOT})|注意(?:事项|事項|点|點|哪些|什么|什麼)$|[要需应應该該请請的]注意$|避坑|踩坑|[的防]坑|雷区|避雷|踩雷|雷區|骗局|陷阱|警[告示]$|^忌|[禁大宜切]忌|忌讳"
    rf"|切勿|警惕|谨防|迷思|千万别|千萬別|防骗|违规|騙局|謹防|防騙|違規|{_REMINDS}|{_REMINDERS}"
)
_DEEDS = r"(?:做法|[办辦]法|方法|方式|行[为為]|操作|[习習][惯慣]|偏方|土方|[说說]法|[观觀]念)"
_BAD = r"(?<![不没沒])(?:[错錯]|不[对對]|不[靠可]?[谱譜靠]|[没沒]用|[无無]效|有害|不科[学學]|不安全)"
_SEVERAL = r"(?:[这這哪那有][些几幾]|以下|下[面列]|[几幾两兩三四五六七八九十\d][种種个個样樣类類件])[^,，、。]{0,10}"
_TO_DO = r"(?:做|信|吃|喝|碰|[买買]|去|[学學]|[试試]|踩|犯|[说說]|[养養])[了啦]?$"
# What is not to be done: 这些老办法不要用, 哪些做法是错的, 没用的偏方. Of other things 不能用 tells a fault, or a rule.
_REJECTS = re.compile(
    r"^[^,，、。]*(?<![能可该該要])(?:不要|不[应應]?[该該]|(?<![特区區级級类類性分个個识識鉴告])[别別])"
    rf"(?:再|去|[乱亂]|随便|隨便|[轻輕]易)?(?:用[了啦]?$|{_TO_DO})"
    rf"|{_SEVERAL}(?<![能可])(?:不(?:能|可以?|宜)再?{_TO_DO}|(?<=[法方药藥物])都?不[能可宜]再?用[了啦]?$)"
    rf"|{_SEVERAL}{_DEEDS}(?:都|全)?(?:是)?{_BAD}的?$|{_BAD}的{_DEEDS}$"
)
_CAUTION_LEAD = re.compile(
    rf"误区|誤區|需要避免|要避免|不要(?!紧)|切勿|警惕|禁忌|陷阱|骗局|騙局|注意事[项項]|千万别|千萬別|踩坑|雷区|雷區|迷思|(?:做法|行为|操作|举动|行為|舉動)[^。]{{0,10}}(?:反而|不但|不仅|会被|可能被|不僅|會被)|(?:要|应|應|需|得|请|請)注意(?!力)|{_WRONG}"
)
BEGINS_WARNING = re.compile(rf"(?:需要|要|请|請|特别|特別|请务必|請務必)?(?:{_TO_AVOID}|{MYTH}|{DENIES})|{_REMINDS}")
# Not what is free of it (没有违规, 防诈骗), nor where one looks it up or has it settled (违规记录里, 违法解除).
OFFENCES = re.compile(
    r"(?<!没有|沒有|减少|減少|很少)(?<![无無未不])(?:违[规法]|違[規法])"
    r"(?!(?:记录|記錄)[”』」]?[里中页頁查]|中心|通知|处理|處理|解除|辞退|辭退)"
    r"|骗子|騙子|(?<!防)(?:诈骗|詐騙)|封号|封號|封禁"
)
# What to do against one; but 凡是先收费的都是骗子,立刻报警 warns of it.
_REMEDIES = re.compile(
    r"(?!.*[都就全]是(?:骗子|騙子|诈骗|詐騙)).*(?:(?<!被)(?:[报報][案警]|起[诉訴]|[举舉][报報]|投[诉訴]|[维維][权權])|怎[么麼][办辦])",
    re.S,
)
_URGES = re.compile(
    rf"(?:{_TO_AVOID}|{_DO_NOT}|避免|防止|务必|務必|一定[要别不]|一定別|必须|必須|请勿|請勿|[严嚴]禁|禁止|不[得准可许許能]"
    r"|【?(?:警[告示]|危[险險]|[当當]心|注意(?!力)|禁止|[严嚴]禁)】?[:：]?).{2,}[!！]$"
    r"|.*(?:(?:[务務]必|切[勿记記]|[请請]勿|[严嚴]禁)(?!的)|千[万萬](?=别|不|要|记|注意|小心|別|記)|[,，]不[要得可能]).{2,}[!！]$"
)
# A verb and what it is done to make a call of the same words: 必须遵守注意事项！, 禁止携带易燃的物品！
_OF_WAYS = r"(?:方法|[办辦]法|技巧|措施|原因|情[况況]|[问問][题題])"
_OF_THINGS = r"(?:物品|[东東]西|[证證]件|材料|[资資]料|食[物品]|人群?|行[为為]|[动動]作|事[项項情]?|[条條]件|地方|[错錯][误誤]|[习習][惯慣])"
_QUALIFIES = r"(?<!正[确確])(?<![错錯][误誤])(?<!不良)(?<!危[险險])(?<!有效)(?<!科[学學])(?<!合[适適])(?<!意外)(?<![类類]似)(?<![这這][样樣])(?<!陌生)"
_NAMES = re.compile(
    r"(?:避免|防止|必[须須]|[严嚴]?禁止?|不[得准可许許能])"
    rf"(?:[^，,。的]{{1,2}}{_QUALIFIES}的{_OF_THINGS}"
    rf"|(?!使?用|[采採][取用]|出[现現]|[发發]生|[隐隱][瞒瞞]|遇|[选選])[^，,。的]{{1,8}}{_QUALIFIES}的{_OF_WAYS})[!！]$"
    r"|(?:注意|危[险險]|禁止)(?:物品|情[况況])[!！]$"
    r"|(?!.*(?:[阅閱查][读讀看]|看[完好清]|遵守|按|核[对對]|[记記]|保存|收藏|[违違]反|忘|走|了解|[获獲]取))"
    r"(?:.*(?:事[项項]|[须須]知|指南|攻略|清[单單]|大全|流程|知[识識])"
    rf"|(?!.*[用取找换換的]).*{_QUALIFIES}(?:方法|[办辦]法|(?<![违違守犯合非执執司立枉方办辦])法))[!！]$"
)
_POINTS = re.compile(
    r"[这這](?:[些几幾样樣]|[个個种種]?[顺順]序)|以下|下面|如下|[几幾两兩三四五六七八九十\d][大个個]?[点點件条條种種项項步招]|[!！]{2}$"
)
_REMARKS = re.compile(
    r"(?:(?:怎么样|怎麼樣|看|瞧|这样|這樣)[,，]?)?(?:是不是|有没有|有沒有)[很超特非太挺觉覺](?:别|常|得)?"
    r"(?:很)?(?:简单|簡單|容易|方便|轻松|輕鬆|神奇|实用|實用|划算|省事|好吃|好看|有趣)[呢啊呀吧]?[?？!！]$"
    r"|(?:大家|你们|你們|你)?(?:都)?(?:学会|學會|看懂|记住|記住|明白)了[吗嗎么麼][?？!！]?$"
)
_PURPOSE = re.compile(r"^(?:为了|為了|要想|想要|想|要|如果|若)[^,，。]*[,，]")
_ANNOUNCES_WAYS = re.compile(
    r"(?:(?:方法|办法|方式|方面|步骤|技巧|措施|做法|窍门|妙招|诀窍|流程|辦法|步驟|竅門|訣竅)(?:如下|有|包括|是|入手|着手|有以下几[种个点]|来做|做)?|怎么做|怎麼做|(?:这样|這樣|这么|如下)(?:做|操作|处理))\s*[:：]$"
)
_AGAINST_WAYS = re.compile(
    r"(?:不要|不能|不可|不得|切勿|别|避免|禁止|拒绝)(?:再?[用做采使以这碰去信选]|的)|不可取|不建议|不推荐|错误|误区|不正确|不当|錯誤|誤區|不建議|不推薦"
)
# Ways, and what to heed with them: 提额思路与注意事项.
_WAYS_TOO = re.compile(
    r"(?:方法|办法|技巧|攻略|步骤|流程|指南|窍门|经验|思路|心得|要点|做法|建议|知识|辦法|步驟|竅門|經驗|要點|建議|知識)(?:分享)?(?:与|和|及|以及|、|加|\+|&|與)"
    r"[^,，。]{0,6}(?:注意|避坑|防坑|误区|禁忌|避雷|誤區)"
    r"|(?:怎[么麼样樣]|如何|咋)[^,，。]{0,4}[,，]?(?:以及|和|与|與|及)[^,，。]{0,6}注意"
)
_OTHER_LIST = re.compile(r"原因|为什么|為什麼|为何|為何|条件|條件|材料|资料如下|資料如下")
_DEFINES = re.compile(
    r"^[^。！？!?,，]{1,20}?(是指|指的是)|"
    r"^[^。！？!?]{0,20}?(是指|指的是|[，,:：]指|就是|(?<![须須])(?<!(?<![反效响響供适適感对對])[应應])(?<![应應][该該]|只能)(?<!^要)(?<![^主]要)是)[^。，,！？!?]{0,24}?(一[种款项个類类種項個份套门张]|缩写|简称|意思|過程|过程|行为|制度|服务|证件|凭证|档案)"
    r"|^[^。！？!?]{0,30}?由[^。，,]{1,12}(组成|構成|构成|組成)|^(所谓|所謂)"
)
SUMS_UP = re.compile(
    r"^(总之|总的来说|总而言之|综上|总结|小结|以上就是|通过以上|最后[,，]|(记住)?一句话[:：,，]|一句话总结"
    r"|總之|總的來說|總而言之|綜上|總結|小結|透過以上|最後[,，]|(記住)?一句話[:：,，])"
)
_LONGEST_CALL = 60  # characters
_LONG = 220  # characters; one warning word does not make a long paragraph a warning


def defines(text: str) -> bool:
    """Whether the words say what something is."""
    return _DEFINES.search(text) is not None


def warns(lead: str) -> bool:
    """Whether words that announce a list say that it is one of things to avoid. Ways against a harm are ways."""
    if _announces_ways(lead):
        return False
    last = re.split(r"[。！？!?;；]", lead.rstrip(":：。"))[-1]
    return bool(
        _CAUTION_LEAD.search(_PURPOSE.sub("", last)) or rejects(last) or any(map(BEGINS_WARNING.match, (lead, last)))
    )


def closes(words: str) -> bool:
    """Whether a paragraph is one of the last of an article by its first words: a summary, or a caution."""
    return bool(SUMS_UP.match(words) or BEGINS_WARNING.match(words))


def exclaims(words: str) -> bool:
    """Whether they forbid or urge something (千万不要用酒精！), or ask for nothing but assent (是不是很简单？).

    Words that point at what follows (千万别踩这几个坑！), and the names of things (必须带的证件！), are none of these.
    """
    if len(words) > _LONGEST_CALL:
        return False
    return bool(_REMARKS.match(words) or (_URGES.match(words) and not (points(words) or _NAMES.match(words))))


def points(words: str) -> bool:
    """Whether words point at what follows: 按这个顺序来, 这几步."""
    return _POINTS.search(words) is not None


def _announces_ways(lead: str) -> bool:
    last = re.split(r"[。！？!?;；,，]", lead)[-1]
    return bool(_ANNOUNCES_WAYS.search(lead)) and not _AGAINST_WAYS.search(last)


def leads_to_ways(lead: str, ways: bool) -> bool:
    """Whether the list below `lead` is one of ways, in a place where lists mostly are such or mostly are not."""
    return _announces_ways(lead) or (ways and not _OTHER_LIST.search(re.split(r"[。！!；;]", lead.rstrip("。"))[-1]))


def rejects(words: str) -> bool:
    """Whether they name what is not to be done: 这些老办法不要用."""
    return _REJECTS.search(words) is not None and not _ASKS.search(words)


def heads_cautions(label: str) -> bool:
    """Whether a heading is of things to avoid, or of harm; ways against these are ways."""
    if _WAYS_TOO.search(label):
        return False
    if _CAUTION_LABEL.search(label) or rejects(label):
        return True
    return _HARMS.search(label) is not None and not _ASKS.search(label)


def cautions(words: str) -> bool:
    """Whether a paragraph or an entry warns: it begins so, or speaks of an offence and not of what to do against it."""
    if len(words) > _LONG:
        return False
    return BEGINS_WARNING.match(words) is not None or bool(OFFENCES.search(words) and not _REMEDIES.match(words))
