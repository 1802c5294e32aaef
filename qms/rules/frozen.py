"""Whether closed records stayed as they were, as the history of the repository shows (7.5)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Place, Severity
from qms.model.frozen import Baseline, Breach, Harm, RecordHistory
from qms.model.kinds.ch07_documents import RecordDisposal
from qms.model.rule import GONE, Example, hit, not_judged, rule
from qms.model.snapshot import Flaw, Problem, Snapshot
from qms.rules.examples import SETTINGS
from qms.standing.disposals import disposals_of, unlawful
from qms.text import Text

_PATH = "records/change-request/2026/GG-2026-0001.yaml"
_CLOSED = """\
id: GG-2026-0001
form: QR-2.2.3-01 A/0
date: 2026-02-01
department: after-sales
filled_by: P-001
status: closed
reason: improvement
explanation: 例
method: pages
changes: [{clause: "1", before: 甲, after: 乙}]
"""
_CORRECTED = (
    _CLOSED.replace("explanation: 例", "explanation: 实例")
    + "corrections: [{field: explanation, old: 例, new: 实例, reason: 笔误, by: P-001, "
    "on: 2026-02-05}]\n"
)
_NOT_YET = Text(zh="尚未提交", en="not committed yet")


def _place(breach: Breach) -> Place:
    return Place(breach.path, line=1, column=1, record=breach.record)


def _commit(breach: Breach) -> object:
    return breach.commit[:12] if breach.commit else _NOT_YET


def _of(snapshot: Snapshot, harm: Harm) -> Iterator[Breach]:
    return (each for each in snapshot.history.breaches if each.harm is harm)


@rule(
    "FRZ101",
    clause="7.5",
    severity=Severity.ERROR,
    reads=(RecordHistory,),
    title=Text(zh="关闭的记录不再改动", en="A closed record is not edited"),
    message=Text(
        zh="{record} 关闭后被改动而没有更正记录：{fields}（提交 {commit}）",
        en="{record} was edited after it was closed, without a correction: {fields} ({commit})",
    ),
    why=Text(
        zh="关闭的记录是证据；要更正，须留下原值、原因、更正人和日期（7.5）。",
        en="A closed record is evidence; a correction keeps old value, reason, person and date.",
    ),
    cure=Text(
        zh="恢复原文，再用 qms correct {record} 更正。",
        en="Restore it, then correct it: qms correct {record}.",
    ),
    bad=Example(
        {_PATH: _CLOSED.replace("explanation: 例", "explanation: 改")}, committed={_PATH: _CLOSED}
    ),
    good=Example({_PATH: _CORRECTED}, committed={_PATH: _CLOSED}),
    references=("ISO 9001:2015 7.5.3",),
    is_integrity=True,
)
def edited(snapshot: Snapshot) -> Iterator[Hit]:
    """A closed record's fields changed and no correction tells of it."""
    yield from _unseen(snapshot)
    for breach in _of(snapshot, Harm.edited):
        yield hit(
            _place(breach), record=breach.record, fields=breach.detail, commit=_commit(breach)
        )


_DISPOSAL = """\
id: JX-2026-0001
form: QR-7.5-04 A/0
date: 2026-11-20
department: after-sales
filled_by: P-001
approved_by: P-001
status: closed
records: [GG-2026-0001]
basis: personal-data
reason: 客户依法要求删除
method: 删除文件
destroyed_by: P-001
witnessed_by: P-002
"""


@rule(
    "FRZ102",
    clause="7.5",
    severity=Severity.ERROR,
    reads=(Problem, RecordDisposal, RecordHistory),
    title=Text(zh="记录未经批准不得消失", en="A record does not vanish without approval"),
    message=Text(
        zh="{record} 已被删除（提交 {commit}），{why}",
        en="{record} was deleted ({commit}); {why}",
    ),
    why=Text(
        zh="保存期内不得销毁；期满销毁须批准、两人经手（7.5）。",
        en="Nothing is destroyed before its time; later with approval, by two people (7.5).",
    ),
    cure=Text(
        zh="从 git 历史恢复；确须销毁的，登记《记录销毁记录》，写明销毁人、监销人和批准人。",
        en="Restore it from git history; or file its disposal with both people and approval.",
    ),
    bad=Example({_PATH: GONE}, committed={_PATH: _CLOSED}),
    good=Example(
        {_PATH: GONE, "records/record-disposal/2026/JX-2026-0001.yaml": _DISPOSAL},
        committed={_PATH: _CLOSED},
    ),
    references=("ISO 9001:2015 7.5.3",),
    is_integrity=True,
)
def deleted(snapshot: Snapshot) -> Iterator[Hit]:
    """A record is gone, open or closed, and no approved disposal made that lawful."""
    for breach in _of(snapshot, Harm.deleted):
        why = _unlawful(snapshot, breach)
        if why is None:
            continue
        unread = (each for each in snapshot.problems if each.place.path == breach.path)
        if any(each.flaw is not Flaw.link for each in unread):
            yield not_judged(_place(breach), _UNREADABLE)
        else:
            yield hit(_place(breach), record=breach.record, commit=_commit(breach), why=why)


_UNREADABLE = Text(
    zh="文件在，但未能读取，不能判断其中的记录是否还在",
    en="the file is there and could not be read, so what it held was not judged",
)


def _unlawful(snapshot: Snapshot, breach: Breach) -> Text | None:
    if breach.is_open:
        is_told = disposals_of(snapshot, breach.record)
        return None if is_told else Text(zh="它还未关闭", en="it was still open")
    return unlawful(snapshot, breach.record, until=breach.retained_until)


@rule(
    "FRZ103",
    clause="7.5",
    severity=Severity.ERROR,
    reads=(RecordHistory,),
    title=Text(zh="记录编号不变", en="A record keeps its number"),
    message=Text(
        zh="{record} 被改号为 {now}（提交 {commit}）",
        en="{record} was renumbered to {now} ({commit})",
    ),
    why=Text(
        zh="编号一经使用，别处的引用和编号的连续都靠它。",
        en="References elsewhere and the unbroken row of numbers rest on it.",
    ),
    cure=Text(zh="恢复原编号。", en="Restore the number."),
    bad=Example(
        {
            _PATH: GONE,
            _PATH.replace("0001", "0002"): _CLOSED.replace("GG-2026-0001", "GG-2026-0002"),
        },
        committed={_PATH: _CLOSED},
    ),
    is_integrity=True,
)
def renumbered(snapshot: Snapshot) -> Iterator[Hit]:
    """A closed record's content stands under another number."""
    for breach in _of(snapshot, Harm.renumbered):
        yield hit(_place(breach), record=breach.record, now=breach.detail, commit=_commit(breach))


@rule(
    "FRZ104",
    clause="7.5",
    severity=Severity.INFO,
    reads=(RecordHistory,),
    title=Text(zh="记录不移动", en="A record stays where it was filed"),
    message=Text(
        zh="{record} 被移到 {now}，内容未变（提交 {commit}）",
        en="{record} was moved to {now}, its content unchanged ({commit})",
    ),
    why=Text(
        zh="移动会切断文件的历史，让改动难以追查。",
        en="Moving a file cuts its history and makes a change hard to trace.",
    ),
    cure=Text(
        zh="无需处理；以后不要移动，编号就能找到它。",
        en="Nothing needs doing; leave records where they are, their number finds them.",
    ),
    bad=Example(
        {_PATH: GONE, "records/change-request/2025/GG-2026-0001.yaml": _CLOSED},
        committed={_PATH: _CLOSED},
    ),
    is_integrity=True,
)
def moved(snapshot: Snapshot) -> Iterator[Hit]:
    """A closed record stands in another file than before."""
    for breach in _of(snapshot, Harm.moved):
        yield hit(_place(breach), record=breach.record, now=breach.detail, commit=_commit(breach))


@rule(
    "FRZ105",
    clause="7.5",
    severity=Severity.ERROR,
    reads=(RecordHistory,),
    title=Text(zh="历史完整可查", en="The history is there to be judged"),
    message=Text(
        zh="记录历史的起点 {first} 不在本仓库的历史里：历史被改写，或写错了",
        en="the baseline {first} is not in this history: history was rewritten, or it is mistyped",
    ),
    why=Text(
        zh="改写历史能抹去对记录的改动。",
        en="Rewriting history wipes out what was done to records.",
    ),
    cure=Text(
        zh="从备份或他人的克隆取回原历史；写错的，改正 qms.yml 的 frozen_since。",
        en="Fetch the true history from another clone; if mistyped, correct frozen_since.",
    ),
    bad=Example({"qms.yml": SETTINGS + "frozen_since: " + "ab" * 20 + "\n"}),
    is_integrity=True,
)
def history_rewritten(snapshot: Snapshot) -> Iterator[Hit]:
    """The commit from which history is judged does not lead to this one."""
    if snapshot.history.baseline is Baseline.gone:
        yield hit(Place("qms.yml", ("frozen_since",)), first=snapshot.history.since[:12])


@rule(
    "FRZ106",
    clause="7.5",
    severity=Severity.ERROR,
    reads=(RecordHistory,),
    title=Text(zh="起点不后移", en="The baseline of history stays"),
    message=Text(
        zh="记录历史的起点 frozen_since 在提交 {commit} 被改动，此前的改动不再被检查",
        en="the baseline frozen_since was changed in {commit}; what came before goes unjudged",
    ),
    why=Text(
        zh="后移起点能让先前的改动不被发现。",
        en="Moving it forward hides what was done before.",
    ),
    cure=Text(zh="恢复原来的 frozen_since。", en="Restore the former frozen_since."),
    bad=Example(
        {"qms.yml": SETTINGS},
        committed={"qms.yml": SETTINGS + "frozen_since: " + "ab" * 20 + "\n"},
    ),
    is_integrity=True,
)
def baseline_moved(snapshot: Snapshot) -> Iterator[Hit]:
    """A commit changed the baseline after it had been set."""
    for commit in snapshot.history.moved_in:
        yield hit(Place("qms.yml", line=1, column=1), commit=commit[:12] or _NOT_YET)


@rule(
    "FRZ107",
    clause="7.5",
    severity=Severity.INFO,
    reads=(RecordHistory,),
    title=Text(zh="恢复原样的记录留有痕迹", en="A record that was put back leaves a trace"),
    message=Text(
        zh="{record} 在提交 {commit} 被改动或删除，自提交 {back} 起恢复原样",
        en="{record} was touched in {commit} and stands as before again since {back}",
    ),
    why=Text(
        zh="恢复了的记录可以作证据；曾被改动也要让审核员看到。",
        en="What was put back is evidence again; that it was touched is for auditors to see.",
    ),
    cure=Text(zh="无需处理。", en="Nothing needs doing."),
    bad=Example(
        {_PATH: _CLOSED},
        committed={_PATH: _CLOSED},
        between=({_PATH: _CLOSED.replace("explanation: 例", "explanation: 改")},),
    ),
    is_integrity=True,
)
def restored(snapshot: Snapshot) -> Iterator[Hit]:
    """A closed record was touched once and stands as it was."""
    for breach in _of(snapshot, Harm.restored):
        back = breach.detail[:12] or _NOT_YET
        yield hit(_place(breach), record=breach.record, commit=_commit(breach), back=back)


@rule(
    "FRZ108",
    clause="7.5",
    severity=Severity.ERROR,
    reads=(RecordHistory,),
    title=Text(zh="记录都在历史里", en="Every record has a history"),
    message=Text(
        zh="{path} 不会被提交：它被 .gitignore 忽略，或属于另一个仓库",
        en="{path} is never committed: git is told to ignore it, or it is of another repository",
    ),
    why=Text(
        zh="没有历史的记录，改动、删除都查不出来。",
        en="Of a record without history nobody can tell whether it was changed or removed.",
    ),
    cure=Text(
        zh="用 git add -f 提交；改正 .gitignore；records/ 之下不放别的仓库。",
        en="Commit it with git add -f, correct .gitignore; keep other repositories out.",
    ),
    bad=Example({".gitignore": "records/change-request/\n", _PATH: _CLOSED}),
    is_integrity=True,
)
def without_history(snapshot: Snapshot) -> Iterator[Hit]:
    """A record file is read from the folder and git is told not to see it."""
    for path in snapshot.history.outside:
        yield hit(Place(path, line=1, column=1), path=path)


@rule(
    "FRZ109",
    clause="7.5",
    severity=Severity.ERROR,
    reads=(RecordHistory,),
    title=Text(zh="git 不显示别的历史", en="Git shows no other history"),
    message=Text(
        zh="仓库的 .git 里有 {what}：手工运行的 git 会显示与实际不同的历史",
        en="the git folder holds {what}: git run by hand shows another history than there is",
    ),
    why=Text(
        zh="替换对象、嫁接和伪造的浅克隆能遮住改动；本程序不理会它们，别人会受骗。",
        en="Replaced objects, grafts and a forged cut hide changes; this program passes them over, "
        "others are deceived.",
    ),
    cure=Text(
        zh="查明来历后删去（git replace -d，或删 .git/info/grafts、.git/shallow），"
        "或从可信处重新克隆。",
        en="Find out where it came from, then take it out (git replace -d; remove "
        ".git/info/grafts or .git/shallow), or clone anew from where you trust.",
    ),
    bad=Example({".git/info/grafts": "ab" * 20 + "\n"}),
    is_integrity=True,
)
def shows_another_history(snapshot: Snapshot) -> Iterator[Hit]:
    """Something in the git folder bends what git shows."""
    for what in snapshot.history.bent:
        yield hit(Place("qms.yml", line=1, column=1), what=what)


def _unseen(snapshot: Snapshot) -> Iterator[Hit]:
    """Say which part of the history was not judged."""
    place = Place("qms.yml", line=1, column=1)
    history = snapshot.history
    if history.baseline is Baseline.shallow:
        yield not_judged(
            place,
            Text(
                zh="浅克隆没有完整历史，未检查关闭的记录是否改动过；用 git fetch --unshallow 取回",
                en="a shallow clone lacks the history, so whether closed records changed was not "
                "judged; fetch it with git fetch --unshallow",
            ),
        )
    elif history.baseline is Baseline.since:
        since = history.since[:12]
        yield not_judged(
            place,
            Text(
                zh=f"启用以前（提交 {since} 之前，及不出自它的历史线上）导入的记录，"
                "无法核查关闭后是否改动过；无需处理",
                en=f"what was imported before {since}, or on a line that does not come from it, "
                "cannot be judged; nothing needs doing",
            ),
        )
