"""Where an auditor starts: three ways in, a sample by seed, how things were on a day, notes."""

import json

from qms.model.kinds.ch02_manual import release_name
from qms.model.kinds.ch02_study import StudyConfirmation
from qms.model.kinds.ch04_system import Process
from qms.model.kinds.ch08_customers import Customer
from qms.model.kinds.record import Evidence, kind_name
from qms.publish.site_pages import Page, Site, copy_pages
from qms.publish.site_pages.markup import link
from qms.publish.site_pages.values import href
from qms.publish.templating import filled
from qms.standing.copies import copies_on, events_of

_EVIDENCE = "evidence/"


def page(site: Site) -> Page:
    """Return the page that an audit begins with."""
    title = site.t("从这里开始", "Start here")
    content = filled(
        "publish/site_pages/templates/start.html",
        lang=site.lang,
        t=site.t,
        processes=[
            link(site.process(each.id), href(site, "process", each.id, _EVIDENCE))
            for each in site.in_force.all(Process)
        ],
        customers=[
            link(each.name, href(site, kind_name(Customer), each.id, _EVIDENCE))
            for each in site.today.all(Customer)[:_MOST]
        ],
        kinds=[
            (kind, site.say(model.header.title), len(site.today.tables.get(kind, ())))
            for kind, model in site.today.kinds.items()
            if issubclass(model, Evidence) and site.today.tables.get(kind)
        ],
        day=site.today.as_of.isoformat(),
    )
    return Page("start.md", title, content, broad=True, data={"start-data.js": _data(site)})


_MOST = 12
"""Customers that are named here; the others stand in their register."""


def _data(site: Site) -> str:
    """Return what the helpers of the page draw from, as a script."""
    tables = site.today.tables
    content = {
        "ids": {
            kind: [[row.id, href(site, kind, row.id, _EVIDENCE)] for row in rows]
            for kind, rows in tables.items()
            if rows and issubclass(site.today.kinds[kind], Evidence)
        },
        "releases": [
            [each.release.effective.isoformat(), each.release.name, each.release.id]
            for each in site.past
        ],
        "copies": _copies(site),
        "read": [
            [each.date.isoformat(), each.release, site.person(each.person)]
            for each in site.today.live(StudyConfirmation)
            if each.release
        ],
    }
    packed = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"window.qmsStart={packed};\n"


def _copies(site: Site) -> dict[str, list[list[str]]]:
    """Return for each copy from which day on it lay where, at which release, in which state."""
    events = events_of(site.today)
    lives: dict[str, list[list[str]]] = {}
    for day in sorted({each.date for each in events if each.date <= site.today.as_of}):
        for number, copy in copies_on(events, day).items():
            keeper = site.person(copy.holder.person) if copy.holder.person else ""
            place = " · ".join(filter(None, (copy_pages.holder(site, copy), keeper)))
            now = [place, release_name(copy.release), site.say(copy.state.label)]
            life = lives.setdefault(number, [])
            if not life or life[-1][1:] != now:
                life.append([day.isoformat(), *now])
    return lives
