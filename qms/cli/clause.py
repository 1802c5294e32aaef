"""`qms clause`: what hangs on a clause that is to go, and what a new one wants."""

from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qms.standing.hanging import Hanging


@commands.group("clause")
def command() -> None:
    """A clause taken out or added: all that hangs on it, with the edit that each wants.

    \b
    Example:  qms clause remove 8.2.7
              qms clause add 8.2.8 --title 租赁服务
    """


@command.command("remove")
@common()
@click.argument("number")
def remove(context: Context, number: str) -> int:
    """List all that hangs on a clause and those under it; nothing is changed."""
    from qms.operations.checking.rulebook import rulebook
    from qms.standing.hanging import removal

    snapshot = context.counted()
    _told(context, removal(snapshot, number, rulebook(context.root).rules))
    return context.status()


@command.command("add")
@common()
@click.argument("number")
@click.option("--title", required=True, help="Its title.  名称")
def add(context: Context, number: str, title: str) -> int:
    """List what a new clause wants, in order; nothing is changed."""
    from qms.standing.hanging import addition

    _told(context, addition(context.counted(), number, title))
    return context.status()


def _told(context: Context, found: "Iterable[Hanging]") -> None:
    lang, every = context.lang, tuple(found)
    for each in every:
        line = f":{each.place.line}" if each.place.line else ""
        context.tell(f"{each.place.path}{line}: {each.what.say(lang)} → {each.edit.say(lang)}\n")
    context.tell(_COUNT.say(lang, count=len(every)) + "\n")


_COUNT = Text(
    zh="共 {count} 处。改好以后提出更改申请：qms change new，再运行 qms check",
    en="{count:place|places}. Once they are changed: qms change new, then qms check",
)
