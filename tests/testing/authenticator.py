"""A passkey in memory: makes and taps as a device does, or as no device should."""

import base64
import hashlib
import json
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from qms.model.passkey import Answer, Flag, Passkey, Site, made

SITE = Site("https://qms.example.org")
OWNER = Flag.present | Flag.verified


@dataclass
class Authenticator:
    """One passkey for one site; `flags` is what it says of each tap."""

    site: Site = SITE
    flags: Flag = OWNER
    credential: bytes = b"passkey-1"
    count: int = 0
    secret: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def public(self) -> bytes:
        """The key as browsers give it."""
        form = PublicFormat.SubjectPublicKeyInfo
        return self.secret.public_key().public_bytes(Encoding.DER, form)

    def made(self, challenge: bytes) -> Answer:
        """Answer a page that asks for a new passkey."""
        point = self.public[-64:]
        cose = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20" + point[:32] + b"\x22\x58\x20"
        named = bytes(16) + len(self.credential).to_bytes(2) + self.credential
        data = self._data(self.flags | Flag.has_key) + named + cose + point[32:]
        return Answer(data, self.client("webauthn.create", challenge), b"")

    def passkey(self) -> Passkey:
        """Return the passkey as the desk knows it after it was made."""
        answer = self.made(b"new")
        return made(self.public, self.credential, answer, site=self.site, challenge=b"new")

    def tapped(self, asked: bytes, **said: object) -> Answer:
        """Answer a page that asks for a signature; `said` stands in for what a browser says."""
        data, client = self._data(self.flags), self.client("webauthn.get", asked, **said)
        whole = data + hashlib.sha256(client).digest()
        return Answer(data, client, self.secret.sign(whole, ec.ECDSA(hashes.SHA256())))

    def client(self, what: str, question: bytes, /, **said: object) -> bytes:
        """Return what a browser says of the page, in its order."""
        asked = base64.urlsafe_b64encode(question).decode().rstrip("=")
        page = {"type": what, "challenge": asked, "origin": self.site.origin, "crossOrigin": False}
        return json.dumps(page | said, separators=(",", ":")).encode()

    def _data(self, flags: Flag) -> bytes:
        self.count += 1
        name = hashlib.sha256(self.site.name.encode()).digest()
        return name + bytes([flags]) + self.count.to_bytes(4)
