"""All forms and registers, and the list of one of them with filters by column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from qms.desk.desk import Desk
from qms.desk.pages.filling import is_filled_here, model_of
from qms.desk.pages.page import Page
from qms.desk.showing import HEAD, Piece, is_filled, pieces
from qms.forms.fields import Field, Shape, fields_of
from qms.model.kinds.record import Evidence, Record, kind_name
from qms.operations.records.exporting import export
from qms.operations.records.forms import print_blank
from qms.publish.forms.values import is_long
from qms.text import Text

_A_PAGE = 50
_COLUMNS = 6
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Kind:
    """A form as the overview shows it."""

    name: str
    model: type[Record]
    count: int


@dataclass(frozen=True)
class Column:
    """A column of a list with what it is filtered by."""

    field: Field
    wanted: str
    options: tuple[tuple[str, Text], ...]

    @property
    def name(self) -> str:
        """What the filter is asked for by."""
        return self.field.name


def _kinds(desk: Desk) -> Response:
    words = desk.asked("q").lower()
    chapters: dict[str, list[Kind]] = {}
    for name, model in desk.snapshot.kinds.items():
        header = model.header
        said = f"{header.title.zh} {header.title.en} {header.form} {header.clause}".lower()
        if all(each in said for each in words.split()):
            chapter = header.clause.split(".")[0]
            count = len(desk.snapshot.tables.get(name, ()))
            chapters.setdefault(chapter, []).append(Kind(name, model, count))
    named = {number: desk.say(desk.reading.chooser.named("clause", number)) for number in chapters}
    return desk.page(
        "kinds", chapters=chapters, named=named, q=desk.asked("q"), can_fill=is_filled_here
    )


def _list(desk: Desk) -> Response:
    model = model_of(desk)
    columns = _columns(desk, model)
    found = list(_found(desk, model, columns))
    is_newest_first = issubclass(model, Evidence)
    if is_newest_first:
        found.sort(key=lambda each: (getattr(each, "date", None), each.id), reverse=True)
    number = max(1, int(desk.asked("page")) if desk.asked("page").isdecimal() else 1)
    shown = found[(number - 1) * _A_PAGE : number * _A_PAGE]
    asked = {name: value for name, value in desk.request.query_params.items() if value}
    asked.pop("page", None)
    return desk.page(
        "list",
        model=model,
        kind=kind_name(model),
        columns=columns,
        rows=[(each, _cells(desk, each, columns)) for each in shown],
        count=len(found),
        total=len(desk.snapshot.tables.get(kind_name(model), ())),
        number=number,
        last=max(1, -(-len(found) // _A_PAGE)),
        query=urlencode({name: each for name, each in asked.items() if name != "lang"}),
        q=desk.asked("q"),
        can_fill=is_filled_here(model),
        is_filtered=bool(set(asked) - {"lang"}),
    )


def _columns(desk: Desk, model: type[Record]) -> tuple[Column, ...]:
    """Return the columns of a list: what fits into one line, the form's own first."""
    shared = ("date", "status") if issubclass(model, Evidence) else ()
    named = {each.name: each for each in fields_of(model)}
    hidden = HEAD
    own = [
        each
        for each in named.values()
        if each.name not in hidden
        and each.shape not in {Shape.sheet, Shape.items, Shape.mapping}
        and not (is_long(each) and not each.is_required)
    ]
    chosen = [*(named[name] for name in shared), *own[:_COLUMNS]]
    return tuple(Column(each, desk.asked(each.name), each.options) for each in chosen)


def _found(desk: Desk, model: type[Record], columns: Sequence[Column]) -> Iterator[Record]:
    """Yield the records that answer every filter, and hold every word of the search."""
    filters = [each for each in columns if each.wanted]
    words = desk.asked("q").lower().split()
    for record in desk.snapshot.all(model):
        if all(_answers(desk, record, each) for each in filters) and (
            not words or _holds(desk, record, words)
        ):
            yield record


def _answers(desk: Desk, record: Record, column: Column) -> bool:
    value = getattr(record, column.name)
    if column.options:
        return str(value) == column.wanted
    data = value if isinstance(value, str) else record.model_dump(mode="json")[column.name]
    said = "".join(piece.text for piece in pieces(column.field, data, desk.hand)).lower()
    return all(word in said for word in column.wanted.lower().split())


def _holds(desk: Desk, record: Record, words: Sequence[str]) -> bool:
    said = record.model_dump_json().lower()
    if all(word in said for word in words):
        return True
    named = " ".join(
        "".join(piece.text for piece in pieces(each, getattr(record, each.name), desk.hand))
        for each in fields_of(type(record))
        if each.refers_to is not None and each.shape is Shape.text
    )
    return all(word in said or word in named.lower() for word in words)


def _cells(desk: Desk, record: Record, columns: Sequence[Column]) -> list[tuple[Piece, ...]]:
    data = record.model_dump(mode="json")
    return [
        pieces(each.field, data[each.name], desk.hand) if is_filled(data[each.name]) else ()
        for each in columns
    ]


def _export(desk: Desk) -> Response:
    model = model_of(desk)
    is_blank = desk.asked("blank") == "1"
    content = export(desk.snapshot, kind_name(model), "xlsx", blank=is_blank, lang=desk.lang)
    return desk.file(content, f"{desk.say(model.header.title)}.xlsx".replace("/", "-"), _XLSX)


def _blank(desk: Desk) -> Response:
    model = model_of(desk)
    content = print_blank(desk.snapshot, kind_name(model))
    return desk.file(
        content,
        f"{model.header.form} {desk.say(model.header.title)}.pdf".replace("/", "-"),
        "application/pdf",
    )


PAGES = (
    Page("/records", _kinds),
    Page("/list/{kind}", _list),
    Page("/export/{kind}", _export),
    Page("/blank/{kind}", _blank),
)
