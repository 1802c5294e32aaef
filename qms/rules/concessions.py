"""Whether departures that were accepted for a time are in order (clause 7.5)."""

from collections.abc import Iterator

from qms import rules
from qms.model.finding import Hit, Severity
from qms.model.kinds.ch05_leadership import Post
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.ch07_documents import Concession
from qms.model.kinds.record import Status, place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.standing.concession import is_approved, longest
from qms.text import Text

_PATH = "records/concession/2026/RB-2026-0001.yaml"
_CONCESSION = """\
id: RB-2026-0001
form: QR-7.5-05 A/0
date: 2026-03-01
department: after-sales
filled_by: P-002
approved_by: P-001
code: CMP102
record: TS-2026-0001
reason: 例
expires: 2026-06-30
"""


@rule(
    "CON101",
    clause="7.5",
    severity=Severity.WARNING,
    each=Concession,
    title=Text(zh="让步到期即止", en="A concession ends on its day"),
    message=Text(
        zh="让步 {id}（{code}，{record}）已于 {expires} 到期",
        en="concession {id} ({code}, {record}) expired on {expires}",
    ),
    why=Text(
        zh="让步只在批准的期限内有效。", en="A concession holds for the term that was approved."
    ),
    cure=Text(
        zh="问题已解决的，把让步作废；还需要的，重新申请批准。",
        en="Void it if the matter is settled; otherwise apply for another.",
    ),
    bad=Example({_PATH: _CONCESSION}),
    good=Example({_PATH: _CONCESSION.replace("06-30", "12-31")}),
)
def expired(snapshot: Snapshot) -> Iterator[Hit]:
    """A concession is past its day and not voided."""
    for each in snapshot.live(Concession):
        if each.expires < snapshot.as_of and each.status is not Status.void:
            yield hit(
                place_of(each, "expires"),
                id=each.id,
                code=each.code,
                record=each.record,
                expires=each.expires,
            )


@rule(
    "CON102",
    clause="7.5",
    severity=Severity.ERROR,
    each=Concession,
    reads=(Person, Post),
    title=Text(
        zh="让步由申请人以外有权的人批准", en="A concession is approved by another who may grant it"
    ),
    message=Text(
        zh="让步 {id} 没有由申请人以外的、有权批准的岗位任职者批准，不起作用",
        en="concession {id} has no effect: nobody but the applicant, holding a post that may grant "
        "concessions, has approved it",
    ),
    why=Text(
        zh="接受偏离的权限属于岗位。",
        en="Clause 7.5: who may accept a departure follows from the post.",
    ),
    cure=Text(
        zh="请申请人以外有权的人批准，写明 approved_by。",
        en="Have somebody else who may grant it approve it; enter approved_by.",
    ),
    bad=Example({_PATH: _CONCESSION.replace("approved_by: P-001\n", "")}),
    is_integrity=True,
)
def unapproved(snapshot: Snapshot) -> Iterator[Hit]:
    """A concession without approval by a post that may grant it, on its day."""
    for each in snapshot.live(Concession):
        if each.status is not Status.void and not is_approved(snapshot, each):
            yield hit(place_of(each, "approved_by"), id=each.id)


@rule(
    "CON103",
    clause="7.5",
    severity=Severity.ERROR,
    each=Concession,
    title=Text(zh="让步期限不超过最长期限", en="A concession is not longer than the longest term"),
    message=Text(
        zh="让步 {id} 至 {expires}，最长期限 {limit} 个月，{last} 以后不起作用",
        en="concession {id} runs until {expires}; the longest term is {limit:month|months}, and "
        "after {last} it has no effect",
    ),
    why=Text(
        zh="7.5：让步有期限；没有尽头的让步等于改了规定。",
        en="Clause 7.5: a concession is for a limited time; without an end it changes the rule.",
    ),
    cure=Text(
        zh="缩短期限；到期仍需要的，重新申请批准。最长期限见《手册量值清单》的 concession.term，"
        "没有清单的见 qms.yml 的 limits.concession_months。",
        en="Shorten it and apply anew where it is still needed. The longest term is "
        "concession.term of the register of figures, or limits.concession_months in qms.yml.",
    ),
    bad=Example({_PATH: _CONCESSION.replace("2026-06-30", "2036-12-31")}),
    good=Example({_PATH: _CONCESSION.replace("06-30", "12-31")}),
)
def too_long(snapshot: Snapshot) -> Iterator[Hit]:
    """A concession that still stands ends later than the longest term allows."""
    for each in snapshot.live(Concession):
        last = longest(snapshot, each)
        if each.status is not Status.void and each.expires > last:
            yield hit(
                place_of(each, "expires"), id=each.id, expires=each.expires, last=last,
                limit=snapshot.settings.limits.concession_months,
            )  # fmt: skip


@rule(
    "CON104",
    clause="7.5",
    severity=Severity.ERROR,
    each=Concession,
    title=Text(zh="完整性问题不能让步", en="No concession is given on integrity"),
    message=Text(
        zh="让步 {id} 针对 {code}，这是完整性规则，让步不起作用",
        en="concession {id} is for {code}, a rule of integrity: it has no effect",
    ),
    why=Text(
        zh="7.5：签署、发布和记录真实性方面的问题不得让步。",
        en="Clause 7.5: none is given on signatures, releases or the truth of records.",
    ),
    cure=Text(
        zh="作废这份让步，处理问题本身：qms explain {code}",
        en="Void the concession and settle the matter itself: qms explain {code}",
    ),
    bad=Example({_PATH: _CONCESSION.replace("CMP102", "REL107")}),
    good=Example({_PATH: _CONCESSION.replace("06-30", "12-31")}),
)
def on_integrity(snapshot: Snapshot) -> Iterator[Hit]:
    """A concession that still stands names a rule of which none is ever given."""
    untouchable = {each.code for each in rules.all_rules() if each.is_integrity}
    for each in snapshot.live(Concession):
        if each.status is not Status.void and each.code in untouchable:
            yield hit(place_of(each, "code"), id=each.id, code=each.code)
