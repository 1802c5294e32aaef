"""The front matter of releases of format 3 and later, as an office reads and checks it (2.2.1)."""

import datetime as dt
from collections.abc import Iterable, Sequence

from qms.model.anchor import Anchor
from qms.model.kinds.ch02_manual import Release
from qms.model.snapshot import Snapshot
from qms.publish.book.front import Approval, EffectivePage
from qms.publish.templating import Markup, filled
from qms.standing.release import FORMAT, ROLES

SINCE = 3
_COLUMNS = 3
_ROWS_FIRST = 33
_ROWS = 36
_SHOWN = 16
_GROUP = 4


# A draft is signed by nobody yet.
_OPEN = tuple(Approval(role, "—", "—", "—", "") for role in ROLES)


def is_for(release: Release | None) -> bool:
    """Tell whether a release, or the draft, is printed with this front matter."""
    return (release.format if release else FORMAT) >= SINCE


def cover(
    snapshot: Snapshot, release: Release | None, given: Sequence[Approval], *, note: Markup
) -> Markup:
    """Return the cover: number, release, the day it was issued and the day it takes effect."""
    settings = snapshot.settings
    approved = given[-1].when if given else ""
    rows = (
        ("文件编号", settings.manual.number),
        ("版　　本", release.name if release else "草稿"),
        ("发文日期", _day(approved)),
        ("生效日期", release.effective.isoformat() if release else "—"),
        *((each.role.zh, f"{each.name}　{_day(each.when)}") for each in given or _OPEN),
    )
    return filled(
        "publish/book/templates/cover.html",
        company=settings.company.get("name", ""),
        title=settings.manual.title,
        edition=release.name if release else "草稿",
        rows=rows,
        note=note,
    )


def _day(moment: str) -> str:
    return moment[:10] if moment[:1].isdigit() else "—"


def approval_page(given: Sequence[Approval], anchor: Anchor | None) -> Markup:
    """Return the approvals with room to sign and to seal; the proof in words and a short print.

    The anchor of the release stands below, so that paper in other hands tells when history is not
    what it was.
    """
    rows = [
        {
            "role": each.role.zh,
            "name": each.name,
            "post": each.post,
            "when": _moment(each.when),
            "print": grouped(each.proof) if each.is_signed else "",
        }
        for each in given or _OPEN
    ]
    return filled("publish/book/templates/approvals.html", lang="zh", rows=rows, anchor=anchor)


def _moment(when: str) -> str:
    """Return a moment as people write it, in the office's time as it was signed."""
    try:
        at = dt.datetime.fromisoformat(when)
    except ValueError:
        return "—"
    return f"{at.year} 年 {at.month} 月 {at.day} 日 {at:%H:%M}"


def grouped(fingerprint: str) -> str:
    """Return the beginning of a key's fingerprint in groups of four, to be read out."""
    short = fingerprint.rpartition(":")[2][:_SHOWN]
    return " ".join(short[at : at + _GROUP] for at in range(0, len(short), _GROUP))


def effective_pages(pages: Iterable[EffectivePage]) -> Markup:
    """Return the list of effective pages, to be ticked off: down each column, page by page."""
    listed = list(pages)
    sheets: list[list[list[EffectivePage | None]]] = []
    while listed:
        rows = _ROWS if sheets else _ROWS_FIRST
        chunk, listed = listed[: rows * _COLUMNS], listed[rows * _COLUMNS :]
        deep = min(rows, -(-len(chunk) // _COLUMNS))
        sheets.append([
            [chunk[at] if at < len(chunk) else None for at in range(row, deep * _COLUMNS, deep)]
            for row in range(deep)
        ])
    return filled("publish/book/templates/effective.html", lang="zh", sheets=sheets)
