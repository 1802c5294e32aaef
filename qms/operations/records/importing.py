"""Takes a filled workbook or CSV back into the records: all rows or none (clause 7.5)."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import to_json

from qms.forms.fields import fields_of, references_in
from qms.forms.numbering import series_of
from qms.forms.tabular.cells import Office
from qms.forms.tabular.columns import ID
from qms.forms.tabular.faults import Fault, Respelt, Spot
from qms.forms.tabular.foreign import ForeignSheet
from qms.forms.tabular.grids import Grid
from qms.forms.tabular.reading import Row, Taken, taken
from qms.model.finding import Place
from qms.model.kinds.record import Evidence, Record, Status, kind_name
from qms.model.snapshot import Snapshot
from qms.operations.filing.differences import differences
from qms.operations.filing.people import person_named
from qms.operations.records import row_faults
from qms.operations.records.exporting import office_of
from qms.operations.records.naming import kinds_named
from qms.store import schema, sheets
from qms.store.changes import Amendment, Changes, Draft, Number
from qms.store.described import described
from qms.text import Text

TEMPORARY = re.compile(r"(?:新|new)\s*\S*", re.IGNORECASE)


@dataclass(frozen=True)
class Imported:
    """What an import did, or why it did nothing."""

    new: tuple[Number, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: int = 0
    faults: tuple[Fault, ...] = ()
    respelt: tuple[Respelt, ...] = ()
    numbers: Mapping[Spot, Number] = field(default_factory=dict)
    encoding: str = "UTF-8"


@dataclass(frozen=True)
class Source:
    """A file to be imported: its name says the format."""

    path: Path
    content: bytes
    foreign: ForeignSheet | None = None

    @property
    def is_csv(self) -> bool:
        """CSV by its name, else a workbook."""
        return self.path.suffix.lower() == ".csv"

    def grids(self) -> tuple[list[Grid], str]:
        """Return the sheets of the file, and the encoding of a CSV.

        Raises:
            QmsError: It cannot be read at all.

        """
        if self.is_csv:
            grid, encoding = sheets.from_csv(self.content)
            grids = [grid]
        else:
            grids, encoding = sheets.from_workbook(self.content), "UTF-8"
        return [self.foreign.told(each) if self.foreign else each for each in grids], encoding


def import_records(
    snapshot: Snapshot, kind: str, source: Source, *, by: str | None = None
) -> Changes[Imported]:
    """File the records of a table where all of it is right; else say what is wrong, cell by cell.

    The answer says what is done, or why nothing is. Of several kinds, named with commas between
    them, each has its sheets in the workbook, and one may refer to what another enters.

    Raises:
        UsageError: There is no such kind.
        QmsError: The file cannot be read at all, or the person is unknown.

    """
    models = kinds_named(snapshot, kind)
    filler = None if by is None else person_named(snapshot, by).id
    grids, encoding = source.grids()
    office = office_of(snapshot, is_text=source.is_csv)
    if len(models) > 1:
        office = _with_names(office, models, grids)
    works = []
    for model in models:
        read = taken(model, grids, office, is_numbered=series_of(model) is not None)
        works.append(_Work(snapshot, model, filler, list(read.faults), read))
        for row in _in_order_of_numbers(read.rows):
            works[-1].take(row)
    brought = {kind_name(work.model): work.rows.keys() for work in works}
    for work in works:
        work.check_references(brought)
    respelt = tuple(each for work in works for each in work.read.respelt)
    if faults := [fault for work in works for fault in work.faults]:
        done = Imported(faults=tuple(_in_order(faults)), respelt=respelt, encoding=encoding)
        return Changes("", answer=done)
    drafts = [draft for work in works for draft in work.drafts]
    amendments = [each for work in works for each in work.amendments]
    done = Imported(
        new=tuple(each.number for each in drafts),
        changed=tuple(each.record.id for each in amendments),
        unchanged=sum(work.unchanged for work in works),
        respelt=respelt,
        numbers={spot: number for work in works for spot, number in work.numbers.items()},
        encoding=encoding,
    )
    title = "、".join(model.header.title.zh for model in models)
    message = f"导入{title}：新增 {len(done.new)} 份，修改 {len(done.changed)} 份"
    return Changes(message, drafts, amendments, answer=done)


def _with_names(office: Office, models: Sequence[type[Record]], grids: Sequence[Grid]) -> Office:
    """Add the names that the sheets themselves bring: one may refer to what another enters."""
    names = {kind: dict(known) for kind, known in office.names.items()}
    for model in models:
        for row in taken(model, grids, office).rows:
            if row.number is not None:
                known = names.setdefault(kind_name(model), {})
                name = str(row.data.get("name", ""))
                known[row.number] = Text(zh=name, en=str(row.data.get("name_en") or name))
    return replace(office, names=names)


def mapping(path: Path) -> ForeignSheet:
    """Return what a mapping file says of a sheet of another system.

    Raises:
        QmsError: It is no YAML, or not of the form of a mapping.

    """
    return described(path, ForeignSheet)


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
    read: Taken
    drafts: list[Draft] = field(default_factory=list)
    amendments: list[Amendment] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)
    numbers: dict[Spot, Number] = field(default_factory=dict)
    judged: list[Row] = field(default_factory=list)
    missing: set[tuple[str, ...]] = field(default_factory=set)
    last: dict[str, int] = field(default_factory=dict)
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
            self._fault(row, row_faults.twice(row.number))
        else:
            self._take_numbered(row, str(row.number))

    def _take_new(self, row: Row) -> None:
        series = series_of(self.model)
        if series is None:
            self._fault(row, row_faults.number_wanted(self.model))
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
        said = {key: value for key, value in row.data.items() if key != ID}
        draft = Draft(self.model, said)
        self.drafts.append(draft)
        self.numbers |= {
            spot: draft.number
            for keys, spot in row.spots.items()
            if keys == (ID,) or isinstance(keys[-1], int)
        }
        self.judged.append(row)

    def _take_numbered(self, row: Row, number: str) -> None:
        self.rows[number] = row
        before = self.existing.get(number)
        self._fill_in(row, before)
        if before is None and not row_faults.fits(self.model, number):
            self._fault(row, row_faults.wrong_number(self.snapshot, self.model, number))
        record = self._record(row)
        if record is None:
            return
        if before is None:
            self._refuse_leap(row, record)
        if before is not None and record.model_dump() == before.model_dump():
            self.unchanged += 1
            return
        if self._is_sealed(row):
            return
        if before is not None and _is_closed(before):
            self._fault(row, row_faults.closed(number))
            return
        self.judged.append(row)
        if before is None:
            self.drafts.append(Draft(self.model, row.data))
        else:
            self.amendments.append(Amendment(before, differences(before, record, row.data)))

    def _refuse_leap(self, row: Row, record: Record) -> None:
        """Refuse a new number that does not follow the last one: it would leave a gap for ever."""
        series = series_of(self.model)
        if series is not None:
            year = _day(record, self.snapshot.as_of).year
            start = series.start(year)
            last = self.last.setdefault(start, series.last(year, self.existing))
            following = series.number(year, last + 1)
            if record.id == following:
                self.last[start] += 1
            else:
                self._fault(row, row_faults.leap(record.id, following))

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
            known = self.read.explained | {_at(fault.spot) for fault in self.faults}
            for problem in schema.problems(
                error, self.model, Place(""), row.data, name=partial(row_faults.headed, self.model)
            ):
                keys = tuple(key for key in problem.place.keys if isinstance(key, str))
                spot = row.spot(problem.place.keys)
                if keys in self.read.absent and keys not in row.spots:
                    self._absent(keys, spot)
                elif _at(spot) not in known:
                    self.faults.append(Fault(spot, problem.what, problem.wanted))
            self.judged.append(row)
        return None

    def _absent(self, keys: tuple[str, ...], spot: Spot) -> None:
        """Say once that the file lacks a column that must be filled."""
        if keys not in self.missing:
            self.missing.add(keys)
            self.faults.append(
                Fault(Spot(spot.sheet, 1, 1), *row_faults.no_column(self.model, keys))
            )

    def _is_sealed(self, row: Row) -> bool:
        """Refuse what only the release itself may write."""
        if issubclass(self.model, Evidence) or not self.model.header.is_sealed:
            return False
        self._fault(row, row_faults.sealed())
        return True

    def check_references(self, brought: Mapping[str, Collection[str]]) -> None:
        """Report every number that a row names and nobody bears; unchanged rows are left alone."""
        fields = fields_of(self.model)
        for row in self.judged:
            for keys, kind, number in references_in(fields, row.data):
                is_known = number in self.snapshot.index.get(kind, {})
                if not is_known and number not in brought.get(kind, ()):
                    self.faults.append(
                        Fault(
                            row.spot(keys), *row_faults.nothing(self.snapshot.kinds[kind], number)
                        )
                    )

    def _fault(self, row: Row, words: tuple[Text, Text]) -> None:
        self.faults.append(Fault(row.spots[(ID,)], *words))


def _content(record: Record) -> bytes:
    """Return all of a record but its number, to tell whether it was taken in before."""
    return to_json(record.model_dump(mode="json", exclude={ID}))


def _day(record: Record, as_of: dt.date) -> dt.date:
    return record.date if isinstance(record, Evidence) else as_of


def _is_closed(record: Record) -> bool:
    return isinstance(record, Evidence) and record.status in {Status.closed, Status.void}


def _at(spot: Spot) -> tuple[str, int, int]:
    return (spot.sheet, *spot.cell)


def _in_order_of_numbers(rows: Sequence[Row]) -> list[Row]:
    """Put new rows that bring numbers of their own in the order of these, each in its place."""
    numbered = iter(sorted((row for row in rows if row.number), key=lambda row: str(row.number)))
    return [next(numbered) if row.number else row for row in rows]
