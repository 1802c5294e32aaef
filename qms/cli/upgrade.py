"""`qms upgrade`: a repository that an older version wrote, brought to the format of this one."""

from functools import partial
from typing import TYPE_CHECKING

from qms.cli import commands
from qms.cli.context import Context, common
from qms.settings import FORMAT
from qms.text import Text, same

if TYPE_CHECKING:
    from qms.operations.adoption.upgrade import Upgraded
    from qms.store.changes import Filed


@commands.command("upgrade")
@common(ref=False, writes=True)
def command(context: Context) -> int:
    """Do in one commit what can be done mechanically, and list what is left to people.

    Records, released text and signatures are never rewritten.

    \b
    Example:  qms upgrade
    """
    from qms.operations.adoption.upgrade import upgrade

    def tell(filed: "Filed[Upgraded]") -> None:
        done = filed.answer
        if done is None:  # told by an interrupted run's answer
            return
        for path in done.paths:
            context.say(_WRITTEN, path=same(path))
        context.say(_DONE if done.paths else _NOTHING, before=done.before, after=FORMAT)
        for each in done.rest:
            context.tell(each.say(context.lang) + "\n")

    context.file(partial(upgrade, root=context.root), tell)
    return 0


_WRITTEN = Text(zh="已更新 {path}", en="updated {path}")
_DONE = Text(
    zh="仓库已从格式 {before} 升到 {after}，已提交。下一步：qms check。",
    en="The repository went from format {before} to {after}, in one commit. Next: qms check.",
)
_NOTHING = Text(
    zh="仓库已是格式 {after}，没有可以自动做的。",
    en="The repository has format {after} already; nothing is to be done mechanically.",
)
