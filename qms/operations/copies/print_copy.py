"""Prints numbered copies, each stamped for its holder (2.2.2)."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from qms import __version__
from qms.model.kinds.ch02_copies import CopyClass
from qms.model.kinds.ch02_manual import Release
from qms.model.kinds.ch07_competence import Person
from qms.model.signing import fingerprint_of
from qms.model.snapshot import Snapshot
from qms.operations.copies.held import copy_out
from qms.operations.printing.book import Printed, imprint_of
from qms.standing.copies import ControlledCopy, holder_name
from qms.standing.copy_codes import code_for, seal_for
from qms.standing.release import ReleaseState, chosen_release, state_of
from qms.standing.seal import key_mark_of, seal_in
from qms.store.notebook import program_digest

_DIGEST_SHOWN = 12

if TYPE_CHECKING:
    from qms.publish.stamps import Stamp


def program() -> str:
    """Return what prints: the version, and what stands for the sources of this very program."""
    return f"qms {__version__} {program_digest()[:_DIGEST_SHOWN]}"


def stamp_of(
    snapshot: Snapshot,
    copy: ControlledCopy,
    release: Release,
    *,
    by: str | None = None,
    seal: str = "",
) -> "Stamp":
    """Return what is stamped on a copy at a release; one no longer in force is void on every page.

    Args:
        snapshot: The repository on the day of printing.
        copy: The copy.
        release: At which release.
        by: The program that printed it, where it is to be printed as then; by default this one.
        seal: The signed code, where it is not filed yet.

    """
    from qms.publish.stamps import Stamp

    is_controlled = copy.copy_class is CopyClass.controlled
    code = code_for(snapshot, copy, release)
    is_over = state_of(snapshot, release) in {ReleaseState.superseded, ReleaseState.withdrawn}
    uncontrolled = "" if is_controlled else "非受控 · 不保证更新"
    site = snapshot.settings.company.get("site", "")
    seal = seal or seal_for(copy, release)
    return Stamp(
        word="受控" if is_controlled else "非受控",
        number=copy.number,
        holder=holder_name(snapshot, copy),
        code=code,
        link=on_site(site, "copy", code) if site else code,
        across="作废" if is_over else uncontrolled,
        since=_since(snapshot, release),
        seal=on_site(site, "seal", seal) if site and seal else seal,
        sealed_by=_key_of(snapshot, seal),
        note={
            "document": snapshot.settings.manual.number,
            "release": release.id,
            "copy": copy.number,
            "code": code,
            "as_of": snapshot.as_of.isoformat(),
            "program": by or program(),
        },
    )


def on_site(site: str, page: str, mark: str) -> str:
    """Return the address of a page of verification with what it is asked, for a QR code.

    The company wrote the site's name itself; whatever stands there, it is one address.
    """
    return f"https://{quote(site, safe='/:.-_~')}/verify/{page}.html#{mark}"


def _since(snapshot: Snapshot, release: Release) -> str:
    """Return from when a release holds, in the words of the stamp; empty once it does."""
    day = release.effective
    if state_of(snapshot, release) is not ReleaseState.approved:
        return ""
    return f"{day.year} 年 {day.month} 月 {day.day} 日起生效"


def _key_of(snapshot: Snapshot, token: str) -> str:
    """Return the fingerprint of the key that a signed code names, as the register has it."""
    seal = seal_in(token)
    keys = (key.public for person in snapshot.all(Person) for key in person.keys)
    mark = seal.key_mark if seal else ""
    return next((fingerprint_of(each) for each in keys if key_mark_of(each) == mark), "")


def print_copies(
    root: Path, snapshot: Snapshot, numbers: Sequence[str],
    *, name: str | None = None, by: str | None = None,
) -> list[Printed]:  # fmt: skip
    """Return numbered copies at their own release, or at one named: one layout, many stamps.

    Raises:
        QmsError: There is no such copy or release, or the copy was lost, returned or destroyed.

    """
    from qms.publish.book.book import laid_book
    from qms.publish.book.writing import written
    from qms.publish.stamps import stamped

    chosen = [copy_out(snapshot, number) for number in numbers]
    found: list[Printed] = []
    for release_id in dict.fromkeys(name or copy.release for copy in chosen):
        release = chosen_release(snapshot, release_id)
        group = [copy for copy in chosen if (name or copy.release) == release_id]
        book = written(laid_book(imprint_of(root, snapshot, release)))
        stamps = [stamp_of(snapshot, copy, release, by=by) for copy in group]
        number = snapshot.settings.manual.number
        for copy, content in zip(group, stamped(book, stamps), strict=True):
            found.append(Printed(f"{number}-{release.id}-{copy.number}.pdf", content))
    return found
