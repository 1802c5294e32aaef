"""Whether every copy out got each amendment, and gave the old leaves back (clause 2.2.3)."""

from collections.abc import Iterator

from qms.model.calendar import days_later
from qms.model.finding import Hit, Severity
from qms.model.kinds.ch02_copies import CopyClass
from qms.model.kinds.ch02_manual import Release, release_name
from qms.model.kinds.record import place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import IN_FORCE, Snapshot
from qms.standing.copies import (
    COPY_KINDS,
    ControlledCopy,
    answer_to,
    copies_on,
    edition_of,
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
_PATH = "records/copy-event/2026/FF-2026-0001.yaml"
_SECOND = "records/copy-event/2026/FF-2026-0002.yaml"
_NOTICE = (
    "id: HY-2026-0001\nform: QR-2.2.3-03 A/0\ndate: 2026-02-01\ndepartment: after-sales\n"
    "filled_by: P-001\nrelease: A-1\nfrom_release: A-0\ncopy_number: '001'\nleaves_sent: 2\n"
    "leaves_recalled: 2\n"
)


def _out(snapshot: Snapshot) -> Iterator[ControlledCopy]:
    for copy in copies_on(events_of(snapshot), snapshot.as_of).values():
        if copy.state.is_out:
            yield copy


@rule(
    "CPY105",
    clause="2.2.3",
    severity=Severity.ERROR,
    reads=(*COPY_KINDS,),
    title=Text(zh="换页按期确认", en="Amendments are acknowledged in time"),
    message=Text(
        zh="分发号 {number} 的 {release} 换页通知发出 {days} 天仍无回执（限 {limit} 天）",
        en="copy {number} has not acknowledged {release}, {days:day|days} after it was sent "
        "(limit {limit})",
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
    "CPY108",
    clause="2.2.3",
    severity=Severity.WARNING,
    reads=(*COPY_KINDS,),
    title=Text(zh="旧页如数收回", en="All old leaves come back"),
    message=Text(
        zh="分发号 {number} 换到 {release}，应收回旧页 {wanted} 张，实收 {got} 张，没有说明",
        en="copy {number}, amended to {release}: {wanted} old leaves due, {got} came, unexplained",
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
        _SECOND: _event("0002", "leaves_returned: 1\n", action="amend")
        .replace("release: A-0", "release: A-1")
        .replace("2026-01-05", "2026-02-10"),
    }),
)
def leaves_missing(snapshot: Snapshot) -> Iterator[Hit]:
    """Not as many old leaves came back as the notice recalled, and nothing says why."""
    for copy in copies_on(events_of(snapshot), snapshot.as_of).values():
        for notice in copy.sent:
            receipt = answer_to(copy, notice)
            if receipt is None or receipt.leaves_returned is None:
                continue
            if receipt.leaves_returned != notice.leaves_recalled and not receipt.reason:
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
        zh="发出：{command} --by 经办人",
        en="Send it: {command} --by PERSON",
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
                command=_command(snapshot, copy, in_force),
            )


def _command(snapshot: Snapshot, copy: ControlledCopy, goal: Release) -> str:
    """Return what sends a copy what it lacks: a new book where no pages lead to the release."""
    start = next((each for each in snapshot.releases if each.id == copy.release), None)
    by_pages = start is not None and start.edition == goal.edition and start.pages and goal.pages
    if by_pages:
        return f"qms change-pack --to {goal.name} --copy {copy.number} --send"
    return f"qms copy exchange {copy.number} --to {goal.name}"


_EDITION = {
    "records/release/A-0.yaml": _RELEASE.replace("NR", "0").replace("DAY", "2026-01-01"),
    "records/release/B-0.yaml": _RELEASE
    .replace("A-NR", "B-0")
    .replace("edition: A", "edition: B")
    .replace("NR", "0")
    .replace("DAY", "2026-03-01"),
}
_NEW_BOOK = _NOTICE.replace("release: A-1", "release: B-0")
_FILED = (
    _event("0002", "leaves_returned: 2\n", action="amend")
    .replace("release: A-0", "release: B-0")
    .replace("2026-01-05", "2026-02-10")
)


@rule(
    "CPY112",
    clause="2.2.3",
    severity=Severity.ERROR,
    reads=(*COPY_KINDS, Release),
    title=Text(zh="换版后旧册收回", en="The old book comes back for the new edition"),
    message=Text(
        zh="{release} 已自 {day} 生效，分发号 {number} 的新册已发出，{at} 旧册还没有收回",
        en="{release} is in force since {day}; copy {number} was sent the new book and still has "
        "{at}",
    ),
    why=Text(
        zh="一个人手里有两版，迟早按旧版办事。",
        en="Who holds two editions will sooner or later work by the old one.",
    ),
    cure=Text(
        zh="收回旧册，逐张清点后登记：qms copy amend {number} --to {release} --received-by 签收人 "
        "--leaves-returned {leaves} --by 经办人",
        en="Collect it, count its leaves, and file it: qms copy amend {number} --to {release} "
        "--received-by SIGNER --leaves-returned {leaves} --by PERSON",
    ),
    bad=Example({
        **_EDITION,
        _PATH: _event("0001", _INSIDE),
        "records/amendment-notice/2026/HY-2026-0001.yaml": _NEW_BOOK,
    }),
    good=Example({
        **_EDITION,
        _PATH: _event("0001", _INSIDE),
        "records/amendment-notice/2026/HY-2026-0001.yaml": _NEW_BOOK,
        _SECOND: _FILED,
    }),
)
def old_book_kept(snapshot: Snapshot) -> Iterator[Hit]:
    """A new edition is in force, its book was sent, and the old one did not come back."""
    known = {each.id: each for each in snapshot.releases}
    for copy in _out(snapshot):
        for notice in copy.unacknowledged:
            goal = known.get(notice.release)
            if goal is None or edition_of(copy.release) == goal.edition:
                continue
            if snapshot.as_of > max(goal.effective, notice.date):
                yield hit(
                    place_of(notice),
                    release=goal.name,
                    day=goal.effective,
                    number=copy.number,
                    at=release_name(copy.release),
                    leaves=notice.leaves_recalled,
                    owner=copy.holder.department,
                    who=copy.holder.person,
                )


@rule(
    "CPY113",
    clause="2.2.2",
    severity=Severity.WARNING,
    reads=(*COPY_KINDS,),
    title=Text(zh="收回的旧册销毁", en="Old books are destroyed"),
    message=Text(
        zh="分发号 {number} 的 {at} 旧册收回已 {days} 天，没有销毁（限 {limit} 天）",
        en="the old book {at} of copy {number} came back {days:day|days} ago and was not "
        "destroyed; the limit is {limit}",
    ),
    why=Text(
        zh="堆着的旧册会被当作现行的拿走。",
        en="An old book that lies about is taken for the one in force.",
    ),
    cure=Text(
        zh="两人销毁并登记：qms copy destroy {number} --old {at} --witness 监销人 --reason 换版 "
        "--by 经办人",
        en="Two people destroy it: qms copy destroy {number} --old {at} --witness PERSON "
        "--reason WHY --by PERSON",
    ),
    bad=Example({
        _PATH: _event("0001", _INSIDE),
        "records/amendment-notice/2026/HY-2026-0001.yaml": _NEW_BOOK,
        _SECOND: _FILED,
    }),
    good=Example({_PATH: _event("0001", _INSIDE)}),
)
def old_book_not_destroyed(snapshot: Snapshot) -> Iterator[Hit]:
    """A book of an earlier edition came back and is not destroyed beyond the limit."""
    limit = snapshot.settings.limits.receipt_days
    for copy in copies_on(events_of(snapshot), snapshot.as_of).values():
        back = {
            book: event
            for book, event in zip(copy.old_books, copy.new_books, strict=True)
            if book in copy.kept_old_books
        }
        for book, event in back.items():
            days = (snapshot.as_of - event.date).days
            if days > limit:
                yield hit(
                    place_of(event),
                    number=copy.number,
                    at=release_name(book.release),
                    days=days,
                    limit=limit,
                    due=days_later(event.date, limit),
                )
