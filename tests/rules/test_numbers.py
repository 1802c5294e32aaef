"""Numbers: none twice, none missing without a reason, also where branches meet."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from qms.forms.numbering import (
    Series,
    series_of,
)
from qms.model.kinds import kinds
from qms.model.kinds.ch08_complaints import Complaint
from tests.testing.company import codes
from tests.testing.repository import commit, git, qms, repository, write

REST = (
    "form: QR-2.2.3-01 A/0\ndate: 2026-05-01\ndepartment: after-sales\nfilled_by: P-001\n"
    'reason: law\nexplanation: {}\nmethod: pages\nchanges:\n  - clause: "1"\n'
)
FOLDER = "records/change-request/2026"
TRAPS = ["", "TS-2026-", "TS-2026-1", "TS-2026-00010", "XX-2026-0001", "TS-2026-0001 "]
LAST = 9999  # the highest serial of four digits
SERIES = Series("TS-", is_yearly=True, width=4)


def request(serial: int, *, words: str = "例", more: str = "") -> dict[str, str]:
    number = f"GG-2026-{serial:04}"
    return {f"{FOLDER}/{number}.yaml": f"id: {number}\n{REST.format(words)}{more}"}


@given(
    st.dictionaries(st.sampled_from([2025, 2026]), st.sets(st.integers(1, 40), max_size=20)),
    st.lists(st.sampled_from(TRAPS)),
)
def test_gaps_and_used_numbers_make_up_the_whole_count(
    years: dict[int, set[int]], others: list[str]
) -> None:
    taken = [SERIES.number(year, n) for year, used in years.items() for n in used]
    strange = [each for each in others if SERIES.read(each) is None]
    missing: list[str] = []
    for gap in SERIES.gaps([*strange, *taken]):
        first, last = int(gap.first[-4:]), int(gap.last[-4:])
        assert gap.count == last - first + 1
        missing += [f"{gap.first[:8]}{n:04}" for n in range(first, last + 1)]
    whole = [
        SERIES.number(year, n)
        for year, used in years.items()
        for n in range(1, max(used, default=0) + 1)
    ]
    assert sorted(missing + taken) == sorted(whole)


@given(st.sets(st.integers(1, LAST - 3), max_size=30), st.integers(2000, 2099))
def test_numbers_given_one_after_the_other_leave_no_gap(used: set[int], year: int) -> None:
    series = series_of(Complaint)
    assert series is not None
    taken = [series.number(year, n) for n in used]
    before = sum(gap.count for gap in series.gaps(taken))
    for _ in range(3):
        number = series.following(year, taken)
        assert number not in taken
        taken.append(number)
    assert sum(gap.count for gap in series.gaps(taken)) == before


@given(st.sets(st.integers(1, LAST - 2), max_size=30))
def test_a_slip_to_the_last_number_there_can_be_does_not_end_the_series(used: set[int]) -> None:
    series = series_of(Complaint)
    assert series is not None
    taken = [series.number(2026, n) for n in {*used, LAST}]
    assert series.following(2026, taken) == series.number(2026, max(used, default=0) + 1)


def test_no_two_kinds_count_alike() -> None:
    starts = [found.prefix for model in kinds().values() if (found := series_of(model))]
    assert len(starts) == len(set(starts))


def test_a_gap_is_a_warning_and_a_voided_or_destroyed_number_is_none(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", request(1) | request(4))
    report = qms(root, "check", "--as-of", "2026-11-23").stdout
    assert f"{FOLDER}/GG-2026-0004.yaml:1:1: 警告 REF104" in report
    assert "缺号 GG-2026-0002 至 GG-2026-0003（2 个）" in report
    write(root, request(2, more="status: void\n"))
    write(
        root,
        {
            "records/record-disposal/2026/JX-2026-0001.yaml": (
                "id: JX-2026-0001\nform: QR-7.5-04 A/0\ndate: 2026-05-01\n"
                "department: after-sales\nfilled_by: P-001\nstatus: closed\n"
                "records: [GG-2026-0003]\nreason: 例\nmethod: 例\n"
                "destroyed_by: P-001\nwitnessed_by: P-002\n"
            )
        },
    )
    assert "REF104" not in codes(root)


def test_where_a_file_of_the_kind_cannot_be_read_a_gap_is_not_judged(tmp_path: Path) -> None:
    files = request(1) | request(3) | {f"{FOLDER}/GG-2026-0002.yaml": "id: [\n"}
    root = repository(tmp_path / "r", files)
    assert codes(root) == {"FIL102"}
    assert "records/change-request: REF104" in qms(root, "check", "--as-of", "2026-11-23").stdout


def test_a_number_that_two_branches_gave_is_found_however_they_are_merged(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", request(1))
    git(root, "checkout", "-q", "-b", "other")
    write(root, request(2, words="甲"))
    commit(root)
    git(root, "checkout", "-q", "main")
    write(
        root,
        {
            f"{FOLDER}/2026-05.yaml": "- "
            + next(iter(request(2, words="乙").values())).replace("\n", "\n  ").rstrip()
            + "\n"
        },
    )
    commit(root)
    git(root, "merge", "-q", "--no-edit", "other")
    assert codes(root) == {"REF101"}
    report = qms(root, "check", "--as-of", "2026-11-23", "--lang", "en").stdout
    assert "number GG-2026-0002 is used twice" in report
    refused = qms(root, "show", "GG-2026-0002")
    assert refused.exit_code in {0, 1}


def test_a_conflict_that_git_left_in_a_record_is_a_finding_at_its_line(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", request(1))
    path = root / FOLDER / "GG-2026-0001.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(
            "explanation: 例\n",
            "<<<<<<< HEAD\nexplanation: 甲\n=======\nexplanation: 乙\n>>>>>>> other\n",
        ),
        encoding="utf-8",
    )
    report = qms(root, "check", "--as-of", "2026-11-23").stdout
    assert f"{FOLDER}/GG-2026-0001.yaml:7:1: 错误 FIL102" in report
    assert "合并" in report
