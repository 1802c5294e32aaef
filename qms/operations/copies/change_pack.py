"""Makes change packages, and proves that old book and package give the new one (2.2.3)."""

import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qms.errors import QmsError
from qms.model.kinds.ch02_copies import AmendmentNotice
from qms.model.kinds.ch02_manual import Release
from qms.model.snapshot import Snapshot
from qms.operations.copies.copy import (
    copy_named,
    notice,
)
from qms.operations.copies.print_copy import (
    stamp_of,
)
from qms.operations.printing.book import (
    imprint_of,
)
from qms.standing.copies import ControlledCopy, code_for, holder_name
from qms.standing.release import chosen_release
from qms.store import digests
from qms.text import Text, same


@dataclass(frozen=True)
class Made:
    """A change package, ready to be sent."""

    name: str
    content: bytes
    sent: int
    recalled: int
    start: Release
    goal: Release
    copy: ControlledCopy | None


def change_pack(
    root: Path, snapshot: Snapshot, *, to: str, start: str | None, number: str | None
) -> Made:
    """Return the package that brings a copy, or a plain book, from one release to another.

    For a copy it starts from what its holder has acknowledged, so that who missed two amendments
    gets one package for both.

    Raises:
        QmsError: There is no such release or copy; the releases are of two editions, or not in
            this order.

    """
    from qms.publish.book.book import unlaid_book
    from qms.publish.change_pack import package, printed

    copy = copy_named(snapshot, number) if number else None
    goal = chosen_release(snapshot, to)
    first = _start(snapshot, goal, start, copy)
    _refuse_unrelated(first, goal)
    old = unlaid_book(imprint_of(root, _then(snapshot, copy, first), first))
    made = package(old, unlaid_book(imprint_of(root, snapshot, goal)))
    holder = holder_name(snapshot, copy) if copy else ""
    code = code_for(snapshot, copy, goal) if copy else ""
    pdf = printed(made, copy=copy, holder=holder, code=code)
    content = pdf.content
    if copy:
        from qms.publish.stamps import stamped

        content = stamped(content, [stamp_of(snapshot, copy, goal)], cover=pdf.first_sheet)[0]
    name = f"{snapshot.settings.manual.number}-{first.id}-{goal.id}"
    name += f"-{copy.number}.pdf" if copy else ".pdf"
    return Made(name, content, len(made.inserted), len(made.removed), first, goal, copy)


def _start(
    snapshot: Snapshot, goal: Release, start: str | None, copy: ControlledCopy | None
) -> Release:
    if start:
        return chosen_release(snapshot, start)
    if copy:
        return chosen_release(snapshot, copy.release)
    before = [each for each in snapshot.releases if each.rank < goal.rank]
    if not before:
        raise QmsError(
            Text(zh="{name} 是第一次发布，无页可换。", en="{name} is the first release."),
            name=same(goal.name),
        )
    return before[-1]


def _refuse_unrelated(first: Release, goal: Release) -> None:
    if first.edition != goal.edition:
        raise QmsError(
            Text(
                zh="{old} 到 {new} 是换版：整本更换，不换页。",
                en="From {old} to {new} is a new edition: exchange the whole book.",
            ),
            Text(zh="用 qms pdf --copy 印新的一本。", en="Print a new one: qms pdf --copy."),
            old=same(first.name),
            new=same(goal.name),
        )
    if first.rank >= goal.rank:
        raise QmsError(
            Text(
                zh="起点 {old} 不早于 {new}，没有页可换。",
                en="It stands at {old}, which is not before {new}: there is nothing to exchange.",
            ),
            Text(zh="要重做以前的换页包，用 --from。", en="For an older package say --from."),
            old=same(first.name),
            new=same(goal.name),
        )
    if not first.pages or not goal.pages:
        raise QmsError(
            Text(
                zh="{name} 的发布记录没有页面清单，不能换页。",
                en="The record of {name} lists no pages, so none can be exchanged.",
            ),
            Text(zh="整本更换：qms pdf --copy。", en="Exchange the whole book: qms pdf --copy."),
            name=same((goal if first.pages else first).name),
        )


def _then(snapshot: Snapshot, copy: ControlledCopy | None, first: Release) -> Snapshot:
    """Return the day on which the old book was printed; its front matter depends on it."""
    if copy is None:
        return replace(snapshot, as_of=max(first.effective, snapshot.as_of))
    days = [each.date for each in copy.events if each.date <= snapshot.as_of]
    return replace(snapshot, as_of=max(days, default=first.effective))


def send(root: Path, snapshot: Snapshot, made: Made, *, by: str) -> AmendmentNotice:
    """File the notice that a package was sent to the holder of its copy.

    Raises:
        QmsError: The package is for no copy.

    """
    if made.copy is None:
        raise QmsError(
            Text(zh="写明分发号：--copy。", en="Say for which copy: --copy."),
        )
    return notice(
        root,
        snapshot,
        made.copy,
        made.goal,
        by=by,
        sent=made.sent,
        recalled=made.recalled,
        pdf_sha256=digests.sha256(made.content),
    )


# Proof that a package does what it says.


def verify(old: Path, pack: Path, new: Path) -> list[Text]:
    """Follow a package's instruction on the old book's sheets; compare with the new, page by page.

    Returns what differs; nothing when old and package give exactly the new book.

    Raises:
        QmsError: A file is no such PDF.

    """
    before, after = _Bound.read(old), _Bound.read(new)
    given = _Bound.read(pack)
    try:
        filed = _filed(before, given)
    except ValueError as error:
        return [Text(zh=f"旧册里没有 {error}。", en=f"The old book lacks {error}.")]
    return list(_differences(filed, after.sheets))


Sheet = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Bound:
    """A PDF as sheets of paper: each with its label and what is printed on it."""

    sheets: list[Sheet]
    instruction: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> "_Bound":
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError

        try:
            reader = PdfReader(io.BytesIO(path.read_bytes()))
            listed = json.loads(reader.attachments["pages.json"][0])
            told = reader.attachments.get("instruction.json")
            instruction = json.loads(told[0]) if told else {}
            start = int(instruction.get("first_sheet_page", 1)) - 1
            texts = [_words(page.extract_text()) for page in reader.pages[start:]]
        except (OSError, PyPdfError, KeyError, ValueError) as error:
            raise QmsError(
                Text(
                    zh="{path} 不是本程序印制的手册或换页包。",
                    en="{path} is no book or change package printed by this program.",
                ),
                path=same(str(path)),
            ) from error
        return cls(list(_bound(listed, texts)), instruction)


def _bound(listed: Sequence[dict[str, Any]], texts: Sequence[str]) -> Iterator[Sheet]:
    place = 0
    for leaf in listed:
        count = len(leaf["sides"]) + sum(leaf["slips"])
        yield leaf["leaf"], tuple(texts[place : place + count])
        place += count


def _words(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _filed(book: _Bound, pack: _Bound) -> list[Sheet]:
    """Do with the sheets what the instruction says.

    Raises:
        ValueError: A sheet to take out, or behind which to insert, is not there.

    """
    sheets = list(book.sheets)
    given = list(pack.sheets)
    for line in pack.instruction["exchanges"]:
        labels = [label for label, _ in sheets]
        new, given = given[: len(line["insert"])], given[len(line["insert"]) :]
        if line["remove"]:
            at = labels.index(line["remove"][0])
            if labels[at : at + len(line["remove"])] != line["remove"]:
                raise ValueError(line["remove"])
            sheets[at : at + len(line["remove"])] = new
        else:
            at = labels.index(line["behind"]) + 1 if line["behind"] else 0
            sheets[at:at] = new
    return sheets


def _differences(filed: list[Sheet], wanted: list[Sheet]) -> Iterator[Text]:
    have, want = [label for label, _ in filed], [label for label, _ in wanted]
    for label in [each for each in want if each not in have]:
        yield Text(zh=f"缺 {label}。", en=f"{label} is missing.")
    for label in [each for each in have if each not in want]:
        yield Text(zh=f"多出 {label}。", en=f"{label} is too many.")
    if sorted(have) == sorted(want) and have != want:
        yield Text(zh="页序不同。", en="The order differs.")
    texts = dict(wanted)
    for label, words in filed:
        if label in texts and texts[label] != words:
            yield Text(zh=f"{label} 的内容不同。", en=f"What is printed on {label} differs.")
