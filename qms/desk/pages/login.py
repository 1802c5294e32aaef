"""Logging in with a passkey, and out again: here, or everywhere at once."""

import secrets
from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from qms.desk.desk import Desk
from qms.desk.pages.page import Page
from qms.desk.tapped import answer, in_url, opens
from qms.errors import QmsError
from qms.model.passkey import armored, to_sign
from qms.standing.authority import Act
from qms.store import enrolments, keys
from qms.text import Text

# No signature of a login is one of anything else.
NAMESPACE: Final = "qms-login"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a page asks a device to sign: chance, used once."""

    chance: bytes


def _login(desk: Desk) -> Response:
    if not desk.entrance.is_office:
        raise HTTPException(404)
    asked = _Asked(secrets.token_bytes(32))
    return desk.page(
        "login", asked=desk.visit.ask(asked), challenge=in_url(to_sign(asked.chance, NAMESPACE))
    )


def _entered(desk: Desk) -> Response:
    if not desk.entrance.is_office:
        raise HTTPException(404)
    desk.visits.attempts.refuse_too_many(desk.address)
    asked = desk.visit.answered(desk.given("asked"))
    try:
        found = enrolments.enrolments(desk.house.root).called(desk.given("credential"))
        if not isinstance(asked, _Asked) or found is None:
            raise _REFUSED
        told, message = answer(desk), asked.chance
        armor = armored(told, line=found.line, site=desk.site, message=message, namespace=NAMESPACE)
        is_theirs = keys.is_valid(message, armor, key_lines=[found.line], namespace=NAMESPACE)
        if not is_theirs or not opens(desk.house, found):
            raise _REFUSED
    except QmsError as error:
        desk.visits.attempts.failed(desk.address)
        return desk.go("/login", desk.refused(error))
    desk.visit = desk.visits.entered(desk.visit, found.person, found.credential)
    return desk.go("/")


def _out(desk: Desk) -> Response:
    desk.visits.end(desk.visit)
    return desk.go("/login")


def _out_everywhere(desk: Desk) -> Response:
    """End every visit of oneself; or of somebody else, for who keeps the register."""
    person = desk.given("person") or desk.by
    if person != desk.by and desk.barred(Act.staff):
        return desk.go("/passkeys", desk.refused(_NOT_YOURS))
    count = desk.visits.end_all_of(person)
    if person == desk.by:
        return desk.go("/login")
    return desk.go("/passkeys", desk.done(_OUT, name=desk.person_name(person), count=count))


_REFUSED = QmsError(
    Text(
        zh="这把通行密钥打不开工作台：没有登记，已停用，或本人已离职。",
        en="This passkey does not open the desk: not enrolled, ended, or its owner has left.",
    ),
    Text(
        zh="请文件管理员给一个登记码。",
        en="Ask the document controller for a code.",
    ),
)
_NOT_YOURS = QmsError(
    Text(
        zh="让他人退出由管花名册的部门办理。",
        en="Who keeps the staff register ends the visits of others.",
    )
)
_OUT = Text(zh="{name} 的 {count} 处登录已结束。", en="Ended for {name}: {count:visit|visits}.")


PAGES = (
    Page("/login", _login, needs_person=False, is_for_guests=True),
    Page("/login", _entered, "POST", needs_person=False, is_for_guests=True),
    Page("/logout", _out, "POST", needs_person=False, is_always_open=True),
    Page("/logout/everywhere", _out_everywhere, "POST", is_always_open=True),
)
