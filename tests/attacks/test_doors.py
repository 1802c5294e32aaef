"""No code and no request out of a repository: one that tries every door at once is looked at."""

import datetime as dt
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from qms.model.snapshot import Snapshot
from qms.operations.filing.filing import file
from qms.store import git as store
from qms.store.changes import Changes
from tests.testing.repository import MINIMAL, commit, git, repository, write

pytestmark = pytest.mark.attacks

HOOKS = (
    "post-index-change", "reference-transaction", "pre-commit", "post-commit", "commit-msg",
    "post-checkout", "prepare-commit-msg", "pre-auto-gc",
)  # fmt: skip
PROGRAMS = {
    "core.fsmonitor": "fsmonitor",
    "core.pager": "pager",
    "core.editor": "editor",
    "core.sshCommand": "ssh",
    "core.askPass": "askpass",
    "core.alternateRefsCommand": "alternates",
    "credential.helper": "credential",
    "diff.external": "external",
    "diff.evil.command": "command",
    "diff.evil.textconv": "textconv",
    "filter.evil.clean": "clean",
    "filter.evil.smudge": "smudge",
    "filter.evil.process": "process",
    "merge.evil.driver": "driver",
    "gpg.program": "gpg",
    "gpg.ssh.program": "gpg-ssh",
    "remote.origin.uploadpack": "uploadpack",
    "pager.log": "pager-log",
}
SHADOWS = ("mkdocs", "material", "yaml", "click", "json", "weasyprint", "sitecustomize", "qms_x")
CHAPTER = "manual/01-order.md"
READING = (
    ("check",),
    ("check", "--changed-since", "HEAD~1"),
    ("check", "--ref", "HEAD"),
    ("status",),
    ("list", "person"),
    ("history",),
    ("kpi",),
    ("matrix",),
    ("verify", "QM-0001"),
    ("pdf", "--draft", "--output", "{out}/book.pdf"),
    ("site", "--draft", "--output", "{out}/site"),
)


class Listener:
    """Hears whatever comes to a port of this machine."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.heard: list[bytes] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                talk, _ = self._socket.accept()
            except OSError:
                return
            with talk:
                self.heard.append(talk.recv(200))

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    folder = tmp_path / "marks"
    folder.mkdir()
    return folder


def _script(path: Path, mark: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\ntouch '{mark}'\ncat\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def hostile(root: Path, marks: Path, address: str) -> Path:
    """Make a repository that would run a program, or ask the network, at every door we know."""
    picture = f"![x]({address}/chapter.png)\n\n<img src='{address}/raw.png'>\n"
    repository(root, {CHAPTER: MINIMAL[CHAPTER] + "\n" + picture})
    python = "from pathlib import Path\nPath({!r}).touch()\n"
    files = {f"{each}.py": python.format(str(marks / f"py-{each}")) for each in SHADOWS}
    files["hook.py"] = python.format(str(marks / "hook"))
    files["theme/main.html"] = (
        "{% set _ = self._TemplateReference__context.cycler.__init__.__globals__.os"
        f".popen(\"touch '{marks}/template'\") %}}"
    )
    files["mkdocs.yml"] = (
        "site_name: x\nhooks: [hook.py]\ntheme: {name: material, custom_dir: theme}\n"
        f"plugins: [search, qms]\nextra_css: ['{address}/x.css']\n"
    )
    short = (
        "样\\f} @font-face {font-family: x; src: url(ADDRESS/font)} @import url(ADDRESS/import); "
        '*{font-family: x} a\\r\\"} b {background: url(ADDRESS/background)'
    )
    files["qms.yml"] = (
        f'company: {{name: 样本公司, short: "{short}"}}\npromise: 例\nmanual: {{number: QM-01}}\n'
        "check: {own_rules: hook.py}\n"
        "timestamps: [{name: x, url: 'ADDRESS/tsa', ca: x.pem, since: 2020-01-01}]\n"
    ).replace("ADDRESS", address)
    files["records/kpi/reach.yaml"] = (
        "id: reach\nname: 例\nname_en: Reach\nclause: '1'\npopulation: person\n"
        "where: id in (select content from read_text('ADDRESS/kpi'))\nunit: '%'\ndecimals: 1\n"
        "direction: higher\nowner: after-sales\nfrequency: month\ntraps: 例\n"
    ).replace("ADDRESS", address)
    files[".gitattributes"] = "* filter=evil diff=evil merge=evil\n"
    write(root, files)
    commit(root, "bait")
    _bait_git(root, marks)
    (root / "qms.yml").touch()  # git would look again, and clean what it sees
    return root


def _bait_git(root: Path, marks: Path) -> None:
    hooks = root / ".git/hooks"
    for each in HOOKS:
        _script(hooks / each, marks / f"hook-{each}")
        _script(root / "more-hooks" / each, marks / f"hooks-path-{each}")
    for number, (key, name) in enumerate(PROGRAMS.items()):
        script = _script(root.parent / "programs" / f"{number}", marks / f"git-{name}")
        git(root, "config", key, str(script))
    git(root, "config", "core.hooksPath", str(root / "more-hooks"))
    git(root, "config", "log.showSignature", "true")
    git(root, "config", "remote.origin.url", str(root))
    git(root, "config", "remote.origin.promisor", "true")
    git(root, "config", "extensions.partialClone", "origin")
    (root / ".git/info/attributes").write_text("* filter=evil diff=evil\n", encoding="utf-8")
    for mark in marks.iterdir():  # our own git may have met the bait while it was laid
        mark.unlink()


def _qms(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "qms", *words],
        cwd=root, check=False, capture_output=True, text=True,
    )  # fmt: skip


def test_nothing_runs_and_nothing_is_asked_of_the_network(
    tmp_path: Path, marks: Path, listener: Listener
) -> None:
    root = hostile(tmp_path / "r", marks, listener.address)
    for words in READING:
        done = _qms(root, *(word.format(out=tmp_path) for word in words))
        assert done.returncode in {0, 1, 2}, (words, done.stderr)
        assert not list(marks.iterdir()), words
        assert not listener.heard, words
    assert (tmp_path / "book.pdf").is_file()
    assert (tmp_path / "site/index.html").is_file()


def test_the_doors_that_stood_open_are_named(
    tmp_path: Path, marks: Path, listener: Listener
) -> None:
    root = hostile(tmp_path / "r", marks, listener.address)
    said = _qms(root, "check", "--lang", "en", "--select", "FIL108").stdout
    assert said.count("error FIL108") == 3  # hooks, extra_css, custom_dir
    assert "this would run code or rewrite pages" in said


def _note(_: Snapshot) -> Changes[None]:
    return Changes("note", files={"note.txt": b"x\n"})


def test_a_commit_of_ours_runs_nothing_either(
    tmp_path: Path, marks: Path, listener: Listener
) -> None:
    root = hostile(tmp_path / "r", marks, listener.address)
    os.utime(root / ".git/index", (1, 1))  # older than every file: git reads them all once more
    file(
        root,
        partial(_note),
        as_of=dt.date(2026, 6, 1),
        verb="note",
        tell=lambda _: None,
        says=lambda _: None,
    )
    assert (root / "note.txt").read_bytes() == b"x\n"
    assert store.is_clean(store.repository(root), "note.txt")
    assert not list(marks.iterdir())


def test_the_bait_is_live(tmp_path: Path, marks: Path, listener: Listener) -> None:
    """The same repository under plain git: else the tests above could not fail."""
    root = hostile(tmp_path / "r", marks, listener.address)
    git(root, "status")
    git(root, "diff")
    assert {"git-fsmonitor", "git-clean"} & {mark.name for mark in marks.iterdir()}


def test_variables_of_a_hook_do_not_steer_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, other = repository(tmp_path / "r"), repository(tmp_path / "other")
    write(other, {"more.txt": "x"})
    commit(other)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(other / ".git/objects"))
    repo = store.repository(root)
    tip = store.head(repo)
    assert tip is not None
    assert "more.txt" not in store.CommitTree(repo, tip).paths("more.txt")
