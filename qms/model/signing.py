"""Whose key is whose and since when: what the history of the people register shows (2.2.1).

A signature proves that somebody had a key. That the key was that person's, by a register that
stood before the signature, is proved here, as far as the order of commits goes.
"""

import base64
import binascii
import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# What OpenSSH signs files with; the last two are held by a security key or a passkey.
KEY_TYPES = frozenset({
    "ssh-ed25519",
    "ssh-rsa",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
})
_LENGTH_BYTES = 4


def key_body(public: str) -> str:
    """Return a public line without its comment: what two lines of one key share."""
    return " ".join(public.split()[:2])


def key_blob(public: str) -> bytes:
    """Return the key's bytes; none when the line is no public key of a type that signs files."""
    kind, _, body = key_body(public).partition(" ")
    try:
        blob = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return b""
    said = blob[_LENGTH_BYTES : _LENGTH_BYTES + int.from_bytes(blob[:_LENGTH_BYTES])]
    return blob if kind in KEY_TYPES and said == kind.encode() else b""


def fingerprint_of(public: str) -> str:
    """Return a public line's fingerprint as `ssh-keygen -l` prints it; empty when it is no key."""
    blob = key_blob(public)
    return _fingerprint(blob) if blob else ""


def signing_fingerprint(armor: bytes) -> str:
    """Return the fingerprint of the key that an armored signature says it was made with.

    Only `ssh-keygen -Y verify` proves that it was; empty when this is no signature.
    """
    lines = armor.decode("ascii", errors="replace").split("\n")
    body = "".join(line.strip() for line in lines if not line.startswith("-----"))
    try:
        content = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return ""
    magic, version = b"SSHSIG", _LENGTH_BYTES
    if not content.startswith(magic):
        return ""
    rest = content[len(magic) + version :]
    return _fingerprint(rest[_LENGTH_BYTES : _LENGTH_BYTES + int.from_bytes(rest[:_LENGTH_BYTES])])


def _fingerprint(blob: bytes) -> str:
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def introduced_as(person: str, public: str) -> bytes:
    """Return the line that is signed to introduce a key: whose it is, and the key itself."""
    return f"{person} {key_body(public)}\n".encode()


@dataclass(frozen=True, slots=True)
class Terms:
    """From when to when a key is good, as the register writes it (days in ISO form)."""

    valid_from: str
    valid_until: str = ""
    revoked: str = ""

    def covers(self, day: dt.date) -> bool:
        """Tell whether the key may sign on this day."""
        written = day.isoformat()
        return (
            self.valid_from <= written
            and (not self.valid_until or written <= self.valid_until)
            and (not self.revoked or written < self.revoked)
        )


@dataclass(frozen=True, slots=True)
class Line:
    """What the register of one commit says of a person: name, keys, and posts with their end."""

    name: str
    keys: Mapping[str, Terms] = field(default_factory=dict)
    bodies: Mapping[str, str] = field(default_factory=dict)
    posts: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def holds(self, post: str, day: dt.date) -> bool:
        """Tell whether the person held a post on a day, by this line."""
        written = day.isoformat()
        return any(
            each == post and since <= written and (not until or written <= until)
            for (each, since), until in self.posts.items()
        )


Lines = Mapping[str, Line]


@dataclass(frozen=True, slots=True)
class Step:
    """Where something came into the history: the commit (empty: not yet committed), its day.

    `order` grows along every line of history. A founding step leads to all signatures there are,
    or begins anew after all keys were lost. An old one leads to `frozen_since`, from which on the
    history is judged.
    """

    commit: str
    day: str
    order: int
    is_founding: bool = False
    is_old: bool = False


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A key came into the register (no terms before), left it (none after), or got other terms."""

    person: str
    fingerprint: str
    body: str
    before: Terms | None
    after: Terms | None
    step: Step


@dataclass(frozen=True, slots=True)
class PostChange:
    """A term of office was entered (`before` is None) or given another end."""

    person: str
    post: str
    since: str
    before: str | None
    after: str
    step: Step


@dataclass(frozen=True, slots=True)
class SignatureFile:
    """When a signature came, the register as it stood before that, and what became of it.

    `touched` are the commits that altered or removed it, `restored` the last that put it back;
    `is_intact` tells whether it stands now as it first stood.
    """

    path: str
    step: Step
    register: Lines
    touched: tuple[str, ...] = ()
    restored: str = ""
    is_intact: bool = True


@dataclass(frozen=True, slots=True)
class Restart:
    """An entry of `key_restarts` in qms.yml: all keys were lost and everybody began anew."""

    on: str
    minutes: str
    reason: str


@dataclass(frozen=True)
class SigningHistory:
    """What the history shows of keys, of terms of office, of signatures and of their being asked.

    `lowered` are the commits that made signatures optional after they had been required, `eased`
    those after which decisions were not signed any more; `stated_before` are the decisions, by
    record and field, that stood when decisions began to be signed. Where the history does not
    begin at its beginning (`is_whole` is false), nothing can be said.
    """

    keys: tuple[KeyChange, ...] = ()
    posts: tuple[PostChange, ...] = ()
    files: Mapping[str, SignatureFile] = field(default_factory=dict)
    lowered: tuple[str, ...] = ()
    restarts: tuple[tuple[Restart, Step], ...] = ()
    stated_before: frozenset[tuple[str, str]] = frozenset()
    eased: tuple[str, ...] = ()
    is_whole: bool = True

    def entered(self, fingerprint: str) -> tuple[KeyChange, ...]:
        """Return how a key first came to each person who ever had it."""
        found: dict[str, KeyChange] = {}
        for each in self.keys:
            if each.fingerprint == fingerprint and each.before is None:
                found.setdefault(each.person, each)
        return tuple(found.values())


def merged(lines: Iterable[Line]) -> Line | None:
    """Return what several registers say of one person taken together; None of none."""
    found: Line | None = None
    for line in lines:
        if found is None:
            found = line
        elif found is not line:
            found = Line(
                found.name,
                {**line.keys, **found.keys},
                {**line.bodies, **found.bodies},
                {**line.posts, **found.posts},
            )
    return found


def signers_in(text: str) -> Mapping[str, frozenset[str]]:
    """Return whose keys a file of allowed signers names: fingerprints by person.

    Raises:
        ValueError: A line holds no key; the number of the line is the argument.

    """
    found: dict[str, set[str]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        at = next((index for index, word in enumerate(words) if word in KEY_TYPES), 0)
        mark = fingerprint_of(" ".join(words[at:]))
        if not at or not mark:
            raise ValueError(number)
        for person in words[0].strip('"').split(","):
            found.setdefault(person, set()).add(mark)
    return {person: frozenset(marks) for person, marks in found.items()}
