"""Every command that only reads, with the words that make it give a result of the same company."""

from collections.abc import Mapping
from pathlib import Path

from tests.testing.company import make_company, release
from tests.testing.documents import NUMBER
from tests.testing.repository import commit, qms, write
from tests.testing.writers import OPEN, World, registered

_DAY = ("--as-of", "2026-06-01")

# {out} is a file beside the repository, {beside} the folder that it lies in.
READERS: Mapping[str, tuple[str, ...]] = {
    "build": ("--output", "{out}"),
    "check": ("--format", "json"),
    "anchor": (),
    "explain": ("FRZ101",),
    "matrix": ("--format", "text"),
    "clause remove": ("1",),
    "clause add": ("2", "--title", "例"),
    "pdf": ("--release", "A/0", "--output", "{out}"),
    "history": (),
    "diff": ("A/0",),
    "copy list": (),
    "copy show": ("001",),
    "verify": ("{beside}/book.pdf",),
    "log": (),
    "status": (),
    "calendar": (),
    "export": ("change-request", "--csv", "--output", "{out}"),
    "form": ("GG-2026-0001", "--output", "{out}"),
    "schemas": ("--check",),
    "site": ("--output", "{out}"),
    "audit-pack": ("--output", "{out}"),
    "review-pack": ("2026", "--output", "{out}"),
    "kpi": (),
    "group check": ("--sites", "{beside}/group.yml"),
    "group status": ("--sites", "{beside}/group.yml"),
    "group matrix": ("--sites", "{beside}/group.yml"),
    "group kpi": ("--sites", "{beside}/group.yml"),
    "objectives": (),
    "key list": (),
    "show": ("GG-2026-0001",),
    "list": ("change-request",),
    "trace": ("GG-2026-0001",),
    "change list": (),
    "change show": ("GG-2026-0001",),
    "study list": (),
    "leaver": ("P-001",),
    "document list": (),
    "document show": (NUMBER,),
    "document copies": (NUMBER,),
}
ELSEWHERE = {
    "rule new": "it begins a file of rules; tests/cli/test_rule.py",
    "rule test": "it runs the repository's own rules; tests/cli/test_rule.py",
    "rule reference": "it reads no repository but for kinds of its own",
    "adopt": "it lays a file of another office against the clauses; tests/operations/test_adopt.py",
    "backup": "it writes a file of its own; tests/operations/test_backup.py",
    "restore": "it reads a backup; tests/operations/test_backup.py",
    "desk": "it serves until it is stopped; tests/desk",
    "init": "it reads no repository; it makes one",
}


_FIGURE = """\
id: 例率
name: 例率
name_en: Rate
clause: "1"
population: change-request
period_date: date
where: "true"
numerator: status = 'closed'
unit: '%'
direction: higher
targets: {'2026': '90'}
owner: after-sales
frequency: quarter
traps: 无
"""
# Nobody has to study the first edition, and no copy of the document is out.
LISTS_NOTHING = {"study list", "document copies"}


def make_read(root: Path, keys: Mapping[str, Path]) -> Path:
    """Make a company with a release, an open request and a copy out, its book beside it."""
    company = make_company(root, dict(keys))
    release(company, dict(keys), "--edition", "2025-12-10", "2026-01-01")
    request = {"records/change-request/2026/GG-2026-0001.yaml": OPEN}
    write(company, request | {"records/kpi/例率.yaml": _FIGURE})
    commit(company)
    world = World(company, keys, root.parent)
    world.done(*registered(world))
    book = str(root.parent / "book.pdf")
    who = ("--to", "after-sales", "--keeper", "P-002", "--by", "P-001", "--as-of", "2026-06-01")
    done = qms(company, "copy", "issue", *who, "--output", book)
    assert done.exit_code == 0, done.stderr
    return company


def words_of(name: str, beside: Path) -> list[str]:
    """Return the words of a reading command whose files lie in this folder."""
    given = [each.format(out=beside / "out", beside=beside) for each in READERS[name]]
    return [*name.split(), *given]
