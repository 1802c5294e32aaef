"""Posts a message to the robot of a chat group."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote_plus

from qms.errors import QmsError
from qms.store import outbound
from qms.text import Text, same

_SECONDS = 60
_JSON = "application/json; charset=utf-8"


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
    parts = outbound.parts_of(robot.address)
    is_own = parts is not None and parts.scheme == "http" and parts.hostname in outbound.OWN_MACHINE
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
    parts = outbound.parts_of(robot.address)
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
        answer = outbound.post(parts, path, content, kind=_JSON, seconds=_SECONDS)
        return json.loads(answer), None
    except outbound.FAILURES as error:
        return None, outbound.why(error)


def _in_query(robot: Robot, stamp: str) -> str:
    """Sign as DingTalk has it: the key signs the time and itself."""
    signed = hmac.digest(robot.key.encode(), f"{stamp}\n{robot.key}".encode(), hashlib.sha256)
    return quote_plus(base64.b64encode(signed))


def _in_body(robot: Robot, stamp: str) -> str:
    """Sign as Feishu has it: time and key together sign nothing."""
    signed = hmac.digest(f"{stamp}\n{robot.key}".encode(), b"", hashlib.sha256)
    return base64.b64encode(signed).decode()


_UNFIT = Text(
    zh="{name} 里的机器人地址不能用：须是 https:// 开头的完整地址。",
    en="The robot's address in {name} is of no use: it is a whole address that begins https://.",
)
_WHOLE = Text(
    zh="从群机器人的设置里完整复制。", en="Copy it whole from the settings of the group's robot."
)
