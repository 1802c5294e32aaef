"""What git knows: the files of a commit, the commits of releases, and making commits and tags."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from qms.errors import UsageError, not_a_repository
from qms.text import Text, same

if TYPE_CHECKING:
    from git import Repo


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

    repo: "Repo"
    commit: str

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        listing = self.repo.git.ls_tree("-r", "-l", "-z", "--full-tree", self.commit)
        entries: dict[str, Entry] = {}
        for line in listing.split("\0"):
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


def root_of(start: Path) -> Path:
    """Return the QMS repository that a folder lies in.

    Raises:
        UsageError: There is none: no qms.yml with a git repository around it.

    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "qms.yml").is_file() and _has_git(folder):
            return folder
    raise not_a_repository(str(start))


def _has_git(folder: Path) -> bool:
    return any((parent / ".git").exists() for parent in (folder, *folder.parents))


def repository(root: Path) -> "Repo":
    """Open the git repository at a root.

    Raises:
        UsageError: There is none.

    """
    from git import Repo
    from git.exc import InvalidGitRepositoryError, NoSuchPathError

    try:
        return Repo(root, search_parent_directories=True)
    except (InvalidGitRepositoryError, NoSuchPathError) as error:
        raise not_a_repository(str(root)) from error


def tree_at(root: Path, ref: str) -> CommitTree:
    """Return the files of the commit that a name, tag or hash stands for.

    Raises:
        UsageError: No commit has that name.

    """
    repo = repository(root)
    return CommitTree(repo, commit_of(repo, ref))


def commit_of(repo: "Repo", ref: str) -> str:
    """Return the full hash of the commit that a name, tag or hash stands for.

    Raises:
        UsageError: No commit has that name.

    """
    from git.exc import GitCommandError

    try:
        return str(repo.git.rev_parse("--verify", "--quiet", "--end-of-options", ref + "^{commit}"))
    except GitCommandError as error:
        raise UsageError(
            Text(zh="仓库里没有提交 {ref}。", en="The repository has no commit {ref}."),
            Text(zh="用 git log 查提交号。", en="Look it up with git log."),
            ref=same(ref),
        ) from error


@dataclass(frozen=True, slots=True)
class Change:
    """A file that a commit added, altered or removed: its blob before and after (None: absent)."""

    path: str
    before: str | None
    after: str | None


def changes_between(
    repo: "Repo", start: str, tip: str, *paths: str
) -> Iterator[tuple[str, list[Change]]]:
    """Yield each commit after `start` (empty: from the first) up to `tip`, oldest first.

    Only the main line is walked; a merge counts as one step, with all that it brought.
    """
    listing = repo.git.log(
        "--first-parent", "-m", "--raw", "--no-renames", "--no-abbrev", "-z", "--reverse",
        "--format=%x01%H", f"{start}..{tip}" if start else tip, "--", *paths,
    )  # fmt: skip
    for part in str(listing).split("\x01")[1:]:
        commit, _, rest = part.partition("\0")
        yield commit, list(_changes(rest))


def uncommitted_changes(repo: "Repo", *paths: str) -> list[Change]:
    """Return the files of the folder that differ from HEAD, new ones too; `after` is not known."""
    listing = repo.git.diff("--raw", "--no-renames", "--no-abbrev", "-z", "HEAD", "--", *paths)
    added = repo.git.ls_files("--others", "--exclude-standard", "-z", "--", *paths)
    new = [Change(path, None, None) for path in str(added).split("\0") if path]
    return [*_changes(str(listing)), *new]


def _changes(listing: str) -> Iterator[Change]:
    parts = [part for part in listing.replace("\n:", ":").split("\0") if part.strip()]
    for head_, path in zip(parts[::2], parts[1::2], strict=True):
        _, _, before, after, _ = head_.strip().split(" ")
        yield Change(path, *(None if not each.strip("0") else each for each in (before, after)))


def blob(repo: "Repo", sha: str | None) -> bytes | None:
    """Return the content of a blob."""
    content: bytes | None = repo.odb.stream(bytes.fromhex(sha)).read() if sha else None
    return content


def is_ancestor(repo: "Repo", older: str, newer: str) -> bool:
    """Tell whether one commit leads to another; False when the older one is not there."""
    from git.exc import GitCommandError

    try:
        repo.git.merge_base("--is-ancestor", older, newer)
    except GitCommandError:
        return False
    return True


def is_shallow(repo: "Repo") -> bool:
    """Tell whether this clone lacks the beginning of its history."""
    return Path(repo.git_dir, "shallow").exists()


def introducing_commit(repo: "Repo", path: str, start: str = "HEAD") -> str | None:
    """Return the newest commit that added a file, or None when none did."""
    from git.exc import GitCommandError

    try:
        log = repo.git.log("--diff-filter=A", "--format=%H", "-1", start, "--", path)
    except GitCommandError:
        return None
    return str(log) or None


def tags(repo: "Repo", prefix: str, merged: str | None = None) -> dict[str, str]:
    """Return the commit of each tag whose name starts with `prefix`, by the rest of its name.

    With `merged` only those whose commits lead to that one; none before the first commit.
    """
    wanted = "--format=%(refname:strip=2) %(objectname) %(*objectname)"
    limits = [] if merged is None else ["--merged", merged]
    listing = repo.git.for_each_ref(
        wanted, *limits, "refs/tags/" + prefix, with_exceptions=merged is None
    )
    found: dict[str, str] = {}
    for line in listing.splitlines():
        name, target, *peeled = line.split(" ")
        found[name.removeprefix(prefix)] = peeled[0] if peeled and peeled[0] else target
    return found


def head(repo: "Repo") -> str | None:
    """Return the hash of HEAD, or None before the first commit."""
    from git.exc import GitCommandError

    try:
        return str(repo.git.rev_parse("--verify", "--quiet", "HEAD"))
    except GitCommandError:
        return None


def is_clean(repo: "Repo", *folders: str) -> bool:
    """Tell whether folders (default: everything) have no uncommitted or untracked file."""
    return not repo.git.status("--porcelain", "--untracked-files=all", "--", *folders)


def commit_files(repo: "Repo", files: dict[str, bytes | None], message: str) -> str:
    """Write files (None deletes) and commit exactly them; return the commit's hash.

    The objects are complete before the branch moves, and the branch moves in one step.
    """
    commit = commit_object(repo, files, message)
    advance(repo, commit)
    return commit


def commit_object(repo: "Repo", files: dict[str, bytes | None], message: str) -> str:
    """Return a new commit on top of HEAD with files changed, without moving any branch."""
    folder = tempfile.mkdtemp(prefix="qms-")
    try:
        environment = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
        parent = head(repo)
        with repo.git.custom_environment(**environment):
            if parent:
                repo.git.read_tree(parent)
            for path, content in sorted(files.items()):
                _stage(repo, path, content)
            tree = repo.git.write_tree()
        parents = ["-p", parent] if parent else []
        return str(repo.git.commit_tree(tree, *parents, "-m", message))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stage(repo: "Repo", path: str, content: bytes | None) -> None:
    if content is None:
        repo.git.update_index("--force-remove", "--", path)
        return
    with tempfile.TemporaryFile() as stream:
        stream.write(content)
        stream.seek(0)
        blob = repo.git.hash_object("-w", "--stdin", istream=stream)
    repo.git.update_index("--add", "--cacheinfo", f"100644,{blob},{path}")


def advance(repo: "Repo", commit: str) -> None:
    """Move the branch from HEAD to a commit made on top of it, then the folder after it."""
    before = head(repo)
    move_branch(repo, commit, before)
    follow(repo, before, commit)


def move_branch(repo: "Repo", commit: str, before: str | None) -> None:
    """Point the current branch at `commit`, provided that it still points at `before`."""
    repo.git.update_ref("-m", "qms", "HEAD", commit, before or "0" * 40)


def follow(repo: "Repo", before: str | None, commit: str) -> None:
    """Bring index and folder from one commit to the next; other local changes stay."""
    repo.git.update_index("-q", "--refresh", with_exceptions=False)
    if before:
        repo.git.read_tree("-m", "-u", before, commit)
    else:
        repo.git.read_tree("-m", "-u", commit)


def settle(repo: "Repo", before: str | None, commit: str) -> None:
    """Bring index and folder from `before` to `commit` after an interruption.

    Only the files that differ between the two are written, so that whatever somebody began to
    edit meanwhile stays. A lock that the killed process left behind is removed.
    """
    Path(repo.git_dir, "index.lock").unlink(missing_ok=True)
    empty = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    changed = repo.git.diff_tree("-r", "-z", "--name-only", before or empty, commit)
    repo.git.read_tree(commit)
    root = Path(str(repo.working_tree_dir))
    for path in filter(None, changed.split("\0")):
        if repo.git.ls_files("--", path):
            repo.git.checkout_index("-f", "--", path)
        else:
            Path(root, path).unlink(missing_ok=True)


def tag(repo: "Repo", name: str, commit: str, message: str) -> None:
    """Make an annotated tag, signed where git is configured to sign tags."""
    repo.git.tag("-a", name, commit, "-m", message)


def begin(root: Path, message: str) -> None:
    """Make a repository of a folder and commit all that is in it."""
    from git import Repo

    repo = Repo.init(root, initial_branch="main")
    repo.git.add("-A")
    if not repo.config_reader().has_option("user", "email"):
        with repo.config_writer() as settings:
            settings.set_value("user", "name", "qms")
            settings.set_value("user", "email", "qms@localhost")
    repo.git.commit("-q", "-m", message)
