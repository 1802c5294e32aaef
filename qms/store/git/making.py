"""Makes commits and tags, and brings the folder after them; as the user, with his own name."""

import tempfile
from pathlib import Path

from qms.store.git.commits import head
from qms.store.git.door import Repository, initialised

_NOTHING = "0" * 40
_NO_FILES = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def commit_files(repo: Repository, files: dict[str, bytes | None], message: str) -> str:
    """Write files (None deletes) and commit exactly them; return the commit's hash.

    The objects are complete before the branch moves, and the branch moves in one step.
    """
    commit = commit_object(repo, files, message)
    advance(repo, commit)
    return commit


def commit_object(repo: Repository, files: dict[str, bytes | None], message: str) -> str:
    """Return a new commit on top of HEAD with files changed, without moving any branch."""
    parent = head(repo)
    with tempfile.TemporaryDirectory(prefix="qms-") as folder:
        extra = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
        if parent:
            repo.run("read-tree", parent, extra=extra)
        staged = _staged(repo, files, Path(folder))
        repo.run("update-index", "-z", "--index-info", given=staged, extra=extra)
        tree = repo.run("write-tree", extra=extra)
    parents = ["-p", parent] if parent else []
    return repo.run("commit-tree", tree, *parents, "-m", message, as_user=True)


def _staged(repo: Repository, files: dict[str, bytes | None], folder: Path) -> bytes:
    """Return the lines that stage files, after git has filed their contents."""
    written = sorted((path, content) for path, content in files.items() if content is not None)
    names: list[str] = []
    for number, (_, content) in enumerate(written):
        file = folder / f"file-{number}"
        file.write_bytes(content)
        names.append(f"{file}\n")
    given = "".join(names).encode()
    blobs = repo.run("hash-object", "-w", "--no-filters", "--stdin-paths", given=given).split()
    lines = [
        f"100644 {blob}\t{repo.prefix}{path}\0"
        for (path, _), blob in zip(written, blobs, strict=True)
    ]
    gone = sorted(path for path, content in files.items() if content is None)
    lines += [f"0 {_NOTHING}\t{repo.prefix}{path}\0" for path in gone]
    return "".join(lines).encode(errors="surrogateescape")


def advance(repo: Repository, commit: str) -> None:
    """Move the branch from HEAD to a commit made on top of it, then the folder after it."""
    before = head(repo)
    move_branch(repo, commit, before)
    follow(repo, before, commit)


def move_branch(repo: Repository, commit: str, before: str | None) -> None:
    """Point the current branch at `commit`, provided that it still points at `before`."""
    repo.run("update-ref", "-m", "qms", "HEAD", commit, before or _NOTHING, as_user=True)


def follow(repo: Repository, before: str | None, commit: str) -> None:
    """Bring index and folder from one commit to the next; other local changes stay."""
    options = repo.without_programs()
    repo.ask(*options, "update-index", "-q", "--refresh")
    repo.run(*options, "read-tree", "-m", "-u", *([before] if before else []), commit)


def settle(repo: Repository, before: str | None, commit: str) -> None:
    """Bring index and folder from `before` to `commit` after an interruption.

    Only the files that differ between the two are written, so that whatever somebody began to
    edit meanwhile stays. A lock that the killed process left behind is removed.
    """
    (repo.git_dir / "index.lock").unlink(missing_ok=True)
    options = repo.without_programs()
    changed = repo.run("diff-tree", "-r", "-z", "--name-only", before or _NO_FILES, commit)
    repo.run("read-tree", commit)
    for path in filter(None, changed.split("\0")):
        if repo.run("ls-files", "--full-name", "--", f":/{path}"):
            repo.run(*options, "-C", str(repo.top), "checkout-index", "-f", "--", path)
        else:
            (repo.top / path).unlink(missing_ok=True)


def tag(repo: Repository, name: str, commit: str, message: str) -> None:
    """Make an annotated tag, signed where the user has set git to sign tags."""
    options = repo.without_programs()
    repo.run(*options, "tag", "-a", name, commit, "-m", message, as_user=True)


def begin(root: Path, message: str) -> None:
    """Make a repository of a folder and commit all that is in it."""
    repo = initialised(root)
    repo.run("add", "-A")
    if repo.ask("config", "user.email", as_user=True).status:
        repo.run("config", "user.name", "qms")
        repo.run("config", "user.email", "qms@localhost")
    repo.run("commit", "-q", "-m", message, as_user=True)
