from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from huabei_qa import merge
from huabei_qa.adapter import Adapter
from huabei_qa.encoder import load_encoder
from huabei_qa.errors import ModelError
from huabei_qa.merge import (
    Fit,
    Logistic,
    Pair,
    Statement,
    Subjects,
    contradict,
    group,
    nearness,
    pairs,
    partners,
    signals,
)
from huabei_qa.merge.opposition import unrelated


def statement(text: str, family: int, part: int = 0, *, head: bool = False, frames: bool = False) -> Statement:
    return Statement(text, frozenset(text), family, ("kb/a.txt", part), head, frames)


def unit(*rows: tuple[float, ...]) -> NDArray[np.float32]:
    found = np.array(rows, dtype=np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


ON_TIME, AGAIN = statement("按时还书", 0), statement("按时还书吧", 1, 1)
QUIET, TIDY = statement("保持安静", 0), statement("座位整洁", 1, 1)
FOUR = [ON_TIME, QUIET, AGAIN, TIDY]
VECTORS = unit((1, 0, 0), (0, 1, 0), (1, 0.05, 0), (0, 0, 1))
BY_COSINE = Fit(Logistic({"words_cosine": 10.0}, -5.0, 0.5))


def same(statements: Sequence[Statement], vectors: NDArray[np.float32] = VECTORS) -> list[Pair]:
    return pairs(statements, vectors, fit=BY_COSINE)


def same_if_near(one: str, other: str) -> list[Pair]:
    alike = unit((1, 0, 0), (0, 1, 0), (1, 0, 0), (0, 0, 1))
    return same([replace(ON_TIME, text=one), QUIET, replace(AGAIN, text=other), TIDY], alike)


def test_statements_in_like_words_and_near_vectors_are_the_same() -> None:
    assert pairs(FOUR, VECTORS) == [(0, 2)]


def test_near_entries_of_one_list_are_never_the_same() -> None:
    assert same([replace(s, family=0) for s in FOUR]) == []


def test_a_terse_step_is_no_step_of_another_procedure() -> None:
    steps = ("打开电池盖,长按复位键五秒", "打开电池盖,长按设置键五秒", "打开电池盖之后长按复位键,等五秒钟再松手")
    alike = [statement(text, family) for family, text in enumerate(steps)]
    nearly = unit((1, 0.1, 0, 0), (1, 0.1, 0.01, 0), (0, 0, 0, 1))
    assert same(alike, nearly) == []
    equal = [statement(steps[0], 0), statement(steps[0], 1), statement(steps[2], 2)]
    assert same(equal, nearly) == [(0, 1)]
    halves = [statement(steps[0], 0), statement(steps[1], 1, 1), statement(steps[2], 2)]
    assert same(halves, nearly) == [(0, 1)]


@pytest.mark.parametrize("words", ["安装步骤：", "安装应用时请依次完成下面的步骤："])
def test_equal_words_that_announce_two_lists_are_not_the_same_and_equal_statements_are(words: str) -> None:
    nearly = unit((1, 0.1, 0, 0), (1, 0.1, 0, 0), (0, 0, 0, 1))
    announced = [statement(words, 0), statement(words, 1), statement("打开电池盖", 2)]
    assert same(announced, nearly) == []
    assert same([replace(announced[0], part=("a", 1)), *announced[1:]], nearly) == [(0, 1)]
    assert same([replace(s, text=s.text.rstrip("：")) for s in announced], nearly) == [(0, 1)]


def test_entries_of_one_list_may_be_the_same_from_afar() -> None:
    between = [replace(QUIET, text=f"保持安静{n}") for n in range(6)]
    vectors = unit((1, 0, 0), *[(0, 1, 0.2 * n) for n in range(6)], (1, 0.05, 0))
    assert (0, 7) in same([ON_TIME, *between, replace(AGAIN, family=0)], vectors)


def test_of_a_list_only_the_likeliest_entry_is_the_same() -> None:
    nearly = statement("按时还书呀", 1, 1)
    vectors = unit((1, 0, 0), (0, 1, 0), (1, 0.05, 0), (0, 0, 1), (1, 0.2, 0))
    assert same([*FOUR, nearly], vectors) == [(0, 2)]


@pytest.mark.parametrize(
    ("one", "other", "merged"),
    [
        ({"head": True}, {"head": True, "part": ("a", 1)}, True),
        ({"head": True}, {"head": True, "part": ("b", 0)}, False),
        ({"head": True}, {"head": True}, False),
        ({"head": True}, {"part": ("a", 1)}, False),
    ],
)
def test_ways_of_two_articles_of_one_file_are_the_same_sooner(
    one: dict[str, Any], other: dict[str, Any], merged: bool
) -> None:
    two = [replace(ON_TIME, part=("a", 0), **one), replace(AGAIN, **({"part": ("a", 0)} | other))]
    unsure = Fit(Logistic({"words_cosine": 0.0}, -0.5, merge_above=0.6, ways_above=0.3))
    assert bool(pairs(two, VECTORS[[0, 2]], fit=unsure)) is merged


@pytest.mark.parametrize(
    ("title", "other", "one"),
    [
        ({"图书馆": 9.0, "还书": 6.0}, {"还书": 6.0, "图书馆": 9.0, "须知": 9.0}, True),
        ({"图书馆": 9.0, "还书": 6.0}, {"图书馆": 9.0, "座位": 6.0}, True),
        ({"图书馆": 9.0, "还书": 6.0}, {"校车": 9.0, "还书": 6.0}, False),
        ({"图书馆": 9.0}, {"校车": 9.0}, False),
        ({"图书馆": 9.0}, {}, False),
        ({}, {}, False),
    ],
)
def test_two_articles_are_on_one_subject_if_each_says_most_of_what_the_other_is_about(
    title: dict[str, float], other: dict[str, float], one: bool
) -> None:
    """Neither says 须知 again: it is not what they are about."""
    said = [("a", title.keys()), ("b", other.keys() - {"须知"})]
    subjects = Subjects({"a": title, "b": other}, said)
    assert (subjects.one("a", "b"), subjects.one("b", "a")) == (one, one)
    assert subjects.one("b", "b")


def test_statements_of_articles_on_different_subjects_are_the_same_in_equal_words_only() -> None:
    here, there = replace(ON_TIME, part=("kb/a.txt", 0)), replace(AGAIN, part=("kb/b.txt", 0))
    four = [here, QUIET, there, replace(TIDY, part=("kb/b.txt", 0))]
    said = [("kb/a.txt", ["图书馆"]), ("kb/b.txt", ["图书馆", "校车"])]
    apart, one = (
        Subjects({"kb/a.txt": {"图书馆": 9.0}, "kb/b.txt": {about: 9.0}}, said) for about in ("校车", "图书馆")
    )
    assert pairs(four, VECTORS, fit=BY_COSINE, subjects=one) == [(0, 2)]
    assert pairs(four, VECTORS, fit=BY_COSINE, subjects=apart) == []
    long = "借的书最晚在三十天以后归还。"
    equal = [replace(four[0], text=long), four[1], replace(four[2], text=long), four[3]]
    assert pairs(equal, VECTORS, fit=BY_COSINE, subjects=apart) == [(0, 2)]


WAYS = [
    statement(name, part, part, head=True)
    for part, names in enumerate((("按时还书最要紧", "爱惜图书别折角"), ("按时还书很要紧", "少喧哗多安静")))
    for name in names
]
OF_WAYS = unit((1, 0, 0), (0, 1, 0), (0.9, 0.3, 0), (0, 0.5, 1))


def test_ways_are_judged_among_the_ways_of_their_file_by_words_and_by_names() -> None:
    found = [(0, 2), (1, 3)]
    table = merge.among_ways(WAYS, found, OF_WAYS, OF_WAYS)
    assert set(table) == set(signals.AMONG)
    assert table["among_words_lead"][0] > 0 > table["among_words_cosine"][1] - table["among_words_cosine"][0]
    np.testing.assert_array_equal(table["among_words_cosine"], table["among_names_cosine"])
    by_names = merge.among_ways(WAYS, found, OF_WAYS, OF_WAYS[[0, 1, 3, 2]])
    assert by_names["among_names_cosine"][0] < table["among_names_cosine"][0]
    elsewhere = [*WAYS, replace(WAYS[0], part=("another", 0)), replace(WAYS[0], part=("another", 1))]
    beside = unit(*OF_WAYS.tolist(), (1, 0, 0), (1, 0, 0))
    for name, values in merge.among_ways(elsewhere, found, beside, beside).items():
        np.testing.assert_allclose(values, table[name], atol=1e-6)


def test_their_own_model_decides_of_ways_and_of_nothing_else() -> None:
    never = Logistic({"apart": 0.0}, -9.0, 0.5, ways_above=0.5)
    by_names = Fit(never, ways=Logistic({"among_names_cosine": 10.0, "log_odds": 0.1}, -4.0))
    assert pairs(WAYS, OF_WAYS, fit=by_names) == [(0, 2)]
    assert pairs(WAYS, OF_WAYS, fit=Fit(never)) == []
    assert pairs([replace(way, head=False) for way in WAYS], OF_WAYS, fit=by_names) == []
    assert pairs(WAYS, OF_WAYS, fit=by_names, names=OF_WAYS[[0, 1, 3, 2]]) != [(0, 2)]


def test_longer_statements_of_equal_words_are_the_same_whatever_their_vectors_say() -> None:
    words = "图书馆周一闭馆,请改日再来还书。"
    twice = [statement(words, 0), statement("周一闭馆", 1), statement(words[:-1], 2, 1), statement("周一闭馆", 3, 1)]
    assert same(twice, unit((1, 0, 0), (0, 1, 0), (0, 0, 1), (-1, 0, 0))) == [(0, 2)]


@pytest.mark.parametrize(
    ("one", "other", "again"),
    [
        ("补全个人资料:在首页补全,如学校、班级等。", "补全个人资料,如电话等;", True),
        ("补全个人资料:在首页补全,如学校、班级等。", "补全个人资料", True),
        ("补全个人资料:在首页补全,如学校、班级等。", "补全个人资料,少欠费;", False),
        ("补全个人资料:在首页补全。", "补全个人资料:在前台补全。", False),
        ("补全资料:在首页补全。", "补全资料,如电话等;", False),
        ("不要替人借书:查到停卡。", "要替人借书,如同学", False),
    ],
)
def test_an_entry_that_is_a_name_is_the_one_of_this_name_in_the_other_half(one: str, other: str, again: bool) -> None:
    halves = [statement(one, 0), statement("周一闭馆", 1), statement(other, 2, 1), statement("周一闭馆", 3, 1)]
    apart = unit((1, 0, 0), (0, 1, 0), (0, 0, 1), (-1, 0, 0))
    assert same(halves, apart) == ([(0, 2)] if again else [])
    assert same([replace(one, part=("kb/a.txt", 0)) for one in halves], apart) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("每本书每天的逾期费是1.5元,到前台交", "每本书每天的逾期费是15元,到前台交"),
        ("还书以后押金在1-3天之内退回", "还书以后押金在13天之内退回"),
        ("押金>500元的读者可以借十本书", "押金<500元的读者可以借十本书"),
        ("读者的押金每年涨5%请注意", "读者的押金每年涨5请注意"),
    ],
)
def test_words_are_not_equal_where_a_number_or_sign_differs(one: str, other: str) -> None:
    twice = [statement(one, 0), statement("周一闭馆", 1), statement(other, 2, 1), statement("周一闭馆", 3, 1)]
    assert same(twice, unit((1, 0, 0), (0, 1, 0), (0, 0, 1), (-1, 0, 0))) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三十天内还书", "60天内还书"),
        ("退款在1小时内到账", "退款在1天内到账"),
        ("借书可以续期一次", "借书不可以续期一次"),
        ("借书能续期", "不能续期借书"),
        ("离馆之前要登记", "离馆之后要登记"),
        ("逾期会提高押金", "逾期会降低押金"),
        ("丢书会影响信誉", "丢书不会影响信誉"),
        ("首次借书需要押金", "首次借书不需要押金"),
        ("付款方式:只收现金。", "付款方式:不收现金。"),
        ("支持信用卡", "不支持信用卡"),
        ("付款:支持信用卡付款。", "付款:不支持信用卡付款。"),
        ("外卖:支持外卖配送。", "外卖:暂不支持外卖配送。"),
        ("有无线网络", "没有无线网络"),
        ("无线网:店内有无线网络,免费使用。", "无线网:店内没有无线网络。"),
        ("儿童:有儿童座椅。", "儿童:没有儿童座椅。"),
        ("有免费停车场", "没有停车场"),
        ("停车:地下二层有免费停车场。", "停车:没有停车场,请乘地铁。"),
        ("包间:提供包间,需提前预订。", "包间:没有包间。"),
        ("电梯:到三楼请乘电梯。", "电梯:没有电梯,请走楼梯。"),
        ("宠物:可以带宠物入店。", "宠物:谢绝宠物入店。"),
        ("吸烟:店内禁止吸烟。", "吸烟:店内允许吸烟。"),
        ("自带酒水免开瓶费", "自带酒水收开瓶费"),
        ("停车免费", "停车收费"),
        ("支持微信,不支持刷卡", "支持刷卡,不支持微信"),
        ("馆内可以拍照", "馆内请勿拍照"),
        ("房费包含双人早餐。", "房费不含早餐。"),
        ("提供早餐", "没有早餐"),
        ("阅览室全天开放", "阅览室暂停开放"),
        ("按时还款", "未按时还款"),
        ("发票:可开电子发票。", "发票:只开纸质发票。"),
        ("手机版:支持苹果", "手机版:支持安卓"),
        ("手机版:支持安卓手机。", "手机版:支持苹果手机。"),
    ],
)
def test_what_contradicts_is_kept_apart_however_near(one: str, other: str) -> None:
    assert contradict(one, other)
    assert contradict(other, one)
    assert same_if_near(one, other) == []
    assert same_if_near(one, one) == [(0, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("每次最多借5本", "每次最多借五本书"),
        ("押金1万元", "押金10000元"),
        ("押金1500元可以退还", "押金1,500元可以退还"),
        ("最高可以借3千元", "最高可以借3000元"),
        ("每月额度是三千五百元", "每月额度是三千五"),
        ("年费一百二十元", "年费一百二"),
        ("上限2亿5千万元", "上限2.5亿元"),
        ("二零二四年起执行新规定", "2024年起执行新规定"),
        ("退款在24小时内到账", "退款在1天内到账"),
        ("拆封后7天内可退", "拆封后1周内可退"),
        ("千万不要逾期还书", "不要逾期还书超过三天"),
        ("按时还书", "按时还书,避免逾期"),
        ("30天内还书", "押金60元,凭证件退"),
        ("不可以在馆内吃东西", "禁止在馆内吃东西"),
        ("还款:不逾期", "还款:逾期会影响征信"),
        ("没有身份证", "携带身份证"),
        ("步骤一:点击支付", "步骤一:点击借阅"),
        ("付款:不借,借", "付款:不借,借"),
    ],
)
def test_the_same_and_the_unrelated_do_not_contradict(one: str, other: str) -> None:
    assert not contradict(one, other)
    assert not contradict(other, one)


def test_what_counts_different_things_neither_contradicts_nor_is_one() -> None:
    one, other = "每位成年读者借5本", "每位成年读者押300元"
    assert not contradict(one, other)
    assert contradict(one, "每位成年读者借3册")
    assert contradict("下单后24小时内发货", "下单后3天内发货")
    assert same_if_near(one, other) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("按时还款", "不要逾期"),
        ("按时还款", "及时还款,避免逾期"),
        ("按时还款", "按时还款,不要拖欠"),
        ("按时还款", "按时还清账单"),
        ("还款:按时还款", "还款:尽早还款"),
        ("不要逾期", "及时还款,避免逾期"),
        ("信用良好,没有逾期", "信用良好,无逾期记录"),
        ("不要频繁申请贷款", "避免频繁申请贷款"),
        ("完善个人资料", "完善个人信息"),
        ("提额:保持良好信用", "提额:保持良好记录"),
        ("多用支付宝付款", "多使用支付宝消费"),
        ("收不到验证码怎么办", "没有收到验证码怎么办"),
        ("不需要预约", "无需预约"),
        ("店内有无线网络", "无线网络:店内提供无线网络"),
        ("无线网:店内有无线网络", "无线网:提供免费无线网络"),
        ("只收现金", "仅收现金"),
        ("停车不收费", "免费停车"),
        ("不能带宠物", "谢绝携带宠物"),
        ("设置新密码", "设置密码"),
        ("点击注册", '点击"注册"按钮'),
        ("输入手机号", "填写手机号码"),
        ("打开设置", "进入设置"),
        ("窍门三:完善资料", "经验二 把资料填完整"),
        ("商城买", "窍门一:常去商城购物"),
        ("信用贷款逾期。", "欠的钱及时还。平台内外的借款都不要逾期。"),
        ("坚持签到和做任务。", "每天签到,首页可以签到、答题、走路换分,连续签到给得更多。"),
    ],
)
def test_advice_and_steps_in_other_words_stay_one_point(one: str, other: str) -> None:
    assert same_if_near(one, other) == same_if_near(other, one) == [(0, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("点击取消自动续费", "点击忘记密码"),
        ("点击会员中心", "点击注册"),
        ("输入手机号", "输入邮箱"),
        ("输入短信验证码", "输入图形验证码"),
        ("打开引擎盖", "打开设置"),
        ("打开登录页", "打开注册页"),
        ("支持苹果手机", "支持安卓手机"),
        ("先拧下旧龙头", "拧下旧灯泡"),
        ("途径三 升级企业认证", "窍门三:完善认证资料"),
        ("节假日:照常营业", "节假日:休息"),
    ],
)
def test_short_statements_with_too_little_in_common_are_kept_apart(one: str, other: str) -> None:
    assert same_if_near(one, other) == same_if_near(other, one) == []


_WORDS = st.lists(
    st.sampled_from([*"借还书30不可以之前后十万元.,:", "没有", "打开", "点击", "付款:", "未"]), max_size=12
)


@pytest.mark.parametrize(
    ("one", "other", "turned"),
    [
        ("哪些费用不能报销", "可以报销的费用", True),
        ("哪些费用不能报销", "不予报销的费用", False),
        ("哪些费用可以报销", "不予报销的费用", True),
        ("哪些费用可以报销", "可报销的范围", False),
        ("什么东西不能寄", "可以寄的物品", True),
        ("哪些情况不赔", "责任免除", False),
        ("怎么报销", "报销流程", False),
    ],
)
def test_what_one_refuses_and_the_other_says_is_turned_round(one: str, other: str, turned: bool) -> None:
    assert merge.turned_round(one, other) is merge.turned_round(other, one) is turned


@given(_WORDS.map("".join), _WORDS.map("".join))
def test_contradiction_goes_both_ways_and_never_with_oneself(one: str, other: str) -> None:
    assert contradict(one, other) is contradict(other, one)
    assert unrelated(one, other) is unrelated(other, one)
    assert not contradict(one, one)
    assert not unrelated(one, one)


def test_vectors_are_turned_before_they_are_compared() -> None:
    flat, first_only = (Adapter(np.diag(np.array(kept, dtype=np.float32) - 1)) for kept in ((1, 1, 1), (1, 0, 0)))
    found, table = nearness(FOUR, VECTORS, VECTORS, flat)
    assert table["turned_cosine"] == pytest.approx(table["words_cosine"], abs=1e-6)
    _, along_one_axis = nearness(FOUR, VECTORS, VECTORS, first_only)
    assert sorted(map(abs, along_one_axis["turned_cosine"])) == pytest.approx([1.0] * len(found))
    by_turned = Fit(Logistic({"turned_cosine": 10.0}, -5.0, 0.5), flat)
    assert pairs(FOUR, VECTORS, fit=by_turned) == [(0, 2)]
    assert pairs(FOUR, VECTORS, fit=replace(by_turned, turn=first_only)) == [(0, 2), (1, 3)]


def test_every_value_is_the_same_however_few_cosines_are_held_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [statement(f"{text.text}{n}", n, n % 3) for n in range(5) for text in FOUR]
    vectors = unit(*np.random.default_rng(1).normal(size=(len(many), 3)).tolist())
    found, whole = nearness(many, vectors, vectors)
    monkeypatch.setattr(signals, "_BLOCK", 3 * len(many))
    again, table = nearness(many, vectors, vectors)
    assert (again, list(table)) == (found, list(whole))
    for name, values in whole.items():
        np.testing.assert_allclose(table[name], values, atol=1e-6, err_msg=name)


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=30), st.data())
def test_the_nearest_are_those_of_a_stable_sort(values: list[int], data: st.DataObject) -> None:
    line = np.array(values, dtype=np.float32)
    count = data.draw(st.integers(1, len(values)))
    expected = np.argsort(-line, kind="stable")[:count]
    np.testing.assert_array_equal(signals._greatest(line, count), expected)


def test_of_many_pairs_little_more_than_the_table_is_held() -> None:
    many = [statement(f"第{n}次按时还书", n, n % 7) for n in range(400)]
    vectors = unit(*np.random.default_rng(1).normal(size=(400, 8)).tolist())
    tracemalloc.start()
    found, table = nearness(many, vectors, vectors)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    held = sum(values.nbytes for values in table.values())
    assert len(found) > 2000
    assert peak < 4 * held


SIGNALS = """
import hashlib
import numpy as np
from huabei_qa.merge import Statement, nearness
texts = [f"第{n}次按时还书可以多借{n * 7 % 11}本,逾期要交{n}元,可以到前台续借" for n in range(30)]
statements = [Statement(t, frozenset(t), n, ("kb/a.txt", 0), False, False) for n, t in enumerate(texts)]
vectors = np.ones((30, 2), dtype=np.float32)
_, table = nearness(statements, vectors, vectors)
print(hashlib.sha256(b"".join(values.tobytes() for values in table.values())).hexdigest())
"""


def test_the_signals_are_the_same_to_the_last_bit_in_every_run() -> None:
    said = set()
    for seed in "123":
        env = os.environ | {"PYTHONHASHSEED": seed}
        said.add(subprocess.run([sys.executable, "-c", SIGNALS], env=env, capture_output=True, check=True).stdout)
    assert len(said) == 1


def test_the_fit_with_turned_vectors_is_for_the_encoder_that_the_matrix_is_for() -> None:
    plain = {"weights": {"apart": 1.0}, "bias": 0.0, "merge_above": 0.4, "ways_above": 0.3}
    fitted = {"plain": plain, "turned": plain | {"merge_above": 0.6}}
    assert merge.choose("another", fitted) == Fit(Logistic({"apart": 1.0}, 0.0, 0.4, 0.3))
    own = merge.choose(load_encoder().fingerprint, fitted)
    assert own.model.merge_above == 0.6
    assert own.turn is not None


def test_every_shipped_weight_is_of_a_signal() -> None:
    assert set(merge.choose("another").model.weights) == set(nearness(FOUR, VECTORS, VECTORS)[1])
    turn = Adapter(np.eye(3, dtype=np.float32))
    own = merge.choose(load_encoder().fingerprint)
    assert set(own.model.weights) == set(nearness(FOUR, VECTORS, VECTORS, turn)[1])
    for fit in (merge.choose("another"), own):
        assert fit.ways is not None
        assert set(fit.ways.weights) == {*signals.AMONG, "log_odds"}


@pytest.mark.parametrize("content", [None, "", "[]", "{", "{}", '{"plain": {"weights": 3}}'])
def test_a_damaged_shipped_fit_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None) -> None:
    file = tmp_path / "merge.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    monkeypatch.setattr("huabei_qa.merge.model._DATA", file)
    monkeypatch.setattr("huabei_qa.merge.model._shipped", merge.model._shipped.__wrapped__)
    with pytest.raises(ModelError, match=r"merge\.json is missing or damaged .*Reinstall huabei-qa"):
        merge.choose("another")


def test_one_statement_is_the_same_as_nothing() -> None:
    assert pairs(FOUR[:1], VECTORS[:1]) == []


def test_equal_vectors_everywhere_do_no_harm() -> None:
    equal = unit(*[(1.0, 0.0)] * 4)
    assert all(i < j for i, j in pairs(FOUR, equal))


def test_a_statement_without_words_does_no_harm() -> None:
    assert same([replace(s, text="!", terms=frozenset()) for s in FOUR]) == [(0, 2)]


def test_nothing_given_is_changed() -> None:
    vectors = VECTORS.copy()
    pairs(FOUR, vectors)
    np.testing.assert_array_equal(vectors, VECTORS)


def test_partners_look_up_both_ways() -> None:
    assert partners([(1, 4), [1, 6]]) == {1: {4, 6}, 4: {1}, 6: {1}}
    assert partners([]) == {}


def test_groups_keep_the_order_given() -> None:
    alike = partners([(1, 4), (2, 5)])
    families = {1: 0, 2: 0, 3: 0, 4: 9, 5: 9}
    assert group([1, 2, 3, 4, 5], alike, families) == [[1, 4], [2, 5], [3]]
    assert group([5, 4, 3, 2, 1], alike, families) == [[5, 2], [4, 1], [3]]
    assert group([], alike, families) == []


def test_two_entries_of_one_list_meet_in_a_group_only_if_they_are_the_same() -> None:
    families = {1: 0, 2: 0, 4: 9}
    assert group([1, 4, 2], partners([(1, 4), (2, 4)]), families) == [[1, 4], [2]]
    assert group([1, 4, 2], partners([(1, 4), (2, 4), (1, 2)]), families) == [[1, 4, 2]]


def test_a_chain_of_pairs_does_not_become_one_group() -> None:
    chain = partners([(1, 2), (2, 3), (3, 4), (4, 5)])
    assert group([1, 2, 3, 4, 5], chain, {row: row for row in range(6)}) == [[1, 2, 3], [4, 5]]
