"""The ready files for CI: valid, of least privilege, and nobody's package by its bare name."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
COMPONENT = ROOT / "templates/check.yml"


def _job(file: Path) -> dict[str, object]:
    *_, last = yaml.safe_load_all(file.read_text(encoding="utf-8"))
    job: dict[str, object] = last["qms"]
    return job


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-workflows", "docs/ci/github.yml"),
        ("vendor.github-actions", "action.yml"),
        ("vendor.gitlab-ci", "docs/ci/gitlab.yml"),
        ("vendor.gitlab-ci", "templates/check.yml"),
    ],
)
def test_a_file_is_valid_to_the_services_own_schema(schema: str, file: str, tmp_path: Path) -> None:
    judged = ROOT / file
    if file == "templates/check.yml":  # its first document says what may be put in
        judged = tmp_path / "check.yml"
        judged.write_text(yaml.safe_dump({"qms": _job(COMPONENT)}), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(judged)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_the_component_and_the_file_to_copy_do_the_same() -> None:
    component, file = (_job(each) for each in (COMPONENT, ROOT / "docs/ci/gitlab.yml"))
    given = {"QMS_SOURCE", "QMS_COMMIT", "ANSWER_IN"}
    for job in (component, file):
        variables = job["variables"]
        assert isinstance(variables, dict)
        assert given <= variables.keys()
        job["variables"] = {name: each for name, each in variables.items() if name not in given}
        del job["image"]
    assert component == file


def test_the_cache_of_a_pipeline_holds_what_pip_keeps() -> None:
    job = _job(ROOT / "docs/ci/gitlab.yml")
    variables, cache = job["variables"], job["cache"]
    assert isinstance(variables, dict)
    assert isinstance(cache, dict)
    kept = [f"$CI_PROJECT_DIR/{each}" for each in cache["paths"]]
    assert kept == [variables["PIP_CACHE_DIR"]]
    assert cache["key"] == "qms-$QMS_COMMIT"  # other packages, another cache


def test_nothing_is_compiled_for_one_run(tmp_path: Path) -> None:
    job, component = (_job(ROOT / each) for each in ("docs/ci/gitlab.yml", "templates/check.yml"))
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    (install,) = [each for each in action["runs"]["steps"] if ".ci/install" in each["run"]]
    said: list[str] = []
    for each in (job["variables"], component["variables"], install["env"]):
        assert isinstance(each, dict)
        said.append(each["PIP_COMPILE"])
    assert said == ["0", "0", "0"]
    wheel, about = tmp_path / "one-1-py3-none-any.whl", "one-1.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("one.py", "")
        archive.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: one\nVersion: 1\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n")
        archive.writestr(f"{about}/RECORD", "")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-index", "--target", tmp_path, wheel],
        env=os.environ | {"PIP_COMPILE": said[0]}, check=True, capture_output=True,
    )  # fmt: skip
    assert (tmp_path / "one.py").is_file()
    assert not list(tmp_path.rglob("*.pyc"))


@pytest.mark.parametrize("file", ["docs/ci/github.yml", "action.yml"])
def test_zizmor_has_nothing_to_say(file: str) -> None:
    zizmor = Path(sys.executable).parent / "zizmor"
    done = subprocess.run(
        [zizmor, "--offline", "--quiet", "--pedantic", ROOT / file],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def _told() -> list[tuple[str, str]]:
    """Return each line, with its file, of what is published that installs something."""
    files = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    found = []
    for name in filter(None, files):
        if name.startswith(("tests/", "lock/", "records/")) or not (ROOT / name).is_file():
            continue
        text = (ROOT / name).read_bytes().decode("utf-8", "replace").replace("\\\n", " ")
        found += [(name, line.strip()) for line in text.splitlines() if _INSTALLS.search(line)]
    return found


_INSTALLS = re.compile(
    r"\bpip3?\s+(?:-\S+\s+)*install\b|\bpip3? download\b|\bpipx\b|\buvx\b|uv tool"
)
# By hash from a lock; or the program itself, from a place and without asking for what it needs.
_BY_HASH = re.compile(r"--require-hashes -r \S*(lock/|\{lock\}|\$)")
_OURS = re.compile(r"--no-deps (-e \.|\"\$program\"|\S*\.whl)")


def test_whatever_is_published_installs_by_hash_or_the_program_itself() -> None:
    told = _told()
    assert any(name == ".ci/install" for name, _ in told)
    for name, line in told:
        assert _BY_HASH.search(line) or _OURS.search(line), (name, line)


@pytest.mark.parametrize(
    "line",
    [
        "pip install qms",
        "pip install service-manual-qms[all]",
        "python -m pip install --upgrade pip",
        "pip install -r requirements.txt",
        "pip install --no-deps qms",
        "pipx run qms",
        "uvx qms check",
    ],
)
def test_a_bare_name_would_be_found(line: str) -> None:
    assert _INSTALLS.search(line)
    assert not _BY_HASH.search(line)
    assert not _OURS.search(line)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_guide_names_every_ready_file(lang: str) -> None:
    guide = (ROOT / "docs" / lang / "manager.md").read_text(encoding="utf-8")
    for each in sorted((ROOT / "docs/ci").iterdir()):
        assert f"ci/{each.name}" in guide
    for each in (".pre-commit-hooks.yaml", "action.yml", "templates/check.yml"):
        assert each in guide
