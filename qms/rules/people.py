"""Competence, training and awareness, communication (clauses 7.2 to 7.4)."""

import datetime as dt
from collections.abc import Iterator

from qms.model.calendar import days_later, local, months_later
from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch05_leadership import Post
from qms.model.kinds.ch07_competence import (
    AwarenessTopic,
    Communication,
    CompetenceAssessment,
    Person,
    Training,
    TrainingPlan,
    Urgency,
)
from qms.model.kinds.record import called, labels_of, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import register, retained
from qms.text import Text, joined

_POST = {
    "id": "service-engineer", "name": "工程师", "name_en": "Engineer", "department": "after-sales",
    "is_key_service": True, "overview": "例", "duties": "例", "coordination": "例",
    "authority": "例", "qualification": {"education": "例", "experience": "例", "training": "例"},
    "features": "例", "written_by": "P-001", "confirmed_by": "P-001", "approved_by": "P-001",
    "approved_on": "2025-01-01",
}  # fmt: skip
_ENGINEER = {
    "id": "P-009", "name": "戊九", "department": "after-sales", "joined": "2020-01-01",
    "posts": [{"post": "service-engineer", "since": "2020-01-01"}],
}  # fmt: skip
_CERTIFICATE = {
    "records/service-manager-certificate/c.yaml": (
        "- {id: CERT-001, person: P-009, number: x, issuer: 例, issued: 2025-01-01,"
        " expires: 2028-01-01}\n"
    )
}
_STAFF = register(Post, _POST) | register(Person, _ENGINEER) | _CERTIFICATE


def _assessed(**fields: object) -> dict[str, str]:
    sheet: dict[str, object] = {
        "person": "P-009", "post": "service-engineer", "competent": True, "assessed_by": "P-001",
    }  # fmt: skip
    return _STAFF | retained(CompetenceAssessment, "NL-2026-0001", **(sheet | fields))


def _planned() -> dict[str, str]:
    item = {
        "item": "T01", "topic": "例", "month": "2026-03", "scope": "internal", "audience": "例",
        "organiser": "after-sales",
    }  # fmt: skip
    return retained(
        TrainingPlan, "PJ-2026-0001", date="2026-01-05", year=2026, needs="例", planned=[item]
    )


def _held(**fields: object) -> dict[str, str]:
    sheet: dict[str, object] = {
        "date": "2026-03-20", "plan_item": "T01", "topic": "例", "scope": "internal",
        "purpose": "例", "content": "例", "assessment": "例", "organiser": "after-sales",
        "trainer": "例", "hours": 2, "expected": 3, "attended": 3, "effect": "例",
        "topics": [each.value for each in AwarenessTopic],
    }  # fmt: skip
    return retained(Training, "PX-2026-0001", **(sheet | fields))


def _told(**fields: object) -> dict[str, str]:
    sheet: dict[str, object] = {
        "source": "例", "urgency": "grave", "received_at": "2026-03-02T08:00:00+08:00",
        "content": "例", "meeting_on": "2026-03-03", "responsible": "after-sales",
        "closed_on": "2026-03-20", "approved_by": "P-001",
    }  # fmt: skip
    return retained(Communication, "GT-2026-0001", **(sheet | fields))


def _holders(snapshot: Snapshot) -> Iterator[tuple[Person, Post]]:
    """Yield everybody who holds a key service post on the day, with the post."""
    key = {each.id: each for each in snapshot.all(Post) if each.is_key_service}
    for person in snapshot.all(Person):
        for number in dict.fromkeys(holding.post for holding in person.posts):
            if number in key and person.holds(number, snapshot.as_of):
                yield person, key[number]


def _newest(snapshot: Snapshot) -> dict[tuple[str, str], CompetenceAssessment]:
    ordered = sorted(snapshot.live(CompetenceAssessment), key=lambda each: (each.date, each.id))
    return {(each.person, each.post): each for each in ordered}


@rule(
    "CPT101",
    clause="7.2",
    severity=Severity.ERROR,
    each=Person,
    reads=(CompetenceAssessment, Post),
    title=Text(zh="上岗前评定能力", en="Competence is established before the post"),
    message=Text(
        zh="{name} 任 {post}，没有岗位能力评定", en="{name} holds {post} and was never assessed"
    ),
    why=Text(zh="关键岗位先评定、后上岗。", en="Key posts are assessed first, then taken."),
    cure=Text(
        zh="评定并登记：qms new competence-assessment",
        en="Assess and file: qms new competence-assessment",
    ),
    references=("ISO 9001:2015 7.2",),
    bad=Example(_STAFF),
    good=Example(_assessed()),
    owner="office",
)
def never_assessed(snapshot: Snapshot) -> Iterator[Hit]:
    """Somebody in a key service post was never assessed for it."""
    known = _newest(snapshot)
    for person, post in _holders(snapshot):
        if (person.id, post.id) not in known:
            title = Text(zh=post.name, en=post.name_en)
            yield hit(place_of(person, "posts"), mark=post.id, name=called(person), post=title)


@rule(
    "CPT102",
    clause="7.2",
    severity=Severity.ERROR,
    reads=(CompetenceAssessment, Person, Post),
    title=Text(zh="不胜任的有提升计划", en="Who is not competent has a plan"),
    message=Text(
        zh="{name} 评定为不胜任 {post}（{id}），没有提升计划",
        en="{name} is not competent as {post} ({id}) and has no plan",
    ),
    why=Text(zh="有差距就要补，不能带病上岗。", en="A gap is closed, not lived with."),
    cure=Text(zh="填写 plan 并培训，再评定。", en="Enter a plan, train, assess again."),
    references=("ISO 9001:2015 7.2",),
    bad=Example(_assessed(competent=False)),
    good=Example(_assessed(competent=False, plan="例")),
    owner="office",
)
def no_plan(snapshot: Snapshot) -> Iterator[Hit]:
    """The newest assessment of a holder is negative and names no plan."""
    known = _newest(snapshot)
    for person, post in _holders(snapshot):
        found = known.get((person.id, post.id))
        if found is not None and not found.competent and not found.plan:
            title = Text(zh=post.name, en=post.name_en)
            place = place_of(found, "competent")
            yield hit(place, name=called(person), post=title, id=found.id)


@rule(
    "CPT103",
    clause="7.2",
    severity=Severity.ERROR,
    reads=(CompetenceAssessment, Person, Post),
    title=Text(zh="能力定期评定", en="Competence is assessed periodically"),
    message=Text(
        zh="{name}（{post}）上次评定 {last}，应在 {by} 前再评定",
        en="{name} ({post}) was assessed on {last} and was due again by {by}",
    ),
    why=Text(zh="设备在变，人的能力也要跟上。", en="Machines change; so must what people can do."),
    cure=Text(
        zh="评定并登记：qms new competence-assessment",
        en="Assess and file: qms new competence-assessment",
    ),
    references=("ISO 9001:2015 7.2",),
    bad=Example(_assessed(date="2025-03-02")),
    good=Example(_assessed()),
    owner="office",
)
def assessment_overdue(snapshot: Snapshot) -> Iterator[Hit]:
    """A holder's newest assessment is older than its months."""
    known, months = _newest(snapshot), snapshot.settings.limits.competence_months
    for person, post in _holders(snapshot):
        found = known.get((person.id, post.id))
        due = months_later(found.date, months) if found else snapshot.as_of
        if found is not None and due < snapshot.as_of:
            yield hit(
                place_of(found, "date"), due=due, name=called(person), last=found.date, by=due,
                post=Text(zh=post.name, en=post.name_en),
            )  # fmt: skip


@rule(
    "PEO110",
    clause="5.3",
    severity=Severity.ERROR,
    each=Person,
    title=Text(zh="在职人员有岗位", en="Everybody on the staff has a post"),
    message=Text(zh="{name} 在职而没有现任岗位", en="{name} is on the staff and holds no post"),
    why=Text(zh="没有岗位就没有职责和权限。", en="Without a post there is no duty or authority."),
    cure=Text(zh="在人员花名册填写任职。", en="Enter the post in the staff register."),
    references=("ISO 9001:2015 5.3",),
    bad=Example(register(Person, _ENGINEER | {"posts": []})),
    owner="office",
)
def without_post(snapshot: Snapshot) -> Iterator[Hit]:
    """Somebody is employed and holds no post on the day."""
    for person in snapshot.all(Person):
        held = any(person.holds(each.post, snapshot.as_of) for each in person.posts)
        if person.is_employed_on(snapshot.as_of) and not held:
            yield hit(place_of(person, "posts"), name=called(person))


@rule(
    "TRN101",
    clause="7.3",
    severity=Severity.ERROR,
    each=TrainingPlan,
    reads=(Training,),
    title=Text(zh="培训按计划举行", en="Trainings are held as planned"),
    message=Text(
        zh="{item}《{topic}》计划 {month} 举行，没有培训记录",
        en="{item} {topic} was planned for {month} and has no record",
    ),
    why=Text(zh="计划了不办，等于没有计划。", en="A plan not carried out is none."),
    cure=Text(
        zh="补办并登记：qms new training --set plan_item={item}",
        en="Hold it and file it: qms new training --set plan_item={item}",
    ),
    bad=Example(_planned()),
    good=Example(_planned() | _held()),
    owner="office",
)
def not_held(snapshot: Snapshot) -> Iterator[Hit]:
    """A planned training's month is over and nothing says that it was held."""
    held = {each.plan_item for each in snapshot.live(Training)}
    for plan in snapshot.live(TrainingPlan):
        for index, item in enumerate(plan.planned):
            end = _end_of(item.month)
            if end is not None and end < snapshot.as_of and item.item not in held:
                yield hit(
                    place_of(plan, "planned", index), mark=item.item, owner=item.organiser, due=end,
                    item=item.item, topic=item.topic, month=item.month,
                )  # fmt: skip


def _end_of(month: str) -> dt.date | None:
    """Return the last day of a month such as 2026-03, None where there is no such month."""
    try:
        first = dt.date.fromisoformat(f"{month}-01")
    except ValueError:
        return None
    return months_later(first, 1) - dt.timedelta(days=1)


@rule(
    "TRN102",
    clause="7.3",
    severity=Severity.ERROR,
    each=Training,
    title=Text(zh="培训评价效果", en="The effect of a training is evaluated"),
    message=Text(
        zh="培训 {id}《{topic}》应在 {by} 前评价效果，没有填写",
        en="the effect of training {id} {topic} was to be evaluated by {by}",
    ),
    why=Text(zh="办了不评，不知道有没有用。", en="Unevaluated, nobody knows whether it helped."),
    cure=Text(zh="评价后填写 effect、evaluated_by。", en="Evaluate; enter effect and by whom."),
    references=("ISO 9001:2015 7.2",),
    bad=Example(_held(effect="")),
    good=Example(_held()),
)
def effect_missing(snapshot: Snapshot) -> Iterator[Hit]:
    """A training's effect was not evaluated within its days."""
    days = snapshot.settings.limits.effect_days
    for each in snapshot.live(Training):
        due = days_later(each.date, days)
        if not each.effect and due < snapshot.as_of:
            yield hit(
                place_of(each, "topic"), owner=each.organiser, due=due, id=each.id,
                topic=each.topic, by=due,
            )  # fmt: skip


@rule(
    "TRN103",
    clause="7.3",
    severity=Severity.ERROR,
    reads=(Training,),
    title=Text(zh="五项意识内容每年讲到", en="The five topics of awareness come up every year"),
    message=Text(
        zh="{year} 年的培训没有讲到：{missing}", en="the trainings of {year} left out: {missing}"
    ),
    why=Text(
        zh="方针、影响、技能、作用、偏离的后果，人人都要知道。",
        en="Policy, influence, skill, role and the consequences of departing: all must know.",
    ),
    cure=Text(zh="安排补课，在 topics 里登记。", en="Teach them and enter them under topics."),
    references=("ISO 9001:2015 7.3",),
    bad=Example(_held(topics=["policy"]), as_of=dt.date(2027, 1, 10)),
    good=Example(_held(), as_of=dt.date(2027, 1, 10)),
    owner="office",
)
def topics_left_out(snapshot: Snapshot) -> Iterator[Hit]:
    """The trainings of a year that is over left out a topic of awareness."""
    held = snapshot.live(Training)
    year = snapshot.as_of.year - 1
    covered = {topic for each in held if each.date.year == year for topic in each.topics}
    missing = [topic.label.inside for topic in AwarenessTopic if topic not in covered]
    if missing and any(each.date.year == year for each in held):
        yield hit(
            Place("records/training", line=1, column=1),
            year=year,
            missing=joined(missing),
        )


@rule(
    "COM101",
    clause="7.4",
    severity=Severity.ERROR,
    each=Communication,
    title=Text(zh="重大信息上会、有人负责", en="Grave information has a meeting and an owner"),
    message=Text(zh="{grade}信息 {id} 缺 {missing}", en="{grade} information {id} lacks {missing}"),
    why=Text(
        zh="重大、紧急、特殊信息上晨会或专题会。",
        en="What is grave, urgent or special goes to a meeting.",
    ),
    cure=Text(zh="开会，填写 meeting_on、responsible。", en="Meet; enter meeting_on, responsible."),
    references=("ISO 9001:2015 7.4",),
    bad=Example(_told(meeting_on=None)),
    good=Example(_told()),
)
def grave_without_owner(snapshot: Snapshot) -> Iterator[Hit]:
    """Grave information came to no meeting or to nobody."""
    for each in snapshot.live(Communication):
        missing = [
            name for name in ("meeting_on", "responsible") if getattr(each, name) is None
        ]  # fmt: skip
        if each.urgency is not Urgency.normal and missing:
            yield hit(
                place_of(each, "urgency"), owner=each.department, id=each.id,
                grade=each.urgency.label.inside, missing=labels_of(type(each), missing),
            )  # fmt: skip


@rule(
    "COM102",
    clause="7.4",
    severity=Severity.ERROR,
    each=Communication,
    title=Text(zh="重大信息按期闭环", en="Grave information is closed in time"),
    message=Text(
        zh="{grade}信息 {id} 应在 {by} 前闭环", en="{grade} information {id} was due by {by}"
    ),
    why=Text(zh="上了会不闭环，问题还在。", en="Talked about and left open it goes on."),
    cure=Text(zh="办结后填写 handling、closed_on。", en="Settle it; enter handling, closed_on."),
    bad=Example(_told(closed_on=None)),
    good=Example(_told()),
)
def grave_open(snapshot: Snapshot) -> Iterator[Hit]:
    """Grave information is open beyond the days of a corrective action."""
    days = snapshot.settings.limits.corrective_days
    for each in snapshot.live(Communication):
        due = days_later(local(each.received_at, snapshot.settings.zone).date(), days)
        is_grave = each.urgency is not Urgency.normal
        if is_grave and each.closed_on is None and due < snapshot.as_of:
            yield hit(
                place_of(each, "urgency"), owner=each.responsible or each.department, due=due,
                id=each.id, grade=each.urgency.label.inside, by=due,
            )  # fmt: skip


@rule(
    "COM103",
    clause="7.4",
    severity=Severity.ERROR,
    each=Communication,
    title=Text(zh="重大对外答复先批准", en="Grave answers to outsiders are approved"),
    message=Text(
        zh="{grade}信息 {id} 已对外答复，没有批准人",
        en="{grade} information {id} was answered to outsiders without approval",
    ),
    why=Text(
        zh="重大风险的对外答复须先经领导批准。",
        en="On grave risks a leader approves first what outsiders are told.",
    ),
    cure=Text(zh="补批准并说明；今后先批后答。", en="Have it approved late and say so."),
    bad=Example(_told(is_external_answer=True, approved_by=None)),
    good=Example(_told(is_external_answer=True)),
)
def answered_unapproved(snapshot: Snapshot) -> Iterator[Hit]:
    """An answer to outsiders on something grave bears no approval."""
    for each in snapshot.live(Communication):
        is_grave = each.urgency is not Urgency.normal
        if is_grave and each.is_external_answer and each.approved_by is None:
            place = place_of(each, "is_external_answer")
            yield hit(place, owner=each.department, id=each.id, grade=each.urgency.label.inside)
