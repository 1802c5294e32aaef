"""Sets a form: title, a grid of labels and cells, tables of lines, sign-off, foot."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qms.forms.fields import Field, Shape, fields_of
from qms.forms.tabular.cells import Office
from qms.model.kinds.record import Evidence, Record
from qms.publish.forms.values import blank, filled, is_long, said
from qms.publish.templating import Markup, css_string, html, joined, trusted
from qms.publish.templating import filled as page

_SIGNED = ("filled_by", "checked_by", "approved_by")
_HEAD = {"id"}
_HEAD_OF_EVIDENCE = {"id", "form", "status", *_SIGNED}
_LEFT_TO_PAPER = {
    "corrections",
    "extensions",
    "not_applicable",
    "attachments",
}  # struck, or stapled on
_COUNT = "一二三四五六七八九十"
_BLANK_LINES = 5
_MOST_COLUMNS = 9
_WRITTEN_SMALL = frozenset({Shape.day, Shape.moment, Shape.money})


@dataclass(frozen=True, slots=True)
class Paper:
    """A form to be set: its kind, its organisation, and the record that it shows, if any.

    `proof` says of a record in which somebody decides whether that is signed or only stated.
    """

    model: type[Record]
    company: str
    office: Office
    record: Record | None = None
    proof: str = ""

    @property
    def data(self) -> dict[str, Any] | None:
        """The record's values as JSON would hold them; None on a blank form."""
        return None if self.record is None else self.record.model_dump(mode="json")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A label and what stands beside it, over half a row or all of it."""

    label: str
    content: Markup
    is_wide: bool
    is_tall: bool = False


def form_html(paper: Paper) -> Markup:
    """Return a form as HTML, the same for the same record."""
    header = paper.model.header
    data = paper.data
    return page(
        "publish/forms/templates/form.html",
        company=paper.company,
        title=header.title.zh,
        form=header.form_and_version,
        number=data["id"] if data else "",
        body=joined(_body(paper, data)),
        sign_off=_sign_off(paper, data),
        below=_below(paper, data),
    )


def _below(paper: Paper, data: Mapping[str, Any] | None) -> Markup:
    header = paper.model.header
    kept = "持续保持最新" if header.retain_years is None else f"保存期限：{header.retain_years} 年"
    words: list[str] = [f"手册条款 {header.clause}", kept]
    if data is None:
        words.append("不适用的栏目划“/”；写错划一道线，旁边改正并签名、注明日期")
    elif issubclass(paper.model, Evidence):
        status = next(each for each in fields_of(paper.model) if each.name == "status")
        words.append(html("状态：{}", said(status, data["status"], paper.office)))
    if paper.proof:
        words.append(paper.proof)
    return joined(words, by="　")


def _body(paper: Paper, data: Mapping[str, Any] | None) -> Iterator[Markup]:
    elsewhere = _HEAD_OF_EVIDENCE if issubclass(paper.model, Evidence) else _HEAD
    fields = [each for each in fields_of(paper.model) if each.name not in elsewhere]
    plain = [each for each in fields if not _is_section(each) and each.name not in _LEFT_TO_PAPER]
    sections = [each for each in fields if _is_section(each) and each.name not in _LEFT_TO_PAPER]
    yield _framed(_grid(plain, data, paper))
    for place, field in enumerate(sections):
        yield html("<h2>{}、{}</h2>", _ordinal(place), field.label.zh)
        yield _section(field, None if data is None else data.get(field.name), paper)
    if data is not None:
        kept = [each for each in fields if each.name in _LEFT_TO_PAPER and data.get(each.name)]
        for field in kept:
            yield html("<h2>{}</h2>", field.label.zh)
            yield _section(field, data[field.name], paper)


def _is_section(field: Field) -> bool:
    return field.shape is Shape.sheet or field.is_list_of_sheets


def _ordinal(place: int) -> str:
    ten = len(_COUNT)
    return _COUNT[place] if place < ten else f"十{_COUNT[place - ten]}"


def _section(field: Field, value: Any, paper: Paper) -> Markup:  # noqa: ANN401 - a part of a record
    is_blank = paper.record is None
    if field.is_list_of_sheets and field.item is not None:
        lines = [None] * _BLANK_LINES if is_blank else list(value or [])
        return _lines(field.item.inner, lines, paper)
    if field.shape is Shape.mapping:
        shown = filled(field, value, paper.office)
        return html('<table class="grid"><tr><td>{}</td></tr></table>', shown)
    if not is_blank and value is None:
        return Markup('<table class="grid"><tr><td class="none">/</td></tr></table>')
    return _framed(_grid(field.inner, value, paper))


def _framed(rows: Iterable[Markup]) -> Markup:
    form = (
        '<table class="grid"><colgroup><col class="label"><col><col class="label"><col></colgroup>'
        "{}</table>"
    )
    return html(form, joined(rows))


def _grid(
    fields: Sequence[Field], data: Mapping[str, Any] | None, paper: Paper
) -> Iterator[Markup]:
    """Yield the rows: two short cells side by side, a long one over the whole width."""
    waiting: _Cell | None = None
    for cell in _cells(fields, data, paper):
        if isinstance(cell, Markup):
            yield from _alone(waiting)
            waiting = None
            yield cell
        elif cell.is_wide:
            yield from _alone(waiting)
            waiting = None
            yield _row(cell)
        elif waiting is None:
            waiting = cell
        else:
            yield _row(waiting, cell)
            waiting = None
    yield from _alone(waiting)


def _alone(cell: _Cell | None) -> Iterator[Markup]:
    if cell is not None:
        yield _row(cell)


def _cells(
    fields: Sequence[Field], data: Mapping[str, Any] | None, paper: Paper
) -> Iterator[_Cell | Markup]:
    """Yield cells; a group or table inside a group comes as whole rows."""
    reasons = (data or {}).get("not_applicable") or {}
    for field in fields:
        value = None if data is None else data.get(field.name)
        if field.is_list_of_sheets and field.item is not None:
            lines = [None] * 3 if paper.record is None else list(value or [])
            inner = _lines(field.item.inner, lines, paper)
            form = '<tr><th class="label">{}</th><td colspan="3" class="holds">{}</td></tr>'
            yield html(form, field.label.zh, inner)
        elif field.shape is Shape.sheet:
            yield from _group(field, value, paper)
        elif field.name in reasons:
            why = html('<span class="slash">/</span> {}', reasons[field.name])
            yield _Cell(field.label.zh, why, is_wide=is_long(field))
        elif paper.record is None:
            yield _Cell(field.label.zh, blank(field), is_long(field), is_tall=_is_tall(field))
        else:
            yield _Cell(field.label.zh, filled(field, value, paper.office), is_long(field))


def _is_tall(field: Field) -> bool:
    return is_long(field) and field.shape is Shape.text


def _group(field: Field, value: Any, paper: Paper) -> Iterator[_Cell | Markup]:  # noqa: ANN401
    """Yield a group inside a form: each of its fields under the group's name."""
    if paper.record is not None and value is None:
        yield _Cell(field.label.zh, filled(field, None, paper.office), is_wide=False)
        return
    cells = list(_cells(field.inner, value, paper))
    if all(not isinstance(cell, Markup) and not cell.is_wide for cell in cells):
        inside = joined(
            html('<span class="part"><span>{}：</span>{}</span>', cell.label, cell.content)
            for cell in cells
            if not isinstance(cell, Markup)
        )
        yield _Cell(field.label.zh, inside, is_wide=True)
        return
    for cell in cells:
        if isinstance(cell, Markup):
            yield cell
        else:
            label = f"{field.label.zh}·{cell.label}"
            yield _Cell(label, cell.content, cell.is_wide, cell.is_tall)


def _row(left: _Cell, right: _Cell | None = None) -> Markup:
    if right is None:
        form = '<tr class="{}"><th class="label">{}</th><td colspan="3">{}</td></tr>'
        return html(form, "tall" if left.is_tall else "short", left.label, left.content)
    form = '<tr><th class="label">{}</th><td>{}</td><th class="label">{}</th><td>{}</td></tr>'
    return html(form, left.label, left.content, right.label, right.content)


def _lines(
    fields: Sequence[Field], lines: Sequence[Mapping[str, Any] | None], paper: Paper
) -> Markup:
    """Return a table of lines; what has too many columns for the paper is set line by line."""
    if len(fields) > _MOST_COLUMNS:
        return joined(
            _framed(_grid(fields, line, paper))
            for line in (lines if paper.record is not None else lines[:2])
        )
    return page(
        "publish/forms/templates/lines.html",
        columns=[(each, is_long(each)) for each in fields],
        rows=[[_line_cell(each, line, paper) for each in fields] for line in lines],
    )


def _line_cell(field: Field, line: Mapping[str, Any] | None, paper: Paper) -> Markup:
    if line is None:
        return Markup("") if field.shape in _WRITTEN_SMALL else blank(field)
    value = line.get(field.name)
    if field.shape is Shape.sheet and isinstance(value, Mapping):
        inner = (
            html("{} {}", each.label.zh, filled(each, value.get(each.name), paper.office))
            for each in field.inner
        )
        return joined(inner, by="；")
    shown = filled(field, value, paper.office)
    if field.unit.zh and field.shape in {Shape.integer, Shape.decimal}:
        return shown.removesuffix(html(" {}", field.unit.zh))
    return shown


def _sign_off(paper: Paper, data: Mapping[str, Any] | None) -> Markup:
    """Return the last row: who filled in, checked and approved; a printout signs for nobody."""
    if not issubclass(paper.model, Evidence):
        return Markup("")
    fields = {each.name: each for each in fields_of(paper.model)}
    return page(
        "publish/forms/templates/sign-off.html",
        is_blank=data is None,
        cells=[
            (fields[name].label.zh, data and filled(fields[name], data.get(name), paper.office))
            for name in _SIGNED
        ],
    )


def form_pdf(paper: Paper, *, created: str) -> bytes:
    """Return a form as PDF on A4, the same bytes for the same form and day."""
    from qms.publish.book.weasy import laid_out, meta

    title = paper.model.header.title.zh
    body = form_html(paper)
    style = Path(__file__).with_name("form.css").read_text(encoding="utf-8")
    number = css_string(paper.model.header.form_and_version)
    foot = f"@page form {{ @bottom-left {{ content: {number} }} }}"
    head = meta(created=created, author=paper.company, title=title)
    document = laid_out(body, None, head=html("{}<style>{}</style>", head, trusted(style + foot)))
    identifier = hashlib.sha256((created + body).encode()).digest()[:16]
    written: bytes = document.write_pdf(
        pdf_variant="pdf/a-3a", pdf_identifier=identifier, pdf_tags=True
    )
    return written
