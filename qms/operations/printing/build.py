"""Makes every publication at once."""

from collections.abc import Iterator
from pathlib import Path

from qms.model.snapshot import Snapshot
from qms.operations.checking.check import check
from qms.operations.checking.matrix import matrices
from qms.operations.printing.book import print_book
from qms.operations.printing.build_site import build_site
from qms.operations.printing.review_pack import review_pack
from qms.publish.findings import RENDERERS
from qms.publish.issue_log import FORMATS
from qms.publish.matrix import FORMATS as MATRIX


def outputs(
    root: Path, snapshot: Snapshot, folder: Path, *, ref: str | None
) -> Iterator[tuple[str, bytes | None]]:
    """Yield each output's name and bytes; None where it was written as a folder.

    The book is that of the release in force, or the draft where nothing is released yet.
    """
    lang = snapshot.settings.lang
    report = check(root, snapshot)
    yield "check.txt", RENDERERS["text"](report, lang, ()).encode()
    yield "check.json", RENDERERS["json"](report, lang, ()).encode()
    for name, make in FORMATS.items():
        yield f"issue-log.{name}", make(snapshot, lang)
    for each in matrices(root, snapshot):
        for name in ("html", "xlsx"):
            made = MATRIX[name](each, lang)
            content = made.encode() if isinstance(made, str) else made
            yield f"matrix/{each.against}.{name}", content
    printed = print_book(root, snapshot, name=None, draft=snapshot.in_force is None)
    yield printed.name, printed.content
    year = snapshot.as_of.year
    for name, content in review_pack(root, snapshot, year).items():
        yield f"review-pack-{year}/{name}", content
    build_site(root, folder / "site", as_of=snapshot.as_of, ref=ref, draft=False)
    yield "site", None
