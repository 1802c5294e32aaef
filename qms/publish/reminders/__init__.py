"""Reminders: to each addressee one message of what they owe (clauses 2.2.2, 2.2.3, 7.4)."""

from collections.abc import Iterator

from qms.model.kinds.ch02_distribution import Language
from qms.model.kinds.record import called
from qms.model.snapshot import Snapshot
from qms.publish.due_dates import entries, line, parts
from qms.standing.copies import holder_name
from qms.standing.reminders import Notice
from qms.text import Lang, Text


def lang_of(notice: Notice, lang: Lang) -> Lang:
    """Return the language in which an addressee is written to; outside, as the list has it."""
    if notice.receiver is None:
        return lang
    return "en" if notice.receiver.language is Language.english else "zh"


def name_of(snapshot: Snapshot, notice: Notice, lang: Lang) -> str:
    """Return how an addressee is called: a person, or a body and whom there it goes to."""
    if notice.person is not None:
        return called(notice.person).say(lang)
    contact = notice.receiver.contact if notice.receiver else ""
    return f"{holder_name(snapshot, notice.copies[0])} {contact}".rstrip()


def matters(snapshot: Snapshot, notice: Notice, lang: Lang) -> tuple[str, ...]:
    """Return what an addressee owes, a line for each duty and day."""
    return tuple(line(snapshot, each, lang) for each in entries(notice.dues))


def subject(snapshot: Snapshot, notice: Notice, lang: Lang) -> str:
    """Return the subject of a message: how much is owed, and how much of it is late."""
    late = sum(each.day < snapshot.as_of for each in notice.dues)
    return (_LATE if late else _SUBJECT).say(lang, count=len(notice.dues), late=late)


def words(snapshot: Snapshot, notice: Notice, lang: Lang) -> str:
    """Return a message as plain text."""
    return "\n".join(_lines(snapshot, notice, lang)) + "\n"


def rows(snapshot: Snapshot, notice: Notice, lang: Lang) -> tuple[tuple[str, str, str], ...]:
    """Return what an addressee owes as rows of a table: day, how far it is, what."""
    return tuple(parts(snapshot, each, lang) for each in entries(notice.dues))


def opening(snapshot: Snapshot, notice: Notice, lang: Lang) -> str:
    """Return the sentence before what is owed."""
    return _OWED.say(lang, day=snapshot.as_of, count=len(notice.dues))


def closing(notice: Notice, lang: Lang) -> str:
    """Return the sentence behind it: what to do."""
    return (_OUTSIDE if notice.copies else _INSIDE).say(lang)


def _lines(snapshot: Snapshot, notice: Notice, lang: Lang) -> Iterator[str]:
    yield _DEAR.say(lang, name=name_of(snapshot, notice, lang))
    yield ""
    yield opening(snapshot, notice, lang)
    yield ""
    yield from (f"  {each}" for each in matters(snapshot, notice, lang))
    yield ""
    yield closing(notice, lang)
    yield ""
    yield f"{company(snapshot, lang)}　{snapshot.settings.manual.title}".strip("　")


def company(snapshot: Snapshot, lang: Lang) -> str:
    """Return the company's name in a language; where it has no English one, its own."""
    said = snapshot.settings.company
    return (lang == "en" and said.get("name_en")) or said.get("name", "")


_SUBJECT = Text(zh="待办提醒：{count} 项", en="Reminder: {count:matter|matters} to be attended to")
_LATE = Text(
    zh="待办提醒：{count} 项，其中逾期 {late} 项",
    en="Reminder: {count:matter|matters} to be attended to, {late} of them late",
)
_DEAR = Text(zh="{name}：", en="{name},")
_OWED = Text(
    zh="截至 {day}，以下 {count} 项等您办理：",
    en="as of {day} {count:matter waits|matters wait} for you:",
)
_INSIDE = Text(
    zh="办好后按各自的表单登记即可，不必回复；若已办妥或不该由您办，请告诉文件管理员。",
    en="File each on its form once it is done; there is no need to answer. If it is done already, "
    "or is not yours, tell the document controller.",
)
_OUTSIDE = Text(
    zh="请在随册或随换页包寄去的回执上签字，连同应交回的旧页一并寄回；若没有收到，请告诉我们。",
    en="Please sign the receipt that came with the copy or the package and send it back with the "
    "old leaves that are due; if you did not get it, tell us.",
)
