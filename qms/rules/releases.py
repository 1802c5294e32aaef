"""Whether releases follow one another without a gap and stayed as made (2.2.1, 2.2.3)."""

from collections.abc import Iterator
from itertools import pairwise

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch02_manual import Release
from qms.model.kinds.record import place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Proof, Snapshot
from qms.rules.examples import RELEASE
from qms.text import Text

_PATH = "records/release/A-0.yaml"


@rule(
    "REL110",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(Proof, Release),
    title=Text(zh="发布前后相连", en="Releases form a chain"),
    message=Text(
        zh="{name} 所记的上一发布与实际不符（{previous}）",
        en="what {name} says of the release before it does not hold ({previous})",
    ),
    why=Text(
        zh="每次发布记下上一发布的摘要，抽走或改动任何一次都会断链。",
        en="Each release holds the digest of the one before; taking one out breaks the chain.",
    ),
    cure=Text(
        zh="从 git 历史恢复缺失或被改的发布记录。",
        en="Restore the missing or changed release record from git history.",
    ),
    bad=Example({
        "records/release/A-1.yaml": RELEASE.replace("A-0", "A-1").replace(
            "amendment: 0", "amendment: 1\nprevious: A-0\nprevious_sha256: " + "ab" * 32
        ),
        _PATH: RELEASE,
    }),
    is_integrity=True,
)
def chain_broken(snapshot: Snapshot) -> Iterator[Hit]:
    """A release does not follow the one before it, by name and by digest."""
    digests = snapshot.signable_digests
    for before, release in zip((None, *snapshot.releases), snapshot.releases, strict=False):
        wanted = (before.id, digests.get(before.id)) if before else (None, None)
        if (release.previous, release.previous_sha256) != wanted:
            yield hit(
                place_of(release, "previous"),
                name=release.name,
                previous=release.previous or "—",
            )


@rule(
    "REL117",
    clause="2.2.3",
    severity=Severity.ERROR,
    reads=(Release,),
    title=Text(zh="修改次数连续", en="Amendments are counted without a gap"),
    message=Text(
        zh="{before} 之后是 {name}，中间缺号；应为 {wanted}",
        en="{name} follows {before}, which leaves a gap; it should be {wanted}",
    ),
    why=Text(
        zh="缺了号，持有人分不清是漏收了换页，还是本来没有。",
        en="With a gap no holder can tell a lost amendment from one that never was.",
    ),
    cure=Text(
        zh="从 git 历史找回缺少的发布；确实没有的，说明原因并登记让步。",
        en="Restore the missing release from history; if there was none, say why in a concession.",
    ),
    bad=Example({
        _PATH: RELEASE,
        "records/release/A-2.yaml": RELEASE.replace("A-0", "A-2").replace(
            "amendment: 0", "amendment: 2"
        ),
    }),
    good=Example({
        _PATH: RELEASE,
        "records/release/A-1.yaml": RELEASE.replace("A-0", "A-1").replace(
            "amendment: 0", "amendment: 1"
        ),
    }),
)
def number_left_out(snapshot: Snapshot) -> Iterator[Hit]:
    """A release is neither the next amendment of its edition nor the first of the next edition."""
    for before, release in pairwise(snapshot.releases):
        if release.edition == before.edition:
            wanted = f"{before.edition}/{before.amendment + 1}"
        else:
            wanted = f"{chr(ord(before.edition) + 1)}/0"
        if release.name not in {wanted, before.name}:  # the same once more is another rule's
            yield hit(
                place_of(release, "amendment"), name=release.name, before=before.name,
                wanted=wanted,
            )  # fmt: skip
