"""Sections on means and audits: instruments, people, funds, the star estimate (9.7)."""

from collections import Counter
from fractions import Fraction

from qms.model.kinds.ch07_competence import ServiceManagerCertificate, Training
from qms.model.kinds.ch07_resources import (
    EquipmentMaintenance,
    Instrument,
    InstrumentFailure,
    SiteInspection,
    UseState,
)
from qms.model.kinds.ch09_evaluation import (
    AuditResult,
    IndicatorGroup,
    InternalAudit,
    SelfEvaluation,
)
from qms.model.kinds.ch09_monitoring import ProcessMonitoring
from qms.publish.pictures.charts import Bar, bars
from qms.publish.review_pack.material import Chart, Fact, Grid, Material, Part, share
from qms.standing.scoring import Score, cut, points_of, score

_FUNDS = "S7"


def monitoring(m: Material) -> Part:
    """Return the instruments with those overdue, maintenance, failures and inspections."""
    used = [each for each in m.snapshot.all(Instrument) if each.state is UseState.in_use]
    late = [each for each in used if each.due < m.as_of]
    every = Counter(each.department for each in used)
    bad = Counter(each.department for each in late)
    title = m.t("各部门在用仪器（其中超期）", "Instruments by department (of which overdue)")
    drawn = [Bar(m.department(each), every[each], bad[each], f"{every[each]} ({bad[each]})")
             for each in sorted(every)]  # fmt: skip
    failures = m.of_year(InstrumentFailure)
    inspections = m.of_year(SiteInspection)
    before = m.of_year(SiteInspection, m.year - 1)
    return Part(
        facts=(
            Fact(m.t("在用仪器超期", "Instruments overdue"), share(len(late), len(used)), "—", 0),
            Fact(m.t("测量设备失效", "Failures of instruments"), len(failures),
                 len(m.of_year(InstrumentFailure, m.year - 1))),
            Fact(m.t("设备维护", "Maintenance of equipment"), len(m.of_year(EquipmentMaintenance)),
                 len(m.of_year(EquipmentMaintenance, m.year - 1))),
            Fact(m.t("5S 检查平均分", "Mean score of 5S inspections"), _mean(inspections),
                 _mean(before)),
        ),
        grids=(
            Grid(
                m.t("超期或将到期的仪器", "Instruments overdue or next due"),
                (m.t("编号", "Number"), m.t("名称", "Name"), m.t("部门", "Department"),
                 m.t("上次检定", "Last"), m.t("下次检定", "Due"), m.t("状态", "State")),
                tuple((e.id, e.name, m.department(e.department), e.last_calibrated, e.due,
                       m.t("超期", "overdue") if e in late else m.t("在期", "in time"))
                      for e in sorted(used, key=lambda each: each.due)),
            ),
        ),
        charts=(Chart(bars(title, drawn), title),) if drawn else (),
    )  # fmt: skip


def _mean(inspections: tuple[SiteInspection, ...]) -> str:
    if not inspections:
        return "—"
    return f"{sum(each.score for each in inspections) / len(inspections):.1f}"


def audits(m: Material) -> Part:
    """Return the self-evaluation with its score and star estimate, and the audits."""
    now, before = _newest(m, m.year), _newest(m, m.year - 1)
    audited = [(each, row) for each in m.of_year(InternalAudit) for row in each.audited]
    bad = [pair for pair in audited if pair[1].result is AuditResult.nonconform]
    facts = [
        Fact(m.t("自我评价得分", "Score of the self-evaluation"), _scored(m, now),
             _scored(m, before), m.t("不低于 70", "70 at least")),
        Fact(m.t("内审条款符合", "Clauses audited that conform"),
             share(len(audited) - len(bad), len(audited))),
    ]  # fmt: skip
    grids = [
        Grid(
            m.t("内审不符合", "Nonconformities of audits"),
            (m.t("审核", "Audit"), m.t("条款", "Clause"), m.t("证据", "Evidence"),
             m.t("纠正措施", "Corrective action")),
            tuple((each.id, row.clause, row.evidence, row.action or m.t("没有", "none"))
                  for each, row in bad),
        )
    ]  # fmt: skip
    charts: tuple[Chart, ...] = ()
    if now is not None:
        found = score(now)
        facts.append(Fact(m.t("星级估计", "Star estimate"), m.say(found.level),
                          m.say(score(before).level) if before else "—"))  # fmt: skip
        grids += [_groups(m, now, found), _lost(m, now)]
        charts = (_group_chart(m, now),)
    return Part(tuple(facts), tuple(grids), charts)


def _newest(m: Material, year: int) -> SelfEvaluation | None:
    found = [e for e in m.snapshot.live(SelfEvaluation) if e.year == year and e.date <= m.as_of]
    return max(found, key=lambda each: each.date, default=None)


def _scored(m: Material, evaluation: SelfEvaluation | None) -> str:
    if evaluation is None:
        return m.t("没有评价", "not evaluated")
    return f"{score(evaluation).shown} ({evaluation.id})"


def _of_group(evaluation: SelfEvaluation, group: IndicatorGroup) -> tuple[Fraction, Fraction]:
    """Return the applicable and the obtained points of a group."""
    rows = [e for e in evaluation.indicators if e.group is group and e.applicable]
    applicable = sum((Fraction(each.points) for each in rows), Fraction(0))
    return applicable, sum((points_of(each) or Fraction(0) for each in rows), Fraction(0))


def _groups(m: Material, evaluation: SelfEvaluation, found: Score) -> Grid:
    rows: list[tuple[object, ...]] = []
    for group in IndicatorGroup:
        applicable, obtained = _of_group(evaluation, group)
        rows.append((m.say(group.label), cut(applicable), cut(obtained)))
    rows.append((m.t("特殊扣分", "Special deductions"), "", f"-{found.deductions}"))
    rows.append((m.t("特殊加分", "Special point"), "", f"+{found.bonus}"))
    rows.append((m.t("合计", "Total"), cut(found.applicable),
                 cut(found.obtained)))  # fmt: skip
    return Grid(
        f"{evaluation.id} {m.t('得分（分值来源：', '(points: ')}{evaluation.points_note}"
        f"{m.t('）', ')')}",
        (m.t("组别", "Group"), m.t("适用分", "Applicable"), m.t("实得分", "Obtained")),
        tuple(rows),
    )


def _lost(m: Material, evaluation: SelfEvaluation) -> Grid:
    rows = []
    for each in evaluation.indicators:
        points = points_of(each)
        if points is None:
            rows.append((each.indicator, each.name, m.t("不适用", "not applicable"), each.note))
        elif points < Fraction(each.points):
            lost = f"-{float(Fraction(each.points) - points):.2f}"
            rows.append((each.indicator, each.name, lost, each.evidence))
    rows += [("—", m.t("特殊扣分", "Special deduction"), "-1", f"{e.reason} {e.action or ''}")
             for e in evaluation.deductions]  # fmt: skip
    return Grid(
        m.t("失分和不适用", "Points lost and items excluded"),
        (m.t("指标", "Item"), m.t("名称", "Name"), m.t("失分", "Lost"), m.t("依据", "Because")),
        tuple(rows),
    )


def _group_chart(m: Material, evaluation: SelfEvaluation) -> Chart:
    title = m.t("各组适用分（其中失去的）", "Points of each group (of which lost)")
    drawn = []
    for group in IndicatorGroup:
        applicable, obtained = _of_group(evaluation, group)
        lost = float(applicable - obtained)
        note = f"{cut(obtained)} / {cut(applicable)}"
        drawn.append(Bar(m.say(group.label), float(applicable), lost, note))
    return Chart(bars(title, drawn), title)


def resources(m: Material) -> Part:
    """Return people, certificates, training and funds."""
    certificates = m.snapshot.all(ServiceManagerCertificate)
    expired = [each for each in certificates if each.expires < m.as_of]
    trainings = m.of_year(Training)
    title = m.t("培训人次（其中未到）", "Training attended (of which absent)")
    drawn = [
        Bar(each.topic[:12], each.expected, each.expected - each.attended,
            f"{each.attended}/{each.expected}")
        for each in trainings
    ]  # fmt: skip
    funds = [each for each in m.of_year(ProcessMonitoring) if each.process == _FUNDS]
    return Part(
        facts=(
            Fact(m.t("培训场次", "Trainings"), len(trainings),
                 len(m.of_year(Training, m.year - 1))),
            Fact(m.t("管理师证书（过期）", "Certificates (expired)"),
                 f"{len(certificates)} ({len(expired)})"),
            Fact(m.t("专项资金监视", "Monitoring of the funds (S7)"), len(funds)),
        ),
        grids=(
            Grid(
                m.t("管理师证书", "Service managers' certificates"),
                (m.t("编号", "Number"), m.t("人员", "Person"), m.t("到期", "Expires"),
                 m.t("状态", "State")),
                tuple((e.id, m.person(e.person), e.expires,
                       m.t("过期", "expired") if e in expired else m.t("有效", "valid"))
                      for e in certificates),
            ),
            Grid(
                m.t("专项资金监视", "Monitoring of the funds"),
                (m.t("编号", "Number"), m.t("准则", "Criterion"), m.t("观察结果", "Observed")),
                tuple((each.id, each.criterion, each.observed) for each in funds),
            ),
        ),
        charts=(Chart(bars(title, drawn), title),) if drawn else (),
        lacking=()
        if funds
        else (
            m.t("服务专项资金的预算和使用没有记录，须由财务部补充",
                "no record of the service funds' budget and use; Finance to supply"),
        ),
    )  # fmt: skip
