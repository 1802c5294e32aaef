"""Change requests and signatures: asked for, reviewed and approved with an opinion, signed."""

import datetime as dt
from functools import partial

from starlette.exceptions import HTTPException
from starlette.responses import Response

from qms.desk.desk import Desk, url_of
from qms.desk.filling.inputs import Drawing
from qms.desk.filling.taking import Taken, Trouble, taken
from qms.desk.filling.typed import Typed
from qms.desk.pages.page import Page
from qms.desk.pages.signing import after, sign_url, unsigned_of
from qms.errors import QmsError
from qms.forms.fields import Field, fields_of
from qms.model.kinds.ch02_manual import ChangeRequest, ReleaseCandidate, Role, Signature
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import Status
from qms.model.redline import ClauseRedline, shortened
from qms.model.snapshot import Snapshot
from qms.operations.documents.texts import request_redlines
from qms.operations.manual.change import Wish, decide, next_step, request_change, shown
from qms.operations.manual.own_key import own_key
from qms.operations.manual.sign import given, sign
from qms.publish.redline import html_of
from qms.standing.authority import signing_posts
from qms.standing.documents import made_by
from qms.standing.release import ROLES, signatures_of
from qms.text import Text, same


def _may(snapshot: Snapshot, person: Person, role: Role) -> bool:
    """Tell whether somebody holds a post that gives this signature."""
    posts = signing_posts(snapshot, role)
    return any(person.holds(post, snapshot.as_of) for post in posts)


def waits_for(snapshot: Snapshot, person: Person) -> list[ChangeRequest]:
    """Return the change requests whose next decision is a post's that the person holds."""
    return [
        each
        for each in snapshot.all(ChangeRequest)
        if each.status is Status.open
        and not (each.is_approved or each.is_rejected)
        and _may(snapshot, person, next_step(each))
        and person.id not in {each.filled_by, each.reviewed and each.reviewed.by}
    ]


def signable_by(snapshot: Snapshot, person: Person) -> list[tuple[ReleaseCandidate, Role]]:
    """Return the prepared releases that wait for a signature of the person's post."""
    found = []
    for each in snapshot.all(ReleaseCandidate):
        given = dict(signatures_of(snapshot.all(Signature), each.id))
        wanted = next((role for role in ROLES if role not in given), None)
        if wanted is not None and _may(snapshot, person, wanted):
            found.append((each, wanted))
    return found


def _requests(desk: Desk) -> Response:
    found = sorted(desk.snapshot.all(ChangeRequest), key=lambda each: each.id, reverse=True)
    person = desk.person
    return desk.page(
        "requests",
        requests=found,
        mine=waits_for(desk.snapshot, person) if person else [],
        signable=signable_by(desk.snapshot, person) if person else [],
        unsigned=unsigned_of(desk),
        sign_url=sign_url,
        state=lambda each: desk.say(_state(each)),
    )


def _state(request: ChangeRequest) -> Text:
    if request.is_rejected:
        return Text(zh="否决", en="rejected")
    if request.is_approved:
        return Text(zh="已批准", en="approved")
    step = next_step(request).label
    return Text(zh=f"待{step.zh}", en=f"waits: {step.en}")


def _wish_fields() -> tuple[Field, ...]:
    named = {each.name: each for each in fields_of(ChangeRequest)}
    own = (
        Field("clauses", Text(zh="条款号（可写几个，用空格分开）", en="Clauses, blanks between"),
              named["explanation"].shape, is_required=True),
        Field("before", Text(zh="现在的文字", en="Text as it stands"), named["explanation"].shape),
        Field("after", Text(zh="改成", en="Text as it should be"), named["explanation"].shape,
              is_required=True),
    )  # fmt: skip
    return (named["reason"], named["explanation"], *own, named["study_posts"], named["study_by"])


def _asking(desk: Desk) -> Response:
    given = {"clauses": (desk.asked("clause"),)} if desk.asked("clause") else {}
    return _wish_page(desk, Typed(given))


def _wish_page(
    desk: Desk, typed: Typed, troubles: tuple[Trouble, ...] = (), refusal: str = ""
) -> Response:
    drawing = Drawing(typed, desk.reading.chooser, troubles)
    status = 422 if troubles or refusal else 200
    return desk.page("wish", status=status, inputs=drawing.inputs(_wish_fields()), refusal=refusal)


def _asked_for(desk: Desk) -> Response:
    typed = Typed.posted(desk.form)
    what, _, path = desk.given("do").partition(":")
    if what == "add":
        return _wish_page(desk, typed.with_row(path))
    if what == "drop":
        return _wish_page(desk, typed.without(path))
    read = taken(_wish_fields(), typed, desk.reading.office, desk.reading.chooser)
    if read.troubles:
        return _wish_page(desk, typed, tuple(read.troubles))
    try:
        asked = partial(request_change, wish=_wish(read), root=desk.house.root, by=desk.by)
        request = desk.filed(asked).record
    except QmsError as error:
        return _wish_page(desk, typed, refusal=desk.in_office_words(error))
    return desk.go(f"/changes/{request.id}", desk.done(_FILED, id=request.id))


_FILED = Text(zh="已提交 {id}，等待审核。", en="{id} is filed and waits for review.")


def _wish(read: Taken) -> Wish:
    data = read.data
    due = data.get("study_by")
    return Wish(
        reason=data["reason"],
        explanation=data["explanation"],
        clauses=tuple(data["clauses"].replace("、", " ").replace("，", " ").split()),
        before=data.get("before", ""),
        after=data["after"],
        study_posts=tuple(data.get("study_posts", ())),
        study_by=None if due is None else dt.date.fromisoformat(due),
    )


def _request_of(desk: Desk) -> ChangeRequest:
    found = desk.snapshot.find(ChangeRequest, desk.request.path_params["number"])
    if found is None:
        raise HTTPException(404)
    return found


def _request(desk: Desk) -> Response:
    return _request_page(desk, _request_of(desk))


def _in_documents(desk: Desk, request: ChangeRequest) -> tuple[ClauseRedline, ...]:
    """Return what a request changes in other documents; nothing where a file is not as attached."""
    try:
        return request_redlines(desk.house.root, desk.snapshot, request)
    except QmsError:
        return ()


def _request_page(desk: Desk, request: ChangeRequest, refusal: str = "") -> Response:
    found = shown(desk.house.root, desk.snapshot, request.id)
    redlines = [*found.redlines, *_in_documents(desk, request)]
    is_open = request.status is Status.open and not (request.is_approved or request.is_rejected)
    step = next_step(request)
    posts = signing_posts(desk.snapshot, step)
    return desk.page(
        "request",
        status=409 if refusal else 200,
        request=request,
        record_url=url_of(request),
        release=found.release,
        made=made_by(desk.snapshot, request),
        redlines=[
            (each.number, each.title, html_of(shortened(each.stretches))) for each in redlines
        ],
        state=desk.say(_state(request)),
        step=step if is_open else None,
        may=desk.person is not None and request in waits_for(desk.snapshot, desk.person),
        holders=desk.holders(posts),
        post=desk.t("、", ", ").join(map(desk.post, posts)),
        refusal=refusal,
        opinion=desk.given("opinion"),
    )


def _decided(desk: Desk) -> Response:
    request = _request_of(desk)
    try:
        asked = partial(
            decide,
            number=request.id,
            role=next_step(request),
            by=desk.by,
            agreed=desk.given("verdict") == "agreed",
            opinion=desk.given("opinion"),
        )
        role = desk.filed(asked).answer or asked.keywords["role"]
    except QmsError as error:
        return _request_page(desk, request, desk.in_office_words(error))
    return desk.go(
        after(desk, role, request, f"/changes/{request.id}"), desk.done(_DECIDED, id=request.id)
    )


_DECIDED = Text(zh="您对 {id} 的决定已登记。", en="Your decision on {id} is filed.")


def _sign(desk: Desk) -> Response:
    """Sign a prepared release with the person's own key, found on this machine."""
    candidate = desk.snapshot.find(ReleaseCandidate, desk.given("candidate"))
    person = desk.person
    if candidate is None or person is None:
        raise HTTPException(404)
    role = next(
        (each for waiting, each in signable_by(desk.snapshot, person) if waiting is candidate), None
    )
    if role is None:
        return desk.go("/changes", desk.refused(_NOT_YOURS))
    key = own_key(person, desk.snapshot.as_of)
    if key is None and desk.snapshot.settings.signatures == "required":
        return desk.go("/changes", desk.refused(_NO_KEY))
    try:
        root, at = desk.house.root, desk.house.moment()
        signature = given(root, desk.snapshot, role, at=at, key=key, by=person.id)
        desk.filed(partial(sign, given=signature, root=root, on=None))
    except QmsError as error:
        return desk.go("/changes", desk.refused(error))
    return desk.go("/changes", desk.done(_SIGNED, name=same(candidate.name), role=role.label))


_NOT_YOURS = QmsError(
    Text(zh="这份签署现在不等您。", en="This does not wait for your signature now.")
)
_NO_KEY = QmsError(
    Text(
        zh="这里要用您本人登记过的签名钥匙，本机上没有找到；此事仍等待签署。",
        en="This is signed with the key that the register has as yours; it is not on this machine. "
        "The release still waits.",
    ),
    Text(
        zh="在存有您钥匙的机器上签，或请文件管理员登记新钥匙。",
        en="Sign on the machine that holds your key, or have a new key entered in the register.",
    ),
)
_SIGNED = Text(zh="{name} 的{role}已签署。", en="{name}: signed as {role}.")


PAGES = (
    Page("/changes", _requests),
    Page("/changes/new", _asking),
    Page("/changes/new", _asked_for, "POST"),
    Page("/changes/sign", _sign, "POST"),
    Page("/changes/{number}", _request),
    Page("/changes/{number}", _decided, "POST"),
)
