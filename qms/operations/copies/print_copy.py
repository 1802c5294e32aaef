"""Prints numbered copies and tells whether a printed one is genuine (2.2.2)."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qms.errors import QmsError
from qms.model.kinds.ch02_copies import AmendmentNotice, CopyClass, CopyEvent
from qms.model.kinds.ch02_manual import Release
from qms.model.snapshot import Snapshot
from qms.operations.copies.copy import (
    copy_named,
)
from qms.operations.printing.book import (
    Printed,
    imprint_of,
)
from qms.standing.copies import (
    ControlledCopy,
    code_for,
    copies_on,
    events_of,
    holder_name,
    typed_code,
)
from qms.standing.genuine import (
    CodeState,
    Genuine,
    genuine,
)
from qms.standing.release import chosen_release
from qms.store import digests
from qms.text import Text, same

if TYPE_CHECKING:
    from qms.publish.stamps import Stamp


def stamp_of(snapshot: Snapshot, copy: ControlledCopy, release: Release) -> "Stamp":
    """Return what is stamped on a copy at a release."""
    from qms.publish.stamps import Stamp

    is_controlled = copy.copy_class is CopyClass.controlled
    code = code_for(snapshot, copy, release)
    site = snapshot.settings.company.get("site", "")
    return Stamp(
        word="受控" if is_controlled else "非受控",
        number=copy.number,
        holder=holder_name(snapshot, copy),
        code=code,
        link=f"https://{site}/verify/copy.html#{code}" if site else code,
        across="" if is_controlled else "非受控 · 不保证更新",
        note={
            "document": snapshot.settings.manual.number,
            "release": release.id,
            "copy": copy.number,
            "code": code,
            "as_of": snapshot.as_of.isoformat(),
        },
    )


def print_copies(
    root: Path, snapshot: Snapshot, numbers: Sequence[str], *, name: str | None = None
) -> list[Printed]:
    """Return numbered copies at their own release, or at one named: one layout, many stamps.

    Raises:
        QmsError: There is no such copy or release.

    """
    from qms.publish.book.book import laid_book
    from qms.publish.book.writing import written
    from qms.publish.stamps import stamped

    chosen = [copy_named(snapshot, number) for number in numbers]
    found: list[Printed] = []
    for release_id in dict.fromkeys(name or copy.release for copy in chosen):
        release = chosen_release(snapshot, release_id)
        group = [copy for copy in chosen if (name or copy.release) == release_id]
        book = written(laid_book(imprint_of(root, snapshot, release)))
        stamps = [stamp_of(snapshot, copy, release) for copy in group]
        number = snapshot.settings.manual.number
        for copy, content in zip(group, stamped(book, stamps), strict=True):
            found.append(Printed(f"{number}-{release.id}-{copy.number}.pdf", content))
    return found


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a file or code is genuine, and what it is."""

    is_genuine: bool
    what: Text
    found: Genuine | None = None

    @property
    def is_current(self) -> bool:
        """It may be worked by today."""
        good = {CodeState.current, CodeState.uncontrolled, CodeState.ahead}
        return self.is_genuine and (self.found is None or self.found.standing in good)


def verify_code(snapshot: Snapshot, words: str) -> Verdict:
    """Tell what a short code stands for."""
    found = genuine(snapshot).get(typed_code(words))
    if found is None:
        return Verdict(
            is_genuine=False,
            what=Text(
                zh=f"没有发出过短码 {typed_code(words)}：不是本手册的受控本，或输错了。",
                en=f"No copy bears the code {typed_code(words)}: it is not genuine, or mistyped.",
            ),
        )
    return Verdict(is_genuine=True, what=described(snapshot, found), found=found)


def described(snapshot: Snapshot, found: Genuine) -> Text:
    """Return in a sentence which copy it is, at which release, whose, and how it stands."""
    copy, release = found.copy, found.release
    holder = holder_name(snapshot, copy)
    standing, kind = found.standing.label, copy.copy_class.label
    return Text(
        zh=f"{snapshot.settings.manual.number} {release.name}，{kind.zh}本，分发号 {copy.number}，"
        f"{copy.issued_on} 发给 {holder}：{standing.zh}。",
        en=f"{snapshot.settings.manual.number} {release.name}, {kind.en.lower()} copy "
        f"{copy.number}, issued to {holder} on {copy.issued_on}: {standing.en}.",
    )


def verify_file(root: Path, snapshot: Snapshot, path: Path) -> Verdict:
    """Tell whether a PDF is byte for byte what was issued; what was not recorded is printed again.

    Raises:
        QmsError: The file cannot be read.

    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise QmsError(
            Text(zh="读不了文件 {path}。", en="Cannot read {path}."), path=same(str(path))
        ) from error
    note = _note_of(content)
    if note is None or not {"release", "copy", "code", "as_of"} <= set(note):
        return Verdict(
            is_genuine=False,
            what=Text(
                zh="文件里没有分发号：不是发出的受控本。",
                en="The file names no copy: it is not an issued copy.",
            ),
        )
    if not (_is_recorded(snapshot, content) or _is_reprinted(root, snapshot, content, note)):
        return Verdict(
            is_genuine=False,
            what=Text(
                zh="与发出的文件不一致：内容被改动，或由别的版本的程序印制。",
                en="It is not what was issued: altered, or printed by another version of qms.",
            ),
        )
    return verify_code(snapshot, str(note["code"]))


def _note_of(content: bytes) -> Mapping[str, object] | None:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            raw = pdf.attachments["copy.json"].get_file().read_bytes()
            note = json.loads(raw)
    except (pikepdf.PdfError, KeyError, ValueError):
        return None
    return note if isinstance(note, dict) else None


def _is_recorded(snapshot: Snapshot, content: bytes) -> bool:
    digest = digests.sha256(content)
    issued = (each.pdf_sha256 for each in snapshot.all(CopyEvent))
    sent = (each.pdf_sha256 for each in snapshot.all(AmendmentNotice))
    return digest in {*issued, *sent}


def _is_reprinted(
    root: Path, snapshot: Snapshot, content: bytes, note: Mapping[str, object]
) -> bool:
    """Print the copy again as on its day and compare every byte."""
    import datetime as dt

    try:
        day = dt.date.fromisoformat(str(note["as_of"]))
        then = replace(snapshot, as_of=day)
        copy = copies_on(events_of(then), day).get(str(note["copy"]))
        if copy is None:
            return False
        printed = print_copies(root, then, [copy.number], name=str(note["release"]))
    except (ValueError, QmsError):
        return False
    return printed[0].content == content
