"""`qms verify`: whether a copy is genuine, which it is, and how it stands."""

from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common


@commands.command("verify")
@common()
@click.argument("what", metavar="FILE.pdf|CODE")
def command(context: Context, what: str) -> int:
    """Tell whether a PDF or a short code is genuine, which copy it is, and whether it is current.

    \b
    Example:  qms verify 7XK2M-4QB9T
    """
    from qms.operations.copies.verify import verify_code, verify_file

    path = Path(what)
    snapshot = context.committed()
    _, mark, code = what.rpartition("#")  # a scanned code is an address with it behind #
    is_path = path.suffix.lower() == ".pdf" or path.exists()
    if is_path or (not mark and {"/", "\\"} & set(what)):
        verdict = verify_file(context.root, snapshot, path)
    else:
        verdict = verify_code(snapshot, code)
    context.tell(verdict.what.say(context.lang) + "\n")
    return int(not verdict.is_current)
