"""Whether the manual stands in the register of documents as it is in force (clause 7.5)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch02_interim import ReleaseWithdrawal
from qms.model.kinds.ch02_manual import Release, Signature
from qms.model.kinds.ch07_documents import Document
from qms.model.kinds.record import place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import RELEASED, register
from qms.text import Text


def _listed(version: str) -> dict[str, str]:
    line = {
        "id": "QM-01", "name": "手册", "name_en": "x", "version": version, "clause": "1",
        "owner": "after-sales", "prepared_by": "P-001", "reviewed_by": "P-001",
        "approved_by": "P-001", "approved_on": "2025-12-20", "effective": "2026-01-01",
        "last_review": "2025-12-20", "next_review": "2026-12-19",
    }  # fmt: skip
    return RELEASED | register(Document, line)


@rule(
    "MAN111",
    clause="7.5",
    severity=Severity.WARNING,
    reads=(Document, Release, ReleaseWithdrawal, Signature),
    title=Text(zh="清单里的手册是现行版本", en="The register lists the manual in force"),
    message=Text(
        zh="受控文件清单把手册 {id} 写成 {listed}，现行版本是 {name}",
        en="the register lists the manual {id} as {listed}; in force is {name}",
    ),
    why=Text(
        zh="清单随书印出，持有人照它核对手里的版本。",
        en="The register is printed in the book; holders check their copy by it.",
    ),
    cure=Text(
        zh="按发布记录改正版本、批准日期和生效日期。",
        en="Correct version, approval and day of effect by the release.",
    ),
    bad=Example(_listed("A/1")),
    good=Example(_listed("A/0")),
)
def manual_listed_otherwise(snapshot: Snapshot) -> Iterator[Hit]:
    """The line of the manual in the register of documents is not of the release in force."""
    line = snapshot.find(Document, snapshot.settings.manual.number)
    release = snapshot.in_force
    if line is None or release is None or line.version == release.name:
        return
    # The line of a release that takes effect later is ahead of the day, and right.
    ahead = (each for each in snapshot.releases if each.effective > snapshot.as_of)
    if (line.version, line.effective) not in {(each.name, each.effective) for each in ahead}:
        yield hit(place_of(line, "version"), id=line.id, listed=line.version, name=release.name)
