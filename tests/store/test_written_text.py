"""Text stays text: no reader of the files makes a truth, a number, a day or a time of it."""

import datetime as dt
from pathlib import Path

import pytest
import yaml as of_1_1
from hypothesis import example, given
from hypothesis import strategies as st

from qms.store import yaml
from tests.testing.company import make_company
from tests.testing.repository import commit, git, qms, write
from tests.testing.writers import OPEN

TRAPS = (
    "yes", "Yes", "NO", "no", "on", "Off", "y", "N", "true", "TRUE", "null", "~", "=", "<<", "0x1F",
    "012", "0o17", "0b11", "1_000", "1e3", "1.10", ".5", "-.inf", ".NaN", "12:34:56", "1:30",
    "190:20", "2026-01-05", "2026-1-5", "2026-01-05T08:00:00+08:00", "2026-01-05 08:00:00",
    "13800000000",
)  # fmt: skip
words = st.sampled_from(TRAPS) | st.text(st.characters(codec="utf-8"), max_size=8)


def _fit(text: str) -> bool:
    """Tell whether a reader of YAML 1.1 can read the text at all; some letters it cannot."""
    return all(each == "\n" or each.isprintable() for each in text)


@given(words.filter(_fit), words.filter(_fit))
@example("on", "2026-01-05")
def test_a_key_and_a_text_are_written_as_text_in_a_new_file_and_in_an_old_one(
    key: str, value: str
) -> None:
    key, value = yaml.unmistakable(key), yaml.unmistakable(value)

    def change(data: dict[str, object]) -> None:
        data[key] = value
        data["list"] = [value]

    wanted = {"a": "b"} | {key: value} | {"list": [value]}
    for written in (yaml.dumped(wanted), yaml.edited("a: b\n", change)):
        assert yaml.parsed(written) == wanted
        assert of_1_1.safe_load(written) == wanted


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]) -> Path:
    root = make_company(tmp_path_factory.mktemp("text") / "qms", keys)
    write(root, {"records/change-request/2026/GG-2026-0001.yaml": OPEN})
    commit(root)
    return root


@pytest.mark.parametrize("trap", TRAPS)
def test_what_is_typed_where_the_form_says_text_is_filed_as_typed(trap: str, root: Path) -> None:
    done = qms(
        root, "new", "change-request", "--set", "reason=improvement", "--set",
        f"explanation={trap}", "--set", "method=pages", "--set",
        "changes=[{clause: '1', before: 甲, after: 乙}]", "--by", "P-001", "--as-of", "2026-06-01",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    (path,) = root.rglob(f"{done.stdout.strip()}.yaml")
    read = of_1_1.safe_load(path.read_text(encoding="utf-8"))
    assert read["explanation"] == trap
    assert read["date"] == dt.date(2026, 6, 1)


def test_a_step_added_to_a_file_is_written_like_one_of_a_new_file(root: Path) -> None:
    words = ("--by", "P-012", "--opinion", "yes", "--as-of", "2026-06-01")
    done = qms(root, "change", "review", "GG-2026-0001", *words)
    assert done.exit_code == 0, done.stderr
    text = (root / "records/change-request/2026/GG-2026-0001.yaml").read_text(encoding="utf-8")
    assert "'on': 2026-06-01" in text
    reviewed = of_1_1.safe_load(text)["reviewed"]
    assert reviewed["on"] == dt.date(2026, 6, 1)
    assert reviewed["opinion"] == "yes"


def test_a_text_changed_in_place_stays_text(root: Path) -> None:
    path = "records/change-request/2026/GG-2026-0001.yaml"
    closed = OPEN.replace("0001", "0099", 1) + "status: closed\n"
    (root / path.replace("0001", "0099")).write_text(closed, encoding="utf-8")
    commit(root)
    sets = ("explanation=2026-01-05", "--reason", "12:34:56", "--by", "P-001")
    done = qms(root, "correct", "GG-2026-0099", *sets, "--as-of", "2026-06-01")
    assert done.exit_code == 0, done.stderr
    read = of_1_1.safe_load((root / path.replace("0001", "0099")).read_text(encoding="utf-8"))
    assert read["explanation"] == "2026-01-05"
    assert read["corrections"][0]["reason"] == "12:34:56"
    assert git(root, "status", "--porcelain") == ""
