"""A reminder as what the robot of a chat group takes: plain JSON of each program's own shape."""

import re
from collections.abc import Sequence

from qms.model.kinds.ch02_reminders import Means

ROBOTS = (Means.wecom, Means.dingtalk, Means.feishu)
# WeCom takes 2,048 bytes of text, the others more.
_BYTES = 2000
_MOBILE = re.compile(r"1\d{10}")


def body(means: Means, words: str, *, phone: str) -> dict[str, object]:
    """Return the JSON of a text message; who has a mobile number is mentioned by it.

    Feishu mentions nobody by telephone.
    """
    said = _shortened(words)
    mobiles = _mobiles(phone)
    if means is Means.feishu:
        return {"msg_type": "text", "content": {"text": said}}
    if means is Means.dingtalk:
        mention = "".join(f"@{each} " for each in mobiles)
        return {
            "msgtype": "text",
            "text": {"content": f"{mention}{said}"},
            "at": {"atMobiles": list(mobiles), "isAtAll": False},
        }
    return {"msgtype": "text", "text": {"content": said, "mentioned_mobile_list": list(mobiles)}}


def refusal_in(means: Means, answer: object) -> str | None:
    """Return why a robot did not take a message, by what it answered; None when it did.

    Each answers with status 200 whatever happened, and says in its JSON how it went.
    """
    if not isinstance(answer, dict):
        return "?"
    names = ("code", "StatusCode") if means is Means.feishu else ("errcode",)
    code = next((answer[name] for name in names if name in answer), None)
    if code == 0 and not isinstance(code, bool):
        return None
    said = answer.get("errmsg") or answer.get("msg") or "?"
    return f"{code}: {said}"


def _mobiles(phone: str) -> Sequence[str]:
    """Return the mobile number in what the register has, without the country's code."""
    digits = re.sub(r"[\s-]", "", phone).removeprefix("+86")
    return [digits] if _MOBILE.fullmatch(digits) else []


def _shortened(words: str) -> str:
    """Return as many whole lines as a robot takes, and how many were left out."""
    lines = words.splitlines()
    kept: list[str] = []
    room = _BYTES
    for at, each in enumerate(lines):
        room -= len(each.encode()) + 1
        if room < 0:
            return "\n".join([*kept, f"…… +{len(lines) - at}"])
        kept.append(each)
    return "\n".join(kept)
