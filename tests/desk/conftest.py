"""The desk over a copy of the sample, asked as a browser would ask it."""

import contextlib
import datetime as dt
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
import uvicorn

from qms.desk.application import application
from qms.desk.entrance import Entrance
from qms.desk.house import House
from qms.desk.visits import Visits
from tests.testing.repository import git

ROOT = Path(__file__).parent.parent.parent
DAY = dt.date(2026, 11, 23)


def copy_of_the_sample(target: Path) -> Path:
    """Return the sample's last commit in a repository of its own."""
    subprocess.run(["git", "clone", "-q", str(ROOT), str(target)], check=True)
    git(target, "config", "user.name", "desk")
    git(target, "config", "user.email", "desk@example.org")
    return target


class Visitor:
    """A browser at the desk: follows redirects, keeps its cookie, sends the page's token."""

    def __init__(self, root: Path, base: str, visits: Visits) -> None:
        self.root = root
        self.base = base
        self.visits = visits
        self.http = httpx.Client(base_url=base, follow_redirects=True, timeout=120)
        self._others: list[Visitor] = []

    def enter(self, person: str = "P-012", lang: str = "zh") -> "Visitor":
        page = self.http.get(f"/open/{self.visits.new_link()}")
        self.token = re.search(r'name="token" value="([^"]+)"', page.text)[1]
        self.post("/who", person=person)
        self.http.get(f"/?lang={lang}")
        return self

    def beside(self, person: str) -> "Visitor":
        """Let somebody else enter, in a browser of his own; closed with this one."""
        self._others.append(Visitor(self.root, self.base, self.visits))
        return self._others[-1].enter(person)

    def close(self) -> None:
        for each in (self, *self._others):
            each.http.close()

    def get(self, path: str) -> httpx.Response:
        return self.http.get(path)

    def post(self, path: str, **fields: object) -> httpx.Response:
        return self.http.post(path, data={"token": self.token, **fields})

    def fill(self, path: str, do: str = "save", mark: str = "", **fields: object) -> httpx.Response:
        """Send a kind's form; `__` in a name stands for a dot."""
        own = {"." + name.replace("__", "."): value for name, value in fields.items()}
        return self.http.post(path, data={"token": self.token, "do": do, "mark": mark, **own})

    def mark(self, path: str) -> str:
        """Return the mark that a form carries of the record it was filled from."""
        return re.search(r'name="mark" value="([^"]*)"', self.get(path).text)[1]


def words(page: httpx.Response) -> str:
    """Return what a page says, without its marks and without its lists of choices."""
    text = re.sub(r"(?s)<(select|datalist|head|script)\b.*?</\1>", " ", page.text)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


COMPLAINT = {
    "date": "2026-11-23",
    "department": "售后服务部",
    "customer": "CU-004 赤岭特种电缆厂",
    "channel": "hotline",
    "received_at": "2026-11-23T09:00",
    "received_by": "许安然",
    "complainant": "张三",
    "phone": "199-0000-1234",
    "product": "power-cable",
    "region": "east",
    "content": "绞线机漏油",
    "demand": "修复",
    "grade": "ordinary",
    "recourse_exhausted": "no",
}


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_the_sample(tmp_path_factory.mktemp("desk") / "sample")


@contextlib.contextmanager
def desk_over(root: Path, *, day: dt.date = DAY) -> Iterator[Visitor]:
    """Serve a repository's desk on a free port of this machine, and give a browser for it."""
    visits = Visits()
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    app = application(House(root, day=day), visits, entrance=Entrance(port))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    visitor = Visitor(root, f"http://127.0.0.1:{port}", visits)
    try:
        yield visitor
    finally:
        visitor.close()
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture(scope="session")
def seated(sample: Path) -> Iterator[Visitor]:
    """Somebody who only looks; one reading serves all such tests."""
    with desk_over(sample) as visitor:
        yield visitor.enter()


@pytest.fixture
def reader(seated: Visitor) -> Visitor:
    """The same one, in Chinese whatever another test read before."""
    seated.http.get("/?lang=zh")
    return seated


@pytest.fixture
def clerk(tmp_path: Path, sample: Path) -> Iterator[Visitor]:
    """Somebody who writes, in a repository of their own."""
    root = tmp_path / "office"
    shutil.copytree(sample, root, symlinks=True)
    with desk_over(root) as visitor:
        yield visitor.enter()
