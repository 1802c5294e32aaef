"""Packs copies that go out together: the files, all in one, slips, labels and a table (2.2.2)."""

from collections.abc import Sequence

from qms.model.anchor import Anchor
from qms.model.kinds.ch02_manual import Release
from qms.model.snapshot import Snapshot
from qms.operations.printing.book import Printed
from qms.standing.copies import ControlledCopy
from qms.store import digests


def parcel(
    snapshot: Snapshot,
    release: Release,
    copies: Sequence[ControlledCopy],
    books: Sequence[Printed],
    *,
    recalled: Sequence[int] = (),
    anchor: Anchor | None = None,
) -> Printed:
    """Return an archive with the books, all of them in one file, and what goes with them.

    Args:
        snapshot: The repository with these copies issued.
        release: At which release they go out.
        copies: The copies, in the order of their numbers.
        books: The file of each.
        recalled: How many leaves of the old book each holder gives back, where there is one.
        anchor: What stood when the release was made; on each slip.

    """
    from qms.publish.audit_pack import archive
    from qms.publish.distribution import LabelSheet, deliveries, labels, slips, table
    from qms.publish.distribution.packages import Job, print_order
    from qms.publish.merging import merged, page_count

    chosen = deliveries(snapshot, release, copies, recalled=recalled)
    files = [(each.name, digests.sha256(each.content)) for each in books]
    jobs = [
        Job(name, each.copy.number, each.holder, page_count(book.content), digest)
        for each, book, (name, digest) in zip(chosen, books, files, strict=True)
    ]
    first, last = copies[0].number, copies[-1].number
    name = f"{snapshot.settings.manual.number}-{release.id}-{first}-{last}.zip"
    return Printed(
        name,
        archive({
            **{each.name: each.content for each in books},
            "all.pdf": merged(each.content for each in books),
            "order.pdf": print_order(snapshot, jobs),
            "slips.pdf": slips(snapshot, chosen, anchor),
            **{
                f"labels-{sheet.words}.pdf": labels(snapshot, chosen, sheet) for sheet in LabelSheet
            },
            "copies.xlsx": table(snapshot, chosen, files),
        }),
    )
