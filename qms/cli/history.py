"""`qms history`: every release, with dates, people, change requests and reason."""

from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text

if TYPE_CHECKING:
    from qms.model.kinds.ch02_manual import Signature
    from qms.model.snapshot import Snapshot


@commands.command("history")
@common()
@click.argument("what", required=False, metavar="[CHAPTER|CLAUSE]")
def command(context: Context, what: str | None) -> int:
    """Show every release of the manual, or those that changed a chapter or clause.

    \b
    Example:  qms history 8.3.6
    """
    from qms.operations.manual.history import history
    from qms.standing.release import state_of

    lang = context.lang
    snapshot = context.snapshot()
    for entry in history(context.root, snapshot, what):
        release = entry.release
        people = "  ".join(
            f"{role.label.say(lang)} {_signer(snapshot, signature).say(lang)} "
            f"{signature.at:%Y-%m-%d}"
            for role, signature in entry.signed.items()
        )
        state = state_of(snapshot, release).label.say(lang)
        lines = (
            f"{release.name}  {release.effective}  {state}  {release.reason}",
            f"  {people}",
            f"  {_CHANGES.say(lang)} {', '.join(release.changes) or '—'}",
            f"  {_CLAUSES.say(lang)} {' '.join(entry.clauses) or '—'}",
        )
        context.tell("\n".join(lines) + "\n")
    return 0


def _signer(snapshot: "Snapshot", signature: "Signature") -> Text:
    """Return the name that was signed with; in English the register's, where it has one."""
    from qms.model.kinds.ch07_competence import Person

    person = snapshot.find(Person, signature.person)
    return Text(zh=signature.name, en=(person and person.name_en) or signature.name)


_CHANGES = Text(zh="更改申请：", en="change requests:")
_CLAUSES = Text(zh="条款：", en="clauses:")
