"""What a file held before: its versions along the main line, each with the moment and the hand."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qms.store import git
from qms.store.git.objects import deed


@dataclass(frozen=True, slots=True)
class Version:
    """A file as one commit left it; nothing where the commit removed it."""

    commit: str
    at: dt.datetime
    author: str
    content: bytes | None


def versions(root: Path, path: str, *, ref: str, most: int) -> Iterator[Version]:
    """Yield what a file held after each commit that touched it, newest first, so many at most."""
    repo = git.repository(root)
    listing = repo.run(
        "log", "--first-parent", "-m", "--raw", "--no-renames", "--no-abbrev", "-z", f"-{most}",
        "--format=%x01%H%x00", ref, "--", path,
    )  # fmt: skip
    for part in listing.split("\x01")[1:]:
        commit, rest = part.split("\0", 1)
        after = rest.strip("\0\n").split(" ")[3] if rest.strip("\0\n") else ""
        blob = after if after.strip("0") else None
        written = deed(repo, commit)
        if written is not None:
            content = git.blob(repo, blob) if blob else None
            yield Version(commit, written.at, written.author, content)
