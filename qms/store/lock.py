"""One writer at a time: a lock in the git folder, which dies with whoever holds it.

The lock is the kernel's (flock), so that nobody has to judge whether a holder is still alive. It
passes on to the git processes that a holder starts: as long as one of them runs on after its
parent was killed, the lock stays taken.
"""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from qms.errors import QmsError
from qms.store import circumstances
from qms.text import Text

FILE = "qms.lock"
_STEP, _TOLD_AFTER, _GIVEN_UP_AFTER = 0.02, 0.5, 120.0  # seconds


@dataclass(frozen=True, slots=True)
class Holder:
    """Who writes at the moment: process, command, and since when."""

    pid: int
    verb: str
    since: str

    @property
    def said(self) -> Text:
        """The holder in a few words."""
        return Text(
            zh=f"{self.verb}（进程 {self.pid}，自 {self.since} 起）",
            en=f"{self.verb} (process {self.pid}, since {self.since})",
        )


_NOBODY_KNOWN = Holder(0, "qms", "?")


@contextmanager
def held(folder: Path, verb: str, since: str, waits: Callable[[Holder], None]) -> Iterator[int]:
    """Hold the lock of a git folder; yields the file descriptor that stands for it.

    Args:
        folder: The git folder.
        verb: What the holder does, for those who wait.
        since: The moment, for those who wait.
        waits: Told once who holds it, where it is not free at once.

    Raises:
        QmsError: It was not free for two minutes, or the folder cannot be written to.

    """
    lock = _opened(folder / FILE)
    try:
        _wait(lock, waits)
        with circumstances.explained():
            os.truncate(lock, 0)
            os.pwrite(lock, json.dumps(asdict(Holder(os.getpid(), verb, since))).encode(), 0)
        yield lock
    finally:
        os.close(lock)


def is_free(folder: Path) -> bool:
    """Tell whether nobody writes at the moment."""
    try:
        lock = os.open(folder / FILE, os.O_RDONLY)
    except OSError:
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(lock)
    return True


def _opened(path: Path) -> int:
    with circumstances.explained():
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)


def _wait(lock: int, waits: Callable[[Holder], None]) -> None:
    begun, is_told = time.monotonic(), False
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waited = time.monotonic() - begun
            if waited > _GIVEN_UP_AFTER:
                raise _never_free(_holder(lock)) from None
            if waited > _TOLD_AFTER and not is_told:
                waits(_holder(lock))
                is_told = True
            time.sleep(_STEP)
        else:
            return


def _holder(lock: int) -> Holder:
    try:
        return Holder(**json.loads(os.pread(lock, 10_000, 0)))
    except (ValueError, TypeError):
        return _NOBODY_KNOWN


def _never_free(holder: Holder) -> QmsError:
    return QmsError(
        Text(
            zh="别人一直在写：{who}。没有写入任何内容。",
            en="Somebody else keeps writing: {who}. Nothing was written.",
        ),
        Text(zh="等那条命令结束后再来。", en="Come back when that command has ended."),
        who=holder.said,
    )


def waiting(holder: Holder) -> Text:
    """Return the sentence for who waits."""
    who = holder.said
    return Text(zh=f"正在等待：{who.zh}", en=f"Waiting for {who.en}")
