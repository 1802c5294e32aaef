"""Packs everything that an auditor needs into one ZIP (clause 2.2.1)."""

import tempfile
from pathlib import Path

from qms.errors import QmsError
from qms.model.snapshot import Snapshot
from qms.operations.checking.matrix import matrices
from qms.operations.printing.book import (
    print_book,
)
from qms.operations.printing.build_site import build_site
from qms.publish.audit_pack import README, SIGNERS, SUMS, allowed_signers, archive, readme
from qms.publish.issue_log import FORMATS
from qms.publish.matrix.html import render as matrix_page
from qms.standing.release import chosen_release
from qms.store import git
from qms.text import Text, same

_FOLDERS = ("records", "manual")


def audit_pack(root: Path, snapshot: Snapshot, *, ref: str | None) -> bytes:
    """Return the ZIP: site, book, log, records with their signatures, and the sums of all.

    Raises:
        QmsError: No release is in force, or a name does not fit a line of the sums.

    """
    release = chosen_release(snapshot, None)
    book = print_book(root, snapshot, name=release.name, draft=False)
    files = {
        book.name: book.content,
        SIGNERS: allowed_signers(snapshot).encode(),
        README: readme(snapshot).encode(),
    }
    for form, make in FORMATS.items():
        files[f"log/issue-log.{form}"] = make(snapshot, snapshot.settings.lang)
    for each in matrices(root, snapshot):
        page = matrix_page(each, snapshot.settings.lang)
        files[f"matrix/{each.against}.html"] = page.encode()
    files |= _sources(root, ref)
    with tempfile.TemporaryDirectory(prefix="qms-site-") as folder:
        site = Path(folder, "site")
        build_site(root, site, as_of=snapshot.as_of, ref=ref, draft=False)
        for path in sorted(site.rglob("*")):
            if path.is_file():
                files[f"site/{path.relative_to(site).as_posix()}"] = path.read_bytes()
    _refuse_odd_names(files)
    return archive(files)


def _sources(root: Path, ref: str | None) -> dict[str, bytes]:
    """Return the records and chapters as they stand, to the byte, or the signatures are void."""
    tree: git.Tree = git.WorkTree(root) if ref is None else git.tree_at(root, ref)
    found: dict[str, bytes] = {}
    for folder in _FOLDERS:
        for path in tree.paths(folder):
            content = tree.read(path)
            if content is not None:
                found[path] = content
    return found


def _refuse_odd_names(files: dict[str, bytes]) -> None:
    odd = next((name for name in files if "\n" in name or "\\" in name), None)
    if odd is not None:
        raise QmsError(
            Text(
                zh="文件名 {name} 含换行或反斜杠，{sums} 无法记载。",
                en="The file name {name} has a line end or backslash, which {sums} cannot hold.",
            ),
            Text(zh="改名后再试。", en="Rename it and try again."),
            name=same(ascii(odd)),
            sums=same(SUMS),
        )
