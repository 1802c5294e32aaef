"""Whether what the company is judged by is fixed in advance, and results follow (6.3, 9.2).

What changed in history stands in the snapshot, and so does what figures were counted anew.
"""

from collections.abc import Iterator

from qms.model.facts import FactChange, Fixed
from qms.model.figure import Miscount
from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch02_manual import Role
from qms.model.kinds.ch05_leadership import Post
from qms.model.kinds.ch06_objectives import Objective, ObjectiveResult
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch09_monitoring import Kpi
from qms.model.kinds.record import Record, place_of
from qms.model.rule import Example, hit, not_judged, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import register, retained
from qms.standing.authority import signing_posts
from qms.standing.definitions import definitions_of
from qms.standing.signing import commit_of
from qms.text import Text, joined, same, told

_REVISION = {
    "field": "targets.2026", "from": "90", "to": "80", "reason": "例", "approved_by": "P-001",
    "on": "2026-03-02",
}  # fmt: skip


def _objective(**fields: object) -> dict[str, str]:
    line: dict[str, object] = {
        "id": "OBJ-001", "name": "例", "level": "company", "owner": "after-sales",
        "measured_by": "stock-take", "formula": "例", "source": "例", "unit": "%",
        "frequency": "year", "direction": "higher", "targets": {"2026": "90"},
    }  # fmt: skip
    return register(Objective, line | fields)


_KPI = {
    "id": "example", "name": "例", "name_en": "Example", "clause": "1", "population": "person",
    "numerator": '"left" is null', "unit": "%", "direction": "higher",
    "targets": {"2026": "90"}, "owner": "after-sales", "frequency": "quarter", "traps": "无",
}  # fmt: skip


def _counted(value: str) -> dict[str, str]:
    bound = _objective(kpi="example", measured_by=None, frequency="quarter")
    return register(Kpi, _KPI) | bound | _result(value=value)


def _result(number: str = "MB-2026-0001", **fields: object) -> dict[str, str]:
    filled = {"date": "2026-10-10", "objective": "OBJ-001", "period": "2026-Q3", "met": True}
    return retained(ObjectiveResult, number, **filled | fields)


@rule(
    "FIX104",
    clause="6.3",
    severity=Severity.ERROR,
    reads=(FactChange, Record),
    title=Text(zh="据以判定的，事先定好", en="What is judged by is fixed in advance"),
    message=Text(
        zh="{id} 的 {field} 由 {old} 改成 {new}，没有写明改动（提交 {commit}）",
        en="{field} of {id} was changed from {old} to {new} without a word ({commit})",
    ),
    why=Text(
        zh="目标值、时限、口径、保存期限事后一改，没达到的就成了达到的。",
        en="A target, limit, definition or time of keeping changed afterwards makes a miss a hit.",
    ),
    cure=Text(
        zh="改回 {old}；目标和指标可在该行写 extensions：field、from、to、reason、approved_by、on，"
        "仍按原值判定；时限、目标和保存期限可随手册的修改发布。",
        en="Put {old} back; or enter extensions in the line of the objective or figure: field, "
        "from, to, reason, approved_by, on (it is judged by the old value); or release limits, "
        "objectives and times of keeping with the manual.",
    ),
    bad=Example(_objective(targets={"2026": "80"}), committed=_objective()),
    good=Example(
        _objective(targets={"2026": "80"}, extensions=[_REVISION]), committed=_objective()
    ),
    is_integrity=True,
)
def changed_in_silence(snapshot: Snapshot) -> Iterator[Hit]:
    """A limit, target, definition or time of keeping was changed and nothing tells of it."""
    if snapshot.is_shallow:
        yield not_judged(Place("qms.yml", line=1, column=1), _SHALLOW)
    for change in snapshot.changed_facts:
        if change.what == Fixed.term:
            kind, _, number = change.record.partition(" ")
            record = snapshot.index.get(kind, {}).get(number)
            place = Place(change.path, line=1, column=1, record=number or None)
            yield hit(
                place_of(record) if record is not None else place,
                mark=change.field, id=number or change.record, field=change.field,
                old=change.before, new=change.after, commit=commit_of(change.commit),
            )  # fmt: skip


_SHALLOW = Text(
    zh="浅克隆没有完整历史，未检查期限、事实、目标值、时限和口径是否悄悄改过（FIX101、FIX102、FIX104）；"
    "用 git fetch --unshallow 取回",
    en="a shallow clone lacks the history, so whether deadlines, facts, targets, limits and "
    "definitions were changed in silence was not judged (FIX101, FIX102, FIX104); fetch it with "
    "git fetch --unshallow",
)


@rule(
    "FIX105",
    clause="6.3",
    severity=Severity.ERROR,
    reads=(Objective, Kpi, Person, Post),
    title=Text(zh="改目标由最高管理者批准", en="Who approves manuals approves other targets"),
    message=Text(
        zh="{id} 的改动（{field}）由 {person} 批准，此人 {day} 不担任 {posts}",
        en="the revision of {id} ({field}) was approved by {person}, who did not hold {posts} on "
        "{day}",
    ),
    why=Text(
        zh="责任部门自己改自己的目标，等于没有目标。",
        en="Who may change his own target has none.",
    ),
    cure=Text(
        zh="请任职者批准，写明其编号和日期；没有批准的改回原值。",
        en="Let a holder of the post approve it and name the day; what nobody approved is put "
        "back.",
    ),
    bad=Example(
        _objective(targets={"2026": "80"}, extensions=[_REVISION | {"approved_by": "P-009"}])
    ),
    good=Example(_objective()),
    is_integrity=True,
)
def revised_by_another(snapshot: Snapshot) -> Iterator[Hit]:
    """A revision of an objective or figure was approved by somebody without the post."""
    posts = signing_posts(snapshot, Role.approved)
    lines: tuple[Objective | Kpi, ...] = (*snapshot.all(Objective), *snapshot.all(Kpi))
    for line in lines:
        for index, each in enumerate(line.extensions):
            person = snapshot.find(Person, each.approved_by)
            if person is None or not any(person.holds(post, each.on) for post in posts):
                yield hit(
                    place_of(line, "extensions", index), mark=str(index), id=line.id,
                    field=each.field, person=snapshot.named(each.approved_by), day=each.on,
                    posts=" / ".join(posts) or "—",
                )  # fmt: skip


@rule(
    "OBJ112",
    clause="6.3",
    severity=Severity.ERROR,
    reads=(Miscount, Record),
    title=Text(zh="结果可以重算", en="A result can be counted again"),
    message=Text(
        zh="目标 {id} {period} 登记为 {value}，重算得 {counted}",
        en="{id} was filed for {period} as {value}; counted again it is {counted}",
    ),
    why=Text(
        zh="登记的实绩须是记录算得出的；按今天的记录和登记当日的记录都算不出。",
        en="A result follows from the records; neither today's nor those of its day give this one.",
    ),
    cure=Text(
        zh="用 qms kpi --period {period} 核对，再用 qms correct {number} value=… 更正并说明原因。",
        en="Look at `qms kpi --period {period}`, then `qms correct {number} value=…` with a "
        "reason.",
    ),
    bad=Example(_counted("42")),
    good=Example(_counted("66.7")),
)
def counted_otherwise(snapshot: Snapshot) -> Iterator[Hit]:
    """A filed result is not what its figure comes to, today or on the day of the result."""
    for each in snapshot.miscounts:
        result = snapshot.find(ObjectiveResult, each.result)
        if result is not None:
            values = (_NO_DATA if value is None else same(str(value)) for value in each.counted)
            yield hit(
                place_of(result, "value"), owner=result.department, id=result.objective,
                period=result.period, number=result.id, counted=joined(values),
                value=_NO_DATA if result.value is None else same(str(result.value)),
            )  # fmt: skip


_NO_DATA = Text(zh="无数据", en="no data")


@rule(
    "OBJ110",
    clause="6.3",
    severity=Severity.ERROR,
    reads=(Objective, ObjectiveResult, Kpi),
    title=Text(zh="结果写明所依口径", en="A result names the definition it was counted by"),
    message=Text(
        zh="{number}（目标 {id} {period}）所依的口径既不是现行的，也不是写明改动以前的",
        en="{number} ({id}, {period}) was counted by a definition that is neither today's nor one "
        "before a revision that is told",
    ),
    why=Text(
        zh="口径一改，数字就不再可比；改动写明了，才知道哪一期按哪一个算。",
        en="Another definition makes other numbers; only told changes show which period had which.",
    ),
    cure=Text(
        zh="恢复口径，或在该行 extensions 写明 field、from、to、reason、approved_by、on。",
        en="Put the definition back, or tell of the change in the line's extensions: field, from, "
        "to, reason, approved_by, on.",
    ),
    bad=Example(_objective() | _result(value="95", definition="ab" * 32)),
    good=Example(_objective()),
    is_integrity=True,
)
def counted_by_another_definition(snapshot: Snapshot) -> Iterator[Hit]:
    """The digest in a result is of no definition that the line tells of."""
    older = set(_older(snapshot))
    for result in snapshot.valid(ObjectiveResult):
        objective = snapshot.find(Objective, result.objective)
        if result.definition is None or objective is None:
            continue
        if all(result.definition != each.digest for each in definitions_of(snapshot, objective)):
            yield hit(
                place_of(result, "definition"), number=result.id, id=result.objective,
                period=result.period,
            )  # fmt: skip
    if older:
        place = Place("records/objective-result", line=1, column=1)
        yield not_judged(place, _not_named(len(older)))


def _older(snapshot: Snapshot) -> Iterator[str]:
    """Yield the results that name no definition, from before any did."""
    every = snapshot.valid(ObjectiveResult)
    first = min((each.date for each in every if each.definition), default=None)
    for each in every:
        if each.definition is None and (first is None or each.date < first):
            yield each.id


def _not_named(count: int) -> Text:
    sentence = Text(
        zh="{count} 份结果没有写明所依口径的摘要（早于此项要求），按现行口径重算，"
        "当时的口径是否如此没有判断",
        en="{count:result names no digest of its definition, being older than that; it was|results "
        "name no digest of their definition, being older than that; they were} counted again by "
        "today's, and whether it was so then was not judged",
    )
    return told(sentence, count=count)


@rule(
    "OBJ111",
    clause="6.3",
    severity=Severity.ERROR,
    reads=(ObjectiveResult,),
    title=Text(zh="口径摘要不再省去", en="The digest of the definition is left out no more"),
    message=Text(
        zh="{number} 没有写明所依口径的摘要，而更早的结果已经写明",
        en="{number} names no digest of its definition, and earlier results do",
    ),
    why=Text(
        zh="省去摘要，口径改没改就看不出来。",
        en="Without it nobody can see whether the definition was another.",
    ),
    cure=Text(
        zh="用 qms new objective-result 登记，摘要自动写入；已关闭的用 qms correct 补上。",
        en="File it with `qms new objective-result`, which enters it; in a closed one enter it "
        "with `qms correct`.",
    ),
    bad=Example(
        _objective()
        | _result(value="95", definition="ab" * 32)
        | _result("MB-2026-0002", value="95", date="2026-10-11")
    ),
    is_integrity=True,
)
def without_its_definition(snapshot: Snapshot) -> Iterator[Hit]:
    """A result names no digest of its definition, and one that is no younger does."""
    older = set(_older(snapshot))
    for each in snapshot.valid(ObjectiveResult):
        if each.definition is None and each.id not in older:
            yield hit(place_of(each), number=each.id)
