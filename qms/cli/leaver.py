"""`qms leaver`: all that somebody hands over who leaves or changes post (5.3)."""

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text, same


@commands.command("leaver")
@common()
@click.argument("person", metavar="PERSON")
def command(context: Context, person: str) -> int:
    """List what somebody hands over: posts, copies, work and reviews owed, open records, keys.

    Status 1 while anything is left.

    \b
    Example:  qms leaver P-009
              qms copy leaver P-009 --keeper P-006 --reason 离职 --by P-005
    """
    from qms.operations.filing.people import person_named
    from qms.standing.handover import handed_over

    snapshot = context.counted()
    who = person_named(snapshot, person)
    found = handed_over(snapshot, who)
    for each in found:
        context.tell(
            f"{each.kept.value.say(context.lang)}  {each.what.say(context.lang)}  "
            f"{each.place.path}\n"
        )
    context.say(_COUNT if found else _NOTHING, count=len(found), name=same(who.name))
    return context.status(int(bool(found)))


_COUNT = Text(
    zh="{name} 名下还有 {count} 项要交接。", en="{name} has {count:thing|things} to hand over."
)
_NOTHING = Text(zh="{name} 名下没有要交接的。", en="{name} has nothing to hand over.")
