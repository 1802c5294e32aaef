"""`qms list`: a kind's records, as many as answer the conditions."""

import click

from qms.cli.context import Context, common
from qms.publish.answers import as_json

_FORMAT = 1  # of the answer as JSON


@click.command("list")
@common()
@click.argument("kind", metavar="KIND")
@click.option("--where", "conditions", multiple=True, metavar="FIELD=VALUE", help="All must hold.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def command(context: Context, kind: str, conditions: tuple[str, ...], format_: str) -> int:
    """List the records of a kind with number, date, status and file.

    \b
    Example:  qms list complaint --where status=open --where grade=severe
    """
    from qms.model.kinds.record import Evidence, place_of
    from qms.operations.records import (
        naming,
    )
    from qms.operations.records import (
        record as records,
    )

    snapshot = context.snapshot()
    found = records.matching(snapshot, naming.kind_named(snapshot, kind), conditions)
    if format_ == "json":
        rows = [record.model_dump(mode="json") for record in found]
        context.emit(as_json(_FORMAT, {"records": rows}))
        return 0
    for record in found:
        state = (
            f"{record.date}  {record.status.label.say(context.lang)}  "
            if isinstance(record, Evidence)
            else ""
        )
        context.emit(f"{record.id}  {state}{place_of(record).path}\n")
    return 0
