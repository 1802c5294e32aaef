"""`qms desk`: the system in a browser."""

import datetime as dt

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.errors import QmsError, UsageError
from qms.text import Text, same


@commands.command("desk")
@common(ref=False)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, help="0: any free one.  端口")
@click.option("--no-browser", is_flag=True, help="Only print the address.  不打开浏览器")
@click.option("--serve", is_flag=True, help="For an office, behind a proxy.  供办公室使用")
@click.option("--name", metavar="HOST", help="The office's host name.  主机名")
@click.option("--code", metavar="PERSON", help="Print an enrolment code and end.  登记码")
def command(
    context: Context,
    port: int,
    *,
    no_browser: bool,
    serve: bool,
    name: str | None,
    code: str | None,
) -> int:
    """Open the system in a browser on this machine; Ctrl-C ends it.

    The address that is printed opens it once, in one browser. With --serve it is asked for under a
    name, through a proxy on this machine that speaks TLS, and people log in with passkeys; the code
    to enrol the first is printed by --code.

    \b
    Example:  qms desk --no-browser --port 0
    """
    if code is not None:
        return _code(context, code)
    if serve is not (name is not None):
        raise UsageError(
            Text(zh="--serve 和 --name 要一起写。", en="--serve and --name belong together."),
            Text(zh="qms desk --serve --name qms.example.com", en="qms desk --serve --name HOST"),
        )
    if serve and context.wanted_day is not None:
        raise UsageError(
            Text(
                zh="办公室的工作台按当天办理，--serve 不与 --as-of 同用。",
                en="The desk of an office works by today; --serve and --as-of exclude each other.",
            ),
            Text(zh="去掉 --as-of。", en="Leave --as-of out."),
        )
    from qms.extras import needs

    needs("desk")
    from qms.desk.serving import logged
    from qms.desk.serving import serve as listen

    listen(
        context.root,
        port=port,
        day=context.wanted_day,
        announce=lambda address: click.echo(f"desk {address}"),
        opens_browser=not (no_browser or serve),
        name=name or "",
        log=logged(lambda line: click.echo(line, err=True)) if serve else None,
    )
    return 0


def _code(context: Context, person: str) -> int:
    """Print a code with which somebody enrols a passkey at the desk."""
    from qms.operations.filing.people import person_named
    from qms.store import clock, enrolments

    snapshot = context.snapshot()
    found = person_named(snapshot, person)
    if not found.is_employed_on(snapshot.as_of):
        raise QmsError(
            Text(zh="{name} 已不在职。", en="{name} is employed no more."), name=same(found.name)
        )
    context.emit(enrolments.new_code(context.root, found.id, now=clock.now(dt.UTC)) + "\n")
    context.say(_GOOD, name=same(found.name))
    return 0


_GOOD = Text(
    zh="{name} 的登记码：一天内有效，只能用一次；当面或用另外的途径交给本人。",
    en="Code for {name}: good for one day, once; hand it over in person or by another way.",
)
