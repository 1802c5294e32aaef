"""`qms correct`: a closed record put right, the old value kept."""

from functools import partial

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text, same


@commands.command("correct")
@common(ref=False, writes=True)
@click.argument("number", metavar="ID")
@click.argument("pair", metavar="FIELD=VALUE")
@click.option("--reason", required=True, help="Why.  更正原因")
@click.option("--by", required=True, metavar="PERSON", help="Who corrects.  更正人")
@click.option(
    "--approved-by", metavar="PERSON", help="Who else approves: of days, states, values.  批准人"
)
def command(
    context: Context, number: str, pair: str, reason: str, by: str, *, approved_by: str | None
) -> int:
    """Correct a field of a closed record; old value, reason, person and day are noted with it.

    What rules judge by - days, states, values - takes a second person who approves it.

    \b
    Example:  qms correct FF-2026-0019 leaves_returned=6 --reason 漏数一张 --by P-005
    """
    from qms.operations.records.writing import correct

    corrected = Text(zh="{id} 已更正。", en="{id} is corrected.")
    context.file(
        partial(correct, number=number, pair=pair, reason=reason, by=by, approved_by=approved_by),
        lambda _: context.say(corrected, id=same(number)),
    )
    return 0
