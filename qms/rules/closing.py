"""Who may close a complaint, and to whom a late one goes (clause 8.3.6)."""

from collections.abc import Iterator

from qms.model.calendar import end_of, local
from qms.model.finding import Hit, Severity
from qms.model.kinds.ch05_leadership import Department, Post
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch08_complaints import Complaint
from qms.model.kinds.record import called, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import CUSTOMER, MINIMAL, retained
from qms.standing.promise import Clock, is_late
from qms.text import Text, joined

_POSTS, _DEPARTMENTS = "records/post/posts.yaml", "records/department/departments.yaml"
_CLOSING = {
    _POSTS: MINIMAL[_POSTS].replace("  overview:", "  closes_complaints: true\n  overview:")
}
_ABOVE = {
    _DEPARTMENTS: MINIMAL[_DEPARTMENTS].replace(
        "duties: 服务", "reports_to: general-manager, duties: 服务"
    )
}


_OTHER = {
    "records/person/other.yaml": "- {id: P-009, name: 丁四, department: after-sales, "
    "joined: 2020-01-01, posts: [{post: clerk, since: 2020-01-01}]}\n"
}


def _complaint(**fields: object) -> dict[str, str]:
    sheet = {
        "customer": "CU-001", "channel": "hotline", "received_at": "2026-03-02T09:00:00+08:00",
        "received_by": "P-001", "complainant": "例", "phone": "0", "product": "power-cable",
        "region": "east", "content": "例", "demand": "例", "grade": "ordinary", "owner": "P-002",
        "replied_at": "2026-03-02T10:00:00+08:00", "handled_at": "2026-03-03T09:00:00+08:00",
    } | fields  # fmt: skip
    return CUSTOMER | retained(Complaint, "TS-2026-0001", **sheet)


def _closed(by: str) -> dict[str, str]:
    return _CLOSING | _complaint(
        result="satisfied", closed_by=by, closed_at="2026-03-05T09:00:00+08:00", status="closed"
    )


@rule(
    "CMP204",
    clause="8.3.6",
    severity=Severity.ERROR,
    each=Complaint,
    reads=(Person, Post),
    title=Text(zh="投诉由有权的人关闭", en="A complaint is closed by who may"),
    message=Text(
        zh="投诉 {id} 由 {person} 关闭，当时不担任有权关闭的岗位（{posts}）",
        en="complaint {id} was closed by {person}, who held none of the posts that may ({posts})",
    ),
    why=Text(
        zh="谁都能关闭，等于没有人核对客户是否接受。",
        en="Where anybody may close, nobody asks whether the customer accepted.",
    ),
    cure=Text(
        zh="由有权的人核对后用 qms correct 更正关闭人；岗位确应有此权的，经批准写入岗位说明书。",
        en="Let one who may check it and correct closed_by; or grant the right to the post, "
        "approved.",
    ),
    bad=Example(_closed("P-009") | _OTHER),
    good=Example(_closed("P-001")),
)
def closed_by_another(snapshot: Snapshot) -> Iterator[Hit]:
    """A complaint was closed by somebody who held no post that may, where posts say which may."""
    posts = [each for each in snapshot.all(Post) if each.closes_complaints]
    for each in snapshot.live(Complaint) if posts else ():
        person = snapshot.find(Person, each.closed_by)
        if person is None or each.closed_at is None:
            continue
        day = local(each.closed_at, snapshot.settings.zone).date()
        if not any(person.holds(post.id, day) for post in posts):
            yield hit(
                place_of(each, "closed_by"), id=each.id, person=called(person),
                posts=joined(called(post) for post in posts),
            )  # fmt: skip


@rule(
    "CMP205",
    clause="8.3.6",
    severity=Severity.WARNING,
    each=Complaint,
    reads=(Department, Person),
    title=Text(zh="超时的投诉升级到分管领导", en="A late complaint goes to who is above"),
    message=Text(
        zh="投诉 {id} 已超过承诺的时限，{what}，应升级到分管领导",
        en="complaint {id} is past the promise; {what}; "
        "it belongs with the manager above the department",
    ),
    why=Text(
        zh="超了时还在原来的人手里，没有人调动资源。",
        en="Late and still in the same hands, nobody brings what is missing.",
    ),
    cure=Text(
        zh="升级给分管售后服务的副总经理或总经理，填写升级时间和对象。",
        en="Take it to the manager above after-sales service; enter when and to whom.",
    ),
    bad=Example(_ABOVE | _complaint(handled_at=None)),
    good=Example(
        _ABOVE
        | _complaint(
            handled_at=None, escalated_to="P-001", escalated_at="2026-03-04T10:00:00+08:00"
        )
    ),
)
def not_escalated(snapshot: Snapshot) -> Iterator[Hit]:
    """A clock of a complaint ran out, and nobody above the department was told."""
    known = {each.id: each for each in snapshot.all(Department)}
    serving = known.get(snapshot.serving("after-sales"))
    above = [serving.reports_to if serving else None]
    top = known.get(snapshot.serving("leadership"))
    above.append(top.head_post if top else None)
    posts = [each for each in above if each]
    for each in snapshot.live(Complaint) if posts and serving and serving.reports_to else ():
        if not any(is_late(each, clock, snapshot) for clock in Clock):
            continue
        at = each.escalated_at
        person = snapshot.find(Person, each.escalated_to)
        if at is None or at > end_of(snapshot.as_of, snapshot.settings.zone):
            what = Text(zh="没有升级", en="nobody was told")
        elif person is not None and not any(
            person.holds(post, local(at, snapshot.settings.zone).date()) for post in posts
        ):
            what = Text(zh=f"升级给了{person.name}", en=f"it went to {called(person).en}")
        else:
            continue
        yield hit(place_of(each, "escalated_to"), id=each.id, what=what)
