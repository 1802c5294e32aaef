"""The morning's mail: always sent, about today's state or saying that it is not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.testing.repository import commit, git, repository

ROOT = Path(__file__).parent.parent.parent
_MAIL = """#!/bin/sh
{ echo "$2 -> $3"; cat; } >> "$SENT"
"""


class Post:
    """A clone, the repository that it pulls from, and all that was sent."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.origin = repository(folder / "origin", {})
        self.clone = folder / "clone"
        git(folder, "clone", "-q", str(self.origin), str(self.clone))
        (folder / "bin").mkdir()
        (folder / "bin/mail").write_text(_MAIL, encoding="utf-8")
        (folder / "bin/qms").write_text(f'#!/bin/sh\nexec {sys.executable} -m qms "$@"\n')
        for each in (folder / "bin").iterdir():
            each.chmod(0o755)

    def morning(self, program: str = "qms") -> tuple[str, str]:
        """Run the script and return subject and body of what it sent."""
        sent = self.folder / "sent"
        sent.unlink(missing_ok=True)
        environment = os.environ | {
            "PATH": f"{self.folder}/bin:/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "SENT": str(sent),
            "QMS": str(self.folder / "bin" / program),
            "ANSWER_IN": "en",
        }
        subprocess.run(
            [ROOT / "docs/ci/mail", self.clone, "manager@example.org"],
            env=environment, cwd=self.folder, check=True, capture_output=True,
        )  # fmt: skip
        subject, body = sent.read_text(encoding="utf-8").split("\n", 1)
        assert subject.endswith(" -> manager@example.org")
        return subject.removesuffix(" -> manager@example.org"), body


@pytest.fixture
def post(tmp_path: Path) -> Post:
    return Post(tmp_path)


def test_todays_state_is_mailed_with_its_commit_whatever_was_found(post: Post) -> None:
    post.morning()
    (post.origin / "records/complaint").mkdir(parents=True)
    (post.origin / "records/complaint/x.yaml").write_text("id: [\n", encoding="utf-8")
    commit(post.origin, "broken")
    subject, body = post.morning()
    assert subject == "qms: findings"
    assert git(post.origin, "rev-parse", "HEAD").strip() in body
    assert "FIL102" in body
    assert "judged 20" in body


def test_a_pull_that_failed_stands_in_the_subject(post: Post) -> None:
    git(post.clone, "remote", "set-url", "origin", str(post.folder / "nowhere"))
    subject, body = post.morning()
    assert subject.endswith(", NOT UPDATED")
    assert body.startswith("NOT UPDATED, so this is the state of an earlier day")
    assert git(post.clone, "rev-parse", "HEAD").strip() in body


def test_a_check_that_did_not_run_is_mailed_too(post: Post) -> None:
    subject, _ = post.morning(program="absent")
    assert subject == "qms: THE CHECK DID NOT RUN (127)"
