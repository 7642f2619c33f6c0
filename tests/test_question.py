from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huabei_qa.errors import QuestionError, UsageError
from huabei_qa.question import (
    LONGEST,
    Shape,
    asks,
    checked,
    core,
    in_line,
    lacked,
    shape_of,
    thing_first,
    to_avoid,
    unmarked,
)


@pytest.mark.parametrize(
    ("question", "shape"),
    [
        ("怎么给自行车打气?", Shape.HOWTO),
        ("如何泡茶", Shape.HOWTO),
        ("去除茶渍的方法", Shape.HOWTO),
        ("how to make tea", Shape.HOWTO),
        ("绿茶是什么", Shape.DEFINITION),
        ("什么叫发酵", Shape.DEFINITION),
        ("what is green tea", Shape.DEFINITION),
        ("喝隔夜茶会怎样?", Shape.EFFECT),
        ("不上油有什么影响", Shape.EFFECT),
        ("为什么茶会苦", Shape.WHY),
        ("刹车怎么老是响", Shape.WHY),
        ("why is it bitter", Shape.WHY),
        ("刹车一直响是咋了", Shape.WHY),
        ("链条老掉,怎么了?", Shape.WHY),
        ("茶汤发浑 什么情况呀", Shape.WHY),
        ("什么情况要换链条", Shape.LIST),
        ("茶怎么才三片叶子", Shape.WHY),
        ("怎么才能少放点", Shape.HOWTO),
        ("怎么不让茶发苦", Shape.HOWTO),
        ("怎么不让我续水", Shape.WHY),
        ("水太烫会出什么味道?", Shape.LIST),
        ("坐几路车能到茶园?", Shape.LIST),
        ("what should i bring?", Shape.LIST),
        ("怎么才一般甜", Shape.HOWTO),
        ("怎么才一步到位", Shape.HOWTO),
        ("怎么就三分钟能泡好", Shape.HOWTO),
        ("茶苦的是什么情况", Shape.LIST),
        ("分怎么清零了", Shape.WHY),
        ("为什么不能喝隔夜茶", Shape.WHY),
        ("凭啥不能用开水", Shape.WHY),
        ("水温要多少度", Shape.NUMBER),
        ("泡几分钟?", Shape.NUMBER),
        ("泡茶多久出汤", Shape.NUMBER),
        ("一次能买几本茶书", Shape.NUMBER),
        ("泡茶分几步", Shape.LIST),
        ("一天要走几步", Shape.NUMBER),
        ("能看到有多少人喝过吗", Shape.YESNO),
        ("可以查到泡了几次不", Shape.YESNO),
        ("能告诉我多少钱吗", Shape.NUMBER),
        ("茶馆客服电话", Shape.NUMBER),
        ("包间怎么收费", Shape.NUMBER),
        ("怎么收费更划算", Shape.HOWTO),
        ("换电话", Shape.STATEMENT),
        ("茶分哪几种", Shape.LIST),
        ("有哪些注意的地方", Shape.LIST),
        ("修车需要什么材料", Shape.LIST),
        ("链条油在哪买", Shape.PLACE),
        ("冬天能喝绿茶吗", Shape.YESNO),
        ("可不可以用开水", Shape.YESNO),
        ("can i use boiling water", Shape.YESNO),
        ("可以用保温杯泡茶", Shape.YESNO),
        ("我的茶太苦了", Shape.STATEMENT),
        ("想把茶叶存久一点", Shape.HOWTO),
        ("我就想喝口淡茶", Shape.HOWTO),
        ("茶叶放得太少了", Shape.HOWTO),
        ("我不要喝茶", Shape.STATEMENT),
        ("隔夜茶早上喝可以吗", Shape.YESNO),
        ("冷水泡行吗", Shape.YESNO),
        ("告诉我怎么泡茶,好吗", Shape.HOWTO),
        ("泡茶有哪些误区", Shape.CAUTIONS),
        ("泡茶要注意什么", Shape.CAUTIONS),
        ("喝茶不能做什么", Shape.CAUTIONS),
        ("茶喝多了没事吧", Shape.YESNO),
        ("泡茶第一步干啥", Shape.HOWTO),
        ("炒茶先做什么", Shape.HOWTO),
        ("买几匹的空调", Shape.NUMBER),
        ("没几天就发霉了", Shape.STATEMENT),
        ("这是哪家茶厂的", Shape.PLACE),
        ("表上填些什么", Shape.LIST),
        ("有办法泡得淡一点吗", Shape.HOWTO),
        ("有没有什么快的法子", Shape.HOWTO),
        ("有没有规定方法", Shape.YESNO),
        ("怎么盖不了章", Shape.WHY),
        ("隔夜会咋样", Shape.EFFECT),
        ("泡茶难不难", Shape.YESNO),
        ("可否用冷水", Shape.YESNO),
        ("水温要求", Shape.LIST),
        ("什么情况给退茶", Shape.LIST),
        ("普洱是个啥", Shape.DEFINITION),
        ("醒茶是干嘛的", Shape.DEFINITION),
        ("公道杯是干什么用的", Shape.DEFINITION),
        ("E3是什么故障", Shape.DEFINITION),
        ("茶味发酸是啥毛病", Shape.WHY),
        ("水开得太久有啥毛病", Shape.LIST),
        ("汤色浑是什么缘故", Shape.WHY),
        ("等级按什么评的", Shape.LIST),
        ("茶价跟什么有关", Shape.LIST),
        ("凭什么涨了", Shape.WHY),
        ("一天喝几回", Shape.NUMBER),
        ("茶饼有多重", Shape.NUMBER),
        ("新茶几时上", Shape.NUMBER),
        ("这饼茶什么价", Shape.NUMBER),
        ("喝了十几天了还苦", Shape.STATEMENT),
        ("头几泡咋泡", Shape.HOWTO),
        ("茶饼上哪找", Shape.PLACE),
        ("这点茶哪够喝", Shape.STATEMENT),
        ("隔夜的也收钱?", Shape.YESNO),
        ("老茶养胃真的假的", Shape.YESNO),
        ("泡茶的门道说说", Shape.HOWTO),
        ("这么多快捷支付怎么解绑", Shape.HOWTO),
        ("多重认证怎么关闭", Shape.HOWTO),
        ("我的额度只有几百块", Shape.STATEMENT),
        ("天哪,我的茶没了", Shape.STATEMENT),
        ("我哪有钱买茶", Shape.STATEMENT),
        ("馒头几块一个", Shape.NUMBER),
        ("是十几号上新茶", Shape.NUMBER),
        ("晚几天喝要紧吗", Shape.YESNO),
        ("茶具能借几天不", Shape.YESNO),
        ("几天能寄到", Shape.NUMBER),
        ("寄到要几天呀 能快点不", Shape.NUMBER),
        ("没多少茶叶能泡吗", Shape.YESNO),
        ("存茶用什么罐子", Shape.LIST),
        ("泡茶放啥水", Shape.LIST),
        ("汤色是由啥决定的", Shape.STATEMENT),
        ("茶汤由什么组成", Shape.DEFINITION),
        ("一套茶具由哪几样东西构成", Shape.DEFINITION),
        ("喝茶没什么害处", Shape.STATEMENT),
        ("先放水还是先放茶", Shape.YESNO),
        ("泡了三次还是很浓", Shape.STATEMENT),
        ("饭前喝茶合适不合适", Shape.YESNO),
        ("泡了三次还是太浓", Shape.STATEMENT),
        ("换水以后还是泡不出味", Shape.STATEMENT),
        ("最好还是用山泉水", Shape.STATEMENT),
        ("饭前喝茶还是饭后喝茶", Shape.YESNO),
        ("泡几次有用", Shape.NUMBER),
        ("要泡几次才能喝吗", Shape.NUMBER),
        ("泡几次有没有用", Shape.YESNO),
        ("周六几个人泡茶", Shape.NUMBER),
        ("这饼茶是八几年的", Shape.STATEMENT),
        ("没多久就淡了怎么办", Shape.HOWTO),
        ("没花什么钱", Shape.STATEMENT),
        ("不算什么好茶", Shape.STATEMENT),
    ],
)
def test_the_shape_of_a_question(question: str, shape: Shape) -> None:
    assert shape_of(question) is shape


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("怎么泡茶😀😀?", "怎么泡茶"),
        ("怎么泡茶…… ", "怎么泡茶"),
        ("怎么泡?水温呢?", "怎么泡?水温呢"),
        ("???", "???"),
        ("泡\U0001f468\u200d\U0001f469茶", "泡茶"),
    ],
)
def test_marks_behind_a_question_and_pictures_ask_nothing(question: str, expected: str) -> None:
    assert unmarked(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("怎么泡茶 有人知道吗?", "怎么泡茶"),
        ("告诉我怎么泡茶,好吗?", "告诉我怎么泡茶"),
        ("教教我 怎么泡茶", "怎么泡茶"),
        ("求助!茶饼怎么撬", "茶饼怎么撬"),
        ("冷水泡,可以吗?", "冷水泡,可以吗?"),
        ("怎么泡都行吗", "怎么泡都行吗"),
        ("谢谢", "谢谢"),
    ],
)
def test_what_is_only_polite_is_left_out(question: str, expected: str) -> None:
    assert core(question) == expected


def test_a_number_too_long_to_be_one_is_told() -> None:
    with pytest.raises(QuestionError, match="cannot be read"):
        in_line(b'{"question": "a", "n": ' + b"9" * 5000 + b"}")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("什么是发酵", "发酵是什么"),
        ("请问,什么叫隔夜茶呀?", "隔夜茶是什么"),
        ("啥叫做白茶", "白茶是什么"),
        ("什么是 白茶嘛~", "白茶是什么"),
        ("我想知道什么是白茶。。。", "白茶是什么"),
        ("什么是green tea", "green tea是什么"),
        ("什么是做旧", "做旧是什么"),
        ("什么叫我冲得太久", "什么叫我冲得太久"),
        ("什么是白茶怎么泡", "什么是白茶怎么泡"),
        ("什么是白茶、怎么泡", "什么是白茶、怎么泡"),
        ("什么是白茶 绿茶呢", "什么是白茶 绿茶呢"),
        ("发酵是什么", "发酵是什么"),
        ("什么是发酵,要多久", "什么是发酵,要多久"),
        ("什么时候换", "什么时候换"),
    ],
)
def test_what_is_asked_about_is_put_in_front(question: str, expected: str) -> None:
    assert thing_first(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("怎么才不会泡苦", "怎么避免泡苦"),
        ("茶叶怎么做才能不受潮", "茶叶怎么避免受潮"),
        ("怎样可以不被烫", "怎么避免被烫"),
        ("怎么样才可以不漏茶叶", "怎么避免漏茶叶"),
        ("怎么才不用付茶位费", "怎么避免付茶位费"),
        ("怎么可以别人代买", "怎么可以别人代买"),
        ("怎么才能不同的茶一起存", "怎么才能不同的茶一起存"),
        ("怎么才能不断进步", "怎么才能不断进步"),
        ("怎么才不到3天就淡了", "怎么才不到3天就淡了"),
        ("怎么能不问我就换茶", "怎么能不问我就换茶"),
        ("怎么才能不用壶也能泡茶", "怎么才能不用壶也能泡茶"),
        ("茶怎么不香了", "茶怎么不香了"),
        ("怎么才能泡好", "怎么才能泡好"),
    ],
)
def test_how_something_does_not_happen_is_how_to_avoid_it(question: str, expected: str) -> None:
    assert to_avoid(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("  怎么泡茶?\n", "怎么泡茶?"),
        ("绿\u200b茶\ufeff", "绿茶"),
        ("怎么\x00泡\x1b茶", "怎么 泡 茶"),
        ("怎么\ud83d泡茶", "怎么\ufffd泡茶"),
        ("🍵怎么泡", "🍵怎么泡"),
    ],
)
def test_a_question_is_made_fit_for_searching(question: str, expected: str) -> None:
    assert checked(question) == expected


@pytest.mark.parametrize("question", ["", " ", "\n\t\u3000", "???", "。", "\x00", "\ud800", "🍵"])
def test_a_question_without_a_word_is_refused(question: str) -> None:
    with pytest.raises(QuestionError, match="empty"):
        checked(question)


def test_a_question_that_is_too_long_is_refused_with_its_length() -> None:
    assert checked("茶" * LONGEST) == "茶" * LONGEST
    with pytest.raises(QuestionError, match=f"100000 characters; at most {LONGEST}"):
        checked("茶" * 100_000)
    assert issubclass(QuestionError, UsageError)


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_any_text_is_taken_or_refused(text: str) -> None:
    try:
        plain = checked(text)
    except QuestionError:
        return
    assert plain == plain.strip()
    assert plain.isprintable()
    assert isinstance(shape_of(plain), Shape)


@pytest.mark.parametrize(
    ("question", "shape"),
    [
        ("养薄荷的方法是什么", Shape.HOWTO),
        ("怎么养薄荷,有没有人知道", Shape.HOWTO),
        ("怎么养薄荷,能不能教教我", Shape.HOWTO),
        ("怎么还书", Shape.HOWTO),
        ("怎么变更手机号", Shape.HOWTO),
        ("怎么降低湿度", Shape.HOWTO),
        ("湿度怎么降低了", Shape.WHY),
        ("钱怎么还没到", Shape.WHY),
        ("办证需要什么", Shape.LIST),
        ("可以分几期", Shape.NUMBER),
        ("能还书么", Shape.YESNO),
    ],
)
def test_polite_words_and_homographs_do_not_change_the_shape(question: str, shape: Shape) -> None:
    assert shape_of(question) is shape


@pytest.mark.parametrize("clause", ["怎么提额", "逾期会影响吗?", "多少钱", "能不能还", "what is it", "咋办"])
def test_a_question_asks_by_its_form(clause: str) -> None:
    assert asks(clause)


@pytest.mark.parametrize("clause", ["我想提额", "额度太低了", "不是还了吗?", "花呗不就是信用卡吗", "我逾期了", "谢谢"])
def test_a_wish_a_complaint_and_what_is_told_as_a_question_do_not(clause: str) -> None:
    assert not asks(clause)


def test_whether_it_is_so_is_asked() -> None:
    assert asks("是不是还了就好吗")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("你好,花呗怎么提额", "花呗怎么提额"),
        ("在吗?你好!花呗怎么提额?谢谢", "花呗怎么提额?"),
        ("hello, how to raise it", "how to raise it"),
        ("你好", "你好"),
        ("你好?", "你好?"),
        ("亲情号怎么办", "亲情号怎么办"),
    ],
)
def test_greetings_are_about_nothing(question: str, said: str) -> None:
    assert core(question) == said


@pytest.mark.parametrize("question", ["居住证办理流程", "申请的步骤有哪些", "办护照要什么手续", "过户手续?"])
def test_a_procedure_asked_for_by_name_is_a_list(question: str) -> None:
    assert shape_of(question) is Shape.LIST


@pytest.mark.parametrize(
    ("question", "shape"),
    [
        ("干嘛老给我打电话", Shape.WHY),
        ("被盗刷了第一步干嘛", Shape.HOWTO),
        ("借的钱能干嘛", Shape.LIST),
        ("额度怎么降了", Shape.WHY),
        ("怎么少了三分", Shape.WHY),
        ("证掉了怎么补", Shape.HOWTO),
    ],
)
def test_what_for_and_why(question: str, shape: Shape) -> None:
    assert shape_of(question) is shape


@pytest.mark.parametrize(
    ("question", "without"),
    [
        ("不绑卡行不行", "绑卡"),
        ("没学历能申请吗", "学历"),
        ("我没有身份证可以办吗", "身份证"),
        ("伤口不换药会怎样", "换药"),
        ("能不能不绑卡", ""),
        ("不能用吗", ""),
        ("没到期能续吗", ""),
        ("未来能降价吗", ""),
        ("不锈钢能用吗", ""),
        ("不好意思能退吗", ""),
        ("这茶好不好喝会怎样", ""),
        ("茶叶没了会怎样", ""),
    ],
)
def test_what_holds_without_something_is_asked(question: str, without: str) -> None:
    assert lacked(question) == without
