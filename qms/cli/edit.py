"""`qms edit`: a record in the editor, validated on save."""

from functools import partial

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.errors import QmsError
from qms.text import Text, same


@commands.command("edit")
@common(ref=False, writes=True)
@click.argument("number", metavar="ID")
def command(context: Context, number: str) -> int:
    """Open a record's file in $EDITOR; it is written only if it fits its form.

    \b
    Example:  qms edit TS-2026-0020
    """
    from qms.operations.records.naming import record_numbered
    from qms.operations.records.writing import edit, kept, save

    edited = edit(context.root, record_numbered(context.snapshot(), number))
    if edited is None:
        context.say(_SAME, id=same(number))
        return 0
    try:
        context.file(
            partial(save, edited=edited, root=context.root),
            lambda _: context.say(_WRITTEN, id=same(number)),
        )
    except QmsError as error:
        raise kept(error, edited) from error
    edited.draft.unlink()
    return 0


_WRITTEN = Text(zh="已保存 {id}。", en="Saved {id}.")
_SAME = Text(zh="{id} 没有改动。", en="{id} was not changed.")
