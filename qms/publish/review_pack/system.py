"""Sections on the system: decisions, context, actions, audits, risks, compliance, manual (9.7)."""

from collections import Counter

from qms.model.kinds.ch02_manual import AmendmentRecord, release_name
from qms.model.kinds.ch02_review import ManualReview, ReviewOutcome
from qms.model.kinds.ch04_system import ContextAnalysis, InterestedParty, StrategicPlan
from qms.model.kinds.ch06_obligations import Compliance
from qms.model.kinds.ch06_risks import Risk, RiskResponse
from qms.model.kinds.ch08_customers import CultureCommunication
from qms.model.kinds.ch08_returns import NonconformingService
from qms.model.kinds.ch09_evaluation import ComplianceEvaluation
from qms.model.kinds.ch09_review import ActionState, ReviewAction
from qms.model.kinds.ch10_improvement import ActionSource, CorrectiveAction, ImprovementProject
from qms.publish.pictures.charts import Bar, bars
from qms.publish.pictures.risks import Placed, RiskState, risk_matrix
from qms.publish.review_pack.material import Chart, Fact, Grid, Material, Part, share
from qms.standing.copies import ControlledCopy, copies_on, events_of
from qms.standing.obligations import standings


def last_actions(m: Material) -> Part:
    """Return what became of the decisions of the review before."""
    decisions = [decision for _, decision in m.handed_on]
    if not decisions:
        return Part()
    rows, states = [], Counter[str]()
    for decision in decisions:
        action = m.snapshot.find(ReviewAction, decision.action)
        state = m.say(action.state.label) if action else m.t("没有跟踪", "not followed")
        states[state] += 1
        rows.append((
            action.id if action else "—", decision.text, m.person(decision.owner),
            decision.due or "—", state, (action.done_on if action else None) or "—",
            action.evidence if action else "—",
        ))  # fmt: skip
    actions = [m.snapshot.find(ReviewAction, each.action) for each in decisions]
    done = [each for each in actions if each and each.state is ActionState.done]
    in_time = [each for each in done if each.done_on and each.done_on <= each.due]
    title = m.t("上次评审决定的进展", "Progress of last year's decisions")
    of = m.t("、", ", ").join(dict.fromkeys(review.id for review, _ in m.handed_on))
    return Part(
        facts=(
            Fact(m.t("决定完成", "Decisions carried out"), share(len(done), len(rows))),
            Fact(m.t("其中按期", "of which in time"), share(len(in_time), len(done))),
        ),
        grids=(
            Grid(
                f"{of} {m.t('的决定', ': decisions')}",
                (m.t("跟踪", "Followed as"), m.t("决定", "Decision"), m.t("责任人", "Owner"),
                 m.t("期限", "Due"), m.t("进展", "State"), m.t("完成", "Done"),
                 m.t("证据", "Evidence")),
                tuple(rows),
            ),
        ),
        charts=(Chart(bars(title, [Bar(k, n, 0, str(n)) for k, n in states.items()]), title),)
        if rows else (),
    )  # fmt: skip


def context(m: Material) -> Part:
    """Return the factors found in the year, the parties, and how far the yearly plan is."""
    analyses = m.of_year(ContextAnalysis)
    before = m.of_year(ContextAnalysis, m.year - 1)
    factors = [(each, factor) for each in analyses for factor in each.factors]
    inside = sum(factor.internal for _, factor in factors)
    plans = [each for each in m.snapshot.live(StrategicPlan)
             if each.first_year <= m.year <= each.last_year and each.date <= m.as_of]  # fmt: skip
    actions = [action for plan in plans for action in plan.actions]
    return Part(
        facts=(
            Fact(m.t("月度分析", "Monthly analyses"), len(analyses), len(before), 12),
            Fact(m.t("内部/外部因素", "Internal/external factors"),
                 f"{inside}/{len(factors) - inside}"),
            Fact(m.t("相关方", "Interested parties"), len(m.snapshot.all(InterestedParty))),
        ),
        grids=(
            Grid(
                m.t("因素", "Factors"),
                (m.t("编号", "Number"), m.t("因素", "Factor"), m.t("内/外", "Inside/outside"),
                 m.t("影响", "Influence"), m.t("关联风险", "Risk")),
                tuple((a.id, f.factor, m.t("内", "inside") if f.internal else m.t("外", "outside"),
                       f.influence, f.risk or "—") for a, f in factors),
            ),
            Grid(
                m.t("战略和年度计划措施", "Measures of the plans"),
                (m.t("措施", "Measure"), m.t("责任人", "Owner"), m.t("期限", "Due"),
                 m.t("进展", "State"), m.t("完成", "Done")),
                tuple((each.action, m.person(each.owner), each.due, m.say(each.state.label),
                       each.done_on or "—") for each in actions),
            ),
        ),
    )  # fmt: skip


def corrective_actions(m: Material) -> Part:
    """Return nonconforming services and corrective actions, by source with those open."""
    actions = m.of_year(CorrectiveAction)
    services = m.of_year(NonconformingService)
    still = [each for each in actions if each.closed_on is None or each.closed_on > m.as_of]
    late = [each for each in still if each.due < m.as_of]
    drawn = []
    for source in ActionSource:
        found = [each for each in actions if each.source is source]
        bad = sum(each in still for each in found)
        if found:
            drawn.append(Bar(m.say(source.label), len(found), bad, f"{len(found)} ({bad})"))
    title = m.t("纠正措施的来源（其中未关闭）", "Sources of corrective actions (of which open)")
    return Part(
        facts=(
            Fact(m.t("不合格服务", "Nonconforming services"), len(services),
                 len(m.of_year(NonconformingService, m.year - 1))),
            Fact(m.t("纠正措施", "Corrective actions"), len(actions),
                 len(m.of_year(CorrectiveAction, m.year - 1))),
            Fact(m.t("未关闭", "Open"), len(still)),
            Fact(m.t("逾期", "Overdue"), len(late), "—", 0),
        ),
        grids=(
            Grid(
                m.t("纠正措施", "Corrective actions"),
                (m.t("编号", "Number"), m.t("来源", "Source"), m.t("事实", "Fact"),
                 m.t("责任", "Responsible"), m.t("期限", "Due"), m.t("关闭", "Closed"),
                 m.t("效果", "Effect")),
                tuple((e.id, m.say(e.source.label), e.fact, m.department(e.responsible), e.due,
                       e.closed_on or m.t("未关闭", "open"),
                       m.say(e.effect_check.result.label) if e.effect_check else "—")
                      for e in actions),
            ),
            Grid(
                m.t("不合格服务", "Nonconforming services"),
                (m.t("编号", "Number"), m.t("类型", "Type"), m.t("事实", "Fact"),
                 m.t("补救", "Remedy"), m.t("纠正措施", "Corrective action")),
                tuple((e.id, m.say(e.type.label), e.fact,
                       m.say(e.remedy.label) if e.remedy else "—", e.corrective_action or "—")
                      for e in services),
            ),
        ),
        charts=(Chart(bars(title, drawn), title),) if drawn else (),
    )  # fmt: skip


def risks(m: Material) -> Part:
    """Return the risks in their matrix, and whether the responses worked."""
    every = sorted(m.snapshot.lines(Risk), key=lambda each: (-each.factor, each.id))
    if not every:
        return Part()
    done = [each for each in every if each.done_on and each.done_on <= m.as_of]
    late = [each for each in every if each not in done and each.due < m.as_of]
    worked = [each for each in done if each.effectiveness]
    responses = m.of_year(RiskResponse)
    states = {each.id: RiskState.done for each in done} | {each.id: RiskState.late for each in late}
    placed = [
        Placed(each.id, each.severity, each.likelihood, states.get(each.id, RiskState.open))
        for each in every
    ]
    title = m.t("风险矩阵", "Risk matrix")
    limits = m.snapshot.settings.limits
    bands = (limits.risk_medium_from, limits.risk_high_from)
    return Part(
        facts=(
            Fact(m.t("风险和机遇", "Risks and opportunities"), len(every)),
            Fact(m.t("其中重大", "of which major"), sum(each.is_major for each in every)),
            Fact(m.t("应对已完成", "Responses done"), share(len(done), len(every))),
            Fact(m.t("已评价有效性", "of which evaluated"), share(len(worked), len(done)), "—",
                 "100 %"),
            Fact(m.t("逾期", "Overdue"), len(late), "—", 0),
        ),
        grids=(
            Grid(
                m.t("风险和机遇", "Risks and opportunities"),
                (m.t("编号", "Number"), m.t("描述", "Description"), m.t("系数", "Factor"),
                 m.t("应对", "Response"), m.t("期限", "Due"), m.t("完成", "Done"),
                 m.t("是否有效", "Whether it worked")),
                tuple((e.id, e.description, e.factor, e.response, e.due,
                       e.done_on or m.t("未完成", "open"), e.effectiveness or "—") for e in every),
            ),
            Grid(
                m.t("应对计划", "Response plans"),
                (m.t("编号", "Number"), m.t("风险", "Risk"), m.t("计划", "Plan"),
                 m.t("期限", "Due"), m.t("完成", "Done"), m.t("结果", "Result")),
                tuple((e.id, e.risk, e.plan, e.due, e.done_on or m.t("未完成", "open"),
                       e.result or "—") for e in responses),
            ),
        ),
        charts=(Chart(risk_matrix(title, placed, bands, m.lang), title, is_tall=True),),
    )  # fmt: skip


def compliance(m: Material) -> Part:
    """Return the results of the year's evaluation of obligations, the gaps, and what is due."""
    rows = [(each.id, row) for each in m.of_year(ComplianceEvaluation) for row in each.evaluated]
    before = [row for each in m.of_year(ComplianceEvaluation, m.year - 1) for row in each.evaluated]
    results = Counter(row.result for _, row in rows)
    due = [each for each in standings(m.snapshot) if each.due <= m.as_of]
    title = m.t("合规性评价结论", "Results of the compliance evaluation")
    drawn = [
        Bar(m.say(each.label), results[each],
            0 if each in {Compliance.conform, Compliance.not_applicable} else results[each],
            str(results[each]))
        for each in Compliance
    ]  # fmt: skip
    return Part(
        facts=(
            Fact(m.t("符合", "Conform"), share(results[Compliance.conform], len(rows)),
                 share(sum(e.result is Compliance.conform for e in before), len(before)), "100 %"),
            Fact(m.t("到期未评价", "Due and not evaluated"), len(due), "—", 0),
        ),
        grids=(
            Grid(
                m.t("有差距的义务", "Obligations with gaps"),
                (m.t("评价", "Evaluation"), m.t("义务", "Obligation"), m.t("结论", "Result"),
                 m.t("差距", "Gap"), m.t("措施", "Action")),
                tuple((n, e.obligation, m.say(e.result.label), e.gap, e.action or "—")
                      for n, e in rows if drawn[list(Compliance).index(e.result)].bad),
            ),
            Grid(
                m.t("到期未评价的义务", "Obligations due"),
                (m.t("编号", "Number"), m.t("名称", "Name"), m.t("应评价日期", "Due"),
                 m.t("上次", "Last")),
                tuple((e.obligation.id, e.obligation.name, e.due, e.last_on or "—") for e in due),
            ),
        ),
        charts=(Chart(bars(title, drawn), title),) if rows else (),
    )  # fmt: skip


def manual(m: Material) -> Part:
    """Return the review of the manual, the amendments of the year, and copies outstanding."""
    releases = [e for e in m.snapshot.releases
                if e.effective.year == m.year and e.effective <= m.as_of]  # fmt: skip
    last = [each for each in m.snapshot.releases if each.effective.year == m.year - 1]
    reviews = [*m.of_year(ManualReview, m.year - 1), *m.of_year(ManualReview)]
    copies = copies_on(events_of(m.snapshot), m.as_of).values()
    out = [each for each in copies if each.state.is_out]
    owed = [each for each in out if each.unacknowledged]
    title = m.t("在外受控本（其中有换页未确认）", "Copies out (of which with pages outstanding)")
    bar = Bar(m.t("受控本", "Copies"), len(out), len(owed), f"{len(out)} ({len(owed)})")
    notes = m.of_year(AmendmentRecord)
    return Part(
        facts=(
            Fact(m.t("本年发布", "Releases of the year"), len(releases), len(last)),
            Fact(m.t("修改记录", "Amendment records"), len(notes),
                 len(m.of_year(AmendmentRecord, m.year - 1))),
            Fact(m.t("换页未确认的受控本", "Copies with leaves owed"), len(owed), "—", 0),
        ),
        grids=(
            Grid(
                m.t("手册评审", "Reviews of the manual"),
                (m.t("编号", "Number"), m.t("日期", "Date"), m.t("版本", "Release"),
                 m.t("需修改的章", "Chapters to change"), m.t("结论", "Conclusion")),
                tuple((e.id, e.date, release_name(e.release),
                       " ".join(c.chapter for c in e.chapters
                                if c.outcome is ReviewOutcome.change) or m.t("无", "none"),
                       e.conclusion) for e in reviews),
            ),
            Grid(
                m.t("本年发布", "Releases of the year"),
                (m.t("版本", "Release"), m.t("生效", "Effective"), m.t("原因", "Reason")),
                tuple((each.name, each.effective, each.reason) for each in releases),
            ),
            Grid(
                m.t("本年修改", "Amendments of the year"),
                (m.t("编号", "Number"), m.t("版本", "Release"), m.t("条款", "Clauses"),
                 m.t("内容", "Summary")),
                tuple((e.id, release_name(e.release), " ".join(e.clauses), e.summary)
                      for e in notes),
            ),
            Grid(
                m.t("换页未确认的受控本", "Copies with leaves owed"),
                (m.t("分发号", "Copy"), m.t("持有", "Holder"), m.t("现为", "At"),
                 m.t("未确认", "Owed")),
                tuple((e.number, _holder(m, e), release_name(e.release),
                       " ".join(release_name(n.release) for n in e.unacknowledged))
                      for e in owed),
            ),
        ),
        charts=(Chart(bars(title, [bar]), title),) if out else (),
    )  # fmt: skip


def _holder(m: Material, copy: ControlledCopy) -> str:
    if copy.holder.department:
        return f"{m.department(copy.holder.department)} {m.person(copy.holder.person)}"
    return copy.holder.organisation or "—"


def policy(m: Material) -> Part:
    """Return what the last review said of the policy, and whether the promise is worded alike."""
    review = m.last_review
    verdict = {True: m.t("适宜", "suitable"), False: m.t("不适宜", "not suitable"), None: "—"}
    checks = m.of_year(CultureCommunication)
    alike = sum(each.wording_consistent for each in checks)
    title = m.t(
        "承诺表述核对（其中不一致）", "Wording of the promise compared (of which different)"
    )
    bar = Bar(m.t("核对", "Compared"), len(checks), len(checks) - alike, str(len(checks)))
    now = m.minutes
    return Part(
        facts=(
            Fact(m.t("方针适宜", "Policy suitable"),
                 verdict[now.policy_suitable if now else None],
                 verdict[review.policy_suitable if review else None]),
            Fact(m.t("承诺表述一致", "Promise worded alike"), share(alike, len(checks)), "—",
                 "100 %"),
        ),
        grids=(
            Grid(
                m.t("文化传播与承诺核对", "Communication of policy and promise"),
                (m.t("编号", "Number"), m.t("日期", "Date"), m.t("主题", "Topic"),
                 m.t("一致", "Alike"), m.t("差异及处理", "Differences")),
                tuple((e.id, e.date, e.topic,
                       m.t("是", "yes") if e.wording_consistent else m.t("否", "no"),
                       e.difference or "—") for e in checks),
            ),
        ),
        charts=(Chart(bars(title, [bar]), title),) if checks else (),
    )  # fmt: skip


def improvement(m: Material) -> Part:
    """Return the improvement projects with what came of them."""
    projects = m.of_year(ImprovementProject)
    before = m.of_year(ImprovementProject, m.year - 1)
    done = [each for each in projects if each.finished_on and each.finished_on <= m.as_of]
    title = m.t("改进项目（其中未完成）", "Improvement projects (of which unfinished)")
    bar = Bar(m.t("项目", "Projects"), len(projects), len(projects) - len(done),
              f"{len(projects)} ({len(projects) - len(done)})")  # fmt: skip
    return Part(
        facts=(
            Fact(m.t("改进项目", "Improvement projects"), len(projects), len(before)),
            Fact(m.t("已完成", "Finished"), share(len(done), len(projects)),
                 share(sum(each.finished_on is not None for each in before), len(before))),
        ),
        grids=(
            Grid(
                m.t("改进项目", "Improvement projects"),
                (m.t("编号", "Number"), m.t("项目", "Project"), m.t("机会", "Opportunity"),
                 m.t("目标", "Goal"), m.t("责任人", "Owner"), m.t("期限", "Due"),
                 m.t("结果", "Result")),
                tuple((e.id, e.name, e.opportunity, e.goal, m.person(e.owner), e.due,
                       e.result or m.t("进行中", "under way")) for e in projects),
            ),
        ),
        charts=(Chart(bars(title, [bar]), title),) if projects else (),
    )  # fmt: skip
