"""Makes change packages and files that they were sent (2.2.3)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qms.errors import QmsError
from qms.model.kinds.ch02_manual import Release
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import called
from qms.model.snapshot import Snapshot
from qms.operations.copies.copy import notice
from qms.operations.copies.held import copy_out
from qms.operations.copies.print_copy import stamp_of
from qms.operations.copies.sealing import sealed
from qms.operations.printing.book import imprint_of
from qms.standing.copies import ControlledCopy, holder_name
from qms.standing.copy_codes import code_for
from qms.standing.release import chosen_release
from qms.store import digests, keys, workers
from qms.store.changes import Changes
from qms.store.kept import Kept
from qms.text import Text, same

if TYPE_CHECKING:
    import datetime as dt

    from qms.publish.change_pack import Addressee, Package


@dataclass(frozen=True)
class Made:
    """A change package, ready to be sent."""

    name: str
    content: bytes
    sent: int
    recalled: int
    start: Release
    goal: Release
    copy: ControlledCopy | None
    seal: str = ""
    was_kept: bool = False  # a run that was broken off had made it


Spread = Callable[[Callable[["_Task"], Made], "Sequence[_Task]"], "Sequence[Made]"]


def change_pack(
    root: Path,
    snapshot: Snapshot,
    *,
    to: str,
    start: str | None,
    number: str | None,
    one_sided: bool = False,
    key: Path | None = None,
) -> Made:
    """Return the package that brings a copy, or a plain book, from one release to another.

    For a copy it starts from what its holder has acknowledged, so that who missed two amendments
    gets one package for both. With a key the new cover bears a signed code.

    Raises:
        QmsError: There is no such release or copy, nobody keeps it any more; the releases are of
            two editions, or not in this order.

    """
    copy = copy_out(snapshot, number) if number else None
    if copy is not None and (gone := keeper_gone(snapshot, copy)):
        raise QmsError(
            Text(
                zh="分发号 {number} 的换页包没有人收：{why}。",
                en="Nobody is there to take the package of copy {number}: {why}.",
            ),
            Text(zh="换保管人用 qms copy transfer。", en="Name another with qms copy transfer."),
            number=same(copy.number),
            why=gone,
        )
    goal = chosen_release(snapshot, to)
    first = _start(snapshot, goal, start, copy)
    if key is not None:
        keys.public_key(key)  # refused before the pages are laid out
    (made,) = _made(root, snapshot, goal, [(copy, first)], one_sided=one_sided, key=key)
    return made


def keeper_gone(snapshot: Snapshot, copy: ControlledCopy) -> Text | None:
    """Say that the keeper of a copy has left; None where nobody has."""
    keeper = snapshot.find(Person, copy.holder.person)
    if keeper is None or keeper.is_employed_on(snapshot.as_of):
        return None
    name = called(keeper)
    return Text(zh=f"保管人{name.zh}已离职", en=f"its keeper {name.en} has left")


def for_copies(
    root: Path,
    snapshot: Snapshot,
    goal: Release,
    copies: Iterable[ControlledCopy],
    *,
    one_sided: bool = False,
    key: Path | None = None,
    kept: Kept | None = None,
    spread: Spread = workers.spread,
) -> Sequence[Made]:
    """Return the package of each copy; what several have in common is laid out once.

    `spread` does what is each copy's own, in whatever order it likes; what is `kept` is not made
    again.

    Raises:
        QmsError: A copy stands at a release from which no pages lead to the goal, or the key is of
            no use.

    """
    if key is not None:
        keys.public_key(key)  # refused before the pages are laid out
    pairs = [(copy, chosen_release(snapshot, copy.release)) for copy in copies]
    return _made(
        root, snapshot, goal, pairs, one_sided=one_sided, key=key, kept=kept, spread=spread
    )


def _made(
    root: Path,
    snapshot: Snapshot,
    goal: Release,
    wanted: Sequence[tuple[ControlledCopy | None, Release]],
    *,
    one_sided: bool,
    key: Path | None = None,
    kept: Kept | None = None,
    spread: Spread = workers.spread,
) -> Sequence[Made]:
    for _, first in wanted:
        _refuse_unrelated(first, goal)
    tasks = _tasks(root, snapshot, goal, wanted)
    packed = partial(_packed, snapshot, goal, one_sided=one_sided, key=key, kept=kept)
    return spread(packed, tasks)


@dataclass(frozen=True)
class _Task:
    """A package that is laid out, and the copy that it is to be addressed to."""

    copy: ControlledCopy | None
    first: Release
    package: "Package"


def _tasks(
    root: Path,
    snapshot: Snapshot,
    goal: Release,
    wanted: Sequence[tuple[ControlledCopy | None, Release]],
) -> list[_Task]:
    """Lay out the leaves of each state at which a copy stands, once."""
    from qms.publish.book.book import unlaid_book
    from qms.publish.change_pack import package

    new = unlaid_book(imprint_of(root, snapshot, goal))
    known: dict[tuple[str, dt.date], Package] = {}
    for copy, first in wanted:
        then = _then(snapshot, copy, first)
        state = (first.id, then.as_of)
        if state not in known:
            known[state] = package(unlaid_book(imprint_of(root, then, first)), new)
            new = known[state].new  # what it has laid out serves the next state too
    return [
        _Task(copy, first, known[first.id, _then(snapshot, copy, first).as_of])
        for copy, first in wanted
    ]


def _packed(
    snapshot: Snapshot,
    goal: Release,
    task: _Task,
    *,
    one_sided: bool,
    key: Path | None,
    kept: Kept | None,
) -> Made:
    """Address, write and stamp one package, or take it as it was kept."""
    copy, made = task.copy, task.package
    seal = sealed(snapshot, copy.number, goal.id, key=key) if copy else ""
    numbers = (task.first.id, goal.id, *((copy.number,) if copy else ()))
    asked = (*numbers, seal, str(one_sided))
    content = kept.take(*asked) if kept else None
    was_kept = content is not None
    if content is None:
        content = _written(snapshot, goal, task, seal, one_sided=one_sided)
        if kept:
            kept.put(content, *asked)
    name = "-".join((snapshot.settings.manual.number, *numbers))
    sent, back = len(made.inserted), len(made.removed)
    return Made(f"{name}.pdf", content, sent, back, task.first, goal, copy, seal, was_kept)


def _written(
    snapshot: Snapshot, goal: Release, task: _Task, seal: str, *, one_sided: bool
) -> bytes:
    from qms.publish.change_pack import Paper, printed
    from qms.publish.stamps import stamped

    paper = Paper.one_sided if one_sided else Paper.two_sided
    pdf = printed(task.package, to=_addressee(snapshot, task.copy, goal), paper=paper)
    if task.copy is None:
        return pdf.content
    stamp = stamp_of(snapshot, task.copy, goal, seal=seal)
    return stamped(pdf.content, [stamp], cover=pdf.first_sheet)[0]


def _addressee(
    snapshot: Snapshot, copy: ControlledCopy | None, goal: Release
) -> "Addressee | None":
    from qms.publish.change_pack import Addressee

    if copy is None:
        return None
    return Addressee(copy, holder_name(snapshot, copy), code_for(snapshot, copy, goal))


def _start(
    snapshot: Snapshot, goal: Release, start: str | None, copy: ControlledCopy | None
) -> Release:
    if start:
        return chosen_release(snapshot, start)
    if copy:
        return chosen_release(snapshot, copy.release)
    before = [each for each in snapshot.releases if each.rank < goal.rank]
    if not before:
        raise QmsError(
            Text(zh="{name} 是第一次发布，无页可换。", en="{name} is the first release."),
            name=same(goal.name),
        )
    return before[-1]


def _refuse_unrelated(first: Release, goal: Release) -> None:
    if first.edition != goal.edition:
        raise QmsError(
            Text(
                zh="{old} 到 {new} 是换版：整本更换，不换页。",
                en="From {old} to {new} is a new edition: exchange the whole book.",
            ),
            Text(
                zh="用 qms copy exchange 分发号 --to {new} --by 经办人 发新的一本。",
                en="Send a new one: qms copy exchange N --to {new} --by PERSON.",
            ),
            old=same(first.name),
            new=same(goal.name),
        )
    if first.rank >= goal.rank:
        raise QmsError(
            Text(
                zh="起点 {old} 不早于 {new}，没有页可换。",
                en="It stands at {old}, which is not before {new}: there is nothing to exchange.",
            ),
            Text(zh="要重做以前的换页包，用 --from。", en="For an older package say --from."),
            old=same(first.name),
            new=same(goal.name),
        )
    if not first.pages or not goal.pages:
        raise QmsError(
            Text(
                zh="{name} 的发布记录没有页面清单，不能换页。",
                en="The record of {name} lists no pages, so none can be exchanged.",
            ),
            Text(
                zh="整本更换：qms copy exchange。", en="Exchange the whole book: qms copy exchange."
            ),
            name=same((goal if first.pages else first).name),
        )


def _then(snapshot: Snapshot, copy: ControlledCopy | None, first: Release) -> Snapshot:
    """Return the day on which the old book was printed; its front matter depends on it."""
    if copy is None:
        return replace(snapshot, as_of=max(first.effective, snapshot.as_of))
    days = [each.date for each in copy.events if each.date <= snapshot.as_of]
    return replace(snapshot, as_of=max(days, default=first.effective))


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What is noted of a package that was sent; the same package gives the same."""

    number: str
    at: str
    goal: str
    sent: int
    recalled: int
    pdf_sha256: str
    seal: str


def dispatch(made: Made) -> Dispatch:
    """Return what is to be noted of a package.

    Raises:
        QmsError: It is for no copy.

    """
    if made.copy is None:
        raise QmsError(
            Text(zh="写明分发号：--copy。", en="Say for which copy: --copy."),
        )
    return Dispatch(
        made.copy.number,
        made.copy.release,
        made.goal.id,
        made.sent,
        made.recalled,
        digests.sha256(made.content),
        made.seal,
    )


def sent(snapshot: Snapshot, package: Dispatch, *, by: str) -> Changes[None]:
    """File the notice that a package was sent to the holder of its copy.

    Raises:
        QmsError: The copy has moved on since the package was made.

    """
    return notice(
        snapshot,
        package.number,
        chosen_release(snapshot, package.goal),
        by=by,
        at=package.at,
        sent=package.sent,
        recalled=package.recalled,
        pdf_sha256=package.pdf_sha256,
        seal=package.seal,
    )
