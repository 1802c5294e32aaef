"""`qms show`: a record in the manual's words, with everything that refers to it."""

from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text, same


@commands.command("show")
@common()
@click.argument("number", metavar="ID")
@click.option("--pdf", is_flag=True, help="On its paper form.  填好的表单")
@click.option("--output", type=click.Path(path_type=Path), help="Write to this file.")
def command(context: Context, number: str, *, pdf: bool, output: Path | None) -> int:
    """Show a record with its fields, and every record that refers to it.

    \b
    Example:  qms show TS-2026-0014
    """
    from qms.operations.records import forms, naming
    from qms.operations.records import record as records
    from qms.operations.records.exporting import office_of
    from qms.operations.records.telling import told, told_field
    from qms.standing.proved import HEADING, proved

    snapshot = context.snapshot()
    record = naming.record_numbered(snapshot, number)
    if pdf:
        target = output or Path(f"{number}.pdf")
        context.emit(forms.print_form(snapshot, number), target)
        context.say(Text(zh="已写出 {path}", en="Wrote {path}"), path=same(str(target)))
        return 0
    lines = list(told(record, office_of(snapshot, lang=context.lang)))
    how = proved(snapshot, record)
    lines += [f"  {HEADING.say(context.lang)}: {how.say(context.lang)}"] if how else []
    lines += [
        f"← {link.source.id}  {link.source.header.title.say(context.lang)}  "
        f"{told_field(link, context.lang)}"
        for link in records.links_to(snapshot, number)
    ]
    context.tell("\n".join(lines) + "\n", output)
    return 0
