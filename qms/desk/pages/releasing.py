"""A release of the manual: what would go into it, prepared, waiting for signatures, completed."""

import datetime as dt
from functools import partial

from starlette.responses import Response

from qms.desk.desk import Desk
from qms.desk.pages.page import Page
from qms.desk.visits import Said
from qms.errors import QmsError
from qms.model.kinds.ch02_manual import ChangeRequest, ReleaseCandidate, Signature
from qms.model.snapshot import Snapshot
from qms.operations.manual import prepare as preparing
from qms.operations.manual.release import release
from qms.standing.authority import Act, signing_posts
from qms.standing.release import (
    ROLES,
    Step,
    changed_chapters,
    following,
    passed_limits,
    signatures_of,
)
from qms.store import git
from qms.text import Text, same


def _release(desk: Desk) -> Response:
    return _shown(desk)


def _shown(desk: Desk, refusal: str = "") -> Response:
    snapshot = desk.snapshot
    candidate = next(iter(snapshot.all(ReleaseCandidate)), None)
    newest = snapshot.releases[-1] if snapshot.releases else None
    changed = changed_chapters(newest, snapshot.chapters)
    carried = {change for each in snapshot.releases for change in each.changes}
    given = dict(signatures_of(snapshot.all(Signature), candidate.id)) if candidate else {}
    return desk.page(
        "release",
        status=409 if refusal else 200,
        refusal=refusal,
        candidate=candidate,
        newest=newest,
        names={each.name: following(snapshot.releases, each).name for each in _steps(snapshot)},
        chapters=[each for each in snapshot.chapters if each.path in changed],
        requests=[
            each
            for each in snapshot.all(ChangeRequest)
            if each.is_approved and each.id not in carried
        ],
        roles=[
            (role, given.get(role), desk.holders(signing_posts(snapshot, role))) for role in ROLES
        ],
        is_signed=candidate is not None and all(role in given for role in ROLES),
        proposals=passed_limits(candidate, snapshot.settings.manual) if candidate else (),
        given=desk.given,
    )


def _steps(snapshot: Snapshot) -> tuple[Step, ...]:
    """Return what can follow: of a manual never released only its first edition."""
    return tuple(Step) if snapshot.releases else (Step.edition,)


def _prepared(desk: Desk) -> Response:
    try:
        _refuse_disturbed(desk)
        plan = preparing.Plan(_step(desk), _effective(desk), _reason(desk))
        root = desk.house.root
        laid = preparing.lay_out(root, desk.snapshot, plan)
        filed = desk.filed(partial(preparing.prepare, plan=plan, laid=laid, root=root))
    except QmsError as error:
        return _shown(desk, desk.in_office_words(error))
    name = filed.answer.name if filed.answer else ""
    return desk.go("/release", Said(_PREPARED.say(desk.lang, name=same(name))))


def _step(desk: Desk) -> Step:
    return Step.edition if desk.given("step") == Step.edition.name else Step.amendment


def _effective(desk: Desk) -> dt.date:
    try:
        return dt.date.fromisoformat(desk.given("effective"))
    except ValueError as error:
        raise QmsError(
            Text(zh="写明生效日期，如 2026-07-01。", en="Say from which day, such as 2026-07-01.")
        ) from error


def _reason(desk: Desk) -> str:
    if not desk.given("reason"):
        raise QmsError(Text(zh="写明发布原因。", en="Say why it is released."))
    return desk.given("reason")


def _refuse_disturbed(desk: Desk) -> None:
    """Refuse in the office's words where files were changed past the program."""
    if not git.is_clean(git.repository(desk.house.root), "manual", "records", "qms.yml"):
        raise QmsError(
            Text(
                zh="手册或登记册里有尚未登记的改动，现在不能发布。",
                en="The manual or the registers hold changes that are not filed yet; nothing is "
                "released now.",
            ),
            Text(
                zh="请维护这台机器的人先登记或撤回这些改动。",
                en="Have whoever looks after this machine file them or take them back.",
            ),
        )


_PREPARED = Text(
    zh="{name} 已准备好，等待编制、审核、批准三人依次签署。",
    en="{name} is prepared and waits for three people to sign: prepared, reviewed, approved.",
)


def _completed(desk: Desk) -> Response:
    snapshot = desk.snapshot
    candidate = next(iter(snapshot.all(ReleaseCandidate)), None)
    if candidate is None:
        return _shown(desk, desk.t("没有待发布的版本。", "No release is prepared."))
    steps = [
        each for each in _steps(snapshot) if following(snapshot.releases, each).id == candidate.id
    ]
    try:
        _refuse_disturbed(desk)
        step = steps[0] if steps else _steps(snapshot)[0]
        asked = partial(release, step=step, effective=candidate.effective, root=desk.house.root)
        desk.filed(asked)
    except QmsError as error:
        return _shown(desk, desk.in_office_words(error))
    said = desk.done(
        _DONE, name=candidate.name, day=candidate.effective, href="/copies/packages", link=_SEND
    )
    return desk.go("/release", said)


_DONE = Text(
    zh="{name} 已发布，自 {day} 生效。接着发换页包或换整本。",
    en="{name} is released, in force from {day}. Next: change packages, or whole books.",
)
_SEND = Text(zh="换页包", en="Change packages")

PAGES = (
    Page("/release", _release),
    Page("/release/prepare", _prepared, "POST", act=Act.release),
    Page("/release/complete", _completed, "POST", act=Act.release),
)
