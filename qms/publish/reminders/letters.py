"""Reminders as letters in one PDF: a leaf each, to be put into envelopes (clause 2.2.2)."""

import hashlib
from collections.abc import Sequence

from qms.model.snapshot import Snapshot
from qms.publish import reminders
from qms.publish.book.weasy import bound, laid_out, meta
from qms.publish.templating import filled, html, joined
from qms.standing.reminders import Notice
from qms.text import Lang, Text

_LOOK = html("""<style>
.letter .head { text-indent: 0; font-size: 12pt; border-bottom: 0.5pt solid #56656f }
.letter .head + .to { margin-top: 14mm }
.letter h1 { margin-top: 12mm }
.letter .matters { width: 100% }
.letter .matters td:nth-child(1), .letter .matters td:nth-child(2) { white-space: nowrap }
.letter .signed { margin-top: 16mm; text-align: right }
</style>""")
_TITLE = "催办信函"
_DAY = Text(zh="{day.year} 年 {day.month} 月 {day.day} 日", en="{day}")


def letters(snapshot: Snapshot, chosen: Sequence[tuple[Notice, Lang]]) -> bytes:
    """Return a letter to each addressee, each beginning on a sheet of its own.

    Args:
        snapshot: The repository on the day of the letters.
        chosen: To whom, and in which language.

    """
    pages = (
        filled(
            "publish/reminders/templates/letter.html",
            lang=lang,
            name=reminders.name_of(snapshot, notice, lang),
            address=notice.receiver.address if notice.receiver else "",
            subject=reminders.subject(snapshot, notice, lang),
            opening=reminders.opening(snapshot, notice, lang),
            rows=reminders.rows(snapshot, notice, lang),
            closing=reminders.closing(notice, lang),
            company=reminders.company(snapshot, lang),
            day=_DAY.say(lang, day=snapshot.as_of),
        )
        for notice, lang in chosen
    )
    body = joined([_LOOK, *pages])
    document = laid_out(body, None, head=meta(created=str(snapshot.as_of), author="", title=_TITLE))
    seed = hashlib.sha256(body.encode()).digest()[:16]
    return bound(document, document.pages, title=_TITLE, identifier=seed, attachments=[])
