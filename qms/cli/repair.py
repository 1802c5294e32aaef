"""`qms repair`: what an interrupted command left is put right."""

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text, same


@commands.command("repair")
@common(day=False, ref=False, writes=True)
def command(context: Context) -> int:
    """Finish or undo what a crash left behind; bring the folder up to its last commit.

    \b
    Example:  qms repair
    """
    from qms.operations.filing.repair import repair

    settled = repair(context.root, verb="repair", says=context.say)
    if settled.finished is not None:
        context.say(_FINISHED, what=same(settled.finished.message.splitlines()[0]))
    for path in settled.paths:
        context.say(_CAUGHT_UP, path=same(path))
    if settled.is_nothing:
        context.say(_NOTHING)
    return 0


_FINISHED = Text(zh="已补完被中断的命令：{what}", en="Finished an interrupted command: {what}")
_CAUGHT_UP = Text(zh="已补齐 {path}。", en="Brought {path} up to the last commit.")
_NOTHING = Text(zh="没有需要修复的。", en="There is nothing to repair.")
