"""`qms list`: a kind's records, as many as answer the conditions."""

import click

from qms.cli import commands
from qms.cli.context import Context, common


@commands.command("list")
@common()
@click.argument("kind", metavar="KIND")
@click.option("--where", "conditions", multiple=True, metavar="FIELD=VALUE", help="All must hold.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def command(context: Context, kind: str, conditions: tuple[str, ...], format_: str) -> int:
    """List the records of a kind with number, date, status and file.

    \b
    Example:  qms list complaint --where status=open --where grade=severe
    """
    from qms.model.kinds.record import kind_name
    from qms.operations.records import naming
    from qms.operations.records import record as records
    from qms.publish.answers import record_list

    snapshot = context.snapshot()
    model = naming.kind_named(snapshot, kind)
    context.tell_uncounted(snapshot, kind_name(model))
    found = records.matching(snapshot, model, conditions)
    context.emit(
        record_list.json(found) if format_ == "json" else record_list.text(found, context.lang)
    )
    return context.status()
