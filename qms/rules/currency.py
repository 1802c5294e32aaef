"""Names and law that no longer hold (clauses 2.2.4, 5.2 and 6.4.3)."""

import re
from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch02_review import ManualReview
from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.ch06_obligations import CurrencyCheck, Obligation, ObligationState
from qms.model.kinds.record import Status, called, place_of
from qms.model.manual import Chapter
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import register, retained
from qms.text import Text

_GONE = {ObligationState.superseded, ObligationState.repealed}
_STATE = "中华人民共和国"
# 内部, 外部, 全部 and the like are no departments, nor are 部门, 部件, 部分 and 部长.
_PART_OF = "内外全各局总干上下顶底头根中两本端东西南北一"
_DEPARTMENT = re.compile(rf"[A-Z一-鿿]{{1,7}}?[^\W{_PART_OF}]部(?![门件分位署队落委首])")
_LEADING = re.compile(r"^.*[由向和与及或将的]|^(?:会同|配合|通知|协助)")
_NOBODY = re.compile("有关|上级|主管")  # any department that is concerned, and none by its name
_SHORTEST = 3  # 尾部 and 西部 are parts of something
# Ministries and other bodies whose names end alike; a manual may well name them.
_ELSEWHERE = (
    "工业和信息化部", "人力资源和社会保障部", "住房和城乡建设部", "交通运输部", "生态环境部",
    "自然资源部", "农业农村部", "应急管理部", "市场监督管理部", "商务部", "公安部", "财政部",
    "司法部", "民政部", "教育部", "科学技术部", "科技部", "水利部", "外交部", "国防部", "党支部",
    "俱乐部",
)  # fmt: skip
_LAW = {
    "id": "LAW-001", "name": "例法", "number": "例", "issuer": "例", "state": "in-force",
    "in_force": "2020-01-01", "clauses": ["1"], "requirement": "例", "owner": "after-sales",
    "source": "例", "last_checked": "2026-03-01",
}  # fmt: skip


def _chapter(body: str) -> dict[str, str]:
    return {
        "manual/01-order.md": (
            '---\ndocument: QM-01\nchapter: "1"\ntitle: 管理手册颁布令\nowner: after-sales\n'
            'revision: A/0\nstatus: draft\nclauses:\n  "1":\n    owner: after-sales\n---\n'
            f"# 1 管理手册颁布令\n\n{body}\n"
        )
    }


def _checked(state: str) -> dict[str, str]:
    return register(Obligation, _LAW) | retained(
        CurrencyCheck, "CX-2026-0001", source="例", conclusion="例",
        checked=[{"obligation": "LAW-001", "state": state}],
    )  # fmt: skip


def _reviewed(**fields: object) -> dict[str, str]:
    return retained(
        ManualReview, "SP-2026-0001", release="A-0", participants=["P-001"], conclusion="例",
        chapters=[{"chapter": "1", "outcome": "unchanged"}], status="closed", **fields,
    )  # fmt: skip


@rule(
    "ORG103",
    clause="5.2",
    severity=Severity.WARNING,
    each=Chapter,
    reads=(Department,),
    title=Text(zh="正文只用部门清单里的部门", en="The text names departments that exist"),
    message=Text(
        zh="正文写有“{name}”，部门清单里没有", en="the text names {name}, which is no department"
    ),
    why=Text(
        zh="职责写给不存在的部门，就没有人做。",
        en="A duty given to a department that does not exist is nobody's.",
    ),
    cure=Text(
        zh="改用部门清单里的名称，经文件更改发布；确有此部门的，登记它。",
        en="Use a name of the register, by a change; or register the department.",
    ),
    bad=Example(_chapter("客户关系管理部应学习本手册。")),
    good=Example(_chapter("售后服务部应学习本手册，全部内容在内部说明。")),
    owner="office",
)
def department_unknown(snapshot: Snapshot) -> Iterator[Hit]:
    """A word of the text reads like the name of a department and is none of the register."""
    departments = [each.name for each in snapshot.all(Department)]
    if not departments:
        return
    names = sorted((*departments, *_ELSEWHERE), key=len, reverse=True)
    known = re.compile("|".join(re.escape(name) for name in names))
    for chapter in snapshot.chapters:
        text = known.sub(lambda found: "·" * len(found[0]), chapter.body)
        for offset, line in enumerate(text.split("\n")):
            for found in _DEPARTMENT.finditer(line):
                name = _LEADING.sub("", found[0])
                if len(name) >= _SHORTEST and not _NOBODY.search(name):
                    column = found.end() - len(name) + 1
                    yield hit(chapter.at(chapter.body_line + offset, column), mark=name, name=name)


@rule(
    "LAW104",
    clause="6.4.3",
    severity=Severity.ERROR,
    each=Obligation,
    reads=(CurrencyCheck,),
    title=Text(zh="查新结果更新到清单", en="What a look-up found is in the register"),
    message=Text(
        zh="{check} 查得 {id}《{name}》{found}，清单仍写{stated}",
        en="{check} found {id} {name} to be {found}; the register says {stated}",
    ),
    why=Text(
        zh="查到了不更新清单，等于没有查。", en="Found and not entered is as good as not found."
    ),
    cure=Text(zh="更新清单的 state，处理受影响的条款。", en="Correct state; see to its clauses."),
    bad=Example(_checked("repealed")),
    good=Example(_checked("in-force")),
    owner="office",
)
def look_up_not_entered(snapshot: Snapshot) -> Iterator[Hit]:
    """The newest look-up of an obligation found another state than the register says.

    What was entered after the look-up counts, but not that law found gone is in force.
    """
    newest: dict[str, tuple[CurrencyCheck, ObligationState]] = {}
    for check in sorted(snapshot.live(CurrencyCheck), key=lambda each: each.date):
        newest |= {source.obligation: (check, source.state) for source in check.checked}
    for each in snapshot.all(Obligation):
        if each.id not in newest:
            continue
        check, found = newest[each.id]
        is_newer = check.date >= each.last_checked
        if found is not each.state and (is_newer or (found in _GONE and each.state not in _GONE)):
            yield hit(
                place_of(each, "state"), since=check.date, check=check.id, id=each.id,
                name=called(each), found=found.label.inside, stated=each.state.label.inside,
            )  # fmt: skip


@rule(
    "LAW105",
    clause="6.4.3",
    severity=Severity.ERROR,
    each=Chapter,
    reads=(Obligation,),
    title=Text(zh="正文不引用失效的法规", en="The text cites no law that is gone"),
    message=Text(
        zh="正文引用《{name}》，{id} 登记为{state}", en="the text cites {name}; {id} is {state}"
    ),
    why=Text(zh="照着失效的法规办事就是违规。", en="Working by law that is gone is a breach."),
    cure=Text(
        zh="改引替代文件，经文件更改发布。", en="Cite what replaces it instead, by a change."
    ),
    bad=Example(
        register(Obligation, _LAW | {"state": "repealed", "clauses": []})
        | _chapter("各部门应执行《例法》。")
    ),
    good=Example(register(Obligation, _LAW) | _chapter("各部门应执行《例法》。")),
    owner="office",
)
def gone_and_cited(snapshot: Snapshot) -> Iterator[Hit]:
    """A 《title》 of the text is that of an obligation superseded or repealed."""
    every = snapshot.all(Obligation)
    valid = {title for each in every if each.state not in _GONE for title in _titles(each)}
    gone = {
        title: each
        for each in every
        if each.state in _GONE
        for title in _titles(each)
        if title not in valid
    }
    for chapter in snapshot.chapters:
        for citation in chapter.citations:
            each = gone.get(citation.title)
            if each is not None:
                place = chapter.at(citation.line, citation.column)
                yield hit(
                    place,
                    mark=each.id,
                    name=citation.title,
                    id=each.id,
                    state=each.state.label.inside,
                )


def _titles(law: Obligation) -> tuple[str, str]:
    """Return a law's title without and with the name of the state, as texts cite it."""
    short = law.name.removeprefix(_STATE)
    return short, _STATE + short


@rule(
    "POL103",
    clause="2.2.4",
    severity=Severity.WARNING,
    each=ManualReview,
    title=Text(zh="手册评审写明管理评审", en="The manual's review names the management review"),
    message=Text(
        zh="手册评审 {id} 已关闭，没有写明所属的管理评审",
        en="review {id} of the manual is closed and names no management review",
    ),
    why=Text(
        zh="手册评审通常在管理评审时进行，结论由最高管理者认可。",
        en="It is normally held at the management review, so that top management agrees to it.",
    ),
    cure=Text(
        zh="用 qms correct 补上 management_review；未提交的，在下次管理评审提交。",
        en="Add management_review with qms correct, or bring it to the next management review.",
    ),
    bad=Example(_reviewed()),
    good=Example(_reviewed(management_review="GR-2026-0001")),
)
def review_stands_alone(snapshot: Snapshot) -> Iterator[Hit]:
    """A closed review of the manual names no management review."""
    for each in snapshot.live(ManualReview):
        if each.status is Status.closed and each.management_review is None:
            yield hit(place_of(each, "status"), owner=each.department, id=each.id)
