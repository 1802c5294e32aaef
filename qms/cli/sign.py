"""`qms sign`: one of the three signatures on the release being prepared."""

from pathlib import Path

import click

from qms.cli.context import Context, common
from qms.text import Text, same


@click.command("sign")
@common(ref=False)
@click.option(
    "--as", "role", type=click.Choice(["prepared", "reviewed", "approved"]), required=True
)
@click.option("--key", type=click.Path(path_type=Path), help="Your SSH key file.  密钥文件")
@click.option("--on", metavar="LS-…|TY-…", help="Instead of the release.  临时更改或停用")
@click.option("--by", metavar="PERSON", help="Signer, where keys are optional.  签署人")
def command(context: Context, role: str, key: Path | None, on: str | None, by: str | None) -> int:
    """Sign the prepared release with your own SSH key.

    A public key file (.pub) signs with the key that ssh-agent or a smart card holds.

    \b
    Example:  qms sign --as reviewed --key ~/.ssh/id_ed25519
    """
    from qms.model.kinds.ch02_manual import Role

    meaning = Role[role]
    from qms.operations.manual.sign import sign

    given = sign(
        context.root, context.snapshot(), meaning, at=context.moment, key=key, by=by, on=on
    )
    context.say(
        Text(
            zh="{person} 已签署 {release}（{role}）：{path}",
            en="{person} signed {release} ({role}): {path}",
        ),
        person=same(given.person),
        release=same(given.release),
        role=meaning.label,
        path=same(given.files[0]),
    )
    return 0
