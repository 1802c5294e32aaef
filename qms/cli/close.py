"""`qms close`: a record is finished and frozen."""

from functools import partial

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text, same


@commands.command("close")
@common(ref=False, writes=True)
@click.argument("number", metavar="ID")
def command(context: Context, number: str) -> int:
    """Close a record; from then on it can only be corrected.

    \b
    Example:  qms close TS-2026-0020
    """
    from qms.operations.records.writing import close

    closed = Text(zh="{id} 已关闭。", en="{id} is closed.")
    context.file(partial(close, number=number), lambda _: context.say(closed, id=same(number)))
    return 0
