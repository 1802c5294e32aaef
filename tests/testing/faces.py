"""What is printed on each face of a PDF, as pictures: a digest of its pixels."""

import hashlib
import subprocess
import tempfile
from pathlib import Path


def faces_of(book: Path, *, dots: int = 50) -> list[str]:
    """Return a digest of each page as it looks, at so many dots to the inch."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["pdftoppm", "-r", str(dots), "-gray", book, f"{folder}/p"],
            check=True, capture_output=True,
        )  # fmt: skip
        pictures = sorted(Path(folder).iterdir())
        return [hashlib.sha256(each.read_bytes()).hexdigest() for each in pictures]
