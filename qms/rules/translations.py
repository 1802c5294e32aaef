"""The English text of a chapter keeps up with the Chinese that it translates (clause 2.2.1)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Place, Severity
from qms.model.manual import Chapter, Translation
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import MINIMAL
from qms.standing.translations import Rendering, rendering
from qms.text import Text

_CHAPTER = "manual/01-order.md"
_REVISED = MINIMAL[_CHAPTER].replace("revision: A/0", "revision: A/1")


def _translated(revision: str) -> dict[str, str]:
    head = f'---\nchapter: "1"\ntranslates: {revision}\ntitle: Promulgation order\n---\n'
    text = "# 1 Promulgation order\n\nDepartments shall study this manual.\n"
    return {_CHAPTER: _REVISED, "manual/en/01-order.md": head + text}


@rule(
    "TRM106",
    clause="2.2.1",
    severity=Severity.WARNING,
    reads=(Chapter, Translation),
    title=Text(zh="英文译文跟上原文", en="A translation keeps up with its original"),
    message=Text(
        zh="第 {chapter} 章已到 {now}，英文译的还是 {then}",
        en="chapter {chapter} stands at {now}, its English text still translates {then}",
    ),
    why=Text(
        zh="译文不作依据，但读英文的人会照旧规定做事。",
        en="A translation binds nobody, but whoever reads English would act by the old rule.",
    ),
    cure=Text(
        zh="照改过的条款改译文，把 translates 写作 {now}。",
        en="Bring the English text up to the changed clauses and write translates: {now}.",
    ),
    bad=Example(_translated("A/0")),
    good=Example(_translated("A/1")),
)
def translation_behind(snapshot: Snapshot) -> Iterator[Hit]:
    """An English text is of an earlier revision than the chapter that it translates."""
    for chapter in snapshot.chapters:
        number, now = chapter.front.chapter, chapter.front.revision
        english = snapshot.translations.get(number)
        if english is not None and rendering(english, now) is Rendering.behind:
            yield hit(Place(english.path, line=1), chapter=number, now=now, then=english.revision)
