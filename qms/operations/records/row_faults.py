"""What can be wrong with a row of a file to be imported, each with what is wanted instead."""

import re
from collections.abc import Sequence

from qms.forms.tabular import faults
from qms.forms.tabular.columns import layouts_of
from qms.model.finding import Key
from qms.model.kinds.record import Record
from qms.model.snapshot import Snapshot
from qms.text import Text, same


def fits(model: type[Record], number: str) -> bool:
    """Tell whether a number follows the kind's pattern."""
    return re.fullmatch(model.header.id_pattern, number, re.ASCII) is not None


def closed(number: str) -> tuple[Text, Text]:
    """A closed record was changed."""
    return (
        Text(zh=f"{number} 已关闭，不能改动", en=f"{number} is closed and stays as it is"),
        Text(
            zh=f"恢复原值，或用 qms correct {number} 字段=值 --reason 原因 --by 人员",
            en=f"restore it, or use qms correct {number} field=value --reason … --by …",
        ),
    )


def leap(number: str, following: str) -> tuple[Text, Text]:
    """A new number does not follow the last one."""
    return (
        Text(
            zh=f"{number} 不是下一个编号，会留下空号",
            en=f"{number} is not the next number and would leave a gap",
        ),
        Text(
            zh=f"编号留空由系统给；下一个是 {following}",
            en=f"leave it empty to have it given; the next is {following}",
        ),
    )


def no_column(model: type[Record], keys: tuple[str, ...]) -> tuple[Text, Text]:
    """The file lacks a column that each record needs."""
    name = headed(model, keys)
    return (
        Text(zh=f"缺少必填的列“{name.zh}”", en=f"the column {name.zh} ({name.en}) is missing"),
        Text(zh="补上这一列", en="add the column; each row needs it"),
    )


def headed(model: type[Record], keys: Sequence[Key]) -> Text:
    """Return what a workbook calls the field that a key path leads to."""
    names = tuple(key for key in keys if isinstance(key, str))
    for layout in layouts_of(model):
        for column in layout.columns:
            if names in ((*layout.path, *column.path), column.path):
                return column.heading
    return same(".".join(names) or "—")


def sealed() -> tuple[Text, Text]:
    """Releases and signatures come from nowhere else."""
    return (
        Text(zh="发布记录和签署不能导入", en="releases and signatures are not imported"),
        Text(zh="用 qms release 和 qms sign", en="use qms release and qms sign"),
    )


def twice(number: str | None) -> tuple[Text, Text]:
    """A number stands in two rows."""
    return (
        Text(zh=f"编号 {number} 在表中出现两次", en=f"number {number} stands twice"),
        Text(zh="新记录的编号留空", en="leave the number of a new record empty"),
    )


def number_wanted(model: type[Record]) -> tuple[Text, Text]:
    """The kind's numbers are chosen by people, and there is none."""
    pattern = model.header.id_pattern
    return (
        Text(zh="这种记录的编号由人来定，不能留空", en="numbers of this kind are chosen by people"),
        Text(zh=f"写编号，写法：{pattern}", en=f"write one of the form {pattern}"),
    )


def wrong_number(snapshot: Snapshot, model: type[Record], number: str) -> tuple[Text, Text]:
    """A number does not follow the kind's pattern."""
    narrow = faults.narrowed(number)
    if narrow != number and fits(model, narrow):
        bad = faults.wide(number, narrow)
        return bad.what, bad.wanted
    owner = next(
        (
            each.header.title
            for each in snapshot.kinds.values()
            if each is not model and fits(each, number)
        ),
        None,
    )
    title, pattern = model.header.title, model.header.id_pattern
    what = (
        Text(
            zh=f"{number} 是“{owner.zh}”的编号，不是“{title.zh}”的",
            en=f"{number} is a number of {owner.en}, not of {title.en}",
        )
        if owner
        else Text(
            zh=f"编号 {number} 不合“{title.zh}”的编号规则",
            en=f"number {number} does not follow the pattern of {title.en}",
        )
    )
    return what, Text(
        zh=f"编号留空由系统给，或写成 {pattern}", en=f"leave it empty, or write it as {pattern}"
    )


def nothing(model: type[Record], number: str) -> tuple[Text, Text]:
    """A row names a record that there is not."""
    title = model.header.title
    return (
        Text(zh=f"“{title.zh}”里没有 {number}", en=f"there is no {number} in {title.en}"),
        Text(zh="改正编号，或先补上那份记录", en="correct the number, or add that record first"),
    )
