"""Turns a passkey's tap into an OpenSSH signature that stock `ssh-keygen` accepts (2.2.1).

The challenge that the browser gives to the passkey is exactly what `ssh-keygen -Y sign` would sign,
so the answer needs no format of its own: OpenSSH knows it as
`webauthn-sk-ecdsa-sha2-nistp256@openssh.com` (PROTOCOL.u2f and PROTOCOL.sshsig of OpenSSH;
W3C Web Authentication, 6.1 and 6.3.3). What OpenSSH does not ask, it is asked here: that the
passkey knew its owner, by finger, face or PIN.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag
from typing import Any, Final
from urllib.parse import urlsplit

from qms.errors import QmsError
from qms.text import Text

KEY_TYPE: Final = "sk-ecdsa-sha2-nistp256@openssh.com"
_SIGNATURE_TYPE: Final = b"webauthn-sk-ecdsa-sha2-nistp256@openssh.com"
_CURVE: Final = b"nistp256"
_MAGIC: Final = b"SSHSIG"
_VERSION: Final = b"\x00\x00\x00\x01"
_HASH: Final = b"sha512"
# The public key of a point on this curve as browsers give it (RFC 5480), before the point itself.
_SPKI: Final = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
_POINT_BYTES, _COORDINATE = 65, 32
_UNCOMPRESSED: Final = b"\x04"
# Of authenticatorData: digest of the site's name, flags, counter, and whatever follows.
_FLAGS, _COUNTER_END, _SITE = 32, 37, slice(0, 32)
# Of what a new passkey adds (6.5.1): the maker's number, how long its name is, the name.
_NAME_LENGTH, _NAME = slice(53, 55), 55
_SEQUENCE, _INTEGER, _LONG = 0x30, 0x02, 0x80
_WORD = 4
_LINE = 70
_HARDWARE_PREFIX: Final = "ssh:"  # a security key of ssh itself; a site's passkey has a host name


class Flag(IntFlag):
    """What an authenticator says of a tap (authenticatorData, byte 32)."""

    present = 0x01
    verified = 0x04
    can_be_copied = 0x08
    is_copied = 0x10
    has_key = 0x40


@dataclass(frozen=True, slots=True)
class Site:
    """Where a page stands: its address as the browser says it, and the name passkeys are bound to.

    The name is the host without port. Passkeys made under another name do not answer here.
    """

    origin: str

    @property
    def name(self) -> str:
        """The name that passkeys of this site are bound to (rp id)."""
        return urlsplit(self.origin).hostname or ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser hands back of a tap: the passkey's data, the browser's own, the signature."""

    data: bytes
    client: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey that was made: its public line as the register takes it, and its flags."""

    line: str
    credential: str
    flags: Flag


@dataclass(frozen=True, slots=True)
class Tap:
    """What an armored signature says of the tap that it was made by."""

    flags: Flag
    origin: str
    name: str
    client: bytes


def to_sign(message: bytes, namespace: str) -> bytes:
    """Return what a signature over a message signs; the challenge that the passkey is given."""
    digest = hashlib.sha512(message).digest()
    return _MAGIC + b"".join(map(_string, (namespace.encode(), b"", _HASH, digest)))


def made(key: bytes, credential: bytes, answer: Answer, *, site: Site, challenge: bytes) -> Passkey:
    """Return the passkey that a browser made for this challenge.

    Args:
        key: Its public key as the browser gives it (SubjectPublicKeyInfo).
        credential: What the passkey is called by its device.
        answer: What the browser handed back; a new passkey signs nothing yet.
        site: Where it was made.
        challenge: What the page had asked.

    Raises:
        QmsError: It is not for this site, not what was asked, of another kind of key, or its
            device did not ask who is there.

    """
    flags = _flags(answer.data, site)
    point = key.removeprefix(_SPKI)
    is_on_curve = key.startswith(_SPKI) and len(point) == _POINT_BYTES
    if not is_on_curve or not point.startswith(_UNCOMPRESSED):
        raise QmsError(
            Text(zh="这种通行密钥不能用来签名。", en="This kind of passkey cannot sign."),
            Text(zh="换一台设备或安全密钥再登记。", en="Enrol with another device or key."),
        )
    x, y = point[1 : 1 + _COORDINATE], point[1 + _COORDINATE :]
    if Flag.has_key not in flags or b"\x21\x58\x20" + x + b"\x22\x58\x20" + y not in answer.data:
        raise _other()
    length = int.from_bytes(answer.data[_NAME_LENGTH])
    if not credential or answer.data[_NAME : _NAME + length] != credential:
        raise _other()
    _refuse_other(answer, "webauthn.create", site, challenge)
    blob = b"".join(map(_string, (KEY_TYPE.encode(), _CURVE, point, site.name.encode())))
    name = base64.urlsafe_b64encode(credential).decode().rstrip("=")
    return Passkey(f"{KEY_TYPE} {base64.b64encode(blob).decode()} {name}", name, flags)


def armored(answer: Answer, *, line: str, site: Site, message: bytes, namespace: str) -> bytes:
    """Return the signature file of a tap; whether it is good is for `ssh-keygen` to say.

    Args:
        answer: What the browser handed back.
        line: The public line of the passkey that was asked.
        site: Where the page stands.
        message: What was to be signed.
        namespace: For which use.

    Raises:
        QmsError: The tap answers another question, comes from another site, or its device did not
            ask who is there.

    """
    _flags(answer.data, site)
    _refuse_other(answer, "webauthn.get", site, to_sign(message, namespace))
    blob = base64.b64decode(line.split()[1])
    signature = b"".join((
        _string(_SIGNATURE_TYPE),
        _string(_numbers(answer.signature)),
        answer.data[_FLAGS:_COUNTER_END],
        _string(site.origin.encode()),
        _string(answer.client),
        _string(answer.data[_COUNTER_END:]),
    ))
    parts = (blob, namespace.encode(), b"", _HASH, signature)
    text = base64.b64encode(_MAGIC + _VERSION + b"".join(map(_string, parts))).decode()
    lines = [text[at : at + _LINE] for at in range(0, len(text), _LINE)]
    whole = ["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""]
    return "\n".join(whole).encode()


def tap_of(armor: bytes) -> Tap | None:
    """Return what a signature file says of its tap; None of a signature made otherwise."""
    try:
        return _tap(armor)
    except (ValueError, UnicodeDecodeError, binascii.Error):
        return None


def is_by_its_owner(armor: bytes, lines: Iterable[str]) -> bool:
    """Tell whether a passkey's signature bears that its owner was verified, on its own site.

    `ssh-keygen` checks the signature over these words; that they say enough is checked here. A
    signature of another kind of key is for `ssh-keygen` alone; one that cannot be read here is
    none as soon as it may be that of a passkey.

    Args:
        armor: The signature file.
        lines: The public lines that it may be of.

    """
    if not any(map(site_of, lines)):
        return True
    try:
        blob = _opened(armor).string()
    except (ValueError, UnicodeDecodeError):
        return False
    if not site_of(f"{KEY_TYPE} {base64.b64encode(blob).decode()}"):
        return True
    tap = tap_of(armor)
    if tap is None or Flag.verified not in tap.flags or Flag.present not in tap.flags:
        return False
    where = urlsplit(tap.origin)
    host = where.hostname or ""
    is_home = host == tap.name or host.endswith("." + tap.name)
    is_safe = where.scheme == "https" or (where.scheme, host) == ("http", "localhost")
    is_framed = _said(tap.client).get("crossOrigin", False)
    return is_home and is_safe and is_framed is False


def site_of(line: str) -> str:
    """Return the name of the site whose passkey a public line is; empty of any other key."""
    kind, _, rest = line.strip().partition(" ")
    if kind != KEY_TYPE:
        return ""
    try:
        parts = _Parts(base64.b64decode(rest.split()[0], validate=True))
        *_, name = (parts.string() for _ in range(4))
        found = name.decode()
    except (ValueError, IndexError, UnicodeDecodeError):
        return ""
    return "" if found.startswith(_HARDWARE_PREFIX) else found


def credential_of(line: str) -> str:
    """Return what the device calls the passkey of a public line, as it stands after the key."""
    return " ".join(line.split()[2:])


class _Parts:
    """Reads SSH's strings one after the other."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def take(self, length: int) -> bytes:
        """Return so many bytes.

        Raises:
            ValueError: There are fewer.

        """
        found = self._content[self._at : self._at + length]
        if len(found) != length:
            raise ValueError(length)
        self._at += length
        return found

    def string(self) -> bytes:
        """Return the next string."""
        return self.take(int.from_bytes(self.take(_WORD)))


def _opened(armor: bytes) -> _Parts:
    lines = armor.decode("ascii").split("\n")
    body = "".join(line.strip() for line in lines if not line.startswith("-----"))
    parts = _Parts(base64.b64decode(body, validate=True))
    if parts.take(len(_MAGIC) + _WORD) != _MAGIC + _VERSION:
        raise ValueError(_MAGIC)
    return parts


def _tap(armor: bytes) -> Tap | None:
    parts = _opened(armor)
    key = parts.string()
    for _ in ("namespace", "reserved", "hash"):
        parts.string()
    signed = _Parts(parts.string())
    if signed.string() != _SIGNATURE_TYPE:
        return None
    signed.string()
    flags = Flag(signed.take(1)[0])
    signed.take(_WORD)
    origin, client = signed.string().decode(), signed.string()
    name = site_of(f"{KEY_TYPE} {base64.b64encode(key).decode()}")
    return Tap(flags, origin, name, client)


def _flags(data: bytes, site: Site) -> Flag:
    """Return the flags of a tap for this site, by its owner."""
    if len(data) < _COUNTER_END or data[_SITE] != hashlib.sha256(site.name.encode()).digest():
        raise _other()
    flags = Flag(data[_FLAGS])
    if Flag.verified not in flags or Flag.present not in flags:
        raise QmsError(
            Text(
                zh="设备没有核实是您本人，签名没有写入。",
                en="The device did not check that it is you; nothing was signed.",
            ),
            Text(
                zh="在设备上设好指纹、面容或 PIN，再点一次。",
                en="Set a fingerprint, face or PIN on the device, then tap again.",
            ),
        )
    return flags


def _refuse_other(answer: Answer, what: str, site: Site, challenge: bytes) -> None:
    """Refuse a tap that answers another question, or was given on another page."""
    said = _said(answer.client)
    asked = base64.urlsafe_b64encode(challenge).decode().rstrip("=")
    wanted = {"type": what, "challenge": asked, "origin": site.origin}
    if said.get("crossOrigin", False) is not False or any(
        said.get(name) != value for name, value in wanted.items()
    ):
        raise _other()


def _said(client: bytes) -> dict[str, Any]:
    """Return what a browser says of the page; nothing where it cannot be read."""
    try:
        said = json.loads(client)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _other() -> QmsError:
    return QmsError(
        Text(
            zh="这一次点按不是对本页所示内容的，没有写入任何内容。",
            en="This tap was not for what the page shows; nothing was filed.",
        ),
        Text(zh="重新打开这一页，看过内容再点。", en="Open the page anew, read it, and tap again."),
    )


def _numbers(signature: bytes) -> bytes:
    """Return r and s as SSH writes them; as whole numbers DER and SSH write the same bytes."""
    parts = _Parts(signature)
    try:
        kind, length = parts.take(2)
        if kind != _SEQUENCE or length != len(signature) - 2 or length >= _LONG:
            raise _other()
        return _string(_number(parts)) + _string(_number(parts))
    except ValueError:
        raise _other() from None


def _number(parts: _Parts) -> bytes:
    kind, size = parts.take(2)
    if kind != _INTEGER:
        raise _other()
    return parts.take(size)


def _string(content: bytes) -> bytes:
    return len(content).to_bytes(_WORD) + content
