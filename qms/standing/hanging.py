"""What hangs on a clause: all that has to follow where one is taken out or added (2.2.3).

Nothing is changed here. Each thing is named with its place and the edit that it wants; the text is
changed by people, under a change request.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from qms.errors import UsageError
from qms.model.finding import Place
from qms.model.kinds import clause_order
from qms.model.kinds.ch02_limits import PREFIX, Limit
from qms.model.kinds.ch02_manual import Clause
from qms.model.kinds.record import Register, kind_name, place_of
from qms.model.kinds.references import references_of
from qms.model.manual import CITATION, VARIABLE, Chapter, ClauseText
from qms.model.rule import Rule
from qms.model.snapshot import Snapshot
from qms.text import Text, same

_NUMBER = re.compile(r"[1-9]\d?(\.[1-9]\d?){0,4}")


@dataclass(frozen=True, slots=True)
class Hanging:
    """One thing that hangs on a clause: where, what it is, and the edit that it wants."""

    place: Place
    what: Text
    edit: Text


def removal(snapshot: Snapshot, number: str, rules: Iterable[Rule]) -> tuple[Hanging, ...]:
    """Return all that hangs on a clause and those under it, in the order of places.

    Raises:
        UsageError: Neither the text nor the register has such a clause.

    """
    known = {clause.number for _, clause in snapshot.clauses}
    known |= {each.id for each in snapshot.all(Clause)}
    if number not in known:
        near = get_close_matches(number, sorted(known, key=clause_order), n=3, cutoff=0.5)
        raise UsageError(
            Text(zh="没有条款 {number}。{near}", en="There is no clause {number}. {near}"),
            number=same(number),
            near=Text(zh=f"相近的有：{'、'.join(near)}", en=f"Near: {', '.join(near)}"),
        )
    gone = {each for each in known if each == number or each.startswith(f"{number}.")}
    found = (
        *_text(snapshot, gone),
        *_heads(snapshot, gone),
        *_citations(snapshot, gone),
        *_registers(snapshot, gone),
        *_kinds(snapshot, gone),
        *_standards(snapshot, gone),
        *_rules(rules, gone),
    )
    return tuple(found)


def addition(snapshot: Snapshot, number: str, title: str) -> tuple[Hanging, ...]:
    """Return what a new clause wants: its line, its heading in order, its head, its request.

    Raises:
        UsageError: It is no number, there is one of it, or no clause stands above it.

    """
    if not _NUMBER.fullmatch(number):
        raise UsageError(
            Text(zh="{number} 不是条款编号。", en="{number} is no number of a clause."),
            Text(zh="写成 8.2.8 这样。", en="Write it like 8.2.8."),
            number=same(number),
        )
    every = [(chapter, clause) for chapter, clause in snapshot.clauses]
    numbers = [clause.number for _, clause in every]
    parent = number.rpartition(".")[0]
    if number in numbers or (parent and parent not in numbers):
        raise UsageError(
            Text(zh="{what}。", en="{what}."),
            what=Text(zh=f"已有条款 {number}", en=f"there is a clause {number}")
            if number in numbers
            else Text(zh=f"没有上级条款 {parent}", en=f"there is no clause {parent} above it"),
        )
    before = [each for each in every if clause_order(each[1].number) < clause_order(number)]
    chapter, last = before[-1]
    end = last.line + last.body.count("\n") + 1
    depth = "#" * (number.count(".") + 1)
    register = next((place_of(each) for each in snapshot.all(Clause) if each.id == last.number),
                    Place("records/clause"))  # fmt: skip
    return (
        Hanging(register, Text(zh="条款清单", en="the register of clauses"), Text(
            zh=f"在 {last.number} 之后加一行：id: '{number}'，title: {title}，title_en",
            en=f"add a line behind {last.number}: id: '{number}', title: {title}, title_en")),
        Hanging(chapter.at(end), Text(zh="正文", en="the text"), Text(
            zh=f"在 {last.number} 的正文之后写“{depth} {number} {title}”和正文",
            en=f"write '{depth} {number} {title}' and its text behind {last.number}")),
        Hanging(chapter.place, Text(zh="文件头 clauses", en="clauses in the front matter"), Text(
            zh=f'加“"{number}":”，写 owner、processes、documents、records、evidence',
            en=f'add "{number}": with owner, processes, documents, records, evidence')),
        Hanging(Place("records/process"), Text(zh="过程和标准", en="processes and standards"), Text(
            zh="过程要去向它的、标准的要求由它回答的，一并写上；表单用 schemas/custom/ 登记",
            en="name it where a process leads to it or a standard is answered by it; register its "
            "forms under schemas/custom/")),
        Hanging(Place("records/change-request"), Text(zh="更改申请", en="the change request"), Text(
            zh=f"qms change new --reason improvement --clause {number} --explanation 原因",
            en=f"qms change new --reason improvement --clause {number} --explanation WHY")),
    )  # fmt: skip


def _text(snapshot: Snapshot, gone: set[str]) -> Iterator[Hanging]:
    for chapter, clause in snapshot.clauses:
        if clause.number in gone:
            last = clause.line + clause.body.rstrip().count("\n") + 1
            yield Hanging(
                chapter.at(clause.line),
                Text(zh=f"正文 {clause.number} {clause.title}", en=f"the text of {clause.number}"),
                Text(zh=f"删去第 {clause.line} 至 {last} 行", en=f"delete lines {clause.line} to "
                     f"{last}"),
            )  # fmt: skip


def _heads(snapshot: Snapshot, gone: set[str]) -> Iterator[Hanging]:
    for number, (chapter, _) in snapshot.clause_facts.items():
        if number in gone:
            yield Hanging(
                chapter.place,
                Text(zh=f"文件头 clauses 的 {number}", en=f"{number} under clauses at its head"),
                Text(zh="删去", en="delete it"),
            )


def _citations(snapshot: Snapshot, gone: set[str]) -> Iterator[Hanging]:
    entries = {f"{PREFIX}{each.id}" for each in snapshot.all(Limit) if each.clause in gone}
    forms = {
        model.header.title.zh for model in snapshot.kinds.values() if model.header.clause in gone
    }
    for chapter, clause in snapshot.clauses:
        if clause.number not in gone:
            yield from _cited(chapter, clause, gone, entries)
            yield from _forms_cited(chapter, clause, forms)


def _cited(
    chapter: Chapter, clause: ClauseText, gone: set[str], entries: set[str]
) -> Iterator[Hanging]:
    names = "|".join(re.escape(each) for each in sorted(gone, key=len, reverse=True))
    cited = re.compile(rf"(?<![\d.])(?:{names})(?![\d.]*\d)")
    for offset, line in enumerate(clause.body.split("\n"), start=1):
        place = chapter.at(clause.line + offset)
        for found in sorted({each[0] for each in cited.finditer(VARIABLE.sub("", line))}):
            yield Hanging(
                place,
                Text(zh=f"{clause.number} 的正文引用 {found}", en=f"{clause.number} cites {found}"),
                Text(zh="改写这一句，或引用别的条款", en="rewrite the sentence, or cite another"),
            )
        for name in sorted(set(VARIABLE.findall(line)) & entries):
            yield Hanging(
                place,
                Text(zh=f"{clause.number} 印出 {name}", en=f"{clause.number} prints {name}"),
                Text(zh="给这一量值另定条款，或改写", en="give the figure another clause"),
            )


def _forms_cited(chapter: Chapter, clause: ClauseText, forms: set[str]) -> Iterator[Hanging]:
    for offset, line in enumerate(clause.body.split("\n"), start=1):
        for title in sorted(set(CITATION.findall(line)) & forms):
            yield Hanging(
                chapter.at(clause.line + offset),
                Text(
                    zh=f"{clause.number} 的正文提到《{title}》", en=f"{clause.number} names {title}"
                ),
                Text(zh="改写，或改用别的记录", en="rewrite it, or name another record"),
            )


def _registers(snapshot: Snapshot, gone: set[str]) -> Iterator[Hanging]:
    """Yield the lines of registers that name the clause; retained records stay as they are."""
    for model in snapshot.kinds.values():
        if not issubclass(model, Register):
            continue
        for record in snapshot.all(model):
            named = {
                number for _, kind, number in references_of(record) if kind == kind_name(Clause)
            }
            if isinstance(record, Clause):
                named = {record.id}
            if named & gone:
                yield Hanging(
                    place_of(record),
                    Text(zh=f"{model.header.title.zh} {record.id}",
                         en=f"{model.header.title.en} {record.id}"),
                    Text(zh="改成别的条款，或删去这一行", en="name another clause, or drop it"),
                )  # fmt: skip


def _kinds(snapshot: Snapshot, gone: set[str]) -> Iterator[Hanging]:
    for kind, model in snapshot.kinds.items():
        if model.header.clause in gone:
            count = len(snapshot.all(model))
            yield Hanging(
                Place(f"records/{kind}"),
                Text(zh=f"表单 {model.header.form} {model.header.title.zh}，已有 {count} 份",
                     en=f"form {model.header.form} {model.header.title.en}, {count} on file"),
                Text(zh="记录清单里注明停用；留存的记录照保存期保存",
                     en="mark the form as withdrawn; what is on file is kept its time"),
            )  # fmt: skip


def _standards(snapshot: Snapshot, gone: set[str]) -> Iterator[Hanging]:
    for standard in snapshot.standards:
        if standard.key not in snapshot.settings.standards:
            continue
        for each in standard.requirements:
            if set(each.manual) & gone:
                alone = set(each.manual) <= gone
                yield Hanging(
                    Place("qms.yml", keys=("standards", standard.key)),
                    Text(zh=f"{standard.name} {each.clause}", en=f"{standard.name} {each.clause}"),
                    Text(zh="再没有条款回答它：另写一条，或在 excluded 写明不适用的理由",
                         en="nothing else answers it: write another, or say under excluded why not")
                    if alone else Text(zh="还有别的条款回答", en="other clauses answer it too"),
                )  # fmt: skip


def _rules(rules: Iterable[Rule], gone: set[str]) -> Iterator[Hanging]:
    codes = sorted(each.code for each in rules if each.clause in gone)
    if codes:
        yield Hanging(
            Place("qms.yml", keys=("check", "ignore")),
            Text(zh=f"规则 {' '.join(codes)}", en=f"rules {' '.join(codes)}"),
            Text(zh="没有记录就不会报告；仍有的，在 check.ignore 里写明",
                 en="they find nothing without records; else name them under check.ignore"),
        )  # fmt: skip
