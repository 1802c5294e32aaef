"""`qms list`: a kind's records, as many as answer the conditions."""

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.errors import UsageError
from qms.text import Text


@commands.command("list")
@common()
@click.argument("kind", metavar="KIND", required=False)
@click.option("--where", "conditions", multiple=True, metavar="FIELD=VALUE", help="All must hold.")
@click.option("--disposable", is_flag=True, help="Retention is over; of every kind.  保存期满")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def command(
    context: Context, kind: str | None, conditions: tuple[str, ...], format_: str, *,
    disposable: bool,
) -> int:  # fmt: skip
    """List the records of a kind with number, date and status or name, and file.

    \b
    Example:  qms list complaint --where status=open --where grade=severe
              qms list --disposable
    """
    from qms.model.kinds.record import kind_name
    from qms.operations.records import naming
    from qms.operations.records import record as records
    from qms.publish.answers import record_list

    if disposable:
        return _disposable(context, kind, conditions, format_)
    if kind is None:
        raise UsageError(_WHICH, _KINDS)
    snapshot = context.snapshot()
    model = naming.kind_named(snapshot, kind)
    context.tell_uncounted(snapshot, kind_name(model))
    context.tell_outside(snapshot, kind_name(model))
    found = records.matching(snapshot, model, conditions)
    context.emit(
        record_list.json(found) if format_ == "json" else record_list.text(found, context.lang)
    )
    return context.status()


def _disposable(
    context: Context, kind: str | None, conditions: tuple[str, ...], format_: str
) -> int:
    from qms.operations.records import naming
    from qms.publish.answers import record_list
    from qms.standing.retention import disposable

    if conditions:
        raise UsageError(_NO_CONDITIONS, _KINDS)
    snapshot = context.counted()
    models = None if kind is None else (naming.kind_named(snapshot, kind),)
    found = disposable(snapshot, models)
    rows = [each.record for each in found]
    context.emit(
        record_list.json(rows) if format_ == "json" else record_list.expired(found, context.lang)
    )
    if found:
        context.say(_HOW, count=len(found))
    return context.status()


_WHICH = Text(zh="没有写明种类。", en="No kind is named.")
_KINDS = Text(
    zh="写明一种，如 qms list complaint；保存期满的各种记录用 qms list --disposable。",
    en="Name one, as in qms list complaint; qms list --disposable lists what was kept long enough.",
)
_NO_CONDITIONS = Text(
    zh="--disposable 不和 --where 一起用。", en="--disposable does not go with --where."
)
_HOW = Text(
    zh="{count} 份保存期满。经批准并有人监销后登记：qms new record-disposal，再删除文件。",
    en="{count} were kept long enough. Approved and witnessed they are entered by qms new "
    "record-disposal, then the files are removed.",
)
