"""Passkeys: enrolled with a code that was given, and entered in the register by its rules."""

import secrets
from dataclasses import dataclass
from functools import partial

from starlette.exceptions import HTTPException
from starlette.responses import Response

from qms.desk.desk import Desk
from qms.desk.pages.page import Page
from qms.desk.pages.signing import Asked, shown, signed
from qms.desk.tapped import given_bytes, in_url, own_keys
from qms.errors import QmsError
from qms.model.kinds.ch02_manual import Signature
from qms.model.kinds.ch07_competence import Person
from qms.model.passkey import Answer, Flag, made, site_of
from qms.model.signing import fingerprint_of, key_body
from qms.operations.filing.people import person_named
from qms.operations.manual.key_register import enter_first, introduce, introducing
from qms.standing.authority import Act
from qms.store import enrolments
from qms.store.enrolments import Enrolled
from qms.store.keys import PublicKey
from qms.text import Text


@dataclass(frozen=True, slots=True)
class _Making:
    """A passkey that a page asks a device to make: with which code, for whom, and the challenge."""

    code: str
    person: str
    challenge: bytes


def _is_entered(person: Person | None, passkey: Enrolled) -> bool:
    keys = person.keys if person else ()
    return any(key_body(each.public) == key_body(passkey.line) for each in keys)


def _passkeys(desk: Desk) -> Response:
    person, snapshot = desk.person, desk.snapshot
    kept = enrolments.enrolments(desk.house.root)
    waiting = [
        (found, each, fingerprint_of(each.line))
        for each in kept.passkeys
        if (found := snapshot.find(Person, each.person)) is not None
        and found.is_employed_on(snapshot.as_of) and not _is_entered(found, each)
    ]  # fmt: skip
    return desk.page(
        "passkeys",
        mine=[
            (each, fingerprint_of(each.line), _is_entered(person, each))
            for each in kept.of(desk.by)
        ],
        waiting=waiting,
        is_first=not snapshot.all(Signature),
        may_enter=not desk.barred(Act.staff),
        can_introduce=person is not None and any(own_keys(desk, person)),
        people=desk.reading.people,
        copied=Flag.can_be_copied,
        site=desk.site.name,
        site_of=site_of,
    )


def _code(desk: Desk) -> Response:
    """Give a code for somebody; it is shown once."""
    person = person_named(desk.snapshot, desk.given("person"))
    if not person.is_employed_on(desk.snapshot.as_of):
        return desk.go("/passkeys", desk.refused(_LEFT))
    code = enrolments.new_code(desk.house.root, person.id, now=desk.house.now())
    return desk.go("/passkeys", desk.done(_CODE, name=person.name, code=code))


def _enrol(desk: Desk) -> Response:
    return desk.page("enrol", making=None)


def _begin(desk: Desk) -> Response:
    code = desk.given("code")
    desk.visits.attempts.refuse_too_many(desk.address)
    number = enrolments.person_with(desk.house.root, code, now=desk.house.now())
    person = desk.snapshot.find(Person, number)
    if person is None or not person.is_employed_on(desk.snapshot.as_of):
        desk.visits.attempts.failed(desk.address)
        return desk.go("/enrol", desk.refused(enrolments.bad_code()))
    making = _Making(code, person.id, secrets.token_bytes(32))
    known = enrolments.enrolments(desk.house.root).of(person.id)
    return desk.page(
        "enrol",
        making=person,
        asked=desk.visit.ask(making),
        challenge=in_url(making.challenge),
        user=in_url(person.id.encode()),
        credentials=" ".join(each.credential for each in known),
    )


def _made(desk: Desk) -> Response:
    making = desk.visit.answered(desk.given("asked"))
    try:
        desk.visits.attempts.refuse_too_many(desk.address)
        if not isinstance(making, _Making):
            raise enrolments.bad_code()
        told = Answer(given_bytes(desk, "data"), given_bytes(desk, "client"), b"")
        key, credential = given_bytes(desk, "key"), given_bytes(desk, "credential")
        passkey = made(key, credential, told, site=desk.site, challenge=making.challenge)
        enrolled = enrolments.enrol(
            desk.house.root, passkey, code=making.code, now=desk.house.now()
        )
    except QmsError as error:
        return desk.go("/enrol", desk.refused(error))
    mark = fingerprint_of(passkey.line)
    return desk.go("/enrolled", desk.done(_MADE, name=desk.person_name(enrolled.person), key=mark))


def _enrolled(desk: Desk) -> Response:
    return desk.page("enrolled")


def _waiting(desk: Desk) -> Enrolled:
    kept = enrolments.enrolments(desk.house.root)
    found = kept.called(desk.request.path_params["passkey"])
    if found is None:
        raise HTTPException(404)
    return found


def _enter(desk: Desk) -> Response:
    found = _waiting(desk)
    public = PublicKey(found.line, fingerprint_of(found.line))
    day = desk.snapshot.as_of
    try:
        desk.filed(partial(enter_first, person=found.person, public=public, day=day))
    except QmsError as error:
        return desk.go("/passkeys", desk.refused(error))
    return desk.go("/passkeys", desk.done(_ENTERED, name=desk.person_name(found.person)))


def _introduction(desk: Desk) -> Response:
    """Show what is signed to introduce somebody's passkey, and ask for the signature."""
    found, person = _waiting(desk), desk.person
    own = list(own_keys(desk, person)) if person else []
    if not own:
        return desk.go("/passkeys", desk.refused(_NO_OWN))
    public = PublicKey(found.line, fingerprint_of(found.line))
    chosen = next((each for each in own if each.public.fingerprint == desk.asked("key")), own[0])
    told = introducing(
        desk.snapshot, found.person, public, own=chosen.public, at=desk.house.moment()
    )
    asked = Asked(
        told.statement,
        chosen,
        lambda given: partial(introduce, given=told.signed(given.files)),
        "/passkeys",
    )
    owner = person_named(desk.snapshot, found.person)
    return shown(desk, asked, record=owner, keys=own, what=public.fingerprint)


def _forget(desk: Desk) -> Response:
    """Let a passkey open the desk no more: one's own, or anybody's by who keeps the register."""
    found = _waiting(desk)
    if found.person != desk.by and desk.barred(Act.staff):
        return desk.go("/passkeys", desk.refused(_NOT_YOURS))
    enrolments.forget(desk.house.root, found.credential, now=desk.house.now())
    return desk.go("/passkeys", desk.done(_FORGOTTEN))


_LEFT = QmsError(Text(zh="此人已不在职。", en="This person is employed no more."))
_NOT_YOURS = QmsError(Text(zh="这不是您的通行密钥。", en="This is no passkey of yours."))
_NO_OWN = QmsError(
    Text(
        zh="引入新钥匙要用自己已登记的钥匙签名，您还没有。",
        en="A new key is introduced with a key that the register has; you have none yet.",
    )
)
_CODE = Text(
    zh="{name} 的登记码：{code}。一天内有效，只能用一次；请当面或用另外的途径交给本人。",
    en="Code for {name}: {code}. Good for one day, once; hand it over in person or by another way.",
)
_MADE = Text(
    zh="{name} 的通行密钥已登记，指纹 {key}。",
    en="The passkey of {name} is enrolled; fingerprint {key}.",
)
_ENTERED = Text(
    zh="{name} 的钥匙已进花名册，今日起可以签名。",
    en="The key of {name} is in the register, and signs from today.",
)
_FORGOTTEN = Text(
    zh="这把通行密钥不再能打开工作台；花名册里的钥匙如须停用，另行吊销。",
    en="This passkey opens the desk no more; a key in the register is revoked apart from that.",
)

PAGES = (
    Page("/passkeys", _passkeys),
    Page("/passkeys/code", _code, "POST", act=Act.staff),
    Page("/passkeys/enter/{passkey}", _enter, "POST", act=Act.staff),
    Page("/passkeys/forget/{passkey}", _forget, "POST"),
    Page("/passkeys/introduce/{passkey}", _introduction),
    Page("/passkeys/introduce/{passkey}", signed, "POST"),
    Page("/enrol", _enrol, needs_person=False, is_for_guests=True),
    Page("/enrol", _begin, "POST", needs_person=False, is_for_guests=True),
    Page("/enrol/made", _made, "POST", needs_person=False, is_for_guests=True),
    Page("/enrolled", _enrolled, needs_person=False, is_for_guests=True),
)
