"""Begins a rule of one's own: a file, or one more function in it, whose examples run (9.2)."""

import re
from pathlib import Path

from qms.errors import QmsError, UsageError
from qms.model.kinds.record import Record
from qms.model.snapshot import Snapshot
from qms.operations.checking.first_draft import IMPORTS, draft
from qms.operations.checking.rulebook import CODE
from qms.operations.records.naming import kind_named
from qms.rules import all_rules
from qms.store.writing import write_file
from qms.text import Text, same

DEFAULT = "rules/ours.py"


def begun(root: Path, snapshot: Snapshot, code: str, kind: str) -> str:
    """Write the beginning of a rule into the file that qms.yml names; return the file's path.

    Raises:
        UsageError: The code is none, or there is no such kind.
        QmsError: The code is taken.

    """
    if not CODE.fullmatch(code):
        raise UsageError(_NO_CODE, code=same(code))
    path = snapshot.settings.check.own_rules or DEFAULT
    file = root / path
    before = file.read_text(encoding="utf-8") if file.is_file() else ""
    if code in before or any(each.code == code for each in all_rules()):
        raise QmsError(_TAKEN, code=same(code))
    write_file(file, _with_rule(before, kind_named(snapshot, kind), code).encode())
    return path


def _with_rule(before: str, model: type[Record], code: str) -> str:
    """Return the file with one more rule; what it imports already stays as it is."""
    needed = IMPORTS.format(module=model.__module__, kind=model.__name__)
    if not before:
        return needed + draft(model, code)
    lines = set(before.splitlines())
    missing = [each for each in needed.splitlines() if each and each not in lines]
    head = "".join(f"{each}\n" for each in missing)
    start = re.search(r"^(from|import) ", before, re.MULTILINE)
    at = start.start() if start else 0
    return before[:at] + head + before[at:].rstrip() + "\n" + draft(model, code)


_NO_CODE = Text(
    zh="{code} 不是规则代码：二至五个大写字母加三位数字，如 OWN101。",
    en="{code} is no code of a rule: two to five capitals and three digits, such as OWN101.",
)
_TAKEN = Text(zh="规则 {code} 已经有了。", en="There is a rule {code} already.")
