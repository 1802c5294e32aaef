"""Runs the desk on this machine until it is told to end."""

import datetime as dt
import signal
import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn

from qms.desk.application import application
from qms.desk.entrance import Entrance, office_name
from qms.desk.house import House
from qms.desk.visits import Lasts, Visits
from qms.errors import QmsError
from qms.store import clock
from qms.text import Text


def serve(
    root: Path,
    *,
    port: int,
    day: dt.date | None,
    announce: Callable[[str], None],
    opens_browser: bool,
    name: str = "",
    log: Callable[[str], None] | None = None,
) -> None:
    """Listen on this machine alone; say where, once it can be asked; end on SIGTERM.

    With a name the desk is an office's: a proxy on this machine speaks TLS for it under that name.

    Raises:
        QmsError: The port is taken, the name is no host's, or the repository cannot be read.

    """
    name = office_name(name) if name else ""
    house = House(root, day=day)
    house.reading()
    sockets = _listening(port)
    port = sockets[0].getsockname()[1]
    visits = Visits(Lasts() if name else None)
    app = application(house, visits, entrance=Entrance(port, name), log=log)
    config = uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        proxy_headers=False,  # the guard reads them, where a proxy is expected
        server_header=False,
        timeout_keep_alive=120,  # longer than people pause: a form must not meet a closed door
    )
    signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn ends first, then raises it again
    address = f"http://localhost:{port}/" + ("" if name else f"open/{visits.new_link()}")
    announce(address)
    if opens_browser:
        webbrowser.open(address)
    uvicorn.Server(config).run(sockets=sockets)


def logged(write: Callable[[str], None]) -> Callable[[str], None]:
    """Return what writes a line for each request, with its moment."""
    return lambda line: write(f"{clock.now(dt.UTC).isoformat()} {line}")


def _listening(port: int) -> list[socket.socket]:
    """Return the sockets of this machine's own address, old and new style where both exist."""
    try:
        first = socket.create_server(("127.0.0.1", port))
    except OSError as error:
        raise QmsError(
            Text(zh="端口 {port} 已被占用。", en="Port {port} is taken."),
            Text(
                zh="换一个：qms desk --port 0 自动选择。", en="Choose another: qms desk --port 0."
            ),
            port=port,
        ) from error
    try:
        second = socket.create_server(("::1", first.getsockname()[1]), family=socket.AF_INET6)
    except OSError:  # no IPv6 here
        return [first]
    return [first, second]
