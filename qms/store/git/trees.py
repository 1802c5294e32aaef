"""The files of the folder as it is, and those of a commit, by their path."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from qms.errors import QmsError
from qms.store.digests import blob_id
from qms.store.git.commits import NO_FILES, Commits, head, is_ancestor, lineage
from qms.store.git.door import Repository, commit_of, repository
from qms.text import Text, same

_SHA1 = 40
State = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a path without reading it; a missing one is no link and has no bytes.

    A file of a commit has a blob id; one of the folder a state: size, both times, inode.
    """

    is_link: bool = False
    size: int = 0
    blob: str | None = None
    state: State | None = None


_LINK, _NO_FILE = Entry(is_link=True), Entry()


class Tree(Protocol):
    """Files by their path in the repository, of a commit or of the folder."""

    def paths(self, folder: str) -> list[str]:
        """Return the paths of all files below a folder, sorted."""

    def read(self, path: str) -> bytes | None:
        """Return a file's content; None when it is missing or no plain file of this tree."""

    def entry(self, path: str) -> "Entry":
        """Return what is known of a path without reading it."""


@dataclass(frozen=True)
class WorkTree:
    """The folder as it is, uncommitted changes included."""

    root: Path

    def paths(self, folder: str) -> list[str]:
        """Return the paths of all files below a folder, sorted; links are listed, not followed."""
        return [folder] if self.entry(folder).is_link else sorted(self._walk(folder))

    def _walk(self, folder: str) -> Iterator[str]:
        try:
            entries = os.scandir(f"{self.root}/{folder}")
        except OSError:
            return
        with entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    yield from self._walk(f"{folder}/{entry.name}")
                else:
                    yield f"{folder}/{entry.name}"

    def read(self, path: str) -> bytes | None:
        """Return a file's content; a link, a folder or a missing file gives None."""
        target = f"{self.root}/{path}"
        try:
            if not stat.S_ISREG(os.lstat(target).st_mode):
                return None
            with open(target, "rb") as file:  # noqa: PTH123 - for many small files
                return file.read()
        except OSError:
            return None

    def entry(self, path: str) -> Entry:
        """Return what is known of a path without reading it."""
        try:
            found = os.lstat(f"{self.root}/{path}")
        except OSError:
            return _NO_FILE
        if not stat.S_ISREG(found.st_mode):
            return _LINK if stat.S_ISLNK(found.st_mode) else _NO_FILE
        state = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
        return Entry(size=found.st_size, state=state)


@dataclass(frozen=True)
class CommitTree:
    """The files of one commit."""

    repo: Repository
    commit: str

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        below = f"{self.commit}:{self.repo.prefix.removesuffix('/')}"
        listing = self.repo.ask("ls-tree", "-r", "-l", "-z", "--full-tree", below)
        entries: dict[str, Entry] = {}
        for line in listing.out.decode(errors="surrogateescape").split("\0"):
            if line:
                head, path = line.split("\t", 1)
                mode, _, sha, size = head.split()
                is_plain = mode.startswith("100")
                entries[path] = (
                    Entry(size=int(size), blob=sha) if is_plain else Entry(mode == "120000")
                )
        return entries

    def paths(self, folder: str) -> list[str]:
        """Return the paths of all files below a folder, sorted."""
        return sorted(
            path for path in self._entries if path == folder or path.startswith(folder + "/")
        )

    def read(self, path: str) -> bytes | None:
        """Return a blob's content; a link or a missing file gives None."""
        return blob(self.repo, self.entry(path).blob)

    def entry(self, path: str) -> Entry:
        """Return what is known of a path without reading it."""
        return self._entries.get(path, _NO_FILE)


@dataclass(frozen=True)
class Viewpoint:
    """What is looked at: a commit alone, or the folder on top of its last commit.

    `tip` is that commit, asked of git once, so that all who look see the same one whoever commits
    meanwhile; None before the first.
    """

    repo: Repository
    tip: str | None
    is_folder: bool
    _leads: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)
    _lines: dict[str, Commits] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def committed(self) -> CommitTree:
        """The files of the commit; none before the first."""
        return CommitTree(self.repo, self.tip or NO_FILES)

    @property
    def end(self) -> Tree:
        """The files as they are looked at."""
        return WorkTree(self.repo.root) if self.is_folder else self.committed

    def lineage(self, start: str = "") -> Commits:
        """Return the commits that lead to this one; with `start`, without those that lead there."""
        if start not in self._lines:
            self._lines[start] = lineage(self.repo, start, self.tip) if self.tip else []
        return self._lines[start]

    def leads_from(self, older: str) -> bool:
        """Tell whether a commit leads to this one; False where it is not there."""
        if older not in self._leads:
            self._leads[older] = self.tip is not None and is_ancestor(self.repo, older, self.tip)
        return self._leads[older]


def viewpoint(root: Path, ref: str | None = None) -> Viewpoint:
    """Return the folder on top of its last commit, or where a commit is named, that alone.

    Raises:
        UsageError: No commit has that name.

    """
    repo = repository(root)
    return Viewpoint(repo, head(repo) if ref is None else commit_of(repo, ref), ref is None)


def tree_at(root: Path, ref: str) -> CommitTree:
    """Return the files of the commit that a name, tag or hash stands for.

    Raises:
        UsageError: No commit has that name.

    """
    repo = repository(root)
    return CommitTree(repo, commit_of(repo, ref))


def blob(repo: Repository, sha: str | None) -> bytes | None:
    """Return the content of a blob; None where there is none.

    Git does not look whether a packed object is what its name says; we do.

    Raises:
        QmsError: The content is not that of the name.

    """
    return blobs(repo, [sha])[0] if sha else None


def blobs(repo: Repository, shas: Sequence[str]) -> list[bytes | None]:
    """Return the contents of blobs, asked for together; None for one that is not there.

    Raises:
        QmsError: A content is not that of its name.

    """
    return [_sound(sha, content) for sha, content in zip(shas, repo.read_all(shas), strict=True)]


def _sound(sha: str, content: bytes | None) -> bytes | None:
    if content is not None and len(sha) == _SHA1 and blob_id(content) != sha:
        raise QmsError(
            Text(
                zh="仓库的对象 {sha} 被伪造或损坏：内容与编号不符。",
                en="the object {sha} of the repository is forged or damaged: its content is not "
                "that of its name.",
            ),
            Text(
                zh="用 git fsck 查看，从可信的克隆重新取回仓库。",
                en="See git fsck; fetch the repository anew from a clone that you trust.",
            ),
            sha=same(sha),
        )
    return content


def is_blob(content: bytes | None, sha: str | None) -> bool:
    """Tell whether a file's content is that of a blob; no file is no blob."""
    if content is None or sha is None:
        return content is None and sha is None
    return blob_id(content) == sha
