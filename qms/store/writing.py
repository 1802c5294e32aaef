"""Writes files whole or not at all."""

import os
import tempfile
from pathlib import Path


def write_file(path: Path, content: bytes, *, is_lasting: bool = True) -> None:
    """Put `content` at `path`: after a crash either the old file or the new one is there.

    A temporary file in the same folder is written, flushed to disk and renamed over the target.
    What is not lasting is not flushed: after a power cut it may be damaged.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            if is_lasting:
                os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:  # what goes wrong, and an interruption too, leaves no half file
        Path(temporary).unlink(missing_ok=True)
        raise
