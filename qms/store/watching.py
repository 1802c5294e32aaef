"""Tells when something in the repository is saved; the one door to watchdog."""

import queue
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

_WATCHED = ("manual", "records", "attachments", "schemas")
_SETTLED_SECONDS = 0.3
_LOOKING_UP_SECONDS = 0.5
_Seen = queue.SimpleQueue[str | None]  # None: the user wants to stop


class _Handler(FileSystemEventHandler):
    def __init__(self, root: Path, seen: "_Seen") -> None:
        self._root = root
        self._seen = seen

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note a change to a file that the check reads; reading it is none."""
        path = Path(str(event.dest_path or event.src_path))
        is_read = event.event_type in {"opened", "closed_no_write"}
        if event.is_directory or is_read or not path.is_relative_to(self._root):
            return
        name = path.relative_to(self._root).as_posix()
        if name == "qms.yml" or name.startswith(tuple(f"{each}/" for each in _WATCHED)):
            self._seen.put(name)


@contextmanager
def watched(root: Path) -> Iterator[Iterator[str]]:
    """Watch from now on; gives the paths saved, one each time that nothing more comes."""
    seen: _Seen = queue.SimpleQueue()
    observer = Observer()
    observer.schedule(_Handler(root.resolve(), seen), str(root.resolve()), recursive=True)
    observer.start()
    # An exception that a signal raises anywhere may be lost in a destructor; a note is not.
    before = signal.signal(signal.SIGINT, lambda _number, _frame: seen.put(None))
    try:
        yield _settled(seen)
    finally:
        signal.signal(signal.SIGINT, before)
        observer.stop()
        observer.join(_LOOKING_UP_SECONDS)  # its threads end with the program all the same


def _settled(seen: _Seen) -> Iterator[str]:
    while True:
        name = _awaited(seen)
        with suppress(queue.Empty):
            while True:
                name = _named(seen.get(timeout=_SETTLED_SECONDS))
        yield name


def _awaited(seen: _Seen) -> str:
    """Wait for the next path, looking up now and then: a signal may reach another thread."""
    while True:
        with suppress(queue.Empty):
            return _named(seen.get(timeout=_LOOKING_UP_SECONDS))


def _named(name: str | None) -> str:
    if name is None:
        raise KeyboardInterrupt
    return name
