"""The tap of a passkey at the desk: what a page asks for, and the answer that its form brings."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass

from qms.desk.desk import Desk
from qms.errors import QmsError
from qms.model.kinds.ch07_competence import Person
from qms.model.passkey import Answer, credential_of, site_of
from qms.model.signing import fingerprint_of
from qms.store.keys import PublicKey
from qms.text import Text

_MOST = 8192  # signs of one part of an answer; a browser sends some hundreds


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A key that the register has as somebody's, and whether it is a passkey of this address."""

    public: PublicKey
    is_here: bool

    @property
    def credential(self) -> str:
        """What its device calls it."""
        return credential_of(self.public.line)


def own_keys(desk: Desk, person: Person) -> Iterator[OwnKey]:
    """Yield somebody's keys that are good today, passkeys of this address first."""
    good = [each.public for each in person.keys if each.is_valid_on(desk.snapshot.as_of)]
    for line in sorted(good, key=lambda each: site_of(each) != desk.site.name):
        yield OwnKey(PublicKey(line, fingerprint_of(line)), site_of(line) == desk.site.name)


def given_bytes(desk: Desk, name: str) -> bytes:
    """Return what a form's script put under a name.

    Raises:
        QmsError: It is missing, or no such thing.

    """
    words = desk.given(name)
    padded = words + "=" * (-len(words) % 4)
    try:
        content = base64.b64decode(padded, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        content = b""
    if not content or len(words) > _MOST:
        raise QmsError(
            Text(
                zh="设备没有作答，没有写入任何内容。",
                en="The device gave no answer; nothing was filed.",
            ),
            Text(zh="重新打开这一页再点。", en="Open the page anew and tap again."),
        )
    return content


def answer(desk: Desk) -> Answer:
    """Return the tap that a form brought (see `given_bytes`)."""
    return Answer(*(given_bytes(desk, name) for name in ("data", "client", "signature")))


def in_url(content: bytes) -> str:
    """Return bytes as scripts and addresses carry them."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
