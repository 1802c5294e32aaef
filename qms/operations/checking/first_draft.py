"""The first draft of a rule of one's own: a kind's field is filled in, with both examples (9.2)."""

from typing import Any

from qms.forms.fields import Field, Shape, fields_of
from qms.forms.specimen import number_of, specimen, value_of
from qms.model.kinds.record import Evidence, Record, Register, kind_name
from qms.store import yaml

IMPORTS = """\
from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from {module} import {kind}
from qms.model.kinds.record import place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.text import Text
"""
_RULE = '''

@rule(
    "{code}",
    clause="{clause}",
    severity=Severity.WARNING,
    each={kind},
    title=Text(zh="{title_zh}写明{label_zh}", en="{title_en}: {label_en} is filled in"),
    message=Text(zh="{{id}} 没有写{label_zh}", en="{{id}} does not say: {label_en}"),
    why=Text(zh="写明为什么这样要求。", en="Say why this is required."),
    cure=Text(zh="填写 {field}。", en="Fill in {field}."),
    bad=Example({{"{path}": """\\
{bad}"""}}),
    good=Example({{"{path}": """\\
{good}"""}}),
)
def {name}(snapshot: Snapshot) -> Iterator[Hit]:
    """Say in one sentence what this finds."""
    for each in snapshot.{asked}({kind}):
        if not each.{field}:
            yield hit(place_of(each), id=each.id)
'''


def draft(model: type[Record], code: str) -> str:
    """Return the function with its declaration, in the words of the field that it begins with."""
    field = _judged(model)
    label = field.label
    good = specimen(model) | {field.name: value_of(field)[0]}
    number = number_of(model)
    folder = "2026/" if issubclass(model, Evidence) else ""
    title = model.header.title
    asked = "live" if issubclass(model, Evidence) else "lines"
    return _RULE.format(
        code=code, clause=model.header.clause, kind=model.__name__, name=code.lower(),
        title_zh=title.zh, title_en=title.en, label_zh=label.zh, label_en=label.en,
        field=field.name, path=f"records/{kind_name(model)}/{folder}{number}.yaml",
        bad=_file(model, specimen(model)), good=_file(model, good),
        asked=asked if issubclass(model, Evidence | Register) else "all",
    )  # fmt: skip


def _judged(model: type[Record]) -> Field:
    """Return the field that the rule begins with: the last one that may be left empty."""
    common = set(Evidence.model_fields)
    plain = {Shape.text, Shape.day, Shape.moment}
    free = [
        each
        for each in fields_of(model)
        if each.name not in common and not each.is_required and each.shape in plain
    ]
    return next((each for each in reversed(free) if not each.default), fields_of(model)[-1])


def _file(model: type[Record], data: dict[str, Any]) -> str:
    return yaml.dumped(data if issubclass(model, Evidence) else [data])
