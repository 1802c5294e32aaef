"""Installation: commission, scope, acceptance (clause 8.2.3)."""

from collections.abc import Iterator

from qms.model.calendar import days_later
from qms.model.finding import Hit, Severity
from qms.model.kinds.ch08_delivery import InstallationCommission
from qms.model.kinds.record import Status, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import CUSTOMER, retained
from qms.text import Text


def _commission(**fields: object) -> dict[str, str]:
    sheet = {
        "customer": "CU-001", "serial": "A1", "requested_on": "2026-03-01",
        "signed_on": "2026-03-05", "signed_by": "例", "scope": ["例"], "engineers": ["P-001"],
        "started_on": "2026-03-06", "finished_on": "2026-03-08",
        "acceptance_signed_on": "2026-03-08", "acceptance_signed_by": "例",
    } | fields  # fmt: skip
    return CUSTOMER | retained(InstallationCommission, "AZ-2026-0001", **sheet)


@rule(
    "INS101",
    clause="8.2.3",
    severity=Severity.ERROR,
    each=InstallationCommission,
    title=Text(zh="先签委托再安装", en="The commission is signed before work starts"),
    message=Text(
        zh="安装 {id} 于 {started} 开工，委托书{signed}",
        en="installation {id} started on {started}; the commission is {signed}",
    ),
    why=Text(zh="没有委托的作业没有范围。", en="Work without a commission has no scope."),
    cure=Text(
        zh="补签委托并说明；今后未签不开工。", en="Have it signed late and say so; never again."
    ),
    bad=Example(_commission(signed_on=None)),
    good=Example(_commission()),
)
def started_unsigned(snapshot: Snapshot) -> Iterator[Hit]:
    """Installation work started before the customer had signed the commission."""
    for each in snapshot.live(InstallationCommission):
        if each.started_on is None or (each.signed_on and each.signed_on <= each.started_on):
            continue
        signed = Text(zh="未签", en="unsigned")
        if each.signed_on:
            signed = Text(zh=f"{each.signed_on} 才签", en=f"signed on {each.signed_on} only")
        yield hit(
            place_of(each, "started_on"), owner=each.department, id=each.id,
            started=each.started_on, signed=signed,
        )  # fmt: skip


@rule(
    "INS102",
    clause="8.2.3",
    severity=Severity.ERROR,
    each=InstallationCommission,
    title=Text(zh="安装不超出委托范围", en="Work stays within the commission"),
    message=Text(
        zh="安装 {id} 的“{item}”超出委托范围，没有补充委托",
        en="{item} of installation {id} is out of scope, without a supplement",
    ),
    why=Text(zh="委托书须严格执行。", en="The commission is to be followed strictly."),
    cure=Text(zh="请客户补签，写入 supplement。", en="Have a supplement signed and name it there."),
    bad=Example(_commission(work_done=[{"item": "例", "in_scope": False}])),
    good=Example(_commission(work_done=[{"item": "例", "in_scope": False, "supplement": "例"}])),
)
def out_of_scope(snapshot: Snapshot) -> Iterator[Hit]:
    """Work outside the commission was done without a supplement."""
    for each in snapshot.live(InstallationCommission):
        for index, work in enumerate(each.work_done):
            if not work.in_scope and not work.supplement:
                place = place_of(each, "work_done", index, "in_scope")
                yield hit(place, owner=each.department, id=each.id, item=work.item)


@rule(
    "INS103",
    clause="8.2.3",
    severity=Severity.ERROR,
    each=InstallationCommission,
    title=Text(zh="安装完成后客户验收签字", en="The customer signs acceptance of the installation"),
    message=Text(
        zh="安装 {id} 已于 {finished} 完成，没有其后的验收签字",
        en="installation {id} was finished on {finished} and not signed for after that",
    ),
    why=Text(zh="签字前安装没有完成。", en="Until it is signed the work is not complete."),
    cure=Text(zh="请客户验收签字。", en="Have the customer accept and sign."),
    bad=Example(_commission(acceptance_signed_on=None)),
    good=Example(_commission()),
)
def installation_unaccepted(snapshot: Snapshot) -> Iterator[Hit]:
    """Installation work is finished, or closed, without a signature after its end."""
    for each in snapshot.live(InstallationCommission):
        finished = each.finished_on
        if finished is None or (
            each.acceptance_signed_on and each.acceptance_signed_on >= finished
        ):
            continue
        due = days_later(finished, snapshot.settings.limits.handover_days)
        if due < snapshot.as_of or each.status is Status.closed:
            yield hit(
                place_of(each, "finished_on"), owner=each.department, due=due, id=each.id,
                finished=finished,
            )  # fmt: skip
