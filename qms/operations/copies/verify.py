"""Tells whether a short code or a printed file is genuine, and who recorded it (2.2.2)."""

import datetime as dt
import io
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qms import limits
from qms.errors import QmsError
from qms.model.kinds.ch02_copies import CopyAction, CopyEvent
from qms.model.kinds.record import Status
from qms.model.snapshot import Snapshot
from qms.operations.copies.print_copy import print_copies, program
from qms.standing.copies import copies_on, events_of, holder_called
from qms.standing.copy_codes import typed_code
from qms.standing.genuine import CodeState, Genuine, genuine
from qms.store import digests, given
from qms.text import Text, same

if TYPE_CHECKING:
    import pikepdf


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
    held_by = holder_called(snapshot, copy)
    standing, kind = found.standing.label, copy.copy_class.label
    return Text(
        zh=f"{snapshot.settings.manual.number} {release.name}，{kind.zh}本，分发号 {copy.number}，"
        f"{copy.issued_on} 发给 {held_by.zh}：{standing.zh}。",
        en=f"{snapshot.settings.manual.number} {release.name}, {kind.en.lower()} copy "
        f"{copy.number}, issued to {held_by.en} on {copy.issued_on}: {standing.en}.",
    )


def verify_file(root: Path, snapshot: Snapshot, path: Path) -> Verdict:
    """Tell whether a PDF is byte for byte what was issued; what was not recorded is printed again.

    Believed is only what is committed: the snapshot must be that of a commit.

    Raises:
        QmsError: The file cannot be read, or is no sound PDF.

    """
    content = given.content(path)
    note = _note_of(path, content)
    if note is None or not {"release", "copy", "code", "as_of"} <= set(note):
        return Verdict(
            is_genuine=False,
            what=Text(
                zh="文件里没有分发号：不是发出的受控本。",
                en="The file names no copy: it is not an issued copy.",
            ),
        )
    issue = _issue_of(snapshot, content, note)
    if issue is None and not _is_reprinted(root, snapshot, content, note):
        return Verdict(is_genuine=False, what=_why_not(note))
    verdict = verify_code(snapshot, str(note["code"]))
    found = verdict.found
    if found is None or (found.copy.number, found.release.id) != (note["copy"], note["release"]):
        return Verdict(is_genuine=False, what=_ALTERED)
    return verdict if issue is None else replace(verdict, what=_by_whom(snapshot, verdict, issue))


_ALTERED = Text(
    zh="与发出的文件不一致：内容被改动过。", en="It is not what was issued: it was altered."
)


def _why_not(note: Mapping[str, object]) -> Text:
    """Say what a file that is not what this program prints may be, as far as that can be told."""
    by = str(note.get("program", ""))
    if by == program():
        return _ALTERED
    return Text(
        zh=f"不能确认：它注明由另一版程序印制（{by or '未注明'}），本程序重印的与它不同，"
        "登记中也没有它的摘要。请用那一版程序核验，或向发放人核对短码。",
        en=f"It cannot be confirmed: it says that another version printed it ({by or 'none named'})"
        "; what this one prints differs, and no issue on file names its digest. Verify it with "
        "that version, or ask who issued it about the code.",
    )


def _by_whom(snapshot: Snapshot, verdict: "Verdict", issue: CopyEvent) -> Text:
    who = snapshot.named(issue.filled_by)
    return Text(
        zh=f"{verdict.what.zh}文件摘要由 {who.zh} 登记在 {issue.id}（{issue.date}）。",
        en=f"{verdict.what.en} Its digest was recorded by {who.en} in {issue.id} ({issue.date}).",
    )


def _issue_of(snapshot: Snapshot, content: bytes, note: Mapping[str, object]) -> CopyEvent | None:
    """Return the closed issue of the very copy at the very release that names this file."""
    digest = digests.sha256(content)
    for event in snapshot.all(CopyEvent):
        is_issue = event.action is CopyAction.issue and event.status is Status.closed
        is_same = (event.copy_number, event.release) == (note["copy"], note["release"])
        if is_issue and is_same and event.pdf_sha256 == digest:
            return event
    return None


def _note_of(path: Path, content: bytes) -> Mapping[str, object] | None:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if "copy.json" not in pdf.attachments:
                return None
            attached = pdf.attachments["copy.json"].get_file().obj
            note = json.loads(_unpacked(attached))
    # A broken file may raise whatever its reader meets: PdfError, ValueError, RuntimeError.
    except Exception as error:
        raise QmsError(
            Text(
                zh="{path} 不是完好的 PDF：不是 PDF，或中途截断、已损坏。",
                en="{path} is no sound PDF: it is something else, was cut off or is damaged.",
            ),
            Text(
                zh="向发放人重新取一份电子文件；纸质本用末页的短码核验。",
                en="Get the file anew from who issued it; a printed copy is verified by its code.",
            ),
            path=same(str(path)),
        ) from error
    return note if isinstance(note, dict) else None


def _unpacked(stream: "pikepdf.Object") -> bytes:
    """Return what an attachment holds; nothing where it is longer or packed otherwise than ours."""
    raw, way = bytes(stream.read_raw_bytes()), str(stream.get("/Filter", ""))
    if way not in {"", "/FlateDecode"}:
        return b""
    most = limits.NOTE_BYTES
    found = zlib.decompressobj().decompress(raw, most + 1) if way else raw
    return found if len(found) <= most else b""


def _is_reprinted(
    root: Path, snapshot: Snapshot, content: bytes, note: Mapping[str, object]
) -> bool:
    """Print the copy again as on its day and compare every byte."""
    try:
        day = dt.date.fromisoformat(str(note["as_of"]))
        then = replace(snapshot, as_of=day)
        copy = copies_on(events_of(then), day).get(str(note["copy"]))
        if copy is None:
            return False
        by = str(note.get("program", "")) or None
        printed = print_copies(root, then, [copy.number], name=str(note["release"]), by=by)
    except (ValueError, QmsError):
        return False
    return printed[0].content == content
