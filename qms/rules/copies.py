"""Whether every numbered copy is where it should be, and up to date (clauses 2.2.2 and 2.2.3)."""

import datetime as dt
from collections.abc import Iterator

from qms.model.calendar import days_later
from qms.model.finding import Hit, Severity
from qms.model.kinds.ch02_copies import CopyAction, CopyClass, CopyEvent
from qms.model.kinds.ch02_manual import release_name
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import IN_FORCE, Snapshot
from qms.standing.copies import (
    COPY_KINDS,
    ControlledCopy,
    answer_to,
    copies_on,
    events_of,
    release_rank,
)
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
                holder=holder.holder_class.label,
                wanted=holder.holder_class.copy_class.label,
                found=event.copy_class.label,
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
        en="copy {number} is unreceipted after {days} days; the limit is {limit}",
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


_NOTICE = (
    "id: HY-2026-0001\nform: QR-2.2.3-03 A/0\ndate: 2026-02-01\ndepartment: after-sales\n"
    "filled_by: P-001\nrelease: A-1\nfrom_release: A-0\ncopy_number: '001'\nleaves_sent: 2\n"
    "leaves_recalled: 2\n"
)


@rule(
    "CPY105",
    clause="2.2.3",
    severity=Severity.ERROR,
    reads=(*COPY_KINDS,),
    title=Text(zh="换页按期确认", en="Amendments are acknowledged in time"),
    message=Text(
        zh="分发号 {number} 的 {release} 换页通知发出 {days} 天仍无回执（限 {limit} 天）",
        en="copy {number} has not acknowledged {release} after {days} days; the limit is {limit}",
    ),
    why=Text(
        zh="没有回执的受控本可能还是旧版。",
        en="A controlled copy without the receipt may still be the old one.",
    ),
    cure=Text(
        zh="核对有效页清单，收回旧页和回执。",
        en="Compare its list of effective pages; collect the old leaves and the receipt.",
    ),
    bad=Example({
        _PATH: _event("0001", _INSIDE),
        "records/amendment-notice/2026/HY-2026-0001.yaml": _NOTICE,
    }),
)
def amendment_unacknowledged(snapshot: Snapshot) -> Iterator[Hit]:
    """A holder has not confirmed an amendment within the limit."""
    limit = snapshot.settings.limits.receipt_days
    for copy in _out(snapshot):
        for notice in copy.unacknowledged:
            days = (snapshot.as_of - notice.date).days
            if days > limit:
                yield hit(
                    place_of(notice),
                    number=copy.number,
                    release=release_name(notice.release),
                    days=days,
                    limit=limit,
                    owner=copy.holder.department,
                    who=copy.holder.person,
                    due=days_later(notice.date, limit),
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
                name=keeper.name,
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
    reads=(Person, *COPY_KINDS),
    title=Text(zh="调岗的保管人移交手册", en="Who changes department hands the copy over"),
    message=Text(
        zh="{name} 已调到 {now}，仍登记为 {then} 保管分发号 {number}",
        en="{name} is now in {now} and still keeps copy {number} for {then}",
    ),
    why=Text(
        zh="手册发给部门，随岗位走；人走了手册要留下。",
        en="A copy belongs to the department; it stays when its keeper goes.",
    ),
    cure=Text(
        zh="移交并登记：qms copy transfer {number} --to {then} --keeper 新保管人",
        en="Hand it over: qms copy transfer {number} --to {then} --keeper PERSON",
    ),
    bad=Example(_MOVED),
)
def holder_moved(snapshot: Snapshot) -> Iterator[Hit]:
    """The keeper of a department's copy now belongs to another department."""
    for copy in _out(snapshot):
        keeper = snapshot.find(Person, copy.holder.person)
        department = copy.holder.department
        # The general management keeps copies through people of any department.
        if keeper and keeper.left is None and department not in {None, keeper.department}:
            yield hit(
                place_of(copy.events[0]),
                name=keeper.name,
                now=keeper.department,
                then=department,
                number=copy.number,
                owner=department,
            )


@rule(
    "CPY108",
    clause="2.2.3",
    severity=Severity.WARNING,
    reads=(*COPY_KINDS,),
    title=Text(zh="旧页如数收回", en="All old leaves come back"),
    message=Text(
        zh="分发号 {number} 换到 {release}，应收回旧页 {wanted} 张，实收 {got} 张",
        en="copy {number}, amended to {release}: {wanted} old leaves due back, {got} came",
    ),
    why=Text(
        zh="留在外面的旧页会被当作现行页使用。",
        en="An old leaf left outside is taken for a valid one.",
    ),
    cure=Text(
        zh="追回缺少的旧页，更正登记：qms correct {id} leaves_returned={wanted}",
        en="Get the missing leaves, then correct it: qms correct {id} leaves_returned={wanted}",
    ),
    bad=Example({
        _PATH: _event("0001", _INSIDE),
        "records/amendment-notice/2026/HY-2026-0001.yaml": _NOTICE,
        _SECOND: _event("0002", "leaves_returned: 1\n", action="amend").replace(
            "release: A-0", "release: A-1"
        ),
    }),
)
def leaves_missing(snapshot: Snapshot) -> Iterator[Hit]:
    """Fewer old leaves came back than the notice recalled."""
    for copy in copies_on(events_of(snapshot), snapshot.as_of).values():
        for notice in copy.sent:
            receipt = answer_to(copy, notice)
            if receipt is None or receipt.leaves_returned is None:
                continue
            if receipt.leaves_returned < notice.leaves_recalled:
                yield hit(
                    place_of(receipt, "leaves_returned"),
                    id=receipt.id,
                    number=copy.number,
                    release=release_name(notice.release),
                    wanted=notice.leaves_recalled,
                    got=receipt.leaves_returned,
                    owner=copy.holder.department,
                    who=copy.holder.person,
                )


_RELEASE = (
    "id: A-NR\nedition: A\namendment: NR\neffective: DAY\nreason: 例\nchapters:\n"
    f'  - {{path: manual/01-order.md, chapter: "1", revision: A/0, sha256: {"ab" * 32}}}\n'
)
_TWO = {
    "records/release/A-0.yaml": _RELEASE.replace("NR", "0").replace("DAY", "2026-01-01"),
    "records/release/A-1.yaml": _RELEASE.replace("NR", "1").replace("DAY", "2026-03-01"),
}


@rule(
    "CPY109",
    clause="2.2.3",
    severity=Severity.ERROR,
    reads=(*COPY_KINDS, *IN_FORCE),
    title=Text(zh="每本受控本都收到换页", en="Every controlled copy is sent each amendment"),
    message=Text(
        zh="{release} 自 {day} 生效，分发号 {number} 仍是 {at}，没有发出换页通知",
        en="{release} is in force since {day}; copy {number} stands at {at} and was sent nothing",
    ),
    why=Text(
        zh="漏发的受控本会继续按旧版工作（2.2.3）。",
        en="A controlled copy left out goes on working by the old text (2.2.3).",
    ),
    cure=Text(
        zh="发出换页包：qms change-pack --to {release} --copy {number} --send --by 经办人",
        en="Send it: qms change-pack --to {release} --copy {number} --send --by PERSON",
    ),
    bad=Example({**_TWO, _PATH: _event("0001", _INSIDE)}),
)
def amendment_not_sent(snapshot: Snapshot) -> Iterator[Hit]:
    """A controlled copy stands behind the release in force and no notice was sent for it."""
    in_force = snapshot.in_force
    if in_force is None:
        return
    for copy in _out(snapshot):
        is_behind = release_rank(copy.release) < in_force.rank
        told = any(release_rank(notice.release) >= in_force.rank for notice in copy.sent)
        if copy.copy_class is CopyClass.controlled and is_behind and not told:
            yield hit(
                place_of(copy.events[0]),
                release=in_force.name,
                day=in_force.effective,
                number=copy.number,
                at=release_name(copy.release),
            )
