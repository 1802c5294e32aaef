"""How things stand: who owes what by when, key figures to be recounted, the matrix, the pack."""

from itertools import groupby

from starlette.exceptions import HTTPException
from starlette.responses import Response

from qms.desk.desk import Desk
from qms.desk.pages.page import Page
from qms.model.figure import Result
from qms.operations.checking.matrix import matrix
from qms.operations.evaluation.figures import Asked, figures
from qms.operations.printing.review_pack import review_pack
from qms.publish.due_dates import Entry, entries, ics
from qms.publish.matrix import words
from qms.standing.due import Due, owing, owner_name

_AHEAD = 366


def _due(desk: Desk) -> Response:
    wanted = desk.asked("department")
    found = _dues(desk, wanted)

    def month(each: Entry) -> str:
        return "" if each.day < desk.snapshot.as_of else f"{each.day:%Y-%m}"

    months = [(name, list(rows)) for name, rows in groupby(entries(found), key=month)]
    return desk.page(
        "due",
        months=months,
        departments=desk.reading.chooser.options("department"),
        wanted=wanted,
        owner=lambda owner: desk.say(owner_name(desk.snapshot, owner)),
    )


def _dues(desk: Desk, department: str) -> list[Due]:
    """Return what falls due within a year, of one department where one is asked for."""
    day = desk.snapshot.as_of
    number = desk.reading.chooser.number("department", department) if department else None

    def is_theirs(each: Due) -> bool:
        found, _ = owing(desk.snapshot, each.owner)
        return found is not None and found.id == number

    return [
        each
        for each in desk.reading.dues
        if (each.day - day).days <= _AHEAD and (number is None or is_theirs(each))
    ]


def _calendar(desk: Desk) -> Response:
    content = ics.render(desk.snapshot, _dues(desk, desk.asked("department")), desk.lang)
    return desk.file(content, f"{desk.t('到期事项', 'due')}.ics", "text/calendar")


def _figures(desk: Desk) -> Response:
    period = desk.asked("period") or str(desk.snapshot.as_of.year)
    return desk.page("figures", period=period, results=figures(desk.snapshot, Asked(None, period)))


def _figure(desk: Desk) -> Response:
    """Show a figure with every record that it counted, so that anybody can recount it."""
    name = desk.request.path_params["name"]
    if name not in desk.snapshot.index.get("kpi", {}):
        raise HTTPException(404)
    period = desk.asked("period") or str(desk.snapshot.as_of.year)
    months = figures(desk.snapshot, Asked(name, str(desk.snapshot.as_of.year), by="month"))
    found = figures(desk.snapshot, Asked(name, period))
    return desk.page(
        "figure",
        period=period,
        result=found[0],
        months=months,
        counted=_records(desk, found[0], counted=True),
        others=_records(desk, found[0], counted=False),
    )


def _records(desk: Desk, result: Result, *, counted: bool) -> list[tuple[str, str]]:
    """Return the numbers counted, or those of the base that were not, each with its page."""
    wanted = set(result.counted)
    numbers = [each for each in result.base if (each in wanted) is counted]
    found = []
    for number in numbers:
        kind = next((kind for kind, rows in desk.snapshot.index.items() if number in rows), None)
        found.append((number, f"/record/{kind}/{number}" if kind else ""))
    return found


def _matrix(desk: Desk) -> Response:
    against = desk.asked("against") or "manual"
    return desk.page(
        "matrix",
        matrix=matrix(desk.house.root, desk.snapshot, against, ()),
        words=words,
        against=against,
        standards=[("manual", desk.t("手册", "the manual"))]
        + [(each.key, each.name) for each in desk.snapshot.standards],
    )


def _pack(desk: Desk) -> Response:
    year = desk.asked("year")
    if not year.isdecimal():
        return desk.page("pack", year=desk.snapshot.as_of.year)
    made = review_pack(desk.house.root, desk.snapshot, int(year), lang=desk.lang)
    content = next(content for name, content in made.items() if name.endswith(".zip"))
    name = desk.t(f"{year} 管理评审资料", f"management review {year}")
    return desk.file(content, f"{name}.zip", "application/zip")


PAGES = (
    Page("/due", _due),
    Page("/due/calendar", _calendar),
    Page("/figures", _figures),
    Page("/figures/{name}", _figure),
    Page("/matrix", _matrix),
    Page("/pack", _pack),
)
