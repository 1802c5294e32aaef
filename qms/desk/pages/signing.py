"""Signing: what is signed stands whole on the page, then a tap, a key here, or a file signs it."""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from qms.desk.desk import Desk, url_of
from qms.desk.pages.page import Page
from qms.desk.showing import lines
from qms.desk.tapped import OwnKey, answer, in_url, own_keys
from qms.errors import QmsError
from qms.model.kinds.ch02_manual import ReleaseCandidate, Role
from qms.model.kinds.record import Record, kind_name
from qms.model.passkey import armored, to_sign
from qms.operations.manual.sign import Given, Statement, sign, statement
from qms.standing.amendments import amendments
from qms.standing.decisions import Decision, Standing, decisions, standing_of
from qms.standing.release import NAMESPACE
from qms.store.changes import Operation
from qms.text import Text, same

_FRESH = dt.timedelta(hours=1)
_RELEASE = "release"
_MOST_ARMOR = 65_536


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement that a page shows and that waits for its signature, and what is filed then."""

    statement: Statement
    key: OwnKey
    files: Callable[[Given], Operation[Any]]
    href: str


def unsigned_of(desk: Desk) -> list[Decision]:
    """Return what the person decided and did not sign yet, if decisions are signed here."""
    person, snapshot = desk.person, desk.snapshot
    if person is None or not any(each.is_here for each in own_keys(desk, person)):
        is_asked = snapshot.settings.decisions == "signed"
        if person is None or not is_asked:
            return []
    before = snapshot.signing.stated_before
    return [
        each
        for every in (decisions(snapshot), amendments(snapshot))
        for each in every
        if each.by == person.id and each.key not in before
        and standing_of(snapshot, each) is Standing.stated
    ]  # fmt: skip


def sign_url(role: Role, record: Record) -> str:
    """Return the page on which something is signed."""
    is_release = isinstance(record, ReleaseCandidate)
    return f"/sign/{role.value}/{_RELEASE if is_release else record.id}"


def after(desk: Desk, role: Role, record: Record, href: str) -> str:
    """Return where to go on from a decision: to its signature, where one is given here."""
    person = desk.person
    has_passkey = person is not None and any(each.is_here for each in own_keys(desk, person))
    must = desk.snapshot.settings.decisions == "signed"
    return sign_url(role, record) if has_passkey or must else href


def _page(desk: Desk) -> Response:
    role, on = _named(desk)
    person = desk.person
    if person is None:
        raise HTTPException(404)
    every = list(own_keys(desk, person))
    chosen = next(
        (each for each in every if each.public.fingerprint == desk.asked("key")),
        every[0] if every else None,
    )
    if chosen is None:
        return desk.go("/passkeys", desk.refused(_NO_KEY))
    root, at = desk.house.root, desk.house.moment()
    try:
        found = statement(
            root, desk.snapshot, role, at=at, public=chosen.public, by=person.id, on=on
        )
    except QmsError as error:  # somebody was faster, or it is not this signature's turn
        return desk.go("/changes", desk.refused(error))
    if found.person.id != person.id:
        return desk.go("/changes", desk.refused(_NOT_YOURS))
    record = _record(desk, found.release)
    asked = Asked(
        found, chosen, lambda given: partial(sign, given=given, root=root, on=on), url_of(record)
    )
    return shown(desk, asked, record=record, keys=every)


def shown(
    desk: Desk, asked: Asked, *, record: Record, keys: list[OwnKey], what: str = ""
) -> Response:
    """Show a statement whole, with its digests, and ask for its signature."""
    content = asked.statement.content
    return desk.page(
        "sign",
        asked=desk.visit.ask(asked),
        statement=asked.statement,
        exact=content.decode(),
        digest=hashlib.sha512(content).hexdigest(),
        challenge=in_url(to_sign(content, NAMESPACE)),
        key=asked.key,
        keys=keys,
        record=record,
        title=desk.say(record.header.title),
        lines=list(lines(record, desk.hand, leave_out=frozenset({"attachments"}))),
        what=what,
        namespace=NAMESPACE,
    )


def signed(desk: Desk) -> Response:
    """File what was asked, with the signature that came; once, within the hour, by who asked."""
    asked = desk.visit.answered(desk.given("asked"))
    if not isinstance(asked, Asked) or asked.statement.person.id != desk.by:
        return desk.go(desk.request.url.path, desk.refused(_OUTDATED))
    told = asked.statement
    try:
        is_fresh = dt.timedelta() <= desk.house.moment() - told.at < _FRESH
        if not is_fresh or not _is_still_good(desk, asked.key):
            raise _OUTDATED
        given = told.signed_elsewhere(_armor(desk, asked))
        desk.filed(asked.files(given))
    except QmsError as error:
        return desk.go(desk.request.url.path, desk.refused(error))
    said = desk.done(_SIGNED, name=same(told.name), role=told.role.label)
    return desk.go(asked.href, said)


def _is_still_good(desk: Desk, key: OwnKey) -> bool:
    """Tell whether a key that a page was made for has not been revoked since."""
    person = desk.person
    return person is not None and key in own_keys(desk, person)


def _armor(desk: Desk, asked: Asked) -> bytes:
    file = desk.form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        return file.file.read(_MOST_ARMOR)
    return armored(
        answer(desk),
        line=asked.key.public.line,
        site=desk.site,
        message=asked.statement.content,
        namespace=NAMESPACE,
    )


def _text(desk: Desk) -> Response:
    """Return a statement as a file, to be signed on another machine."""
    asked = desk.visit.asked.get(desk.request.path_params["asked"])
    if not isinstance(asked, Asked):
        raise HTTPException(404)
    name = f"{asked.statement.role.value}.txt"
    return desk.file(asked.statement.content, name, "text/plain")


def _named(desk: Desk) -> tuple[Role, str | None]:
    role, number = (desk.request.path_params[each] for each in ("role", "number"))
    if role not in {each.value for each in Role}:
        raise HTTPException(404)
    return Role[role], None if number == _RELEASE else number


def _record(desk: Desk, number: str) -> Record:
    for rows in desk.snapshot.index.values():
        if number in rows and kind_name(type(rows[number])) != "signature":
            return rows[number]
    raise HTTPException(404)


_NO_KEY = QmsError(
    Text(
        zh="花名册里没有您的签名钥匙，还不能签。",
        en="The register has no key of yours; you cannot sign yet.",
    ),
    Text(zh="在这一页登记一把通行密钥。", en="Enrol a passkey on this page."),
)
_NOT_YOURS = QmsError(
    Text(zh="这份签署现在不等您。", en="This does not wait for your signature now.")
)
_OUTDATED = QmsError(
    Text(
        zh="这一页已用过或放得太久，没有写入任何内容。",
        en="This page was used already or is too old; nothing was filed.",
    ),
    Text(zh="看过现在的内容，再签。", en="Read what stands here now, then sign."),
)
_SIGNED = Text(zh="{name}：{role}已签署。", en="{name}: signed as {role}.")


PAGES = (
    Page("/sign/{role}/{number}", _page),
    Page("/sign/{role}/{number}", signed, "POST"),
    Page("/statement/{asked}", _text),
)
