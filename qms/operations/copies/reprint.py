"""Prints single leaves of a copy again, stamped for it, and files which (clause 2.2.2)."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from qms.errors import QmsError
from qms.model.leaves import Leaf
from qms.model.snapshot import Snapshot
from qms.operations.copies.held import copy_out
from qms.operations.copies.print_copy import stamp_of
from qms.operations.printing.book import Printed, imprint_of
from qms.standing.release import chosen_release
from qms.text import Text, joined, same


def page_numbers(said: Iterable[str]) -> tuple[str, ...]:
    """Return the numbers of pages as people write them, each once: `8-3`, `8-3、8-4`."""
    found = (each for words in said for each in re.split(r"[,，、;；\s]+", words) if each)
    return tuple(dict.fromkeys(found))


def reprinted(root: Path, snapshot: Snapshot, number: str, pages: Sequence[str]) -> Printed:
    """Return the leaves of a copy on which pages stand, both faces, as its book has them.

    Raises:
        QmsError: The copy is not out, or its book has no page of a number; all are named.

    """
    from qms.publish.book.book import laid_book, laid_for, unlaid_book
    from qms.publish.book.writing import written_leaves
    from qms.publish.stamps import stamped

    copy = copy_out(snapshot, number)
    release = chosen_release(snapshot, copy.release)
    imprint = imprint_of(root, snapshot, release)
    book = unlaid_book(imprint) if release.pages else laid_book(imprint)
    leaves = _leaves(book.leaves, pages)
    if release.pages:
        book = laid_for(book, leaves)
    content = written_leaves(book, leaves)
    # The first page of the first leaf is the cover, if that is among them; else none bears a seal.
    cover = 0 if leaves[0] == book.leaves[0] else -1
    stamp = stamp_of(snapshot, copy, release)
    name = f"{snapshot.settings.manual.number}-{release.id}-{copy.number}-leaves.pdf"
    return Printed(name, stamped(content, [stamp], cover=cover)[0])


def _leaves(book: Sequence[Leaf], pages: Sequence[str]) -> tuple[Leaf, ...]:
    """Return the leaves with these pages, in the book's order.

    Raises:
        QmsError: There is no such page.

    """
    known = {side.id: leaf for leaf in book for side in leaf.sides if side.page is not None}
    missing = [each for each in pages if each not in known]
    if missing or not pages:
        raise QmsError(
            Text(zh="这本手册没有这些页：{pages}。", en="Its book has no such pages: {pages}."),
            Text(
                zh="页码照页脚写，如 --pages 8-3；前置页写 前-1。",
                en="Write the number as at the foot of the page: --pages 8-3.",
            ),
            pages=joined(map(same, missing)) if missing else same("—"),
        )
    wanted = {known[each] for each in pages}
    return tuple(leaf for leaf in book if leaf in wanted)
