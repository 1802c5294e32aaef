"""Keeps what a long run has made piece by piece, so that one that was broken off goes on there."""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qms.store import digests
from qms.store.writing import write_file

_DIGEST = 64


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder of finished pieces, each under a name that stands for all that it was made from.

    A piece is whole or not there, and one that was touched since is not taken.
    """

    folder: Path
    stand: str

    def take(self, *names: str) -> bytes | None:
        """Return a piece that an earlier run finished; None where none did."""
        try:
            found = self._path(names).read_bytes()
        except OSError:
            return None
        digest, content = found[:_DIGEST], found[_DIGEST:]
        return content if digests.sha256(content).encode() == digest else None

    def put(self, content: bytes, *names: str) -> None:
        """Keep a piece; where the disk takes no more, the run goes on without."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            whole = digests.sha256(content).encode() + content
            write_file(self._path(names), whole, is_lasting=False)

    def clear(self) -> None:
        """Throw away what was kept, once the whole is written or is to be made anew."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, names: Sequence[str]) -> Path:
        said = "\0".join((self.stand, *names)).encode()
        return self.folder / f"{digests.sha256(said)}.part"
