"""`qms history`: every release, with dates, people, change requests and reason."""

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text


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
            f"{role.label.say(lang)} {signature.name} {signature.at:%Y-%m-%d}"
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


_CHANGES = Text(zh="更改申请：", en="change requests:")
_CLAUSES = Text(zh="条款：", en="clauses:")
