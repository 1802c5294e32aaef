"""`qms backup`: the whole state in one file."""

from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text, same


@commands.command("backup")
@common(day=False, ref=False)
@click.argument("target", type=click.Path(path_type=Path), metavar="FILE.zip")
def command(context: Context, target: Path) -> int:
    """Write history, unfiled changes, passkeys and drafts to one new file; the desk may run.

    \b
    Example:  qms backup /backup/qms-2026-11-23.zip
    """
    from qms.store import backups

    moment = context.moment.isoformat()
    made = backups.back_up(context.root, target, moment=moment, says=context.say)
    if made.unfiled or made.gone:
        context.say(_UNFILED, count=len(made.unfiled) + len(made.gone))
    context.say(_MADE, path=same(str(target)), refs=len(made.refs))
    return 0


_MADE = Text(
    zh="已备份到 {path}：{refs} 个分支和标签。试恢复：qms restore {path} 新文件夹 --check。",
    en="Backed up to {path}: {refs:branch or tag|branches and tags}. Try it: "
    "qms restore {path} DIR --check.",
)
_UNFILED = Text(
    zh="有 {count} 个文件改了还没有登记，也在备份里。",
    en="{count:file was|files were} changed and not filed; the backup has them too.",
)
