"""What falls due as iCalendar (RFC 5545), for any calendar program; the one door to icalendar."""

import datetime as dt
import hashlib
from collections.abc import Iterable

from icalendar import Calendar, Event

from qms.model.calendar import days_later
from qms.model.snapshot import Snapshot
from qms.publish.due_dates import Entry, entries
from qms.standing.due import Due, owner_name
from qms.text import Lang, Text

_NAME = Text(zh="{company} 质量管理到期事项", en="{company}: quality management, due dates")
_ABOUT = Text(zh="条款 {clause}，责任：{owner}", en="clause {clause}, owner: {owner}")


def render(snapshot: Snapshot, dues: Iterable[Due], lang: Lang) -> bytes:
    """Return a whole-day event for each entry; the same repository and day give the same bytes.

    An event keeps its identifier while its duty, owner and day stay, so that importing again does
    not double it. It blocks nobody's time.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//qms//due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    company = snapshot.settings.company.get("short", "")
    calendar.add("x-wr-calname", _NAME.say(lang, company=company))
    stamp = dt.datetime.combine(snapshot.as_of, dt.time(), tzinfo=dt.UTC)
    for each in entries(dues):
        calendar.add_component(_event(snapshot, each, stamp, lang))
    return bytes(calendar.to_ical())


def _event(snapshot: Snapshot, entry: Entry, stamp: dt.datetime, lang: Lang) -> Event:
    owner = owner_name(snapshot, entry.owner).say(lang)
    about = [_ABOUT.say(lang, clause=entry.dues[0].clause, owner=owner)]
    about += [f"{each.what.say(lang)}  {each.place.path}" for each in entry.dues]
    identity = f"{entry.day.isoformat()}\n{entry.duty.en}\n{entry.owner}"
    event = Event()
    event.add("uid", f"{hashlib.sha256(identity.encode()).hexdigest()[:32]}@qms.invalid")
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.day)
    event.add("dtend", days_later(entry.day, 1))
    event.add("summary", f"{entry.what.say(lang)} → {owner}")
    event.add("description", "\n".join(about))
    event.add("categories", [owner])
    event.add("transp", "TRANSPARENT")
    return event
