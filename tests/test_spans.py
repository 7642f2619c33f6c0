"""Amounts that fall into one range of a list."""

from __future__ import annotations

import pytest

from huabei_qa.articles import parse
from huabei_qa.knowledge.spans import of_amount
from huabei_qa.passages import cut
from huabei_qa.records import Evidence, Hit

WATER = "| 类别 | 用水量（立方米） | 价格 |\n|---|---|---|\n| 居民 | 0—180（含） | 3元 |\n| 居民 | 181—260 | 4元 |\n| 居民 | 260以上 | 7元 |\n| 商业 | — | 9元 |\n"  # noqa: E501
LEAVE = (
    "- 司龄满一年不满十年的，每年5天；\n- 司龄满10年不满20年的，每年10天；\n- 司龄满20年的，每年15天。\n- 婚假10天。\n"
)
WAY = "- 3公里以内：6元\n- 3—5公里：9元\n- 5公里以上：15元\n- 送货上门。\n"
WEIGHT = "- 不足5公斤：免费\n- 5公斤至10公斤：4元\n- 超过10公斤：9元\n"
LOAN = "- 5万元以下：店长批\n- 5—10万元：经理批\n"
WITHIN = "- 1分钟以上不满15分钟：扣3元\n- 15分钟及以上：不退\n"
POWER = "| 能量 | 能否携带 |\n|---|---|\n| 不超过 100Wh | 可以 |\n| 100Wh 至 160Wh | 要批准 |\n| 超过 160Wh | 禁止 |\n"
TRAFFIC = "- 10GB 以内：19元\n- 10至30GB：39元\n- 30GB 以上：59元\n"
FEVER = "- 38.5℃以下：多喝水\n- 38.5℃以上：吃药\n"
SCORE = "分数段\t评价\t额度\n700-950\t极好\t5000\n650-699\t良好\t3000\n600-649\t中等\t1000\n"
POINTS = "- 芝麻分 650 以上：免押租手机\n- 芝麻分 600-649：免押骑单车\n- 芝麻分 600 以下：不免押\n"
GRADES = "- 90分以上：优\n- 80-89分：良\n"
OTHERS = "- 收到罚单15天内可以申诉。\n- 超过15天每天加收3元。\n"


def told(text: str, asked: str, best: int = 0) -> list[str]:
    """What may be told of a list, its entries in the order of the text but that one of them is the best hit."""
    passages = cut(parse(f"# 芝麻分说明\n\n## 标准\n\n{text}", "kb/a.md"))
    entries = [
        row for row, p in enumerate(passages) if p.parent > 0 and not p.text.startswith(("类别", "能量", "分数段"))
    ]
    entries.insert(0, entries.pop(best))
    hits = [Hit(passages[row], row, 0.9 - at / 10, Evidence(reader=0.8 - at / 10)) for at, row in enumerate(entries)]
    found = of_amount(asked, hits)
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    return [hit.passage.text.replace(" ", "").replace("\t", "|") for hit in found]


@pytest.mark.parametrize(
    ("text", "asked", "first", "others"),
    [
        (WATER, "一年用200方水多少钱", "居民|181—260|4元", ["商业|—|9元"]),
        (WATER, "用了三百立方怎么收", "居民|260以上|7元", ["商业|—|9元"]),
        (LEAVE, "干了十二年一年能放几天假", "司龄满10年不满20年的，每年10天；", ["婚假10天。"]),
        (LEAVE, "满10年的有几天", "司龄满10年不满20年的，每年10天；", ["婚假10天。"]),
        (LEAVE, "十年半呢", "司龄满10年不满20年的，每年10天；", ["婚假10天。"]),
        (LEAVE, "干了一年半能放几天", "司龄满一年不满十年的，每年5天；", ["婚假10天。"]),
        (LEAVE, "干了二十年多能放几天", "司龄满20年的，每年15天。", ["婚假10天。"]),
        (WAY, "离店4千米要多少钱", "3—5公里：9元", ["送货上门。"]),
        (WEIGHT, "5公斤的东西加多少钱", "5公斤至10公斤：4元", []),
        (WEIGHT, "四公斤多少钱", "不足5公斤：免费", []),
        (LOAN, "八万块谁批", "5—10万元：经理批", []),
        (LOAN, "12,000元谁批", "5万元以下：店长批", []),
        (POWER, "两万毫安充电宝74wh能带吗", "不超过100Wh|可以", []),
        (POWER, "120 瓦时的充电宝能带吗", "100Wh至160Wh|要批准", []),
        (TRAFFIC, "每月用20gb选哪个", "10至30GB：39元", []),
        (FEVER, "39度怎么办", "38.5℃以上：吃药", []),
        (SCORE, "芝麻分660算好吗", "650-699|良好|3000", []),
        (SCORE, "我的芝麻分只有六百二十能有多少", "600-649|中等|1000", []),
        (SCORE, "芝麻分620分、借2个月", "600-649|中等|1000", []),
        (POINTS, "芝麻分620能免押什么", "芝麻分600-649：免押骑单车", []),
        (GRADES, "考了85分算什么", "80-89分：良", []),
        (WITHIN, "下单八分钟取消扣多少", "1分钟以上不满15分钟：扣3元", []),
    ],
)
def test_the_range_that_an_amount_falls_into_is_told_first_and_no_other(
    text: str, asked: str, first: str, others: list[str]
) -> None:
    assert told(text, asked) == [first, *others]
    assert told(text, asked, best=1) == [first, *others]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (WATER, "用200吨水多少钱"),  # another unit
        (WATER, "水费多少钱"),
        (WATER, "200方和300方各多少钱"),
        (WAY, "3公里多少钱"),  # falls into two
        (WAY, "3到5公里多少钱"),
        (WAY, "超过4公里呢"),
        (WAY, "4公里左右呢"),
        (WAY, "第4公里呢"),
        (LEAVE, "快10年了有几天"),
        (LOAN, "20万元谁批"),  # falls into none
        (SCORE, "额度660算好吗"),
        (SCORE, "支付分660算好吗"),
        (SCORE, "芝麻分620和660呢"),
        (SCORE, "芝麻分660左右呢"),
        (SCORE, "说明书660页"),
        (POINTS, "芝麻分加上620块"),
        (POINTS, "免押620次的芝麻分"),
        (OTHERS, "7天的课多少钱"),  # ranges of two things
    ],
)
def test_else_the_list_stays_as_it_is(text: str, asked: str) -> None:
    every = [
        line.strip("-| ").replace(" ", "").replace("\t", "|")
        for line in text.splitlines()
        if line[-1:] and "---" not in line
    ]
    assert told(text, asked) == [line for line in every if not line.startswith(("类别", "分数段"))]


def test_only_where_one_of_the_two_best_is_of_that_list() -> None:
    assert told("- 请先预约。\n- 3公里以内：6元\n- 5公里以上：9元\n", "6公里怎么送")[0] == "5公里以上：9元"
    kept = ["请先预约。", "请带证件。", "3公里以内：6元", "5公里以上：9元"]
    assert told("".join(f"- {line}\n" for line in kept), "6公里怎么送") == kept
