"""What git knows of commits: what each changed, where it leads, what is tagged."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qms.store.git.door import Repository

_FILE = "100"


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


def steps(repo: Repository, start: str, tip: str, *paths: str) -> Iterator[Step]:
    """Yield what each commit up to `tip` changed against each of its parents, parents first.

    Args:
        repo: The repository.
        start: The commit from which the lines are followed; empty for the very beginning. A line
            that does not come from it is left out, what its merge did to one that does is not.
        tip: The commit that all this leads to.
        paths: The files and folders that matter.

    """
    limits = [f"^{start}"] if start else []
    listing = repo.run("rev-list", "--topo-order", "--reverse", "--parents", tip, *limits)
    followed = {start}
    pairs: list[tuple[str, str | None]] = []
    for line in listing.splitlines():
        commit, *parents = line.split()
        lines = [parent for parent in parents if parent in followed] if start else parents
        if lines or not start:
            followed.add(commit)
            pairs += [(commit, parent) for parent in lines] or [(commit, None)]
    asked = "".join(f"{commit} {parent or ''}".strip() + "\n" for commit, parent in pairs)
    done = repo.run(
        "diff-tree", "--stdin", "--always", "-r", "--raw", "--root", "--no-renames", "--no-abbrev",
        "--no-ext-diff", "--no-textconv", "--relative", "-z", "--", *paths, given=asked.encode(),
    )  # fmt: skip
    parts = iter(done.split("\0"))
    part = next(parts, "")
    for commit, parent in pairs:
        part = next(parts, "")  # the commit itself stood there
        changes: list[Change] = []
        while part.startswith(":"):
            changes.append(_change(part, next(parts)))
            part = next(parts, "")
        if changes:
            yield Step(commit, parent, tuple(changes))


def _change(head_: str, path: str) -> Change:
    old, new, before, after, _ = head_[1:].split(" ")
    return Change(path, _blob(old, before), _blob(new, after))


def _blob(mode: str, sha: str) -> str | None:
    return sha if mode.startswith(_FILE) and sha.strip("0") else None


def is_ancestor(repo: Repository, older: str, newer: str) -> bool:
    """Tell whether one commit leads to another; False when the older one is not there."""
    return repo.ask("merge-base", "--is-ancestor", older, newer).status == 0


def is_shallow(repo: Repository) -> bool:
    """Tell whether this clone lacks the beginning of its history."""
    return Path(repo.common_dir, "shallow").exists()


def introducing_commit(repo: Repository, path: str, start: str = "HEAD") -> str | None:
    """Return the newest commit that added a file, or None when none did."""
    done = repo.ask("log", "--diff-filter=A", "--format=%H", "-1", start, "--", path)
    return done.out.decode().strip() or None if done.status == 0 else None


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


def written_on(repo: Repository, ref: str, zone: dt.tzinfo) -> dt.date | None:
    """Return the day on which a commit was made; None where there is none yet."""
    done = repo.ask("log", "-1", "--format=%ct", "--end-of-options", ref)
    if done.status != 0:
        return None
    return dt.datetime.fromtimestamp(int(done.out), zone).date()


def is_clean(repo: Repository, *folders: str) -> bool:
    """Tell whether folders (default: everything) have no uncommitted or untracked file."""
    options = repo.without_programs()
    return not repo.run(*options, "status", "--porcelain", "--untracked-files=all", "--", *folders)
