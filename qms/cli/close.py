"""`qms close`: a record is finished and frozen."""

import click

from qms.cli.context import Context, common
from qms.text import Text, same


@click.command("close")
@common(ref=False)
@click.argument("number", metavar="ID")
def command(context: Context, number: str) -> int:
    """Close a record; from then on it can only be corrected.

    \b
    Example:  qms close TS-2026-0020
    """
    from qms.operations.records import (
        naming,
    )
    from qms.operations.records import (
        record as records,
    )

    records.close(context.root, naming.record_numbered(context.snapshot(), number))
    context.say(Text(zh="{id} 已关闭。", en="{id} is closed."), id=same(number))
    return 0
