"""What stands before the chapters: cover, approvals, amendments, distribution, pages, contents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from qms.model.kinds.ch02_interim import TemporaryAmendment
from qms.model.kinds.ch02_manual import Release, Role, Signature
from qms.model.kinds.ch05_leadership import Department, Post
from qms.model.snapshot import Proof, Snapshot
from qms.publish.pictures.tables import table
from qms.standing.copies import (
    copies_on,
    events_of,
)
from qms.standing.release import (
    ROLES,
    signatures_of,
)


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
    snapshot: Snapshot, release: Release | None, given: Sequence[Approval], *, note: str
) -> str:
    """Return the cover with its block of six (2.2.1)."""
    settings = snapshot.settings
    signed = {each.role: f"{each.name}　{each.when[:10]}" for each in given}
    rows = (
        ("文件编号", settings.manual.number),
        ("版　　本", release.name if release else "草稿"),
        ("发文日期", release.effective.isoformat() if release else "—"),
        *((role.zh, signed.get(role, "—")) for role in ROLES),
    )
    lines = "".join(f"<tr><th>{a}</th><td>{escape(b)}</td></tr>" for a, b in rows)
    name = settings.company.get("name", "")
    return (
        f'<section class="cover"><div class="company">{escape(name)}</div>'
        f'<div class="title">{escape(settings.manual.title)}</div>'
        f'<div class="edition">{escape(release.name if release else "草稿")}</div>'
        f'<table>{lines}</table><div class="note">{note}</div></section>'
    )


def approval_page(given: Sequence[Approval]) -> str:
    """Return the approvals with meaning, time and fingerprint; what is unsigned says so."""
    rows = "".join(
        "<tr>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in (each.role.zh, each.name, each.post))
        + f"<td>{escape(each.when)}</td><td>{_proof(each)}</td></tr>"
        for each in given
    )
    heads = "".join(f"<th>{head}</th>" for head in ("含义", "姓名", "岗位", "时间", "密钥指纹"))
    body = f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>"
    return _page("批准页", f'<table class="approval">{body}</table>')


def _proof(approval: Approval) -> str:
    if approval.is_signed:
        return escape(approval.proof)
    return '<span class="unsigned">未签名</span>'


def amendment_record(releases: Iterable[Release]) -> str:
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


def distribution_list(snapshot: Snapshot) -> str:
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


def effective_pages(pages: Iterable[EffectivePage]) -> str:
    """Return the list of effective pages (有效页清单)."""
    rows = table(
        ("页号", "修改次", "生效日期"),
        ((page.page, page.amendment, page.effective) for page in pages),
    )
    return _page("有效页清单", f'<div class="columns nowrap">{rows}</div>')


def slips(temporaries: Sequence[TemporaryAmendment]) -> str:
    """Return the temporary amendments in force, listed apart from the pages."""
    if not temporaries:
        return ""
    return _page(
        "临时更改",
        table(
            ("编号", "条款", "生效日期", "有效期至", "更改申请"),
            ((t.id, t.clause, t.effective, t.expires, t.change) for t in temporaries),
        ),
    )


def contents(entries: Iterable[Entry]) -> str:
    """Return the contents with page numbers."""
    lines = "".join(
        f'<p class="d{entry.depth}"><a href="#{entry.anchor}">{escape(entry.title)}</a>'
        f'<span class="fill"></span><a href="#{entry.anchor}">{entry.page}</a></p>'
        for entry in entries
    )
    return _page("目录", f'<div class="toc">{lines}</div>')


def _page(title: str, inner: str) -> str:
    return f'<section class="front" style="break-before: page"><h1>{title}</h1>{inner}</section>'
