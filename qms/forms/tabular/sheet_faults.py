"""What can be wrong with a sheet as a whole, each with what is wanted instead."""

from collections.abc import Sequence

from qms.forms.tabular import faults
from qms.forms.tabular.columns import Layout
from qms.forms.tabular.faults import Fault, Spot
from qms.forms.tabular.grids import Area, Grid
from qms.text import Text, listed

_NAMED_ROWS = 5

REPEATED = (
    Text(zh="这个表头出现了两次", en="this heading stands twice"),
    Text(zh="删去其中一列", en="delete one of the columns"),
)


def unknown_head(spot: Spot, layout: Layout) -> Fault:
    """No column of the form is called so."""
    near = faults.near(spot.heading, [column.heading.zh for column in layout.columns])
    wanted = (
        Text(zh=f"是不是“{near}”？", en=f"did you mean {near}?")
        if near
        else Text(
            zh="删去此列，或改为说明页所列的表头",
            en="delete the column or use a heading of the notes",
        )
    )
    what = Text(zh=f"没有名为“{spot.heading}”的栏目", en=f"there is no field “{spot.heading}”")
    return Fault(spot, what, wanted)


def without_head(spot: Spot) -> Fault:
    """A cell holds something in a column without heading."""
    return Fault(
        spot,
        Text(
            zh="这一列没有表头，单元格里却有内容", en="the cell stands in a column without heading"
        ),
        Text(
            zh="给该列写上表头，或清除单元格；CSV 里含逗号的内容要加双引号",
            en="give the column its heading or clear the cell; in CSV, quote what holds a comma",
        ),
    )


UNCALCULATED = (
    Text(zh="公式从未计算过，没有值", en="the formula was never calculated and has no value"),
    Text(
        zh="用 Excel 或 WPS 打开并保存一次，或直接写值",
        en="open and save the file once in Excel or WPS, or write the value",
    ),
)


def excel_error(found: str) -> tuple[Text, Text]:
    """A cell holds an error of Excel's."""
    return (
        Text(zh=f"单元格是 Excel 错误 {found}", en=f"the cell holds the Excel error {found}"),
        Text(zh="改正公式，或直接写值", en="correct the formula, or write the value"),
    )


def merged(area: Area) -> tuple[Text, Text]:
    """Cells are merged where each row needs its own."""
    return (
        Text(zh=f"单元格 {area.name} 已合并", en=f"the cells {area.name} are merged"),
        Text(zh="取消合并，逐行填写", en="unmerge them and fill in each row"),
    )


def hidden(rows: Sequence[int]) -> tuple[Text, Text]:
    """Rows with content are hidden."""
    named = listed(map(str, rows[:_NAMED_ROWS]))
    more = len(rows) - _NAMED_ROWS
    zh, en = (f" 等 {len(rows)} 行", f" and {more} more") if more > 0 else (" 行", "")
    return (
        Text(
            zh=f"第 {named.zh}{zh}被隐藏或筛选掉，里面有内容",
            en=f"rows that are hidden or filtered out hold something: {named.en}{en}",
        ),
        Text(
            zh="取消隐藏和筛选；不要的行删去",
            en="show them again; delete the rows that are not wanted",
        ),
    )


def no_heads(grid: Grid, layout: Layout) -> Fault:
    """No row of headings was found."""
    heading = layout.columns[0].heading
    sheet = Text(zh=f"工作表“{grid.name}”", en=f"sheet {grid.name}") if grid.name else None
    return Fault(
        Spot(grid.name, 1, 1),
        Text(
            zh=f"{sheet.zh if sheet else ''}没有表头“{heading.zh}”，认不出是“{layout.title.zh}”",
            en=f"no heading {heading.zh} ({heading.en}) was found"
            f"{f' in {sheet.en}' if sheet else ''}; this does not look like {layout.title.en}",
        ),
        Text(
            zh="恢复表头行，或用 qms export 导出的空白表填写；别的系统的表用 --map 对应",
            en="restore the row of headings or fill in the form of qms export; for a sheet of"
            " another system use --map",
        ),
    )


def nobody(spot: Spot, number: str) -> Fault:
    """A line belongs to no record of the main sheet."""
    if number:
        what = Text(zh=f"主表没有编号“{number}”", en=f"the main sheet has no number “{number}”")
    else:
        what = Text(zh="明细没有写所属记录的编号", en="the line does not say whose it is")
    return Fault(
        spot,
        what,
        Text(
            zh="写主表同一记录的编号；新记录两处都写 新1、新2",
            en="write the number of the record; for new ones write new1, new2 in both sheets",
        ),
    )
