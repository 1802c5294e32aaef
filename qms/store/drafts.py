"""Forms that somebody began and did not send, kept beside the repository and never in it."""

import re
from pathlib import Path

from qms.store import git
from qms.store.writing import write_file

_FOLDER = "qms-desk/drafts"
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")
_MOST_BYTES = 2_000_000


def _path(root: Path, person: str, form: str) -> Path:
    name = f"{_UNSAFE.sub('-', person)}.{_UNSAFE.sub('-', form)}.json"
    return Path(git.repository(root).git_dir, _FOLDER, name)


def keep(root: Path, person: str, form: str, content: str) -> bool:
    """Keep what stands in a form; tell whether it was: what is too large is not."""
    raw = content.encode()
    if len(raw) > _MOST_BYTES:
        return False
    write_file(_path(root, person, form), raw)
    return True


def kept(root: Path, person: str, form: str) -> str | None:
    """Return what was kept of a form, if anything."""
    try:
        return _path(root, person, form).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def forget(root: Path, person: str, form: str) -> None:
    """Forget what was kept of a form."""
    _path(root, person, form).unlink(missing_ok=True)
