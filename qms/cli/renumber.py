"""`qms renumber`: two records that got one number in two clones are parted."""

from functools import partial
from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text, same

if TYPE_CHECKING:
    from qms.operations.filing.renumber import Parted
    from qms.store.changes import Filed


@commands.command("renumber")
@common(ref=False, writes=True)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="[NEW]", required=False)
def command(context: Context, old: str, new: str | None) -> int:
    """Part two records that got one number in two clones: the later one gets the next number.

    \b
    Example:  git pull --rebase      (git names a conflict in TS-2026-0021.yaml)
              qms renumber TS-2026-0021
              git rebase --continue
    """
    from qms.operations.filing.renumber import part_conflict, part_double

    parted = part_conflict(context.root, old, new, says=context.say)
    if parted is not None:
        context.say(_PARTED, old=same(old), new=same(parted.new), path=same(parted.path))
        context.say(_NEXT, command=same(parted.goes_on))
        return 0

    def tell(filed: "Filed[Parted]") -> None:
        if filed.answer is not None:
            done = filed.answer
            context.say(_PARTED, old=same(old), new=same(done.new), path=same(done.path))

    context.file(partial(part_double, number=old, new=new), tell)
    return 0


_PARTED = Text(
    zh="后来的 {old} 改为 {new}（{path}）；改正对它的引用：qms trace {old}。",
    en="The later {old} is {new} now ({path}); correct what refers to it: qms trace {old}.",
)
_NEXT = Text(zh="接着运行 {command}。", en="Go on with {command}.")
