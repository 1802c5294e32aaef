"""`qms trace`: from a clause to its evidence, from a record to what it led to, and back."""

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text


@commands.command("trace")
@common()
@click.argument("what", metavar="CLAUSE|ID")
def command(context: Context, what: str) -> int:
    """Trace a clause to its records, or a record up and down: → refers to, ← referred to by.

    \b
    Example:  qms trace 8.3.6
              qms trace TS-2026-0003
    """
    from qms.model.kinds.record import Evidence, kind_name
    from qms.operations.records import record as records
    from qms.operations.records.telling import told_field
    from qms.standing.proved import proved

    snapshot, lang = context.counted(), context.lang
    if what.replace(".", "").isdigit():
        for model, rows in records.evidence_of(snapshot, what):
            days = [row.date.isoformat() for row in rows if isinstance(row, Evidence)]
            newest = max(days, default="—")
            title = model.header.title.say(lang)
            context.tell(_KIND.say(lang, kind=kind_name(model), title=title, count=len(rows),
                                   newest=newest) + "\n")  # fmt: skip
            for row in rows:
                context.tell(f"    {row.id}\n")
        return context.status()
    for step in records.trail(snapshot, what):
        record = step.record
        title = record.header.title.say(lang)
        context.tell(
            f"{'  ' * step.depth}{step.arrow} {record.id}  {title}  "
            f"{record.header.clause}  {told_field(step.link, lang) if step.link else ''}".rstrip()
            + (f"  ({how.say(lang)})" if (how := proved(snapshot, record)) else "")
            + "\n"
        )
    return context.status()


_KIND = Text(
    zh="{title}（{kind}）：{count} 份，最新 {newest}",
    en="{title} ({kind}): {count:record|records}, newest {newest}",
)
