"""Who stands in for whom, from when to when (代理), and entering it."""

import datetime as dt
from functools import partial

from starlette.responses import Response

from qms.desk.desk import Desk
from qms.desk.pages.page import Page
from qms.errors import QmsError
from qms.operations.filing.standing_in import Absence, back, stand_in, substitutions
from qms.standing.authority import Act
from qms.text import Text


def _substitutes(desk: Desk) -> Response:
    return _shown(desk)


def _shown(desk: Desk, refusal: str = "") -> Response:
    return desk.page(
        "substitutes",
        status=409 if refusal else 200,
        refusal=refusal,
        found=substitutions(desk.snapshot),
        people=desk.reading.people,
        for_others=not desk.barred(Act.staff),
        day=desk.snapshot.as_of,
        given=desk.given,
    )


def _entered(desk: Desk) -> Response:
    try:
        absence = Absence(
            desk.given("absent") or desk.by,
            desk.given("substitute"),
            _day(desk.given("since")),
            _day(desk.given("until")),
        )
        desk.filed(partial(stand_in, absence=absence, by=desk.by))
    except QmsError as error:
        return _shown(desk, desk.in_office_words(error))
    said = desk.done(
        _ENTERED,
        who=desk.person_name(absence.substitute),
        absent=desk.person_name(absence.absent),
        since=absence.since,
        until=absence.until,
    )
    return desk.go("/substitutes", said)


def _day(words: str) -> dt.date:
    """Return the day that a form names.

    Raises:
        QmsError: It is none.

    """
    try:
        return dt.date.fromisoformat(words)
    except ValueError as error:
        raise QmsError(
            Text(zh="写明代理的人和起止日期，如 2026-07-01。",
                 en="Name who stands in, and the first and last day, such as 2026-07-01.")
        ) from error  # fmt: skip


_ENTERED = Text(
    zh="已登记：{who} 自 {since} 至 {until} 代理 {absent}，岗位权限随之。",
    en="Entered: {who} stands in for {absent} from {since} to {until}, with the rights of the "
    "posts.",
)


def _back(desk: Desk) -> Response:
    absent, substitute = desk.given("absent"), desk.given("substitute")
    try:
        desk.filed(partial(back, absent=absent, substitute=substitute, by=desk.by))
    except QmsError as error:
        return _shown(desk, desk.in_office_words(error))
    said = desk.done(_BACK, absent=desk.person_name(absent), who=desk.person_name(substitute))
    return desk.go("/substitutes", said)


_BACK = Text(
    zh="{absent} 已返岗；{who} 的代理到今天为止。",
    en="{absent} is back; {who} stands in today for the last time.",
)

PAGES = (
    Page("/substitutes", _substitutes),
    Page("/substitutes", _entered, "POST"),
    Page("/substitutes/back", _back, "POST"),
)
