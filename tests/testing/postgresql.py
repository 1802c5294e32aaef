"""A PostgreSQL server of its own for a test: on loopback, with a login that only a file tells."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_ACCOUNT = "postgres"  # the server refuses to be run by root


@dataclass(frozen=True)
class Server:
    """Where it listens, and the files that say who may log in."""

    port: int
    folder: Path
    password: str

    def services(self, folder: Path, *, password: str | None = None, port: int = 0) -> Path:
        """Write a service file with one entry, crm, and return it."""
        written = folder / "services"
        written.write_text(
            f"[crm]\nhost=127.0.0.1\nport={port or self.port}\ndbname=postgres\nuser=reader\n"
            f"password={password or self.password}\n",
            encoding="utf-8",
        )
        return written

    def owner(self) -> str:
        """Return how its owner connects, who may write."""
        return f"host={self.folder} port={self.port} dbname=postgres user={_ACCOUNT}"

    def stop(self) -> None:
        """End it at once, whatever it is doing."""
        _run(self.folder, "pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")


def is_here() -> bool:
    """Tell whether the programs of the server are installed (Debian: postgresql)."""
    return bool(_PLACES)


@contextmanager
def server() -> Iterator[Server]:
    """Start a server; `reader` may read every table and nothing else."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if os.getuid() == 0:
        shutil.chown(folder, _ACCOUNT, _ACCOUNT)
    try:
        it = Server(_free_port(), folder, secrets.token_hex(12))
        data = str(folder / "data")
        _run(folder, "initdb", "-D", data, "-U", _ACCOUNT, "-E", "UTF8", "--no-sync")
        (folder / "data/pg_hba.conf").write_text(
            "local all postgres trust\nhost all reader 127.0.0.1/32 scram-sha-256\n",
            encoding="utf-8",
        )
        words = f"-c listen_addresses=127.0.0.1 -p {it.port} -k {folder} -c fsync=off"
        log = str(folder / "log")
        _run(folder, "pg_ctl", "-D", data, "-o", words, "-l", log, "-w", "start")
        yield it
        it.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, program: str, *arguments: str) -> None:
    as_account = ["runuser", "-u", _ACCOUNT, "--"] if os.getuid() == 0 else []
    subprocess.run(
        [*as_account, str(_PLACES[0] / program), *arguments],
        cwd=folder,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
