"""`qms change-pack`: the pages to exchange, and the proof that they give the new book."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.errors import UsageError
from qms.text import Text, same

if TYPE_CHECKING:
    from collections.abc import Callable

    from qms.model.snapshot import Snapshot
    from qms.operations.copies.many import Mailing


@commands.command("change-pack")
@common(writes=True)
@click.option("--to", metavar="A/2", help="The release to go to.  换到")
@click.option("--from", "start", metavar="A/1", help="Default: what the copy stands at.  换自")
@click.option("--copy", "numbers", metavar="N", multiple=True,
              help="For this copy; several at once.  分发号")  # fmt: skip
@click.option("--all", "every", is_flag=True,
              help="For every controlled copy that waits for it.  所有应换的受控本")  # fmt: skip
@click.option("--send", is_flag=True, help="File the notice that it was sent.  登记换页通知")
@click.option("--by", metavar="PERSON", help="Who sends it.  发出人")
@click.option("--verify", nargs=3, type=click.Path(path_type=Path), metavar="OLD PACK NEW",
              help="Prove that OLD and PACK give NEW.  验证")  # fmt: skip
@click.option("--single-sided", "one_sided", is_flag=True,
              help="For a printer that prints one side.  单面打印")  # fmt: skip
@click.option("--key", type=click.Path(path_type=Path),
              help="Your SSH key, for the signed code; with --send.  签名密钥")  # fmt: skip
@click.option("--resume", is_flag=True,
              help="Go on with a run of several that was broken off.  接着印")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path), help="File (default: in build/).")
def command(
    context: Context,
    to: str | None,
    start: str | None,
    numbers: tuple[str, ...],
    *,
    every: bool,
    send: bool,
    by: str | None,
    one_sided: bool,
    key: Path | None,
    resume: bool,
    verify: tuple[Path, Path, Path] | None,
    output: Path | None,
) -> int:
    """Make the change package: filing instruction, changed leaves, summary and receipt.

    \b
    Example:  qms change-pack --to A/2 --copy 003 --send --by P-005
              qms change-pack --to A/2 --copy 003 --copy 006 --send --by P-005
              qms change-pack --to A/2 --all --send --by P-005
              qms change-pack --verify old.pdf pack.pdf new.pdf
    """
    from qms.operations.copies import change_pack as operation
    from qms.operations.copies import many, proof

    if verify:
        differences = proof.verify(*verify)
        for each in differences:
            context.say(each)
        context.say(_DIFFERS if differences else _SAME)
        return int(bool(differences))
    if to is None:
        raise UsageError(_WHERE)
    if (send and not (by and (numbers or every))) or (key and not send):
        raise UsageError(_WHO)
    if (every and numbers) or (start and (every or len(numbers) > 1)):
        raise UsageError(_WHICH)
    is_several = every or len(numbers) > 1
    if resume and not is_several:
        raise UsageError(_SEVERAL)
    if is_several:
        who = by if send else None
        several = partial(
            many.mailing, to=to, numbers=numbers, one_sided=one_sided, key=key, resume=resume
        )
        return _every(context, several, by=who, output=output)
    snapshot = context.snapshot()
    made = operation.change_pack(
        context.root,
        snapshot,
        to=to,
        start=start,
        number=numbers[0] if numbers else None,
        one_sided=one_sided,
        key=key,
    )
    target = output or context.root / "build" / made.name
    context.emit(made.content, target)
    context.say(
        _MADE, path=same(str(target)), sent=same(str(made.sent)), back=same(str(made.recalled))
    )
    if send and by:
        context.file(
            partial(operation.sent, package=operation.dispatch(made), by=by),
            lambda filed: context.say(_SENT, id=same(filed.record.id)),
        )
    return 0


def _every(
    context: Context, several: "Callable[[Path, Snapshot], Mailing]", *, by: str | None,
    output: Path | None,
) -> int:  # fmt: skip
    """Make the packages of the copies named, or of all that wait, and file that they were sent."""
    from qms.operations.copies import many

    context.begins(_PACKAGES)
    snapshot = context.snapshot()
    made = several(context.root, snapshot)
    target = output or context.root / "build" / made.name
    context.emit(made.content, target)
    for each in made.made:
        context.say(
            _LINE,
            number=same(each.copy.number if each.copy else ""),
            start=same(each.start.name),
            goal=same(each.goal.name),
            sent=same(str(each.sent)),
            back=same(str(each.recalled)),
        )
    context.say(_ARCHIVE, path=same(str(target)), count=same(str(len(made.made))))
    if before := sum(each.was_kept for each in made.made):
        context.say(_RESUMED, count=same(str(before)))
    kept = many.kept_of(context.root, snapshot, made.made[0].goal)
    if by is not None:
        context.file(
            partial(many.sent, packages=made.dispatches, by=by),
            lambda filed: context.say(_ALL_SENT, count=same(str(len(filed.records)))),
        )
    if kept:
        kept.clear()
    return 0


_PACKAGES = Text(zh="制作各本换页包", en="making the packages")
_LINE = Text(
    zh="{number}：{start} → {goal}，放入 {sent} 张，收回 {back} 张",
    en="{number}: {start} → {goal}, {sent:leaf|leaves} in, {back} back",
)
_ARCHIVE = Text(
    zh="已写出 {path}：{count} 份换页包、合并的 all.pdf、印刷委托单 order.pdf、附信 letters.pdf、"
    "地址标签和发放表 packages.csv。",
    en="Wrote {path}: {count:package|packages}, all.pdf with them all, order.pdf for a printer's "
    "shop, letters.pdf, labels, packages.csv with who gets which.",
)
_RESUMED = Text(
    zh="其中 {count} 份是上次中断前做好的。",
    en="{count} of them had been made before the last run was broken off.",
)
_SEVERAL = Text(
    zh="--resume 用于 --all 或几本一起做；一本直接重做。",
    en="--resume goes with --all or several copies; a single one is just made again.",
)
_ALL_SENT = Text(zh="已登记 {count} 份换页通知。", en="Filed {count:notice|notices}.")
_WHERE = Text(zh="请写明换到哪个版本：--to A/2。", en="Say to which release: --to A/2.")
_WHO = Text(
    zh="登记发出须写明 --copy（或 --all）与 --by。",
    en="To file it as sent, say --copy (or --all) and --by.",
)
_WHICH = Text(
    zh="--all 和 --copy 只用一个；--from 只用于一本。",
    en="Say --all or --copy, one of the two; --from goes with one copy alone.",
)
_SAME = Text(
    zh="旧册按换页包换页后，与新册逐页一致。", en="Old book and package give the new book."
)
_DIFFERS = Text(zh="换页结果与新册不一致。", en="Old book and package do not give the new book.")
_MADE = Text(
    zh="已写出 {path}：放入 {sent} 张，收回 {back} 张。",
    en="Wrote {path}: {sent:leaf|leaves} in, {back:leaf|leaves} back.",
)
_SENT = Text(zh="已登记换页通知 {id}。", en="Filed the notice {id}.")
