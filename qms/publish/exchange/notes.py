"""What the notes sheet of a workbook says: how to fill in the form, and each field."""

from dataclasses import dataclass

from qms.forms.fields import NOTHING, Field, Shape
from qms.forms.tabular.cells import Office
from qms.forms.tabular.columns import ID, Column, Layout, Part, layouts_of
from qms.model.kinds import kinds
from qms.model.kinds.record import Record
from qms.text import Lang, Text, joined

NOTES_SHEET = Text(zh="填写说明", en="How to fill in")
_GIVEN = {(ID,), ("form",)}  # the import fills them in
_HEADS = (
    Text(zh="工作表", en="Sheet"),
    Text(zh="栏目", en="Column"),
    Text(zh="字段名", en="Field"),
    Text(zh="必填", en="Required"),
    Text(zh="怎么填", en="What to fill in"),
)
_FORM = Text(
    zh="表单编号 {form}　手册条款 {clause}　{kept}",
    en="Form {form}, clause {clause} of the manual, {kept}",
)
_LINES = (
    Text(
        zh="一行一份记录。带 * 的栏目必填；深色表头为必填，浅色可空。空单元格表示没有填写。",
        en="One record a row. Columns marked * and with a dark heading are required, the others "
        "may be left empty. An empty cell means that nothing is filled in.",
    ),
    Text(
        zh="新记录：编号和表单编号留空，导入时由系统填写。"
        "修改已有记录：编号不动，只改需要改的单元格。",
        en="New records: leave the number and the form empty, the import fills them in. Existing "
        "records: leave the number as it is and change only the cells that need it.",
    ),
    Text(
        zh="日期写成 2026-03-15；时间写成 2026-03-15 08:00，按 {offset} 计。",
        en="Write a date as 2026-03-15 and a time as 2026-03-15 08:00, in {offset}.",
    ),
    Text(
        zh="一格多项的，一项一行，换行用 Alt+Enter。人员、部门等可写编号，也可写姓名或名称。",
        en="Several items in a cell stand on a line each (Alt+Enter). People, departments and the "
        "like may be written by number or by name.",
    ),
    Text(
        zh="写好后运行 qms import；有错时一行也不导入，用 --annotate 把意见写回各单元格。",
        en="Then run qms import. If anything is wrong, no row is imported; --annotate writes what "
        "is wrong into the cells.",
    ),
    Text(
        zh="从表中删去一行不会删除记录。已关闭的记录不能在这里修改，用 qms correct 更正。",
        en="Deleting a row deletes no record. A closed record cannot be changed here; correct it "
        "with qms correct.",
    ),
)
_LISTS = Text(
    zh="明细表（{sheets}）一行一项，首列写所属记录的编号；新记录在主表和明细表都写 新1、新2。",
    en="The sheets of details ({sheets}) take one item a row, with the number of its record in "
    "the first column; for new records write new1, new2 in both sheets.",
)
_KEPT_ANEW = Text(zh="持续保持最新", en="kept up to date")
_KEPT = Text(zh="保存 {years} 年", en="kept for {years:year|years}")
_GIVEN_BY_IMPORT = Text(zh="自动", en="automatic")
_REQUIRED = Text(zh="是", en="yes")
_PERSONAL = Text(zh="个人信息", en="personal data")
_TO = Text(zh="{low} 至 {high}", en="{low} to {high}")
_WRITTEN = Text(zh="写法：{pattern}", en="pattern: {pattern}")
_UNIT = Text(zh="单位：{unit}", en="unit: {unit}")
_AMOUNT = Text(zh="数，至多四位小数", en="a number with at most four decimals")
_CURRENCY = Text(zh="三个大写字母，如 CNY", en="three capital letters, such as CNY")
_ONE_OF = Text(zh="选一项：{options}", en="one of: {options}")
_NUMBER_IN = Text(zh="“{title}”中的编号", en="a number in “{title}”")
_JSON = Text(zh='JSON 写法：[{"字段": "值"}]', en='as JSON: [{"field": "value"}]')
_ITEMS = Text(zh="可多项，一项一行；每项：{item}", en="several, a line each; each: {item}")
_PAIRS = Text(zh="一行一个“键: 值”；值：{item}", en="one “key: value” a line; value: {item}")
_BETWEEN = Text(zh="；", en="; ")


@dataclass(frozen=True, slots=True)
class Notes:
    """The page: title, lines for whoever fills in, and a table of all fields."""

    title: str
    lines: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def notes(model: type[Record], office: Office) -> Notes:
    """Return the notes on a kind's workbook, in the office's language."""
    lang, layouts, header = office.lang, layouts_of(model), model.header
    offset = office.zone.tzname(None).removeprefix("UTC") or "+00:00"
    years = header.retain_years
    kept = _KEPT_ANEW.say(lang) if years is None else _KEPT.say(lang, years=years)
    lines = [
        _FORM.say(lang, form=header.form_and_version, clause=header.clause, kept=kept),
        *(each.say(lang, offset=offset) for each in _LINES),
    ]
    if len(layouts) > 1:
        sheets = joined(layout.title for layout in layouts[1:]).say(lang)
        lines.insert(3, _LISTS.say(lang, sheets=sheets))
    rows = tuple(_row(layout, column, office) for layout in layouts for column in layout.columns)
    blank = "　" if lang == "zh" else ": "
    title = f"{header.title.say(lang)}{blank}{NOTES_SHEET.say(lang)}"
    return Notes(title, tuple(lines), tuple(each.say(lang) for each in _HEADS), rows)


def _row(layout: Layout, column: Column, office: Office) -> tuple[str, ...]:
    lang = office.lang
    is_given = not layout.path and column.path in _GIVEN
    need = _GIVEN_BY_IMPORT if is_given else _REQUIRED if column.is_required else NOTHING
    return (
        layout.sheet(lang), column.heading.say(lang), column.key, need.say(lang),
        explained(column, office),
    )  # fmt: skip


def is_asked(column: Column) -> bool:
    """Tell whether whoever fills in a new row must fill in this column."""
    return column.is_required and column.path not in _GIVEN


def explained(column: Column, office: Office) -> str:
    """Return in one line what belongs into a column."""
    lang, field = office.lang, column.field
    parts = [_wanted(column, lang)]
    if field.lowest is not None or field.highest is not None:
        low = "" if field.lowest is None else str(field.lowest)
        high = "" if field.highest is None else str(field.highest)
        both = _TO.say(lang, low=low, high=high)
        parts.append(both if low and high else f"≥ {low}" if low else f"≤ {high}")
    if field.pattern:
        parts.append(_WRITTEN.say(lang, pattern=field.pattern))
    if field.unit.zh:
        parts.append(_UNIT.say(lang, unit=field.unit))
    parts.append(field.hint.say(lang))
    if field.is_personal:
        parts.append(_PERSONAL.say(lang))
    return _BETWEEN.say(lang).join(part for part in parts if part)


def _wanted(column: Column, lang: Lang) -> str:
    if column.part is Part.amount:
        return _AMOUNT.say(lang)
    if column.part is Part.currency:
        return _CURRENCY.say(lang)
    return _value(column.field, lang)


def _value(field: Field, lang: Lang) -> str:
    match field.shape:
        case Shape.choice:
            options = joined(label for _, label in field.options)
            return _ONE_OF.say(lang, options=options)
        case Shape.text if field.refers_to:
            known = kinds().get(field.refers_to)
            return _NUMBER_IN.say(lang, title=known.header.title if known else "")
        case Shape.items if field.item is not None and field.item.inner:
            return _JSON.say(lang)
        case Shape.items if field.item is not None:
            return _ITEMS.say(lang, item=_value(field.item, lang))
        case Shape.mapping if field.item is not None:
            return _PAIRS.say(lang, item=_value(field.item, lang))
        case _:
            return field.shape.label.say(lang)
