"""The digests of content: SHA-256 as stock tools print it, and the id under which git files it."""

import hashlib


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def blob_id(content: bytes) -> str:
    """Return the id under which git files a content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
