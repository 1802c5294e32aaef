"""`qms sign`: one of the three signatures on the release being prepared."""

from functools import partial
from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text, same


@commands.command("sign")
@common(ref=False, writes=True)
@click.option(
    "--as",
    "role",
    type=click.Choice([
        "prepared",
        "reviewed",
        "approved",
        "confirmed",
        "corrected",
        "extended",
    ]),
    required=True,
)
@click.option("--key", type=click.Path(path_type=Path), help="Your SSH key file.  密钥文件")
@click.option("--on", metavar="ID", help="Instead of the release, a record.  签署的记录")
@click.option("--by", metavar="PERSON", help="Signer, where keys are optional.  签署人")
def command(context: Context, role: str, key: Path | None, on: str | None, by: str | None) -> int:
    """Sign the prepared release with your own SSH key.

    With --on you sign what you decided in a record: a change request, a concession, a disposal,
    your study of a release, a correction, a deadline put off; or a temporary amendment or
    withdrawal. A public key file (.pub) signs with the key that ssh-agent or a smart card holds.

    \b
    Example:  qms sign --as reviewed --key ~/.ssh/id_ed25519
    """
    from qms.model.kinds.ch02_manual import Role

    meaning = Role[role]
    from qms.operations.manual import sign as operation

    given = operation.given(
        context.root, context.snapshot(), meaning, at=context.moment, key=key, by=by, on=on
    )
    context.file(
        partial(operation.sign, given=given, root=context.root, on=on),
        lambda _: context.say(
            _SIGNED,
            person=same(given.person.name),
            release=same(given.name),
            role=meaning.label,
            path=same(next(iter(given.files))),
        ),
    )
    return 0


_SIGNED = Text(
    zh="{person} 已签署 {release}（{role}）：{path}",
    en="{person} signed {release} ({role}): {path}",
)
