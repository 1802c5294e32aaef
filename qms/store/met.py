"""What the system refused anywhere in a run, told in a sentence where no operation knew more."""

import errno
import os
import re

from qms.errors import QmsError
from qms.store.causes import BY_NUMBER, ELSE
from qms.text import Text, same

_LAST_WORDS = re.compile(r"\[Errno (\d+)\] [^:\n]*(?:: '([^'\n]*)')?\s*\Z")
_NOWHERE = (
    Text(zh="命令所在的文件夹已不存在", en="The folder that the command was typed in is no more"),
    Text(zh="换到存在的文件夹再来。", en="Change into a folder that exists, and try again."),
)
_AGAIN = Text(
    zh="排除原因后再来；命令若正要登记，先运行 qms repair。",
    en="Mend the cause and try again; where something was to be filed, run qms repair first.",
)


def met(error: OSError | MemoryError) -> QmsError | None:
    """Return the refusal for what the system refused anywhere; None where it is no circumstance.

    Nothing is said of what was written: who knows that says it by `explained`.
    """
    number = errno.ENOMEM if isinstance(error, MemoryError) else error.errno or 0
    name = getattr(error, "filename", None)
    what, cure = BY_NUMBER.get(number, (ELSE.get(number), _AGAIN))
    if number == errno.ENOENT and name is None:  # that is how the system answers where one is
        what, cure = _NOWHERE
    if what is None:
        return None
    where = Text(zh=f"（{name}）", en=f" ({name})") if name else same("")
    return QmsError(Text(zh="{what}{where}。", en="{what}{where}."), cure, what=what, where=where)


def met_by_child(words: str) -> QmsError | None:
    """Return the refusal for what the system refused a child in Python, from its last words."""
    found = _LAST_WORDS.search(words)
    if found is None:
        return None
    return met(OSError(int(found[1]), os.strerror(int(found[1])), found[2]))
