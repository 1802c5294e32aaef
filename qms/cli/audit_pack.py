"""`qms audit-pack`: the folder for the auditor, as one ZIP."""

import secrets
from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.extras import needs
from qms.text import Text, same


@commands.command("audit-pack")
@common()
@click.option("--output", type=click.Path(path_type=Path), help="File (default: in build/).")
@click.option(
    "--masked", is_flag=True, help="Without history and personal data; the salts go beside it."
)
def command(context: Context, output: Path | None, *, masked: bool) -> int:
    """Pack site, book, log, signed records and their history with sums into one ZIP.

    It is made from a commit: HEAD unless --ref names another. Nothing uncommitted goes in.
    Masked, it bears a salted digest of each file that is withheld; keep the file of salts
    (.salts), and hand over a file's line with the file when an auditor asks for it.

    \b
    Example:  qms audit-pack --output audit.zip
    """
    from qms.operations.printing.audit_pack import audit_pack, masked_pack, refuse_uncommitted

    needs("book", "site")
    if context.ref is None:
        refuse_uncommitted(context.root)
        context.ref = "HEAD"
    name = f"audit-pack-{context.as_of}{'-masked' if masked else ''}.zip"
    target = output or context.root / "build" / name
    context.begins(Text(zh="汇总审核文件夹", en="Gathering the folder for the auditor"))
    snapshot = context.counted()
    if masked:
        secret = secrets.token_bytes(32)
        pack = masked_pack(context.root, snapshot, ref=context.ref, secret=secret)
        context.emit(pack.salts, target.with_name(f"{target.name}.salts"))
    else:
        pack = audit_pack(context.root, snapshot, ref=context.ref)
    context.emit(pack.content, target)
    context.say(Text(zh="已写出 {path}", en="Wrote {path}"), path=same(str(target)))
    return context.status()
