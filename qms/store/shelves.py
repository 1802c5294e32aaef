"""The files in which remembered records stand, each a shelf of many contents (clause 7.5)."""

from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

from qms.store.notebook import mapping

# How much may lie there for each that is used: as much again of what is not, another branch's.
SPARE = 2


@dataclass(frozen=True)
class Shelf:
    """Some of the remembered records: one file, whose head says where each content begins."""

    spans: dict[str, list[int]]
    body: bytes

    @classmethod
    def of(cls, page: bytes | None) -> "Shelf":
        """Return what a file holds; an empty one where it cannot be understood."""
        head, _, body = (page or b"").partition(b"\n")
        spans = mapping(head)
        return cls({key: span for key, span in spans.items() if _is_span(span)}, body)

    @property
    def page(self) -> bytes:
        """The file."""
        return to_json(self.spans) + b"\n" + self.body

    def rows(self, key: str) -> bytes | None:
        """Return the records of a content as they were written; None where they are not here."""
        span = self.spans.get(key)
        return None if span is None else self.body[span[0] : span[0] + span[1]]

    def with_rows(self, fresh: dict[str, bytes], used: dict[str, list[Any]]) -> "Shelf":
        """Return a shelf with more; what nobody used leaves when it takes the greater part."""
        old = {key: self.body[at : at + size] for key, (at, size) in self.spans.items()}
        kept = {key: rows for key, rows in old.items() if key in used} | fresh
        room = (SPARE - 1) * sum(map(len, kept.values()))
        for key, rows in old.items():
            room -= 0 if key in kept else len(rows)
            if key not in kept and room >= 0:
                kept[key] = rows
        spans: dict[str, list[int]] = {}
        at = 0
        for key, rows in kept.items():
            spans[key], at = [at, len(rows)], at + len(rows)
        return Shelf(spans, b"".join(kept.values()))


def shelf_of(key: str) -> str:
    """Return the file in which the records of a content stand: one of sixteen."""
    return f"rows-{key.rpartition(':')[2][:1]}"


def _is_span(span: object) -> bool:
    return isinstance(span, list) and len(span) == 2 and all(isinstance(n, int) for n in span)  # noqa: PLR2004
