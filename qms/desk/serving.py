"""Runs the desk on this machine until it is told to end."""

import datetime as dt
import signal
import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn

from qms.desk.application import application
from qms.desk.house import House
from qms.desk.visits import Visits
from qms.errors import QmsError
from qms.text import Text


def serve(
    root: Path,
    *,
    port: int,
    day: dt.date | None,
    announce: Callable[[str], None],
    opens_browser: bool,
) -> None:
    """Listen on this machine alone; say where, once it can be asked; end on SIGTERM.

    Raises:
        QmsError: The port is taken, or the repository cannot be read.

    """
    house = House(root, day=day)
    house.reading()
    sockets = _listening(port)
    port = sockets[0].getsockname()[1]
    visits = Visits()
    app = application(house, visits, port=port)
    config = uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_keep_alive=120,  # longer than people pause: a form must not meet a closed door
    )
    signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn ends first, then raises it again
    address = f"http://localhost:{port}/open/{visits.new_link()}"
    announce(address)
    if opens_browser:
        webbrowser.open(address)
    uvicorn.Server(config).run(sockets=sockets)


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
