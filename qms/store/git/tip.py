"""Tells without asking git whether a branch has moved, for who looks many times a second."""

from pathlib import Path

from qms.store.git.door import Repository

_REFERENCE = "ref: "
Mark = tuple[str, tuple[tuple[int, int, int] | None, ...]]


def mark_of_tip(repo: Repository) -> Mark:
    """Return what is another one as soon as HEAD, or the branch that it names, has moved.

    Git moves a branch by putting another file in the place of its own, or of the list of all; so
    file number, time and size of these tell. The commit itself is for git to say.
    """
    head = repo.git_dir / "HEAD"
    try:
        words = head.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        words = ""
    common = repo.common_dir
    places = [head, common / "packed-refs", common / "reftable" / "tables.list"]
    if words.startswith(_REFERENCE):
        places.append(common / words.removeprefix(_REFERENCE))
    return words, tuple(_state(each) for each in places)


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
