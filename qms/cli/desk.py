"""`qms desk`: the system in a browser."""

import click

from qms.cli import commands
from qms.cli.context import Context, common


@commands.command("desk")
@common(ref=False)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, help="0: any free one.  端口")
@click.option("--no-browser", is_flag=True, help="Only print the address.  不打开浏览器")
def command(context: Context, port: int, *, no_browser: bool) -> int:
    """Open the system in a browser on this machine; Ctrl-C ends it.

    The address that is printed opens it once, in one browser.

    \b
    Example:  qms desk --no-browser --port 0
    """
    from qms.extras import needs

    needs("desk")
    from qms.desk.serving import serve

    serve(
        context.root,
        port=port,
        day=context.wanted_day,
        announce=lambda address: click.echo(f"desk {address}"),
        opens_browser=not no_browser,
    )
    return 0
