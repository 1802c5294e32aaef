"""Takes a filled workbook or CSV back into the records: all rows or none (clause 7.5)."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import to_json

from qms.errors import QmsError, UsageError
from qms.forms.fields import (
    fields_of,
    references_in,
)
from qms.forms.numbering import series_of
from qms.forms.tabular import faults
from qms.forms.tabular.columns import ID
from qms.forms.tabular.faults import (
    Fault,
    Spot,
)
from qms.forms.tabular.reading import (
    Row,
    taken,
)
from qms.model.finding import Place
from qms.model.kinds.record import Evidence, Record, Status, kind_name
from qms.model.snapshot import Snapshot
from qms.operations.filing.placing import (
    Filing,
    changed_files,
)
from qms.operations.filing.record import person_named
from qms.operations.records.exporting import office_of
from qms.operations.records.naming import kind_named
from qms.store import git, schema, sheets
from qms.text import Lang, Text, same

TEMPORARY = re.compile(r"(?:新|new)\s*\S*", re.IGNORECASE)


@dataclass(frozen=True)
class Imported:
    """What an import did, or why it did nothing."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: int = 0
    faults: tuple[Fault, ...] = ()
    numbers: Mapping[Spot, str] = field(default_factory=dict)
    encoding: str = "UTF-8"


@dataclass(frozen=True)
class Source:
    """A file to be imported: its name says the format."""

    path: Path
    content: bytes

    @property
    def is_csv(self) -> bool:
        """CSV by its name, else a workbook."""
        return self.path.suffix.lower() == ".csv"


def import_records(
    root: Path, snapshot: Snapshot, kind: str, source: Source, *, by: str | None = None
) -> Imported:
    """Write the records of a file where all of it is right; else say what is wrong, cell by cell.

    Raises:
        UsageError: There is no such kind.
        QmsError: The file cannot be read at all, or the person is unknown.

    """
    model = kind_named(snapshot, kind)
    filler = None if by is None else person_named(snapshot, by).id
    office = office_of(snapshot, is_text=source.is_csv)
    encoding = "UTF-8"
    found: list[Fault] = []
    if source.is_csv:
        grid, encoding = sheets.from_csv(source.content)
        grids = [grid]
    else:
        grids, found = sheets.from_workbook(source.content)
    read = taken(model, grids, office)
    work = _Work(snapshot, model, filler, [*found, *read.faults])
    for row in read.rows:
        work.take(row)
    work.check_references()
    if work.faults:
        return Imported(faults=tuple(_in_order(work.faults)), encoding=encoding)
    done = Imported(
        new=tuple(each.record.id for each in work.filings if each.before is None),
        changed=tuple(each.record.id for each in work.filings if each.before is not None),
        unchanged=work.unchanged,
        numbers=work.numbers,
        encoding=encoding,
    )
    if work.filings:
        _committed(root, model, changed_files(root, snapshot, model, work.filings), done)
    return done


def _committed(root: Path, model: type[Record], files: Mapping[str, bytes], done: Imported) -> None:
    """Write all files in one commit, so that an interruption leaves all rows or none.

    Raises:
        QmsError: One of them has changes that nobody committed.

    """
    repo = git.repository(root)
    unsaved = [path for path in files if not git.is_clean(repo, path)]
    if unsaved:
        raise QmsError(
            Text(
                zh="有未提交的改动，没有导入：{paths}",
                en="Nothing was imported; these have uncommitted changes: {paths}",
            ),
            Text(zh="先用 git commit 提交。", en="Commit them first."),
            paths=same(", ".join(unsaved)),
        )
    title = model.header.title.zh
    message = f"导入{title}：新增 {len(done.new)} 份，修改 {len(done.changed)} 份"
    git.commit_files(repo, dict(files), message)


def _in_order(found: Sequence[Fault]) -> list[Fault]:
    sheets_met = list(dict.fromkeys(fault.spot.sheet for fault in found))
    return sorted(
        found,
        key=lambda each: (sheets_met.index(each.spot.sheet), each.spot.row, each.spot.column),
    )


@dataclass
class _Work:
    """Judges row by row what becomes of each; local to one import."""

    snapshot: Snapshot
    model: type[Record]
    by: str | None
    faults: list[Fault]
    filings: list[Filing] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)
    numbers: dict[Spot, str] = field(default_factory=dict)
    judged: list[Row] = field(default_factory=list)
    unchanged: int = 0
    alike: Counter[bytes] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Count the existing records by content, so that none is taken in twice."""
        self.existing = self.snapshot.index.get(kind_name(self.model), {})
        self.alike.update(_content(record) for record in self.existing.values())

    def take(self, row: Row) -> None:
        """Decide on one row: new, changed, unchanged, or wrong."""
        is_new = row.number is None or bool(TEMPORARY.fullmatch(row.number))
        if is_new:
            self._take_new(row)
        elif row.number in self.rows:
            self._fault(row, _twice(row.number))
        else:
            self._take_numbered(row, str(row.number))

    def _take_new(self, row: Row) -> None:
        series = series_of(self.model)
        if series is None:
            self._fault(row, _number_wanted(self.model))
            return
        self._fill_in(row)
        # Checked under a number of the right form; the one it gets depends on the rows before.
        row.data[ID] = series.number(1000, 1)
        probe = self._record(row)
        if probe is None:
            return
        content = _content(probe)
        if self.alike[content]:
            self.alike[content] -= 1
            self.unchanged += 1
            return
        known = [*self.existing, *self.rows]
        number = series.following(_day(probe, self.snapshot.as_of).year, known)
        row.data[ID] = number
        self.rows[number] = row
        self.numbers |= {
            spot: number
            for keys, spot in row.spots.items()
            if keys == (ID,) or isinstance(keys[-1], int)
        }
        self.judged.append(row)
        self.filings.append(Filing(probe.model_copy(update={ID: number}), row.data))

    def _take_numbered(self, row: Row, number: str) -> None:
        self.rows[number] = row
        before = self.existing.get(number)
        self._fill_in(row, before)
        if before is None and not _pattern(self.model).fullmatch(number):
            self._fault(row, _wrong_number(self.snapshot, self.model, number))
        record = self._record(row)
        if record is None:
            return
        if before is not None and record.model_dump() == before.model_dump():
            self.unchanged += 1
            return
        if self._is_sealed(row):
            return
        if before is not None and _is_closed(before):
            self._fault(row, _closed(number))
            return
        self.judged.append(row)
        self.filings.append(Filing(record, row.data, before))

    def _fill_in(self, row: Row, before: Record | None = None) -> None:
        """Add what the form says by itself, or said when the row was first taken in."""
        if not issubclass(self.model, Evidence):
            return
        was = before if isinstance(before, Evidence) else None
        row.data.setdefault("form", was.form if was else self.model.header.form_and_version)
        by = was.filled_by if was else self.by
        if by is not None:
            row.data.setdefault("filled_by", by)

    def _record(self, row: Row) -> Record | None:
        try:
            return self.model.model_validate_json(to_json(row.data))
        except ValidationError as error:
            faulty = {fault.spot for fault in self.faults}
            for problem in schema.problems(error, self.model, Place(""), row.data):
                spot = row.spot(problem.place.keys)
                if spot not in faulty:
                    self.faults.append(Fault(spot, problem.what, problem.wanted))
            self.judged.append(row)
        return None

    def _is_sealed(self, row: Row) -> bool:
        """Refuse what only the release itself may write."""
        if issubclass(self.model, Evidence) or self.model.header.form not in _SEALED:
            return False
        self._fault(row, _sealed())
        return True

    def check_references(self) -> None:
        """Report every number that a row names and nobody bears; unchanged rows are left alone."""
        own = kind_name(self.model)
        fields = fields_of(self.model)
        for row in self.judged:
            for keys, kind, number in references_in(fields, row.data):
                is_known = number in self.snapshot.index.get(kind, {})
                if not is_known and not (kind == own and number in self.rows):
                    self.faults.append(
                        Fault(row.spot(keys), *_nothing(self.snapshot.kinds[kind], number))
                    )

    def _fault(self, row: Row, words: tuple[Text, Text]) -> None:
        self.faults.append(Fault(row.spots[(ID,)], *words))


_SEALED = {"QR-2.2.1-01", "QR-2.2.1-02", "QR-2.2.1-03"}  # release, signature, candidate


def _content(record: Record) -> bytes:
    """Return all of a record but its number, to tell whether it was taken in before."""
    return to_json(record.model_dump(mode="json", exclude={ID}))


def _day(record: Record, as_of: dt.date) -> dt.date:
    return record.date if isinstance(record, Evidence) else as_of


def _is_closed(record: Record) -> bool:
    return isinstance(record, Evidence) and record.status in {Status.closed, Status.void}


def _pattern(model: type[Record]) -> re.Pattern[str]:
    return re.compile(model.header.id_pattern, re.ASCII)


def _closed(number: str) -> tuple[Text, Text]:
    return (
        Text(zh=f"{number} 已关闭，不能改动", en=f"{number} is closed and stays as it is"),
        Text(
            zh=f"恢复原值，或用 qms correct {number} 字段=值 --reason 原因 --by 人员",
            en=f"restore it, or use qms correct {number} field=value --reason … --by …",
        ),
    )


def _sealed() -> tuple[Text, Text]:
    return (
        Text(zh="发布记录和签署不能导入", en="releases and signatures are not imported"),
        Text(zh="用 qms release 和 qms sign", en="use qms release and qms sign"),
    )


def _twice(number: str | None) -> tuple[Text, Text]:
    return (
        Text(zh=f"编号 {number} 在表中出现两次", en=f"number {number} stands twice"),
        Text(zh="新记录的编号留空", en="leave the number of a new record empty"),
    )


def _number_wanted(model: type[Record]) -> tuple[Text, Text]:
    pattern = model.header.id_pattern
    return (
        Text(zh="这种记录的编号由人来定，不能留空", en="numbers of this kind are chosen by people"),
        Text(zh=f"写编号，写法：{pattern}", en=f"write one of the form {pattern}"),
    )


def _wrong_number(snapshot: Snapshot, model: type[Record], number: str) -> tuple[Text, Text]:
    narrow = faults.narrowed(number)
    if narrow != number and _pattern(model).fullmatch(narrow):
        bad = faults.wide(number, narrow)
        return bad.what, bad.wanted
    owner = next(
        (
            each.header.title
            for each in snapshot.kinds.values()
            if each is not model and _pattern(each).fullmatch(number)
        ),
        None,
    )
    title, pattern = model.header.title, model.header.id_pattern
    what = (
        Text(
            zh=f"{number} 是“{owner.zh}”的编号，不是“{title.zh}”的",
            en=f"{number} is a number of {owner.en}, not of {title.en}",
        )
        if owner
        else Text(
            zh=f"编号 {number} 不合“{title.zh}”的编号规则",
            en=f"number {number} does not follow the pattern of {title.en}",
        )
    )
    return what, Text(
        zh=f"编号留空由系统给，或写成 {pattern}", en=f"leave it empty, or write it as {pattern}"
    )


def _nothing(model: type[Record], number: str) -> tuple[Text, Text]:
    title = model.header.title
    return (
        Text(zh=f"“{title.zh}”里没有 {number}", en=f"there is no {number} in {title.en}"),
        Text(zh="改正编号，或先补上那份记录", en="mend the number, or add that record first"),
    )


def with_notes(source: Source, done: Imported, lang: Lang) -> bytes:
    """Return the workbook with a note on each faulty cell, or with the numbers it was given."""
    return sheets.annotated(source.content, done.faults, lang, numbers=done.numbers)


def refuse_csv(source: Source) -> None:
    """Refuse to annotate a CSV file.

    Raises:
        UsageError: It is CSV, which has no notes.

    """
    if source.is_csv:
        raise UsageError(
            Text(zh="CSV 没有批注，不能用 --annotate。", en="CSV has no notes for --annotate."),
            Text(zh="改用 .xlsx 工作簿。", en="Use an .xlsx workbook."),
        )


def listed(found: Sequence[Fault]) -> Iterator[Text]:
    """Yield two lines a fault: sheet, row, column and what is wrong; then what to do."""
    for fault in found:
        spot = fault.spot
        column = spot.name.removesuffix(str(spot.row))
        yield Text(
            zh=f"{f'工作表“{spot.sheet}”' if spot.sheet else ''}第 {spot.row} 行 {column} 列"
            f"（{spot.heading}）：{fault.what.zh}",
            en=f"{f'sheet {spot.sheet}, ' if spot.sheet else ''}row {spot.row}, column {column}"
            f" ({spot.heading}): {fault.what.en}",
        )
        yield Text(zh=f"    {fault.wanted.zh}", en=f"    {fault.wanted.en}")
