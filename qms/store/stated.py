"""What had been decided before decisions began to be signed, which nobody is accused of (2.2.1)."""

from collections.abc import Iterable, Iterator

from pydantic_core import to_json

from qms.store import git, loading
from qms.store.notebook import mapping
from qms.store.signing_register import rows_of

# Where decisions stand, and by which fields they are known to have been taken.
_DECIDED = {
    "change-request": ("reviewed", "approved"),
    "concession": ("approved_by",),
    "record-disposal": ("approved_by",),
    "study-confirmation": ("person",),
}
_ENTRIES = ("corrections", "extensions")
_PAGE = "stated"


def stated_before(
    repository: git.Repository, first: str, before: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Yield record and field of each decision that stood in the commits before the first.

    What was found is remembered, sealed; removing it costs reading those commits once.
    """
    book = loading.notebook_of(repository.root)
    known = mapping(book.read(_PAGE))
    if known.get("commit") != first:
        found = {each for commit in before for each in _stated_at(repository, commit)}
        known = {"commit": first, "stated": sorted(found)}
        book.write(_PAGE, to_json(known))
    yield from ((str(number), str(field)) for number, field in known["stated"])


def _stated_at(repository: git.Repository, commit: str) -> Iterator[tuple[str, str]]:
    tree = git.CommitTree(repository, commit)
    for path in tree.paths("records"):
        content = tree.read(path) or b""
        fields = _DECIDED.get(path.split("/")[1], ())
        if not fields and not any(each.encode() in content for each in _ENTRIES):
            continue
        for row in rows_of(content):
            yield from ((str(row["id"]), name) for name in fields if row.get(name))
            for name in _ENTRIES:
                entries = row.get(name)
                for nth in range(len(entries) if isinstance(entries, list) else 0):
                    yield str(row["id"]), f"{name}.{nth}"
