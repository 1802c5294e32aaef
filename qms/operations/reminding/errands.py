"""Who is to be reminded, of what, and by which means (clauses 2.2.2, 2.2.3, 7.4)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from qms.model.kinds.ch02_reminders import Means
from qms.model.snapshot import Snapshot
from qms.publish import reminders
from qms.publish.reminders.robots import ROBOTS
from qms.standing.reminders import Notice, notices, told_on_the_day
from qms.text import Lang


@dataclass(frozen=True, slots=True)
class Errand:
    """A reminder ready to go: to whom, in which language, its words, and how it goes.

    Attributes:
        means: How it is still to go on the day.
        done: How it went already on the day.

    """

    notice: Notice
    lang: Lang
    name: str
    address: str
    subject: str
    words: str
    matters: tuple[str, ...]
    means: tuple[Means, ...]
    done: tuple[Means, ...] = ()


def errands(
    snapshot: Snapshot, *, lang: Lang, days: int, robots: Collection[Means] = ()
) -> tuple[Errand, ...]:
    """Return a reminder to everybody who owes something by so many days from now.

    Who has an e-mail address is written to there, as a file where no server is named; robots are
    told of everybody inside; who holds a copy outside, or cannot be reached otherwise, gets a
    letter.
    """
    told = told_on_the_day(snapshot)
    return tuple(
        _without(
            _errand(snapshot, each, reminders.lang_of(each, lang), robots),
            told.get(each.key, frozenset()),
        )
        for each in notices(snapshot, days=days)
    )


def _errand(snapshot: Snapshot, notice: Notice, lang: Lang, robots: Collection[Means]) -> Errand:
    receiver, person = notice.receiver, notice.person
    address = (receiver.email if receiver else "") or (person.email if person else "")
    return Errand(
        notice,
        lang,
        reminders.name_of(snapshot, notice, lang),
        address,
        reminders.subject(snapshot, notice, lang),
        reminders.words(snapshot, notice, lang),
        reminders.matters(snapshot, notice, lang),
        tuple(_means(snapshot, notice, address, robots)),
    )


def _means(
    snapshot: Snapshot, notice: Notice, address: str, robots: Collection[Means]
) -> Iterator[Means]:
    chosen = [each for each in ROBOTS if each in robots and notice.person is not None]
    if address:
        yield Means.mail if snapshot.settings.mail.host else Means.file
    yield from chosen
    if notice.copies or not (address or chosen):
        yield Means.letter


def _without(errand: Errand, told: frozenset[Means]) -> Errand:
    return replace(
        errand,
        means=tuple(each for each in errand.means if each not in told),
        done=tuple(each for each in errand.means if each in told),
    )
