"""The CI files run command by command, in a shell that imitates both services.

Here as there: a fresh folder (with the runner of GitLab it belongs to another account), a detached
head, UTC, the POSIX locale, an empty home; and the packages come from the index.
"""

import base64
import gzip
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.testing.repository import commit, git, qms

pytestmark = pytest.mark.wheel
ROOT = Path(__file__).parent.parent.parent
_SHELL = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail")
_BROKEN = {"records/complaint/2026/broken.yaml": "id: [\n"}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository of the program as it stands in the folder, with one commit."""
    target = tmp_path_factory.mktemp("program")
    files = git(ROOT, "ls-files", "-co", "--exclude-standard", "-z").split("\0")
    for name in filter(None, files):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    git(target, "init", "-q", "-b", "main")
    commit(target, "as it stands")
    return target


class Service:
    """A host with the sample company on it, and a job that runs there."""

    def __init__(self, folder: Path, program: Path) -> None:
        self.folder = folder
        self.program = program
        self.host = folder / "host/company"
        git(folder, "clone", "-q", "--bare", str(ROOT), str(self.host))
        git(self.host, "branch", "-f", "main", "HEAD")
        self.main = git(self.host, "rev-parse", "main").strip()
        self.job = folder / "job"
        self.temporary = folder / "temporary"
        for each in (self.job, self.temporary, folder / "bin", folder / "home"):
            each.mkdir()
        kept = {name: each for name, each in os.environ.items() if name.startswith("PIP_")}
        self.environment = kept | {
            "HOME": str(folder / "home"),
            "PATH": f"{folder}/bin:/usr/local/bin:/usr/bin:/bin",
            "LC_ALL": "POSIX",
            "TZ": "UTC",
            "CI": "true",
        }

    def change(self, files: dict[str, str]) -> str:
        """Commit on a branch of the host what a colleague proposes, and return the commit."""
        work = self.folder / "work"
        git(self.folder, "clone", "-q", str(self.host), str(work))
        git(work, "checkout", "-q", "-b", "proposal")
        for name, text in files.items():
            (work / name).write_text(text, encoding="utf-8")
        commit(work, "proposal")
        git(work, "push", "-q", "origin", "proposal")
        return git(work, "rev-parse", "HEAD").strip()

    def runs(self, script: str, more: dict[str, str]) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*_SHELL, "-c", script], cwd=self.job, env=self.environment | more,
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip


_GH = """#!/bin/sh
for each; do case $each in sarif=@*) cp "${each#sarif=@}" "$SENT" ;; esac; done
"""


class GitHub(Service):
    """Follows a workflow and the action that it uses."""

    def follow(self, event: str, ref: str, sha: str) -> tuple[bool, str]:
        """Return whether the job passed, and all that it printed."""
        self.outputs: dict[str, str] = {}
        self.printed = ""
        (self.folder / "bin/gh").write_text(_GH, encoding="utf-8")
        (self.folder / "bin/gh").chmod(0o755)
        self.event = event
        self.environment |= {
            "GITHUB_SERVER_URL": f"file://{self.folder}",
            "GITHUB_REPOSITORY": "host/company",
            "GITHUB_REF": ref,
            "GITHUB_SHA": sha,
            "GITHUB_BASE_REF": "main" if event == "pull_request" else "",
            "GITHUB_WORKSPACE": str(self.job),
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "GITHUB_OUTPUT": str(self.folder / "output"),
            "SENT": str(self.folder / "sent"),
        }
        (self.folder / "output").touch()
        workflow = yaml.safe_load((ROOT / "docs/ci/github.yml").read_text(encoding="utf-8"))
        job = workflow["jobs"]["check"]
        self.environment |= job["env"] | {
            "QMS_SOURCE": str(self.program),
            "QMS_COMMIT": git(self.program, "rev-parse", "HEAD").strip(),
        }
        return self._steps(job["steps"], {}), self.printed

    def _steps(self, steps: list[dict[str, object]], given: dict[str, str]) -> bool:
        passed = True
        for step in steps:
            condition = str(step.get("if", "success()"))
            if not (self._holds(condition) and (passed or "always()" in condition)):
                continue
            if "uses" in step:
                folder = self.job / str(step["uses"])
                action = yaml.safe_load((folder / "action.yml").read_text(encoding="utf-8"))
                self.environment["GITHUB_ACTION_PATH"] = str(folder)
                passed = self._steps(action["runs"]["steps"], dict(step["with"])) and passed
                continue
            named = step.get("env") or {}
            more = {name: self._filled(str(each), given) for name, each in named.items()}
            done = self.runs(str(step["run"]), more)
            self.printed += done.stdout + done.stderr
            passed = passed and (done.returncode == 0 or "continue-on-error" in step)
        return passed

    def _holds(self, condition: str) -> bool:
        if "event_name" in condition:
            return (self.event == "pull_request") == ("==" in condition)
        return True

    def _filled(self, value: str, given: dict[str, str]) -> str:
        outputs = dict(
            line.split("=", 1)
            for line in (self.folder / "output").read_text(encoding="utf-8").splitlines()
        )
        known = {
            "github.token": "token",
            "inputs.lang": given.get("lang", ""),
            "steps.check.outputs.sarif": outputs.get("sarif", ""),
        }
        return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: known[found[1]], value)


class GitLab(Service):
    """Follows the job of a pipeline's file, in a checkout as the runner makes it."""

    def follow(self, sha: str, base: str = "") -> tuple[bool, str]:
        """Return whether the job passed, and all that it printed."""
        job = yaml.safe_load((ROOT / "docs/ci/gitlab.yml").read_text(encoding="utf-8"))["qms"]
        depth = () if job["variables"]["GIT_DEPTH"] == "0" else ("--depth", "20")
        git(self.job, "init", "-q")
        git(self.job, "fetch", "-q", *depth, f"file://{self.host}", "+refs/*:refs/remotes/origin/*")
        git(self.job, "checkout", "-q", "--detach", sha)
        if os.getuid() == 0:
            subprocess.run(["chown", "-R", "65534", self.job], check=True)
        variables = job["variables"] | {
            "QMS_SOURCE": str(self.program),
            "QMS_COMMIT": git(self.program, "rev-parse", "HEAD").strip(),
            "PIP_CACHE_DIR": str(self.folder / "cache"),
            "CI_PROJECT_DIR": str(self.job),
        }
        if base:
            variables["CI_MERGE_REQUEST_DIFF_BASE_SHA"] = base
        # Two folders that a job may have for itself.
        script = "\n".join([*job["before_script"], *job["script"]])
        script = script.replace("/tmp/", f"{self.temporary}/")  # noqa: S108
        done = self.runs(script, variables)
        return done.returncode == 0, done.stdout + done.stderr


def _codes(printed: str) -> set[str]:
    return set(re.findall(r"\b[A-Z]{3}[0-9]{3}\b", printed))


def _at_home(*options: str) -> set[str]:
    """Return the codes that the same command names in this repository, tags and all."""
    return _codes(qms(ROOT, "check", "--ref", "HEAD", *options).stdout)


@pytest.fixture
def github(tmp_path: Path, program: Path) -> GitHub:
    return GitHub(tmp_path, program)


@pytest.fixture
def gitlab(tmp_path: Path, program: Path) -> GitLab:
    return GitLab(tmp_path, program)


def test_github_reports_what_a_pull_request_brings_and_uploads_the_findings(github: GitHub) -> None:
    sha = github.change(_BROKEN)
    git(github.host, "update-ref", "refs/pull/1/merge", sha)
    passed, printed = github.follow("pull_request", "refs/pull/1/merge", sha)
    assert not passed
    errors = [line for line in printed.splitlines() if line.startswith("::error")]
    assert errors, printed
    assert all("broken.yaml" in line for line in errors), errors
    sent = gzip.decompress(base64.b64decode((github.folder / "sent").read_bytes()))
    assert "FIL102" in {each["ruleId"] for each in json.loads(sent)["runs"][0]["results"]}
    assert "broken.yaml" in (github.folder / "summary").read_text(encoding="utf-8")
    # No credentials are left where later steps or artefacts could find them.
    assert "AUTHORIZATION" not in (github.job / ".git/config").read_text(encoding="utf-8")


def test_github_fails_no_pull_request_for_what_was_there_before(github: GitHub) -> None:
    sha = github.change({"notes.md": "nothing of the manual\n"})
    git(github.host, "update-ref", "refs/pull/2/merge", sha)
    passed, printed = github.follow("pull_request", "refs/pull/2/merge", sha)
    assert passed, printed


def test_github_finds_on_the_branch_what_a_full_clone_finds(github: GitHub) -> None:
    passed, printed = github.follow("push", "refs/heads/main", github.main)
    assert not passed
    assert _codes(printed) == _at_home("--format", "github"), printed


def test_gitlab_reports_what_a_merge_request_brings(gitlab: GitLab) -> None:
    passed, printed = gitlab.follow(gitlab.change(_BROKEN), base=gitlab.main)
    assert not passed
    assert "FIL102" in printed, printed
    assert "MEA101" not in printed
    quality = json.loads((gitlab.job / "gl-code-quality-report.json").read_text(encoding="utf-8"))
    assert any(each["location"]["path"].endswith("broken.yaml") for each in quality)
    assert (gitlab.job / "qms-junit.xml").is_file()


def test_gitlab_fails_no_merge_request_for_what_was_there_before(gitlab: GitLab) -> None:
    sha = gitlab.change({"notes.md": "nothing of the manual\n"})
    passed, printed = gitlab.follow(sha, base=gitlab.main)
    assert passed, printed


def test_gitlab_finds_on_the_branch_what_a_full_clone_finds(gitlab: GitLab) -> None:
    passed, printed = gitlab.follow(gitlab.main)
    assert not passed
    assert _codes(printed) == _at_home("--by", "owner", "--due", "30"), printed
