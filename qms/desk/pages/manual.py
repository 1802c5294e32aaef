"""The manual in force: reading, searching, what a release changed, and confirming its study."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from starlette.exceptions import HTTPException
from starlette.responses import Response

from qms.desk.desk import Desk
from qms.desk.pages.page import Page
from qms.desk.pages.signing import after
from qms.errors import QmsError
from qms.model.kinds import clause_order
from qms.model.kinds.ch02_manual import Release, Role, release_name
from qms.model.kinds.ch02_study import StudyConfirmation
from qms.model.kinds.ch07_documents import DocumentRevision
from qms.model.manual import Chapter
from qms.model.redline import shortened
from qms.operations.documents.texts import document_difference
from qms.operations.manual.history import difference
from qms.operations.manual.study import confirm_study
from qms.publish.book.blocks import passages
from qms.publish.redline import html_of
from qms.publish.templating import Markup, trusted
from qms.standing.release import chosen_release
from qms.standing.study import Study, studies
from qms.text import Text

_AROUND = 60
_MOST_FOUND = 40


@dataclass(frozen=True, slots=True)
class Passage:
    """A place of the manual that holds what was looked for."""

    number: str
    title: str
    chapter: str
    before: str
    found: str
    after: str


def _manual(desk: Desk) -> Response:
    words = desk.asked("q")
    chapters = sorted(
        (each for each in desk.reading.manual.chapters if each.front.chapter != "0"),
        key=lambda each: clause_order(each.front.chapter),
    )
    return desk.page(
        "manual",
        release=desk.snapshot.in_force,
        chapters=chapters,
        q=words,
        found=search(chapters, words) if words else (),
        releases=list(reversed(desk.snapshot.releases)),
    )


def search(chapters: Sequence[Chapter], words: str) -> list[Passage]:
    """Return the clauses that hold all the words, with what stands around the first."""
    parts = words.lower().split()
    found: list[Passage] = []
    for chapter in chapters:
        for clause in chapter.clauses:
            body = f"{clause.title}\n{clause.body}"
            said = body.lower().replace(" ", "")
            if all(part.replace(" ", "") in said or part in clause.number for part in parts):
                at = max(0, body.lower().find(parts[0]))
                end = at + len(parts[0])
                found.append(Passage(
                    clause.number, clause.title, chapter.front.chapter,
                    body[max(0, at - _AROUND) : at], body[at:end], body[end : end + _AROUND],
                ))  # fmt: skip
    return found[:_MOST_FOUND]


def _chapter(desk: Desk) -> Response:
    number = desk.request.path_params["number"]
    manual = desk.reading.manual
    chapter = next((each for each in manual.chapters if each.front.chapter == number), None)
    if chapter is None:
        raise HTTPException(404)
    blocks = [(each, _scrolled(desk, each.html)) for each in passages(chapter, manual)]
    return desk.page(
        "chapter",
        chapter=chapter,
        blocks=blocks,
        release=desk.snapshot.in_force,
        chapters=sorted(
            (each.front.chapter for each in manual.chapters if each.front.chapter != "0"),
            key=clause_order,
        ),
    )


def _scrolled(desk: Desk, html: Markup) -> Markup:
    """Return a passage whose tables can be moved sideways, by keyboard too, on a narrow screen."""
    name = desk.t("表", "table")
    opening = trusted(f'<div class="wide" role="group" tabindex="0" aria-label="{name}"><table')
    closing = trusted("</table></div>")
    return html.replace("<table", opening).replace("</table>", closing)


def _changes(desk: Desk) -> Response:
    release = chosen_release(desk.snapshot, desk.request.path_params["release"])
    before = _before(desk, release)
    return desk.page(
        "changes",
        release=release,
        before=before,
        redlines=_redline(desk, release),
    )


def _before(desk: Desk, release: Release) -> Release | None:
    older = [each for each in desk.snapshot.releases if each.rank < release.rank]
    return older[-1] if older else None


def _study(desk: Desk) -> Response:
    mine = [each for each in studies(desk.snapshot) if each.person.id == desk.by]
    waiting = [each for each in mine if each.confirmed is None]
    return desk.page(
        "study",
        waiting=[(each, _to_read(desk, each)) for each in waiting],
        done=[each for each in mine if each.confirmed is not None],
        posts=lambda each: desk.t("、", ", ").join(map(desk.post, each.posts)),
    )


def _to_read(desk: Desk, study: Study) -> list[tuple[str, str, Markup]]:
    """Return what changed in what is to be studied, section by section."""
    if study.release is not None:
        return _redline(desk, study.release)
    if study.version is None or study.version.previous is None:
        return []
    number, before = study.version.document, study.version.previous
    try:
        found = document_difference(
            desk.house.root, desk.snapshot, number, before, study.version.version
        )
    except QmsError:
        return []  # the file shows no text; it is opened from its record
    return [(each.number, each.title, html_of(shortened(each.stretches))) for each in found]


def _redline(desk: Desk, release: Release) -> list[tuple[str, str, Markup]]:
    """Return what a release changed from the one before, clause by clause."""
    before = _before(desk, release)
    if before is None:
        return []
    return [
        (each.number, each.title, html_of(shortened(each.stretches)))
        for each in difference(desk.house.root, desk.snapshot, before.name, release.name, None)
    ]


def _confirm(desk: Desk) -> Response:
    try:
        asked = partial(
            confirm_study, person=desk.by, release=desk.given("release") or None,
            document=desk.given("document") or None,
        )  # fmt: skip
        study = desk.filed(asked).of(StudyConfirmation)
    except QmsError as error:
        return desk.go("/study", desk.refused(error))
    href = after(desk, Role.confirmed, study, "/study")
    return desk.go(href, desk.done(_CONFIRMED, release=_studied(desk, study)))


def _studied(desk: Desk, study: StudyConfirmation) -> str:
    version = desk.snapshot.find(DocumentRevision, study.document_version)
    return version.name if version else release_name(study.studied)


_CONFIRMED = Text(
    zh="已登记：您已学习并理解 {release}。", en="Filed: you have studied and understood {release}."
)


PAGES = (
    Page("/manual", _manual),
    Page("/manual/chapter/{number}", _chapter),
    Page("/manual/changes/{release}", _changes),
    Page("/study", _study),
    Page("/study", _confirm, "POST"),
)
