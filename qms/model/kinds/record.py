"""What every record is: a header that says which form it fills, and the fields all forms share.

Maintained registers are kept up to date; retained records are evidence and freeze when closed
(ISO 9001:2015 7.5.3, clause 7.5 of the manual).
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PrivateAttr,
)
from pydantic_core import CoreSchema

from qms.model.finding import Place
from qms.model.kinds.marks import Happened, OutOfJudgement
from qms.model.kinds.numbers import DIGITS, refusal
from qms.settings import Settings
from qms.text import Text, joined

Family = Literal["maintained", "retained"]


@dataclass(frozen=True, slots=True)
class Header:
    """What a kind is on paper: its name, form, clause, owner and how long it is kept.

    Attributes:
        owner: What the department serves as that keeps it.
        is_sealed: Only a release itself writes it; no sheet is taken in.
        applies: Tells by the settings whether the company has any use for it.

    """

    title: Text
    form: str
    clause: str
    family: Family
    owner: str
    id_pattern: str
    retain_years: int | None = None
    retain_from: str = "date"
    version: str = "A/0"
    is_sealed: bool = False
    applies: Callable[[Settings], bool] = lambda _: True

    @property
    def form_and_version(self) -> str:
        """What the foot of the form shows and each record states."""
        return f"{self.form} {self.version}"


@dataclass(frozen=True, slots=True)
class Label:
    """A field's name in the manual's words, its unit, and a hint for whoever fills it in.

    What is the same in both languages, such as h or SQL, stands once.

    What is `personal` is masked as the privacy of the repository asks. What is `private` belongs to
    somebody's own file: the office knows it, a page that goes out has it only where all is shown.
    """

    zh: str
    en: str
    unit: str = ""
    hint: str = ""
    unit_en: str = ""
    hint_en: str = ""
    personal: bool = False
    private: bool = False

    @property
    def text(self) -> Text:
        """The name as a text in two languages."""
        return Text(zh=self.zh, en=self.en)

    @property
    def measure(self) -> Text:
        """The unit as a text in two languages, empty where there is none."""
        return Text(zh=self.unit, en=self.unit_en or self.unit)

    @property
    def advice(self) -> Text:
        """The hint as a text in two languages, empty where there is none."""
        return Text(zh=self.hint, en=self.hint_en or self.hint)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Put the Chinese name where editors show it."""
        described = dict(handler(schema))
        named: dict[str, Any] = {"title": self.zh, "x-title-en": self.en}
        if self.unit:
            named["x-unit"] = self.unit
        if self.personal:
            named["x-personal"] = True
        return {"allOf": [described], **named} if "$ref" in described else described | named


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks a field that holds the id of a record of another kind."""

    kind: str


class Choice(StrEnum):
    """A closed list of values, each with its word in both languages.

    Members are declared as `name = "value", "中文", "English"`.
    """

    zh: str
    en: str

    def __new__(cls, value: str, zh: str, en: str) -> Self:
        """Keep the two words beside the value."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.zh = zh
        member.en = en
        return member

    @property
    def label(self) -> Text:
        """The word for people."""
        return Text(zh=self.zh, en=self.en)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Give editors the Chinese words beside the values."""
        described = handler(schema)
        target = handler.resolve_ref_schema(described)
        target["x-labels-zh"] = [member.zh for member in cls]
        target["x-labels-en"] = [member.en for member in cls]
        return described


class Status(Choice):
    """Where a retained record stands."""

    draft = "draft", "草稿", "Draft"
    open = "open", "处理中", "Open"
    closed = "closed", "已关闭", "Closed"
    void = "void", "作废", "Void"


class Sheet(BaseModel):
    """A part of a record: a step, a line of a table, a pair of signatures."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


# A cell with blanks in it is not filled in, nor one with marks that nobody sees.
SAID = r"[^\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2060-\u2064\u2800\ufeff]"
SAID_OR_EMPTY = f"^$|{SAID}"

Day = dt.date
Moment = AwareDatetime
Words = Annotated[str, Field(pattern=SAID)]
Remark = Annotated[str, Field(pattern=SAID_OR_EMPTY)]
Count = Annotated[int, Field(ge=0)]
Score = Annotated[int, Field(ge=1, le=5)]
Percent = Annotated[Decimal, Field(ge=0, le=100), DIGITS]
PersonId = Annotated[str, Ref("person")]
DepartmentId = Annotated[str, Ref("department")]
PostId = Annotated[str, Ref("post")]
CustomerId = Annotated[str, Ref("customer")]
ProcessId = Annotated[str, Ref("process")]
ClauseNumber = Annotated[str, Ref("clause")]


class Attachment(Sheet):
    """A file that belongs to a record, fixed by its digest."""

    path: Annotated[Words, Label("文件", "File")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$"), Label("SHA-256", "SHA-256")]
    title: Annotated[Remark, Label("名称", "Title")] = ""


class Correction(Sheet):
    """A change to a closed record that keeps what stood there before (7.5)."""

    field: Annotated[Words, Label("字段", "Field")]
    old: Annotated[str, Label("原值", "Old value")]
    new: Annotated[str, Label("新值", "New value")]
    reason: Annotated[Words, Label("更正原因", "Reason")]
    by: Annotated[PersonId, Label("更正人", "By")]
    on: Annotated[Day, Happened(after_closing=True), Label("更正日期", "On")]
    approved_by: Annotated[
        PersonId | None,
        Label(
            "批准人",
            "Approved by",
            hint="更正据以判定的日期、状态和实绩时填写",
            hint_en="where a day, status or result that rules judge by is corrected",
        ),
    ] = None


class Extension(Sheet):
    """A day by which something was due, put off: the old one stays told, with reason and approver.

    What is counted as in time is counted against the first day.
    """

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    field: Annotated[Words, Label("字段", "Field")] = "due"
    from_: Annotated[Day, Field(alias="from"), Label("原期限", "Due before")]
    to: Annotated[Day, Label("延至", "Put off to")]
    reason: Annotated[Words, Label("延期原因", "Reason")]
    approved_by: Annotated[PersonId, Label("批准人", "Approved by")]
    on: Annotated[Day, Happened(after_closing=True), Label("批准日期", "Approved on")]


class Revision(Sheet):
    """A target or a definition that was changed in the open: the old value stays told (6.3, 9.2).

    What is judged is judged by the first value all the same; a release makes a new one the first.
    """

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    field: Annotated[Words, Label("字段", "Field", hint="targets.2026")]
    from_: Annotated[Words, Field(alias="from"), Label("原值", "Value before")]
    to: Annotated[Words, Label("新值", "New value")]
    reason: Annotated[Words, Label("改动原因", "Reason")]
    approved_by: Annotated[PersonId, Label("批准人", "Approved by")]
    on: Annotated[Day, Happened(after_closing=True), Label("批准日期", "Approved on")]


_NOWHERE = Place("")


class Record(BaseModel):
    """A filled form or a line of a register: one mapping in a YAML file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)
    header: ClassVar[Header]
    _place: Place = PrivateAttr(default_factory=lambda: _NOWHERE)  # a default would be copied

    id: Annotated[str, Label("编号", "Number")]


def kind_name(model: type[Record]) -> str:
    """Return the kind's name, which is its folder: RepairOrder → repair-order."""
    return _as_folder(model.__name__)


@cache
def _as_folder(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def refuse_disorder(sheet: BaseModel, *names: str) -> None:
    """Refuse a sheet whose steps, as far as they are filled in, do not follow each other.

    Args:
        sheet: The record, or a part of it.
        names: Its fields, all days or all moments, in the order in which they must happen.

    Raises:
        PydanticCustomError: One lies before the one that comes first.

    """
    latest, before = None, ""
    for name in names:
        value = getattr(sheet, name)
        if value is None:
            continue
        if latest is not None and value < latest:
            raise refusal(zh=f"{name} 早于 {before}", en=f"{name} is before {before}")
        latest, before = value, name


def labels_of(model: type[BaseModel], names: Iterable[str]) -> Text:
    """Return the words that a form prints for these fields, as a list inside a sentence."""
    found = [
        next((each for each in model.model_fields[name].metadata if isinstance(each, Label)), None)
        or Label(name, name)
        for name in names
    ]
    return joined(each.text.inside for each in found)


def called(record: Record) -> Text:
    """Return the name of what a line of a register stands for, in English where it has one."""
    name: str = getattr(record, "name", "")
    return Text(zh=name, en=getattr(record, "name_en", "") or name)


def place_of(record: Record, *keys: str | int) -> Place:
    """Return where a record, or one of its fields, was read from."""
    return record._place.at(*keys)  # noqa: SLF001 - functions, so that no field name is taken


_R = TypeVar("_R", bound=Record)


def filed(record: _R, place: Place) -> _R:
    """Note on a freshly read record where it stands; only the loader does this."""
    record._place = place  # noqa: SLF001 - the one door to a frozen record's private note
    return record


class Register(Record):
    """A line of a maintained register."""


class Evidence(Record):
    """A retained record with the header that every form shares."""

    form: Annotated[str, Label("表单编号/版本", "Form and version")]
    date: Annotated[Day, Happened(), Label("日期", "Date")]
    department: Annotated[DepartmentId, Label("部门", "Department")]
    filled_by: Annotated[PersonId, Label("填写人", "Filled in by")]
    checked_by: Annotated[PersonId | None, Label("审核人", "Checked by")] = None
    approved_by: Annotated[PersonId | None, Label("批准人", "Approved by")] = None
    status: Annotated[
        Status, OutOfJudgement(frozenset({Status.void, Status.draft})), Label("状态", "Status")
    ] = Status.open
    attachments: Annotated[tuple[Attachment, ...], Label("附件", "Attachments")] = ()
    corrections: Annotated[tuple[Correction, ...], Label("更正", "Corrections")] = ()
    extensions: Annotated[tuple[Extension, ...], Label("延期", "Extensions")] = ()
    not_applicable: Annotated[
        dict[str, Words],
        Label("不适用", "Not applicable", hint="字段: 原因", hint_en="field: reason"),
    ] = {}
