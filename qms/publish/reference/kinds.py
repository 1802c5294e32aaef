"""Every kind of record with its fields, as files and rules name them (7.5)."""

from collections.abc import Iterable, Iterator, Sequence

from qms.forms.fields import Field, Shape, fields_of
from qms.model.kinds.record import Evidence, Record, kind_name
from qms.publish.plain_text import in_markdown
from qms.text import Lang, Text


def of_kinds(models: Iterable[type[Record]], lang: Lang) -> str:
    """Return a page with a section for each kind; its anchor is the kind's name."""
    sections = [f"# {_KINDS.say(lang)}", _LEGEND.say(lang), f"## {_EVERY.say(lang)}"]
    sections.append("\n".join(_table(fields_of(Evidence), lang)))
    sections.extend(of_kind(each, lang) for each in models)
    return "\n\n".join(sections) + "\n"


def of_kind(model: type[Record], lang: Lang) -> str:
    """Return the section of a kind: what to import, and the fields that not all records have."""
    header = model.header
    title = in_markdown(header.title.say(lang))
    common = set(Evidence.model_fields) if issubclass(model, Evidence) else set()
    own = [each for each in fields_of(model) if each.name not in common]
    lines = [
        f"## {kind_name(model)}",
        f"{title} ({header.form}, {header.clause})",
        f"`from {model.__module__} import {model.__name__}`",
        "\n".join(_table(own, lang)),
    ]
    return "\n\n".join(lines)


def _table(fields: Sequence[Field], lang: Lang) -> Iterator[str]:
    heads = [each.say(lang) for each in _HEADS]
    yield "| " + " | ".join(heads) + " |"
    yield "| " + " | ".join("---" for _ in heads) + " |"
    for name, field in _flat(fields, ""):
        yield f"| `{name}` | {in_markdown(field.label.say(lang))} | {_holds(field, lang)} |"


def _flat(fields: Sequence[Field], before: str) -> Iterator[tuple[str, Field]]:
    """Yield each field with its full name; those of a sheet inside stand below it."""
    for field in fields:
        name = before + field.name
        yield name, field
        if field.shape is Shape.items and field.item is not None:
            yield from _flat(field.item.inner, f"{name}[].")
        else:
            yield from _flat(field.inner, f"{name}.")


def _holds(field: Field, lang: Lang) -> str:
    """Return what a field holds: its shape, unit, choices, what it refers to, whether it must."""
    inner = field.item if field.item is not None else field
    parts = [field.shape.label.say(lang)]
    if field.item is not None and not field.item.inner:
        parts.append(field.item.shape.label.say(lang))
    if field.unit.zh:
        parts.append(in_markdown(field.unit.say(lang)))
    if inner.options:
        parts.append(", ".join(f"`{value}`" for value, _ in inner.options))
    if field.refers_to:
        parts.append(f"→ [{field.refers_to}](#{field.refers_to})")
    if field.is_required:
        parts.append(_MUST.say(lang))
    return "; ".join(parts)


_KINDS = Text(zh="记录种类和栏目", en="Kinds of records and their fields")
_LEGEND = Text(
    zh="栏目名就是文件里和规则里的名字；`a.b` 是一组栏目中的一栏，`a[].b` 是列表各行的一栏。",
    en="A field is called in files as in rules; `a.b` is a field of a group, `a[].b` one of each "
    "line of a list.",
)
_EVERY = Text(zh="每份留存记录都有的栏目", en="Fields of every retained record")
_HEADS = (
    Text(zh="栏目", en="Field"),
    Text(zh="名称", en="Called"),
    Text(zh="内容", en="Holds"),
)
_MUST = Text(zh="必填", en="required")
