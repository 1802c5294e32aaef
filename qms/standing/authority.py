"""Who may do what by post: sign the manual, grant a concession (clauses 2.2.1 and 7.5).

The register of posts says so. A register that says it of no post is from before it could, and is
read as it was then: by the names that these posts had.
"""

from collections.abc import Mapping

from qms.model.kinds.ch02_manual import Role
from qms.model.kinds.ch05_leadership import Post
from qms.model.snapshot import Snapshot

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
