"""The first page: what was grave, what was missed, what the chair is asked to decide (9.7)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qms.model.figure import Result
from qms.model.finding import Finding, Severity
from qms.model.kinds.ch04_system import Process
from qms.model.kinds.ch06_risks import Risk
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch08_complaints import Complaint, ComplaintGrade
from qms.model.kinds.ch08_returns import RecallLevel, RecallNotice
from qms.model.kinds.ch09_monitoring import ProcessMonitoring
from qms.model.kinds.ch09_review import ActionState, ReviewAction
from qms.model.kinds.ch10_improvement import ActionGrade, CorrectiveAction
from qms.model.kinds.record import Choice, Record
from qms.publish.review_pack.material import Grid, Material
from qms.standing.copies import copies_on, events_of
from qms.text import numbered

_EVENTS = 3
_DECISIONS = 8
_WORDS = 64


@dataclass(frozen=True, slots=True)
class Matter:
    """What the chair is asked to decide: its ground in the records, a proposal, who would act."""

    matter: str
    ground: str
    proposal: str
    department: str


def events(m: Material) -> Grid:
    """Return the gravest events of the year: recalls, then complaints of danger, then the rest."""
    found = sorted(_events(m), key=lambda each: (each[0], each[1]))[:_EVENTS]
    heads = (m.t("日期", "Date"), m.t("事项", "What happened"), m.t("记录", "Record"))
    rows = tuple((str(day), words, number) for _, day, words, number in found)
    return Grid(m.t("本年重大事项", "The gravest events of the year"), heads, rows)


def _events(m: Material) -> Iterator[tuple[int, dt.date, str, str]]:
    """Yield rank, day, words and number; what was opened upon one of them is no other."""
    told: set[str] = set()
    ranks = {RecallLevel.first: 0, RecallLevel.second: 2, RecallLevel.third: 4}
    for each in m.of_year(RecallNotice):
        yield ranks[each.level], each.date, _said(m, each, each.level, each.reason), each.id
    grades = {ComplaintGrade.safety: 1, ComplaintGrade.batch: 3, ComplaintGrade.media: 5}
    for complaint in m.of_year(Complaint):
        if complaint.grade in grades:
            told.add(complaint.id)
            said = _said(m, complaint, complaint.grade, complaint.content)
            yield grades[complaint.grade], complaint.date, said, complaint.id
    for action in m.of_year(CorrectiveAction):
        if action.grade is ActionGrade.major and action.source_record not in told:
            yield 6, action.date, _said(m, action, action.grade, action.fact), action.id


def _said(m: Material, record: Record, grade: Choice, words: str) -> str:
    form = m.t("{}（{}）：{}", "{} ({}): {}")
    return form.format(m.say(record.header.title), m.say(grade.label), _cut(words))


def _cut(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= _WORDS else plain[: _WORDS - 1] + "…"


def missed(m: Material, results: Sequence[Result]) -> Grid:
    """Return the figures that missed their targets, worst first, with what is done about it."""
    rows = tuple(
        (name(m, each), each.shown(m.lang), each.target, each.counts(m.lang), _action(m, each))
        for each in sorted(results, key=_shortfall, reverse=True)
        if each.is_met is False
    )
    heads = (m.t("指标", "Figure"), m.t("实绩", "Value"), m.t("目标", "Target"), "n",
             m.t("已开的措施", "Action on file"))  # fmt: skip
    return Grid(m.t("未达标", "Targets missed"), heads, rows)


def met(m: Material, results: Sequence[Result]) -> str:
    """Return in one line which figures are on target, and which have no data or target."""
    good = [name(m, each) for each in results if each.is_met]
    open_ = [name(m, each) for each in results if each.is_met is None]
    sep = m.t("、", ", ")
    said = m.t(
        f"达标 {len(good)} 项：{sep.join(good) or '无'}",
        f"{len(good)} on target: {sep.join(good) or 'none'}",
    )
    if open_:
        said += m.t(
            f"；没有目标或没有数据 {len(open_)} 项：{sep.join(open_)}",
            f"; {len(open_)} without target or data: {sep.join(open_)}",
        )
    return said + m.t("。", ".")


def name(m: Material, result: Result) -> str:
    """Return a figure's name."""
    return result.kpi.name if m.lang == "zh" else result.kpi.name_en


def _shortfall(result: Result) -> float:
    if result.value is None or not result.target:
        return 0.0
    return abs(float(result.value - result.target)) / float(abs(result.target))


def _action(m: Material, result: Result) -> str:
    """Return the corrective actions that name the figure or one of its records that fell short."""
    rest = set(result.base) - set(result.counted)
    found = [
        each.id
        for each in m.of_year(CorrectiveAction)
        if each.source_record
        and (each.source_record == result.kpi.id or each.source_record in rest)
    ]
    return " ".join(found) or m.t("没有", "none")


def decisions(m: Material, lacking: Sequence[str]) -> tuple[Matter, ...]:
    """Return what the chair is asked to decide, gravest first, each with its ground."""
    found: list[Matter] = []
    for made in (_risks, _late_actions, _late_decisions, _findings, _copies, _processes):
        found += made(m)
    found += [_missing(m, each) for each in lacking]
    return tuple(found[:_DECISIONS])


def _home(m: Material, number: str) -> str:
    person = m.snapshot.find(Person, number)
    return m.department(person.department if person else number)


def _days(m: Material, due: dt.date) -> str:
    late = (m.as_of - due).days
    return m.t(f"期限 {due}，逾期 {late} 天", f"due {due}, {numbered(late, 'day', 'days')} ago")


def _risks(m: Material) -> Iterator[Matter]:
    for risk in m.snapshot.all(Risk):
        if risk.done_on is None and risk.due < m.as_of:
            yield Matter(
                m.t(f"{m.say(risk.level.label)}风险的应对没有完成：{_cut(risk.description)}",
                    f"{m.say(risk.level.label)} risk, not answered: {_cut(risk.description)}"),
                m.t("；", "; ").join((risk.id, _days(m, risk.due))),
                m.t("给资源并定新的期限，或者决定承受这项风险",
                    "give means and a new date, or accept the risk"),
                m.department(risk.owner),
            )  # fmt: skip


def _late_actions(m: Material) -> Iterator[Matter]:
    for each in m.snapshot.current(CorrectiveAction):
        if each.closed_on is None and each.due < m.as_of:
            yield Matter(
                m.t(f"纠正措施未按期关闭：{_cut(each.fact)}",
                    f"Corrective action not closed in time: {_cut(each.fact)}"),
                m.t("；", "; ").join((each.id, _days(m, each.due))),
                m.t("定新的期限，并指定验证人", "set a new date and who verifies"),
                m.department(each.responsible),
            )  # fmt: skip


def _late_decisions(m: Material) -> Iterator[Matter]:
    for each in m.snapshot.current(ReviewAction):
        if each.state in {ActionState.done, ActionState.cancelled} or each.due >= m.as_of:
            continue
        yield Matter(
            m.t(f"上次评审的决定未完成：{_cut(each.decision)}",
                f"Decision of an earlier review not carried out: {_cut(each.decision)}"),
            m.t("；", "; ").join((each.id, _days(m, each.due))),
            m.t("继续、改期或者取消", "carry on, postpone or cancel"),
            _home(m, each.owner),
        )  # fmt: skip


_ASKED = {
    "STD101": ("批准新版标准的过渡计划", "approve the plan of transition"),
    "OBL102": ("定由谁何时对照新规定修订手册", "settle who revises the manual, and by when"),
    "MEA101": (
        "停用并送检，追查逾期以来的测量结果",
        "stop its use, calibrate, trace what it measured",
    ),
    "PEO102": ("安排复审或者调离关键岗位", "renew, or take the person off the key post"),
    "CPY106": ("责成限期收回或者移交", "have it brought back or handed over by a date"),
}
"""What may be decided about the findings that need a chair, by rule."""


def _findings(m: Material) -> Iterator[Matter]:
    ranked = sorted(
        (each for each in m.report.findings if each.code in _ASKED),
        key=lambda each: (-list(Severity).index(each.severity), each.due or m.as_of, each.code),
    )
    seen: set[str] = set()
    for each in ranked:
        if each.code not in seen:
            seen.add(each.code)
            yield _asked(m, each)


def _asked(m: Material, found: Finding) -> Matter:
    where = found.place.record or found.place.path
    late = [_days(m, found.due)] if found.due and found.due < m.as_of else []
    proposal = m.t(*_ASKED[found.code])
    said = found.say(m.lang).rstrip("。.")
    ground = m.t("；", "; ").join((f"{found.code} {where}", *late))
    return Matter(said, ground, proposal, m.department(found.owner))


def _copies(m: Material) -> Iterator[Matter]:
    # What was sent yesterday may still come back by itself; the chair decides on what is late.
    days = m.snapshot.settings.limits.receipt_days
    out = copies_on(events_of(m.snapshot), m.as_of).values()
    owed = sorted(
        each.number
        for each in out
        if each.state.is_out
        and any((m.as_of - notice.date).days > days for notice in each.unacknowledged)
    )
    if owed:
        yield Matter(
            m.t(f"{len(owed)} 本受控手册换页逾期没有回执",
                f"controlled copies whose receipt is late: {len(owed)}"),
            m.t("分发号 ", "copies ") + m.t("、", ", ").join(owed),
            m.t("责成持有部门限期换页并交回执", "have the holders exchange and confirm by a date"),
            m.department("after-sales"),
        )  # fmt: skip


def _processes(m: Material) -> Iterator[Matter]:
    every = m.snapshot.all(Process)
    done = {each.process for each in m.of_year(ProcessMonitoring)}
    bare = [each.id for each in every if each.id not in done]
    if every and bare:
        yield Matter(
            m.t(f"{len(bare)}/{len(every)} 个过程本年没有监视",
                f"processes not monitored this year: {len(bare)} of {len(every)}"),
            m.t("、", ", ").join(bare),
            m.t("责成过程责任人补做，或者改定监视频次",
                "have the owners make up for it, or settle another frequency"),
            m.department("quality"),
        )  # fmt: skip


def _missing(m: Material, words: str) -> Matter:
    return Matter(
        words,
        m.t("评审输入缺失", "an input of the review is missing"),
        m.t("定由谁何时补齐", "settle who adds it, and by when"),
        "—",
    )


def decision_grid(m: Material, matters: Sequence[Matter]) -> Grid:
    """Return the matters to be decided as a table."""
    heads = (m.t("序", "No."), m.t("事项", "Matter"), m.t("依据", "Ground"),
             m.t("建议", "Proposal"), m.t("责任部门", "Department"))  # fmt: skip
    rows = tuple(
        (number, each.matter, each.ground, each.proposal, each.department)
        for number, each in enumerate(matters, 1)
    )
    return Grid(m.t("请决定", "Please decide"), heads, rows)
