"""The annual review pack: every input of the management review on figures one can recount (9.7)."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

from qms.model.copies import copies_on, events_of
from qms.model.figure import Result
from qms.model.finding import Finding, Report, Severity
from qms.model.kinds.ch02_manual import ManualReview, Release
from qms.model.kinds.ch04_system import ContextAnalysis, InterestedParty, StrategicPlan
from qms.model.kinds.ch06_planning import Risk, RiskResponse
from qms.model.kinds.ch07_competence import ServiceManagerCertificate, Training
from qms.model.kinds.ch07_resources import EquipmentMaintenance, Instrument
from qms.model.kinds.ch08_complaints import Complaint
from qms.model.kinds.ch08_customers import FollowUp
from qms.model.kinds.ch08_delivery import CarrierEvaluation
from qms.model.kinds.ch08_repair import StationEvaluation
from qms.model.kinds.ch08_returns import Recall, ReturnReport
from qms.model.kinds.ch09_evaluation import ComplianceEvaluation, InternalAudit, SelfEvaluation
from qms.model.kinds.ch09_monitoring import (
    PerformanceAnalysis,
    ProcessMonitoring,
    SatisfactionAnalysis,
    SatisfactionSurvey,
)
from qms.model.kinds.ch09_review import ManagementReview, ReviewAction, ReviewInput
from qms.model.kinds.ch10_improvement import CorrectiveAction, ImprovementProject
from qms.model.kinds.record import Evidence, Record
from qms.model.snapshot import Snapshot
from qms.publish.pictures.tables import table

_EPOCH = (1980, 1, 1, 0, 0, 0)

# What each input of the agenda rests on: record kinds, key figures, clauses whose findings count.
AGENDA: dict[ReviewInput, tuple[tuple[type[Record], ...], tuple[str, ...], tuple[str, ...]]] = {
    ReviewInput.last_actions: ((ReviewAction,), (), ("9.7",)),
    ReviewInput.context: ((ContextAnalysis, InterestedParty, StrategicPlan), (), ("4.1",)),
    ReviewInput.satisfaction: (
        (SatisfactionSurvey, SatisfactionAnalysis, FollowUp),
        ("satisfaction",),
        ("9.5", "8.3.1"),
    ),
    ReviewInput.objectives: (
        (),
        ("complaint-closure", "complaint-dissatisfaction", "repeat-complaint"),
        ("3.3", "6.3"),
    ),
    ReviewInput.processes: (
        (ProcessMonitoring, PerformanceAnalysis),
        ("first-time-fix", "parts-order-fill", "follow-up-rate"),
        ("9.2", "9.3", "8.2.4", "8.2.5"),
    ),
    ReviewInput.corrective_actions: ((CorrectiveAction,), ("corrective-in-time",), ("10", "8.4")),
    ReviewInput.monitoring: (
        (Instrument, EquipmentMaintenance),
        ("calibration-in-time",),
        ("7.1",),
    ),
    ReviewInput.audits: ((SelfEvaluation, InternalAudit), (), ("9.6",)),
    ReviewInput.providers: ((CarrierEvaluation, StationEvaluation), (), ("8.2.1",)),
    ReviewInput.resources: (
        (Training, ServiceManagerCertificate),
        ("training-rate", "service-manager-share"),
        ("7.2", "7.3"),
    ),
    ReviewInput.risks: ((Risk, RiskResponse), (), ("6.1", "6.2")),
    ReviewInput.complaints: (
        (Complaint, ReturnReport, Recall),
        ("reply-48h", "handled-48h", "close-time-median", "close-time-p90"),
        ("3.2", "8.3.6", "8.2.6", "8.2.7"),
    ),
    ReviewInput.compliance: ((ComplianceEvaluation,), (), ("9.4", "6.4")),
    ReviewInput.manual: ((ManualReview, Release), (), ("2.2",)),
    ReviewInput.policy: ((ManagementReview,), (), ("5.4",)),
    ReviewInput.improvement: ((ImprovementProject,), (), ()),
}


@dataclass(frozen=True)
class Material:
    """What the pack is made from: the records, the year's figures by month, the check's report."""

    snapshot: Snapshot
    year: int
    yearly: tuple[Result, ...]
    monthly: tuple[Result, ...]
    report: Report


@dataclass(frozen=True)
class Section:
    """One input of the review with its figures, records and findings."""

    input: ReviewInput
    records: tuple[Record, ...]
    yearly: tuple[Result, ...]
    monthly: tuple[Result, ...]
    findings: tuple[Finding, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing is there to review: neither a record nor a figure with data."""
        return not self.records and all(each.value is None for each in self.yearly)


def sections(material: Material) -> tuple[Section, ...]:
    """Return the inputs in the order of the agenda."""
    return tuple(_section(material, each, *AGENDA[each]) for each in ReviewInput)


def _section(
    material: Material,
    given: ReviewInput,
    models: tuple[type[Record], ...],
    kpis: tuple[str, ...],
    clauses: tuple[str, ...],
) -> Section:
    return Section(
        given,
        tuple(record for model in models for record in _of_year(material, model)),
        tuple(each for each in material.yearly if each.kpi.id in kpis),
        tuple(each for each in material.monthly if each.kpi.id in kpis),
        tuple(
            finding
            for finding in material.report.findings
            if any(_is_under(finding.clause, clause) for clause in clauses)
        ),
    )


def _is_under(clause: str, parent: str) -> bool:
    return clause == parent or clause.startswith(parent + ".")


def _of_year(material: Material, model: type[Record]) -> Iterable[Record]:
    """Return registers whole, and of retained records those of the year.

    Decisions and reviews of the year before belong to it: they are its first input.
    """
    from_last_year = (ReviewAction, ManualReview, ManagementReview)
    for record in material.snapshot.all(model):
        if not isinstance(record, Evidence):
            yield record
            continue
        first = material.year - isinstance(record, from_last_year)
        if first <= record.date.year <= material.year and record.date <= material.snapshot.as_of:
            yield record


def pack_pdf(material: Material) -> bytes:
    """Return the pack as PDF: a one-page summary, then a section for each input."""
    from qms.publish.book.setting import printed

    title = f"{material.year} 年度管理评审输入"
    made = sections(material)
    body = _summary(material, made, title) + "".join(
        _printed(material, index, section) for index, section in enumerate(made, 1)
    )
    return printed(body, title=title, day=material.snapshot.as_of)


def _summary(material: Material, made: tuple[Section, ...], title: str) -> str:
    empty = [section.input.zh for section in made if section.is_empty]
    counts = "，".join(
        f"{severity.label.zh} {material.report.count(severity)}" for severity in reversed(Severity)
    )
    copies = copies_on(events_of(material.snapshot), material.snapshot.as_of).values()
    owed = sum(1 for copy in copies if copy.unacknowledged and copy.state.is_out)
    complete = (
        "本评审包不完整，下列输入没有内容，须说明“无，因为……”：" + "、".join(empty)
        if empty
        else "各项输入均有内容。"
    )
    release = material.snapshot.in_force
    name = release.name if release else "尚未发布"
    return (
        f"<h1>{escape(title)}</h1>"
        f"<p>数据截至 {material.snapshot.as_of}，现行手册 {escape(name)}，"
        f"未确认换页的受控本 {owed} 本。符合性检查：{counts}。</p><p>{escape(complete)}</p>"
        + _figure_table(material.yearly)
    )


def _figure_table(results: Iterable[Result]) -> str:
    return table(
        ("指标", "期间", "实绩", "目标", "结果", "计数/总数"),
        (
            (
                each.kpi.name,
                each.period,
                each.shown("zh"),
                each.target if each.target is not None else "—",
                {True: "达标", False: "未达标", None: "—"}[each.is_met],
                f"{len(each.counted)}/{len(each.base)}",
            )
            for each in results
        ),
    )


def _printed(material: Material, index: int, section: Section) -> str:
    parts = [f'<section class="next"><h2>{index}　{escape(section.input.zh)}</h2>']
    if section.is_empty:
        parts.append(
            f"<p>无，因为 {material.year} 年没有这类记录；评审前须由准备部门说明原因。</p>"
        )
    if section.yearly:
        parts.append(_figure_table(section.yearly))
        parts += [_trend(section, each) for each in section.yearly]
    if section.findings:
        parts.append("<h3>检查发现</h3>")
        parts.append(
            table(
                ("规则", "说明", "责任", "记录"),
                (
                    (each.code, each.say("zh"), each.owner, each.place.record or each.place.path)
                    for each in section.findings
                ),
            )
        )
    if section.records:
        listed = "、".join(record.id for record in section.records)
        parts.append(f"<h3>记录（{len(section.records)} 份）</h3><p>{escape(listed)}</p>")
    return "".join(parts) + "</section>"


def _trend(section: Section, yearly: Result) -> str:
    """Return twelve bars, a month each, with the target as a line and the values beneath."""
    months = [each for each in section.monthly if each.kpi.id == yearly.kpi.id]
    highest = max([float(each.value or 0) for each in months] + [float(yearly.target or 0), 1.0])
    bars: list[str] = []
    for index, month in enumerate(months):
        x = 20 + index * 36
        if month.value is not None:
            height = float(month.value) / highest * 80
            bars.append(
                f'<rect x="{x}" y="{90 - height:.2f}" width="24" height="{height:.2f}" '
                'fill="#1f5f8b"/>'
            )
        shown = "—" if month.value is None else month.shown("zh").split(" ")[0]
        bars.append(f'<text x="{x + 12}" y="102" font-size="7" text-anchor="middle">{shown}</text>')
        bars.append(
            f'<text x="{x + 12}" y="113" font-size="7" text-anchor="middle">{index + 1} 月</text>'
        )
    if yearly.target is not None:
        y = 90 - float(yearly.target) / highest * 80
        bars.append(f'<path d="M16 {y:.2f}H452" stroke="#b3261e" stroke-dasharray="3 2"/>')
        bars.append(f'<text x="455" y="{y + 2:.2f}" font-size="7">目标 {yearly.target}</text>')
    name = escape(yearly.kpi.name)
    return (
        f'<figure><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 500 118" role="img" '
        f'font-family="QMS Sans">{"".join(bars)}</svg>'
        f"<figcaption>{name}，逐月（{escape(yearly.kpi.unit)}）。"
        f"{escape(yearly.kpi.traps)}</figcaption></figure>"
    )


def pack_xlsx(material: Material) -> bytes:
    """Return every table of the pack as a workbook."""
    from qms.publish.workbook import Table, workbook

    figures = (*material.yearly, *material.monthly)
    tables = [
        Table(
            "指标",
            ("指标", "期间", "实绩", "单位", "目标", "计数", "总数", "计数的记录", "其余记录"),
            [
                (
                    each.kpi.name,
                    each.period,
                    "无数据" if each.value is None else float(each.value),
                    each.kpi.unit,
                    "" if each.target is None else float(each.target),
                    len(each.counted),
                    len(each.base),
                    " ".join(each.counted),
                    " ".join(sorted(set(each.base) - set(each.counted))),
                )
                for each in figures
            ],
        ),
        Table(
            "检查发现",
            ("规则", "条款", "程度", "说明", "责任", "位置"),
            [
                (
                    each.code,
                    each.clause,
                    each.severity.label.zh,
                    each.say("zh"),
                    each.owner,
                    each.place.path,
                )
                for each in material.report.findings
            ],
        ),
        Table(
            "输入与记录",
            ("输入", "记录"),
            [
                (section.input.zh, record.id)
                for section in sections(material)
                for record in section.records
            ],
        ),
    ]
    return workbook(tables, day=material.snapshot.as_of)


def pack_zip(files: dict[str, bytes]) -> bytes:
    """Return the files in one ZIP with a manifest that `sha256sum -c` understands."""
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**files, "SHA256SUMS": "".join(lines).encode()}.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
    return stream.getvalue()


def pack(material: Material) -> dict[str, bytes]:
    """Return the whole pack by file name."""
    makers: dict[str, Callable[[Material], bytes]] = {
        f"review-{material.year}.pdf": pack_pdf,
        f"review-{material.year}.xlsx": pack_xlsx,
    }
    files = {name: make(material) for name, make in makers.items()}
    return {**files, f"review-{material.year}.zip": pack_zip(files)}
