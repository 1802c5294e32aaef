"""Refuses what does not come from this desk's own pages, as if strangers were on the network.

Host names are checked because a page of another site may have its name resolved to this machine;
origins, because it may post here; sizes, because it may send for ever.
"""

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qms import limits

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


class _TooLargeError(Exception):
    """More bytes came than a request may have."""


class Guard:
    """The outermost door of the application."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str]) -> None:
        """Take what is guarded, and the names with port under which it may be asked for."""
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        try:
            await (refusal or self._app)(scope, _counted(receive), _with_headers(send))
        except _TooLargeError:
            answer = PlainTextResponse(_LARGE, status_code=413)
            await answer(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if host not in self._hosts:
            return PlainTextResponse("本机之外的名称不受理。 Unknown host.", status_code=421)
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


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return sent
