"""Copies come to an end once; a forged file or event brings none back (2.2.2)."""

import datetime as dt
import json
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qms.model.kinds.ch02_copies import (
    AmendmentNotice,
    CopyDestruction,
    CopyEvent,
    CopyReplacement,
    CopyReturn,
)
from qms.standing.copies import CopyState, Event, lives_on
from tests.testing.attacking import findings
from tests.testing.company import release
from tests.testing.repository import commit, qms, qms_process, run_qms, write

pytestmark = pytest.mark.attacks

BEGIN = dt.date(2026, 1, 1)
ENDS = (CopyState.lost, CopyState.returned, CopyState.destroyed)
_HOLDER = {"holder_class": "department", "department": "after-sales", "person": "P-001"}


def _event(kind: str, number: str, day: int, at: int, to: str) -> Event:
    """Return an event of a kind on a copy, valid as a sheet whatever it does to the copy."""
    head = {
        "form": "QR-2.2.2-01 A/0",
        "date": BEGIN + dt.timedelta(days=day),
        "department": "after-sales",
        "filled_by": "P-001",
        "status": "closed",
    }
    match kind:
        case "return":
            more = {
                "copy_number": number,
                "returned_by": "甲",
                "received_by": "P-001",
                "reason": "例",
            }
            return CopyReturn.model_validate(head | more | {"id": f"HS-2026-{at:04}"}, strict=False)
        case "destroy":
            more = {
                "copy_numbers": (number,), "reason": "例",
                "destroyed_by": "P-001", "witnessed_by": "P-002",
            }  # fmt: skip
            return CopyDestruction.model_validate(
                head | more | {"id": f"XH-2026-{at:04}"}, strict=False
            )
        case "worn" | "replaced":
            more = {"copy_number": number, "explanation": "例", "replacement": "worn"}
            if kind == "replaced":
                more |= {"replacement": "lost", "new_number": "009"}
            return CopyReplacement.model_validate(
                head | more | {"id": f"BF-2026-{at:04}"}, strict=False
            )
        case "notice":
            more = {
                "copy_number": number, "release": to, "from_release": "A-0",
                "leaves_sent": 1, "leaves_recalled": 1,
            }  # fmt: skip
            return AmendmentNotice.model_validate(
                head | more | {"id": f"HY-2026-{at:04}"}, strict=False
            )
    more = {"copy_number": number, "action": kind, "release": to}
    if kind in {"issue", "transfer"}:
        more |= {"holder": _HOLDER}
    if kind == "issue":
        more |= {"copy_class": "controlled"}
    return CopyEvent.model_validate(head | more | {"id": f"FF-2026-{at:04}"}, strict=False)


_KINDS = (
    "issue", "acknowledge", "amend", "transfer", "lost", "return", "destroy", "worn", "replaced",
    "notice",
)  # fmt: skip
# The orders that once brought a copy back to life come first.
_TRAPS = (
    ("issue", "lost", "acknowledge"),
    ("issue", "return", "destroy", "acknowledge"),
    ("issue", "return", "transfer"),
    ("issue", "lost", "return", "destroy", "notice", "amend"),
    ("acknowledge", "issue"),
    ("issue", "amend"),
)
_STEP = st.tuples(
    st.sampled_from(_KINDS),
    st.sampled_from(["001", "002"]),
    st.integers(0, 1),
    st.sampled_from(["A-1", "A-2"]),
)
_ORDERS = st.sampled_from(_TRAPS).map(
    lambda kinds: [(kind, "001", 1, "A-1") for kind in kinds]
) | st.lists(_STEP, max_size=12)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(order=_ORDERS)
def test_no_order_of_events_brings_a_copy_back(order: list[tuple[str, str, int, str]]) -> None:
    events, day = [], 0
    for at, (kind, number, gap, goal) in enumerate(order, 1):
        day += gap
        events.append(_event(kind, number, day, at, "A-0" if kind == "issue" else goal))
    ended: dict[str, CopyState] = {}
    for day in range(15):
        lives = lives_on(events, BEGIN + dt.timedelta(days=day))
        for number, copy in lives.copies.items():
            if number in ended:
                assert copy.state in {ended[number], CopyState.destroyed}
                assert ended[number] is not CopyState.lost or copy.state is CopyState.lost
            if copy.state in ENDS:
                ended[number] = copy.state
            assert copy.release == copy.first_release or any(
                notice.release == copy.release for notice in copy.sent
            )
    whole = lives_on(events, BEGIN + dt.timedelta(days=15))
    lived = {each.id for copy in whole.copies.values() for each in copy.events}
    objected = {each.event.id for each in whole.departures}
    issues = {each.id for each in events if isinstance(each, CopyEvent) and each.holder}
    assert {each.id for each in events} - issues <= lived | objected


def _file(number: int, day: str, action: str, copy: str = "001", more: str = "") -> dict[str, str]:
    return {
        f"records/copy-event/2026/FF-2026-{number:04}.yaml": (
            f"id: FF-2026-{number:04}\nform: QR-2.2.2-01 A/0\ndate: {day}\n"
            f"department: after-sales\nfilled_by: P-011\nstatus: closed\naction: {action}\n"
            f"copy_number: '{copy}'\n"
            f"release: A-0\n{more}"
        )
    }


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]) -> Path:
    """A company with A/0 in force and copies 001 and 002, whose files lie beside it."""
    from tests.testing.company import make_company

    root = make_company(tmp_path_factory.mktemp("issued") / "company", keys)
    release(root, keys, "--edition", "2025-12-10", "2026-01-01")
    for number in ("001", "002"):
        run_qms(
            root, "copy", "issue", "--to", "after-sales", "--keeper", "P-001", "--by", "P-001",
            "--as-of", "2026-01-02", "--output", str(root.parent / f"{number}.pdf"),
        )  # fmt: skip
    return root


@pytest.fixture
def copies(issued: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(issued, tmp_path / "company"))


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([(8, "2026-02-01", "lost"), (9, "2026-03-01", "acknowledge")], "returned or destroyed"),
        ([(8, "2026-02-01", "lost"), (9, "2026-03-01", "transfer")], "returned or destroyed"),
        ([(8, "2025-12-01", "acknowledge")], "before the issue"),
        ([(8, "2026-02-01", "amend")], "no notice"),
        ([(8, "2026-02-01", "acknowledge"), (9, "2026-02-02", "acknowledge")], "already"),
    ],
)  # fmt: skip
def test_an_event_that_cannot_have_happened_is_found(
    copies: Path, events: list[tuple[int, str, str]], said: str
) -> None:
    holder = "holder: {holder_class: department, department: after-sales, person: P-001}\n"
    for number, day, action in events:
        write(copies, _file(number, day, action, more=holder if action == "transfer" else ""))
    commit(copies)
    found = [each for each in findings(copies) if each["code"] == "CPY110"]
    assert [(each["record"], each["severity"]) for each in found] == [
        (f"FF-2026-{events[-1][0]:04}", "error")
    ]
    assert said in found[0]["message"]


def test_a_number_never_issued_and_a_receipt_dated_back_are_found(copies: Path) -> None:
    write(copies, _file(8, "2026-02-01", "acknowledge", copy="077"))
    write(copies, _file(9, "2026-02-01", "acknowledge"))
    commit(copies)
    found = findings(copies)
    assert [each["record"] for each in found if each["code"] == "CPY110"] == ["FF-2026-0008"]
    write(copies, _file(10, "2026-01-03", "transfer", more=(
        "holder: {holder_class: department, department: after-sales, person: P-002}\n"
    )))  # fmt: skip
    commit(copies)
    assert "CPY111" in {each["code"] for each in findings(copies)}


def test_no_copy_is_printed_that_was_lost(copies: Path, tmp_path: Path) -> None:
    write(copies, _file(8, "2026-02-01", "lost"))
    commit(copies)
    target = ("--output", str(tmp_path / "x.pdf"), "--lang", "en", "--as-of", "2026-03-01")
    refused = qms(copies, "pdf", "--copy", "001", *target)
    assert refused.exit_code == 1
    assert "Copy 001 is lost, voided" in refused.stderr
    again = qms(
        copies, "copy", "ack", "002", "--received-by", "乙", "--by", "P-001",
        "--as-of", "2026-01-05",
    )  # fmt: skip
    assert again.exit_code == 0, again.stderr
    twice = qms(
        copies, "copy", "ack", "002", "--received-by", "乙", "--by", "P-001", "--lang", "en"
    )
    assert "acknowledged on 2026-01-05 already" in twice.stderr
    unsent = qms(
        copies, "copy", "amend", "002", "--to", "A/0", "--received-by", "乙",
        "--leaves-returned", "1", "--by", "P-001",
    )  # fmt: skip
    assert unsent.exit_code == 1


def _forged(issued: Path, target: Path) -> str:
    """Write the file of copy 001 with a page taken out and the note kept; return its digest."""
    from hashlib import sha256

    with pikepdf.open(issued.parent / "001.pdf") as book:
        del book.pages[1]
        book.save(target)
    return sha256(target.read_bytes()).hexdigest()


@pytest.mark.parametrize("how", ["draft", "other copy", "not committed", "acknowledged", "void"])
def test_a_forged_file_is_not_made_genuine_by_naming_its_digest(
    issued: Path, copies: Path, tmp_path: Path, how: str
) -> None:
    target = tmp_path / "forged.pdf"
    digest = _forged(issued, target)
    more = (
        "copy_class: controlled\n"
        "holder: {holder_class: department, department: after-sales, person: P-001}\n"
        f"pdf_sha256: {digest}\n"
    )
    copy = "009" if how == "other copy" else "001"
    action = "acknowledge" if how == "acknowledged" else "issue"
    files = _file(8, "2026-01-02", action, copy, more)
    if how in {"draft", "void"}:
        files = {path: text.replace("closed", how) for path, text in files.items()}
    write(copies, files)
    if how != "not committed":
        commit(copies)
    said = qms_process(copies, "verify", str(target), "--lang", "en", "--as-of", "2026-02-01")
    assert said.returncode == 1
    assert "It is not what was issued: it was altered." in said.stdout


def test_verify_says_who_recorded_the_file_and_tells_another_version_from_a_forgery(
    issued: Path, tmp_path: Path
) -> None:
    day = ("--lang", "en", "--as-of", "2026-02-01")
    good = qms_process(issued, "verify", str(issued.parent / "001.pdf"), *day)
    assert good.returncode == 0, good.stdout
    assert "recorded by 甲一 P-001 in FF-2026-0001" in good.stdout
    other = tmp_path / "other.pdf"
    with pikepdf.open(issued.parent / "001.pdf") as book:
        note = json.loads(book.attachments["copy.json"].get_file().read_bytes())
        note["program"] = "qms 0.0.1"
        book.attachments["copy.json"] = pikepdf.AttachedFileSpec(
            book, json.dumps(note).encode(), filename="copy.json"
        )
        book.save(other)
    said = qms_process(issued, "verify", str(other), *day)
    assert said.returncode == 1
    assert "another version printed it (qms 0.0.1)" in said.stdout
