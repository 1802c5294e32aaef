"""The application: its routes, and what becomes of a refusal, a lost page and a defect."""

import sys
import tempfile
import traceback
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from qms import __version__, limits
from qms.desk.attempts import TooOftenError
from qms.desk.desk import HERE, Desk
from qms.desk.entrance import Entrance
from qms.desk.guard import Guard
from qms.desk.house import House
from qms.desk.pages import PAGES
from qms.desk.pages.page import Page
from qms.desk.tapped import is_logged_in
from qms.desk.visits import NOT_LOGGED_IN, NOT_OPEN, Visit, Visits
from qms.errors import QmsError
from qms.publish.templating import filled, look
from qms.text import Text

Endpoint = Callable[[Request], Awaitable[Response]]


def application(
    house: House,
    visits: Visits,
    *,
    entrance: Entrance,
    log: Callable[[str], None] | None = None,
) -> Starlette:
    """Return the desk over a repository, to be asked for at this entrance.

    Args:
        house: The repository.
        visits: Who is at the desk.
        entrance: Where it may be asked for.
        log: Told each request: its kind of page and how it was answered, and of nobody.

    """
    opened = _Opened(house, visits, entrance)
    routes = [
        Route("/health", _health),
        Route("/open/{link}", opened.open),
        Route("/static/look.css", _look),
        Mount("/static", StaticFiles(directory=HERE / "static")),
        *(Route(each.path, opened.endpoint(each), methods=[each.method]) for each in PAGES),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(Guard, entrance=entrance, log=log)],
        exception_handlers={400: opened.lost, 404: opened.lost, 405: opened.lost},
    )


async def _look(_request: Request) -> Response:
    """Return the tokens that all pages of the system share."""
    return Response(look(), media_type="text/css")


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok")


class _Opened:
    """Turns views into endpoints: finds the visit, reads the form, and answers for failures."""

    def __init__(self, house: House, visits: Visits, entrance: Entrance) -> None:
        self._house = house
        self._visits = visits
        self._entrance = entrance

    async def open(self, request: Request) -> Response:
        """Open the desk with a link that was given for it."""
        if self._entrance.is_office:
            return RedirectResponse("/login", status_code=303)
        visit = self._visits.opened(request.path_params["link"])
        if visit is None:
            return self._not_open()
        return self._with_cookie(RedirectResponse("/", status_code=303), visit)

    def endpoint(self, page: Page) -> Endpoint:
        """Return what answers requests for a page."""

        async def answered(request: Request) -> Response:
            request.scope["page"] = page.path
            desk = self._desk(request)
            if desk is None:
                return await self._to_a_guest(request, page)
            visit = desk.visit
            answer = await self._answer(request, page, desk)
            return answer if desk.visit is visit else self._with_cookie(answer, desk.visit)

        return answered

    async def _answer(self, request: Request, page: Page, desk: Desk) -> Response:
        if request.method != "POST":
            return await run_in_threadpool(_answered, page, desk)
        async with request.form(
            max_files=limits.DESK_FILES, max_fields=limits.DESK_FIELDS
        ) as desk.form:
            is_ours = desk.form.get("token") == desk.visit.token
            return await run_in_threadpool(
                *((_answered, page, desk) if is_ours else (_stale_token, desk))
            )

    async def _to_a_guest(self, request: Request, page: Page) -> Response:
        """Answer whoever has no visit: where people log in, with the way to do so."""
        if not self._entrance.is_office or request.method == "POST":
            return self._not_open()
        if not page.is_for_guests:
            return RedirectResponse("/login", status_code=303)
        visit = self._visits.guest()
        desk = Desk(request, self._house, self._visits, visit, self._entrance)
        return self._with_cookie(await run_in_threadpool(_answered, page, desk), visit)

    def _with_cookie(self, answer: Response, visit: Visit) -> Response:
        answer.set_cookie(
            self._entrance.cookie, visit.key, httponly=True, samesite="strict", path="/",
            secure=self._entrance.is_office,
        )  # fmt: skip
        return answer

    async def lost(self, request: Request, error: Exception) -> Response:
        """Answer for an address that is none."""
        status = error.status_code if isinstance(error, HTTPException) else 404
        desk = self._desk(request)
        if desk is None:
            return PlainTextResponse("404", status_code=status)
        what = _TOO_MANY if status == HTTPStatus.BAD_REQUEST else _LOST
        return await run_in_threadpool(_problem, desk, what, status)

    def _desk(self, request: Request) -> Desk | None:
        visit = self._visits.of(request.cookies.get(self._entrance.cookie))
        if visit is None:
            return None
        return Desk(request, self._house, self._visits, visit, self._entrance)

    def _not_open(self) -> Response:
        text = NOT_LOGGED_IN if self._entrance.is_office else NOT_OPEN
        return _plain(("未打开", "Not open"), text, 401)


def _answered(page: Page, desk: Desk) -> Response:
    try:
        chosen = desk.asked("lang")
        if chosen in {"zh", "en"}:
            desk.visit.lang = "en" if chosen == "en" else "zh"
        if page.method == "POST" and desk.visit.day and not page.is_always_open:
            raise _PAST  # noqa: TRY301 - said as any refusal
        if desk.entrance.is_office:
            if page.is_for_one_machine:
                return _problem(desk, _LOST, 404)
            if not page.is_for_guests and not is_logged_in(desk):
                desk.visits.end(desk.visit)
                return RedirectResponse("/login", status_code=303)
        if page.needs_person and desk.person is None:
            return RedirectResponse("/who", status_code=303)
        barred = desk.barred(page.act) if page.act else ""
        if barred:
            return desk.page("problem", status=403, what=barred, cure="")
        return page.view(desk)
    except TooOftenError as error:
        return _problem(desk, error, 429)
    except QmsError as error:
        return _problem(desk, error, 409 if desk.request.method == "POST" else 404)
    except HTTPException:
        return _problem(desk, _LOST, 404)
    except Exception:  # noqa: BLE001 - the outermost handler of a request
        return _defect()


_TOO_MANY = QmsError(
    Text(
        zh=f"一次提交的栏目多于 {limits.DESK_FIELDS:,} 个，或文件多于 {limits.DESK_FILES} 个。",
        en=f"More than {limits.DESK_FIELDS:,} fields or {limits.DESK_FILES} files were sent.",
    ),
    Text(zh="分几次提交；大批记录用 Excel 导入。", en="Send it in parts; import many from Excel."),
)
_LOST = QmsError(
    Text(zh="没有这一页。", en="There is no such page."),
    Text(zh="从左边的目录或搜索找。", en="Look for it in the menu or by search."),
)
_PAST = QmsError(
    Text(zh="现在看的是过去某一天，只能看。", en="A past day is shown; it can only be read."),
    Text(zh="先回到今天，再办理。", en="Go back to today first."),
)
_STALE = QmsError(
    Text(zh="这一页是上次打开时的，没有写入任何内容。", en="This page is from an earlier visit."),
    Text(zh="返回上一页，重新打开后再提交。", en="Go back, load the page again, and send it anew."),
)


def _stale_token(desk: Desk) -> Response:
    return _problem(desk, _STALE, 403)


def _problem(desk: Desk, error: QmsError, status: int) -> Response:
    what, _, cure = desk.in_office_words(error).partition("\n")
    return desk.page("problem", status=status, what=what, cure=cure)


def _defect() -> Response:
    with tempfile.NamedTemporaryFile(
        "w", prefix="qms-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(f"qms {__version__}\n{traceback.format_exc()}")
    number = Path(log.name).stem
    print(f"{number}: {log.name}", file=sys.stderr)  # noqa: T201 - whoever started the desk reads it
    zh, en = _DEFECT.say("zh", number=number), _DEFECT.say("en", number=number)
    return _plain(("程序自身出错", "The program failed"), Text(zh=zh, en=en), 500)


def _plain(title: tuple[str, str], text: Text, status: int) -> Response:
    """Return a page that needs nothing of the repository, in both languages."""
    page = filled("desk/templates/closed.html", title=title, zh=text.zh, en=text.en)
    return HTMLResponse(page, status_code=status)


_DEFECT = Text(
    zh="程序自身出错，这一步没有办成。请把编号 {number} 告诉维护者；其他页面照常可用。",
    en="The program itself failed; this step was not done. Tell its maintainers the number "
    "{number}. All other pages work as before.",
)
