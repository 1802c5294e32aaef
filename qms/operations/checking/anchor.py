"""Makes the line that an outsider keeps, and holds a repository against it (clause 7.5)."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from qms.errors import QmsError, UsageError
from qms.model.anchor import Anchor, anchor_in
from qms.model.finding import Finding, NotJudged, Place, Severity
from qms.model.frozen import Breach, Harm
from qms.model.kinds.ch02_manual import Release, release_name
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import place_of
from qms.model.snapshot import Snapshot
from qms.standing.disposals import doubtful, unlawful
from qms.store import digests, git, given, history, keys, losses
from qms.store.loading import load
from qms.text import Text, same

_CLAUSE = "7.5"
_KEY = ("ssh-", "ecdsa-", "sk-")
_ASK = Text(
    zh="向保管人要来原来的仓库对照；查明是谁、何时改写的。",
    en="Ask for a clone from before and compare; find out who rewrote this, and when.",
)


def anchor_of(root: Path, snapshot: Snapshot) -> Anchor:
    """Return the anchor of the commit that a snapshot was read from, or of HEAD.

    Raises:
        QmsError: There is no commit yet.

    """
    repository = git.repository(root)
    commit = snapshot.tip
    if not commit:
        raise QmsError(Text(zh="仓库还没有提交。", en="There is no commit yet."))
    tree = git.CommitTree(repository, commit)
    closed, count = _closed(tree, snapshot, commit)
    newest = snapshot.releases[-1] if snapshot.releases else None
    return Anchor(
        commit=commit,
        day=snapshot.written_on or snapshot.as_of,
        release=newest.id if newest else None,
        record=_digest(tree, newest),
        count=count,
        closed=closed,
        keys=tuple(sorted(_fingerprints(snapshot))),
    )


def newest_anchor(root: Path, snapshot: Snapshot) -> Anchor | None:
    """Return the anchor of the commit that was read, of the newest one where it was the folder.

    None where there is no commit yet. It is what the papers of a review bear.
    """
    if not snapshot.is_work_tree:
        return anchor_of(root, snapshot)
    tip = snapshot.tip
    return anchor_of(root, load(root, as_of=snapshot.as_of, ref=tip)) if tip else None


def _digest(tree: git.Tree, release: Release | None) -> str | None:
    return digests.sha256(tree.read(place_of(release).path) or b"") if release else None


def _closed(tree: git.Tree, snapshot: Snapshot, commit: str) -> tuple[str, int]:
    """Return the digest over all closed records of a commit, and how many there are."""
    lines = sorted(
        f"{each.kind} {each.record} {_content(each.row)}\n"
        for each in losses.closed_in(tree, snapshot.kinds, commit)
    )
    return digests.sha256("".join(lines).encode()), len(lines)


def _content(row: object) -> str:
    written = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return digests.sha256(written.encode(errors="surrogatepass"))


def _fingerprints(snapshot: Snapshot) -> set[str]:
    lines = {key.public for person in snapshot.all(Person) for key in person.keys}
    return {found for line in lines if (found := keys.fingerprint(line))}


def since_anchor(root: Path, snapshot: Snapshot, file: Path) -> list[Finding | NotJudged]:
    """Return what does not stand as it did when a line was kept.

    Raises:
        QmsError: The file cannot be read, or holds no anchor.

    """
    anchor = anchor_in(given.text(file))
    if anchor is None:
        raise UsageError(
            Text(zh="{path} 里没有锚。", en="{path} holds no anchor, or one that was altered."),
            Text(zh="锚是 qms anchor 打印的一行。", en="It is the line that qms anchor prints."),
            path=same(str(file)),
        )
    return list(_since(root, snapshot, anchor))


def _since(root: Path, snapshot: Snapshot, anchor: Anchor) -> Iterator[Finding | NotJudged]:
    repository = git.repository(root)
    point = git.Viewpoint(repository, snapshot.tip or None, snapshot.is_work_tree)
    yield from _releases_and_keys(snapshot, anchor)
    if not point.leads_from(anchor.commit):
        if git.is_shallow(repository):
            yield NotJudged("ANC101", _START, _SHALLOW)
        else:
            yield _finding("ANC101", _START, _GONE, commit=anchor.commit[:12], day=anchor.day)
        return
    then = git.CommitTree(repository, anchor.commit)
    if _closed(then, snapshot, anchor.commit) != (anchor.closed, anchor.count):
        yield _finding("ANC102", _START, _OTHER, commit=anchor.commit[:12], day=anchor.day)
    closed = losses.closed_in(then, snapshot.kinds, anchor.commit)
    for breach in history.became_of(closed, point.end, snapshot.kinds, {}):
        if breach.harm not in {Harm.restored, Harm.moved}:
            yield from _harmed(snapshot, anchor, breach)


def _harmed(snapshot: Snapshot, anchor: Anchor, breach: Breach) -> Iterator[Finding]:
    """Yield what a record suffered; nothing where it was lawfully disposed of, and signed so."""
    place = Place(breach.path, line=1, column=1, record=breach.record)
    values = {"record": breach.record, "day": anchor.day}
    what = same(breach.detail or breach.harm.value)
    if breach.harm is Harm.deleted:
        why = unlawful(snapshot, breach.record, until=breach.retained_until)
        doubt = doubtful(snapshot, breach.record)
        if why is None and doubt is None:
            return
        if why is None:
            found = _finding("ANC109", place, _DISPOSED, **values, why=doubt)
            yield replace(found, severity=Severity.WARNING, cure=_HAVE_IT_SIGNED)
            return
        what = Text(zh=f"已删除，{why.zh}", en=f"deleted; {why.en}")
    yield _finding("ANC103", place, _CHANGED, **values, what=what)


def _releases_and_keys(snapshot: Snapshot, anchor: Anchor) -> Iterator[Finding]:
    if anchor.release is not None:
        now = snapshot.signable_digests.get(anchor.release)
        if now != anchor.record:
            place = Place(f"records/release/{anchor.release}.yaml", line=1, column=1)
            name = release_name(anchor.release)
            yield _finding("ANC104", place, _RELEASE, name=name, day=anchor.day)
    gone = set(anchor.keys) - _fingerprints(snapshot)
    for each in sorted(gone):
        yield _finding("ANC105", _START, _KEY_GONE, key=each, day=anchor.day)


def _finding(code: str, place: Place, message: Text, **values: object) -> Finding:
    return Finding(
        code=code,
        severity=Severity.ERROR,
        clause=_CLAUSE,
        owner="",
        place=place,
        message=message,
        cure=_ASK,
        values=values,
        mark=code,
    )


_START = Place("qms.yml", line=1, column=1)
_GONE = Text(
    zh="历史里没有 {day} 的锚所记的提交 {commit}：历史被整个改写",
    en="the commit {commit} of the anchor of {day} is not in this history: it was rewritten",
)
_SHALLOW = Text(
    zh="浅克隆没有锚所记的提交；用 git fetch --unshallow 取回",
    en="a shallow clone lacks the anchor's commit; fetch it with git fetch --unshallow",
)
_OTHER = Text(
    zh="提交 {commit} 里关闭的记录与 {day} 的锚不符",
    en="the closed records of {commit} are not those of the anchor of {day}",
)
_CHANGED = Text(
    zh="{record} 在 {day} 的锚时已关闭，此后变了：{what}",
    en="{record} was closed when the anchor of {day} was kept, and has changed since: {what}",
)
_DISPOSED = Text(
    zh="{record} 在 {day} 的锚时已关闭，此后依销毁记录销毁，但{why}",
    en="{record} was closed when the anchor of {day} was kept; it was disposed of since, but {why}",
)
_HAVE_IT_SIGNED = Text(
    zh="由批准人本人签名：qms sign --on 销毁记录编号 --as approved --key 密钥。",
    en="Let who approved it sign: qms sign --on DISPOSAL --as approved --key KEY.",
)
_RELEASE = Text(
    zh="{name} 的发布记录不是 {day} 的锚所记的那一份",
    en="the release record of {name} is not the one of the anchor of {day}",
)
_KEY_GONE = Text(
    zh="{day} 的锚所记的密钥 {key} 不在登记中",
    en="the key {key} of the anchor of {day} is no longer in the register",
)
