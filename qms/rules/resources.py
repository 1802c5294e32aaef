"""People, instruments and obligations: shares, dates and currency (clauses 6.4, 7.1, 9.4)."""

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from qms.model.calendar import months_later
from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch05_leadership import Post
from qms.model.kinds.ch06_obligations import Obligation, ObligationState
from qms.model.kinds.ch07_competence import Person, ServiceManagerCertificate
from qms.model.kinds.ch07_resources import Instrument, UseState
from qms.model.kinds.ch09_evaluation import ComplianceEvaluation
from qms.model.kinds.record import called, place_of
from qms.model.rule import Example, hit, not_judged, rule
from qms.model.snapshot import Snapshot
from qms.standing.due import check_due
from qms.text import Text

_KEY_POST = """\
- id: service-engineer
  name: 工程师
  name_en: Engineer
  department: after-sales
  is_key_service: true
  overview: 例
  duties: 例
  coordination: 例
  authority: 例
  qualification: {education: 例, experience: 例, training: 例}
  features: 例
  written_by: P-001
  confirmed_by: P-001
  approved_by: P-001
  approved_on: 2025-01-01
"""
_ENGINEER = """\
- id: P-009
  name: 戊九
  department: after-sales
  joined: 2020-01-01
  posts: [{post: service-engineer, since: 2020-01-01}]
"""
_STAFF = {"records/post/more.yaml": _KEY_POST, "records/person/more.yaml": _ENGINEER}
_CERTIFICATE = (
    "- {id: CERT-001, person: P-009, number: 'x', issuer: 例, issued: 2025-01-01,"
    " expires: 2028-01-01}\n"
)


@rule(
    "PEO101",
    clause="7.1.3",
    severity=Severity.ERROR,
    reads=(Person, Post, ServiceManagerCertificate),
    title=Text(zh="售后服务管理师达到比例", en="Enough service managers"),
    message=Text(
        zh="服务关键岗位 {base} 人，应有管理师 {wanted} 人，有效 {found} 人",
        en="key service posts: {base}; service managers needed: {wanted}; "
        "with a valid certificate: {found}",
    ),
    why=Text(
        zh="7.1.3 规定比例，只计有效证书，并写明基数。",
        en="Clause 7.1.3 sets the share; only valid certificates count, and the base is named.",
    ),
    cure=Text(
        zh="安排培训取证，登记到 records/service-manager-certificate/。",
        en="Have people certified and enter it in records/service-manager-certificate/.",
    ),
    bad=Example(_STAFF),
    good=Example({**_STAFF, "records/service-manager-certificate/certificates.yaml": _CERTIFICATE}),
    owner="office",
    references=("GB/T 27922 5.1.2",),
)
def too_few_service_managers(snapshot: Snapshot) -> Iterator[Hit]:
    """Fewer valid certificates than the share of people in key service posts asks for."""
    day = snapshot.as_of
    key_posts = [post.id for post in snapshot.all(Post) if post.is_key_service]
    base = {
        person.id
        for person in snapshot.all(Person)
        if any(person.holds(post, day) for post in key_posts)
    }
    if not base:
        reason = Text(zh="没有人担任服务关键岗位", en="nobody holds a key service post")
        if key_posts:
            yield not_judged(Place("records/person"), reason)
        return
    certified = {
        each.person
        for each in snapshot.all(ServiceManagerCertificate)
        if each.issued <= day <= each.expires and each.person in base
    }
    share = Fraction(snapshot.settings.limits.service_manager_share)
    wanted = max(1, ceil(share * len(base)))
    if len(certified) < wanted:
        yield hit(
            Place("records/service-manager-certificate", line=1, column=1),
            base=len(base),
            wanted=wanted,
            found=len(certified),
        )


@rule(
    "PEO102",
    clause="7.1.3",
    severity=Severity.WARNING,
    each=ServiceManagerCertificate,
    reads=(Person,),
    title=Text(zh="管理师证书在有效期内", en="Certificates are valid"),
    message=Text(
        zh="{person} 的管理师证书 {id} 已于 {expires} 到期",
        en="certificate {id} of {person} expired on {expires}",
    ),
    why=Text(zh="过期证书不计入比例。", en="An expired certificate does not count."),
    cure=Text(zh="组织复审，更新有效期。", en="Have it renewed and enter the new date."),
    bad=Example({
        **_STAFF,
        "records/service-manager-certificate/certificates.yaml": _CERTIFICATE.replace(
            "2028", "2026"
        ),
    }),
    owner="office",
)
def certificate_expired(snapshot: Snapshot) -> Iterator[Hit]:
    """A service manager's certificate is past its date while the person is employed."""
    for each in snapshot.all(ServiceManagerCertificate):
        person = snapshot.find(Person, each.person)
        if each.expires < snapshot.as_of and person and person.is_employed_on(snapshot.as_of):
            yield hit(
                place_of(each, "expires"),
                person=called(person),
                id=each.id,
                expires=each.expires,
                due=each.expires,
            )


_INSTRUMENT = (
    "- {id: MI-001, name: 万用表, model: x, serial: x, cycle_months: 12,"
    " last_calibrated: 2025-01-01, due: 2026-01-01, certificate: x, department: after-sales,"
    " state: in-use}\n"
)


@rule(
    "MEA101",
    clause="7.1.5",
    severity=Severity.ERROR,
    each=Instrument,
    title=Text(zh="在用仪器不超期", en="No instrument in use past its date"),
    message=Text(
        zh="{name} {id} 在用，检定已于 {due_on} 到期",
        en="{name} {id} is in use; its calibration was due on {due_on}",
    ),
    why=Text(
        zh="超期仪器的读数不能作为维修合格的依据。",
        en="Readings of an overdue instrument prove nothing about a repair.",
    ),
    cure=Text(
        zh="立即停用并送检；追查逾期以来用它做过的测量是否仍然有效。",
        en="Take it out of use, have it calibrated, and trace the work done with it.",
    ),
    bad=Example({"records/instrument/instruments.yaml": _INSTRUMENT}),
    good=Example({"records/instrument/instruments.yaml": _INSTRUMENT.replace("in-use", "stopped")}),
    owner="quality",
    references=("ISO 9001:2015 7.1.5",),
)
def instrument_overdue(snapshot: Snapshot) -> Iterator[Hit]:
    """An instrument in use is past its calibration date."""
    for each in snapshot.all(Instrument):
        if each.state is UseState.in_use and each.due < snapshot.as_of:
            yield hit(
                place_of(each, "due"),
                name=called(each),
                id=each.id,
                due_on=each.due,
                owner=each.department,
                due=each.due,
            )


def _law(state: str) -> str:
    return (
        "- {id: LAW-001, name: 例法, number: x, issuer: x, in_force: 2020-01-01, state: "
        f"{state}, clauses: ['1'], requirement: 例, owner: after-sales, source: x,"
        " last_checked: 2026-10-01}\n"
    )


_EVALUATION = (
    "id: HG-2026-0001\nform: QR-9.4-01 A/0\ndate: 2026-03-01\ndepartment: after-sales\n"
    "filled_by: P-001\nevaluators: [P-001]\nconclusion: 例\nevaluated:\n"
    "  - {obligation: LAW-001, method: 查, evidence: 例, result: conform}\n"
)
_EVALUATED = "records/compliance-evaluation/2026/HG-2026-0001.yaml"


_CHECKED = _INSTRUMENT.replace("due: 2026-01-01", "due: 2027-01-01").replace(
    "state: in-use", "state: in-use, checks: [{name: 例, every_months: 3, last_done: 2026-01-05}]"
)


@rule(
    "MEA105",
    clause="7.1.5",
    severity=Severity.WARNING,
    each=Instrument,
    title=Text(zh="仪器的定期检查按期做", en="Recurring checks of instruments are done in time"),
    message=Text(
        zh="{name} {id} 的“{check}”应在 {due_on} 前再做",
        en="{name} {id}: “{check}” was to be done again by {due_on}",
    ),
    why=Text(
        zh="两次检定之间靠这些检查发现失准。",
        en="Between calibrations these checks tell whether it still reads right.",
    ),
    cure=Text(
        zh="做检查，更新 last_done；不合格的停用，填《测量设备失效跟踪表》。",
        en="Do it and enter last_done; if it fails, stop using it and file its failure.",
    ),
    bad=Example({"records/instrument/instruments.yaml": _CHECKED}),
    good=Example({"records/instrument/instruments.yaml": _CHECKED}, as_of=dt.date(2026, 4, 5)),
    owner="quality",
    references=("ISO 9001:2015 7.1.5",),
)
def check_overdue(snapshot: Snapshot) -> Iterator[Hit]:
    """A recurring check of an instrument in use is past its day."""
    for each in snapshot.all(Instrument):
        for index, check in enumerate(each.checks if each.state is UseState.in_use else ()):
            day = check_due(check)
            if day < snapshot.as_of:
                yield hit(
                    place_of(each, "checks", index, "last_done"), mark=check.name,
                    owner=each.department, due=day, name=called(each), id=each.id,
                    check=check.name, due_on=day,
                )  # fmt: skip


@rule(
    "OBL101",
    clause="9.4",
    severity=Severity.ERROR,
    each=Obligation,
    reads=(ComplianceEvaluation,),
    title=Text(zh="合规义务按期评价", en="Obligations are evaluated in time"),
    message=Text(
        zh="{id}《{name}》{months} 个月内没有合规性评价",
        en="{id} ({name}) was not evaluated within {months:month|months}",
    ),
    why=Text(
        zh="每项义务至少每年评价一次，才知道是否守法。",
        en="Each obligation is evaluated yearly; otherwise nobody knows whether it is kept.",
    ),
    cure=Text(
        zh="评价后登记到 records/compliance-evaluation/。",
        en="Evaluate it and enter it in records/compliance-evaluation/.",
    ),
    bad=Example({"records/obligation/obligations.yaml": _law("in-force")}),
    good=Example({
        "records/obligation/obligations.yaml": _law("in-force"),
        _EVALUATED: _EVALUATION,
    }),
    owner="office",
)
def obligation_unevaluated(snapshot: Snapshot) -> Iterator[Hit]:
    """An obligation in force has no evaluation younger than the limit."""
    months = snapshot.settings.limits.obligation_months
    newest: dict[str, dt.date] = {}
    for evaluation in snapshot.live(ComplianceEvaluation):
        if evaluation.date <= snapshot.as_of:
            for each in evaluation.evaluated:
                earlier = newest.get(each.obligation, dt.date.min)
                newest[each.obligation] = max(earlier, evaluation.date)
    for obligation in snapshot.all(Obligation):
        if obligation.state is not ObligationState.in_force:
            continue
        last = newest.get(obligation.id)
        if last is None or months_later(last, months) < snapshot.as_of:
            yield hit(
                place_of(obligation),
                id=obligation.id,
                name=called(obligation),
                months=months,
                owner=obligation.owner,
            )


@rule(
    "OBL102",
    clause="6.4.3",
    severity=Severity.ERROR,
    each=Obligation,
    title=Text(zh="被替代的法规移出清单", en="Superseded law leaves the register"),
    message=Text(
        zh="{id}《{name}》{state}，仍对应条款 {clauses}",
        en="{id} ({name}) is {state} but still listed for clause {clauses}",
    ),
    why=Text(zh="按失效的法规办事就是违规。", en="Working by law that is gone is a breach."),
    cure=Text(
        zh="登记替代文件，修订引用它的条款，再移出。",
        en="Enter what replaces it, revise the clauses that rest on it, then take it out.",
    ),
    bad=Example({"records/obligation/obligations.yaml": _law("superseded")}),
    good=Example({
        "records/obligation/obligations.yaml": _law("in-force"),
        _EVALUATED: _EVALUATION,
    }),
    owner="office",
)
def obligation_superseded(snapshot: Snapshot) -> Iterator[Hit]:
    """A superseded or repealed obligation still answers for a clause."""
    gone = {ObligationState.superseded, ObligationState.repealed}
    for obligation in snapshot.all(Obligation):
        if obligation.state in gone and obligation.clauses:
            yield hit(
                place_of(obligation, "state"),
                id=obligation.id,
                name=called(obligation),
                state=obligation.state.label.inside,
                clauses=", ".join(obligation.clauses),
                owner=obligation.owner,
            )
