"""Who on a distribution list is to get a copy; what is wrong with it is all said first (2.2.2)."""

from qms.errors import QmsError
from qms.model.kinds.ch02_copies import CopyClass
from qms.model.kinds.ch02_distribution import DistributionList
from qms.model.snapshot import Snapshot
from qms.operations.copies.copy import Recipient
from qms.standing.distribution import Place, places
from qms.text import Text, joined, listed, same


def recipients_on(snapshot: Snapshot, wanted: str, *, consent: str | None) -> tuple[Recipient, ...]:
    """Return everybody on a list who holds no copy yet.

    Raises:
        ServedError: Everybody holds one.
        QmsError: There is no such list, or it has faults: a holder twice, one that is gone, no
            address, no consent for those outside; all are named.

    """
    chosen = _list_named(snapshot, wanted)
    found = places(snapshot, chosen)
    _refuse_faults(chosen, found, consent)
    lacking = [each for each in found if each.holds is None]
    if not lacking:
        raise ServedError(f"{chosen.id} {chosen.name}", len(found))
    return tuple(map(_recipient, lacking))


class ServedError(QmsError):
    """Everybody on a distribution list holds a copy already."""

    def __init__(self, name: str, count: int) -> None:
        """Say so of a list with so many lines."""
        super().__init__(
            Text(
                zh="{list} 上的 {count} 个领取单位都已有手册，没有要发放的。",
                en="All {count} on {list} hold a copy already; there is none to issue.",
            ),
            Text(zh="重印用 qms pdf --copy。", en="To print again: qms pdf --copy."),
            list=same(name),
            count=same(str(count)),
        )


def _recipient(place: Place) -> Recipient:
    receiver = place.receiver
    if place.keeper is None:
        return Recipient(receiver.organisation or "", None, receiver.holder_class)
    return Recipient(receiver.department or "", place.keeper.id, receiver.holder_class)


def _list_named(snapshot: Snapshot, wanted: str) -> DistributionList:
    lists = snapshot.all(DistributionList)
    found = [each for each in lists if wanted in {each.id, each.name}]
    if len(found) == 1:
        return found[0]
    known = listed(f"{each.id} {each.name}" for each in lists)
    raise QmsError(
        Text(zh="没有分发清单 {name}。", en="There is no distribution list {name}."),
        Text(zh="现有：{known}。", en="There are: {known}.")
        if lists
        else Text(
            zh="先建清单：qms new distribution-list，或用 qms export distribution-list --xlsx "
            "取表，填好再 qms import。",
            en="Make one: qms new distribution-list, or fill in the sheet of qms export and import "
            "it.",
        ),
        name=same(wanted),
        known=known,
    )


def _refuse_faults(chosen: DistributionList, found: tuple[Place, ...], consent: str | None) -> None:
    lines = [
        Text(
            zh=f"第 {each.row} 行 {each.name}：{fault.zh}",
            en=f"line {each.row}, {each.name}: {fault.en}",
        )
        for each in found
        for fault in (*each.faults, *_without_consent(each, consent))
    ]
    if lines:
        raise QmsError(
            Text(
                zh="分发清单 {list} 有误，什么也没有印：\n{lines}",
                en="The distribution list {list} is faulty; nothing was printed:\n{lines}",
            ),
            Text(
                zh="改好清单再发：qms edit {id}。",
                en="Correct the list, then issue: qms edit {id}.",
            ),
            list=same(f"{chosen.id} {chosen.name}"),
            id=same(chosen.id),
            lines=joined(lines, zh="\n", en="\n"),
        )


def _without_consent(place: Place, consent: str | None) -> list[Text]:
    is_outside = place.receiver.holder_class.copy_class is CopyClass.uncontrolled
    if consent is not None or not is_outside or place.holds is not None:
        return []
    return [
        Text(
            zh="发往公司外须经同意（--consent）", en="outside the company needs consent (--consent)"
        )
    ]
