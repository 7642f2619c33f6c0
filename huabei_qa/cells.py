"""Columns of tables: what parts them on a line, and which words name them.

故障现象 | 可能原因 | 处理方法 is a header even where no row has a figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

GAP = re.compile(r"\s*(?<!\\)[|｜]\s*|\t+|\s*(?:\.{4,}|…{2,}|·{4,})\s*(?=[\d¥￥])| {2,}|\u3000+")
"""What stands between two columns of a line; of a menu or a price list (鱼香肉丝 ...... 32元) dots too."""
_NAMES = re.compile(
    r"(?:名称|姓名|项目|事项|类[别型]|级别|等级|序号|编号|现象|原因|方[法式]|措施|内容|要求|标准|条件|说明|备注|时[间限]|期限"
    r"|日期|地[点址]|目的地|电话|部门|单位|负责人|职[务位级]|材料|形式|用途|范围|费用|价格|金额|型号|规格|参数|对象"
    r"|名稱|項目|事項|類[別型]|級別|等級|序號|編號|現象|內容|標準|條件|說明|備註|時[間限]|地[點址]|電話|部門|單位|負責人|職[務位級]"
    r"|範圍|費用|價格|金額|型號|規格|參數|對象)$"
)
_THINGS = re.compile(
    r"\D*(?:名称|项目|类[别型目]|品类|[级组]别|等级|型号|机型|名稱|項目|類[別型目]|品類|[級組]別|等級|型號|機型)"
    r"|产品|產品|版本|套餐"
)
_VALUES = re.compile(
    r".{0,4}(?:时间|时限|期限|价格|价钱|单价|票价|定价|押金|定金|订金|租金|费用|收费|金额|数额|额度|费率|利率|税率|比例|标准"
    r"|学费|运费|邮费|门票|罚款|电话|内容|要求|说明|备注|数量|分值|分数|得分|次数|人数|用量"
    r"|時間|時限|價格|價錢|單價|票價|費用|收費|金額|數額|額度|費率|標準|學費|運費|門票|電話|內容|說明|備註|數量)"
    r"(?:[（(][^（）()\d]{1,8}[)）])?"
)
_KINDS = re.compile(
    r".{0,4}(?:[车机户房票卡][型种]|车辆|車型|車種|城市|地区|地區|区域|區域|景点|景點|科目|课程|課程|年级|年級|人群|场景|場景|情形|情况|情況|时段|時段)"
)
_SAYS = re.compile("[免不无無没沒全可须須按见見已未]")
"""What begins a value rather than a name: 免费, 不退, 按次计."""
_FEWEST = 3  # cells; of two, 办理部门 | 民政部门 is a row


def names_columns(cells: Sequence[str]) -> bool:
    """Whether the first cells of a table are names of columns: most end in a word for one, all differ, none counts."""
    named = sum(_NAMES.search(cell) is not None for cell in cells)
    counts = any(char.isdigit() for cell in cells for char in cell)
    return len(set(cells)) == len(cells) >= _FEWEST and named * 2 > len(cells) and not counts


def names_things(cell: str) -> bool:
    """Whether what stands beside or below a cell are the things that a table tells of: 类目 (not 保修期)."""
    return _THINGS.fullmatch(cell) is not None


def names_column(cell: str) -> bool:
    """Whether a cell by itself may be the name of a column: 材料, 目的地."""
    return (_NAMES.search(cell) or _THINGS.fullmatch(cell)) is not None


def names_pair(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the first row of two columns names them: 车型 | 押金, 项目 | 时间 (not 办理部门 | 民政部门).

    The second cell names what has a value, and the first is a name too, or each value below has a figure. Where most
    of the first cells are names (价格, 规格, 型号), it is the things that are named, down the side. Above figures in
    the first column its name is enough: 金额 | 审批人 above 1万元以下.
    """
    if not below or cells[0] == cells[1] or any(char.isdigit() for cell in cells for char in cell):
        return False
    if names_field(cells[0]) and _counts_aside(below) and not _SAYS.match(cells[1]):
        return True
    if not _VALUES.fullmatch(cells[1]) or sum(map(names_field, (row[0] for row in below))) * 2 > len(below):
        return False
    figures = all(any(map(str.isdigit, row[1])) for row in below)
    return names_field(cells[0]) or (figures and len(below) > 1)


def _counts_aside(below: Sequence[Sequence[str]]) -> bool:
    """Whether each of the first cells has a figure, and they are several, all different."""
    first = {row[0] for row in below}
    return 1 < len(first) == len(below) and all(any(map(str.isdigit, cell)) for cell in first)


def names_field(cell: str) -> bool:
    """Whether a cell may name what stands beside it: 办理时限, 收费标准."""
    return names_column(cell) or (_VALUES.fullmatch(cell) or _KINDS.fullmatch(cell)) is not None
