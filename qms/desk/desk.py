"""One request at the desk: who asks, in which language, of which reading, and how it is said."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from qms.desk.entrance import Entrance
from qms.desk.filling.choosing import is_code
from qms.desk.filling.typed import Hand
from qms.desk.filling.words import in_words
from qms.desk.house import House, Reading
from qms.desk.speech import Spoken, refusal, spoken
from qms.desk.visits import Said, Visit, Visits
from qms.errors import QmsError
from qms.forms.tabular.columns import CURRENCIES
from qms.model.calendar import local
from qms.model.finding import Finding, Place
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import Record, kind_name
from qms.model.passkey import Site
from qms.model.snapshot import Snapshot
from qms.operations.filing.filing import file
from qms.publish.templating import filled
from qms.standing.authority import Act, may, posts_for
from qms.store.changes import Filed, Operation
from qms.text import Lang, Text

A = TypeVar("A")
HERE = Path(__file__).parent
_NO_FORM = FormData()


@dataclass
class Desk:
    """What a page is made from."""

    request: Request
    house: House
    visits: Visits
    visit: Visit
    entrance: Entrance
    form: FormData = field(default_factory=lambda: _NO_FORM)

    @property
    def site(self) -> Site:
        """The address of this page as the browser says it; the guard let only known names in."""
        return Site(f"{self.request.url.scheme}://{self.request.headers['host']}")

    @property
    def address(self) -> str:
        """Where the request comes from, for counting failures alone."""
        return self.request.client.host if self.request.client else ""

    @cached_property
    def reading(self) -> Reading:
        """The repository as it was when the request came."""
        return self.house.reading(self.visit.day)

    @property
    def snapshot(self) -> Snapshot:
        """All records of the reading."""
        return self.reading.snapshot

    @property
    def lang(self) -> Lang:
        """The language chosen, else the company's."""
        return self.visit.lang or self.snapshot.settings.lang

    @property
    def hand(self) -> Hand:
        """How values are written on this page."""
        return Hand(self.reading.chooser, self.lang, self.snapshot.settings.zone)

    @cached_property
    def person(self) -> Person | None:
        """Who acts; nobody before a name is chosen, or after that person left.

        Whatever day is looked at, it is today that counts, here and for what somebody may do.
        """
        found = self.snapshot.find(Person, self.visit.person)
        return found if found and found.is_employed_on(self.house.today()) else None

    @property
    def by(self) -> str:
        """The number of who acts.

        Raises:
            QmsError: Nobody is chosen.

        """
        if self.person is None:
            raise QmsError(Text(zh="先选择您是谁。", en="Choose who you are first."))
        return self.person.id

    def t(self, zh: str, en: str) -> str:
        """Return a word or sentence in the language of this page."""
        return zh if self.lang == "zh" else en

    def say(self, text: Text | str) -> str:
        """Return a text in the language of this page."""
        return text.say(self.lang) if isinstance(text, Text) else text

    def asked(self, name: str) -> str:
        """Return what the address asks under a name; nothing where it asks nothing."""
        return str(self.request.query_params.get(name, "")).strip()

    def given(self, name: str) -> str:
        """Return what a form holds under a name; files are no words."""
        found = self.form.get(name, "")
        return found.strip() if isinstance(found, str) else ""

    def page(self, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401 - a template takes anything
        """Return a page from its template."""
        shared: Mapping[str, Any] = {
            "desk": self,
            "acts": Act,
            "t": self.t,
            "say": self.say,
            "lang": self.lang,
            "person": self.person,
            "token": self.visit.token,
            "path": self.request.url.path,
            "company": self.company,
            "url_of": url_of,
            "place_url": self.where,
            "moment": self.moment,
            "past_day": self.visit.day,
            "is_office": self.entrance.is_office,
            "kind_of": kind_name,
            "currencies": CURRENCIES,
            "name_of": self.name_of,
            "person_name": self.person_name,
            "department": self.department,
        }
        html = filled(f"desk/templates/{name}.html", **{**shared, **values})
        return HTMLResponse(html, status_code=status)

    def go(self, href: str, *said: Said) -> Response:
        """Return to a page after something was done, and say so there."""
        self.visit.said.extend(said)
        return RedirectResponse(href, status_code=303)

    @property
    def company(self) -> str:
        """The company's name in the language of this page, the short one where there is one."""
        named = self.snapshot.settings.company
        wanted = ("short_en", "name_en") if self.lang == "en" else ()
        return next((named[each] for each in (*wanted, "short", "name") if named.get(each)), "")

    def done(
        self, text: Text, *, href: str = "", link: Text | None = None, **values: object
    ) -> Said:
        """Return the sentence that something was done."""
        return Said(text.say(self.lang, **values), href=href, link=self.say(link) if link else "")

    def refused(self, error: QmsError) -> Said:
        """Return why something was not done, and what to do."""
        return Said(self.in_office_words(error), is_refusal=True)

    def in_office_words(self, error: QmsError) -> str:
        """Return a refusal without commands."""
        return refusal(error, self.snapshot, self.lang)

    def spoken(self, sentence: str) -> Spoken:
        """Return a sentence without commands, and the pages that it speaks of."""
        return spoken(sentence, self.snapshot, self.lang)

    def finding(self, finding: Finding) -> str:
        """Return what a finding says, in the words of the form that it is about."""
        return self.of_kind(finding.say(self.lang), finding.place)

    def where(self, place: Place) -> str:
        """Return the page where something that a place names is looked at and done."""
        folder, _, rest = place.path.partition("/")
        kind = rest.split("/")[0]
        if folder == "manual":
            return "/manual"
        if folder != "records" or kind not in self.snapshot.kinds:
            return "/findings"
        if kind == "release":
            return "/study"
        record = self.snapshot.index.get(kind, {}).get(place.record or "")
        copy = getattr(record, "copy_number", None)
        if copy in self.reading.copies:
            return f"/copies/{copy}"
        return url_of(record) if record is not None else f"/list/{kind}"

    def of_kind(self, sentence: str, place: Place) -> str:
        """Return a sentence about a place in words."""
        folder, _, rest = place.path.partition("/")
        model = self.snapshot.kinds.get(rest.split("/")[0]) if folder == "records" else None
        said = in_words(sentence, model, self.lang) if model else sentence
        return self.spoken(said).text

    def barred(self, act: Act) -> str:
        """Return why the person at the desk may not do an act, and who may; empty if they may."""
        if self.person is None or may(self.house.reading().snapshot, self.person, act):
            return ""
        posts = posts_for(self.snapshot, act)
        between = self.t("、", ", ")
        return _NOT_YOURS.say(
            self.lang,
            name=self.person.name,
            act=act.label,
            posts=between.join(map(self.post, posts)),
            who=self.holders(posts),
        )

    def holders(self, posts: Iterable[str]) -> str:
        """Return the names of those who hold one of some posts on the day."""
        day, wanted = self.snapshot.as_of, tuple(posts)
        people = self.reading.people
        names = [each.name for each in people if any(each.holds(post, day) for post in wanted)]
        return self.t("、", ", ").join(names) or "—"

    def filed(self, operation: Operation[A]) -> Filed[A]:
        """File what an operation wants on the day of the reading (see `qms.store.changes`).

        Raises:
            QmsError: It is refused; nothing was written.

        """
        return file(
            self.house.root,
            operation,
            as_of=self.snapshot.as_of,
            verb=f"desk {self.request.url.path}",
            tell=lambda _: None,
            says=lambda _: None,
        )

    def file(self, content: bytes, name: str, kind: str) -> Response:
        """Return a file to be saved."""
        headers = {"content-disposition": disposition(name)}
        return Response(content, media_type=kind, headers=headers)

    def called(self, record: Record) -> str:
        """Return what a record is called where one word must do: its number, or its name."""
        return record.id if not is_code(record.id) else self.name_of(record) or record.id

    def moment(self, at: dt.datetime) -> str:
        """Return a moment on the office's clock."""
        return f"{local(at, self.snapshot.settings.zone):%Y-%m-%d %H:%M}"

    def name_of(self, record: Record) -> str:
        """Return what a record is called beside its number."""
        english = getattr(record, "name_en", "") if self.lang == "en" else ""
        return str(english or getattr(record, "name", "") or getattr(record, "title", "") or "")

    def person_name(self, number: str | None) -> str:
        """Return a person's name; what is written where the register lacks it."""
        found = self.snapshot.find(Person, number)
        return found.name if found else number or "—"

    def post(self, number: str) -> str:
        """Return the name of a post."""
        return self.say(self.reading.chooser.named("post", number))

    def department(self, number: str | None) -> str:
        """Return a department's name."""
        found = self.snapshot.index.get("department", {}).get(number or "")
        return self.name_of(found) if found else number or "—"


_NOT_YOURS = Text(
    zh="{act}由任这些岗位的人办理：{posts}。现在是：{who}。{name}没有这样的岗位，只能看。",
    en="Those in these posts {act}: {posts}. At present: {who}. {name} holds none of them and "
    "can only look.",
)
View = Callable[[Desk], Response]


def url_of(record: Record, verb: str = "record") -> str:
    """Return where a record is shown, or where something is done with it."""
    return f"/{verb}/{kind_name(type(record))}/{quote(record.id, safe='')}"


def disposition(name: str) -> str:
    """Return the header that lets a browser save a file under this name, whatever it is."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"
