"""Rule, figure and due dates say the same of the same facts: follow-up, reply and handling."""

import json
import re
from pathlib import Path

import pytest

from qms.model.kinds.ch08_complaints import Complaint
from qms.model.kinds.ch08_customers import FollowUp
from qms.model.kinds.ch08_repair import RepairOrder
from qms.rules.examples import CUSTOMER, retained
from tests.testing.repository import MINIMAL, qms, repository

ROOT = Path(__file__).parents[2]
DAY = ("--as-of", "2026-11-23")
STEP = "2026-03-05T09:00:00+08:00"
MONEY = "100.00 CNY"
SIGNED = {"name": "例", "at": "2026-03-03T09:00:00+08:00"}


def moment(hour: int) -> str:
    return f"2026-03-03T{hour:02}:00:00+08:00"


def definition(name: str) -> dict[str, str]:
    path = f"records/kpi/{name}.yaml"
    return {path: (ROOT / path).read_text(encoding="utf-8")}


def order(number: int, **fields: object) -> dict[str, str]:
    """Return a repair, handed over on 3 March, closed with its step."""
    sheet: dict[str, object] = {
        "customer": "CU-001", "serial": "A1", "product": "power-cable", "region": "east",
        "service_place": "on-site", "fault_code": "E01", "in_warranty": True, "status": "closed",
        "reception": {
            "at": moment(8), "by": "P-001", "contact": "例", "phone": "0", "symptom": "例",
        },
        "confirmation": {
            "at": moment(9), "by": "P-001", "items": [{"item": "例", "cost": MONEY}],
            "cost": MONEY, "hours": 2, "customer_signature": SIGNED,
        },
        "repair": {
            "at": moment(10), "by": "P-001", "finished_at": moment(12), "cause": "例",
            "action": "例", "hours": 2,
        },
        "inspection": {"at": moment(13), "by": "P-002", "passed": True, "result": "例"},
        "handover": {"at": moment(14), "by": "P-001", "customer_signature": SIGNED},
        "followup": {"at": STEP, "by": "P-002", "follow_up": "HF-2026-0001"},
    }  # fmt: skip
    return retained(RepairOrder, f"WX-2026-{number:04}", **(sheet | fields))


def sheet(number: int, about: int | None, **fields: object) -> dict[str, str]:
    written: dict[str, object] = {
        "customer": "CU-001", "method": "phone", "at": STEP, "by": "P-002", "satisfied": True,
        "repair_order": about and f"WX-2026-{about:04}", "status": "closed",
        "scores": {"quality": 5, "timeliness": 5, "attitude": 5, "overall": 5},
    }  # fmt: skip
    return retained(FollowUp, f"HF-2026-{number:04}", **(written | fields))


def complaint(number: int, handled: str | None) -> dict[str, str]:
    return retained(
        Complaint, f"TS-2026-{number:04}", customer="CU-001", channel="hotline",
        received_at="2026-03-02T09:00:00+08:00", received_by="P-001", complainant="例", phone="0",
        product="power-cable", region="east", content="例", demand="例", grade="ordinary",
        owner="P-001", replied_at="2026-03-02T10:00:00+08:00", handled_at=handled,
    )  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = CUSTOMER | definition("follow-up-rate") | definition("handled-48h")
    for number in range(1, 8):
        files |= order(number)
    files |= sheet(1, about=1)  # all seven orders name this one
    files |= sheet(2, about=2, status="void") | sheet(3, about=3, status="draft")
    files |= sheet(4, about=4, at="2026-12-01T09:00:00+08:00")  # it has not happened yet
    files |= sheet(5, about=5) | sheet(6, about=5, at="2026-06-01T09:00:00+08:00")
    files |= sheet(7, about=6, date="2026-12-02")  # it happened, and was written down later
    files |= sheet(8, about=None)
    files |= complaint(1, "2026-03-03T08:59:00+08:00") | complaint(2, "2026-03-03T09:00:00+08:00")
    files |= complaint(3, "2026-03-03T09:00:01+08:00") | complaint(4, None)
    files["qms.yml"] = MINIMAL["qms.yml"] + "limits: {handle_hours: 24}\n"
    return repository(tmp_path_factory.mktemp("one-truth"), files)


def found(root: Path, code: str) -> set[str]:
    """Return the numbers of the records that a rule speaks of."""
    said = json.loads(qms(root, "check", "--select", code, "--format", "json", *DAY).stdout)
    return {
        Path(each["path"]).stem for each in said["findings"] if each["code"] == code
    }  # fmt: skip


def figure(root: Path, name: str) -> tuple[set[str], set[str]]:
    done = qms(root, "kpi", name, "--ids", "--format", "json", "--period", "2026", *DAY)
    [one] = json.loads(done.stdout)["figures"]
    return set(one["base_ids"]), set(one["counted_ids"])


def test_who_is_late_by_the_rule_is_not_followed_up_in_the_figure(root: Path) -> None:
    base, counted = figure(root, "follow-up-rate")
    late = {f"WX-2026-{number:04}" for number in (2, 3, 4, 7)}
    assert found(root, "FUP101") == base - counted == late


def test_who_is_late_is_due(root: Path) -> None:
    said = qms(root, "calendar", "--ics", *DAY).stdout
    unfolded = re.sub(r"\r?\n ", "", said)
    assert set(re.findall(r"repair-order/2026/(WX-\d+-\d+)", unfolded)) == found(root, "FUP101")


def test_one_sheet_proves_one_repair(root: Path) -> None:
    assert found(root, "FUP105") == {f"WX-2026-{number:04}" for number in range(2, 8)}


def test_another_limit_holds_for_rule_and_figure(root: Path) -> None:
    base, counted = figure(root, "handled-48h")
    late = {"TS-2026-0003", "TS-2026-0004"}
    assert found(root, "CMP102") | found(root, "CMP103") == base - counted == late


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"follow_up": None}, "names no follow-up sheet"),
        ({"at": "2026-03-06T09:00:00+08:00"}, "another time"),
        ({}, ""),
    ],
)
def test_a_step_says_what_its_sheet_says(
    fields: dict[str, object], words: str, tmp_path: Path
) -> None:
    step = {"at": STEP, "by": "P-002", "follow_up": "HF-2026-0001"} | fields
    step = {name: value for name, value in step.items() if value is not None}
    files = CUSTOMER | order(1, followup=step) | sheet(1, about=1)
    said = qms(
        repository(tmp_path, files), "check", "--select", "FUP105", "--lang", "en", *DAY
    ).stdout  # fmt: skip
    assert ("FUP105" in said) == bool(words)
    assert words in said


def test_a_sheet_for_another_customer_disagrees(tmp_path: Path) -> None:
    second = CUSTOMER["records/customer/customers.yaml"].replace("CU-001", "CU-002")
    files = CUSTOMER | {"records/customer/more.yaml": second} | order(1)
    files |= sheet(1, about=1, customer="CU-002")
    said = qms(repository(tmp_path, files), "check", "--lang", "en", *DAY).stdout
    assert "CU-002 was asked, not CU-001" in said
