"""Who may do what by post: sign the manual, grant a concession, keep its copies (2.2, 5.3, 7.5).

The register of posts says so. A register that says it of no post is from before it could, and is
read as it was then: by the names that these posts had.
"""

from collections.abc import Mapping
from enum import Enum

from qms.model.kinds.ch02_copies import CopyEvent
from qms.model.kinds.ch02_manual import Release, Role
from qms.model.kinds.ch02_reminders import Reminder
from qms.model.kinds.ch05_leadership import Post
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import Record
from qms.model.snapshot import Snapshot
from qms.text import Text

_SIGNING: Mapping[Role, str] = {
    Role.prepared: "after-sales-head",
    Role.reviewed: "deputy-business",
    Role.approved: "general-manager",
}
_GRANTING = ("general-manager", "deputy-business", "deputy-technology", "after-sales-head")


def signing_posts(snapshot: Snapshot, *roles: Role) -> tuple[str, ...]:
    """Return the posts that may give any of these signatures."""
    posts = snapshot.all(Post)
    if not any(each.signs for each in posts):
        return tuple(_SIGNING[role] for role in roles)
    return tuple(each.id for each in posts if not set(roles).isdisjoint(each.signs))


def granting_posts(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the posts that may grant a concession."""
    stated = tuple(each.id for each in snapshot.all(Post) if each.grants_concessions)
    return stated or _GRANTING


class Act(Enum):
    """What is not everybody's to do, and which register it writes."""

    copies = Text(zh="发放、收回和销毁手册", en="issue, take back and destroy copies"), CopyEvent
    release = Text(zh="准备和完成发布", en="prepare and complete a release"), Release
    reminders = Text(zh="催办", en="send reminders"), Reminder
    staff = Text(zh="登记人员、岗位和他人的代理", en="enter people, posts and substitutes"), Person

    def __init__(self, label: Text, kind: type[Record]) -> None:
        """Take what it is called, and the register."""
        self.label = label
        self.kind = kind


def posts_for(snapshot: Snapshot, act: Act) -> tuple[str, ...]:
    """Return the posts that may do an act; none where the registers limit nobody.

    For what concerns the manual these are the posts that the register says keep its documents.
    Otherwise, and where it says so of none, the posts of the department that keeps the form.
    """
    posts = snapshot.all(Post)
    stated = tuple(each.id for each in posts if each.keeps_documents)
    if stated and act is not Act.staff:
        return stated
    department = snapshot.serving(act.kind.header.owner)
    return tuple(each.id for each in posts if each.department == department)


def may(snapshot: Snapshot, person: Person, act: Act) -> bool:
    """Tell whether a person may do an act on the snapshot's day."""
    posts = posts_for(snapshot, act)
    return not posts or any(person.holds(post, snapshot.as_of) for post in posts)
