"""The signed QR code of a copy: its number, release and day, checked without repository (2.2.2).

It is an OpenSSH signature taken out of its armour, so that the person's own key makes it and
stock `ssh-keygen -Y verify` accepts it; a page of the site checks it offline.
"""

import base64
import binascii
import struct
from dataclasses import dataclass

from qms.model.signing import KEY_TYPES, fingerprint_of, key_blob

NAMESPACE = "qms-copy"
_MARK, SHOWN = "QMS1", 16
_RAW_LENGTH = 64
_FIELDS = 7  # document, copy, release, digest, day, key, signature
_HALF = _RAW_LENGTH // 2
# What every browser can check: Ed25519, and ES256 for those that lack it.
SEALING = ("ssh-ed25519", "ecdsa-sha2-nistp256")


@dataclass(frozen=True, slots=True)
class Seal:
    """What a signed code says, and the signature: 64 raw bytes, of the key with this mark."""

    document: str
    number: str
    release: str
    digest: str
    day: str
    key_mark: str = ""
    signature: bytes = b""

    @property
    def message(self) -> bytes:
        """The bytes that are signed."""
        return "\n".join(self._fields).encode() + b"\n"

    @property
    def token(self) -> str:
        """The text of the QR code."""
        signed = base64.urlsafe_b64encode(self.signature).decode().rstrip("=")
        return "~".join((*self._fields, self.key_mark, signed))

    @property
    def _fields(self) -> tuple[str, ...]:
        return (_MARK, self.document, self.number, self.release, self.digest, self.day)


def seal_of(document: str, number: str, release: str, release_sha256: str, day: str) -> Seal:
    """Return what is to be signed for a copy at a release."""
    return Seal(document, number, release, release_sha256[:SHOWN], day)


def seal_in(text: str) -> Seal | None:
    """Return what a token says, also as the part of an address behind #; None when it is none."""
    mark, *fields = text.strip().rpartition("#")[2].split("~")
    if mark != _MARK or len(fields) != len((
        "document",
        "copy",
        "release",
        "sum",
        "day",
        "key",
        "",
    )):
        return None
    document, number, release, digest, day, key_mark, signed = fields
    try:
        signature = base64.b64decode(signed + "=" * (-len(signed) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(signature) != _RAW_LENGTH:
        return None
    return Seal(document, number, release, digest, day, key_mark, signature)


def key_mark_of(public: str) -> str:
    """Return the beginning of a key's fingerprint, by which a token names it."""
    return fingerprint_of(public).removeprefix("SHA256:")[:8].replace("+", "-").replace("/", "_")


def raw_signature(armor: bytes) -> bytes:
    """Return the 64 bytes of an armored Ed25519 or ES256 signature; none of another kind."""
    lines = armor.decode("ascii", errors="replace").split("\n")
    try:
        content = base64.b64decode("".join(x for x in lines if not x.startswith("-----")))
        *_, blob = _strings(content[len(b"SSHSIG") + 4 :])
        kind, body = _strings(blob)
    except (binascii.Error, ValueError, struct.error):
        return b""
    if kind == b"ssh-ed25519":
        return body
    if kind == b"ecdsa-sha2-nistp256":
        return b"".join(each.lstrip(b"\0").rjust(_HALF, b"\0") for each in _strings(body))
    return b""


def armored(seal: Seal, public: str) -> bytes:
    """Return a token's signature as the file that stock `ssh-keygen -Y verify` reads."""
    kind = public.split(maxsplit=1)[0].encode()
    body = seal.signature
    if kind != b"ssh-ed25519":
        halves = (body[:_HALF], body[_HALF:])
        body = b"".join(_string(_integer(each)) for each in halves)
    blob = _string(kind) + _string(body)
    content = b"SSHSIG" + struct.pack(">I", 1) + b"".join(
        _string(each) for each in (key_blob(public), NAMESPACE.encode(), b"", b"sha512", blob)
    )  # fmt: skip
    text = base64.b64encode(content).decode()
    return f"-----BEGIN SSH SIGNATURE-----\n{text}\n-----END SSH SIGNATURE-----\n".encode()


def may_seal(public: str) -> bool:
    """Tell whether a key is of a type that a browser can check."""
    kind = public.split(maxsplit=1)[0] if public.strip() else ""
    return kind in SEALING and kind in KEY_TYPES


def _string(content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + content


def _strings(content: bytes) -> list[bytes]:
    found: list[bytes] = []
    while content:
        (length,) = struct.unpack(">I", content[:4])
        if length > len(content) - 4:
            raise ValueError(length)
        found.append(content[4 : 4 + length])
        content = content[4 + length :]
    return found


def _integer(content: bytes) -> bytes:
    """Return a number as SSH writes it: no leading zeros, but one before a set first bit."""
    kept = content.lstrip(b"\0") or b"\0"
    return b"\0" + kept if kept[0] & 0x80 else kept
