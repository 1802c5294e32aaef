"""Names for numbers, and numbers for names: what people see and type instead of bare numbers."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from qms.model.kinds.record import Record
from qms.model.snapshot import Snapshot
from qms.text import Text

_CODE = re.compile(r"[a-z][a-z0-9-]*")
_SAID_OF_EVIDENCE = 24


def is_code(number: str) -> bool:
    """Tell whether a number is a mere code of the program, which nobody in an office says."""
    return _CODE.fullmatch(number) is not None


class Chooser:
    """Knows every record by what people call it; made once for a reading."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Take the records."""
        self._snapshot = snapshot
        self._numbers: dict[str, dict[str, str | None]] = {}

    def named(self, kind: str, number: str) -> Text:
        """Return what a record is called: its number and name; a mere code is never shown."""
        record = self._snapshot.index.get(kind, {}).get(number)
        if record is None:
            return Text(zh=number, en=number)
        zh, en = _names(record)
        shown = "" if is_code(number) and zh else number
        return Text(zh=f"{shown} {zh}".strip(), en=f"{shown} {en}".strip())

    def number(self, kind: str, words: str) -> str | None:
        """Return the number that words stand for; None where nothing, or more than one, fits."""
        table = self._numbers.get(kind)
        if table is None:
            table = self._numbers[kind] = self._table(kind)
        return table.get(words) or table.get(words.split(" ", 1)[0])

    def options(self, kind: str) -> list[Text]:
        """Return all records of a kind as people call them; what ended stands last."""
        rows = self._snapshot.tables.get(kind, ())
        return [self.named(kind, each.id) for each in sorted(rows, key=self._has_ended)]

    def count(self, kind: str) -> int:
        """Return how many records a kind has."""
        return len(self._snapshot.tables.get(kind, ()))

    def search(self, kind: str, words: str, most: int) -> list[Text]:
        """Return the newest records of a kind that hold all of these words."""
        parts = words.lower().split()
        found: list[Text] = []
        for each in reversed(self._snapshot.tables.get(kind, ())):
            named = self.named(kind, each.id)
            if all(part in f"{named.zh} {named.en}".lower() for part in parts):
                found.append(named)
                if len(found) == most:
                    break
        return found

    @cached_property
    def _gone(self) -> frozenset[str]:
        day = self._snapshot.as_of
        return frozenset(
            each.id
            for each in self._snapshot.tables.get("person", ())
            if not getattr(each, "is_employed_on", lambda _: True)(day)
        )

    def _has_ended(self, record: Record) -> bool:
        return record.id in self._gone

    def _table(self, kind: str) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        rows: Sequence[Record] = self._snapshot.tables.get(kind, ())
        for each in rows:
            for name in filter(None, _names(each)):
                found[name] = each.id if found.get(name, each.id) == each.id else None
        for each in rows:
            named = self.named(kind, each.id)
            found |= {named.zh: each.id, named.en: each.id}
        return found | {each.id: each.id for each in rows}


def _names(record: Record) -> tuple[str, str]:
    zh = next(_said(record), "")
    return zh, str(getattr(record, "name_en", "") or getattr(record, "title_en", "") or zh)


def _said(record: Record) -> Iterator[str]:
    """Yield what a record may be called by, the best first."""
    for name in ("name", "title", "topic", "subject", "content", "fact", "problem"):
        value = getattr(record, name, None)
        if isinstance(value, str) and value:
            words = " ".join(value.split())
            yield words if len(words) <= _SAID_OF_EVIDENCE else words[:_SAID_OF_EVIDENCE] + "…"
