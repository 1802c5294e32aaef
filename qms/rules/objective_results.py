"""Results of objectives: counted each period, judged by the target, acted on when missed (6.3)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch06_objectives import Objective, ObjectiveResult
from qms.model.kinds.record import called, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import register, retained
from qms.standing.objectives import owed, result_of
from qms.text import Text, joined, same

_LAST_QUARTER = register(
    Objective,
    {
        "id": "OBJ-001", "name": "例", "level": "company", "owner": "after-sales",
        "measured_by": "stock-take", "formula": "例", "source": "例", "unit": "%",
        "frequency": "quarter", "direction": "higher", "targets": {"2026": "90"},
    },
)  # fmt: skip


def _result(number: str = "MB-2026-0001", **fields: object) -> dict[str, str]:
    filled = {
        "date": "2026-10-10", "objective": "OBJ-001", "period": "2026-Q3",
        "value": "95", "met": True,
    }  # fmt: skip
    return retained(ObjectiveResult, number, **filled | fields)


@rule(
    "OBJ105",
    clause="6.3",
    severity=Severity.ERROR,
    each=Objective,
    reads=(ObjectiveResult,),
    title=Text(zh="每期有结果", en="Every period has a result"),
    message=Text(
        zh="目标 {id} {name} 没有 {period} 的结果，应于 {day} 前统计",
        en="{id} {name} has no result of {period}; it was due on {day}",
    ),
    why=Text(
        zh="不统计的目标没有人在追。", en="An objective that nobody measures, nobody pursues."
    ),
    cure=Text(
        zh="用 qms kpi --period {period} 取实绩，登记《目标完成情况统计》。",
        en="Take the value from `qms kpi --period {period}` and file the result.",
    ),
    bad=Example(_LAST_QUARTER),
    good=Example({
        **_LAST_QUARTER,
        **_result("MB-2026-0001", period="2026-Q1"),
        **_result("MB-2026-0002", period="2026-Q2"),
        **_result("MB-2026-0003", period="2026-Q3"),
    }),
)
def without_a_result(snapshot: Snapshot) -> Iterator[Hit]:
    """A period has ended, the days to count it are over, and no result is on file."""
    for objective in snapshot.all(Objective):
        for period, day in owed(objective, snapshot):
            if result_of(snapshot, objective, period.name) is None:
                yield hit(
                    place_of(objective, "frequency"),
                    mark=period.name,
                    owner=objective.owner,
                    due=day,
                    id=objective.id,
                    name=called(objective),
                    period=period.name,
                    day=day,
                )


def _missed(snapshot: Snapshot) -> Iterator[tuple[ObjectiveResult, Objective, str]]:
    """Yield every recorded result that its target says is a miss."""
    for result in snapshot.live(ObjectiveResult):
        objective = snapshot.find(Objective, result.objective)
        target = objective.aim(result.period[:4]) if objective else None
        if objective is None or result.value is None or target is None:
            continue
        if not objective.is_reached(result.value, target):
            yield result, objective, str(target)


@rule(
    "OBJ106",
    clause="6.3",
    severity=Severity.ERROR,
    each=ObjectiveResult,
    reads=(Objective,),
    title=Text(zh="未达成须有原因和措施", en="A miss has a cause and an action"),
    message=Text(
        zh="目标 {id} {name} {period} 实绩 {value}，目标 {target}，未达成而没有{lacking}",
        en="{id} {name} came to {value} in {period}, target {target}, and has no {lacking}",
    ),
    why=Text(
        zh="只记不改，下一期还会未达成。", en="What is only noted is missed again next period."
    ),
    cure=Text(
        zh="写明未达成原因和措施，必要时开《纠正措施单》。",
        en="State the cause and the action, where needed a corrective action.",
    ),
    bad=Example({**_LAST_QUARTER, **_result(value="80", met=False)}),
    good=Example({
        **_LAST_QUARTER,
        **_result(value="80", met=False, cause="缺件", action="补库存"),
    }),
)
def missed_without_an_action(snapshot: Snapshot) -> Iterator[Hit]:
    """A result misses its target, and cause or action is empty."""
    for result, objective, target in _missed(snapshot):
        lacking = [
            word
            for word, is_there in (
                (Text(zh="原因", en="cause"), bool(result.cause)),
                (Text(zh="措施", en="action"), bool(result.action or result.corrective_action)),
            )
            if not is_there
        ]
        if lacking:
            yield hit(
                place_of(result, "value"),
                owner=objective.owner,
                id=objective.id,
                name=called(objective),
                period=result.period,
                value=result.value,
                target=target,
                lacking=joined(lacking, zh="和", en=" and no "),
            )


@rule(
    "OBJ107",
    clause="6.3",
    severity=Severity.ERROR,
    each=ObjectiveResult,
    reads=(Objective,),
    title=Text(zh="达成与否按目标值判定", en="Met or missed is what the target says"),
    message=Text(
        zh="目标 {id} {period} 实绩 {value}，目标 {target}，却写作{met}",
        en="{id} came to {value} in {period}, target {target}, and says it was {met}",
    ),
    why=Text(zh="结论须由数值得出。", en="The verdict follows from the value."),
    cure=Text(zh="改正 met，或核对实绩。", en="Correct `met`, or look at the value again."),
    bad=Example({**_LAST_QUARTER, **_result(value="80", cause="例", action="例")}),
    good=Example({**_LAST_QUARTER, **_result()}),
)
def verdict_against_the_value(snapshot: Snapshot) -> Iterator[Hit]:
    """A result says met and misses the target, says missed and reaches it, or has no value."""
    misses = {id(result) for result, _, _ in _missed(snapshot)}
    for result in snapshot.live(ObjectiveResult):
        objective = snapshot.find(Objective, result.objective)
        target = objective.aim(result.period[:4]) if objective else None
        if result.met is None or target is None:
            continue
        if result.value is None or result.met == (id(result) in misses):
            yield hit(
                place_of(result, "met"),
                owner=result.department,
                id=result.objective,
                period=result.period,
                value=_NO_DATA if result.value is None else same(str(result.value)),
                target=target,
                met=_MET if result.met else _MISSED,
            )


_NO_DATA = Text(zh="无数据", en="no data")
_MET = Text(zh="达成", en="met")
_MISSED = Text(zh="未达成", en="missed")
