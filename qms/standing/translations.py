"""How the translation of a chapter stands to it: of which revision, and what it prints (2.2.1)."""

from enum import Enum

from qms.model.kinds.ch02_limits import PREFIX, Limit
from qms.model.manual import Translation, filled
from qms.model.snapshot import Snapshot


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
    """Return a translation with the figures of the manual in English; the last register prevails.

    Where the release in force has no register of figures, those of today are printed.
    """
    entries = {each.id: each for snapshot in registers for each in snapshot.all(Limit)}
    words = {f"{PREFIX}{key}": each.said.en for key, each in entries.items()}
    return filled(translation.body, words)


def _rank(revision: str) -> tuple[str, int]:
    edition, _, amendment = revision.partition("/")
    return edition, int(amendment) if amendment.isdigit() else 0
