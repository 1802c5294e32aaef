"""Assets, sites, instruments, knowledge (clauses 7.1.2 and 7.1.4 to 7.1.6)."""

from collections.abc import Iterator

from qms.model.calendar import months_later
from qms.model.finding import Hit, Severity
from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.ch07_resources import (
    Equipment,
    EquipmentMaintenance,
    FailureCase,
    Instrument,
    InstrumentFailure,
    KnowledgeArticle,
    SiteInspection,
    UseState,
)
from qms.model.kinds.ch08_complaints import Complaint, ComplaintGrade
from qms.model.kinds.record import Status, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import CUSTOMER, register, retained
from qms.text import Text

_ASSET = {
    "id": "EQ-001", "name": "例", "equipment_class": "hardware", "owner": "after-sales",
    "cycle_months": 6, "last_maintained": "2026-09-01", "state": "in-use",
}  # fmt: skip
_INSTRUMENT = {
    "id": "MI-001", "name": "例", "model": "例", "serial": "1", "cycle_months": 12,
    "last_calibrated": "2026-03-01", "due": "2027-03-01", "certificate": "例",
    "department": "after-sales", "state": "in-use",
}  # fmt: skip
_CASE = {
    "id": "CASE-001", "title": "例", "product": "例", "fault_code": "E01", "symptom": "例",
    "cause": "例", "remedy": "例", "verified_by": "P-001", "issued": "2026-03-20",
    "reviewed": "2026-03-20",
}  # fmt: skip


def _maintained(day: str) -> dict[str, str]:
    return retained(
        EquipmentMaintenance, "WH-2026-0001", date=day, equipment="EQ-001", work="例", result="例"
    )


def _inspection(**fields: object) -> dict[str, str]:
    found = {"finding": "例", "due": "2026-03-20", "closed_on": "2026-03-18"} | fields
    found = {name: value for name, value in found.items() if value is not None}
    return retained(SiteInspection, "JC-2026-0001", area="例", score=90, findings=[found])


def _failure(**fields: object) -> dict[str, str]:
    sheet: dict[str, object] = {
        "instrument": "MI-001", "found_on": "2026-03-02", "last_good": "2026-01-02",
        "failure": "例", "disposal": "例", "status": "closed",
        "traced": [{"record": "例", "verdict": "例"}],
    }  # fmt: skip
    made = retained(InstrumentFailure, "SX-2026-0001", **(sheet | fields))
    return made | register(Instrument, _INSTRUMENT)


def _complaint(**fields: object) -> dict[str, str]:
    sheet: dict[str, object] = {
        "customer": "CU-001", "channel": "hotline", "received_at": "2026-03-02T08:00:00+08:00",
        "received_by": "P-001", "complainant": "例", "phone": "0", "product": "power-cable",
        "region": "east", "content": "例", "demand": "例", "fault_code": "E01", "grade": "batch",
        "handled_at": "2026-03-03T08:00:00+08:00",
    }  # fmt: skip
    return CUSTOMER | retained(Complaint, "TS-2026-0001", **(sheet | fields))


@rule(
    "INF101",
    clause="7.1.2",
    severity=Severity.ERROR,
    each=Equipment,
    title=Text(zh="设备按期维护", en="Assets are maintained in time"),
    message=Text(
        zh="{name} {id} 应在 {by} 前维护，已逾期 {days} 天",
        en="{name} {id} was to be maintained by {by}, {days:day|days} ago",
    ),
    why=Text(zh="设备不维护，服务就会停。", en="Without care it fails, and service with it."),
    cure=Text(
        zh="维护并登记：qms new equipment-maintenance；更新台账的 last_maintained。",
        en="Maintain it, file it with qms new equipment-maintenance, update last_maintained.",
    ),
    references=("ISO 9001:2015 7.1.3",),
    bad=Example(register(Equipment, _ASSET | {"last_maintained": "2026-03-01"})),
    good=Example(register(Equipment, _ASSET)),
)
def maintenance_overdue(snapshot: Snapshot) -> Iterator[Hit]:
    """An asset in use is past its maintenance cycle."""
    for asset in snapshot.all(Equipment):
        due = months_later(asset.last_maintained, asset.cycle_months)
        if asset.state is UseState.in_use and due < snapshot.as_of:
            yield hit(
                place_of(asset, "last_maintained"), owner=asset.owner, due=due, id=asset.id,
                name=asset.name, by=due, days=(snapshot.as_of - due).days,
            )  # fmt: skip


@rule(
    "INF102",
    clause="7.1.2",
    severity=Severity.WARNING,
    each=Equipment,
    reads=(EquipmentMaintenance,),
    title=Text(zh="台账与维护记录一致", en="The asset register follows the records"),
    message=Text(
        zh="{name} {id} 台账上次维护 {stated}，维护记录 {record} 已是 {found}",
        en="{name} {id}: the register says {stated}, record {record} says {found}",
    ),
    why=Text(zh="台账落后，下次期限就算错。", en="A stale register counts the next date wrong."),
    cure=Text(zh="更新台账的 last_maintained。", en="Update last_maintained in the register."),
    bad=Example(register(Equipment, _ASSET) | _maintained("2026-10-01")),
    good=Example(register(Equipment, _ASSET) | _maintained("2026-09-01")),
)
def register_behind(snapshot: Snapshot) -> Iterator[Hit]:
    """A maintenance record is newer than what the register says."""
    newest = {
        each.equipment: each
        for each in sorted(snapshot.live(EquipmentMaintenance), key=lambda each: each.date)
    }
    for asset in snapshot.all(Equipment):
        found = newest.get(asset.id)
        if found is not None and found.date > asset.last_maintained:
            yield hit(
                place_of(asset, "last_maintained"), owner=asset.owner, id=asset.id,
                name=asset.name, stated=asset.last_maintained, record=found.id, found=found.date,
            )  # fmt: skip


@rule(
    "ENV101",
    clause="7.1.4",
    severity=Severity.ERROR,
    each=SiteInspection,
    title=Text(zh="现场问题按期关闭", en="What an inspection found is closed in time"),
    message=Text(
        zh="现场检查 {id} 的“{finding}”应在 {by} 前整改，没有关闭",
        en="{finding} of inspection {id} was to be put right by {by} and is open",
    ),
    why=Text(zh="查了不改，现场不会变好。", en="To look and leave changes nothing."),
    cure=Text(zh="整改后填写 closed_on。", en="Put it right and enter closed_on."),
    references=("ISO 9001:2015 7.1.4",),
    bad=Example(_inspection(closed_on=None)),
    good=Example(_inspection()),
)
def site_finding_open(snapshot: Snapshot) -> Iterator[Hit]:
    """A finding of a site inspection is past its date and open."""
    for each in snapshot.live(SiteInspection):
        for index, found in enumerate(each.findings):
            if found.closed_on is None and found.due < snapshot.as_of:
                yield hit(
                    place_of(each, "findings", index), owner=each.department, due=found.due,
                    id=each.id, finding=found.finding, by=found.due,
                )  # fmt: skip


@rule(
    "MEA102",
    clause="7.1.5",
    severity=Severity.ERROR,
    each=InstrumentFailure,
    title=Text(zh="失效仪器追溯所做的工作", en="Work with a failed instrument is traced"),
    message=Text(
        zh="失效记录 {id}（{instrument}）没有追溯自 {since_day} 起的工作，也没有说明为何不必",
        en="{id} ({instrument}) traces no work since {since_day} and does not say why not",
    ),
    why=Text(
        zh="失效期间测过的结果都要重新评定。",
        en="Whatever was measured since the last good calibration is judged again.",
    ),
    cure=Text(
        zh="逐项填入 traced；确无工作的写 none_because。",
        en="Enter the work under traced, or why there is none under none_because.",
    ),
    references=("ISO 9001:2015 7.1.5.2",),
    bad=Example(_failure(traced=[])),
    good=Example(_failure()),
)
def failure_untraced(snapshot: Snapshot) -> Iterator[Hit]:
    """A failed instrument's work was not traced and nobody said why."""
    for each in snapshot.live(InstrumentFailure):
        if not each.traced and not each.none_because:
            yield hit(
                place_of(each, "failure"), owner=each.department, id=each.id,
                instrument=each.instrument, since_day=each.last_good,
            )  # fmt: skip


@rule(
    "MEA103",
    clause="7.1.5",
    severity=Severity.ERROR,
    each=Instrument,
    title=Text(zh="下次检定不晚于周期", en="The next calibration keeps the interval"),
    message=Text(
        zh="{name} {id} 下次检定写 {due_day}，按 {months} 个月周期最迟 {latest}",
        en="{name} {id} is next due on {due_day}; at {months:month|months} it is {latest} "
        "at the latest",
    ),
    why=Text(zh="写长的期限会让失准的仪器继续用。", en="A date too far keeps a bad one in use."),
    cure=Text(zh="按周期改 due，或经批准改周期。", en="Correct due, or have the interval changed."),
    references=("ISO 9001:2015 7.1.5.2",),
    bad=Example(register(Instrument, _INSTRUMENT | {"due": "2027-09-01"})),
    good=Example(register(Instrument, _INSTRUMENT)),
)
def interval_stretched(snapshot: Snapshot) -> Iterator[Hit]:
    """The next calibration of an instrument is later than its interval allows."""
    for each in snapshot.all(Instrument):
        latest = months_later(each.last_calibrated, each.cycle_months)
        if each.due > latest:
            yield hit(
                place_of(each, "due"), owner=each.department, id=each.id, name=each.name,
                due_day=each.due, months=each.cycle_months, latest=latest,
            )  # fmt: skip


@rule(
    "KNW101",
    clause="7.1.6",
    severity=Severity.ERROR,
    each=Complaint,
    reads=(FailureCase,),
    title=Text(zh="重大和批量故障写成案例", en="Grave and batch faults become cases"),
    message=Text(
        zh="投诉 {id}（{grade}，故障 {code}）处理完后没有故障案例",
        en="complaint {id} ({grade}, fault {code}) was handled and has no failure case",
    ),
    why=Text(zh="案例让下一位工程师不必从头来。", en="A case spares the next engineer the search."),
    cure=Text(
        zh="由技术研发中心编入故障案例汇编手册，写明验证人。",
        en="Have R&D enter a failure case and who verified it.",
    ),
    references=("ISO 9001:2015 7.1.6",),
    bad=Example(_complaint()),
    good=Example(_complaint() | register(FailureCase, _CASE)),
    owner="rnd",
)
def no_case(snapshot: Snapshot) -> Iterator[Hit]:
    """A safety or batch complaint with a known fault was handled, and no case tells of it."""
    known = {each.fault_code for each in snapshot.all(FailureCase)}
    for each in snapshot.live(Complaint):
        is_grave = each.grade in {ComplaintGrade.safety, ComplaintGrade.batch}
        if is_grave and each.handled_at and each.fault_code and each.fault_code not in known:
            place = place_of(each, "fault_code")
            yield hit(place, id=each.id, grade=each.grade.label.inside, code=each.fault_code)


@rule(
    "KNW102",
    clause="7.1.6",
    severity=Severity.WARNING,
    reads=(Department, FailureCase, KnowledgeArticle),
    is_certain=True,
    title=Text(zh="案例和知识定期复核", en="Cases and articles are read again"),
    message=Text(
        zh="{title} {id} 上次复核 {last}，应在 {by} 前再复核",
        en="{title} {id} was read on {last} and is due again by {by}",
    ),
    why=Text(zh="过时的做法会误导人。", en="An outdated remedy misleads."),
    cure=Text(zh="复核内容，更新 reviewed。", en="Read it again and update reviewed."),
    references=("ISO 9001:2015 7.1.6",),
    bad=Example(register(FailureCase, _CASE | {"reviewed": "2025-03-20"})),
    good=Example(register(FailureCase, _CASE)),
    owner="rnd",
)
def knowledge_stale(snapshot: Snapshot) -> Iterator[Hit]:
    """A case or an article has not been read again within its months."""
    months = snapshot.settings.limits.knowledge_months
    every: list[FailureCase | KnowledgeArticle] = [*snapshot.all(FailureCase)]
    every += snapshot.all(KnowledgeArticle)
    for each in every:
        due = months_later(each.reviewed, months)
        if due < snapshot.as_of:
            yield hit(
                place_of(each, "reviewed"), due=due, id=each.id, title=each.title,
                last=each.reviewed, by=due, owner=snapshot.serving(each.header.owner),
            )  # fmt: skip


@rule(
    "MEA104",
    clause="7.1.5",
    severity=Severity.ERROR,
    each=InstrumentFailure,
    reads=(Instrument,),
    title=Text(zh="失效的仪器停用", en="A failed instrument is taken out of use"),
    message=Text(
        zh="{instrument} 于 {found} 发现失效（{id}），之后没有重新检定，仍在用",
        en="{instrument} was found failing on {found} ({id}), not calibrated since, and is in use",
    ),
    why=Text(zh="失准的仪器测出的结果不能用。", en="What it measures is worth nothing."),
    cure=Text(
        zh="停用，修复后重新检定并更新台账。", en="Stop it; repair, calibrate, update the register."
    ),
    references=("ISO 9001:2015 7.1.5.2",),
    bad=Example(
        _failure() | register(Instrument, _INSTRUMENT | {"last_calibrated": "2026-01-02",
                                                         "due": "2027-01-02"})
    ),
    good=Example(
        _failure() | register(Instrument, _INSTRUMENT | {"last_calibrated": "2026-03-10",
                                                         "due": "2027-03-10"})
    ),
)  # fmt: skip
def failed_and_in_use(snapshot: Snapshot) -> Iterator[Hit]:
    """An instrument that failed is in use and has not been calibrated since."""
    for each in snapshot.live(InstrumentFailure):
        found = snapshot.find(Instrument, each.instrument)
        if found is None or found.state is not UseState.in_use or each.status is Status.draft:
            continue
        if found.last_calibrated < each.found_on:
            yield hit(
                place_of(found, "state"), owner=found.department, id=each.id,
                instrument=found.name, found=each.found_on,
            )  # fmt: skip
