"""Takes stock of copies: what was scanned against what is on file (clause 2.2.2)."""

from collections.abc import Sequence

from qms.errors import QmsError
from qms.model.kinds.ch02_distribution import CopyStocktake
from qms.model.kinds.ch05_leadership import Department
from qms.model.snapshot import Snapshot
from qms.operations.copies.copy import closed
from qms.operations.copies.held import copies
from qms.standing.copy_codes import typed_code
from qms.standing.genuine import genuine
from qms.standing.receipts import scanned
from qms.store.changes import Changes
from qms.text import Text, same


def take_stock(
    snapshot: Snapshot, codes: Sequence[str], *, department: str | None, by: str
) -> Changes[None]:
    """File which copies were seen, and how that differs from what is on file.

    Raises:
        QmsError: Nothing was scanned, or there is no such department.

    """
    if not codes:
        raise QmsError(
            Text(zh="没有扫到一个码。", en="No code was scanned."),
            Text(zh="逐行给出短码或分发号。", en="Give codes or numbers, one a line."),
        )
    scope = _department(snapshot, department)
    on_file = copies(snapshot)
    due = {
        number
        for number, copy in on_file.items()
        if copy.state.is_out and scope in {None, copy.holder.department}
    }
    found = {each: scanned(snapshot, each) for each in codes}
    seen = {number for number in found.values() if number is not None}
    gone = {number for number in seen if not on_file[number].state.is_out}
    draft = closed(snapshot, CopyStocktake, by, {
        "scope": scope,
        "seen": sorted(seen - gone),
        "missing": sorted(due - seen),
        "unexpected": sorted(gone),
        "outdated": sorted(_outdated(snapshot, codes) - gone),
        "unknown": sorted({code for code, number in found.items() if number is None}),
    })  # fmt: skip
    return Changes("手册盘点 {id}", (draft,))


def _department(snapshot: Snapshot, wanted: str | None) -> str | None:
    if wanted is None:
        return None
    found = [each for each in snapshot.all(Department) if wanted in {each.id, each.name}]
    if not found:
        raise QmsError(
            Text(zh="没有部门 {name}。", en="There is no department {name}."), name=same(wanted)
        )
    return found[0].id


def _outdated(snapshot: Snapshot, codes: Sequence[str]) -> set[str]:
    """Return the copies whose cover bears the code of an earlier release than they stand at."""
    known = genuine(snapshot)
    covers = (known.get(typed_code(each.rpartition("#")[2])) for each in codes)
    return {each.copy.number for each in covers if each and each.release.id != each.copy.release}


def differences(record: CopyStocktake) -> tuple[Text, ...]:
    """Return in a sentence each how the copies seen differ from those on file."""
    return (
        *(
            Text(zh=f"{each} 登记在外，没有盘到", en=f"{each} is out on file and was not seen")
            for each in record.missing
        ),
        *(
            Text(
                zh=f"{each} 已收回、遗失或销毁，却盘到了",
                en=f"{each} is returned, lost or destroyed on file, and was seen",
            )
            for each in record.unexpected
        ),
        *(
            Text(zh=f"{each} 的封面不是登记的版本", en=f"{each} has the cover of another release")
            for each in record.outdated
        ),
        *(
            Text(zh=f"{each} 查不到是哪一本", en=f"{each} is the code of no copy")
            for each in record.unknown
        ),
    )
