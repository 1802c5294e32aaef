"""`qms edit`: a record in the editor, validated on save."""

import click

from qms.cli.context import Context, common
from qms.text import Text, same


@click.command("edit")
@common(ref=False)
@click.argument("number", metavar="ID")
def command(context: Context, number: str) -> int:
    """Open a record's file in $EDITOR; it is written only if it fits its form.

    \b
    Example:  qms edit TS-2026-0020
    """
    from qms.operations.records import (
        naming,
    )
    from qms.operations.records import (
        record as records,
    )

    changed = records.edit(context.root, naming.record_numbered(context.snapshot(), number))
    context.say(_WRITTEN if changed else _SAME, id=same(number))
    return 0


_WRITTEN = Text(zh="已保存 {id}。", en="Saved {id}.")
_SAME = Text(zh="{id} 没有改动。", en="{id} was not changed.")
