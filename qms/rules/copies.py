"""Whether every numbered copy is where it should be, in the right hands (clause 2.2.2)."""

import datetime as dt
from collections.abc import Iterator

from qms.model.calendar import days_later
from qms.model.finding import Hit, Severity
from qms.model.kinds.ch02_copies import CopyAction, CopyClass, CopyEvent
from qms.model.kinds.ch05_leadership import Department, Post
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import called, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.standing.copies import COPY_KINDS, ControlledCopy, copies_on, events_of
from qms.standing.distribution import belongs
from qms.text import Text


def _event(name: str, more: str, *, action: str = "issue") -> str:
    return (
        f"id: FF-2026-{name}\nform: QR-2.2.2-01 A/0\ndate: 2026-01-05\ndepartment: after-sales\n"
        f"filled_by: P-001\naction: {action}\ncopy_number: '001'\nrelease: A-0\n{more}"
    )


_INSIDE = (
    "copy_class: controlled\n"
    "holder: {holder_class: department, department: after-sales, person: P-001}\n"
)
_LEFT = _INSIDE.replace("P-001", "P-003")
_OUTSIDE = "holder: {holder_class: supplier, organisation: 例}\n"
_PATH = "records/copy-event/2026/FF-2026-0001.yaml"
_SECOND = "records/copy-event/2026/FF-2026-0002.yaml"


def _out(snapshot: Snapshot) -> Iterator[ControlledCopy]:
    for copy in copies_on(events_of(snapshot), snapshot.as_of).values():
        if copy.state.is_out:
            yield copy


def _issues(snapshot: Snapshot) -> Iterator[CopyEvent]:
    return (each for each in snapshot.valid(CopyEvent) if each.action is CopyAction.issue)


@rule(
    "CPY101",
    clause="2.2.2",
    severity=Severity.ERROR,
    reads=(CopyEvent,),
    is_certain=True,
    title=Text(zh="分发号不重复使用", en="Copy numbers are never reused"),
    message=Text(
        zh="分发号 {number} 已由 {first} 发放过", en="copy number {number} was issued by {first}"
    ),
    why=Text(
        zh="一个号两本手册，换页和收回就会错。",
        en="With two copies under one number, amendments and returns go astray.",
    ),
    cure=Text(zh="收回后发的那本，作废其发放，另发。", en="Take it back, void its issue."),
    bad=Example({_PATH: _event("0001", _INSIDE), _SECOND: _event("0002", _INSIDE)}),
    good=Example({_PATH: _event("0001", _INSIDE)}, as_of=dt.date(2026, 1, 10)),
    is_integrity=True,
)
def number_reused(snapshot: Snapshot) -> Iterator[Hit]:
    """A number was issued twice."""
    first: dict[str, CopyEvent] = {}
    for event in _issues(snapshot):
        earlier = first.setdefault(event.copy_number, event)
        if earlier is not event:
            yield hit(place_of(event, "copy_number"), number=event.copy_number, first=earlier.id)


@rule(
    "CPY102",
    clause="2.2.2",
    severity=Severity.ERROR,
    reads=(CopyEvent,),
    title=Text(zh="受控状态随持有人类别", en="Class of copy follows from the holder"),
    message=Text(
        zh="分发号 {number} 发给{holder}，应为{wanted}，登记为{found}",
        en="copy {number} went to a {holder}; it should be {wanted}, not {found}",
    ),
    why=Text(
        zh="受控本必须能收回更新，只发给部门和认证机构。",
        en="A controlled copy must be kept up to date; only departments and the certifier get it.",
    ),
    cure=Text(
        zh="收回重发，或更正登记的受控状态。", en="Recall and issue it again, or correct the class."
    ),
    bad=Example({_PATH: _event("0001", "copy_class: controlled\nconsent_by: P-001\n" + _OUTSIDE)}),
    good=Example({_PATH: _event("0001", _INSIDE)}, as_of=dt.date(2026, 1, 10)),
)
def wrong_class(snapshot: Snapshot) -> Iterator[Hit]:
    """A copy's class is not that of its holder."""
    for event in _issues(snapshot):
        holder = event.holder
        if holder and event.copy_class and event.copy_class is not holder.holder_class.copy_class:
            yield hit(
                place_of(event, "copy_class"),
                number=event.copy_number,
                holder=holder.holder_class.label.inside,
                wanted=holder.holder_class.copy_class.label.inside,
                found=event.copy_class.label.inside,
            )


@rule(
    "CPY103",
    clause="2.2.2",
    severity=Severity.ERROR,
    reads=(CopyEvent,),
    title=Text(zh="非受控发放经同意", en="Uncontrolled copies need consent"),
    message=Text(
        zh="分发号 {number} 发往公司外，没有售后服务部部长同意",
        en="copy {number} went outside without the consent of the head of after-sales",
    ),
    why=Text(
        zh="手册外发须由售后服务部部长把关（2.2.2）。",
        en="The head of after-sales decides who outside gets the manual (2.2.2).",
    ),
    cure=Text(zh="补办同意并填入 consent_by。", en="Obtain the consent and enter consent_by."),
    bad=Example({_PATH: _event("0001", "copy_class: uncontrolled\n" + _OUTSIDE)}),
    good=Example(
        {_PATH: _event("0001", "copy_class: uncontrolled\nconsent_by: P-001\n" + _OUTSIDE)},
        as_of=dt.date(2026, 1, 10),
    ),
)
def without_consent(snapshot: Snapshot) -> Iterator[Hit]:
    """An uncontrolled copy was issued without consent."""
    for event in _issues(snapshot):
        if event.copy_class is CopyClass.uncontrolled and not event.consent_by:
            yield hit(place_of(event), number=event.copy_number)


@rule(
    "CPY104",
    clause="2.2.2",
    severity=Severity.WARNING,
    reads=(*COPY_KINDS,),
    title=Text(zh="发放按期签收", en="Receipts come back in time"),
    message=Text(
        zh="分发号 {number} 发放 {days} 天仍未签收（限 {limit} 天）",
        en="copy {number} has no receipt {days:day|days} after it was issued (limit {limit})",
    ),
    why=Text(
        zh="没有签收就不知道手册在不在持有人手里。",
        en="Without a receipt nobody knows whether the holder has it.",
    ),
    cure=Text(zh="向持有人催收签收单。", en="Ask the holder for the receipt."),
    bad=Example({_PATH: _event("0001", _INSIDE)}),
    good=Example({_PATH: _event("0001", _INSIDE)}, as_of=dt.date(2026, 1, 10)),
)
def receipt_overdue(snapshot: Snapshot) -> Iterator[Hit]:
    """A copy was issued and not acknowledged within the limit."""
    limit = snapshot.settings.limits.receipt_days
    for copy in _out(snapshot):
        days = (snapshot.as_of - copy.issued_on).days
        if copy.received_on is None and days > limit:
            yield hit(
                place_of(copy.events[0]),
                number=copy.number,
                days=days,
                limit=limit,
                due=days_later(copy.issued_on, limit),
            )


@rule(
    "CPY106",
    clause="2.2.2",
    severity=Severity.ERROR,
    reads=(Person, *COPY_KINDS),
    title=Text(zh="离职人员交回手册", en="Leavers hand their copy back"),
    message=Text(
        zh="{name} 已于 {left} 离职，分发号 {number} 的手册仍登记在其名下",
        en="{name} left on {left} and is still the keeper of copy {number}",
    ),
    why=Text(
        zh="持有人离职而手册未交接，受控就落空了。",
        en="When the keeper leaves without handing over, control is lost.",
    ),
    cure=Text(
        zh="收回或移交手册，并登记移交或回收。", en="Recall or transfer the copy and record it."
    ),
    bad=Example({_PATH: _event("0001", _LEFT)}),
)
def holder_left(snapshot: Snapshot) -> Iterator[Hit]:
    """A person who left is still the keeper of a copy, beyond the days of grace."""
    grace = snapshot.settings.limits.holder_days
    for copy in _out(snapshot):
        keeper = snapshot.find(Person, copy.holder.person)
        if keeper and keeper.left and days_later(keeper.left, grace) < snapshot.as_of:
            yield hit(
                place_of(copy.events[0]),
                name=called(keeper),
                left=keeper.left,
                number=copy.number,
                owner=copy.holder.department,
                due=days_later(keeper.left, grace),
            )


_MOVED = {
    _PATH: _event("0001", _INSIDE.replace("P-001", "P-009")),
    "records/department/more.yaml": (
        "- {id: office, name: 办公室, name_en: Office, head_post: general-manager, duties: 例}\n"
    ),
    "records/person/more.yaml": (
        "- id: P-009\n  name: 丁九\n  department: office\n  joined: 2020-01-01\n  posts: []\n"
    ),
}


@rule(
    "CPY107",
    clause="2.2.2",
    severity=Severity.WARNING,
    reads=(Person, Post, Department, *COPY_KINDS),
    title=Text(zh="调岗的保管人移交手册", en="Who changes department hands the copy over"),
    message=Text(
        zh="{name} 属于{now}，在{then}没有岗位，却登记为它保管分发号 {number}",
        en="{name} belongs to {now}, holds no post in {then}, and keeps copy {number} for it",
    ),
    why=Text(
        zh="手册发给部门，随岗位走；人走了手册要留下。",
        en="A copy belongs to the department; it stays when its keeper goes.",
    ),
    cure=Text(
        zh="移交并登记：qms copy transfer {number} --to {code} --keeper 新保管人 "
        "--reason 调岗 --by 经办人",
        en="Hand it over: qms copy transfer {number} --to {code} --keeper PERSON "
        "--reason WHY --by PERSON",
    ),
    bad=Example(_MOVED),
)
def holder_moved(snapshot: Snapshot) -> Iterator[Hit]:
    """The keeper of a department's copy now belongs to another department."""
    for copy in _out(snapshot):
        keeper = snapshot.find(Person, copy.holder.person)
        department = copy.holder.department
        if keeper is None or keeper.left is not None or department is None:
            continue
        if not belongs(snapshot, keeper, department):  # by a post the general management does
            yield hit(
                place_of(copy.events[0]),
                name=called(keeper),
                now=_named(snapshot, keeper.department),
                then=_named(snapshot, department),
                code=department,
                number=copy.number,
                owner=department,
            )


@rule(
    "CPY114",
    clause="2.2.2",
    severity=Severity.WARNING,
    reads=(*COPY_KINDS,),
    title=Text(zh="借阅按期归还", en="Copies on loan come back in time"),
    message=Text(
        zh="分发号 {number} 借阅期至 {until}，还没有归还",
        en="copy {number} was lent until {until} and has not come back",
    ),
    why=Text(
        zh="借出去不还的手册，换页时找不到人。",
        en="A copy that stays on loan is missed when pages are exchanged.",
    ),
    cure=Text(
        zh="收回后登记：qms copy loan {number} --back --by 经办人",
        en="Get it back and file it: qms copy loan {number} --back --by PERSON",
    ),
    bad=Example({
        _PATH: _event("0001", _INSIDE),
        _SECOND: _event("0002", _INSIDE + "until: 2026-02-01\n", action="loan"),
    }),
    good=Example({
        _PATH: _event("0001", _INSIDE),
        _SECOND: _event("0002", _INSIDE + "until: 2026-02-01\n", action="loan"),
    }, as_of=dt.date(2026, 1, 10)),
)  # fmt: skip
def loan_overdue(snapshot: Snapshot) -> Iterator[Hit]:
    """A copy was lent until a day that is past."""
    for copy in _out(snapshot):
        loan = copy.loan
        if loan is not None and loan.until is not None and loan.until < snapshot.as_of:
            yield hit(
                place_of(loan),
                number=copy.number,
                until=loan.until,
                owner=loan.holder.department if loan.holder else None,
                who=loan.holder.person if loan.holder else None,
                due=loan.until,
            )


def _named(snapshot: Snapshot, department: str) -> Text:
    found = snapshot.find(Department, department)
    return Text(zh=found.name, en=found.name_en) if found else Text(zh=department, en=department)
