"""`qms schemas`: the JSON Schemas that editors complete and validate with."""

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text, same


@commands.command("schemas")
@common(day=False, ref=False)
@click.option("--check", is_flag=True, help="Only tell whether they are up to date.")
def command(context: Context, *, check: bool) -> int:
    """Write the JSON Schemas of all record kinds into schemas/.

    \b
    Example:  qms schemas --check
    """
    from qms.operations.records import schemas

    changed = schemas.drift(context.root) if check else schemas.write(context.root)
    for name in changed:
        context.say(_STALE if check else _WRITTEN, name=same(name))
    if check and changed:
        context.say(_CURE)
    return int(check and bool(changed))


_STALE = Text(zh="schemas/{name} 与程序不一致。", en="schemas/{name} differs from the program.")
_WRITTEN = Text(zh="已更新 schemas/{name}", en="updated schemas/{name}")
_CURE = Text(zh="运行 qms schemas 更新。", en="Run qms schemas.")
