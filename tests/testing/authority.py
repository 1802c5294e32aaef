"""A time-stamping authority on this machine, with keys made for the test (RFC 3161)."""

import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_CONFIG = """\
[ts]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_alg = sha256
"""


class Authority:
    """Makes its own root and signing certificate, and stamps what it is sent."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder / name
        self.folder.mkdir()
        self.is_open = True
        self.asked = 0
        (self.folder / "ts.cnf").write_text(_CONFIG.format(folder=self.folder), encoding="utf-8")
        (self.folder / "serial").write_text("01\n", encoding="utf-8")
        subject = f"/CN={name}"
        self._openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", "tsa.key", "-out", "tsa.pem", "-days", "30", "-subj", subject,
            "-addext", "extendedKeyUsage=critical,timeStamping",
        )  # fmt: skip
        self._lock = threading.Lock()

    @property
    def root(self) -> bytes:
        """The root certificate, as PEM."""
        return (self.folder / "tsa.pem").read_bytes()

    def stamp(self, query: bytes) -> bytes:
        """Return the answer to a request."""
        with self._lock, tempfile.TemporaryDirectory() as folder:
            self.asked += 1
            asked, answer = Path(folder, "q"), Path(folder, "r")
            asked.write_bytes(query)
            self._openssl(
                "ts", "-reply", "-config", "ts.cnf", "-section", "ts", "-queryfile", str(asked),
                "-signer", "tsa.pem", "-inkey", "tsa.key", "-out", str(answer),
            )  # fmt: skip
            return answer.read_bytes()

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)


@contextmanager
def serving(authority: Authority) -> Iterator[str]:
    """Serve on loopback; give the address. While it is not open it refuses."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            if not authority.is_open:
                self.send_error(503)
                return
            answer = authority.stamp(query)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/tsa"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
