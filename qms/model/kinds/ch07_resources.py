"""Equipment, sites, instruments and knowledge (clauses 7.1.2 and 7.1.4 to 7.1.6)."""

from typing import Annotated, ClassVar

from pydantic import Field

from qms.model.kinds.marks import Deadline, Due, Happened, Judged
from qms.model.kinds.record import (
    Choice,
    Day,
    DepartmentId,
    Evidence,
    Header,
    Label,
    PersonId,
    Ref,
    Register,
    Remark,
    Sheet,
    Words,
)
from qms.text import Text


class UseState(Choice):
    """Whether an asset or instrument is used (green, blue and red label)."""

    in_use = "in-use", "在用", "In use"
    stopped = "stopped", "停用", "Stopped"
    scrapped = "scrapped", "报废", "Scrapped"


class EquipmentClass(Choice):
    """What sort of infrastructure an asset is (7.1.2)."""

    hardware = "hardware", "硬件设备", "Hardware"
    software = "software", "软件系统", "Software"
    support = "support", "支持系统", "Support system"


class Equipment(Register):
    """An asset with its owner and maintenance cycle (设备设施台账)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="设备设施台账", en="Equipment and facilities"),
        form="QR-7.1.2-01",
        clause="7.1.2",
        family="maintained",
        owner="production",
        id_pattern=r"EQ-\d{3}",
    )
    name: Annotated[Words, Label("名称", "Name")]
    equipment_class: Annotated[EquipmentClass, Label("类别", "Class")]
    model: Annotated[Remark, Label("规格型号", "Model")] = ""
    owner: Annotated[DepartmentId, Label("归口部门", "Owner")]
    cycle_months: Annotated[
        int, Field(ge=1), Label("维护周期", "Maintenance cycle", unit="月", unit_en="months")
    ]
    last_maintained: Annotated[Day, Happened(), Label("上次维护", "Last maintained")]
    state: Annotated[UseState, Label("状态", "State")]


class EquipmentMaintenance(Evidence):
    """Maintenance done on an asset (设备维护记录)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="设备维护记录", en="Maintenance record"),
        form="QR-7.1.2-02",
        clause="7.1.2",
        family="retained",
        owner="production",
        id_pattern=r"WH-\d{4}-\d{4}",
        retain_years=3,
    )
    equipment: Annotated[Annotated[str, Ref("equipment")], Label("设备", "Equipment")]
    work: Annotated[Words, Label("维护内容", "Work done")]
    result: Annotated[Words, Judged(), Label("结果", "Result")]


class SiteFinding(Sheet):
    """Something found on a site and closed, or not yet."""

    finding: Annotated[Words, Label("问题", "Finding")]
    due: Annotated[Day, Due(), Label("整改期限", "Due")]
    closed_on: Annotated[Day | None, Happened(closes=True), Label("关闭日期", "Closed on")] = None


class SiteInspection(Evidence):
    """A 5S inspection of a service site (现场5S检查记录)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="现场5S检查记录", en="5S site inspection"),
        form="QR-7.1.4-01",
        clause="7.1.4",
        family="retained",
        owner="after-sales",
        id_pattern=r"JC-\d{4}-\d{4}",
        retain_years=3,
    )
    area: Annotated[Words, Label("区域", "Area")]
    score: Annotated[int, Field(ge=0, le=100), Label("得分", "Score")]
    findings: Annotated[tuple[SiteFinding, ...], Label("问题", "Findings")] = ()


class InstrumentCheck(Sheet):
    """One recurring check of an instrument beside its calibration: what, how often, last when."""

    name: Annotated[Words, Label("检查项目", "Check")]
    every_months: Annotated[
        int, Field(ge=1), Label("检查周期", "Every", unit="月", unit_en="months")
    ]
    last_done: Annotated[Day, Happened(), Label("上次检查", "Last done")]


class Instrument(Register):
    """A measuring instrument, hardware or software (测量设备台账)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="测量设备台账", en="Measuring instruments"),
        form="QR-7.1.5-01",
        clause="7.1.5",
        family="maintained",
        owner="quality",
        id_pattern=r"MI-\d{3}",
    )
    name: Annotated[Words, Label("名称", "Name")]
    model: Annotated[Words, Label("规格型号", "Model")]
    serial: Annotated[Words, Label("出厂编号", "Serial number")]
    maker: Annotated[Remark, Label("生产厂", "Maker")] = ""
    range: Annotated[Remark, Label("测量范围", "Range")] = ""
    accuracy: Annotated[Remark, Label("准确度", "Accuracy")] = ""
    cycle_months: Annotated[
        int, Field(ge=1), Label("检定周期", "Calibration cycle", unit="月", unit_en="months")
    ]
    last_calibrated: Annotated[Day, Happened(), Label("上次检定", "Last calibrated")]
    due: Annotated[
        Day,
        Deadline(
            "检定",
            "calibrate",
            owner="department",
            is_owed=lambda each: each.state is UseState.in_use,
        ),
        Label("下次检定", "Next due"),
    ]
    certificate: Annotated[Words, Label("证书号", "Certificate")]
    department: Annotated[DepartmentId, Label("使用部门", "Used by")]
    state: Annotated[UseState, Label("状态", "State")]
    checks: Annotated[
        tuple[InstrumentCheck, ...],
        Label(
            "其他定期检查",
            "Other recurring checks",
            hint="检定以外的，如期间核查，各写一行",
            hint_en="beside calibration, a line each",
        ),
    ] = ()


class TracedWork(Sheet):
    """Work done with a failed instrument since its last good calibration, and the verdict."""

    record: Annotated[Words, Label("所涉工作记录", "Record of the work")]
    verdict: Annotated[Words, Label("评定", "Verdict")]


class InstrumentFailure(Evidence):
    """An instrument that failed, and the work it had been used for (测量设备失效跟踪表)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="测量设备失效跟踪表", en="Failure of an instrument"),
        form="QR-7.1.5-02",
        clause="7.1.5",
        family="retained",
        owner="quality",
        id_pattern=r"SX-\d{4}-\d{4}",
        retain_years=6,
    )
    instrument: Annotated[Annotated[str, Ref("instrument")], Label("测量设备", "Instrument")]
    found_on: Annotated[Day, Happened(), Label("发现日期", "Found on")]
    last_good: Annotated[Day, Happened(), Label("上次合格日期", "Last good calibration")]
    failure: Annotated[Words, Label("失效情况", "Failure")]
    traced: Annotated[tuple[TracedWork, ...], Label("追溯", "Traced work")] = ()
    none_because: Annotated[Remark, Label("无需追溯原因", "None, because")] = ""
    disposal: Annotated[Words, Label("处置", "What was done")]


class FailureCase(Register):
    """A fault and its proven remedy, for others to learn from (故障案例汇编手册)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="故障案例汇编手册", en="Failure cases"),
        form="QR-7.1.6-01",
        clause="7.1.6",
        family="maintained",
        owner="rnd",
        id_pattern=r"CASE-\d{3}",
    )
    title: Annotated[Words, Label("标题", "Title")]
    product: Annotated[Words, Label("产品", "Product")]
    fault_code: Annotated[Words, Label("故障代码", "Fault code")]
    symptom: Annotated[Words, Label("现象", "Symptom")]
    cause: Annotated[Words, Label("原因", "Cause")]
    remedy: Annotated[Words, Label("处理方案", "Remedy")]
    verified_by: Annotated[PersonId, Label("验证人", "Verified by")]
    issued: Annotated[Day, Happened(), Label("发布日期", "Issued")]
    reviewed: Annotated[Day, Happened(), Label("复核日期", "Reviewed")]


class KnowledgeArticle(Register):
    """A piece of service knowledge (售后服务信息知识库)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="售后服务信息知识库", en="Knowledge base"),
        form="QR-7.1.6-02",
        clause="7.1.6",
        family="maintained",
        owner="after-sales",
        id_pattern=r"KB-\d{3}",
    )
    title: Annotated[Words, Label("标题", "Title")]
    content: Annotated[Words, Label("内容", "Content")]
    owner: Annotated[PersonId, Label("维护人", "Kept by")]
    reviewed: Annotated[Day, Happened(), Label("复核日期", "Reviewed")]
