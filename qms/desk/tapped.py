"""The tap of a passkey at the desk: what a page asks for, and the answer that its form brings."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass

from qms.desk.desk import Desk
from qms.desk.house import House
from qms.errors import QmsError
from qms.model.kinds.ch07_competence import Person
from qms.model.passkey import Answer, credential_of, site_of
from qms.model.signing import fingerprint_of, key_body
from qms.store import enrolments
from qms.store.enrolments import Enrolled
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


def opens(house: House, passkey: Enrolled) -> bool:
    """Tell whether a passkey opens the desk today: its owner is employed, no register ended it.

    Whatever day is looked at, it is today that counts.
    """
    snapshot = house.reading().snapshot
    person = snapshot.find(Person, passkey.person)
    if person is None or not person.is_employed_on(snapshot.as_of):
        return False
    body = key_body(passkey.line)
    known = [each for each in person.keys if key_body(each.public) == body]
    return all(each.is_valid_on(snapshot.as_of) for each in known)


def is_logged_in(desk: Desk) -> bool:
    """Tell whether the passkey that opened this visit would open it now."""
    visit = desk.visit
    found = enrolments.enrolments(desk.house.root).called(visit.passkey) if visit.passkey else None
    return found is not None and found.person == visit.person and opens(desk.house, found)


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
