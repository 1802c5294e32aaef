"""`qms init`: a new company's repository."""

from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context
from qms.text import LANGS, Lang, Text, same


@commands.command("init")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--name", required=True, help="The company's full name.  公司全称")
@click.option("--short", required=True, help="Its short name.  简称")
@click.option("--lang", type=click.Choice(LANGS), default="zh")
@click.pass_obj
def command(_context: Context, folder: Path, name: str, short: str, lang: Lang) -> int:
    """Make a new repository from the template manual.

    \b
    Example:  qms init ../acme --name 样本机械有限公司 --short 样本机械
    """
    from qms.operations.adoption.init import init

    created = init(folder, name=name, short=short)
    click.echo(_MADE.say(lang, path=same(str(created.root)), files=created.files), err=True)
    return 0


_MADE = Text(
    zh="已建立 {path}（{files} 个文件）。下一步：cd 进去，运行 qms check。",
    en="Made {path} ({files:file|files}). Next: change into it and run qms check.",
)
