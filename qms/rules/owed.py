"""What is owed by department and process: a copy, an audit, a monitoring (2.2.2, 9.1, 9.2)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch02_copies import CopyClass
from qms.model.kinds.ch02_limits import Limit
from qms.model.kinds.ch02_manual import Release
from qms.model.kinds.ch04_system import Process
from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch09_evaluation import InternalAudit
from qms.model.kinds.ch09_monitoring import ProcessMonitoring
from qms.model.kinds.record import called, place_of
from qms.model.manual import Chapter
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import RELEASED, register, retained
from qms.rules.intervals import every, listed, since_of
from qms.standing.copies import COPY_KINDS, copies_on, events_of
from qms.text import Text, joined, same

_ISSUED = (
    "id: FF-2026-0001\nform: QR-2.2.2-01 A/0\ndate: 2026-01-05\ndepartment: after-sales\n"
    "filled_by: P-001\naction: issue\ncopy_number: '001'\nrelease: A-0\n"
    "holder: {holder_class: department, department: after-sales, person: P-001}\n"
    "copy_class: controlled\n"
)
_EVENT = "records/copy-event/2026/FF-2026-0001.yaml"
_SECOND = {
    "records/department/more.yaml": "- {id: quality, name: 质检部, name_en: Quality, "
    "head_post: general-manager, duties: 检查}\n"
}


@rule(
    "CPY115",
    clause="2.2.2",
    severity=Severity.WARNING,
    reads=(Department, Release, *COPY_KINDS),
    title=Text(zh="每个部门有一本受控手册", en="Every department has a controlled copy"),
    message=Text(zh="{name}没有在用的受控本", en="{name} holds no controlled copy"),
    why=Text(
        zh="2.2.2：公司各部门持受控本；没有手册的部门不知道规定变了。",
        en="Clause 2.2.2 gives every department one; without it nobody there learns of changes.",
    ),
    cure=Text(
        zh="发放一本：qms copy issue --to {id} --keeper 保管人 --by 经办人",
        en="Issue one: qms copy issue --to {id} --keeper WHO --by WHO",
    ),
    bad=Example(RELEASED | _SECOND | {_EVENT: _ISSUED}),
    good=Example(RELEASED | {_EVENT: _ISSUED}),
)
def department_without_copy(snapshot: Snapshot) -> Iterator[Hit]:
    """A department of the register holds no controlled copy, once copies have been issued."""
    copies = copies_on(events_of(snapshot), snapshot.as_of).values()
    out = [each for each in copies if each.state.is_out and each.copy_class is CopyClass.controlled]
    holding = {each.holder.department for each in out}
    for each in snapshot.all(Department) if out and snapshot.releases else ():
        if each.id not in holding:
            yield hit(
                place_of(each, "name"), mark=each.id, id=each.id,
                name=Text(zh=each.name, en=each.name_en),
            )  # fmt: skip


def _audit(leader: str) -> dict[str, str]:
    return retained(
        InternalAudit, "NS-2026-0001", scope="例", criteria="例", leader=leader, auditors=[],
        area="after-sales", audited=[{"clause": "1", "evidence": "例", "result": "conform"}],
        conclusion="例",
    )  # fmt: skip


_AUDITOR = {
    "records/person/quality.yaml": "- {id: P-009, name: 丁四, department: quality, "
    "joined: 2020-01-01, posts: [{post: general-manager, since: 2020-01-01}]}\n"
}


@rule(
    "EVL109",
    clause="9.6",
    severity=Severity.ERROR,
    each=InternalAudit,
    reads=(Chapter, Person),
    title=Text(zh="审核员不审核自己的部门", en="Nobody audits his own department"),
    message=Text(
        zh="内部审核 {id}：{person}的部门归口条款 {clauses}，自己审核了自己的工作",
        en="audit {id}: the department of {person} owns what was audited: clause {clauses}",
    ),
    why=Text(zh="自己审自己，看不见问题。", en="Who audits himself sees nothing."),
    cure=Text(
        zh="换一名与该部门无关的审核员补审这些条款。",
        en="Let somebody of another department audit these clauses again.",
    ),
    references=("ISO 9001:2015 9.2.2",),
    bad=Example(_audit("P-001")),
    good=Example(_audit("P-009") | _SECOND | _AUDITOR),
    owner="quality",
)
def audited_by_themselves(snapshot: Snapshot) -> Iterator[Hit]:
    """An auditor belongs to the department audited, or to the owner of a clause audited."""
    facts = snapshot.clause_facts
    for each in snapshot.live(InternalAudit):
        for number in dict.fromkeys((each.leader, *each.auditors)):
            person = snapshot.find(Person, number)
            if person is None:
                continue
            own = [
                row.clause for row in each.audited
                if person.department == each.area
                or (row.clause in facts and facts[row.clause][1].owner == person.department)
            ]  # fmt: skip
            if own:
                yield hit(
                    place_of(each, "auditors"), mark=number, id=each.id, person=called(person),
                    clauses=joined(map(same, own)),
                )  # fmt: skip


@rule(
    "EVL110",
    clause="9.6",
    severity=Severity.WARNING,
    reads=(Chapter, Department, InternalAudit, Limit, Release),
    title=Text(zh="审核方案覆盖所有部门", en="The audit programme covers every department"),
    message=Text(
        zh="自 {start} 以来的内部审核没有审到：{names}",
        en="internal audits since {start} covered none of: {names}",
    ),
    why=Text(
        zh="从来没有审到的部门，体系是否在运行没有证据。",
        en="Of a department that is never audited nothing shows that the system works.",
    ),
    cure=Text(
        zh="在年度方案里补上，审核后登记《内部审核报告》。",
        en="Add it to the programme, audit it, and file the report.",
    ),
    references=("ISO 9001:2015 9.2.2",),
    bad=Example(
        RELEASED | _SECOND | _audit("P-009") | every("audit.every", 9, "month"),
    ),
    good=Example(RELEASED | _audit("P-009") | every("audit.every", 9, "month")),
    owner="quality",
)
def never_audited(snapshot: Snapshot) -> Iterator[Hit]:
    """A department was neither the area of an audit nor the owner of a clause audited."""
    since = since_of(snapshot, "audit.every")
    if since is None:
        return
    facts, covered = snapshot.clause_facts, set[str]()
    for each in snapshot.live(InternalAudit):
        if each.date >= since:
            covered |= {each.area}
            covered |= {facts[row.clause][1].owner for row in each.audited if row.clause in facts}
    names = [each.name for each in snapshot.all(Department) if each.id not in covered]
    if names:
        yield hit(Place("records/internal-audit", line=1, column=1), start=since,
                  names=listed(names))  # fmt: skip


_PROCESS = {
    "id": "C1", "name": "例", "name_en": "x", "owner": "after-sales",
    "owner_post": "general-manager", "inputs": "例", "activities": "例", "outputs": "例",
    "criteria": "例", "monitoring": "每季度《过程监视记录》", "improvement": "例",
}  # fmt: skip


def _monitored(day: str) -> dict[str, str]:
    return retained(
        ProcessMonitoring, "GJ-2026-0001", date=day, process="C1", criterion="例", observed="例",
        conforms=True,
    )  # fmt: skip


@rule(
    "PRC103",
    clause="9.2",
    severity=Severity.WARNING,
    reads=(Limit, Process, ProcessMonitoring, Release),
    title=Text(zh="过程按规定的频次监视", en="Processes are monitored as often as stated"),
    message=Text(
        zh="自 {start} 以来没有《过程监视记录》的过程：{names}",
        en="processes without a monitoring record since {start}: {names}",
    ),
    why=Text(
        zh="过程清单写着监视，没有记录就无从知道过程是否受控。",
        en="The register of processes says they are monitored; without records nobody knows.",
    ),
    cure=Text(
        zh="安排检查并登记：qms new process-monitoring；确不需要这样监视的，改过程清单。",
        en="Check them: qms new process-monitoring; or change what the register says.",
    ),
    bad=Example(RELEASED | register(Process, _PROCESS) | every("process.monitoring", 1, "quarter")),
    good=Example(
        RELEASED
        | register(Process, _PROCESS)
        | every("process.monitoring", 1, "quarter")
        | _monitored("2026-11-02")
    ),
)
def unmonitored(snapshot: Snapshot) -> Iterator[Hit]:
    """A process whose line names the monitoring record has none within the stated time."""
    since = since_of(snapshot, "process.monitoring")
    if since is None:
        return
    title = ProcessMonitoring.header.title.zh
    seen = {each.process for each in snapshot.live(ProcessMonitoring) if each.date >= since}
    names = [
        each.id
        for each in snapshot.all(Process)
        if title in each.monitoring and each.id not in seen
    ]
    if names:
        yield hit(Place("records/process-monitoring", line=1, column=1), start=since,
                  names=listed(names))  # fmt: skip
