"""What the notes sheet of a workbook says: how to fill in the form, and each field."""

from dataclasses import dataclass

from qms.forms.fields import Field, Shape
from qms.forms.tabular.cells import Office
from qms.forms.tabular.columns import ID, Column, Layout, Part, layouts_of
from qms.model.kinds import kinds
from qms.model.kinds.record import Record

NOTES_SHEET = "填写说明"
_GIVEN = {(ID,), ("form",)}  # the import fills them in
_HEADS = ("工作表", "栏目", "字段名", "必填", "怎么填")


@dataclass(frozen=True, slots=True)
class Notes:
    """The page: title, lines for whoever fills in, and a table of all fields."""

    title: str
    lines: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def notes(model: type[Record], office: Office) -> Notes:
    """Return the notes on a kind's workbook."""
    layouts = layouts_of(model)
    header = model.header
    offset = office.zone.tzname(None).removeprefix("UTC") or "+00:00"
    lines = [
        f"表单编号 {header.form_and_version}　手册条款 {header.clause}　{_retention(model)}",
        "一行一份记录。带 * 的栏目必填；深色表头为必填，浅色可空。空单元格表示没有填写。",
        "新记录：编号和表单编号留空，导入时由系统填写。修改已有记录：编号不动，只改需要改的单元格。",
        f"日期写成 2026-03-15；时间写成 2026-03-15 08:00，按 {offset} 计。",
        "一格多项的，一项一行，换行用 Alt+Enter。人员、部门等可写编号，也可写姓名或名称。",
        "写好后运行 qms import；有错时一行也不导入，用 --annotate 把意见写回各单元格。",
        "从表中删去一行不会删除记录。已关闭的记录不能在这里修改，用 qms correct 更正。",
    ]
    if len(layouts) > 1:
        lines.insert(
            3,
            "明细表（"
            + "、".join(layout.sheet for layout in layouts[1:])
            + "）一行一项，首列写所属记录的编号；新记录在主表和明细表都写 新1、新2。",
        )
    rows = tuple(_row(layout, column, office) for layout in layouts for column in layout.columns)
    return Notes(f"{header.title.zh}　填写说明", tuple(lines), _HEADS, rows)


def _retention(model: type[Record]) -> str:
    header = model.header
    if header.retain_years is None:
        return "持续保持最新"
    return f"保存 {header.retain_years} 年"


def _row(layout: Layout, column: Column, office: Office) -> tuple[str, ...]:
    is_given = not layout.path and column.path in _GIVEN
    need = "自动" if is_given else "是" if column.is_required else ""
    return (layout.sheet, column.heading.zh, column.key, need, explained(column, office))


def is_asked(column: Column) -> bool:
    """Tell whether whoever fills in a new row must fill in this column."""
    return column.is_required and column.path not in _GIVEN


def explained(column: Column, office: Office) -> str:
    """Return in one line what belongs into a column."""
    parts = [_wanted(column, office)]
    field = column.field
    if field.lowest is not None or field.highest is not None:
        low = "" if field.lowest is None else str(field.lowest)
        high = "" if field.highest is None else str(field.highest)
        parts.append(f"{low} 至 {high}" if low and high else f"≥ {low}" if low else f"≤ {high}")
    if field.pattern:
        parts.append(f"写法：{field.pattern}")
    if field.unit:
        parts.append(f"单位：{field.unit}")
    if field.hint:
        parts.append(field.hint)
    if field.is_personal:
        parts.append("个人信息")
    return "；".join(part for part in parts if part)


def _wanted(column: Column, office: Office) -> str:
    if column.part is Part.amount:
        return "数，至多四位小数"
    if column.part is Part.currency:
        return "三个大写字母，如 CNY"
    return _value(column.field, office)


def _value(field: Field, office: Office) -> str:
    match field.shape:
        case Shape.choice:
            return "选一项：" + "、".join(label.zh for _, label in field.options)
        case Shape.text if field.refers_to:
            title = kinds()[field.refers_to].header.title.zh if field.refers_to in kinds() else ""
            return f"“{title}”中的编号"
        case Shape.items if field.item is not None and field.item.inner:
            return 'JSON 写法：[{"字段": "值"}]'
        case Shape.items if field.item is not None:
            return f"可多项，一项一行；每项：{_value(field.item, office)}"
        case Shape.mapping if field.item is not None:
            return f"一行一个“键: 值”；值：{_value(field.item, office)}"
        case _:
            return field.shape.label.zh
