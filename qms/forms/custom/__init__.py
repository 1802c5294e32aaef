"""A company's own record kinds, declared by a file under schemas/custom/ instead of by Python.

Such a file is a JSON Schema 2020-12 of the form's own fields, with the kind's header under
`x-qms`. From it a record model is made like those of the manual's forms, so that everything that
works on kinds works on it: check, freeze, retention, prompts, lists, workbooks, site (clause 7.5).
"""

import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic_core import from_json

from qms.forms.custom.fields import annotated_fields, referred_to
from qms.forms.custom.verdicts import Verdicts
from qms.model.finding import Key
from qms.model.kinds import kinds
from qms.model.kinds.record import Evidence, Header, Record, Register
from qms.text import Text

FOLDER = "schemas/custom"
HEADER = "x-qms"
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*")
_FIELD = re.compile(r"[a-z][a-z0-9_]*")
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Title(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class CustomHeader(BaseModel):
    """What `x-qms` says of a kind; the same as a built-in kind's header."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    title: _Title
    form: str = Field(min_length=1)
    version: str = Field("A/0", min_length=1)
    clause: str = Field(pattern=r"^[0-9]+(\.[0-9]+)*$")
    family: Literal["maintained", "retained"]
    owner: str = Field(min_length=1)
    id_pattern: str = Field(min_length=1)
    retain_years: int | None = Field(None, ge=1)
    retain_from: str = "date"

    def header(self) -> Header:
        """Return the header as every kind has it."""
        return Header(
            title=Text(zh=self.title.zh, en=self.title.en),
            form=self.form,
            clause=self.clause,
            family=self.family,
            owner=self.owner,
            id_pattern=self.id_pattern,
            retain_years=self.retain_years,
            retain_from=self.retain_from,
            version=self.version,
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a declaration, and where in it."""

    keys: tuple[Key, ...]
    what: Text
    wanted: Text


class OwnRecord(Record):
    """A record of a company's own kind, judged by its types and then by its schema."""

    verdicts: ClassVar[Verdicts]

    @classmethod
    def model_validate_json(
        cls,
        json_data: str | bytes | bytearray,
        **options: Any,  # noqa: ANN401 - pydantic's own
    ) -> Self:
        """Read a record; what the types let pass must also satisfy the company's schema."""
        record = super().model_validate_json(json_data, **options)
        cls.verdicts.refuse(from_json(json_data))
        return record


def record_model(kind: str, header: CustomHeader, schema: Mapping[str, Any]) -> type[Record]:
    """Return the model of a kind whose declaration `faults` has nothing against."""
    base: type[Record] = Evidence if header.family == "retained" else Register
    own = {key: value for key, value in schema.items() if key != HEADER}
    name = "".join(part.capitalize() for part in kind.split("-"))
    fields = annotated_fields(own, known=set(base.model_fields), name=name)
    bases: Any = (OwnRecord, base)  # a record of both, which the signature has no word for
    make: Any = create_model
    made: type[OwnRecord] = make(name, __base__=bases, __module__=__name__, **fields)
    made.header = header.header()
    made.verdicts = Verdicts(own)
    return made


def faults(kind: str, schema: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what keeps a declaration, whose header is sound, from being a kind."""
    yield from _name_faults(kind)
    if schema.get("$schema", _DIALECT) != _DIALECT:
        yield Fault(
            ("$schema",),
            Text(zh="不是 JSON Schema 2020-12", en="it is not JSON Schema 2020-12"),
            Text(zh=f"写 {_DIALECT}", en=f"write {_DIALECT}"),
        )
    if schema.get("type") != "object":
        yield Fault(
            ("type",),
            Text(zh="表单的 type 应是 object", en="the type of a form is object"),
            Text(zh="写 type: object", en="write type: object"),
        )
    for name in ("additionalProperties", "unevaluatedProperties", "$id"):
        if name in schema:
            yield Fault(
                (name,),
                Text(zh=f"这里不能写 {name}", en=f"{name} cannot stand here"),
                Text(
                    zh="删去；各表共有的字段由程序加入，其余未声明的字段都会被拒绝",
                    en="delete it; the fields of all forms are added, undeclared ones refused",
                ),
            )
    yield from _reference_faults(schema, schema, ())
    yield from _field_faults(schema)


def _name_faults(kind: str) -> Iterator[Fault]:
    if not _NAME.fullmatch(kind):
        yield Fault(
            (),
            Text(zh=f"文件名 {kind} 不能作种类名", en=f"{kind} cannot be the name of a kind"),
            Text(
                zh="用小写字母和连字符命名文件，如 fire-drill.yaml",
                en="name the file with small letters and hyphens: fire-drill.yaml",
            ),
        )
    elif kind in kinds():
        yield Fault(
            (),
            Text(zh=f"{kind} 是手册已有的种类", en=f"{kind} is a kind of the manual"),
            Text(zh="给文件换一个名字", en="give the file another name"),
        )


def _reference_faults(
    root: Mapping[str, Any],
    part: Any,  # noqa: ANN401 - a part of a JSON document
    keys: tuple[Key, ...],
) -> Iterator[Fault]:
    """Refuse references into nothing, and out of the file: the check reads this file only."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            here = (*keys, str(key))
            is_reference = key in {"$ref", "$dynamicRef"} and isinstance(value, str)
            if is_reference and referred_to(root, value) is None:
                yield Fault(
                    here,
                    Text(zh=f"本文件里没有 {value}", en=f"this file has no {value}"),
                    Text(zh="写成 #/$defs/名称", en="write #/$defs/NAME"),
                )
            yield from _reference_faults(root, value, here)
    elif isinstance(part, list):
        for index, each in enumerate(part):
            yield from _reference_faults(root, each, (*keys, index))


def _field_faults(schema: Mapping[str, Any]) -> Iterator[Fault]:
    base = Evidence if schema[HEADER]["family"] == "retained" else Register
    declared = schema.get("properties", {})
    for name in declared if isinstance(declared, Mapping) else ():
        is_taken = name not in base.model_fields and hasattr(Evidence, name)
        if not _FIELD.fullmatch(name) or keyword.iskeyword(name) or is_taken:
            yield Fault(
                ("properties", name),
                Text(zh=f"{name} 不能作字段名", en=f"{name} cannot be the name of a field"),
                Text(
                    zh="用小写字母、数字和下划线，中文写在 title；copy、json 等程序已用",
                    en="use small letters, digits, underscores; words go into title",
                ),
            )
    required = schema.get("required", [])
    known = {*declared, *base.model_fields} if isinstance(declared, Mapping) else set()
    for index, name in enumerate(required if isinstance(required, list) else ()):
        if name not in known:
            yield Fault(
                ("required", index),
                Text(zh=f"必填的 {name} 没有声明", en=f"{name} is required and not declared"),
                Text(zh="在 properties 里声明它", en="declare it under properties"),
            )
    if base is Evidence and schema[HEADER].get("retain_years") is None:
        yield Fault(
            (HEADER,),
            Text(zh="留存记录没有写保存年限", en="a retained record states no retention"),
            Text(zh="写 retain_years: 3 这样", en="write it like retain_years: 3"),
        )
    fixed = schema[HEADER].get("retain_from", "date")
    if base is Evidence and fixed not in known:
        yield Fault(
            (HEADER, "retain_from"),
            Text(zh=f"没有字段 {fixed}", en=f"there is no field {fixed}"),
            Text(zh="写一个日期字段的名称", en="name a field that holds a day"),
        )
    try:
        re.compile(schema[HEADER]["id_pattern"], re.ASCII)
    except re.error as error:
        yield Fault(
            (HEADER, "id_pattern"),
            Text(zh=f"编号规则不成立：{error}", en=f"the pattern does not hold: {error}"),
            Text(zh=r"写成 XF-\d{4}-\d{4} 这样", en=r"write it like XF-\d{4}-\d{4}"),
        )
