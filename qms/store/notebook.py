"""What the program writes down for itself in the git folder, and believes only of itself.

Each page is sealed with a secret of this user's account and names the program that wrote it, so
that a page which came along with a copied folder, was cut short, or is another version's is as
good as none. Pages hold plain data, never anything that could run. Without a place for the secret
nothing is written down, and everything is merely slower.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pydantic
from pydantic_core import from_json, to_json

from qms import __version__
from qms.store.writing import write_file

FOLDER = "qms-cache"
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Notebook:
    """The folder of pages for one work tree."""

    folder: Path

    def read(self, name: str) -> bytes | None:
        """Return a page, if it is whole and this program's own."""
        try:
            seal, _, body = (self.folder / name).read_bytes().partition(b"\n")
        except OSError:
            return None
        expected = _seal(name, body)
        return body if expected and hmac.compare_digest(seal, expected) else None

    def write(self, name: str, body: bytes) -> None:
        """Replace a page as a whole; a folder that cannot be written to is no harm."""
        seal = _seal(name, body)
        if seal:
            with suppress(OSError):
                write_file(self.folder / name, seal + b"\n" + body, is_lasting=False)


@dataclass
class Proven:
    """What was proved once and depends on nothing but what the question says.

    Only a yes is kept: what failed may have failed for another reason, and is asked again.
    """

    notebook: Notebook
    page: str
    _known: dict[str, Any]
    _used: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def opened(cls, notebook: Notebook, page: str) -> "Proven":
        """Return what a page holds."""
        return cls(notebook, page, mapping(notebook.read(page)))

    def holds(self, question: Any, prove: Callable[[], bool]) -> bool:
        """Tell whether it is so; it is proved where that was not done before."""
        name = hashlib.sha256(to_json(question)).hexdigest()
        is_so = name in self._used or self._known.get(name) is True or prove()
        if is_so:
            self._used[name] = True
        return is_so

    def save(self) -> None:
        """Write down what was asked for now, if it was not all known; the rest is forgotten."""
        if self._used.keys() - self._known.keys():
            self.notebook.write(self.page, to_json(self._used))


def mapping(content: bytes | None) -> dict[str, Any]:
    """Return a page's data; nothing if it is no mapping."""
    try:
        found = from_json(content or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _seal(name: str, body: bytes) -> bytes | None:
    secret = _secret()
    if secret is None:
        return None
    seal = hmac.new(secret, f"{program_digest()} {name}\n".encode(), "sha256")
    seal.update(body)
    return seal.hexdigest().encode()


def home() -> Path:
    """Return the folder of this account in which the program keeps what is its own.

    Raises:
        RuntimeError: The account has no home.

    """
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "qms")


@cache
def _secret() -> bytes | None:
    """Return the secret of this account, made at the first need; None where there is no place."""
    try:
        path = home() / "secret"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            mine = path.with_name(f"secret-{os.getpid()}")
            mine.touch(mode=0o600)
            mine.write_bytes(secrets.token_bytes(_SECRET_BYTES))
            try:
                with suppress(FileExistsError):  # another process was first; its secret stays
                    os.link(mine, path)
            finally:
                mine.unlink()
        secret = path.read_bytes()
    except (OSError, RuntimeError):
        return None
    return secret if len(secret) == _SECRET_BYTES else None


@cache
def program_digest() -> str:
    """Return what stands for this program: its sources, and the packages that lie beside it."""
    digest = hashlib.sha256(__version__.encode())
    package = Path(__file__).parent.parent
    for source in sorted(_sources(package)):
        digest.update(source.relative_to(package).as_posix().encode() + b"\0")
        digest.update(source.read_bytes())
    beside = Path(pydantic.__file__).parent.parent
    names = sorted(each.name for each in beside.iterdir() if "-info" in each.name)
    digest.update("\n".join(names).encode())
    return digest.hexdigest()


def _sources(package: Path) -> Iterator[Path]:
    yield from package.glob("*.py")
    for room in ("model", "forms", "standing", "store", "figures"):
        yield from (package / room).rglob("*.py")
