"""`qms export`: records for Excel."""

from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text, same


@commands.command("export")
@common()
@click.argument("kind")
@click.option("--xlsx", "format_", flag_value="xlsx", help="Workbook (default).  工作簿（默认）")
@click.option("--csv", "format_", flag_value="csv", help="CSV, UTF-8 with BOM.")
@click.option("--blank", is_flag=True, help="The blank form, without records.  空白表")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Write to this file (default: the form's name; - for standard output); .csv writes CSV.",
)
def command(
    context: Context, kind: str, format_: str | None, *, blank: bool, output: Path | None
) -> int:
    """Export the records of KIND to be filled in with Excel and imported again.

    Several kinds, with commas between them, come in one workbook.

    \b
    Example:  qms export complaint --xlsx --output complaints.xlsx
              qms export department,post,person,customer --output start.xlsx
    """
    from qms.operations.records import exporting

    snapshot = context.counted(kind)
    format_ = format_ or ("csv" if output and output.suffix.lower() == ".csv" else "xlsx")
    content = exporting.export(snapshot, kind, format_, blank=blank, lang=context.lang)
    if output == Path("-"):
        context.emit(content)
        return context.status()
    target = output or exporting.default_name(
        snapshot, kind, format_, blank=blank, lang=context.lang
    )
    context.emit(content, target)
    context.say(_WRITTEN, path=same(str(target)))
    return context.status()


_WRITTEN = Text(zh="已写入 {path}", en="wrote {path}")
