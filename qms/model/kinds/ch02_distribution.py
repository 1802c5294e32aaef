"""Who is to get a copy of the manual, and which copies were counted (clause 2.2.2)."""

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from qms.model.kinds.ch02_copies import CopyNumber, HolderClass
from qms.model.kinds.mailbox import Mailbox
from qms.model.kinds.numbers import refusal
from qms.model.kinds.record import (
    Choice,
    DepartmentId,
    Evidence,
    Header,
    Label,
    PersonId,
    PostId,
    Register,
    Remark,
    Sheet,
    Words,
)
from qms.text import Text


class Language(Choice):
    """The language in which a holder is written to."""

    chinese = "zh", "中文", "Chinese"
    english = "en", "英文", "English"


class Receiver(Sheet):
    """A line of a distribution list: a department through a keeper or a post, or a body outside."""

    holder_class: Annotated[HolderClass, Label("持有人类别", "Class of holder")] = (
        HolderClass.department
    )
    department: Annotated[DepartmentId | None, Label("部门", "Department")] = None
    post: Annotated[
        PostId | None,
        Label(
            "岗位",
            "Post",
            hint="由任此岗位者保管，人换了不必改清单",
            hint_en="kept by whoever holds the post; the list outlives the person",
        ),
    ] = None
    person: Annotated[PersonId | None, Label("保管人", "Keeper")] = None
    organisation: Annotated[Words | None, Label("单位", "Organisation")] = None
    contact: Annotated[Remark, Label("收件人", "Addressee", personal=True)] = ""
    address: Annotated[Remark, Label("地址", "Address", personal=True)] = ""
    email: Annotated[Mailbox, Label("电子邮箱", "E-mail", personal=True)] = ""
    language: Annotated[Language, Label("语言", "Language")] = Language.chinese

    @model_validator(mode="after")
    def _inside_or_outside(self) -> "Receiver":
        is_inside = self.holder_class is HolderClass.department
        if is_inside and not (self.department and (self.post or self.person)):
            raise refusal(
                zh="公司部门须写明部门，以及岗位或保管人",
                en="a department needs its name, and a post or a keeper",
            )
        if not is_inside and not self.organisation:
            raise refusal(zh="公司外的须写明单位", en="outside the company name the organisation")
        return self


class DistributionList(Register):
    """Who is to hold a copy, to be issued in one run (手册分发清单)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="手册分发清单", en="Distribution list"),
        form="QR-2.2.2-05",
        clause="2.2.2",
        family="maintained",
        owner="after-sales",
        id_pattern=r"FL-\d{2,3}",
    )
    name: Annotated[Words, Label("名称", "Name")]
    receivers: Annotated[tuple[Receiver, ...], Field(min_length=1), Label("领取单位", "Receivers")]


class CopyStocktake(Evidence):
    """Copies counted by their codes, and how they differ from what is on file (手册盘点记录)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="手册盘点记录", en="Stock-taking of copies"),
        form="QR-2.2.2-06",
        clause="2.2.2",
        family="retained",
        owner="after-sales",
        id_pattern=r"PB-\d{4}-\d{4}",
        retain_years=3,
    )
    scope: Annotated[
        Remark,
        Label(
            "范围",
            "Scope",
            hint="不写则为全部在外的手册",
            hint_en="left out: every copy that is out",
        ),
    ] = ""
    seen: Annotated[tuple[CopyNumber, ...], Label("盘到的", "Seen")] = ()
    missing: Annotated[tuple[CopyNumber, ...], Label("登记在外而未盘到的", "Not seen")] = ()
    unexpected: Annotated[
        tuple[CopyNumber, ...], Label("不应在外而盘到的", "Seen and not to be out")
    ] = ()
    outdated: Annotated[tuple[CopyNumber, ...], Label("封面是旧版的", "With an old cover")] = ()
    unknown: Annotated[tuple[Words, ...], Label("查不到的码", "Codes of no copy")] = ()
