"""Objectives that say they are the sum or average of those below them (6.3)."""

from collections.abc import Iterator
from decimal import Decimal

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch06_objectives import Objective, ObjectiveResult
from qms.model.kinds.record import called, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import register, retained
from qms.standing.objectives import result_of, rolled_up
from qms.text import Text

_OBJECTIVE = {
    "id": "OBJ-001", "name": "例", "level": "company", "owner": "after-sales",
    "measured_by": "stock-take", "formula": "例", "source": "例", "unit": "件",
    "frequency": "quarter", "direction": "higher", "targets": {"2026": "90"},
}  # fmt: skip
_BELOW = {"level": "department", "parent": "OBJ-001"}


def _tree(first: str, second: str, how: str = "sum") -> dict[str, str]:
    return register(
        Objective,
        _OBJECTIVE | {"rolls_up": how},
        _OBJECTIVE | _BELOW | {"id": "OBJ-002", "targets": {"2026": first}},
        _OBJECTIVE | _BELOW | {"id": "OBJ-003", "targets": {"2026": second}},
    )


def _results(*values: str) -> dict[str, str]:
    files = _tree("90", "90", "average")
    for number, value in enumerate(values, start=1):
        files |= retained(
            ObjectiveResult, f"MB-2026-000{number}", date="2026-10-10", value=value,
            objective=f"OBJ-00{number}", period="2026-Q3",
        )  # fmt: skip
    return files


@rule(
    "OBJ108",
    clause="6.3",
    severity=Severity.ERROR,
    reads=(Objective,),
    title=Text(zh="上级目标值等于下级汇总", en="A target is what those below add up to"),
    message=Text(
        zh="目标 {id} {name} {year} 年目标值 {found}，{how}是 {wanted}",
        en="{id} {name} aims at {found} in {year}; {how}: {wanted}",
    ),
    why=Text(
        zh="写明由下级汇总的，加不起来就是分解错了。",
        en="It says that it is made up of them; where it is not, it was broken down wrongly.",
    ),
    cure=Text(
        zh="核对各级目标值，或去掉 rolls_up。", en="Correct the targets, or take rolls_up out."
    ),
    bad=Example(_tree("40", "40")),
    good=Example(_tree("40", "50")),
)
def target_not_made_up(snapshot: Snapshot) -> Iterator[Hit]:
    """An objective's target is not the sum or average of those below, or one of them has none."""
    for above, below in _rolled(snapshot):
        for year, found in above.targets.items():
            aims = [each.targets.get(year) for each in below]
            known = [aim for aim in aims if aim is not None]
            wanted = rolled_up(above, known, found)
            if wanted != found or len(known) < len(aims):
                yield hit(
                    place_of(above, "targets", year), mark=year, owner=above.owner, id=above.id,
                    name=called(above), year=year, found=found, how=_how(above),
                    wanted=_MISSING if wanted is None or len(known) < len(aims) else wanted,
                )  # fmt: skip


_MISSING = Text(zh="缺目标值", en="a target is missing")


@rule(
    "OBJ109",
    clause="6.3",
    severity=Severity.ERROR,
    reads=(Objective, ObjectiveResult),
    title=Text(zh="上级实绩等于下级汇总", en="A result is what those below came to"),
    message=Text(
        zh="目标 {id} {name} {period} 实绩 {found}，{how}是 {wanted}",
        en="{id} {name} came to {found} in {period}; {how}: {wanted}",
    ),
    why=Text(zh="两个数对不上，至少有一个是错的。", en="Of two numbers that differ one is wrong."),
    cure=Text(zh="重新统计，用 qms correct 更正。", en="Count again; correct it with qms correct."),
    bad=Example(_results("92", "90", "96")),
    good=Example(_results("93", "90", "96")),
)
def result_not_made_up(snapshot: Snapshot) -> Iterator[Hit]:
    """A result is not the sum or average of those below, all of them known."""
    rolled = {above.id: (above, below) for above, below in _rolled(snapshot)}
    for result in snapshot.live(ObjectiveResult) if rolled else ():
        if result.objective not in rolled or result.value is None:
            continue
        above, below = rolled[result.objective]
        values = [_value(snapshot, each, result.period) for each in below]
        known = [value for value in values if value is not None]
        wanted = rolled_up(above, known, result.value)
        if wanted is not None and len(known) == len(values) and wanted != result.value:
            yield hit(
                place_of(result, "value"), owner=result.department, id=above.id, name=called(above),
                period=result.period, found=result.value, how=_how(above), wanted=wanted,
            )  # fmt: skip


def _rolled(snapshot: Snapshot) -> Iterator[tuple[Objective, list[Objective]]]:
    every = snapshot.all(Objective)
    for above in every:
        if above.rolls_up is not None:
            yield above, [each for each in every if each.parent == above.id]


def _value(snapshot: Snapshot, objective: Objective, period: str) -> Decimal | None:
    found = result_of(snapshot, objective, period)
    return found.value if found else None


def _how(objective: Objective) -> Text:
    return objective.rolls_up.label.inside if objective.rolls_up else Text(zh="", en="")
