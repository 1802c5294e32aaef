"""The one door to HTTP as a client: posts a message to the robot of a chat group."""

import base64
import hashlib
import hmac
import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, quote_plus, urlsplit

from qms.errors import QmsError
from qms.text import Text, same

_SECONDS = 60
_ANSWER_BYTES = 64 * 1024
_OWN_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, repr=False)
class Robot:
    """A robot's address, which whoever has it can post to, and the key that signs, if there is one.

    Never shown: it has no repr.
    """

    address: str
    key: str = ""


def refuse_unfit(robot: Robot, name: str) -> None:
    """Refuse an address that is none, or that a message would travel to in the open.

    Raises:
        QmsError: It is no https address; http is for this very machine alone.

    """
    parts = _parts(robot.address)
    is_own = parts is not None and parts.scheme == "http" and parts.hostname in _OWN_MACHINE
    if parts is None or not parts.hostname or not (parts.scheme == "https" or is_own):
        raise QmsError(_UNFIT, _WHOLE, name=same(name))


def posted(
    robot: Robot, body: Mapping[str, object], *, at: float, sign: str = ""
) -> tuple[object, str | None]:
    """Post JSON; return what was answered, read as JSON, and why it failed where it did.

    Redirects are not followed: the message goes where it was meant to, or nowhere.

    Args:
        robot: Where to.
        body: What is posted.
        at: Now, in seconds since 1970, for the signature.
        sign: Where the signature of a robot that has a key goes: `query` or `body`.

    """
    parts = _parts(robot.address)
    if parts is None or not parts.hostname:
        return None, "?"
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    said = dict(body)
    if robot.key and sign == "query":
        stamp = str(int(at * 1000))
        path += f"{'&' if parts.query else '?'}timestamp={stamp}&sign={_in_query(robot, stamp)}"
    elif robot.key and sign == "body":
        stamp = str(int(at))
        said |= {"timestamp": stamp, "sign": _in_body(robot, stamp)}
    content = json.dumps(said, ensure_ascii=False).encode()
    try:
        return _answer(parts, path, content), None
    except (OSError, http.client.HTTPException, ValueError) as error:
        return None, _why(error)


def _in_query(robot: Robot, stamp: str) -> str:
    """Sign as DingTalk has it: the key signs the time and itself."""
    signed = hmac.digest(robot.key.encode(), f"{stamp}\n{robot.key}".encode(), hashlib.sha256)
    return quote_plus(base64.b64encode(signed))


def _in_body(robot: Robot, stamp: str) -> str:
    """Sign as Feishu has it: time and key together sign nothing."""
    signed = hmac.digest(f"{stamp}\n{robot.key}".encode(), b"", hashlib.sha256)
    return base64.b64encode(signed).decode()


def _answer(parts: SplitResult, path: str, content: bytes) -> object:
    host = parts.hostname or ""
    line = (
        http.client.HTTPSConnection(
            host, parts.port, timeout=_SECONDS, context=ssl.create_default_context()
        )
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, parts.port, timeout=_SECONDS)
    )
    try:
        line.request("POST", path, content, {"Content-Type": "application/json; charset=utf-8"})
        answer = line.getresponse()
        if answer.status != http.client.OK:
            raise _StatusError(answer.status)
        found: object = json.loads(answer.read(_ANSWER_BYTES))
    finally:
        line.close()
    return found


class _StatusError(http.client.HTTPException):
    """The other side answered with a status that is not 200."""


def _parts(address: str) -> SplitResult | None:
    """Return the parts of an address; None where it is none."""
    try:
        found = urlsplit(address)
        _ = found.port
    except ValueError:
        return None
    is_plain = address.isascii() and address.isprintable() and " " not in address
    return found if is_plain else None


def _why(error: Exception) -> str:
    """Return what went wrong, without the address, which is a secret."""
    if isinstance(error, _StatusError):
        return f"HTTP {error}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__


_UNFIT = Text(
    zh="{name} 里的机器人地址不能用：须是 https:// 开头的完整地址。",
    en="The robot's address in {name} is of no use: it is a whole address that begins https://.",
)
_WHOLE = Text(
    zh="从群机器人的设置里完整复制。", en="Copy it whole from the settings of the group's robot."
)
