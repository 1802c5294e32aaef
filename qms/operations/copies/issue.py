"""Issues a new copy: the book is set first; numbered, stamped and filed in one step (2.2.2)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from qms.errors import QmsError
from qms.model.kinds.ch02_copies import CopyEvent
from qms.model.kinds.ch02_manual import Release
from qms.model.kinds.record import kind_name
from qms.model.snapshot import Snapshot
from qms.operations.copies.copy import Recipient, issued
from qms.operations.copies.held import copy_named
from qms.operations.copies.print_copy import stamp_of
from qms.operations.copies.sealing import sealed
from qms.operations.filing.drafts import numbered
from qms.operations.printing.book import Printed, imprint_of
from qms.standing.release import chosen_release
from qms.standing.seal import seal_in
from qms.store import digests
from qms.store.changes import Changes, Draft, Filed, Operation
from qms.text import Text

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Order:
    """Who orders a copy for whom."""

    recipient: Recipient
    by: str
    consent: str | None = None
    release: str | None = None
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class Laid:
    """A book set for a copy to come, without its stamp, and what its pages depend on.

    With a key its code is signed already, for the number that it will most likely have.
    """

    seal: str = field(repr=False)
    depends_on: tuple[str, ...] = field(repr=False)
    content: bytes = field(repr=False)


def issued_copy(
    root: Path,
    load: Callable[[], Snapshot],
    order: Order,
    file: Callable[[Operation[Printed]], Filed[Printed]],
) -> Filed[Printed]:
    """Set the book, then file the issue; set it again where others were faster.

    Raises:
        QmsError: The order is refused, or others were faster each time.

    """
    for _ in range(_TRIES):
        with suppress(OutdatedError):
            return file(partial(issue, order=order, laid=lay_out(root, load(), order)))
    raise OutdatedError


def lay_out(root: Path, snapshot: Snapshot, order: Order) -> Laid:
    """Set the book as it will be with this copy among those distributed; takes its time.

    Raises:
        QmsError: The order is refused, as it will be when it is filed.

    """
    from qms.publish.book.book import laid_book
    from qms.publish.book.writing import written

    draft = _draft(snapshot, order)
    after = _with(snapshot, draft)
    release = chosen_release(snapshot, str(draft.values["release"]))
    book = written(laid_book(imprint_of(root, after, release)))
    seal = sealed(snapshot, str(draft.values["copy_number"]), release.id, key=order.key)
    return Laid(seal, _depends_on(after, release), book)


def issue(snapshot: Snapshot, order: Order, laid: Laid) -> Changes[Printed]:
    """Issue a copy, with the digest of its file; the answer is the file.

    Raises:
        QmsError: The order is refused, or the book was set for another state of the register.

    """
    draft = _draft(snapshot, order)
    after = _with(snapshot, draft)
    number = str(draft.values["copy_number"])
    release = chosen_release(snapshot, str(draft.values["release"]))
    if laid.depends_on != _depends_on(after, release):
        raise OutdatedError
    seal = seal_in(laid.seal)
    if seal is not None and (seal.number, seal.day) != (number, snapshot.as_of.isoformat()):
        raise OutdatedError
    content = _stamped(after, number, release, laid)
    values = {"pdf_sha256": digests.sha256(content)} | ({"seal": laid.seal} if laid.seal else {})
    noted = replace(draft, values={**draft.values, **values})
    name = f"{snapshot.settings.manual.number}-{release.id}-{number}.pdf"
    return Changes(f"发放手册 {number}：{{id}}", (noted,), answer=Printed(name, content))


def _draft(snapshot: Snapshot, order: Order) -> Draft:
    return issued(
        snapshot, order.recipient, by=order.by, consent=order.consent, release=order.release
    )


def _with(snapshot: Snapshot, draft: Draft) -> Snapshot:
    """Return the repository as it will be with a draft filed."""
    (sheet,) = numbered(snapshot, Changes("", (draft,))).sheets
    kind = kind_name(CopyEvent)
    rows = (*snapshot.tables.get(kind, ()), sheet.record)
    return replace(snapshot, tables={**snapshot.tables, kind: rows})


def _depends_on(after: Snapshot, release: Release) -> tuple[str, ...]:
    """Return all that the pages of a release show of today: holders and temporary amendments."""
    from qms.publish.book import front
    from qms.standing.interim import temporaries_in_force

    slips = [each.model_dump_json() for each in temporaries_in_force(after)]
    signed = after.signable_digests.get(release.id, "")
    return (release.id, signed, front.distribution_list(after), *slips)


def _stamped(after: Snapshot, number: str, release: Release, laid: Laid) -> bytes:
    from qms.publish.stamps import stamped

    stamp = stamp_of(after, copy_named(after, number), release, seal=laid.seal)
    (content,) = stamped(laid.content, [stamp])
    return content


class OutdatedError(QmsError):
    """What the pages show of today changed while the book was set."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(
            Text(
                zh="排版期间，登记册一再变动，没有写入任何内容。",
                en="The register changed again and again while the book was set; "
                "nothing was written.",
            ),
            Text(zh="稍后再试一次。", en="Type the command again in a moment."),
        )
