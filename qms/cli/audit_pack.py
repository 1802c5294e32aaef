"""`qms audit-pack`: the folder for the auditor, as one ZIP."""

from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.extras import needs
from qms.text import Text, same


@commands.command("audit-pack")
@common()
@click.option("--output", type=click.Path(path_type=Path), help="File (default: in build/).")
def command(context: Context, output: Path | None) -> int:
    """Pack site, book, log, signed records and their history with sums into one ZIP.

    It is made from a commit: HEAD unless --ref names another. Nothing uncommitted goes in.

    \b
    Example:  qms audit-pack --output audit.zip
    """
    from qms.operations.printing.audit_pack import audit_pack, refuse_uncommitted

    needs("book", "site")
    if context.ref is None:
        refuse_uncommitted(context.root)
        context.ref = "HEAD"
    target = output or context.root / "build" / f"audit-pack-{context.as_of}.zip"
    context.begins(Text(zh="汇总审核文件夹", en="Gathering the folder for the auditor"))
    context.emit(audit_pack(context.root, context.counted(), ref=context.ref), target)
    context.say(Text(zh="已写出 {path}", en="Wrote {path}"), path=same(str(target)))
    return context.status()
