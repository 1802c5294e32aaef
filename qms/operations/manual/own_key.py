"""Finds on this machine the key with which a person signs (2.2.1)."""

import datetime as dt
from pathlib import Path

from qms.model.kinds.ch07_competence import Person


def own_key(person: Person, day: dt.date, *, folder: Path | None = None) -> Path | None:
    """Return the public half of a key of this account that the register knows as the person's.

    Whether it can be used is for ssh to say: from its file, or by the agent that holds it.

    Args:
        person: Whose key is looked for.
        day: On which it must be valid.
        folder: Where keys lie; by default `~/.ssh`.

    """
    known = {" ".join(each.public.split()[:2]) for each in person.keys if each.is_valid_on(day)}
    for path in sorted((folder or Path.home() / ".ssh").glob("*.pub")):
        try:
            line = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if " ".join(line.split()[:2]) in known:
            return path
    return None
