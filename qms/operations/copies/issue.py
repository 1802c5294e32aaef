"""Issues new copies: the book is set first; numbered, stamped and filed in one step (2.2.2)."""

from collections.abc import Callable, Sequence
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
from qms.operations.copies.parcel import parcel
from qms.operations.copies.print_copy import stamp_of
from qms.operations.copies.sealing import sealed
from qms.operations.copies.served import ServedError, recipients_on
from qms.operations.filing.drafts import numbered
from qms.operations.printing.book import Printed, imprint_of, with_certificate
from qms.standing.release import chosen_release
from qms.store import digests
from qms.store.changes import Changes, Draft, Filed, Operation
from qms.text import Text

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Order:
    """Who orders copies for whom: one, or all of a distribution list in one go.

    Attributes:
        recipients: To whom; of a distribution list, whoever on it holds none as it is filed.
        list_id: The distribution list, by number or name; its copies come as a parcel.

    """

    by: str
    recipients: tuple[Recipient, ...] = ()
    consent: str | None = None
    release: str | None = None
    key: Path | None = None
    list_id: str | None = None


@dataclass(frozen=True, slots=True)
class Laid:
    """Copies set and stamped, for the numbers that they will most likely have.

    Attributes:
        depends_on: What the pages and stamps show of the register; another one outdates them.
        drafts: The events to be filed, each with the digest of its file.
        answer: The file, or of several copies the archive with all.

    """

    depends_on: tuple[str, ...] = field(repr=False)
    drafts: tuple[Draft, ...] = field(repr=False)
    answer: Printed = field(repr=False)


_NOTHING = Laid((), (), Printed("", b""))


def issued_copies(
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
        try:
            laid = lay_out(root, load(), order)
        except ServedError:  # perhaps by this very command, killed before it could tell
            laid = _NOTHING
        with suppress(OutdatedError):
            return file(partial(issue, order=order, laid=laid))
    raise OutdatedError


def lay_out(root: Path, snapshot: Snapshot, order: Order) -> Laid:
    """Set the book once, with these copies among those distributed, and stamp it for each.

    Raises:
        QmsError: The order is refused, as it will be when it is filed.

    """
    from qms.publish.book.book import laid_book
    from qms.publish.book.writing import written
    from qms.publish.stamps import stamped

    events, drafts, after = _events(snapshot, order)
    release = chosen_release(snapshot, events[0].release)
    imprint = imprint_of(root, after, release)
    book = written(laid_book(imprint))
    seals = [sealed(snapshot, each.copy_number, release.id, key=order.key) for each in events]
    copies = [copy_named(after, each.copy_number) for each in events]
    stamps = [
        stamp_of(after, copy, release, seal=seal) for copy, seal in zip(copies, seals, strict=True)
    ]
    contents = [
        with_certificate(root, snapshot, content, reason=copy.number)
        for copy, content in zip(copies, stamped(book, stamps), strict=True)
    ]
    noted = tuple(map(_noted, drafts, contents, seals))
    stem = f"{snapshot.settings.manual.number}-{release.id}"
    made = [
        Printed(f"{stem}-{copy.number}.pdf", content)
        for copy, content in zip(copies, contents, strict=True)
    ]
    answer = made[0]
    if len(made) > 1 or order.list_id:
        answer = parcel(after, release, copies, made, anchor=imprint.anchor)
    return Laid(_depends_on(after, release, events), noted, answer)


def issue(snapshot: Snapshot, order: Order, laid: Laid) -> Changes[Printed]:
    """Issue copies, each with the digest of its file; the answer is the file, or all of them.

    Raises:
        QmsError: The order is refused, or the book was set for another state of the register.

    """
    events, _, after = _events(snapshot, order)
    release = chosen_release(snapshot, events[0].release)
    if laid.depends_on != _depends_on(after, release, events):
        raise OutdatedError
    numbers = "、".join(each.copy_number for each in events)
    return Changes(f"发放手册 {numbers}：{{id}}", laid.drafts, answer=laid.answer)


def _noted(draft: Draft, content: bytes, seal: str) -> Draft:
    values = {"pdf_sha256": digests.sha256(content)} | ({"seal": seal} if seal else {})
    return replace(draft, values={**draft.values, **values})


def _events(
    snapshot: Snapshot, order: Order
) -> tuple[Sequence[CopyEvent], Sequence[Draft], Snapshot]:
    """Return the issues as they will be filed, and the repository as it will be then."""
    events: list[CopyEvent] = []
    drafts: list[Draft] = []
    after = snapshot
    recipients = order.recipients
    if order.list_id:
        recipients = recipients_on(snapshot, order.list_id, consent=order.consent)
    for recipient in recipients:
        draft = issued(after, recipient, by=order.by, consent=order.consent, release=order.release)
        (sheet,) = numbered(after, Changes("", (draft,))).sheets
        event = sheet.record
        if not isinstance(event, CopyEvent):
            message = f"an issue is a {type(event).__name__}"
            raise TypeError(message)
        kind = kind_name(CopyEvent)
        rows = (*after.tables.get(kind, ()), event)
        after = replace(after, tables={**after.tables, kind: rows})
        events.append(event)
        drafts.append(draft)
    return events, drafts, after


def _depends_on(after: Snapshot, release: Release, events: Sequence[CopyEvent]) -> tuple[str, ...]:
    """Return all that the pages and stamps show of today: holders and temporary amendments.

    The random part of a code is what was set; it is drawn anew each time the issue is asked for.
    """
    from qms.publish.book import front
    from qms.standing.interim import temporaries_in_force

    slips = [each.model_dump_json() for each in temporaries_in_force(after)]
    asked = [each.model_copy(update={"salt": ""}).model_dump_json() for each in events]
    signed = after.signable_digests.get(release.id, "")
    return (release.id, signed, front.distribution_list(after), *slips, *asked)


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
