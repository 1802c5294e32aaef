"""The digest that proves content, SHA-256 as every stock tool prints it."""

import hashlib


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()
