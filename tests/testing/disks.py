"""Folders that may only be read, and disks without room."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def mounted(*words: str) -> Iterator[None]:
    """Mount something for as long as it is used; only root may, so others skip the test."""
    done = subprocess.run(["mount", *words], check=False, capture_output=True)
    if done.returncode:
        pytest.skip("only root may mount a file system")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", words[-1]], check=True)


def fill(disk: Path) -> Path:
    """Write a file until the disk that it lies on has no room for one more byte."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1_000_000, 4096, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
    return filler
