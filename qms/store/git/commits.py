"""What git knows of commits: what each changed, where it leads, what is tagged."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from qms.errors import UsageError
from qms.store.git.door import Repository, commit_of
from qms.text import Text, same

_FILE, _ANOTHER_REPOSITORY = "100", "160000"
# Commits with their parents, those before them first.
Commits = list[tuple[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Change:
    """A file that a commit added, altered or removed: its blob before and after.

    None where there is no plain file: nothing at all, a link, or another repository.
    """

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """What a commit did to one of its parents; the first commit has none."""

    commit: str
    parent: str | None
    changes: tuple[Change, ...]


def lineage(repo: Repository, start: str, tip: str) -> Commits:
    """Return the commits that lead to `tip`, each with its parents, parents before children.

    Args:
        repo: The repository.
        start: A commit that is left out, with all that leads to it; empty for none.
        tip: The commit that they lead to.

    """
    limits = [f"^{start}"] if start else []
    listing = repo.run("rev-list", "--topo-order", "--reverse", "--parents", tip, *limits)
    rows = [line.split() for line in listing.splitlines()]
    return [(commit, tuple(parents)) for commit, *parents in rows]


def coming_from(
    start: str, commits: Iterable[tuple[str, tuple[str, ...]]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the commits that come from `start`, each with those of its parents that do.

    A line that does not come from it is left out; what its merge did to one that does is not.
    """
    followed = {start}
    for commit, parents in commits:
        lines = tuple(parent for parent in parents if parent in followed)
        if lines:
            followed.add(commit)
            yield commit, lines


def steps(
    repo: Repository, commits: Iterable[tuple[str, tuple[str, ...]]], *paths: str
) -> Iterator[Step]:
    """Yield what each commit changed against each of its parents, below some paths."""
    pairs: list[tuple[str, str | None]] = []
    for commit, parents in commits:
        pairs += [(commit, parent) for parent in parents] or [(commit, None)]
    for (commit, parent), raw in zip(pairs, _raw(repo, pairs, paths), strict=True):
        yield Step(commit, parent, tuple(_change(*each) for each in raw))


def objects_by_commit(
    repo: Repository, commits: Iterable[tuple[str, tuple[str, ...]]], paths: Sequence[str]
) -> Iterator[tuple[str, ...]]:
    """Yield for each commit the ids of files or folders as they stand in it; empty for none.

    Args:
        repo: The repository.
        commits: Each with one parent, or with none; parents come before children.
        paths: The files and folders.

    """
    pairs = [(commit, parents[0] if parents else None) for commit, parents in commits]
    known: dict[str | None, tuple[str, ...]] = {None: ("",) * len(paths)}
    for (commit, parent), raw in zip(pairs, _raw(repo, pairs, paths, "-t"), strict=True):
        if not raw:
            known[commit] = known[parent]
            yield known[commit]
            continue
        # Where a folder became a file, both stand there: what went and what came.
        now = {path: sha for head_, path in raw if (sha := _object(head_))}
        gone = dict.fromkeys((path for _, path in raw), "")
        ids = dict(zip(paths, known[parent], strict=True)) | gone | now
        known[commit] = tuple(ids[path] for path in paths)
        yield known[commit]


def _object(head_: str) -> str:
    _, mode, _, after, _ = head_[1:].split(" ")
    return "" if mode == _ANOTHER_REPOSITORY else after.strip("0") and after


def _raw(
    repo: Repository, pairs: Sequence[tuple[str, str | None]], paths: Sequence[str], *flags: str
) -> Iterator[list[tuple[str, str]]]:
    """Yield for each pair of a commit and a parent what differs: the raw facts, and the path."""
    asked = "".join(f"{commit} {parent or ''}".strip() + "\n" for commit, parent in pairs)
    parts = repo.parts(
        "diff-tree", "--stdin", "--always", "-r", *flags, "--raw", "--root", "--no-renames",
        "--no-abbrev", "--no-ext-diff", "--no-textconv", "--relative", "-z", "--", *paths,
        given=asked.encode(),
    )  # fmt: skip
    part = next(parts, "")
    for _ in pairs:
        part = next(parts, "")  # the commit itself stood there
        found: list[tuple[str, str]] = []
        while part.startswith(":"):
            found.append((part, next(parts)))
            part = next(parts, "")
        yield found


def _change(head_: str, path: str) -> Change:
    old, new, before, after, _ = head_[1:].split(" ")
    return Change(path, _blob(old, before), _blob(new, after))


def _blob(mode: str, sha: str) -> str | None:
    return sha if mode.startswith(_FILE) and sha.strip("0") else None


def changes_of(repo: Repository, before: str | None, after: str) -> list[Change]:
    """Return the files that differ between two commits; from nothing where there is no first."""
    listing = repo.run(
        "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--no-ext-diff",
        "--no-textconv", "--relative", before or NO_FILES, after,
    )  # fmt: skip
    parts = [each for each in listing.split("\0") if each]
    return [_change(*pair) for pair in zip(parts[::2], parts[1::2], strict=True)]


NO_FILES = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def is_ancestor(repo: Repository, older: str, newer: str) -> bool:
    """Tell whether one commit leads to another; False when the older one is not there."""
    if older == newer:
        return True
    return repo.ask("merge-base", "--is-ancestor", older, newer).status == 0


def merge_base(repo: Repository, one: str, other: str) -> str:
    """Return the commit at which two states parted: the newest that leads to both.

    Raises:
        UsageError: There is no such commit, or this clone has none.

    """
    ends = [commit_of(repo, one), commit_of(repo, other)]
    done = repo.ask("merge-base", *ends)
    if done.status == 0:
        return done.out.decode().strip()
    raise UsageError(
        Text(
            zh="{one} 与 {other} 在这个克隆里没有共同的提交。",
            en="{one} and {other} have no commit in common in this clone.",
        ),
        Text(
            zh="历史不全时先补全：git fetch --unshallow",
            en="If its history is cut short, fetch the rest: git fetch --unshallow",
        ),
        one=same(one),
        other=same(other),
    )


def is_shallow(repo: Repository) -> bool:
    """Tell whether this clone lacks the beginning of its history."""
    return Path(repo.common_dir, "shallow").exists()


def cut_at(repo: Repository) -> frozenset[str]:
    """Return the commits before which a shallow clone knows nothing."""
    try:
        listing = Path(repo.common_dir, "shallow").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return frozenset()
    return frozenset(listing.split())


def tags(repo: Repository, prefix: str, merged: str | None = None) -> dict[str, str]:
    """Return the commit of each tag whose name starts with `prefix`, by the rest of its name.

    With `merged` only those whose commits lead to that one; none before the first commit.
    """
    wanted = "--format=%(refname:strip=2) %(objectname) %(*objectname)"
    limits = [] if merged is None else ["--merged", merged]
    listing = repo.ask("for-each-ref", wanted, *limits, "refs/tags/" + prefix)
    found: dict[str, str] = {}
    for line in listing.out.decode(errors="surrogateescape").splitlines():
        name, target, *peeled = line.split(" ")
        found[name.removeprefix(prefix)] = peeled[0] if peeled and peeled[0] else target
    return found


def head(repo: Repository) -> str | None:
    """Return the hash of HEAD, or None before the first commit."""
    done = repo.ask("rev-parse", "--verify", "--quiet", "HEAD")
    return done.out.decode().strip() if done.status == 0 else None


# The line of a commit's head that says who committed it and when, seconds and zone at its end.
_COMMITTED = re.compile(rb"^committer .*> (\d+) [+-]\d{4}$", re.MULTILINE)


def written_on(repo: Repository, commit: str | None, zone: dt.tzinfo) -> dt.date | None:
    """Return the day on which a commit was made; None where there is none yet."""
    made = _COMMITTED.search(repo.read(commit, "commit") or b"") if commit else None
    return dt.datetime.fromtimestamp(int(made[1]), zone).date() if made else None


def branch(repo: Repository) -> str | None:
    """Return the full name of the branch that the folder stands on; None where on none."""
    done = repo.ask("symbolic-ref", "-q", "HEAD")
    return done.out.decode(errors="surrogateescape").strip() if done.status == 0 else None


def parent(repo: Repository, commit: str) -> str | None:
    """Return the commit that a commit was made on, its first; None where there is none."""
    done = repo.ask("rev-parse", "--verify", "--quiet", f"{commit}^")
    return done.out.decode().strip() if done.status == 0 else None


def indexed(repo: Repository) -> dict[str, str]:
    """Return the blob of every file that the index holds, by its path."""
    found: dict[str, str] = {}
    for line in repo.run("ls-files", "-s", "-z").split("\0"):
        if line:
            facts, path = line.split("\t", 1)
            found[path] = facts.split(" ")[1]
    return found


def is_index_as_committed(repo: Repository) -> bool:
    """Tell whether the index holds what the last commit holds: nothing staged, nothing behind."""
    return repo.ask("diff-index", "--cached", "--quiet", "HEAD").status == 0


def is_clean(repo: Repository, *folders: str) -> bool:
    """Tell whether folders (default: everything) have no uncommitted or untracked file."""
    options = repo.without_programs()
    return not repo.run(*options, "status", "--porcelain", "--untracked-files=all", "--", *folders)


def ignored(repo: Repository, paths: Iterable[str]) -> set[str]:
    """Return those of some paths that git is told not to see."""
    given = "".join(path + "\0" for path in paths).encode(errors="surrogateescape")
    done = repo.ask("check-ignore", "-z", "--stdin", "--no-index", given=given)
    return set(filter(None, done.out.decode(errors="surrogateescape").split("\0")))


def bent(repo: Repository) -> tuple[str, ...]:
    """Return what in the git folder makes git show another history than there is.

    All of it is passed over here; but whoever uses git by hand is deceived by it.
    """
    found = []
    if repo.run("for-each-ref", "--count=1", "refs/replace"):
        found.append("refs/replace")
    grafts = repo.common_dir / "info/grafts"
    if grafts.is_file() and grafts.read_bytes().strip():
        found.append("info/grafts")
    if is_shallow(repo) and _is_cut_for_show(repo):
        found.append("shallow")
    return tuple(found)


def _is_cut_for_show(repo: Repository) -> bool:
    """Tell whether all commits before the cut of a shallow clone are there nevertheless."""
    cut = Path(repo.common_dir, "shallow").read_text(encoding="utf-8", errors="replace").split()
    contents = [repo.read(commit, "commit") for commit in cut]
    parents = [
        line.removeprefix(b"parent ").decode()
        for content in contents
        for line in (content or b"").partition(b"\n\n")[0].split(b"\n")
        if line.startswith(b"parent ")
    ]
    return bool(parents) and all(repo.read(each, "commit") is not None for each in parents)


def bundle(repo: Repository, commit: str, tags_under: str) -> bytes:
    """Return the history around a commit, and tags below a name, as one file that git clones from.

    Raises:
        GitRefusedError: Git would not make it.

    """
    names = [f"refs/tags/{tags_under}{name}" for name in sorted(tags(repo, tags_under, commit))]
    with TemporaryDirectory(prefix="qms-") as folder:
        target = Path(folder, "history.bundle")
        ref = "HEAD" if is_ancestor(repo, commit, "HEAD") else "--branches"
        repo.run("-c", "pack.threads=1", "bundle", "create", "-q", str(target), ref, *names)
        return target.read_bytes()
