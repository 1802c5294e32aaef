"""Risks, responses, obligations kept current, changes of the system (clauses 6.1 to 6.5)."""

from collections.abc import Iterator

from qms.model.calendar import months_later
from qms.model.finding import Hit, Severity
from qms.model.kinds.ch06_changes import SystemChange
from qms.model.kinds.ch06_obligations import Obligation, ObligationState
from qms.model.kinds.ch06_risks import Risk, RiskLevel, RiskResponse
from qms.model.kinds.record import Status, called, labels_of, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import register, retained
from qms.settings import Limits
from qms.text import Text, joined

_RISK = {
    "id": "R-001", "process": "C1", "description": "例", "nature": "risk", "category": "例",
    "severity": 2, "likelihood": 2, "level": "low", "response": "例", "owner": "after-sales",
    "responsible": "P-001", "due": "2026-12-31",
}  # fmt: skip
_PROCESS = {
    "records/process/example.yaml": (
        "- {id: C1, name: 例, name_en: E, owner: after-sales, owner_post: general-manager,"
        " inputs: 例, activities: 例, outputs: 例, criteria: 例, monitoring: 例, improvement: 例}\n"
    )
}
_LAW = {
    "id": "LAW-001", "name": "例", "number": "例", "issuer": "例", "state": "in-force",
    "in_force": "2020-01-01", "clauses": ["1"], "requirement": "例", "owner": "after-sales",
    "source": "例", "last_checked": "2026-09-01",
}  # fmt: skip


def _risk(**fields: object) -> dict[str, str]:
    return _PROCESS | register(Risk, _RISK | fields)


def _response(**fields: object) -> dict[str, str]:
    sheet: dict[str, object] = {
        "risk": "R-001", "plan": "例", "responsible": "P-001", "due": "2026-12-31",
    }  # fmt: skip
    return retained(RiskResponse, "FY-2026-0001", **(sheet | fields))


def _change(**fields: object) -> dict[str, str]:
    sheet: dict[str, object] = {
        "subject": "例", "purpose": "例", "integrity": "例", "resources": "例", "duties": "例",
        "risk_assessment": "例", "documents": ["例"], "decided_by": "P-001",
        "decided_on": "2026-03-10", "decision": "例", "status": "closed",
    }  # fmt: skip
    return retained(SystemChange, "BG-2026-0001", **(sheet | fields))


def _level(factor: int, limits: Limits) -> RiskLevel:
    """Return the level by half-open bands: a factor at a limit belongs to the band above."""
    if factor >= limits.risk_high_from:
        return RiskLevel.high
    return RiskLevel.medium if factor >= limits.risk_medium_from else RiskLevel.low


@rule(
    "RSK101",
    clause="6.1.1",
    severity=Severity.ERROR,
    each=Risk,
    title=Text(zh="风险等级按严重度乘频度", en="The level follows severity times likelihood"),
    message=Text(
        zh="风险 {id} 系数 {factor}（{severity}×{likelihood}）应为{wanted}，写的是{stated}",
        en="risk {id}: {severity} × {likelihood} = {factor} is {wanted}, not {stated}",
    ),
    why=Text(zh="等级写低了就不会应对。", en="Set too low it is not answered."),
    cure=Text(
        zh="改 level，或重新评定严重度和频度。", en="Correct level, or evaluate the two again."
    ),
    references=("ISO 9001:2015 6.1",),
    bad=Example(_risk(severity=5, likelihood=3)),
    good=Example(_risk(severity=5, likelihood=3, level="high")),
)
def wrong_level(snapshot: Snapshot) -> Iterator[Hit]:
    """A risk's level is not that of its band."""
    for each in snapshot.lines(Risk):
        wanted = _level(each.factor, snapshot.settings.limits)
        if each.level is not wanted:
            yield hit(
                place_of(each, "level"), owner=each.owner, id=each.id, factor=each.factor,
                severity=each.severity, likelihood=each.likelihood, wanted=wanted.label.inside,
                stated=each.level.label.inside,
            )  # fmt: skip


@rule(
    "RSK102",
    clause="6.1.1",
    severity=Severity.ERROR,
    each=Risk,
    title=Text(zh="完成的应对评价有效性", en="Responses carried out are evaluated"),
    message=Text(
        zh="风险 {id} 的应对已于 {on} 完成，没有评价有效性",
        en="the response to {id} was carried out on {on}; its effect has not been evaluated",
    ),
    why=Text(zh="做了不等于管用。", en="Done is not the same as effective."),
    cure=Text(zh="填写 effectiveness。", en="Enter effectiveness."),
    references=("ISO 9001:2015 6.1.2",),
    bad=Example(_risk(done_on="2026-06-30")),
    good=Example(_risk(done_on="2026-06-30", effectiveness="例")),
)
def response_unevaluated(snapshot: Snapshot) -> Iterator[Hit]:
    """A risk's response is done and its effect is not evaluated."""
    for each in snapshot.lines(Risk):
        if each.done_on is not None and each.done_on <= snapshot.as_of and not each.effectiveness:
            yield hit(place_of(each, "done_on"), owner=each.owner, id=each.id, on=each.done_on)


@rule(
    "RSK103",
    clause="6.2",
    severity=Severity.ERROR,
    each=Risk,
    reads=(RiskResponse,),
    title=Text(zh="重大风险有应对计划", en="Every major risk has a response plan"),
    message=Text(
        zh="重大风险 {id}（{reasons}）没有应对计划", en="major risk {id} ({reasons}) has no plan"
    ),
    why=Text(
        zh="符合五项准则之一的风险须单独策划应对。",
        en="A risk that meets one of the five criteria is answered by a plan of its own.",
    ),
    cure=Text(
        zh="编制：qms new risk-response --set risk={id}",
        en="Make one: qms new risk-response --set risk={id}",
    ),
    references=("ISO 9001:2015 6.1.2",),
    bad=Example(_risk(major_reasons=["brand"])),
    good=Example(_risk(major_reasons=["brand"]) | _response()),
)
def major_without_plan(snapshot: Snapshot) -> Iterator[Hit]:
    """A risk is major by one of the five criteria and no plan answers it."""
    answered = {each.risk for each in snapshot.live(RiskResponse)}
    for each in snapshot.lines(Risk):
        if each.is_major and each.id not in answered:
            yield hit(
                place_of(each, "major_reasons"),
                owner=each.owner,
                id=each.id,
                reasons=joined(reason.label.inside for reason in each.major_reasons),
            )


@rule(
    "RSK104",
    clause="6.2",
    severity=Severity.ERROR,
    each=Risk,
    title=Text(zh="风险应对按期完成", en="Responses to risks are carried out in time"),
    message=Text(
        zh="{level}风险 {id}（{what}）的应对应于 {by} 前完成，至今未完成",
        en="the response to risk {id} ({level}: {what}) was due by {by} and has not been "
        "carried out",
    ),
    why=Text(
        zh="过了期限，风险还在。",
        en="Clause 6.1 requires that a planned response is carried out by its date.",
    ),
    cure=Text(
        zh="完成后填写 done_on；确需延期的，重新评定这项风险再改期限。",
        en="Finish it and enter done_on.",
    ),
    bad=Example(_risk(due="2026-06-30")),
    good=Example(_risk()),
)
def response_overdue(snapshot: Snapshot) -> Iterator[Hit]:
    """A risk's response is past its date and not done."""
    for each in snapshot.lines(Risk):
        if each.done_on is None and each.due < snapshot.as_of:
            yield hit(
                place_of(each, "due"), owner=each.owner, who=each.responsible, due=each.due,
                id=each.id, by=each.due, level=each.level.label.inside, what=each.description,
            )  # fmt: skip


@rule(
    "RSK105",
    clause="6.2",
    severity=Severity.ERROR,
    each=RiskResponse,
    title=Text(zh="应对计划写明结果", en="A plan carried out has its result"),
    message=Text(
        zh="应对计划 {id} 已于 {on} 完成，没有写结果",
        en="plan {id} was done on {on} without a result",
    ),
    why=Text(zh="没有结果就评价不了有效性。", en="Without a result nothing can be evaluated."),
    cure=Text(zh="填写 result。", en="Enter result."),
    references=("ISO 9001:2015 6.1.2",),
    bad=Example(_risk() | _response(done_on="2026-06-30")),
    good=Example(_risk() | _response(done_on="2026-06-30", result="例")),
)
def plan_without_result(snapshot: Snapshot) -> Iterator[Hit]:
    """A response plan is done and says nothing of its result."""
    for each in snapshot.live(RiskResponse):
        if each.done_on is not None and not each.result:
            yield hit(
                place_of(each, "done_on"), owner=each.department, who=each.responsible,
                id=each.id, on=each.done_on,
            )  # fmt: skip


@rule(
    "LAW101",
    clause="6.4.3",
    severity=Severity.ERROR,
    each=Obligation,
    title=Text(zh="合规义务定期查新", en="Obligations are looked up for what is new"),
    message=Text(
        zh="{id}《{name}》上次查新 {last}，应在 {by} 前再查",
        en="{id} {name} was looked up on {last} and was due again by {by}",
    ),
    why=Text(zh="法规换了版本而不知道，就会违法。", en="Laws change without telling us."),
    cure=Text(
        zh="查新后登记 qms new currency-check，更新 last_checked。",
        en="Look it up, file qms new currency-check, update last_checked.",
    ),
    bad=Example(register(Obligation, _LAW | {"last_checked": "2026-01-01"})),
    good=Example(register(Obligation, _LAW)),
    owner="office",
)
def currency_overdue(snapshot: Snapshot) -> Iterator[Hit]:
    """An obligation in force has not been looked up within its months."""
    months = snapshot.settings.limits.currency_months
    gone = {ObligationState.superseded, ObligationState.repealed}
    for each in snapshot.all(Obligation):
        due = months_later(each.last_checked, months)
        if each.state not in gone and due < snapshot.as_of:
            yield hit(
                place_of(each, "last_checked"), due=due, id=each.id, name=called(each),
                last=each.last_checked, by=due,
            )  # fmt: skip


@rule(
    "LAW102",
    clause="6.4.3",
    severity=Severity.ERROR,
    each=Obligation,
    title=Text(zh="现行义务写明实施日期", en="An obligation in force says since when"),
    message=Text(zh="{id}《{name}》{state}，{why}", en="{id} {name} is {state}; {why}"),
    why=Text(zh="不知道何时实施，就不知道该不该做。", en="Without the date nobody knows whether."),
    cure=Text(zh="填写 in_force，或改 state。", en="Enter in_force, or correct state."),
    bad=Example(register(Obligation, _LAW | {"in_force": None})),
    good=Example(register(Obligation, _LAW)),
    owner="office",
)
def state_against_date(snapshot: Snapshot) -> Iterator[Hit]:
    """What is said to be in force has no date or a date ahead; what is upcoming has begun."""
    for each in snapshot.all(Obligation):
        begins = each.in_force
        if each.state is ObligationState.in_force and begins is None:
            why = Text(zh="没有实施日期", en="it has no date")
        elif each.state is ObligationState.in_force and begins and begins > snapshot.as_of:
            why = Text(zh=f"{begins} 才实施", en=f"it begins on {begins} only")
        elif each.state is ObligationState.upcoming and begins and begins <= snapshot.as_of:
            why = Text(zh=f"已于 {begins} 实施", en=f"it has been in force since {begins}")
        else:
            continue
        place = place_of(each, "state")
        yield hit(place, id=each.id, name=called(each), state=each.state.label.inside, why=why)


@rule(
    "LAW103",
    clause="6.4.3",
    severity=Severity.ERROR,
    each=Obligation,
    title=Text(zh="现行义务写明适用条款", en="An obligation in force says where it applies"),
    message=Text(
        zh="{id}《{name}》现行有效，没有对应的手册条款",
        en="{id} {name} is in force and names no clause of the manual",
    ),
    why=Text(
        zh="不对应条款，就没有人照着做，也没有人评价。",
        en="Where it belongs to no clause nobody follows it and nobody evaluates it.",
    ),
    cure=Text(zh="在 clauses 写明它适用的条款。", en="Name the clauses that rest on it: clauses."),
    bad=Example(register(Obligation, _LAW | {"clauses": []})),
    good=Example(register(Obligation, _LAW)),
    owner="office",
)
def applies_nowhere(snapshot: Snapshot) -> Iterator[Hit]:
    """An obligation in force is laid to no clause."""
    for each in snapshot.all(Obligation):
        if each.state is ObligationState.in_force and not each.clauses:
            yield hit(place_of(each, "clauses"), owner=each.owner, id=each.id, name=called(each))


@rule(
    "PLN103",
    clause="6.5",
    severity=Severity.ERROR,
    each=SystemChange,
    title=Text(zh="体系变更四项考虑齐全、有决定", en="A change is considered and decided"),
    message=Text(
        zh="体系变更 {id} 已关闭，缺 {missing}", en="change {id} is closed without {missing}"
    ),
    why=Text(
        zh="目的后果、完整性、资源、职责，四项都要考虑。",
        en="Purpose and consequences, integrity, resources and duties are all considered.",
    ),
    cure=Text(zh="补充考虑，由有权人决定。", en="Consider it; have it decided."),
    references=("ISO 9001:2015 6.3",),
    bad=Example(_change(integrity="")),
    good=Example(_change()),
)
def change_incomplete(snapshot: Snapshot) -> Iterator[Hit]:
    """A closed change of the system lacks a consideration, its risk, documents or decision."""
    parts = (
        "purpose", "integrity", "resources", "duties", "risk_assessment", "documents",
        "decided_by", "decided_on", "decision",
    )  # fmt: skip
    for each in snapshot.live(SystemChange):
        missing = [name for name in parts if not getattr(each, name)]
        if each.status is Status.closed and missing:
            place = place_of(each, "status")
            yield hit(
                place, owner=each.department, id=each.id, missing=labels_of(type(each), missing)
            )
