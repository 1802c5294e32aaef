"""Builds small real git repositories to try the program on."""

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from qms.model.rule import GONE
from qms.rules.examples import MINIMAL

_IDENTITY = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
_WHEN = {"GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z"}


def git(root: Path, *arguments: str) -> str:
    """Run git in a repository and return what it prints."""
    done = subprocess.run(
        ["git", *_IDENTITY, *arguments],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | _WHEN,
    )
    return done.stdout.strip()


def write(root: Path, files: dict[str, str]) -> None:
    """Write files; a content that starts with `-> ` becomes a symbolic link."""
    for name, content in files.items():
        if name.startswith("tag "):
            git(root, "tag", name.removeprefix("tag "), content)
            continue
        if name.startswith("rm "):  # from index and folder, as a crash may leave it
            git(root, "rm", "-q", name.removeprefix("rm "))
            continue
        path = root / name
        if content == GONE:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if content.startswith("-> "):
            path.symlink_to(content[3:])
        else:
            path.write_text(content, encoding="utf-8")


def commit(root: Path, message: str = "change") -> str:
    """Commit everything and return the commit's hash."""
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message)
    return git(root, "rev-parse", "HEAD")


def repository(root: Path, files: dict[str, str] | None = None) -> Path:
    """Make a git repository with the minimal sound QMS and these files over it."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "Test")
    git(root, "config", "user.email", "test@example.org")
    write(root, MINIMAL | (files or {}))
    commit(root, "begin")
    return root


def qms(root: Path, *arguments: str, typed: str = "") -> Result:
    """Run the program on a repository, as a user would who types this."""
    from qms.cli import main

    runner = CliRunner()
    with runner.isolation(input=typed) as streams:
        status = main.run([*arguments, "--root", str(root)])
        out, err = streams[0].getvalue(), streams[1].getvalue()
    return Result(
        runner=runner,
        stdout_bytes=out,
        stderr_bytes=err,
        output_bytes=out + err,
        return_value=None,
        exit_code=status,
        exception=None,
    )


def qms_process(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own, for what sets type."""
    return subprocess.run(
        [sys.executable, "-m", "qms", *arguments, "--root", root],
        check=False,
        capture_output=True,
        text=True,
    )


def run_qms(root: Path, *arguments: str) -> str:
    """Run the program in a process of its own, which must succeed; return what it prints."""
    done = qms_process(root, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def text_of(book: Path) -> str:
    """Return the text of a PDF as pdftotext reads it."""
    return subprocess.run(
        ["pdftotext", "-raw", book, "-"], check=True, capture_output=True, text=True
    ).stdout
