"""`--watch` checks again on every save; `--statistics` tells what each rule cost."""

import signal
import subprocess
import time
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO

from qms.rules import all_rules
from tests.testing.processes import PATIENCE, command
from tests.testing.repository import qms, repository, write


def _lines(stream: IO[str], into: "Queue[str]") -> None:
    for line in stream:
        into.put(line)


def _wait_for(words: str, lines: "Queue[str]") -> None:
    end = time.monotonic() + PATIENCE
    while words not in lines.get(timeout=max(0.1, end - time.monotonic())):
        pass


def test_a_save_is_checked_at_once_a_bad_setting_said_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {})
    lines: Queue[str] = Queue()
    with subprocess.Popen(
        command("check", "--watch", "--lang", "en", "--root", str(root)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        reader = Thread(target=_lines, args=(process.stdout, lines), daemon=True)
        reader.start()
        try:
            _wait_for("Checking again on every save", lines)
            write(root, {"records/complaint/x.yaml": "id: [\n"})
            _wait_for("records/complaint/x.yaml was saved", lines)
            _wait_for("FIL102", lines)
            settings = (root / "qms.yml").read_text(encoding="utf-8")
            write(root, {"qms.yml": "nonsense: [\n"})
            _wait_for("qms.yml:2:1:", lines)
            write(root, {"qms.yml": settings})
            _wait_for("FIL102", lines)
            (root / "records/complaint/x.yaml").unlink()
            _wait_for("0 errors", lines)
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE) == 130
            reader.join()
        finally:
            process.kill()


def test_statistics_name_every_rule_and_add_up(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"records/complaint/x.yaml": "id: [\n"})
    told = qms(root, "check", "--statistics", "--lang", "en").stderr.splitlines()
    rows = [line.split() for line in told if len(line.split()) == 3][1:]
    assert {row[2] for row in rows} == {rule.code for rule in all_rules()} | {"all"}
    hits = {row[2]: int(row[1]) for row in rows}
    assert hits["FIL102"] == 1
    assert hits.pop("all") == sum(hits.values())
