"""Records from the prompt to the trace: filed, closed, corrected, found."""

import os
import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from qms.forms.numbering import series_of
from qms.model.kinds.ch02_manual import ChangeRequest
from tests.testing.company import codes
from tests.testing.repository import commit, git, qms, repository, write

REQUEST = (
    "--set", "reason=improvement", "--set", "explanation=例", "--set", "method=pages",
    "--set", 'changes=[{clause: "1", before: 甲, after: 乙}]',
)  # fmt: skip
BY = ("--by", "P-001")
DAY = ("--as-of", "2026-02-01")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "r")


def _new(root: Path) -> str:
    filed = qms(root, "new", "change-request", *REQUEST, *BY, *DAY)
    assert filed.exit_code == 0, filed.stderr
    return filed.stdout.strip()


def test_numbers_follow_each_other_without_a_gap(root: Path) -> None:
    assert [_new(root) for _ in range(3)] == [f"GG-2026-000{n}" for n in (1, 2, 3)]
    assert git(root, "status", "--porcelain") == ""
    text = (root / "records/change-request/2026/GG-2026-0001.yaml").read_text(encoding="utf-8")
    assert "form: QR-2.2.3-01 A/0" in text
    assert "date: 2026-02-01" in text
    assert codes(root) == set()


@given(st.sets(st.integers(1, 300)), st.integers(2000, 2099))
def test_the_next_number_is_free_and_follows_the_highest(taken: set[int], year: int) -> None:
    numbers = [f"GG-{year}-{n:04}" for n in taken] + ["GG-1999-9999"]
    series = series_of(ChangeRequest)
    assert series is not None
    number = series.following(year, numbers)
    assert number not in numbers
    assert number == f"GG-{year}-{max(taken, default=0) + 1:04}"


def test_a_number_at_the_very_end_does_not_end_the_count() -> None:
    series = series_of(ChangeRequest)
    assert series is not None
    assert series.following(2026, ["GG-2026-0003", "GG-2026-9999"]) == "GG-2026-0004"
    assert series.following(2026, ["GG-2026-9998", "GG-2026-9999"]) == "GG-2026-0001"
    assert series.following(2026, ["GG-2026-0003", "GG-2026-9998"]) == "GG-2026-9999"


def test_what_does_not_fit_is_refused_field_by_field_and_nothing_is_written(root: Path) -> None:
    wrong = qms(
        root, "new", "change-request", "--set", "reason=whim", *REQUEST[2:], "--set", "colour=red",
        *BY, *DAY, "--lang", "en",
    )  # fmt: skip
    assert wrong.exit_code == 1
    assert "reason: " in wrong.stderr
    assert "colour: " in wrong.stderr
    assert git(root, "status", "--porcelain") == ""
    assert qms(root, "new", "no-such-kind").exit_code == 2


def test_a_record_from_a_file(root: Path, tmp_path: Path) -> None:
    source = tmp_path / "one.yaml"
    source.write_text(
        'reason: law\nexplanation: 例\nmethod: pages\nchanges: [{clause: "1"}]\n', encoding="utf-8"
    )
    filed = qms(root, "new", "change-request", "--from", str(source), *BY, *DAY)
    assert filed.exit_code == 0, filed.stderr
    source.write_bytes("原因: 例".encode("gbk"))
    refused = qms(root, "new", "change-request", "--from", str(source), *BY, "--lang", "en")
    assert "GBK" in refused.stderr


def test_closed_means_corrected_only_and_a_correction_is_lawful(root: Path) -> None:
    number = _new(root)
    early = ("correct", number, "explanation=改", "--reason", "笔误", *BY, "--lang", "en")
    assert "is not closed" in qms(root, *early).stderr
    assert qms(root, "close", number).exit_code == 0
    assert qms(root, "close", number).exit_code == 1
    path = root / f"records/change-request/2026/{number}.yaml"
    path.write_text("# 手写的注释\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    commit(root)
    for words in (
        "explanation=改",
        "changes.0.after=丙",
        "training_needed=true",
        "date=2026-02-02",
    ):
        more = ("--approved-by", "P-002") if words.startswith("date") else ()
        why = ("--reason", "笔误", *BY, "--as-of", "2026-03-01")
        done = qms(root, "correct", number, words, *why, *more)
        assert done.exit_code == 0, done.stderr
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# 手写的注释\n")
    assert "old: 例" in text
    assert "new: 丙" in text
    assert codes(root) == set()
    bad = qms(root, "correct", number, "reason=whim", "--reason", "例", *BY)
    assert bad.exit_code == 1
    assert path.read_text(encoding="utf-8") == text


def test_the_editor_saves_only_what_fits(root: Path, tmp_path: Path) -> None:
    number = _new(root)
    path = root / f"records/change-request/2026/{number}.yaml"
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    for words, status, kept in (
        ("s/explanation: 例/explanation: 实例/", 0, 0),
        ("s/no such words/x/", 0, 0),
        ("s/reason: .*/reason: x/", 1, 1),
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("EDITOR", f"sed -i '{words}'")
            patch.delenv("VISUAL", raising=False)
            patch.setattr(tempfile, "tempdir", str(drafts))
            done = qms(root, "edit", number)
            assert done.exit_code == status
            left = list(drafts.iterdir())
            assert len(left) == kept, "what was filed leaves nothing behind"
            assert all(str(each) in done.stderr for each in left), "what is kept is told"
    assert "explanation: 实例" in path.read_text(encoding="utf-8")
    assert "reason: improvement" in path.read_text(encoding="utf-8")
    assert os.environ.get("EDITOR") != "sed"


def test_list_show_and_trace_find_both_ways(root: Path) -> None:
    number = _new(root)
    write(
        root,
        {
            "records/temporary-amendment/2026/LS-2026-0001.yaml": (
                f"id: LS-2026-0001\nchange: {number}\nrelease: A-0\nclause: '1'\ntext: 例\n"
                "effective: 2026-03-01\nexpires: 2026-04-01\n"
            )
        },
    )
    commit(root)
    listed = qms(root, "list", "change-request", "--where", "status=open").stdout
    assert listed.startswith(number)
    assert qms(root, "list", "change-request", "--where", "status=closed").stdout == ""
    shown = qms(root, "show", number).stdout
    assert "更改原因: 完善体系文件" in shown
    assert "← LS-2026-0001" in shown
    assert number in qms(root, "trace", number).stdout
    assert qms(root, "trace", "9.9").exit_code == 1
    assert qms(root, "show", "XX-0000").exit_code == 1


def test_the_sample_traces_a_complaint_to_its_action() -> None:
    sample = Path(__file__).parent.parent.parent
    lines = qms(sample, "trace", "8.3.6").stdout
    assert "客户投诉处理单（complaint）" in lines
    actions = [
        line.strip() for line in qms(sample, "list", "corrective-action").stdout.splitlines()
    ]
    assert actions
    trails = [qms(sample, "trace", line.split()[0]).stdout for line in actions]
    assert any("TS-2026-" in trail for trail in trails)


@pytest.mark.parametrize(
    "words",
    ["13800000000", "007", "1.10", "yes", "NO", "12:34:56", "1_000", "0x1f", "[a]", "~", "{a: b}"],
)
def test_where_the_form_takes_text_words_are_text_for_every_reader(root: Path, words: str) -> None:
    request = [each for each in REQUEST if each != "explanation=例"]
    request.insert(request.index("method=pages") - 1, f"explanation={words}")
    made = qms(root, "new", "change-request", *request, *BY, *DAY)
    assert made.exit_code == 0, made.stderr
    number = made.stdout.strip()
    path = root / f"records/change-request/2026/{number}.yaml"

    def read_by_others() -> object:
        return yaml.safe_load(path.read_text(encoding="utf-8"))["explanation"]

    assert read_by_others() == words  # as a reader of YAML 1.1 has it
    assert qms(root, "close", number).exit_code == 0
    why = ("--reason", "例", *BY, "--as-of", "2026-03-01")
    assert qms(root, "correct", number, "explanation=乙", *why).exit_code == 0
    done = qms(root, "correct", number, f"explanation={words}", *why)
    assert done.exit_code == 0, done.stderr
    assert read_by_others() == words
    assert codes(root) == set()
