"""Terms defined once, the promise worded alike everywhere (clauses 2.4 and 3.2)."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch08_customers import CultureCommunication
from qms.model.kinds.record import place_of
from qms.model.manual import TERM, Chapter, ClauseText
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import retained
from qms.text import Text, listed

_GLOSSARY, _PROMISE = "2.4", "3.2"
_SAID = re.compile(
    r"“((?:[^”\n]|\n(?!\n)){6,})”|^>\s*(.{6,})$|([^。；！？“”>|\n]{6,})", re.MULTILINE
)
# Of its letters: below this a quotation, or a sentence, is another one and not the promise.
_ALIKE, _NEARLY = 0.6, 0.7
_HEAD = """\
---
document: QM-01
chapter: "{chapter}"
title: 例
owner: after-sales
revision: A/0
clauses:
  "{chapter}":
    owner: after-sales
  "{clause}":
    owner: after-sales
---
# {chapter} 例

## {clause} 例

"""


def _chapter(clause: str, body: str) -> dict[str, str]:
    chapter = clause.split(".", 1)[0]
    return {
        "records/clause/more.yaml": "".join(
            f'- {{id: "{number}", title: 例, title_en: Example}}\n' for number in (chapter, clause)
        ),
        f"manual/0{chapter}-example.md": _HEAD.format(chapter=chapter, clause=clause) + body,
    }


def _communicated(**fields: object) -> dict[str, str]:
    sheet: dict[str, object] = {
        "topic": "例", "channel": "例", "audience": "例", "content": "例", "compared_by": "P-001",
        "wording_consistent": False, "difference": "已改正",
    }  # fmt: skip
    return retained(CultureCommunication, "WB-2026-0001", **(sheet | fields))


def _defined(snapshot: Snapshot) -> Iterator[tuple[str, Chapter, ClauseText, int]]:
    """Yield each term that a line defines, without its English, and where."""
    for chapter, clause in snapshot.clauses:
        for offset, line in enumerate(clause.body.split("\n"), start=1):
            found = TERM.match(line)
            if found:
                for term in re.split(r"[、/]", re.split(r"[（(]", found[1])[0]):
                    yield term.strip(), chapter, clause, clause.line + offset


@rule(
    "TRM101",
    clause="2.4",
    severity=Severity.ERROR,
    reads=(Chapter,),
    title=Text(zh="一个术语只定义一次", en="A term is defined once"),
    message=Text(
        zh="术语“{term}”定义了两次，第一次在第 {first} 行",
        en="the term {term} is defined twice, first on line {first}",
    ),
    why=Text(zh="两个定义会各用各的。", en="Two definitions get used side by side."),
    cure=Text(zh="保留一个，经文件更改删去另一个。", en="Keep one; remove the other by a change."),
    bad=Example(_chapter("2.4", "**换页**：例。\n\n**换页**：又一例。\n")),
    good=Example(_chapter("2.4", "**换页**：例。\n")),
)
def defined_twice(snapshot: Snapshot) -> Iterator[Hit]:
    """A term is defined a second time."""
    first: dict[str, int] = {}
    for term, chapter, clause, line in _defined(snapshot):
        if clause.number == _GLOSSARY:
            if term in first:
                yield hit(chapter.at(line), mark=term, term=term, first=first[term])
            first.setdefault(term, line)


@rule(
    "TRM102",
    clause="2.4",
    severity=Severity.INFO,
    reads=(Chapter,),
    title=Text(zh="定义的术语都用到", en="Every defined term is used"),
    message=Text(
        zh="术语“{term}”已定义，正文未使用", en="the term {term} is defined but not used anywhere"
    ),
    why=Text(zh="没用的定义只会添乱。", en="A definition that nobody needs is in the way."),
    cure=Text(zh="下次换版时删去，或在正文使用它。", en="Drop it in the next edition, or use it."),
    bad=Example(_chapter("2.4", "**孤词**：孤词即例。\n")),
    good=Example(_chapter("2.4", "**换页**：例。\n\n**新页**：用于换页的页。\n\n换页须用新页。\n")),
)
def never_used(snapshot: Snapshot) -> Iterator[Hit]:
    """A term stands nowhere but in its own definition, or inside a longer term."""
    defined = [each for each in _defined(snapshot) if each[2].number == _GLOSSARY]
    text = "\n".join(chapter.body for chapter in snapshot.chapters)
    for term, chapter, _, line in defined:
        own = chapter.body.split("\n")[line - chapter.body_line]
        longer = [other for other, *_ in defined if term in other and term != other]
        if term not in _OWED and _count(term, text, longer) <= _count(term, own, longer):
            yield hit(chapter.at(line), mark=term, term=term)


def _count(term: str, text: str, longer: Sequence[str]) -> int:
    return (re.sub("|".join(map(re.escape, longer)), "·", text) if longer else text).count(term)


_OWED = (
    "管理体系", "管理", "最高管理者", "过程", "PDCA", "组织", "组织环境", "顾客", "顾客满意",
    "相关方", "合规义务", "风险", "风险和机遇", "方针", "战略", "目标", "要求", "技术状态管理",
    "质量", "实体", "产品", "服务", "供方", "外部供方", "环境",
)  # fmt: skip


@rule(
    "TRM104",
    clause="2.4",
    severity=Severity.WARNING,
    reads=(Chapter,),
    title=Text(zh="应有的术语都有定义", en="The terms that are owed are defined"),
    message=Text(zh="2.4 没有定义：{terms}", en="2.4 does not define: {terms}"),
    why=Text(
        zh="这些是体系的基本术语，各人理解不同，制度就各做各的。",
        en="The system is built on them; read in two ways they are followed in two ways.",
    ),
    cure=Text(zh="在 2.4 补上定义，经文件更改发布。", en="Define them in 2.4, by a change."),
    bad=Example(_chapter("2.4", "**过程**：例。\n")),
    good=Example(_chapter("2.4", "\n\n".join(f"**{term}**：例。" for term in _OWED) + "\n")),
)
def not_defined(snapshot: Snapshot) -> Iterator[Hit]:
    """A term that clause 2.4 has to define is not among its definitions."""
    known = {term for term, _, clause, _ in _defined(snapshot) if clause.number == _GLOSSARY}
    missing = [term for term in _OWED if term not in known]
    for chapter, clause in snapshot.clauses:
        if clause.number == _GLOSSARY and missing:
            yield hit(chapter.at(clause.line), terms=listed(missing))


@rule(
    "TRM103",
    clause="2.4",
    severity=Severity.WARNING,
    reads=(Chapter,),
    title=Text(zh="术语在 2.4 定义", en="Terms are defined in 2.4"),
    message=Text(
        zh="条款 {number} 定义了“{term}”，2.4 里没有",
        en="clause {number} defines {term}; 2.4 does not",
    ),
    why=Text(zh="读者到 2.4 查术语。", en="Readers look in 2.4."),
    cure=Text(zh="移到 2.4，经文件更改发布。", en="Move it to 2.4 by a change."),
    bad=Example(_chapter("2.4", "**换页**：例。\n\n换页。\n\n## 2.5 例\n\n**散词**：散词的例。\n")
                | {"records/clause/other.yaml": '- {id: "2.5", title: 例, title_en: Example}\n'}),
    good=Example(_chapter("2.4", "**换页**：例。\n\n换页。\n")),
)  # fmt: skip
def defined_elsewhere(snapshot: Snapshot) -> Iterator[Hit]:
    """A line outside the glossary defines a term that the glossary does not have."""
    every = list(_defined(snapshot))
    known = {term for term, _, clause, _ in every if clause.number == _GLOSSARY}
    for term, chapter, clause, line in every:
        if known and clause.number != _GLOSSARY and term not in known:
            yield hit(chapter.at(line), mark=term, number=clause.number, term=term)


@rule(
    "PRM101",
    clause="3.2",
    severity=Severity.ERROR,
    each=Chapter,
    title=Text(zh="承诺处处逐字相同", en="The promise reads the same everywhere"),
    message=Text(
        zh="这里的承诺“{found}”与 qms.yml 的 promise 不同",
        en="the promise reads “{found}” here, not as promise in qms.yml",
    ),
    why=Text(zh="承诺只有一个说法。", en="There is one wording of the promise."),
    cure=Text(
        zh="改用变量 promise，由程序填入，写法见条款 3.2。",
        en="Use the variable promise, as clause 3.2 does.",
    ),
    bad=Example(_chapter("3.2", "> {{ promise }}\n\n“客户来访、来函、来电，48小时内给予反馈。”\n")),
    good=Example(_chapter("3.2", "> {{ promise }}\n\n“另一句完全不相干的引文在这里。”\n")),
)
def promise_misquoted(snapshot: Snapshot) -> Iterator[Hit]:
    """A sentence, in quotes or not, is nearly the promise and not quite."""
    promise = _bare(snapshot.settings.promise)
    likeness = SequenceMatcher(None, "", promise)
    for chapter in snapshot.chapters:
        for found in _SAID.finditer(chapter.body):
            said = (found[1] or found[2] or found[3]).strip()
            words = _bare(said)
            if "{{" in said or promise in words:
                continue
            limit = _NEARLY if found[3] else _ALIKE
            likeness.set_seq1(words)
            if likeness.quick_ratio() > limit and likeness.ratio() > limit:
                line = chapter.body_line + chapter.body.count("\n", 0, found.start())
                yield hit(chapter.at(line), found=said)


def _bare(words: str) -> str:
    return re.sub(r"[\s，。；、！,.;!]", "", words)


@rule(
    "PRM102",
    clause="3.2",
    severity=Severity.ERROR,
    each=Chapter,
    title=Text(zh="3.2 写明承诺", en="Clause 3.2 states the promise"),
    message=Text(zh="条款 3.2 没有承诺原文", en="clause 3.2 does not state the promise"),
    why=Text(zh="承诺从 3.2 引用。", en="Everything else quotes it from there."),
    cure=Text(
        zh="在 3.2 用变量 promise（两层花括号）写出。",
        en="State it there by the variable promise, in double braces.",
    ),
    bad=Example(_chapter("3.2", "公司有承诺。\n")),
    good=Example(_chapter("3.2", "> {{ promise }}\n")),
)
def promise_missing(snapshot: Snapshot) -> Iterator[Hit]:
    """There is a clause 3.2, and the promise is not in it."""
    for chapter, clause in snapshot.clauses:
        if clause.number == _PROMISE and not (
            "{{ promise }}" in clause.body or snapshot.settings.promise in clause.body
        ):
            yield hit(chapter.at(clause.line))


@rule(
    "PRM103",
    clause="3.2",
    severity=Severity.ERROR,
    each=CultureCommunication,
    title=Text(zh="外部材料的承诺一致", en="What we publish words the promise alike"),
    message=Text(
        zh="核对记录 {id} 发现承诺表述不一致，没有写处理结果",
        en="record {id} found the promise worded otherwise and says nothing of what was done",
    ),
    why=Text(
        zh="广告、保修卡、合同说法不一即为误导。",
        en="Advertisement, warranty card and contract that differ mislead.",
    ),
    cure=Text(zh="改正材料，填写 difference。", en="Correct the material; fill in difference."),
    bad=Example(_communicated(difference="")),
    good=Example(_communicated()),
)
def published_otherwise(snapshot: Snapshot) -> Iterator[Hit]:
    """A comparison found another wording and says nothing of what followed."""
    for each in snapshot.live(CultureCommunication):
        if not each.wording_consistent and not each.difference:
            place: Place = place_of(each, "wording_consistent")
            yield hit(place, owner=each.department, id=each.id)
