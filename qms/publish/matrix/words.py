"""The words that all formats of the matrix share."""

from qms.model.finding import Finding
from qms.model.manual import Frequency
from qms.model.standard import Certainty
from qms.standing.conformity import ABSENT, EvidenceState, Held, Matrix, Row
from qms.text import Lang, Text, joined

TITLE = Text(zh="符合性矩阵：{name}", en="Conformity matrix: {name}")
AS_OF = Text(zh="截至 {day}", en="as of {day}")
CLAUSE = Text(zh="条款", en="Clause")
NAME = Text(zh="名称", en="Title")
ANSWERED_BY = Text(zh="手册条款", en="Manual clauses")
OWNER = Text(zh="责任部门", en="Owner")
DUTIES = Text(zh="要求", en="Duties")
EVIDENCE = Text(zh="记录", en="Evidence")
EVERY = Text(zh="频次", en="Every")
COUNT = Text(zh="份数", en="On file")
NEWEST_ON = Text(zh="最新日期", en="Newest")
NEWEST = Text(zh="最新记录", en="Newest record")
DUE = Text(zh="下次到期", en="Next due")
STANDING = Text(zh="状态", en="Standing")
FINDINGS = Text(zh="发现项", en="Findings")
NO_KIND = Text(zh="不要求记录", en="no record wanted")
UNANSWERED = Text(zh="手册没有对应条款", en="no clause of the manual answers it")
NOT_APPLICABLE = Text(zh="不适用：{reason}", en="not applicable: {reason}")
COLON = Text(zh="：", en=": ")
NEWS = Text(zh="新版要问", en="Asked since this edition")
CERTAINTY = Text(zh="依据", en="How it is known")
_HAVE = Text(zh="{asked}？可查的记录：{have}", en="{asked}? Records to look in: {have}")
_LACK = Text(zh="；还没有：{lack}", en="; none yet of: {lack}")
ELSEWHERE = Text(
    zh="另有 {count} 个发现项不属于以上各条款：{codes}",
    en="findings that belong to none of these clauses: {count} ({codes})",
)
SUMMARY = Text(
    zh="{rows} 条；要求 {duties} 项；记录 {kinds} 种：缺失 {missing}，逾期 {overdue}，到期 {due}；"
    "发现项 {findings}；逾期事项 {late}。",
    en="{rows:clause|clauses}; {duties:duty|duties}; {kinds:kind|kinds} of record: "
    "{missing} missing, {overdue} overdue, {due} due; {findings:finding|findings}; "
    "matters past their day: {late}.",
)
_FREQUENCIES: dict[Frequency, Text] = {
    "event": Text(zh="每次", en="event"),
    "month": Text(zh="每月", en="month"),
    "quarter": Text(zh="每季", en="quarter"),
    "half-year": Text(zh="半年", en="half-year"),
    "year": Text(zh="每年", en="year"),
}
_NOTHING_THERE = ABSENT | {EvidenceState.no_event, EvidenceState.unknown}
REGISTER = Text(zh="常备", en="kept")
NOTHING = "—"


def frequency(held: Held, lang: Lang) -> str:
    """Return how often a kind is wanted; a register is kept all the time."""
    if held.is_register:
        return REGISTER.say(lang)
    return _FREQUENCIES[held.every or "event"].say(lang)


def news(row: Row, lang: Lang) -> str:
    """Return what an auditor asks since this edition, and what of ours speaks to it."""
    if row.news is None:
        return ""
    have, lack = (
        [
            held.title.say(lang)
            for held in row.evidence
            if (held.standing in _NOTHING_THERE) is absent
        ]
        for absent in (False, True)
    )
    comma = "、" if lang == "zh" else ", "
    said = _HAVE.say(lang, asked=row.news.say(lang), have=comma.join(have) or NOTHING)
    return said + (_LACK.say(lang, lack=comma.join(lack)) if lack else "")


def certainty(row: Row, lang: Lang) -> str:
    """Return how it is known what a clause of the standard says; nothing where it was read."""
    return "" if row.certainty is Certainty.read else row.certainty.label.say(lang)


def newest(held: Held) -> tuple[str, str]:
    """Return the newest record's day and number."""
    if held.newest is None:
        return NOTHING, NOTHING
    return str(held.newest_on or NOTHING), held.newest.id


def title(matrix: Matrix, lang: Lang) -> str:
    """Return what is laid against what."""
    return TITLE.say(lang, name=matrix.name)


def summary(matrix: Matrix, lang: Lang) -> str:
    """Return the counts in one sentence."""
    standings = matrix.standings
    return SUMMARY.say(
        lang,
        rows=len(matrix.rows),
        duties=len({duty for row in matrix.rows for duty in row.duties}),
        kinds=len(matrix.kinds),
        missing=standings[EvidenceState.missing] + standings[EvidenceState.empty],
        overdue=standings[EvidenceState.overdue],
        due=standings[EvidenceState.due],
        findings=len(matrix.findings),
        late=matrix.overdue,
    )


def owners(row: Row, lang: Lang) -> str:
    """Return who answers for a clause."""
    return joined(row.owners).say(lang) or NOTHING


def remark(row: Row, lang: Lang) -> str:
    """Return what is to be said where there is no evidence to list."""
    if row.excluded:
        return NOT_APPLICABLE.say(lang, reason=row.excluded)
    return (UNANSWERED if row.is_unanswered else NO_KIND).say(lang)


def elsewhere(matrix: Matrix, lang: Lang) -> str:
    """Return the findings that no row shows, or nothing."""
    if not matrix.elsewhere:
        return ""
    codes = " ".join(sorted({each.code for each in matrix.elsewhere}))
    return ELSEWHERE.say(lang, count=len(matrix.elsewhere), codes=codes)


def owner(matrix: Matrix, finding: Finding, lang: Lang) -> str:
    """Return who owes the next step, department and person; an unknown one as it is written."""
    found = matrix.departments.get(finding.owner)
    department = found.say(lang) if found else finding.owner
    person = matrix.people.get(finding.who)
    return f"{department} {person.say(lang)}" if person else department


def place(finding: Finding) -> str:
    """Return where a finding is."""
    return f"{finding.place.path}:{finding.place.line or 1}"
