"""The organisation: departments and posts (clauses 5.2 and 5.3)."""

from typing import Annotated, ClassVar

from qms.model.kinds.ch02_manual import Role
from qms.model.kinds.marks import Happened
from qms.model.kinds.record import (
    Choice,
    Day,
    DepartmentId,
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


class Function(Choice):
    """What a department does for the system, whatever the company calls it."""

    leadership = "leadership", "公司领导", "Leadership"
    after_sales = "after-sales", "售后服务", "After-sales service"
    office = "office", "文件与人事", "Documents and people"
    quality = "quality", "质量", "Quality"
    production = "production", "生产", "Production"
    rnd = "rnd", "技术研发", "Research and development"


class Department(Register):
    """A department of the organisation chart."""

    header: ClassVar[Header] = Header(
        title=Text(zh="部门清单", en="Departments"),
        form="QR-5.2-01",
        clause="5.2",
        family="maintained",
        owner="office",
        id_pattern=r"[a-z]+(-[a-z]+)*",
    )
    name: Annotated[Words, Label("部门", "Department")]
    name_en: Annotated[Words, Label("英文名称", "English name")]
    head_post: Annotated[PostId, Label("负责岗位", "Headed by")]
    reports_to: Annotated[PostId | None, Label("分管岗位", "Reports to")] = None
    serves_as: Annotated[
        tuple[Function, ...],
        Label(
            "承担职能",
            "Serves as",
            hint="不填时，代号与职能同名的部门承担该职能",
            hint_en="left out: the department whose code is the function's",
        ),
    ] = ()
    duties: Annotated[Words, Label("职责", "Duties")]
    duties_en: Annotated[Remark, Label("职责（英文）", "Duties, in English")] = ""


class Qualification(Sheet):
    """What a post asks of its holder (7.2); complete once somebody holds the post."""

    education: Annotated[Remark, Label("学历", "Education")] = ""
    experience: Annotated[Remark, Label("经历", "Experience")] = ""
    training: Annotated[Remark, Label("培训", "Training")] = ""
    special: Annotated[Remark, Label("特殊资格", "Special qualification")] = ""


class Post(Register):
    """A post with its description (岗位说明书)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="岗位说明书", en="Post description"),
        form="QR-5.3-01",
        clause="5.3",
        family="maintained",
        owner="office",
        id_pattern=r"[a-z]+(-[a-z]+)*",
    )
    name: Annotated[Words, Label("岗位名称", "Post")]
    name_en: Annotated[Words, Label("英文名称", "English name")]
    department: Annotated[DepartmentId, Label("部门", "Department")]
    reports_to: Annotated[PostId | None, Label("上级岗位", "Reports to")] = None
    is_key_service: Annotated[bool, Label("服务关键岗位", "Key service post")] = False
    signs: Annotated[
        tuple[Role, ...],
        Label(
            "手册签署权",
            "Signs the manual",
            hint="编制、审核或批准",
            hint_en="prepares, reviews or approves",
        ),
    ] = ()
    grants_concessions: Annotated[bool, Label("让步批准权", "May grant concessions")] = False
    closes_complaints: Annotated[bool, Label("投诉关闭权", "May close complaints")] = False
    keeps_documents: Annotated[
        bool,
        Label(
            "受控文件管理权",
            "Keeps controlled documents",
            hint="发放、收回、销毁手册，发布，催办",
            hint_en="issues, recalls and destroys copies, releases, reminds",
        ),
    ] = False
    overview: Annotated[Remark, Label("岗位概述", "Overview")] = ""
    duties: Annotated[Remark, Label("岗位职责", "Duties")] = ""
    coordination: Annotated[Remark, Label("工作协调", "Coordination")] = ""
    authority: Annotated[Remark, Label("权限", "Authority")] = ""
    qualification: Annotated[Qualification, Label("任职资格", "Qualification")]
    features: Annotated[Remark, Label("工作特点", "Features of the work")] = ""
    written_by: Annotated[PersonId, Label("编写人", "Written by")]
    confirmed_by: Annotated[PersonId, Label("办公室确认人", "Confirmed by")]
    approved_by: Annotated[PersonId, Label("批准人", "Approved by")]
    approved_on: Annotated[Day, Happened(), Label("批准日期", "Approved on")]
