"""The one door to HTTP as a client. Redirects are not followed: it goes where it should."""

import http.client
import ssl
from urllib.parse import SplitResult, urlsplit

OWN_MACHINE = ("localhost", "127.0.0.1", "::1")
_ANSWER_BYTES = 64 * 1024

FAILURES = (OSError, http.client.HTTPException, ValueError)
"""What may go wrong on the way; `why` says it in a word."""


class StatusError(http.client.HTTPException):
    """The other side answered with a status that is not 200."""


def parts_of(address: str) -> SplitResult | None:
    """Return the parts of an address; None where it is none."""
    try:
        found = urlsplit(address)
        _ = found.port
    except ValueError:
        return None
    is_plain = address.isascii() and address.isprintable() and " " not in address
    return found if is_plain else None


def post(parts: SplitResult, path: str, content: bytes, *, kind: str, seconds: float) -> bytes:
    """Return what is answered to a post, 64 KiB at the most.

    Args:
        parts: Of the address: scheme, host and port.
        path: With the query.
        content: What is posted.
        kind: Its media type.
        seconds: The longest that each step may take.

    Raises:
        OSError, HTTPException: See `FAILURES`.

    """
    host = parts.hostname or ""
    line = (
        http.client.HTTPSConnection(
            host, parts.port, timeout=seconds, context=ssl.create_default_context()
        )
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, parts.port, timeout=seconds)
    )
    try:
        line.request("POST", path, content, {"Content-Type": kind})
        with line.getresponse() as answer:
            if answer.status != http.client.OK:
                raise StatusError(answer.status)
            return answer.read(_ANSWER_BYTES)
    finally:
        line.close()


def why(error: Exception) -> str:
    """Return what went wrong, without the address, which may be a secret."""
    if isinstance(error, StatusError):
        return f"HTTP {error}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__
