"""One box for everything: numbers, names, forms, words of the manual."""

from starlette.responses import RedirectResponse, Response

from qms.desk.desk import Desk, url_of
from qms.desk.pages.manual import search
from qms.desk.pages.page import Page
from qms.model.kinds.record import Record

_MOST = 40


def _search(desk: Desk) -> Response:
    words = desk.asked("q")
    number = words.upper()
    exact = [rows[number] for rows in desk.snapshot.index.values() if number in rows]
    if len(exact) == 1 and words:
        return RedirectResponse(url_of(exact[0]), status_code=303)
    copy = words.zfill(3)
    if words.isdecimal() and copy in desk.reading.copies:
        return RedirectResponse(f"/copies/{copy}", status_code=303)
    kinds = [
        (name, model)
        for name, model in desk.snapshot.kinds.items()
        if words
        and words.lower()
        in f"{model.header.title.zh} {model.header.title.en} {model.header.form}".lower()
    ]
    return desk.page(
        "search",
        q=words,
        records=_records(desk, words) if words else [],
        kinds=kinds,
        passages=search(desk.reading.manual.chapters, words)[:_MOST] if words else [],
    )


def _records(desk: Desk, words: str) -> list[Record]:
    """Return the records that are called so, registers first: a name finds its person."""
    found: list[Record] = []
    by_family = sorted(
        desk.snapshot.tables, key=lambda kind: desk.snapshot.kinds[kind].header.family
    )
    for kind in by_family:
        for named in desk.reading.chooser.search(kind, words, _MOST - len(found)):
            number = desk.reading.chooser.number(kind, named.zh)
            record = desk.snapshot.index[kind].get(number or "")
            if record is not None:
                found.append(record)
        if len(found) >= _MOST:
            break
    return found


PAGES = (Page("/search", _search),)
