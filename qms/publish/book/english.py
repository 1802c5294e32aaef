"""The English book: a translation to be read beside the controlled one, clause by clause (2.2.1).

It binds nobody: the cover, the head of every page and a line before each chapter say so, and of
which revision each chapter is the translation. What has no translation stands in Chinese.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from qms.model.kinds.ch02_manual import Clause
from qms.model.manual import Chapter, Translation
from qms.publish.book.blocks import chapter_pieces, composed
from qms.publish.book.imprint import Imprint
from qms.publish.book.weasy import Counted, bound, laid_out, meta
from qms.publish.templating import Markup, filled, html
from qms.standing.translations import english_text, said

TITLE = "After-sales Service Management Manual"


@dataclass(frozen=True, slots=True)
class Standing:
    """A chapter of the release, its English title, and how its translation stands to it."""

    chapter: Chapter
    title: str
    translation: Translation | None

    @property
    def revision(self) -> str:
        """What it is the translation of."""
        return self.translation.revision if self.translation else "—"

    @property
    def said(self) -> str:
        """How it stands, in a sentence."""
        return said(self.translation, self.chapter.front.revision)


def standings(imprint: Imprint, translations: Mapping[str, Translation]) -> tuple[Standing, ...]:
    """Return every chapter with its translation, in order; the cover is none."""
    return tuple(
        Standing(
            each,
            _title(imprint, each, translations.get(each.front.chapter)),
            translations.get(each.front.chapter),
        )
        for each in imprint.text.chapters
        if each.front.chapter != "0"
    )


def _title(imprint: Imprint, chapter: Chapter, translation: Translation | None) -> str:
    if translation is not None:
        return translation.title
    clause = imprint.text.find(Clause, chapter.front.chapter)
    return clause.title_en if clause else chapter.front.title


def english_book(imprint: Imprint, translations: Mapping[str, Translation]) -> bytes:
    """Return the translation as PDF, with the same numbers of clauses as the book in Chinese."""
    settings = imprint.text.settings
    company = settings.company.get("name_en", "") or settings.company.get("name", "")
    found = standings(imprint, translations)
    cover = filled(
        "publish/book/templates/english-cover.html",
        company=company,
        title=TITLE,
        rows=(
            ("Document", settings.manual.number),
            ("Release", imprint.name),
            ("In force from", imprint.day.isoformat()),
        ),
        release=imprint.name,
        chapters=found,
    )
    head = meta(created=imprint.day.isoformat(), author=company, title=TITLE)
    left = f"{settings.manual.number} {imprint.name}, translation: the Chinese text prevails"
    first = laid_out(cover, Counted(left, "", "E-"), head=head)
    pages = list(first.pages)
    for each in found:
        number = each.chapter.front.chapter
        running = Counted(left, each.title, f"E{number}-")
        pages += laid_out(_chapter(imprint, each), running).pages
    seed = "".join((imprint.name, *(each.said for each in found), *_bodies(found)))
    return bound(
        first,
        pages,
        title=f"{TITLE} {imprint.name}, translation",
        identifier=hashlib.sha256(seed.encode()).digest()[:16],
        attachments=[],
    )


def _bodies(found: Iterable[Standing]) -> Iterable[str]:
    return (each.translation.body for each in found if each.translation)


def _chapter(imprint: Imprint, standing: Standing) -> Markup:
    note = html('<p class="translation">{} The Chinese text alone is binding.</p>', standing.said)
    if standing.translation is None:
        body = composed(chapter_pieces(standing.chapter, imprint.as_released))
        form = '<h2 class="untranslated">{} {}</h2>{}{}'
        return html(form, standing.chapter.front.chapter, standing.title, note, body)
    text = english_text(standing.translation, imprint.today, imprint.text)
    chapter = replace(standing.chapter, body=text)
    pieces = chapter_pieces(chapter, imprint.as_released, lang="en")
    return html('<div lang="en" class="english">{}{}</div>', note, composed(pieces))
