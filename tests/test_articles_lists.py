"""What stands in which list, and where a list ends: small texts and their whole trees."""

from __future__ import annotations

import pytest
from conftest import outline

from huabei_qa.articles import parse


def tree(text: str, source: str = "kb/a.txt") -> list[str]:
    """The outline of a text, line by line, below its title."""
    return outline(parse(text, source)).splitlines()[1:]


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "关闭更新\n方法一：用服务\n1. 打开sc，回车。\n2. 选禁用。\n方法二：用策略\n1. 打开gp，回车。\n",
            [
                "  section «方法一：» [用服务] 用服务",
                "    item «1.» 打开sc，回车。",
                "    item «2.» [选禁用] 选禁用。",
                "  section «方法二：» [用策略] 用策略",
                "    item «1.» 打开gp，回车。",
            ],
        ),
        (
            "公租房\n第一步，申请。\n1. 带证件。\n2. 填表，两份。\n第二步，审核。\n1. 初审。\n第三步，选房。\n",
            [
                "  section «第一步，» [申请] 申请。",
                "    item «1.» [带证件] 带证件。",
                "    item «2.» 填表，两份。",
                "  section «第二步，» [审核] 审核。",
                "    item «1.» [初审] 初审。",
                "  item «第三步，» [选房] 选房。",
            ],
        ),
        (
            "关闭更新\n1. 家庭版\n第一步：打开设置\n第二步：暂停\n2. 专业版\n第一步：打开组策略\n第二步：禁用\n",
            [
                "  section «1.» [家庭版] 家庭版",
                "    item «第一步：» [打开设置] 打开设置",
                "    item «第二步：» [暂停] 暂停",
                "  section «2.» [专业版] 专业版",
                "    item «第一步：» [打开组策略] 打开组策略",
                "    item «第二步：» [禁用] 禁用",
            ],
        ),
    ],
    ids=["ways", "steps", "steps-below"],
)
def test_ordinals_stand_above_the_counts_that_begin_below_them_and_else_below(text: str, below: list[str]) -> None:
    assert tree(text) == below


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "排除故障\n\n现象：不启动\n原因：没有插好\n处理：重新插好\n\n现象：风量变小\n原因：滤网堵塞\n处理：清洗滤网\n",
            [
                "  section [现象：不启动] 现象：不启动",
                "    item [原因] 原因：没有插好",
                "    item [处理] 处理：重新插好",
                "  section [现象：风量变小] 现象：风量变小",
                "    item [原因] 原因：滤网堵塞",
                "    item [处理] 处理：清洗滤网",
            ],
        ),
        (
            "门店\n\n店名：东店\n电话：1\n\n店名：西店\n电话：2\n\n店名：南店\n电话：3\n",
            [
                "  section [店名：东店] 店名：东店",
                "    item [电话] 电话：1",
                "  section [店名：西店] 店名：西店",
                "    item [电话] 电话：2",
                "  section [店名：南店] 店名：南店",
                "    item [电话] 电话：3",
            ],
        ),
        (
            "设备\n\n常见故障：\n现象：异味\n原因：滤网脏\n处理：换\n\n现象：不亮\n原因：没电\n处理：充电\n",
            [
                "  intro 常见故障：",
                "    section [现象：异味] 现象：异味",
                "      item [原因] 原因：滤网脏",
                "      item [处理] 处理：换",
                "    section [现象：不亮] 现象：不亮",
                "      item [原因] 原因：没电",
                "      item [处理] 处理：充电",
            ],
        ),
        (
            "门店\n\n店名：东店\n电话：1\n\n店名：西店\n电话：2\n",
            ["  item [店名] 店名：东店", "  item [电话] 电话：1", "  item [店名] 店名：西店", "  item [电话] 电话：2"],
        ),
    ],
    ids=["three-labels", "three-records", "below-a-lead", "too-few"],
)
def test_the_first_line_of_records_of_the_same_labels_heads_the_others(text: str, below: list[str]) -> None:
    assert tree(text) == below
