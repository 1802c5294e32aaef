"""Excel dropped on a list: taken in by one act, or given back with a note on each faulty cell."""

from functools import partial
from pathlib import Path

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from qms.desk.desk import Desk
from qms.desk.filling.words import in_words
from qms.desk.pages.filling import barred_from, is_filled_here, model_of
from qms.desk.pages.page import Page
from qms.errors import QmsError
from qms.model.kinds.record import Record, kind_name
from qms.operations.records.imported import listed, respelt, with_notes
from qms.operations.records.importing import Imported, Source, import_records
from qms.text import Text

_MOST_SHOWN = 60
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _empty(desk: Desk) -> Response:
    return _shown(desk, model_of(desk))


def _shown(
    desk: Desk,
    model: type[Record],
    *,
    refusal: str = "",
    faults: tuple[tuple[str, str], ...] = (),
    more: int = 0,
    sheet: str = "",
) -> Response:
    if not is_filled_here(model):
        raise HTTPException(404)
    return desk.page(
        "import",
        status=422 if refusal or faults else 200,
        model=model,
        kind=kind_name(model),
        refusal=refusal,
        faults=faults,
        more=more,
        sheet=sheet,
    )


def _sent(desk: Desk) -> Response:
    model = model_of(desk)
    if not is_filled_here(model):
        raise HTTPException(404)
    if barred := barred_from(desk, model):
        return _shown(desk, model, refusal=barred)
    file = desk.form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return _shown(desk, model, refusal=desk.t("先选一个文件。", "Choose a file first."))
    source = Source(Path(file.filename), file.file.read())
    try:
        kind = kind_name(model)
        filed = desk.filed(partial(import_records, kind=kind, source=source, by=desk.by))
    except QmsError as error:
        return _shown(desk, model, refusal=desk.in_office_words(error))
    done = filed.answer or Imported()
    if done.faults:
        return _given_back(desk, model, source, done)
    said = desk.done(_TAKEN, new=len(done.new), changed=len(done.changed), unchanged=done.unchanged)
    notes = [desk.done(each) for each in respelt(done)]
    return desk.go(f"/list/{kind_name(model)}", said, *notes)


_TAKEN = Text(
    zh="已导入：新增 {new} 份，修改 {changed} 份，未变 {unchanged} 份。",
    en="Taken in: {new} new, {changed} changed, {unchanged} unchanged.",
)


def _given_back(desk: Desk, model: type[Record], source: Source, done: Imported) -> Response:
    sentences = [in_words(desk.say(each), model, desk.lang) for each in listed(done.faults)]
    pairs = tuple(zip(sentences[::2], sentences[1::2], strict=True))
    sheet = ""
    if not source.is_csv:
        sheet = desk.house.keep(source.path.name, with_notes(source, done, desk.lang, {}))
    return _shown(
        desk, model, faults=pairs[:_MOST_SHOWN], more=max(0, len(pairs) - _MOST_SHOWN), sheet=sheet
    )


def _kept(desk: Desk) -> Response:
    found = desk.house.kept(desk.request.path_params["key"])
    if found is None:
        raise HTTPException(404)
    name, content = found
    kind = "application/pdf" if name.endswith(".pdf") else _XLSX
    return desk.file(content, name, "application/zip" if name.endswith(".zip") else kind)


PAGES = (
    Page("/import/{kind}", _empty),
    Page("/import/{kind}", _sent, "POST"),
    Page("/kept/{key}", _kept),
)
