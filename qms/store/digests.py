"""The digests of content: SHA-256 as every stock tool prints it, and the id that git files under."""

import hashlib


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def blob_id(content: bytes) -> str:
    """Return the id under which git files a content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
