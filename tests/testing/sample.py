"""A copy of the sample company with its history, to break and to judge."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def sample_in(folder: Path) -> Path:
    """Copy the sample company into a folder and return where it lies."""
    copy = folder / "company"
    for name in ("manual", "records", "attachments", "schemas", ".git"):
        shutil.copytree(ROOT / name, copy / name, symlinks=True)
    shutil.copy(ROOT / "qms.yml", copy)
    return copy
