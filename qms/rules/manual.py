"""Whether the manual is complete, approved and consistent in itself (clauses 2.2 and 2.4)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.kinds import clause_order
from qms.model.kinds.ch02_manual import Clause
from qms.model.kinds.record import place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.text import Text


@rule(
    "MAN101",
    clause="2.2",
    severity=Severity.ERROR,
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
            yield hit(chapter.at(clause.line), number=clause.number, before=before)
        before = clause.number
