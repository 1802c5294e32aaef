"""`qms restore`: a backup made a repository again, with the proof that nothing is missing."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.errors import QmsError
from qms.text import Text, same

if TYPE_CHECKING:
    from qms.store.backups import Manifest


@commands.command("restore")
@common(ref=False)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.zip")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--check", "judged", is_flag=True, help="And prove it.  并验证")
def command(context: Context, file: Path, folder: Path, *, judged: bool) -> int:
    """Make the repository anew from a backup, in a folder that is not there yet.

    With --check each name is compared, each object examined, and the repository judged.

    \b
    Example:  qms restore /backup/qms-2026-11-23.zip /srv/qms --check
    """
    from qms.store import backups, given

    given.stands(file)
    here = context.anywhere()
    made = backups.restore(file, folder)
    here.say(_RESTORED, path=same(str(folder)), refs=len(made.refs), parts=len(made.parts))
    if judged:
        _prove(here, folder, made)
    return 0


def _prove(context: Context, folder: Path, made: "Manifest") -> None:
    from qms.operations.checking.check import check
    from qms.store import backups, loading

    wrong = next(backups.differing(folder, made), None)
    if wrong is not None:
        raise QmsError(
            Text(zh="恢复的仓库不完整：{what}。", en="What was restored is not whole: {what}."),
            Text(zh="换一份较早的备份。", en="Take an earlier backup."),
            what=same(wrong),
        )
    snapshot = loading.load(folder, as_of=context.as_of)
    report = check(folder, snapshot)
    records = sum(map(len, snapshot.tables.values()))
    context.say(_PROVED, findings=len(report.findings), records=records)


_RESTORED = Text(
    zh="已恢复到 {path}：{refs} 个分支和标签，{parts} 个部分都与摘要相符。",
    en="Restored to {path}: {refs:branch or tag|branches and tags}; {parts:part|parts}, "
    "each as it was kept.",
)
_PROVED = Text(
    zh="验证通过：分支、标签和每个对象都完好；读出 {records} 条记录，检查有 {findings} 个发现项。",
    en="Proved: branches, tags and every object are whole; {records:record reads|records read} "
    "well, and the check has {findings:finding|findings}.",
)
