"""What a new company does before its first release, in order: done or open (clause 2.2)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qms.model.kinds.ch02_manual import Release, ReleaseCandidate, Role
from qms.model.kinds.ch05_leadership import Department, Post
from qms.model.kinds.ch07_competence import Person
from qms.model.snapshot import Snapshot
from qms.standing.authority import signing_posts
from qms.text import Text

TO_FILL_IN = "待填写"
"""What stands in `qms.yml` of a new company where it has to write its own."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what, where, why, and whether what is on file shows it done."""

    what: Text
    where: Text
    why: Text
    is_done: bool


def first_steps(snapshot: Snapshot) -> tuple[Step, ...]:
    """Return the steps in order; none once a release has been made."""
    if snapshot.all(Release):
        return ()
    return tuple(
        Step(declared.what, declared.where, declared.why, declared.is_done(snapshot))
        for declared in _STEPS
    )


@dataclass(frozen=True, slots=True)
class _Step:
    what: Text
    where: Text
    why: Text
    is_done: Callable[[Snapshot], bool]


def _is_company_told(snapshot: Snapshot) -> bool:
    return TO_FILL_IN not in snapshot.settings.company.values()


def _are_posts_there(snapshot: Snapshot) -> bool:
    known = {each.id for each in snapshot.all(Post)}
    wanted = {each.head_post for each in snapshot.all(Department)}
    return bool(known) and wanted | set(signing_posts(snapshot, *_SIGNING)) <= known


def _are_posts_held(snapshot: Snapshot) -> bool:
    wanted = {each.head_post for each in snapshot.all(Department)}
    wanted |= set(signing_posts(snapshot, *_SIGNING))
    people = snapshot.all(Person)
    return bool(wanted) and all(
        any(person.holds(post, snapshot.as_of) for person in people) for post in wanted
    )


def _have_signers_keys(snapshot: Snapshot) -> bool:
    if snapshot.settings.signatures != "required":
        return True
    return all(
        any(key.is_valid_on(snapshot.as_of) for person in held for key in person.keys)
        for held in _signers(snapshot)
    )


def _signers(snapshot: Snapshot) -> Iterator[list[Person]]:
    """Yield for each signature of a release who may give it."""
    for role in _SIGNING:
        posts = signing_posts(snapshot, role)
        yield [
            person
            for person in snapshot.all(Person)
            if any(person.holds(post, snapshot.as_of) for post in posts)
        ]


_SIGNING = (Role.prepared, Role.reviewed, Role.approved)
_STEPS = (
    _Step(
        Text(zh="写明本公司", en="Say who the company is"),
        Text(zh="qms.yml 的 company，“待填写”处", en="company in qms.yml, where it says 待填写"),
        Text(zh="名称、产品、热线印在手册里", en="name, products and hotline are printed"),
        _is_company_told,
    ),
    _Step(
        Text(zh="登记部门和岗位", en="Enter departments and posts"),
        Text(
            zh="一本工作簿：qms export department,post,person,customer --output 起步.xlsx，"
            "填好后 qms import department,post,person,customer 起步.xlsx",
            en="one workbook: qms export department,post,person,customer --output start.xlsx, then "
            "qms import department,post,person,customer start.xlsx",
        ),
        Text(
            zh="职责和签署落在岗位上（5.3）", en="duties and signatures rest on posts (clause 5.3)"
        ),
        _are_posts_there,
    ),
    _Step(
        Text(zh="登记人员及其任职", en="Enter people and the posts they hold"),
        Text(zh="同一本工作簿", en="the same workbook"),
        Text(zh="每个岗位要有人在任（7.1.3）", en="every post needs a holder (clause 7.1.3)"),
        _are_posts_held,
    ),
    _Step(
        Text(zh="登记客户", en="Enter the customers"),
        Text(zh="同一本工作簿", en="the same workbook"),
        Text(zh="投诉、报修都记在客户名下", en="complaints and repairs name a customer"),
        lambda snapshot: snapshot.has("customer"),
    ),
    _Step(
        Text(zh="登记受控文件", en="Register the controlled documents"),
        Text(zh="qms export document、qms import document", en="qms export and import document"),
        Text(
            zh="手册引用的每份文件都要查得到（7.5）",
            en="what the manual cites must be found (clause 7.5)",
        ),
        lambda snapshot: snapshot.has("document"),
    ),
    _Step(
        Text(zh="登记合规义务", en="Register the obligations"),
        Text(zh="qms export obligation、qms import obligation", en="qms export, import obligation"),
        Text(zh="法规要有人负责（6.4）", en="each law needs who answers for it (clause 6.4)"),
        lambda snapshot: snapshot.has("obligation"),
    ),
    _Step(
        Text(zh="登记签署人的公钥", en="Enter the signers' public keys"),
        Text(zh="records/person/ 中本人的 keys", en="keys of the person in records/person/"),
        Text(zh="发布要三人各用自己的密钥签署（2.2.1）", en="three people sign (clause 2.2.1)"),
        _have_signers_keys,
    ),
    _Step(
        Text(zh="通读手册并准备首次发布", en="Read the manual and prepare the first release"),
        Text(
            zh="manual/ 各章改成本公司的做法，qms check 无错误后 qms release --prepare",
            en="the chapters in manual/, then qms check without errors, qms release --prepare",
        ),
        Text(zh="签署以后才是受控文件（2.2）", en="only signed it is a controlled document (2.2)"),
        lambda snapshot: bool(snapshot.all(ReleaseCandidate)),
    ),
)
