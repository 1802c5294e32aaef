"""Tells when something in the repository is saved; the one door to watchdog."""

import queue
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

_WATCHED = ("manual", "records", "schemas")
_SETTLED_SECONDS = 0.3


class _Handler(FileSystemEventHandler):
    def __init__(self, root: Path, seen: "queue.Queue[str]") -> None:
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
    seen: queue.Queue[str] = queue.Queue()
    observer = Observer()
    observer.schedule(_Handler(root.resolve(), seen), str(root.resolve()), recursive=True)
    observer.start()
    try:
        yield _settled(seen)
    finally:
        observer.stop()
        observer.join()


def _settled(seen: "queue.Queue[str]") -> Iterator[str]:
    while True:
        name = seen.get()
        with suppress(queue.Empty):
            while True:
                name = seen.get(timeout=_SETTLED_SECONDS)
        yield name
