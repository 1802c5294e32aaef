"""What happened to a record in the order of time, the hours between, the limits (8.3.6)."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from qms.model.calendar import days_later, end_of, hours_between, local
from qms.model.kinds.ch08_complaints import Complaint
from qms.model.kinds.marks import Happened
from qms.model.kinds.record import Record
from qms.model.personal import label
from qms.publish.site_pages import Site
from qms.publish.site_pages.markup import badge
from qms.publish.templating import Markup, html, joined
from qms.standing.promise import Clock, is_late
from qms.text import numbered

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class _Step:
    """One thing that happened: its field, its name, when."""

    field: str
    name: str
    at: dt.datetime
    is_day: bool


def timeline(site: Site, record: Record) -> Markup:
    """Return what happened to a record as a list; nothing where less than two things did."""
    steps = _steps(site, record)
    if len(steps) < _FEWEST:
        return Markup("")
    items = []
    for before, step in zip([None, *steps], steps, strict=False):
        items.append(_item(site, record, before, step))
    items += _running(site, record)
    name = site.t("经过", "Time line")
    return html('<h2>{}</h2><ol class="qms-steps">{}</ol>', name, joined(items))


def state_of_clocks(site: Site, record: Record) -> Markup:
    """Return a badge for each promise of a complaint: kept or late, with hours and limit."""
    if not isinstance(record, Complaint):
        return Markup("")
    names = {Clock.reply: site.t("答复", "reply"), Clock.handling: site.t("处理", "handling")}
    return joined((_clock(site, record, clock, name) for clock, name in names.items()), by=" ")


def _clock(site: Site, complaint: Complaint, clock: Clock, name: str) -> Markup:
    settings = site.today.settings
    limit = clock.hours(settings.limits)
    stopped = clock.stopped(complaint)
    end = stopped or end_of(site.today.as_of, settings.zone)
    hours = f"{hours_between(complaint.received_at, end):.1f} h / {limit} h"
    late = is_late(complaint, clock, site.today)
    if late:
        over = hours_between(clock.runs_out(complaint, settings.limits), end)
        running = "" if stopped else site.t("，未完成", ", not done")
        words = site.t(f"逾期 {over:.1f} h{running}", f"{over:.1f} h late{running}")
        return _told(site, name, hours, words, "bad")
    if stopped:
        return _told(site, name, hours, site.t("按时", "in time"), "good")
    return _told(site, name, hours, site.t("进行中", "running"), "warn")


def _told(site: Site, name: str, hours: str, verdict: str, state: str) -> Markup:
    """Return the hours taken and allowed, and, parted from them, what that means."""
    return badge(f"{name} {hours}{site.t('，', ', ')}{verdict}".strip(), state)


def _steps(site: Site, record: Record) -> list[_Step]:
    model, zone = type(record), site.today.settings.zone
    found: list[_Step] = []
    for name in _happening(model):
        value = getattr(record, name)
        if not isinstance(value, dt.date):
            continue
        is_moment = isinstance(value, dt.datetime)
        at = value if isinstance(value, dt.datetime) else end_of(days_later(value, -1), zone)
        found.append(_Step(name, site.say(label(model, name).text), at, not is_moment))
    if sum(not each.is_day for each in found) >= _FEWEST:  # the day of the form says no more
        found = [each for each in found if each.field != "date"]
    return sorted(found, key=lambda each: each.at)


@cache
def _happening(model: type[Record]) -> tuple[str, ...]:
    """Return the fields that say when something happened."""
    return tuple(
        name
        for name, field in model.model_fields.items()
        if any(isinstance(mark, Happened) for mark in field.metadata)
    )


def _item(site: Site, record: Record, before: _Step | None, step: _Step) -> Markup:
    here = local(step.at, site.today.settings.zone)
    when = f"{here:%Y-%m-%d}" if step.is_day else f"{here:%Y-%m-%d %H:%M}"
    passed = _passed(site, before, step) if before else ""
    return html(
        "<li><strong>{}</strong> <time>{}</time>{} {}</li>",
        step.name, when, html(" <span>{}</span>", passed) if passed else "",
        _verdict(site, record, step.field),
    )  # fmt: skip


def _passed(site: Site, before: _Step, step: _Step) -> str:
    if before.is_day or step.is_day:
        days = (step.at.date() - before.at.date()).days
        return site.t(f"+{days} 天", f"+{numbered(days, 'day', 'days')}") if days else ""
    return f"+{hours_between(before.at, step.at):.1f} h"


def _verdict(site: Site, record: Record, field: str) -> Markup:
    """Return whether this step stopped a promised clock in time."""
    if not isinstance(record, Complaint):
        return Markup("")
    found = [clock for clock in Clock if clock.value == field]
    return joined(_clock(site, record, clock, "") for clock in found)


def _running(site: Site, record: Record) -> list[Markup]:
    """Return the promised steps that have not happened."""
    if not isinstance(record, Complaint):
        return []
    return [
        html(
            '<li class="qms-open"><strong>{}</strong> — {}</li>',
            site.say(label(Complaint, clock.value).text),
            _clock(site, record, clock, ""),
        )
        for clock in Clock
        if clock.stopped(record) is None
    ]
