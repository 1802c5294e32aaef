"""`qms key`: whose key is whose: introduce, revoke, list, begin anew when all are lost."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.errors import UsageError
from qms.text import Text, same

if TYPE_CHECKING:
    from qms.store.changes import Filed


@commands.group("key")
def command() -> None:
    """Signing keys in the people register: introduce, revoke, list, restart.

    \b
    Example:  qms key introduce P-009 new.pub --key ~/.ssh/id_ed25519
    """


@command.command("introduce")
@common(ref=False, writes=True)
@click.argument("person")
@click.argument("public", type=click.Path(path_type=Path), metavar="KEY.pub")
@click.option(
    "--key", type=click.Path(path_type=Path), required=True, help="Your own key.  自己的密钥"
)
def introduce(context: Context, person: str, public: Path, key: Path) -> int:
    """Sign that a new key is this person's.

    The person signs with the older key; or two others sign, one after the other.
    """
    from qms.operations.manual import key_register

    snapshot = context.snapshot()
    given = key_register.introduction(snapshot, person, public, key=key, at=context.moment)

    def tell(filed: "Filed[bool]") -> None:
        context.say(
            _WAITING if filed.answer is False else _ENTERED,
            by=same(given.by.name),
            name=snapshot.named(given.person),
            key=same(given.public.fingerprint),
        )

    context.file(partial(key_register.introduce, given=given), tell)
    return 0


_ENTERED = Text(
    zh="{by} 已签名；密钥 {key} 已登记在 {name} 名下，今日起有效。",
    en="{by} signed; key {key} is in the register as that of {name}, good from today.",
)
_WAITING = Text(
    zh="{by} 已签名；{name} 的密钥 {key} 还须另一人用同一条命令再签一次。",
    en="{by} signed; key {key} of {name} takes another person to sign, by the same command.",
)


@command.command("revoke")
@common(ref=False, writes=True)
@click.argument("fingerprint", metavar="SHA256:…")
def revoke(context: Context, fingerprint: str) -> int:
    """Let a key be good no more from today on; what it signed before stays good."""
    from qms.operations.manual import key_register

    day = context.moment.date()
    context.file(
        partial(key_register.revoke, fingerprint=fingerprint, day=day),
        lambda _: context.say(_REVOKED, key=same(fingerprint), day=same(day.isoformat())),
    )
    return 0


@command.command("list")
@common()
def list_(context: Context) -> int:
    """Print every key as a line of an allowed-signers file, with its person and validity.

    \b
    Example:  qms key list > signers, kept outside; later: qms check --signers signers
    """
    from qms.publish.audit_pack import allowed_signers

    context.emit(allowed_signers(context.snapshot()))
    return 0


@command.command("restart")
@common(ref=False, writes=True)
@click.option("--minutes", required=True, metavar="GR-…", help="What decided it.  管理评审")
@click.option("--reason", required=True, help="What happened.  原因")
@click.argument("new", nargs=-1, required=True, metavar="PERSON=KEY.pub…")
def restart(context: Context, new: tuple[str, ...], minutes: str, reason: str) -> int:
    """Replace every key when all are lost, by a management review; it stays told for ever.

    \b
    Example:  qms key restart --minutes GR-2026-0002 --reason 遗失 P-001=a.pub P-002=b.pub
    """
    from qms.operations.manual import key_register

    files: dict[str, Path] = {}
    for each in new:
        person, found, file = each.partition("=")
        if not found:
            raise UsageError(
                Text(zh="{word} 不是 人员=公钥文件。", en="{word} is not PERSON=KEY.pub."),
                word=same(each),
            )
        files[person] = Path(file)
    public = key_register.new_keys(context.snapshot(), files)
    context.file(
        partial(
            key_register.restart, new=public, root=context.root, minutes=minutes, reason=reason,
            day=context.moment.date(),
        ),
        lambda filed: context.say(_RESTARTED, names=same(", ".join(filed.answer or files))),
    )  # fmt: skip
    return 0


_REVOKED = Text(
    zh="密钥 {key} 自 {day} 起吊销；以前签的仍然有效。",
    en="Key {key} is revoked from {day} on; what it signed before stays good.",
)
_RESTARTED = Text(
    zh="全部旧密钥已吊销；新密钥：{names}。请与本人当面核对指纹（qms key list），"
    "并把它们交给审核员留存。",
    en="Every old key is revoked; new keys: {names}. Compare the fingerprints in person "
    "(qms key list) and give them to the auditor to keep.",
)
