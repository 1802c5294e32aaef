"""`qms build`: everything, into build/."""

from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.extras import needs
from qms.text import Text, same


@commands.command("build")
@common()
@click.option("--output", type=click.Path(path_type=Path), help="Folder (default: build/).")
def command(context: Context, output: Path | None) -> int:
    """Make the PDF, the log, the site, the check report and the review pack.

    \b
    Example:  qms build --as-of 2026-11-23
    """
    from qms.operations.printing.build import outputs

    needs("book", "site")
    folder = output or context.root / "build"
    context.begins(Text(zh="写出全部成果", en="Writing everything"))
    for name, content in outputs(context.root, context.counted(), folder, ref=context.ref):
        if content is not None:
            context.emit(content, folder / name)
        context.say(Text(zh="已写出 {path}", en="Wrote {path}"), path=same(str(folder / name)))
    return context.status()
