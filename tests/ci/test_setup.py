"""A set-up that fails ends in one sentence: what is missing, and what to type."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
_OLD = """#!/bin/sh
case $1 in --version) echo Python 3.9.2 ;; *) exit 1 ;; esac
"""
_WITHOUT_VENV = f"""#!/bin/sh
case "$*" in *ensurepip*) exit 1 ;; *) exec {sys.executable} "$@" ;; esac
"""
_WHOLE = f"""#!/bin/sh
exec {sys.executable} "$@"
"""


class Machine:
    """A checkout, and a machine whose commands are answered here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "bin"
        self.bin.mkdir()
        (folder / "p/lock").mkdir(parents=True)
        (folder / "p/.ci").mkdir()
        shutil.copy2(ROOT / ".ci/setup", folder / "p/.ci/setup")
        self.has("ldconfig", "#!/bin/sh\necho libpango-1.0.so.0 libpangoft2-1.0.so.0 "
                 "libharfbuzz-subset.so.0\n")  # fmt: skip
        self.has("id", "#!/bin/sh\necho 1000\n")
        self.has("python3", _WHOLE)
        self.lock("build", "")
        self.lock("all", "")

    def has(self, name: str, script: str) -> None:
        (self.bin / name).write_text(script, encoding="utf-8")
        (self.bin / name).chmod(0o755)

    def lock(self, name: str, text: str) -> None:
        (self.folder / f"p/lock/{name}.txt").write_text(text, encoding="utf-8")

    def sets_up(self, **more: str) -> tuple[int, list[str]]:
        """Return the exit status and what was said, the lines that only tell progress left out."""
        environment = {
            "PATH": f"{self.bin}:/usr/bin:/bin",
            "HOME": str(self.folder),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.folder / "wheels"),
        } | more
        (self.folder / "wheels").mkdir(exist_ok=True)
        done = subprocess.run(
            ["/bin/sh", self.folder / "p/.ci/setup", "all"],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        said = [
            line for line in (done.stdout + done.stderr).splitlines()
            if not line.startswith("Installing ")
        ]  # fmt: skip
        return done.returncode, said


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_an_old_python_is_named_with_what_to_type(machine: Machine) -> None:
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        machine.has(name, _OLD)
    status, (sentence,) = machine.sets_up()
    assert status == 1
    assert "Python 3.11 or newer is needed, python3 is 3.9.2" in sentence
    assert sentence.endswith("make PYTHON=python3.12")


def test_a_newer_python_beside_an_old_one_is_found(machine: Machine) -> None:
    machine.has("python3", _OLD)
    machine.has("python3.14", _OLD)
    machine.has("python3.13", _WITHOUT_VENV)
    machine.has("apt-get", "#!/bin/sh\nexit 1\n")
    assert machine.sets_up()[1] == [
        "Packages of the system are missing; type: sudo apt-get install -y python3-venv"
    ]


def test_without_root_the_missing_packages_are_a_line_to_type(machine: Machine) -> None:
    machine.has("python3", _WITHOUT_VENV)
    machine.has("apt-get", "#!/bin/sh\nexit 1\n")
    status, said = machine.sets_up()
    assert status == 1
    assert said == [
        "Packages of the system are missing; type: sudo apt-get install -y python3-venv"
    ]


def test_as_root_without_a_mirror_the_line_that_tells_why_is_said(machine: Machine) -> None:
    machine.has("python3", _WITHOUT_VENV)
    machine.has("apt-get", "#!/bin/sh\nexit 1\n")
    machine.has("id", "#!/bin/sh\necho 0\n")
    status, said = machine.sets_up()
    assert status == 1
    assert said[-1].endswith("to see why, type: apt-get install -y python3-venv")


def test_an_index_that_does_not_answer_is_no_riddle(machine: Machine) -> None:
    machine.lock("all", "absent==1.0 --hash=sha256:" + "0" * 64 + "\n")
    status, said = machine.sets_up(
        PIP_NO_INDEX="0", PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="1"
    )
    assert status == 1
    assert said[-1].startswith("The package index did not answer")
    assert "make again" in said[-1]


def test_a_package_that_is_not_the_one_of_the_lock_is_not_installed(machine: Machine) -> None:
    wheels = machine.folder / "wheels"
    wheels.mkdir()
    with zipfile.ZipFile(wheels / "demo-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("demo.py", "")
        wheel.writestr("demo-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: demo\n"
                       "Version: 1.0\n")  # fmt: skip
        wheel.writestr("demo-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: test\n"
                       "Root-Is-Purelib: true\nTag: py3-none-any\n")  # fmt: skip
        wheel.writestr("demo-1.0.dist-info/RECORD", "")
    machine.lock("all", "demo==1.0 --hash=sha256:" + "0" * 64 + "\n")
    status, said = machine.sets_up()
    assert status == 1
    assert "its hash differs" in said[-1]
    assert not list((machine.folder / "p/.venv").rglob("demo.py"))


def test_a_half_made_environment_is_made_anew(machine: Machine) -> None:
    (machine.folder / "p/.venv/bin").mkdir(parents=True)
    (machine.folder / "p/.venv/bin/python").symlink_to("/nowhere/python3")
    machine.lock("all", "absent==1.0 --hash=sha256:" + "0" * 64 + "\n")
    status, said = machine.sets_up()
    assert status == 1
    assert "absent" in said[-1]  # it came as far as the packages
    assert (machine.folder / "p/.venv/bin/pip").exists()
