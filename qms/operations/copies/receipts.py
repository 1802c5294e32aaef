"""Receipts that come back many at once, from one sheet or scanned one after the other (2.2.2)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qms.errors import QmsError
from qms.forms.answers import answers
from qms.model.kinds.ch02_copies import CopyAction, CopyEvent
from qms.model.kinds.ch02_manual import release_name
from qms.model.kinds.ch07_competence import Person
from qms.model.snapshot import Snapshot
from qms.operations.copies.copy import closed
from qms.operations.records.attaching import Enclosure, enclosed
from qms.publish.distribution.receipts import COLUMNS, NAME
from qms.standing.receipts import Owed, all_owed, scanned
from qms.store import sheets
from qms.store.changes import Changes, Draft
from qms.text import Text, joined


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt that came back: of which copy, signed by whom, with how many old leaves.

    Attributes:
        said: The copy's number or code, as typed or scanned.
        where: Where it stood, to be named when it is refused.
        received_by: Who signed; empty for the keeper on file.

    """

    said: str
    where: Text
    received_by: str = ""
    leaves: int | None = None
    remark: str = ""


def receipts_in(content: bytes) -> tuple[Receipt, ...]:
    """Return the receipts of a filled sheet: the rows in which somebody is named who signed.

    Raises:
        QmsError: It is no such sheet, or a number of leaves is none.

    """
    grids = {each.name: each.rows for each in sheets.from_workbook(content)}
    rows = grids.get(NAME.zh) or grids.get(NAME.en) or []
    return tuple(
        Receipt(
            each.text("number"),
            Text(zh=f"第 {each.row} 行", en=f"row {each.row}"),
            each.text("received_by"),
            each.count("leaves"),
            each.text("remark"),
        )
        for each in answers(rows, COLUMNS)
        if each.text("received_by")
    )


def receipts_from(lines: Iterable[str]) -> tuple[Receipt, ...]:
    """Return the receipts of scanned lines: the code, the old leaves counted, who signed.

    `VV91Y-D7Z8S 6 秦知远`; the number is left out where no leaves come back, the name where the
    keeper on file signed.
    """
    found: list[Receipt] = []
    for at, line in enumerate(lines, 1):
        words = line.split()
        if not words:
            continue
        leaves = int(words[1]) if len(words) > 1 and words[1].isdecimal() else None
        name = " ".join(words[1 if leaves is None else 2 :])
        found.append(Receipt(words[0], Text(zh=f"第 {at} 行", en=f"line {at}"), name, leaves))
    return tuple(found)


def receive(
    snapshot: Snapshot,
    receipts: Sequence[Receipt],
    *,
    by: str,
    scans: Sequence[Enclosure] = (),
) -> Changes[None]:
    """File receipts in one commit; each answers all that the holder of its copy owes.

    Args:
        snapshot: The repository.
        receipts: What came back.
        by: Who files it.
        scans: The signed sheets, attached to each of the events.

    Raises:
        QmsError: Something is wrong with one of them: unknown, twice, nothing owed, leaves not
            counted, or another number than due without a remark; all are named.

    """
    owed = all_owed(snapshot)
    faults = list(_faults(snapshot, receipts, owed))
    if faults or not receipts:
        none = Text(zh="没有一行写了签收人", en="nothing says who signed")
        raise QmsError(
            Text(
                zh="回执还不能登记，什么也没有写入：\n{lines}",
                en="The receipts cannot be filed yet; nothing was written:\n{lines}",
            ),
            lines=joined(faults or [none], zh="\n", en="\n"),
        )
    attachments, files = enclosed("copy-event", "receipts", scans)
    drafts: list[Draft] = []
    for each in receipts:
        number = scanned(snapshot, each.said) or ""
        signed = each.received_by or keeper_of(snapshot, owed[number])
        for values in _events(owed[number], each):
            said = {**values, "received_by": signed, "attachments": attachments or None}
            drafts.append(closed(snapshot, CopyEvent, by, said))
    numbers = "、".join(dict.fromkeys(str(each.values["copy_number"]) for each in drafts))
    return Changes(f"回执 {numbers}：{{id}}", tuple(drafts), files=files)


def keeper_of(snapshot: Snapshot, owed: Owed) -> str:
    """Return who is expected to sign for a copy: its keeper, outside the body that holds it."""
    keeper = snapshot.find(Person, owed.copy.holder.person)
    return keeper.name if keeper else owed.copy.holder.organisation or "—"


def _events(owed: Owed, receipt: Receipt) -> Iterator[dict[str, object]]:
    copy = owed.copy
    if copy.awaits_receipt:
        yield {
            "action": CopyAction.acknowledge,
            "copy_number": copy.number,
            "release": copy.release,
            "reason": "" if owed.amendment else receipt.remark,
        }
    if owed.amendment is not None:
        yield {
            "action": CopyAction.amend,
            "copy_number": copy.number,
            "release": owed.amendment.release,
            "leaves_returned": receipt.leaves,
            "reason": receipt.remark,
        }


def _faults(
    snapshot: Snapshot, receipts: Sequence[Receipt], owed: Mapping[str, Owed]
) -> Iterator[Text]:
    seen: set[str] = set()
    for each in receipts:
        number = scanned(snapshot, each.said)
        where = Text(zh=f"{each.where.zh} {each.said}：", en=f"{each.where.en}, {each.said}: ")
        fault = _unknown(number, owed) or _uncounted(owed[number or ""], each)
        if fault is None and number in seen:
            fault = Text(zh="同一本出现两次", en="the same copy stands here twice")
        seen.add(number or "")
        if fault is not None:
            yield Text(zh=where.zh + fault.zh, en=where.en + fault.en)


def _unknown(number: str | None, owed: Mapping[str, Owed]) -> Text | None:
    if number is None:
        return Text(zh="没有这个短码或分发号", en="there is no such code or copy")
    if number not in owed:
        return Text(
            zh=f"分发号 {number} 没有待签收的", en=f"nothing is to be signed for of copy {number}"
        )
    return None


def _uncounted(owed: Owed, receipt: Receipt) -> Text | None:
    if owed.amendment is None:
        return None
    due = owed.amendment.leaves_recalled
    name = release_name(owed.amendment.release)
    if receipt.leaves is None:
        return Text(
            zh=f"写明 {name} 收回旧页几张（应收 {due} 张）",
            en=f"say how many old leaves came back for {name} ({due} are due)",
        )
    if receipt.leaves != due and not receipt.remark:
        return Text(
            zh=f"{name} 应收回旧页 {due} 张，实收 {receipt.leaves} 张，须在备注写明原因",
            en=f"{due} old leaves are due for {name}, {receipt.leaves} came; say why as a remark",
        )
    return None
