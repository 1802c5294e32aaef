"""Servers on this machine that take what the program sends: mail, and messages to robots."""

import json
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any


@dataclass
class MailServer:
    """A mail server: what it took, and the addresses that it refuses.

    `breaks_after` closes the line without a word after so many messages.
    """

    port: int = 0
    took: list[tuple[str, bytes]] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    refuses: frozenset[str] = frozenset()
    breaks_after: int | None = None


@contextmanager
def mail_server(certificate: Path | None = None, **wanted: Any) -> Iterator[MailServer]:
    """Run a mail server, over TLS where a certificate is given, until the block is left."""
    state = MailServer(**wanted)

    class Handler(socketserver.StreamRequestHandler):
        def say(self, words: str) -> None:
            self.wfile.write(words.encode() + b"\r\n")

        def handle(self) -> None:
            to = ""
            self.say("220 here")
            for raw in self.rfile:
                words = raw.decode().strip()
                verb = words.upper()
                if verb.startswith("EHLO"):
                    self.say("250-here")
                    self.say("250 AUTH PLAIN")
                elif verb.startswith("AUTH"):
                    state.logins.append(words.split()[-1])
                    self.say("235 welcome")
                elif verb.startswith("RCPT"):
                    to = words.partition("<")[2].partition(">")[0]
                    self.say("550 nobody here" if to in state.refuses else "250 ok")
                elif verb == "DATA":
                    if len(state.took) == state.breaks_after:
                        return
                    self.say("354 go on")
                    content = b"".join(iter(self.rfile.readline, b".\r\n"))
                    state.took.append((to, content))
                    self.say("250 taken")
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

    with _served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler), certificate) as port:
        state.port = port
        yield state


@dataclass
class ChatServer:
    """A server of chat robots: what was posted to which path, and what it answers."""

    port: int = 0
    got: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=lambda: {"errcode": 0, "code": 0})
    status: int = 200


@contextmanager
def chat_server(certificate: Path | None = None, **wanted: Any) -> Iterator[ChatServer]:
    """Run a server of chat robots, over TLS where a certificate is given."""
    state = ChatServer(**wanted)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            state.got.append((self.path, json.loads(self.rfile.read(length))))
            said = json.dumps(state.answer).encode()
            self.send_response(state.status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    with _served(HTTPServer(("127.0.0.1", 0), Handler), certificate) as port:
        state.port = port
        yield state


@contextmanager
def _served(server: socketserver.TCPServer, certificate: Path | None) -> Iterator[int]:
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def make_certificate(folder: Path) -> Path:
    """Make a certificate for localhost that nobody but itself vouches for, with its key."""
    target = folder / "localhost.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
            "-keyout", str(target), "-out", str(folder / "only.pem"),
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    with target.open("ab") as file:
        file.write((folder / "only.pem").read_bytes())
    return target
