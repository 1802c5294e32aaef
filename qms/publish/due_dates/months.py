"""What falls due as a calendar in text: a heading for each month, a line for each day."""

from collections.abc import Iterable
from itertools import groupby

from qms.model.snapshot import Snapshot
from qms.publish.due_dates import Entry, entries
from qms.publish.plain_text import shown
from qms.standing.due import Due, owner_name
from qms.text import Lang, Text

_DAYS = Text(zh="一二三四五六日", en="MoTuWeThFrSaSu")
_OVERDUE = Text(zh="逾期", en="Overdue")
_NOTHING = Text(zh="没有到期事项。", en="Nothing falls due.")


def render(snapshot: Snapshot, dues: Iterable[Due], lang: Lang) -> str:
    """Return what is overdue first, then each month that holds something."""

    def month(each: Entry) -> str:
        return "" if each.day < snapshot.as_of else f"{each.day:%Y-%m}"

    found = entries(dues)
    lines: list[str] = [] if found else [_NOTHING.say(lang)]
    for name, together in groupby(found, key=month):
        lines.append(name or _OVERDUE.say(lang))
        for each in together:
            day = f"{each.day:%d}" if name else each.day.isoformat()
            owner = owner_name(snapshot, each.owner).say(lang)
            lines.append(f"  {day} {_weekday(each, lang)}  {each.what.say(lang)} → {owner}")
        lines.append("")
    return shown("\n".join(lines).rstrip("\n") + "\n")


def _weekday(entry: Entry, lang: Lang) -> str:
    names, at = _DAYS.say(lang), entry.day.weekday()
    return names[at] if lang == "zh" else names[2 * at : 2 * at + 2]
