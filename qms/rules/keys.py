"""Whether the register of keys shows whose key is whose, entered in good time (clause 2.2.1)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch02_manual import Signature
from qms.model.kinds.ch05_leadership import Post
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch09_review import ManagementReview
from qms.model.kinds.record import Status, place_of
from qms.model.rule import Example, hit, rule
from qms.model.signing import KeyChange, Restart, SigningHistory, Terms, fingerprint_of
from qms.model.snapshot import Proof, Snapshot
from qms.rules.examples import SETTINGS
from qms.rules.signed_examples import ANOTHER_KEY, KEY, SIGNERS, prepared, signer
from qms.standing.authority import signing_posts
from qms.standing.release import ROLES
from qms.standing.signing import commit_of, introducers, is_introduced
from qms.text import Text

_REGISTER = Place("records/person", line=1, column=1)
_BEFORE = prepared()
_BOTH = signer() + signer("P-012", ANOTHER_KEY)


def _at(snapshot: Snapshot, person: str, fingerprint: str) -> Place:
    """Return the place of a key in the register; of the register where it is there no more."""
    found = snapshot.find(Person, person)
    for index, key in enumerate(found.keys if found else ()):
        if found and fingerprint_of(key.public) == fingerprint:
            return place_of(found, "keys", index)
    return place_of(found) if found else _REGISTER


@rule(
    "KEY101",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(Person, SigningHistory),
    title=Text(zh="一把密钥只属于一个人", en="A key is one person's"),
    message=Text(
        zh="密钥 {key} 登记在 {others} 名下，也登记给 {person}（提交 {commit}）",
        en="key {key} was entered for {person} ({commit}) and is, or was, also that of {others}",
    ),
    why=Text(
        zh="两个人共用一把密钥，就分不清是谁签的。",
        en="When two share a key, nobody can tell whose signature it is.",
    ),
    cure=Text(
        zh="由本人另生成一把：ssh-keygen -t ed25519，再用 qms key introduce 登记；共用的吊销。",
        en="Make another (ssh-keygen -t ed25519), qms key introduce it, and revoke the shared one.",
    ),
    bad=Example({SIGNERS: signer() + signer("P-012", KEY)}),
    good=Example({SIGNERS: _BOTH}),
    is_integrity=True,
)
def key_of_two(snapshot: Snapshot) -> Iterator[Hit]:
    """A public key stands, or ever stood, with more than one person."""
    for mark in dict.fromkeys(each.fingerprint for each in snapshot.signing.keys):
        first, *later = snapshot.signing.entered(mark) or (None,)
        for change in later:
            if first is not None:
                yield hit(
                    _at(snapshot, change.person, mark), key=mark,
                    commit=commit_of(change.step.commit), person=snapshot.named(change.person),
                    others=snapshot.named(first.person),
                )  # fmt: skip


@rule(
    "KEY106",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(Person, SigningHistory),
    title=Text(zh="密钥的有效期不倒签", en="A key's validity is not dated back"),
    message=Text(
        zh="{person} 的密钥 {key}：{what}（{day} 的提交 {commit}）",
        en="key {key} of {person}: {what} (commit {commit} of {day})",
    ),
    why=Text(
        zh="倒填、取消吊销、过期后延长，都能让不该有效的签名变得有效。",
        en="Dating back, or lifting what has ended, makes bad signatures good.",
    ),
    cure=Text(
        zh="恢复花名册原来的内容；需要新密钥的，用 qms key introduce 登记。",
        en="Restore the line of the register; who needs a new key registers it: qms key introduce.",
    ),
    bad=Example(
        {SIGNERS: signer().replace("valid_from: 2025-01-01", "valid_from: 2024-01-01")},
        committed=_BEFORE,
    ),
    good=Example(_BEFORE, committed=_BEFORE),
    is_integrity=True,
)
def key_dated_back(snapshot: Snapshot) -> Iterator[Hit]:
    """A key's terms were changed otherwise than forward from the day of the commit."""
    for change in snapshot.signing.keys:
        what = _departure(change)
        if what is not None and not (change.step.is_old or change.step.is_founding):
            yield hit(
                _at(snapshot, change.person, change.fingerprint), key=change.fingerprint,
                person=snapshot.named(change.person), what=what, day=change.step.day,
                commit=commit_of(change.step.commit),
            )  # fmt: skip


def _departure(change: KeyChange) -> Text | None:
    before, after, day = change.before, change.after, change.step.day
    if after is None:
        return Text(zh="从花名册中删去", en="was taken out of the register")
    if before is None:
        return _dated_back("valid_from", after.valid_from, day)
    if before.valid_from != after.valid_from:
        return _changed("valid_from", before.valid_from, after.valid_from)
    if before.revoked != after.revoked:
        is_lifted = bool(before.revoked)
        changed = _changed("revoked", before.revoked, after.revoked)
        return changed if is_lifted else _dated_back("revoked", after.revoked, day)
    return _end_departs(before, after, day)


def _end_departs(before: Terms, after: Terms, day: str) -> Text | None:
    if before.valid_until == after.valid_until:
        return None
    had_ended = bool(before.valid_until) and before.valid_until < day
    is_past = bool(after.valid_until) and after.valid_until < day
    departs = had_ended or is_past
    return _changed("valid_until", before.valid_until, after.valid_until) if departs else None


def _dated_back(field: str, value: str, day: str) -> Text | None:
    if value >= day:
        return None
    return Text(zh=f"{field} 倒填为 {value}", en=f"{field} was dated back to {value}")


def _changed(field: str, before: str, after: str) -> Text:
    return Text(
        zh=f"{field} 由 {before or '空'} 改为 {after or '空'}",
        en=f"{field} was changed from {before or 'none'} to {after or 'none'}",
    )


@rule(
    "KEY107",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(Person, Post, SigningHistory),
    title=Text(zh="签署岗位的任职不倒签", en="A term of office that signs is not dated back"),
    message=Text(
        zh="{person} 任 {post}：{what}（{day} 的提交 {commit}）",
        en="{person} as {post}: {what} (commit {commit} of {day})",
    ),
    why=Text(
        zh="倒填的任职等于事后给过去的签署以权力。",
        en="A term of office dated back gives past signatures a power that they had not.",
    ),
    cure=Text(
        zh="把 since 改为登记当日；实际任命日期写在任命文件里。",
        en="Let since be the day of entry; the letter of appointment keeps the other date.",
    ),
    bad=Example(
        {SIGNERS: _BOTH},
        committed=_BEFORE,
    ),
    good=Example(_BEFORE, committed=_BEFORE),
    is_integrity=True,
)
def post_dated_back(snapshot: Snapshot) -> Iterator[Hit]:
    """A term in a post that signs was dated back, or lengthened after its end."""
    signing = signing_posts(snapshot, *ROLES)
    for change in snapshot.signing.posts:
        step = change.step
        if step.is_old or step.is_founding or change.post not in signing:
            continue
        what = _dated_back("since", change.since, step.day) if change.before is None else None
        if change.before and change.before < step.day and change.after != change.before:
            what = _changed("until", change.before, change.after)
        if what is not None:
            person = snapshot.find(Person, change.person)
            yield hit(
                place_of(person, "posts") if person else _REGISTER, post=change.post, what=what,
                person=snapshot.named(change.person), day=step.day, commit=commit_of(step.commit),
            )  # fmt: skip


@rule(
    "KEY108",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(Person, Proof, Signature, SigningHistory),
    title=Text(zh="新密钥由旧密钥或两个人引入", en="A new key is introduced"),
    message=Text(
        zh="{person} 的密钥 {key}（提交 {commit}）没有由本人的旧密钥或另外两个人签名引入",
        en="key {key} of {person} ({commit}) was introduced neither by an older key of that "
        "person nor by two others",
    ),
    why=Text(
        zh="谁能提交，谁就能替别人登记密钥；引入的签名证明这把密钥确是本人的。",
        en="Whoever can push can enter a key for somebody else; an introduction says whose it is.",
    ),
    cure=Text(
        zh="撤回这次登记，改用 qms key introduce：本人用旧密钥签，或另外两个人各签一次。",
        en="Take it back; then qms key introduce, by the person's older key or by two others.",
    ),
    bad=Example({SIGNERS: _BOTH}, committed=_BEFORE),
    good=Example(_BEFORE, committed=_BEFORE),
    is_integrity=True,
)
def not_introduced(snapshot: Snapshot) -> Iterator[Hit]:
    """A key came after the first signature and nobody who may has signed that it is right."""
    for change in snapshot.signing.keys:
        step = change.step
        if change.before is not None or step.is_old or step.is_founding:
            continue
        if not is_introduced(change, introducers(snapshot, change)):
            yield hit(
                _at(snapshot, change.person, change.fingerprint), key=change.fingerprint,
                person=snapshot.named(change.person), commit=commit_of(step.commit),
            )  # fmt: skip


_RESTART = "key_restarts: [{on: 2026-11-20, minutes: GR-2026-0001, reason: 密钥全部遗失}]\n"


@rule(
    "KEY113",
    clause="2.2.1",
    severity=Severity.INFO,
    reads=(SigningHistory,),
    title=Text(zh="密钥全部重新开始，永久注明", en="That all keys began anew stays told"),
    message=Text(
        zh="密钥于 {day} 全部重新开始（{minutes}：{reason}，提交 {commit}）："
        "此前与此后的签名之间没有签名相连",
        en="all keys began anew on {day} ({minutes}: {reason}; {commit}): no signature "
        "links those before with those after",
    ),
    why=Text(
        zh="密钥全部遗失后没有人能为新密钥签名，只能靠会议纪要和当面核对。",
        en="When all keys are lost nobody can sign for new ones; minutes and a meeting must do.",
    ),
    cure=Text(
        zh="与签署人当面核对新指纹；外部留存新的锚点。",
        en="Compare the new fingerprints with the signers in person; keep a new anchor outside.",
    ),
    bad=Example({"qms.yml": SETTINGS + _RESTART}),
    is_integrity=True,
)
def keys_began_anew(snapshot: Snapshot) -> Iterator[Hit]:
    """All keys were replaced at once, without any of the old ones."""
    for restart, step in snapshot.signing.restarts:
        yield hit(
            Place("qms.yml", ("key_restarts",)), day=restart.on, reason=restart.reason,
            minutes=restart.minutes, commit=commit_of(step.commit),
        )  # fmt: skip


@rule(
    "KEY114",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(ManagementReview, SigningHistory),
    title=Text(zh="密钥重新开始须有会议纪要", en="Keys begin anew by minutes only"),
    message=Text(
        zh="{day} 的密钥重新开始（提交 {commit}）：{what}",
        en="the new beginning of all keys on {day} ({commit}): {what}",
    ),
    why=Text(
        zh="没有最高管理者主持的评审决定，任何能提交的人都可以这样换掉所有密钥。",
        en="Without a decision of the top management anybody who can push could replace all keys.",
    ),
    cure=Text(
        zh="召开管理评审，关闭其记录，写入 key_restarts；删掉的条目从 git 历史恢复。",
        en="Hold a management review, close its record and name it; restore an entry taken out.",
    ),
    bad=Example({"qms.yml": SETTINGS + _RESTART}),
    is_integrity=True,
)
def began_anew_without_minutes(snapshot: Snapshot) -> Iterator[Hit]:
    """A new beginning of all keys names no closed minutes, or was taken out of the settings."""
    kept = {(each.on.isoformat(), each.minutes) for each in snapshot.settings.key_restarts}
    for restart, step in snapshot.signing.restarts:
        what = _flaw(snapshot, restart)
        if (restart.on, restart.minutes) not in kept:
            what = Text(
                zh="条目已从 qms.yml 的 key_restarts 中删去",
                en="its entry was taken out of key_restarts in qms.yml",
            )
        if what is not None:
            yield hit(
                Place("qms.yml", line=1, column=1), day=restart.on, what=what,
                commit=commit_of(step.commit),
            )  # fmt: skip


def _flaw(snapshot: Snapshot, restart: Restart) -> Text | None:
    minutes = snapshot.find(ManagementReview, restart.minutes)
    if minutes is None or minutes.status is not Status.closed:
        return Text(
            zh=f"没有已关闭的管理评审 {restart.minutes}",
            en=f"there is no closed management review {restart.minutes}",
        )
    if minutes.date.isoformat() > restart.on:
        return Text(
            zh=f"管理评审 {restart.minutes} 在它之后（{minutes.date}）",
            en=f"the management review {restart.minutes} is later ({minutes.date})",
        )
    return None
