"""Sections on performance: satisfaction, objectives, processes, complaints, providers (9.7)."""

from collections import Counter
from statistics import fmean

from qms.model.kinds.ch04_system import Process
from qms.model.kinds.ch05_leadership import Post
from qms.model.kinds.ch06_objectives import Objective, ObjectiveResult
from qms.model.kinds.ch08_complaints import Complaint
from qms.model.kinds.ch08_customers import FollowUp, ProductGroup
from qms.model.kinds.ch08_delivery import Carrier, CarrierEvaluation
from qms.model.kinds.ch08_repair import ServiceStation, StationEvaluation
from qms.model.kinds.ch08_returns import Recall, RecallNotice, ReturnReport, UnitState
from qms.model.kinds.ch09_monitoring import (
    Kpi,
    PerformanceAnalysis,
    ProcessMonitoring,
    SatisfactionAnalysis,
    SatisfactionSurvey,
    SurveyScores,
)
from qms.model.kinds.record import Label, Status, called
from qms.publish.pictures.charts import Bar, Node, bars, tree
from qms.publish.review_pack.material import Chart, Fact, Grid, Material, Part, share
from qms.standing.evidence import beside
from qms.standing.objective_tree import Branch, trees
from qms.standing.objectives import periods, result_of
from qms.standing.promise import is_open
from qms.text import Text, same

_SHORT = 12
_INVALID = {Status.draft, Status.void}


def satisfaction(m: Material) -> Part:
    """Return what customers scored, item by item, and who was not satisfied."""
    surveys = m.of_year(SatisfactionSurvey)
    before = m.of_year(SatisfactionSurvey, m.year - 1)
    unhappy = [each for each in m.of_year(FollowUp) if not each.satisfied]
    drawn = []
    for name, described in SurveyScores.model_fields.items():
        label = next(each for each in described.metadata if isinstance(each, Label))
        scores = [getattr(each.scores, name) for each in surveys]
        if scores:
            mean = fmean(scores)
            drawn.append(Bar(m.say(label.text), mean, 0, f"{mean:.2f}"))
    title = m.t("调查各项平均分（1 至 5）", "Mean score of each item (1 to 5)")
    return Part(
        facts=(
            Fact(m.t("收回问卷", "Questionnaires returned"), len(surveys), len(before)),
            Fact(
                m.t("总体平均分", "Mean of the overall score"),
                _mean([each.scores.overall for each in surveys]),
                _mean([each.scores.overall for each in before]),
            ),
            Fact(m.t("不满意的回访", "Dissatisfied call-backs"), len(unhappy), "—", 0),
        ),
        grids=(
            Grid(
                m.t("满意度分析", "Analyses"),
                (m.t("编号", "Number"), m.t("批次", "Survey"), m.t("发放/回收", "Sent/returned"),
                 m.t("得分", "Score"), m.t("分析", "Findings"), m.t("措施", "Actions")),
                tuple(
                    (each.id, each.survey, f"{each.sent}/{each.returned}", each.score,
                     each.findings, each.actions)
                    for each in m.of_year(SatisfactionAnalysis)
                ),
            ),
            Grid(
                m.t("不满意的回访", "Dissatisfied call-backs"),
                (m.t("编号", "Number"), m.t("日期", "Date"), m.t("意见", "Remark"),
                 m.t("跟进", "Action"), m.t("结果", "Result")),
                tuple(
                    (each.id, each.date, each.remark, each.action or m.t("没有", "none"),
                     each.action_result or "—")
                    for each in unhappy
                ),
            ),
        ),
        charts=(Chart(bars(title, drawn), title),) if drawn else (),
    )  # fmt: skip


def _mean(scores: list[int]) -> str:
    return f"{fmean(scores):.2f}" if scores else "—"


def objectives(m: Material) -> Part:
    """Return the tree of objectives with what each period came to, and the misses."""
    results = m.of_year(ObjectiveResult)
    of_year = [each for each in results if each.period.startswith(str(m.year))]
    met = sum(each.met is True for each in of_year)
    judged = sum(each.met is not None for each in of_year)
    walked = [each for branch in trees(m.snapshot) for each in branch.walk()]
    title = m.t("目标分解和最近一期结果", "Objectives and their latest result")
    nodes = [_node(m, branch) for branch in trees(m.snapshot)]
    return Part(
        facts=(
            Fact(m.t("目标项数", "Objectives"), len(walked)),
            Fact(m.t("达成的期次", "Periods met"), share(met, judged)),
        ),
        grids=(_result_grid(m, walked), _misses(m, of_year)),
        charts=(Chart(tree(title, nodes), title, is_tall=True),) if nodes else (),
    )


def _node(m: Material, branch: Branch) -> Node:
    objective = branch.objective
    latest = None
    for period in periods(objective, m.year):
        latest = result_of(m.snapshot, objective, period.name) or latest
    mark = {True: "✓", False: "✗", None: "—"}[latest.met if latest else None]
    value = "—" if latest is None or latest.value is None else f"{latest.value}"
    target = objective.targets.get(str(m.year), "—")
    name = m.say(called(objective))
    name = name if len(name) <= _SHORT else name[:_SHORT] + "…"
    lines = (f"{objective.id} {mark} {value}/{target}", name)
    return Node(lines, tuple(_node(m, each) for each in branch.below))


def _result_grid(m: Material, walked: list[tuple[int, Objective]]) -> Grid:
    rows: list[tuple[object, ...]] = []
    for depth, objective in walked:
        said = []
        for period in periods(objective, m.year):
            found = result_of(m.snapshot, objective, period.name)
            if found is not None:
                mark = {True: "✓", False: "✗", None: ""}[found.met]
                value = m.t("无数据", "no data") if found.value is None else found.value
                said.append(f"{period.name[5:] or period.name} {value}{mark}")
        post = m.snapshot.find(Post, objective.post)
        whose = (
            (post.name if m.lang == "zh" else post.name_en)
            if post
            else m.department(objective.owner)
        )
        target = objective.targets.get(str(m.year), "—")
        rows.append((
            "　" * depth + objective.id,
            m.say(called(objective)),
            m.say(objective.level.label),
            whose,
            f"{target} {m.say(_units(m, objective))}",
            m.t("，", ", ").join(said) or m.t("没有结果", "no result"),
        ))  # fmt: skip
    return Grid(
        m.t("目标与各期结果", "Objectives and results"),
        (m.t("编号", "Number"), m.t("目标", "Objective"), m.t("层级", "Level"),
         m.t("责任", "Owner"), m.t("目标值", "Target"), m.t("各期结果", "Results")),
        tuple(rows),
    )  # fmt: skip


def _units(m: Material, objective: Objective) -> Text:
    """Return the unit of an objective, as the figure has it that it is bound to."""
    bound = m.snapshot.find(Kpi, objective.kpi or "")
    return bound.units if bound else same(objective.unit)


def _misses(m: Material, results: list[ObjectiveResult]) -> Grid:
    return Grid(
        m.t("未达成的原因和措施", "Misses: cause and action"),
        (m.t("记录", "Record"), m.t("目标", "Objective"), m.t("期间", "Period"),
         m.t("实绩", "Value"), m.t("原因", "Cause"), m.t("措施", "Action")),
        tuple(
            (each.id, each.objective, each.period, each.value, each.cause,
             " ".join(filter(None, (each.action, each.corrective_action))))
            for each in results
            if each.met is False
        ),
    )  # fmt: skip


def processes(m: Material) -> Part:
    """Return every process with its figures and its monitoring, and the analyses of the year."""
    watched = m.of_year(ProcessMonitoring)
    before = m.of_year(ProcessMonitoring, m.year - 1)
    rows, drawn = [], []
    for process in m.snapshot.all(Process):
        seen = [each for each in watched if each.process == process.id]
        bad = sum(not each.conforms for each in seen)
        figures = [m.figure(kpi, str(m.year)) for kpi in process.kpis]
        said = m.t("；", "; ").join(
            f"{each.kpi.name if m.lang == 'zh' else each.kpi.name_en} {each.shown(m.lang)}"
            for each in figures
            if each is not None
        )
        kept = sum(each.count for each in beside(m.snapshot, process.records, m.year))
        name = process.name if m.lang == "zh" else process.name_en
        rows.append((process.id, name, m.department(process.owner), said or "—",
                     share(len(seen) - bad, len(seen)) if seen else m.t("未监视", "not watched"),
                     kept))  # fmt: skip
        if seen:
            drawn.append(
                Bar(f"{process.id} {name}"[:_SHORT], len(seen), bad, f"{len(seen)} ({bad})")
            )
    title = m.t("各过程监视次数（其中不符合）", "Checks of each process (of which failed)")
    conform = sum(each.conforms for each in watched)
    return Part(
        facts=(
            Fact(
                m.t("过程监视符合", "Checks that conform"),
                share(conform, len(watched)),
                share(sum(each.conforms for each in before), len(before)),
            ),
            Fact(
                m.t("未监视的过程", "Processes not watched"),
                sum(not any(w.process == p.id for w in watched) for p in m.snapshot.all(Process)),
                "—",
                0,
            ),
        ),
        grids=(
            Grid(
                m.t("C1–C8、S1–S7、M1–M9 过程绩效", "Performance of C1–C8, S1–S7, M1–M9"),
                (m.t("过程", "Process"), m.t("名称", "Name"), m.t("责任", "Owner"),
                 m.t("指标", "Figures"), m.t("监视符合", "Checks conform"),
                 m.t("记录数", "Records")),
                tuple(rows),
            ),
            Grid(
                m.t("不符合的监视", "Checks that failed"),
                (m.t("编号", "Number"), m.t("过程", "Process"), m.t("准则", "Criterion"),
                 m.t("观察结果", "Observed"), m.t("措施", "Action")),
                tuple((e.id, e.process, e.criterion, e.observed, e.action or m.t("没有", "none"))
                      for e in watched if not e.conforms),
            ),
            Grid(
                m.t("绩效分析", "Analyses of performance"),
                (m.t("编号", "Number"), m.t("期间", "Period"), m.t("趋势", "Trend"),
                 m.t("原因", "Cause"), m.t("措施", "Action")),
                tuple((each.id, each.period, each.trend, each.cause, each.action)
                      for each in m.of_year(PerformanceAnalysis)),
            ),
        ),
        charts=(Chart(bars(title, drawn), title),) if drawn else (),
    )  # fmt: skip


def complaints(m: Material) -> Part:
    """Return complaints by product with those open, returns, and recalls unit by unit."""
    received = [each for each in m.of_year(Complaint) if each.status not in _INVALID]
    before = [e for e in m.of_year(Complaint, m.year - 1) if e.status not in _INVALID]
    still = [e for e in received if is_open(e, m.snapshot)]
    every, unclosed = Counter(e.product for e in received), Counter(e.product for e in still)
    drawn = [
        Bar(m.say(each.label), every[each], unclosed[each], f"{every[each]} ({unclosed[each]})")
        for each in ProductGroup
        if every[each]
    ]
    title = m.t("各产品的投诉（其中未关闭）", "Complaints by product (of which open)")
    returns, recalls = m.of_year(ReturnReport), m.of_year(Recall)
    backlog = m.figure("complaint-closure", str(m.year))
    aged = backlog.backlog.shown(m.lang) if backlog and backlog.backlog else "—"
    return Part(
        facts=(
            Fact(m.t("投诉", "Complaints"), len(received), len(before)),
            Fact(m.t("其中", "of which"), aged),
            Fact(m.t("退换", "Returns"), len(returns), len(m.of_year(ReturnReport, m.year - 1))),
            Fact(m.t("召回", "Recalls"), len(recalls), len(m.of_year(Recall, m.year - 1))),
        ),
        grids=(
            Grid(
                m.t("退换货", "Returns"),
                (m.t("编号", "Number"), m.t("产品", "Goods"), m.t("原因", "Reason"),
                 m.t("处理", "Remedy"), m.t("责任", "Responsible"), m.t("闭环", "Closed")),
                tuple((e.id, e.goods, e.reason, m.say(e.remedy.label) if e.remedy else "—",
                       e.responsible_unit, e.closed_on or m.t("未闭环", "open")) for e in returns),
            ),
            Grid(
                m.t("召回", "Recalls"),
                (m.t("编号", "Number"), m.t("原因", "Reason"), m.t("应召回/已完成", "Units/done"),
                 m.t("差异", "Deviation"), m.t("结束", "Ended")),
                tuple(_recall_row(m, each) for each in recalls),
            ),
        ),
        charts=(Chart(bars(title, drawn), title),) if drawn else (),
    )  # fmt: skip


def _recall_row(m: Material, recall: Recall) -> tuple[object, ...]:
    notice = m.snapshot.find(RecallNotice, recall.notice)
    done = sum(each.state is UnitState.reached for each in recall.serials)
    return (recall.id, notice.reason if notice else "—", f"{len(recall.serials)}/{done}",
            recall.deviation or "—", recall.ended_on or m.t("未结束", "open"))  # fmt: skip


def providers(m: Material) -> Part:
    """Return how carriers and stations did, against the year before."""
    stations, carriers = m.of_year(StationEvaluation), m.of_year(CarrierEvaluation)
    rows: list[tuple[object, ...]] = []
    drawn: list[Bar] = []
    evaluations: tuple[CarrierEvaluation | StationEvaluation, ...] = (*carriers, *stations)
    for each in evaluations:
        provider = (
            m.snapshot.find(Carrier, each.carrier)
            if isinstance(each, CarrierEvaluation)
            else m.snapshot.find(ServiceStation, each.station)
        )
        name = provider.name if provider else each.id
        rows.append((each.id, name, each.period, each.total, m.say(each.result.label),
                     each.finding or "—", each.action or "—"))  # fmt: skip
        drawn.append(Bar(name[:_SHORT], float(each.total), 0, f"{each.total}"))
    title = m.t("综合得分", "Total score")
    return Part(
        facts=(
            Fact(m.t("承运商评价", "Evaluations of carriers"), len(carriers),
                 len(m.of_year(CarrierEvaluation, m.year - 1))),
            Fact(m.t("服务站评价", "Evaluations of stations"), len(stations),
                 len(m.of_year(StationEvaluation, m.year - 1))),
        ),
        grids=(
            Grid(
                m.t("承运商和服务站评价", "Evaluations of carriers and stations"),
                (m.t("编号", "Number"), m.t("名称", "Name"), m.t("期间", "Period"),
                 m.t("得分", "Score"), m.t("结论", "Result"), m.t("问题", "Findings"),
                 m.t("改进要求", "Improvement")),
                tuple(rows),
            ),
        ),
        charts=(Chart(bars(title, drawn), title),) if drawn else (),
        lacking=(m.t("备件等外部供方没有评价记录，须由供应部补充",
                     "no record of the evaluation of parts suppliers; Supply to add"),),
    )  # fmt: skip
