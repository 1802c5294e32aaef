"""Files temporary amendments, their lapse, and withdrawals of a release (clause 2.2.3)."""

import datetime as dt
from dataclasses import dataclass

from qms.errors import QmsError
from qms.model.kinds.ch02_interim import ReleaseWithdrawal, TemporaryAmendment, TemporaryLapse
from qms.model.snapshot import Snapshot
from qms.operations.filing.people import holder_of
from qms.operations.filing.unfound import unfound
from qms.operations.manual.change import request_named
from qms.standing.authority import signing_posts
from qms.standing.interim import incorporating
from qms.standing.release import ROLES, chosen_release
from qms.store.changes import Changes, Draft
from qms.text import Text, same


@dataclass(frozen=True, slots=True)
class Slip:
    """What a temporary amendment is to say, where and for how long."""

    change: str
    clause: str
    text: str
    effective: dt.date
    expires: dt.date


def amend_for_a_time(snapshot: Snapshot, slip: Slip) -> Changes[None]:
    """File a temporary amendment to the newest release, for three people to sign.

    Raises:
        QmsError: Its change request is missing, not approved, or names another clause.

    """
    request = request_named(snapshot, slip.change)
    if not request.is_approved:
        raise QmsError(
            Text(zh="{id} 尚未批准。", en="{id} is not approved."),
            Text(zh="先 qms change review、approve。", en="First qms change review, approve."),
            id=same(request.id),
        )
    if slip.clause not in {change.clause for change in request.changes}:
        raise QmsError(
            Text(zh="{id} 不涉及条款 {clause}。", en="{id} does not name clause {clause}."),
            id=same(request.id),
            clause=same(slip.clause),
        )
    newest = chosen_release(snapshot, snapshot.releases[-1].name if snapshot.releases else None)
    data = {
        "change": request.id,
        "release": newest.id,
        "clause": slip.clause,
        "text": slip.text,
        "effective": slip.effective,
        "expires": slip.expires,
    }
    return Changes("临时更改 {id}", (Draft(TemporaryAmendment, data),))


def let_lapse(snapshot: Snapshot, number: str, *, by: str | None, reason: str) -> Changes[None]:
    """File the decision to let a temporary amendment lapse.

    Raises:
        QmsError: There is none of that number, it is incorporated, or the person may not decide.

    """
    temporary = snapshot.find(TemporaryAmendment, number)
    if temporary is None:
        raise unfound(
            snapshot,
            Text(zh="没有临时更改 {id}。", en="There is no temporary amendment {id}."),
            Text(
                zh="编号见 qms list temporary-amendment。", en="See qms list temporary-amendment."
            ),
            "temporary-amendment",
            id=same(number),
        )
    release = incorporating(snapshot, temporary)
    if release is not None:
        raise QmsError(
            Text(zh="{id} 已纳入 {name}。", en="{id} is incorporated in {name}."),
            id=same(number),
            name=same(release.name),
        )
    person = holder_of(snapshot, by, signing_posts(snapshot, *ROLES))
    data = {
        "temporary": number,
        "on": snapshot.as_of,
        "by": person.id,
        "reason": reason,
    }
    return Changes(f"{number} 终止：{{id}}", (Draft(TemporaryLapse, data),))


def withdraw(snapshot: Snapshot, name: str, *, effective: dt.date, reason: str) -> Changes[None]:
    """File the withdrawal of a release, for three people to sign.

    Raises:
        QmsError: There is no such release, or it is withdrawn already.

    """
    release = chosen_release(snapshot, name)
    if any(each.release == release.id for each in snapshot.all(ReleaseWithdrawal)):
        raise QmsError(
            Text(zh="{name} 已有停用记录。", en="{name} has a withdrawal on file."),
            name=same(release.name),
        )
    data = {
        "release": release.id,
        "effective": effective,
        "reason": reason,
    }
    return Changes("停用 {id}", (Draft(ReleaseWithdrawal, data),))
