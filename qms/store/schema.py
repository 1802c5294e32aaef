"""Turns what pydantic refuses into problems in both languages, each with what is wanted."""

import difflib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from qms.model.finding import Key, Place
from qms.model.kinds.record import SAID, SAID_OR_EMPTY
from qms.model.snapshot import Flaw, Problem
from qms.text import Lang, Text, same

_LANGS: tuple[Lang, ...] = ("zh", "en")
_SENTENCES: dict[str, tuple[Text, Text]] = {
    "missing": (
        Text(zh="缺少必填字段 {field}", en="the required field {field} is missing"),
        Text(zh="补上 {field}", en="add {field}"),
    ),
    "date": (
        Text(zh="{field} 的值 {found} 不是日期", en="{field} is {found}, not a date"),
        Text(zh="写成 2026-03-15，且日期确实存在", en="write a day that exists: 2026-03-15"),
    ),
    "datetime": (
        Text(zh="{field} 的值 {found} 不是时刻", en="{field} is {found}, not a point in time"),
        Text(zh="写成 2026-03-15T08:00:00+08:00", en="write 2026-03-15T08:00:00+08:00"),
    ),
    "timezone": (
        Text(zh="{field} 的值 {found} 没有时区偏移", en="{field} is {found}, without an offset"),
        Text(zh="在末尾写上 +08:00", en="append the offset, +08:00"),
    ),
    "enum": (
        Text(zh="{field} 的值 {found} 不在可选值中", en="{field} is {found}, not a choice"),
        Text(zh="可选：{expected}", en="choose from: {expected}"),
    ),
    "string_type": (
        Text(zh="{field} 的值 {found} 不是文字", en="{field} is {found}, not text"),
        Text(zh="给值加上引号", en="put the value into quotes"),
    ),
    "int": (
        Text(zh="{field} 的值 {found} 不是整数", en="{field} is {found}, not a whole number"),
        Text(zh="写不带引号的半角整数，如 3", en="write a plain whole number without quotes: 3"),
    ),
    "number": (
        Text(zh="{field} 的值 {found} 不是数", en="{field} is {found}, not a number"),
        Text(zh="写不带引号的半角数，如 2.5", en="write a plain number without quotes: 2.5"),
    ),
    "bound": (
        Text(zh="{field} 的值 {found} 超出范围", en="{field} is {found}, out of range"),
        Text(zh="应当 {expected}", en="it should be {expected}"),
    ),
    "empty": (
        Text(zh="{field} 不能为空", en="{field} must not be empty"),
        Text(zh="至少填写 {expected}", en="fill in at least {expected}"),
    ),
    "blank": (
        Text(zh="{field} 没有内容", en="{field} is blank"),
        Text(
            zh="写明内容；选填的栏目没有内容时整行删去",
            en="write what belongs there; an optional field is left out altogether",
        ),
    ),
    "money": (
        Text(zh="{field} 的值 {found} 不是金额", en="{field} is {found}, not money"),
        Text(
            zh="写成金额、空格、币种：1200.00 CNY", en="write amount, space, currency: 1200.00 CNY"
        ),
    ),
    "bool": (
        Text(zh="{field} 的值 {found} 不是 true 或 false", en="{field} is {found}, not a boolean"),
        Text(zh="写 true 或 false", en="write true or false"),
    ),
    "pattern": (
        Text(zh="{field} 的值 {found} 不合规定的写法", en="{field} is {found}, not in its pattern"),
        Text(zh="写法：{expected}", en="pattern: {expected}"),
    ),
    "mapping": (
        Text(zh="{field} 处应是一组“键: 值”", en="{field} should be a mapping of keys to values"),
        Text(zh="写成 键: 值，一行一个", en="write key: value, a line each"),
    ),
    "list": (
        Text(zh="{field} 处应是列表", en="{field} should be a list"),
        Text(zh="每项以“- ”开头", en="begin each item with '- '"),
    ),
}

_WIDE = {ord(each) + 0xFEE0: each for each in "0123456789.-/:"}  # full-width to half-width

_TYPES = {
    "missing": "missing",
    "date_from_datetime_parsing": "date",
    "date_parsing": "date",
    "date_type": "date",
    "date_from_datetime_inexact": "date",
    "datetime_parsing": "datetime",
    "datetime_from_date_parsing": "datetime",
    "datetime_type": "datetime",
    "timezone_aware": "timezone",
    "enum": "enum",
    "literal_error": "enum",
    "string_type": "string_type",
    "int_type": "int",
    "int_parsing": "int",
    "int_from_float": "int",
    "int_parsing_size": "int",
    "decimal_type": "number",
    "decimal_parsing": "number",
    "decimal_max_digits": "number",
    "finite_number": "number",
    "float_type": "number",
    "greater_than": "bound",
    "greater_than_equal": "bound",
    "less_than": "bound",
    "less_than_equal": "bound",
    "too_short": "empty",
    "string_too_short": "empty",
    "value_error": "money",
    "blank": "blank",
    "bool_type": "bool",
    "string_pattern_mismatch": "pattern",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "dict_type": "mapping",
    "tuple_type": "list",
    "list_type": "list",
}


_NEWER = Text(
    zh="这份记录的格式是 {found}，由更新版本的 qms 写成，这个程序读不了",
    en="the record has format {found}, written by a newer qms; this program cannot read it",
)
_BEYOND = frozenset({"extra_forbidden", "less_than_equal", "literal_error"})
_NEWER_CURE = Text(zh="安装新版本的 qms", en="install the newer qms")


def problems(
    error: ValidationError,
    model: type[BaseModel],
    place: Place,
    data: Any,
    *,
    name: Callable[[tuple[Key, ...]], Text] | None = None,
) -> Iterator[Problem]:
    """Yield a problem for each thing that a model refuses, placed at its key.

    Args:
        error: What pydantic says.
        model: The model that refused.
        place: The file.
        data: The data as read, to find the keys by.
        name: How a field is called where no YAML is seen; else it is named by its keys.

    """
    found = error.errors(include_url=False)
    newer = _newer(data, found)
    if newer is not None:
        yield Problem(Flaw.schema, place.at("format"), newer, _NEWER_CURE)
        return
    for details in found:
        if details["type"] == "too_short" and _has_inner(details["loc"], found):
            continue  # the list is short because its items are wrong, which is said of each
        keys = _keys(details["loc"], data)
        what, wanted = _sentences(details, model, keys, (name or _as_written)(keys))
        yield Problem(Flaw.schema, place.at(*keys), what, wanted)


def _has_inner(loc: tuple[Key, ...], found: list[ErrorDetails]) -> bool:
    return any(len(each["loc"]) > len(loc) and each["loc"][: len(loc)] == loc for each in found)


def _keys(loc: tuple[Key, ...], data: Any) -> tuple[Key, ...]:
    """Drop what pydantic puts into a path for its own sake, such as the member of a union."""
    kept: list[Key] = []
    here = data
    for part in loc:
        inside_mapping = isinstance(here, dict) and isinstance(part, str)
        inside_list = isinstance(here, list) and isinstance(part, int)
        if inside_mapping or inside_list or part is loc[-1]:
            kept.append(part)
            here = _inside(here, part)
    return tuple(kept)


def _inside(data: Any, part: Key) -> Any:
    try:
        return data[part]
    except (KeyError, IndexError, TypeError):
        return None


def _as_written(keys: tuple[Key, ...]) -> Text:
    return same(".".join(map(str, keys)) or "—")


def _sentences(
    details: ErrorDetails, model: type[BaseModel], keys: tuple[Key, ...], field: Text
) -> tuple[Text, Text]:
    kind = details["type"]
    context = details.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_field(field.zh, str(keys[-1]), model, keys)
    if kind == "refused":
        return Text(zh=str(context["zh"]), en=str(context["en"])), Text(
            zh="核对这些字段后改正", en="compare these fields and correct them"
        )
    found = _shown(details["input"])
    expected = context.get("expected") or context.get("pattern") or _bounds(context)
    if kind == "string_pattern_mismatch" and str(expected).endswith(" ([A-Z]{3})$"):
        kind = "value_error"
    if kind == "string_pattern_mismatch" and expected in {SAID, SAID_OR_EMPTY}:
        kind = "blank"
    if kind in _TYPES:
        what, wanted = _SENTENCES[_TYPES[kind]]
        narrow = str(details["input"]).translate(_WIDE)
        if isinstance(details["input"], str) and narrow != details["input"]:
            wanted = Text(
                zh="其中有全角数字或符号，改用半角：{narrow}",
                en="it has full-width digits or signs; type them half-width: {narrow}",
            )
            return _filled(what, {"field": field, "found": found, "expected": expected}), _filled(
                wanted, {"narrow": narrow}
            )
        values = {"field": field, "found": found, "expected": expected}
        return _filled(what, values), _filled(wanted, values)
    message = details["msg"]
    return (
        Text(
            zh=f"{field.zh} 的值 {found} 不可接受：{message}",
            en=f"{field.en} is {found}: {message}",
        ),
        Text(zh="按提示改正", en="correct it as it says"),
    )


def _bounds(context: dict[str, Any]) -> str:
    """Return a limit as people write it: ≥ 0; the least count for what must not be empty."""
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    words = [f"{sign} {context[name]}" for name, sign in signs.items() if name in context]
    return words[0] if words else str(context.get("min_length", ""))


def _unknown_field(
    field: str, name: str, model: type[BaseModel], keys: tuple[Key, ...]
) -> tuple[Text, Text]:
    names = list(model.model_fields) if len(keys) == 1 else _all_names(model)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    what = Text(zh=f"没有名为 {field} 的字段", en=f"there is no field {field}")
    if near:
        return what, Text(zh=f"是不是 {near[0]}？", en=f"did you mean {near[0]}?")
    known = ", ".join(names[:20])
    return what, Text(zh=f"可用字段：{known}", en=f"fields there are: {known}")


def _all_names(model: type[BaseModel]) -> list[str]:
    schema = model.model_json_schema()
    names: list[str] = list(schema.get("properties", {}))
    for part in schema.get("$defs", {}).values():
        names.extend(part.get("properties", {}))
    return sorted(set(names))


def _shown(value: Any) -> str:
    shown = str(value)
    limit = 40
    return f"“{shown[:limit]}…”" if len(shown) > limit else f"“{shown}”"


def _filled(text: Text, values: dict[str, Any]) -> Text:
    zh, en = (
        {key: each.say(lang) if isinstance(each, Text) else each for key, each in values.items()}
        for lang in _LANGS
    )
    return Text(zh=text.zh.format(**zh), en=text.en.format(**en))


def _newer(data: Any, found: Sequence[ErrorDetails]) -> Text | None:
    """Tell that a newer program wrote a record: a kind that changed its meaning says so by number.

    What else is wrong with it can then not be told.
    """
    written = data.get("format") if isinstance(data, dict) else None
    refused = {each["type"] for each in found if each["loc"] == ("format",)}
    if not isinstance(written, int) or not refused & _BEYOND:
        return None
    said = {"found": written}
    return Text(zh=_NEWER.zh.format(**said), en=_NEWER.en.format(**said))
