"""What stands before the chapters: cover, approvals, amendments, distribution, pages, contents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qms.model.kinds.ch02_interim import TemporaryAmendment
from qms.model.kinds.ch02_manual import Release, Role, Signature
from qms.model.kinds.ch05_leadership import Department, Post
from qms.model.snapshot import Proof, Snapshot
from qms.publish.pictures.tables import table
from qms.publish.templating import Markup, escaped, filled, html, joined
from qms.standing.copies import copies_on, events_of
from qms.standing.release import ROLES, signatures_of


@dataclass(frozen=True, slots=True)
class Approval:
    """One of the three approvals as printed: who, in which post, when, and the proof of it."""

    role: Role
    name: str
    post: str
    when: str
    proof: str

    @property
    def is_signed(self) -> bool:
        """A key's fingerprint stands behind it."""
        return bool(self.proof)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: a heading and the page that it stands on."""

    title: str
    anchor: str
    depth: int
    page: str


@dataclass(frozen=True, slots=True)
class EffectivePage:
    """A line of the list of effective pages."""

    page: str
    amendment: str
    effective: str


def approvals(snapshot: Snapshot, release: Release | None) -> tuple[Approval, ...]:
    """Return the approvals of a release as its signed statements say; none for a draft.

    A fingerprint is printed as proof only where a key of the signer verified the statement.
    """
    if release is None:
        return ()
    posts = {post.id: post.name for post in snapshot.all(Post)}
    given = signatures_of(snapshot.all(Signature), release.id)
    found: list[Approval] = []
    for role in ROLES:
        signature = given.get(role)
        if signature is None:
            found.append(Approval(role, "—", "—", "—", ""))
        else:
            found.append(
                Approval(
                    role,
                    signature.name,
                    posts.get(signature.post, signature.post),
                    signature.at.isoformat(),
                    (signature.fingerprint or "") if is_proved(snapshot, signature) else "",
                )
            )
    return tuple(found)


def is_proved(snapshot: Snapshot, signature: Signature) -> bool:
    """Tell whether ssh-keygen verified a statement with a key of its signer."""
    return snapshot.proofs.get(signature.id) is Proof.valid


def cover(
    snapshot: Snapshot, release: Release | None, given: Sequence[Approval], *, note: Markup
) -> Markup:
    """Return the cover with its block of six (2.2.1)."""
    settings = snapshot.settings
    signed = {each.role: f"{each.name}　{each.when[:10]}" for each in given}
    rows = (
        ("文件编号", settings.manual.number),
        ("版　　本", release.name if release else "草稿"),
        ("发文日期", release.effective.isoformat() if release else "—"),
        *((role.zh, signed.get(role, "—")) for role in ROLES),
    )
    return filled(
        "publish/book/templates/cover.html",
        company=settings.company.get("name", ""),
        title=settings.manual.title,
        edition=release.name if release else "草稿",
        rows=rows,
        note=note,
    )


def approval_page(given: Sequence[Approval]) -> Markup:
    """Return the approvals with meaning, time and fingerprint; what is unsigned says so."""
    form = "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>"
    rows = joined(
        html(form, each.role.zh, each.name, each.post, each.when, _proof(each)) for each in given
    )
    heads = joined(
        html("<th>{}</th>", head) for head in ("含义", "姓名", "岗位", "时间", "密钥指纹")
    )
    form = '<table class="approval"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
    return _page("批准页", html(form, heads, rows))


def _proof(approval: Approval) -> Markup:
    if approval.is_signed:
        return escaped(approval.proof)
    return Markup('<span class="unsigned">未签名</span>')


def amendment_record(releases: Iterable[Release]) -> Markup:
    """Return every release of this edition and the ones before (修改记录)."""
    return _page(
        "修改记录",
        table(
            ("版本", "生效日期", "修改原因", "更改申请"),
            (
                (each.name, each.effective, each.reason, "、".join(each.changes) or "—")
                for each in releases
            ),
        ),
    )


def distribution_list(snapshot: Snapshot) -> Markup:
    """Return who holds which copy on the day of printing."""
    departments = {each.id: each.name for each in snapshot.all(Department)}
    copies = copies_on(events_of(snapshot), snapshot.as_of).values()
    return _page(
        "发放清单",
        table(
            ("分发号", "受控状态", "持有人", "发放日期", "状态"),
            (
                (
                    copy.number,
                    copy.copy_class.zh,
                    departments.get(copy.holder.department or "", copy.holder.organisation or "—"),
                    copy.issued_on,
                    copy.state.label.zh,
                )
                for copy in copies
            ),
        ),
    )


def effective_pages(pages: Iterable[EffectivePage]) -> Markup:
    """Return the list of effective pages (有效页清单)."""
    rows = table(
        ("页号", "修改次", "生效日期"),
        ((page.page, page.amendment, page.effective) for page in pages),
    )
    return _page("有效页清单", html('<div class="columns nowrap">{}</div>', rows))


def slips(temporaries: Sequence[TemporaryAmendment]) -> Markup:
    """Return the temporary amendments in force, listed apart from the pages."""
    if not temporaries:
        return Markup("")
    return _page(
        "临时更改",
        table(
            ("编号", "条款", "生效日期", "有效期至", "更改申请"),
            ((t.id, t.clause, t.effective, t.expires, t.change) for t in temporaries),
        ),
    )


def contents(entries: Iterable[Entry]) -> Markup:
    """Return the contents with page numbers."""
    form = '<p class="d{}"><a href="#{}">{}</a><span class="fill"></span><a href="#{}">{}</a></p>'
    lines = joined(
        html(form, entry.depth, entry.anchor, entry.title, entry.anchor, entry.page)
        for entry in entries
    )
    return _page("目录", html('<div class="toc">{}</div>', lines))


def _page(title: str, inner: Markup) -> Markup:
    form = '<section class="front" style="break-before: page"><h1>{}</h1>{}</section>'
    return html(form, title, inner)
