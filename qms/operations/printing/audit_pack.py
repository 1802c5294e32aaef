"""Packs everything that an auditor needs into one ZIP (clause 2.2.1)."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qms.errors import QmsError
from qms.model.snapshot import Snapshot
from qms.model.timestamp import ANCHORS
from qms.operations.checking.anchor import anchor_of
from qms.operations.checking.matrix import matrices
from qms.operations.documents.versions import DOCUMENTS
from qms.operations.printing.book import print_book
from qms.operations.printing.build_site import build_site
from qms.operations.printing.masked import withheld, without_people
from qms.publish.audit_pack import (
    ANCHOR,
    BUNDLE,
    DECISIONS,
    README,
    SIGNERS,
    SUMS,
    WITHHELD,
    allowed_signers,
    archive,
    readme,
)
from qms.publish.audit_pack.deciders import table
from qms.publish.issue_log import FORMATS
from qms.publish.matrix.html import render as matrix_page
from qms.standing.release import chosen_release
from qms.store import git, released
from qms.store.loading import effective_snapshot
from qms.text import Text, same

_FOLDERS = ("records", "manual", DOCUMENTS)


@dataclass(frozen=True, slots=True)
class Pack:
    """The ZIP; of a masked one also the salts, which the company keeps."""

    content: bytes
    salts: str = ""


def audit_pack(root: Path, snapshot: Snapshot, *, ref: str) -> Pack:
    """Return the ZIP: site, book, log, records with their signatures and history, sums of all.

    Raises:
        QmsError: No release is in force, the text of one is not what was signed, or a name does
            not fit a line of the sums.

    """
    shown = _records(git.tree_at(root, ref))
    history = {BUNDLE: git.bundle(git.repository(root), snapshot.ref, released.TAG_PREFIX)}
    page = readme(snapshot)
    return Pack(_packed(root, snapshot, {**shown, **history, README: page.encode()}, ref=ref))


def masked_pack(root: Path, snapshot: Snapshot, *, ref: str, secret: bytes) -> Pack:
    """Return the same without history, and without what is about people outside.

    Args:
        root: The repository.
        snapshot: As loaded of the commit.
        ref: The commit.
        secret: From which the salts of the digests are made; nobody is to know it.

    Raises:
        QmsError: As for the whole one.

    """
    parts = withheld(git.tree_at(root, ref), snapshot, secret)
    page = readme(snapshot, is_masked=True)
    files = {**parts.shown, WITHHELD: parts.sums.encode(), README: page.encode()}
    return Pack(_packed(root, snapshot, files, ref=ref, is_masked=True), parts.salts)


def _packed(
    root: Path,
    snapshot: Snapshot,
    own: Mapping[str, bytes],
    *,
    ref: str,
    is_masked: bool = False,
) -> bytes:
    release = chosen_release(snapshot, None)
    book = print_book(root, snapshot, name=release.name, draft=False)
    told = without_people(snapshot) if is_masked else snapshot
    files = {
        **own,
        **_files_under(git.tree_at(root, ref), DOCUMENTS),
        book.name: book.content,
        DECISIONS: table(snapshot),
        SIGNERS: allowed_signers(snapshot).encode(),
        ANCHOR: (anchor_of(root, snapshot).line + "\n").encode(),
    }
    for form, make in FORMATS.items():
        files[f"log/issue-log.{form}"] = make(told, snapshot.settings.lang)
    for each in matrices(root, told):
        page = matrix_page(each, snapshot.settings.lang)
        files[f"matrix/{each.against}.html"] = page.encode()
    tree = git.tree_at(root, ref)
    files |= _files_under(tree, "manual") | _files_under(tree, ANCHORS)
    roots = {each.ca: tree.read(each.ca) for each in snapshot.settings.timestamps}
    files |= {path: content for path, content in roots.items() if content is not None}
    files |= _released(root, snapshot)
    files |= _site(root, snapshot, ref=ref, is_masked=is_masked)
    _refuse_odd_names(files)
    return archive(files)


def _site(root: Path, snapshot: Snapshot, *, ref: str, is_masked: bool) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory(prefix="qms-site-") as folder:
        site = Path(folder, "site")
        build_site(root, site, as_of=snapshot.as_of, ref=ref, draft=False, is_masked=is_masked)
        return {
            f"site/{path.relative_to(site).as_posix()}": path.read_bytes()
            for path in sorted(site.rglob("*"))
            if path.is_file()
        }


def refuse_uncommitted(root: Path) -> None:
    """Refuse to pack from a folder that holds what is not committed.

    Raises:
        QmsError: It does.

    """
    if not git.is_clean(git.repository(root), *_FOLDERS, "schemas", "qms.yml"):
        raise QmsError(
            Text(
                zh="有未提交的改动；审核文件夹只由提交生成。",
                en="There are uncommitted changes; the folder for the auditor is made of a commit.",
            ),
            Text(
                zh="先提交，或用 --ref HEAD 打包最近的提交。",
                en="Commit them, or pack the newest commit with --ref HEAD.",
            ),
        )


def _released(root: Path, snapshot: Snapshot) -> dict[str, bytes]:
    """Return the text of every release exactly as its digests were taken, with the sums."""
    found: dict[str, bytes] = {}
    for release in snapshot.releases:
        text = effective_snapshot(root, snapshot, release).chapters
        folder = f"released/{release.id}"
        sums = [f"{each.sha256}  {each.front.chapter}.txt\n" for each in text]
        found |= {f"{folder}/{each.front.chapter}.txt": each.controlled.encode() for each in text}
        found[f"{folder}/{SUMS}"] = "".join(sums).encode()
    return found


def _records(tree: git.Tree) -> dict[str, bytes]:
    """Return the records as they stand, to the byte, or the signatures are void."""
    return _files_under(tree, "records")


def _files_under(tree: git.Tree, folder: str) -> dict[str, bytes]:
    contents = ((path, tree.read(path)) for path in tree.paths(folder))
    return {path: content for path, content in contents if content is not None}


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
