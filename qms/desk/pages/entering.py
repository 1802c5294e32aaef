"""Who sits at the desk: choosing a name, leaving, and opening a second window."""

from typing import TYPE_CHECKING

from starlette.responses import Response

from qms.desk.desk import Desk
from qms.desk.pages.page import Page
from qms.operations.filing.people import person_named
from qms.text import Text

if TYPE_CHECKING:
    from qms.model.kinds.ch07_competence import Person


def _who(desk: Desk) -> Response:
    by_department: dict[str, list[tuple[Person, str]]] = {}
    for each in desk.reading.people:
        day = desk.snapshot.as_of
        posts = [desk.post(holding.post) for holding in each.posts if holding.covers(day)]
        place = by_department.setdefault(desk.department(each.department), [])
        place.append((each, desk.t("、", ", ").join(posts)))
    return desk.page("who", departments=by_department)


def _choose(desk: Desk) -> Response:
    person = person_named(desk.snapshot, desk.given("person"))
    desk.visit.person = person.id
    return desk.go("/")


def _leave(desk: Desk) -> Response:
    desk.visit.person = None
    return desk.go("/who")


def _window(desk: Desk) -> Response:
    address = f"{desk.request.base_url}open/{desk.visits.new_link()}"
    said = desk.done(
        Text(
            zh="在另一个浏览器里打开（只能用一次）：{address}",
            en="Open this in another browser; it works once: {address}",
        ),
        address=address,
    )
    return desk.go("/", said)


PAGES = (
    Page("/who", _who, needs_person=False, is_for_one_machine=True),
    Page("/who", _choose, "POST", needs_person=False, is_always_open=True, is_for_one_machine=True),
    Page(
        "/leave", _leave, "POST", needs_person=False, is_always_open=True, is_for_one_machine=True
    ),
    Page("/window", _window, "POST", is_always_open=True, is_for_one_machine=True),
)
