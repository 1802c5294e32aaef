"""Hides what stands behind a short code, so that only who knows the code can read it (2.2.2).

The page that tells of codes would else be a list of all of them. It holds for each code a number
and some bytes, both derived from the code slowly (PBKDF2, then HKDF, as every browser has them):
without the code neither can be told, and the codes themselves stand nowhere.
"""

import base64
import hashlib
import hmac
import json
from functools import lru_cache

ROUNDS = 20_000
LENGTH = 384  # every entry is as long, so that its length tells nothing
NUMBER_LENGTH = 16
_INFO = b"qms code"
_BLOCK = 32


def salt_of(document: str, newest_sha256: str) -> str:
    """Return the salt of one site: other sites' tables are of no use for it."""
    return hashlib.sha256(f"{document}\n{newest_sha256}".encode()).hexdigest()[:32]


def hidden(code: str, salt: str, told: dict[str, object]) -> tuple[str, str]:
    """Return the number of a code and what is told of it, unreadable without the code.

    Raises:
        ValueError: It is longer than an entry may be.

    """
    plain = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    if len(plain) > LENGTH:
        raise ValueError(len(plain))
    stream = _stream(code, salt)
    number, pad = stream[:NUMBER_LENGTH], stream[NUMBER_LENGTH:]
    mixed = bytes(a ^ b for a, b in zip(plain.ljust(LENGTH), pad, strict=True))
    return number.hex(), base64.b64encode(mixed).decode()


@lru_cache(maxsize=100_000)
def _stream(code: str, salt: str) -> bytes:
    """Return HKDF-SHA256 (RFC 5869) of what PBKDF2-HMAC-SHA256 makes of the code."""
    slow = hashlib.pbkdf2_hmac("sha256", code.encode(), bytes.fromhex(salt), ROUNDS)
    key = hmac.digest(bytes(_BLOCK), slow, "sha256")
    found, block, counter = b"", b"", 1
    while len(found) < NUMBER_LENGTH + LENGTH:
        block = hmac.digest(key, block + _INFO + bytes([counter]), "sha256")
        found, counter = found + block, counter + 1
    return found[: NUMBER_LENGTH + LENGTH]
