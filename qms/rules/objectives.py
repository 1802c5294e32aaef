"""Objectives from company to post: each serves one above it, and agrees with its figure (6.3)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch06_objectives import Objective, ObjectiveLevel
from qms.model.kinds.ch09_monitoring import Kpi
from qms.model.kinds.record import called, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.text import Text

_ABOVE = {
    ObjectiveLevel.company: None,
    ObjectiveLevel.department: ObjectiveLevel.company,
    ObjectiveLevel.post: ObjectiveLevel.department,
}
_FILE = "records/objective/objectives.yaml"


def _objective(number: str = "OBJ-001", **changes: str) -> str:
    lines = {
        "id": number,
        "name": "例",
        "level": "company",
        "owner": "after-sales",
        "measured_by": "stock-take",
        "formula": "相符行 ÷ 全部行",
        "source": "盘点记录",
        "unit": "'%'",
        "frequency": "year",
        "direction": "higher",
        "targets": "{'2027': '90'}",
    } | changes
    return "- " + "\n  ".join(f"{key}: {value}" for key, value in lines.items() if value) + "\n"


_POST = {"level": "post", "parent": "OBJ-002", "post": "general-manager"}
_THREE = (
    _objective()
    + _objective("OBJ-002", level="department", parent="OBJ-001")
    + _objective("OBJ-003", **_POST)
)


@rule(
    "OBJ101",
    clause="6.3",
    severity=Severity.ERROR,
    reads=(Objective,),
    title=Text(zh="目标逐级承接", en="Each objective serves one on the level above"),
    message=Text(
        zh="{level}目标 {id} {name}：{why}", en="{id} {name}, an objective of a {level}: {why}"
    ),
    why=Text(
        zh="部门目标承接公司目标，岗位目标承接部门目标，目标才落得到人。",
        en="Departments serve the company's objectives and posts those of their department.",
    ),
    cure=Text(
        zh="在《目标分解表》写明 parent（上一层级的目标），岗位目标另写 post。",
        en="State `parent`, an objective one level up, and for a post also `post`.",
    ),
    bad=Example({_FILE: _objective() + _objective("OBJ-002", **_POST | {"parent": "OBJ-001"})}),
    good=Example({_FILE: _THREE}),
)
def objective_out_of_place(snapshot: Snapshot) -> Iterator[Hit]:
    """An objective hangs nowhere, skips a level, or names no post where it needs one."""
    for objective in snapshot.all(Objective):
        why = _misplaced(snapshot, objective)
        if why is not None:
            yield hit(
                place_of(objective, "parent"),
                owner=objective.owner,
                level=objective.level.label.inside,
                id=objective.id,
                name=called(objective),
                why=why,
            )


def _misplaced(snapshot: Snapshot, objective: Objective) -> Text | None:
    above = _ABOVE[objective.level]
    parent = snapshot.find(Objective, objective.parent)
    if above is None and objective.parent:
        return Text(zh="公司目标没有上级目标", en="it has nothing above it")
    if above is not None and parent is None:
        return Text(zh=f"没有承接{above.zh}目标", en=f"it serves no objective of the {above.value}")
    if above is not None and parent is not None and parent.level is not above:
        return Text(
            zh=f"承接的 {parent.id} 不是{above.zh}目标",
            en=f"{parent.id}, which it serves, is not on the level of the {above.value}",
        )
    if objective.level is ObjectiveLevel.post and objective.post is None:
        return Text(zh="没有写明岗位", en="it names no post")
    return None


@rule(
    "OBJ102",
    clause="6.3",
    severity=Severity.ERROR,
    each=Objective,
    reads=(Kpi,),
    title=Text(zh="目标与其指标一致", en="An objective agrees with its figure"),
    message=Text(
        zh="目标 {id} 的{field}是 {found}，指标 {figure} 是 {wanted}",
        en="{id} has the {field} {found}, its figure {figure} has {wanted}",
    ),
    why=Text(
        zh="同一个数在两处口径不同，达标与否就说不清。",
        en="One number stated two ways is met here and missed there.",
    ),
    cure=Text(zh="改成一致。", en="Make them agree."),
    bad=Example({
        _FILE: _objective(measured_by="", kpi="example", unit="件"),
        "records/kpi/example.yaml": (
            "id: example\nname: 例\nname_en: Example\nclause: '1'\npopulation: person\n"
            "numerator: \"true\"\nunit: '%'\ndirection: higher\ntargets: {}\n"
            "owner: after-sales\nfrequency: year\ntraps: 无\n"
        ),
    }),
    good=Example({_FILE: _objective()}),
)
def objective_unlike_its_figure(snapshot: Snapshot) -> Iterator[Hit]:
    """Unit, direction or a year's target differ, or a measured record is of no known kind."""
    for objective in snapshot.all(Objective):
        kpi = snapshot.find(Kpi, objective.kpi)
        if kpi is not None:
            for field, found, wanted in _differences(objective, kpi):
                yield hit(
                    place_of(objective, *field[1]),
                    mark=place_of(objective, *field[1]).field,
                    owner=objective.owner,
                    id=objective.id,
                    field=field[0],
                    found=found,
                    figure=kpi.name,
                    wanted=wanted,
                )
        elif objective.measured_by and objective.measured_by not in snapshot.kinds:
            yield hit(
                place_of(objective, "measured_by"),
                owner=objective.owner,
                id=objective.id,
                field=Text(zh="实测记录", en="measured record"),
                found=objective.measured_by,
                figure="—",
                wanted=Text(zh="一种记录", en="a kind of record"),
            )


def _differences(
    objective: Objective, kpi: Kpi
) -> Iterator[tuple[tuple[Text, tuple[str, ...]], object, object]]:
    if objective.unit != kpi.unit:
        yield (Text(zh="单位", en="unit"), ("unit",)), objective.unit, kpi.unit
    if objective.direction is not kpi.direction:
        found, wanted = objective.direction.label.inside, kpi.direction.label.inside
        yield (Text(zh="方向", en="direction"), ("direction",)), found, wanted
    for year, target in objective.targets.items():
        aim = kpi.targets.get(year)
        if aim is not None and objective.level is ObjectiveLevel.company and aim != target:
            named = Text(zh=f" {year} 年目标值", en=f"target of {year}")
            yield (named, ("targets", year)), target, aim


@rule(
    "OBJ103",
    clause="6.3",
    severity=Severity.ERROR,
    reads=(Objective,),
    title=Text(zh="下级目标不低于上级目标", en="An objective is no easier than the one above"),
    message=Text(
        zh="目标 {id} {year} 年的目标值 {found} 宽于上级目标 {above} 的 {wanted}",
        en="{id} aims at {found} in {year}, easier than {wanted} of {above}, which it serves",
    ),
    why=Text(
        zh="下级都达标，上级却达不到，分解就落空。",
        en="All below would be met and the one above still missed.",
    ),
    cure=Text(
        zh="收紧下级目标值，或由总经理放宽上级目标。",
        en="Tighten the lower target, or let the general manager ease the upper one.",
    ),
    bad=Example({
        _FILE: _objective()
        + _objective("OBJ-002", level="department", parent="OBJ-001", targets="{'2027': '80'}")
    }),
    good=Example({_FILE: _THREE}),
)
def easier_than_above(snapshot: Snapshot) -> Iterator[Hit]:
    """Two objectives of one measure, the lower with the easier target.

    Those that add up to the one above are judged by their sum (OBJ108).
    """
    for objective in snapshot.all(Objective):
        above = snapshot.find(Objective, objective.parent)
        if (
            above is None
            or above.rolls_up
            or (objective.kpi, objective.measured_by)
            != (
                above.kpi,
                above.measured_by,
            )
        ):
            continue
        for year, target in objective.targets.items():
            wanted = above.targets.get(year)
            if wanted is not None and not objective.is_reached(target, wanted):
                yield hit(
                    place_of(objective, "targets", year),
                    mark=year,
                    owner=objective.owner,
                    id=objective.id,
                    year=year,
                    found=target,
                    above=above.id,
                    wanted=wanted,
                )


@rule(
    "OBJ104",
    clause="6.3",
    severity=Severity.WARNING,
    each=Objective,
    title=Text(zh="每年有目标值", en="Every objective has a target of the year"),
    message=Text(
        zh="目标 {id} {name} 没有 {year} 年的目标值", en="{id} {name} has no target of {year}"
    ),
    why=Text(
        zh="没有目标值就无所谓达成。", en="Without a target nothing can be reached or missed."
    ),
    cure=Text(zh="在 targets 写明当年目标值。", en="State the year's value under `targets`."),
    bad=Example({_FILE: _objective(targets="{'2025': '90'}", frequency="year")}),
    good=Example({_FILE: _objective(targets="{'2026': '90', '2027': '90'}")}),
)
def without_a_target(snapshot: Snapshot) -> Iterator[Hit]:
    """An objective has targets of other years, and none of this one or a later one."""
    year = snapshot.as_of.year
    for objective in snapshot.all(Objective):
        if all(not each.isdecimal() or int(each) < year for each in objective.targets):
            yield hit(
                place_of(objective, "targets"),
                owner=objective.owner,
                id=objective.id,
                name=called(objective),
                year=year,
            )
