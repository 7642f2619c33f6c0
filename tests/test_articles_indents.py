"""What indentation says in plain text: small texts and their whole trees."""

from __future__ import annotations

import pytest
from conftest import outline

from huabei_qa.articles import parse


def tree(text: str) -> list[str]:
    """The outline of a text, line by line, below its title."""
    return outline(parse(text, "kb/a.txt")).splitlines()[1:]


@pytest.mark.parametrize(
    ("text", "below"),
    [
        (
            "入场要求\n\n1、戴泳帽；\n2、有心脏病、\n   皮肤病者禁入；\n3、儿童要人陪，\n   一人带2名。\n",
            [
                "  item «1、» 戴泳帽；",
                "  item «2、» 有心脏病、⏎   皮肤病者禁入；",
                "  item «3、» 儿童要人陪，⏎   一人带2名。",
            ],
        ),
        (
            "报名材料\n\n1. 身份证原件\n2. 证明（网上开，\n   不用到场）\n3. 银行卡\n",
            [
                "  item «1.» [身份证原件] 身份证原件",
                "  item «2.» 证明（网上开，⏎   不用到场）",
                "  item «3.» [银行卡] 银行卡",
            ],
        ),
        (
            "游泳馆\n\n时间：周一 6:30-22:00\n      周日 8:00-22:00\n票价：成人50元\n      儿童免费\n地址：南路88号\n",
            [
                "  item [时间] 时间：周一 6:30-22:00⏎      周日 8:00-22:00",
                "  item [票价] 票价：成人50元⏎      儿童免费",
                "  item [地址] 地址：南路88号",
            ],
        ),
        (
            "春游\n　　1、报到\n　　上午九点在大厅报到，\n　　带上水杯。\n　　说明：先到先坐。\n　　坐满就走。\n",
            [
                "  section «1、» [报到] 报到",
                "    item 上午九点在大厅报到，",
                "    item 带上水杯。",
                "    item [说明] 说明：先到先坐。",
                "    item 坐满就走。",
            ],
        ),
    ],
    ids=["comma", "bracket", "label", "paragraphs"],
)
def test_an_indented_line_goes_on_with_the_entry_above_it(text: str, below: list[str]) -> None:
    assert tree(text) == below
