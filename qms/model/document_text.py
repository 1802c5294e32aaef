"""The text of a controlled document, section by section, and its redline (clause 2.2.3)."""

from collections.abc import Mapping
from dataclasses import dataclass

from qms.model.kinds.ch07_documents import DocumentRevision
from qms.model.manual import HEADING
from qms.model.redline import ClauseRedline, redline

MARKDOWN = frozenset({".md", ".markdown", ".txt"})
# What a controlled document may be: text to read, nothing that a browser would run.
SUFFIXES = MARKDOWN | {".docx", ".pdf"}


@dataclass(frozen=True, slots=True)
class Issue:
    """A version of a document with its file.

    The content is None of a file that is gone or is not what was approved; the text also of one
    that shows none.
    """

    revision: DocumentRevision
    content: bytes | None
    text: str | None


def sections(text: str) -> Mapping[str, str]:
    """Return the text under each heading of Markdown; what stands before the first has none.

    A heading that comes twice has its text joined, so that no line is lost.
    """
    found: dict[str, list[str]] = {"": []}
    under = found[""]
    is_code = False
    for line in text.splitlines():
        is_code ^= line.startswith("```")
        heading = None if is_code else HEADING.match(line)
        if heading:
            under = found.setdefault(heading[2].strip(), [])
        else:
            under.append(line)
    return {title: "\n".join(lines).strip() for title, lines in found.items()}


def document_redlines(number: str, before: str, after: str) -> tuple[ClauseRedline, ...]:
    """Return every section that differs, in the order of the newer text, then what is gone."""
    old, new = sections(before), sections(after)
    return tuple(
        ClauseRedline(number, title, redline(old.get(title, ""), new.get(title, "")))
        for title in {**new, **old}
        if old.get(title) != new.get(title)
    )
