"""Issues a copy as it leaves the office: numbered, filed, printed, and its file's digest noted."""

from dataclasses import dataclass
from pathlib import Path

from qms.model.kinds.ch02_copies import CopyEvent
from qms.model.snapshot import Snapshot
from qms.operations.copies import copy
from qms.operations.copies.copy import Recipient
from qms.operations.copies.print_copy import print_copies
from qms.store import digests


@dataclass(frozen=True, slots=True)
class Issued:
    """A copy that was issued: the event, and the file to be printed."""

    event: CopyEvent
    name: str
    content: bytes


def issue_printed(
    root: Path,
    snapshot: Snapshot,
    recipient: Recipient,
    *,
    by: str,
    consent: str | None = None,
    release: str | None = None,
) -> Issued:
    """Issue a copy of the release in force, or of the one named, and print it with its stamp.

    Raises:
        QmsError: No consent, an unknown holder, or no such release.

    """
    event = copy.issue(root, snapshot, recipient, by=by, consent=consent, release=release)
    snapshot = copy.reloaded(root, snapshot)
    printed = print_copies(root, snapshot, [event.copy_number])[0]
    noted = copy.note_file(root, event, digests.sha256(printed.content))
    return Issued(noted, printed.name, printed.content)
