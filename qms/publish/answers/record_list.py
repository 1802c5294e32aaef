"""Records as a list: a line each, or as JSON for scripts."""

from collections.abc import Iterable

from qms.model.kinds.record import Evidence, Record, called, place_of
from qms.publish.answers import as_json
from qms.publish.plain_text import shown
from qms.standing.retention import Expired
from qms.text import Lang, Text

_FORMAT = 1  # of the answer as JSON


def text(records: Iterable[Record], lang: Lang) -> str:
    """Return a line a record: number, date and status, or the name that it registers, file."""
    return shown(
        "".join(f"{each.id}  {_state(each, lang)}{place_of(each).path}\n" for each in records)
    )


def expired(found: Iterable[Expired], lang: Lang) -> str:
    """Return a line a record that was kept long enough: number, until when, what it is, file."""
    return shown(
        "".join(
            f"{each.record.id}  {_UNTIL.say(lang, day=each.until)}  "
            f"{each.record.header.title.say(lang)}  {place_of(each.record).path}\n"
            for each in found
        )
    )


_UNTIL = Text(zh="保存至 {day}", en="kept until {day}")


def json(records: Iterable[Record]) -> str:
    """Return the records as one JSON document."""
    return as_json(_FORMAT, {"records": [each.model_dump(mode="json") for each in records]})


def _state(record: Record, lang: Lang) -> str:
    if not isinstance(record, Evidence):
        name = called(record).say(lang)
        return f"{name}  " if name else ""
    return f"{record.date}  {record.status.label.say(lang)}  "
