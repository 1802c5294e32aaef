"""`qms copy`: what else happens to copies: refused, lent, destroyed, their keeper gone."""

from functools import partial
from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli import copy_options as options
from qms.cli.context import Context, Day, common
from qms.errors import UsageError
from qms.text import Text, same

if TYPE_CHECKING:
    import datetime as dt

    from qms.store.changes import Operation


@commands.command("refuse")
@common(ref=False, writes=True)
@options.number
@options.reason
@options.by
def refuse(context: Context, number: str, reason: str, by: str) -> int:
    """A holder would not take the copy: it is back, and can be destroyed."""
    from qms.operations.copies.lives import refuse as operation

    return _filed(context, partial(operation, number=number, by=by, reason=reason))


@commands.command("loan")
@common(ref=False, writes=True)
@options.number
@click.option("--to", metavar="HOLDER", help="Who borrows it: a department.  借阅部门")
@options.keeper
@click.option("--until", type=Day(), help="By when it is to be back.  归还期限")
@click.option("--back", is_flag=True, help="It was given back.  已归还")
@options.by
def loan(
    context: Context, number: str, *, to: str | None, keeper: str | None,
    until: "dt.date | None", back: bool, by: str,
) -> int:  # fmt: skip
    """Lend a copy until a day, or file that it was given back; it stays its holder's.

    \b
    Example:  qms copy loan 003 --to office --keeper P-007 --until 2026-12-31 --by P-005
              qms copy loan 003 --back --by P-005
    """
    from qms.operations.copies.copy import Recipient
    from qms.operations.copies.lives import give_back, lend

    if back:
        return _filed(context, partial(give_back, number=number, by=by))
    if to is None or until is None:
        raise UsageError(_LENT)
    borrower = Recipient(to, keeper)
    return _filed(context, partial(lend, number=number, borrower=borrower, until=until, by=by))


@commands.command("leaver")
@common(ref=False, writes=True)
@click.argument("person", metavar="PERSON")
@click.option("--keeper", metavar="PERSON", help="Who keeps them from now on.  接手人")
@click.option("--returned", is_flag=True, help="They came back for good.  全部收回")
@click.option("--reason", default="", help="Why.  原因")
@click.option("--by", metavar="PERSON", help="Who files this.  经办人")
def leaver(
    context: Context, person: str, *, keeper: str | None, returned: bool, reason: str,
    by: str | None,
) -> int:  # fmt: skip
    """List all that somebody holds who leaves or changes post; hand it over or back in one act.

    \b
    Example:  qms copy leaver P-009
              qms copy leaver P-009 --keeper P-006 --reason 调岗 --by P-005
              qms copy leaver P-009 --returned --reason 离职 --by P-005
    """
    from qms.operations.copies.lives import hand_over, kept_by
    from qms.standing.copies import holder_called

    if keeper is None and not returned:
        snapshot = context.snapshot()
        found = kept_by(snapshot, person)
        lang = context.lang
        context.tell("".join(
            f"{each.number}  {holder_called(snapshot, each).say(lang)}  "
            f"{each.release.replace('-', '/')}  {each.state.label.say(lang)}\n"
            for each in found
        ))  # fmt: skip
        context.say(_KEEPS, count=len(found))
        return int(bool(found))
    if by is None or not reason or (keeper is not None and returned):
        raise UsageError(_HANDED)
    asked = partial(hand_over, person=person, keeper=keeper, by=by, reason=reason)
    context.file(asked, lambda done: context.say(_OVER, count=len(done.records)))
    return 0


@commands.command("destroy")
@common(ref=False, writes=True)
@click.argument("numbers", metavar="N...", nargs=-1, required=True)
@click.option("--old", metavar="A/2", help="Only the old book, of this release.  换下的旧册")
@click.option("--witness", required=True, metavar="PERSON", help="Who watched.  监销人")
@options.reason
@options.by
def destroy(
    context: Context, numbers: tuple[str, ...], *, old: str | None, witness: str, reason: str,
    by: str,
) -> int:  # fmt: skip
    """Returned copies, or old books, were destroyed by one person and witnessed by another."""
    from qms.operations.copies import ends

    if old is None:
        asked = partial(ends.destroy, numbers=numbers, by=by, witness=witness, reason=reason)
        return _filed(context, asked)
    books = partial(
        ends.destroy_old_books, numbers=numbers, old=old, by=by, witness=witness, reason=reason
    )
    return _filed(context, books)


COMMANDS = (refuse, loan, leaver, destroy)


def _filed(context: Context, asked: "Operation[None]") -> int:
    context.file(asked, lambda done: context.say(_FILED, id=same(done.record.id)))
    return 0


_FILED = Text(zh="已登记 {id}。", en="Filed {id}.")
_LENT = Text(
    zh="写明借给谁（--to、--keeper）和归还期限 --until；归还用 --back。",
    en="Say who borrows it (--to, --keeper) and by when it is to be back (--until); or --back.",
)
_KEEPS = Text(
    zh="名下 {count} 本；移交用 --keeper 接手人，收回用 --returned。",
    en="{count:copy|copies}; hand them over with --keeper PERSON, or back with --returned.",
)
_HANDED = Text(
    zh="写明 --by 和 --reason；--keeper 与 --returned 只用一个。",
    en="Give --by and --reason, and one of --keeper and --returned.",
)
_OVER = Text(zh="已登记 {count} 本。", en="Filed for {count:copy|copies}.")
