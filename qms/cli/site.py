"""`qms site`: the site that an auditor browses."""

from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text, same


@commands.command("site")
@common()
@click.option("--draft", is_flag=True, help="Show the work tree's chapters, marked as a draft.")
@click.option("--output", type=click.Path(path_type=Path), help="Folder (default: build/site).")
def command(context: Context, *, draft: bool, output: Path | None) -> int:
    """Build the static site; it works from a server and from a folder alike.

    \b
    Example:  qms site --output /media/stick/qms
    """
    from qms.operations.printing.build_site import build_site

    target = output or context.root / "build" / "site"
    context.counted()
    context.begins(Text(zh="生成网站", en="Building the site"))
    build_site(context.root, target, as_of=context.as_of, ref=context.ref, draft=draft)
    context.say(Text(zh="已写出 {path}", en="Wrote {path}"), path=same(str(target)))
    return context.status()
