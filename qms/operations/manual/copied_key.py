"""Keeps passkeys that may be copied from signing, where qms.yml demands it (2.2.1)."""

from collections.abc import Mapping

from qms.errors import QmsError
from qms.model.passkey import Flag, tap_of
from qms.model.snapshot import Snapshot
from qms.text import Text, same


def refuse_a_copy(snapshot: Snapshot, files: Mapping[str, bytes | None]) -> None:
    """Refuse what a passkey signed that may be copied, where keys must stay on one device.

    Raises:
        QmsError: One did.

    """
    since = snapshot.settings.hardware_keys_from
    taps = [tap_of(content) for content in files.values() if content]
    is_copy = any(tap is not None and Flag.can_be_copied in tap.flags for tap in taps)
    if since is not None and snapshot.as_of >= since and is_copy:
        raise QmsError(
            Text(
                zh="这把通行密钥能复制到别的设备；自 {since} 起只用留在一台设备上的钥匙签。",
                en="This passkey may be copied to other devices; since {since} keys that sign "
                "stay on one.",
            ),
            Text(
                zh="用安全密钥登记一把，引入后再签。",
                en="Enrol with a security key, have it introduced, then sign.",
            ),
            since=same(since.isoformat()),
        )
