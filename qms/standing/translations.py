"""How the translation of a chapter stands to it: of which revision, and what it prints (2.2.1)."""

from collections.abc import Mapping
from enum import Enum

from qms.model.kinds.ch02_limits import PREFIX, Limit
from qms.model.manual import Translation, filled
from qms.model.snapshot import Snapshot

_IN_ENGLISH = "_en"


class Rendering(Enum):
    """Whether a translation is of the revision in force, of an earlier or of a later one."""

    same = "same"
    behind = "behind"
    ahead = "ahead"


def rendering(translation: Translation, revision: str) -> Rendering:
    """Return how a translation stands to the revision in force: A/2 comes before B/0."""
    if translation.revision == revision:
        return Rendering.same
    is_earlier = _rank(translation.revision) < _rank(revision)
    return Rendering.behind if is_earlier else Rendering.ahead


def said(translation: Translation | None, revision: str) -> str:
    """Return in an English sentence whose revision a translation renders."""
    if translation is None:
        return "Not translated yet; the Chinese text follows."
    words = f"Translation of revision {translation.revision}"
    match rendering(translation, revision):
        case Rendering.same:
            return f"{words}."
        case Rendering.behind:
            return f"{words}. The chapter stands at {revision}: this translation is behind."
        case Rendering.ahead:
            return f"{words}, which is not in force yet; in force is {revision}."


def english_text(translation: Translation, *registers: Snapshot) -> str:
    """Return a translation with figures and the company's words in English; the last prevails.

    Where the release in force has no register of figures, those of today are printed; so are the
    English words of `qms.yml` that it has not.
    """
    entries = {each.id: each for snapshot in registers for each in snapshot.all(Limit)}
    words = {f"{PREFIX}{key}": each.printed_in_english for key, each in entries.items()}
    for snapshot in registers:
        words |= _english_words(snapshot.settings.company)
    return filled(filled(translation.body, words), words)


def _english_words(company: Mapping[str, str]) -> dict[str, str]:
    """Return what stands for each variable in English: `products_en` for `company.products`."""
    words = {
        f"company.{name.removesuffix(_IN_ENGLISH)}": said
        for name, said in company.items()
        if name.endswith(_IN_ENGLISH) and said
    }
    promise = words.pop("company.promise", "")
    return words | ({"promise": promise} if promise else {})


def _rank(revision: str) -> tuple[str, int]:
    edition, _, amendment = revision.partition("/")
    return edition, int(amendment) if amendment.isdigit() else 0
