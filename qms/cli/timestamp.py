"""`qms timestamp`: tokens of outside time authorities over signatures and anchors."""

from functools import partial
from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text, same

if TYPE_CHECKING:
    from qms.store.changes import Filed


@commands.command("timestamp")
@common(ref=False, writes=True)
@click.option("--anchor", is_flag=True, help="File the anchor of today first.  先存锚")
def command(context: Context, *, anchor: bool) -> int:
    """Have signatures on releases, and anchors, stamped by the authorities of qms.yml (RFC 3161).

    Each token is verified and filed beside what it is over, as FILE.AUTHORITY.tsr. Without a
    network everything waits: run it again. No check ever asks an authority.

    \b
    Example:  qms timestamp --anchor
    """
    from qms.operations.checking.anchor import newest_anchor
    from qms.operations.checking.timestamping import asked, file_tokens, kept

    def tell_anchor(filed: "Filed[None]") -> None:
        if filed.commit:
            context.say(_KEPT, short=same(newest.short if newest else ""))

    def tell_tokens(_: "Filed[None]") -> None:
        for path in got.tokens:
            context.say(_STAMPED, path=same(path))

    newest = newest_anchor(context.root, context.snapshot()) if anchor else None
    if newest is not None:
        context.file(partial(kept, anchor=newest), tell_anchor)
        if not context.settings.timestamps:
            return 0
    got = asked(context.root, context.snapshot())
    if got.tokens:
        context.file(partial(file_tokens, got=got), tell_tokens)
    for path, why in got.waiting.items():
        context.say(_WAITS, path=same(path), why=same(why))
    if not got.tokens and not got.waiting:
        context.say(_NOTHING)
    return 1 if got.waiting else 0


_KEPT = Text(zh="已存锚 {short}。", en="Filed the anchor {short}.")
_STAMPED = Text(zh="已盖时间戳：{path}", en="Stamped: {path}")
_WAITS = Text(
    zh="待盖：{path}（{why}）；联网后再运行 qms timestamp。",
    en="Waits: {path} ({why}); run qms timestamp again where there is a network.",
)
_NOTHING = Text(zh="没有待盖的。", en="Nothing waits for a time stamp.")
