"""Git's own lock on the index, held by us: while it is there, no other git program writes it."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from qms.store import circumstances

_OURS = b"qms holds this lock\n"  # git's own begins otherwise
_BESIDE = "qms-index-lock"


@contextmanager
def index_locked(folder: Path) -> Iterator[None]:
    """Hold git's own lock on the index, so that no other git program alters it meanwhile.

    Raises:
        QmsError: Somebody else holds it, or a killed program left it.

    """
    token, lock = folder / _BESIDE, folder / "index.lock"
    with circumstances.explained():
        token.write_bytes(_OURS)
        try:
            _link(token, lock)
        except FileExistsError:
            raise circumstances.locked(lock) from None
        finally:
            token.unlink(missing_ok=True)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _link(token: Path, lock: Path) -> None:
    """Let the lock appear with its content at once; where disks know no links, almost at once."""
    try:
        lock.hardlink_to(token)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.EOPNOTSUPP}:
            raise
        with lock.open("xb") as stream:
            stream.write(_OURS)


def drop_own(folder: Path) -> None:
    """Remove the lock on the index that a killed writer of ours left; never somebody else's."""
    lock = folder / "index.lock"
    with suppress(FileNotFoundError):
        if lock.read_bytes() == _OURS:
            lock.unlink()
    (folder / _BESIDE).unlink(missing_ok=True)
