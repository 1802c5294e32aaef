"""Whether a passkey that signs stays on one device, where that is demanded (clause 2.2.1)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch02_manual import Signature
from qms.model.kinds.record import place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Proof, Snapshot
from qms.rules.examples import SETTINGS
from qms.rules.signed_examples import SIGNATURE, SIGNERS, prepared, signer
from qms.text import Text

# A passkey that its device says may be copied, and what it signed; thrown away since.
_KEY = (
    "sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb"
    "20AAAAIbmlzdHAyNTYAAABBBFQ7bXvLyvVUOBzc3tgmXeXVYHJIZhOjRL7DGErcoQhnGrBVDryfDDfcuv3NH"
    "yRPKfNTJVpI7MTjqEUuqtpjd3IAAAAPcW1zLmV4YW1wbGUub3Jn"
)
_BODY = (
    "U1NIU0lHAAAAAQAAAIoAAAAic2stZWNkc2Etc2hhMi1uaXN0cDI1NkBvcGVuc3NoLmNvbQAAAAhuaXN0cDI1"
    "NgAAAEEEVDtte8vK9VQ4HNze2CZd5dVgckhmE6NEvsMYStyhCGcasFUOvJ8MN9y6/c0fJE8p81MlWkjsxOOo"
    "RS6q2mN3cgAAAA9xbXMuZXhhbXBsZS5vcmcAAAALcW1zLXJlbGVhc2UAAAAAAAAABnNoYTUxMgAAAYsAAAAr"
    "d2ViYXV0aG4tc2stZWNkc2Etc2hhMi1uaXN0cDI1NkBvcGVuc3NoLmNvbQAAAEkAAAAgHnEy1u5chB3kqgxA"
    "yz+GldVt3QHfOIDHnIac+VbMEz4AAAAhANso9eQm0NUXuLe2YAGAwHzyUdljs+Xtd1Epq/P8qazPHQAAAAIA"
    "AAAXaHR0cHM6Ly9xbXMuZXhhbXBsZS5vcmcAAADneyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdl"
    "IjoiVTFOSVUwbEhBQUFBQzNGdGN5MXlaV3hsWVhObEFBQUFBQUFBQUFaemFHRTFNVElBQUFCQXBpejU2RlhB"
    "ckhBcTZPemFIQXdYMVhXRVcxUWREVnlDUWFjc1Y1QkxHa1BIMG44cWZOUURXeWpTMmp6V3FZaEFWdW02UjFf"
    "Tl9ONEZwY2xuRlNLVXpRIiwib3JpZ2luIjoiaHR0cHM6Ly9xbXMuZXhhbXBsZS5vcmciLCJjcm9zc09yaWdp"
    "biI6ZmFsc2V9AAAAAA=="
)
_ARMOR = f"-----BEGIN SSH SIGNATURE-----\n{_BODY}\n-----END SSH SIGNATURE-----\n"
_BY_PASSKEY = prepared() | {SIGNERS: signer(key=_KEY), SIGNATURE: _ARMOR}


@rule(
    "KEY116",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(Proof, Signature),
    title=Text(zh="要求硬件钥匙时，通行密钥不得能复制", en="Keys that sign stay on a device"),
    message=Text(
        zh="{id} 由能复制到别的设备的通行密钥签名，而自 {day} 起要求硬件钥匙",
        en="{id} was signed by a passkey that may be copied; since {day} keys stay on one device",
    ),
    why=Text(
        zh="签名制作数据须由签名人一人控制（电子签名法第十三条）；同步的通行密钥还在厂商手里。",
        en="The signer alone controls what signs (Electronic Signature Law, 13); a copied passkey "
        "is with its maker too.",
    ),
    cure=Text(
        zh="由本人用安全密钥或不同步的通行密钥重新签署；新钥匙用 qms key introduce 登记。",
        en="Have the person sign anew with a security key; qms key introduce enters it.",
    ),
    bad=Example(_BY_PASSKEY | {"qms.yml": SETTINGS + "hardware_keys_from: 2025-01-01\n"}),
    good=Example(_BY_PASSKEY),
    is_integrity=True,
)
def signed_by_a_copy(snapshot: Snapshot) -> Iterator[Hit]:
    """A signature was made by a passkey that may be copied, after the day that forbids it."""
    since = snapshot.settings.hardware_keys_from
    for signature in snapshot.all(Signature):
        if since and signature.id in snapshot.copied and signature.at.date() >= since:
            yield hit(place_of(signature), id=signature.id, day=since)
