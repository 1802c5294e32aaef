"""Whether the manual is complete, approved and consistent in itself (clauses 2.2 and 2.4)."""

from collections.abc import Iterator

from qms.model.calendar import months_later
from qms.model.finding import Hit, Severity
from qms.model.kinds import clause_order
from qms.model.kinds.ch02_manual import Clause
from qms.model.kinds.ch02_review import ManualReview
from qms.model.kinds.ch04_system import Process
from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.ch06_obligations import Obligation
from qms.model.kinds.ch07_documents import Document
from qms.model.kinds.record import place_of
from qms.model.manual import Chapter
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import RELEASED
from qms.text import Text


@rule(
    "MAN101",
    clause="2.2",
    severity=Severity.ERROR,
    guards_release=True,
    each=Clause,
    reads=(Chapter,),
    title=Text(zh="手册包含全部条款", en="The manual has every clause"),
    message=Text(
        zh="手册里没有条款 {number}《{title}》", en="the manual has no clause {number} ({title})"
    ),
    why=Text(
        zh="条款清单列明手册必须有的条款，缺一条就是缺一项制度。",
        en="The register of clauses says what the manual must have; a missing one is a gap.",
    ),
    cure=Text(
        zh="在相应的 manual/*.md 中写上标题“{number} {title}”和正文。",
        en="Write the heading '{number} {title}' and its text in the chapter's file.",
    ),
    bad=Example({"records/clause/more.yaml": '- id: "99"\n  title: 缺\n  title_en: Missing\n'}),
)
def missing_clause(snapshot: Snapshot) -> Iterator[Hit]:
    """A clause of the register has no heading in any chapter."""
    written = {clause.number for _, clause in snapshot.clauses}
    for clause in snapshot.all(Clause):
        if clause.id not in written:
            yield hit(place_of(clause), number=clause.id, title=clause.title)


@rule(
    "MAN102",
    clause="2.2",
    severity=Severity.ERROR,
    guards_release=True,
    reads=(Chapter,),
    title=Text(zh="条款不重复且按顺序", en="Clauses stand once and in order"),
    message=Text(
        zh="条款 {number} 出现在 {before} 之后", en="clause {number} stands after clause {before}"
    ),
    why=Text(
        zh="读者按编号查找条款，重复或错位会找错。",
        en="Readers look a clause up by its number; twice or out of order they find the wrong one.",
    ),
    cure=Text(zh="把条款移到正确位置，或合并重复的一条。", en="Move the clause, or merge the two."),
    bad=Example({
        "manual/99-more.md": "---\ndocument: QM\nchapter: '0'\ntitle: 重\nowner: after-sales\n"
        "revision: A/0\n---\n# 1 重复\n"
    }),
)
def clause_order_kept(snapshot: Snapshot) -> Iterator[Hit]:
    """A clause number does not grow from one heading to the next."""
    before = ""
    for chapter, clause in snapshot.clauses:
        if before and clause_order(clause.number) <= clause_order(before):
            yield hit(
                chapter.at(clause.line), mark=clause.number, number=clause.number, before=before
            )
        before = clause.number


def _chapter(more: str, body: str = "各部门应学习本手册。") -> dict[str, str]:
    return {
        "manual/01-order.md": (
            '---\ndocument: QM-01\nchapter: "1"\ntitle: 管理手册颁布令\nowner: after-sales\n'
            f"revision: A/0\n{more}---\n# 1 管理手册颁布令\n\n{body}\n"
        )
    }


_SOUND = 'status: draft\nclauses:\n  "1":\n    owner: after-sales\n'


@rule(
    "MAN103",
    clause="2.2",
    severity=Severity.ERROR,
    guards_release=True,
    each=Chapter,
    title=Text(zh="每个条款有文件头说明", en="Each clause is described in the front matter"),
    message=Text(
        zh="条款 {number} 在文件头 clauses 中没有说明",
        en="clause {number} is not described under clauses in the front matter",
    ),
    why=Text(
        zh="没有责任部门和记录种类的条款没有人执行。",
        en="A clause without an owner and record kinds is nobody's.",
    ),
    cure=Text(
        zh="在文件头 clauses 下补上 owner、records 等。",
        en="Add it under clauses with its owner and records.",
    ),
    bad=Example(_chapter("status: draft\n")),
)
def clause_undescribed(snapshot: Snapshot) -> Iterator[Hit]:
    """A clause in the text has no entry in its chapter's front matter."""
    for chapter, clause in snapshot.clauses:
        if clause.number not in chapter.front.clauses:
            yield hit(chapter.at(clause.line), mark=clause.number, number=clause.number)


@rule(
    "MAN104",
    clause="7.5",
    severity=Severity.ERROR,
    guards_release=True,
    each=Chapter,
    reads=(Document, Obligation),
    title=Text(zh="引用的文件、记录和法规已登记", en="What is cited is registered"),
    message=Text(zh="《{title}》没有登记", en="“{title}” is cited and registered nowhere"),
    why=Text(
        zh="查不到的引用等于没有规定。",
        en="A citation that leads nowhere is no rule.",
    ),
    cure=Text(
        zh="登记到 records/document、records/form 或 records/obligation，或改正名称。",
        en="Register it under records/document, form or obligation, or correct the name.",
    ),
    bad=Example(_chapter(_SOUND, "各部门应执行《没有的规定》。") | RELEASED),
)
def citation_unknown(snapshot: Snapshot) -> Iterator[Hit]:
    """A 《title》 in the text is no document, form or obligation of the registers."""
    known = _titles(snapshot)
    for chapter in snapshot.chapters:
        for citation in chapter.citations:
            if citation.title not in known:
                yield hit(
                    chapter.at(citation.line, citation.column),
                    mark=citation.title,
                    awaits=("document", "obligation"),
                    title=citation.title,
                )


_STATE = "中华人民共和国"


def _titles(snapshot: Snapshot) -> set[str]:
    laws = {each.name for each in snapshot.all(Obligation)}
    return (
        {each.name for each in snapshot.all(Document)}
        | {model.header.title.zh for model in snapshot.kinds.values()}
        | laws
        | {law.removeprefix(_STATE) for law in laws}
        | {snapshot.settings.manual.title, "管理手册"}
    )


@rule(
    "MAN105",
    clause="7.5",
    severity=Severity.ERROR,
    guards_release=True,
    each=Chapter,
    reads=(Document, Process),
    title=Text(zh="条款所列的文件和记录种类存在", en="Listed documents and kinds exist"),
    message=Text(
        zh="条款 {number} 列出的“{name}”不存在",
        en="clause {number} lists “{name}”, which is unknown",
    ),
    why=Text(
        zh="条款用这些文件和记录证明已执行。",
        en="A clause proves with these that it is followed.",
    ),
    cure=Text(
        zh="改正名称，或登记文件；记录种类见 schemas/。",
        en="Correct the name or register the document; the kinds are in schemas/.",
    ),
    bad=Example(_chapter(_SOUND + "    records: [no-such-kind]\n")),
)
def listed_unknown(snapshot: Snapshot) -> Iterator[Hit]:
    """A clause's front matter lists a document, record kind or process that is not there."""
    documents = {each.name for each in snapshot.all(Document)}
    processes = {each.id for each in snapshot.all(Process)}
    for number, (chapter, facts) in snapshot.clause_facts.items():
        evidence = tuple(each.kind for each in facts.evidence)
        missing: list[tuple[str, tuple[str, ...]]] = [
            *((name, ()) for name in facts.records + evidence if name not in snapshot.kinds),
            *((name, ("document",)) for name in facts.documents if name not in documents),
            *((name, ("process",)) for name in facts.processes if name not in processes),
        ]
        for name, awaits in missing:
            mark = f"{number} {name}"
            yield hit(chapter.place, mark=mark, awaits=awaits, number=number, name=name)


@rule(
    "MAN106",
    clause="5.2",
    severity=Severity.ERROR,
    guards_release=True,
    each=Chapter,
    reads=(Department,),
    title=Text(zh="归口部门在组织机构中", en="Owners are departments of the chart"),
    message=Text(
        zh="{what} 的归口部门 {name} 不在部门清单中",
        en="the owner of {what}, {name}, is no department of the register",
    ),
    why=Text(
        zh="职责落在不存在的部门，等于无人负责。",
        en="A duty of a department that does not exist is nobody's duty.",
    ),
    cure=Text(
        zh="改用 records/department/ 中的部门。", en="Use a department of records/department/."
    ),
    bad=Example(_chapter(_SOUND.replace("after-sales", "customer-service"))),
)
def owner_unknown(snapshot: Snapshot) -> Iterator[Hit]:
    """A chapter's or clause's owner is not in the register of departments."""
    known = {each.id for each in snapshot.all(Department)}
    for chapter in snapshot.chapters:
        owners = {f"第{chapter.front.chapter}章": chapter.front.owner}
        owners |= {number: facts.owner for number, facts in chapter.front.clauses.items()}
        for what, name in owners.items():
            if name not in known:
                yield hit(chapter.place, mark=what, what=what, name=name)


@rule(
    "MAN107",
    clause="2.2",
    severity=Severity.ERROR,
    guards_release=True,
    each=Chapter,
    title=Text(zh="变量在 qms.yml 中有值", en="Variables have a value in qms.yml"),
    message=Text(
        zh="变量 {name} 在 qms.yml 中没有值", en="the variable {name} has no value in qms.yml"
    ),
    why=Text(
        zh="没有值的变量会原样印在手册上。",
        en="A variable without a value is printed as it stands.",
    ),
    cure=Text(zh="在 qms.yml 的 company 下补上。", en="Add it under company in qms.yml."),
    bad=Example(_chapter(_SOUND, "热线 {{ company.hotline }}。")),
)
def variable_unknown(snapshot: Snapshot) -> Iterator[Hit]:
    """A chapter uses a variable that the settings do not define."""
    for chapter in snapshot.chapters:
        for variable in chapter.variables:
            if variable.title not in snapshot.settings.variables:
                yield hit(
                    chapter.at(variable.line, variable.column),
                    mark=variable.title,
                    name=variable.title,
                )


@rule(
    "MAN108",
    clause="2.2.4",
    severity=Severity.ERROR,
    guards_release=True,
    reads=(ManualReview,),
    title=Text(zh="手册按年评审", en="The manual is reviewed every year"),
    message=Text(
        zh="手册上次评审是 {last}，已过 {due_on} 的期限",
        en="the manual was last reviewed on {last}; the next was due on {due_on}",
    ),
    why=Text(
        zh="2.2.4 规定每年评审一次，通常在管理评审时。",
        en="Clause 2.2.4 wants a review a year, normally at the management review.",
    ),
    cure=Text(zh="评审后登记《手册评审记录》。", en="Review it and enter a manual-review record."),
    bad=Example({
        "records/manual-review/2025/SP-2025-0001.yaml": (
            "id: SP-2025-0001\nform: QR-2.2.4-01 A/0\ndate: 2025-06-01\n"
            "department: after-sales\nfilled_by: P-001\nrelease: A-0\nparticipants: [P-001]\n"
            "chapters: [{chapter: '1', outcome: unchanged}]\nconclusion: 例\n"
        )
    }),
    references=("ISO 9001:2015 7.5.2",),
)
def review_overdue(snapshot: Snapshot) -> Iterator[Hit]:
    """The newest review of the manual is older than the settings allow."""
    held = [each for each in snapshot.live(ManualReview) if each.date <= snapshot.as_of]
    newest = max(held, key=lambda each: each.date, default=None)
    if newest is None:
        return
    due = months_later(newest.date, snapshot.settings.manual.review_months)
    if due < snapshot.as_of:
        yield hit(place_of(newest, "date"), last=newest.date, due_on=due, due=due)
