"""Change packages for every holder at once: one run, one archive, one commit (clause 2.2.3)."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qms.errors import QmsError
from qms.model.kinds.ch02_copies import CopyClass
from qms.model.kinds.ch02_manual import Release
from qms.model.kinds.ch07_competence import Person
from qms.model.snapshot import Snapshot
from qms.operations.copies import change_pack
from qms.operations.copies.change_pack import Dispatch, Made, dispatch
from qms.operations.copies.held import copy_out
from qms.operations.copies.print_copy import program
from qms.standing.copies import ControlledCopy, copies_on, events_of, holder_name, release_rank
from qms.standing.release import chosen_release
from qms.store import digests, git
from qms.store.changes import Changes
from qms.store.kept import Kept
from qms.text import Text, joined, same


@dataclass(frozen=True, slots=True)
class Mailing:
    """The packages of one run, and the archive with all of them to be printed and sent."""

    name: str
    made: tuple[Made, ...]
    content: bytes

    @property
    def dispatches(self) -> tuple[Dispatch, ...]:
        """What is to be noted of each package."""
        return tuple(map(dispatch, self.made))


def waiting(snapshot: Snapshot, goal: Release) -> tuple[ControlledCopy, ...]:
    """Return the controlled copies that stand before a release and were not sent it."""
    return tuple(
        copy
        for copy in copies_on(events_of(snapshot), snapshot.as_of).values()
        if copy.state.is_out
        and copy.copy_class is CopyClass.controlled
        and release_rank(copy.release) < goal.rank
        and not any(release_rank(notice.release) >= goal.rank for notice in copy.sent)
    )


def mailing(
    root: Path,
    snapshot: Snapshot,
    *,
    to: str,
    numbers: Sequence[str] = (),
    one_sided: bool = False,
    key: Path | None = None,
    resume: bool = False,
) -> Mailing:
    """Return the packages that bring the copies named, or every waiting copy, to a release.

    With a key each new cover bears a signed code. What is finished is kept until the run is
    settled; to resume is to take what one that was broken off had finished.

    Raises:
        QmsError: A copy named is not out; none waits; or one cannot be sent a package, and which
            all are.

    """
    goal = chosen_release(snapshot, to)
    chosen: Sequence[ControlledCopy] = [
        copy_out(snapshot, each) for each in dict.fromkeys(numbers)
    ] or waiting(snapshot, goal)
    if not chosen:
        raise QmsError(
            Text(
                zh="没有受控本等着换到 {name}：都已发出，或都不早于它。",
                en="No controlled copy waits for {name}: each was sent it, or is not before it.",
            ),
            Text(zh="用 qms copy list 查看。", en="See qms copy list."),
            name=same(goal.name),
        )
    _refuse_unsendable(snapshot, goal, chosen)
    kept = kept_of(root, snapshot, goal)
    if kept and not resume:
        kept.clear()
    made = tuple(
        change_pack.for_copies(
            root, snapshot, goal, chosen, one_sided=one_sided, key=key, kept=kept
        )
    )
    name = f"{snapshot.settings.manual.number}-{goal.id}.zip"
    return Mailing(name, made, _archive(snapshot, made, one_sided=one_sided))


def kept_of(root: Path, snapshot: Snapshot, goal: Release) -> Kept | None:
    """Return where the finished packages of a run are kept: known by commit, day and program.

    With files that are not committed nothing says what a package was made from: none is kept.
    """
    repo = git.repository(root)
    commit = git.head(repo)
    if commit is None or not git.is_clean(repo, *_MADE_FROM):
        return None
    stand = f"{commit} {snapshot.ref} {snapshot.as_of} {program()}"
    return Kept(root / "build" / f".packages-{goal.id}", stand)


_MADE_FROM = ("manual", "records", "schemas", "qms.yml")


def _refuse_unsendable(snapshot: Snapshot, goal: Release, chosen: Sequence[ControlledCopy]) -> None:
    """Name every copy that a package cannot be sent for, before anything is printed."""
    reasons = [
        Text(zh=f"{copy.number}（{why.zh}）", en=f"{copy.number} ({why.en})")
        for copy in chosen
        for why in _reasons(snapshot, goal, copy)
    ]
    if reasons:
        raise QmsError(
            Text(
                zh="这些受控本不能发换页包：{copies}。什么也没有印。",
                en="No package can be sent for these copies: {copies}. Nothing was printed.",
            ),
            Text(
                zh="换保管人用 qms copy transfer；换版的整本更换。",
                en="Name another keeper with qms copy transfer; a new edition is a new book.",
            ),
            copies=joined(reasons),
        )


def _reasons(snapshot: Snapshot, goal: Release, copy: ControlledCopy) -> Sequence[Text]:
    found: list[Text] = []
    if release_rank(copy.release) >= goal.rank:
        found.append(Text(zh="已是该版或更新", en="it is there already"))
    if chosen_release(snapshot, copy.release).edition != goal.edition:
        found.append(Text(zh="是另一版的", en="it is of another edition"))
    gone = change_pack.keeper_gone(snapshot, copy)
    return [*found, gone] if gone else found


def _archive(snapshot: Snapshot, made: Sequence[Made], *, one_sided: bool) -> bytes:
    """Return the packages, all of them in one file, and what goes with them to printer and post."""
    from qms.publish.audit_pack import archive
    from qms.publish.distribution import LabelSheet, deliveries, labels
    from qms.publish.distribution.packages import Job, covers, print_order
    from qms.publish.merging import merged, page_count

    copies = [each.copy for each in made if each.copy is not None]
    chosen = deliveries(snapshot, made[0].goal, copies, recalled=[each.recalled for each in made])
    jobs = [
        Job(
            each.name, to.copy.number, to.holder, page_count(each.content),
            digests.sha256(each.content),
        )
        for each, to in zip(made, chosen, strict=True)
    ]  # fmt: skip
    return archive({
        **{each.name: each.content for each in made},
        "all.pdf": merged([each.content for each in made]),
        "order.pdf": print_order(snapshot, jobs, one_sided=one_sided),
        "letters.pdf": covers(snapshot, chosen, [each.sent for each in made]),
        **{f"labels-{sheet.words}.pdf": labels(snapshot, chosen, sheet) for sheet in LabelSheet},
        "packages.csv": _table(snapshot, made).encode("utf-8-sig"),
    })


_HEADS = (
    "分发号", "持有人", "保管人", "换自", "换到", "放入张数", "收回张数", "文件", "SHA-256",
)  # fmt: skip


def _table(snapshot: Snapshot, made: Sequence[Made]) -> str:
    """Return what goes to whom, for a spreadsheet."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_HEADS)
    for each in made:
        if each.copy is None:
            continue
        keeper = snapshot.find(Person, each.copy.holder.person)
        writer.writerow((
            each.copy.number, holder_name(snapshot, each.copy), keeper.name if keeper else "",
            each.start.name, each.goal.name, each.sent, each.recalled, each.name,
            digests.sha256(each.content),
        ))  # fmt: skip
    return stream.getvalue()


def sent(snapshot: Snapshot, packages: Sequence[Dispatch], *, by: str) -> Changes[None]:
    """File that every package of a run was sent, in one commit.

    Raises:
        QmsError: One of the copies has moved on since the packages were made.

    """
    drafts = [
        draft for each in packages for draft in change_pack.sent(snapshot, each, by=by).drafts
    ]
    goal = chosen_release(snapshot, packages[0].goal).name
    return Changes(f"换页通知 {{id}} 等 {len(drafts)} 份：换到 {goal}", tuple(drafts))
