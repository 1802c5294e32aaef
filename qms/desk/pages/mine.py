"""What belongs to the person at the desk, and the day that pages are read as of."""

import datetime as dt

from starlette.responses import Response

from qms.desk.desk import Desk, url_of
from qms.desk.pages.page import Page
from qms.model.kinds.ch07_competence import ServiceManagerCertificate
from qms.standing.copies import holder_name
from qms.standing.study import studies
from qms.text import Text


def _mine(desk: Desk) -> Response:
    person, day = desk.person, desk.snapshot.as_of
    if person is None:
        return desk.go("/who")
    return desk.page(
        "mine",
        posts=[(desk.post(each.post), each) for each in person.posts],
        key=next((each for each in person.keys if each.is_valid_on(day)), None),
        copies=[
            each
            for each in desk.reading.copies.values()
            if each.state.is_out and each.holder.person == person.id
        ],
        holder=lambda each: holder_name(desk.snapshot, each),
        certificates=[
            each
            for each in desk.snapshot.all(ServiceManagerCertificate)
            if each.person == person.id
        ],
        studies=[each for each in studies(desk.snapshot) if each.person.id == person.id],
        mine_url=url_of(person),
    )


def _on_a_day(desk: Desk) -> Response:
    words = desk.given("day")
    if not words:
        desk.visit.day = None
        return desk.go("/")
    try:
        day = dt.date.fromisoformat(words)
    except ValueError:
        return desk.go("/mine", desk.done(_NO_DAY))
    if not _FIRST <= day <= desk.house.today():
        return desk.go("/mine", desk.done(_NO_DAY))
    desk.visit.day = day
    return desk.go("/")


_FIRST = dt.date(1990, 1, 1)
_NO_DAY = Text(
    zh="写一个今天或以前的日期，如 2026-06-30。", en="Write a day up to today, such as 2026-06-30."
)


PAGES = (
    Page("/mine", _mine),
    Page("/day", _on_a_day, "POST", is_always_open=True),
)
