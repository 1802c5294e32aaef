"""Refuses what does not come from this desk's own pages, as if strangers were on the network.

Host names are checked because a page of another site may have its name resolved to this machine;
origins, because it may post here; sizes, because it may send for ever.
"""

from collections.abc import Callable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qms import limits
from qms.desk.entrance import Entrance
from qms.store import clock

"""The largest request: some photos, or a workbook."""

_SAFE = {"GET", "HEAD"}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(), geolocation=()",
}

_OFFICE = {"strict-transport-security": "max-age=31536000"}


class _TooLargeError(Exception):
    """More bytes came than a request may have."""


class Guard:
    """The outermost door of the application."""

    def __init__(
        self, app: ASGIApp, *, entrance: Entrance, log: Callable[[str], None] | None = None
    ) -> None:
        """Take what is guarded, where it may be asked for, and what writes down each request."""
        self._app = app
        self._entrance = entrance
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        noted = _Noted(send, HEADERS | (_OFFICE if self._entrance.is_office else {}))
        begun = clock.stopwatch()
        try:
            await (refusal or self._app)(scope, _counted(receive), noted.send)
        except _TooLargeError:
            answer = PlainTextResponse(_LARGE, status_code=413)
            await answer(scope, receive, noted.send)
        finally:
            if self._log is not None:
                taken = round(1000 * (clock.stopwatch() - begun))
                page = scope.get("page", "-")
                self._log(f"{scope['method']} {page} {noted.status} {taken} ms")

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        is_health = scope["path"] == "/health" and host in self._entrance.local_hosts
        if host not in self._entrance.hosts and not is_health:
            return PlainTextResponse("这个名称不受理。 Unknown host.", status_code=421)
        if self._entrance.is_office and not is_health:
            # The socket is this machine's own: who can write this header is the proxy.
            if headers.get("x-forwarded-proto") != "https":
                return PlainTextResponse("只经 TLS 受理。 Only by TLS.", status_code=403)
            scope["scheme"] = "https"
            peer = headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
            scope["client"] = (peer, 0)
        if scope["method"] in _SAFE:
            return None
        origin = headers.get("origin")
        site = headers.get("sec-fetch-site", "same-origin")
        if origin not in {None, f"{scope['scheme']}://{host}"} or site != "same-origin":
            return PlainTextResponse("来自其他网站的请求不受理。 Foreign origin.", status_code=403)
        if int(headers.get("content-length") or 0) > limits.DESK_BYTES:
            return PlainTextResponse(_LARGE, status_code=413)
        return None


_LARGE = f"文件太大，至多 {limits.DESK_BYTES // 1024 // 1024} MB。 Too large."


def _counted(receive: Receive) -> Receive:
    count = 0

    async def counted() -> Message:
        nonlocal count
        message = await receive()
        count += len(message.get("body", b""))
        if count > limits.DESK_BYTES:
            raise _TooLargeError
        return message

    return counted


class _Noted:
    """Sends an answer with the headers that every one bears, and notes its status."""

    def __init__(self, send: Send, headers: Mapping[str, str]) -> None:
        self._send = send
        self._headers = headers
        self.status = 0

    async def send(self, message: Message) -> None:
        """Send a part of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-store")
        await self._send(message)
